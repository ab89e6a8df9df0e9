"""names that run up their windows: where what is drawn leaves them room."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from fedsheet.present.charts.frame import Frame, text_width
from fedsheet.present.charts.heights import LEAST
from fedsheet.present.charts.parts import Marks
from fedsheet.present.charts.theme import Json

NAME_SIZE = 10.5
BESIDE = 8.0  # pixels on either side of a name's middle that its letters take
PLACES = 12  # between foot and top where a name is tried
STROKE = 0.02  # share of the height that a line takes to either side
INSET = 3  # pixels between a name and the end of the plot
Course = list[tuple[float, float, float]]  # pixels from the left; from where to where it is drawn, shares of the height


@dataclass
class Uprights:
    """The upright names of one chart, each placed beside those before it."""

    frame: Frame
    courses: Sequence[Course]
    placed: list[tuple[float, float, float]] = field(default_factory=list)

    def layer(self, day: date, label: str, style: str, *, at_top: bool, on_rule: bool = False) -> Json:
        """A name up its window: at the end wanted, or where less crosses it; one of a dashed day stands beside it."""
        x, share, room = self._sizes(day, label)
        low = min(_places(room, at_top=at_top), key=lambda low: self._crossed(x, low, share))
        self.placed.append((x, low, low + share))
        beside = {"baseline": "bottom", "dy": -INSET} if on_rule else {"baseline": "middle"}
        mark = {"type": "text", "text": label, "fontSize": NAME_SIZE, "style": style, "angle": 270, **beside}
        mark["align"] = "right" if low == room else "left"
        y = INSET if low == room else round(self.frame.height * (1 - low)) - INSET
        return {"data": {"values": [{"date": day.isoformat()}]}, "mark": mark, "encoding": {"y": {"value": y}}}

    def has_room(self, day: date, label: str) -> bool:
        """Whether a name can run up its window without being crossed."""
        x, share, room = self._sizes(day, label)
        return any(self._crossed(x, low, share) <= 0.0 for low in _places(room))

    def _sizes(self, day: date, label: str) -> tuple[float, float, float]:
        """Where a name stands, pixels from the left; the share of the least height that it takes, and the rest."""
        share = (text_width(label, NAME_SIZE) + INSET) / (self.frame.height * LEAST)
        return self.frame.x(day), share, max(1 - share, 0.0)

    def _crossed(self, x: float, low: float, share: float) -> float:
        """How much of a name is crossed, in shares of the height; another name in its place counts as a whole plot."""
        taken = sum(a < low + share and low < b and abs(at - x) < 2 * BESIDE for at, a, b in self.placed)
        spans = (span for course in self.courses if (span := _span(course, x)))
        crossed = (min(low + share, above + STROKE) - max(low, below - STROKE) for below, above in spans)
        return taken + sum(max(0.0, one) for one in crossed)


def _places(room: float, *, at_top: bool = False) -> list[float]:
    """Where a name may begin, shares of the height: at the end wanted, at the other, between."""
    return [*([room, 0.0] if at_top else [0.0, room]), *(room * n / PLACES for n in range(1, PLACES))]


def _span(course: Course, x: float) -> tuple[float, float] | None:
    """From where to where a course is drawn within a name's width of `x`, the stretch that runs over it included.

    A course goes from left to right.
    """

    def beyond(point: tuple[float, float, float]) -> float:
        return point[0] - x

    first, last = bisect_left(course, -BESIDE, key=beyond), bisect_right(course, BESIDE, key=beyond)
    near = [(low, high) for _, low, high in course[first:last]]
    before = [point for point in course[max(first - 1, 0) : last] if point[0] <= x - BESIDE][-1:]
    after = [point for point in course[first : last + 1] if point[0] >= x + BESIDE][:1]
    for (left, *lows), (right, *highs) in zip(before, after, strict=True) if before and after else ():
        part = (x - left) / (right - left)
        near.append((lows[0] + part * (highs[0] - lows[0]), lows[1] + part * (highs[1] - lows[1])))
    return (min(low for low, _ in near), max(high for _, high in near)) if near else None


def courses(marks: Sequence[Marks], frame: Frame) -> list[Course]:
    """What is drawn by day, name by name; nothing of what has no days or no height."""
    found: list[Course] = []
    for side in ("left", "right"):
        layers = [layer for part in marks if part.axis == side for layer in part.layers if _is_dated(layer)]
        drawn = [course for layer in layers for course in _drawn(layer, frame)]
        ends = _ends(layers, drawn)
        if ends and ends[1] > ends[0]:
            low, high = ends
            found += [[(x, (a - low) / (high - low), (b - low) / (high - low)) for x, a, b in one] for one in drawn]
    return found


def _is_dated(layer: Json) -> bool:
    rows = layer["data"]["values"]
    return bool(rows) and {"date", "series", "value"} <= rows[0].keys() and "scale" in layer["encoding"].get("y", {})


def _drawn(layer: Json, frame: Frame) -> Iterator[Course]:
    """A layer's courses in its own unit; what is stacked is one, from zero to its sum."""
    start, end = frame.start.isoformat(), frame.end.isoformat()
    rows = [row for row in layer["data"]["values"] if start <= row["date"] <= end]
    if "stack" in layer["encoding"]["y"]:
        by_day = groupby(sorted(rows, key=lambda row: row["date"]), key=lambda row: row["date"])
        summed = ((day, [row["value"] for row in held]) for day, held in by_day)
        yield [
            (frame.x(date.fromisoformat(day)), sum(min(v, 0.0) for v in values), sum(max(v, 0.0) for v in values))
            for day, values in summed
        ]
        return
    for _, held in groupby(rows, key=lambda row: row["series"]):
        yield [(frame.x(date.fromisoformat(row["date"])), row["value"], row["value"]) for row in held]


def _ends(layers: Sequence[Json], drawn: Sequence[Course]) -> tuple[float, float] | None:
    """What the axis runs between: its own ends where they are set, else those of what is drawn."""
    scales = [layer["encoding"]["y"]["scale"] for layer in layers]
    for scale in scales:
        if "domain" in scale:
            return min(scale["domain"]), max(scale["domain"])
    values = [end for course in drawn for _, low, high in course for end in (low, high)]
    values += [0.0] * any(scale.get("zero") for scale in scales)
    return (min(values), max(values)) if values else None
