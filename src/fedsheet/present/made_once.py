"""What is made once on a machine and kept, where a folder is named: the page's script, parts of the typeface.

    keep_in(folder)                      # by a run; before it, and where the folder cannot be written, all is made anew
    made("page", source, make) -> bytes

A file is named by the digest of what it depends on: another version makes another file, and the bytes are the same.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fedsheet.core.manifest import digest_of

_folders: list[Path] = []


def keep_in(folder: Path) -> None:
    """Keep what is made from now on in this folder, which is made when first needed."""
    _folders[:] = [folder]


def made(name: str, depends_on: bytes, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name and what they depend on, else made and kept."""
    if not _folders:
        return make()
    place = _folders[0] / f"{name}-{digest_of(depends_on)[:16]}.bin"
    with suppress(OSError):
        return place.read_bytes()
    body = make()
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(number, "wb") as file:
            file.write(body)
        Path(beside).replace(place)
    return body
