"""Changes over events, programmes and the gaps between them; how unusual a change is among windows as long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from annotated_types import Len

from fedsheet.claims.evidence import Evidence, Found, Values, values
from fedsheet.claims.measures import change, level, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError

Direction = Literal["up", "down"]
Window = Annotated[list[date], Len(2, 2)]  # a first and a last day, as TOML writes them


@quantity
def event_change(
    evidence: Evidence, *, series: str, on: date, days: Literal[1, 2] = 2, minus: str | None = None
) -> Found:
    """The change from the close before an event to the close of its day (1) or of the day after (2)."""
    import pandas as pd

    held = values(evidence, series, minus)
    held.at(on)
    position = int(held.values.index.searchsorted(pd.Timestamp(on)))
    if not 0 < position < len(held.values) - days + 1 or held.values.index[position].date() != on:
        raise InputError(f"{held.label} has no close on {on} and around it", do="Give a trading day inside the data")
    window = held.values.iloc[position - 1 : position + days]
    told = {"series": held.label, "on": on, "start": window.index[0].date(), "end": window.index[-1].date()}
    return Found(change(float(window.iloc[-1] - window.iloc[0]), held.kind), told, held.name)


def _changes(held: Values, windows: Iterable[tuple[date, date]], relative: bool) -> list[float]:
    """Change over each window; `relative` as a share of its first value."""
    ends = [(held.at(start)[1], held.at(end)[1]) for start, end in windows]
    return [after / before - 1 if relative else after - before for before, after in ends]


def _share(held: Values, windows: list[tuple[date, date]], direction: Direction, least: float) -> Found:
    """Share of windows whose change goes in `direction` by at least `least`, base units; prices as percentages."""
    relative = held.kind.value == "index"
    moves = _changes(held, windows, relative)
    sign = 1.0 if direction == "up" else -1.0
    passing = sum(sign * move > 0 and sign * move >= least for move in moves)
    shown = tuple(measure(move, "pct") if relative else change(move, held.kind) for move in moves)
    spans = tuple((held.when(start), held.when(end)) for start, end in windows)
    told = {"series": held.label, "moves": shown, "spans": spans, "direction": direction, "count": passing, "n": len(moves)}
    return Found(measure(passing / len(moves), "pct"), told, held.name)


@quantity
def share_of_windows(
    evidence: Evidence, *, series: str, windows: list[Window], direction: Direction,
    minus: str | None = None, least: float = 0.0,
) -> Found:  # fmt: skip
    """The share of windows over which a series rose or fell, by at least a size in base units."""
    if not windows:
        raise InputError("No window was given", do="Write windows = [[2010-03-31, 2010-11-02], …]")
    return _share(values(evidence, series, minus), [(start, end) for start, end in windows], direction, least)


@quantity
def share_of_programmes(
    evidence: Evidence, *, series: str, programmes: list[str], direction: Direction, minus: str | None = None
) -> Found:
    """The share of programmes over whose market window (eve of the announcement to the end) a series rose or fell."""
    spans = [evidence.path.programme(name).market_window for name in programmes]
    found = _share(values(evidence, series, minus), [(s.start, s.end) for s in spans], direction, 0.0)
    return Found(found.value, {**found.told, "programmes": tuple(programmes)}, found.series)


@quantity
def rank_of_change(evidence: Evidence, *, series: str, start: date, end: date, minus: str | None = None) -> Found:
    """The share of all windows of the same number of days, in the data held, whose change was smaller."""
    held = values(evidence, series, minus)
    (first, before), (last, after) = held.at(start), held.at(end)
    length = len(held.values.loc[str(first) : str(last)]) - 1
    others = held.values.diff(length).dropna()
    told = {"series": held.label, "start": first, "end": last, "change": change(after - before, held.kind), "n": len(others)}
    return Found(measure(float((others < after - before).mean()), "pct"), told, held.name)


@quantity
def largest_rise_date(
    evidence: Evidence, *, series: str, observations: int, start: date, end: date,
    relative_to: Literal["nothing", "itself", "GDP"] = "nothing",
) -> Found:  # fmt: skip
    """The day on which the largest rise over so many observations ended: in dollars, of itself, or of GDP."""
    held = values(evidence, series)
    inside = held.between(start, end)
    rise = inside.diff(observations)
    if relative_to == "itself":
        rise = rise / inside.shift(observations)
    elif relative_to == "GDP":
        rise = rise / values(evidence, "GDP").values.reindex(inside.index, method="ffill")
    place = rise.idxmax()
    size = float(rise[place])
    told = {"series": series, "weeks": observations, "start": start, "end": end, "relative_to": relative_to}
    told |= {"rise": level(size, held.kind) if relative_to == "nothing" else measure(size, "pct")}
    return Found(measure(place.date(), "date"), told, held.name)


@quantity
def share_recovered(evidence: Evidence, *, series: str, peak: date, trough: date, on: date) -> Found:
    """The share of the loss from a peak to a trough that was made good by a day."""
    held = values(evidence, series)
    top, bottom, now = (held.at(day)[1] for day in (peak, trough, on))
    if top == bottom:
        raise InputError(f"{series} is the same on {peak} and {trough}", possible="There is no loss to make good")
    told = {"series": series, "peak": held.when(peak), "trough": held.when(trough), "on": held.when(on), "loss": change(bottom - top, held.kind)}
    return Found(measure((now - bottom) / (top - bottom), "pct"), told, held.name)


@quantity
def closest_window(
    evidence: Evidence, *, series: str, target: float, other: str, other_target: float, start: date, end: date
) -> Found:
    """How far two published changes stay, at the nearest pair of dates in a span, from what the series give.

    Scans every pair of common observation dates; the distance is the larger of the two misses. Targets in base units.
    """
    import numpy as np
    import pandas as pd

    one, two = values(evidence, series), values(evidence, other)
    both = pd.DataFrame({"one": one.between(start, end), "two": two.between(start, end)}).dropna()
    a, b = both["one"].to_numpy(), both["two"].to_numpy()
    miss = np.maximum(np.abs(a[None, :] - a[:, None] - target), np.abs(b[None, :] - b[:, None] - other_target))
    miss[np.tril_indices(len(a))] = np.inf
    i, j = np.unravel_index(int(miss.argmin()), miss.shape)
    told = {"series": series, "other": other, "start": both.index[i].date(), "end": both.index[j].date()}
    told |= {"change": change(float(a[j] - a[i]), one.kind), "other_change": change(float(b[j] - b[i]), two.kind)}
    return Found(change(float(miss[i, j]), one.kind), told, (series, other))
