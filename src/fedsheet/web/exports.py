"""What can be taken away from a view: any figure or table of it as PNG, SVG, CSV or XLSX, made from the same blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.manifest import Manifest
from fedsheet.present.blocks import Block, Figure, TableBlock, figures
from fedsheet.present.charts.on_screen import between, columns_without, rows_between, without
from fedsheet.present.citation import Cited, bibtex, sentence
from fedsheet.present.document import Document
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.figures import Drawing, draw, png
from fedsheet.present.fonts import FAMILY
from fedsheet.present.framed import framed
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.web.page import Page, Params, View

TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "toml": "application/toml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Screen:
    """The part of a figure that is on the screen: from `first` to `last`, `without` the names switched off."""

    first: date | None = None
    last: date | None = None
    without: tuple[str, ...] = ()


WHOLE = Screen()


def export(page: Page, block_id: str, form: str, words: Words, screen: Screen = WHOLE) -> bytes:
    """The bytes of one figure or table as it is on the screen; an unknown id or form raises `UnknownNameError`."""
    if f"{block_id}.{form}" in page.texts:
        return page.texts[f"{block_id}.{form}"].encode()
    found = _shown(_find(page, block_id), screen)
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: found.table.csv(base=True).encode("utf-8-sig"),
        "xlsx": lambda: _workbook(page, found, words),
    }
    if isinstance(found, Figure):
        makers |= {
            "png": lambda: png(_drawn(page, found, words)),
            "svg": lambda: _drawn(page, found, words).svg.encode(),
        }
    if form not in makers:
        raise UnknownNameError("export", form[:20], makers)
    return makers[form]()


def _shown(block: Figure | TableBlock, screen: Screen) -> Figure | TableBlock:
    """The block with what is on the screen alone."""
    table = rows_between(block.table, screen.first, screen.last) if screen.first or screen.last else block.table
    if isinstance(block, TableBlock):
        return replace(block, table=table)
    spec, table = without(dict(block.spec), screen.without), columns_without(table, screen.without)
    if screen.first and screen.last and table.rows:
        spec = between(spec, screen.first, screen.last)
    return replace(block, table=table, spec=spec)


def _drawn(page: Page, figure: Figure, words: Words) -> Drawing:
    """The figure between its title and what it is from: source, note, day, and the days it is drawn over."""
    days = [row[0] for row in figure.table.rows if isinstance(row[0], date)]
    span = words("view.figure_span", first=days[0], last=days[-1]) if len(days) > 1 else ""
    made = words("view.figure_made", day=page.as_of, digest=page.digest[:12], span=span)
    under = [words("common.source", source=figure.source), figure.note, made]
    return framed(draw(figure.spec), figure.caption, under)


def cited(
    pages: Mapping[str, Page], view: View, name: str, params: Params, screen: Screen, base: str
) -> dict[str, str]:
    """How to cite a figure, in each language from the page in it; BibTeX; and the lines of Python that make it."""
    from fedsheet import __version__

    asked = {"view": view.name, **{key: str(value) for key, value in params.model_dump(exclude_defaults=True).items()}}

    def told(language: str) -> Cited:
        page, found = pages[language], _find(pages[language], name)
        link = f"{base}?{urlencode({**asked, 'lang': language})}#figure-{name}"
        days = f" ({screen.first} – {screen.last})" if screen.first else ""
        return Cited(name, found.caption + days, found.source, page.as_of, page.digest, __version__, link)

    sentences = {language: sentence(told(language), Words(language)) for language in LANGUAGES}
    return {**sentences, "bibtex": bibtex(told(params.lang)), "python": python(view, name, params)}


def picture(page: Page, name: str) -> bytes:
    """A figure as SVG as it stands on the page, without title and source: what a reader on a slow line sees first."""
    svg = draw(found(page, name).spec).svg
    # A picture is set in the reader's own fonts: the typeface where it is installed, else a plain one.
    return svg.replace(f'font-family="{FAMILY}"', f'font-family="{FAMILY}, sans-serif"').encode()


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
    known = words("common.as_known", day=page.as_of)
    return workbook(Document(words.language, page.title, "", known, "", page.as_of, kept, manifest), words)


def found(page: Page, name: str) -> Figure:
    """The figure of this id on a page."""
    drawn = {one.id: one for one in figures(page.report_blocks)}
    if name not in drawn:
        raise UnknownNameError("figure", name[:60], drawn)
    return drawn[name]


def exhibit_of(one: Figure) -> Exhibit:
    """A figure as an exhibit: it is shown and saved in every medium."""
    return Exhibit(one.caption, one.table, one.caption, one.source, (one.note,) if one.note else (), one.spec)


def python(view: View, name: str, params: Params) -> str:
    """The lines that make this figure."""
    usual = view.params()
    own = {key: value for key, value in params.model_dump(mode="json").items() if value != getattr(usual, key, None)}
    own = {"lang": params.lang, **{key: value for key, value in own.items() if key != "lang" and value is not None}}
    how = "".join(f", {key}={value!r}" for key, value in own.items())
    return (
        "from fedsheet.web.figures import figure\n\n"
        f"shown = figure({view.name!r}, {name!r}{how})\n"
        f'shown.save("{name}.png")\nprint(shown.frame().tail())'
    )
