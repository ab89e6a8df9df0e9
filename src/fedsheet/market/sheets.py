"""Everyone's balance sheet in the money market: nine kinds and everyone else, a remainder shown as such.

Opening sheets are made of claims, each posted on both sides, so net worth is what balances and nothing is left over.
What is known (the Fed's statement, ON RRP, dated volumes) is taken as it is; who holds the rest is `everyone_else`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from fedsheet.core.lazy import pd
from fedsheet.core.units import from_bn
from fedsheet.core.vintage import Vintage
from fedsheet.market.conditions import on_days, quantities
from fedsheet.market.daycount import settlement_days
from fedsheet.market.demand import Behaviour
from fedsheet.market.participants import dated, instruments, participant_ids, participants
from fedsheet.market.sizes import size
from fedsheet.sheet.accounts import BalanceSheets, Posting, accretion, whole_dollars

FED, TREASURY, FOREIGN, BANKS, BRANCHES, DEALERS, FUNDS, POOLS, LEVERAGED = (
    "federal_reserve", "treasury", "foreign_official", "large_banks", "foreign_branches", "dealers", "money_funds",
    "cash_pools", "leveraged",
)  # fmt: skip
REMAINDER = "everyone_else"
OTHER_CLAIMS = "other_claims"
FACILITIES = ("RRPONTSYD", "SRF_USAGE")  # take-up of ON RRP and of standing repo, as published each day
A_WEEK = timedelta(days=7)  # always holds a settlement day


@dataclass(frozen=True)
class OpeningShares:
    """How amounts are split where no public figure does; each with source and grade in data/opening.toml."""

    branch_share_of_reserves: float
    institutional_share_of_funds: float
    deposits_over_credit: float
    dealer_inventory: float
    dealer_share_of_dvp: float
    leverage: float
    working_deposits_usd_bn: float


@cache
def opening_shares() -> OpeningShares:
    """data/opening.toml, which ships with the package."""
    content = tomllib.loads((files("fedsheet.market") / "data" / "opening.toml").read_text(encoding="utf-8"))
    return OpeningShares(**{name: float(row["value"]) for name, row in content.items()})


def sectors() -> tuple[str, ...]:
    """Axis s: the nine kinds in order, then everyone else."""
    return (*participant_ids(), REMAINDER)


def items() -> tuple[str, ...]:
    """Axis i: the instruments, then all other claims; the sheets add net worth."""
    return (*instruments(), OTHER_CLAIMS)


@dataclass(frozen=True)
class FinancialClaim:
    """Who owes whom how much of what."""

    issuer: str
    holder: str
    item: str
    usd: float


@dataclass(frozen=True)
class MarketVolumes:
    """Overnight amounts at the opening, US dollars: as published, or what the model clears where a run starts there."""

    on_rrp: float
    standing_repo: float
    fund_tri_party: float
    bank_tri_party: float
    dvp: float
    gcf: float
    fed_funds: float
    eurodollars: float


def published_volumes(vintage: Vintage, day: date, b: Behaviour) -> MarketVolumes:
    """Overnight amounts on the last settlement day to `day`: facilities as published, repo as in sizes.toml; bank
    funding has one published day, which `b` holds: nothing of it is known before."""
    stamp = settlement_days(day - A_WEEK, day)[-1:]
    amounts = quantities(vintage, stamp, b)
    on_rrp, repo = (float(on_days(vintage.base(n), stamp)[0]) if n in vintage else 0.0 for n in FACILITIES)
    lent_by_funds = float(amounts["fund_cash"][0]) - on_rrp
    known = dated(BRANCHES) <= vintage.as_of
    return MarketVolumes(
        on_rrp=on_rrp,
        standing_repo=repo,
        fund_tri_party=lent_by_funds,
        bank_tri_party=float(amounts["repo_demand"][0]) - lent_by_funds,
        dvp=float(amounts["dvp_book"][0]),
        gcf=float(size("gcf_volume").on(stamp, vintage.as_of)[0]),
        fed_funds=b.effr_volume if known else 0.0,
        eurodollars=b.branch_scale * float(amounts["bank_assets"][0]) if known else 0.0,
    )


def opening_sheets(vintage: Vintage, day: date, volumes: MarketVolumes) -> BalanceSheets:
    """Everyone's sheet on `day`, whole dollars; holders equal issuers and every sector balances by construction."""
    empty = BalanceSheets.empty(sectors(), items())
    return empty.post(_as_posting(claim) for claim in opening_claims(vintage, day, volumes))


def _as_posting(claim: FinancialClaim) -> Posting:
    memo = f"opening: {claim.item}"
    return accretion(memo, whole_dollars(claim.usd), issuer=claim.issuer, holder=claim.holder, item=claim.item)


def opening_claims(vintage: Vintage, day: date, volumes: MarketVolumes) -> list[FinancialClaim]:
    """Every claim on `day`; negative amounts cannot arise from held data, so none is clipped."""
    return [
        *_claims_on_the_fed(vintage, day, volumes),
        *_claims_of_the_fed(vintage, day, volumes),
        *_treasury_debt(vintage, day, volumes),
        *_overnight(volumes),
        *_banks_and_funds(vintage, day, volumes),
    ]


def _claims_on_the_fed(vintage: Vintage, day: date, v: MarketVolumes) -> list[FinancialClaim]:
    split = opening_shares()
    reserves = vintage["WRESBAL"].base_last(day)[1]
    account = vintage["WTREGEN"].base_last(day)[1]
    total = vintage["WALCL"].base_last(day)[1]
    pool = vintage["WLRRAFOIAL"].base_last(day)[1]
    return [
        FinancialClaim(FED, BANKS, "reserves", reserves * (1.0 - split.branch_share_of_reserves)),
        FinancialClaim(FED, BRANCHES, "reserves", reserves * split.branch_share_of_reserves),
        FinancialClaim(FED, TREASURY, "tga", account),
        FinancialClaim(FED, FUNDS, "on_rrp", v.on_rrp),
        FinancialClaim(FED, FOREIGN, "foreign_repo_pool", pool),
        FinancialClaim(FED, REMAINDER, "currency", total - reserves - account - v.on_rrp - pool),
    ]


def _claims_of_the_fed(vintage: Vintage, day: date, v: MarketVolumes) -> list[FinancialClaim]:
    total, treasuries, mortgages = (vintage[name].base_last(day)[1] for name in ("WALCL", "TREAST", "WSHOMCB"))
    bills = float(size("fed_bills").on(pd.DatetimeIndex([day]), vintage.as_of)[0])
    return [
        FinancialClaim(TREASURY, FED, "bills", bills),
        FinancialClaim(TREASURY, FED, "coupons", treasuries - bills),
        FinancialClaim(REMAINDER, FED, "mbs", mortgages),
        FinancialClaim(DEALERS, FED, "srf", v.standing_repo),
        FinancialClaim(REMAINDER, FED, OTHER_CLAIMS, total - treasuries - mortgages - v.standing_repo),
    ]


def _treasury_debt(vintage: Vintage, day: date, v: MarketVolumes) -> list[FinancialClaim]:
    split = opening_shares()

    def on(name: str) -> float:
        return float(size(name).on(pd.DatetimeIndex([day]), vintage.as_of)[0])

    bills, debt, fed = on("bills"), on("marketable_debt"), vintage["TREAST"].base_last(day)[1]
    elsewhere = v.fund_tri_party + v.on_rrp + v.eurodollars + from_bn(split.working_deposits_usd_bn)
    fund_bills = max(on("government_fund_assets") - elsewhere, 0.0)
    fund_bills = min(fund_bills, bills - on("fed_bills"))
    coupons = debt - bills - (fed - on("fed_bills"))
    dealers = split.dealer_inventory * (v.fund_tri_party + v.bank_tri_party)
    return [
        FinancialClaim(TREASURY, FUNDS, "bills", fund_bills),
        FinancialClaim(TREASURY, REMAINDER, "bills", bills - on("fed_bills") - fund_bills),
        FinancialClaim(TREASURY, DEALERS, "coupons", dealers),
        FinancialClaim(TREASURY, LEVERAGED, "coupons", split.leverage * v.dvp),
        FinancialClaim(TREASURY, REMAINDER, "coupons", coupons - dealers - split.leverage * v.dvp),
    ]


def _overnight(v: MarketVolumes) -> list[FinancialClaim]:
    split = opening_shares()
    return [
        FinancialClaim(DEALERS, FUNDS, "tri_party_repo", v.fund_tri_party),
        FinancialClaim(DEALERS, BANKS, "tri_party_repo", v.bank_tri_party),
        FinancialClaim(LEVERAGED, DEALERS, "dvp_repo", split.dealer_share_of_dvp * v.dvp),
        FinancialClaim(LEVERAGED, REMAINDER, "dvp_repo", (1.0 - split.dealer_share_of_dvp) * v.dvp),
        FinancialClaim(DEALERS, DEALERS, "gcf_repo", v.gcf),
        FinancialClaim(BRANCHES, POOLS, "fed_funds", v.fed_funds),
        FinancialClaim(BRANCHES, FUNDS, "eurodollars", v.eurodollars),
    ]


def _banks_and_funds(vintage: Vintage, day: date, v: MarketVolumes) -> list[FinancialClaim]:
    split, stamp = opening_shares(), pd.DatetimeIndex([day])
    credit = float(size("bank_credit").on(stamp, vintage.as_of)[0])
    assets = float(size("government_fund_assets").on(stamp, vintage.as_of)[0])
    advances = next(p.size_usd for p in participants() if p.id == POOLS) if dated(POOLS) <= vintage.as_of else None
    working = from_bn(split.working_deposits_usd_bn)
    payers = [FinancialClaim(BANKS, who, "deposits", working) for who in (DEALERS, FUNDS, LEVERAGED)]
    pools = working + v.fed_funds
    held = pools + working * len(payers)
    institutional = split.institutional_share_of_funds
    return [
        *payers,
        FinancialClaim(BANKS, POOLS, "deposits", pools),
        FinancialClaim(BANKS, REMAINDER, "deposits", split.deposits_over_credit * credit - held),
        FinancialClaim(REMAINDER, BANKS, OTHER_CLAIMS, credit - v.bank_tri_party),
        FinancialClaim(BANKS, POOLS, "fhlb_advances", advances or 0.0),
        FinancialClaim(FUNDS, POOLS, "fund_shares", institutional * assets),
        FinancialClaim(FUNDS, REMAINDER, "fund_shares", (1.0 - institutional) * assets),
    ]


def sheet_rows(sheets: BalanceSheets) -> list[tuple[str, str, int, int]]:
    """(sector, item, owns, owes) of every cell that is not empty, in the order of the axes."""
    found = []
    for s, sector in enumerate(sheets.sectors):
        for i, item in enumerate(sheets.items):
            owned, owed = int(sheets.owned[s, i]), int(sheets.owed[s, i])
            if owned or owed:
                found.append((sector, item, owned, owed))
    return found
