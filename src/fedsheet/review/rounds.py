"""Rounds in words: what each answered, through which yields it went, and what the economy did; numbers only.

The sentences are messages; here are the figures they need. A figure that was not held leaves its sentence out, by name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.text import Text
from fedsheet.core.vintage import Vintage
from fedsheet.review.assets import BREAKEVEN_10, asset, breakeven_10
from fedsheet.review.decomposition import SplitRow
from fedsheet.review.equivalents import Equivalents
from fedsheet.review.supply_effect import change_between
from fedsheet.review.windows import Window

GAIN_MONTHS = 3
YIELDS = {"nominal": "DGS10", "breakeven": BREAKEVEN_10}
OUTCOMES = {"unemployment": ("UNRATE", "level"), "core": ("PCEPILFE", "yoy")}


@dataclass(frozen=True)
class Measured:
    """One figure behind a purpose; see `data/rounds.toml`."""

    key: str
    series: str
    how: str
    end: date
    start: date | None = None
    threshold: float = 0.0


@dataclass(frozen=True)
class PolicyRound:
    """A round: its window, what it is measured by, where its purpose stands."""

    id: str
    window: str
    source: Text
    measures: tuple[Measured, ...]


@dataclass(frozen=True)
class RoundTold:
    """The figures of a round's three sentences, base units; `missing` names those that were not held.

    purpose   by the measures' keys
    channel   the ten-year yield and its parts over the window, ten-year equivalents and their effect
    outcome   unemployment and core inflation at the start, the end and a year after
    """

    id: str
    window: Window
    source: Text
    purpose: Mapping[str, float]
    channel: Mapping[str, float]
    outcome: Mapping[str, float]
    missing: tuple[str, ...]


@cache
def load_rounds() -> tuple[PolicyRound, ...]:
    """The rounds that ship, in order of time; from the package's own file, no other input."""
    text = resources.files("fedsheet.review").joinpath("data/rounds.toml").read_text("utf-8")
    return tuple(
        PolicyRound(
            one["id"], one["window"], Text(one["source_zh"], one["source"]), tuple(map(_measured, one["measures"]))
        )
        for one in tomllib.loads(text)["round"]
    )


def measures_of(round_id: str) -> tuple[Measured, ...]:
    """What a round is measured by; KeyError for an unknown one."""
    return {one.id: one.measures for one in load_rounds()}[round_id]


def _measured(entry: dict[str, object]) -> Measured:
    renamed = {{"from": "start", "to": "end"}.get(key, key): value for key, value in entry.items()}
    return Measured(**renamed)  # type: ignore[arg-type]


def _last(values: pd.Series[float], day: date) -> float:
    """The last value up to a day; `DateRangeError` where there is none."""
    held = values[: pd.Timestamp(day)]
    if held.empty:
        raise DateRangeError("review.rounds_not_held", day=day)
    return float(held.iloc[-1])


def _growth(values: pd.Series[float], start: date, end: date) -> float:
    return _last(values, end) / _last(values, start) - 1.0


def _streak(values: pd.Series[float], threshold: float, end: date) -> float:
    """How many observations in a row up to a day stand at or above a threshold."""
    held = (values[: pd.Timestamp(end)].round(6) >= threshold).to_numpy()[::-1]
    return float(held.argmin() if not held.all() else held.size)


def _figure(one: Measured, values: pd.Series[float], gdp: Callable[[date], float]) -> float:
    """One figure by its way of counting."""
    start = one.start or one.end
    ways: Mapping[str, Callable[[], float]] = {
        "level": lambda: _last(values, one.end),
        "change": lambda: _last(values, one.end) - _last(values, start),
        "growth": lambda: _growth(values, start, one.end),
        "yoy": lambda: _growth(values, add_months(one.end, -12), one.end),
        "gain": lambda: (_last(values, one.end) - _last(values, add_months(one.end, -GAIN_MONTHS))) / GAIN_MONTHS,
        "streak": lambda: _streak(values, one.threshold, one.end),
        "high": lambda: float(values[pd.Timestamp(start) : pd.Timestamp(one.end)].max()),
        "to_gdp": lambda: _last(values, one.end) / gdp(one.end),
    }
    return ways[one.how]()


def _reaches(values: pd.Series[float], one: Measured) -> bool:
    """Whether a series holds both ends of a figure, and not only what came before."""
    first = pd.Timestamp(one.start or one.end)
    return bool(values.size and values.index[0] <= first and values.index[-1] >= pd.Timestamp(one.end))


def _values(one: Measured, vintages: Sequence[Vintage]) -> pd.Series[float] | None:
    """The series in the first vintage that reaches both ends."""
    for vintage in vintages:
        try:
            values = breakeven_10(vintage) if one.series == BREAKEVEN_10 else vintage.base(one.series).dropna()
        except (DateRangeError, UnknownNameError):
            continue
        if _reaches(values, one):
            return values
    return None


def _known(measures: Sequence[Measured], vintages: Sequence[Vintage]) -> tuple[dict[str, float], list[str]]:
    """Figures by key, and the keys of those that are not held."""
    found: dict[str, float] = {}
    missing = []
    for one in measures:
        values = _values(one, vintages)
        try:
            if values is None:
                raise DateRangeError("review.rounds_not_held", day=one.end)
            found[one.key] = _figure(one, values, lambda day: vintages[0]["GDP"].base_last(day)[1])
        except (DateRangeError, UnknownNameError):
            missing.append(one.key)
    return found, missing


def _outcome_measures(window: Window) -> list[Measured]:
    """Unemployment and core inflation in the months of the start, the end and a year after."""
    moments = {"start": window.market_start, "end": window.market_end, "later": add_months(window.market_end, 12)}
    return [
        Measured(f"{name}_{moment}", series, how, day.replace(day=1))
        for name, (series, how) in OUTCOMES.items()
        for moment, day in moments.items()
    ]


def _channel(
    window: Window, vintage: Vintage, splits: Mapping[str, SplitRow], weekly: Equivalents | None
) -> dict[str, float]:
    """Changes of the ten-year yield and its parts, and what was taken out of the market where it is known."""
    told: dict[str, float] = {}
    for name, asset_id in YIELDS.items():
        found = asset(vintage, asset_id)
        if found.covers(window.market_start, window.market_end):
            ends = found.position(window.market_start), found.position(window.market_end)
            told[name] = float(found.level[ends[1]] - found.level[ends[0]])
    row = splits.get(window.id)
    if row is not None and row.published_premium is not None and row.published_expected is not None:
        premium, expected = row.published_premium, row.published_expected
        told |= {"premium": premium, "expected": expected, "months": premium + expected}
    if weekly is not None and window.statement_start and window.statement_end:
        moved = change_between(weekly, window.id, window.statement_start, window.statement_end)
        told |= {
            "equivalents_low": moved.to_gdp_low, "equivalents_high": moved.to_gdp_high, "effect_low": moved.effect_low,
            "effect_high": moved.effect_high,
        }  # fmt: skip
    return told


def rounds(
    vintages: Sequence[Vintage],
    windows: Mapping[str, Window],
    splits: Sequence[SplitRow],
    weekly: Equivalents | None,
) -> tuple[RoundTold, ...]:
    """Every round whose window the figures reach, in order of time.

    vintages   the current one first, an earlier one for series it does not hold that far back
    """
    by_window = {row.id: row for row in splits}
    told = []
    for one in load_rounds():
        if one.window not in windows:
            continue
        window = windows[one.window]
        purpose, missing = _known(one.measures, vintages)
        outcome, later = _known(_outcome_measures(window), vintages)
        channel = _channel(window, vintages[0], by_window, weekly)
        told.append(RoundTold(one.id, window, one.source, purpose, channel, outcome, (*missing, *later)))
    return tuple(told)
