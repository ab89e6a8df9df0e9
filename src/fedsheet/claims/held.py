"""Series that claims may name and the package cannot ship: what each is, whose it is, how the user brings it in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Importable:
    """One series to be imported under `id`: title in both languages, publisher, unit to give, why it is not shipped."""

    id: str
    zh: str
    en: str
    publisher: str
    unit: str
    why: str


@cache
def importable() -> Mapping[str, Importable]:
    """Every importable series by id, from `data/importable.toml`."""
    text = (files("fedsheet.claims") / "data" / "importable.toml").read_text(encoding="utf-8")
    return {row["id"]: Importable(**row) for row in tomllib.loads(text)["series"]}
