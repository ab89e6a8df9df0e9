"""A user's own rule: coefficients of one small TOML file, read whole or refused with the key and what was possible.

    form = "level"        R = r* + p + inflation_gap (p - g) + output_gap y          then rho R(-1) + (1 - rho) R
    form = "change"       R = R(-1) + inflation_gap (p - g) + gap_change (y - y(-4))

`average_inflation = true` puts average inflation in the place of p, `shortfalls_only = true` leaves positive gaps out,
`neutral_rate_pct` is a constant r*. Nothing is evaluated; a coefficient that is not known stops.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.units import from_pct
from fedsheet.outlook.rules import Array, RuleInputs, goal, lagged

FORMS = ("level", "change")
# Every coefficient a file may name, with the least and the most it may be.
COEFFICIENTS = {
    "inflation_gap": (-5.0, 5.0), "output_gap": (-5.0, 5.0), "gap_change": (-5.0, 5.0), "persistence": (0.0, 0.99),
    "neutral_rate_pct": (-5.0, 10.0),
}  # fmt: skip
SWITCHES = ("average_inflation", "shortfalls_only")
OF_FORM = {
    "level": ("inflation_gap", "output_gap", "persistence", "neutral_rate_pct", *SWITCHES),
    "change": ("inflation_gap", "gap_change", *SWITCHES),
}
MOST_BYTES = 20_000


@dataclass(frozen=True)
class OwnRule:
    """One rule of a user's: a function of the inputs; `title` as the file has it, coefficients decimals per decimal."""

    name: str
    title: str
    form: str
    inflation_gap: float = 0.0
    output_gap: float = 0.0
    gap_change: float = 0.0
    persistence: float = 0.0
    neutral_rate: float | None = None
    average_inflation: bool = False
    shortfalls_only: bool = False

    def __call__(self, x: RuleInputs) -> Array:
        """What it prescribes, (t,) decimals a year."""
        p = x.average_inflation if self.average_inflation else x.inflation
        y = np.minimum(x.gap, 0.0) if self.shortfalls_only else x.gap
        tilt = self.inflation_gap * (p - goal())
        if self.form == "change":
            return np.asarray(lagged(x.funds_rate, 1) + tilt + self.gap_change * (y - lagged(y, 4)))
        r = x.neutral_rate if self.neutral_rate is None else np.full(len(x), self.neutral_rate)
        level = r + p + tilt + self.output_gap * y
        if not self.persistence:
            return np.asarray(level)
        return np.asarray(self.persistence * lagged(x.funds_rate, 1) + (1 - self.persistence) * level)


def own_rule(content: bytes, where: str) -> OwnRule:
    """The rule of a file; an unknown form, coefficient or value raises with its place."""
    table = _tables(content, where)
    form = table.pop("form", "level")
    if form not in FORMS:
        raise UnknownNameError("form of a rule", str(form), FORMS, where=where)
    title = table.pop("title", PurePath(where).stem)
    possible = OF_FORM[form]
    for key in table:
        if key not in possible:
            raise UnknownNameError("coefficient", key, possible, where=where)
    if "inflation_gap" not in table:
        raise InputError("outlook.own_rule_no_inflation", where=where)
    values = {key: _value(key, value, where) for key, value in table.items()}
    neutral = values.pop("neutral_rate_pct", None)
    rate = None if neutral is None else from_pct(float(neutral))
    return OwnRule(PurePath(where).name, _title(title, where), str(form), neutral_rate=rate, **values)  # type: ignore[arg-type]  # keys are held against OF_FORM


def _tables(content: bytes, where: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise InputError("outlook.own_rule_too_large", where=where, limits=MOST_BYTES)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of thousands of digits, too deep
        raise InputError("outlook.own_rule_no_toml", where=where, error=error) from None


def _title(told: object, where: str) -> str:
    if not isinstance(told, str) or not 0 < len(told) <= 60:
        raise InputError("outlook.own_rule_title", where=where)
    return told


def _value(key: str, value: object, where: str) -> float | bool:
    if key in SWITCHES:
        if not isinstance(value, bool):
            raise InputError("outlook.own_rule_switch", where=where, name=key)
        return value
    least, most = COEFFICIENTS[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InputError("outlook.own_rule_value", where=where, name=key, value=str(value), least=least, most=most)
    return float(value)
