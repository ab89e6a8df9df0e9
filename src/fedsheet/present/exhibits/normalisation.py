"""Exhibits of normalisation: assets and reserves, lift-off, runoff against caps, September 2019, the drain."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from fedsheet.present import measures
from fedsheet.present.charts import normalisation as charts
from fedsheet.present.exhibits import Exhibit, source
from fedsheet.present.exhibits.chapters import Make, charted, drawn, of_chapter

if TYPE_CHECKING:
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words


D = date
SPIKE = D(2019, 9, 17)  # the day SOFR jumped and the Desk first lent in repo again


def has_lifted_off(report: ReportData) -> bool:
    """Whether the rates had left zero."""
    return report.has_seen(report.path.bands["zero-rates"].end)


def has_spiked(report: ReportData) -> bool:
    """Whether September 2019 had come."""
    return report.has_seen(SPIKE)


told, lifted = of_chapter("normalisation"), of_chapter("normalisation", has_lifted_off)
scarce = of_chapter("normalisation", has_spiked)
second = of_chapter("normalisation", lambda report: report.announced("runoff2"))


@told("assets-reserves", "report.assets_reserves_title")
def assets(report: ReportData, words: Words) -> Exhibit:
    """Total assets and reserve balances since 2007."""
    values = report.vintage.base("WALCL")
    at_peak = values.idxmax() == values.index[-1]
    caption = words(
        "report.assets_reserves_caption_high" if at_peak else "report.assets_reserves_caption",
        peak=float(values.max()),
        peak_day=measures.day_of(values.idxmax()),
        last=float(values.iloc[-1]),
        last_day=measures.day_of(values.index[-1]),
    )
    return charted(charts.assets_and_reserves, report, words, caption, "board", note=words("report.note_week_average"))


def lift_off_facts(report: ReportData) -> dict[str, object]:
    """The zero-rate era of the record and what followed, as far as decided by the report's day."""
    measures.need(report.vintage, D(2015, 12, 17), "DFF")
    era = report.path.bands["zero-rates"]
    state = report.path.at(era.end + timedelta(days=1))
    months = (era.end.year - era.start.year) * measures.MONTHS_A_YEAR + era.end.month - era.start.month
    return {"day": era.end, "months": months, "lower": state.target_lower, "upper": state.target_upper}


def runoff_facts(report: ReportData, programme_id: str) -> dict[str, object]:
    """What one runoff took off, beside the sum of its caps."""
    programme = report.path.programmes[programme_id]
    window = programme.statement_window
    assert programme.end is not None  # both runoffs have ended
    facts: dict[str, object] = {"decided": programme.announced_at, "start": window.start, "end": window.end}
    for series_id, name in charts.NAMES.items():
        fell = -measures.change(report.vintage, series_id, window.start, window.end)
        caps = measures.sum_of_caps(report.path, charts.CAPS[series_id], programme.start, programme.end)
        facts |= {f"{name}_fell": fell, f"{name}_caps": caps, f"{name}_share": fell / caps}
    return facts


@lifted("lift-off", "report.lift_off_title")
def lift_off(report: ReportData, words: Words) -> Exhibit:
    """Lift-off and the rates on the way up."""
    day = report.vintage.as_of
    peak = report.path.series("upper", D(2015, 12, 1), min(day, D(2019, 12, 31)), known_at=day).max()
    facts = lift_off_facts(report)
    caption = words("report.lift_off_caption", day=facts["day"], months=facts["months"], peak=float(peak))
    return charted(charts.lift_off, report, words, caption, "board", "fomc", note=words("report.note_one_a_week"))


def _against_cap(programme_id: str, series_id: str, report: ReportData, words: Words) -> Exhibit:
    """One kind of holdings month by month beside the cap on redemptions."""
    name, facts = charts.NAMES[series_id], runoff_facts(report, programme_id)
    parts = {part: facts[f"{name}_{part}"] for part in ("fell", "share", "caps")}
    caption = words("report.cap_caption", what=words(f"report.label_{name}"), **parts)
    plot = charts.runoff_against_cap(report.vintage, report.path, words, programme_id, series_id)
    return drawn(plot, caption, source(words, "board", "fomc"), words(f"report.note_cap_months_{name}"))


def _against_caps(programme_id: str) -> tuple[Make, ...]:
    told = of_chapter("normalisation", lambda report: has_lifted_off(report) and report.announced(programme_id))
    return tuple(
        told(name := f"{programme_id}-{kind}", f"exhibits.{name}")(partial(_against_cap, programme_id, series_id))
        for series_id, kind in charts.NAMES.items()
    )


runoff1_against_caps, runoff2_against_caps = _against_caps("runoff1"), _against_caps("runoff2")


def september_facts(report: ReportData) -> dict[str, object]:
    """Rates of the day SOFR jumped, and reserves of the week."""
    day = SPIKE
    rates = {name: report.vintage[name].base_at(day) for name in ("SOFR", "DFF", "OFR_TRI_OO_RATE", "OFR_DVP_OO_RATE")}
    week, reserves = report.vintage["WRESBAL"].base_last(D(2019, 9, 18))
    upper = report.path.at(day).target_upper
    return {
        "day": day,
        "sofr": rates["SOFR"],
        "effr": rates["DFF"],
        "tri": rates["OFR_TRI_OO_RATE"],
        "dvp": rates["OFR_DVP_OO_RATE"],
        "upper": upper,
        "week": week,
        "reserves": reserves,
    }


@scarce("september-2019", "report.september_title")
def september(report: ReportData, words: Words) -> Exhibit:
    """Rates of September 2019."""
    facts = september_facts(report)
    upper = facts["upper"]
    over = facts["sofr"] - upper if isinstance(upper, float) and isinstance(facts["sofr"], float) else None
    caption = words("report.september_caption", day=facts["day"], sofr=facts["sofr"], over=over)
    return charted(charts.september_2019, report, words, caption, "nyfed", "ofr", "board", "fomc")


def drain_facts(report: ReportData) -> dict[str, object]:
    """How the fall in assets over the second runoff divides between facility, reserves and the Treasury's account."""
    window = report.path.programmes["runoff2"].statement_window
    vintage = report.vintage
    facility = vintage["RRPONTSYD"].base_last(window.end)[1] - vintage["RRPONTSYD"].base_last(window.start)[1]
    return {
        "start": window.start,
        "end": window.end,
        "assets": measures.change(vintage, "WALCL", window.start, window.end),
        "on_rrp": facility,
        "reserves": measures.change(vintage, "WRESBAL", window.start, window.end),
        "tga": measures.change(vintage, "WTREGEN", window.start, window.end),
    }


def _week_notes(words: Words) -> str:
    """Averages of a week, and that a daily series is drawn once a week."""
    keys = ("report.note_week_average_only", "report.note_one_a_week")
    return words("common.sentence_gap").join(words(key) for key in keys)


@second("where-money-went", "report.drain_title")
def drain(report: ReportData, words: Words) -> Exhibit:
    """Where the money of the second runoff came from."""
    facility = report.vintage.base("RRPONTSYD")
    caption = words(
        "report.drain_caption",
        peak=float(facility.max()),
        day=measures.day_of(facility.idxmax()),
        last=float(facility.iloc[-1]),
        last_day=measures.day_of(facility.index[-1]),
        reserves=float(report.vintage.base("WRESBAL").iloc[-1]),
    )
    return charted(charts.where_money_went, report, words, caption, "board", "nyfed", note=_week_notes(words))
