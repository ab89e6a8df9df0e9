"""Folders in which replies were kept, remembered apart from them: one that was moved away is then no first use.

One small file in the user's place for state, a line a folder with the day of its first reply. Folders for temporary
files are not remembered; where the file cannot be written or read nothing is.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

from fedsheet.core.errors import StoreError

FILE_NAME = "data-folders.json"
_told: set[Path] = set()  # homes this process has remembered already


def pointer() -> Path:
    """The file: in the platform's place for state, apart from the data."""
    from platformdirs import user_state_path

    return user_state_path("fedsheet", appauthor=False) / FILE_NAME


def remember(home: Path, since: date) -> None:
    """Note that replies are kept in this folder, once."""
    place = home.resolve()
    if place in _told or _is_temporary(place):
        return
    _told.add(place)
    held = remembered()
    if str(place) in held:
        return
    with suppress(OSError):
        text = json.dumps({**held, str(place): since.isoformat()}, indent=1, ensure_ascii=False, sort_keys=True)
        file = pointer()
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        beside.write_text(f"{text}\n", "utf-8")
        beside.replace(file)


def since(home: Path) -> str:
    """The day since which replies were kept in this folder, or "" where none is remembered."""
    return remembered().get(str(home.resolve()), "")


def refuse_moved(home: Path) -> None:
    """A folder in which replies were kept, and that holds none: `StoreError` says since when."""
    if day := since(home):
        raise StoreError("store.lost_folder", folder=str(home), since=day, pointer=str(pointer()))


def remembered() -> dict[str, str]:
    """Folder → day; nothing where the file is absent or is not what was written."""
    with suppress(OSError, ValueError):
        found = json.loads(pointer().read_text("utf-8"))
        if isinstance(found, dict):
            return {str(place): str(day) for place, day in found.items()}
    return {}


def _is_temporary(place: Path) -> bool:
    return place.is_relative_to(Path(tempfile.gettempdir()).resolve())
