"""One month of the portfolio, security by security: what falls due, what is redeemed, what it turns into.

Within a month principal is capped before it is reinvested, reinvestment comes before net purchases, and everything is
dated before it is posted; within a day `ORDER` says what comes first, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import month_end
from fedsheet.instruments.treasury import Days, payment_days
from fedsheet.portfolio.held.holdings import AGENCY, BILL, FRN, TIPS, Holdings
from fedsheet.portfolio.mortgages.cohorts import Cohorts, pay_month
from fedsheet.portfolio.parameters import BillPurchases, Parameters
from fedsheet.portfolio.principal.auction_calendar import (
    MID_MONTH,
    anchor_of,
    bill_issues,
    bought_bills,
    bought_coupons,
    coupon_issues,
)
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.principal.new_issues import IssuedLots, Lots, Purchase, issued
from fedsheet.portfolio.principal.redemptions import Dollars, redeem, split_agency_principal
from fedsheet.portfolio.principal.sales import sell_treasuries
from fedsheet.portfolio.rates import RatePath
from fedsheet.record.rules import REDEEM, TO_BILLS, TO_TREASURIES

LINES = (
    "bills", "coupons", "tips_par", "tips_units", "tips_cash", "agency_debt", "mbs",
    "interest", "frn_par", "tips_interest_units", "maturity_days",
    "bill_yield", "bill_yield_days", "loss", "mbs_settled",
)  # fmt: skip
PLACE = {line: place for place, line in enumerate(LINES)}
PAID_ON_4, PAID_20, PAID_25 = 4, 20, 25
EPOCH = date(1970, 1, 1)
Floats = NDArray[np.float64]


class Act(StrEnum):
    """What an event is about."""

    TREASURIES = "treasuries"  # principal paid, what it is rolled into, purchases that settle
    MORTGAGES = "mortgages"  # principal paid, purchases and sales that settle
    SWAP = "swap"  # long Treasuries sold for bills


# Acts of one day in this order: what is paid by itself comes first, as the Desk sells and buys against what is left
# after it; Treasuries before mortgages, as their principal is known to the day and that of pools is not.
ORDER = (Act.TREASURIES, Act.MORTGAGES, Act.SWAP)


@dataclass(frozen=True)
class SheetEvent:
    """`amounts` by line of `LINES` that happen on `day` (days since 1970-01-01)."""

    day: int
    amounts: Mapping[str, float]
    act: Act = Act.TREASURIES


def in_order(events: Iterable[SheetEvent]) -> tuple[SheetEvent, ...]:
    """By day, and within a day by `ORDER`."""
    return tuple(sorted(events, key=lambda event: (event.day, ORDER.index(event.act))))


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
    """What a month did, US dollars: for tables and for "used of the cap".

    agency_redeemed_usd       of principal of agency MBS and of agency debt that fell due, which share a cap
    largest_share_of_issue    of what was issued at an auction of the month, add-ons included, taken by SOMA
    ten_year_equivalents_usd  of the Treasuries held at the month's end, where they were asked for
    """

    month: date
    treasury_redeemed_usd: int
    treasury_rolled_usd: int
    mbs_paid_usd: float
    agency_redeemed_usd: float
    treasury_cap_usd: float
    agency_cap_usd: float
    largest_share_of_issue: float = 0.0
    ten_year_equivalents_usd: float = 0.0
    agency_debt_due_usd: int = 0

    @property
    def agency_principal_usd(self) -> float:
        """Principal of agency MBS paid down and of agency debt that fell due."""
        return self.mbs_paid_usd + self.agency_debt_due_usd


def lots_from(holdings: Holdings, rates: RatePath) -> Lots:
    """Opening securities as lots; bills are taken to yield the bill rate of the opening month."""
    place = rates.at(holdings.as_of)
    bill_yield = float(rates.bill_rate[place])
    coupon = np.where(holdings.kind == BILL, bill_yield, np.nan_to_num(holdings.coupon))
    units = np.where(holdings.kind == TIPS, holdings.principal_usd / rates.reference_cpi(holdings.as_of), 0.0)
    return Lots(holdings.kind, holdings.maturity_date, coupon, holdings.par_usd, units)


def opening_event(lots: Lots, cohorts: Cohorts, day: date) -> SheetEvent:
    """Everything held at the start, as one event on the opening day; no cash is paid for it any more."""
    held = _lines(lots, np.zeros_like(lots.par_usd)).sum(axis=0)
    amounts = dict(zip(LINES, held.tolist(), strict=True))
    return SheetEvent(ordinal(day), amounts | {"mbs": float(round(cohorts.total_usd))})


def ordinal(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def _lines(lots: Lots, cash_usd: Dollars) -> Floats:
    """(k, lines) what each lot adds to each line of `LINES` when it comes; `cash_usd` (k,) is what it is paid with."""
    par, units, due = lots.par_usd.astype(np.float64), lots.units, lots.maturity_date.astype(np.int64)
    bills, frn, tips, agency = (lots.kind == kind for kind in (BILL, FRN, TIPS, AGENCY))
    interest = par * lots.coupon
    of_bills = interest * bills
    columns = {
        "bills": par * bills,
        "coupons": par * ~(bills | tips | agency),
        "tips_par": par * tips,
        "tips_units": units,
        "tips_cash": cash_usd * tips,
        "agency_debt": par * agency,
        "interest": interest * ~tips,
        "frn_par": par * frn,
        "tips_interest_units": units * lots.coupon,
        "maturity_days": par * due * ~agency,
        "bill_yield": of_bills,
        "bill_yield_days": of_bills * due,
    }
    made = np.zeros((len(par), len(LINES)))
    for line, amounts in columns.items():
        made[:, PLACE[line]] = amounts
    return made


def advance_month(
    portfolio: Portfolio, policy: MonthPolicy, rates: RatePath, parameters: Parameters, opening: date
) -> tuple[Portfolio, list[SheetEvent], MonthFlows]:
    """The portfolio a month later, the dated events of the month, and what they sum to.

    Events on or before `opening` are those of a month already under way: they are left out.
    """
    lots, all_due, all_issued = _principal(portfolio.lots, policy, rates, parameters, opening)
    agency = sum(due.agency_usd for due in all_due)
    paid, cohorts, mbs_events = _mortgages(portfolio, policy, rates, parameters, opening)
    split = split_agency_principal(paid + agency, policy.agency_rule, policy.agency_cap_usd or 0.0)
    lots, swapped, proceeds = _swapped(lots, policy, rates, opening)
    bought = issued(
        _purchases(policy, split.to_treasuries_usd, split.to_bills_usd + proceeds, parameters, opening), rates
    )
    commitments = (*portfolio.commitments, policy.purchases_usd["agency_mbs"] + split.to_mbs_usd)
    held = Lots.join([lots, bought.lots])
    flows = MonthFlows(
        policy.month,
        sum(int(due.let_go_usd.sum()) for due in all_due),
        sum(int(due.rolled_usd.sum()) for due in all_due),
        paid,
        split.redeemed_usd,
        policy.treasury_cap_usd or 0.0,
        policy.agency_cap_usd or 0.0,
        max((rolled.largest_share for rolled in all_issued), default=0.0),
        agency_debt_due_usd=agency,
    )
    later = Portfolio(held, cohorts, commitments[1:])
    return later, [*_treasury_events(all_due, [*all_issued, bought]), *mbs_events, *swapped], flows


def _swapped(lots: Lots, policy: MonthPolicy, rates: RatePath, opening: date) -> tuple[Lots, list[SheetEvent], float]:
    """The lots after the month's sale of long Treasuries, its event, and what it brings to buy bills with."""
    if policy.swap is None or not swaps_after(policy.month, opening):
        return lots, [], 0.0
    day = _paid(policy.month, PAID_ON_4)
    found = sell_treasuries(lots, policy.swap, policy.month, rates)
    gone = -_lines(found.sold, found.sold.par_usd).sum(axis=0)
    amounts = dict(zip(LINES, gone.tolist(), strict=True)) | {"loss": float(round(found.loss_usd))}
    return found.left, [SheetEvent(day, amounts, Act.SWAP)], float(found.sold.par_usd.sum()) - found.loss_usd


def swaps_after(month: date, opening: date) -> bool:
    """Whether a month's sale of long Treasuries settles after an opening."""
    return _paid(month, PAID_ON_4) > ordinal(opening)


def _principal(
    lots: Lots, policy: MonthPolicy, rates: RatePath, parameters: Parameters, opening: date
) -> tuple[Lots, list[PrincipalDue], list[IssuedLots]]:
    """The lots after the month's maturities; what falls due and what it is rolled into, until nothing is due any more.

    A security belongs to the month of its maturity date, as caps count it; it is paid on the next settlement day. Bills
    issued in the first days mature within the month too.
    """
    month = np.datetime64(policy.month, "M")
    room = (policy.treasury_cap_usd or 0.0) * _share_of_month(policy.month, opening)
    all_due, all_issued = list[PrincipalDue](), list[IssuedLots]()
    while (due_now := lots.maturity_date.astype("datetime64[M]") == month).any():
        due = _due(lots.select(due_now), policy, rates, room)
        rolled = issued(_rolled(due, policy.treasury_rule, parameters), rates)
        lots = Lots.join([lots.select(~due_now), rolled.lots])
        room -= float(due.let_go_usd.sum())
        all_due.append(due)
        all_issued.append(rolled)
    return lots, all_due, all_issued


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


def month_left(policy: MonthPolicy, opening: date, on_20: float, purchases: BillPurchases) -> MonthLeft:
    """The shares of a policy's month that lie after the opening."""
    month, last = policy.month, month_end(policy.month)
    within = opening.replace(day=1) == month
    days = (last - opening).days if within else last.day
    return MonthLeft(
        _share_of_month(month, opening),
        _principal_to_come(month, opening, on_20),
        1.0 if _day(month, MID_MONTH) > opening else 0.0,
        _purchases_left(policy, opening, purchases),
        days / 365.0,
    )


def _purchase_days(policy: MonthPolicy, purchases: BillPurchases) -> list[date]:
    """The days on which a month's purchases settle: those of recorded operations, the usual ones beyond them."""
    wanted = np.array([_day(policy.month, day) for day in purchases.paid_on_days], dtype="datetime64[D]")
    usual: list[date] = payment_days(wanted).astype(date).tolist()
    if (recorded := policy.operations) is None:
        return usual
    return [*recorded.settled_on, *(day for day in usual if day > recorded.until)]


def _purchases_left(policy: MonthPolicy, opening: date, purchases: BillPurchases) -> float:
    """Share of the month's purchases still to be made."""
    days = _purchase_days(policy, purchases)
    return sum(day > opening for day in days) / max(len(days), 1)


def _share_of_month(month: date, opening: date) -> float:
    """The part of the month's cap still unused at an opening within it: 1, or 1/2 once mid-month is past."""
    within = opening.replace(day=1) == month
    return 0.5 if within and opening.day >= MID_MONTH else 1.0


@dataclass(frozen=True)
class PrincipalDue:
    """What falls due in a month, (k,): on which days it is paid, principal, and what of it is let go; US dollars."""

    lots: Lots
    paid_on: Days
    principal_usd: Dollars
    let_go_usd: Dollars

    @property
    def is_agency(self) -> NDArray[np.bool_]:
        """(k,) agency debt, whose principal joins that of agency MBS."""
        agency: NDArray[np.bool_] = self.lots.kind == AGENCY
        return agency

    @property
    def agency_usd(self) -> int:
        """Principal of agency debt."""
        return int(self.principal_usd[self.is_agency].sum())

    @property
    def rolled_usd(self) -> Dollars:
        """(k,) what of Treasuries is rolled over."""
        return np.where(self.is_agency, 0, self.principal_usd - self.let_go_usd)


def _due(lots: Lots, policy: MonthPolicy, rates: RatePath, room_usd: float) -> PrincipalDue:
    """Treasuries due this month: redeemed up to what is left of the cap, TIPS at indexed principal, never below par."""
    principal, tips = lots.par_usd.copy(), lots.kind == TIPS
    if tips.any():
        indexed = np.rint(lots.units[tips] * rates.reference_cpi(lots.maturity_date[tips]))
        principal[tips] = np.maximum(indexed, principal[tips]).astype(np.int64)
    return PrincipalDue(
        lots, payment_days(lots.maturity_date), principal, _redemptions(lots, principal, policy, room_usd)
    )


def _redemptions(due: Lots, principal: Dollars, policy: MonthPolicy, room_usd: float) -> Dollars:
    """(k,) what is let go of each security due; nothing where there is no cap, as then all is rolled over."""
    let_go = np.zeros_like(principal)
    bills, coupons = due.kind == BILL, (due.kind != BILL) & (due.kind != AGENCY)
    if policy.treasury_rule == REDEEM:
        return np.where(due.kind == AGENCY, 0, principal)
    if policy.treasury_cap_usd is None:
        return let_go
    found = redeem(max(room_usd, 0.0), principal[coupons], principal[bills])
    let_go[coupons], let_go[bills] = found.coupons_usd, found.bills_usd
    return let_go


def _rolled(due: PrincipalDue, rule: str, parameters: Parameters) -> list[Purchase]:
    """What is bought on the days of payment: bills into the bills of their weekday, coupons as the rule says."""
    together: Counter[tuple[date, date, bool]] = Counter()
    for day, matures, kind, usd in zip(
        due.paid_on.tolist(), due.lots.maturity_date.tolist(), due.lots.kind.tolist(), due.rolled_usd.tolist(),
        strict=True,
    ):  # fmt: skip
        if usd:
            together[(day, matures if kind == BILL else _nominal(matures), kind == BILL)] += usd
    return [_bought(day, nominal, usd, is_bill, rule, parameters) for (day, nominal, is_bill), usd in together.items()]


def _nominal(matures: date) -> date:
    """Coupon securities of one settlement share a day: the 15th or the month's last."""
    month, is_mid = anchor_of(matures)
    return _day(month, MID_MONTH) if is_mid else month_end(month)


def _bought(day: date, nominal: date, usd: int, is_bill: bool, rule: str, parameters: Parameters) -> Purchase:
    auctions = parameters.auctions
    if is_bill:
        return Purchase(day, usd, bill_issues(auctions, nominal))
    if rule == TO_BILLS:
        return Purchase(day, usd, bought_bills(parameters.bill_purchases, day))
    if rule == TO_TREASURIES:
        return Purchase(day, usd, bought_coupons(auctions, day))
    return Purchase(day, usd, coupon_issues(auctions, *anchor_of(nominal)))


def _treasury_events(all_due: list[PrincipalDue], all_issued: list[IssuedLots]) -> list[SheetEvent]:
    """What leaves and what comes, one event a day."""
    days = np.concatenate([*(d.paid_on for d in all_due), *(i.day for i in all_issued)]).astype(np.int64)
    paid = [*(d.principal_usd for d in all_due), *(i.lots.par_usd for i in all_issued)]
    moved = _lines(Lots.join([*(d.lots for d in all_due), *(i.lots for i in all_issued)]), np.concatenate(paid))
    moved[: sum(len(d.paid_on) for d in all_due)] *= -1.0
    distinct = np.array(sorted(set(days.tolist())))
    of_day = (distinct[:, None] == days).astype(np.float64) @ moved
    dated = zip(distinct.tolist(), of_day.tolist(), strict=True)
    return [SheetEvent(day, dict(zip(LINES, amounts, strict=True))) for day, amounts in dated]


def _mortgages(
    portfolio: Portfolio, policy: MonthPolicy, rates: RatePath, parameters: Parameters, opening: date
) -> tuple[float, Cohorts, list[SheetEvent]]:
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
    settled = [(_paid(policy.month, day), round(usd)) for day, usd in dated if round(usd)]
    events = [SheetEvent(day, {"mbs": float(usd)}, Act.MORTGAGES) for day, usd in settled]
    if settles:
        events.append(SheetEvent(_paid(policy.month, MID_MONTH), {"mbs_settled": float(settles)}, Act.MORTGAGES))
    loss = float(round(sold * (1.0 - policy.mbs_price)))
    lost = [SheetEvent(_paid(policy.month, MID_MONTH), {"loss": loss}, Act.MORTGAGES)] if loss else []
    return paid, cohorts, [*events, *lost]


def _principal_to_come(month: date, opening: date, on_20: float) -> float:
    """Share of the month's principal still to be paid at an opening within the month."""
    if opening.replace(day=1) != month or ordinal(opening) < _paid(month, PAID_20):
        return 1.0
    return 1.0 - on_20 if ordinal(opening) < _paid(month, PAID_25) else 0.0


def _day(month: date, day: int) -> date:
    return month.replace(day=day)


def _paid(month: date, day: int) -> int:
    return int(payment_days(np.array([_day(month, day)], dtype="datetime64[D]"))[0].astype(np.int64))


def _purchases(
    policy: MonthPolicy, agency_to_treasuries: float, agency_to_bills: float, parameters: Parameters, opening: date
) -> list[Purchase]:
    """Secondary-market purchases in equal parts on the days on which they settle, those after the opening.

    Agency principal is paid in the second half of a month, and the Desk's period that begins there reinvests it.
    """
    schedule = parameters.bill_purchases
    every = _purchase_days(policy, schedule)
    days, parts = [day for day in every if day > opening], len(every)
    late = [day for day in days if day.day >= MID_MONTH] or days
    found = []
    for day in days:
        coupons = round(policy.purchases_usd["treasury"] / parts + agency_to_treasuries / len(late) * (day in late))
        bills = round(policy.purchases_usd["bills"] / parts + agency_to_bills / len(late) * (day in late))
        found += [Purchase(day, coupons, bought_coupons(parameters.auctions, day))] if coupons > 0 else []
        found += [Purchase(day, bills, bought_bills(schedule, day))] if bills > 0 else []
    return found
