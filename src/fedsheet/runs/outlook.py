"""The policy outlook: read figures as known on a day, compute without touching anything, hand over the results."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fedsheet.chain.results import OutlookReport, last_statement
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.outlook import bridge, results
from fedsheet.outlook.implied import ImpliedPath, implied_path
from fedsheet.outlook.known import Known, as_known
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.official import official_levels, scored
from fedsheet.outlook.ois import SteppedPath, stepped_path
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.quotes import FuturesQuotes, Quotes, read_history, read_quotes
from fedsheet.outlook.results import ProgressResult, RulesResult, TriggersResult
from fedsheet.outlook.rules import DEFAULTS, RuleAssumptions
from fedsheet.outlook.scorecard import Score
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.record import PolicyPath
from fedsheet.runs.read import STORE, AsOf, Beside, day_of, figures, others_of, read, record_for
from fedsheet.runs.record import record_now

if TYPE_CHECKING:
    from fedsheet.outlook.progress import Signal

STATEMENT = "WALCL"  # every H.4.1 has it
REVISED = "UNRATE"  # a series whose first vintage is the first of all revised series


def known_on(as_of: AsOf = None, vintage: Vintage | None = None) -> Known:
    """Figures as public on `as_of`: the vintage of the day, or the next one held cut to what had been published."""
    held = figures(as_of, vintage)
    day = day_of(as_of)
    if day is None:
        return Known(held.as_of, held.as_of, held)
    return known_in(held, day, STORE)


def known_in(held: Vintage, day: date, others: Beside) -> Known:
    """The same of a vintage read before."""
    first = held.first_known.get(REVISED, day)
    return as_known(others.vintage(first) if day <= first else others.vintage(), day)


def earliest_held(known: Known, others: Beside) -> Vintage:
    """The oldest vintage of revised series, which is nearest to what was said in 2013 and 2021."""
    return others.vintage(known.vintage.first_known.get(REVISED))


def known_and_earliest(as_of: AsOf = None, vintage: Vintage | None = None) -> tuple[Known, Vintage]:
    """What was public, and the oldest vintage of revised series."""
    known = known_on(as_of, vintage)
    return known, earliest_held(known, others_of(vintage))


def outlook(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> OutlookReport:
    """Rules, progress, triggers, chains and scores; each is computed when it is first asked for."""
    known, record = read(as_of, vintage, path)
    return outlook_beside(known, record, others_of(vintage))


def outlook_beside(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> OutlookReport:
    """The outlook of a vintage, beside the older ones it needs."""
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
    known = known_on(as_of, vintage)
    return results.rules_result(known, path or record_for(known.vintage, is_alone=vintage is not None), assumptions)


def progress(as_of: AsOf = None, *, vintage: Vintage | None = None) -> ProgressResult:
    """How far the Committee's own conditions were met, and by when."""
    return results.progress_result(*known_and_earliest(as_of, vintage))


def signals(as_of: AsOf = None, *, vintage: Vintage | None = None) -> tuple[Signal, ...]:
    """When each condition of 2013 and 2021 would have given its signal, of the episodes begun by then."""
    return results.signals(*known_and_earliest(as_of, vintage))


def triggers(
    as_of: AsOf = None, seed: int = 0, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> TriggersResult:
    """Whether runoff should end, on what was public, and when the buffer will be used up; draws from `seed`."""
    known = known_on(as_of, vintage)
    return results.triggers_result(known, path or record_for(known.vintage, is_alone=vintage is not None), seed)


def scorecard(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[Score, ...]:
    """Every official projection of the record, on the figures of the day."""
    known, record = read(as_of, vintage, path)
    return scored(known, record, load_parameters(), official_levels(record))


def quotes_from(file: Path) -> Quotes:
    """A user's prices of one day."""
    return read_quotes(_content(file), str(file))


def _content(file: Path) -> bytes:
    """A user's file; no more is read of it than it may have."""
    limit = int(parameters("implied")["file"]["most_bytes"])
    try:
        with file.open("rb") as source:
            return source.read(limit + 1)
    except OSError as error:
        raise InputError("runs.outlook_file_cannot_read", where=str(file), strerror=error.strerror) from None


def quotes_of(spec: str) -> Quotes | None:
    """The prices that a course of policy names, read; None where it names none."""
    kind, name = bridge.parse_spec(spec) if spec else ("", "")
    return quotes_from(Path(name)) if kind == "implied" else None


def implied(
    file: Path, until: date | None = None, as_of: AsOf = None, convention: str = "day_after"
) -> ImpliedPath | SteppedPath:
    """Meeting odds from futures, or the stepped path from swaps; `until` past the known calendar raises."""
    quotes = quotes_from(file)
    calendar = meetings_known(day_of(as_of) or quotes.quote_date).with_moves(record_now())
    if until is not None:
        calendar.on_or_after(until)
    if isinstance(quotes, FuturesQuotes):
        return implied_path(quotes, calendar, convention)
    return stepped_path(quotes, calendar)


def implied_history(file: Path, convention: str = "day_after") -> tuple[ImpliedPath, ...]:
    """The implied path of every day of a file of futures, each on the calendar known that day."""
    days = read_history(_content(file), str(file))
    priced = [quotes for quotes in days if isinstance(quotes, FuturesQuotes)]
    if len(priced) < len(days):
        raise InputError("runs.outlook_history_of_futures", where=str(file))
    record = record_now()
    return tuple(implied_path(q, meetings_known(q.quote_date).with_moves(record), convention) for q in priced)
