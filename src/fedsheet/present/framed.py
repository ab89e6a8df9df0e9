"""A figure to be put elsewhere: its title above, its source, day and span below, in the picture itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from fedsheet.present.charts.frame import text_width
from fedsheet.present.charts.theme import FONT, LIGHT
from fedsheet.present.figures import Drawing
from fedsheet.present.office import unparted

# What is counted behind a number, and what follows it in a day.
COUNTED = r"(?:(?<=\u00a0)(?:[万亿千百十]*美元|个(?:基点|百分点)|[年月日])[\u00a0\d]*)*"
# A word, a full-width character or a space, with the signs that open before it and close after it.
PIECE = re.compile(rf"[（“‘《]*(?:[^ \u2e80-\uffff]+{COUNTED}|[\u2e80-\uffff]| )[，。；：、）”’》！？]*")
MARGIN, TITLE, SMALL, LEADING = 14.0, 13.0, 9.5, 1.45  # pixels; the last in sizes of the text


def framed(drawing: Drawing, title: str, under: Sequence[str]) -> Drawing:
    """The drawing between its title and the lines `under` it, wrapped to its width."""
    width = drawing.width + 2 * MARGIN
    head, above = _block([title], TITLE, drawing.width, MARGIN, weight=700, colour=LIGHT.ink)
    foot, below = _block(under, SMALL, drawing.width, above + 8 + drawing.height + 6, weight=400, colour=LIGHT.soft)
    height = below + MARGIN
    inner = drawing.svg.replace("<svg ", f'<svg x="{MARGIN:g}" y="{above + 8:g}" ', 1)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="{LIGHT.background}"/>{head}{inner}{foot}</svg>'
    )
    return Drawing(svg, width, height)


def _block(
    texts: Sequence[str], size: float, width: float, top: float, *, weight: int, colour: str
) -> tuple[str, float]:
    """Texts as SVG from `top` down, and where they end."""
    lines = [line for text in texts if text for line in wrapped(text, size, width)]
    places = [top + size * (1 + LEADING * n) for n in range(len(lines))]
    drawn = "".join(
        f'<text x="{MARGIN:g}" y="{y:.1f}" font-family="{FONT}, sans-serif" font-size="{size:g}" '
        f'font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
        for y, line in zip(places, lines, strict=True)
    )
    return drawn, top + size * LEADING * len(lines)


def wrapped(text: str, size: float, width: float) -> Iterator[str]:
    """Lines no wider than `width`: broken at spaces, full-width characters anywhere; without backticks.

    A day stays whole, an amount with its unit, and no line begins with a sign that closes or ends with one that opens.
    """
    line = ""
    for piece in PIECE.findall(unparted(text.replace("`", ""))):
        if line and text_width(line + piece, size) > width:
            yield line.strip(" ").replace("\N{NO-BREAK SPACE}", " ")
            line = piece.lstrip(" ")
        else:
            line += piece
    if line:
        yield line.rstrip(" ").replace("\N{NO-BREAK SPACE}", " ")
