"""Figures as files: each spec drawn once as SVG, and as PNG from that by typst. Same spec, same bytes."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fedsheet.core.extras import need
from fedsheet.present.blocks import Figure
from fedsheet.present.fonts import FAMILY, PART, register
from fedsheet.present.made_once import keep, kept
from fedsheet.present.typesetting import Ask, answer

SCREEN_PPI = 144.0  # twice the size a figure is made for, for slides and web pages


@dataclass(frozen=True)
class Drawing:
    """One figure drawn: SVG text and its size in pixels."""

    svg: str
    width: float
    height: float


def draw(spec: Mapping[str, Any], typeface: Path | None = None) -> Drawing:
    """The figure as SVG, text kept as text; measured with the part of the typeface that lies in a folder, or all.

    The renderer takes a font of the system before one of the same name that it is given: a part has a name of its own.
    """
    need("report")
    import vl_convert

    register(typeface)
    used = {**spec, "config": {**spec.get("config", {}), "font": PART}} if typeface else dict(spec)
    svg = numbered_afresh(vl_convert.vegalite_to_svg(used)).replace(PART, FAMILY)
    head = svg[: svg.index(">")]
    width, height = (float(_attribute(head, name)) for name in ("width", "height"))
    return Drawing(svg, width, height)


_COUNTED = re.compile(r"\b(clip|gradient_)\d+\b")


def numbered_afresh(svg: str) -> str:
    """Clip paths and gradients are counted through a renderer's life; counted from 0 a figure is the same each time."""
    names: dict[str, str] = {}
    return _COUNTED.sub(lambda found: names.setdefault(found[0], f"{found[1]}{len(names)}"), svg)


def _attribute(head: str, name: str) -> str:
    start = head.index(f' {name}="') + len(name) + 3
    return head[start : head.index('"', start)]


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG, at twice its size."""
    return pngs([drawing])[0]


def pngs(
    drawings: Sequence[Drawing], ppi: float = SCREEN_PPI, widths: Sequence[float] = (), ask: Ask = answer
) -> list[bytes]:
    """Drawings as PNG, each a page of a typst document: a fifth of the time the chart renderer takes for it.

    widths   of each in points, where it will not stand in its own size
    """
    need("report")
    sized = list(zip(drawings, widths or [each.width for each in drawings], strict=True))
    names = [f"{drawn_with('typst')} {ppi:g} {width:g} {drawing.svg}".encode() for drawing, width in sized]
    found = [kept("png", name) for name in names]
    missing = [place for place, body in enumerate(found) if body is None]
    for first in range(0, len(missing), AT_ONCE):
        places = missing[first : first + AT_ONCE]
        for place, body in zip(places, _sheets([sized[place] for place in places], ppi, ask), strict=True):
            found[place] = body
            keep("png", names[place], body)
    return [body for body in found if body is not None]


def drawn_with(package: str) -> str:
    """What a picture depends on beside what it shows: the package that makes it, and the typeface's."""
    return f"{version(package)} {version('noto-cjk-sans-otc')}"


AT_ONCE = 12  # pictures of one document: typst holds all its pages at once, and a page of 300 dpi takes 20 MiB


def _sheets(sized: Sequence[tuple[Drawing, float]], ppi: float, ask: Ask) -> list[bytes]:
    """PNG of each drawing in its width in points."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        pages = [_sheet(place, drawing, width) for place, (drawing, width) in enumerate(sized)]
        for place, (drawing, _) in enumerate(sized):
            (root / f"{place}.svg").write_text(drawing.svg, encoding="utf-8")
        (root / "main.typ").write_text("\n".join(pages), encoding="utf-8")
        made = ask({"compile": folder, "form": {"format": "png", "ppi": ppi}})["files"]
        return [(root / name).read_bytes() for name in made]


def _sheet(place: int, drawing: Drawing, width: float) -> str:
    """A page as large as one drawing."""
    size = f"width: {width:g}pt, height: {drawing.height * width / drawing.width:g}pt"
    return f'#page({size}, margin: 0pt, image("{place}.svg", width: {width:g}pt))'


def spec_json(spec: Mapping[str, Any]) -> str:
    """The spec as strict JSON, small."""
    return json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def stem(figure: Figure) -> str:
    """File name of a figure without its ending: `figure-01-qe1-purchases`."""
    return f"figure-{figure.number:02d}-{figure.id}"
