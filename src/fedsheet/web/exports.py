"""What can be taken away from a view: any figure or table of it as PNG, SVG, CSV or XLSX, made from the same blocks."""

from __future__ import annotations

from collections.abc import Callable

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.manifest import Manifest
from fedsheet.present.blocks import Block, Figure, TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.figures import draw, png
from fedsheet.present.text import Words
from fedsheet.web.page import Page

TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "toml": "application/toml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(page: Page, block_id: str, form: str, words: Words) -> bytes:
    """The bytes of one figure or table; an unknown id or form raises `UnknownNameError` with what there is."""
    if f"{block_id}.{form}" in page.texts:
        return page.texts[f"{block_id}.{form}"].encode()
    found = _find(page, block_id)
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: found.table.csv(base=True).encode("utf-8-sig"),
        "xlsx": lambda: _workbook(page, found, words),
    }
    if isinstance(found, Figure):
        makers |= {"png": lambda: png(draw(found.spec)), "svg": lambda: draw(found.spec).svg.encode()}
    if form not in makers:
        raise UnknownNameError("export", form[:20], makers)
    return makers[form]()


def _find(page: Page, block_id: str) -> Figure | TableBlock:
    known: dict[str, Figure | TableBlock] = {figure.id: figure for figure in figures(page.report_blocks)}
    known |= {block.table.id: block for block in page.report_blocks if isinstance(block, TableBlock)}
    if block_id not in known:
        raise UnknownNameError("figure or table", block_id[:60], known)
    return known[block_id]


def _workbook(page: Page, block: Figure | TableBlock, words: Words) -> bytes:
    from fedsheet.present.xlsx import workbook

    kept: tuple[Block, ...] = (block,)
    manifest = Manifest(page.title, page.as_of, page.digest)
    return workbook(Document(words.language, page.title, "", "", "", page.as_of, kept, manifest), words)
