"""Many rate paths at once: the month step of the projection on arrays over paths.

    opening → bins and cohorts (once)      shocks → rates of every path (once)
    mortgages on every path (mortgage_paths) → securities, liabilities, income month by month, all paths together

The rules are those of the deterministic projection; amounts are floats, dates are months. A plain version that walks
one path security by security is held equal to it by a test.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months, month_end
from fedsheet.core.errors import InputError
from fedsheet.instruments.mbs import Month, PrepaymentModel
from fedsheet.portfolio.income.earned import MONEY_MARKET_YEAR, loans_after, repos_after, settle_income
from fedsheet.portfolio.liabilities.rules import YEAR
from fedsheet.portfolio.many_paths.binned_holdings import BinnedHoldings, Issuing, invest, roll_over
from fedsheet.portfolio.many_paths.bins import MonthIssues, month_issues, tuesdays_part
from fedsheet.portfolio.many_paths.deviations import Deviations
from fedsheet.portfolio.many_paths.joint_draws import Fan, JointDraws, drawn_rates, rates_alone
from fedsheet.portfolio.many_paths.past_errors import PROGRAMMES
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.portfolio.many_paths.rate_draws import PATHS_A_SEED, RateDraws
from fedsheet.portfolio.mortgages.bought_on_paths import none_bought, pooled
from fedsheet.portfolio.mortgages.cohorts import Cohorts
from fedsheet.portfolio.mortgages.paths import MortgagePaths, PathSpeed, mortgage_paths
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.principal.month_policy import MonthPolicy
from fedsheet.portfolio.principal.month_step import MonthLeft, lots_from, month_left, swaps_after
from fedsheet.portfolio.principal.new_issues import bill_discount
from fedsheet.portfolio.principal.redemptions import split_agency_principal
from fedsheet.portfolio.principal.rules import BillsGoal, KeepReserves
from fedsheet.portfolio.project import MODELLED
from fedsheet.portfolio.rates import SHORT
from fedsheet.portfolio.scenario.resolve import Setting
from fedsheet.record.rules import REDEEM, TO_BILLS

Floats = NDArray[np.float64]
LINES = (
    "total_assets", "treasuries", "bills", "mbs", "reserve_balances", "on_rrp", "tga", "currency", "deferred_asset",
    "net_income",
)  # fmt: skip
OTHER_OWED = {"foreign_repo": 0.5, "other_deposits": 0.5}  # where the departure of other liabilities is booked
LEAST_CHUNKS, MOST_SEEDS_A_CHUNK = 2, 10  # many paths a step of Python, yet arrays that stay in cache
# Bins reach so far past the end: bills stand below face until they mature, and bonds are sold by what is left to them.
LONGEST_BILL_MONTHS, LONGEST_BOND_MONTHS = 13, 361

Kernel = Callable[[Cohorts, PrepaymentModel, Floats, Month, PathSpeed], MortgagePaths]


def on_processor(
    cohorts: Cohorts, model: PrepaymentModel, lagged: Floats, first_month: Month, speed: PathSpeed
) -> MortgagePaths:
    """Mortgages of one block of paths on one core; blocks run beside each other."""
    return mortgage_paths(cohorts, model, lagged, first_month, speed, n_workers=1)


def project_paths(
    setting: Setting, n_paths: int, seed: int, n_workers: int | None = None, kernel: Kernel = on_processor,
    joint: bool = True,
) -> PathResult:  # fmt: skip
    """`n_paths` paths drawn from `seed` under one setting; blocks of paths on all cores, memory for a few blocks only.

    `kernel` computes the mortgages: `on_processor`, or `mortgages.accelerator.accelerated_mortgage_paths`.

    joint     everything is drawn together; False draws rates, prices and the mortgage spread alone

    The same seed gives every setting the same shocks. Raises `InputError` where no month is left to draw.
    """
    n_months = len(setting.policies)
    if setting.rates.at(setting.opening.day) + n_months <= setting.rates.observed:
        raise InputError("portfolio.project_paths_every_month_observed_rates", name=setting.name)
    days = path_days(setting)
    # Not by the cores there are: sums in single precision would differ in their last digits from machine to machine.
    chunk = PATHS_A_SEED * min(-(-n_paths // (LEAST_CHUNKS * PATHS_A_SEED)), MOST_SEEDS_A_CHUNK)
    lines = {line: np.empty((len(days), n_paths), np.float32) for line in LINES}
    stopped, crisis = np.zeros((2, len(days), n_paths), dtype=bool)
    fan = Fan.of(setting) if joint else None

    def work(start: int) -> None:
        part = slice(start, min(start + chunk, n_paths))
        draws = fan.draw(seed, part) if fan else rates_alone(drawn_rates(setting, seed, part))
        if draws.deviations:
            first = n_months - len(days) + 1
            stopped[1:, part] = draws.deviations.stopped[first:]
            crisis[1:, part] = draws.deviations.crisis[first:]
        for line, values in project_draws(setting, draws, kernel).items():
            lines[line][:, part] = values

    with ThreadPoolExecutor(n_workers or os.cpu_count() or 1) as pool:
        list(pool.map(work, range(0, n_paths, chunk)))
    by_path = {line: values.T for line, values in lines.items()}
    return PathResult(setting.name, days, by_path, gdp_of(setting), seed, stopped.T, crisis.T if fan else None)


def project_draws(setting: Setting, draws: JointDraws, kernel: Kernel = on_processor) -> dict[str, Floats]:
    """One block of paths: line → (t, p), US dollars, on the days of `path_days`."""
    model = setting.parameters.prepayment_known(setting.opening.day).model
    first_month = np.datetime64(setting.policies[0].month, "M")
    whole = kernel(setting.opening.mbs.cohorts, model, draws.rates.lagged, first_month, draws.speed)
    mortgages = _from_opening(whole, _left(setting, 0).principal)
    return _Sheet.open(setting, draws, mortgages).run()


def path_days(setting: Setting) -> tuple[date, ...]:
    """The opening, then every month-end after it."""
    ends = (month_end(p.month) for p in setting.policies)
    return (setting.opening.day, *(day for day in ends if day > setting.opening.day))


def _left(setting: Setting, t: int) -> MonthLeft:
    parameters = setting.parameters
    on_20 = parameters.mortgage_pool.paid_on_day_20
    return month_left(setting.policies[t], setting.opening.day, on_20, parameters.bill_purchases)


def _from_opening(whole: MortgagePaths, share: float) -> MortgagePaths:
    """The first month pays only the share of its principal that is still to come; later balances are higher by it."""
    factor = (whole.balance[0] - share * whole.paid(0)) / np.maximum(whole.balance[1], 1.0)
    balance = whole.balance * factor
    balance[0] = whole.balance[0]
    interest = whole.note_interest * factor
    interest[0] = whole.note_interest[0]
    return MortgagePaths(balance, interest)


def gdp_of(setting: Setting) -> Floats:
    """(t,) nominal GDP on each of the days."""
    return np.array([setting.gdp.at(day) for day in path_days(setting)])


@dataclass
class _Sheet:
    """The sheet of a chunk of paths in the making; arrays (p,), US dollars."""

    setting: Setting
    draws: RateDraws
    deviations: Deviations | None
    mortgages: MortgagePaths
    held: BinnedHoldings
    new: Cohorts
    commitments: list[Floats]
    kept: Floats
    premium: Floats
    loans: Floats
    repos: Floats
    discount: Floats
    owed: dict[str, Floats]
    on_rrp: Floats
    on_rrp_rule: Floats
    beyond: Floats
    day: date
    deferred: Floats
    reserves: Floats
    ended: NDArray[np.bool_]
    on_tuesdays: float
    lost: Floats
    departed: dict[str, Floats]
    left: MonthLeft
    settled: Floats
    gone: Floats
    worth: dict[str, Floats] = field(init=False)

    def __post_init__(self) -> None:
        self.worth = self._worth(0)

    @classmethod
    def open(cls, setting: Setting, draws: JointDraws, mortgages: MortgagePaths) -> _Sheet:
        """The opening, the same on every path."""
        opening, n = setting.opening, draws.n_paths
        s = opening.statement
        ones = np.ones(n)
        lots = lots_from(opening.holdings, setting.rates)
        beyond = LONGEST_BOND_MONTHS if any(policy.swap for policy in setting.policies) else LONGEST_BILL_MONTHS
        held = BinnedHoldings.open(lots, setting.policies[0].month, len(setting.policies) + beyond, n)
        discount = bill_discount(lots, np.datetime64(opening.day))
        waiting = setting.commitments or (0.0,) * setting.parameters.mortgage_pool.settlement_lag_months
        return cls(
            setting,
            draws.rates,
            draws.deviations,
            mortgages,
            held,
            none_bought(n),
            [c * ones for c in waiting],
            ones.copy(),
            s.premium_usd * ones,
            s.loans_usd * ones,
            s.repos_usd * ones,
            discount * ones,
            {line: float(getattr(s, f"{line}_usd")) * ones for line in MODELLED},
            s.on_rrp_usd * ones,
            s.on_rrp_usd * ones,
            0.0 * ones,
            opening.day,
            s.deferred_asset_usd * ones,
            opening.reserves_usd * ones,
            np.zeros(n, dtype=bool),
            tuesdays_part(lots, opening.day),
            np.zeros(n),
            dict.fromkeys(PROGRAMMES, np.zeros(n)),
            _left(setting, 0),
            np.zeros(n),
            np.zeros(n),
        )

    @property
    def parameters(self) -> Parameters:
        """The setting's."""
        return self.setting.parameters

    def run(self) -> dict[str, Floats]:
        """All months; line → (t, p)."""
        found = {line: np.empty((len(path_days(self.setting)), len(self.reserves))) for line in LINES}
        self._write(found, 0, np.zeros_like(self.reserves))
        n = 1
        for t, policy in enumerate(self.setting.policies):
            net = self._month(t, policy)
            if self.left.years > 0:  # an opening on a month's last day leaves nothing of that month
                self._write(found, n, net)
                n += 1
        return found

    def _worth(self, t: int) -> dict[str, Floats]:
        """Treasuries after t months; agency MBS: the opening cohorts' part kept, and what was bought since."""
        mbs = self.mortgages.balance[t] * self.kept + self.new.upb_usd
        return {"treasuries": self.held.value(self.draws.reference_cpi[t]), "mbs": mbs}

    def _month(self, t: int, policy: MonthPolicy) -> Floats:
        """One month of every path; returns net income."""
        policy_of, self.left = self._decide(policy), _left(self.setting, t)
        before, agency = self.worth, self.held.agency
        cash = -self._income_cash(t)
        index, after = self.draws.reference_cpi[t : t + 2]
        issues = self._issues(policy)
        month = Issuing(issues, index, self.draws.par_yields[t], self.draws.inflation[t])
        agency_due = roll_over(self.held, t, policy_of.treasury_cap * self.left.cap, month, policy_of.into_bills)
        self._principal(t, policy, policy_of, agency_due, month)
        accretion = self.held.units * (after - index)
        self.worth = self._worth(t + 1)
        securities = self.held.agency - agency - accretion
        for line, value in self.worth.items():
            securities += value - before[line]
        return self._close(t, policy, securities, accretion, cash)

    def _issues(self, policy: MonthPolicy) -> MonthIssues:
        return month_issues(self.parameters, policy.month, self.draws.tenors, self.on_tuesdays)

    def _decide(self, policy: MonthPolicy) -> _Decision:
        """The month's policy on each path: recorded, or changed by the rule on reserves' share of GDP."""
        n = len(self.reserves)
        cap = np.full(n, np.nan if policy.treasury_cap_usd is None else policy.treasury_cap_usd)
        agency = np.full(n, policy.agency_cap_usd or 0.0)
        bills = np.full(n, policy.purchases_usd["bills"])
        rule, into_bills = self.setting.rule, np.full(n, float(policy.treasury_rule == TO_BILLS))
        if isinstance(rule, BillsGoal):
            short = self.held.bills < rule.share * self.worth["treasuries"]
            rule, into_bills = rule.then, np.where(short, 1.0, into_bills)
        cap = np.full(n, np.inf) if policy.treasury_rule == REDEEM else cap
        if not isinstance(rule, KeepReserves):
            return _Decision(cap, agency, bills, np.zeros(n, dtype=bool), into_bills)
        low = self.reserves <= rule.threshold(policy)
        self.ended = self.ended | (low & (self.on_rrp <= rule.rule.on_rrp_exhausted_usd))
        pace = np.where(low, rule.rule.slowed_to, 1.0)
        cap, agency = cap * pace, agency * pace
        wanted = rule.bills(policy, self.reserves, self.owed["tga"])
        part = np.where(self.ended, rule.to_buy(policy, True), rule.to_buy(policy, False))
        cap, agency = np.where(self.ended, np.nan, cap), np.where(self.ended, 0.0, agency)
        return _Decision(cap, agency, bills + part * wanted, self.ended, into_bills)

    def _principal(
        self, t: int, policy: MonthPolicy, decided: _Decision, agency_due: Floats, month_issuing: Issuing
    ) -> None:
        """Mortgage principal, where it goes, sales and purchases."""
        pool, month = self.parameters.mortgage_pool, np.datetime64(policy.month, "M")
        model = self.parameters.prepayment_known(self.setting.opening.day).model
        paid = self.mortgages.paid(t) * self.kept
        if self.new.upb_usd.any():
            self.new, paid_new = self.new.after_month(model, self.draws.lagged[t], month)
            paid += paid_new
        due = paid + agency_due
        split = split_agency_principal(due, policy.agency_rule, decided.agency_cap)
        to_mbs, to_treasuries = (np.where(decided.ended, 0.0, x) for x in (split.to_mbs_usd, split.to_treasuries_usd))
        to_bills = np.where(decided.ended, due, split.to_bills_usd)
        settles = self.commitments.pop(0) * self.left.settlement
        committed_at = self.draws.mortgage[max(t - pool.settlement_lag_months, 0)]
        if settles.any():
            self.new = pooled(self.new, settles, committed_at, pool.new_pool_age_months)
        self.commitments.append(policy.purchases_usd["agency_mbs"] + to_mbs)
        self.settled, self.gone = settles, paid + self._sell(t, policy)
        share = self.left.purchases
        treasuries = policy.purchases_usd["treasury"] * share + to_treasuries * (share > 0)
        bills = decided.bills * share + (to_bills + self._swap(t, policy)) * (share > 0)
        invest(self.held, 2 * t, treasuries, month_issuing.issues.bought_coupons, month_issuing)
        invest(self.held, 2 * t, bills, month_issuing.issues.bought_bills, month_issuing)

    def _sell(self, t: int, policy: MonthPolicy) -> Floats:
        """(p,) MBS sold, at face; what they bring less is lost."""
        self.lost = np.zeros_like(self.reserves)
        if not policy.mbs_sales_usd:
            return self.lost
        held = self.mortgages.balance[t + 1] * self.kept
        sold = np.minimum(policy.mbs_sales_usd / np.maximum(held, 1.0), 1.0)
        self.kept = self.kept * (1.0 - sold)
        above = self.draws.mortgage[t] - float(self.setting.rates.mortgage[self.setting.rates.at(policy.month)])
        self.lost = sold * held * (1.0 - policy.mbs_price - policy.mbs_price_slope * above)
        face: Floats = sold * held
        return face

    def _swap(self, t: int, policy: MonthPolicy) -> Floats | float:
        """(p,) what the month's sale of long Treasuries brings; what it was short of face is lost."""
        if policy.swap is None or not swaps_after(policy.month, self.setting.opening.day):
            return 0.0
        face, loss = self.held.sell_long(t, policy.swap, self.draws.tenors, self.draws.par_yields[t])
        self.lost = self.lost + loss
        return face - loss

    def _income_cash(self, t: int) -> Floats:
        """Interest received less interest and costs paid this month: what lowers reserves, before remittances."""
        rules = self.parameters.income
        coupons = self.held.coupons(self.draws.par_yields[t, 0], self.draws.reference_cpi[t])
        fee = self.parameters.mortgage_pool.servicing_and_guarantee
        opening = (self.mortgages.note_interest[t] - fee * self.mortgages.balance[t]) * self.kept
        mbs = opening + (self.new.note_rate - fee) * self.new.upb_usd
        loans = (self.loans + self.repos) * (self.draws.iorb[t] + rules.other_assets_yield_spread)
        deposits, repos = self.reserves + self.owed["other_deposits"], self.on_rrp + self.owed["foreign_repo"]
        expense = deposits * self.draws.iorb[t] + repos * self.draws.on_rrp[t]
        costs = rules.costs(self.setting.policies[t].month)
        beyond = self.beyond * self.draws.par_yields[t, SHORT]
        cash: Floats = (coupons + mbs + loans + beyond - expense * MONEY_MARKET_YEAR - costs) * self.left.years
        return cash

    def _close(self, t: int, policy: MonthPolicy, securities: Floats, accretion: Floats, cash: Floats) -> Floats:
        """Liabilities and income of the month; reserves are what the other lines leave."""
        rules, day, years = self.parameters, month_end(policy.month), self.left.years
        fading, discount = self._written_off(day), self._discount(t + 1)
        saved = discount - self.discount - self.setting.opening.premium.mbs_share * self.settled
        net = accretion - fading - cash - self.lost
        remitted, deferred = settle_income(net, self.deferred)
        loans = self._given("loans", day, loans_after(self.loans, self._standing, years, rules.income))
        repos = repos_after(self.repos, years * YEAR, rules.income)
        moved = {line: self._owed(line, t, day) - self.owed[line] for line in MODELLED}
        beyond = self._beyond(t)
        pool = securities + loans - self.loans + repos - self.repos - saved + cash + self.lost + remitted
        pool = pool - sum(moved.values()) + beyond - self.beyond
        short = np.maximum(-(self.reserves + self.on_rrp + pool), 0.0)  # what banks lack for payments is lent to them
        liquidity, beyond = self.reserves + self.on_rrp + pool + short, beyond + short
        self.on_rrp_rule, line = self._on_rrp(t, liquidity, day, years)
        on_rrp = self._given("on_rrp", day, line)
        self.reserves = liquidity - on_rrp
        self.premium, self.loans, self.deferred = self.premium - fading - saved, loans, deferred
        self.repos, self.discount = repos, discount
        self.owed = {line: self.owed[line] + moved[line] for line in MODELLED}
        self.on_rrp, self.day, self.beyond = on_rrp, day, beyond
        return net

    def _on_rrp(self, t: int, liquidity: Floats, day: date, years: float) -> tuple[Floats, Floats]:
        """Take-up of the rule alone and of the line."""
        paths, since = self.setting.paths, (day - self.setting.opening.day).days / YEAR
        account = (self._departure("tga", t) - self._departure("tga", t - 3)) / 3.0  # of its mean over three months
        change = account + paths.account_change(self.day, day)
        rule, line = paths.on_rrp.after(self.on_rrp_rule, liquidity, paths.kept(day), change, years, since)
        within: Floats = np.clip(line + self._departure("on_rrp", t), 0.0, np.maximum(liquidity, 0.0))
        return rule, within

    def _departure(self, line: str, t: int) -> Floats:
        """(p,) what a line departs by after month t; zero before the first, and where the scenario gives the line."""
        if self.deviations is None or t < 0 or line in self.setting.paths.fixed:
            return np.zeros_like(self.reserves)
        found: Floats = self.deviations.lines[line][t]
        return found

    def _beyond(self, t: int) -> Floats:
        """(p,) assets beyond those held by policy and rule: stops and starts of programmes, facilities; short-dated.

        No more can be sold or run off than is held.
        """
        other = 0.0 if "loans" in self.setting.paths.fixed else self._departure("other_assets", t)
        self.departed = {line: np.maximum(self._departure(line, t), -self.worth[line]) for line in PROGRAMMES}
        found: Floats = np.asarray(sum(self.departed.values()) + other)
        return found

    def _owed(self, line: str, t: int, day: date) -> Floats:
        """(p,) a liability after month t: its path and what it departs by, never below zero."""
        start = float(getattr(self.setting.opening.statement, f"{line}_usd"))
        path = self.setting.paths.level(line, day, start)
        if line in ("tga", "currency"):
            above: Floats = np.maximum(path + self._departure(line, t), 0.0)
            return above
        part = 0.0 if line in self.setting.paths.fixed else OTHER_OWED.get(line, 0.0)
        return path + part * self._departure("other_owed", t)

    @property
    def _standing(self) -> float:
        return float(self.setting.opening.statement.primary_credit_usd)

    def _written_off(self, day: date) -> Floats:
        """(p,) premiums written off in a month: those of coupon securities, and of MBS paid down or sold."""
        path, before = self.setting.opening.premium, max(self.setting.opening.day, month_end(add_months(day, -1)))
        fading: Floats = path.at(before) - path.at(day) + path.mbs_share * self.gone
        return fading

    def _discount(self, t: int) -> Floats:
        """(p,) what is still to be earned on bills at the start of month t."""
        return self.held.bill_discount(t)

    def _given(self, line: str, day: date, otherwise: Floats) -> Floats:
        path = self.setting.paths.given.get(line)
        return np.full_like(otherwise, path.at(day)) if path else otherwise

    def _write(self, found: dict[str, Floats], n: int, net: Floats) -> None:
        """The sheet as it is into row n of every line."""
        held, other = self.worth, self.setting.opening.statement.other_assets_usd
        total = held["treasuries"] + held["mbs"] + self.held.agency
        for part in (self.premium, self.loans, self.repos, other, self.beyond):
            total += part
        row = {line: held[line] + self.departed[line] for line in PROGRAMMES} | {
            "total_assets": total, "bills": self.held.bills, "reserve_balances": self.reserves, "on_rrp": self.on_rrp,
            "tga": self.owed["tga"], "currency": self.owed["currency"], "deferred_asset": self.deferred,
            "net_income": net,
        }  # fmt: skip
        for line, values in row.items():
            found[line][n] = values


@dataclass(frozen=True)
class _Decision:
    """A month's policy by path: NaN in `treasury_cap` where nothing runs off."""

    treasury_cap: Floats
    agency_cap: Floats
    bills: Floats
    ended: NDArray[np.bool_]
    into_bills: Floats
