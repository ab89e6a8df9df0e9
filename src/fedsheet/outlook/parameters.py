"""The room's dated numbers: TOML files shipped beside the code, read once; a key not in the schema stops the load.

Loading from this package's own folder is the one permitted input here (as for the record); everything else comes in
as arguments.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import RecordError, UnknownNameError

LEAF = None
_ANY = "*"
_SOURCED: dict[str, Any] = {"source": LEAF, "source_zh": LEAF}
_CONDITION: dict[str, Any] = {
    "statement": LEAF, "since": LEAF, "share_recovered": LEAF, "alternatives": LEAF, "consecutive_quarters": LEAF,
    "consecutive_months": LEAF, "series": LEAF, "unemployment_pct": LEAF, **_SOURCED,
}  # fmt: skip
# What each file may hold: tables as dicts, `*` for any name, a list of tables as the dict of one of them.
SCHEMAS: Mapping[str, Any] = {
    "rules": {
        "goal": {"inflation_pct": LEAF, **_SOURCED},
        "okun": {"output_per_unemployment": LEAF, **_SOURCED},
        "lower_bound": {"rate_pct": LEAF, **_SOURCED},
        "averaging": {"quarters": LEAF, **_SOURCED},
        "base_case": {
            "since": LEAF, "weight_on_rules": LEAF, "after_cut": LEAF, "after_hold": LEAF, "after_hike": LEAF,
            "meetings": LEAF, "error": LEAF, "hold": LEAF, "followed": LEAF, "rules": LEAF, **_SOURCED,
        },
        "doubt": {"neutral_rates_pct": LEAF, "gaps_pct": LEAF, **_SOURCED},
        "rules": {
            _ANY: {"inflation_gap": LEAF, "output_gap": LEAF, "gap_change": LEAF, "persistence": LEAF, **_SOURCED}
        },
        "longer_run": {
            "announced_at": LEAF, "funds_rate_pct": LEAF, "unemployment_pct": LEAF, "grade": LEAF, **_SOURCED,
        },
    },
    "meetings": {
        "schedule": {"announced_at": LEAF, "grade": LEAF, "dates": LEAF},
        "cancelled": {"announced_at": LEAF, "date": LEAF, "grade": LEAF, **_SOURCED},
    },
    "progress": {
        "before_pandemic": {"month": LEAF, **_SOURCED},
        "conditions": {_ANY: _CONDITION},
        "actual": {"episode": LEAF, "date": LEAF, "what": LEAF},
    },
    "triggers": {
        "thresholds": {
            "reserves_to_gdp": {"grid": LEAF, **_SOURCED},
            "on_rrp": {"grid_bn": LEAF, **_SOURCED},
            "sofr_minus_iorb": {"grid_bp": LEAF, **_SOURCED},
        },
        "timing": {
            "weeks": LEAF, "block_weeks": LEAF, "paths": LEAF, "horizon_weeks": LEAF, "within_weeks": LEAF, **_SOURCED,
        },
        "false_alarm": {"days_early": LEAF, **_SOURCED},
    },
    "implied": {
        "futures": {"step_pct": LEAF, "price_lowest": LEAF, "price_highest": LEAF, **_SOURCED},
        "noise": {"most_times": LEAF, "days_apart": LEAF, **_SOURCED},
        "premium": {"bp_a_month": LEAF, **_SOURCED},
        "conventions": {_ANY: {"first_new_day": LEAF, **_SOURCED}},
        "ois": {"day_count": LEAF, "lowest_pct": LEAF, "highest_pct": LEAF, **_SOURCED},
    },
    "bridge": {
        "macro": {"persistence_per_quarter": LEAF, **_SOURCED},
        "range": {"width_pct": LEAF, "step_pct": LEAF, "lowest_pct": LEAF, **_SOURCED},
        "horizon": {"most_quarters": LEAF},
    },
}  # fmt: skip


@cache
def parameters(name: str) -> dict[str, Any]:
    """The parameter file of this name as TOML tables; damaged text or a key not in its schema raises."""
    file = f"outlook/data/{name}.toml"
    try:
        text = files("fedsheet.outlook").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    except OSError as error:
        raise RecordError("outlook.parameters_parameter_file_cannot_read", where=file, error=error) from error
    return parsed(text, SCHEMAS[name], file)


def parsed(text: str, schema: Any, where: str) -> dict[str, Any]:
    """TOML held against a schema; the first key that is not in it raises `UnknownNameError` with its place."""
    try:
        tables = tomllib.loads(text)
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise RecordError("outlook.parameters_file_toml", where=where, error=error) from error
    _check(tables, schema, where)
    return tables


def _check(value: Any, schema: Any, where: str) -> None:
    if schema is LEAF:
        return
    for table in value if isinstance(value, list) else [value]:
        if not isinstance(table, dict):
            raise RecordError("outlook.parameters_table_wanted", where=where, table=table)
        for key, inner in table.items():
            if key not in schema and _ANY not in schema:
                raise UnknownNameError("parameter", key, schema, where=where)
            _check(inner, schema.get(key, schema.get(_ANY)), f"{where} [{key}]")
