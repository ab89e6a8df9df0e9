"""Written pages kept beside the data, so that the next start finds them; each under the digest of what it is made from.

That is the package's own files and what it computes with, everything the store has ever taken in, and what was asked.
Nothing of a person's own files is kept. A page that cannot be kept or read is made again.
"""

from __future__ import annotations

import hashlib
import json
import platform
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fedsheet.core.manifest import digest_of, package_versions
from fedsheet.store.home import home
from fedsheet.web.serving.assets_build import write_whole

LARGEST, MOST_BYTES = 16 << 20, 64 << 20  # one page unpacked; all pages on the disk
COMPUTES_WITH = ("arch", "numpy", "pandas", "scipy")
CHECKED = hashlib.sha256().digest_size


def name_of(*asked: str) -> str:
    """The name under which a page is kept, from all that it depends on beside the package."""
    return digest_of(_made_by(), *(text.encode() for text in asked))


def name_of_page(view: str, asked: Mapping[str, Any], made_from: str) -> str:
    """The name of a view's page: `asked` are its parameters where they are not the usual ones, and the language.

    Words and days are as in an address, so that a page is found by its address alone.
    """
    return name_of(view, json.dumps(asked, sort_keys=True), made_from)


def get(name: str) -> bytes | None:
    """The page, or None where it is not held whole."""
    with suppress(OSError, zlib.error):
        held = _file(name).read_bytes()
        body = zlib.decompressobj().decompress(held[CHECKED:], LARGEST)
        if hashlib.sha256(body).digest() == held[:CHECKED]:
            return body
    return None


def put(name: str, body: bytes) -> None:
    """Keep the page; those kept first make room. Where the disk refuses, nothing is kept."""
    with suppress(OSError):
        file = _file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, hashlib.sha256(body).digest() + zlib.compress(body, 1))
        for old in _beyond(file.parent, MOST_BYTES):
            old.unlink(missing_ok=True)


def held(name: str, make: Callable[[], bytes]) -> bytes:
    """The page that is kept under this name, made and kept where it is not."""
    if (body := get(name)) is None:
        put(name, body := make())
    return body


def _file(name: str) -> Path:
    return home() / "cache" / "pages" / name


def _beyond(folder: Path, most: int) -> Iterator[Path]:
    """The files that are too much, the newest counted first."""
    held = sorted(((file.stat(), file) for file in folder.iterdir()), key=lambda one: one[0].st_mtime_ns, reverse=True)
    total = 0
    for facts, file in held:
        total += facts.st_size
        if total > most:
            yield file


@cache
def _made_by() -> bytes:
    root = Path(str(files("fedsheet")))
    own = sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    contents = (part for file in own for part in (str(file.relative_to(root)).encode(), file.read_bytes()))
    versions = f"{platform.python_version()} {package_versions(*COMPUTES_WITH)}"
    return digest_of(versions.encode(), *contents).encode()
