"""Two files that are made once on a machine and kept beside its data: the chart library's script and the page's font.

Each takes over a second of a whole core, so a process of its own makes it while the server starts and answers.
Run as `python -m fedsheet.web.made NAME FILE`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fedsheet.core.errors import StoreError
from fedsheet.core.manifest import digest_of
from fedsheet.store.home import home

NAMES = ("vega.js", "font.woff2")
PATIENCE_SECONDS = 60.0
_locks = {name: threading.Lock() for name in NAMES}


def begin() -> None:
    """Make what is not there yet, without waiting for it: the script first, since no figure is drawn without it."""
    threading.Thread(target=lambda: [ready(name) for name in NAMES], daemon=True).start()


def ready(name: str) -> bytes:
    """The file's bytes, made first where this machine does not have them yet."""
    file = _place(name)
    with _locks[name]:
        if not file.is_file():
            _make_apart(name, file)
    return file.read_bytes()


def _make_apart(name: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", __name__, name, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)  # noqa: S603 our own module
    if done.returncode or not file.is_file():
        raise StoreError(f"{name} could not be made ({done.stderr.strip()[-200:]})", where=str(file.parent))


def _place(name: str) -> Path:
    stem, _, ending = name.partition(".")
    return home() / "cache" / f"{stem}-{_made_from(name)}.{ending}"


@cache
def _made_from(name: str) -> str:
    """What the file depends on, as a short digest: another version of it makes another file."""
    if name == "vega.js":
        return digest_of(EXPORTS.encode(), version("vl-convert-python").encode())[:16]
    return digest_of(characters().encode(), version("noto-cjk-sans-otc").encode())[:16]


EXPORTS = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"


def _vega() -> bytes:
    """Vega, Vega-Lite and vega-embed in one script, yielded by the renderer itself; nothing is fetched."""
    import vl_convert

    return vl_convert.javascript_bundle(EXPORTS).encode()


def characters() -> str:
    """What a page can show: every character of the package's own words (messages, claims, scenarios), Latin, signs."""
    latin = "".join(map(chr, [*range(32, 127), *range(160, 384), *range(0x2010, 0x2030), *range(0x3000, 0x3012)]))
    said = "".join(file.read_text("utf-8") for file in sorted(Path(str(files("fedsheet"))).rglob("*.toml")))
    return "".join(sorted(set(latin + said + SIGNS)))


SIGNS = "−≤≥≈→←↑↓±×÷·…—☰↻σθΔ%‰℃①②③④⑤▲▼◐，。；：！？（）【】《》“”‘’、％"


def _font() -> bytes:
    """The typeface cut to those characters."""
    from fedsheet.present.fonts import subset_woff2

    return subset_woff2(characters())


def _write(name: str, file: Path) -> None:
    if name == "font.woff2" and hasattr(os, "nice"):
        os.nice(10)  # the page reads well without it for a moment: the first figure goes before
    body = {"vega.js": _vega, "font.woff2": _font}[name]()
    handle, part = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(body)
    Path(part).replace(file)


if __name__ == "__main__":
    _write(sys.argv[1], Path(sys.argv[2]))
