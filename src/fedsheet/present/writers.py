"""One document into its files: the page and the workbook while its figures are drawn, then figures and PDF."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from fedsheet.present import html, pdf, word, xlsx
from fedsheet.present.blocks import Figure, TableBlock, figures
from fedsheet.present.document import REPORT, Document
from fedsheet.present.figures import Drawing, pngs, stem
from fedsheet.present.files import Stage
from fedsheet.present.renderer_pool import RendererPool
from fedsheet.present.text import Words
from fedsheet.present.typesetting import Ask


def write_page_and_workbook(
    document: Document, words: Words, stage: Stage, letters: Collection[str], others: Sequence[str] = ()
) -> None:
    """HTML and XLSX of one language: they need no drawing; `letters` and `others` as for the page."""
    stage.write(f"{document.name}-{document.language}.html", html.page(document, words, letters, others))
    stage.write(f"{document.name}-{document.language}.xlsx", xlsx.workbook(document, words))


@dataclass(frozen=True)
class Typeset:
    """What of a document typst made: each figure's PNG in their order, and the PDF."""

    pngs: list[bytes]
    pdf: bytes


def typeset(document: Document, words: Words, drawn: Mapping[str, Future[Drawing]], pool: RendererPool) -> Typeset:
    """Its figures, once all are drawn, as PNG and its PDF; for a thread of its own beside the writing of others."""
    drawings = {name: one.result() for name, one in drawn.items()}

    def redraw(fitted: Iterable[Figure]) -> dict[str, Drawing]:
        """Afterwards the renderers may end: with the last document's they do, its figures being drawn last."""
        found = pool.draw(fitted)
        pool.end_when_drawn()
        return found

    made = pdf.compile_pdf(document, drawings, words, pool.ask, redraw)
    return Typeset(pngs([drawings[figure.id] for figure in figures(document.blocks)], ask=pool.ask), made)


def write_figures_and_pdf(
    document: Document, made: Typeset, drawn: Mapping[str, Future[Drawing]], stage: Stage
) -> None:
    """SVG and PNG of each figure of one language and the PDF that holds them all."""
    language = document.language
    for figure, png in zip(figures(document.blocks), made.pngs, strict=True):
        stage.write(f"figures-{language}/{stem(figure)}.svg", drawn[figure.id].result().svg)
        stage.write(f"figures-{language}/{stem(figure)}.png", png)
    stage.write(f"{document.name}-{document.language}.pdf", made.pdf)


def write_word(
    document: Document, words: Words, drawn: Mapping[str, Drawing], stage: Stage, template: bytes, ask: Ask
) -> None:
    """DOCX of one language."""
    stage.write(f"{document.name}-{document.language}.docx", word.docx(document, drawn, words, template, ask))


def write_numbers(document: Document, stage: Stage) -> None:
    """The numbers behind every figure and table as CSV in base units, and the manifest of a report."""
    for figure in figures(document.blocks):
        stage.write(f"data/{stem(figure)}.csv", figure.table.csv(base=True))
    for block in document.blocks:
        if isinstance(block, TableBlock):
            stage.write(f"data/table-{block.table.id}.csv", block.table.csv(base=True))
    if document.name == REPORT:
        stage.write("manifest.json", document.manifest.as_json())
