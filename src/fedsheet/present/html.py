"""The document as one interactive page that asks nothing of the network: figures, numbers, typeface and code inside.

Each figure is drawn in the browser from the spec that draws the PDF's SVG, with a hover layer added; the drawing code
is bundled by the same renderer. The typeface is cut down to the characters in use. Expressions in specs run through
an interpreter, so the page works where evaluating strings is forbidden.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Collection, Set
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.present.blocks import figures
from fedsheet.present.charts import style
from fedsheet.present.document import Document, headings
from fedsheet.present.fonts import FAMILY, everyday_characters, subset_woff2
from fedsheet.present.packing import packed
from fedsheet.present.text import Words

PHONE = 290  # pixels of a plot on a phone
REACH = 110  # square pixels of the invisible points that show a line's numbers under the pointer
ROWS_SHOWN = 40  # of a figure's numbers on the page; all of them are in its CSV and in the workbook


def page(document: Document, words: Words, letters: Collection[str] = ()) -> str:
    """The page's HTML; the same document gives the same bytes.

    Pages written with the same `letters`, all that any of them shows, hold one part of the typeface, cut once.
    """
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(_shipped("page.html"))
    drawn = {figure.id: packed(interactive(figure.spec)) for figure in figures(document.blocks)}
    body = template.render(
        document=document,
        words=words,
        contents=headings(document.blocks),
        anchors={id(heading): anchor for anchor, heading in headings(document.blocks)},
        number_of=id,
        kind=lambda block: type(block).__name__,
        rows_shown=ROWS_SHOWN,
        style=_shipped("page.css"),
        ours=style.NAVY,
        logo=data_address(document.logo),
        font_face="@@FONT@@",
        specs="@@SPECS@@",
        script="@@SCRIPT@@",
    )
    specs = _json_for_script({"figures": drawn, "light": style.theme(style.LIGHT), "dark": style.theme(style.DARK)})
    filled = body.replace("@@SPECS@@", specs).replace("@@SCRIPT@@", _script())
    return filled.replace("@@FONT@@", font_face({*letters, *body, *specs}))


def data_address(png: bytes) -> str:
    """A picture inside the page; empty where there is none."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}" if png else ""


@cache
def _shipped(name: str) -> str:
    return (files("fedsheet.present") / "templates" / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    import vl_convert

    return str(vl_convert.javascript_bundle(_shipped("page.js"))).replace("</script", "<\\/script")


def _json_for_script(value: object) -> str:
    """Strict JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def font_face(letters: Set[str]) -> str:
    """The @font-face rule with the typeface's part for these characters, inside the page."""
    data = base64.b64encode(subset_woff2(everyday_characters() | letters)).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff2;base64,{data}) format("woff2")}}'


def interactive(spec: Any) -> dict[str, Any]:
    """The spec with a hover layer for each line: the nearest point lights up and tells its date, name and value."""
    lively: dict[str, Any] = copy.deepcopy(dict(spec))
    lively.pop("config", None)
    _mark_crowding_names(lively)
    count = 0
    for group in lively.get("layer", []):
        for layer in list(group.get("layer", [])):
            kind = layer["mark"].get("type") if isinstance(layer.get("mark"), dict) else None
            if kind == "line":
                group["layer"].append(_hover(layer, f"hover{count}"))
                count += 1
            elif kind in {"bar", "area", "point"}:
                layer["mark"]["tooltip"] = True
                layer["encoding"]["tooltip"] = _tooltip(layer)
    return lively


def _mark_crowding_names(spec: dict[str, Any]) -> None:
    """Call names over the plot `wide-only-…` that would touch their neighbour on a phone; the page leaves them out."""
    layers = [layer for group in spec.get("layer", []) for layer in group.get("layer", [])]
    domains = (layer.get("encoding", {}).get("x", {}).get("scale", {}).get("domain") for layer in layers)
    domain = next((found for found in domains if found), None)
    if domain is None:
        return
    start, end = (date(one["year"], one["month"], one["date"]) for one in domain)
    taken: dict[float, float] = {}
    for count, layer in enumerate(layers):
        above = layer.get("encoding", {}).get("y", {}).get("value", 0)
        if layer["mark"]["type"] != "text" or above >= 0:
            continue
        day = date.fromisoformat(layer["data"]["values"][0]["date"])
        middle = PHONE * (day - start) / (end - start)
        half = style.text_width(layer["mark"]["text"], layer["mark"]["fontSize"]) / 2
        if middle - half < taken.get(above, -half):
            layer["name"] = f"wide-only-{count}"
        else:
            taken[above] = middle + half + 3


def _tooltip(layer: dict[str, Any]) -> list[dict[str, str]]:
    """Date, name and value of the row under the pointer."""
    layer["transform"] = [*layer.get("transform", []), {"calculate": "utcFormat(datum.date,'%Y-%m-%d')", "as": "day"}]
    return [
        {"field": "day", "type": "nominal", "title": " "},
        {"field": "series", "type": "nominal", "title": "  "},
        {"field": "value", "type": "quantitative", "format": ",.4~f", "title": "   "},
    ]


def _hover(line: dict[str, Any], name: str) -> dict[str, Any]:
    layer = {
        "data": copy.deepcopy(line["data"]),
        "params": [{"name": name, "select": {"type": "point", "on": "pointerover", "clear": "pointerout"}}],
        "mark": {"type": "point", "filled": True, "size": REACH, "clip": True},
        "encoding": {
            **{key: value for key, value in line["encoding"].items() if key in {"x", "y", "color"}},
            "opacity": {"condition": {"param": name, "empty": False, "value": 0.8}, "value": 0},
        },
    }
    layer["encoding"]["tooltip"] = _tooltip(layer)
    if "scale" in layer["encoding"].get("x", {}):
        layer["encoding"]["x"] = {**layer["encoding"]["x"], "scale": {"type": "utc"}}
    return layer
