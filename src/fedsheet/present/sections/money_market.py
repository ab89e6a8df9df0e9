"""Chapter 5: three classes and nine kinds of participants, the hierarchy of rates, and what the figures show of it."""

from __future__ import annotations

from datetime import date
from functools import partial

from fedsheet.core.errors import DateRangeError
from fedsheet.core.spreads import share_above
from fedsheet.present import measures
from fedsheet.present.blocks import Block, Figure, Heading
from fedsheet.present.charts import money_market as charts
from fedsheet.present.exhibits import chapter_tables
from fedsheet.present.exhibits.china import box
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import figure, paragraph, row, source, table
from fedsheet.present.text import Words
from fedsheet.review.china import china_lines

D = date
BEGINS = D(2018, 4, 3)  # the first SOFR published
ORIGINAL = D(2021, 5, 1)  # the month of the report whose three classes and nine kinds these are


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Who trades, at which rates, and in what order the rates stood; nothing before SOFR was published."""
    if not report.has_seen(BEGINS):
        return []
    return [
        Heading(1, words("report.money_title")),
        Heading(2, words("report.participants_title")),
        *paragraph(words, lambda: participants_text(report, words)),
        chapter_tables.participants(report, words).block,
        Heading(2, words("report.hierarchy_title")),
        *paragraph(words, lambda: words(with_standing_repo(report, "report.hierarchy_text"))),
        *table(
            words,
            words("report.rates_title"),
            words("report.rates_caption"),
            source(words, "nyfed", "ofr", "board"),
            lambda: charts.rate_table(report.vintage, report.path, words),
        ),
        *row(words, (words("report.corridor_title"), partial(_corridor, report, words))),
        *row(words, (words("report.spreads_title"), partial(_spreads, report, words))),
        Heading(2, words("report.order_title")),
        *paragraph(words, lambda: words("report.order_text", **order_facts(report))),
        *row(
            words,
            (words("report.wedge_title"), partial(_wedge, report, words)),
            (words("report.gcf_title"), partial(_gcf, report, words)),
        ),
        *table(
            words,
            words("report.orderings_title"),
            words("report.orderings_caption"),
            source(words, "nyfed", "ofr", "board"),
            lambda: charts.ordering_table(report.vintage, words),
        ),
        *row(words, (words("report.facilities_title"), partial(_facilities, report, words))),
        *_china(report, words),
    ]


def _china(report: ReportData, words: Words) -> list[Block]:
    """The box for readers in China."""
    try:
        shown = box(china_lines(report.vintage), words)
    except DateRangeError:
        return []
    return [Heading(2, shown.title), shown.block, *shown.notes_block]


def participants_text(report: ReportData, words: Words) -> str:
    """Whose definition the table is; what the original left open, once it was published."""
    said = ["report.participants_original"] if report.has_seen(ORIGINAL) else []
    return words("common.sentence_gap").join(words(key) for key in [*said, "report.participants_text"])


def with_standing_repo(report: ReportData, key: str) -> str:
    """The message `key`, or `key_early` before standing repo was announced as a ceiling."""
    return key if report.has_seen(report.path.steps["srf"][0].announced_at) else f"{key}_early"


def _corridor(report: ReportData, words: Words) -> Figure:
    sofr = charts.over_iorb(report.vintage, report.path, "SOFR").loc["2021-07-29":]
    plot = charts.corridor(report.vintage, report.path, words)
    caption = words(
        "report.corridor_caption",
        share=share_above(sofr),
        start=measures.day_of(sofr.index[0]),
        end=measures.day_of(sofr.index[-1]),
    )
    return figure(None, plot, caption, source(words, "nyfed", "board", "ofr", "fomc"))


def _spreads(report: ReportData, words: Words) -> Figure:
    plot = charts.spreads(report.vintage, report.path, words)
    sofr = charts.over_iorb(report.vintage, report.path, "SOFR")
    means = measures.yearly_means(sofr)
    low, high = (int(str(year)) for year in (means.idxmin(), means.idxmax()))
    caption = words(
        "report.spreads_caption", low_year=low, low=float(means.min()), high_year=high, high=float(means.max())
    )
    return figure(None, plot, caption, source(words, "nyfed", "ofr", "board", "fomc"), words("report.note_spreads"))


def order_facts(report: ReportData) -> dict[str, object]:
    """Share of days on which tri-party stood above fed funds, and GCF above tri-party."""
    tri_gcf = measures.spread(report.vintage, charts.GCF, charts.TRI)
    effr_tri = measures.spread(report.vintage, charts.TRI, "DFF")
    measures.need(report.vintage, D(2018, 12, 31), charts.GCF, charts.TRI)
    return {
        "tri_gcf": share_above(tri_gcf),
        "gcf_days": len(tri_gcf),
        "median": float(tri_gcf.median()),
        "effr_tri": share_above(effr_tri),
        "tri_days": len(effr_tri),
    }


def _wedge(report: ReportData, words: Words) -> Figure:
    plot = charts.wedge_by_year(report.vintage, words)
    means = measures.yearly_means(measures.spread(report.vintage, charts.DVP, charts.TRI))
    low, high = (int(str(year)) for year in (means.idxmin(), means.idxmax()))
    caption = words(
        "report.wedge_caption", low_year=low, low=float(means.min()), high_year=high, high=float(means.max())
    )
    return figure(None, plot, caption, source(words, "ofr"))


def _gcf(report: ReportData, words: Words) -> Figure:
    facts = order_facts(report)
    plot = charts.gcf(report.vintage, report.path, words)
    return figure(None, plot, words("report.gcf_caption", **facts), source(words, "ofr"), words("report.note_gcf"))


def _facilities(report: ReportData, words: Words) -> Figure:
    plot = charts.facilities(report.vintage, report.path, words)
    floor, ceiling = report.vintage.base("RRPONTSYD"), report.vintage.base("SRF_USAGE")
    caption = words(
        "report.facilities_caption",
        on_rrp=float(floor.max()),
        on_rrp_day=measures.day_of(floor.idxmax()),
        srf=float(ceiling.max()),
        srf_day=measures.day_of(ceiling.idxmax()),
    )
    said = words("report.note_srf", day=measures.day_of(ceiling.index[-1])), words("report.note_one_a_week")
    return figure(None, plot, caption, source(words, "nyfed"), words("common.sentence_gap").join(said))
