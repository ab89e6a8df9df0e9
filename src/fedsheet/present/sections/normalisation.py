"""Chapter 2: lift-off, two runoffs against their caps, September 2019, and where the money went."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from fedsheet.present import measures
from fedsheet.present.blocks import Block, Figure, Heading
from fedsheet.present.charts import normalisation as charts
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import figure, paragraph, row, source
from fedsheet.present.text import Words

D = date
SPIKE = D(2019, 9, 17)  # the day SOFR jumped and the Desk first lent in repo again


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Total assets and reserves; lift-off and the first runoff, September 2019, the second runoff, as far as begun."""
    lifted_off = report.path.bands["zero-rates"].end
    begun = [
        *(_first(report, words) if report.has_seen(lifted_off) else []),
        *(_scarce(report, words) if report.has_seen(SPIKE) else []),
        *(_second(report, words) if report.announced("runoff2") else []),
    ]
    return [
        Heading(1, words("report.norm_title" if begun else "report.norm_title_early")),
        *row(words, (words("report.assets_reserves_title"), partial(_assets, report, words))),
        *begun,
    ]


def _first(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(
            2, words("report.norm_first_title" if report.announced("runoff2") else "report.norm_first_title_early")
        ),
        *paragraph(
            words,
            lambda: words("report.norm_lift_off", **lift_off_facts(report)),
            lambda: words("report.norm_runoff", **runoff_facts(report, "runoff1")),
        ),
        *row(words, (words("report.lift_off_title"), partial(_lift_off, report, words))),
        *(_against_caps(report, words, "runoff1") if report.announced("runoff1") else []),
    ]


def _scarce(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(2, words("report.norm_september_title", month=SPIKE)),
        *paragraph(words, lambda: words("report.norm_september", **_september_facts(report))),
        *row(words, (words("report.september_title"), partial(_september, report, words))),
    ]


def _second(report: ReportData, words: Words) -> list[Block]:
    ended = report.has_seen(report.path.programmes["runoff2"].statement_window.end)
    return [
        Heading(2, words("report.norm_second_title" if ended else "report.norm_second_title_early")),
        *paragraph(
            words,
            lambda: words("report.norm_runoff", **runoff_facts(report, "runoff2")),
            lambda: words("report.norm_drain", **_drain_facts(report)),
        ),
        *_against_caps(report, words, "runoff2"),
        *row(words, (words("report.drain_title"), partial(_drain, report, words))),
    ]


def _assets(report: ReportData, words: Words) -> Figure:
    values = report.vintage.base("WALCL")
    at_peak = values.idxmax() == values.index[-1]
    caption = words(
        "report.assets_reserves_caption_high" if at_peak else "report.assets_reserves_caption",
        peak=float(values.max()),
        peak_day=measures.day_of(values.idxmax()),
        last=float(values.iloc[-1]),
        last_day=measures.day_of(values.index[-1]),
    )
    plot = charts.assets_and_reserves(report.vintage, report.path, words)
    return figure(None, plot, caption, source(words, "board"), words("report.note_week_average"))


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


def _lift_off(report: ReportData, words: Words) -> Figure:
    day = report.vintage.as_of
    peak = report.path.series("upper", D(2015, 12, 1), min(day, D(2019, 12, 31)), known_at=day).max()
    facts = lift_off_facts(report)
    caption = words("report.lift_off_caption", day=facts["day"], months=facts["months"], peak=float(peak))
    plot = charts.lift_off(report.vintage, report.path, words)
    return figure(None, plot, caption, source(words, "board", "fomc"), words("report.note_one_a_week"))


def _against_caps(report: ReportData, words: Words, programme_id: str) -> list[Block]:
    def one(series_id: str) -> Figure:
        name = charts.NAMES[series_id]
        facts = runoff_facts(report, programme_id)
        caption = words(
            "report.cap_caption",
            what=words(f"report.label_{name}"),
            fell=facts[f"{name}_fell"],
            share=facts[f"{name}_share"],
            caps=facts[f"{name}_caps"],
        )
        plot = charts.runoff_against_cap(report.vintage, report.path, words, programme_id, series_id)
        return figure(None, plot, caption, source(words, "board", "fomc"))

    titled = [
        (words("report.cap_title", what=words(f"report.label_{name}")), partial(one, series_id))
        for series_id, name in charts.NAMES.items()
    ]
    return row(words, *titled)


def _september_facts(report: ReportData) -> dict[str, object]:
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


def _september(report: ReportData, words: Words) -> Figure:
    facts = _september_facts(report)
    upper = facts["upper"]
    over = facts["sofr"] - upper if isinstance(upper, float) and isinstance(facts["sofr"], float) else None
    caption = words("report.september_caption", day=facts["day"], sofr=facts["sofr"], over=over)
    plot = charts.september_2019(report.vintage, report.path, words)
    return figure(None, plot, caption, source(words, "nyfed", "ofr", "board", "fomc"))


def _drain_facts(report: ReportData) -> dict[str, object]:
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


def _drain(report: ReportData, words: Words) -> Figure:
    facility = report.vintage.base("RRPONTSYD")
    caption = words(
        "report.drain_caption",
        peak=float(facility.max()),
        day=measures.day_of(facility.idxmax()),
        last=float(facility.iloc[-1]),
        last_day=measures.day_of(facility.index[-1]),
        reserves=float(report.vintage.base("WRESBAL").iloc[-1]),
    )
    plot = charts.where_money_went(report.vintage, report.path, words)
    return figure(None, plot, caption, source(words, "board", "nyfed"), _week_notes(words))
