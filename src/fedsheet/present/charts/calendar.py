"""What was expected of SOFR and what came: the median in its band, and the outcome of each day as a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, between, dots, lines, plot
from fedsheet.present.charts.style import NAVY, RED, SKY, Frame

if TYPE_CHECKING:
    from fedsheet.core.calendar import RateExpectation
    from fedsheet.present.text import Words


def expected_and_came(told: Sequence[RateExpectation], words: Words) -> Plot:
    """Band and median to the day ahead, outcomes to the last day that has one."""
    days = pd.DatetimeIndex([one.day for one in told])
    low, median, high, came = (
        Curve(key, words(f"calendar.{key}"), pd.Series([getattr(o, key) for o in told], days, dtype=float), "bp_num")
        for key in ("low", "median", "high", "came")
    )
    frame = Frame(told[0].day, told[-1].day)
    band = between(low, high, words("calendar.band"), words, colour=SKY)
    return plot(
        "release-rates", frame, words, style.shade([]), band, lines([median], words, colours=(NAVY,)),
        dots([came], words, colours=(RED,)), style.level(0, "IORB"),
    )  # fmt: skip
