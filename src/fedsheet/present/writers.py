"""One document into all its files: figures drawn once, then PDF, page and workbook; the numbers once for all."""

from __future__ import annotations

from collections.abc import Callable

from fedsheet.present import html, pdf, xlsx
from fedsheet.present.blocks import TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.figures import Drawing, draw, png, stem, table_csv
from fedsheet.present.files import Stage
from fedsheet.present.text import Words

Progress = Callable[[str, float], None]


def write_language(document: Document, words: Words, stage: Stage, progress: Progress) -> None:
    """SVG and PNG of each figure, then PDF, HTML and XLSX of one language."""
    language = document.language
    drawings: dict[str, Drawing] = {}
    drawn = list(figures(document.blocks))
    for place, figure in enumerate(drawn):
        progress(f"{language}: {figure.id}", 0.6 * place / len(drawn))
        drawings[figure.id] = draw(figure.spec)
        stage.write(f"figures-{language}/{stem(figure)}.svg", drawings[figure.id].svg)
        stage.write(f"figures-{language}/{stem(figure)}.png", png(drawings[figure.id]))
    progress(f"{language}: PDF", 0.6)
    stage.write(f"report-{language}.pdf", pdf.compile_pdf(document, drawings, words))
    progress(f"{language}: HTML", 0.8)
    stage.write(f"report-{language}.html", html.page(document, words))
    progress(f"{language}: XLSX", 0.95)
    stage.write(f"report-{language}.xlsx", xlsx.workbook(document, words))


def write_numbers(document: Document, stage: Stage) -> None:
    """The numbers behind every figure and table as CSV in base units, and the manifest."""
    for figure in figures(document.blocks):
        stage.write(f"data/{stem(figure)}.csv", table_csv(figure.table))
    for block in document.blocks:
        if isinstance(block, TableBlock):
            stage.write(f"data/table-{block.table.id}.csv", table_csv(block.table))
    stage.write("manifest.json", document.manifest.as_json())
