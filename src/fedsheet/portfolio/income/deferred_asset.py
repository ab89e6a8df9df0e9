"""The deferred asset by day: what a projection opens with, and what was published to hold one against."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from fedsheet.core.units import from_bn
from fedsheet.portfolio.liabilities.rules import GivenPath


@dataclass(frozen=True)
class Level:
    """The deferred asset of a day, US dollars; grade A is published, C an assumption."""

    day: date
    usd: float
    source: str
    grade: str


@cache
def levels() -> tuple[Level, ...]:
    """The dated levels of data/deferred_asset.toml."""
    text = files("fedsheet.portfolio").joinpath("data/deferred_asset.toml").read_text("utf-8")
    rows = tomllib.loads(text)["level"]
    return tuple(Level(r["day"], from_bn(r["usd_bn"]), r["source"], r["grade"]) for r in rows)


def published_between(first: date, last: date) -> tuple[tuple[date, float, str], ...]:
    """Published levels after `first`, up to `last`: day, US dollars, source."""
    return tuple((x.day, x.usd, x.source) for x in levels() if x.grade == "A" and first < x.day <= last)


def deferred_on(day: date) -> float:
    """The deferred asset of a day, US dollars: 0 before September 2022, linear between the levels held, then flat."""
    return GivenPath(tuple((x.day, x.usd) for x in levels())).at(day)
