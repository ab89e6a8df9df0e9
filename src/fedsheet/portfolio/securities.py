"""One month of the portfolio, security by security: what falls due, what is redeemed, what it turns into.

Order within a month (a constant with its reason): coupons are received before principal, principal is capped before it
is reinvested, reinvestment comes before net purchases, and everything is dated before it is posted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fedsheet.core.dates import month_end
from fedsheet.instruments.treasury import payment_days
from fedsheet.portfolio.cohorts import Cohorts, pay_month
from fedsheet.portfolio.holdings import AGENCY, BILL, FRN, TIPS, Holdings
from fedsheet.portfolio.parameters import NewIssues, Parameters, Shares
from fedsheet.portfolio.policy import MonthPolicy
from fedsheet.portfolio.rates import RatePath
from fedsheet.portfolio.reinvest import Lots, new_issues, settlement_kind
from fedsheet.portfolio.runoff import Dollars, redeem, split_agency_principal

LINES = (
    "bills", "coupons", "tips_par", "tips_units", "tips_cash", "agency_debt", "mbs",
    "reserve_management", "interest", "frn_par", "tips_interest_units", "maturity_days",
)  # fmt: skip
MID_MONTH, PAID_20, PAID_25 = 15, 20, 25
LSAP3_UNTIL = 2014


@dataclass(frozen=True)
class Event:
    """`amounts` by line of `LINES` that happen on `day` (days since 1970-01-01)."""

    day: int
    amounts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Portfolio:
    """Securities at the start of a month.

    commitments   MBS bought in earlier months and not settled yet, oldest first: one entry a month of lag
    """

    lots: Lots
    cohorts: Cohorts
    commitments: tuple[float, ...]


@dataclass(frozen=True)
class MonthFlows:
    """What a month did, US dollars: for tables and for "used of the cap"."""

    month: date
    treasury_redeemed_usd: int
    treasury_rolled_usd: int
    mbs_paid_usd: float
    agency_redeemed_usd: float
    treasury_cap_usd: float
    agency_cap_usd: float


def lots_from(holdings: Holdings, rates: RatePath) -> Lots:
    """Opening securities as lots; bills are taken to yield the bill rate of the opening month."""
    place = rates.at(holdings.as_of)
    bill_yield = float(rates.bill_rate[place])
    coupon = np.where(holdings.kind == BILL, bill_yield, np.nan_to_num(holdings.coupon))
    units = np.where(holdings.kind == TIPS, holdings.principal_usd / rates.reference_cpi(holdings.as_of), 0.0)
    return Lots(holdings.kind, holdings.maturity_date, coupon, holdings.par_usd, units)


def opening_event(lots: Lots, cohorts: Cohorts, day: date) -> Event:
    """Everything held at the start, as one event on the opening day."""
    held = _held(np.datetime64(day), lots, +1)
    return replace(held, amounts=(*held.amounts, ("mbs", float(round(cohorts.total_usd)))))


def _held(day: np.datetime64, lots: Lots, sign: int) -> Event:
    """What these lots add to (+1) or take from (-1) each line when they come or go on `day`."""
    par, kind = lots.par_usd.astype(np.float64), lots.kind
    tips, frn = kind == TIPS, kind == FRN
    plain = ~tips
    maturities = lots.maturity_date.astype(np.int64)
    amounts = (
        ("bills", par[kind == BILL].sum()),
        ("coupons", par[(kind != BILL) & (kind != AGENCY) & plain].sum()),
        ("tips_par", par[tips].sum()),
        ("tips_units", lots.units[tips].sum()),
        ("agency_debt", par[kind == AGENCY].sum()),
        ("interest", (par * lots.coupon)[plain].sum()),
        ("frn_par", par[frn].sum()),
        ("tips_interest_units", (lots.units * lots.coupon)[tips].sum()),
        ("maturity_days", (par * maturities)[kind != AGENCY].sum()),
    )
    return Event(int(day.astype("datetime64[D]").astype(np.int64)), tuple((k, sign * float(v)) for k, v in amounts))


def advance_month(
    portfolio: Portfolio, policy: MonthPolicy, rates: RatePath, parameters: Parameters, opening: date
) -> tuple[Portfolio, list[Event], MonthFlows]:
    """The portfolio a month later, the dated events of the month, and what they sum to.

    Events on or before `opening` are those of a month already under way: they are left out.
    """
    alive = _share_of_month(policy.month, opening)
    lots, events, redeemed, rolled, agency_due = _maturities(portfolio.lots, policy, rates, parameters, alive)
    paid, cohorts, mbs_events = _mortgages(portfolio, policy, rates, parameters, opening)
    split = split_agency_principal(paid + agency_due, policy.agency_rule, policy.agency_cap_usd or 0.0)
    bought = list(_purchases(policy, split.to_treasuries_usd, split.to_bills_usd, rates, parameters, opening))
    commitments = (*portfolio.commitments, policy.purchases_usd["agency_mbs"] + split.to_mbs_usd)
    later = Portfolio(Lots.join([lots, *(b[1] for b in bought)]), cohorts, commitments[1:])
    flows = MonthFlows(
        policy.month, redeemed, rolled, paid, split.redeemed_usd, policy.treasury_cap_usd or 0.0,
        policy.agency_cap_usd or 0.0,
    )  # fmt: skip
    return later, [*events, *mbs_events, *(b[0] for b in bought)], flows


@dataclass(frozen=True)
class MonthLeft:
    """What is left of a month that is under way at the opening, as shares; all ones in every other month.

    cap          of the month's cap: 1, or 1/2 once mid-month is past
    principal    of the month's mortgage principal
    settlement   1 where purchases of agency MBS have yet to settle, else 0
    purchases    of the month's secondary-market purchases
    years        of the month, as a part of a year
    """

    cap: float
    principal: float
    settlement: float
    purchases: float
    years: float


def month_left(month: date, opening: date, on_20: float) -> MonthLeft:
    """The shares of `month` that lie after the opening."""
    last = month_end(month)
    within = opening.replace(day=1) == month
    days = (last - opening).days if within else last.day
    return MonthLeft(
        _share_of_month(month, opening),
        _principal_to_come(month, opening, on_20),
        1.0 if _day(month, MID_MONTH) > opening else 0.0,
        _purchases_left(month, opening),
        days / 365.0,
    )


def _purchases_left(month: date, opening: date) -> float:
    """Share of the month's purchases still to be made; none once the day they are dated is past."""
    if opening.replace(day=1) != month:
        return 1.0
    is_past = _paid(month, PAID_25) <= int(np.datetime64(opening, "D").astype(np.int64))
    return 0.0 if is_past else 1.0 - opening.day / 31.0


def _share_of_month(month: date, opening: date) -> float:
    """The part of the month's cap still unused at an opening within it: 1, or 1/2 once mid-month is past."""
    within = opening.replace(day=1) == month
    return 0.5 if within and opening.day >= MID_MONTH else 1.0


def _maturities(
    lots: Lots, policy: MonthPolicy, rates: RatePath, parameters: Parameters, alive: float
) -> tuple[Lots, list[Event], int, int, int]:
    """Treasuries due this month: redeemed up to the cap, the rest rolled over on the days they are paid."""
    month = np.datetime64(policy.month, "M")
    due_now = lots.maturity_date.astype("datetime64[M]") == month
    due, kept = lots.select(due_now), [lots.select(~due_now)]
    indexed = np.rint(due.units * rates.reference_cpi(due.maturity_date))
    principal = np.where(due.kind == TIPS, indexed, due.par_usd).astype(np.int64)
    let_go = _redemptions(due, principal, policy, alive)
    events: list[Event] = []
    for day, group in _by_payment_day(due):
        events.append(_with_tips_cash(_held(day, due.select(group), -1), due, principal, group))
        for issued in _rolled(day, due.kind[group], (principal - let_go)[group], rates, parameters.new_issues):
            kept.append(issued)
            events.append(_issued(day, issued))
    agency = int(principal[due.kind == AGENCY].sum())
    return Lots.join(kept), events, int(let_go.sum()), int((principal - let_go).sum()) - agency, agency


def _redemptions(due: Lots, principal: Dollars, policy: MonthPolicy, alive: float) -> Dollars:
    """(k,) what is let go of each security due; nothing where there is no cap, as then all is rolled over."""
    let_go = np.zeros_like(principal)
    if policy.treasury_cap_usd is None:
        return let_go
    bills, coupons = due.kind == BILL, (due.kind != BILL) & (due.kind != AGENCY)
    found = redeem(policy.treasury_cap_usd * alive, principal[coupons], principal[bills])
    let_go[coupons], let_go[bills] = found.coupons_usd, found.bills_usd
    return let_go


def _by_payment_day(due: Lots) -> Iterator[tuple[np.datetime64, np.ndarray]]:
    """Days on which what is due is paid, each with the mask of its securities."""
    if len(due.kind) == 0:
        return
    paid_on = payment_days(due.maturity_date)
    for day in np.unique(paid_on):
        yield day, paid_on == day


def _with_tips_cash(event: Event, due: Lots, principal: Dollars, group: np.ndarray) -> Event:
    """The event with the cash that maturing TIPS bring: principal, which is par and inflation compensation."""
    cash = float(principal[group & (due.kind == TIPS)].sum())
    return replace(event, amounts=(*event.amounts, ("tips_cash", -cash)))


def _issued(day: np.datetime64, issued: Lots) -> Event:
    event = _held(day, issued, +1)
    cash = float(issued.par_usd[issued.kind == TIPS].sum())
    return replace(event, amounts=(*event.amounts, ("tips_cash", cash)))


def _rolled(
    day: np.datetime64, kind: np.ndarray, amount: Dollars, rates: RatePath, issues: NewIssues
) -> Iterator[Lots]:
    """New issues for what is rolled over on `day`: bills into bills, everything else as that day's auctions."""
    year = int(day.astype("datetime64[Y]").astype(np.int64)) + 1970
    bills = int(amount[kind == BILL].sum())
    coupons = int(amount[(kind != BILL) & (kind != AGENCY)].sum())
    if bills:
        yield new_issues(bills, day, issues.shares("bills", year), rates)
    if coupons:
        yield new_issues(coupons, day, issues.shares(settlement_kind(day), year), rates)


def _mortgages(
    portfolio: Portfolio, policy: MonthPolicy, rates: RatePath, parameters: Parameters, opening: date
) -> tuple[float, Cohorts, list[Event]]:
    """Principal paid this month and purchases that settle, with the cohorts after both."""
    pool, month = parameters.mortgage_pool, np.datetime64(policy.month, "M")
    model = parameters.prepayment_known(opening).model
    share = _principal_to_come(policy.month, opening, pool.paid_on_day_20)
    older, paid = pay_month(portfolio.cohorts, model, rates, month)
    if share < 1.0 and older.total_usd > 0:
        older = older.scaled((older.total_usd + paid * (1.0 - share)) / older.total_usd)
        paid *= share
    settles = portfolio.commitments[0] if _day(policy.month, MID_MONTH) > opening else 0.0
    committed_at = max(rates.at(month) - pool.settlement_lag_months, 0)
    cohorts = older.bought(settles, float(rates.mortgage[committed_at]), pool)
    sold = min(policy.mbs_sales_usd, cohorts.total_usd)
    cohorts = cohorts.scaled(1.0 - sold / cohorts.total_usd) if sold else cohorts
    on_20 = paid * pool.paid_on_day_20 if share == 1.0 else 0.0
    dated = ((MID_MONTH, settles - sold), (PAID_20, -on_20), (PAID_25, on_20 - paid))
    events = [
        Event(_paid(policy.month, day), (("mbs", float(round(amount))),)) for day, amount in dated if round(amount)
    ]
    return paid, cohorts, events


def _principal_to_come(month: date, opening: date, on_20: float) -> float:
    """Share of the month's principal still to be paid at an opening within the month."""
    if opening.replace(day=1) != month or opening.day < PAID_20:
        return 1.0
    return 1.0 - on_20 if opening.day < PAID_25 else 0.0


def _day(month: date, day: int) -> date:
    return month.replace(day=day)


def _paid(month: date, day: int) -> int:
    return int(payment_days(np.array([_day(month, day)], dtype="datetime64[D]"))[0].astype(np.int64))


def _purchases(
    policy: MonthPolicy,
    agency_to_treasuries: float,
    agency_to_bills: float,
    rates: RatePath,
    parameters: Parameters,
    opening: date,
) -> Iterator[tuple[Event, Lots]]:
    """Secondary-market purchases, dated mid-month (month-end once that is past), in proportion to the year's issues."""
    within = opening.replace(day=1) == policy.month
    left = _purchases_left(policy.month, opening)
    day = payment_days(np.array([_day(policy.month, PAID_25 if within else MID_MONTH)], dtype="datetime64[D]"))[0]
    if left == 0.0:
        return
    issues, year = parameters.new_issues, policy.month.year
    reserve_management = policy.purchases_usd["bills"] * left
    for amount, shares, managed in (
        (policy.purchases_usd["treasury"] * left + agency_to_treasuries, market_shares(issues, year), 0.0),
        (reserve_management + agency_to_bills, issues.shares("bills", year), float(round(reserve_management))),
    ):
        if round(amount) > 0:
            lots = new_issues(round(amount), day, shares, rates)
            event = _issued(day, lots)
            yield replace(event, amounts=(*event.amounts, ("reserve_management", managed))), lots


def market_shares(issues: NewIssues, year: int) -> Shares:
    """Shares of secondary-market purchases by term: LSAP3's published sectors, else the year's offerings together."""
    if year <= LSAP3_UNTIL:
        return issues.lsap3_purchases
    mid, end = issues.shares("mid_month", year), issues.shares("month_end", year)
    return {k: (mid.get(k, 0.0) + end.get(k, 0.0)) / 2 for k in sorted({*mid, *end})}
