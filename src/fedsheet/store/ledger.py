"""A line of the ledger: what came in, from whom, on which day, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fedsheet.core.notes import kept, read

REPLACEMENT = "user file that replaces"


@dataclass(frozen=True)
class LedgerEntry:
    """One line of the ledger: `outcome` is "taken in", "refused", "taken back" or "lost", `newest` the newest date in
    it, `request` what was asked as JSON, so that the journal can be held against it.
    """

    batch: int
    source: str
    what: str
    digest: str
    seen_on: date
    outcome: str
    newest: str
    note: str
    request: str = "{}"
    media_type: str = ""

    @property
    def replaces(self) -> bool:
        """Whether it is a reader's file that took the place of figures held."""
        return self.media_type == REPLACEMENT

    @property
    def cells(self) -> tuple[object, ...]:
        """As written: the cells its checksum covers."""
        return (self.batch, self.source, self.what, self.digest, str(self.seen_on), self.outcome, self.newest,
                kept(self.note), self.request, self.media_type)  # fmt: skip


def entry_of(cells: Sequence[Any]) -> LedgerEntry:
    """A line of the ledger as it is written, its checksum aside."""
    batch, source, what, digest, seen_on, outcome, newest, note, *asked = cells
    day = date.fromisoformat(seen_on)
    return LedgerEntry(batch, source, what, digest, day, outcome, newest, read(note), *asked)
