"""Overview: where the sheet, reserves and rates stand."""

from __future__ import annotations

from fedsheet.present.blocks import DataTable, TableBlock
from fedsheet.web.desk import Desk
from fedsheet.web.page import Page, Params, View

LEVELS = ("WALCL", "TREAST", "WSHOMCB", "WRESBAL", "WTREGEN", "RRPONTSYD", "SOFR", "DFF", "DGS10")


def page(desk: Desk, params: Params) -> Page:
    """The newest value of each headline series, with its date and publisher."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang)
    rows = []
    for name in LEVELS:
        series = known[name]
        day = series.values.index[-1].date()
        rows.append((name, series.definition.title, day, float(series.values.iloc[-1]), series.unit.name))
    table = DataTable(
        "overview", ("id", "title", "date", "value", "unit"), ("id", "title", "date", "value", "unit"),
        ("text", "text", "iso", "num2", "text"), tuple(rows),
    )  # fmt: skip
    return Page(
        words("web.overview"), (TableBlock(table, words("web.overview"), ""),),
        'import fedsheet\nfedsheet.vintage()["WALCL"].values.tail()', "fedsheet series WALCL",
        known.as_of, known.digest,
    )  # fmt: skip


VIEW = View("overview", Params, page)
