"""Exhibits of outcome-based guidance: prices and jobs against the conditions, and the target range."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.outlook.clock import policy_told_to
from fedsheet.present import measures
from fedsheet.present.charts import policy_outlook as charts
from fedsheet.present.exhibits import Exhibit, source
from fedsheet.present.exhibits.chapters import charted, drawn, of_chapter

if TYPE_CHECKING:
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words


D = date
LAST_PUBLISHED = D(2021, 9, 1)  # payrolls out when the taper was announced on 2021-11-03; October's came on the 5th
CONDITION = D(2020, 12, 16)  # FOMC statement that asks for "substantial further progress"


def has_condition(report: ReportData) -> bool:
    """Whether the Committee had set the condition."""
    return report.has_seen(CONDITION)


told, conditions = of_chapter("policy_outlook"), of_chapter("policy_outlook", has_condition)


def progress_facts(report: ReportData) -> dict[str, object]:
    """The shortfall of payrolls when the condition was set, and the share recovered when the taper was announced."""
    vintage = report.vintage
    before = vintage["PAYEMS"].base_at(D(2020, 2, 1))
    then = vintage["PAYEMS"].base_at(D(2020, 12, 1))
    later = vintage["PAYEMS"].base_at(LAST_PUBLISHED)
    return {
        "day": CONDITION,
        "shortfall": before - then,
        "month": LAST_PUBLISHED,
        "share": (later - then) / (before - then),
        "vintage": vintage.as_of,
    }


def taper_facts(report: ReportData) -> dict[str, object]:
    """The first cut of the monthly pace after the condition was set."""
    steps = [a for a in report.path.steps["treasury"] if isinstance(a.value, float)]
    cuts = [
        (after.announced_at, before.value, after.value)
        for before, after in pairwise(steps)
        if after.announced_at > CONDITION and after.value < before.value  # type: ignore[operator]  # floats only, see `steps`
    ]
    if not cuts or cuts[0][0] > report.vintage.as_of:
        raise DateRangeError("present.policy_outlook_cut_pace_announced", as_of=report.vintage.as_of)
    day, _, pace = cuts[0]
    return {"taper": day, "pace": pace}


def price_facts(report: ReportData) -> dict[str, object]:
    """When prices passed the goal, their peak and where they stand."""
    prices = measures.span(measures.yoy(report.vintage, "PCEPI"), "2021-01", "2021-11")
    above = prices[prices > charts.GOAL]
    later = measures.yoy(report.vintage, "PCEPI").loc["2021":]
    return {
        "goal": charts.GOAL,
        "month": measures.day_of(above.index[0]),
        "peak": float(later.max()),
        "peak_month": measures.day_of(later.idxmax()),
        "last": float(later.iloc[-1]),
        "last_month": measures.day_of(later.index[-1]),
    }


@conditions("inflation-goal", "report.inflation_goal_title")
def prices(report: ReportData, words: Words) -> Exhibit:
    """PCE prices on the year against the goal."""
    plot = charts.prices(report.vintage, report.path, words)
    caption = words("report.inflation_goal_caption", **price_facts(report))
    return drawn(plot, caption, source(words, "bea"))


@conditions("jobs", "report.jobs_title")
def jobs(report: ReportData, words: Words) -> Exhibit:
    """Payrolls: lost in spring 2020, and when regained."""
    payrolls = report.vintage.base("PAYEMS")
    before = report.vintage["PAYEMS"].base_at(D(2020, 2, 1))
    measures.need(report.vintage, D(2022, 6, 1), "PAYEMS")
    low = payrolls.loc["2020-03":"2020-12"]
    back = payrolls.loc["2020-12":]
    regained = back[back >= before]
    caption = words(
        "report.jobs_caption",
        low=1 - float(low.min()) / before,
        month=measures.day_of(low.idxmin()),
        back=measures.day_of(regained.index[0]) if len(regained) else pd.NaT,
    )
    return charted(charts.jobs, report, words, caption, "bls")


def stance_facts(report: ReportData) -> dict[str, object]:
    """The levers by the last decision on record; `day` is since when it holds."""
    day = policy_told_to(report.path, report.vintage)
    decided = report.path.action_at("upper", day, known_at=day)
    state = report.path.at(day, known_at=day)
    if decided is None or state.target_lower is None or state.iorb is None:
        raise DateRangeError("present.policy_outlook_target_range_or_interest", day=day)
    assets_day, total = report.vintage["WALCL"].base_last(report.vintage.as_of)
    return {
        "day": decided.effective_date,
        "lower": state.target_lower,
        "upper": state.target_upper,
        "iorb": state.iorb,
        "on_rrp": state.on_rrp_rate,
        "assets_day": assets_day,
        "assets": total,
    }


@told("target-range", "report.target_title")
def target(report: ReportData, words: Words) -> Exhibit:
    """The target range since it was last at its lowest."""
    facts, day = stance_facts(report), policy_told_to(report.path, report.vintage)
    highest = report.path.series("upper", charts.shown_since(report.path, day), day, known_at=day).dropna()
    first = measures.day_of(highest.idxmax())
    decided = report.path.action_at("upper", first, known_at=day)
    reached = decided.effective_date if decided else first
    caption = words("report.target_caption", peak=float(highest.max()), peak_day=reached, **facts)
    return charted(charts.target, report, words, caption, "fomc")
