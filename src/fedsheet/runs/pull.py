"""The journey of new figures: catalogue → questions → transport → kept as received → taken in, one reply at a time.

Every host is asked in its own thread, politely; what comes is written by this one thread. A source that fails does
not stop the others, the last good figures stay, and the summary tells.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from queue import Queue
from threading import Thread
from urllib.parse import urlsplit

from fedsheet.core.errors import FedsheetError, InputError
from fedsheet.core.notes import Remark, read
from fedsheet.runs.intake import PARTIAL, REFUSED, TAKEN_IN, take_in, take_in_pending
from fedsheet.sources.catalogue import CatalogueEntry, chosen
from fedsheet.sources.feeds import requests_for
from fedsheet.sources.reply import Ask, Request
from fedsheet.sources.transport import HOSTS, ClockError, LineError, Reply, Transport
from fedsheet.store import prints as p
from fedsheet.store.attempts import last_seen_on, notes_taken_in, replies_of, seen_on, stands_at, write_attempt
from fedsheet.store.home import home
from fedsheet.store.observations import Store, open_store
from fedsheet.store.raw import RawReplies, one_writer
from fedsheet.store.tables import in_force

KEY_VARIABLE = "FRED_API_KEY"
# Asked again each time: figures of the last weeks are the ones that publishers still correct.
OVERLAP = timedelta(days=30)
GIVE_UP_AFTER = 3
NOT_ASKED = LineError("runs.pull_asked_host_gave_answer")
CALENDAR, RELEASE_DATES = "fomc.calendar", "board.h41_dates"
# Asked first: they name the pages that are asked for next.
NAME_PAGES = (CALENDAR, RELEASE_DATES)
VINTAGES = "fred.vintages"
WHOLE_HISTORY = frozenset({"fred.graph", "nyfed.soma_summary", *NAME_PAGES})

ASKED_ABOUT = 3
REPLY_SECONDS = 0.7  # a usual reply

Progress = Callable[[str, float], None]
Begun = Callable[[int, float], None]
Answer = tuple[Request, Reply | FedsheetError]


@dataclass(frozen=True)
class PullOutcome:
    """What became of one question."""

    feed: str
    what: str
    is_good: bool
    note: str


def pull(
    names: Iterable[str] = (), since: date | None = None, *, transport: Transport | None = None,
    progress: Progress = lambda _what, _share: None, begun: Begun = lambda _n, _seconds: None,
) -> list[PullOutcome]:  # fmt: skip
    """Bring the groups or series named (all where none is) up to today; one outcome a question.

    `begun` hears before anybody is asked how many questions there are and about how many seconds they take. A clock
    that is wrong ends the pull: `ClockError`, `InputError`.
    """
    entries = chosen(names)
    calendar = [entry for entry in entries if entry.feed in NAME_PAGES]
    others = [entry for entry in entries if entry.feed not in NAME_PAGES]
    asked = transport or Transport()
    folder = home()
    with one_writer(folder), open_store() as store:
        _refuse_early_clock(store, date.today())
        replies = RawReplies(folder)
        pending = take_in_pending(store, replies)
        done = [_outcome(entry.source, entry.what, entry.outcome, entry.note) for entry in pending]
        for part in (calendar, others):
            key = own_key()
            questions = questions_for(store, part, since, date.today(), key)
            if questions and (part is others or not others):  # two short questions before many are not worth a line
                begun(len(questions), seconds_for(questions))
            done += _asked(store, replies, asked, questions, progress)
    return done


def seconds_for(questions: Sequence[Request]) -> float:
    """About how long it takes to ask: hosts are asked side by side, each with its gap between two questions."""
    hosts = Counter(str(urlsplit(request.url).hostname) for request in questions)
    return max((n * (HOSTS.get(host, 1.0) + REPLY_SECONDS) for host, n in hosts.items()), default=0.0)


def _refuse_early_clock(store: Store, today: date) -> None:
    """Figures already pulled cannot have been seen on a day to come: then this machine's clock is, or was, wrong."""
    last = last_seen_on(store)
    if last and last > today:
        raise InputError("runs.pull_machine_says_figures_held", where="clock", today=today, row=last)


def own_key() -> str:
    """FRED's key as the environment has it, without blanks, line ends and quotes around it; "" where there is none."""
    return os.environ.get(KEY_VARIABLE, "").strip().strip("'\"").strip()


def _asked(
    store: Store, replies: RawReplies, transport: Transport, questions: Sequence[Request], progress: Progress
) -> list[PullOutcome]:
    """Outcomes of the questions; where a host that answers refuses one, those that stand `instead` of it are asked."""
    done: list[PullOutcome] = []
    again: list[Request] = []
    for n, (request, answer) in enumerate(_answers(transport, questions), 1):
        if isinstance(answer, ClockError):
            raise answer
        outcome = settle(store, replies, request, answer)
        if not outcome.is_good and request.instead and not isinstance(answer, LineError):
            again += request.instead
        else:
            done.append(outcome)
        progress(request.what, n / len(questions))
    return done + (_asked(store, replies, transport, again, progress) if again else [])


def questions_for(
    store: Store, entries: Sequence[CatalogueEntry], since: date | None, today: date, fred_key: str = ""
) -> list[Request]:
    """Every question, each feed from where it stands; releases and meetings are named by the days held."""
    found: list[Request] = []
    meetings = _days(store, today, "fomc_meetings")
    for name in dict.fromkeys(entry.feed for entry in entries):
        of_feed = [entry for entry in entries if entry.feed == name]
        start = since or _stands_at(store, name)
        ask = Ask(start, today, fred_key, seen_on(store, VINTAGES) if fred_key else {})
        found += requests_for(of_feed, ask, meetings, _releases(store, start, today))
    return found


def _stands_at(store: Store, name: str) -> date | None:
    """The day to ask from: a month before the newest date this feed brought; None = all there is."""
    if name in WHOLE_HISTORY:
        return None
    newest = stands_at(store, name)
    return min([newest - OVERLAP, *_first_holes(store, name)]) if newest else None


def _first_holes(store: Store, name: str) -> list[date]:
    """Where the last replies of a feed lacked values; a hole asked about three times is the publisher's own.

    What was taken back since the last reply is such a hole too.
    """
    rows = replies_of(store, name)
    newest = {what: batch for batch, what, outcome, _ in rows if outcome == TAKEN_IN}
    taken = [(what, fact) for _, what, _, note in rows for fact in _partial(note) if "event" in fact]
    return [day for day, _ in _open_holes((what, note) for _, what, outcome, note in rows if outcome == TAKEN_IN)] + [
        _day(fact) for what, fact in taken if int(str(fact["event"])) > newest.get(what, 0)
    ]


def open_holes(store: Store) -> list[tuple[date, str]]:
    """The day from which the last reply to a question lacked values, and of which series: what is asked for again."""
    return _open_holes(notes_taken_in(store))


def _open_holes(rows: Iterable[tuple[str, str]]) -> list[tuple[date, str]]:
    """Of questions and what was noted of their replies, in the order in which they came."""
    came = [(what, _hole(note)) for what, note in rows]
    told = Counter(came)
    return [hole for what, hole in dict(came).items() if hole and told[what, hole] < ASKED_ABOUT]


def _hole(note: str) -> tuple[date, str] | None:
    """The day from which a reply lacked values, and of which series."""
    found = next((fact for fact in _partial(note) if "event" not in fact), None)
    return (_day(found), str(found["id"])) if found else None


def _partial(note: str) -> list[Mapping[str, object]]:
    return [fact.values for fact in read(note).facts if fact.key == PARTIAL]


def _day(fact: Mapping[str, object]) -> date:
    return date.fromisoformat(str(fact["day"]))


def _days(store: Store, today: date, table: str) -> list[date]:
    """The days a table of days holds: meetings by their last day, addresses of releases."""
    rows = in_force(store.connection, table, p.day_number(today)).values()
    return sorted(day for row in rows if (day := date.fromisoformat(json.loads(row)["date"])) <= today)


def _releases(store: Store, start: date | None, today: date) -> list[date]:
    """Addresses of releases since `start`, at most a quarter of them; the last four where nothing was pulled yet.

    As the Board's list names them; after its end, or where none is held, as the calendar does. From the day after the
    release on: in the morning of a Thursday the page is not there yet.
    """
    from fedsheet.core.dates import h41_release_date, wednesday_on_or_before

    first = max(start or today - timedelta(days=28), today - timedelta(days=91))
    listed = _days(store, today, "h41_release_dates")
    wednesdays = [wednesday_on_or_before(today) - timedelta(days=7 * n) for n in range(14)]
    by_rule = [day for day in map(h41_release_date, wednesdays) if not listed or day > listed[-1] + timedelta(days=4)]
    return sorted(day for day in {*listed, *by_rule} if first <= day < today)


def _answers(transport: Transport, questions: Sequence[Request]) -> Iterator[Answer]:
    """Answers as they come, one thread a host; the threads die with the program, so Ctrl-C ends a pull at once."""
    by_host: dict[str, list[Request]] = {}
    for request in questions:
        by_host.setdefault(str(urlsplit(request.url).hostname), []).append(request)
    answers: Queue[Answer] = Queue()
    for requests in by_host.values():
        Thread(target=_ask_host, args=(transport, requests, answers), daemon=True).start()
    for _ in questions:
        yield answers.get()


def _ask_host(transport: Transport, requests: Sequence[Request], answers: Queue[Answer]) -> None:
    """Ask one host in turn; when it gave no answer thrice in a row the rest is not asked. A 404 is an answer."""
    failed = 0
    for request in requests:
        answer = _fetched(transport, request) if failed < GIVE_UP_AFTER else NOT_ASKED
        failed = failed + 1 if isinstance(answer, LineError) else 0
        answers.put((request, answer))


def _fetched(transport: Transport, request: Request) -> Reply | FedsheetError:
    try:
        return transport.fetch(request)
    except FedsheetError as error:
        return error
    except Exception as error:  # a fault of ours in one thread must not leave the others waiting for ever
        return FedsheetError("runs.pull_unexpected", where=request.what, name=type(error).__name__)


def settle(store: Store, replies: RawReplies, request: Request, answer: Reply | FedsheetError) -> PullOutcome:
    """Keep and take in a reply, or note the failure; either way the attempt is written down."""
    feed = request.about["feed"]
    if isinstance(answer, FedsheetError):
        outcome = _outcome(feed, request.what, REFUSED, Remark(answer))
    else:
        received = replies.keep(request.source, request.journal(), date.today(), answer.body, answer.media_type)
        entry = take_in(store, received, answer.body)
        outcome = _outcome(feed, request.what, entry.outcome, entry.note)
    write_attempt(store, request.what, feed, is_good=outcome.is_good, note=outcome.note)
    return outcome


def _outcome(feed: str, what: str, outcome: str, note: str) -> PullOutcome:
    facts = [fact.at("") if fact.where == what else fact for fact in getattr(note, "facts", ())]
    return PullOutcome(feed, what, outcome != REFUSED, Remark(*facts, text=note))
