"""A reader's decision to take in values that were kept aside: kept like a reply, so that a rebuild honours it.

{"accepted": [{"series_id": …, "day": …, "start": …, "value": …, "start_is": …, "definition": {…}}, …],
 "rows": [{"table": …, "key": …, "start": …, "row": {…}, "reason": …}, …]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.sources import strict
from fedsheet.sources.reply import Parsed, PrintsOf, RowsOf

FEED = "user.accept"


def body_of(
    accepted: Iterable[tuple[SeriesDefinition, date, date, float, str]],
    rows: Iterable[tuple[str, str, date, Mapping[str, Any], str]] = (),
) -> bytes:
    """The decision as it is kept: definition, day, start, value as published, how the start is known; rows of tables
    by table, key, start, content and the reason for which they were kept aside."""
    values = [
        {"series_id": d.id, "day": str(day), "start": str(start), "value": value, "start_is": start_is,
         "definition": {"title": d.title, "unit": d.unit.name, "frequency": d.frequency, "timing": d.timing,
                        "publisher": d.publisher, "revised": d.revised, "source": d.source}}
        for d, day, start, value, start_is in accepted
    ]  # fmt: skip
    taken = [
        {"table": table, "key": key, "start": str(start), "row": dict(row), "reason": reason}
        for table, key, start, row, reason in rows
    ]
    return json.dumps({"accepted": values, "rows": taken}, ensure_ascii=False, sort_keys=True).encode()


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every accepted value as a print of its series, every accepted row as one of its table."""
    what = request["what"]
    said = strict.json_of(body, what)
    values = strict.rows_at(said, ["accepted"], what)
    rows = strict.rows_at(said, ["rows"], what) if "rows" in said else []
    return Parsed(tuple(_print(row, what) for row in values), tuple(_row(row, what) for row in rows))


def _row(row: Mapping[str, Any], what: str) -> RowsOf:
    name, key = (strict.word(row, field, what) for field in ("table", "key"))
    return RowsOf(name, [(key, strict.field(row, "row", what))], strict.day_of(strict.field(row, "start", what), what))


def _print(row: Mapping[str, Any], what: str) -> PrintsOf:
    said = strict.field(row, "definition", what)
    definition = SeriesDefinition(
        strict.word(row, "series_id", what), said["title"], unit(said["unit"]), said["frequency"], said["timing"],
        said["publisher"], revised=said["revised"], source=said["source"],
    )  # fmt: skip
    day, start = (strict.day_of(strict.field(row, name, what), what) for name in ("day", "start"))
    value = strict.number_of(strict.field(row, "value", what), what)
    return PrintsOf(definition, [day], [value], [start], strict.word(row, "start_is", what))
