"""Exhibits of the term premium: every estimate held, yields split over phases and by day, ours beside the published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import to_bp
from fedsheet.present import measures
from fedsheet.present.charts import review as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.data import named_id
from fedsheet.present.exhibits.events import set_name
from fedsheet.present.table import Column, Table
from fedsheet.review.decomposition import NEAR

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.decomposition import PremiumHistory, SplitRow
    from fedsheet.review.eventsets import EventSet
    from fedsheet.review.premium_panel import PanelEstimate
    from fedsheet.review.results import ReviewResults

Premium = tuple["PremiumHistory", "Sequence[SplitRow]"]
SPLIT = ("nominal", "expected", "premium", "unexplained", "breakeven", "real", "own_premium")
BESIDE = ("month_end_start", "month_end_end")
MONTH_ENDS = ("published_premium", "published_expected", "month_end_premium", "month_end_expected")


@exhibit("premium-panel", of="premium panel")
def panel(found: Sequence[PanelEstimate], words: Words) -> Exhibit:
    """One row an estimate: newest value, a year before, and how far it lies from ours on the months of both."""
    columns = (
        Column("estimate", "name:review.premium_", "review.premium_estimate"), Column("date", "iso"),
        Column("value", "pct2"), Column("year_before", "pct2", "review.premium_year_before"),
        Column("from_ours", "bp_num", "review.premium_from_ours"), Column("spread", "bp_num", "review.premium_sd"),
        Column("series", "text", "effects.china_series"),
    )  # fmt: skip
    rows = [
        (one.id, one.day, one.value, one.year_before, *(one.from_ours or (None, None)), one.series) for one in found
    ]
    held = [one.value for one in found if one.value is not None]
    caption = words("review.premium_panel", n=len(held), low=min(held), high=max(held))
    missing = [
        named_id(words(f"review.premium_{one.id}"), one.series, words)
        for one in found
        if one.series and one.value is None
    ]
    note = words("effects.china_missing", names=missing) if missing else ""
    table = Table.of("premium-panel", words, columns, rows)
    shown = Exhibit.of(words, table, caption, source(words, "board", "nyfed"), note)
    return shown.briefly("estimate", "date", "value", "year_before", "from_ours", "spread")


@exhibit("review-split-table", of="premium")
def split(found: Premium, words: Words, days: EventSet | None = None) -> Exhibit:
    """Changes of the ten-year yield and its parts over every phase, or on the days of an event set."""
    history, rows = found
    columns = (
        Column("id", "text", ""), Column("_window"), Column("start", "iso"),
        Column("end", "iso"), *(Column(name, "bp1_num", f"review.column_{name}") for name in SPLIT),
        *(Column(name, "iso", f"review.column_{name}") for name in BESIDE),
        *(Column(name, "bp1_num", f"review.column_{name}") for name in MONTH_ENDS),
    )  # fmt: skip
    cells = [
        (
            r.id, _phase_name(r.id, words), r.start, r.end, *(told(name) for name in SPLIT),
            *(r.month_ends or (None, None)), *(told(name) for name in MONTH_ENDS),
        )
        for r in rows
        for told in (partial(getattr, r) if days is not None else r.told,)
    ]  # fmt: skip
    over = None if days is None else set_name(days, words)
    caption = words("review.split_phases") if over is None else words("review.split_over", over=over)
    notes = (
        *(_beside(rows, words) if over is None else (words("review.split_days"),)),
        words("review.curve_note", method=_method(history.method, words), error=history.fit_rmse),
        words("review.own_note", persistence=history.persistence),
    )
    table = Table.of("review-split-table", words, columns, cells)
    brief = [c.key for i, c in enumerate(columns) if c.key != "id" and any(row[i] is not None for row in cells)]
    return Exhibit.of(words, table, caption, source(words, "board", "nyfed"), *notes).briefly(*brief)


def _beside(rows: Sequence[SplitRow], words: Words) -> tuple[str, ...]:
    """Where ours is left out of the phases and why; the phases that another's premium tells."""
    compared = [r for r in rows if r.agrees is not None]
    by_board = [_phase_name(r.id, words) for r in rows if r.published_by == "kim_wright"]
    apart = sum(not r.agrees for r in compared)
    return (
        words("review.split_beside", near=NEAR, n=len(compared), apart=apart) if compared else "",
        words("review.split_by_board", names=by_board) if by_board else "",
        _alone(rows, words),
    )


def _alone(rows: Sequence[SplitRow], words: Words) -> str:
    """The phases that no published premium and path span together: nothing holds ours to account there."""
    names = [_phase_name(r.id, words) for r in rows if r.agrees is None]
    if len(names) == len(rows):
        return words("review.split_all_alone")
    return words("review.split_alone", names=names) if names else ""


def _phase_name(phase: str, words: Words) -> str:
    """A window by its name; a day of an event set is its own."""
    if phase == "sum":
        return words("terms.sum")
    key = f"review.window_{phase.replace('-', '_')}"
    return words(key) if key in words else phase


def _method(method: str, words: Words) -> str:
    """How the curves were fitted, in the reader's language: "Svensson fit of 5 par yields"."""
    family, _, rest = method.partition(" fit of ")
    return words("review.curve_method", family=family, n=int(rest.split()[0])) if rest else method


@exhibit("review-premium-history", of="premium")
def premium_history(found: Premium, words: Words, every: str = "monthly") -> Exhibit:
    """Yield, expected path and premium by day or last day of the month, for 2, 5 and 10 years."""
    history = found[0]
    months = history.days.astype("datetime64[M]")
    last_of_month = np.append(months[1:] != months[:-1], True)
    chosen = np.arange(history.days.size) if every == "daily" else np.flatnonzero(last_of_month)
    parts = {
        "fitted": history.fitted, "expected": history.expected, "premium": history.premium, "own": history.own_premium,
    }  # fmt: skip
    columns = [Column("date", "iso")] + [
        Column(f"{name}_{n}m", "pct3", label=words(f"review.part_of_yield_{name}", years=n / 12))
        for n in history.months
        for name in parts
    ]
    values = np.stack([parts[name][:, i] for i in range(len(history.months)) for name in parts], axis=1)
    days = [date.fromisoformat(str(day)) for day in history.days[chosen]]
    rows = [(day, *row) for day, row in zip(days, values[chosen], strict=True)]
    table = Table.of("review-premium-history", words, columns, rows)
    curve = words("review.curve_note", method=_method(history.method, words), error=history.fit_rmse)
    return Exhibit.of(words, table, "", source(words, "board"), words("review.premium_note"), curve)


@exhibit("review-term-premium", of="review")
def premium_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """Expected path and premium of the ten-year yield."""
    history = results.history
    if history is None:
        raise DateRangeError("present.ledger_no_curve")
    premium = history.premium[:, history.column(120)]
    low = int(premium.argmin())
    days = [measures.day_of(history.days[place]) for place in (-1, low)]
    caption = words(
        "review.premium_caption", now=float(premium[-1]), low=float(premium[low]), day=days[0], low_day=days[1]
    )
    note = words("review.premium_note")
    return Exhibit.of(words, charts.premium_figure(results, words), caption, source(words, "board", "nyfed"), note)


@exhibit("review-split", of="review")
def split_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """Expected path and premium in the change of the ten-year yield over each main window."""
    if not results.splits:
        raise DateRangeError("present.ledger_no_curve")
    shown = charts.split_rows(results)
    same = sum(to_bp(r.published_premium or 0.0) * to_bp(r.published_yield or 0.0) > 0 for r in shown)
    caption = words("review.split_caption", same=same, n=len(shown))
    notes = words("review.split_note"), _alone(charts.main_splits(results), words)
    return Exhibit.of(words, charts.split_figure(results, words), caption, source(words, "nyfed", "board"), *notes)
