"""Replies as received: each body under its SHA-256, and a journal of what was asked, when, and what came.

    raw/3f/3fa4…          the body, written beside, flushed to disk, then renamed; never changed
    raw/journal.jsonl     one line a reply, flushed before anything is parsed; the store can be made again from it

A line torn by a kill has no newline: it was never acknowledged, and the next writer cuts it off.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from fedsheet.core.errors import StoreError

FOLDER = "raw"
JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Received:
    """One reply: its number (from 1), publisher, what was asked (no key in it), day seen, digest and media type."""

    n: int
    source: str
    request: Mapping[str, str]
    seen_on: date
    digest: str
    media_type: str


class RawReplies:
    """The folder of replies; writers hold `one_writer(home)`."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER
        self.journal = self.folder / JOURNAL
        self.folder.mkdir(parents=True, exist_ok=True)
        self._n_kept: int | None = None

    def keep(self, source: str, request: Mapping[str, str], seen_on: date, body: bytes, media_type: str) -> Received:
        """Write the body, then the journal line, each flushed to disk; only then is the reply acknowledged."""
        digest = hashlib.sha256(body).hexdigest()
        place = self._place(digest)
        try:
            if not place.exists():
                write_whole(place, body)
            received = Received(self._number_kept() + 1, source, dict(request), seen_on, digest, media_type)
            self._append(received)
            self._n_kept = received.n
        except OSError as error:
            raise StoreError("store.raw_reply_cannot_kept", folder=str(self.folder), strerror=error.strerror) from error
        return received

    def _append(self, received: Received) -> None:
        """One line, flushed to disk: from here on the reply is acknowledged."""
        fields = {**asdict(received), "seen_on": str(received.seen_on)}
        with self.journal.open("ab") as stream:
            stream.write(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    def entries(self) -> list[Received]:
        """Every acknowledged reply, in order; a line that is not whole in the middle raises `StoreError`."""
        return list(self._entries())

    def body(self, received: Received) -> bytes:
        """The bytes of a reply; absent or changed ones raise `StoreError`."""
        place = self._place(received.digest)
        try:
            body = place.read_bytes()
        except OSError as error:
            raise StoreError("store.raw_reply_cannot_read", place=place, strerror=error.strerror) from error
        if hashlib.sha256(body).hexdigest() != received.digest:
            raise StoreError("store.raw_reply_damaged_sha_256", place=place)
        return body

    def _entries(self) -> Iterator[Received]:
        lines = self.journal.read_bytes().split(b"\n")[:-1] if self.journal.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                fields = json.loads(line)
                yield Received(**{**fields, "seen_on": date.fromisoformat(fields["seen_on"])})
            except (ValueError, TypeError, KeyError) as error:
                raise StoreError("store.raw_line_damaged", number=number, journal=self.journal, error=error) from error

    def _number_kept(self) -> int:
        """How many replies are acknowledged; read once, for one writer at a time may ask."""
        if self._n_kept is None:
            self._cut_torn_line()
            self._n_kept = len(self.entries())
        return self._n_kept

    def _cut_torn_line(self) -> None:
        """Drop what a killed writer left after the last newline."""
        if not self.journal.exists():
            return
        with self.journal.open("r+b") as stream:
            whole = stream.read().rfind(b"\n") + 1
            stream.truncate(whole)

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def write_whole(place: Path, content: bytes) -> None:
    """Write beside, flush to disk, rename: a reader or a kill sees the old file or the new one, never a part."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".writing-{os.getpid()}-{secrets.token_hex(4)}-{place.name}")
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(place.parent)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be flushed."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


@contextmanager
def one_writer(home: Path) -> Iterator[None]:
    """Hold the right to write; a second writer gets a `StoreError` at once. Set free even by a kill.

    SQLite's own lock on a file of its own: it works alike on every system and dies with the process.
    """
    connection = sqlite3.connect(home / "writer.lock", timeout=0.2, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreError("store.raw_another_fedsheet_writing", home=str(home)) from error
        yield
    finally:
        connection.close()
