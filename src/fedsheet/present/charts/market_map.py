"""The flow map: nine kinds in three columns, arrows from lender to borrower, each named by its instrument."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fedsheet.market.participants import Flow, Participant, classes, flows, instruments, participants
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, TEAL, VIOLET, Json
from fedsheet.present.charts.theme import INNER_LETTER
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedsheet.market.results import MarketMap
    from fedsheet.present.text import Words

WIDTH, HEIGHT = 690, 405
BOX = (140, 44)
COLUMNS = {"end_users": 85, "intermediaries": 345, "authorities": 595}
ROWS = {
    "money_funds": 78, "cash_pools": 218, "leveraged": 345, "foreign_branches": 150, "large_banks": 248, "dealers": 345,
    "federal_reserve": 78, "foreign_official": 185, "treasury": 345,
}  # fmt: skip
# Flows that would run through a box go around: corners in pixels between the two ends.
AROUND = {
    ("money_funds", "treasury"): ((85.0, 28.0), (680.0, 28.0), (680.0, 345.0)),
    ("leveraged", "treasury"): ((85.0, 395.0), (595.0, 395.0)),
}
FAMILY = {
    "fed_funds": NAVY, "eurodollars": NAVY, "tri_party_repo": RED, "gcf_repo": RED, "dvp_repo": RED, "on_rrp": GOLD,
    "reserves": TEAL, "srf": GOLD, "discount_window": GOLD, "foreign_repo_pool": GOLD, "bills": GREY, "coupons": GREY,
    "fhlb_advances": VIOLET,
}  # fmt: skip
APART = 15  # pixels between arrows that join the same two boxes
LABEL_AT = (0.5, 0.36, 0.64)  # along the arrow, in turn, so that names of crossing arrows do not meet
ELSEWHERE = {  # names that would still meet
    ("money_funds", "dealers"): 0.17, ("cash_pools", "foreign_branches"): 0.4, ("cash_pools", "large_banks"): 0.5,
    ("cash_pools", "dealers"): 0.45, ("large_banks", "federal_reserve"): 0.5, ("federal_reserve", "large_banks"): 0.33,
}  # fmt: skip
# Pixels beside the middle line, where ends would meet.
ASIDE = {("federal_reserve", "large_banks"): 6.0, ("large_banks", "federal_reserve"): 6.0}
LINE = 11  # pixels a further line of a name takes
Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """A line through `points` (pixels) with its name, where the name stands, and its colour."""

    points: tuple[Point, ...]
    label: str
    label_at: Point
    colour: str

    @property
    def angle(self) -> float:
        """Degrees clockwise from upright in which the last stretch points, as triangles are turned."""
        (x, y), (x2, y2) = self.points[-2:]
        return math.degrees(math.atan2(x2 - x, y - y2))


def flow_map(found: MarketMap, words: Words) -> Plot:
    """The map as one Vega-Lite spec, sizes in its boxes, and the table of its flows."""
    spec = _spec(arrows(words), words, found.sizes_usd)
    return Plot({**spec, "usermeta": {"listed": _listed(found, words)}}, _table(found, words))


def _centre(participant: str) -> Point:
    of_class = next(p.of_class for p in participants() if p.id == participant)
    return COLUMNS[of_class], ROWS[participant]


def _leaves(box: Point, start: Point, towards: Point) -> Point:
    """Where a line from `start`, inside the box around `box`, leaves it on its way `towards`."""
    dx, dy = towards[0] - start[0], towards[1] - start[1]
    reach_x = (BOX[0] / 2 - math.copysign(1.0, dx) * (start[0] - box[0])) / abs(dx) if dx else math.inf
    reach_y = (BOX[1] / 2 - math.copysign(1.0, dy) * (start[1] - box[1])) / abs(dy) if dy else math.inf
    share = min(reach_x, reach_y)
    return start[0] + dx * share, start[1] + dy * share


def arrows(words: Words) -> list[Arrow]:
    """One arrow a flow; flows between the same two kinds lie side by side."""
    pairs: dict[frozenset[str], list[Flow]] = {}
    for flow in flows():
        pairs.setdefault(frozenset((flow.lender, flow.borrower)), []).append(flow)
    found: list[Arrow] = []
    for joined in pairs.values():
        for n, flow in enumerate(joined):
            aside = (n - (len(joined) - 1) / 2) * APART + ASIDE.get((flow.lender, flow.borrower), 0.0)
            at = ELSEWHERE.get((flow.lender, flow.borrower), LABEL_AT[len(found) % len(LABEL_AT)])
            found.append(_arrow(flow, aside, at, words))
    return found


def _arrow(flow: Flow, aside: float, at: float, words: Words) -> Arrow:
    a, b = _centre(flow.lender), _centre(flow.borrower)
    label = _wrapped(instruments()[flow.instrument][words.language], 18)
    corners = AROUND.get((flow.lender, flow.borrower))
    if corners is not None:
        points = (_leaves(a, a, corners[0]), *corners, _leaves(b, b, corners[-1]))
        longest = max(pairwise(points), key=lambda ends: math.dist(*ends))
        return Arrow(points, label, _between(*longest, 0.5), FAMILY[flow.instrument])
    first, last = (_centre(name) for name in sorted((flow.lender, flow.borrower)))
    length = math.dist(first, last)
    shift = (-(last[1] - first[1]) / length * aside, (last[0] - first[0]) / length * aside)
    start, end = ((p[0] + shift[0], p[1] + shift[1]) for p in (a, b))
    points = (_leaves(a, start, end), _leaves(b, end, start))
    return Arrow(points, label, _between(*points, at), FAMILY[flow.instrument])


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _spec(found: list[Arrow], words: Words, sizes: Mapping[str, float]) -> Json:
    lines = [
        {"x": x, "y": y, "x2": x2, "y2": y2, "colour": a.colour}
        for a in found
        for (x, y), (x2, y2) in pairwise(a.points)
    ]
    heads = [{"x": a.points[-1][0], "y": a.points[-1][1], "angle": a.angle, "colour": a.colour} for a in found]
    names = [_text(*a.label_at, a.label) | {"colour": a.colour} for a in found]
    boxes = [_box(p, words, sizes) for p in participants()]
    plates = [_plate(a) for a in found]
    titles = [{"x": x, "y": 10, "text": classes()[name][words.language]} for name, x in COLUMNS.items()]
    place = {
        "x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, WIDTH]}, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": {"domain": [HEIGHT, 0]}, "axis": None},
    }
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "$schema": style.SCHEMA,
        "width": WIDTH,
        "height": HEIGHT,
        "config": style.theme(),
        "layer": [
            _layer(lines, {"type": "rule", "strokeWidth": 1.4}, {**place, **ends, "color": colour}),
            _layer(
                heads,
                {"type": "point", "shape": "triangle-up", "filled": True, "size": 55},
                {**place, "color": colour, "angle": {"field": "angle", "type": "quantitative", "scale": None}},
            ),
            _layer(plates, {"type": "rect", "fill": style.LIGHT.background}, {**place, **ends}),
            _layer(
                names,
                {"type": "text", "fontSize": INNER_LETTER, "lineBreak": "\n"},
                {**place, "text": {"field": "text"}, "color": colour},
            ),
            _layer(
                boxes,
                {"type": "rect", "fill": style.LIGHT.easing, "stroke": style.LIGHT.axis, "cornerRadius": 4},
                {**place, **ends},
            ),
            _layer(
                [_text((b["x"] + b["x2"]) / 2, (b["y"] + b["y2"]) / 2, b["text"]) for b in boxes],
                {"type": "text", "fontSize": INNER_LETTER, "color": style.LIGHT.ink, "lineBreak": "\n"},
                {**place, "text": {"field": "text"}},
            ),
            _layer(
                titles,
                {"type": "text", "fontSize": 11, "fontWeight": "bold", "style": "ink"},
                {**place, "text": {"field": "text"}},
            ),
        ],
    }


def _layer(values: list[Json], mark: Json, encoding: Json) -> Json:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _text(x: float, y: float, text: str) -> Json:
    """A name centred on its place, also where it takes two lines."""
    return {"x": x, "y": y - LINE / 2 * text.count("\n"), "text": text}


def _plate(a: Arrow) -> Json:
    """What keeps lines from running through a name."""
    (x, y), rows = a.label_at, a.label.split("\n")
    wide = max(style.text_width(row, INNER_LETTER) for row in rows) / 2 + 2
    high = LINE * len(rows) / 2 + 1
    return {"x": x - wide, "x2": x + wide, "y": y - high, "y2": y + high}


def _box(p: Participant, words: Words, sizes: Mapping[str, float]) -> Json:
    x, y = _centre(p.id)
    size = (
        f"\n{words('market.box_size', measure=p.size_label.of(words.language), size=sizes[p.id])}"
        if p.id in sizes
        else ""
    )
    return {
        "x": x - BOX[0] / 2, "x2": x + BOX[0] / 2, "y": y - BOX[1] / 2, "y2": y + BOX[1] / 2,
        "text": _wrapped(f"{p.number} {p.name[words.language]}") + size,
    }  # fmt: skip


def _wrapped(name: str, most: int = 22) -> str:
    """The name on two lines where it is long; Chinese breaks after 及 or 与, or in the middle."""
    if style.text_width(name, 1.0) <= most * 0.56:
        return name
    breaks = [k + 1 for k, c in enumerate(name[:-1]) if c in " 及与"] or [len(name) // 2]
    cut = min(breaks, key=lambda k: abs(style.text_width(name[:k], 1.0) - style.text_width(name[k:], 1.0)))
    return name[:cut].rstrip() + "\n" + name[cut:]


def _listed(found: MarketMap, words: Words) -> list[Json]:
    """The same where there is no room for a map: each instrument with its amount, and who lends it to whom."""
    names = {p.id: f"{p.number} {p.name[words.language]}" for p in participants()}
    routes: dict[str, list[str]] = {}
    for flow in flows():
        routes.setdefault(flow.instrument, []).append(f"{names[flow.lender]} → {names[flow.borrower]}")
    known = {name: words("market.flow_size", usd=usd, day=day) for name, (usd, day) in found.amounts.items()}
    return [
        {"name": instruments()[name][words.language], "detail": known.get(name, ""), "routes": rows}
        for name, rows in routes.items()
    ]


def _table(found: MarketMap, words: Words) -> Table:
    """One row a flow: its instrument and rate, and what the instrument amounts to over all who use it."""
    names = {p.id: f"{p.number} {p.name[words.language]}" for p in participants()}
    rows = (
        (
            names[f.lender], names[f.borrower], instruments()[f.instrument][words.language], f.rate or None,
            *found.amounts.get(f.instrument, (None, None)),
        )
        for f in flows()
    )  # fmt: skip
    columns = (
        Column("lender"), Column("borrower"), Column("instrument"), Column("rate", "name:terms."),
        Column("amount", "money", "market.flow_amount"), Column("amount_date", "iso", "terms.date"),
    )  # fmt: skip
    return Table.of("market-map", words, columns, rows)
