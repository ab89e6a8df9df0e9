"""Exhibits of the money market: rates against the corridor, their order, facilities at both ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.spreads import share_above
from fedsheet.present import measures
from fedsheet.present.charts import money_market as charts
from fedsheet.present.exhibits import Exhibit, source
from fedsheet.present.exhibits.chapters import charted, drawn, of_chapter
from fedsheet.present.exhibits.normalisation import has_spiked

if TYPE_CHECKING:
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words


D = date
BEGINS = D(2018, 4, 3)  # the first SOFR published


def has_begun(report: ReportData) -> bool:
    """Whether SOFR had been published."""
    return report.has_seen(BEGINS)


told = of_chapter("money_market", has_begun)


def with_standing_repo(report: ReportData, key: str) -> str:
    """The message `key`, or `key_early` before standing repo was announced as a ceiling."""
    return key if report.has_seen(report.path.steps["srf"][0].announced_at) else f"{key}_early"


@told("rates", "report.rates_title")
def rates(report: ReportData, words: Words) -> Exhibit:
    """Each overnight rate: who lends to whom, its last value, its distance from interest on reserves."""
    table = charts.rate_table(report.vintage, report.path, words)
    return Exhibit("", table, words("report.rates_caption"), source(words, "nyfed", "ofr", "board"))


@told("orderings", "report.orderings_title")
def orderings(report: ReportData, words: Words) -> Exhibit:
    """Share of days on which one rate stood below another, by year."""
    table = charts.ordering_table(report.vintage, words)
    return Exhibit("", table, words("report.orderings_caption"), source(words, "nyfed", "ofr", "board"))


@told("corridor", "report.corridor_title")
def corridor(report: ReportData, words: Words) -> Exhibit:
    """Market rates less interest on reserves between floor and ceiling."""
    sofr = charts.over_iorb(report.vintage, report.path, "SOFR").loc["2021-07-29":]
    plot = charts.corridor(report.vintage, report.path, words)
    caption = words(
        "report.corridor_caption",
        share=share_above(sofr),
        n=len(sofr.dropna()),
        start=measures.day_of(sofr.index[0]),
        end=measures.day_of(sofr.index[-1]),
    )
    return drawn(plot, caption, source(words, "nyfed", "board", "ofr", "fomc"))


@told("spreads", "report.spreads_title")
def spreads(report: ReportData, words: Words) -> Exhibit:
    """Four rates against interest on reserves, weekly means."""
    plot = charts.spreads(report.vintage, report.path, words)
    sofr = charts.over_iorb(report.vintage, report.path, "SOFR")
    means = measures.yearly_means(sofr)
    low, high = (int(str(year)) for year in (means.idxmin(), means.idxmax()))
    caption = words(
        "report.spreads_caption", low_year=low, low=float(means.min()), high_year=high, high=float(means.max())
    )
    key = "report.note_spreads_spike" if has_spiked(report) else "report.note_spreads"
    note = words(key, spike="september-2019")
    return drawn(plot, caption, source(words, "nyfed", "ofr", "board", "fomc"), note)


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


@told("dvp-tri", "report.wedge_title")
def wedge(report: ReportData, words: Words) -> Exhibit:
    """Mean DVP less tri-party by year."""
    plot = charts.wedge_by_year(report.vintage, words)
    spread = measures.spread(report.vintage, charts.DVP, charts.TRI)
    means = measures.yearly_means(spread)
    low, high = (int(str(year)) for year in (means.idxmin(), means.idxmax()))
    last = int(str(means.index[-1]))
    caption = words(
        "report.wedge_caption" if last == high else "report.wedge_caption_since", low_year=low, low=float(means.min()),
        high_year=high, high=float(means.max()), until=measures.day_of(spread.index[-1]), last=float(means.iloc[-1]),
    )  # fmt: skip
    return drawn(plot, caption, source(words, "ofr"))


@told("gcf", "report.gcf_title")
def gcf(report: ReportData, words: Words) -> Exhibit:
    """GCF less tri-party on the days GCF was published."""
    facts = order_facts(report)
    return charted(
        charts.gcf, report, words, words("report.gcf_caption", **facts), "ofr", note=words("report.note_gcf")
    )


@told("facilities", "report.facilities_title")
def facilities(report: ReportData, words: Words) -> Exhibit:
    """Take-up at ON RRP and standing repo."""
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
    return drawn(plot, caption, source(words, "nyfed"), words("common.sentence_gap").join(said))
