"""What every figure looks like: typeface, sizes, colours, both editions; and how a drawing is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FONT = "Noto Sans CJK SC"
# On a page of A4 a pixel of a figure is 0.76 points: labels of 11 are set in 8.4, and in 7.9 where a page is full.
LETTER = 11.0  # pixels of axis labels, titles and legends
INNER_LETTER = 10.5  # of numbers within a plot: nothing is smaller
# A legend's names in sentence case, as headings are.
SENTENCE_CASE = "upper(substring(datum.label, 0, 1)) + substring(datum.label, 1)"
WIDTH, HEIGHT = 560, 185
HALF_WIDTH, HALF_HEIGHT = 254, 148
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

NAVY, RED, GOLD, TEAL = "#1f4e8c", "#b5312b", "#d08a17", "#2a8577"
VIOLET, GREY, SKY, BROWN = "#6b4a8e", "#7f8790", "#5fa3d3", "#8a5a3c"
ROSE = "#d98b87"  # beside red as sky stands beside navy
# Of what rises and what falls, apart from every other colour so that a reader's habit can exchange them.
RISE, FALL = "#2b8577", "#b4312b"
COLOURS = (NAVY, RED, GOLD, TEAL, VIOLET, SKY, BROWN, GREY)

Json = dict[str, Any]


@dataclass(frozen=True)
class Tones:
    """The colours that differ between the light and the dark edition."""

    background: str
    ink: str
    soft: str
    grid: str
    axis: str
    easing: str
    runoff: str
    recession: str


MIDDLE = "#f4f4f4"  # between the two colours of a map of changes
LIGHT = Tones("white", "#22262b", "#5b6470", "#e3e6ea", "#9aa2ab", "#cfe0f3", "#f6e0c4", "#c4c8cd")
DARK = Tones("#171b21", "#e4e8ec", "#a3adb8", "#2c333c", "#5b6672", "#24405f", "#574022", "#454b54")


def theme(tones: Tones = LIGHT) -> Json:
    """The look of every figure; the page swaps in the dark edition where its reader prefers that."""
    return {
        "font": FONT,
        "background": tones.background,
        "padding": {"left": 4, "right": 6, "top": 4, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": LETTER,
            "titleFontSize": LETTER,
            "titleFontWeight": "normal",
            "labelColor": tones.ink,
            "titleColor": tones.soft,
            "gridColor": tones.grid,
            "domainColor": tones.axis,
            "tickColor": tones.axis,
            "tickSize": 4,
            "labelOverlap": "greedy",
            "labelSeparation": 4,
            "labelFlush": False,
        },
        "legend": {
            "orient": "bottom",
            "title": None,
            "labelFontSize": LETTER,
            "labelColor": tones.ink,
            "labelLimit": 420,
            "symbolStrokeWidth": 2.4,
            "symbolSize": 90,
            "symbolOpacity": 1,  # a swatch in its full colour, not in the pale one of bands
            "offset": 8,
            "columnPadding": 14,
        },
        "style": {
            "easing": {"color": tones.easing, "opacity": 0.6},
            "runoff": {"color": tones.runoff, "opacity": 0.6},
            "recession": {"color": tones.recession, "opacity": 0.6},
            "ink": {"color": tones.ink},
            "soft": {"color": tones.soft},
            "zero": {"color": tones.axis},
        },
    }


def quantitative(field: str, **how: object) -> Json:
    """A channel of numbers."""
    return {"field": field, "type": "quantitative", **how}


def nominal(field: str, **how: object) -> Json:
    """A channel of names."""
    return {"field": field, "type": "nominal", **how}


def zero_rule(channel: str) -> Json:
    """The line at zero of an axis, "x" or "y"."""
    return {"data": {"values": [{}]}, "mark": {"type": "rule", "style": "zero"}, "encoding": {channel: {"datum": 0}}}


def as_spec(layers: Sequence[Json], rows: Sequence[Json], height: int, *, width: int = WIDTH) -> Json:
    """Layers over rows of data as one drawing in the house's dress."""
    return {
        "$schema": SCHEMA, "width": width, "height": height, "config": theme(), "data": {"values": list(rows)},
        "layer": list(layers),
    }  # fmt: skip
