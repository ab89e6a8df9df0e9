"""The S&P 500 closes that the `arch` package carries (1999 to 2018), read at run time; they do not ship with us."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from fedsheet.core.manifest import digest_of
from fedsheet.core.series import Days, Floats, Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.core.vintage import Vintage

DEFINITION = SeriesDefinition(
    id="SP500_ARCH", title="S&P 500, daily close (data set of the arch package, ends 2018)", unit=unit("Index"),
    frequency="D", timing="daily close", publisher="S&P Dow Jones Indices, by way of the arch package",
    source="arch.data.sp500",
)  # fmt: skip


@cache
def _closes() -> tuple[Days, Floats]:
    """Days and closes, none where the package is not there; read without importing arch, which would cost a second."""
    spec = find_spec("arch")
    path = Path(spec.origin).parent / "data" / "sp500" / "sp500.csv.gz" if spec and spec.origin else None
    if path is None or not path.exists():
        return np.array([], dtype="datetime64[D]"), np.array([])
    with gzip.open(path, "rt") as file:
        lines = csv.reader(file)
        day, close = map(next(lines).index, ("Date", "Close"))
        rows = [(_day(line[day]), line[close]) for line in lines]
    days, closes = zip(*rows, strict=True)
    return np.array(days, dtype="datetime64[D]"), np.array(closes, dtype=np.float64)


def _day(text: str) -> str:
    """A day that the file writes month/day/year."""
    month, day, year = text.split("/")
    return f"{year}-{month:0>2}-{day:0>2}"


def with_equities(known: Vintage) -> Vintage:
    """The same vintage with the closes up to its day; unchanged where the package is not installed."""
    days, _ = _closes()
    if not len(days):
        return known
    known = replace(known, first_known={**known.first_known, DEFINITION.id: days[0].item()})
    series = _sp500(known.as_of)
    if series is None:
        return known
    digest = digest_of(known.digest.encode(), series.amounts.tobytes())
    return replace(known, series={**known.series, series.id: series}, digest=digest)


def _sp500(as_of: date) -> Series | None:
    """Closes up to `as_of`; None where nothing was known yet."""
    days, closes = _closes()
    known = int(days.searchsorted(np.datetime64(as_of), side="right"))
    return Series.of(DEFINITION, days[:known], closes[:known]) if known else None
