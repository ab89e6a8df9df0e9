"""Scenarios and counterfactuals as files: what happens when, where it is known from, and how it fades.

    scenario         a span of days, its base (conditions as observed, or those of the first day held), shocks, noise
    counterfactual   another policy or supply laid over any scenario

The schema is in docs/files/shock.md; an unknown key, participant or quantity stops the load by name.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from fedsheet.core.dates import ONE_DAY, is_business_day
from fedsheet.core.errors import DateRangeError, InputError, RecordError, UnknownNameError
from fedsheet.core.largest import LEVEL, LISTED, TIMES, refuse_unmeant
from fedsheet.core.system import system
from fedsheet.core.text import Text, told_apart
from fedsheet.core.units import BASIS_POINTS, USD_BN, from_bp
from fedsheet.record.path import PolicyPath

MAX_BYTES = 50_000  # a scenario is a page of text
MAX_ROWS, MAX_NOTES, MAX_LETTERS = 500, 10, 1_000
LANGUAGES = ("zh", "en")


class Base(StrEnum):
    """What a scenario starts from."""

    OBSERVED = "observed"
    HELD = "held"
    FUNDS = "funds"


AMOUNTS = ("liquidity", "fund_cash", "repo_demand", "dvp_book", "bank_assets")
SHARES = ("dealer_capacity", "bank_willingness")  # 1 on an ordinary day
QUANTITIES = (*AMOUNTS, *SHARES)
RATES = ("iorb", "on_rrp_rate", "srf_rate", "primary_credit_rate")
LIMITS = ("on_rrp_cap", "srf_limit")
SWITCHES = ("standing_repo", *LIMITS)
USE = "standing_repo_use"  # SOFR less the facility's rate at which dealers come to it with even odds
CLOSED = "none"


@dataclass(frozen=True)
class Shock:
    """One disturbance: `usd` added to and `times` multiplied onto a quantity from `start` to `end`, then fading.

    half_life_days   business days after `end` in which half of it goes; 0: it ends at once
    ramp_days        business days from `start` over which it rises to its full size; 0: it is there at once
    participant      whose behaviour or balance it is, for the record
    """

    quantity: str
    start: date
    end: date
    usd: float
    times: float
    half_life_days: float
    participant: str
    what: Text
    source: Text
    grade: str
    ramp_days: float = 0.0


@dataclass(frozen=True)
class Noise:
    """Day-to-day variation of a quantity over paths: standard deviation and persistence (share kept a day)."""

    quantity: str
    usd: float
    share: float
    persistence: float


@dataclass(frozen=True)
class MarketScenario:
    """One scenario file; `notes` (language → sentences) say what of it was fitted and what is known to miss."""

    id: str
    title: dict[str, str]
    start: date
    end: date
    base: Base
    shocks: tuple[Shock, ...]
    noise: tuple[Noise, ...]
    notes: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Change:
    """One element of a counterfactual: a rate moved, a facility switched or limited, or an amount changed.

    add            decimal rate, or US dollars at once
    by_month_usd   added for every month since the start, so that it grows, up to `months`
    switch         standing repo: `CLOSED`, or decimal over IORB; a limit: US dollars
    start          the day from which it holds; None: from the first
    until          the day after which an amount returns to its course; None: never
    participant    whose balance moves liquidity: the Treasury's account or the Fed's portfolio
    """

    target: str
    add: float = 0.0
    by_month_usd: float = 0.0
    switch: str | float = CLOSED
    until: date | None = None
    months: float | None = None
    participant: str = "federal_reserve"
    start: date | None = None


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


def offered(scenario: MarketScenario, path: PolicyPath) -> list[str]:
    """The counterfactuals that ship and could change a day of `scenario`: none closes, or eases the use of, a facility
    that was not there, or holds from a day after the last."""
    there = isinstance(path.value_at("srf", scenario.end), float)
    return [
        n for n in counterfactual_names() if any(_bites(x, scenario, there) for x in load_counterfactual(n).changes)
    ]


def _bites(change: Change, scenario: MarketScenario, there: bool) -> bool:
    needs_it = change.target == USE or (change.target == "standing_repo" and change.switch == CLOSED)
    return (there or not needs_it) and (change.start is None or change.start <= scenario.end)


def _names(folder: str) -> list[str]:
    held = (files("fedsheet.market") / "data" / folder).iterdir()
    return sorted(item.name.removesuffix(".toml") for item in held if item.name.endswith(".toml"))


def load_scenario(name: str) -> MarketScenario:
    """A shipped scenario by name, or a user's file by path."""
    return parse_scenario(_text("scenarios", name, scenario_names()), name)


def load_counterfactual(name: str) -> Counterfactual:
    """A shipped counterfactual by name, or a user's file by path."""
    return parse_counterfactual(_text("counterfactuals", name, counterfactual_names()), name)


def _text(folder: str, name: str, known: list[str]) -> str:
    if name in known:
        return (files("fedsheet.market") / "data" / folder / f"{name}.toml").read_text(encoding="utf-8")
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise UnknownNameError(folder.removesuffix("s"), name, known, do="own_toml")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        text = content.decode("utf-8")
    except OSError as error:
        raise InputError("market.scenario_file_cannot_read", where=name, strerror=system(error)) from None
    except UnicodeDecodeError:
        raise RecordError("market.scenario_text_utf_8", where=name) from None
    if len(content) > MAX_BYTES:
        raise InputError("market.scenario_larger_than_bytes", name=name, max_bytes=MAX_BYTES)
    return text


def _content(text: str, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise RecordError("market.scenario_toml", where=where, error=error) from None
    except RecursionError:
        raise RecordError("market.scenario_tables_lie_too_deep", where=where) from None


@lru_cache(maxsize=64)
def parse_scenario(text: str, where: str) -> MarketScenario:
    """A scenario from its text; every mistake is named with its place."""
    entry = _Entry(_content(text, where), where)
    start, end = entry.day("start"), entry.day("end")
    if end < start:
        raise DateRangeError("market.scenario_scenario_ends_before_starts", where=where, end=end, start=start)
    base = entry.text("base")
    if base not in set(Base):
        raise UnknownNameError("base", base, list(Base), where=where)
    scenario = MarketScenario(
        id=entry.text("id"),
        title=entry.title(),
        start=start,
        end=end,
        base=Base(base),
        shocks=tuple(_shock(_Entry(row, where), start, end) for row in entry.rows("shock")),
        noise=_noises(entry),
        notes=entry.notes(),
    )
    entry.finish()
    if len({len(lines) for lines in scenario.notes.values()}) > 1:
        raise RecordError("market.scenario_many_notes_chinese_english", where=where)
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
            "market.scenario_shock_from_lies_outside", where=entry.where, first=first, last=last, start=start, end=end
        )
    quantity = entry.name("quantity", QUANTITIES)
    shock = Shock(
        quantity=quantity,
        start=first,
        end=last,
        usd=entry.number("add_usd_bn", LEVEL[USD_BN], 0.0) * USD_BN.scale if quantity in AMOUNTS else 0.0,
        times=entry.number("times", TIMES, 1.0, least=0.0),
        half_life_days=entry.number("half_life_days", LISTED, 0.0, least=0.0),
        ramp_days=entry.number("ramp_days", LISTED, 0.0, least=0.0),
        participant=who,
        what=entry.both("what"),
        source=entry.both("source"),
        grade=entry.text("grade"),
    )
    entry.finish(f"a shock to {quantity}")
    if shock.usd == 0.0 and shock.times == 1.0:
        raise InputError("market.scenario_shock_changes_nothing", where=entry.where, quantity=quantity)
    n_days = sum(is_business_day(first + ONE_DAY * k) for k in range((last - first).days + 1))
    if shock.ramp_days > max(n_days, 1):
        raise InputError(
            "market.scenario_ramp_longer_than_shock", where=entry.where, quantity=quantity, ramp=shock.ramp_days,
            n=n_days, first=first, last=last,
        )  # fmt: skip
    return shock


def _noises(entry: _Entry) -> tuple[Noise, ...]:
    found = tuple(_noise(_Entry(row, entry.where)) for row in entry.rows("noise"))
    names = [noise.quantity for noise in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError("market.scenario_noise_given_twice", where=entry.where, twice=", ".join(twice))
    return found


def _noise(entry: _Entry) -> Noise:
    quantity = entry.name("quantity", QUANTITIES)
    noise = Noise(
        quantity=quantity,
        usd=entry.number("sd_usd_bn", LEVEL[USD_BN], 0.0, least=0.0) * USD_BN.scale if quantity in AMOUNTS else 0.0,
        share=entry.number("sd_share", TIMES, 0.0, least=0.0),
        persistence=entry.number("persistence", 1.0, 0.0, least=0.0),
    )
    entry.finish(f"noise of {quantity}")
    if noise.persistence >= 1.0:
        raise InputError("market.scenario_persistence_must_below_1", where=entry.where)
    return noise


@lru_cache(maxsize=64)
def parse_counterfactual(text: str, where: str) -> Counterfactual:
    """A counterfactual from its text; a key that its target does not take stops the load."""
    entry = _Entry(_content(text, where), where)
    changes = tuple(_change(_Entry(row, where)) for row in entry.rows("change"))
    found = Counterfactual(entry.text("id"), entry.title(), changes)
    entry.finish()
    if not changes:
        raise RecordError("market.scenario_counterfactual_needs_least_one", where=where)
    return found


def _change(entry: _Entry) -> Change:
    target = entry.name("target", (*RATES, USE, *SWITCHES, *AMOUNTS))
    start = entry.day("from") if "from" in entry.left else None
    if target in (*RATES, USE):
        change = Change(target, add=from_bp(entry.number("add_bp", LEVEL[BASIS_POINTS])))
    elif target in LIMITS:
        change = Change(target, switch=entry.number("set", LEVEL[USD_BN], least=0.0) * USD_BN.scale)
    elif target in SWITCHES:
        change = Change(target, switch=_opened(entry))
    else:
        change = _amount(entry, target)
    entry.finish(f"a change of {target}")
    return replace(change, start=start)


def _opened(entry: _Entry) -> str | float:
    """`none` closes standing repo; a number opens it so many basis points above IORB."""
    written = entry.left.get("set")
    if written == CLOSED:
        return entry.text("set")
    if isinstance(written, str):
        raise RecordError("market.scenario_opens", where=entry.where, closed=CLOSED, shown=_shown(written))
    return from_bp(entry.number("set", LEVEL[BASIS_POINTS]))


def _amount(entry: _Entry, target: str) -> Change:
    who = ("federal_reserve", "treasury") if target == "liquidity" else ("federal_reserve",)
    return Change(
        target,
        add=entry.number("add_usd_bn", LEVEL[USD_BN], 0.0) * USD_BN.scale,
        by_month_usd=entry.number("add_usd_bn_a_month", LEVEL[USD_BN], 0.0) * USD_BN.scale,
        until=entry.day("until") if "until" in entry.left else None,
        months=entry.number("months", LISTED, least=0.0) if "months" in entry.left else None,
        participant=entry.name("participant", who) if "participant" in entry.left else who[0],
    )


class _Entry:
    """One table of a file, taken key by key, so that what is left at the end is unknown."""

    def __init__(self, content: object, where: str) -> None:
        if not isinstance(content, dict):
            raise RecordError("market.scenario_table_expected", where=where, shown=_shown(content))
        self.left = told_apart(content)
        self.where = where

    def text(self, key: str) -> str:
        value = self.left.pop(key, None)
        if not _plain(value):
            raise RecordError("market.scenario_must_text", where=self.where, key_=key, shown=_shown(value))
        return str(value)

    def both(self, key: str) -> Text:
        """The text in both languages; a file without `…_zh` says the same in both."""
        text = self.text(key)
        return Text(zh=self.text(f"{key}_zh") if f"{key}_zh" in self.left else text, en=text)

    def title(self) -> dict[str, str]:
        """The title by language: `title`, in one language or both, or `title_zh` beside `title_en`."""
        if "title" not in self.left:
            return {language: self.text(f"title_{language}") for language in LANGUAGES}
        both = self.both("title")
        return {language: both.of(language) for language in LANGUAGES}

    def notes(self) -> dict[str, tuple[str, ...]]:
        """The notes by language: `notes`, a list or `{ en = […], zh = […] }`, or `notes_zh` beside `notes_en`."""
        if "notes" not in self.left:
            return {language: self.texts(f"notes_{language}") for language in LANGUAGES}
        english = self.texts("notes")
        return {"zh": self.texts("notes_zh") if "notes_zh" in self.left else english, "en": english}

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.left.pop(key, [])
        if not isinstance(value, list) or len(value) > MAX_NOTES or not all(map(_plain, value)):
            raise RecordError("market.scenario_must_list_most_texts", where=self.where, key_=key, max_notes=MAX_NOTES)
        return tuple(value)

    def day(self, key: str, default: date | None = None) -> date:
        value = self.left.pop(key, default)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise RecordError("market.scenario_must_date_such_2019", where=self.where, key_=key, shown=_shown(value))
        return value

    def number(self, key: str, most: float, default: float | None = None, least: float | None = None) -> float:
        value = self.left.pop(key, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
        if not is_number or (least is not None and value < least):
            what = "number" if least is None else "number_from"
            raise RecordError(f"market.scenario_{what}", where=self.where, key_=key, least=least, shown=_shown(value))
        refuse_unmeant(value, most, key, self.where)
        return float(value)

    def name(self, key: str, known: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in known:
            raise UnknownNameError(key, value, known, where=self.where)
        return value

    def rows(self, key: str) -> list[object]:
        value = self.left.pop(key, [])
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            raise RecordError("market.scenario_must_list_most_tables", where=self.where, key_=key, max_rows=MAX_ROWS)
        return value

    def finish(self, of: str = "the file") -> None:
        if self.left:
            names = ", ".join(map(_shown, sorted(self.left)))
            raise RecordError("market.scenario_unknown_keys", where=self.where, of=of, names=names)


def _plain(value: object) -> bool:
    """A text of one line that a terminal can show as it is."""
    return isinstance(value, str) and 0 < len(value) <= MAX_LETTERS and value.isprintable()


def _shown(value: object) -> str:
    """A value as it was given, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
