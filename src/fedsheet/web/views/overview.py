"""Overview: where the sheet, reserves and rates stand, what changed since a day, how fresh the figures are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, DataTable, Heading, TableBlock, numbered
from fedsheet.present.sections.telling import source
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, Page, Params, Tile, Tiles, View
from fedsheet.web.views.parts import as_of_option, as_of_text, chapter, only

AMOUNTS = ("WALCL", "TREAST", "WSHOMCB", "WRESBAL", "WTREGEN", "RRPONTSYD", "SRF_USAGE")
RATES = ("SOFR", "DFF", "OFR_TRI_OO_RATE", "OFR_DVP_OO_RATE", "DGS2", "DGS10", "DGS30", "DFII10")
TILES = ("WALCL", "TREAST", "WSHOMCB", "WRESBAL", "RRPONTSYD", "SOFR", "DFF", "DGS10")
SINCE_DAYS = 91
LEVERS = ("lower", "upper", "iorb", "on_rrp", "srf", "primary_credit")


class OverviewParams(Params):
    """`since` is the day changes are counted from; left out, a quarter before the newest statement."""

    since: Annotated[date | None, Field(description="Day that changes are counted from, YYYY-MM-DD.")] = None


@dataclass(frozen=True)
class Moved:
    """One series: its newest value and the last one on or before the day it is compared with; base units."""

    id: str
    day: date
    value: float
    before_day: date
    before: float

    @property
    def change(self) -> float:
        """Newest minus earlier."""
        return self.value - self.before


def page(desk: Desk, params: OverviewParams) -> Page:
    """The newest values with their changes, the levers in force, the sheet and the corridor."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang)
    since = params.since or _newest(known) - timedelta(days=SINCE_DAYS)
    amounts, rates = (moved(known, ids, since) for ids in (AMOUNTS, RATES))
    tiles = Tiles(tuple(_tile(one, words) for one in (*amounts, *rates) if one.id in TILES))
    figures = [
        *only(chapter(desk, known, "normalisation", words), "assets-reserves", "where-money-went"),
        *only(chapter(desk, known, "money_market", words), "corridor"),
    ]
    blocks: list[Block] = [
        *figures[:2],
        Heading(1, words("web.what_changed", since=since)),
        TableBlock(_table("levels", amounts, words, "money", "money_signed"), words("web.levels_caption", since=since),
                   source(words, "board", "nyfed")),
        *figures[2:],
        TableBlock(_table("rates-now", rates, words, "pct2", "bp_num"), words("web.rates_caption", since=since),
                   source(words, "nyfed", "ofr", "board")),
        Heading(1, words("web.policy_now")),
        TableBlock(_levers(desk, known, words), words("web.levers_caption", day=known.as_of), source(words, "fomc")),
    ]  # fmt: skip
    return Page(
        words("web.overview"), (tiles, *numbered(blocks)),
        f'import fedsheet\n\nknown = fedsheet.vintage({as_of_text(params.as_of)})\n'
        f'for name in {AMOUNTS + RATES!r}:\n'
        "    values = known[name].values\n"
        "    print(name, values.index[-1].date(), values.iloc[-1], known[name].unit.name)",
        f"fedsheet series WALCL{as_of_option(params.as_of)}", known.as_of, known.digest,
        (Control("since", "date", words("web.since"), since.isoformat()),),
    )  # fmt: skip


def _newest(known: Vintage) -> date:
    """The newest statement day; none known raises with advice."""
    if "WALCL" not in known:
        raise DateRangeError(f"No statement was public as of {known.as_of}", do="Choose a later as-of date")
    return known["WALCL"].last(known.as_of)[0]


def moved(known: Vintage, ids: tuple[str, ...], since: date) -> list[Moved]:
    """Each series that was public against its last value on or before `since`; one without such a value is left out."""
    found = []
    for name in ids:
        try:
            found.append(Moved(name, *known[name].last(known.as_of), *known[name].last(since)))
        except (DateRangeError, UnknownNameError):
            continue
    return found


def _tile(one: Moved, words: Words) -> Tile:
    money = one.id in AMOUNTS
    shown = words.format(one.value, "usd" if money else "pct2")
    change = words.format(one.change, "usd_signed" if money else "bp")
    detail = words("web.tile_detail", change=change, before=one.before_day, day=one.day)
    return Tile(words(f"web.series_{one.id.lower()}"), shown, detail, (one.change > 0) - (one.change < 0))


def _table(table_id: str, rows: list[Moved], words: Words, form: str, change_form: str) -> DataTable:
    keys = ("id", "series", "value", "day", "before", "before_day", "change")
    formats = ("text", "text", form, "iso", form, "iso", change_form)
    headings = (
        "",
        *(words.heading(words(f"web.col_{key}"), spec) for key, spec in zip(keys[1:], formats[1:], strict=True)),
    )
    cells = tuple(
        (one.id, words(f"web.series_{one.id.lower()}"), one.value, one.day, one.before, one.before_day, one.change)
        for one in rows
    )
    return DataTable(table_id, keys, headings, formats, cells)


def _levers(desk: Desk, known: Vintage, words: Words) -> DataTable:
    """The rates the Committee and the Board set, in force on the day, and since when."""
    state = desk.path.at(known.as_of, known_at=known.as_of)
    rows = []
    for name in LEVERS:
        action = state.actions.get(name)
        if action is not None and state.number(name) is not None:
            row = (name, words(f"web.lever_{name}"), state.number(name), action.effective_date, action.announced_at)
            rows.append(row)
    keys = ("id", "lever", "value", "in_force_since", "announced")
    headings = ("", *(words(f"web.col_{key}") for key in keys[1:]))
    return DataTable("levers", keys, headings, ("text", "text", "pct2", "iso", "iso"), tuple(rows))


VIEW = View("overview", OverviewParams, page)
