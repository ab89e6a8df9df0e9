"""A store with something of every kind in it: each specimen's reply kept and taken in, as a pull does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fedsheet.runs.intake import take_in
from fedsheet.store.observations import FILE_NAME, LedgerEntry, open_store
from fedsheet.store.raw import RawReplies
from specimens import SPECIMENS, Specimen

SEEN = date(2026, 1, 15)


def came(home: Path, specimen: Specimen, body: bytes | None = None, seen_on: date = SEEN) -> LedgerEntry:
    """One reply, kept and taken in."""
    request, body = specimen.request, specimen.body if body is None else body
    with open_store(home / FILE_NAME) as store:
        received = RawReplies(home).keep(request.source, request.journal(), seen_on, body, specimen.media_type)
        return take_in(store, received, body)


def fill(home: Path) -> list[LedgerEntry]:
    """Every specimen in turn beside the figures that ship; those that contradict them are refused. The ledger's lines.

    None of it leans on the day: all of it is seen on `SEEN`.
    """
    return [came(home, specimen) for specimen in SPECIMENS]


def digest(home: Path) -> str:
    with open_store(home / FILE_NAME) as store:
        return store.digest()
