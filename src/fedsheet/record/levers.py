"""The levers of policy: a closed set, each with its instruments, the unit its files use and what must hold of it.

rates and amounts   target range · administered rates · reserve requirement · purchase pace · redemption caps ·
                    limits of standing operations · price of swap lines · thresholds
rules in words      reinvestment · maturity sectors · facilities · swap lines · guidance · framework · regulation
reference facts     announced amounts · operations · projections · statement · income · market stress · votes ·
                    appointments · plans discussed · medians of the SEP
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.units import BASIS_POINTS, DECIMAL, PERCENT, USD, USD_BN, Unit


@dataclass(frozen=True)
class Lever:
    """One lever: `instruments` are the keys its file may set; `published` and `base` the units in file and memory.

    `details` are further keys that describe a fact; `always` names the instruments that must hold from the first day.
    """

    name: str
    title: str
    instruments: tuple[str, ...] = ()
    published: Unit | None = None
    base: Unit | None = None
    details: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


_RATES = (PERCENT, DECIMAL)
_AMOUNTS = (USD_BN, USD)

TARGET_RANGE = Lever("target_range", "federal funds target", ("point", "lower", "upper"), *_RATES)
ADMINISTERED = Lever("administered_rate", "administered rates", ("iorb", "on_rrp", "srf", "primary_credit"), *_RATES)
RESERVES = Lever("reserve_requirement", "reserve requirement", ("ratio",), *_RATES, always=("ratio",))
PACE = Lever(
    "purchase_pace",
    "purchases a month",
    ("treasury", "agency_mbs", "bills", "treasury_long_buys", "treasury_short_sales"),
    *_AMOUNTS,
)
DAILY_PACE = Lever("daily_pace", "purchases a business day", ("treasury_a_day", "agency_mbs_a_day"), *_AMOUNTS)
SECTORS = Lever("maturity_sectors", "share of purchases by remaining maturity", ("sectors",))
REINVESTMENT = Lever(
    "reinvestment", "reinvestment rules", ("treasury_principal", "agency_principal"), always=("treasury_principal",)
)
CAP = Lever("redemption_cap", "redemption caps a month", ("treasury_cap", "agency_cap"), *_AMOUNTS)
LIMIT = Lever(
    "standing_limit", "limits of standing operations", ("on_rrp_counterparty", "on_rrp_total", "srf_total"), *_AMOUNTS
)
FACILITY = Lever(
    "facility",
    "lending facilities",
    (
        "taf", "tslf", "maiden_lane", "pdcf", "aig", "amlf", "cpff", "mmiff", "talf", "mmlf", "corporate_credit",
        "fima_repo", "mlf", "mslp", "ppplf", "srf_facility", "btfp",
    ),
    details=("limit", "terms"),
)  # fmt: skip
SWAP_LINE = Lever("swap_line", "central bank swap lines", ("swap_lines",), details=("limit",))
SWAP_PRICE = Lever("swap_price", "price of the swap lines", ("swap_over_ois",), BASIS_POINTS, DECIMAL)
GUIDANCE = Lever("guidance", "guidance in words", ("rate_guidance", "purchase_guidance"))
THRESHOLD = Lever(
    "guidance_threshold",
    "numbers named in guidance",
    ("unemployment_above", "projected_inflation_up_to", "inflation_goal"),
    *_RATES,
)
FRAMEWORK = Lever("framework", "frameworks", ("reserve_regime", "strategy"))
REGULATION = Lever("regulation", "regulation", ("slr_relief", "eslr"))
PLAN = Lever("programme_plan", "announced amounts")
OPERATION = Lever("operation", "operations of the Desk", details=("instrument", "last_operation", "next_calendar"))
PROJECTION = Lever(
    "projection",
    "official projections",
    (),
    USD_BN,
    USD,
    details=("quantity", "target_date", "projected", "publication", "publication_zh", "outcome", "outcome_date"),
)
BALANCE_SHEET = Lever("balance_sheet", "the statement as published", details=("series", "from_date", "observed_on"))
INCOME = Lever("income", "income of the Reserve Banks", details=("quantity", "observed_on"))
STRESS = Lever("market_stress", "market stress")
VOTE = Lever("vote", "votes of the Committee", details=("votes_for", "votes_against"))
APPOINTMENT = Lever("appointment", "the chair of the Board")
DISCUSSION = Lever("plan_discussion", "plans discussed")
MEDIAN = Lever("sep_median", "medians of the SEP", (), *_RATES, details=("variable", "horizon", "median"))

_ALL = (
    TARGET_RANGE, ADMINISTERED, RESERVES, PACE, DAILY_PACE, SECTORS, REINVESTMENT, CAP, LIMIT, FACILITY, SWAP_LINE,
    SWAP_PRICE, GUIDANCE, THRESHOLD, FRAMEWORK, REGULATION, PLAN, OPERATION, PROJECTION, BALANCE_SHEET, INCOME, STRESS,
    VOTE, APPOINTMENT, DISCUSSION, MEDIAN,
)  # fmt: skip
LEVERS: Mapping[str, Lever] = {lever.name: lever for lever in _ALL}
INSTRUMENTS: Mapping[str, Lever] = {name: lever for lever in _ALL for name in lever.instruments}


def lever_named(name: str) -> Lever:
    """The lever of this name; an unknown one raises `UnknownNameError` with the nearest."""
    if name not in LEVERS:
        raise UnknownNameError("lever", name, LEVERS, do="levers")
    return LEVERS[name]


def lever_of(instrument: str) -> Lever:
    """The lever this instrument belongs to; an unknown one raises `UnknownNameError` with the nearest."""
    if instrument not in INSTRUMENTS:
        raise UnknownNameError("instrument", instrument, INSTRUMENTS)
    return INSTRUMENTS[instrument]


def instrument_named(name: str) -> str:
    """`name` itself if it is an instrument; an unknown one raises `UnknownNameError` with the nearest."""
    lever_of(name)
    return name
