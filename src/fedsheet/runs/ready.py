"""A series that is asked for and not held: computed from others, or told how it comes in.

asked id → a ready series (review/ready.py) → made on the vintage and this user's record
         → a series of the catalogue        → the command that brings it
"""

from __future__ import annotations

from fedsheet.claims.held import importable
from fedsheet.core.errors import InputError
from fedsheet.core.names import spelled
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.review import ready as room
from fedsheet.runs.record import record


def ready(vintage: Vintage, series_id: str) -> Series | None:
    """The ready series of this id on a vintage; None of any other. What a pull or a file would bring: `InputError`."""
    asked = room.named(series_id)
    if asked is not None:
        return room.made(asked, vintage, record(vintage))
    if series_id not in vintage.first_known:
        refuse_pullable(series_id)
        refuse_importable(series_id)
    return None


def every(vintage: Vintage) -> dict[str, Series]:
    """What is held and what is computed from it, by id: a published series goes before one of the record."""
    found = dict(vintage.series)
    for asked in room.definitions().values():
        if asked.id in found:
            continue
        try:
            found[asked.id] = vintage[asked.id]
        except InputError:  # a part was not known yet on the day
            continue
    return found


def refuse_pullable(series_id: str) -> None:
    """Stop at a series or table that the catalogue knows and nobody has brought in yet, with the command that does."""
    from fedsheet.sources.catalogue import catalogue

    name = spelled(series_id, catalogue())
    if name is None:
        return
    entry = catalogue()[name]
    kind = "series" if entry.is_series else "table"
    key = f"runs.ready_{kind}_not_pulled"
    raise InputError(key, id=name, publisher=entry.publisher, title=entry.title, start=entry.start)


def refuse_importable(series_id: str) -> None:
    """Stop at a series that claims name and the package may not ship, with the command that takes a file of it."""
    name = spelled(series_id, importable())
    if name is not None:
        one = importable()[name]
        raise InputError(
            "runs.ready_importable", id=name, title=one.title, by=one.publisher_title, unit=one.unit,
            publisher=one.publisher,
        )  # fmt: skip
