"""Scenarios and counterfactuals as files: what happens when, where it is known from, and how it fades.

    scenario         a span of days, its base (conditions as observed, or those of the first day held), shocks, noise
    counterfactual   another policy or supply laid over any scenario

The schema is in data/scenarios/SCHEMA.md; an unknown key, participant or quantity stops the load by name.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from fedsheet.core.errors import DateRangeError, InputError, RecordError, UnknownNameError
from fedsheet.core.units import USD_BN, from_bp

MAX_BYTES = 200_000  # a scenario is a page of text


class Base(StrEnum):
    """What a scenario starts from."""

    OBSERVED = "observed"
    HELD = "held"
    FUNDS = "funds"


QUANTITIES = ("liquidity", "fund_cash", "repo_demand", "dvp_book", "bank_assets", "dealer_capacity", "bank_willingness")
RATES = ("iorb", "on_rrp_rate", "srf_rate", "primary_credit_rate")
SWITCHES = ("standing_repo", "on_rrp_cap", "srf_limit")


@dataclass(frozen=True)
class Shock:
    """One disturbance: `usd` added to and `times` multiplied onto a quantity from `start` to `end`, then fading.

    half_life_days   business days after `end` in which half of it goes; 0: it ends at once
    participant      whose behaviour or balance it is, for the record
    """

    quantity: str
    start: date
    end: date
    usd: float
    times: float
    half_life_days: float
    participant: str
    what: str
    source: str
    grade: str


@dataclass(frozen=True)
class Noise:
    """Day-to-day variation of a quantity over paths: standard deviation and persistence (share kept a day)."""

    quantity: str
    usd: float
    share: float
    persistence: float


@dataclass(frozen=True)
class Scenario:
    """One scenario file; `notes` say what of it was fitted or chosen with the outcome in sight."""

    id: str
    title: dict[str, str]
    start: date
    end: date
    base: Base
    shocks: tuple[Shock, ...]
    noise: tuple[Noise, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One element of a counterfactual: a rate moved, a standing operation switched, or a quantity changed.

    by_month_usd   added for every month since the start, so that it grows
    until          the day after which a quantity returns to its course; None: never
    """

    target: str
    add: float
    by_month_usd: float
    switch: str | float | None
    until: date | None
    months: float | None


@dataclass(frozen=True)
class Counterfactual:
    """One counterfactual file."""

    id: str
    title: dict[str, str]
    changes: tuple[Change, ...]


def scenario_names() -> list[str]:
    """The scenarios that ship."""
    return _names("scenarios")


def counterfactual_names() -> list[str]:
    """The counterfactuals that ship."""
    return _names("counterfactuals")


def _names(folder: str) -> list[str]:
    held = (files("fedsheet.market") / "data" / folder).iterdir()
    return sorted(item.name.removesuffix(".toml") for item in held if item.name.endswith(".toml"))


@cache
def load_scenario(name: str) -> Scenario:
    """A shipped scenario by name, or a user's file by path."""
    return parse_scenario(_text("scenarios", name, scenario_names()), name)


@cache
def load_counterfactual(name: str) -> Counterfactual:
    """A shipped counterfactual by name, or a user's file by path."""
    return parse_counterfactual(_text("counterfactuals", name, counterfactual_names()), name)


def _text(folder: str, name: str, known: list[str]) -> str:
    if name in known:
        return (files("fedsheet.market") / "data" / folder / f"{name}.toml").read_text(encoding="utf-8")
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise UnknownNameError(folder.removesuffix("s"), name, known, do="Give one of these or a path to a .toml file")
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"{name} is larger than {MAX_BYTES:,} bytes", do="A scenario is a page of text")
    return path.read_text(encoding="utf-8")


def _content(text: str, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecordError(f"This is not TOML: {error}", where=where) from None


def parse_scenario(text: str, where: str) -> Scenario:
    """A scenario from its text; every mistake is named with its place."""
    entry = _Entry(_content(text, where), where)
    start, end = entry.day("start"), entry.day("end")
    if end < start:
        raise DateRangeError(f"The scenario ends {end}, before it starts {start}", where=where)
    base = entry.text("base")
    if base not in set(Base):
        raise UnknownNameError("base", base, list(Base), where=where)
    scenario = Scenario(
        id=entry.text("id"),
        title={"zh": entry.text("title_zh"), "en": entry.text("title_en")},
        start=start,
        end=end,
        base=Base(base),
        shocks=tuple(_shock(_Entry(row, where), start, end) for row in entry.rows("shock")),
        noise=tuple(_noise(_Entry(row, where)) for row in entry.rows("noise")),
        notes=entry.texts("notes"),
    )
    entry.finish()
    return scenario


def _shock(entry: _Entry, start: date, end: date) -> Shock:
    from fedsheet.market.participants import participant_ids

    who = entry.text("participant")
    if who not in participant_ids():
        raise UnknownNameError("participant", who, participant_ids(), where=entry.where)
    first = entry.day("start")
    last = entry.day("end", first)
    if not start <= first <= last <= end:
        raise DateRangeError(
            f"A shock from {first} to {last} lies outside the scenario", where=entry.where,
            possible=f"The scenario runs from {start} to {end}",
        )  # fmt: skip
    shock = Shock(
        quantity=entry.name("quantity", QUANTITIES),
        start=first,
        end=last,
        usd=entry.number("add_usd_bn", 0.0) * USD_BN.scale,
        times=entry.number("times", 1.0),
        half_life_days=entry.number("half_life_days", 0.0),
        participant=who,
        what=entry.text("what"),
        source=entry.text("source"),
        grade=entry.text("grade"),
    )
    entry.finish()
    if shock.times < 0.0 or shock.half_life_days < 0.0:
        raise InputError("`times` and `half_life_days` must not be negative", where=entry.where)
    return shock


def _noise(entry: _Entry) -> Noise:
    noise = Noise(
        quantity=entry.name("quantity", QUANTITIES),
        usd=entry.number("sd_usd_bn", 0.0) * USD_BN.scale,
        share=entry.number("sd_share", 0.0),
        persistence=entry.number("persistence", 0.0),
    )
    entry.finish()
    if not 0.0 <= noise.persistence < 1.0 or min(noise.usd, noise.share) < 0.0:
        raise InputError("Noise needs 0 <= persistence < 1 and no negative size", where=entry.where)
    return noise


def parse_counterfactual(text: str, where: str) -> Counterfactual:
    """A counterfactual from its text."""
    entry = _Entry(_content(text, where), where)
    changes = tuple(_change(_Entry(row, where)) for row in entry.rows("change"))
    found = Counterfactual(entry.text("id"), {"zh": entry.text("title_zh"), "en": entry.text("title_en")}, changes)
    entry.finish()
    return found


def _change(entry: _Entry) -> Change:
    target = entry.name("target", (*RATES, *SWITCHES, *QUANTITIES))
    added = entry.number("add_bp", 0.0)
    switch = entry.raw("set")
    usd = entry.number("add_usd_bn", 0.0) * USD_BN.scale
    until = entry.raw("until")
    months = entry.raw("months")
    change = Change(
        target=target,
        add=from_bp(added) if target in RATES else usd,
        by_month_usd=entry.number("add_usd_bn_a_month", 0.0) * USD_BN.scale,
        switch=switch if isinstance(switch, str | float | int) else None,
        until=until if isinstance(until, date) else None,
        months=float(months) if isinstance(months, int | float) else None,
    )
    entry.finish()
    return change


class _Entry:
    """One table of a file, taken key by key, so that what is left at the end is unknown."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, dict):
            raise RecordError(f"A table was expected, not {content!r}", where=where)
        self.left = dict(content)
        self.where = where

    def raw(self, key: str) -> object:
        return self.left.pop(key, None)

    def text(self, key: str) -> str:
        value = self.left.pop(key, None)
        if not isinstance(value, str) or not value:
            raise RecordError(f"{key!r} must be a text, not {value!r}", where=self.where)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.left.pop(key, [])
        if not isinstance(value, list) or len(value) > 10 or not all(isinstance(line, str) for line in value):
            raise RecordError(f"{key!r} must be a list of at most ten texts", where=self.where)
        return tuple(value)

    def day(self, key: str, default: date | None = None) -> date:
        value = self.left.pop(key, default)
        if not isinstance(value, date):
            raise RecordError(f"{key!r} must be a date such as 2019-09-17, not {value!r}", where=self.where)
        return value

    def number(self, key: str, default: float) -> float:
        value = self.left.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
            raise RecordError(f"{key!r} must be a number, not {value!r}", where=self.where)
        return float(value)

    def name(self, key: str, known: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in known:
            raise UnknownNameError(key, value, known, where=self.where)
        return value

    def rows(self, key: str) -> list[object]:
        value = self.left.pop(key, [])
        if not isinstance(value, list) or len(value) > 500:
            raise RecordError(f"{key!r} must be a list of at most 500 tables", where=self.where)
        return value

    def finish(self) -> None:
        if self.left:
            raise RecordError(
                f"Unknown keys {sorted(self.left)}", where=self.where, do="See SCHEMA.md beside the scenarios"
            )
