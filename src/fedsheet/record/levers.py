"""The levers of policy: a closed set, each with its instruments, the unit its files use and what must hold of it.

    target range · administered rates · reserve requirement · purchase pace · maturity sectors · reinvestment ·
    redemption caps · standing limits · facilities · swap lines · guidance · framework · regulation

The last five say what was decided in words; the others are step functions of the date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.units import DECIMAL, PERCENT, USD, USD_BN, Unit


@dataclass(frozen=True)
class Lever:
    """One lever: `instruments` are the keys its file may set; `published` and `base` the units in file and memory.

    `always` names the instruments that must hold a value or an explicit "none" from the record's first day on.
    """

    name: str
    title: str
    instruments: tuple[str, ...]
    published: Unit | None
    base: Unit | None
    always: tuple[str, ...] = ()


_RATES = (PERCENT, DECIMAL)
_AMOUNTS = (USD_BN, USD)
_WORDS = (None, None)

TARGET_RANGE = Lever("target_range", "federal funds target", ("point", "lower", "upper"), *_RATES)
ADMINISTERED = Lever("administered_rate", "administered rates", ("iorb", "on_rrp", "srf", "primary_credit"), *_RATES)
RESERVES = Lever("reserve_requirement", "reserve requirement", ("ratio",), *_RATES, ("ratio",))
PACE = Lever(
    "purchase_pace",
    "purchases a month",
    ("treasury", "agency_mbs", "bills", "treasury_long_buys", "treasury_short_sales"),
    *_AMOUNTS,
)
DAILY_PACE = Lever("daily_pace", "purchases a day", ("treasury_a_day", "agency_mbs_a_day"), *_AMOUNTS)
SECTORS = Lever("maturity_sectors", "share of purchases by remaining maturity", ("sectors",), *_WORDS)
REINVESTMENT = Lever("reinvestment", "reinvestment rule", ("treasury_principal", "agency_principal"), *_WORDS)
CAP = Lever("redemption_cap", "redemption caps a month", ("treasury_cap", "agency_cap"), *_AMOUNTS)
LIMIT = Lever(
    "standing_limit", "limits of standing operations", ("on_rrp_counterparty", "on_rrp_total", "srf_total"), *_AMOUNTS
)
FACILITY = Lever("facility", "facilities", (), *_WORDS)
SWAP_LINE = Lever("swap_line", "central bank swap lines", (), *_WORDS)
GUIDANCE = Lever("guidance", "guidance", (), *_WORDS)
FRAMEWORK = Lever("framework", "framework", (), *_WORDS)
REGULATION = Lever("regulation", "regulation", (), *_WORDS)
PLAN = Lever("programme_plan", "announced amounts", (), *_WORDS)
OPERATION = Lever("operation", "operations of the Desk", (), *_WORDS)
PROJECTION = Lever("projection", "official projections", (), *_WORDS)
BALANCE_SHEET = Lever("balance_sheet", "the statement as published", (), *_WORDS)
INCOME = Lever("income", "income of the Reserve Banks", (), *_WORDS)
STRESS = Lever("market_stress", "market stress", (), *_WORDS)

_ALL = (
    TARGET_RANGE, ADMINISTERED, RESERVES, PACE, DAILY_PACE, SECTORS, REINVESTMENT, CAP, LIMIT, FACILITY, SWAP_LINE,
    GUIDANCE, FRAMEWORK, REGULATION, PLAN, OPERATION, PROJECTION, BALANCE_SHEET, INCOME, STRESS,
)  # fmt: skip
LEVERS: Mapping[str, Lever] = {lever.name: lever for lever in _ALL}
INSTRUMENTS: Mapping[str, Lever] = {name: lever for lever in _ALL for name in lever.instruments}


def lever_named(name: str) -> Lever:
    """The lever of this name; an unknown one raises `UnknownNameError` with the nearest."""
    if name not in LEVERS:
        raise UnknownNameError("lever", name, LEVERS, do="`fedsheet policy list` shows every lever in use")
    return LEVERS[name]


def lever_of(instrument: str) -> Lever:
    """The lever this instrument belongs to; an unknown one raises `UnknownNameError` with the nearest."""
    if instrument not in INSTRUMENTS:
        raise UnknownNameError("instrument", instrument, INSTRUMENTS)
    return INSTRUMENTS[instrument]


__all__ = ["INSTRUMENTS", "LEVERS", "Lever", "lever_named", "lever_of"]
