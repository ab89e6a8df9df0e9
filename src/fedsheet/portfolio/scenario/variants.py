"""Scenarios said by lists and ranges: every key of a scenario may take several values, and each combination is one.

[vary]
reserve_management.share = { from = 0.08, to = 0.12, step = 0.005 }     a range, its end included
shift = [[], [{ day = 2027-01-01, bp = 100 }]]                          a list; a value may be a whole table
action.0.value = [5, 10, "none"]                                        an entry of a list by its place
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from fedsheet.core.dates import add_months
from fedsheet.core.errors import InputError
from fedsheet.portfolio.scenario.file import Scenario, scenario_of

Changes = tuple[tuple[str, Any], ...]
Axes = Mapping[str, tuple[Any, ...]]
RANGE, RANGE_OF_DAYS = {"from", "to", "step"}, {"from", "to", "months"}
MOST_VALUES = 100_000


def axes_of(raw: Mapping[str, Any], where: str, before: str = "") -> dict[str, tuple[Any, ...]]:
    """Dotted key → its values; what is neither a list nor a range raises `InputError` with the key."""
    found: dict[str, tuple[Any, ...]] = {}
    for name, value in raw.items():
        key = f"{before}{name}"
        if isinstance(value, Mapping) and "from" not in value:
            found |= axes_of(value, where, f"{key}.")
            continue
        values = _values(value, key, where)
        if len({repr(one) for one in values}) < len(values):
            raise InputError("portfolio.variants_value_twice", where=where, key_=key)
        found[key] = values
    return found


def _values(value: object, key: str, where: str) -> tuple[Any, ...]:
    if isinstance(value, list) and value:
        return tuple(value)
    if isinstance(value, Mapping) and set(value) in (RANGE, RANGE_OF_DAYS):
        values = _days(value) if "months" in value else _numbers(value)
        if values:
            return values
    raise InputError("portfolio.variants_list_or_range", where=where, key_=key, value=str(value)[:80])


def _numbers(told: Mapping[str, Any]) -> tuple[Any, ...]:
    """From, to and step as they are written in decimals, so that 0.1 three times is 0.3; () where they say nothing."""
    if not all(isinstance(told[name], int | float) and not isinstance(told[name], bool) for name in RANGE):
        return ()
    first, last, step = (Decimal(repr(told[name])) for name in ("from", "to", "step"))
    if not all(one.is_finite() for one in (first, last, step)) or step <= 0 or last < first:
        return ()
    n = int((last - first) / step) + 1
    whole = all(isinstance(told[name], int) for name in ("from", "step"))
    return tuple(int(v) if whole else float(v) for v in (first + k * step for k in range(min(n, MOST_VALUES + 1))))


def _days(told: Mapping[str, Any]) -> tuple[Any, ...]:
    """The same day of every so many months."""
    first, last, months = told["from"], told["to"], told["months"]
    if not (isinstance(first, date) and isinstance(last, date) and isinstance(months, int)) or months < 1:
        return ()
    n = 12 * (last.year - first.year) + last.month - first.month
    days = (add_months(first, k) for k in range(0, n + 1, months) if first.year + k // 12 < date.max.year)
    return tuple(day for day in days if day <= last)


def combinations(axes: Axes) -> Iterator[Changes]:
    """Every combination, the last key's values turning fastest; one without changes where no key varies."""
    for values in product(*axes.values()):
        yield tuple(zip(axes, values, strict=True))


def n_combinations(axes: Axes) -> int:
    """How many there are."""
    n = 1
    for values in axes.values():
        n *= len(values)
    return n


def varied(base: Scenario, changes: Changes) -> Scenario:
    """The scenario with these keys set; its name and its manifest tell them."""
    if not changes:
        return base
    raw = tomllib.loads(base.digest_text.removeprefix("\ufeff"))
    for key, value in changes:
        _set(raw, key.split("."), deepcopy(value), base.name)
    told = [f"{key}={shown(value)}" for key, value in changes]
    return scenario_of(raw, " ".join([base.name, *told]), "\n".join([base.digest_text, *told]))


def shown(value: object) -> str:
    """A value in one line, the same for the same value."""
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}={shown(one)}" for name, one in value.items()) + "}"
    return str(value)


def _set(raw: Any, places: Sequence[str], value: object, where: str) -> None:
    """Set one key; tables and entries of lists on the way are made where they are not there."""
    place, *others = places
    if isinstance(raw, list):
        n = int(place) if place.isdecimal() and len(place) < 4 else -1
        if not 0 <= n <= len(raw):
            raise InputError("portfolio.variants_entry_of_list", where=where, place=place, n=len(raw))
        if n == len(raw):
            raw.append({})
        _into(raw, n, others, value, where)
    elif isinstance(raw, dict):
        _into(raw, place, others, value, where)
    else:
        raise InputError("portfolio.variants_no_table", where=where, place=place)


def _into(raw: Any, place: int | str, others: Sequence[str], value: object, where: str) -> None:
    if not others:
        raw[place] = value
        return
    if isinstance(raw, dict) and place not in raw:
        raw[place] = [] if others[0].isdecimal() else {}
    _set(raw[place], others, value, where)
