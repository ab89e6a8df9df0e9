"""Results become text, tables, charts and documents, in Chinese and English.

abbreviations Abbreviations spelt out where a reader first meets them, and their list for the appendix
age           how old a figure is, as every medium tells it: grey rows, a mark, and no "now" for an old one
cards         what a result says of itself, in a language: ten lines at most, a small table in a notebook
blocks        what a document is made of, without saying how it looks: a section returns a list of these blocks
cited         figures and tables that texts name by id: in a document by number, elsewhere by title
citation      how to cite a figure: one sentence in each language, and an entry for BibTeX
counts        `n of n` said as all and `0 of n` as none
coded         Commands within a text, written between backticks, that every medium sets as code
document      the report as one document: chapters in order, headings and figures numbered, ready for any writer
exhibits      what a reader is shown of one result
figures       Figures as files: each spec drawn once as SVG, and as PNG from that by typst. Same spec, same bytes
files         Writing a folder of files so that nothing is ever half-written
framed        a figure to be put elsewhere: its title above, its source, day and span below, in the picture itself
fonts         the one typeface of every document, from its package
formats       the forms of amounts, rates, dates and lists, as each language writes them
house_style   a house's own dress for report and brief: who signs, its mark, its colours, its closing words
html          the document as one interactive page that asks nothing of the network
made_once     what is made once on a machine and kept: the page's script, parts of the typeface
measures      Numbers that figures draw and sentences quote
media         one exhibit in one medium: text, CSV, JSON, workbook, page, SVG, PNG
method        what is method leaves the body of the report and stands in its companion
notebook      an exhibit as the last line of a notebook's cell
office        what Word files and slides share: the extra they need, fonts by name, the same bytes every time
packing       a figure's rows for the page
page_filling  how blocks fill the pages of the PDF
pdf           the document as PDF: typst markup in which every text is a quoted string, drawn with the one typeface
references    What a text of the PDF points to: figures and tables named in it, publishers' own pages
refusals      an error's words: its sentence from the messages
sections      the chapters of the report, in the order of the original, and which rooms deepen each
series_words  Series in the reader's language: name, unit and publisher, by what their definitions say in English
renderer_pool Figures drawn side by side: two renderers, each in a process of its own, take specs and give SVG
slides        a document as slides: sentences, each figure and each table on slides of their own
table         the one table model: typed columns, rows in base units, and the ways out to every medium
terminal      a table on a screen: numbers and dates are never broken; only words wrap
typesetting   what typst is asked for, as plain requests that a renderer's process answers as well
update_lines  what an update brought, in a few lines: figure, before, now, next release; the rest is counted
poster        a board as one picture: figures and tables in columns, each between its caption and its source
powerquery    A workbook that refreshes itself: series as a table, and the query that asks for them again
watching      What a watch tells: one line a condition that holds or a new observation, and the same as data
verdicts      Judgements as words: what was found, what the text expects, why the verdict
word          the document as a Word file: native tables, pictures with alternative texts, styles by name
writers       one document into its files: the page and the workbook while its figures are drawn, then figures and PDF
xlsx          the document's numbers as one Excel workbook: a contents, named tables, charts Excel draws
xlsx_cells    numbers of a workbook as the report shows them: in its units, with its digits, raw ones hidden beside
xlsx_layers   the layers of a figure as a workbook draws them
xlsx_charts   a figure as a chart that Excel draws itself, from the same spec as every other medium
markdown  Blocks as Markdown, for mail: headings, sentences, tables; a figure is told by its caption and its numbers
"""
