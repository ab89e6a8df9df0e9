"""The maturity wall drawn: Treasuries due by month, bills apart, and principal of agency MBS with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fedsheet.core.dates import month_end
from fedsheet.core.lazy import pd
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, bars, between, lines, plot
from fedsheet.present.charts.style import GOLD, NAVY, RED, SKY, Frame

if TYPE_CHECKING:
    from fedsheet.portfolio.maturity_wall import MaturityWall
    from fedsheet.present.text import Words


def treasuries(found: MaturityWall, words: Words) -> Plot:
    """Coupons and bills due a month, stacked, beside the largest cap of the last runoff."""
    curves = [
        _curve(name, values, found, words) for name, values in (("coupons", found.coupons), ("bills", found.bills))
    ]
    title = words("common.unit_money_month")
    drawn = bars(curves, words, title=title, colours=(NAVY, SKY))
    return plot("soma-wall", _frame(found), words, drawn, *_cap(found, "treasury_cap", words), date_form="month")


def mbs(found: MaturityWall, words: Words) -> Plot:
    """Principal of agency MBS a month, median and nine in ten, beside the largest cap of the last runoff."""
    low, middle, high = (
        _curve(f"mbs_{name}", values, found, words)
        for name, values in zip(("low", "middle", "high"), found.mbs, strict=True)
    )
    title, cap = words("common.unit_money_month"), found.agency_cap
    top = 1.15 * max(cap or 0.0, float(found.mbs.max())) / words.money_unit
    band = between(low, high, words("portfolio.wall_band"), words, colour=SKY, title=title)
    median = lines([middle], words, title=title, colours=(RED,), domain=(0.0, top))
    drawn = _cap(found, "agency_cap", words, domain=(0.0, top))
    return plot("soma-wall-mbs", _frame(found), words, band, median, *drawn, date_form="month")


def _frame(found: MaturityWall) -> Frame:
    return Frame.half(found.months[0], month_end(found.months[-1]))


def _curve(name: str, values: np.ndarray, found: MaturityWall, words: Words) -> Curve:
    series = pd.Series(values, index=pd.DatetimeIndex(found.months), dtype=float)
    return Curve(name, words(f"portfolio.wall_{name}"), series, "money")


def _cap(found: MaturityWall, name: str, words: Words, **how: Any) -> list[DrawnCurve]:
    """The largest cap of the last runoff as a line of its own."""
    usd = getattr(found, name)
    if usd is None:
        return []
    curve = _curve("cap", np.full(len(found.months), usd), found, words)
    title = words("common.unit_money_month")
    return [lines([curve], words, title=title, colours=(GOLD,), dash=(4, 3), **how)]
