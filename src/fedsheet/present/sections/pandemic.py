"""Chapter 3: cuts, the reserve requirement and purchases in one sweep; banks flooded while non-banks went short."""

from __future__ import annotations

from datetime import date
from functools import partial

from fedsheet.present import measures
from fedsheet.present.blocks import Block, Figure, Heading
from fedsheet.present.charts import pandemic as charts
from fedsheet.present.exhibits import facilities as exhibit
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import figure, paragraph, row, source
from fedsheet.present.text import Words
from fedsheet.review.crisis_facilities import crisis_facilities

D = date
FIRST_CUT = D(2020, 3, 3)  # the first emergency meeting
WEEKS_A_QUARTER = 13


def chapter(report: ReportData, words: Words) -> list[Block]:
    """The sweep of March 2020, the liquidity fault line, and what was bought; nothing before the first cut."""
    if not report.has_seen(FIRST_CUT):
        return []
    return [
        Heading(1, words("report.pandemic_title")),
        Heading(2, words("report.sweep_title")),
        *paragraph(
            words,
            lambda: words("report.sweep_cuts", **_cut_facts(report)),
            lambda: words("report.sweep_size", **size_facts(report)),
        ),
        *row(
            words,
            (words("report.pandemic_cuts_title"), partial(_cuts, report, words)),
            (words("report.shock_title"), partial(_shock, report, words)),
        ),
        *row(words, (words("report.composition_title"), partial(_composition, report, words))),
        *_facilities(report, words),
        Heading(2, words("report.fault_title")),
        *paragraph(words, lambda: words("report.fault_text", **fault_facts(report))),
        *row(words, (words("report.fault_figure_title"), partial(_fault, report, words))),
        Heading(2, words("report.covid_purchases_title")),
        *paragraph(words, lambda: words("report.covid_held", **_held_facts(report))),
        *row(words, (words("report.covid_figure_title"), partial(_purchases, report, words))),
    ]


def _facilities(report: ReportData, words: Words) -> list[Block]:
    """When each facility of the year was announced, open and closed."""
    shown = exhibit.facilities(crisis_facilities(report.vintage, report.path), words)
    return [shown.block, *shown.notes_block] if shown.table.rows else []


def _cut_facts(report: ReportData) -> dict[str, object]:
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


def _cuts(report: ReportData, words: Words) -> Figure:
    facts = _cut_facts(report)
    plot = charts.cuts(report.vintage, report.path, words)
    return figure(None, plot, words("report.pandemic_cuts_caption", **facts), source(words, "fomc"))


def _shock(report: ReportData, words: Words) -> Figure:
    unemployment = measures.span(report.vintage.base("UNRATE"), "2020-01", "2020-12")
    prices = measures.span(measures.yoy(report.vintage, "PCEPI"), "2020-01", "2022-06")
    caption = words(
        "report.shock_caption",
        month=measures.day_of(unemployment.idxmax()),
        peak=float(unemployment.max()),
        prices=float(prices.max()),
        price_month=measures.day_of(prices.idxmax()),
    )
    return figure(None, charts.shock(report.vintage, report.path, words), caption, source(words, "bls", "bea"))


def _composition(report: ReportData, words: Words) -> Figure:
    facts = {**size_facts(report), **_parts_of_rise(report)}
    plot = charts.composition(report.vintage, report.path, words)
    return figure(None, plot, words("report.composition_caption", **facts), source(words, "board"))


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


def _fault(report: ReportData, words: Words) -> Figure:
    facts = fault_facts(report)
    plot = charts.fault_line(report.vintage, report.path, words)
    note = words("report.note_dvp")
    return figure(None, plot, words("report.fault_caption", **facts), source(words, "ofr", "board"), note)


def _held_facts(report: ReportData) -> dict[str, object]:
    window = report.path.programmes["covid"].statement_window
    return {
        "start": window.start,
        "end": window.end,
        "treasuries": measures.change(report.vintage, "TREAST", window.start, window.end),
        "mbs": measures.change(report.vintage, "WSHOMCB", window.start, window.end),
        "assets": measures.change(report.vintage, "WALCL", window.start, window.end),
    }


def _purchases(report: ReportData, words: Words) -> Figure:
    treasuries = measures.span(measures.monthly_change(report.vintage, "TREAST"), "2020-01", "2022-03")
    caption = words(
        "report.covid_caption", peak=float(treasuries.max()), month=measures.day_of(treasuries.idxmax()),
        **_held_facts(report),
    )  # fmt: skip
    plot = charts.purchases(report.vintage, report.path, words)
    return figure(None, plot, caption, source(words, "board"), words("report.note_net_change"))
