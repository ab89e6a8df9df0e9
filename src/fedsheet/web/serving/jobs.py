"""Long work: started once, watched by its id, cancelled between steps; one worker for views, one for pulls."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from fedsheet.core.errors import FedsheetError, InputError, UnknownNameError

KEPT = 50
WAITING = 8
PULL = "pull"
ENDED = ("done", "failed", "cancelled")
Progress = Callable[[str, float], None]


class Cancelled(Exception):  # noqa: N818 — not a mistake: the person asked for it
    """Raised inside a job's progress call once its cancel was asked for."""


@dataclass
class Job:
    """`state` runs waiting → running → done | failed | cancelled; `share` is the part done, 0 to 1.

    asked  the view and parameters whose page it makes; empty for other work
    """

    id: str
    kind: str
    state: str = "waiting"
    step: str = ""
    share: float = 0.0
    result: Any = None
    error: FedsheetError | None = None
    asked: tuple[Any, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)

    def status(self) -> dict[str, Any]:
        """What a page is told while it waits."""
        return {
            "id": self.id, "kind": self.kind, "state": self.state, "step": self.step, "share": self.share,
            "error": str(self.error or ""),
        }  # fmt: skip


class Jobs:
    """All jobs of one server. Two tabs share the lanes and do not see each other's results without the id.

    lanes   how many jobs of views are under way at once: more than one where workers do the work
    """

    def __init__(self, lanes: int = 1) -> None:
        self._views = ThreadPoolExecutor(lanes, thread_name_prefix="job")
        self._pulls = ThreadPoolExecutor(1, thread_name_prefix="pull")
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self.stopping: Callable[[], bool] = lambda: False  # whether the server that keeps them ends

    def start(self, kind: str, work: Callable[[Progress], Any], asked: tuple[Any, ...] = ()) -> Job:
        """Queue `work(progress)`; too many waiting is refused."""
        job = Job(secrets.token_urlsafe(12), kind, asked=asked)
        with self._lock:
            if sum(j.state == "waiting" for j in self._jobs.values()) >= WAITING:
                raise InputError("web.jobs_jobs_waiting", waiting=WAITING)
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._drop_oldest_ended()
        lane = self._pulls if kind == PULL else self._views
        lane.submit(self._run, job, work)
        return job

    def under_way(self, kind: str) -> Job | None:
        """The job of this kind that waits or runs."""
        with self._lock:
            return next((j for j in self._jobs.values() if j.kind == kind and j.state not in ENDED), None)

    def others(self, asked: tuple[Any, ...]) -> bool:
        """Whether somebody waits for something else than `asked`."""
        with self._lock:
            return any(job.state not in ENDED and job.asked != asked for job in self._jobs.values())

    def get(self, job_id: str) -> Job:
        """The job of this id; an unknown or forgotten one raises `UnknownNameError`."""
        with self._lock:
            if job_id not in self._jobs:
                raise UnknownNameError("job", job_id[:40], [], do="start_again")
            return self._jobs[job_id]

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop at its next step; one that waits never starts."""
        job = self.get(job_id)
        job.stop.set()
        if job.state == "waiting":
            job.state = "cancelled"
        return job

    def close(self) -> None:
        """Stop everything; used at shutdown."""
        for job in list(self._jobs.values()):
            job.stop.set()
        for lane in (self._views, self._pulls):
            lane.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: Job, work: Callable[[Progress], Any]) -> None:
        if job.stop.is_set():
            return
        job.state = "running"
        try:
            job.result = work(lambda step, share: _report(job, step, share))
            job.state, job.share = "done", 1.0
        except Cancelled:
            job.state = "cancelled"
        except FedsheetError as error:
            job.state, job.error = "failed", error
        except Exception as error:  # a mistake of ours must reach the page as a failed job, not vanish in a thread
            unexpected = FedsheetError("web.jobs_unexpected", name=type(error).__name__)
            job.state, job.error = "failed", unexpected

    def _drop_oldest_ended(self) -> None:
        ended = next((i for i, j in self._jobs.items() if j.state in ENDED), None)
        if ended is None:
            raise InputError("web.jobs_jobs_under_way", kept=KEPT)
        del self._jobs[ended]


def _report(job: Job, step: str, share: float) -> None:
    if job.stop.is_set():
        raise Cancelled
    job.step, job.share = step, share
