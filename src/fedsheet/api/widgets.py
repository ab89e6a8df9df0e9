"""The API's addresses as OpenBB Workspace lists them in `widgets.json`: one table a widget, its rows under `rows`."""

from __future__ import annotations

from typing import Any

from fedsheet.present.text import Words

TABLE = {"dataKey": "rows", "table": {"enableCharts": True, "showAll": True}}
LARGE = {"w": 20, "h": 12}
SHOWN = (
    "statement", "reserve-bridge", "statement-factors", "market-rates", "market-reserves", "outlook-rules", "clock",
    "projection-lines", "project-sizing", "market-forecast",
)  # fmt: skip
FROM_TABLES = {"statement-factors": "h41_releases"}  # exhibits of a table that does not ship and may not be pulled yet


def widgets(titles: dict[str, str], words: Words) -> dict[str, dict[str, Any]]:
    """Every widget by name: any series by id, and the exhibits that the asker can be answered (name → title)."""
    series = _widget(
        words("agents.widget_series"), words("agents.widget_series_what"), "v1/openbb/series",
        [_param("series_id", "WALCL", words("agents.widget_id")), _param("as_of", "", words("agents.widget_as_of"))],
    )  # fmt: skip
    exhibits = {
        f"fedsheet_{name.replace('-', '_')}": _widget(
            title, words("agents.widget_exhibit_what", name=name), f"v1/exhibits/{name}",
            [_param("as_of", "", words("agents.widget_as_of"))],
        )
        for name, title in titles.items()
    }  # fmt: skip
    return {"fedsheet_series": series, **exhibits}


def _widget(name: str, description: str, endpoint: str, params: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name, "description": description, "category": "Federal Reserve", "type": "table", "endpoint": endpoint,
        "gridData": LARGE, "source": ["fedsheet"], "data": TABLE, "params": params,
    }  # fmt: skip


def _param(name: str, value: str, label: str) -> dict[str, Any]:
    return {"paramName": name, "type": "text", "value": value, "label": label, "show": True, "optional": not value}
