"""Exhibits of a user's prices: odds by meeting from futures, the overnight path between meetings from swaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.core.units import from_bp, from_pct
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.outlook.implied import ImpliedPath
    from fedsheet.outlook.ois import SteppedPath
    from fedsheet.present.text import Words

STEP = from_pct(0.25)


@exhibit("outlook-implied", of="implied")
def implied(path: ImpliedPath | SteppedPath, words: Words, lower: float | None = None) -> Exhibit:
    """Odds of the target range after each meeting from futures, or the overnight rate between meetings from swaps."""
    from fedsheet.outlook.ois import SteppedPath

    return _stepped(path, words) if isinstance(path, SteppedPath) else _odds(path, words, lower)


def _odds(path: ImpliedPath, words: Words, lower: float | None) -> Exhibit:
    from fedsheet.outlook.implied import off_range

    reached = sorted({step for odds in path.meetings for step in odds.levels})
    levels = (Column(_range(lower, step), "pct1", label=_range_told(lower, step, words)) for step in reached)
    columns = (
        Column("meeting", "iso"), Column("rate_before", "pct3"), Column("rate_after", "pct3"), Column("cut", "pct1"),
        Column("hike", "pct1"), *levels,
    )  # fmt: skip
    rows = [
        (o.meeting, o.rate_before, o.rate_after, o.cut, o.hike, *(o.levels.get(step, 0.0) for step in reached))
        for o in path.meetings
    ]
    said = words(
        "outlook.implied_quotes", day=path.quote_date, last=path.horizon,
        convention=words(f"outlook.convention_{path.convention}"),
    )  # fmt: skip
    left = words("outlook.implied_not_priced", days=[str(day) for day in path.not_priced]) if path.not_priced else ""
    table = Table.of("outlook-implied", words, columns, rows)
    off = None if lower is None else off_range(path, lower, lower + STEP)
    notes = said, left, off_note(off, lower, words), *_cautions(path, words)
    return Exhibit.of(words, table, "", words("outlook.source_quotes"), *notes)


def off_note(rate: float | None, lower: float | None, words: Words) -> str:
    """That prices stand off the range of the record, which a decision it does not know has moved; else empty."""
    if rate is None or lower is None:
        return ""
    return words("outlook.implied_off_range", rate=rate, lower=lower, upper=lower + STEP)


def _cautions(path: ImpliedPath, words: Words) -> tuple[str, ...]:
    """What the odds leave in: a premium for risk, the distance of SOFR, a range moved between meetings."""
    odds = words("outlook.implied_odds")
    premium = words("outlook.implied_premium", premium=from_bp(path.premium_bp), day=path.meetings[-1].meeting)
    sofr = words("outlook.implied_sofr") if path.underlying == "sofr" else ""
    how = "read" if path.moved_read else "beside"
    moved = words(f"outlook.implied_moved_{how}", day=path.moved.day, change=path.moved.change) if path.moved else ""
    return odds, premium, sofr, moved


@exhibit("outlook-implied-history", of="implied history")
def history(found: tuple[ImpliedPath, ...], words: Words) -> Exhibit:
    """What each day's prices said of each meeting, day by day."""
    columns = (
        Column("quote_date", "iso", "outlook.implied_quote_date"), Column("meeting", "iso"),
        Column("rate_before", "pct3"), Column("rate_after", "pct3"),
        Column("change", "bp1_num", "outlook.implied_change"),
        Column("cut", "pct1"), Column("hike", "pct1"),
    )  # fmt: skip
    rows = [
        (path.quote_date, o.meeting, o.rate_before, o.rate_after, o.expected_change, o.cut, o.hike)
        for path in found
        for o in path.meetings
    ]
    caption = words(
        "outlook.implied_history_caption", n=len(found), first=found[0].quote_date, last=found[-1].quote_date
    )
    table = Table.of("outlook-implied-history", words, columns, rows)
    return Exhibit.of(words, table, caption, words("outlook.source_quotes"), *_cautions(found[-1], words))


def _range(lower: float | None, steps: int) -> str:
    """The target range after so many steps from today's; the steps alone where the record does not know it."""
    if lower is None:
        return f"{steps:+d} x 25bp"
    bottom = 100 * (lower + steps * STEP)
    return f"{bottom:.2f}-{bottom + 0.25:.2f}"


def _range_told(lower: float | None, steps: int, words: Words) -> str:
    """The same for readers: percent, or the change in basis points."""
    if lower is None:
        return words.format(steps * STEP, "bp")
    bottom = lower + steps * STEP
    return words("outlook.implied_range", lower=bottom, upper=bottom + STEP)


def _stepped(path: SteppedPath, words: Words) -> Exhibit:
    columns = (Column("from", "iso"), Column("rate", "pct3"), Column("step", "bp1_num"))
    rows = zip(path.starts, path.rates, (None, *np.diff(path.rates)), strict=True)
    said = words("outlook.stepped_quotes", day=path.quote_date, miss=float(np.abs(path.misses_bp).max()))
    left = words("outlook.stepped_not_used", days=[str(day) for day in path.not_used]) if path.not_used else ""
    table = Table.of("outlook-implied", words, columns, rows)
    return Exhibit.of(words, table, "", words("outlook.source_quotes"), said, left)


@exhibit("outlook-implied-path", of="implied")
def implied_drawn(path: ImpliedPath | SteppedPath, words: Words, lower: float | None = None) -> Exhibit:
    """The rate from one meeting to the next, as steps; dashed, the target range whose lower end is given."""
    from fedsheet.outlook.ois import SteppedPath
    from fedsheet.present.charts import web_ahead as charts
    from fedsheet.present.charts.curves import Curve

    if isinstance(path, SteppedPath):
        days, rates = list(path.starts), [float(rate) for rate in path.rates]
    else:
        days = [path.quote_date, *(odds.meeting for odds in path.meetings)]
        rates = [path.meetings[0].rate_before, *(odds.rate_after for odds in path.meetings)]
    values = pd.Series(rates, pd.DatetimeIndex([pd.Timestamp(day) for day in days]), dtype=float)
    curve = Curve("implied", words("outlook.implied_rate"), values, "pct2")
    caption = words("outlook.implied_caption", quote=days[0], n=len(path.meetings), rate=rates[-1])
    ends = () if lower is None else (lower, lower + STEP)
    in_force = words("outlook.implied_in_force", day=path.quote_date, lower=ends[0], upper=ends[1]) if ends else ""
    plot = charts.stepped("outlook-implied-path", curve, words, beside=ends)
    return Exhibit.of(words, plot, caption, words("outlook.source_quotes"), in_force)
