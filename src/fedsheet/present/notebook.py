"""An exhibit as the last line of a notebook's cell: a table as HTML, a figure as Vega-Lite and SVG; else as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, TypeVar

from fedsheet.core.extras import have
from fedsheet.core.lazy import pd
from fedsheet.present.charts.frame import text_width
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.framed import wrapped
from fedsheet.present.media import rendered, text, under
from fedsheet.present.table import Table
from fedsheet.present.text import Words

# Notebooks (JupyterLab 4, VS Code) draw this version; ours differ from its forms in nothing.
VEGALITE, SCHEMA = "application/vnd.vegalite.v5+json", "https://vega.github.io/schema/vega-lite/v5.json"
SIZE, WIDTH = 13.0, 460.0  # pixels: of a caption's letters, and of its lines
NAME, SENTENCE = 130.0, 260.0  # pixels: of a cell that is not broken, and from which a column is not a word wide
T = TypeVar("T")
MOST_ROWS, ENDS = 100, 20  # of a table in a notebook, and of either end of a longer one; `frame()` has them all


@dataclass(frozen=True, repr=False)
class InNotebook:
    """One exhibit in one language; `frame()` are its numbers in base units, `save` writes any of its forms.

    >>> wall = fedsheet.show("soma-wall", as_of="2025-06-30")
    >>> wall.save("wall.csv").read_text("utf-8").splitlines()[0]
    'date,coupons,bills,cap'
    """

    exhibit: Exhibit
    words: Words
    as_of: date | None = None

    def frame(self) -> pd.DataFrame:
        """The rows by column key: US dollars, decimals, dates."""
        return self.exhibit.table.frame()

    def as_form(self, form: str) -> bytes:
        """Its bytes as text, csv, json, xlsx, html and, of a figure, svg or png."""
        return rendered(self.exhibit, form, self.words, self.as_of)

    def save(self, path: str | Path) -> Path:
        """Written in the form its ending names: `.csv`, `.xlsx`, `.html`, `.svg`, `.png`, `.json`, `.txt`."""
        place = Path(path)
        ending = place.suffix.removeprefix(".")
        place.write_bytes(self.as_form("text" if ending == "txt" else ending))
        return place

    def __repr__(self) -> str:
        table = self.exhibit.table
        first, last = _ends(table.rows)
        return text(self.exhibit.showing(replace(table, rows=(*first, *last))), self.words, 140) + "".join(
            f"{one}\n" for one in self._left_out()
        )

    def _left_out(self) -> list[str]:
        """That the middle of a long table is not shown, and where it is."""
        n = len(self.exhibit.table.rows) - 2 * ENDS
        return [self.words("cards.left_out", n=n)] if n > MOST_ROWS - 2 * ENDS else []

    def _repr_html_(self) -> str:
        """The table as a page has it, with caption, notes and source; a figure is drawn by its own media types."""
        shown, words = self.exhibit, self.words
        table = shown.narrow.for_readers()
        first, last = _ends(table.shown(words))
        told = [*first, *last]
        sides = [_side(table, place, told) for place in range(len(table.columns))]
        head = "".join(f"<th{side}>{escape(cell)}</th>" for cell, side in zip(table.heads(words), sides, strict=True))
        rows = [
            f"<tr>{''.join(f'<td{side}>{_marked(c)}</td>' for c, side in zip(row, sides, strict=True))}</tr>"
            for row in told
        ]
        if last:
            rows.insert(len(first), f"<tr>{''.join(f'<td{side}>…</td>' for side in sides)}</tr>")
        said = [*shown.notes, *([words("common.source", source=shown.source)] if shown.source else [])]
        under = "".join(f"<p><small>{_marked(one)}</small></p>" for one in (*self._left_out(), *said))
        table_of = f"<table><tr>{head}</tr>{''.join(rows)}</table>"
        return f'<div lang="{words.language}"><p><b>{_marked(shown.caption)}</b></p>{table_of}{under}</div>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """All forms a notebook may choose from."""
        del include, exclude
        found: dict[str, Any] = {"text/plain": repr(self)}
        spec = self.exhibit.spec
        if spec is None:
            return {**found, "text/html": self._repr_html_()}
        found[VEGALITE] = {**spec, "$schema": SCHEMA, "title": self._title()}
        return {**found, "image/svg+xml": self.as_form("svg").decode()} if have("report") else found

    def _title(self) -> dict[str, Any]:
        """The caption above a figure, under it source and day, as lines of a chart's title."""
        below = under(self.exhibit.noting(), self.words, self.as_of)
        said = (line for one in below for line in wrapped(one, SIZE - 3, WIDTH))
        caption = list(wrapped(self.exhibit.caption, SIZE, WIDTH))
        return {"text": caption, "subtitle": list(said), "anchor": "start", "frame": "bounds", "fontSize": SIZE}


def _ends(rows: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """All rows, or the first and the last of many: of figures by day the newest are the last."""
    return (rows, ()) if len(rows) <= MOST_ROWS else (rows[:ENDS], rows[-ENDS:])


def _side(table: Table, place: int, told: Sequence[Sequence[str]]) -> str:
    """Words and dates at the left, a date or name in one line, a sentence not in a column a word wide."""
    if not table.at_left()[place]:
        return ""
    if table.is_dated(place):
        return ' style="text-align:left;white-space:nowrap"'
    widest = max((text_width(row[place], SIZE) for row in told), default=0.0)
    width = ";min-width:12em" if widest > SENTENCE else ";white-space:nowrap" if widest < NAME else ""
    return f' style="text-align:left{width}"'


def _marked(text: str) -> str:
    """Text as HTML; what is typed stands in a monospaced face, not between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
