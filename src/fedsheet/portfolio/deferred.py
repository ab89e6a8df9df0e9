"""The deferred asset with which a projection opens, by the day it opens on."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from fedsheet.core.units import from_bn
from fedsheet.portfolio.liabilities import GivenPath


@cache
def held_levels() -> GivenPath:
    """The dated levels of data/deferred_asset.toml, US dollars."""
    text = files("fedsheet.portfolio").joinpath("data/deferred_asset.toml").read_text("utf-8")
    return GivenPath(tuple((row["day"], from_bn(row["usd_bn"])) for row in tomllib.loads(text)["level"]))


def deferred_on(day: date) -> float:
    """The deferred asset of a day, US dollars: 0 before September 2022, linear between the levels held, then flat."""
    return held_levels().at(day)
