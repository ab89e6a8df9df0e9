"""Effects on the economy: what each programme did to output, unemployment, prices and inflation, told as a range.

    published   a multiplier is what its authors found over the ten-year equivalents (of GDP) of the programmes they
                wrote about; a programme's effect is that times its own ten-year equivalents, low to high
    ours        responses of unemployment, jobs, output and core prices to surprises on announcement days
                (`responses`), times what published elasticities say the programme did to the ten-year yield

Neither knows what would have happened anyway. Where the band of ours holds zero, the answer is that it cannot be told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.text import Text
from fedsheet.core.units import from_bn, from_pct
from fedsheet.core.vintage import Vintage
from fedsheet.review.assets import Array
from fedsheet.review.equivalents import Equivalents
from fedsheet.review.responses import LAGS, SurpriseResponse, respond
from fedsheet.review.supply_effect import change_between, slopes
from fedsheet.review.surprises import Surprises
from fedsheet.review.windows import Window, WindowKind

OUTCOMES = ("output", "unemployment", "prices", "inflation")
TOLD_KINDS = (WindowKind.PURCHASES, WindowKind.MATURITY_EXTENSION, WindowKind.RUNOFF)
HORIZONS = (6, 12, 18, 24, 36)
TOLD_AFTER = 24  # months: between the peaks that the published effects name
SAMPLE_END = date(2025, 12, 31)
UNIT_SURPRISE = 0.01  # responses are told for a fall of the ten-year yield by 100 bp
# Months whose changes are the pandemic's, and whose announcements answered it: neither explained nor explaining.
PANDEMIC = (np.datetime64("2020-03"), np.datetime64("2020-12"))
PANDEMIC_SET = "covid2020"
N_DRAWS, N_PLACEBO = 500, 99


@dataclass(frozen=True)
class Multiplier:
    """A published effect, decimal, and the programmes or the amount it is about; see `data/transmission.toml`."""

    id: str
    outcome: str
    effect: float
    covers: tuple[str, ...]
    what: Text
    source: str
    address: str
    grade: str
    amount_usd: float | None = None
    guidance: bool = False
    in_range: bool = True
    how: Text | None = None


@dataclass(frozen=True)
class Dose:
    """A programme's ten-year equivalents over GDP, and what published elasticities make of them for the yield.

    low, high        of GDP, by the range of MBS durations; negative for runoff
    yield_low, _high decimals, smallest and largest
    """

    programme: str
    start: date
    end: date
    low: float
    high: float
    yield_low: float
    yield_high: float


@dataclass(frozen=True)
class Effect:
    """A programme's effect on one outcome by published multipliers, decimals, smallest to largest; None without any."""

    programme: str
    outcome: str
    low: float | None
    high: float | None
    n_published: int
    is_own_subject: bool


@dataclass(frozen=True)
class OwnEffect:
    """Our response of one outcome, by horizon, to a fall of the ten-year yield by 100 bp.

    outcome    "unemployment", "jobs", "output" or "prices"; series and the sample's first and last month beside
    published  size of the published effect for the same surprise, decimal, the middle of its range; None without one
    """

    outcome: str
    series: str
    first: date
    last: date
    response: SurpriseResponse
    published: float | None

    def at(self, months: int) -> int:
        """Where a horizon stands."""
        return self.response.horizons.index(months)

    def is_told(self, months: int = TOLD_AFTER) -> bool:
        """Whether the 90% band leaves zero out."""
        i = self.at(months)
        return bool(self.response.low[i] > 0 or self.response.high[i] < 0)


@dataclass(frozen=True)
class OwnProgramme:
    """Our range for a programme: band after two years × its range of effects on the yield, decimals."""

    programme: str
    outcome: str
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether the range leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Transmission:
    """Everything that is told of effects on the economy."""

    doses: tuple[Dose, ...]
    effects: tuple[Effect, ...]
    multipliers: tuple[Multiplier, ...]
    per_dose: Mapping[str, tuple[float, float]]
    own: tuple[OwnEffect, ...]
    surprises: Surprises
    n_surprises: int
    seed: int

    @property
    def own_programmes(self) -> tuple[OwnProgramme, ...]:
        """Ours for every programme and outcome that we estimate."""
        return tuple(_own_programme(dose, one) for dose in self.doses for one in self.own)


@cache
def multipliers() -> tuple[Multiplier, ...]:
    """The published effects that ship; from the package's own file, no other input."""
    text = resources.files("fedsheet.review").joinpath("data/transmission.toml").read_text("utf-8")
    return tuple(map(_multiplier, tomllib.loads(text)["multiplier"]))


def _multiplier(entry: dict[str, object]) -> Multiplier:
    held = dict(entry)
    effect, amount = float(held.pop("effect")), held.pop("amount_usd_bn", None)  # type: ignore[arg-type]
    what = Text(str(held.pop("what_zh")), str(held.pop("what")))
    how = Text(str(held.pop("how_zh")), str(held.pop("how"))) if "how" in held else None
    covers = tuple(map(str, held.pop("covers")))  # type: ignore[call-overload]
    usd = None if amount is None else from_bn(float(amount))  # type: ignore[arg-type]
    return Multiplier(**held, effect=from_pct(effect), covers=covers, what=what, how=how, amount_usd=usd)  # type: ignore[arg-type]


# ---- published ---------------------------------------------------------------------------------------------------


def dose_of(weekly: Equivalents, window: Window) -> Dose | None:
    """What a programme took out of the market or gave back between its Wednesdays; None without statement days."""
    if window.statement_start is None or window.statement_end is None:
        return None
    moved = change_between(weekly, window.id, window.statement_start, window.statement_end)
    return Dose(
        window.id, moved.start, moved.end, moved.to_gdp_low, moved.to_gdp_high, moved.effect_low, moved.effect_high
    )


def programme_doses(weekly: Equivalents, windows: Iterable[Window]) -> dict[str, Dose]:
    """What every main programme took out of the market or gave back, by id."""
    told = (w for w in windows if w.is_main and w.kind in TOLD_KINDS)
    return {w.id: found for w in told if (found := dose_of(weekly, w)) is not None}


def multipliers_per_dose(
    doses: Mapping[str, Dose], weekly: Equivalents, vintage: Vintage
) -> dict[str, tuple[float, float]]:
    """Each published effect over one of GDP in ten-year equivalents, smaller to larger; those that have a dose."""
    par = vintage.base("TREAST") + vintage.base("WSHOMCB").fillna(0.0)
    found = {}
    for one in multipliers():
        behind = _dose_behind(one, doses, weekly, par)
        if behind is not None:
            ends = one.effect / behind[0], one.effect / behind[1]
            found[one.id] = min(ends), max(ends)
    return found


def published_effects(doses: Mapping[str, Dose], per_dose: Mapping[str, tuple[float, float]]) -> tuple[Effect, ...]:
    """Every programme's range for every outcome."""
    return tuple(_effect(dose, outcome, per_dose) for dose in doses.values() for outcome in OUTCOMES)


def _dose_behind(
    one: Multiplier, doses: Mapping[str, Dose], weekly: Equivalents, par: pd.Series[float]
) -> tuple[float, float] | None:
    """Ten-year equivalents over GDP that a published effect is for, low and high; None where they are not held."""
    if any(name not in doses for name in one.covers):
        return None
    behind = [doses[name] for name in one.covers]
    low, high = sum(d.low for d in behind), sum(d.high for d in behind)
    if one.amount_usd is None:
        return low, high
    gdp = [float(weekly.gdp[weekly.at(d.end)]) for d in behind]
    bought = sum((_par_on(par, d.end) - _par_on(par, d.start)) / g for d, g in zip(behind, gdp, strict=True))
    share = one.amount_usd / (sum(gdp) / len(gdp))
    return low / bought * share, high / bought * share


def _par_on(par: pd.Series[float], day: date) -> float:
    """Securities held on the last Wednesday up to a day, US dollars."""
    return float(par[: pd.Timestamp(day)].iloc[-1])


def _effect(dose: Dose, outcome: str, per_dose: Mapping[str, tuple[float, float]]) -> Effect:
    """The range over the multipliers that count."""
    used = [m for m in multipliers() if m.outcome == outcome and m.in_range and m.id in per_dose]
    found = [size * one for m in used for size in (dose.low, dose.high) for one in per_dose[m.id]]
    own = any(dose.programme in m.covers for m in used)
    if not found:
        return Effect(dose.programme, outcome, None, None, 0, False)
    return Effect(dose.programme, outcome, min(found, key=abs), max(found, key=abs), len(used), own)


# ---- ours --------------------------------------------------------------------------------------------------------


def _level(values: pd.Series[float]) -> pd.Series[float]:
    return values


def _log(values: pd.Series[float]) -> pd.Series[float]:
    return values.map(np.log)


# Outcome, series, scale; output only in a vintage that holds it since the first programme.
ESTIMATED: Sequence[tuple[str, str, Callable[[pd.Series[float]], pd.Series[float]]]] = (
    ("unemployment", "UNRATE", _level),
    ("jobs", "PAYEMS", _log),
    ("output", "INDPRO", _log),
    ("prices", "PCEPILFE", _log),
)
LEAST_FROM = np.datetime64("2008-11")  # a series that begins later has not seen the first programme


def monthly_changes(values: pd.Series[float]) -> tuple[NDArray[np.datetime64], Array, NDArray[np.bool_]]:
    """Months, changes (zero where unknown) and which may be explained: known, and not the pandemic's."""
    held = values.dropna()
    held = held[held.index <= pd.Timestamp(SAMPLE_END)]
    months = np.arange(np.datetime64(held.index[0], "M"), np.datetime64(held.index[-1], "M") + np.timedelta64(1, "M"))
    change = held.reindex(months.astype("datetime64[ns]")).diff().to_numpy(dtype=np.float64)
    known = ~np.isnan(change) & ~((months >= PANDEMIC[0]) & (months <= PANDEMIC[1]))
    return months, np.nan_to_num(change), known


def _series(name: str, vintages: Iterable[Vintage]) -> pd.Series[float] | None:
    """The series in the first vintage that holds it since the first programme."""
    for vintage in vintages:
        try:
            values = vintage.base(name).dropna()
        except (DateRangeError, UnknownNameError):
            continue
        if values.size and np.datetime64(values.index[0], "M") <= LEAST_FROM:
            return values
    return None


def own_effects(
    vintages: Sequence[Vintage], surprises: Surprises, published: Mapping[str, float], seed: int = 0
) -> tuple[OwnEffect, ...]:
    """Responses of every outcome held; a surprise in the pandemic's months counts as none."""
    found = []
    for place, (outcome, name, scale) in enumerate(ESTIMATED):
        values = _series(name, vintages)
        if values is None:
            continue
        months, change, keep = monthly_changes(scale(values))
        news = -surprises.by_month(months) / UNIT_SURPRISE
        news[(months >= PANDEMIC[0]) & (months <= PANDEMIC[1])] = 0.0
        rng = np.random.default_rng([seed, place])
        response = respond(change, news, keep, HORIZONS, rng, lags=LAGS, n_draws=N_DRAWS, n_placebo=N_PLACEBO)
        ends = (months[0].astype("datetime64[D]").item(), months[-1].astype("datetime64[D]").item())
        found.append(OwnEffect(outcome, name, *ends, response, published.get(outcome)))
    return tuple(found)


def _own_programme(dose: Dose, one: OwnEffect) -> OwnProgramme:
    """The band after two years × the fall of the yield, in every combination."""
    i = one.at(TOLD_AFTER)
    falls = (-dose.yield_low / UNIT_SURPRISE, -dose.yield_high / UNIT_SURPRISE)
    ends = [float(edge[i]) * fall for edge in (one.response.low, one.response.high) for fall in falls]
    return OwnProgramme(dose.programme, one.outcome, min(ends), max(ends))


def published_for_100_bp(per_dose: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """The middle of the published effects of as many ten-year equivalents as lower the yield by 100 bp."""
    weak, strong = slopes()
    dose = UNIT_SURPRISE / ((weak + strong) / 2)
    by_outcome: dict[str, list[float]] = {}
    for one in multipliers():
        if one.in_range and one.id in per_dose:
            by_outcome.setdefault(one.outcome, []).extend(each * dose for each in per_dose[one.id])
    return {outcome: (min(found) + max(found)) / 2 for outcome, found in by_outcome.items()}


def transmission(
    weekly: Equivalents,
    windows: Iterable[Window],
    vintages: Sequence[Vintage],
    surprises: Surprises,
    seed: int = 0,
) -> Transmission:
    """Published and own effects of every main programme.

    vintages   the current one first; an earlier one where a series of the current begins too late
    """
    doses = programme_doses(weekly, windows)
    per_dose = multipliers_per_dose(doses, weekly, vintages[0])
    own = own_effects(vintages, surprises, published_for_100_bp(per_dose), seed)
    return Transmission(
        tuple(doses.values()), published_effects(doses, per_dose), multipliers(), per_dose, own, surprises,
        len(surprises.by_day), seed,
    )  # fmt: skip
