"""Files a page needs, by name from a fixed list: our own modules, the chart library, the Chinese font."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.manifest import digest_of

SCRIPT, STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
MODULES = ("api", "app", "controls", "dom", "figure", "jobs", "render", "state")
OWN = {"app.css": STYLE, "icon.svg": "image/svg+xml", **{f"{name}.js": SCRIPT for name in MODULES}}


@dataclass(frozen=True)
class Asset:
    """Bytes with their type; `etag` changes when they do."""

    body: bytes
    content_type: str
    etag: str


@cache
def asset(name: str) -> Asset:
    """The file of this name; any other name raises `UnknownNameError`."""
    if name in OWN:
        return _asset((files("fedsheet.web") / "static" / name).read_bytes(), OWN[name])
    made = {"vega.js": (_vega, SCRIPT), "font.woff2": (_font, "font/woff2")}
    if name not in made:
        raise UnknownNameError("file", name[:60], [*OWN, *made])
    make, content_type = made[name]
    return _asset(make(), content_type)


def _asset(body: bytes, content_type: str) -> Asset:
    return Asset(body, content_type, f'"{digest_of(body)[:20]}"')


@cache
def _vega() -> bytes:
    """Vega, Vega-Lite and vega-embed in one script, yielded by the renderer itself; nothing is fetched."""
    import vl_convert

    names = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"
    return vl_convert.javascript_bundle(names).encode()


@cache
def _font() -> bytes:
    """The typeface cut to what a page can show: every character of both languages' messages, Latin and signs."""
    from fedsheet.present.fonts import subset_woff2
    from fedsheet.present.text import LANGUAGES, messages

    latin = "".join(map(chr, [*range(32, 127), *range(160, 384), *range(0x2010, 0x2030), *range(0x3000, 0x3012)]))
    said = "".join(text for language in LANGUAGES for text in messages(language).values())
    return subset_woff2(latin + said + "−≤≥≈→←↑↓±×÷·…—☰↻σθΔ%‰℃①②③④⑤")
