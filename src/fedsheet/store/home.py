"""Where the user's data live: `FEDSHEET_HOME`, else the platform's own place for user data."""

from __future__ import annotations

import os
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.system import system


def home() -> Path:
    """The folder, made if absent; one that cannot be made raises `StoreError` with advice. It may be read-only."""
    from platformdirs import user_data_path

    named = os.environ.get("FEDSHEET_HOME")
    folder = Path(named).expanduser() if named else user_data_path("fedsheet", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("store.home_data_folder_cannot_made", folder=str(folder), strerror=system(error)) from error
    return folder
