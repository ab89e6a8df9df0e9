"""Two files that are made once on a machine and kept beside its data: the chart library's script and the page's font.

Each takes over a second of a whole core, so a process of its own makes it while the server starts and answers.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.manifest import digest_of
from fedsheet.web.serving.assets_build import EXPORTS, characters

NAMES = ("vega.js", "font.woff2")
PATIENCE_SECONDS = 300.0  # a busy machine takes its time over the font
_making = {name: threading.Lock() for name in NAMES}


def begin() -> None:
    """Make what is not there yet, without waiting for it."""
    threading.Thread(target=ready, args=(NAMES[-1],), daemon=True).start()


def ready(name: str) -> bytes:
    """The file's bytes, made first where this machine lacks them; never the font before the script, which draws."""
    for one in NAMES[: NAMES.index(name) + 1]:
        with _making[one]:
            file = _place(one)
            if not file.is_file():
                _make_apart(one, file)
    return file.read_bytes()


def _make_apart(name: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "fedsheet.web.serving.assets_build", name, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)  # noqa: S603 our own module
    if done.returncode or not file.is_file():
        raise StoreError("web.made_could_made", where=str(file.parent), name=name, stderr=done.stderr.strip()[-200:])


def _place(name: str) -> Path:
    from fedsheet.store.home import home

    stem, _, ending = name.partition(".")
    return home() / "cache" / f"{stem}-{_made_from(name)}.{ending}"


@cache
def _made_from(name: str) -> str:
    """What the file depends on, as a short digest: another version of it makes another file."""
    if name == "vega.js":
        return digest_of(EXPORTS.encode(), version("vl-convert-python").encode())[:16]
    return digest_of(characters().encode(), version("noto-cjk-sans-otc").encode())[:16]
