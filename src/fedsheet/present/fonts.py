"""The one typeface of every document, from its package: where its file lies, which characters it has, a part of it.

No system font is used, so that a document looks the same on every machine and Chinese renders on all of them.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

FAMILY = "Noto Sans CJK SC"
FACE_OF_FAMILY = 2  # Noto's collection holds JP, KR, SC, TC, HK in this order, then the monospaced faces


@cache
def font_file() -> Path:
    """The collection's file."""
    from noto_cjk_sans_otc import FONT_PATH

    return Path(str(FONT_PATH))


@cache
def register() -> None:
    """Make the typeface known to the chart renderer, once."""
    import vl_convert

    vl_convert.register_font_directory(str(font_file().parent))


def _face() -> Any:
    from fontTools.ttLib import TTCollection, TTFont

    names = [font["name"].getDebugName(1) for font in TTCollection(font_file(), lazy=True).fonts]
    return TTFont(font_file(), fontNumber=names.index(FAMILY), lazy=True)


@cache
def characters() -> frozenset[str]:
    """Every character the typeface can show."""
    return frozenset(chr(code) for code in _face().getBestCmap())


def subset_woff2(text: str) -> bytes:
    """The typeface with only the characters of `text`, as WOFF2; the same text gives the same bytes."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "palt"], notdef_outline=True)
    options.recalc_timestamp = False
    font = _face()
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(set(text))))
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.flavor = "woff2"
    font.save(buffer, reorderTables=True)
    return buffer.getvalue()
