"""The days and pixels of a chart, and its two axes: labels that never crowd, titles that carry the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fedsheet.core.lazy import pd
from fedsheet.present.charts.theme import HALF_HEIGHT, HALF_WIDTH, HEIGHT, WIDTH, Json

TITLE_Y = -8  # pixels above the plot; the rows of names push it up
LABEL_SPACE = {"%Y": 44, "%Y-%m": 58, "%m-%d": 48}  # pixels a label and its gap take

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Frame:
    """The days a chart shows and its size in pixels; `half` makes one for a row of two."""

    start: date
    end: date
    width: int = WIDTH
    height: int = HEIGHT

    @staticmethod
    def half(start: date, end: date) -> Frame:
        """A frame for a figure that shares its row with another."""
        return Frame(start, end, HALF_WIDTH, HALF_HEIGHT)

    def x(self, day: date) -> float:
        """Where a day lies, in pixels from the left."""
        return self.width * (day - self.start).days / max((self.end - self.start).days, 1)


def clip(values: pd.Series[float], frame: Frame) -> pd.Series[float]:
    """The part of a series that a frame shows."""
    return values.loc[pd.Timestamp(frame.start) : pd.Timestamp(frame.end)]


def text_width(text: str, size: float) -> float:
    """About how many pixels a text takes: full-width characters one em, others a little over half."""
    return sum(size if ord(c) > 0x2E7F else 0.56 * size for c in text)


def x_axis(frame: Frame) -> Json:
    """Dates: years on long frames, months (2008-11) on middle ones, days on short ones; labels never crowd."""
    days = (frame.end - frame.start).days
    form = "%Y" if days > 365 * 6 else "%Y-%m" if days > 130 else "%m-%d"
    return {
        "field": "date",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_moment(frame.start), _moment(frame.end)]},
        "axis": {"title": None, "format": form, "grid": False, "values": [d.isoformat() for d in ticks(frame, form)]},
    }


def _moment(day: date) -> Json:
    """A day as Vega-Lite's own date, so that layers of bars and lines agree on the domain to the letter."""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def ticks(frame: Frame, form: str) -> list[date]:
    """Days to label: the smallest round step whose labels have room side by side."""
    room = max(1, int(frame.width // LABEL_SPACE[form]))
    if form == "%m-%d":
        span = (frame.end - frame.start).days
        step = next(step for step in (1, 2, 5, 7, 10, 14, 21, 28) if span / step <= room or step == 28)
        return [frame.start + timedelta(days=n) for n in range(0, span + 1, step)]
    months = [
        date(year, month, 1)
        for year in range(frame.start.year, frame.end.year + 1)
        for month in range(1, 13)
        if frame.start <= date(year, month, 1) <= frame.end
    ]
    steps = (12, 24, 36, 60) if form == "%Y" else (1, 2, 3, 6, 12)
    step = next(step for step in steps if len(months) / step <= room or step == steps[-1])
    return [day for day in months if (day.year * 12 + day.month - 1) % step == 0]


def y_axis(title: str, *, axis: Side = "left", zero: bool = False, domain: Sequence[float] | None = None) -> Json:
    """Values; the title (with its unit) lies flat above the axis."""
    left = axis == "left"
    scale: Json = {"zero": zero, "nice": True} if domain is None else {"domain": list(domain), "nice": False}
    return {
        "field": "value",
        "type": "quantitative",
        "scale": scale,
        "axis": {
            "title": title,
            "orient": axis,
            "grid": left,
            "titleAngle": 0,
            "titleAnchor": "end",
            "titleAlign": "left" if left else "right",
            "titleBaseline": "bottom",
            "titleX": -34 if left else 34,
            "titleY": TITLE_Y,
            "tickCount": 5,
        },
    }
