"""Pages of a reader's own day come from workers: the same bytes, in turn, and a worker that ends is replaced."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future
from datetime import date
from typing import Any, ClassVar

import pytest

from fedsheet.core.errors import InputError, ModelError
from fedsheet.web.desk import Desk
from fedsheet.web.serving import workers as serving
from fedsheet.web.serving.answers import ANSWERS
from fedsheet.web.serving.jobs import Cancelled
from fedsheet.web.serving.task import BODY, Task
from fedsheet.web.serving.workers import Workers
from fedsheet.web.views import VIEWS

STATEMENT = next(view for view in VIEWS if view.name == "statement")
PROJECT = next(view for view in VIEWS if view.name == "project")


def _task(what: str) -> Task:
    return Task(what, "statement", "{}", (), (1, 1, ""), {})


class Fake:
    """A process that answers at once, breaks where it is told to, and keeps what it made in order."""

    made_all: ClassVar[list[str]] = []
    broken: ClassVar[list[str]] = []
    go = threading.Event()
    lives = True

    def made(self, one: Any) -> str:
        Fake.go.wait(10)
        if one.task.what in Fake.broken:
            Fake.broken.remove(one.task.what)
            raise EOFError
        one.told("half", 0.5, (2, b"so far"))
        Fake.made_all.append(one.task.what)
        return f"made {one.task.what}"

    def end(self) -> None:
        pass


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> type[Fake]:
    Fake.made_all, Fake.broken = [], []
    Fake.go.clear()
    monkeypatch.setattr(serving, "_Process", Fake)
    return Fake


def test_readers_take_turns_and_each_is_served_in_its_order(fake: type[Fake]) -> None:
    workers = Workers(1)
    assert not workers.are_warm
    first = workers.ask("a", _task("a0"))
    while not first.running():
        time.sleep(0.005)
    rest = [workers.ask("a", _task(f"a{n}")) for n in (1, 2, 3)] + [workers.ask("b", _task("b1"))]
    fake.go.set()
    assert [one.result(10) for one in (first, *rest)][-1] == "made b1"
    assert fake.made_all == ["a0", "a1", "b1", "a2", "a3"]
    workers.close()


def test_a_worker_that_ends_is_replaced_and_tried_once_more(fake: type[Fake]) -> None:
    fake.go.set()
    workers = Workers(1)
    fake.broken.append("x")
    assert workers.ask("a", _task("x")).result(10) == "made x"
    fake.broken += ["y", "y"]
    with pytest.raises(ModelError, match="twice"):
        workers.ask("a", _task("y")).result(10)
    assert workers.ask("a", _task("z")).result(10) == "made z"
    workers.close()


def test_too_much_waiting_is_refused_and_a_stop_is_not_a_failure(
    fake: type[Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_WAITING", 1)
    workers = Workers(1)
    first = workers.ask("a", _task("a"))
    while not first.running():
        time.sleep(0.005)
    workers.ask("a", _task("b"))
    with pytest.raises(InputError, match="waiting"):
        workers.ask("c", _task("c"))
    fake.go.set()

    def stop(*_: object) -> None:
        raise Cancelled

    first.result(10)
    assert not serving._goes_on(stop, ["step", 0.5, 0, b""])
    workers.close()


class OneWorker:
    """The calls of a desk to its workers; one process, started at once."""

    def __init__(self) -> None:
        self.workers = Workers(1, at_once=True)
        self.desk = Desk(workers=self.workers)


@pytest.mark.slow
def test_a_worker_says_what_this_process_says(data_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies, parts on the way, answers, refusals; then the worker is killed."""
    own, here = OneWorker(), Desk()
    pids: list[int] = []
    started = serving._Process.__init__

    def remembered(self: Any) -> None:
        started(self)
        pids.append(self._process.pid)

    monkeypatch.setattr(serving._Process, "__init__", remembered)
    monkeypatch.setattr("fedsheet.web.serving.page_cache.get", lambda _: None)  # what the worker kept is not compared
    asked = STATEMENT.params(lang="en", as_of=date(2025, 3, 5))
    assert own.desk.elsewhere.takes(STATEMENT, asked)
    assert not own.desk.elsewhere.takes(STATEMENT, STATEMENT.params(lang="en"))
    assert own.desk.whole(STATEMENT, asked, "me") == here.body(STATEMENT, asked)
    assert own.desk.coming(STATEMENT, asked, "me") is None
    long = PROJECT.params(lang="en", as_of=date(2025, 3, 5))
    steps: list[int] = []
    body = own.desk.whole(PROJECT, long, "me", lambda _step, _share: steps.append(own.desk.grown(PROJECT, long)[0]))
    assert body == here.body(PROJECT, long)
    assert sorted(steps) == steps
    assert steps[-1] > 0
    with pytest.raises(InputError, match="figure"):
        own.desk.answer("table", ANSWERS["table"], STATEMENT, asked, asked, ("none",), "me").result(60)
    os.kill(pids[-1], signal.SIGKILL)
    later = STATEMENT.params(lang="en", as_of=date(2025, 3, 12))
    assert own.desk.whole(STATEMENT, later, "me") == here.body(STATEMENT, later)
    for desk in (own.desk, here):
        desk.close()


def test_two_who_ask_for_the_same_wait_for_one_making(data_folder: object) -> None:
    asked: list[Task] = []
    answer: Future[bytes] = Future()

    class Counting:
        are_warm = True

        def ask(self, _reader: str, task: Task, _told: object = None) -> Future[bytes]:
            asked.append(task)
            return answer

        def close(self) -> None:
            pass

    desk = Desk(workers=Counting())  # type: ignore[arg-type]
    own = STATEMENT.params(lang="en", as_of=date(2025, 4, 2))
    one, two = (desk.coming(STATEMENT, own, reader) for reader in "ab")
    assert one is two
    assert [task.what for task in asked] == [BODY]
    answer.set_result(b"{}")
    assert one is not None
    assert one.result(1) == b"{}"
    assert desk.coming(STATEMENT, own, "c") is None
    assert desk.body(STATEMENT, own) == b"{}"
    desk.close()
