"""Exhibits of reserves: enough by every gauge or not, the chance of each state week by week, demand."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.clock import is_old
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.units import from_bp
from fedsheet.market.gauges import GaugeState, state_by
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import STALE, Column, Table
from fedsheet.present.text import within_sentence
from fedsheet.record.adequacy import gauge

if TYPE_CHECKING:
    from fedsheet.market.gauges import GaugeReading, Panel
    from fedsheet.market.regimes import ReserveDemand
    from fedsheet.present.text import Words
    from fedsheet.record.adequacy import Gauge

FORMS = {"share": "pct1", "rate": "bp2", "usd": "usd", "days": "days"}
ROUND = {"share": "pct_few", "rate": "bp_few"}  # thresholds are round numbers
BP = 1e-4
CONFIDENCE = 0.90
DRAWN_FIRST = "reserves_to_gdp"  # the gauge whose history is shown where none is named
PUBLISHERS = ("board", "nyfed", "bea")
SHORT = ("_gauge", "_value", "dated", "_threshold", "_says", "since", "lead_2019", "lead_2025", "_false_days")


# ---- the verdict and its gauges ----------------------------------------------------------------------------------


@exhibit("market-reserves", of="reserves")
def gauges(found: Panel, words: Words) -> Exhibit:
    """One row a gauge: value, threshold, what it says, leads before both decisions, days it was wrong."""
    columns = (
        Column("gauge", "text", ""), Column("unit", "text", ""), Column("value", "general", ""), Column("_gauge"),
        Column("_value"), Column("dated", "iso"), Column("side", "text", ""), Column("threshold", "general", ""),
        Column("_threshold", "text", "reserves.threshold"), Column("state", "text", ""), Column("_says"),
        Column("since", "iso"), Column("lead_2019", "int_signed"), Column("lead_2025", "int_signed"),
        Column("false_days", "int", ""), Column("judged_days", "int", ""), Column("_false_days"), Column("grade"),
        Column("source", "text", "reserves.source"), Column(STALE, "yesno", ""),
    )  # fmt: skip
    table = Table.of("market-reserves", words, columns, [_row(r, words) for r in found.readings])
    notes = (verdict_text(found, words), disagreement_text(found, words), unknown_text(found, words))
    caption = words("reserves.table_caption", day=found.day)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), *notes).briefly(*SHORT)


def _row(r: GaugeReading, words: Words) -> tuple[object, ...]:
    g = r.gauge
    wrong = words("reserves.of", part=r.false_days, whole=r.judged_days) if r.judged_days else None
    return (
        g.id, g.unit, r.value, g.title.of(words.language), shown(r, words), r.dated, g.side, g.ample.value,
        threshold(g, words), str(r.state), words(f"reserves.state_{r.state}"), r.since,
        *(lead.lead_days for lead in r.leads), r.false_days, r.judged_days, wrong, g.ample.grade,
        g.ample.source.of(words.language), bool(r.dated and is_old(r.dated, words.day, "W")),
    )  # fmt: skip


@exhibit("market-gauge", of="reserves")
def gauge_history(found: Panel, words: Words, subject: str = "") -> Exhibit:
    """One gauge at the end of each month as public then, and what it said; `subject` is its id."""
    g = gauge(subject or DRAWN_FIRST)
    values = found.values[g.id].dropna()
    days = pd.DatetimeIndex(values.index)
    ends = values[~days.to_period("M").duplicated(keep="last")]
    columns = (Column("date", "iso"), Column("value", "general", "", counts=g.unit), Column("_value"),
               Column("state", "text", ""), Column("_says"))  # fmt: skip
    rows = [
        (day.date(), float(v), words.format(float(v), FORMS[g.unit]), str(state_by(g, float(v))),
         words(f"reserves.state_{state_by(g, float(v))}"))
        for day, v in zip(pd.DatetimeIndex(ends.index), ends, strict=True)
    ]  # fmt: skip
    caption = words("reserves.gauge_caption", gauge=g.title.of(words.language), threshold=threshold(g, words))
    table = Table.of("market-gauge", words, columns, rows)
    named = words("reserves.gauge_source", source=g.ample.source.of(words.language), grade=g.ample.grade)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), named)


def verdict_text(found: Panel, words: Words) -> str:
    """The one sentence: what reserves are, how sure, and how many gauges agree."""
    v = found.verdict
    return words(
        "reserves.verdict", day=v.day, state=words(f"reserves.state_{v.state}"), chance=v.chance, low=v.low,
        high=v.high, scarce=v.scarce, agree=len(v.agree), judged=len(v.agree) + len(v.disagree), confidence=CONFIDENCE,
    )  # fmt: skip


def disagreement_text(found: Panel, words: Words) -> str:
    """Which gauges say otherwise and what each of them cannot see; nothing where all agree."""
    readings = {r.gauge.id: r for r in found.readings}
    if not found.verdict.disagree:
        return ""
    each = [
        words(
            "reserves.disagrees_one", gauge=within_sentence(r.gauge.title.of(words.language)), value=shown(r, words),
            threshold=threshold(r.gauge, words), blind=r.gauge.blind.of(words.language),
        )
        for r in (readings[name] for name in found.verdict.disagree)
    ]  # fmt: skip
    return words("reserves.disagree", each=words("common.semicolon").join(each))


def unknown_text(found: Panel, words: Words) -> str:
    """Which gauges cannot say, and why."""
    readings = {r.gauge.id: r.gauge for r in found.readings}
    names = [
        words("reserves.unknown_one", gauge=g.title.of(words.language), blind=g.blind.of(words.language))
        for g in (readings[name] for name in found.verdict.unknown)
    ]
    return words("reserves.unknown", each=words("common.semicolon").join(names)) if names else ""


def shown(r: GaugeReading, words: Words) -> str:
    """A reading's value in its unit."""
    if r.value is None:
        return words("reserves.none")
    tenths = r.gauge.unit == "rate" and abs(r.value) >= BP  # what moves by basis points needs no hundredths
    return words.format(r.value, "bp1" if tenths else FORMS[r.gauge.unit])


def threshold(g: Gauge, words: Words) -> str:
    """A gauge's threshold with its side."""
    if math.isnan(g.ample.value):
        return words("reserves.none")
    return words(f"reserves.threshold_{g.side}", value=words.format(g.ample.value, ROUND.get(g.unit, FORMS[g.unit])))


def record(found: Panel) -> dict[str, object]:
    """The panel whole, for machines: the verdict, and every gauge with threshold, state, leads and false alarms."""
    v = found.verdict
    return {
        "date": v.day, "state": str(v.state), "chance_ample_or_scarcer": v.chance, "band_90": [v.low, v.high],
        "chance_scarce": v.scarce, "agree": list(v.agree), "disagree": list(v.disagree), "unknown": list(v.unknown),
        "gauges": [_gauge(r) for r in found.readings],
    }  # fmt: skip


def _gauge(r: GaugeReading) -> dict[str, object]:
    g = r.gauge
    return {
        "id": g.id, "title": {"zh": g.title.zh, "en": g.title.en}, "unit": g.unit, "side": g.side, "value": r.value,
        "date": r.dated, "threshold": None if math.isnan(g.ample.value) else g.ample.value, "grade": g.ample.grade,
        "source": {"zh": g.ample.source.zh, "en": g.ample.source.en}, "state": str(r.state), "since": r.since,
        "leads": [{"episode": x.episode, "first": x.first, "days": x.lead_days} for x in r.leads],
        "false_days": r.false_days, "judged_days": r.judged_days,
    }  # fmt: skip


# ---- week by week ------------------------------------------------------------------------------------------------


@exhibit("market-adequacy-weeks", of="demand")
def weeks(found: ReserveDemand, words: Words) -> Exhibit:
    """A row a reserve week: reserves, the chance of each state, slopes for 1% more reserves with 90% bands."""
    ends = {"low": "_low", "middle": "", "high": "_high"}
    slopes = [(f"slope_{rate}{end}", table[name]) for rate, table in found.slopes.items() for name, end in ends.items()]
    columns = (
        Column("date", "iso"), Column("reserves", "money"), Column("reserves_share", "pct2", "market.reserves_share"),
        *(Column(state, "pct1", f"reserves.chance_of_{state}") for state in found.chance.columns),
        Column("ample_or_scarcer_low", "pct1", "reserves.chance_low"),
        Column("ample_or_scarcer_high", "pct1", "reserves.chance_high"),
        *(Column(name, "bp3_num", f"reserves.{name}") for name, _ in slopes),
    )  # fmt: skip
    shares = [*(found.chance[state] for state in found.chance.columns), found.low, found.high]
    rows = [
        (
            week.date(), found.frame["reserves"].iloc[t], found.frame["share"].iloc[t], *(s.iloc[t] for s in shares),
            *(from_bp(float(values.iloc[t])) for _, values in slopes),
        )
        for t, week in enumerate(found.chance.index)
    ]  # fmt: skip
    table = Table.of("market-adequacy-weeks", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, *PUBLISHERS), words("reserves.weeks_note"))


def between(shown: Exhibit, first: date, final: date | None) -> Exhibit:
    """The weeks from one day to another; where there is none, `DateRangeError` with those there are."""
    kept = shown.table.where(lambda row: first <= row["date"] and (final is None or row["date"] <= final))  # type: ignore[operator]  # a column of dates
    if not kept.rows:
        days = [row[0] for row in shown.table.rows]
        raise DateRangeError(
            "present.reserves_week_reserves_from", first=first, final=final or "today", days=days[0], days_2=days[-1]
        )
    return shown.showing(kept)


@exhibit("market-adequacy", of="reserves")
def chance_drawn(found: Panel, words: Words, years: int = 0) -> Exhibit:
    """The chance of ample or scarcer with its band, and of scarce; of the last `years` alone where given."""
    from fedsheet.present.charts import reserves as charts

    crossed = next(r for r in found.readings if r.gauge.id == "states")
    facts = {"chance": found.verdict.chance, "day": found.day}
    if found.verdict.state in (GaugeState.AMPLE, GaugeState.SCARCE) and crossed.since is not None:
        caption = words("reserves.chance_caption", since=crossed.since, **facts)
    else:
        caption = words("reserves.chance_caption_other", **facts)
    note = words("reserves.chance_note")
    return Exhibit.of(words, charts.chance(found, words, years), caption, source(words, *PUBLISHERS), note)


@exhibit("market-slope", of="reserves")
def slopes_drawn(found: Panel, words: Words) -> Exhibit:
    """Slopes of EFFR and repo for 1% more reserves, each with its band."""
    from fedsheet.present.charts import reserves as charts

    week = found.demand.newest_week(found.day)
    facts = {
        f"{rate}_{name}": from_bp(float(table[name].loc[week]))
        for rate, table in found.demand.slopes.items()
        for name in ("low", "middle", "high")
    }
    caption = words("reserves.slope_caption", day=found.day, confidence=CONFIDENCE, **facts)
    note = words("reserves.slope_note")
    return Exhibit.of(words, charts.slopes(found, words), caption, source(words, *PUBLISHERS), note)


@exhibit("market-demand-curve", of="reserves")
def demand_drawn(found: Panel, words: Words) -> Exhibit:
    """A dot a reserve week: reserves against the rates they went with."""
    from fedsheet.present.charts import reserves as charts

    caption, note = words("reserves.demand_caption"), words("reserves.demand_note")
    return Exhibit.of(words, charts.demand(found, words), caption, source(words, *PUBLISHERS), note)
