"""The figures of the store as the workbench shows them: a pull under way is taken up once it has come to rest."""

from __future__ import annotations

import threading
import time
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.web.shelf import Shelf

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage

LOOK_SECONDS = 1.0  # how often the ledger is asked whether something came in
REST_SECONDS = 2.0  # a pull writes reply by reply: views change once nothing came in for so long
KEPT = 6


class Vintages:
    """Vintages by day, read once for each state of the store."""

    def __init__(self) -> None:
        self._vintages = Shelf(KEPT)
        self._lock = threading.Lock()
        self._state = self._seen = (-1, -1)
        self._changed = self._looked = 0.0

    def vintage(self, as_of: date | None) -> Vintage:
        """Everything known on `as_of`; everything held where none is given."""
        import fedsheet

        found: Vintage = self._vintages.get((as_of, self._settled()), lambda: fedsheet.vintage(as_of))
        return found

    def _settled(self) -> tuple[int, int]:
        """The state of the ledger that views are made from."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked < LOOK_SECONDS and self._looked:
                return self._state
            self._looked = now
            found = _ledger_state()
            if found != self._seen:
                self._seen, self._changed = found, now
            if self._state == (-1, -1) or now - self._changed >= REST_SECONDS:
                self._state = self._seen
            return self._state


def _ledger_state() -> tuple[int, int]:
    """Lines in the store's ledger and the newest batch: they grow with everything that comes in."""
    from fedsheet.store import open_store

    with open_store() as store:
        row = store.connection.execute("SELECT count(*), coalesce(max(batch), 0) FROM ledger").fetchone()
    return int(row[0]), int(row[1])
