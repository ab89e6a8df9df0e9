"""The one typeface of every document, from its package: where its file lies, which characters it has, a part of it.

No system font is used, so that a document looks the same on every machine and Chinese renders on all of them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FAMILY = "Noto Sans CJK SC"


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


@cache
def _number() -> int:
    """Which face of the collection is the family's."""
    from fontTools.ttLib import TTCollection

    with TTCollection(font_file(), lazy=True) as collection:
        return [font["name"].getDebugName(1) for font in collection.fonts].index(FAMILY)


def _face() -> Any:
    """The family's face, to be closed by the caller."""
    from fontTools.ttLib import TTFont

    return TTFont(font_file(), fontNumber=_number(), lazy=True, recalcTimestamp=False)


@cache
def characters() -> frozenset[str]:
    """Every character the typeface can show."""
    with _face() as font:
        return frozenset(chr(code) for code in font.getBestCmap())


def subset_woff2(wanted: Iterable[str]) -> bytes:
    """The typeface with only the characters wanted, as WOFF2; the same characters give the same bytes."""
    return _subset("".join(sorted(set(wanted))))


@cache
def _subset(text: str) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "palt"], notdef_outline=True)
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    buffer = io.BytesIO()
    with _face() as font:
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()
