"""The one typeface of every document, from its package: where its file lies, which characters it has, a part of it.

A part is cut and packed by this module run as a program, `cut` or `pack`: bytes in, bytes out.

No system font is used, so that a document looks the same on every machine and Chinese renders on all of them.
"""

from __future__ import annotations

import io
import string
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from fedsheet.present.made_once import made
from fedsheet.present.text import LANGUAGES, messages

FAMILY = "Noto Sans CJK SC"
# Of a page's script and cells, and what keeps words together.
SIGNS, JOINING = "\N{MINUS SIGN}\N{HORIZONTAL ELLIPSIS}\N{EM DASH}◐", "\N{NO-BREAK SPACE}\N{WORD JOINER}"
PART = "fedsheet part"  # the family of a part: a name that no font of the system has


@cache
def font_file() -> Path:
    """The collection's file."""
    from noto_cjk_sans_otc import FONT_PATH

    return Path(str(FONT_PATH))


@cache
def register(folder: Path | None = None) -> None:
    """Make the typeface, or the part of it that lies in `folder`, known to the chart renderer, once."""
    import vl_convert

    vl_convert.register_font_directory(str(folder or font_file().parent))


@cache
def _number() -> int:
    """Which face of the collection is the family's."""
    from fontTools.ttLib import TTCollection

    with TTCollection(font_file(), lazy=True) as collection:
        return [font["name"].getDebugName(1) for font in collection.fonts].index(FAMILY)


def _face() -> Any:
    """The family's face, to be closed by the caller."""
    from fontTools.ttLib import TTFont

    return TTFont(font_file(), fontNumber=_number(), lazy=True, recalcTimestamp=False, recalcBBoxes=False)


@cache
def characters() -> frozenset[str]:
    """Every character the typeface can show."""
    with _face() as font:
        return frozenset(chr(code) for code in font.getBestCmap())


@cache
def everyday_characters() -> frozenset[str]:
    """What any document may need beside its own: letters, signs and every message, so that all share one part."""
    known = (text for language in LANGUAGES for text in messages(language).values())
    return frozenset(string.printable + SIGNS + JOINING).union(*known)


def subset_woff2(wanted: Iterable[str]) -> bytes:
    """The typeface with only the characters wanted, as WOFF2; the same characters give the same bytes."""
    return _packed("".join(sorted(set(wanted))))


def subset_woff(wanted: Iterable[str]) -> bytes:
    """The same as WOFF, a tenth larger and packed in a fiftieth of the time: for pages made while one waits."""
    return _pack(subset_otf(wanted), "woff")


def subset_otf(wanted: Iterable[str]) -> bytes:
    """The same part unpacked, for renderers on this machine: a text is measured in a quarter of the time."""
    with _cutting:
        return _subset("".join(sorted(set(wanted))))


_cutting = Lock()  # a page waits for the part that is being cut for the renderers


@cache
def _subset(text: str) -> bytes:
    return made("part-otf", _depends(text), lambda: _beside("cut", text.encode()))


def _depends(text: str) -> bytes:
    return " ".join([PART, *(version(name) for name in ("noto-cjk-sans-otc", "fonttools")), text]).encode()


def _cut(text: str) -> bytes:
    from fontTools import subset

    options = subset.Options(layout_features=["kern", "liga", "palt"], notdef_outline=True)
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    buffer = io.BytesIO()
    with _face() as font:
        subsetter.subset(font)
        for record in font["name"].names:
            record.string = PART if record.nameID == FAMILY_NAME else record.string
        font.save(buffer)
    return buffer.getvalue()


FAMILY_NAME = 1  # of the records in a font's table of names


@cache
def _packed(text: str) -> bytes:
    return made("part-woff2", _depends(text), lambda: _beside("pack", subset_otf(text)))


def _beside(what: str, data: bytes) -> bytes:
    """What this program answers in a process of its own: the typeface's tables would stay in this one's memory."""
    command = [sys.executable, "-P", "-m", "fedsheet.present.fonts", what]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - our own module


def _pack(part: bytes, flavor: str) -> bytes:
    from fontTools.ttLib import TTFont

    buffer = io.BytesIO()
    with TTFont(io.BytesIO(part), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        font.flavor = flavor
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()


if __name__ == "__main__":
    read = sys.stdin.buffer.read()
    sys.stdout.buffer.write(_cut(read.decode()) if sys.argv[1:] == ["cut"] else _pack(read, "woff2"))
