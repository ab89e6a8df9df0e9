"""Assets by window as a heat map: colour by direction, as strong as the change is unusual; blank where none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.charts.curves import Plot
from fedsheet.present.charts.review import window_name
from fedsheet.present.charts.style import Json
from fedsheet.present.charts.theme import FALL, LIGHT, RISE, as_spec, nominal, quantitative

if TYPE_CHECKING:
    from fedsheet.present.table import Table
    from fedsheet.present.text import Words
    from fedsheet.review.assettable import AssetCell, AssetTable

WIDTH, ROW = 560, 26
FAINT = 0.08  # of the colour, where a random window would move as much every other time
READABLE = 0.6  # above it white letters are read, below it dark ones
CELL_LETTER = 9.5  # pixels: the widest change fills its cell


def strength(cell: AssetCell) -> float:
    """From FAINT (p of one) to one (p of zero)."""
    return FAINT + (1.0 - FAINT) * (1.0 - (1.0 if cell.p_value is None else cell.p_value)) ** 2


def asset_map(found: AssetTable, shown: dict[tuple[str, str], str], table: Table, words: Words) -> Plot:
    """Windows across, assets down; `shown` is each cell's text."""
    assets = list(dict.fromkeys(c.asset for c in found.cells))
    names = {a: words(f"effects.asset_{a}") for a in assets}
    titles = {w.id: window_name(words, w.id) for w in found.windows}
    rows = [
        {
            "window": titles[c.window], "asset": names[c.asset], "text": shown[c.window, c.asset],
            "strength": 0.0 if c.change is None else round(strength(c), 3),
            "up": words("effects.up" if (c.change or 0.0) >= 0 else "effects.down"),
            "dark": c.change is not None and strength(c) > READABLE,
        }
        for c in found.cells
    ]  # fmt: skip
    x = {
        "field": "window", "type": "ordinal", "sort": list(titles.values()),
        "axis": {"orient": "top", "labelAngle": -40, "title": None, "labelLimit": 170, "labelOverlap": False},
    }  # fmt: skip
    y = {"field": "asset", "type": "ordinal", "sort": list(names.values()), "axis": {"title": None, "labelLimit": 130}}
    colours = {"domain": [words("effects.up"), words("effects.down")], "range": [RISE, FALL]}
    shades = {"domain": [0, 1], "range": [0, 1]}
    opacity = quantitative("strength", scale=shades, legend=None)
    legend = {"orient": "bottom", "title": None}
    fills: Json = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": x, "y": y, "opacity": opacity,
            "color": nominal("up", scale=colours, legend=legend),
        },
    }  # fmt: skip
    texts: Json = {
        "mark": {"type": "text", "fontSize": CELL_LETTER},
        "encoding": {
            "x": x, "y": y, "text": {"field": "text"},
            "color": {"condition": {"test": "datum.dark", "value": "#ffffff"}, "value": LIGHT.ink},
        },
    }  # fmt: skip
    return Plot(as_spec([fills, texts], rows, ROW * len(assets), width=WIDTH), table)
