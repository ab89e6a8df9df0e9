"""Ids as people write them: in any case, and of series that have ended; what goes on in their place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import InputError
from fedsheet.core.text import Text


@dataclass(frozen=True)
class Ended:
    """An id that stands for nothing any more: `now` the ids that go on, `why` it ended, on which day where known."""

    id: str
    now: tuple[str, ...]
    why: Text
    ended: date | None = None


@cache
def ended() -> Mapping[str, Ended]:
    """Every ended id, from `data/names.toml`."""
    text = (files("fedsheet.core") / "data" / "names.toml").read_text("utf-8")
    rows = tomllib.loads(text)["ended"]
    return {row["id"]: Ended(row["id"], tuple(row["now"]), Text(**row["why"]), row.get("ended")) for row in rows}


def spelled(name: object, known: Iterable[str]) -> str | None:
    """The known id that `name` spells, its case aside; None where there is none or more than one."""
    if not isinstance(name, str):
        return None
    found = [each for each in known if each == name] or [each for each in known if each.upper() == name.upper()]
    return found[0] if len(found) == 1 else None


def refuse_ended(name: object) -> None:
    """Stop at an id that has ended, with the ids that go on; any other passes."""
    found = ended().get(str(name).upper())
    if found is None:
        return
    key = "core.names_ended_on" if found.ended else "core.names_ended"
    raise InputError(key, id=found.id, ended=found.ended, why=found.why, now=", ".join(found.now), first=found.now[0])
