"""Dated amounts that no shipped series holds all the way: bills, fund assets, repo volumes, with source and grade."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import DateRangeError, RecordError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.text import Text
from fedsheet.core.units import unit


@dataclass(frozen=True)
class Size:
    """One amount at several dates, US dollars; a straight line between two dates, held outside them."""

    id: str
    title: Text
    source: Text
    grade: str
    dates: tuple[date, ...]
    values_usd: tuple[float, ...]

    def on(self, days: pd.DatetimeIndex, as_of: date = date.max) -> NDArray[np.float64]:
        """(t,) the amount on each day, from the amounts dated by `as_of`; `DateRangeError` where none is."""
        n = sum(dated <= as_of for dated in self.dates)
        if n == 0:
            raise DateRangeError("market.sizes_amount_dated", id=self.id, as_of=as_of, dates=self.dates[0])  # fmt: skip
        known = np.array(self.dates[:n], dtype="datetime64[D]").astype(np.float64)
        asked = days.to_numpy("datetime64[D]").astype(np.float64)
        return np.asarray(np.interp(asked, known, np.array(self.values_usd[:n])), dtype=np.float64)

    def last(self, day: date) -> tuple[date, float]:
        """The last dated amount on or before `day`, or the first there is."""
        before = [(d, v) for d, v in zip(self.dates, self.values_usd, strict=True) if d <= day]
        return before[-1] if before else (self.dates[0], self.values_usd[0])


@cache
def load_sizes() -> dict[str, Size]:
    """Every amount in data/sizes.toml, which ships with the package; dates must rise and amounts not be negative."""
    text = (files("fedsheet.market") / "data" / "sizes.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    scale = unit(content["unit"]).scale
    return {name: _size(name, entry, scale) for name, entry in content["size"].items()}


def size(name: str) -> Size:
    """One amount by name; an unknown name raises with the nearest."""
    known = load_sizes()
    if name not in known:
        raise UnknownNameError("market size", name, known)
    return known[name]


def _size(name: str, entry: dict[str, object], scale: float) -> Size:
    rows = entry["values"]
    assert isinstance(rows, list)
    dates = tuple(row["date"] for row in rows)
    values = tuple(float(row["value"]) * scale for row in rows)
    if list(dates) != sorted(set(dates)) or min(values) < 0.0:
        raise RecordError("market.sizes_amounts_out_order_or", where="market/data/sizes.toml", name=name)
    title, source = (Text(zh=str(entry[f"{key}_zh"]), en=str(entry[key])) for key in ("title", "source"))
    return Size(name, title, source, str(entry["grade"]), dates, values)
