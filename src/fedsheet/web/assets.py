"""Files a page needs, by name from a fixed list: our own modules, the chart library, the Chinese font."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.manifest import digest_of

OWN = {
    "app.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "render.js": "text/javascript; charset=utf-8",
    "controls.js": "text/javascript; charset=utf-8",
    "words.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """Bytes with their type; `etag` changes when they do."""

    body: bytes
    content_type: str
    etag: str


@cache
def asset(name: str) -> Asset:
    """The file of this name; any other name raises `UnknownNameError`."""
    if name == "vega.js":
        return _asset(_vega().encode(), "text/javascript; charset=utf-8")
    if name not in OWN:
        raise UnknownNameError("file", name[:60], [*OWN, "vega.js"])
    return _asset((files("fedsheet.web") / "static" / name).read_bytes(), OWN[name])


def _asset(body: bytes, content_type: str) -> Asset:
    return Asset(body, content_type, f'"{digest_of(body)[:20]}"')


@cache
def _vega() -> str:
    """Vega, Vega-Lite and vega-embed in one script, yielded by the renderer itself; nothing is fetched."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;")
