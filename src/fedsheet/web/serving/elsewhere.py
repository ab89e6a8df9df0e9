"""What of a desk's work goes to workers: pages of a reader's own day, or with parameters of a reader's own.

The pages that everybody looks at are made here, where they share what they compute; so is the first page of a reader's
own while nobody else asks for one, as a single reader needs no second process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fedsheet.web.page import FileParams, Params, View
from fedsheet.web.serving.task import BODY, Grown, Task, TaskPool

if TYPE_CHECKING:
    from fedsheet.web.serving.jobs import Progress
    from fedsheet.web.serving.vintages import State

Pinned = tuple["State", Mapping[str, str]]


class Elsewhere:
    """Bodies and answers from `workers`; without workers nothing goes out."""

    def __init__(self, workers: TaskPool | None) -> None:
        self._workers = workers
        self._lock, self._here = threading.Lock(), threading.Lock()
        self._coming: dict[Hashable, Future[bytes]] = {}
        self._grown: dict[tuple[View, Params], Grown] = {}

    def takes(self, view: View, params: Params) -> bool:
        """Whether a worker is to make this page."""
        return self._is_own(view, params) and (
            self._workers.are_warm or self._here.locked() if self._workers else False
        )

    def _is_own(self, view: View, params: Params) -> bool:
        if self._workers is None or (isinstance(params, FileParams) and params.file):
            return False
        return params != view.params(lang=params.lang)

    @contextmanager
    def here(self, view: View, params: Params) -> Iterator[None]:
        """A page of a reader's own that is made in this process: the next one goes out."""
        marked = self._is_own(view, params) and self._here.acquire(blocking=False)
        try:
            yield
        finally:
            if marked:
                self._here.release()

    def body(
        self, key: Hashable, view: View, params: Params, pinned: Pinned, reader: str, progress: Progress,
        keep: Callable[[bytes], None],
    ) -> Future[bytes]:  # fmt: skip
        """The body to come; two who ask for the same wait for one making. `keep` is told it before anybody."""
        with self._lock:
            if (there := self._coming.get(key)) is not None:
                return there
            coming: Future[bytes] = Future()
            self._coming[key] = coming

        def told(step: str, share: float, grown: Grown | None) -> None:
            if grown is not None:
                self._grown[view, params] = grown
            progress(step, share)

        def arrived(done: Future[bytes]) -> None:
            self._coming.pop(key, None)
            self._grown.pop((view, params), None)
            if (error := done.exception()) is None:
                keep(done.result())
                coming.set_result(done.result())
            else:
                coming.set_exception(error)

        try:
            self._ask(Task(BODY, view.name, params.model_dump_json(), (), *pinned), reader, told, arrived)
        except BaseException:
            self._coming.pop(key, None)
            raise
        return coming

    def _ask(self, task: Task, reader: str, told: Any, arrived: Callable[[Future[bytes]], None]) -> None:
        assert self._workers
        self._workers.ask(reader, task, told).add_done_callback(arrived)

    def answer(
        self, what: str, view: View, params: Params, asked: tuple[str, ...], pinned: Pinned, reader: str
    ) -> Future[Any]:
        """An answer of `serving.answers` to come."""
        assert self._workers
        return self._workers.ask(reader, Task(what, view.name, params.model_dump_json(), asked, *pinned))

    def grown(self, view: View, params: Params) -> Grown | None:
        """How many blocks of a page are made by a worker, and the page with them."""
        return self._grown.get((view, params))

    def close(self) -> None:
        """End the workers."""
        if self._workers:
            self._workers.close()
