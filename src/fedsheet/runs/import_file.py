"""The journey of a user's file: read → checked whole → kept as it was → taken in; or refused, and nothing stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from fedsheet.core.errors import DataError, InputError
from fedsheet.core.series import SeriesDefinition
from fedsheet.runs.intake import take_in, take_in_pending
from fedsheet.sources import user_import
from fedsheet.sources.user_grid import bounded_bytes
from fedsheet.store.home import home
from fedsheet.store.observations import Entry, Store, open_store
from fedsheet.store.raw import RawReplies, one_writer


def import_file(series_id: str, path: Path, unit: str, publisher: str, options: Mapping[str, str]) -> Entry:
    """Import one series; the ledger's line about it.

    A file with anything wrong raises `InputError`, one that contradicts what is held `DataError`.
    """
    today = date.today()
    request = user_import.request_of(series_id, str(path), unit, publisher, today, **options)
    body = bounded_bytes(path)
    definition = user_import.parse(body, request).series[0].definition
    folder = home()
    with one_writer(folder), open_store() as store:
        _refuse_what_is_held_otherwise(store, definition)
        replies = RawReplies(folder)
        take_in_pending(store, replies)
        entry = take_in(store, replies.keep("user", request, today, body, "user file"), body)
    if entry.outcome == "refused":
        raise DataError(entry.note, where=path.name, do="The figures held before stay; correct the file")
    return entry


def _refuse_what_is_held_otherwise(store: Store, definition: SeriesDefinition) -> None:
    """An id that a publisher's figures have, or an import of another kind of unit: said before anything is kept."""
    if definition.id not in store.ids():
        return
    held = store.definition(definition.id, date.max)
    if not held.source.startswith(user_import.SOURCE):
        raise InputError(
            f"{definition.id} is held from {held.publisher}", do=f"Import the file as {definition.id}_USER, say"
        )
    if held.unit.dimension != definition.unit.dimension:
        raise InputError(f"{held.id} is held in {held.unit.name!r}", do="Give its unit, or import under another id")
