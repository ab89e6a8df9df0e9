"""Replies as received: each body under its SHA-256, and a journal of what was asked, when, and what came.

    raw/3f/3fa4….gz       the body, packed, written beside, flushed to disk, then renamed; any gzip reads it
    raw/journal.jsonl     one line a reply, flushed before anything is parsed; the store can be made again from it

Every line carries its checksum, every packed body that of its packed form besides its own SHA-256. A line torn by a
kill has no newline: it was never acknowledged, and the next writer cuts it off. A line damaged since is passed over and
said (`damaged_lines`); the ledger of the store knows what it was about.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.system import system
from fedsheet.store import known_homes
from fedsheet.store.layout import FILE_NAME

FOLDER = "raw"
JOURNAL = "journal.jsonl"
CHECK = "check"
# gzip with an extra field: "FS" and the SHA-256 of all that follows the head: a flip is found without unpacking.
HEAD = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff" + struct.pack("<H2sH", 36, b"FS", 32)
HEAD_BYTES = len(HEAD) + 32
_BINARY = getattr(os, "O_BINARY", 0)  # of Windows


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
        self.home = home
        self.folder = home / FOLDER
        self.journal = self.folder / JOURNAL
        self._last: int | None = None

    def keep(self, source: str, request: Mapping[str, str], seen_on: date, body: bytes, media_type: str) -> Received:
        """Write the body, then the journal line, each flushed to disk; only then is the reply acknowledged.

        A damaged body that stands there is written anew.
        """
        digest = hashlib.sha256(body).hexdigest()
        try:
            if not self.is_held(digest):
                write_whole(self.place(digest), packed(body))
            received = Received(self._last_number() + 1, source, dict(request), seen_on, digest, media_type)
            self._append(received)
            self._last = received.n
            known_homes.remember(self.home, seen_on)
        except OSError as error:
            raise StoreError("store.raw_reply_cannot_kept", folder=str(self.folder), strerror=system(error)) from error
        return received

    def is_held(self, digest: str) -> bool:
        """Whether the body of this digest is here and whole."""
        try:
            self.body_of(digest)
        except StoreError:
            return False
        return True

    def _append(self, received: Received) -> None:
        """One line, flushed to disk: from here on the reply is acknowledged."""
        with self.journal.open("ab") as stream:
            stream.write(line_of(received))
            stream.flush()
            os.fsync(stream.fileno())

    def entries(self) -> list[Received]:
        """Every acknowledged reply, by number; lines that are not whole are left out."""
        return self.read()[0]

    def damaged_lines(self) -> list[int]:
        """Numbers of the lines (from 1) that are not what was written, or speak of a number that was spoken of."""
        return self.read()[1]

    def read(self) -> tuple[list[Received], list[int]]:
        """`entries` and `damaged_lines`, the journal read once."""
        lines = self._lines()
        damaged = [number for number, (entry, is_whole) in enumerate(lines, 1) if entry is None and not is_whole]
        return sorted((entry for entry, _ in lines if entry is not None), key=lambda entry: entry.n), damaged

    def missing_numbers(self) -> list[int]:
        """Numbers below the newest of which no line speaks that is whole; as many more as lines are damaged."""
        lines = self._lines()
        spoken = {entry.n for entry, _ in lines if entry}
        gaps = sorted(set(range(1, max(spoken, default=0))) - spoken)
        n_damaged = sum(entry is None and not is_whole for entry, is_whole in lines)
        beyond = range(max(spoken, default=0) + 1, max(spoken, default=0) + 1 + max(0, n_damaged - len(gaps)))
        return [*gaps, *beyond]

    def write_anew(self, known: Sequence[Received]) -> None:
        """The journal out of what is known of every reply, where its lines differ; the one before is kept beside."""
        content = b"".join(line_of(reply) for reply in known)
        held = self.journal.read_bytes() if self.journal.exists() else b""
        if [entry_of(line) for line in held.split(b"\n")[:-1]] == list(known):
            return
        if held:
            write_whole(self.journal.with_name(f"{JOURNAL}.before-{datetime.now():%Y%m%d-%H%M%S-%f}"), held)
        write_whole(self.journal, content)
        self._last = None

    def body(self, received: Received) -> bytes:
        """The bytes of a reply; absent or changed ones raise `StoreError`."""
        return self.body_of(received.digest)

    def body_of(self, digest: str) -> bytes:
        """The bytes under a digest, packed or plain as earlier versions kept them."""
        place, plain = self.place(digest), self.place(digest).with_suffix("")
        try:
            is_packed = place.exists() or not plain.exists()
            body = unpacked(place.read_bytes()) if is_packed else plain.read_bytes()
        except OSError as error:
            raise StoreError("store.raw_reply_cannot_read", place=place, strerror=system(error)) from error
        except (zlib.error, ValueError) as error:
            raise StoreError("store.raw_reply_damaged_sha_256", place=place) from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise StoreError("store.raw_reply_damaged_sha_256", place=place)
        return body

    def verify(self, received: Received) -> None:
        """Refuse a body that is absent or damaged; a packed one is not unpacked for it."""
        place = self.place(received.digest)
        try:
            held = place.read_bytes()
        except OSError:
            self.body(received)
            return
        if not is_whole(held):
            raise StoreError("store.raw_reply_damaged_sha_256", place=place)

    def _lines(self) -> list[tuple[Received | None, bool]]:
        """Each line as an entry; a line said before in the same words is (None, True), a damaged one (None, False)."""
        lines = self.journal.read_bytes().split(b"\n")[:-1] if self.journal.exists() else []
        found: list[tuple[Received | None, bool]] = []
        seen: dict[int, Received] = {}
        for line in lines:
            entry = entry_of(line)
            if entry is None or entry.n in seen:
                found.append((None, not line.strip() or (entry is not None and seen[entry.n] == entry)))
            else:
                seen[entry.n] = entry
                found.append((entry, True))
        return found

    def _last_number(self) -> int:
        """The newest number in use, by journal and ledger together; read once, for one writer at a time may ask."""
        if self._last is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._cut_torn_line()
            lines = self._lines()
            spoken = max((entry.n for entry, _ in lines if entry), default=0)
            unread = sum(entry is None and not is_whole for entry, is_whole in lines)
            self._last = max(spoken + unread, _last_in_ledger(self.home))
        return self._last

    def _cut_torn_line(self) -> None:
        """Drop what a killed writer left after the last newline."""
        if not self.journal.exists():
            return
        with self.journal.open("r+b") as stream:
            whole = stream.read().rfind(b"\n") + 1
            stream.truncate(whole)

    def place(self, digest: str) -> Path:
        """Where the body of this digest lies."""
        return self.folder / digest[:2] / f"{digest}.gz"


def line_of(received: Received) -> bytes:
    """One line of the journal with its checksum, newline included."""
    fields = {**asdict(received), "seen_on": str(received.seen_on)}
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return json.dumps({**fields, CHECK: zlib.crc32(text.encode())}, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def entry_of(line: bytes) -> Received | None:
    """What a line of the journal says; None where it is not what was written. Earlier versions wrote no checksum."""
    try:
        fields = json.loads(line)
        kept = fields.pop(CHECK, None)
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
        entry = Received(**{**fields, "seen_on": date.fromisoformat(fields["seen_on"])})
        is_plain = all(isinstance(part, str) for part in (entry.source, entry.digest, entry.media_type))
        is_asked = isinstance(entry.request, dict) and "what" in entry.request
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    is_sound = isinstance(entry.n, int) and entry.n > 0 and is_plain and is_asked
    return entry if is_sound and kept in (None, zlib.crc32(text.encode())) else None


def packed(body: bytes) -> bytes:
    """A body as gzip, with the SHA-256 of its packed form in the head."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    rest = compressor.compress(body) + compressor.flush()
    rest += struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return HEAD + hashlib.sha256(rest).digest() + rest


def is_whole(held: bytes) -> bool:
    """Whether a packed body is what was written, told without unpacking it."""
    is_ours = held.startswith(HEAD) and len(held) > HEAD_BYTES
    return is_ours and hashlib.sha256(held[HEAD_BYTES:]).digest() == held[len(HEAD) : HEAD_BYTES]


def unpacked(held: bytes) -> bytes:
    """The body out of its packed form; `zlib.error` or `ValueError` where it is damaged."""
    if not is_whole(held):
        raise ValueError("checksum of the packed form")
    return zlib.decompress(held, zlib.MAX_WBITS | 16)


def _last_in_ledger(home: Path) -> int:
    """The newest batch the store knows; 0 where it cannot be read: then the journal alone says."""
    file = home / FILE_NAME
    if not file.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", timeout=30, uri=True)) as connection:
            return int(connection.execute("SELECT coalesce(max(batch), 0) FROM ledger").fetchone()[0])
    except sqlite3.Error:
        return 0


def write_whole(place: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write beside, flush to disk, rename: a reader or a kill sees the old file or the new one, never a part.

    mode   who may read it, as far as the system and its mask let it be said
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".writing-{os.getpid()}-{secrets.token_hex(4)}-{place.name}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, mode), "wb") as stream:
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
    lock = home / "writer.lock"
    if not os.access(home, os.W_OK):
        raise StoreError("store.home_data_folder_cannot_written", folder=str(home))
    connection: sqlite3.Connection | None = None
    try:
        try:
            connection = sqlite3.connect(lock, timeout=0.2, isolation_level=None)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise _not_the_writer(home, lock, error) from error
        yield
    finally:
        if connection is not None:
            connection.close()


def _not_the_writer(home: Path, lock: Path, error: sqlite3.Error) -> StoreError:
    """Why the right to write could not be had: another writer, a full disk, a folder that is read-only, a bad lock."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError("store.raw_another_fedsheet_writing", home=str(home))
    if name.startswith("SQLITE_FULL"):
        return StoreError("store.observations_disk_full", file=str(lock))
    if name.startswith("SQLITE_READONLY"):
        return StoreError("store.home_data_folder_cannot_written", folder=str(home))
    return StoreError("store.raw_lock_unusable", lock=str(lock), error=error)
