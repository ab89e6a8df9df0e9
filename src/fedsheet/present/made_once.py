"""What is made once on a machine and kept, where a folder is named: the page's script, parts of the typeface, drawings.

    keep_in(folder)                      # by a run; before it, and where the folder cannot be written, all is made anew
    made("page", source, make) -> bytes          kept("png", source) -> bytes | None          keep("png", source, bytes)

A file is named by the digest of what it depends on: another version makes another file, and the bytes are the same. It
begins with the digest of its own bytes: a damaged one counts as none.
Of all files those asked for last stay, `MOST` of them: the pictures of some five reports.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fedsheet.core.manifest import digest_of

_folders: list[Path] = []
MOST = 1_500  # files


def keep_in(folder: Path) -> None:
    """Keep what is made from now on in this folder, which is made when first needed; what was not asked for goes."""
    _folders[:] = [folder]
    with suppress(OSError):
        held = sorted(folder.glob("*.bin"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in held[MOST:]:
            file.unlink()


def made(name: str, depends_on: bytes, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name and what they depend on, else made and kept."""
    held = kept(name, depends_on)
    if held is not None:
        return held
    body = make()
    keep(name, depends_on, body)
    return body


def kept(name: str, depends_on: bytes) -> bytes | None:
    """The bytes kept under a name and what they depend on, if any."""
    with suppress(OSError):
        if _folders:
            place = _place(name, depends_on)
            digest, _, body = place.read_bytes().partition(b"\n")
            os.utime(place)
            return body if digest.decode("ascii", "replace") == digest_of(body) else None
    return None


def keep(name: str, depends_on: bytes, body: bytes) -> None:
    """Keep bytes under a name and what they depend on, where a folder is named."""
    if not _folders:
        return
    with suppress(OSError):
        place = _place(name, depends_on)
        place.parent.mkdir(parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(number, "wb") as file:
            file.write(digest_of(body).encode() + b"\n" + body)
        Path(beside).replace(place)


def _place(name: str, depends_on: bytes) -> Path:
    return _folders[0] / f"{name}-{digest_of(depends_on)[:32]}.bin"
