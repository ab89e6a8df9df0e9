"""The loop over dates: securities month by month, the rest of the sheet date by date, everything by postings.

holdings + policy + rates → dated events → lines on Wednesdays and month-ends → liabilities, income → postings
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import WEDNESDAY, add_months, month_end
from fedsheet.core.manifest import Manifest
from fedsheet.portfolio.held.holdings import TIPS
from fedsheet.portfolio.held.opening import Opening
from fedsheet.portfolio.income.earned import Earning, income_of, loans_after, repos_after, settle_income
from fedsheet.portfolio.liabilities.rules import (
    YEAR,
    LiabilityPaths,
    require_reserves,
)
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.posting import Period, cumulative_sheets
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.principal.month_step import (
    LINES,
    MonthFlows,
    Portfolio,
    SheetEvent,
    advance_month,
    in_order,
    lots_from,
    opening_event,
    ordinal,
)
from fedsheet.portfolio.principal.new_issues import DAYS_A_YEAR
from fedsheet.portfolio.principal.sales import ten_year_equivalents
from fedsheet.portfolio.projection import Line, Projection
from fedsheet.portfolio.rates import RatePath
from fedsheet.sheet.accounts import require_identities

MODELLED = ("currency", "tga", "foreign_repo", "other_deposits", "other_liabilities")
_owed = attrgetter(*MODELLED, "on_rrp")
PolicyRule = Callable[[MonthPolicy, "State"], MonthPolicy]


def as_announced(policy: MonthPolicy, state: State) -> MonthPolicy:  # noqa: ARG001 - a rule sees the state
    """The rule that follows the given policy whatever happens."""
    return policy


@dataclass(frozen=True, kw_only=True)
class State:
    """The sheet on the date reached, US dollars; `held` are the securities' lines of `month_step.LINES`."""

    day: date
    held: Mapping[str, float]
    premium: int
    loans: int
    repos: int
    other_assets: int
    currency: int
    tga: int
    on_rrp: int
    foreign_repo: int
    other_deposits: int
    other_liabilities: int
    deferred: int
    reserves: int
    tips_value: int
    on_rrp_rule: float
    runoff_ended: bool = False

    @property
    def bills(self) -> int:
        """Bills at face value."""
        return round(self.held["bills"])

    @property
    def treasuries(self) -> int:
        """Face value with inflation compensation."""
        return round(self.held["bills"] + self.held["coupons"]) + self.tips_value

    @property
    def securities(self) -> int:
        """Treasuries, agency debt and MBS."""
        return securities(self.held, self.tips_value)

    @property
    def total_assets(self) -> int:
        """All assets."""
        return self.securities + self.premium + self.loans + self.repos + self.other_assets


def securities(held: Mapping[str, float], tips_value: int) -> int:
    """Treasuries, agency debt and MBS of these lines, TIPS at this value."""
    return round(held["bills"] + held["coupons"]) + tips_value + round(held["agency_debt"] + held["mbs"])


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a projection is given and never changes."""

    opening: Opening
    rates: RatePath
    parameters: Parameters
    paths: LiabilityPaths
    reference_cpi: Mapping[date, float]


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What happens up to `day`: the events since the date before, in order, and the coupon MBS earn meanwhile."""

    day: date
    events: tuple[SheetEvent, ...]
    mbs_coupon: float
    given: Given


@dataclass(frozen=True)
class Stepped:
    """The sheet on a date, and the amounts of the period that ends on it (None at the opening)."""

    state: State
    period: Period | None


@dataclass(frozen=True)
class Month:
    """A month's flows and the sheet on each of its dates."""

    flows: MonthFlows
    steps: tuple[Stepped, ...]


def output_dates(opening: date, until: date) -> list[date]:
    """The opening, then every Wednesday and month-end to `until`."""
    days = {opening}
    day = opening + timedelta(days=(WEDNESDAY - opening.weekday()) % 7)
    while day <= until:
        days.add(day)
        day += timedelta(days=7)
    month = opening.replace(day=1)
    while month_end(month) <= until:
        days.add(month_end(month))
        month = add_months(month, 1)
    return sorted(d for d in days if opening <= d <= until)


def project(
    name: str,
    opening: Opening,
    policies: Sequence[MonthPolicy],
    rates: RatePath,
    parameters: Parameters,
    paths: LiabilityPaths,
    until: date,
    manifest: Manifest,
    rule: PolicyRule = as_announced,
    commitments: tuple[float, ...] = (),
) -> Projection:
    """The Fed's sheet from `opening` to `until`, Wednesdays and month-ends.

    policies     one a month from the opening's
    rates        by month, from the opening's at the latest
    paths        liabilities that are given; the others follow their rules
    rule         what policy becomes in a month, given the sheet at its start: end conditions, reserve management
    commitments  MBS bought before and not settled, oldest first, US dollars
    Raises `ModelError` where reserves would turn negative, `BalanceError` where an identity fails.
    """
    dates = output_dates(opening.day, until)
    cpi = dict(zip(dates, rates.reference_cpi(np.array(dates)).tolist(), strict=True))
    given = Given(opening=opening, rates=rates, parameters=parameters, paths=paths, reference_cpi=cpi)
    done = list(months(given, policies, dates, rule, commitments))
    steps = [opening_state(given), *(stepped for month in done for stepped in month.steps)]
    sheets = cumulative_sheets(opening, [stepped.period for stepped in steps if stepped.period])
    require_identities(sheets, where=name)
    days, flows = np.array(dates, dtype="datetime64[D]"), tuple(month.flows for month in done)
    lines = _lines(steps) | {Line.TEN_YEAR_EQUIVALENTS: _by_month(flows, days)}
    return Projection(name, days, lines, flows, sheets, manifest)


def months(
    given: Given, policies: Sequence[MonthPolicy], dates: Sequence[date], rule: PolicyRule = as_announced,
    commitments: tuple[float, ...] = (),
) -> Iterator[Month]:  # fmt: skip
    """The loop, month by month: a reader may stop, look at the sheet and go on.

    dates   the opening, then those on which the sheet is wanted, rising
    """
    opening, parameters = given.opening, given.parameters
    settling = commitments or (0.0,) * parameters.mortgage_pool.settlement_lag_months
    portfolio = Portfolio(lots_from(opening.holdings, given.rates), opening.mbs.cohorts, settling)
    of_month = {month: list(days) for month, days in groupby(dates[1:], lambda day: day.replace(day=1))}
    state, waiting = opening_state(given).state, tuple[SheetEvent, ...]()
    for policy in policies:
        decided = rule(policy, state)
        state = replace(state, runoff_ended=decided.runoff_ended)
        coupon = portfolio.cohorts.coupon(parameters.mortgage_pool)
        portfolio, events, flows = advance_month(portfolio, decided, given.rates, parameters, opening.day)
        flows = replace(flows, ten_year_equivalents_usd=ten_year_equivalents(portfolio.lots, policy.month, given.rates))
        waiting = in_order((*waiting, *(e for e in events if e.day > ordinal(opening.day))))
        steps = []
        for day in of_month.get(policy.month, ()):
            due = tuple(event for event in waiting if event.day <= ordinal(day))
            stepped = step(state, Inputs(day=day, events=due, mbs_coupon=coupon, given=given))
            steps.append(stepped)
            state, waiting = stepped.state, waiting[len(due) :]
        yield Month(flows, tuple(steps))


def _by_month(flows: Sequence[MonthFlows], days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """(t,) ten-year equivalents on each date: linear between month-ends, the first month's before."""
    ends = np.array([month_end(flow.month) for flow in flows], dtype="datetime64[D]").astype(np.float64)
    return np.interp(days.astype(np.float64), ends, [flow.ten_year_equivalents_usd for flow in flows])


def opening_state(given: Given) -> Stepped:
    """The sheet at the opening; `ModelError` where reserves are negative already."""
    opening, s = given.opening, given.opening.statement
    lots = lots_from(opening.holdings, given.rates)
    first = opening_event(lots, opening.mbs.cohorts, opening.day)
    state = State(
        day=opening.day,
        held=dict.fromkeys(LINES, 0.0) | dict(first.amounts),
        premium=s.premium_usd,
        loans=s.loans_usd,
        repos=s.repos_usd,
        other_assets=s.other_assets_usd,
        currency=s.currency_usd,
        tga=s.tga_usd,
        on_rrp=s.on_rrp_usd,
        foreign_repo=s.foreign_repo_usd,
        other_deposits=s.other_deposits_usd,
        other_liabilities=s.other_liabilities_usd,
        deferred=s.deferred_asset_usd,
        reserves=opening.reserves_usd,
        tips_value=int(opening.holdings.principal_usd[opening.holdings.kind == TIPS].sum()),
        on_rrp_rule=float(s.on_rrp_usd),
    )
    require_reserves(state.reserves, opening.day)
    return Stepped(state, None)


def step(state: State, inputs: Inputs) -> Stepped:
    """The sheet on `inputs.day` and what happened since: interest on what stood, securities, liabilities, income.

    Reserves come last: they are what the other lines leave. `ModelError` where they would turn negative.
    """
    given, day = inputs.given, inputs.day
    years = (day - state.day).days / YEAR
    earning = _earning(state, inputs)
    held = _after_events(state.held, inputs.events)
    value = round(held["tips_units"] * given.reference_cpi[day])
    cash = round(held["tips_cash"] - state.held["tips_cash"])
    accretion = value - state.tips_value - cash
    period = _period(state, held, given, day, years, cash, accretion, earning)
    later = _after(state, held, day, period, value)
    require_reserves(later.reserves, day)
    return Stepped(later, period)


def _after_events(held: Mapping[str, float], events: Sequence[SheetEvent]) -> dict[str, float]:
    """The securities' lines once the events have happened, one after the other."""
    now = dict(held)
    for event in events:
        for line, amount in event.amounts.items():
            now[line] += amount
    return now


def _earning(s: State, inputs: Inputs) -> Earning:
    """What earns and costs interest from the date reached."""
    given = inputs.given
    place = given.rates.at(s.day)
    coupons = (
        s.held["interest"]
        + s.held["frn_par"] * float(given.rates.bill_rate[place])
        + s.held["tips_interest_units"] * given.reference_cpi[s.day]
    )
    return Earning(
        coupons, 0.0, s.held["mbs"], inputs.mbs_coupon, s.loans + s.repos, s.reserves + s.other_deposits,
        s.on_rrp + s.foreign_repo,
        float(given.rates.iorb[place]), float(given.rates.on_rrp[place]), given.parameters.income.costs(s.day),
    )  # fmt: skip


def _period(
    s: State, held: Mapping[str, float], given: Given, day: date, years: float, cash: int, accretion: int,
    earning: Earning,
) -> Period:  # fmt: skip
    """The amounts of the period in whole dollars, liabilities and income included; `held` are the lines at its end."""
    rules, before = given.parameters.income, s.held
    income = income_of(earning, years, rules)
    change = {line: round(held[line]) - round(before[line]) for line in ("bills", "coupons", "agency_debt", "mbs")}
    bought = change["bills"] + change["coupons"] + cash
    standing = float(given.opening.statement.primary_credit_usd)
    loans = round(given.paths.level("loans", day, loans_after(s.loans, standing, years, rules))) - s.loans
    repos = round(repos_after(s.repos, (day - s.day).days, rules)) - s.repos
    settled = held["mbs_settled"] - before["mbs_settled"]
    fading = _written_off(given, s.day, day, settled - change["mbs"])
    above_face = round(given.opening.premium.mbs_share * settled)
    discount = _discount(held, day) - _discount(before, s.day) - above_face
    coupons, mbs = round(earning.coupons_usd_a_year * years), round(earning.mbs_usd * earning.mbs_coupon * years)
    loan_interest = round(income.interest_income_usd) - coupons - mbs
    paid, costs = (round(x) for x in (income.interest_expense_usd, income.costs_usd))
    loss = round(held["loss"]) - round(before["loss"])
    net = coupons + mbs + loan_interest + accretion - fading - paid - costs - loss
    remitted, _ = settle_income(net, s.deferred)
    moved = {line: round(given.paths.level(line, day, getattr(s, line))) - getattr(s, line) for line in MODELLED}
    pool = bought + change["mbs"] + change["agency_debt"] + loans + repos - discount - sum(moved.values())
    pool += paid + costs + loss + round(remitted) - coupons - mbs - loan_interest
    rule, line = _on_rrp(s, given, day, s.reserves + s.on_rrp + pool, years)
    on_rrp = round(given.paths.level("on_rrp", day, line))
    return Period(
        treasuries_bought=bought, mbs_bought=change["mbs"], agency_debt_bought=change["agency_debt"],
        loans_made=loans, repos_made=repos, accretion=accretion, amortisation=fading, discount=discount,
        coupons_received=coupons, mbs_interest=mbs, loan_interest=loan_interest, interest_paid=paid, costs=costs,
        realised_loss=loss, remitted=round(remitted), currency=moved["currency"], tga=moved["tga"],
        on_rrp=on_rrp - s.on_rrp, foreign_repo=moved["foreign_repo"], other_deposits=moved["other_deposits"],
        other_liabilities=moved["other_liabilities"], net_income=net, on_rrp_rule=rule,
    )  # fmt: skip


def _on_rrp(s: State, given: Given, day: date, liquidity: float, years: float) -> tuple[float, float]:
    """Take-up on `day` of the rule alone and of the line."""
    paths, since = given.paths, (day - given.opening.day).days / YEAR
    kept, change = paths.kept(day), paths.account_change(s.day, day)
    return paths.on_rrp.after(s.on_rrp_rule, liquidity, kept, change, years, since)


def _written_off(given: Given, since: date, day: date, mbs_gone: float) -> int:
    """Premiums written off since the date reached: those of coupon securities, and of MBS paid down or sold."""
    path = given.opening.premium
    coupons = round(path.at(since)) - round(path.at(day))
    return coupons + round(path.mbs_share * mbs_gone)


def _discount(held: Mapping[str, float], day: date) -> int:
    """What is still to be earned on bills on a day: face less what they stand at."""
    return round(max(held["bill_yield_days"] - held["bill_yield"] * ordinal(day), 0.0) / DAYS_A_YEAR)


def _after(s: State, held: Mapping[str, float], day: date, period: Period, tips_value: int) -> State:
    """The sheet after the period; reserves are what the other lines leave."""
    named, assets = sum(_owed(s)), securities(held, tips_value) + s.premium + s.loans + s.repos + s.other_assets
    assets += period.loans_made + period.repos_made - period.amortisation - period.discount
    named += sum(_owed(period))
    deferred = s.deferred + period.remitted - period.net_income
    return replace(
        s,
        day=day,
        held=held,
        tips_value=tips_value,
        premium=s.premium - period.amortisation - period.discount,
        loans=s.loans + period.loans_made,
        repos=s.repos + period.repos_made,
        currency=s.currency + period.currency,
        tga=s.tga + period.tga,
        on_rrp=s.on_rrp + period.on_rrp,
        on_rrp_rule=period.on_rrp_rule,
        foreign_repo=s.foreign_repo + period.foreign_repo,
        other_deposits=s.other_deposits + period.other_deposits,
        other_liabilities=s.other_liabilities + period.other_liabilities,
        deferred=deferred,
        reserves=assets - named + deferred,
    )


def _row(s: State, net_income: int) -> dict[Line, float]:
    """One date's lines; weighted average maturity is that of Treasuries' par."""
    par = s.held["bills"] + s.held["coupons"] + s.held["tips_par"]
    return {
        Line.TOTAL_ASSETS: s.total_assets,
        Line.TREASURIES: s.treasuries,
        Line.BILLS: round(s.held["bills"]),
        Line.MBS: round(s.held["mbs"]),
        Line.AGENCY_DEBT: round(s.held["agency_debt"]),
        Line.TIPS: round(s.held["tips_par"]),
        Line.FRNS: round(s.held["frn_par"]),
        Line.INFLATION_COMPENSATION: s.tips_value - round(s.held["tips_par"]),
        Line.PREMIUM: s.premium,
        Line.LOANS: s.loans,
        Line.REPOS: s.repos,
        Line.OTHER_ASSETS: s.other_assets,
        Line.RESERVE_BALANCES: s.reserves,
        Line.ON_RRP: s.on_rrp,
        Line.FOREIGN_REPO: s.foreign_repo,
        Line.TGA: s.tga,
        Line.CURRENCY: s.currency,
        Line.OTHER_DEPOSITS: s.other_deposits,
        Line.OTHER_LIABILITIES: s.other_liabilities,
        Line.DEFERRED_ASSET: s.deferred,
        Line.NET_INCOME: net_income,
        Line.REALISED_LOSS: round(s.held["loss"]),
        Line.WAM_YEARS: (s.held["maturity_days"] / par - ordinal(s.day)) / 365.25 if par else 0.0,
    }


def _lines(steps: Sequence[Stepped]) -> dict[Line, NDArray[np.float64]]:
    rows = [_row(one.state, one.period.net_income if one.period else 0) for one in steps]
    return {name: np.array([row[name] for row in rows], dtype=np.float64) for name in rows[0]}
