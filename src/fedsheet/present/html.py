"""The document as one interactive page that asks nothing of the network: figures, numbers, typeface and code inside.

Each figure is drawn in the browser from the spec that draws the PDF's SVG; `page.js` tells the numbers of a day. Its
colours are the page's own variables: a tone, and paper, change them without drawing again. The same renderer bundles
the drawing code. The typeface is cut down to the characters in use. Expressions in specs run through
an interpreter, so the page works where evaluating strings is forbidden.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fedsheet.core.extras import need
from fedsheet.present.blocks import figures
from fedsheet.present.charts import style
from fedsheet.present.coded import parted
from fedsheet.present.document import Document, headings
from fedsheet.present.fonts import FAMILY, everyday_characters, subset_woff
from fedsheet.present.made_once import made
from fedsheet.present.packing import packed
from fedsheet.present.references import numbered_exhibits
from fedsheet.present.text import Words
from fedsheet.present.typesetting import Ask, answer

if TYPE_CHECKING:
    from markupsafe import Markup

PHONE = 290  # pixels of a plot on a phone
CONTENTS_DEPTH, ALL_HEADINGS = 2, 6
OWN_TONES = style.Tones(
    *(f"var(--{name})" for name in ("back", "ink", "soft", "grid", "axis", "easing", "runoff", "recession"))
)
BY_TONE = {style.NAVY: "var(--navy)", style.RED: "var(--red)", style.VIOLET: "var(--violet)"}  # too dark on a dark page
ROWS_SHOWN = 40  # of a figure's numbers on the page; all of them are in its CSV and in the workbook


def page(document: Document, words: Words, letters: Collection[str] = (), others: Sequence[str] = ()) -> str:
    """The page's HTML; the same document gives the same bytes.

    letters   of all documents of a run: their pages then hold one part of the typeface, cut once
    others    languages whose page lies beside this one
    """
    need("report")
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters["coded"] = _coded
    template = environment.from_string(_shipped("page.html"))
    anchored = headings(document.blocks, deepest=ALL_HEADINGS)
    drawn = {figure.id: packed(interactive(figure.spec)) for figure in figures(document.blocks)}
    body = template.render(
        document=document,
        words=words,
        contents=[found for found in anchored if found[1].level <= CONTENTS_DEPTH],
        anchors={id(heading): anchor for anchor, heading in anchored},
        others=others,
        exhibits=numbered_exhibits(document.blocks, words),
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
    specs = _json_for_script({"figures": drawn, "theme": style.theme(OWN_TONES)})
    filled = body.replace("@@SPECS@@", specs).replace("@@SCRIPT@@", _script())
    return filled.replace("@@FONT@@", font_face({*everyday_characters(), *letters, *body, *specs}))


def _coded(text: str) -> Markup:
    """A text, escaped, with its commands set as code."""
    from markupsafe import Markup

    return Markup().join(Markup("<code>{}</code>").format(part) if is_code else part for part, is_code in parted(text))


def data_address(png: bytes) -> str:
    """A picture inside the page; empty where there is none."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}" if png else ""


@cache
def _shipped(name: str) -> str:
    return (files("fedsheet.present") / "templates" / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    return bundle(answer).decode().replace("</script", "<\\/script")


def bundle(ask: Ask) -> bytes:
    """The pages' script with its libraries, kept, else made by `ask`: ahead in another process, it takes a second."""
    source = _shipped("page.js")
    depends_on = f"{version('vl-convert-python')} {source}".encode()
    return made("page", depends_on, lambda: str(ask({"bundle": source})["script"]).encode())


def _json_for_script(value: object) -> str:
    """Strict JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def font_face(letters: Set[str]) -> str:
    """The @font-face rule with the typeface's part for these characters, inside the page."""
    data = base64.b64encode(subset_woff(letters)).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{data}) format("woff")}}'


def interactive(spec: Any) -> dict[str, Any]:
    """The spec in the page's colours, and bars and dots that tell what they stand for."""
    lively: dict[str, Any] = _in_tones({key: part for key, part in spec.items() if key != "config"})
    _mark_crowding_names(lively)
    for part in [lively] if "mark" in lively else lively.get("layer", []):
        _tell(part)
    return lively


def _tell(layer: dict[str, Any]) -> None:
    """What a bar, a dot or a cell stands for: names as they are, numbers under their axis with its unit."""
    mark, encoding = layer.get("mark"), layer.get("encoding", {})
    if not isinstance(mark, dict) or mark.get("type") not in {"bar", "point", "rect"}:
        return
    told = [_told(encoding[name], encoding.get("color", {})) for name in ("y", "x", "x2", "color") if name in encoding]
    if any(told):
        layer["encoding"] = {**encoding, "tooltip": [each for each in told if each]}


def _told(channel: Mapping[str, Any], colour: Mapping[str, Any]) -> dict[str, Any]:
    if "field" not in channel or channel["field"] == "kind":
        return {}
    is_number = channel.get("type") == "quantitative"
    title = (channel.get("axis") or {}).get("title") or (colour.get("legend") or {}).get("title")
    if is_number and not title:
        return {}
    form = {"format": ",.4~f"} if is_number else {}
    return {"field": channel["field"], "type": channel.get("type", "quantitative"), "title": title or " ", **form}


def _in_tones(part: Any) -> Any:
    """A part of a spec with colours that follow the tone; a scale of colours between values must name its own."""
    if isinstance(part, dict):
        is_graded = part.get("type") == "quantitative"
        kept = ("scale",) if is_graded else ()
        return {key: value if key in ("values", *kept) else _in_tones(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_in_tones(each) for each in part]
    return BY_TONE.get(part, part) if isinstance(part, str) else part


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
        day = date.fromisoformat(layer["data"]["values"][0]["date"][:10])  # a name may stand within its day
        middle = PHONE * (day - start) / (end - start)
        half = style.text_width(layer["mark"]["text"], layer["mark"]["fontSize"]) / 2
        if middle - half < taken.get(above, -half):
            layer["name"] = f"wide-only-{count}"
        else:
            taken[above] = middle + half + 3
