"""Past errors of every path, origin by origin, and the settings of the fan that draws from them; read once.

An error of an origin counts from the day on which it is over: an opening sees only what preceded it.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.manifest import digest_of
from fedsheet.portfolio.many_paths.way_back import Episode

Floats = NDArray[np.float64]
MONTHS = 24
LINES = ("tga", "currency", "other_assets", "other_owed", "on_rrp", "treasuries", "mbs")
PROGRAMMES = ("treasuries", "mbs")


@dataclass(frozen=True)
class FanSettings:
    """Settings of data/fan.toml, named there."""

    half_life_years: float
    jitter: float
    rare_jitter: float
    policy_widen: float
    widen: Mapping[str, float]
    rare: tuple[tuple[np.datetime64, np.datetime64], ...]
    rare_since: int
    inside_growth_to_gdp: float
    inside_chance: float
    kept_a_year: Mapping[str, float]
    prepayment_errors: Floats
    prepayment_correlations: Floats
    way_back: tuple[Episode, ...]


@dataclass(frozen=True)
class PastErrors:
    """Errors by line, (n, 24) shares of GDP at the origin; NaN where an error was not over at the end of the sample.

    origins (n,) Wednesdays;  told, came  programme -> (n, 24) paces a month, announced on the origin's day and realised
    """

    origins: NDArray[np.datetime64]
    errors: Mapping[str, Floats]
    told: Mapping[str, Floats]
    came: Mapping[str, Floats]
    settings: FanSettings
    digest: str

    @property
    def months(self) -> NDArray[np.int64]:
        """(n,) calendar months of the origins, counted from 1970."""
        return self.origins.astype("datetime64[M]").astype(np.int64)

    @property
    def crisis_months(self) -> NDArray[np.int64]:
        """(n,) month in which the crisis an origin is in, or sees next, began; the last one's where none comes."""
        first, last = np.array(self.settings.rare).astype("datetime64[M]").astype(np.int64).T
        found: NDArray[np.int64] = first[np.minimum(np.searchsorted(last, self.months), len(first) - 1)]
        return found

    @property
    def complete(self) -> NDArray[np.bool_]:
        """(n,) origins whose twenty-four months are over in the sample."""
        whole: NDArray[np.bool_] = ~np.isnan(self.errors[LINES[0]][:, -1])
        return whole


@cache
def load_past_errors() -> PastErrors:
    """The table and the settings that ship."""
    table, settings = (_text(name) for name in ("past_errors.csv", "fan.toml"))
    rows = list(csv.reader(io.StringIO(table)))[1:]
    of_line: dict[str, list[list[float]]] = {}
    for _, line, *values in rows:
        of_line.setdefault(line, []).append([float(v) if v else np.nan for v in values])
    found = {line: np.array(values) for line, values in of_line.items()}
    origins = np.array([row[0] for row in rows if row[1] == LINES[0]], dtype="datetime64[D]")
    return PastErrors(
        origins,
        {line: found[line] for line in LINES},
        {line: found[f"{line}_told"] for line in PROGRAMMES},
        {line: found[f"{line}_came"] for line in PROGRAMMES},
        _settings(tomllib.loads(settings)),
        digest_of(table.encode(), settings.encode()),
    )


def _text(name: str) -> str:
    return files("fedsheet.portfolio").joinpath(f"data/{name}").read_text("utf-8")


def _settings(raw: dict[str, Any]) -> FanSettings:
    said = ("schema", "vintage", "script")
    kept = {k: v for k, v in raw.items() if k not in said}
    kept["rare"] = tuple((np.datetime64(a), np.datetime64(b)) for a, b in kept["rare"])
    kept["way_back"] = tuple(Episode.of(entry) for entry in kept["way_back"])
    for name in ("prepayment_errors", "prepayment_correlations"):
        kept[name] = np.array(kept[name])
    return FanSettings(**kept)
