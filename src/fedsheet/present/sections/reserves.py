"""Are reserves enough: one verdict in one sentence, every gauge beside it, and why some disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.units import from_bp
from fedsheet.market.gauges import State
from fedsheet.present.blocks import Block, DataTable, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts import reserves as charts
from fedsheet.present.sections.telling import figure, source
from fedsheet.present.table import Cell

if TYPE_CHECKING:
    from fedsheet.market.gauges import Panel, Reading
    from fedsheet.present.text import Words
    from fedsheet.record.adequacy import Gauge

FORMS = {"share": "pct1", "rate": "bp2", "usd": "usd", "days": "days"}
CONFIDENCE = 0.90
KEYS = (
    "gauge", "value", "dated", "threshold", "says", "since", "lead_2019", "lead_2025", "false_days", "grade", "source",
)  # fmt: skip


def blocks(found: Panel, words: Words) -> list[Block]:
    """Verdict, gauges, and the two figures behind them."""
    sources = source(words, "board", "nyfed", "bea")
    return [
        Heading(2, words("reserves.title")),
        Paragraph(verdict_text(found, words)),
        *(Paragraph(text) for text in (disagreement_text(found, words),) if text),
        TableBlock(gauge_table(found, words), words("reserves.table_caption", day=found.day), sources),
        Note(words("reserves.table_note")),
        *(
            figure(None, drawn, caption, sources, words(f"reserves.{name}_note"))
            for name, drawn, caption in (
                ("chance", charts.chance(found, words), _chance_caption(found, words)),
                ("slope", charts.slopes(found, words), _slope_caption(found, words)),
                ("demand", charts.demand(found, words), words("reserves.demand_caption")),
            )
        ),
    ]


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
            "reserves.disagrees_one", gauge=r.gauge.title.of(words.language), value=shown(r, words),
            threshold=threshold(r.gauge, words), blind=r.gauge.blind.of(words.language),
        )
        for r in (readings[name] for name in found.verdict.disagree)
    ]  # fmt: skip
    return words("reserves.disagree", each=words("market.semicolon").join(each))


def unknown_text(found: Panel, words: Words) -> str:
    """Which gauges cannot say, and why."""
    readings = {r.gauge.id: r.gauge for r in found.readings}
    names = [
        words("reserves.unknown_one", gauge=g.title.of(words.language), blind=g.blind.of(words.language))
        for g in (readings[name] for name in found.verdict.unknown)
    ]
    return words("reserves.unknown", each=words("market.semicolon").join(names)) if names else ""


def shown(r: Reading, words: Words) -> str:
    """A reading's value in its unit."""
    return words("reserves.none") if r.value is None else words.format(r.value, FORMS[r.gauge.unit])


def threshold(g: Gauge, words: Words) -> str:
    """A gauge's threshold with its side."""
    if g.ample.value != g.ample.value:
        return words("reserves.none")
    return words(f"reserves.threshold_{g.side}", value=words.format(g.ample.value, FORMS[g.unit]))


def gauge_table(found: Panel, words: Words) -> DataTable:
    """One row a gauge: value, threshold, what it says, leads before both decisions, days it was wrong."""
    rows = tuple(_row(r, words) for r in found.readings)
    headings = tuple(words(f"reserves.{key}") for key in KEYS)
    formats = ("text", "text", "iso", "text", "text", "iso", "int_signed", "int_signed", "text", "text", "text")
    return DataTable("market-reserves", KEYS, headings, formats, rows)


def _row(r: Reading, words: Words) -> tuple[Cell, ...]:
    leads = tuple(lead.lead_days for lead in r.leads)
    wrong = words("reserves.of", part=r.false_days, whole=r.judged_days) if r.judged_days else None
    return (
        r.gauge.title.of(words.language), shown(r, words), r.dated, threshold(r.gauge, words),
        words(f"reserves.state_{r.state}"), r.since, *leads, wrong, r.gauge.ample.grade, r.gauge.ample.source,
    )  # fmt: skip


def _chance_caption(found: Panel, words: Words) -> str:
    crossed = next(r for r in found.readings if r.gauge.id == "states")
    if found.verdict.state in (State.AMPLE, State.SCARCE) and crossed.since is not None:
        return words("reserves.chance_caption", since=crossed.since, chance=found.verdict.chance, day=found.day)
    return words("reserves.chance_caption_other", chance=found.verdict.chance, day=found.day)


def _slope_caption(found: Panel, words: Words) -> str:
    week = found.demand.known_on(found.day)
    facts = {
        f"{rate}_{name}": from_bp(float(table[name].loc[week]))
        for rate, table in found.demand.slopes.items()
        for name in ("low", "middle", "high")
    }
    return words("reserves.slope_caption", day=found.day, confidence=CONFIDENCE, **facts)
