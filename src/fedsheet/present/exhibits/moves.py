"""Exhibits of what changed: newest values with their changes, and the rates that are set, in force on a day.

Their result is what a run reads: the figures of a day and the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.clock import last_decision, unknown_decisions
from fedsheet.present.age import aged, marks
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import IMPORTED, STALE, Column, Table
from fedsheet.record.from_data import range_moved_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedsheet.present.text import Words
    from fedsheet.record.path import PolicyPath

AMOUNTS = ("WALCL", "TREAST", "WSHOMCB", "WRESBAL", "WTREGEN", "RRPONTSYD", "SRF_USAGE")
RATES = ("SOFR", "DFF", "OFR_TRI_OO_RATE", "OFR_DVP_OO_RATE", "DGS2", "DGS10", "DGS30", "DFII10")
ALSO = {"DFF": "EFFR"}  # the same figure under another id: the one that goes further is shown
WEEK, BACK = timedelta(days=7), timedelta(days=91)
SET_RATES = ("lower", "upper", "iorb", "on_rrp", "srf", "primary_credit")
Read = tuple[Vintage, "PolicyPath"]


@dataclass(frozen=True)
class SeriesMoves:
    """One series in base units: its newest value, the last one a week before that, and the last one by a chosen day.

    `before` is None where nothing had been observed by that day.
    """

    id: str
    day: date
    value: float
    week_before: float
    before: float | None
    is_stale: bool = False
    is_imported: bool = False

    @property
    def week(self) -> float:
        """Change on the week."""
        return self.value - self.week_before

    @property
    def change(self) -> float | None:
        """Change since the chosen day."""
        return None if self.before is None else self.value - self.before


def newest_of(known: Vintage, ids: tuple[str, ...]) -> tuple[str, ...]:
    """These series; where another one goes further with the same figure, that one in its place."""
    return tuple(max(name, ALSO.get(name, name), key=lambda one: _reach(known, one)) for name in ids)


def _reach(known: Vintage, name: str) -> date:
    return known[name].latest()[0] if name in known else date.min


def moved(known: Vintage, ids: tuple[str, ...], since: date) -> list[SeriesMoves]:
    """Each series that was public with its changes; one without a value a week before its newest is left out."""
    found = []
    for name in ids:
        try:
            day, value = known[name].base_last(known.as_of)
            week_before = known[name].base_last(day - WEEK)[1]
            found.append(
                SeriesMoves(name, day, value, week_before, _by(known, name, since), *marks(known[name], known.as_of))
            )
        except (DateRangeError, UnknownNameError):
            continue
    return found


def _by(known: Vintage, name: str, day: date) -> float | None:
    try:
        return known[name].base_last(day)[1]
    except DateRangeError:
        return None


def since_of(known: Vintage) -> date:
    """The day from which changes are counted where none is named: a quarter before the newest statement."""
    if "WALCL" not in known:
        raise DateRangeError("web.overview_statement_public", as_of=known.as_of)
    return known["WALCL"].base_last(known.as_of)[0] - BACK


@exhibit("levels", of="read")
def levels(found: Read, words: Words) -> Exhibit:
    """The sheet's main lines and take-up of facilities: newest, on the week, since a quarter before."""
    known, since = found[0], since_of(found[0])
    return levels_since(moved(known, newest_of(known, AMOUNTS), since), since, words)


@exhibit("rates-now", of="read")
def rates(found: Read, words: Words) -> Exhibit:
    """The same of rates and yields."""
    known, since = found[0], since_of(found[0])
    return rates_since(moved(known, newest_of(known, RATES), since), since, words)


def levels_since(rows: Sequence[SeriesMoves], since: date, words: Words) -> Exhibit:
    """Amounts with their changes since a day."""
    table = _table("levels", rows, since, words, ("money", "money_signed"))
    return Exhibit.of(words, table, words("web.levels_caption", since=since), source(words, "board", "nyfed"))


def rates_since(rows: Sequence[SeriesMoves], since: date, words: Words) -> Exhibit:
    """Rates with their changes since a day."""
    table = _table("rates-now", rows, since, words, ("pct2", "bp_num"))
    return Exhibit.of(words, table, words("web.rates_caption", since=since), source(words, "nyfed", "ofr", "board"))


def _table(name: str, rows: Sequence[SeriesMoves], since: date, words: Words, forms: tuple[str, str]) -> Table:
    form, change = forms
    columns = (
        Column("id", "text", ""), Column("series", "text", "web.col_series"), Column("value", form, "web.col_value"),
        Column("day", "iso", "web.col_day"), Column("week", change, "web.col_week"),
        Column("before", form, label=since.isoformat()), Column("change", change, "web.col_change"),
        Column(STALE, "yesno", ""), Column(IMPORTED, "yesno", ""),
    )  # fmt: skip
    cells = [
        (one.id, words(f"review.series_{one.id.lower()}"), one.value, one.day, one.week, one.before, one.change,
         one.is_stale, one.is_imported)
        for one in rows
    ]  # fmt: skip
    return Table.of(name, words, columns, cells)


@exhibit("levers", of="read")
def levers(found: Read, words: Words) -> Exhibit:
    """The rates the Committee and the Board set, in force on the day, and since when."""
    known, path = found
    state = path.at(known.as_of, known_at=known.as_of)
    is_open, rows = bool(unknown_decisions(path, known)), []
    is_left = bool(range_moved_alone(path, known.as_of))  # rates set with the range, of which nothing is told
    for name in SET_RATES:
        action = state.actions.get(name)
        if action is not None and state.number(name) is not None:
            dates = action.effective_date, action.announced_at
            is_old = is_open or (is_left and name not in ("lower", "upper"))
            rows.append((name, words(f"web.lever_{name}"), state.number(name), *dates, is_old))
    columns = (
        Column("id", "text", ""), Column("lever", "text", "web.col_lever"), Column("level", "pct2", "web.col_level"),
        Column("in_force_since", "iso", "web.col_in_force_since"), Column("announced", "iso", "web.col_announced"),
        Column(STALE, "yesno", ""),
    )  # fmt: skip
    day = last_decision(path, known.as_of) if is_open else known.as_of
    caption = aged(words, "web.levers_caption", "web.levers_caption_stale", is_stale=is_open, day=day)
    return Exhibit.of(words, Table.of("levers", words, columns, rows), caption, source(words, "fomc"))
