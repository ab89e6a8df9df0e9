"""Rules ahead and rules under doubt: on the Committee's own projections, over r* and the gap, at other r*.

SEP of the day ─ inflation and unemployment of each fourth quarter, joined by straight lines ─ every rule forward
last quarter   ─ r* and gap moved over a grid, r* of one's own beside ─ what each rule would prescribe
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.units import from_pct
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.bridge import carried_on, own_path, with_days_so_far
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.rules import (
    CARRIED,
    Array,
    NamedRule,
    Prescriptions,
    RuleAssumptions,
    RuleInputs,
    every_rule,
    goal,
    longer_run_unemployment,
    neutral_by_quarter,
    rule_inputs,
)
from fedsheet.record.published import LONGER_RUN, SepMedian, sep_medians

PRICES = {"core": "core_pce_inflation", "headline": "pce_inflation"}
FUNDS_RATE = "federal_funds_rate"


@dataclass(frozen=True)
class Forward:
    """Every rule on the Committee's projections of `announced_at`, (t,) by quarter, decimals.

    committee   its own median of the funds rate at the end of the quarter; NaN where it gives none
    own         the rules of the user among them
    """

    announced_at: date
    quarters: tuple[date, ...]
    inflation: Array
    gap: Array
    rates: Mapping[str, Array]
    committee: Array
    own: tuple[NamedRule, ...] = ()


@dataclass(frozen=True)
class RuleCell:
    """One rule at one r* and one gap of the last quarter, decimals."""

    rule: str
    gap: float
    neutral_rate: float
    rate: float


@dataclass(frozen=True)
class NeutralDoubt:
    """One rule at the lowest, the present and the highest r* of the Committee's medians since 2012, decimals.

    even    the r* at which it would prescribe the middle of the range in force; None where r* does not enter
    at_own  at the user's r*; None where none is given
    """

    rule: str
    low: float
    now: float
    high: float
    even: float | None
    at_own: float | None = None


@dataclass(frozen=True)
class OwnNeutral:
    """The user's r* of one quarter, a decimal: a constant, or the value of an imported series with its source."""

    rate: float
    series: str = ""
    title: str = ""
    publisher: str = ""
    quarter: date | None = None


@dataclass(frozen=True)
class Doubt:
    """Every rule of the last quarter over r* and the gap, and over the Committee's r*; the user's beside them."""

    cells: tuple[RuleCell, ...]
    own_cells: tuple[RuleCell, ...]
    rows: tuple[NeutralDoubt, ...]
    prescriptions: Prescriptions
    own: OwnNeutral | None = None


def medians_by_year(own: Sequence[SepMedian], as_of: date, variable: str) -> dict[str, tuple[date, float]]:
    """The newest median of a variable by horizon that was public on `as_of`: (announced, value)."""
    known = sorted((*sep_medians(), *own), key=lambda one: one.announced_at)
    return {
        one.horizon: (one.announced_at, one.median)
        for one in known
        if one.variable == variable and one.announced_at <= as_of
    }


def newest(own: Sequence[SepMedian], as_of: date, variable: str) -> tuple[date, dict[int, float]]:
    """The medians by year of the newest projection that has the variable; before the first `DateRangeError`."""
    found = medians_by_year(own, as_of, variable)
    days = [day for horizon, (day, _) in found.items() if horizon != LONGER_RUN]
    if not days:
        raise DateRangeError("outlook.forward_no_projection", as_of=as_of, variable=variable)
    last = max(days)
    return last, {int(h): value for h, (day, value) in found.items() if h != LONGER_RUN and day == last}


def sep_inputs(vintage: Vintage, assumptions: RuleAssumptions) -> tuple[date, RuleInputs, int]:
    """Inputs carried along the Committee's projections: (announced, inputs, position of the last quarter known)."""
    x = rule_inputs(vintage, assumptions)
    last = int(np.flatnonzero(np.isfinite(x.inflation) & np.isfinite(x.gap))[-1])
    announced, prices = newest(assumptions.medians, vintage.as_of, PRICES[assumptions.inflation])
    _, jobs = newest(assumptions.medians, vintage.as_of, "unemployment")
    first = pd.Timestamp(x.quarters[last]) + pd.offsets.QuarterBegin(startingMonth=1)
    new = pd.date_range(first, pd.Timestamp(max(prices), 10, 1), freq="QS")
    if not len(new):
        raise DateRangeError("outlook.forward_no_projection", as_of=vintage.as_of, variable="inflation")
    okun = float(parameters("rules")["okun"]["output_per_unemployment"])
    longer = float(longer_run_unemployment(pd.DatetimeIndex([pd.Timestamp(vintage.as_of)]), assumptions)[0])
    slack = {year: okun * (longer - rate) for year, rate in jobs.items()}
    inflation = between(x.quarters[last], float(x.inflation[last]), prices, new)
    gap = between(x.quarters[last], float(x.gap[last]), slack, new)
    return announced, carried_on(x, last, new, inflation, gap, assumptions), last


def between(day: date, value: float, by_year: Mapping[int, float], quarters: pd.DatetimeIndex) -> Array:
    """Values of fourth quarters joined by straight lines from the last one known, (n,)."""
    ends = {
        pd.Timestamp(year, 10, 1): found
        for year, found in by_year.items()
        if pd.Timestamp(year, 10, 1) > pd.Timestamp(day)
    }
    at = np.array([pd.Timestamp(day).toordinal(), *(stamp.toordinal() for stamp in sorted(ends))], dtype=float)
    values = np.array([value, *(ends[stamp] for stamp in sorted(ends))])
    found: Array = np.interp([stamp.toordinal() for stamp in quarters], at, values)
    return found


def forward(vintage: Vintage, assumptions: RuleAssumptions) -> Forward:
    """Every rule from the day's quarter to the end of the Committee's projections; lags are the rule's own."""
    announced, inputs, _ = sep_inputs(vintage, assumptions)
    inputs = with_days_so_far(inputs, vintage.base("DFF"))
    paths = {name: dict(own_path(rule, inputs, vintage.as_of)) for name, rule in every_rule(assumptions).items()}
    quarters = tuple(next(iter(paths.values())))
    at = [inputs.quarters.index(quarter) for quarter in quarters]
    _, own = newest(assumptions.medians, vintage.as_of, FUNDS_RATE)
    committee = np.array([own.get(q.year, np.nan) if q.month == 10 else np.nan for q in quarters])
    rates = {name: np.array([path[q] for q in quarters]) for name, path in paths.items()}
    return Forward(announced, quarters, inputs.inflation[at], inputs.gap[at], rates, committee, assumptions.own)


def doubt(vintage: Vintage, found: Prescriptions, middle: float, own: RuleAssumptions) -> Doubt:
    """Rules under doubt about r*, at the Committee's and, where `own` gives one, at the user's."""
    taken = own_neutral(vintage, found.inputs.quarters[found.last], own)
    shipped = [from_pct(value) for value in parameters("rules")["doubt"]["neutral_rates_pct"]]
    own_cells = grid(found, [taken.rate]) if taken else ()
    return Doubt(grid(found, shipped), own_cells, neutral_doubt(found, middle, taken), found, taken)


def own_neutral(vintage: Vintage, quarter: date, own: RuleAssumptions) -> OwnNeutral | None:
    """The user's r* in force in `quarter`; an estimate that ended more than two quarters before raises."""
    if not own.neutral_series:
        return None if own.neutral_rate is None else OwnNeutral(own.neutral_rate)
    held = neutral_by_quarter(vintage, own.neutral_series)
    at = pd.Timestamp(quarter)
    reached = held[at - CARRIED * pd.offsets.QuarterBegin(startingMonth=1) : at].tail(1)
    if not len(reached):
        first, last = (stamp.date() for stamp in (held.index[0], held.index[-1]))
        raise DateRangeError(
            "outlook.forward_neutral_ended", name=own.neutral_series, first=first, last=last, quarter=quarter
        )
    told = vintage[own.neutral_series].definition
    return OwnNeutral(float(reached.iloc[-1]), told.id, told.title, told.publisher, reached.index[-1].date())


def grid(found: Prescriptions, neutral: Sequence[float]) -> tuple[RuleCell, ...]:
    """Every rule in its last quarter at each r* and each gap, all else as it was."""
    gaps = [from_pct(value) for value in parameters("rules")["doubt"]["gaps_pct"]]
    return tuple(
        RuleCell(name, gap, r, at_last(rule, found, r, gap))
        for name, rule in every_rule(found.assumptions).items()
        for gap in gaps
        for r in neutral
    )


def at_last(
    rule: Callable[[RuleInputs], Array], found: Prescriptions, neutral_rate: float, gap: float | None = None
) -> float:
    """What a rule prescribes in the last quarter at this r*, and at this gap where one is given."""
    x, t = found.inputs, found.last
    r, y = x.neutral_rate.copy(), x.gap.copy()
    r[t] = neutral_rate
    y[t] = y[t] if gap is None else gap
    return float(rule(replace(x, neutral_rate=r, gap=y))[t])


def neutral_range(own: Sequence[SepMedian], as_of: date) -> tuple[float, float, float]:
    """The lowest, the newest and the highest r* of the Committee's longer-run medians known on `as_of`, decimals."""
    known = sorted((*sep_medians(), *own), key=lambda one: one.announced_at)
    r = [
        one.median - goal()
        for one in known
        if one.horizon == LONGER_RUN and one.variable == FUNDS_RATE and one.announced_at <= as_of
    ]
    if not r:
        raise DateRangeError("outlook.forward_no_projection", as_of=as_of, variable=FUNDS_RATE)
    return min(r), r[-1], max(r)


def neutral_doubt(found: Prescriptions, middle: float, own: OwnNeutral | None = None) -> tuple[NeutralDoubt, ...]:
    """Every rule over the range of the Committee's own r*, and the r* that would justify the range in force."""
    low, now, high = neutral_range(found.assumptions.medians, found.as_of)
    rows = []
    for name, rule in every_rule(found.assumptions).items():
        rates = [at_last(rule, found, r) for r in (low, now, high)]
        slope = (rates[2] - rates[0]) / (high - low) if high > low else 0.0
        even = now + (middle - rates[1]) / slope if abs(slope) > 1e-9 else None
        at_own = at_last(rule, found, own.rate) if own else None
        rows.append(NeutralDoubt(name, rates[0], rates[1], rates[2], even, at_own))
    return tuple(rows)
