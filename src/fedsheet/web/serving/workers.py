"""Processes that make pages of own days and own computations, so that nobody who reads waits for them.

    asked ─▶ a queue a reader ─ taken in turn, first come first ─▶ worker 1 … worker N ─▶ answer

A worker starts when there is something for it to do. One that ends in the middle of its work is replaced and the work
is done once more.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from fedsheet.core.errors import FedsheetError, InputError, ModelError
from fedsheet.web.serving.jobs import Cancelled
from fedsheet.web.serving.task import Task, Told, silent
from fedsheet.web.serving.worker import work

MOST_WAITING = 200
LIKED_SECONDS = 0.5  # how long something waits for the worker that has its page already
LOOK_SECONDS = 0.2


@dataclass
class _Asked:
    """One thing asked for; `told` may raise `Cancelled` to have it stopped."""

    task: Task
    told: Told
    since: float
    answer: Future[Any] = field(default_factory=Future)
    tries: int = 0


class Workers:
    """At most `n` processes; `at_once` starts them before anything is asked for."""

    def __init__(self, n: int, *, at_once: bool = False) -> None:
        self._n = n
        self._waiting: OrderedDict[str, deque[_Asked]] = OrderedDict()
        self._made_by: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._free = threading.Condition()
        self._started = self._idle = 0
        self._closed = False
        for _ in range(n if at_once else 0):
            self._start()

    @property
    def are_warm(self) -> bool:
        """Whether any worker was started."""
        return self._started > 0

    def ask(self, reader: str, task: Task, told: Told = silent) -> Future[Any]:
        """The answer of a worker, when it is there; too much waiting raises `InputError`."""
        one = _Asked(task, told, time.monotonic())
        with self._free:
            if sum(map(len, self._waiting.values())) >= MOST_WAITING:
                raise InputError("web.jobs_jobs_waiting", waiting=MOST_WAITING)
            self._waiting.setdefault(reader, deque()).append(one)
            if self._idle < sum(map(len, self._waiting.values())) and self._started < self._n:
                self._start()
            self._free.notify_all()
        return one.answer

    def close(self) -> None:
        """End them all."""
        with self._free:
            self._closed = True
            self._free.notify_all()

    def _start(self) -> None:
        threading.Thread(target=self._serve, args=(self._started,), daemon=True).start()
        self._started += 1

    def _serve(self, number: int) -> None:
        """The thread that stands before one worker."""
        process: _Process | None = None
        while (one := self._next(number)) is not None:
            process = process if process is not None and process.lives else _Process()
            process = self._done(number, process, one)
        if process is not None:
            process.end()

    def _done(self, number: int, process: _Process, one: _Asked) -> _Process | None:
        """Have it made; the process, or None where it has ended."""
        if not one.answer.set_running_or_notify_cancel():
            return process
        try:
            one.answer.set_result(process.made(one))
            self._remember(one.task, number)
        except (EOFError, OSError):
            process.end()
            self._again(one)
            return None
        except BaseException as error:
            one.answer.set_exception(error)
        return process

    def _again(self, one: _Asked) -> None:
        if one.tries:
            one.answer.set_exception(ModelError("web.worker_ended"))
            return
        again = _Asked(one.task, one.told, one.since, tries=1)
        again.answer.add_done_callback(lambda done: _hand_on(done, one.answer))
        with self._free:
            self._waiting.setdefault("", deque()).appendleft(again)
            self._free.notify_all()

    def _remember(self, task: Task, number: int) -> None:
        with self._free:
            self._made_by[task.view, task.params] = number
            while len(self._made_by) > MOST_WAITING:
                self._made_by.popitem(last=False)

    def _next(self, number: int) -> _Asked | None:
        """What this worker does next; None once all is over."""
        with self._free:
            self._idle += 1
            try:
                while not self._closed:
                    if (one := self._taken(number)) is not None:
                        return one
                    self._free.wait(LOOK_SECONDS if self._waiting else None)
                return None
            finally:
                self._idle -= 1

    def _taken(self, number: int) -> _Asked | None:
        """The first of the reader whose turn it is; that reader then stands last."""
        now = time.monotonic()
        for reader, asked in list(self._waiting.items()):
            liked = self._made_by.get((asked[0].task.view, asked[0].task.params), number)
            if liked != number and now - asked[0].since < LIKED_SECONDS:
                continue
            one = asked.popleft()
            del self._waiting[reader]
            if asked:
                self._waiting[reader] = asked
            return one
        return None


def _hand_on(done: Future[Any], to: Future[Any]) -> None:
    error = done.exception()
    if error is None:
        to.set_result(done.result())
    else:
        to.set_exception(error)


class _Process:
    """A worker's process and the pipe to it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def lives(self) -> bool:
        """Whether it can be sent something."""
        return self._process.is_alive()

    def made(self, one: _Asked) -> Any:
        """The answer; what the worker refused is raised here, a worker that ended raises `EOFError`."""
        self._pipe.send(one.task)
        stopped = False
        while True:
            kind, *said = self._pipe.recv()
            if kind == "step" and not stopped:
                stopped = not _goes_on(one.told, said)
                if stopped:
                    self._pipe.send("stop")
            elif kind != "step":
                return _told(kind, said[0])

    def end(self) -> None:
        """End it."""
        self._pipe.close()
        self._process.terminate()
        self._process.join(1)


def _goes_on(told: Told, said: list[Any]) -> bool:
    step, share, n, body = said
    try:
        told(step, share, (n, body) if body else None)
    except Cancelled:
        return False
    return True


def _told(kind: str, said: Any) -> Any:
    if kind == "done":
        return said
    if kind == "cancelled":
        raise Cancelled
    if kind == "refused" and isinstance(said, FedsheetError):
        raise said
    raise FedsheetError("web.jobs_unexpected", name=str(said))
