"""Simple rules for the federal funds rate, quarter by quarter, on figures as known on a day.

    r* real neutral rate · p four-quarter inflation · g goal · y output gap (or Okun's law) · R funds rate

    Taylor 1993        R = r* + p + 0.5 (p - g) + 0.5 y
    balanced approach  R = r* + p + 0.5 (p - g) + 1.0 y
    inertial           R = 0.85 R(-1) + 0.15 balanced
    ELB-adjusted       R = max(balanced - Z, bound);  Z: what the bound withheld so far, paid back later
    average inflation  R = r* + a + 0.5 (a - g) + min(y, 0);  a: average inflation over some years
    first difference   R = R(-1) + 0.5 (p - g) + 0.5 (y - y(-4))

Coefficients, goal, r* and longer-run unemployment with their sources: data/rules.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from fedsheet.core.errors import InputError, ModelError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.text import Text
from fedsheet.core.units import Dimension, from_pct, to_pct
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.parameters import parameters
from fedsheet.record.published import LONGER_RUN, SepMedian, in_chinese, sep_medians

Array = npt.NDArray[np.float64]
CARRIED = 2  # quarters for which the last estimate of r* stands
SLACK_MEASURES = ("unemployment", "output")
NEUTRAL_RATES, UNEMPLOYMENT = (-0.05, 0.10), (0.0, 0.30)  # beyond these a percent sign was misread
INFLATION_MEASURES = {"core": ("PCEPILFE", "JCXFE"), "headline": ("PCEPI", "PCECTPI")}


class NamedRule(Protocol):
    """A rule under its own name and title, as a user gives one."""

    @property
    def name(self) -> str:
        """What it is called in tables for machines."""

    @property
    def title(self) -> str:
        """What it is called by readers."""

    def __call__(self, x: RuleInputs) -> Array:
        """What it prescribes, (t,) decimals a year."""


@dataclass(frozen=True)
class RuleAssumptions:
    """What the rules take as given; decimals a year. None means the dated values of data/rules.toml.

    slack               "unemployment" (Okun's law on the gap to longer-run unemployment) or "output" (real GDP to
                        potential, only where both are held in one price base)
    inflation           "core" or "headline" PCE, four quarters
    averaging_quarters  window of the average-inflation rule
    medians             the Committee's medians laid over those that ship
    own                 rules of the user's beside the published ones
    neutral_series      r* by quarter from a series of the vintage, one imported: its last value stands for two quarters
    """

    slack: str = "unemployment"
    inflation: str = "core"
    neutral_rate: float | None = None
    longer_run_unemployment: float | None = None
    averaging_quarters: int | None = None
    medians: tuple[SepMedian, ...] = ()
    own: tuple[NamedRule, ...] = ()
    neutral_series: str = ""

    def __post_init__(self) -> None:
        if self.slack not in SLACK_MEASURES:
            raise UnknownNameError("slack measure", self.slack, SLACK_MEASURES)
        if self.inflation not in INFLATION_MEASURES:
            raise UnknownNameError("inflation measure", self.inflation, INFLATION_MEASURES)
        for name, rate, (least, most) in (
            ("neutral_rate", self.neutral_rate, NEUTRAL_RATES),
            ("longer_run_unemployment", self.longer_run_unemployment, UNEMPLOYMENT),
        ):
            if rate is not None and not least <= rate <= most:
                raise InputError(
                    "outlook.rules_percent",
                    name=name,
                    to_pct=to_pct(rate),
                    to_pct_2=to_pct(least),
                    to_pct_3=to_pct(most),
                )
        if self.averaging_quarters is not None and not 4 <= self.averaging_quarters <= 40:
            raise InputError(
                "outlook.rules_averaging_over_quarters_possible", averaging_quarters=self.averaging_quarters
            )

    @property
    def window(self) -> int:
        """Quarters over which the average-inflation rule averages."""
        return self.averaging_quarters or int(parameters("rules")["averaging"]["quarters"])


DEFAULTS = RuleAssumptions()


@dataclass(frozen=True)
class RuleInputs:
    """One row a quarter (dated by its first day), decimals: what every rule sees. NaN where not known.

    inflation, average_inflation, gap, neutral_rate, funds_rate   (t,)
    """

    quarters: tuple[date, ...]
    inflation: Array
    average_inflation: Array
    gap: Array
    neutral_rate: Array
    funds_rate: Array

    def __len__(self) -> int:
        return len(self.quarters)


@dataclass(frozen=True)
class Prescriptions:
    """What each rule prescribes, (t,) decimals a year by rule name; NaN in quarters without inputs."""

    as_of: date
    assumptions: RuleAssumptions
    inputs: RuleInputs
    rates: Mapping[str, Array]

    @property
    def last(self) -> int:
        """Position of the last quarter in which every rule has its inputs."""
        complete = np.all([np.isfinite(rate) for rate in self.rates.values()], axis=0)
        if not complete.any():
            raise ModelError("outlook.rules_quarter_all_inputs_rules", as_of=self.as_of)
        return int(np.flatnonzero(complete)[-1])


def goal() -> float:
    """The inflation goal, decimal a year."""
    return from_pct(parameters("rules")["goal"]["inflation_pct"])


def lower_bound() -> float:
    """The lowest rate the ELB-adjusted rule may prescribe, decimal a year."""
    return from_pct(parameters("rules")["lower_bound"]["rate_pct"])


def coefficients(rule: str) -> Mapping[str, float]:
    """Published coefficients of a rule; an unknown name raises `UnknownNameError`."""
    rules = parameters("rules")["rules"]
    if rule not in rules:
        raise UnknownNameError("rule", rule, rules)
    return {name: value for name, value in rules[rule].items() if not name.startswith("source")}


def level(c: Mapping[str, float], r: Array, p: Array, y: Array) -> Array:
    """Neutral rate plus inflation, tilted by both gaps; (t,) decimals."""
    return r + p + c["inflation_gap"] * (p - goal()) + c["output_gap"] * y


def taylor_1993(x: RuleInputs) -> Array:
    """Taylor (1993)."""
    return level(coefficients("taylor_1993"), x.neutral_rate, x.inflation, x.gap)


def balanced_approach(x: RuleInputs) -> Array:
    """Taylor (1999), the balanced approach: twice the weight on the gap."""
    return level(coefficients("balanced_approach"), x.neutral_rate, x.inflation, x.gap)


def inertial(x: RuleInputs) -> Array:
    """The balanced approach, approached slowly from last quarter's actual rate."""
    c = coefficients("inertial")
    rho = c["persistence"]
    return rho * lagged(x.funds_rate, 1) + (1 - rho) * level(c, x.neutral_rate, x.inflation, x.gap)


def average_inflation(x: RuleInputs) -> Array:
    """Balanced approach on average inflation and on shortfalls of employment only."""
    c = coefficients("average_inflation")
    return level(c, x.neutral_rate, x.average_inflation, np.minimum(x.gap, 0.0))


def first_difference(x: RuleInputs) -> Array:
    """Change from last quarter's actual rate, without r* or the level of potential (Orphanides 2003)."""
    c = coefficients("first_difference")
    change = c["inflation_gap"] * (x.inflation - goal()) + c["gap_change"] * (x.gap - lagged(x.gap, 4))
    return lagged(x.funds_rate, 1) + change


def elb_adjusted(x: RuleInputs) -> Array:
    """Reifschneider and Williams (2000): stay low until what the bound withheld is made up.

    While the balanced approach is under the bound the shortfall Z grows; afterwards every quarter spent at a rate
    below the balanced approach pays part of it back.
    """
    bound, owed = lower_bound(), 0.0
    wanted = level(coefficients("elb_adjusted"), x.neutral_rate, x.inflation, x.gap)
    rates = np.full(len(x), np.nan)
    for t, want in enumerate(wanted):
        if np.isnan(want):
            continue
        rates[t] = max(want - owed, bound)
        owed = max(owed + rates[t] - want, 0.0)
    return rates


RULES: Mapping[str, Callable[[RuleInputs], Array]] = {
    "taylor_1993": taylor_1993,
    "balanced_approach": balanced_approach,
    "inertial": inertial,
    "elb_adjusted": elb_adjusted,
    "average_inflation": average_inflation,
    "first_difference": first_difference,
}


def every_rule(assumptions: RuleAssumptions) -> dict[str, Callable[[RuleInputs], Array]]:
    """The published rules and the user's own."""
    return {**RULES, **{rule.name: rule for rule in assumptions.own}}


def prescriptions(vintage: Vintage, assumptions: RuleAssumptions = DEFAULTS) -> Prescriptions:
    """Every rule's rate in every quarter the figures of `vintage` reach."""
    inputs = rule_inputs(vintage, assumptions)
    rates = {name: rule(inputs) for name, rule in every_rule(assumptions).items()}
    return Prescriptions(vintage.as_of, assumptions, inputs, rates)


def rule_inputs(vintage: Vintage, assumptions: RuleAssumptions) -> RuleInputs:
    """Quarterly inputs from `vintage`; a quarter of monthly figures needs two of its three months."""
    index = price_index(vintage, assumptions.inflation)
    quarters = pd.DatetimeIndex(index.index)
    window = assumptions.window
    gap = GAPS[assumptions.slack](vintage, quarters, assumptions)
    return RuleInputs(
        tuple(stamp.date() for stamp in quarters),
        (index / index.shift(4) - 1).to_numpy(),
        ((index / index.shift(window)) ** (4 / window) - 1).to_numpy(),
        gap,
        neutral_estimates(vintage, quarters, assumptions)
        if assumptions.neutral_series
        else neutral_rates(quarters, assumptions),
        np.asarray(funds_rate(vintage).reindex(quarters), dtype=np.float64),
    )


def price_index(vintage: Vintage, measure: str) -> pd.Series[float]:
    """The PCE price index by quarter: the monthly series averaged, continued backwards by the older quarterly one.

    The two are joined on growth, so no level of one price base meets a level of the other.
    """
    monthly, older = INFLATION_MEASURES[measure]
    parts = [quarterly(vintage.base(monthly), 3)] if monthly in vintage else []
    parts += [vintage.base(older)] if older in vintage else []
    if not parts:
        raise InputError("outlook.rules_neither_nor_known", monthly=monthly, older=older, as_of=vintage.as_of)
    joined: pd.Series[float] = parts[0]
    if len(parts) == 2 and parts[1].index[0] < joined.index[0]:
        first = joined.index[0]
        before = parts[1].loc[:first]
        joined = pd.concat([before.iloc[:-1] * (joined.iloc[0] / before.iloc[-1]), joined])
    by_quarter: pd.Series[float] = joined.asfreq("QS")
    return by_quarter


def funds_rate(vintage: Vintage) -> pd.Series[float]:
    """The effective federal funds rate by quarter: daily where held, before that the monthly average."""
    daily = quarterly(vintage.base("DFF"), 60)
    if "FEDFUNDS" not in vintage:
        return daily
    monthly = quarterly(vintage.base("FEDFUNDS"), 3)
    joined: pd.Series[float] = pd.concat([monthly.loc[monthly.index < daily.index[0]], daily])
    return joined


def quarterly(values: pd.Series[float], at_least: int) -> pd.Series[float]:
    """Averages of quarters with at least so many observations; the others are left out."""
    groups = values.resample("QS")
    means: pd.Series[float] = groups.mean()
    return means.loc[groups.count() >= at_least]


def lagged(values: Array, periods: int) -> Array:
    """`values` of `periods` earlier, NaN where there is none."""
    return np.concatenate([np.full(periods, np.nan), values[:-periods]])[: len(values)]


def unemployment_gap(vintage: Vintage, quarters: pd.DatetimeIndex, assumptions: RuleAssumptions) -> Array:
    """Okun's law: output gap = 2 × (longer-run unemployment - unemployment)."""
    okun = float(parameters("rules")["okun"]["output_per_unemployment"])
    unemployment = quarterly(vintage.base("UNRATE"), 2).reindex(quarters).to_numpy()
    return okun * (longer_run_unemployment(quarters, assumptions) - unemployment)


def output_gap(vintage: Vintage, quarters: pd.DatetimeIndex, assumptions: RuleAssumptions) -> Array:
    """Log real GDP less log potential, in one price base; otherwise `InputError`."""
    del assumptions
    actual, potential = vintage["GDPC1"], vintage["GDPPOT"]
    if actual.unit != potential.unit:
        raise InputError("outlook.rules_gdpc1_gdppot_output_gap", name=actual.unit, name_2=potential.unit)
    ratio = (actual.base() / potential.base()).reindex(quarters)
    return np.log(ratio.to_numpy(dtype=np.float64))


GAPS = {"unemployment": unemployment_gap, "output": output_gap}


def longer_run(quarters: pd.DatetimeIndex, column: str, own: tuple[SepMedian, ...] = ()) -> Array:
    """The Committee's longer-run value in force at the end of each quarter, decimals; `own` ones beside the file."""
    told = longer_run_told(column, own)
    announced = pd.DatetimeIndex([pd.Timestamp(one.announced_at) for one in told])
    values = np.array([one.value for one in told])
    ends = quarters + pd.offsets.QuarterEnd(0)
    position = announced.searchsorted(ends, side="right") - 1
    return np.where(position < 0, np.nan, values[position])


MEDIANS = {"funds_rate_pct": "federal_funds_rate", "unemployment_pct": "unemployment"}


class LongerRun(NamedTuple):
    """One value the Committee thought normal in the longer run, a decimal, with its source."""

    announced_at: date
    value: float
    grade: str
    source: Text


@cache
def longer_run_told(column: str, own: tuple[SepMedian, ...] = ()) -> tuple[LongerRun, ...]:
    """The medians of every projection held, and the file's values of the days of which none is."""
    medians = [
        LongerRun(one.announced_at, one.median, one.grade, Text(in_chinese(one.source), one.source))
        for one in (*sep_medians(), *own)
        if one.horizon == LONGER_RUN and one.variable == MEDIANS[column]
    ]
    published = {one.announced_at for one in medians}
    others = [
        LongerRun(told["announced_at"], from_pct(told[column]), told["grade"], Text(told["source_zh"], told["source"]))
        for told in parameters("rules")["longer_run"]
        if column in told and told["announced_at"] not in published
    ]
    return tuple(sorted((*others, *medians), key=lambda one: one.announced_at))


def neutral_rates(quarters: pd.DatetimeIndex, assumptions: RuleAssumptions) -> Array:
    """r*: the longer-run funds rate less the goal, or the constant assumed."""
    if assumptions.neutral_rate is not None:
        return np.full(len(quarters), assumptions.neutral_rate)
    return longer_run(quarters, "funds_rate_pct", assumptions.medians) - goal()


def neutral_estimates(vintage: Vintage, quarters: pd.DatetimeIndex, assumptions: RuleAssumptions) -> Array:
    """r* by quarter from an estimate held, for example Holston, Laubach and Williams's; NaN where it has none."""
    held = neutral_by_quarter(vintage, assumptions.neutral_series)
    reach = quarters.union(pd.DatetimeIndex(held.index))
    return np.asarray(held.reindex(reach).ffill(limit=CARRIED).reindex(quarters), dtype=np.float64)


def neutral_by_quarter(vintage: Vintage, name: str) -> pd.Series[float]:
    """The last value of each quarter of a series that may be r*, decimals, quarters without one left out.

    One not held, no rate, or beyond what r* can be raises `InputError`.
    """
    try:
        values, unit = vintage.base(name), vintage[name].unit
    except UnknownNameError:
        raise InputError("outlook.rules_neutral_absent", name=name) from None
    if unit.dimension is not Dimension.RATE:
        raise InputError("outlook.rules_neutral_unit", name=name, unit=unit)
    least, most = NEUTRAL_RATES
    if (beyond := values[(values < least) | (values > most)].dropna()).size:
        day, value = beyond.index[0].date(), to_pct(float(beyond.iloc[0]))
        raise InputError(
            "outlook.rules_neutral_value", name=name, value=value, day=day, least=to_pct(least), most=to_pct(most)
        )
    by_quarter: pd.Series[float] = values.dropna().resample("QS").last().dropna()
    return by_quarter


def longer_run_unemployment(quarters: pd.DatetimeIndex, assumptions: RuleAssumptions) -> Array:
    """u*: the Committee's longer-run unemployment, or the constant assumed."""
    if assumptions.longer_run_unemployment is not None:
        return np.full(len(quarters), assumptions.longer_run_unemployment)
    return longer_run(quarters, "unemployment_pct", assumptions.medians)
