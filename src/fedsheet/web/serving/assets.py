"""Files a page needs, by name from a fixed list: our own modules, the chart library, the Chinese font."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.manifest import digest_of
from fedsheet.web.serving.assets_cache import ready

SCRIPT, STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
MODULES = (
    "alerts", "along", "api", "app", "around", "arriving", "boards", "contents", "controls", "dom", "events", "figure",
    "help", "jobs", "keys", "live", "refused", "render", "scenarios", "spec", "state", "table", "tools", "truth",
)  # fmt: skip
LATER = (
    "explore",
    "explore_figure",
    "explore_find",
    "lines",
    "plot",
    "uplot",
)  # asked for by the first page that draws lines by hand
OWN = {
    "app.css": STYLE, "board.css": STYLE, "uplot.css": STYLE, "icon.svg": "image/svg+xml",
    **{f"{name}.js": SCRIPT for name in (*MODULES, *LATER)},
}  # fmt: skip

LEVEL = 7  # of packing: what is packed once and sent often

MADE = {"vega.js": SCRIPT, "font.woff2": "font/woff2"}


@dataclass(frozen=True)
class PageFile:
    """Bytes with their type; `etag` changes when they do; `packed` is the same by gzip, where that is smaller."""

    body: bytes
    content_type: str
    etag: str
    packed: bytes = b""


@cache
def asset(name: str) -> PageFile:
    """The file of this name; any other name raises `UnknownNameError`."""
    if name in OWN:
        return _asset((files("fedsheet.web") / "static" / name).read_bytes(), OWN[name])
    if name not in MADE:
        raise UnknownNameError("file", name[:60], [*OWN, *MADE])
    return _asset(ready(name), MADE[name])


def _asset(body: bytes, content_type: str) -> PageFile:
    packed = gzip.compress(body, LEVEL, mtime=0) if content_type in (SCRIPT, STYLE) else b""
    return PageFile(body, content_type, f'"{digest_of(body)[:20]}"', packed)
