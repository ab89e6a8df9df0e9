"""A pull begun from the page: told and cancelled like other long work, in a lane of its own, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from fedsheet.core.clock import today
from fedsheet.core.errors import SourceError
from fedsheet.runs.pull import PullOutcome, pull
from fedsheet.runs.update import wanted
from fedsheet.sources.catalogue import chosen
from fedsheet.sources.reply import Request
from fedsheet.sources.transport import Limits, Reply, Transport
from fedsheet.web.desk import Desk
from fedsheet.web.serving.jobs import PULL, Job, Progress

PULLED = 0.8  # the part of the work that is asking; the rest makes the pages in use from what came

REMAKING = ""  # a step without a name of its own: the page has the words for it


class Stoppable(Transport):
    """Asks nothing more once `stop` is set: the threads that ask the hosts then end by themselves."""

    def __init__(self, stop: Event, limits: Limits | None = None, *, loopback: str | None = None) -> None:
        super().__init__(limits, loopback=loopback)
        self._stop = stop

    def fetch(self, request: Request) -> Reply:
        """The reply, while the pull is wanted."""
        if self._stop.is_set():
            raise SourceError("web.pulls_asked_pull_ended", where=request.what)
        return super().fetch(request)


def start(desk: Desk, names: Sequence[str]) -> Job:
    """The pull of these groups or series (all where none is named); the one under way where there is one.

    A name that is not in the catalogue raises `UnknownNameError`.
    """
    chosen(names)
    return desk.jobs.under_way(PULL) or desk.jobs.start(PULL, lambda told: _pulled(desk, names, told))


def start_due(desk: Desk) -> Job:
    """The pull of what is due, which asks nobody where nothing is; the pull under way where there is one."""

    def work(told: Progress) -> None:
        names = wanted(today())
        if names:
            _pulled(desk, names, told)
        else:
            told("0", 1.0)

    return desk.jobs.under_way(PULL) or desk.jobs.start(PULL, work)


def _pulled(desk: Desk, names: Sequence[str], told: Progress) -> None:
    stop = Event()
    try:
        outcomes = pull(names, transport=Stoppable(stop), progress=lambda what, share: told(what, PULLED * share))
    finally:
        stop.set()
    said = _summary(outcomes)
    desk.take_up(lambda share: told(REMAKING, PULLED + (1 - PULLED) * share))
    told(said, 1.0)


def _summary(outcomes: Sequence[PullOutcome]) -> str:
    """Replies taken in, of all; where there was none, the first failure is raised as `SourceError`."""
    good = sum(outcome.is_good for outcome in outcomes)
    if outcomes and not good:
        raise SourceError(
            "web.pulls_none_replies_could_taken",
            where=outcomes[0].what,
            n_outcomes=len(outcomes),
            note=outcomes[0].note,
        )
    return f"{good} / {len(outcomes)}"
