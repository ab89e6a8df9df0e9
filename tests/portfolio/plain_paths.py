"""One rate path walked security by security and cohort by cohort: the plain form that the fast one is held to.

No bins, no arrays over paths, double precision; the month's steps in the order of `portfolio.many_paths.project_paths`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fedsheet.core.dates import month_end
from fedsheet.portfolio.held.holdings import AGENCY, BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.income.earned import MONEY_MARKET_YEAR
from fedsheet.portfolio.many_paths.bins import _bills, _slots, half_months, tuesdays_part, years_to
from fedsheet.portfolio.many_paths.joint_draws import JointDraws
from fedsheet.portfolio.principal.auction_calendar import bought_bills, bought_coupons, coupon_issues
from fedsheet.portfolio.principal.month_step import lots_from, month_left
from fedsheet.portfolio.principal.new_issues import FRN_SPREAD, LEAST_TIPS_COUPON, bill_discount
from fedsheet.portfolio.principal.redemptions import split_agency_principal
from fedsheet.portfolio.principal.rules import KeepReserves
from fedsheet.portfolio.scenario.resolve import Setting

OWED = ("currency", "tga", "foreign_repo", "other_deposits", "other_liabilities")


@dataclass
class Security:
    """Amount is par, for TIPS real units."""

    kind: int
    slot: int
    amount: float
    coupon: float


class PlainPath:
    """The sheet of one path."""

    def __init__(self, setting: Setting, draws: JointDraws, path: int) -> None:
        self.s, self.d, self.p, self.joint = setting, draws.rates, path, draws
        self.index, self.beyond, self.t = draws.rates.reference_cpi[:, path], 0.0, 0
        lots = lots_from(setting.opening.holdings, setting.rates)
        slots = _slots(lots, setting.policies[0].month)
        value = np.where(lots.kind == TIPS, lots.units, lots.par_usd)
        self.held = [
            Security(int(k), int(h), float(v), float(c))
            for k, h, v, c in zip(lots.kind, slots, value, lots.coupon, strict=True)
        ]
        self.cohorts = setting.opening.mbs.cohorts
        st = setting.opening.statement
        self.reserves, self.on_rrp = float(setting.opening.reserves_usd), float(st.on_rrp_usd)
        self.rule, self.day = self.on_rrp, setting.opening.day
        self.liquidity = self.reserves + self.on_rrp
        self.owed = {line: float(getattr(st, f"{line}_usd")) for line in OWED}
        self.premium, self.loans, self.repos = (float(x) for x in (st.premium_usd, st.loans_usd, st.repos_usd))
        self.on_tuesdays = tuesdays_part(lots, setting.opening.day)
        self.discount = bill_discount(lots, np.datetime64(setting.opening.day))
        self.deferred, self.ended = float(st.deferred_asset_usd), False

    def treasuries(self, t: int) -> float:
        index = self.index[t]
        return sum(h.amount * (index if h.kind == TIPS else 1.0) for h in self.held if h.kind != AGENCY)

    def agency(self) -> float:
        return sum(h.amount for h in self.held if h.kind == AGENCY)

    def buy(self, t: int, slot: int, amount: float, issues, settled) -> None:
        index, curve, inflation = self.index, self.d.par_yields[t, :, self.p], self.d.inflation[t, self.p]
        first = half_months(np.array([settled], dtype="M8[D]"), self.s.policies[t].month)[0]
        for kind, maturity, weight in zip(issues.kind, issues.maturity_date, issues.weight, strict=True):
            ahead = max(half_months(np.array([maturity]), self.s.policies[t].month)[0] - first, 1)
            rate = float(np.interp((maturity - np.datetime64(settled)).astype(float) / 365.25, self.d.tenors, curve))
            unit = index[t] if kind == TIPS else 1.0
            coupon = {FRN: FRN_SPREAD, TIPS: max(rate - inflation, LEAST_TIPS_COUPON)}.get(kind, rate)
            self.held.append(Security(kind, slot + ahead, amount * weight / issues.weight.sum() / unit, coupon))

    def month(self, t: int) -> float:
        s, self.t = self.s, t
        policy, pool, rules = s.policies[t], s.parameters.mortgage_pool, s.parameters
        left = month_left(policy, s.opening.day, pool.paid_on_day_20, rules.bill_purchases)
        index, after = self.index[t : t + 2]
        keeps = isinstance(s.rule, KeepReserves)
        low = keeps and self.reserves <= s.rule.threshold(policy)
        self.ended = self.ended or (low and self.on_rrp <= s.rule.rule.on_rrp_exhausted_usd)
        pace = s.rule.rule.slowed_to if low else 1.0
        ended = self.ended
        bills = policy.purchases_usd["bills"]
        if keeps:
            bills += s.rule.to_buy(policy, ended) * s.rule.bills(policy, self.reserves, self.owed["tga"])
        before, mbs_before, agency_before = self.treasuries(t), self.cohorts.total_usd, self.agency()
        cash = self.income(t, left.years)
        cap = None if ended or policy.treasury_cap_usd is None else policy.treasury_cap_usd * pace
        agency_due = self.roll(t, index, None if cap is None else cap * left.cap)
        paid = self.mortgages(t, left.principal)
        rule = "to_bills" if ended else policy.agency_rule
        split = split_agency_principal(paid + agency_due, rule, 0.0 if ended else (policy.agency_cap_usd or 0.0) * pace)
        middle = policy.month.replace(day=15)
        buys = policy.purchases_usd["treasury"] * left.purchases + split.to_treasuries_usd * (left.purchases > 0)
        self.buy(t, 2 * t, buys, bought_coupons(rules.auctions, middle), middle)
        into_bills = bills * left.purchases + split.to_bills_usd * (left.purchases > 0)
        days = rules.bill_purchases.paid_on_days
        for day in (policy.month.replace(day=d) for d in days):
            ahead = int(day.day > 22)
            self.buy(t, 2 * t + ahead, into_bills / len(days), bought_bills(rules.bill_purchases, day), day)
        accretion = sum(h.amount for h in self.held if h.kind == TIPS) * (after - index)
        bought = self.treasuries(t + 1) - accretion - before
        securities = bought + self.cohorts.total_usd - mbs_before + self.agency() - agency_before
        return self.close(t, left.years, securities, accretion, cash)

    def roll(self, t: int, index: float, cap: float | None) -> float:
        slots, month = (2 * t, 2 * t + 1), self.s.policies[t].month
        auctions, middle = self.s.parameters.auctions, month.replace(day=15)
        bill_terms = _bills(self.s.parameters.auctions, middle, self.on_tuesdays)
        due = [h for h in self.held if h.slot in slots]
        self.held = [h for h in self.held if h.slot not in slots]
        worth = [h.amount * (index if h.kind == TIPS else 1.0) for h in due]
        coupons = sum(w for h, w in zip(due, worth, strict=True) if h.kind in (NOTE, FRN, TIPS))
        bills = sum(w for h, w in zip(due, worth, strict=True) if h.kind == BILL)
        gone = min((cap or 0.0), coupons)
        bills_gone = min((cap or 0.0) - gone, bills)
        for slot, settled in zip(slots, (middle, month_end(month)), strict=True):
            for kinds, total, let_go, issues, day in (
                ((NOTE, FRN, TIPS), coupons, gone, coupon_issues(auctions, month, settled == middle), settled),
                ((BILL,), bills, bills_gone, bill_terms, middle),
            ):
                part = sum(w for h, w in zip(due, worth, strict=True) if h.slot == slot and h.kind in kinds)
                if part:
                    self.buy(t, slot, part * (1.0 - let_go / total), issues, day)
        return sum(w for h, w in zip(due, worth, strict=True) if h.kind == AGENCY)

    def mortgages(self, t: int, share: float) -> float:
        known, of = self.s.parameters.prepayment_known(self.s.opening.day).model, self.joint.speed
        model = replace(
            known,
            turnover=known.turnover * of.turnover[self.p],
            refinancing=known.refinancing * of.refinancing[self.p],
            midpoint=known.midpoint + of.midpoint[self.p],
        )
        month = np.datetime64(self.s.policies[t].month, "M")
        older, paid = self.cohorts.after_month(model, float(self.d.lagged[t, self.p]), month)
        before = self.cohorts.total_usd
        self.cohorts = older.scaled((older.total_usd + paid.sum() * (1.0 - share)) / older.total_usd)
        self.paid_down = before - self.cohorts.total_usd
        return paid.sum() * share

    def income(self, t: int, years: float) -> float:
        d, p, rules = self.d, self.p, self.s.parameters
        coupons = 0.0
        for h in self.held:
            rate = h.coupon + (d.par_yields[t, 0, p] if h.kind == FRN else 0.0)
            coupons += h.amount * rate * (self.index[t] if h.kind == TIPS else 1.0)
        mbs = float(
            (self.cohorts.upb_usd * (self.cohorts.note_rate - rules.mortgage_pool.servicing_and_guarantee)).sum()
        )
        loans = (self.loans + self.repos) * (d.iorb[t, p] + rules.income.other_assets_yield_spread)
        loans += self.beyond * d.par_yields[t, 0, p]
        expense = (self.reserves + self.owed["other_deposits"]) * d.iorb[t, p]
        expense += (self.on_rrp + self.owed["foreign_repo"]) * d.on_rrp[t, p]
        costs = rules.income.costs(self.s.policies[t].month)
        return (coupons + mbs + loans - expense * MONEY_MARKET_YEAR - costs) * years

    def close(self, t: int, years: float, securities: float, accretion: float, cash: float) -> float:
        rules = self.s.parameters
        policy = self.s.policies[t]
        day = month_end(policy.month)
        premium = self.s.opening.premium
        fading = premium.at(self.day) - premium.at(day) + premium.mbs_share * self.paid_down
        discount = sum(h.amount * h.coupon * years_to(h.slot - 2 * (t + 1)) for h in self.held if h.kind == BILL)
        saved, self.discount = discount - self.discount, discount
        net = accretion - fading + cash
        remitted = max(net - self.deferred, 0.0)
        standing = self.s.opening.statement.primary_credit_usd
        repaid = (self.loans - standing) * (1.0 - np.exp(-rules.income.loans_repaid_a_year * years))
        overnight = self.repos * (1.0 - np.exp(-365 * years / rules.income.repos_last_days))
        paths = self.s.paths
        level = {line: paths.given[line].at(day) + self.departs(line, self.t) for line in OWED}
        beyond = (
            self.programme("treasuries", t + 1) + self.programme("mbs", t + 1) + self.departs("other_assets", self.t)
        )
        pool = securities - repaid - overnight - saved - cash + remitted + beyond - self.beyond
        pool -= sum(level[line] - self.owed[line] for line in OWED)
        liquidity = self.reserves + self.on_rrp + pool
        short = max(-liquidity, 0.0)
        self.beyond = beyond + short
        self.take(liquidity + short, day, years)
        self.premium -= fading + saved
        self.loans, self.repos = self.loans - repaid, self.repos - overnight
        self.owed, self.day = level, day
        self.deferred = max(self.deferred - net, 0.0)
        return net

    def departs(self, line: str, t: int) -> float:
        if t < 0 or self.joint.deviations is None:
            return 0.0
        if line in ("foreign_repo", "other_deposits"):
            return 0.5 * float(self.joint.deviations.lines["other_owed"][t, self.p])
        found = self.joint.deviations.lines.get(line)
        return 0.0 if found is None else float(found[t, self.p])

    def programme(self, line: str, t: int) -> float:
        """No more leaves than is held after t months."""
        held = self.treasuries(t) if line == "treasuries" else self.cohorts.total_usd
        return max(self.departs(line, t - 1), -held)

    def take(self, liquidity: float, day, years: float) -> None:
        """ON RRP by hand: the rule, the residual, and the part of each."""
        paths, model = self.s.paths, self.s.paths.on_rrp.model
        moved = 1.0 - np.exp(-model.speed_a_year * years)
        rule = self.rule + moved * (liquidity - self.rule - model.banks_keep_to_gdp * paths.gdp.at(day))
        change = paths.account_mean.at(day) - paths.account_mean.at(self.day)
        change += (self.departs("tga", self.t) - self.departs("tga", self.t - 3)) / 3.0
        rule -= model.bills_share * change
        self.rule = min(max(rule, 0.0), liquidity)
        residual = min(max(paths.on_rrp.ordinary_usd + liquidity - self.liquidity, 0.0), liquidity)
        since = (day - self.s.opening.day).days / 365.0
        part = model.residual_weight * 0.5 ** (since / model.residual_half_life_years)
        mixed = (1.0 - part) * self.rule + part * residual
        self.on_rrp = min(max(mixed + self.departs("on_rrp", self.t), 0.0), liquidity)
        self.reserves = liquidity - self.on_rrp

    def run(self) -> dict[str, list[float]]:
        rows = {k: [] for k in ("treasuries", "mbs", "reserve_balances", "on_rrp", "deferred_asset", "net_income")}
        for t in range(len(self.s.policies) + 1):
            net = self.month(t - 1) if t else 0.0
            if t and month_end(self.s.policies[t - 1].month) <= self.s.opening.day:
                continue
            for key, value in (
                ("treasuries", self.treasuries(t) + self.programme("treasuries", t)),
                ("mbs", self.cohorts.total_usd + self.programme("mbs", t)),
                ("reserve_balances", self.reserves),
                ("on_rrp", self.on_rrp),
                ("deferred_asset", self.deferred),
                ("net_income", net),
            ):
                rows[key].append(value)
        return rows
