"""Everything a user has in one file, checked: the store, the journal, every reply, decisions, forecasts as issued.

    fedsheet.sqlite     as it stands in one moment, what its log holds included
    raw/…               the journal and every reply it speaks of, packed
    policy/…, *.jsonl   decisions laid over the record; forecasts and projections as issued
    manifest.json       the SHA-256 of every other part, the format and the version that made it

A zip file, so that any system opens it. Readers and a pull may go on while it is made: the store is copied first, and
what comes in since is in the journal at most.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from fedsheet.core.errors import InputError, StoreError
from fedsheet.core.system import system
from fedsheet.store import carry
from fedsheet.store.held import Store
from fedsheet.store.layout import FILE_NAME, FORMAT, own_version, refuse_newer
from fedsheet.store.raw import FOLDER, JOURNAL, RawReplies, packed

MANIFEST = "manifest.json"
OWN = ("policy",)
# What unpacking says of changed bytes: of a changed head too, which may name another packing, or a password.
UNPACKING = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, KeyError, ValueError, struct.error,
)  # fmt: skip
OWN_FILES = ("*.jsonl", "learned-*.npz")


@dataclass(frozen=True)
class BackUp:
    """What a backup holds: replies, parts, bytes of the file; `left_out`: replies that are damaged or gone."""

    n_replies: int
    n_parts: int
    n_bytes: int
    left_out: tuple[str, ...] = ()


def back_up(store: Store, replies: RawReplies, to: Path) -> BackUp:
    """Write it beside, read it again whole, then rename; a place that cannot be written raises `InputError`."""
    beside = to.with_name(f".writing-{os.getpid()}-{to.name}")
    copied = to.with_name(f".writing-{os.getpid()}-{FILE_NAME}")
    sums: dict[str, str] = {}
    left_out: list[str] = []
    try:
        carry.copy_whole(store.connection, copied)
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED, allowZip64=True) as out:
            for name, content, is_packed in _parts(replies, copied, left_out):
                kind = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
                out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, kind)
                sums[name] = hashlib.sha256(content).hexdigest()
            told = {
                "fedsheet": own_version(),
                "format": FORMAT,
                "made": f"{datetime.now():%Y-%m-%d %H:%M}",
                "files": sums,
            }
            out.writestr(MANIFEST, json.dumps(told, indent=1))
        manifest_of(beside)
        beside.replace(to)
    except (OSError, sqlite3.OperationalError) as error:
        why = system(error) if isinstance(error, OSError) else str(error)
        raise InputError("store.backup_cannot_written", path=str(to), strerror=why) from error
    finally:
        beside.unlink(missing_ok=True)
        copied.unlink(missing_ok=True)
    n_replies = sum(name.endswith(".gz") for name in sums)
    return BackUp(n_replies, len(sums), to.stat().st_size, tuple(left_out))


def _parts(replies: RawReplies, copied: Path, left_out: list[str]) -> Iterator[tuple[str, bytes, bool]]:
    """Every part by name, whether it is packed already; damaged replies are named and left out."""
    yield FILE_NAME, copied.read_bytes(), False
    held = replies.journal.read_bytes() if replies.journal.exists() else b""
    yield f"{FOLDER}/{JOURNAL}", held[: held.rfind(b"\n") + 1], False
    for digest, what in {entry.digest: entry.request["what"] for entry in replies.entries()}.items():
        try:
            yield f"{FOLDER}/{digest[:2]}/{digest}.gz", packed(replies.body_of(digest)), True
        except StoreError:
            left_out.append(what)
    for path in own_files(replies.home):
        yield path.relative_to(replies.home).as_posix(), path.read_bytes(), False


def own_files(home: Path) -> list[Path]:
    """What a user has beside store and replies."""
    found = [path for name in OWN for path in (home / name).glob("*") if path.is_file()]
    return sorted([*found, *(path for pattern in OWN_FILES for path in home.glob(pattern))])


def manifest_of(file: Path) -> Mapping[str, str]:
    """SHA-256 by part, every part read and found whole; damaged or of another make: `StoreError`."""
    try:
        with zipfile.ZipFile(file) as held:
            sums = _sums(_content(held, MANIFEST, file), file)
            if set(held.namelist()) != {*sums, MANIFEST} or FILE_NAME not in sums:
                raise StoreError("store.backup_damaged", where=str(file), name=MANIFEST)
            for name, kept in sums.items():
                if not _is_inside(name) or hashlib.sha256(_content(held, name, file)).hexdigest() != kept:
                    raise StoreError("store.backup_damaged", where=str(file), name=name)
    except OSError as error:
        raise StoreError("store.backup_unreadable", where=str(file), error=error) from error
    except (zipfile.BadZipFile, ValueError, struct.error) as error:
        raise StoreError("store.backup_no_zip", where=str(file)) from error
    return sums


def _sums(told: bytes, file: Path) -> Mapping[str, str]:
    """What the manifest says of the parts."""
    try:
        manifest = json.loads(told)
        refuse_newer({"format": str(manifest["format"]), "version": str(manifest["fedsheet"])}, file)
        return dict(manifest["files"])
    except (KeyError, ValueError, TypeError) as error:
        raise StoreError("store.backup_damaged", where=str(file), name=MANIFEST) from error


def _content(held: zipfile.ZipFile, name: str, file: Path) -> bytes:
    """A part unpacked; one that cannot be, however its bytes or its head were changed, is named."""
    try:
        return held.read(name)
    except UNPACKING as error:
        raise StoreError("store.backup_damaged", where=str(file), name=name) from error


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and ":" not in name


def unpack(file: Path, sums: Mapping[str, str], to: Path) -> None:
    """Every part under `to`."""
    with zipfile.ZipFile(file) as held:
        for name in sums:
            place = to / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(held.read(name))
