"""Words become calls.

api          `fedsheet api`: figures and exhibits for programs over HTTP, behind a token
brief        `fedsheet brief`: the week's statement in two pages, as PDF, page, Markdown for mail and JSON
check        `fedsheet check NAME|FILE.toml`: every claim of a report and whether the data bear it out
completions  what a shell offers where a command takes a name: series, exhibits, scenarios
data         `fedsheet data …`: bring figures up to date, see where they stand, check, import and export them
documents    what `report` and `brief` look at before any work
explore      `fedsheet explore "SOFR - iorb; WALCL | right"`: any series and formulas side by side
h41          `fedsheet h41 [DATE] [--compare DATE]`: the Fed's weekly statement, with its sums checked
help         a command's help in Chinese: the same command line, its sentences from a table
keep         `fedsheet data …` for what is kept: made anew, taken back, told, copied and brought back
main         `fedsheet`: every command, mounted; mistakes of the caller become one line and exit code 2
market       `fedsheet market …`: map, sheets, rates, hierarchy, reserves, forecast; `fedsheet simulate` runs scenarios
mcp          `fedsheet mcp`: the tools for agents, on standard input and output
new          `fedsheet new KIND`: a filled example of a file of one's own, and its schema for an editor
outlook      `fedsheet outlook …`: rules, progress, triggers, implied path
output       a table as text, CSV or JSON on standard output; progress and notes on standard error
policy       `fedsheet policy …`: what policy was on a day, what was known of it then, every dated fact, the programmes
project      `fedsheet project SCENARIO`, `fedsheet project sizing|levers` and `fedsheet sweep GRID.toml`
report       `fedsheet report`: the whole research report, in Chinese and English, as page, PDF and workbook
review       `fedsheet review …`: looking back at programmes, phases, events, term premium, supply
series       `fedsheet series ID`: one series as known on a day
serve        `fedsheet serve`: the workbench on this machine
show         `fedsheet show NAME`: any table or figure fedsheet makes, in either language and every format
streams      standard output on any terminal: a sign that its encoding lacks becomes a plain one
token        `fedsheet token …`: tokens for programs that ask over HTTP; made, listed, revoked
update       `fedsheet update`: everything that is due, brought, checked, and what is new in five lines
watch        `fedsheet watch FILE.toml`: thresholds and releases, told once; for a timer
"""
