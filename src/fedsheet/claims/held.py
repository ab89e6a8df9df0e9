"""Series that claims may name and the package cannot ship: what each is, whose it is, how the user brings it in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fedsheet.core.text import Text


@dataclass(frozen=True)
class Importable:
    """One series to be imported under `id`: `publisher` and `unit` as the command wants them, why it is not shipped."""

    id: str
    title: Text
    publisher: str
    publisher_title: Text
    unit: str
    why: str


@cache
def importable() -> Mapping[str, Importable]:
    """Every importable series by id, from `data/importable.toml`."""
    text = (files("fedsheet.claims") / "data" / "importable.toml").read_text(encoding="utf-8")
    return {row["id"]: _importable(row) for row in tomllib.loads(text)["series"]}


def _importable(row: Mapping[str, str]) -> Importable:
    publisher = row["publisher"]
    return Importable(
        row["id"], Text(row["zh"], row["en"]), publisher, Text(row["publisher_zh"], publisher), row["unit"], row["why"]
    )
