"""The ladder of rates: a chart of the money market that only the workbench shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Plot
from fedsheet.present.charts.style import Json
from fedsheet.present.table import Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words

    Values = pd.Series[float]


def ladder(rows: list[Json], table: Table, words: Words) -> Plot:
    """Rates of one day from the lowest up, administered ones told apart; rows {name, value, administered}."""
    x = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True, "padding": 12},
         "axis": {"title": words("common.unit_pct"), "tickCount": 6}}  # fmt: skip
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in reversed(rows)],
         "axis": {"title": None, "domain": False, "ticks": False, "grid": True}}  # fmt: skip
    names = {key: words(f"market.ladder_{key}") for key in ("set", "traded")}
    values = [{**row, "kind": names["set" if row["administered"] else "traded"]} for row in rows]
    colour = {"field": "kind", "type": "nominal", "legend": {"symbolType": "circle"},
              "scale": {"domain": list(names.values()), "range": [style.GOLD, style.NAVY]}}  # fmt: skip
    opacity = 0.4 if any(table.stale) else 1
    spec: Json = {
        "$schema": style.SCHEMA, "width": style.WIDTH - 90, "height": 21 * len(rows), "config": style.theme(),
        "data": {"values": values}, "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 80, "opacity": opacity}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 10, "style": "ink"},
             "encoding": {"text": {"field": "value", "type": "quantitative", "format": ".2f"}}},
        ],
    }  # fmt: skip
    return Plot(spec, table)
