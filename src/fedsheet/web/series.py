"""Series by themselves: the list to search in, and a person's own file taken in as one."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path, PurePath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from fedsheet.core.errors import InputError
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import UNITS
from fedsheet.present import series_words
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.record.levers import INSTRUMENTS
from fedsheet.review.ready import definitions
from fedsheet.sources.catalogue import catalogue
from fedsheet.web.desk import Desk
from fedsheet.web.document import HELD, IMPORT, SERIES
from fedsheet.web.page import Params, written
from fedsheet.web.serving import json_input

ENDINGS = (".csv", ".xlsx", ".tsv", ".txt")
NOT_IN_A_NAME = re.compile(r"[^\w. -]")
OPTIONS = ("column", "sheet", "commas", "frequency", "published_after", "true_jump")
Row = dict[str, Any]


def series_routes(desk: Desk) -> APIRouter:
    """What can be looked at, and how a file of one's own becomes one of it."""
    router = APIRouter(prefix="/api/v1", tags=["series"])

    @router.get("/series", responses=SERIES)
    def names() -> Response:
        """Every series of the catalogue and of one's own, and every level set by decision, in both languages."""
        return Response(written({"series": listed(desk), "units": list(UNITS)}), media_type="application/json")

    @router.post("/imports", responses=HELD, openapi_extra=IMPORT)
    async def bring_in(request: Request) -> dict[str, str]:
        """A CSV or XLSX of one series, kept as `fedsheet data import` keeps it; answers its id.

        `column`, `sheet`, `commas` ("thousands" or "decimal"), `frequency`, `published_after` and `true_jump` may stand
        beside, as that command's options.
        """
        body = json_input.parse(await request.body())
        fields = [body.get(key) for key in ("id", "unit", "publisher", "title", "name", "base64")]
        if not all(isinstance(field, str) for field in fields):
            raise InputError("web.series_import_fields")
        series_id, unit, publisher, title, name, text = map(str, fields)
        chosen = {key: body[key] for key in OPTIONS if isinstance(body.get(key), str)}
        options = {key: value for key, value in {"title": title, **chosen}.items() if value}
        await run_in_threadpool(_taken_in, (series_id, unit, publisher), options, name, text)
        desk.show_newest()
        return {"id": series_id, "kind": "series", "name": str(body["name"])[:80]}

    return router


def listed(desk: Desk) -> list[Row]:
    """One row a series: what it is in both languages, where it stands, and whether values of it are held."""
    known = desk.vintage(Params().as_of)
    words = [Words(language) for language in LANGUAGES]
    rows = {e.id: _row(e.definition(), e.group, words) for e in catalogue().values() if e.is_series}
    rows |= {s.id: _row(s.definition, getattr(catalogue().get(s.id), "group", "own"), words) for s in known.values()}
    for row in rows.values():
        held = known.series.get(row["id"])
        row["held"] = held is not None
        if held is not None:
            row |= {"first": held.first_day, "last": held.last_day}
    ready = [_ready(known[one], words) for one in definitions() if one not in rows]
    return [*rows.values(), *ready, *_instruments(desk, words)]


def _ready(series: Series, words: list[Words]) -> Row:
    """A series computed from others, as if it were held."""
    span = {"first": series.first_day, "last": series.last_day}
    return {**_row(series.definition, "ready", words), "held": True, **span}


def _row(definition: SeriesDefinition, group: str, words: list[Words]) -> Row:
    return {
        "id": definition.id,
        "title": {one.language: series_words.title(definition, one) for one in words},
        "publisher": {one.language: series_words.publisher(definition, one) for one in words},
        "unit": {one.language: series_words.unit(definition, one) for one in words},
        "group": group,
        "frequency": definition.frequency,
    }


def _instruments(desk: Desk, words: list[Words]) -> list[Row]:
    numeric = [name for name, lever in INSTRUMENTS.items() if lever.base is not None and desk.path.steps.get(name)]
    return [
        {
            "id": name,
            "title": {w.language: w(f"explore.instrument_{name}") for w in words},
            "publisher": {w.language: w("common.publisher_fomc") for w in words},
            "unit": {w.language: "" for w in words},
            "group": "policy",
            "frequency": "",
            "held": True,
            "first": desk.path.steps[name][0].effective_date,
        }
        for name in numeric
    ]


def _plain(name: str, ending: str) -> str:
    """A file's own name for messages and the record of sources: no path and no sign that a system reads, not long."""
    stem = NOT_IN_A_NAME.sub("_", PurePath(name.replace("\\", "/")).stem)[-50:].strip(". ")
    return f"{stem or 'file'}{ending}"


def _taken_in(about: tuple[str, str, str], options: dict[str, str], name: str, text: str) -> None:
    """The file laid down under an ending that is read, taken in, and gone again."""
    from fedsheet.runs.import_file import import_file

    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise InputError("web.series_ending", name=name[:60], endings=", ".join(ENDINGS))
    body = json_input.bytes_of(text, name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _plain(name, ending)
        file.write_bytes(body)
        series_id, unit, publisher = about
        import_file(series_id, file, unit, publisher, options)
