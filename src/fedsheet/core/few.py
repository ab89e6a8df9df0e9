"""The few things kept that were made last: of a dictionary that threads share, the oldest cannot be found while another
thread adds one.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Few(Generic[Key, Value]):
    """At most `most` values by key; the one kept longest ago is given up first. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: dict[Key, Value] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value kept under `key`, or None."""
        return self._kept.get(key)

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value as the newest."""
        with self._lock:
            self._kept.pop(key, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = value
