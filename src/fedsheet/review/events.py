"""Event studies: what yields did in the hours of an announcement, and how often they do that on no occasion at all.

    one day     |close of the day before ─── close of the day|
    two days    |close of the day before ─────────── close of the day after|

Sums count every day once, also where windows touch. Inference is by placebo (random days of the same months) and by
HAC regression on an event dummy; dates on which something else moved the market are shown with and without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.review.assets import Array, Asset, publishers_of
from fedsheet.review.eventsets import WINDOW_DAYS, Event, EventSet
from fedsheet.review.hac import hac_fit, newey_west_lags
from fedsheet.review.placebo import central_band, detectable_change, power, rank_p_value

NEIGHBOURHOOD = 250  # closes on either side of a set from which placebo days come: about a year, the same volatility
MOST_NAMED = 10  # days outside a series that its refusal names
NOTICEABLE = 0.0005  # effect per event whose power is stated: 5 bp, or 0.05 percent of a price


@dataclass(frozen=True)
class EventRow:
    """One series on one date: change in decimal rate or fraction, and whether the date is confounded."""

    date: date
    series: str
    change: float
    confounded: bool


@dataclass(frozen=True)
class EventSum:
    """One series over the whole set.

    change        sum over the union of the windows, decimal rate or compounded fraction
    clear_change  the same without confounded dates; None where every date is confounded
    placebo_p     two-sided rank among sums over as many random windows within a year of the set
    clear_p       the same for `clear_change`
    hac_p         Newey–West p of the event dummy in daily changes over the same year
    detectable    sum that the placebo test would call unusual
    power         probability of noticing a true effect of 5 bp (0.05 percent) per event
    published     the literature's sum, where the set names one and the window is the set's own
    """

    series: str
    change: float
    clear_change: float | None
    placebo_p: float
    clear_p: float | None
    hac_p: float
    detectable: float
    power: float
    published: float | None


@dataclass(frozen=True)
class EventStudy:
    """Rows, sums and findings of one set with one window."""

    event_set: EventSet
    window_days: int
    rows: tuple[EventRow, ...]
    sums: tuple[EventSum, ...]
    findings: tuple[str, ...]
    n_draws: int
    seed: int
    left_out: Mapping[date, tuple[str, ...]] = field(default_factory=dict)  # days without a close → series
    publishers: tuple[str, ...] = ()

    def sum_of(self, series: str) -> EventSum:
        """The sum of one series; KeyError where it was not asked for."""
        return {found.series: found for found in self.sums}[series]


def event_positions(asset: Asset, events: Sequence[Event], window_days: int) -> NDArray[np.intp]:
    """Where the closes of the events' days stand; named errors at the edges, outside the figures and on holidays."""
    days = np.array([event.date for event in events], dtype="datetime64[D]")
    places = np.searchsorted(asset.days, days)
    outside = (places == 0) | (places + window_days > asset.days.size)
    if outside.any():
        named = [str(day) for day in days[outside]]
        raise DateRangeError(
            "review.events_does_cover_day_window", id=asset.id, window_days=window_days, n=len(named),
            of=len(events), dates=", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else ""),
            first=asset.days[0], last=asset.days[-1],
        )  # fmt: skip
    for place, event, day in zip(places, events, days, strict=True):
        if asset.days[place] != day:
            raise InputError(
                "review.events_day_close", date=event.date, id=asset.id, days=asset.days[place - 1],
                days_2=asset.days[place],
            )  # fmt: skip
    return places


def with_closes(asset: Asset, study: EventSet) -> EventSet:
    """The set without the days on which the series has no close, holidays; a set of nothing else is left as it is."""
    days = np.array([e.date for e in study.events], dtype="datetime64[D]")
    place = np.minimum(np.searchsorted(asset.days, days), asset.days.size - 1)
    kept = (asset.days[place] == days) | (days < asset.days[0]) | (days > asset.days[-1])
    events = tuple(e for e, stays in zip(study.events, kept, strict=True) if stays)
    return replace(study, events=events) if events else study


def event_changes(scale: Array, positions: NDArray[np.intp], window_days: int) -> Array:
    """Changes from the close before to the close `window_days − 1` after; scale (t,) or (t, k) → (e,) or (e, k)."""
    return np.asarray(scale[positions + window_days - 1] - scale[positions - 1])


def window_steps(positions: NDArray[np.intp], window_days: int) -> NDArray[np.intp]:
    """Daily steps covered by any window, each once; step i leads from close i to close i + 1."""
    return np.unique(positions[:, None] - 1 + np.arange(window_days)[None, :])


def _pool(n_days: int, positions: NDArray[np.intp], window_days: int) -> NDArray[np.intp]:
    """Positions within a year of the set whose windows share no step with the set's."""
    low = max(1, int(positions.min()) - NEIGHBOURHOOD)
    high = min(n_days - window_days, int(positions.max()) + NEIGHBOURHOOD)
    candidates = np.arange(low, high + 1)
    taken = (candidates[:, None] - positions[None, :] < window_days) & (
        positions[None, :] - candidates[:, None] < window_days
    )
    found = candidates[~taken.any(axis=1)]
    if not found.size:
        raise InputError("review.events_no_other_days", n=positions.size, window_days=window_days)
    return found


def placebo_sums(
    scale: Array, positions: NDArray[np.intp], window_days: int, n_draws: int, rng: np.random.Generator
) -> Array:
    """Sums (d,) over as many random windows as the set has, drawn within a year of it."""
    pool = _pool(scale.size, positions, window_days)
    changes = event_changes(scale, pool, window_days)
    return np.asarray(changes[rng.integers(0, pool.size, (n_draws, positions.size))].sum(axis=1))


def dummy_p_value(scale: Array, positions: NDArray[np.intp], window_days: int) -> float:
    """HAC p-value of the event dummy in daily changes over the set's year on either side."""
    low, high = max(0, positions.min() - NEIGHBOURHOOD), min(scale.size - 1, positions.max() + NEIGHBOURHOOD)
    steps = np.diff(scale[low : high + 1])
    dummy = np.zeros(steps.size)
    inside = window_steps(positions, window_days) - low
    dummy[inside] = 1.0
    design = np.column_stack([np.ones_like(dummy), dummy])
    return float(hac_fit(steps, design, newey_west_lags(steps.size)).p_values()[1])


def _sum(asset: Asset, positions: NDArray[np.intp], window_days: int) -> float:
    steps = window_steps(positions, window_days)
    return float((asset.scale[steps + 1] - asset.scale[steps]).sum())


def _sum_row(asset: Asset, study: EventSet, window_days: int, n_draws: int, seed: int) -> EventSum:
    """One series' sum with its inference."""
    rng = np.random.default_rng([seed, study.dates[0].toordinal(), window_days])
    positions = event_positions(asset, study.events, window_days)
    draws = placebo_sums(asset.scale, positions, window_days, n_draws, rng)
    summed, band = _sum(asset, positions, window_days), central_band(draws)
    clear = np.array([not e.confounded for e in study.events])
    clear_sum = _sum(asset, positions[clear], window_days) if clear.any() else None
    clear_p = None
    if clear_sum is not None:
        clear_p = rank_p_value(clear_sum, placebo_sums(asset.scale, positions[clear], window_days, n_draws, rng))
    published = study.published_bp.get(asset.id) if window_days == study.window_days else None
    return EventSum(
        series=asset.id,
        change=float(asset.change(summed)),
        clear_change=None if clear_sum is None else float(asset.change(clear_sum)),
        placebo_p=rank_p_value(summed, draws),
        clear_p=clear_p,
        hac_p=dummy_p_value(asset.scale, positions, window_days),
        detectable=float(asset.change(detectable_change(band))),
        power=power(draws, NOTICEABLE * len(study.events), band),
        published=None if published is None else published / 1e4,
    )


def findings(
    study: EventSet, assets: Sequence[Asset], window_days: int, left_out: Mapping[date, Sequence[str]]
) -> tuple[str, ...]:
    """What a reader of the sums must know: days left out, windows that touch, other releases, dates only guessed at."""
    notes = [f"{day} has no close of {', '.join(names)}: left out" for day, names in sorted(left_out.items())]
    days = assets[0].days
    for earlier, later in zip(study.events, study.events[1:], strict=False):
        apart = int(
            np.searchsorted(days, np.datetime64(later.date)) - np.searchsorted(days, np.datetime64(earlier.date))
        )
        if apart < window_days:
            notes.append(
                f"The {window_days}-day windows of {earlier.date} and {later.date} overlap ({apart} business days "
                "apart): the sum counts each day once and is not the sum of the rows"
            )
    for event in study.events:
        if event.others:
            flag = "confounded" if event.confounded else "also released"
            notes.append(f"{event.date} {flag}: {'; '.join(event.others)} [grade {event.others_grade or 'not given'}]")
        if event.announced and event.announced != event.date:
            notes.append(f"{event.date}: announced on {event.announced}, after the last close before")
    return tuple(notes)


def event_study(
    study: EventSet, assets: Sequence[Asset], *, window_days: int | None = None, n_draws: int = 2_000, seed: int = 0
) -> EventStudy:
    """A set on several series.

    window_days   1 or 2, as in the literature; None takes the set's own
    A date outside a series' figures raises a named error, and so does a set without one close; among others a date
    without a close is left out of that series' sum and listed; overlaps and other releases are findings.
    """
    days = study.window_days if window_days is None else window_days
    if days not in WINDOW_DAYS:
        raise InputError("review.events_window_days_measured", days=days)
    if not assets:
        raise InputError("review.events_series_asked")
    rows, left_out = [], dict[date, tuple[str, ...]]()
    own = {asset.id: with_closes(asset, study) for asset in assets}
    for asset in assets:
        events = own[asset.id].events
        for day in sorted(set(study.dates) - set(own[asset.id].dates)):
            left_out[day] = (*left_out.get(day, ()), asset.id)
        positions = event_positions(asset, events, days)
        changes = asset.change(event_changes(asset.scale, positions, days))
        rows += [EventRow(e.date, asset.id, float(c), e.confounded) for e, c in zip(events, changes, strict=True)]
    sums = tuple(_sum_row(asset, own[asset.id], days, n_draws, seed) for asset in assets)
    notes = findings(study, assets, days, left_out)
    return EventStudy(study, days, tuple(rows), sums, notes, n_draws, seed, left_out, publishers_of(assets))
