"""A figure's rows for the page: each set of rows once, as columns, in a fifth of the room; `page.js` unpacks them.

{"values": [{"date": "2019-09-18", "series": "SOFR", "value": 2.55}, …]}
-> {"name": "d0"} and {"d0": {"n": …, "columns": {"date": ["2019-09-18", …], "series": {"all": "SOFR"}, …}}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FEW = 40  # distinct values up to which a column is a list of them and each row's place in it


def packed(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec with its rows as named columns under `packed`; equal sets of rows are held once."""
    sets: list[list[dict[str, Any]]] = []
    lean = _lean(spec, sets)
    return {**lean, "packed": {f"d{place}": columns(rows) for place, rows in enumerate(sets)}}


def _lean(part: Any, sets: list[list[dict[str, Any]]]) -> Any:
    """A part of the spec with every `values` of alike rows replaced by the name of its set."""
    if isinstance(part, Mapping):
        rows = part.get("values")
        if set(part) == {"values"} and can_pack(rows):
            if rows not in sets:
                sets.append(rows)
            return {"name": f"d{sets.index(rows)}"}
        return {key: _lean(value, sets) for key, value in part.items()}
    return [_lean(each, sets) for each in part] if isinstance(part, list) else part


def can_pack(rows: Any) -> bool:
    """Whether rows are many, and all of the same columns."""
    return (
        isinstance(rows, list)
        and len(rows) > FEW
        and isinstance(rows[0], dict)
        and all(row.keys() == rows[0].keys() for row in rows)
    )


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
