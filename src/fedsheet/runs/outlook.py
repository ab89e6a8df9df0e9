"""The policy outlook: read figures as known on a day, compute without touching anything, hand over the results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fedsheet.core import clock
from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.clock import last_decision
from fedsheet.outlook.known import Known, as_known
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.rules import DEFAULTS, RuleAssumptions
from fedsheet.record import PolicyPath
from fedsheet.record.model import Fact, PolicyAction
from fedsheet.record.published import SepMedian, sep_medians
from fedsheet.runs.read import STORE, AsOf, Beside, day_of, figures, others_of, read, record_for
from fedsheet.runs.record import record_now

if TYPE_CHECKING:  # each question imports what answers it
    from fedsheet.chain.results import OutlookReport
    from fedsheet.outlook.base_case import BaseCase
    from fedsheet.outlook.dots import Dots
    from fedsheet.outlook.forward import Doubt, Forward
    from fedsheet.outlook.implied import ImpliedPath
    from fedsheet.outlook.ois import SteppedPath
    from fedsheet.outlook.own_rule import OwnRule
    from fedsheet.outlook.progress import Signal
    from fedsheet.outlook.quotes import Quotes
    from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
    from fedsheet.outlook.scorecard import Score

STRATEGY = "strategy"  # the instrument of the record that holds them
HALF_BP = 0.5e-4  # less than that is no move of the range
STATEMENT = "WALCL"  # every H.4.1 has it
REVISED = "UNRATE"  # a series whose first vintage is the first of all revised series


def known_as_of(as_of: AsOf = None, vintage: Vintage | None = None) -> Known:
    """Figures as public on `as_of`: the vintage of the day, or the next one held cut to what had been published."""
    return known_in(figures(as_of, vintage), day_of(as_of), STORE)


def known_in(held: Vintage, day: date | None, others: Beside) -> Known:
    """The same of a vintage read before; of its own day where none is named."""
    if day is None:
        return Known(held.as_of, held.as_of, held)
    first = held.first_known.get(REVISED, day)
    return as_known(others.vintage(first) if day <= first else others.vintage(), day)


def earliest_held(known: Known, others: Beside) -> Vintage:
    """The oldest vintage of revised series, which is nearest to what was said in 2013 and 2021."""
    return others.vintage(known.vintage.first_known.get(REVISED))


def known_and_earliest(as_of: AsOf = None, vintage: Vintage | None = None) -> tuple[Known, Vintage]:
    """What was public, and the oldest vintage of revised series."""
    known = known_as_of(as_of, vintage)
    return known, earliest_held(known, others_of(vintage))


def outlook(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> OutlookReport:
    """Rules, progress, triggers, chains and scores; each is computed when it is first asked for.

    >>> fedsheet.outlook(as_of="2021-09-22").rules
    Policy rules, 2003-01-01 to 2021-04-01, as of 2021-09-22
      Taylor             2.82%
      Balanced approach  0.92%
      Inertial           0.20%
      ELB-adjusted       0.12%
      Average inflation  −1.25%
      First difference   7.78%
    Ask: frame(), tables(), table(name), figure(name), prescriptions, reactions
    """
    known, record = read(as_of, vintage, path)
    return outlook_beside(known, record, others_of(vintage))


def outlook_beside(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> OutlookReport:
    """The outlook of a vintage, beside the older ones it needs."""
    from fedsheet.chain.results import OutlookReport, last_statement
    from fedsheet.portfolio.parameters import load_parameters

    known = known_in(vintage, vintage.as_of, others)
    newest = STATEMENT in vintage and last_statement(vintage) == last_statement(others.vintage())
    return OutlookReport(vintage, path, load_parameters(), known, earliest_held(known, others), newest)


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> OutlookReport:
    """The outlook with every part computed; a day without rules raises what `rules` raises."""
    return outlook_beside(vintage, path, others).computed()


def rules(
    as_of: AsOf = None, assumptions: RuleAssumptions = DEFAULTS, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> RulesResult:  # fmt: skip
    """What each rule prescribes and what was done."""
    from fedsheet.outlook import results

    known = known_as_of(as_of, vintage)
    return results.rules_result(known, path or record_for(known.vintage, is_alone=vintage is not None), assumptions)


def progress(as_of: AsOf = None, *, vintage: Vintage | None = None) -> ProgressResult:
    """How far the Committee's own conditions were met, and by when."""
    from fedsheet.outlook import results

    return results.progress_result(*known_and_earliest(as_of, vintage))


def signals(as_of: AsOf = None, *, vintage: Vintage | None = None) -> tuple[Signal, ...]:
    """When each condition of 2013 and 2021 would have given its signal, of the episodes begun by then."""
    from fedsheet.outlook import results

    return results.signals(*known_and_earliest(as_of, vintage))


def triggers(
    as_of: AsOf = None, seed: int = 0, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> TriggersResult:
    """Whether runoff should end, on what was public, and when the buffer will be used up; draws from `seed`."""
    from fedsheet.outlook import results

    known = known_as_of(as_of, vintage)
    return results.triggers_result(known, path or record_for(known.vintage, is_alone=vintage is not None), seed)


def scorecard(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[Score, ...]:
    """Every official projection of the record, on the figures of the day."""
    from fedsheet.outlook.official import official_levels, scored
    from fedsheet.portfolio.parameters import load_parameters

    known, record = read(as_of, vintage, path)
    return scored(known, record, load_parameters(), official_levels(record))


def quotes_from(file: Path) -> Quotes:
    """A user's prices of one day."""
    from fedsheet.runs import own_tables
    from fedsheet.sources.users.grid import bounded_bytes

    return own_tables.prices(bounded_bytes(file), file.name)


def quotes_of(spec: str) -> Quotes | OwnRule | None:
    """The prices or the rule of one's own that a course of policy names, read; None where it names no file."""
    if not spec:
        return None
    from fedsheet.outlook import bridge

    kind, name = bridge.parse_spec(spec)
    if kind == "rule":
        return own_rule_from(Path(name)) if bridge.is_file(name) else None
    return quotes_from(Path(name)) if kind == "implied" else None


def own_rule_from(file: Path) -> OwnRule:
    """A user's own rule; an absent file raises `InputError`."""
    from fedsheet.outlook.own_rule import own_rule

    if not file.is_file():
        raise InputError("outlook.own_rule_no_file", path=str(file))
    from fedsheet.sources.users.grid import bounded_bytes

    return own_rule(bounded_bytes(file), str(file))


def forward(
    as_of: AsOf = None, assumptions: RuleAssumptions = DEFAULTS, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Forward:  # fmt: skip
    """Every rule on the Committee's projections known on the day."""
    from fedsheet.outlook.forward import forward as forward_on

    known = known_as_of(as_of, vintage).vintage
    record = path or record_for(known, is_alone=vintage is not None)
    return forward_on(known, replace(assumptions, medians=record.medians))


def doubt(
    as_of: AsOf = None, assumptions: RuleAssumptions = DEFAULTS, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Doubt:  # fmt: skip
    """Every rule over a grid of r* and gap, and over the Committee's own r*; the user's r* is a column beside."""
    from fedsheet.outlook.forward import doubt as doubt_of

    committees = replace(assumptions, neutral_rate=None, neutral_series="")
    found = rules(as_of, committees, vintage=vintage, path=path)
    record = path or record_for(found.known.vintage, is_alone=vintage is not None)
    middle = middle_of(record, found.known.as_of)
    return doubt_of(found.known.vintage, found.prescriptions, middle, assumptions)


def base_case(
    file: Path | None = None, as_of: AsOf = None, assumptions: RuleAssumptions = DEFAULTS, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> BaseCase:  # fmt: skip
    """Chances of a rise, a hold and a cut at each meeting: of a file of futures, else by rules."""
    from fedsheet.outlook.base_case import by_rules, from_prices
    from fedsheet.outlook.implied import ImpliedPath

    known = known_as_of(as_of, vintage).vintage
    record = path or record_for(known, is_alone=vintage is not None)
    if file is not None:
        priced = implied(file)
        if not isinstance(priced, ImpliedPath):
            raise InputError("runs.outlook_history_of_futures", where=str(file))
        return from_prices(priced, middle_of(record, priced.quote_date))
    taken = replace(assumptions, medians=record.medians)
    last = last_decision(record, known.as_of)
    moved = middle_of(record, min(last + 2 * ONE_DAY, known.as_of)) - middle_of(record, last - ONE_DAY)
    before = (moved > HALF_BP) - (moved < -HALF_BP)
    return by_rules(known, taken, meetings_known(known.as_of).after(last), middle_of(record, known.as_of), before)


def middle_of(record: PolicyPath, day: date) -> float:
    """The middle of the range as decided by the end of `day`; before the record `InputError`."""
    from fedsheet.outlook import results

    lower, upper = results.range_decided(record, day)
    if lower is None or upper is None:
        raise InputError("runs.outlook_no_range", day=day)
    return (lower + upper) / 2


def dots(as_of: AsOf = None, *, path: PolicyPath | None = None) -> tuple[SepMedian, ...]:
    """The Committee's medians of the funds rate known on the day, in order of publication and year."""
    from fedsheet.outlook.forward import FUNDS_RATE

    return tuple(one for one in medians(as_of, path=path) if one.variable == FUNDS_RATE)


def single_dots(file: Path, as_of: AsOf = None, *, path: PolicyPath | None = None) -> tuple[Dots, ...]:
    """A user's dots by projection and year; a day without a projection by `as_of`, or another median, raises."""
    from fedsheet.outlook.dots import dots_of
    from fedsheet.runs import own_tables
    from fedsheet.sources.users.grid import bounded_bytes

    day, held = day_of(as_of) or clock.today(), dots(as_of, path=path)
    last = max((one.announced_at for one in held), default=day)
    later = (meeting for meeting in meetings_known(day).after(last) if meeting <= day and meeting.month % 3 == 0)
    lines = own_tables.dot_lines(bounded_bytes(file), file.name)
    days = {one.announced_at for one in held}.union(later)
    return dots_of(lines, days, {(one.announced_at, one.horizon): one.median for one in held}, file.name)


def medians(as_of: AsOf = None, *, path: PolicyPath | None = None) -> tuple[SepMedian, ...]:
    """Every median of the Committee's projections known on the day, in order of publication and year."""
    told = (*sep_medians(), *(path or record_now()).medians)
    known = [one for one in told if one.announced_at <= (day_of(as_of) or clock.today())]
    return tuple(sorted(known, key=lambda one: (one.announced_at, one.horizon)))


def strategies(as_of: AsOf = None) -> tuple[PolicyAction, ...]:
    """The Committee's strategies announced by the day, in order."""
    day = day_of(as_of) or clock.today()
    return tuple(action for action in record_now().steps[STRATEGY] if action.announced_at <= day)


def facts_known(as_of: AsOf = None) -> tuple[Fact, ...]:
    """The facts of the record announced by the day."""
    return record_now().list_facts(end=day_of(as_of))


def implied(
    file: Path, until: date | None = None, as_of: AsOf = None, convention: str = "day_after"
) -> ImpliedPath | SteppedPath:
    """Meeting odds from futures, or the stepped path from swaps; `until` past the known calendar raises."""
    from fedsheet.outlook.implied import implied_path
    from fedsheet.outlook.ois import stepped_path
    from fedsheet.outlook.quotes import FuturesQuotes

    quotes = quotes_from(file)
    calendar = meetings_known(day_of(as_of) or quotes.quote_date).with_moves(record_now())
    if until is not None:
        calendar.on_or_after(until)
    if isinstance(quotes, FuturesQuotes):
        return implied_path(quotes, calendar, convention)
    return stepped_path(quotes, calendar)


def implied_history(file: Path, convention: str = "day_after") -> tuple[ImpliedPath, ...]:
    """The implied path of every day of a file of futures, each on the calendar known that day."""
    from fedsheet.outlook.implied import implied_path
    from fedsheet.outlook.quotes import FuturesQuotes
    from fedsheet.runs import own_tables
    from fedsheet.sources.users.grid import bounded_bytes

    days = own_tables.price_history(bounded_bytes(file), file.name)
    priced = [quotes for quotes in days if isinstance(quotes, FuturesQuotes)]
    if len(priced) < len(days):
        raise InputError("runs.outlook_history_of_futures", where=str(file))
    record = record_now()
    return tuple(implied_path(q, meetings_known(q.quote_date).with_moves(record), convention) for q in priced)
