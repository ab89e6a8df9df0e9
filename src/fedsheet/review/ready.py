"""Ready series: what everybody asks for and nobody publishes, computed from published figures by a formula told.

    net liquidity · SOFR less IORB · reserves over GDP · ten-year equivalents · the record's own rates, until pulled

A ready series stands for what was known on the vintage's day; its definition names formula and publishers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import DateRangeError
from fedsheet.core.formula import STEPS, Term, evaluate, names, parse
from fedsheet.core.lazy import pd
from fedsheet.core.names import spelled
from fedsheet.core.series import COMPUTED, Series, SeriesDefinition
from fedsheet.core.text import Text
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.record.levers import INSTRUMENTS

RECORD = "Board of Governors of the Federal Reserve System (US), by the record of policy"


@dataclass(frozen=True)
class Ready:
    """One ready series: `formula` over names, or the function `made`; `held` where a publisher's own goes before it."""

    id: str
    formula: str
    unit: str
    frequency: str
    timing: str
    title: Text
    what: Text
    made: str = ""
    parts: tuple[str, ...] = ()
    held: bool = False
    start: date = date.min
    end: date = date.max


@cache
def definitions() -> Mapping[str, Ready]:
    """Every ready series by id, from `data/ready.toml`."""
    text = (files("fedsheet.review") / "data" / "ready.toml").read_text("utf-8")
    return {row["id"]: _ready(row) for row in tomllib.loads(text)["series"]}


def _ready(row: Mapping[str, Any]) -> Ready:
    texts = {"title": Text(**row["title"]), "what": Text(**row["what"]), "parts": tuple(row.get("parts", ()))}
    return Ready(**{**row, **texts})


def named(name: str) -> Ready | None:
    """The ready series of this id in any case; None where there is none."""
    found = spelled(name, definitions())
    return None if found is None else definitions()[found]


def made(asked: Ready, vintage: Vintage, path: PolicyPath) -> Series:
    """A ready series as known on the vintage's day; a part that was not known then raises, and says which."""
    values = _by_formula(asked, vintage, path) if not asked.made else _MADE[asked.made](vintage)
    values = values.loc[str(asked.start) if asked.start > date.min else None :].loc[: _until(asked)].dropna()
    if values.empty:
        raise DateRangeError("review.ready_nothing", id=asked.id, as_of=vintage.as_of, formula=asked.formula)
    counted = unit(asked.unit)
    found = (values / counted.scale).round(9).rename(asked.id).rename_axis("date")
    return Series(_definition(asked, vintage), found)


def _until(asked: Ready) -> str | None:
    return str(asked.end) if asked.end < date.max else None


def _by_formula(asked: Ready, vintage: Vintage, path: PolicyPath) -> pd.Series[float]:
    return evaluate(parse(asked.formula), lambda name: _term(name, vintage, path)).values


def _term(name: str, vintage: Vintage, path: PolicyPath) -> Term:
    """A name of a formula: a series as held, or an instrument's level on every day up to the vintage's."""
    base = INSTRUMENTS[name].base if name in INSTRUMENTS else None
    if base is None:
        held = vintage[name]
        return Term(held.base(), held.unit.dimension, held.definition.frequency, (name,), held.unit.base)
    first = path.steps[name][0].effective_date
    if first > vintage.as_of:
        raise DateRangeError("core.vintage_value_known", series_id=name, as_of=vintage.as_of, since=first)
    levels = path.levels_known(name, first, vintage.as_of, vintage.as_of).dropna()
    return Term(levels, base.dimension, STEPS, (name,))


def _definition(asked: Ready, vintage: Vintage) -> SeriesDefinition:
    whose = "; ".join(publishers(asked, vintage))
    return SeriesDefinition(
        asked.id, asked.title.en, unit(asked.unit), asked.frequency, asked.timing, whose,
        revised=True, source=f"{COMPUTED} {asked.formula}",
    )  # fmt: skip


def publishers(asked: Ready, vintage: Vintage) -> tuple[str, ...]:
    """Who publishes the parts, each once."""
    parts = asked.parts or tuple(names(parse(asked.formula)))
    found = (RECORD if name in INSTRUMENTS else vintage[name].definition.publisher for name in parts)
    return tuple(dict.fromkeys(found))


def _ten_year_equivalents(vintage: Vintage) -> pd.Series[float]:
    """Treasuries in ten-year equivalents on the key Wednesdays whose maturities are held, US dollars."""
    from fedsheet.review.keydates import key_days
    from fedsheet.review.supply import bucket_weights, treasury_equivalents

    weights = bucket_weights(vintage)
    amounts = {pd.Timestamp(day): treasury_equivalents(vintage, day, weights) for day in key_days(vintage)}
    return pd.Series(amounts, dtype=float)


_MADE = {"ten_year_equivalents": _ten_year_equivalents}
