"""The policy outlook: read figures as known on a day, compute without touching anything, hand over the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import fedsheet.outlook.progress as conditions
import fedsheet.outlook.triggers as runoff
from fedsheet import store
from fedsheet.core.dates import add_months, month_end
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.outlook import bridge
from fedsheet.outlook.implied import ImpliedPath, implied_path
from fedsheet.outlook.known import Known, as_known
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.ois import SteppedPath, stepped_path
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.quotes import FuturesQuotes, Quotes, read_quotes
from fedsheet.outlook.reaction import Reaction, regimes
from fedsheet.outlook.rules import DEFAULTS, Prescriptions, RuleAssumptions, prescriptions
from fedsheet.outlook.timing import Timing, timings
from fedsheet.record import PolicyPath, load_path

if TYPE_CHECKING:
    import pandas as pd

REVISED = "UNRATE"  # a series whose first vintage is the first of all revised series


@dataclass(frozen=True)
class RulesResult:
    """Prescriptions by quarter, the actual range at each quarter's end, and the reaction function by regime."""

    known: Known
    prescriptions: Prescriptions
    actual_lower: tuple[float | None, ...]
    actual_upper: tuple[float | None, ...]
    reactions: Sequence[Reaction]


@dataclass(frozen=True)
class ProgressResult:
    """Indices as known, and the day each condition would have given its signal."""

    known: Known
    state: conditions.Progress
    signals: tuple[conditions.Signal, ...]
    shares: Mapping[str, pd.Series[float]]
    values_as_of: date


@dataclass(frozen=True)
class TriggersResult:
    """Indicators and flags as known, and what other thresholds would have cost."""

    known: Known
    triggers: runoff.Triggers
    trade_off: tuple[runoff.TradeOff, ...]
    timings: tuple[Timing, ...]


def known_on(as_of: date | None = None) -> Known:
    """Figures as public on `as_of`: the vintage of the day, or the next one held cut to what had been published."""
    if as_of is None:
        latest = store.vintage()
        return Known(latest.as_of, latest.as_of, latest)
    first = store.vintage(as_of).first_known[REVISED]
    return as_known(store.vintage(first) if as_of <= first else store.vintage(), as_of)


def rules(as_of: date | None = None, assumptions: RuleAssumptions = DEFAULTS) -> RulesResult:
    """What each rule prescribes and what was done."""
    return rules_of(known_on(as_of), load_path(), assumptions)


def rules_of(known: Known, path: PolicyPath, assumptions: RuleAssumptions = DEFAULTS) -> RulesResult:
    """The same from figures already read."""
    found = prescriptions(known.vintage, assumptions)
    ends = [quarter_end(quarter) for quarter in found.inputs.quarters]
    bands = [range_on(path, min(end, known.as_of)) for end in ends]
    lower, upper = zip(*bands, strict=True)
    return RulesResult(known, found, lower, upper, regimes(found.inputs))


def progress(as_of: date | None = None) -> ProgressResult:
    """How far the Committee's own conditions were met, and by when."""
    return progress_of(known_on(as_of))


def progress_of(known: Known) -> ProgressResult:
    """The same from figures already read."""
    state = conditions.progress(known)
    nearest = nearest_vintage(known)
    signals, shares = conditions.signals(nearest.vintage), conditions.shares(nearest.vintage)
    return ProgressResult(known, state, signals, shares, nearest.values_as_of)


def signals(as_of: date | None = None) -> tuple[conditions.Signal, ...]:
    """When each condition of 2013 and 2021 would have given its signal, of the episodes begun by then."""
    found = conditions.signals(nearest_vintage(known_on(as_of)).vintage)
    if not found:
        begun = min(search.start for search in conditions.searches())
        raise DateRangeError(f"No guidance had been given by {as_of}", do=f"Use --as-of {begun} or later")
    return found


def nearest_vintage(known: Known) -> Known:
    """The first vintage held, which is nearest to 2013 and 2021, cut to the day where that is earlier."""
    earliest = store.vintage(known.vintage.first_known[REVISED])
    return as_known(earliest, min(known.as_of, earliest.as_of))


def triggers(as_of: date | None = None, seed: int = 0) -> TriggersResult:
    """Whether runoff should end, on what was public, and when the buffer will be used up; draws from `seed`."""
    return triggers_of(known_on(as_of), load_path(), seed)


def triggers_of(known: Known, path: PolicyPath, seed: int = 0) -> TriggersResult:
    """The same from figures already read."""
    found = runoff.triggers(known.vintage, path)
    return TriggersResult(known, found, runoff.trade_off(found), timings(found, seed))


def quotes_from(file: Path) -> Quotes:
    """A user's prices; no more is read of a file than it may have."""
    limit = int(parameters("implied")["file"]["most_bytes"])
    try:
        with file.open("rb") as source:
            return read_quotes(source.read(limit + 1), str(file))
    except OSError as error:
        raise InputError(f"The file cannot be read ({error.strerror})", where=str(file)) from None


def implied(
    file: Path, until: date | None = None, as_of: date | None = None, convention: str = "day_after"
) -> ImpliedPath | SteppedPath:
    """Meeting odds from futures, or the stepped path from swaps; `until` past the known calendar raises."""
    quotes = quotes_from(file)
    calendar = meetings_known(as_of or quotes.quote_date)
    if until is not None:
        calendar.on_or_after(until)
    if isinstance(quotes, FuturesQuotes):
        return implied_path(quotes, calendar, convention)
    return stepped_path(quotes, calendar)


def policy_path(
    spec: str, path: PolicyPath, known: Known, start: date, end: date, assumptions: RuleAssumptions = DEFAULTS
) -> PolicyPath:
    """`path` on the course of a rule or of market prices: what `--policy-path` means to project and simulate."""
    kind, name = bridge.parse_spec(spec)
    if kind == "rule":
        return bridge.overlay(path, bridge.rule_course(name, known.vintage, start, end, assumptions))
    return bridge.overlay(path, bridge.implied_course(quotes_from(Path(name)), path))


def quarter_end(quarter: date) -> date:
    """Last day of the quarter that begins on `quarter`."""
    return month_end(add_months(quarter, 2))


def range_on(path: PolicyPath, day: date) -> tuple[float | None, float | None]:
    """The target range on `day`; a point target as both ends; None before the record."""
    if day < path.begins:
        return None, None
    state = path.at(day)
    if state.target_lower is None:
        return state.target_point, state.target_point
    return state.target_lower, state.target_upper
