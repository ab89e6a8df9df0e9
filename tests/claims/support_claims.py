"""Small worlds for claims: a vintage made by hand, the shipped one, and the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from fedsheet.claims.evidence import Evidence
from fedsheet.claims.model import Claims
from fedsheet.claims.parse import parse_claims
from fedsheet.claims.registry import quantity_named
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage
from fedsheet.record import load_path
from support import snapshot_vintage

TODAY = date(2026, 11, 23)
FILE = """
[report]
id = "mine"
title = "Mine"
published = 2025-08-07
[[claim]]
id = "M1"
en = "As said."
[[claim.reading]]
en = "as written"
test = [{ %s }]
"""


def series(series_id: str, values: Mapping[str, float], unit_name: str = "Percent", frequency: str = "D") -> Series:
    """A series from ISO dates to values as published."""
    index = pd.DatetimeIndex(pd.to_datetime(list(values)))
    definition = SeriesDefinition(series_id, series_id, unit(unit_name), frequency, "test", "test")
    return Series(definition, pd.Series(list(values.values()), index=index, dtype="float64"))


def evidence(*held: Series, as_of: date = TODAY) -> Evidence:
    """Hand-made series with the real record."""
    return Evidence.of(Vintage(as_of, {one.id: one for one in held}), load_path())


def shipped() -> Evidence:
    """The shipped figures with the record."""
    return Evidence.of(snapshot_vintage("2026-11-23"), load_path())


def older() -> Evidence:
    """The figures as they stood in the shipped vintage of 2022-10-31."""
    return replace(Evidence.of(snapshot_vintage("2026-07-30"), load_path()), known_at=TODAY, label=date(2022, 10, 31))


def number(name: str, world: Evidence, **arguments: object) -> object:
    """What a quantity gives, counted in its own unit."""
    return quantity_named(name)(world, arguments).value.number


def report_of(test: str) -> Claims:
    """A report of 7 August 2025 with one claim, whose one reading is this test."""
    return parse_claims((FILE % test).encode(), "mine.toml")
