"""The sheet on the opening day, what was bought and has not settled, what it all is worth: made once, then shared.

None of it depends on what comes after the opening, so that scenarios that differ by caps, shifts or ends share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from fedsheet.core.dates import add_months
from fedsheet.core.manifest import digest_of
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.carry_forward import roll_forward
from fedsheet.portfolio.held.holdings import BILL, FRN, NOTE, TIPS, Holdings, scaled_to, scaled_to_kinds
from fedsheet.portfolio.held.opening import DISTRIBUTION_UNTIL, Opening, list_dates, opening_holdings
from fedsheet.portfolio.held.premium import premium_path
from fedsheet.portfolio.held.statement import Kinds, is_premium_old, key_before, opening_statement, published_kinds
from fedsheet.portfolio.held.valuation import Valuation, value_treasuries
from fedsheet.portfolio.mortgages.cohorts import Cohorts, History, build_cohorts
from fedsheet.portfolio.mortgages.pool_list import history_of_pools
from fedsheet.portfolio.mortgages.value import value_mortgages
from fedsheet.portfolio.parameters import Auctions, Parameters
from fedsheet.portfolio.principal.month_policy import monthly_policy
from fedsheet.portfolio.principal.month_step import lots_from
from fedsheet.portfolio.principal.new_issues import bill_discount
from fedsheet.portfolio.rates import RatePath, last_curve
from fedsheet.record import PolicyPath

HELD, GROWN = ("TREAST", "WSHOMCB"), 1.02  # purchases bring premiums in
OPENINGS_KEPT = 8  # the report and its backtests open on seven; each keeps its figures in memory


@dataclass(frozen=True)
class Lists:
    """One's own lists of the opening day: securities, agency MBS pools; None where the figures here are used."""

    holdings: Holdings | None = None
    pools: Cohorts | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of both lists; empty where there is none."""
        h, p = self.holdings, self.pools
        parts = [h.kind, h.maturity_date, h.coupon, h.par_usd, h.compensation_usd, h.share_of_issue] if h else []
        parts += [p.upb_usd, p.note_rate, p.months_left, p.age_months, p.pool_factor] if p else []
        return digest_of(*(part.tobytes() for part in parts)) if parts else ""


NO_LISTS = Lists()


@dataclass(frozen=True)
class Opened:
    """The opening, MBS bought before and not settled (oldest first, US dollars), and what the securities are worth;
    None where nobody asked for that."""

    opening: Opening
    commitments: tuple[float, ...]
    valuation: Valuation | None


@dataclass(frozen=True, eq=False)
class OpeningRequest:
    """Everything an opening is made from; `rates` as known on the day, `lists` in the place of what is held here.

    `is_valued` says whether the securities are priced too, which a projection of levels alone does not need.

    Two are the same where figures and record are the same objects (a cut or changed vintage keeps its digest, never
    itself) and the rest has the same values.
    """

    vintage: Vintage
    record: PolicyPath
    parameters: Parameters
    rates: RatePath
    day: date
    deferred_usd: float
    lists: Lists
    is_valued: bool = True

    @cached_property
    def _key(self) -> tuple[object, ...]:
        read = id(self.vintage), id(self.record), id(self.parameters)
        return *read, self.rates.digest, self.day, self.deferred_usd, self.lists.digest, self.is_valued

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OpeningRequest) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=OPENINGS_KEPT)
def open_sheet(asked: OpeningRequest) -> Opened:
    """The opening of a day from everything known on it; read-only, as those who ask for the same share it."""
    vintage, rates, day, lists, parameters = asked.vintage, asked.rates, asked.day, asked.lists, asked.parameters
    model, pool = parameters.prepayment_known(day).model, parameters.mortgage_pool
    mbs = build_cohorts(vintage, rates, model, pool, day)
    if lists.pools is not None:
        mbs = history_of_pools(lists.pools, mbs, day)
    listed = _newest_list(vintage, day, parameters)
    holdings = lists.holdings or _holdings(vintage, asked.record, rates, parameters, day, listed)
    _read_only(holdings, mbs.cohorts)
    securities = int(holdings.principal_usd.sum()) + round(mbs.cohorts.total_usd)
    premium_now = _premium_carried(vintage, day, parameters) if is_premium_old(vintage, day) else None
    statement = opening_statement(vintage, day, securities, round(asked.deferred_usd), premium_now)
    discount = bill_discount(lots_from(holdings, rates), np.datetime64(day))
    net = float(statement.premium_usd) + discount
    premium = premium_path(listed, day, net, mbs.cohorts.total_usd, parameters.premium)
    opening = Opening(statement, holdings, mbs, premium)
    commitments = _commitments(asked.record, mbs, day, pool.settlement_lag_months)
    worth = _valuation(vintage, opening, rates, parameters) if asked.is_valued else None
    return Opened(opening, commitments, worth)


def forget_openings() -> None:
    """Let go of the openings kept, and of the figures each was made from: for who goes on with newer ones."""
    for kept in (open_sheet, _listed, _cohorts_then):
        kept.cache_clear()


def _premium_carried(vintage: Vintage, day: date, parameters: Parameters) -> int:
    """Net premiums of the last whole statement, written off since; kept where securities have grown."""
    key = key_before(vintage, day)
    (then, mbs_then), (now, mbs_now) = ([vintage[s].base_last(d)[1] for s in HELD] for d in (key.day, day))
    if now + mbs_now > (then + mbs_then) * GROWN:
        return key.premium_usd
    listed = opening_holdings(vintage, key.day, parameters.auctions)
    path = premium_path(listed, key.day, float(key.premium_usd), mbs_then, parameters.premium)
    return round(path.at(day) + path.mbs_share * mbs_now)


def _read_only(*parts: Holdings | Cohorts) -> None:
    for part in parts:
        for values in vars(part).values():
            if isinstance(values, np.ndarray):
                values.setflags(write=False)


def _newest_list(vintage: Vintage, day: date, parameters: Parameters) -> Holdings:
    """The newest list on or before the day; before the first one what stands in for it."""
    listed_on = max((d for d in list_dates(vintage) if d <= day), default=day)
    return _listed(_ListAsked(vintage, parameters.auctions, listed_on))


@dataclass(frozen=True, eq=False)
class _ListAsked:
    """The list of a day; the same where the figures and the auctions are the same objects."""

    vintage: Vintage
    auctions: Auctions
    day: date

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ListAsked) and hash(self) == hash(other) and self.vintage is other.vintage

    def __hash__(self) -> int:
        return hash((id(self.vintage), id(self.auctions), self.day))


@lru_cache(maxsize=OPENINGS_KEPT)
def _listed(asked: _ListAsked) -> Holdings:
    """The list of a day; openings that are carried from one list share it."""
    found = opening_holdings(asked.vintage, asked.day, asked.auctions)
    _read_only(found)
    return found


def _holdings(
    vintage: Vintage, record: PolicyPath, rates: RatePath, parameters: Parameters, day: date, listed: Holdings
) -> Holdings:
    """The list of the day; else the newest before it, carried by the recorded policy and brought to published kinds."""
    if day in list_dates(vintage) or day <= DISTRIBUTION_UNTIL:
        return listed
    carried = listed
    if listed.as_of < day:
        policies = monthly_policy(record, listed.as_of, day)
        then = _cohorts_then(_CohortsAsked(vintage, parameters, rates, listed.as_of))
        carried = roll_forward(listed, then, policies, rates, parameters, day)
    kinds = published_kinds(vintage, day)
    return (
        scaled_to(carried, round(vintage["TREAST"].base_last(day)[1]))
        if kinds is None
        else _as_published(carried, kinds)
    )


@dataclass(frozen=True, eq=False)
class _CohortsAsked:
    """The cohorts of a past day: the same where figures, parameters and the rates up to its month are the same."""

    vintage: Vintage
    parameters: Parameters
    rates: RatePath
    day: date

    @cached_property
    def _key(self) -> tuple[object, ...]:
        months = slice(self.rates.at(self.day) + 2)
        read = (self.rates.months, self.rates.par_yields, self.rates.mortgage)
        digest = digest_of(*(values[months].tobytes() for values in read))
        return id(self.vintage), id(self.parameters), digest, self.day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _CohortsAsked) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=OPENINGS_KEPT)
def _cohorts_then(asked: _CohortsAsked) -> History:
    """The cohorts of the day of the list, shared by the openings carried from it."""
    parameters = asked.parameters
    model = parameters.prepayment_known(asked.day).model
    found = build_cohorts(asked.vintage, asked.rates, model, parameters.mortgage_pool, asked.day)
    _read_only(found.cohorts)
    return found


def _as_published(carried: Holdings, kinds: Kinds) -> Holdings:
    """The securities at the kinds H.4.1 and SOMA publish; FRNs as carried where they are not known."""
    frn = int(carried.par_usd[carried.kind == FRN].sum()) if kinds.frn is None else kinds.frn
    par = {BILL: kinds.bills, NOTE: kinds.nominal - frn, TIPS: kinds.tips, FRN: frn}
    return scaled_to_kinds(carried, par, kinds.compensation)


def _commitments(record: PolicyPath, mbs: History, day: date, lag: int) -> tuple[float, ...]:
    """What was committed to in the months before the opening: net purchases and principal to be reinvested in MBS."""
    months = [add_months(day.replace(day=1), -k) for k in range(lag, 0, -1)]
    found = []
    for policy in monthly_policy(record, months[0], months[-1]):
        paid = mbs.paid_by_month.get(np.datetime64(policy.month, "M"), 0.0)
        rest = max(paid - (policy.agency_cap_usd or 0.0), 0.0)
        reinvested = rest if policy.agency_rule.endswith("to_agency_mbs") else 0.0
        found.append(policy.purchases_usd["agency_mbs"] + reinvested)
    return tuple(found)


def _valuation(vintage: Vintage, opening: Opening, rates: RatePath, parameters: Parameters) -> Valuation:
    """The opening's securities at the yields of its day; mortgages at its month's mortgage rate."""
    day, held, mbs = opening.day, opening.holdings, opening.mbs.cohorts
    ten_year, real = (vintage[series_id].base_last(day)[1] for series_id in ("DGS10", "DFII10"))
    value, ten_year_equivalents = value_treasuries(held, last_curve(vintage, day), ten_year, real)
    model, market_rate = parameters.prepayment_known(day).model, float(rates.mortgage[rates.at(day)])
    worth = value_mortgages(mbs, model, parameters.mortgage_pool, market_rate, day.month)
    face, premium = float(held.treasuries_usd), float(opening.statement.premium_usd)
    return Valuation(day, value, face, ten_year_equivalents, worth, mbs.total_usd, premium, held.largest_share)
