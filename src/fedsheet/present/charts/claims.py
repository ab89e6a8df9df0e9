"""The verdicts of a report's claims, counted by chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fedsheet.claims.model import Judgement, Verdict
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Plot
from fedsheet.present.charts.style import Json
from fedsheet.present.charts.theme import INNER_LETTER, SENTENCE_CASE, as_spec, nominal, quantitative
from fedsheet.present.table import Cell, Column, Table
from fedsheet.present.verdicts import place_name, verdict_name

if TYPE_CHECKING:
    from fedsheet.present.text import Words

COLOURS: Mapping[Verdict, str] = {
    Verdict.HOLDS: style.TEAL,
    Verdict.OWN_BASE: style.SKY,
    Verdict.OTHER_BASE: style.VIOLET,
    Verdict.VINTAGE: style.GOLD,
    Verdict.FAILS: style.RED,
    Verdict.NOT_CHECKABLE: style.GREY,
    Verdict.NOT_JUDGED: style.GREY,
}
ROW = 22  # pixels a chapter takes
NARROW = 10  # pixels of a bar that its number wants: on a phone the bar of one claim has less
TICKS = 10  # at most; of fewer claims as many: the renderer halves the step between none and one


def verdicts_by_chapter(report: str, judgements: Sequence[Judgement], words: Words) -> Plot:
    """Bars of claims by verdict, one bar a chapter, and the counts behind them."""
    counts = Counter((one.claim.place, one.verdict) for one in judgements)
    places = list(dict.fromkeys(one.claim.place for one in judgements))
    held = [verdict for verdict in Verdict if any(counts[place, verdict] for place in places)]
    rows: list[tuple[Cell, ...]] = [
        (place_name(report, place, words), *(counts[place, verdict] for verdict in held)) for place in places
    ]
    columns = (Column(verdict.name.lower(), "int", label=verdict_name(verdict, words)) for verdict in held)
    table = Table.of("claims-by-chapter", words, (Column("part"), *columns), rows)
    longest = max(Counter(one.claim.place for one in judgements).values(), default=1)
    return Plot(_spec(table, held, longest, words), table)


def _spec(table: Table, verdicts: Sequence[Verdict], longest: int, words: Words) -> Json:
    names = [verdict_name(verdict, words) for verdict in verdicts]
    bars = [
        {"part": part, "verdict": name, "claims": count, "order": order}
        for part, *counts in table.rows
        for order, (name, count) in enumerate(zip(names, counts, strict=True))
        if count
    ]
    across = quantitative("claims", stack="zero")
    x = {**across, "axis": {"title": words("claims.number"), "tickMinStep": 1, "tickCount": min(longest, TICKS)}}
    y = nominal("part", sort=[row[0] for row in table.rows], axis={"title": None})
    scale = {"domain": names, "range": [COLOURS[verdict] for verdict in verdicts]}
    legend = {"symbolType": "square", "columns": 3, "labelExpr": SENTENCE_CASE}
    colour, order = nominal("verdict", scale=scale, legend=legend), quantitative("order")
    middle = {**across, "bandPosition": 0.5}
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {"x": x, "y": y, "color": colour, "order": order},
    }
    number = {
        "mark": {"type": "text", "color": "white", "fontSize": INNER_LETTER},
        "encoding": {
            "x": middle,
            "y": y,
            "detail": {"field": "verdict"},
            "order": order,
            "text": quantitative("claims"),
            "opacity": {"condition": {"test": f"datum.claims * width < {NARROW * longest}", "value": 0}, "value": 1},
        },
    }
    return as_spec([bar, number], bars, ROW * len(table.rows), width=style.WIDTH - 120)
