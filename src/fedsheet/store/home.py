"""Where the user's data live: `FEDSHEET_HOME`, else the platform's own place for user data."""

from __future__ import annotations

import os
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.system import system
from fedsheet.store import known_homes


def home() -> Path:
    """The folder, made at first use; one that cannot be made, or was moved away, raises `StoreError` with advice.

    It may be read-only. In the place of one that was moved none is made: it would lie in the way of putting it back.
    """
    folder = place()
    if not folder.exists():
        known_homes.refuse_moved(folder)
    return made(folder)


def place() -> Path:
    """Where the folder is, or would be."""
    from platformdirs import user_data_path

    named = os.environ.get("FEDSHEET_HOME")
    return Path(named).expanduser() if named else user_data_path("fedsheet", appauthor=False)


def made(folder: Path) -> Path:
    """The folder, made where it is absent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("store.home_data_folder_cannot_made", folder=str(folder), strerror=system(error)) from error
    return folder
