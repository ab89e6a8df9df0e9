"""Forecasts as results: the pool of filter and learnt quantiles for one target, its scores, its chances on named days.

vintage, record ──► inputs ──► features ──► learnt quantiles (kept or fitted) ┐
                      └──────────────────────► filter ────────────────────────┴──► pool ──► Forecast
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.shown import Card, Shown, said
from fedsheet.market.dates_ahead import WEEK, DateAhead
from fedsheet.market.dates_ahead import dates_ahead as compute_dates_ahead
from fedsheet.market.evaluation import (
    Evaluation,
    Outlook,
    SecondOpinion,
    Track,
    outlook_of,
    scored_days,
    scores_of,
    track,
)
from fedsheet.market.features import RateInputs, features
from fedsheet.market.issued import Running
from fedsheet.market.learned import Learned, TrainingRows, learn, learning, nothing_kept, shipped
from fedsheet.market.parameters import filter_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedsheet.core.vintage import Vintage
    from fedsheet.record.path import PolicyPath

HORIZONS = (1, WEEK)
CHOSEN_UNTIL = date(2023, 12, 31)  # what the rule and its configuration were chosen on
TEST_START = date(2024, 1, 1)  # no parameter and no configuration was chosen on a later day
TARGETS = {"sofr": "SOFR", "tri-party": "OFR_TRI_OO_RATE"}
KNOWN_A_DAY_LATER = 1  # EFFR comes out after nine, when the forecast has been made


@dataclass(frozen=True, repr=False)
class Forecast(Shown):
    """The next distribution and, where asked, the scores of those before it and the chances on named days."""

    target: str
    outlook: Outlook
    evaluation: Evaluation | None = None
    dates: tuple[DateAhead, ...] = ()

    def card(self) -> Card:
        """Mean, band and day of the distribution."""
        o = self.outlook
        facts = (
            (said("cards.target_day"), str(o.target)), (said("cards.mean"), said("cards.over_iorb", bp=o.mean)),
            (said("cards.scored"), said("cards.yes") if self.evaluation else said("cards.not_scored")),
        )  # fmt: skip
        title = said("cards.forecast", target=self.target, days=o.horizon)
        return Card(title, None, o.origin, facts, ("outlook", "evaluation", "dates"))


@dataclass(frozen=True)
class Scored:
    """One target and horizon over a span: the rule as it would have been issued, and the issues that were kept where
    the user's file was read."""

    target: str
    horizon: int
    evaluation: Evaluation
    running: Running | None = None


@dataclass(frozen=True)
class FittedForecasts:
    """Every forecast of one target at one horizon, and what had to be fitted for it."""

    target: str
    track: Track
    learned: Learned


NONE_FITTED: Mapping[int, FittedForecasts] = MappingProxyType({})


def spread_over_iorb(vintage: Vintage, path: PolicyPath, target: str) -> pd.Series[float]:
    """A rate minus IORB, decimal, on the days it was published."""
    if target not in TARGETS:
        raise UnknownNameError("forecast target", target, TARGETS)
    return _over_iorb(vintage.base(TARGETS[target]), path)


def _over_iorb(values: pd.Series[float], path: PolicyPath) -> pd.Series[float]:
    spread: pd.Series[float] = (values - path.on_days("iorb", pd.DatetimeIndex(values.index))).dropna()
    return spread


def inputs(vintage: Vintage, path: PolicyPath, target: str) -> RateInputs:
    """What the features of one target are made from, as far as the vintage knows it."""
    spread = spread_over_iorb(vintage, path, target)
    empty = spread[:0]
    others = {"sofr": ("SOFR", 0), "tgcr": ("TGCR", 0), "effr": ("EFFR", KNOWN_A_DAY_LATER)}
    beside = {
        name: (_over_iorb(found, path) if len(found) else empty, late)
        for name, (series, late) in others.items()
        if name != target
        for found in [_held(vintage, series)]
    }
    quantities = (vintage.base(n) if n in vintage else empty for n in ("WRESBAL", "WTREGEN", "RRPONTSYD"))
    return RateInputs(spread, beside, *quantities)


def _held(vintage: Vintage, name: str) -> pd.Series[float]:
    """A rate from the first day of the targets on; EFFR before it has its own series is the daily H.15 figure."""
    names = ("DFF", "EFFR") if name == "EFFR" else (name,)
    parts = [vintage.base(n) for n in names if n in vintage]
    if not parts:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    joined = pd.concat(parts)
    newest: pd.Series[float] = joined[~joined.index.duplicated(keep="last")].sort_index()
    since: pd.Series[float] = newest[newest.index >= vintage["SOFR"].values.index[0]]
    return since


def made(
    vintage: Vintage, path: PolicyPath, horizon: int, target: str = "sofr", kept: TrainingRows | None = None
) -> FittedForecasts:
    """Every forecast of the target; `kept` is what was learnt before, by default what ships."""
    if horizon not in HORIZONS:
        raise InputError(
            "market.forecasts_forecast_days_ahead_made", horizon=horizon, map=", ".join(map(str, HORIZONS))
        )
    given = inputs(vintage, path, target)
    held = shipped().get(record_name(target, horizon), nothing_kept()) if kept is None else kept
    learned = learn(features(given, horizon), learning(), held)
    second = _opinion(learned, horizon)
    return FittedForecasts(target, track(given.spread, filter_parameters(), horizon, second), learned)


def record_name(target: str, horizon: int) -> str:
    """The name under which what was learnt for a target and horizon is kept."""
    return f"{target} {horizon}"


def forecast(vintage: Vintage, path: PolicyPath, horizon: int, target: str = "sofr", scored: bool = False) -> Forecast:
    """The distribution `horizon` settlement days after the last rate held; with the scores since 2024 if `scored`."""
    found = made(vintage, path, horizon, target)
    return Forecast(target, outlook_of(found.track), scored_of(found.track) if scored else None)


def scored_of(found: Track, start: date = TEST_START, end: date | None = None) -> Evaluation:
    """Scores from `start` to `end`, by default of all days since 2024, which nothing was chosen on."""
    return scores_of(found, start, end or scored_days(found.filtered)[1])


def dates_ahead(
    vintage: Vintage, path: PolicyPath, target: str = "sofr", kept: Mapping[str, TrainingRows] | None = None,
    fitted: Mapping[int, FittedForecasts] = NONE_FITTED,
) -> tuple[DateAhead, ...]:  # fmt: skip
    """The chances on the named days after the last rate held; `fitted` by horizon, where they were made before."""
    given, records = inputs(vintage, path, target), shipped() if kept is None else kept
    second = {
        h: _opinion(fitted[h].learned, h)
        if h in fitted
        else _second(given, h, records.get(record_name(target, h), nothing_kept()))
        for h in HORIZONS
    }
    return compute_dates_ahead(given.spread, filter_parameters(), second)


def _second(given: RateInputs, horizon: int, kept: TrainingRows) -> SecondOpinion:
    return _opinion(learn(features(given, horizon), learning(), kept), horizon)


def _opinion(learned: Learned, horizon: int) -> SecondOpinion:
    return SecondOpinion(learned.quantiles, learning().weight(horizon))
