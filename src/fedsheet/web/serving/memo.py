"""Things made once and kept: by key, newest kept longest; two who ask for the same wait for one making."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any


class Memo:
    """At most `most` values. A making that fails is not kept: the next one who asks tries again."""

    def __init__(self, most: int) -> None:
        self._most = most
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

    def holds(self, key: Hashable) -> bool:
        """Whether `get` would answer at once."""
        with self._lock:
            return key in self._kept and self._kept[key].done()

    def newest(self, n: int) -> list[Any]:
        """The keys asked for last, the latest first, at most `n`."""
        with self._lock:
            return list(self._kept)[: -n - 1 : -1]

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
        return value
