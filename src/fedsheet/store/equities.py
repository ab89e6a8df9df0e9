"""The S&P 500 closes that the `arch` package carries (1999 to 2018), read at run time; they do not ship with us."""

from __future__ import annotations

import csv
import gzip
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import unit

DEFINITION = SeriesDefinition(
    id="SP500_ARCH", title="S&P 500, daily close (data set of the arch package, ends 2018)", unit=unit("Index"),
    frequency="D", timing="daily close", publisher="S&P Dow Jones Indices, by way of the arch package",
    source="arch.data.sp500",
)  # fmt: skip


@cache
def _closes() -> tuple[tuple[date, float], ...]:
    """The file is read without importing arch, which would cost a second."""
    spec = find_spec("arch")
    path = Path(spec.origin).parent / "data" / "sp500" / "sp500.csv.gz" if spec and spec.origin else None
    if path is None or not path.exists():
        return ()
    with gzip.open(path, "rt") as file:
        return tuple(
            (datetime.strptime(row["Date"], "%m/%d/%Y").date(), float(row["Close"])) for row in csv.DictReader(file)
        )


def sp500(as_of: date) -> Series | None:
    """Closes up to `as_of`; None where the package is not installed or nothing was known yet."""
    import pandas as pd

    known = {pd.Timestamp(day): close for day, close in _closes() if day <= as_of}
    return Series(DEFINITION, pd.Series(known, dtype=float)) if known else None
