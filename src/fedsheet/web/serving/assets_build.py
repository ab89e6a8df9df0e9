"""What is made once on a machine for the page: the chart library's script and the font cut to what a page can show.

Run as `python -m fedsheet.web.serving.assets_build NAME FILE`, each in a process of its own; nothing else is read.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

EXPORTS = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"
SIGNS = "−≤≥≈→←↑↓±×÷·…—☰↻σθΔ%‰℃①②③④⑤▲▼◐，。；：！？（）【】《》“”‘’、％"


def characters() -> str:
    """What a page can show: every character of the package's own words (messages, claims, scenarios), Latin, signs."""
    latin = "".join(map(chr, [*range(32, 127), *range(160, 384), *range(0x2010, 0x2030), *range(0x3000, 0x3012)]))
    said = "".join(file.read_text("utf-8") for file in sorted(Path(str(files("fedsheet"))).rglob("*.toml")))
    return "".join(sorted(set(latin + said + SIGNS)))


def _vega() -> bytes:
    """Vega, Vega-Lite and vega-embed in one script, yielded by the renderer itself; nothing is fetched."""
    import vl_convert

    return vl_convert.javascript_bundle(EXPORTS).encode()


def _font() -> bytes:
    """The typeface cut to those characters; the page reads well without it for a moment, so others go before."""
    from fedsheet.present.fonts import subset_woff2

    if hasattr(os, "nice"):
        os.nice(10)
    return subset_woff2(characters())


def write_whole(file: Path, body: bytes) -> None:
    """The file appears whole or not at all."""
    handle, part = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(body)
    Path(part).replace(file)


if __name__ == "__main__":
    write_whole(Path(sys.argv[2]), {"vega.js": _vega, "font.woff2": _font}[sys.argv[1]]())
