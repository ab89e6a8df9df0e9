"""The journeys of keeping: everything into one file, and back; what takes room without holding anything, given back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.store import backup, compact, salvage
from fedsheet.store.backup import BackUp
from fedsheet.store.compact import Compacted
from fedsheet.store.home import home, made, place
from fedsheet.store.observations import FILE_NAME, open_store
from fedsheet.store.raw import FOLDER, RawReplies, one_writer


@dataclass(frozen=True)
class Restored:
    """Replies and batches that are held again; where what stood there before is kept."""

    n_replies: int
    n_batches: int
    kept: tuple[str, ...]


def back_up(to: Path) -> BackUp:
    """Everything into one file, checked after it was written; a pull or the workbench may go on meanwhile."""
    with open_store() as store:
        return backup.back_up(store, RawReplies(home()), to)


def restore(file: Path) -> Restored:
    """Put what a backup holds in the place of what is there, which is kept beside; nothing changes where it is damaged.

    The figures change in one step; a running workbench goes on with those it is shown.
    """
    folder, stamp = made(place()), f"{datetime.now():%Y%m%d-%H%M%S-%f}"
    sums = backup.manifest_of(file)
    with one_writer(folder):
        fresh = folder / f".restoring-{stamp}"
        try:
            backup.unpack(file, sums, fresh)
            with open_store(fresh / FILE_NAME) as held:
                if not held.is_sound():
                    raise StoreError("store.backup_damaged", where=str(file), name=FILE_NAME)
                n_batches = len([entry for entry in held.ledger() if entry.batch])
            kept = _put_back(folder, fresh, sorted(sums), stamp)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Restored(sum(name.endswith(".gz") for name in sums), n_batches, tuple(kept))


def _put_back(folder: Path, fresh: Path, names: list[str], stamp: str) -> list[str]:
    """The parts in their places; what stood there is renamed, never overwritten."""
    store = folder / FILE_NAME
    with salvage.old_store(store) as old:
        kept = [salvage.keep_old(old, store)]
    for name in (FOLDER, *(name for name in names if not name.startswith(f"{FOLDER}/") and name != FILE_NAME)):
        place = folder / name
        if place.exists() and not _is_same(place, fresh / name):
            kept.append(place.rename(place.with_name(f"{place.name}.before-{stamp}")))
        if (fresh / name).exists() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).rename(place)
    salvage.put_in_place(fresh / FILE_NAME, store)
    return [str(path) for path in kept if path is not None]


def _is_same(place: Path, other: Path) -> bool:
    return place.is_file() and other.is_file() and place.read_bytes() == other.read_bytes()


def compacted() -> Compacted:
    """Give back the room of what nothing can reach; the bytes before and after."""
    with one_writer(home()), open_store() as store:
        return compact.compact(store, RawReplies(home()))
