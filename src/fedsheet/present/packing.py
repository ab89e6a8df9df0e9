"""A figure's rows for the page: each set of rows once, as columns, in a fifth of the room; `page.js` unpacks them.

{"values": [{"date": "2019-09-18", "series": "SOFR", "value": 2.55}, …]}
-> {"name": "d0"} and {"d0": {"n": …, "columns": {"date": ["2019-09-18", …], "series": {"all": "SOFR"}, …}}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Rows = list[dict[str, Any]]
FEW = 40  # rows that are not worth packing; names that are worth a list of their own


def packed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec with its rows as named columns under `packed`; equal sets of rows are held once."""
    sets: list[Rows] = []
    lean = _lean(spec, sets)
    return {**lean, "packed": {f"d{place}": columns(rows) for place, rows in enumerate(sets)}}


def _lean(part: Any, sets: list[Rows]) -> Any:
    """A part of the spec with every `values` of alike rows replaced by the name of its set."""
    if isinstance(part, Mapping):
        rows = alike_rows(part)
        if rows is None:
            return {key: _lean(value, sets) for key, value in part.items()}
        if rows not in sets:
            sets.append(rows)
        return {"name": f"d{sets.index(rows)}"}
    return [_lean(each, sets) for each in part] if isinstance(part, list) else part


def alike_rows(part: Mapping[str, Any]) -> Rows | None:
    """The rows a part of the spec holds, where they are many and all of the same columns."""
    rows = part.get("values") if set(part) == {"values"} else None
    if not isinstance(rows, list) or len(rows) <= FEW or not isinstance(rows[0], dict):
        return None
    return rows if all(row.keys() == rows[0].keys() for row in rows) else None


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows as columns: one value for all, a few values with each row's place among them, or the values themselves."""
    return {"n": len(rows), "columns": {key: _column([row[key] for row in rows]) for key in rows[0]}}


def _column(values: list[Any]) -> Any:
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return {"all": distinct[0]}
    if len(distinct) <= FEW and isinstance(distinct[0], str):
        place = {value: at for at, value in enumerate(distinct)}
        return {"of": distinct, "at": [place[value] for value in values]}
    return values
