"""Figures as files: each spec drawn once as SVG and PNG, its numbers as CSV. Same spec, same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fedsheet.present.blocks import Figure
from fedsheet.present.fonts import register

PNG_SCALE = 2.0


@dataclass(frozen=True)
class Drawing:
    """One figure drawn: SVG text and its size in pixels; PNG where it was asked for."""

    svg: str
    width: float
    height: float
    png: bytes = b""


def draw(spec: Mapping[str, object]) -> Drawing:
    """The figure as SVG, text kept as text."""
    import vl_convert

    register()
    svg = numbered_afresh(vl_convert.vegalite_to_svg(dict(spec)))
    head = svg[: svg.index(">")]
    width, height = (float(_attribute(head, name)) for name in ("width", "height"))
    return Drawing(svg, width, height)


_CLIP = re.compile(r"\bclip\d+\b")


def numbered_afresh(svg: str) -> str:
    """The renderer counts clip paths through the life of a process; counted from 0 a figure is the same each time."""
    names: dict[str, str] = {}
    return _CLIP.sub(lambda found: names.setdefault(found[0], f"clip{len(names)}"), svg)


def _attribute(head: str, name: str) -> str:
    start = head.index(f' {name}="') + len(name) + 3
    return head[start : head.index('"', start)]


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG at twice its size, for slides and web pages."""
    import vl_convert

    register()
    return bytes(vl_convert.svg_to_png(drawing.svg, scale=PNG_SCALE))


def spec_json(spec: Mapping[str, Any]) -> str:
    """The spec as strict JSON, small."""
    return json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def stem(figure: Figure) -> str:
    """File name of a figure without its ending: `figure-01-qe1-purchases`."""
    return f"figure-{figure.number:02d}-{figure.id}"
