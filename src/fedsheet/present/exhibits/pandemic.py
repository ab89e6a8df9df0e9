"""Exhibits of 2020: cuts, the shock, composition of the sheet, the liquidity fault line, purchases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fedsheet.present import measures
from fedsheet.present.charts import pandemic as charts
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.exhibits.chapters import charted, of_chapter

if TYPE_CHECKING:
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words


D = date
FIRST_CUT = D(2020, 3, 3)  # the first emergency meeting
WEEKS_A_QUARTER = 13


def has_begun(report: ReportData) -> bool:
    """Whether the first cut had come."""
    return report.has_seen(FIRST_CUT)


told = of_chapter("pandemic", has_begun)


def cut_facts(report: ReportData) -> dict[str, object]:
    """The target range and the reserve requirement before and after March 2020."""
    measures.need(report.vintage, D(2020, 3, 26), "DFF")
    before, after = report.path.at(D(2020, 3, 2)), report.path.at(D(2020, 3, 26))
    return {
        "start": FIRST_CUT,
        "end": D(2020, 3, 15),
        "before": before.target_upper,
        "after": after.target_upper,
        "requirement_before": before.reserve_requirement,
        "requirement": after.reserve_requirement,
    }


def size_facts(report: ReportData) -> dict[str, object]:
    """The largest rise of total assets over a quarter's weeks."""
    measures.need(report.vintage, D(2020, 6, 10), "WALCL")
    first, last, rise = charts.largest_rise(report.vintage.base("WALCL"), WEEKS_A_QUARTER)
    return {"weeks": WEEKS_A_QUARTER, "first": first, "last": last, "rise": rise}


@told("pandemic-cuts", "report.pandemic_cuts_title")
def cuts(report: ReportData, words: Words) -> Exhibit:
    """The target range and interest on reserves through 2020."""
    facts = cut_facts(report)
    return charted(charts.cuts, report, words, words("report.pandemic_cuts_caption", **facts), "fomc")


@told("pandemic-shock", "report.shock_title")
def shock(report: ReportData, words: Words) -> Exhibit:
    """Unemployment and prices through the pandemic."""
    unemployment = measures.span(report.vintage.base("UNRATE"), "2020-01", "2020-12")
    prices = measures.span(measures.yoy(report.vintage, "PCEPI"), "2020-01", "2022-06")
    caption = words(
        "report.shock_caption",
        month=measures.day_of(unemployment.idxmax()),
        peak=float(unemployment.max()),
        prices=float(prices.max()),
        price_month=measures.day_of(prices.idxmax()),
    )
    return charted(charts.shock, report, words, caption, "bls", "bea")


@told("composition", "report.composition_title")
def composition(report: ReportData, words: Words) -> Exhibit:
    """What the largest rise of total assets was made of."""
    facts = {**size_facts(report), **_parts_of_rise(report)}
    return charted(charts.composition, report, words, words("report.composition_caption", **facts), "board")


def _parts_of_rise(report: ReportData) -> dict[str, object]:
    """Treasuries, MBS and the rest as shares of the largest rise."""
    first, last, rise = charts.largest_rise(report.vintage.base("WALCL"), WEEKS_A_QUARTER)
    treasuries, mbs = (measures.change(report.vintage, name, first, last) / rise for name in ("TREAST", "WSHOMCB"))
    return {"treasuries": treasuries, "mbs": mbs, "other": 1.0 - treasuries - mbs}


def fault_facts(report: ReportData) -> dict[str, object]:
    """DVP less tri-party before, at and after the break, and reserve balances meanwhile."""
    wedge = measures.spread(report.vintage, charts.DVP, charts.TRI)
    measures.need(report.vintage, D(2020, 5, 20), charts.DVP, charts.TRI, "WRESBAL")
    month = wedge.loc["2020-03-13":"2020-03-31"]
    worst = measures.day_of(month.idxmax())
    positive = month[month > 0]
    return {
        "before_day": D(2020, 3, 13),
        "before": float(month.iloc[0]),
        "worst_day": worst,
        "worst": float(month.max()),
        "days": len(positive),
        "start_day": D(2020, 3, 11),
        "reserves_start": report.vintage["WRESBAL"].base_at(D(2020, 3, 11)),
        "reserves_week": report.vintage["WRESBAL"].base_at(D(2020, 3, 18)),
        "reserves_mid": report.vintage["WRESBAL"].base_at(D(2020, 4, 15)),
        "mid_day": D(2020, 4, 15),
        "reserves_end": report.vintage["WRESBAL"].base_at(D(2020, 5, 20)),
        "end_day": D(2020, 5, 20),
    }


@told("fault-line", "report.fault_figure_title")
def fault_line(report: ReportData, words: Words) -> Exhibit:
    """DVP less tri-party repo beside reserves, spring 2020."""
    facts = fault_facts(report)
    caption = words("report.fault_caption", **facts)
    return charted(charts.fault_line, report, words, caption, "ofr", "board", note=words("report.note_dvp"))


def held_facts(report: ReportData) -> dict[str, object]:
    """What holdings and assets did while purchases ran."""
    window = report.path.programmes["covid"].statement_window
    return {
        "start": window.start,
        "end": window.end,
        "treasuries": measures.change(report.vintage, "TREAST", window.start, window.end),
        "mbs": measures.change(report.vintage, "WSHOMCB", window.start, window.end),
        "assets": measures.change(report.vintage, "WALCL", window.start, window.end),
    }


@told("pandemic-purchases", "report.covid_figure_title")
def purchases(report: ReportData, words: Words) -> Exhibit:
    """Monthly change in holdings while purchases ran."""
    treasuries = measures.span(measures.monthly_change(report.vintage, "TREAST"), "2020-01", "2022-03")
    caption = words(
        "report.covid_caption", peak=float(treasuries.max()), month=measures.day_of(treasuries.idxmax()),
        **held_facts(report),
    )  # fmt: skip
    return charted(charts.purchases, report, words, caption, "board", note=words("report.note_net_change"))
