"""A waterfall of reserves: a bar from where one factor left them to where the next takes them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Plot
from fedsheet.present.charts.style import Json
from fedsheet.present.charts.theme import FALL, INNER_LETTER, RISE, as_spec, nominal, quantitative

if TYPE_CHECKING:
    from fedsheet.present.table import Table
    from fedsheet.present.text import Words
    from fedsheet.review.reserve_drivers import ReserveDrivers

ROW = 24  # pixels a factor takes
LABELS = (150, 240)  # pixels left of the bars for the names of factors, at least and at most
SMALL = 0.002  # of reserves: factors below it are drawn together as "the rest"


def waterfall(table: Table, found: ReserveDrivers, words: Words) -> Plot:
    """The factors from the largest to the smallest between the two levels of reserves; the smallest drawn as one."""
    return Plot(_spec(_steps(found, words), words), table)


def _steps(found: ReserveDrivers, words: Words) -> list[Json]:
    """Rows of the drawing: name, from, to, what kind of bar, how much."""
    unit = words.money_unit
    least = SMALL * found.reserves_start_usd
    shown = [d for d in found.largest if abs(d.contribution_usd) >= least]
    rest = found.change_usd - sum(d.contribution_usd for d in shown)
    moves = [(words(f"review.factor_{d.id}"), d.contribution_usd) for d in shown]
    moves += [(words("bridge.rest"), rest)] if abs(rest) > found.tolerance_usd / 2 else []
    level, steps = (
        found.reserves_start_usd,
        [_level(words("bridge.at", day=found.start), found.reserves_start_usd, words)],
    )
    for name, usd in moves:
        kind = "up" if usd >= 0 else "down"
        said = words.format(usd, "money_signed")
        steps.append({"name": name, "low": level / unit, "high": (level + usd) / unit, "kind": kind, "said": said})
        level += usd
    return [*steps, _level(words("bridge.at", day=found.end), found.reserves_end_usd, words)]


def _level(name: str, usd: float, words: Words) -> Json:
    said = words.format(usd, "money")
    return {"name": name, "low": 0.0, "high": usd / words.money_unit, "kind": "level", "said": said}


def _spec(steps: list[Json], words: Words) -> Json:
    ends = [edge for step in steps for edge in (step["low"], step["high"]) if edge]
    low, high = min(ends), max(ends)
    floor = max(0.0, low - 0.25 * (high - low))  # the axis is cut: said in its title
    rows = [{**step, "low": max(step["low"], floor), "order": n} for n, step in enumerate(steps)]
    axis = {"title": None, "labelLimit": LABELS[1]}
    y = nominal("name", sort=[row["name"] for row in rows], axis=axis)
    longest = max(style.text_width(row["name"], 10.5) for row in rows)
    scale = {"domain": [floor, high + 0.12 * (high - low)], "zero": False}
    across = {"title": words("bridge.axis", unit=words("common.unit_money")), "tickCount": 7}
    x = quantitative("low", scale=scale, axis=across)
    kinds = {"domain": ["level", "up", "down"], "range": [style.NAVY, RISE, FALL]}
    colour = nominal("kind", legend=None, scale=kinds)
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.66}},
        "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "color": colour},
    }
    text = {
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": INNER_LETTER, "style": "ink"},
        "encoding": {"x": quantitative("far", scale=scale), "y": y, "text": {"field": "said"}},
    }
    rows = [{**row, "far": max(row["low"], row["high"])} for row in rows]
    width = style.WIDTH - int(min(max(longest, LABELS[0]), LABELS[1]))
    return as_spec([bar, text], rows, ROW * len(rows), width=width)
