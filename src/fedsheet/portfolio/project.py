"""The loop over dates: securities month by month, the rest of the sheet date by date, everything by postings.

holdings + policy + rates → dated events → lines on Wednesdays and month-ends → liabilities, income → postings
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import WEDNESDAY, add_months, month_end
from fedsheet.core.manifest import Manifest
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
    Event,
    MonthFlows,
    Portfolio,
    advance_month,
    lots_from,
    opening_event,
    ordinal,
)
from fedsheet.portfolio.principal.new_issues import DAYS_A_YEAR
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.rates import RatePath
from fedsheet.sheet.accounts import require_identities

MODELLED = ("currency", "tga", "foreign_repo", "other_deposits", "other_liabilities")
PolicyRule = Callable[[MonthPolicy, "State"], MonthPolicy]


def as_announced(policy: MonthPolicy, state: State) -> MonthPolicy:  # noqa: ARG001 - a rule sees the state
    """The rule that follows the given policy whatever happens."""
    return policy


@dataclass
class State:
    """The sheet on the date reached, US dollars; `held` are the securities' lines of `month_step.LINES`."""

    day: date
    held: dict[str, float]
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
        return self.treasuries + round(self.held["agency_debt"] + self.held["mbs"])

    @property
    def total_assets(self) -> int:
        """All assets."""
        return self.securities + self.premium + self.loans + self.repos + self.other_assets


@dataclass
class Run:
    """One projection in the making."""

    opening: Opening
    rates: RatePath
    parameters: Parameters
    paths: LiabilityPaths
    state: State
    mbs_coupon: float
    rows: list[dict[str, float]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    flows: list[MonthFlows] = field(default_factory=list)
    waiting: list[Event] = field(default_factory=list)
    reference_cpi: dict[date, float] = field(default_factory=dict)


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
    lots = lots_from(opening.holdings, rates)
    waiting = commitments or (0.0,) * parameters.mortgage_pool.settlement_lag_months
    portfolio = Portfolio(lots, opening.mbs.cohorts, waiting)
    run = _start(opening, rates, parameters, paths, opening_event(lots, opening.mbs.cohorts, opening.day))
    dates = output_dates(opening.day, until)
    run.reference_cpi |= zip(dates, rates.reference_cpi(np.array(dates)).tolist(), strict=True)
    of_month = {month: list(days) for month, days in groupby(dates[1:], lambda day: day.replace(day=1))}
    opened = ordinal(opening.day)
    for policy in policies:
        decided = rule(policy, run.state)
        run.state.runoff_ended = decided.runoff_ended
        run.mbs_coupon = portfolio.cohorts.coupon(parameters.mortgage_pool)
        portfolio, events, flows = advance_month(portfolio, decided, rates, parameters, opening.day)
        run.waiting = sorted([*run.waiting, *(e for e in events if e.day > opened)], key=_event_day)
        run.flows.append(flows)
        for day in of_month.get(policy.month, ()):
            _step(run, day)
    sheets = cumulative_sheets(opening, run.periods)
    require_identities(sheets, where=name)
    days = np.array(dates, dtype="datetime64[D]")
    lines = _lines(run) | {"ten_year_equivalents": _by_month(run.flows, days)}
    return Projection(name, days, lines, tuple(run.flows), sheets, manifest)


def _by_month(flows: Sequence[MonthFlows], days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """(t,) ten-year equivalents on each date: linear between month-ends, the first month's before."""
    ends = np.array([month_end(flow.month) for flow in flows], dtype="datetime64[D]").astype(np.float64)
    return np.interp(days.astype(np.float64), ends, [flow.ten_year_equivalents_usd for flow in flows])


def _event_day(event: Event) -> int:
    return event.day


def _start(opening: Opening, rates: RatePath, parameters: Parameters, paths: LiabilityPaths, first: Event) -> Run:
    held = dict.fromkeys(LINES, 0.0) | dict(first.amounts)
    s = opening.statement
    tips = int(opening.holdings.principal_usd[opening.holdings.kind == 2].sum())
    state = State(
        opening.day, held, s.premium_usd, s.loans_usd, s.repos_usd, s.other_assets_usd, s.currency_usd, s.tga_usd,
        s.on_rrp_usd, s.foreign_repo_usd, s.other_deposits_usd, s.other_liabilities_usd, s.deferred_asset_usd,
        opening.reserves_usd, tips, float(s.on_rrp_usd),
    )  # fmt: skip
    require_reserves(state.reserves, opening.day)
    run = Run(opening, rates, parameters, paths, state, opening.mbs.cohorts.coupon(parameters.mortgage_pool))
    run.rows.append(_row(state, 0))
    return run


def _step(run: Run, day: date) -> None:
    """Bring the sheet from the date reached to `day`, and keep the row and the period's amounts."""
    years = (day - run.state.day).days / YEAR
    earning = _earning(run)
    before = dict(run.state.held)
    _apply_events(run, day)
    value = round(run.state.held["tips_units"] * run.reference_cpi[day])
    cash = round(run.state.held["tips_cash"] - before["tips_cash"])
    accretion = value - run.state.tips_value - cash
    period = _period(run, day, years, before, cash, accretion, earning)
    _update(run.state, day, period, value)
    run.periods.append(period)
    run.rows.append(_row(run.state, period.net_income))
    require_reserves(run.state.reserves, day)


def _apply_events(run: Run, day: date) -> None:
    last = ordinal(day)
    while run.waiting and run.waiting[0].day <= last:
        for line, amount in run.waiting.pop(0).amounts.items():
            run.state.held[line] += amount


def _earning(run: Run) -> Earning:
    """What earns and costs interest from the date reached."""
    s, place = run.state, run.rates.at(run.state.day)
    coupons = (
        s.held["interest"]
        + s.held["frn_par"] * float(run.rates.bill_rate[place])
        + s.held["tips_interest_units"] * run.reference_cpi[s.day]
    )
    return Earning(
        coupons, 0.0, s.held["mbs"], run.mbs_coupon, s.loans + s.repos, s.reserves + s.other_deposits,
        s.on_rrp + s.foreign_repo,
        float(run.rates.iorb[place]), float(run.rates.on_rrp[place]), run.parameters.income.costs(s.day),
    )  # fmt: skip


def _period(
    run: Run, day: date, years: float, before: dict[str, float], cash: int, accretion: int, earning: Earning
) -> Period:
    """The amounts of the period in whole dollars, liabilities and income included."""
    s, rules = run.state, run.parameters.income
    income = income_of(earning, years, rules)
    change = {line: round(s.held[line]) - round(before[line]) for line in ("bills", "coupons", "agency_debt", "mbs")}
    bought = change["bills"] + change["coupons"] + cash
    standing = float(run.opening.statement.primary_credit_usd)
    loans = round(run.paths.level("loans", day, loans_after(s.loans, standing, years, rules))) - s.loans
    repos = round(repos_after(s.repos, (day - s.day).days, rules)) - s.repos
    fading, discount = _written_off(run, day, change["mbs"]), _discount(s.held, day) - _discount(before, s.day)
    coupons, mbs = round(earning.coupons_usd_a_year * years), round(earning.mbs_usd * earning.mbs_coupon * years)
    loan_interest = round(income.interest_income_usd) - coupons - mbs
    paid, costs = (round(x) for x in (income.interest_expense_usd, income.costs_usd))
    loss = round(s.held["loss"]) - round(before["loss"])
    net = coupons + mbs + loan_interest + accretion - fading - paid - costs - loss
    remitted, _ = settle_income(net, s.deferred)
    moved = {line: round(run.paths.level(line, day, getattr(s, line))) - getattr(s, line) for line in MODELLED}
    pool = bought + change["mbs"] + change["agency_debt"] + loans + repos - discount - sum(moved.values())
    pool += paid + costs + loss + round(remitted) - coupons - mbs - loan_interest
    rule, line = _on_rrp(run, day, s.reserves + s.on_rrp + pool, years)
    on_rrp = round(run.paths.level("on_rrp", day, line))
    return Period(
        bought, change["mbs"], change["agency_debt"], loans, repos, accretion, fading, discount, coupons, mbs,
        loan_interest, paid, costs, loss, round(remitted), moved["currency"], moved["tga"], on_rrp - s.on_rrp,
        moved["foreign_repo"], moved["other_deposits"], moved["other_liabilities"], net, rule,
    )  # fmt: skip


def _on_rrp(run: Run, day: date, liquidity: float, years: float) -> tuple[float, float]:
    """Take-up on `day` of the rule alone and of the line."""
    s, paths, since = run.state, run.paths, (day - run.opening.day).days / YEAR
    kept, change = paths.kept(day), paths.account_change(s.day, day)
    return paths.on_rrp.after(s.on_rrp_rule, liquidity, kept, change, years, since)


def _written_off(run: Run, day: date, mbs_change: int) -> int:
    """Premiums written off since the date reached: those of coupon securities, and of the MBS that were paid down."""
    path = run.opening.premium
    coupons = round(path.at(run.state.day)) - round(path.at(day))
    return coupons + round(path.mbs_share * max(-mbs_change, 0))


def _discount(held: dict[str, float], day: date) -> int:
    """What is still to be earned on bills on a day: face less what they stand at."""
    return round(max(held["bill_yield_days"] - held["bill_yield"] * ordinal(day), 0.0) / DAYS_A_YEAR)


def _update(state: State, day: date, period: Period, tips_value: int) -> None:
    """The sheet after the period; reserves are what the other lines leave."""
    state.day, state.tips_value = day, tips_value
    state.premium -= period.amortisation + period.discount
    state.loans += period.loans_made
    state.repos += period.repos_made
    state.currency += period.currency
    state.tga += period.tga
    state.on_rrp += period.on_rrp
    state.on_rrp_rule = period.on_rrp_rule
    state.foreign_repo += period.foreign_repo
    state.other_deposits += period.other_deposits
    state.other_liabilities += period.other_liabilities
    state.deferred += period.remitted - period.net_income
    named = (
        state.currency + state.tga + state.on_rrp + state.foreign_repo + state.other_deposits + state.other_liabilities
    )
    state.reserves = state.total_assets - named + state.deferred


def _row(s: State, net_income: int) -> dict[str, float]:
    """One date's lines; weighted average maturity is that of Treasuries' par."""
    par = s.held["bills"] + s.held["coupons"] + s.held["tips_par"]
    return {
        "total_assets": s.total_assets,
        "treasuries": s.treasuries,
        "bills": round(s.held["bills"]),
        "mbs": round(s.held["mbs"]),
        "agency_debt": round(s.held["agency_debt"]),
        "tips": round(s.held["tips_par"]),
        "frns": round(s.held["frn_par"]),
        "inflation_compensation": s.tips_value - round(s.held["tips_par"]),
        "premium": s.premium,
        "loans": s.loans,
        "repos": s.repos,
        "other_assets": s.other_assets,
        "reserve_balances": s.reserves,
        "on_rrp": s.on_rrp,
        "foreign_repo": s.foreign_repo,
        "tga": s.tga,
        "currency": s.currency,
        "other_deposits": s.other_deposits,
        "other_liabilities": s.other_liabilities,
        "deferred_asset": s.deferred,
        "net_income": net_income,
        "realised_loss": round(s.held["loss"]),
        "wam_years": (s.held["maturity_days"] / par - ordinal(s.day)) / 365.25 if par else 0.0,
    }


def _lines(run: Run) -> dict[str, NDArray[np.float64]]:
    return {name: np.array([row[name] for row in run.rows], dtype=np.float64) for name in run.rows[0]}
