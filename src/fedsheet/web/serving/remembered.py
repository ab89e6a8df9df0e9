"""Browsers let in before: for a month each may come back after a restart; forgotten all at once, by hand.

The file holds no secret: of each cookie only its SHA-256 and the day it ends, readable by its owner alone. It is read
again whenever it has changed, so that `fedsheet serve --forget` closes a workbench that is running too.
"""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from fedsheet.core.clock import today
from fedsheet.web.serving.assets_build import write_whole

DAYS = 30
MOST = 20  # browsers; the one let in longest ago goes first


class Remembered:
    """The cookies that are let in again, by digest, kept in one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._read_at, self._held = 0, dict[str, date]()

    def admits(self, cookie: str) -> bool:
        """Whether this cookie was let in within the last month and not forgotten since."""
        with self._lock:
            ends = self._current().get(_digest(cookie))
        return ends is not None and today() <= ends

    def add(self, cookie: str) -> bool:
        """Let this cookie in for a month; False where the disk refuses: then it ends with the server."""
        with self._lock:
            live = {digest: ends for digest, ends in self._current().items() if today() <= ends}
            live[_digest(cookie)] = today() + timedelta(days=DAYS)
            self._write(dict(list(live.items())[-MOST:]))
            return _digest(cookie) in self._current()

    def forget(self) -> None:
        """Let none of them in any more."""
        with self._lock:
            self._write({})

    def _current(self) -> dict[str, date]:
        try:
            changed = self._file.stat().st_mtime_ns
        except OSError:
            return {}
        if changed != self._read_at:
            self._read_at, self._held = changed, _read(self._file)
        return self._held

    def _write(self, held: dict[str, date]) -> None:
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps({digest: ends.isoformat() for digest, ends in held.items()}).encode())
            self._file.chmod(0o600)
        self._read_at = 0


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def _read(file: Path) -> dict[str, date]:
    """What the file holds; one that is not as it was written lets nobody in."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        held = json.loads(file.read_text("utf-8"))
        return {str(digest): date.fromisoformat(ends) for digest, ends in held.items()}
    return {}


def remembered() -> Remembered:
    """Those of this user."""
    from fedsheet.store.home import home

    return Remembered(home() / "sessions.json")
