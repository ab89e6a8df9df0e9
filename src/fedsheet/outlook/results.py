"""What the room hands out: rules, progress and triggers on what was public, from figures and record already read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import fedsheet.outlook.progress as conditions
import fedsheet.outlook.triggers as runoff
from fedsheet.core.dates import add_months, month_end
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.shown import Card, Shown, pct, said
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.known import Known, as_known
from fedsheet.outlook.reaction import Reaction, regimes
from fedsheet.outlook.rules import DEFAULTS, Prescriptions, RuleAssumptions, prescriptions
from fedsheet.outlook.timing import Timing, timings
from fedsheet.record.path import PolicyPath
from fedsheet.record.state import PolicyState


@dataclass(frozen=True, repr=False)
class RulesResult(Shown):
    """Prescriptions by quarter, the actual range at each quarter's end, and the reaction function by regime."""

    known: Known
    prescriptions: Prescriptions
    actual_lower: tuple[float | None, ...]
    actual_upper: tuple[float | None, ...]
    reactions: Sequence[Reaction]

    def card(self) -> Card:
        """What each rule prescribes in the last quarter with inputs."""
        found = self.prescriptions
        quarters = found.inputs.quarters
        facts = tuple(
            (said(f"outlook.rule_{name.replace('-', '_')}"), pct(rates[found.last]))
            for name, rates in found.rates.items()
        )
        span = quarters[0], quarters[found.last]
        return Card(said("cards.rules"), span, self.known.as_of, facts, ("prescriptions", "reactions"))

    def frame(self) -> pd.DataFrame:
        """Every rule and the actual range by quarter, decimals a year."""
        index = pd.DatetimeIndex(self.prescriptions.inputs.quarters, name="quarter")
        actual = {"actual_lower": self.actual_lower, "actual_upper": self.actual_upper}
        return pd.DataFrame({**self.prescriptions.rates, **actual}, index=index)


@dataclass(frozen=True, repr=False)
class ProgressResult(Shown):
    """Indices as known, and the day each condition would have given its signal."""

    known: Known
    state: conditions.Progress
    signals: tuple[conditions.Signal, ...]
    shares: Mapping[str, pd.Series[float]]
    values_as_of: date


@dataclass(frozen=True, repr=False)
class TriggersResult(Shown):
    """Indicators and flags as known, and what other thresholds would have cost."""

    known: Known
    triggers: runoff.Triggers
    trade_off: tuple[runoff.TradeOff, ...]
    timings: tuple[Timing, ...]


def rules_result(known: Known, path: PolicyPath, assumptions: RuleAssumptions = DEFAULTS) -> RulesResult:
    """What each rule prescribes and what was done."""
    found = prescriptions(known.vintage, replace(assumptions, medians=path.medians))
    ends = [quarter_end(quarter) for quarter in found.inputs.quarters]
    bands = [range_on(path, min(end, known.as_of)) for end in ends]
    lower, upper = zip(*bands, strict=True)
    return RulesResult(known, found, lower, upper, regimes(found.inputs))


def progress_result(known: Known, earliest: Vintage) -> ProgressResult:
    """How far the Committee's own conditions were met, and by when; signals are dated on the earliest figures held."""
    state = conditions.progress(known)
    nearest = nearest_to_guidance(known, earliest)
    signals, shares = conditions.signals(nearest.vintage), conditions.shares(nearest.vintage)
    return ProgressResult(known, state, signals, shares, nearest.values_as_of)


def signals(known: Known, earliest: Vintage) -> tuple[conditions.Signal, ...]:
    """When each condition of 2013 and 2021 would have given its signal, of the episodes begun by then."""
    found = conditions.signals(nearest_to_guidance(known, earliest).vintage)
    if not found:
        begun = min(search.start for search in conditions.searches())
        raise DateRangeError("outlook.results_guidance_had_been_given", as_of=known.as_of, begun=begun)
    return found


def nearest_to_guidance(known: Known, earliest: Vintage) -> Known:
    """The earliest vintage, which is nearest to 2013 and 2021, cut to the day where that is earlier."""
    return as_known(earliest, min(known.as_of, earliest.as_of))


def triggers_result(known: Known, path: PolicyPath, seed: int = 0) -> TriggersResult:
    """Whether runoff should end, on what was public, and when the buffer will be used up; draws from `seed`."""
    found = runoff.triggers(known.vintage, path)
    return TriggersResult(known, found, runoff.trade_off(found), timings(found, seed))


def quarter_end(quarter: date) -> date:
    """Last day of the quarter that begins on `quarter`."""
    return month_end(add_months(quarter, 2))


def range_on(path: PolicyPath, day: date) -> tuple[float | None, float | None]:
    """The target range on `day`; a point target as both ends; None before the record."""
    return (None, None) if day < path.begins else _ends(path.at(day))


def range_decided(path: PolicyPath, day: date) -> tuple[float | None, float | None]:
    """The range as decided by the end of `day`: that of a decision of the day itself, which takes effect the day after.

    Prices settle after the statement, so they start from it.
    """
    if day < path.begins:
        return None, None
    steps = (action for name in ("lower", "point") for action in path.steps.get(name, ()))
    effective = [action.effective_date for action in steps if action.announced_at <= day]
    return _ends(path.at(max(day, *effective), day))


def _ends(state: PolicyState) -> tuple[float | None, float | None]:
    if state.target_lower is None:
        return state.target_point, state.target_point
    return state.target_lower, state.target_upper
