"""What statements said and how rates are defined: texts and terms of official publications, each with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.text import Text


@dataclass(frozen=True)
class PolicyStatement:
    """One official statement: its day, its text without the vote, its address, grade as in the record."""

    date: date
    title: str
    text: str
    source: str
    grade: str


@dataclass(frozen=True)
class RateDefinition:
    """Who lends and who borrows at a published rate, and what it excludes, in the closed words of PARTIES."""

    id: str
    name: str
    lenders: tuple[str, ...]
    borrowers: tuple[str, ...]
    excludes: tuple[str, ...]
    source: Text
    grade: str


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("fedsheet.claims") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def statements() -> Mapping[date, PolicyStatement]:
    """Statements by day."""
    return {row["date"]: PolicyStatement(**row) for row in _load("statements")["statement"]}


@cache
def definitions() -> Mapping[str, RateDefinition]:
    """Definitions of rates by id."""
    return {row["id"]: _definition(row) for row in _load("definitions")["rate"]}


def _definition(row: Mapping[str, Any]) -> RateDefinition:
    parties = {name: tuple(row[name]) for name in ("lenders", "borrowers", "excludes")}
    source = Text(row["source_zh"], row["source"])
    return RateDefinition(id=row["id"], name=row["name"], source=source, grade=row["grade"], **parties)


def statement_of(day: date) -> PolicyStatement:
    """The statement of a day; one not held raises with those that are."""
    if day not in statements():
        raise UnknownNameError("statement", day.isoformat(), (d.isoformat() for d in statements()))
    return statements()[day]


def definition_of(rate: str) -> RateDefinition:
    """The definition of a rate; an unknown one raises with the nearest."""
    if rate not in definitions():
        raise UnknownNameError("rate definition", rate, definitions())
    return definitions()[rate]
