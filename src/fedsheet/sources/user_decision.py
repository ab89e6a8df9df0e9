"""A reader's decision to take in values that were kept aside: kept like a reply, so that a rebuild honours it.

{"accepted": [{"series_id": …, "day": …, "start": …, "value": …, "start_is": …, "definition": {…}}, …]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.sources import strict
from fedsheet.sources.reply import Parsed, PrintsOf

FEED = "user.accept"


def body_of(accepted: Iterable[tuple[SeriesDefinition, date, date, float, str]]) -> bytes:
    """The decision as it is kept: definition, day, start, value as published, how the start is known."""
    rows = [
        {"series_id": d.id, "day": str(day), "start": str(start), "value": value, "start_is": start_is,
         "definition": {"title": d.title, "unit": d.unit.name, "frequency": d.frequency, "timing": d.timing,
                        "publisher": d.publisher, "revised": d.revised, "source": d.source}}
        for d, day, start, value, start_is in accepted
    ]  # fmt: skip
    return json.dumps({"accepted": rows}, ensure_ascii=False, sort_keys=True).encode()


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every accepted value as a print of its series."""
    what = request["what"]
    rows = strict.rows_at(strict.json_of(body, what), ["accepted"], what)
    return Parsed(tuple(_print(row, what) for row in rows))


def _print(row: Mapping[str, Any], what: str) -> PrintsOf:
    said = strict.field(row, "definition", what)
    definition = SeriesDefinition(
        strict.word(row, "series_id", what), said["title"], unit(said["unit"]), said["frequency"], said["timing"],
        said["publisher"], revised=said["revised"], source=said["source"],
    )  # fmt: skip
    day, start = (strict.day_of(strict.field(row, name, what), what) for name in ("day", "start"))
    value = strict.number_of(strict.field(row, "value", what), what)
    return PrintsOf(definition, [day], [value], [start], strict.word(row, "start_is", what))
