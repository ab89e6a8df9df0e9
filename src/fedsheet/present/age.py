"""How old a figure is, as every medium tells it: grey rows, a mark for a user's file, and no "now" for an old one.

    columns = (Column("series"), Column("day", "iso"), Column("value", "pct2"), *age.COLUMNS)
    rows = [(name, day, value, *age.marks(known[name], known.as_of)) for name in …]

The answer itself is `core.clock.age`; this module hands it to tables, tiles and sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from fedsheet.core.clock import age
from fedsheet.present.series_words import publisher_key
from fedsheet.present.table import IMPORTED, MARK, STALE, Column

if TYPE_CHECKING:
    from datetime import date

    from fedsheet.core.series import Series, SeriesDefinition
    from fedsheet.present.text import Words

COLUMNS = (Column(STALE, "yesno", ""), Column(IMPORTED, "yesno", ""))


def marks(series: Series, as_of: date) -> tuple[bool, bool]:
    """The cells of `COLUMNS`: whether the last value is too old to be the present one, and from a user's file."""
    return age(series, as_of).is_stale, series.definition.is_imported


def aged(words: Words, young: str, old: str, *, is_stale: bool, **values: object) -> str:
    """The message `young`, or `old` (without "now") where what it tells of is too old for it."""
    return words(old if is_stale else young, **values)


def imports(known: Mapping[str, Series]) -> dict[str, dict[str, str]]:
    """Publisher → series → file, of every series whose newest days a user's file brought."""
    return by_publisher(series.definition for series in known.values() if series.definition.is_imported)


def by_publisher(definitions: Iterable[SeriesDefinition]) -> dict[str, dict[str, str]]:
    """The same from definitions of imported series; a user's own series has no publisher to replace it."""
    found: dict[str, dict[str, str]] = {}
    for one in definitions:
        if key := publisher_key(one):
            found.setdefault(key, {})[one.id] = one.imported_from
    return found


def imported_note(words: Words, publishers: tuple[str, ...]) -> str:
    """Which figures of these publishers came from a user's file; empty where none did."""
    held = words.imported() if words.imported else {}
    told = {name: file for key in publishers for name, file in held.get(key, {}).items()}
    named = [words("common.imported_one", id=name, file=file) for name, file in sorted(told.items())]
    return words("common.imported_mark", mark=MARK, each=named) if named else ""
