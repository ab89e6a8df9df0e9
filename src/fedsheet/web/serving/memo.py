"""Things made once and kept: by key, newest kept longest; two who ask for the same wait for one making."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any


class Memo:
    """At most `most` values. A making that fails is not kept: the next one who asks tries again.

    budget  what all values may weigh together by `weigh`; the newest is kept whatever it weighs
    """

    def __init__(self, most: int, budget: float = 0, weigh: Callable[[Any], float] = lambda _: 0) -> None:
        self._most, self._budget, self._weigh = most, budget, weigh
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value kept under `key`, made now where there is none."""
        with self._lock:
            held = self._kept.get(key)
            if held is None:
                mine: Future[Any] = Future()
                self._kept[key] = mine
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if held is None:
            return self._made(key, mine, make)
        try:
            return held.result()
        except BaseException:  # another's making failed or was cancelled: what went wrong for this caller is told anew
            return self.get(key, make)

    def held(self, key: Hashable) -> Any:
        """The value kept under `key` if `get` would answer at once, else None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or not found.done() or found.exception() is not None:
                return None
            self._kept.move_to_end(key)
            return found.result()

    def holds(self, key: Hashable) -> bool:
        """Whether `get` would answer at once."""
        with self._lock:
            return key in self._kept and self._kept[key].done()

    def values(self) -> list[Any]:
        """Every value that is kept."""
        with self._lock:
            return [held.result() for held in self._kept.values() if held.done() and held.exception() is None]

    def newest(self, n: int) -> list[Any]:
        """The keys asked for last, the latest first, at most `n`."""
        with self._lock:
            return list(self._kept)[: -n - 1 : -1]

    def keep(self, wanted: Callable[[Any], bool]) -> None:
        """Let go of every value whose key is not wanted any more; what is in the making stays."""
        with self._lock:
            for key in [key for key, held in self._kept.items() if held.done() and not wanted(key)]:
                del self._kept[key]

    def _made(self, key: Hashable, mine: Future[Any], make: Callable[[], Any]) -> Any:
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is mine:
                    del self._kept[key]
            mine.set_exception(error)
            raise
        mine.set_result(value)
        if self._budget:
            self._lighten()
        return value

    def _lighten(self) -> None:
        """Let go of what was asked for longest ago until the rest is within the budget."""
        with self._lock:
            weights = {key: self._weigh(held.result()) for key, held in self._kept.items() if held.done()}
            total = sum(weights.values())
            for key, weight in list(weights.items())[:-1]:
                if total <= self._budget:
                    return
                del self._kept[key]
                total -= weight
