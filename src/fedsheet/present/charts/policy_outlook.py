"""Where policy goes: inflation against the goal, jobs against their level before the pandemic, the funds target."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.outlook.clock import policy_told_to
from fedsheet.present import measures
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, lines, plot
from fedsheet.present.charts.normalisation import lever
from fedsheet.present.charts.qe import inflation, unemployment
from fedsheet.present.charts.style import GOLD, NAVY, RED, TEAL, Frame
from fedsheet.present.charts.windows import windows

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

SINCE, YEARS_BEFORE = date(2019, 1, 1), 5
SHOWN = ("lsap1", "lsap2", "mep", "lsap3", "runoff1", "bills2019", "covid", "runoff2", "rmp")
GOAL = 0.02  # longer-run goal of the FOMC for PCE inflation since 2012-01-25


def last_day(vintage: Vintage, series_id: str) -> date:
    """The last day on which the series was observed."""
    return measures.day_of(vintage[series_id].values.index[-1])


def shown_since(path: PolicyPath, day: date) -> date:
    """The first day a figure of the target range shows: 2019, or some years before a day that is not long after."""
    return max(path.begins, min(SINCE, day - timedelta(days=YEARS_BEFORE * 365)))


def prices(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """PCE and core PCE on the year since 2019, against the goal."""
    frame = Frame.half(SINCE, last_day(vintage, "PCEPI"))
    measures.need(vintage, date(2021, 1, 1), "PCEPI", "PCEPILFE")
    curves = [inflation(vintage, name, words) for name in ("PCEPI", "PCEPILFE")]
    drawn = lines(curves, words, title=words("common.unit_pct_yoy"))
    goal = style.level(GOAL * 100, words("report.label_goal"))
    return plot("inflation-goal", frame, words, *windows(vintage, path, words, SHOWN), drawn, goal, date_form="month")


def jobs(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Payrolls against February 2020 and the unemployment rate."""
    frame = Frame.half(SINCE, last_day(vintage, "PAYEMS"))
    measures.need(vintage, date(2021, 1, 1), "PAYEMS", "UNRATE")
    payrolls = vintage.base("PAYEMS")
    gap = payrolls / vintage["PAYEMS"].base_at(date(2020, 2, 1)) - 1
    left = lines([Curve("payrolls_gap", words("report.label_payrolls_gap"), gap, "pct1")], words, colours=(NAVY,))
    right = lines([unemployment(vintage, words)], words, axis="right", colours=(RED,))
    zero = style.level(0, "")
    return plot("jobs", frame, words, *windows(vintage, path, words, SHOWN), left, right, zero, date_form="month")


def target(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """The target range and the two administered rates inside it, as known on the report's day."""
    end = policy_told_to(path, vintage)
    frame = Frame(shown_since(path, end), end)
    curves = [lever(vintage, path, words, name, frame) for name in ("upper", "lower", "iorb", "on_rrp")]
    drawn = lines(curves, words, zero=True, step=True, colours=(RED, GOLD, TEAL, NAVY))
    return plot("target-range", frame, words, *windows(vintage, path, words, SHOWN), drawn)
