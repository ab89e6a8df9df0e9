"""The parameters that ship: value, unit, standard error, how each was found, on which vintage; read once, checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import RecordError
from fedsheet.core.units import unit
from fedsheet.market.demand import Behaviour
from fedsheet.market.forecast import FilterParameters

NOT_PARAMETERS = ("fitted_until",)


@dataclass(frozen=True)
class Parameter:
    """One number in base units; `standard_error` is None where it was not estimated."""

    name: str
    value: float
    standard_error: float | None
    unit: str
    how: str


@dataclass(frozen=True)
class Calibration:
    """Every parameter of behaviour, the period and the data; the errors of need and spread move together."""

    parameters: dict[str, Parameter]
    fitted_from: date
    fitted_until: date
    data_digest: str
    need_spread_covariance: float

    @property
    def behaviour(self) -> Behaviour:
        """The values as the model takes them."""
        return Behaviour(**{name: p.value for name, p in self.parameters.items()})


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((files("fedsheet.market") / "data" / name).read_text(encoding="utf-8"))


@cache
def calibration() -> Calibration:
    """data/parameters.toml; a name missing or unknown stops the load."""
    content = _read("parameters.toml")
    rows = content["parameter"]
    assert isinstance(rows, dict)
    expected, found = {f.name for f in fields(Behaviour)}, set(rows)
    if expected != found:
        raise RecordError(
            "market.parameters_parameters_differ_from_model",
            where="market/data/parameters.toml",
            expected=sorted(expected - found),
            found=sorted(found - expected),
        )
    start, until, digest = content["fitted_from"], content["fitted_until"], content["data_digest"]
    covariance = content["need_spread_covariance"]
    assert isinstance(covariance, float)
    assert isinstance(start, date)
    assert isinstance(until, date)
    return Calibration({n: _parameter(n, row) for n, row in rows.items()}, start, until, str(digest), covariance)


def _parameter(name: str, row: dict[str, object]) -> Parameter:
    label, value, error = str(row["unit"]), row["value"], row.get("standard_error")
    assert isinstance(value, int | float)
    scale = unit(label).scale
    found = float(error) * scale if isinstance(error, int | float) else None
    return Parameter(name, float(value) * scale, found, label, str(row["how"]))


def behaviour() -> Behaviour:
    """The shipped calibration's values."""
    return calibration().behaviour


@cache
def filter_parameters() -> FilterParameters:
    """data/forecast_parameters.toml."""
    content = {k: v for k, v in _read("forecast_parameters.toml").items() if k not in NOT_PARAMETERS}
    return FilterParameters(**content)  # type: ignore[arg-type]  # a wrong key or type raises here, at load
