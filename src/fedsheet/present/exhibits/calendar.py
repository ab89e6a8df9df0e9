"""Exhibits of releases: what comes when, the statement as expected and as it came, SOFR as expected and as it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.core.calendar import Calendar, LineExpectation, RateExpectation, Release
    from fedsheet.present.text import Words

FORMS = {"money": "usd", "rate": "pct2", "persons": "persons", "number": "num1"}
UNITS = {"money": "US dollars", "rate": "Decimal", "persons": "Persons", "number": "Number"}  # of their base values


@exhibit("release-calendar", of="calendar")
def releases(found: Calendar, words: Words) -> Exhibit:
    """One row a headline series: newest observation, what comes next, when in New York."""
    columns = (
        Column("series", "text", ""), Column("_series", "text", "terms.series"), Column("newest", "iso"),
        Column("value", "general", ""), Column("unit", "text", ""), Column("_value", "text", "calendar.value"),
        Column("next_day", "iso", "calendar.next_day"), Column("next_release", "iso"),
        Column("hour", "text", "calendar.hour"), Column("is_out", "yesno", ""),
        Column("_state", "text", "calendar.state"),
    )  # fmt: skip
    if not found.releases:
        raise DateRangeError("present.calendar_nothing")
    rows = [_release(one, found.as_of, words) for one in found.releases]
    out = sum(one.on <= found.as_of for one in found.releases)
    key = "calendar.caption_out" if out else "calendar.caption"
    first = next((one for one in found.releases if one.on > found.as_of), found.releases[-1])
    name = words(f"update.name_{first.id}")
    caption = words(key, out=out, n=len(rows), name=name, day=first.on, as_of=found.as_of)
    return Exhibit.of(words, Table.of("release-calendar", words, columns, rows), caption,
                      source(words, "board", "nyfed"), words("calendar.note"))  # fmt: skip


def _release(one: Release, as_of: date, words: Words) -> tuple[Cell, ...]:
    shown = words.format(one.value, FORMS[one.form])
    hour = one.at.strftime("%H:%M")
    is_out = one.on <= as_of
    state = words("calendar.out") if is_out else words("calendar.ahead", n=(one.on - as_of).days)
    return (
        one.id, words(f"update.name_{one.id}"), one.day, one.value, UNITS[one.form], shown,
        one.next_day, one.on, hour, is_out, state,
    )  # fmt: skip


@exhibit("release-statement", of="calendar")
def statement(found: Calendar, words: Words) -> Exhibit:
    """The newest statement's lines as projected before its release and as they came; the next one as expected."""
    if not found.statement:
        raise DateRangeError("present.calendar_nothing")
    return statement_of(found.statement, words)


def statement_of(found: Sequence[LineExpectation], words: Words) -> Exhibit:
    """The same of its lines alone."""
    columns = (
        Column("line", "name:projections.line_", "projections.line"), Column("date", "iso"),
        Column("expected", "money", "calendar.expected"), Column("came", "money", "calendar.came"),
        Column("missed", "money_signed", "calendar.missed"), Column("moved", "money_signed", "calendar.moved"),
        Column("next_day", "iso", "calendar.next_day"),
        Column("next_expected", "money", "calendar.next_expected"),
    )  # fmt: skip
    rows = [(o.id, o.day, o.expected, o.came, o.missed, o.moved, o.next_day, o.next_expected) for o in found]
    table = Table.of("release-statement", words, columns, rows)
    return Exhibit.of(
        words, table, statement_text(found, words), source(words, "board"), words("calendar.statement_note")
    )


RESERVES = "reserve_balances"


def statement_text(found: Sequence[LineExpectation], words: Words) -> str:
    """How the lines came beside the projection and beside no change, and reserves with both misses."""
    scored = [one for one in found if one.missed is not None and one.moved is not None]
    if not scored:
        return words("calendar.statement_caption", day=found[0].day)
    nearer = sum(abs(one.missed or 0.0) < abs(one.moved or 0.0) for one in scored)
    said = words("calendar.statement_scored", day=scored[0].day, nearer=nearer, n=len(scored))
    reserves = [one for one in scored if one.id == RESERVES]
    told = [words("calendar.reserves_missed", missed=one.missed, moved=one.moved) for one in reserves]
    return words("common.semicolon").join([said, *told])


@exhibit("release-rates", of="calendar")
def rates(found: Calendar, words: Words) -> Exhibit:
    """SOFR over IORB as forecast the day before, in its band, and as it came, day by day."""
    if not found.rates:
        raise DateRangeError("present.calendar_nothing")
    return rates_of(found.rates, words)


def rates_of(found: Sequence[RateExpectation], words: Words) -> Exhibit:
    """The same of the days alone, the last of them ahead."""
    from fedsheet.present.charts.calendar import expected_and_came

    came = [one for one in found if one.came is not None]
    held = sum(bool(one.inside) for one in came)
    caption = words("calendar.rates_caption", n=len(came), held=held, day=found[-1].day, median=found[-1].median)
    return Exhibit.of(words, expected_and_came(found, words), caption, source(words, "nyfed", "board"),
                      words("calendar.rates_note"))  # fmt: skip
