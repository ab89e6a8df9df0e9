"""From a rule or from market prices to a course of policy that `project` and `simulate` follow.

    rule:inertial        the rule fed with figures as known, then with gaps that close by a tenth a quarter
    rule:mine.toml       the same of a user's own coefficients
    implied:prices.csv   the expected rate after each meeting that prices and calendar reach, then unchanged

Every administered rate keeps its distance to the target range of the eve; the record itself is not touched
(`PolicyPath.overlay`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import InputError, ModelError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.units import from_pct
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.implied import implied_path
from fedsheet.outlook.known import Known
from fedsheet.outlook.meetings import Meetings, effective, meetings_known
from fedsheet.outlook.ois import stepped_path
from fedsheet.outlook.own_rule import OwnRule
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.quotes import FuturesQuotes, OisQuotes, Quotes
from fedsheet.outlook.results import range_decided
from fedsheet.outlook.rules import (
    DEFAULTS,
    RULES,
    Array,
    RuleAssumptions,
    RuleInputs,
    every_rule,
    goal,
    lower_bound,
    neutral_rates,
    rule_inputs,
)  # fmt: skip
from fedsheet.record import PolicyAction, PolicyPath, assume

RANGE = ("lower", "upper")
ADMINISTERED = ("iorb", "on_rrp", "srf", "primary_credit")


@dataclass(frozen=True)
class RateCourse:
    """Midpoint of the target range by the first day in force, decimals; `source` says where it comes from."""

    source: str
    days: tuple[date, ...]
    midpoints: tuple[float, ...]
    announced_at: date


def parse_spec(spec: str) -> tuple[str, str]:
    """`rule:inertial` or `implied:FILE` as (kind, name); anything else raises with the two forms."""
    kind, _, name = spec.partition(":")
    if kind == "rule" and (name in RULES or is_file(name)):
        return kind, name
    if kind == "rule":
        raise UnknownNameError("rule", name, RULES, where="<policy_path>")
    if kind == "implied" and name:
        return kind, name
    raise InputError("outlook.bridge_policy_path", where="<policy_path>", spec=spec, rules=", ".join(RULES))


def is_file(rule: str) -> bool:
    """Whether a rule is named by a file of one's own."""
    return rule.endswith(".toml")


def policy_path(
    spec: str, path: PolicyPath, known: Known, start: date, end: date, assumptions: RuleAssumptions = DEFAULTS,
    quotes: Quotes | OwnRule | None = None,
) -> PolicyPath:  # fmt: skip
    """`path` on the course of a rule, or of market prices; `quotes` are the prices, or the rule of one's own, read
    from the file that `spec` names."""
    kind, name = parse_spec(spec)
    if kind == "rule" and (isinstance(quotes, OwnRule) or not is_file(name)):
        own = (quotes,) if isinstance(quotes, OwnRule) else ()
        taken = replace(assumptions, medians=path.medians, own=own)
        return overlay(path, rule_course(own[0].name if own else name, known.vintage, start, end, taken))
    if quotes is None or isinstance(quotes, OwnRule):
        raise InputError("outlook.bridge_prices_were_read", spec=spec)
    return overlay(path, implied_course(quotes, path))


def overlay(path: PolicyPath, course: RateCourse) -> PolicyPath:
    """`path` with the target range and every administered rate moved along `course`."""
    if not course.days:
        return path
    eve = path.at(course.days[0] - ONE_DAY)
    if eve.target_lower is None or eve.target_upper is None:
        raise ModelError("outlook.bridge_target_range_force", days=course.days[0] - ONE_DAY)
    middle = (eve.target_lower + eve.target_upper) / 2
    held = {name: path.value_at(name, course.days[0] - ONE_DAY) for name in (*RANGE, *ADMINISTERED)}
    spreads = {name: float(value) - middle for name, value in held.items() if isinstance(value, int | float)}
    actions = [
        _assumed(name, day, max(midpoint + spread, 0.0), course)
        for day, midpoint in zip(course.days, course.midpoints, strict=True)
        for name, spread in spreads.items()
    ]
    return path.overlay(actions)


def _assumed(name: str, day: date, rate: float, course: RateCourse) -> PolicyAction:
    return assume(name, day, rate, announced_at=min(course.announced_at, day), what=f"{course.source}: {name}")


def rule_course(
    rule: str, vintage: Vintage, start: date, end: date, assumptions: RuleAssumptions = DEFAULTS
) -> RateCourse:
    """The rule's rate quarter by quarter from `start` to `end`, moved in steps of 25 basis points.

    Quarters whose figures are held use them; later ones let both gaps close. Persistent rules go on from their own
    rate of the quarter before, beginning with the actual rate before `start`.
    """
    inputs = with_days_so_far(extended(rule_inputs(vintage, assumptions), assumptions, end), vintage.base("DFF"))
    prescribed = own_path(every_rule(assumptions)[rule], inputs, start)
    days: list[date] = []
    midpoints: list[float] = []
    for day, rate in prescribed:
        stepped = to_range(rate)
        if not midpoints or stepped != midpoints[-1]:
            days.append(max(day, start))
            midpoints.append(stepped)
    return RateCourse(f"rule:{rule}", tuple(days), tuple(midpoints), min(vintage.as_of, start))


def with_days_so_far(x: RuleInputs, daily: pd.Series[float]) -> RuleInputs:
    """A quarter that has no average of its own yet takes the mean of its days known: what the next one's lag needs."""
    so_far = daily.resample("QS").mean().reindex(pd.DatetimeIndex(x.quarters)).to_numpy(np.float64)
    return replace(x, funds_rate=np.where(np.isnan(x.funds_rate), so_far, x.funds_rate))


def to_range(rate: float) -> float:
    """The midpoint of the 25-basis-point range nearest to `rate`, not under the range 0 to 25."""
    table = parameters("bridge")["range"]
    half, step = from_pct(table["width_pct"]) / 2, from_pct(table["step_pct"])
    lower = max(round((rate - half) / step), 0) * step
    return round(max(lower, from_pct(table["lowest_pct"])) + half, 10)


def extended(x: RuleInputs, assumptions: RuleAssumptions, end: date) -> RuleInputs:
    """Inputs carried to the quarter of `end`: gaps shrink by the persistence assumed, r* and u* stay as last known."""
    known = np.flatnonzero(np.isfinite(x.inflation) & np.isfinite(x.gap))
    if not len(known):
        raise ModelError("outlook.bridge_quarter_both_inflation_gap")
    last = int(known[-1])
    first_new = pd.Timestamp(x.quarters[last]) + pd.offsets.QuarterBegin(startingMonth=1)
    new = pd.date_range(first_new, pd.Timestamp(end), freq="QS")
    if len(new) > int(parameters("bridge")["horizon"]["most_quarters"]):
        raise InputError("outlook.bridge_quarters_past_last_figures", end=end, n_new=len(new))
    shrink = float(parameters("bridge")["macro"]["persistence_per_quarter"]) ** np.arange(1, len(new) + 1)
    inflation = goal() + (x.inflation[last] - goal()) * shrink
    return carried_on(x, last, new, inflation, x.gap[last] * shrink, assumptions)


def carried_on(
    x: RuleInputs, last: int, new: pd.DatetimeIndex, inflation: Array, gap: Array, assumptions: RuleAssumptions
) -> RuleInputs:
    """Inputs up to position `last`, then these quarters of inflation and gap, (n,); r* as the assumptions have it."""
    quarters = pd.DatetimeIndex([*(pd.Timestamp(q) for q in x.quarters[: last + 1]), *new])
    prices = np.concatenate([x.inflation[: last + 1], inflation])
    return RuleInputs(
        tuple(stamp.date() for stamp in quarters),
        prices,
        _averages(x, prices, last, assumptions.window),
        np.concatenate([x.gap[: last + 1], gap]),
        np.concatenate([x.neutral_rate[: last + 1], np.full(len(new), x.neutral_rate[last])])
        if assumptions.neutral_series
        else neutral_rates(quarters, assumptions),
        np.concatenate([x.funds_rate[: last + 1], np.full(len(new), np.nan)]),
    )


def _averages(x: RuleInputs, inflation: Array, last: int, window: int) -> Array:
    """Average inflation carried on: the mean of the last `window` quarters' four-quarter rates past the figures."""
    later = [float(np.mean(inflation[max(t - window + 1, 0) : t + 1])) for t in range(last + 1, len(inflation))]
    return np.concatenate([x.average_inflation[: last + 1], later])


def own_path(rule: Callable[[RuleInputs], Array], x: RuleInputs, start: date) -> list[tuple[date, float]]:
    """(first day, rate) of each quarter from the one of `start`: each feeds the next one's lag."""
    ends = pd.DatetimeIndex([pd.Timestamp(q) for q in x.quarters]) + pd.offsets.QuarterEnd(0)
    first = int(ends.searchsorted(pd.Timestamp(start)))
    if first in (0, len(ends)):
        raise InputError(
            "outlook.bridge_rule_s_quarters_run", quarters=x.quarters[0], quarters_2=x.quarters[-1], start=start
        )
    rates = x.funds_rate.copy()
    rates[first:] = np.nan
    if np.isnan(rates[first - 1]):
        raise ModelError("outlook.bridge_funds_rate_quarter_before", start=start)
    path = []
    for t in range(first, len(x)):
        # Lagged rates are the rule's own: the part up to t with the rates set so far, its last row is wanted.
        so_far = replace(x, **{name: getattr(x, name)[: t + 1] for name in _ARRAYS}, quarters=x.quarters[: t + 1])
        rate = float(rule(replace(so_far, funds_rate=rates[: t + 1]))[-1])
        if np.isnan(rate):
            raise ModelError(
                "outlook.bridge_rule_lacks_inputs_quarter",
                rule=getattr(rule, "__name__", "own"),
                quarters=x.quarters[t],
            )
        rates[t] = max(rate, lower_bound())
        path.append((x.quarters[t], float(rates[t])))
    return path


_ARRAYS = ("inflation", "average_inflation", "gap", "neutral_rate", "funds_rate")


def implied_course(quotes: FuturesQuotes | OisQuotes, path: PolicyPath, convention: str = "day_after") -> RateCourse:
    """The expected midpoint after each meeting priced: today's range moved by the priced changes, not rounded."""
    calendar = meetings_known(quotes.quote_date).with_moves(path)
    lower, upper = range_decided(path, quotes.quote_date)
    if lower is None or upper is None:
        raise ModelError("outlook.bridge_target_range_recorded", quote_date=quotes.quote_date)
    middle = (lower + upper) / 2
    days, rates, before = priced(quotes, calendar, convention)
    midpoints = tuple(middle + rate - before for rate in rates)
    return RateCourse("implied path", tuple(days), midpoints, quotes.quote_date)


def priced(
    quotes: FuturesQuotes | OisQuotes, calendar: Meetings, convention: str
) -> tuple[tuple[date, ...], tuple[float, ...], float]:
    """First days, rates from them on, and the rate before the first: from futures by meeting, from swaps by stretch."""
    if isinstance(quotes, FuturesQuotes):
        odds = implied_path(quotes, calendar, convention).meetings
        return tuple(effective(o.meeting) for o in odds), tuple(o.rate_after for o in odds), odds[0].rate_before
    found = stepped_path(quotes, calendar)
    return found.starts[1:], tuple(float(rate) for rate in found.rates[1:]), float(found.rates[0])
