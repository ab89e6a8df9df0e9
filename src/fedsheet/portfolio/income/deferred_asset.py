"""The deferred asset by day: what a projection opens with, and what was published to hold one against."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from fedsheet.core.units import from_bn
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.rules import GivenPath

FIRST = date(2022, 9, 7)  # H.4.1: the first Wednesday of the lasting deferred asset


@dataclass(frozen=True)
class DeferredLevel:
    """The deferred asset of a day, US dollars; grade A is published, C an assumption."""

    day: date
    usd: float
    source: str
    grade: str


@cache
def levels() -> tuple[DeferredLevel, ...]:
    """The dated levels of data/deferred_asset.toml."""
    text = files("fedsheet.portfolio").joinpath("data/deferred_asset.toml").read_text("utf-8")
    rows = tomllib.loads(text)["level"]
    return tuple(DeferredLevel(r["day"], from_bn(r["usd_bn"]), r["source"], r["grade"]) for r in rows)


def published_between(first: date, last: date) -> tuple[tuple[date, float, str], ...]:
    """Published levels after `first`, up to `last`: day, US dollars, source."""
    return tuple((x.day, x.usd, x.source) for x in levels() if x.grade == "A" and first < x.day <= last)


WEEKLY = "RESPPLLOPNWW"  # H.4.1: earnings remittances due to the Treasury; below zero the deferred asset


def deferred_on(day: date, vintage: Vintage | None = None) -> float:
    """The deferred asset of a day, US dollars: H.4.1's where that Wednesday is held, else between the levels held.

    0 before September 2022, linear between levels, flat after the last.
    """
    held = _weekly(vintage, day) if vintage else {}
    if not held:
        return _between_levels().at(day)
    last = max(held)
    if last == day or last >= max(x.day for x in levels()):
        return held[last]
    points = held | {x.day: x.usd for x in levels()}
    return GivenPath(tuple(sorted(points.items()))).at(day)


def published_last(day: date, vintage: Vintage) -> date | None:
    """The newest day, up to `day`, of which the deferred asset is published; None before there was one."""
    known = [*_weekly(vintage, day), *(level.day for level in levels() if level.day <= day)]
    return max(known, default=None)


@cache
def _between_levels() -> GivenPath:
    """The levels held and what lies between them."""
    return GivenPath(tuple((x.day, x.usd) for x in levels()))


def _weekly(vintage: Vintage, day: date) -> dict[date, float]:
    """H.4.1's deferred asset by Wednesday, up to a day."""
    if WEEKLY not in vintage.series or day < FIRST:
        return {}
    held = vintage[WEEKLY].between(FIRST, day)
    days: list[date] = held.days.astype(date).tolist()
    return {on: max(-usd, 0.0) for on, usd in zip(days, held.base_amounts().tolist(), strict=True)}
