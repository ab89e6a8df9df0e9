"""Changes over events, programmes and the gaps between them; how unusual a change is among windows as long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from annotated_types import Len

from fedsheet.claims.evidence import Evidence, Found, Told, Values, found, values
from fedsheet.claims.measures import Kind, Measure, change, level, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd

Direction = Literal["up", "down"]
TIE = 1e-9  # of a change: windows that moved as much are not smaller by float noise
MOST_DATES = 1_000  # of a scan of all pairs: a million of them
Window = Annotated[list[date], Len(2, 2)]  # a first and a last day, as TOML writes them
Span = tuple[date, date]


@quantity
def event_change(
    evidence: Evidence, *, series: str, on: date, days: Literal[1, 2] = 2, minus: str | None = None
) -> Found:
    """The change from the close before an event to the close of its day (1) or of the day after (2)."""
    held = values(evidence, series, minus)
    held.at(on)
    position = int(held.values.index.searchsorted(pd.Timestamp(on)))
    window = held.values.iloc[max(position - 1, 0) : position + days]
    if len(window) != days + 1 or held.values.index[position].date() != on:
        raise InputError("claims.windows_close_around", label=held.label, on=on)
    held.without_gaps([stamp.date() for stamp in window.index])
    moved = float(window.iloc[-1] - window.iloc[0])
    start, end = window.index[0].date(), window.index[-1].date()
    return found(change(moved, held.kind), held.name, series=held.label, on=on, start=start, end=end)


def _moves(held: Values, spans: list[Span]) -> list[Measure]:
    """The change over each window; prices and indices as a share of their first value."""
    ends = [(before, after) for (_, before), (_, after) in (held.ends(*span) for span in spans)]
    if held.kind is Kind.INDEX:
        return [measure(after / before - 1, "pct") for before, after in ends]
    return [change(after - before, held.kind) for before, after in ends]


def _share(held: Values, spans: list[Span], direction: Direction, least: float, **told: Told) -> Found:
    """The share of windows that went in `direction`, by at least `least` in base units."""
    moves = _moves(held, spans)
    sign = 1.0 if direction == "up" else -1.0
    signed = [sign * float(move.value) for move in moves]  # type: ignore[arg-type]  # moves are never dates
    passing = sum(move > 0 and move >= least for move in signed)
    return found(
        measure(passing / len(moves), "pct"), held.name, series=held.label, moves=tuple(moves), direction=direction,
        spans=tuple((held.when(start), held.when(end)) for start, end in spans), count=passing, n=len(moves), **told,
    )  # fmt: skip


@quantity
def share_of_windows(
    evidence: Evidence, *, series: str, windows: list[Window], direction: Direction, minus: str | None = None,
    least: float = 0.0,
) -> Found:  # fmt: skip
    """The share of windows over which a series rose or fell, by at least a size in base units."""
    if not windows:
        raise InputError("claims.windows_window_given")
    return _share(values(evidence, series, minus), [(start, end) for start, end in windows], direction, least)


@quantity
def share_of_programmes(
    evidence: Evidence, *, series: str, programmes: list[str], direction: Direction, minus: str | None = None,
    least: float = 0.0,
) -> Found:  # fmt: skip
    """The share of programmes over whose market window (eve to end) a series rose or fell, by at least a size."""
    if not programmes:
        raise InputError("claims.windows_programme_given", programmes=", ".join(evidence.path.programmes))
    windows = [evidence.path.programme(name).market_window for name in programmes]
    spans = [(window.start, window.end) for window in windows]
    return _share(values(evidence, series, minus), spans, direction, least, programmes=tuple(programmes))


@quantity
def rank_of_change(evidence: Evidence, *, series: str, start: date, end: date, minus: str | None = None) -> Found:
    """The share of all windows of the same number of days, in the data held, whose change was smaller."""
    held = values(evidence, series, minus)
    (first, before), (last, after) = held.ends(start, end)
    length = len(held.values.loc[str(first) : str(last)]) - 1
    others = held.values.diff(length).dropna()
    moved = after - before
    smaller = others < moved - TIE * abs(moved)
    return found(
        measure(float(smaller.mean()), "pct"), held.name, series=held.label, start=first, end=last,
        change=change(moved, held.kind), n=len(others),
    )  # fmt: skip


@quantity
def largest_rise_date(
    evidence: Evidence, *, series: str, observations: int, start: date, end: date,
    relative_to: Literal["nothing", "itself", "GDP"] = "nothing",
) -> Found:  # fmt: skip
    """The day on which the largest rise over so many observations ended: in dollars, of itself, or of GDP."""
    held = values(evidence, series)
    inside = held.between(start, end)
    if not 0 < observations < len(inside):
        raise InputError(
            "claims.windows_window_observations_fits_from", observations=observations, start=start, end=end
        )
    rise = inside.diff(observations)
    if relative_to == "itself":
        rise = rise / inside.shift(observations)
    elif relative_to == "GDP":
        rise = rise / values(evidence, "GDP").values.reindex(inside.index, method="ffill")
    kind = held.kind if relative_to == "nothing" else Kind.RATE
    best = rise.dropna()
    place = int(best.argmax())
    return found(
        measure(best.index[place].date(), "date"), held.name, series=series, weeks=observations,
        start=held.when(start), end=held.when(end),
        relative_to=relative_to, rise=level(float(best.iloc[place]), kind),
    )  # fmt: skip


@quantity
def share_recovered(evidence: Evidence, *, series: str, peak: date, trough: date, on: date) -> Found:
    """The share of a loss (or a rise) from one day to another that was made good (or given back) by a third."""
    held = values(evidence, series)
    top, bottom, now = (held.at(day)[1] for day in (peak, trough, on))
    if top == bottom:
        raise InputError("claims.windows_same", series=series, peak=peak, trough=trough)
    undone = found(
        measure((now - bottom) / (top - bottom), "pct"), held.name, series=series, peak=held.when(peak),
        trough=held.when(trough), on=held.when(on), moved=level(abs(bottom - top), held.kind),
    )  # fmt: skip
    return replace(undone, form="loss" if bottom < top else "rise")


@quantity
def closest_window(
    evidence: Evidence, *, series: str, target: float, other: str, other_target: float, start: date, end: date
) -> Found:
    """How far two published changes stay, at the nearest pair of dates in a span, from what the series give.

    Scans every pair of common observation dates; the distance is the larger of the two misses. Targets in base units.
    """
    import numpy as np

    one, two = values(evidence, series), values(evidence, other)
    both = pd.DataFrame({"one": one.between(start, end), "two": two.between(start, end)}).dropna()
    if not 1 < len(both) <= MOST_DATES:
        raise InputError(
            "claims.windows_common_dates_from", n_both=len(both), start=start, end=end, most_dates=MOST_DATES
        )
    a, b = both["one"].to_numpy(), both["two"].to_numpy()
    miss = np.maximum(np.abs(a[None, :] - a[:, None] - target), np.abs(b[None, :] - b[:, None] - other_target))
    miss[np.tril_indices(len(a))] = np.inf  # a window ends after it starts
    i, j = (int(place) for place in np.unravel_index(int(miss.argmin()), miss.shape))
    return found(
        change(float(miss[i, j]), one.kind), (series, other), series=series, other=other,
        start=both.index[i].date(), end=both.index[j].date(),
        change=change(float(a[j] - a[i]), one.kind), other_change=change(float(b[j] - b[i]), two.kind),
    )  # fmt: skip
