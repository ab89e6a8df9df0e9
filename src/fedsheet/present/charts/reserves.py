"""Reserve demand drawn: chance of each state, slopes of EFFR and repo, and the cloud of weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.dates import add_months
from fedsheet.core.lazy import pd
from fedsheet.core.units import BASIS_POINTS, PERCENT
from fedsheet.market.regimes import STATES
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, between, lines, plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, SKY, Frame, Json
from fedsheet.present.charts.theme import SENTENCE_CASE, nominal, quantitative
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.market.gauges import Panel
    from fedsheet.present.text import Words

LOW = 130  # pixels of a figure that shares two pages with all of a week
COLOURS = {"abundant": SKY, "ample": GOLD, "scarce": RED}


def _frame(found: Panel) -> tuple[Frame, pd.Timestamp]:
    last = found.demand.newest_week(found.day)
    return Frame(found.demand.chance.index[0].date(), last.date()), last


def chance(found: Panel, words: Words, years: int = 0) -> Plot:
    """Chance of ample or scarcer with its band, and of scarce; of the last `years` alone, less tall, where given."""
    frame, last = _frame(found)
    if years:
        frame = Frame(add_months(frame.end, -12 * years), frame.end, height=LOW)
    demand = found.demand
    low, high, middle, scarce = (
        Curve(key, words(f"reserves.{key}"), values.loc[:last], "pct1")
        for key, values in (
            ("chance_low", demand.low), ("chance_high", demand.high), ("chance_not_abundant", demand.not_abundant),
            ("chance_scarce", demand.chance["scarce"]),
        )
    )  # fmt: skip
    band = between(low, high, words("reserves.band"), words, colour=GREY)
    return plot("market-adequacy", frame, words, band, lines([middle, scarce], words, colours=(NAVY, RED)))


def slopes(found: Panel, words: Words) -> Plot:
    """Slopes of EFFR and repo for 1% more reserves, each with its band."""
    frame, last = _frame(found)
    parts, middles = [], []
    for rate, colour in (("repo", GOLD), ("effr", SKY)):
        table = found.demand.slopes[rate].loc[:last] * BASIS_POINTS.scale
        low, high = (
            Curve(f"{rate}_{edge}", words(f"reserves.slope_{rate}_{edge}"), table[edge], "bp2_num")
            for edge in ("low", "high")
        )
        parts.append(between(low, high, words(f"reserves.slope_{rate}_band"), words, colour=colour))
        middles.append(Curve(f"{rate}_middle", words(f"reserves.slope_{rate}"), table["middle"], "bp2_num"))
    return plot(
        "market-slope", frame, words, *parts, lines(middles, words, colours=(RED, NAVY), domain=(-4, 1)),
        style.level(0, ""),
    )  # fmt: skip


def demand(found: Panel, words: Words) -> Plot:
    """EFFR less IORB against reserves over bank credit, a dot a week, coloured by the likeliest state of the week."""
    _, last = _frame(found)
    frame = found.demand.frame.loc[:last, ["share", "effr"]].dropna()
    state = found.demand.chance.loc[frame.index].to_numpy().argmax(axis=1)
    names = [words(f"reserves.state_{s}") for s in STATES]
    values = frame.to_numpy(np.float64)
    points = [
        {"x": style.significant(s / PERCENT.scale), "y": style.significant(y), "series": names[k]}
        for (s, y), k in zip(values, state, strict=True)
    ]
    rows = tuple(
        (day.date(), float(s), float(y) * BASIS_POINTS.scale, names[k])
        for day, (s, y), k in zip(frame.index, values, state, strict=True)
    )
    columns = (
        Column("date", "iso", "market.day"), Column("reserves_share", "pct1", "market.reserves_share"),
        Column("effr_minus_iorb", "bp1_num", "market.effr_over_iorb"), Column("state", "text", "market.regime"),
    )  # fmt: skip
    return Plot(_scatter(points, names, words), Table.of("market-demand-curve", words, columns, rows))


def _scatter(points: list[Json], names: list[str], words: Words) -> Json:
    """Dots over a plain number axis."""
    legend = {"symbolType": "circle", "columns": 4, "labelExpr": SENTENCE_CASE}
    colour = nominal("series", legend=legend, scale={"domain": names, "range": list(COLOURS.values())})
    x_axis = {"title": words("market.share_axis"), "grid": False}
    x = quantitative("x", scale={"zero": False}, axis=x_axis)
    y = {**style.y_axis(words("market.bp_over_iorb")), "field": "y"}
    return {
        "$schema": style.SCHEMA,
        "width": style.WIDTH,
        "height": style.HEIGHT,
        "config": style.theme(),
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "size": 12, "opacity": 0.6},
        "encoding": {"x": x, "y": y, "color": colour},
    }
