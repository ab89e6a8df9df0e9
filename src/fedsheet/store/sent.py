"""What a watch has told already, and to whom: kept before it is sent, so that a kill loses a message and repeats none.

watch/<id>.json    target → the keys told, the newest last; `MOST_KEPT` of each target
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.store.home import home
from fedsheet.store.raw import one_writer, write_whole

FOLDER, MOST_KEPT = "watch", 2_000


class Sent:
    """The keys told by one watch; writers hold `sent_of`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._told: dict[str, list[str]] = _read(file)

    def news(self, target: str, keys: Iterable[str]) -> list[str]:
        """The keys that were not told to this target yet."""
        held = set(self._told.get(target, ()))
        return [key for key in keys if key not in held]

    def keep(self, target: str, keys: Iterable[str]) -> None:
        """Take keys as told."""
        self._told[target] = [*self._told.get(target, ()), *keys][-MOST_KEPT:]
        self._write()

    def forget(self, target: str, keys: Iterable[str]) -> None:
        """Take keys as not told after all: the target could not be reached, and is tried again next time."""
        gone = set(keys)
        self._told[target] = [key for key in self._told.get(target, ()) if key not in gone]
        self._write()

    def _write(self) -> None:
        write_whole(self._file, json.dumps(self._told, indent=1).encode(), mode=0o600)


@contextmanager
def sent_of(watch_id: str) -> Iterator[Sent]:
    """What a watch has told, while no other process tells anything."""
    folder = home() / FOLDER
    folder.mkdir(exist_ok=True)
    with one_writer(folder):
        yield Sent(folder / f"{watch_id}.json")


def told_by(watch_id: str) -> Sent:
    """The same to look at only."""
    return Sent(home() / FOLDER / f"{watch_id}.json")


def _read(file: Path) -> dict[str, list[str]]:
    if not file.exists():
        return {}
    try:
        held: Mapping[str, list[str]] = json.loads(file.read_text("utf-8"))
        return {target: list(map(str, keys)) for target, keys in held.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise StoreError("store.sent_damaged", name=f"{FOLDER}/{file.name}") from error
