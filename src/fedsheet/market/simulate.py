"""Days × paths of the money market: conditions → shocks → clearing → rates and postings → `Simulation`.

    scenario ─ base conditions ─ dated shocks ─ counterfactual ─ draws(seed) ─ clear ─ rates
                                                                             └ claims ─ postings ─ identities
All days and paths clear at once; only the ledger walks day by day, and what it finds is in the result.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, course_pct, line_name, said
from fedsheet.core.vintage import Vintage
from fedsheet.market.anchor import Doubt, anchored, anchors_for, with_doubt
from fedsheet.market.clearing import Cleared, clear, require_cleared
from fedsheet.market.conditions import FIRST_DAY, MarketDays, between_weeks, check, last_conditions, observed_days
from fedsheet.market.demand import Array, Behaviour, Conditions
from fedsheet.market.moves import MOVES, Books, since_opening
from fedsheet.market.rates import RateSet, rate_set
from fedsheet.market.scenario import Base, Counterfactual, MarketScenario
from fedsheet.market.sheets import FED, TREASURY, MarketVolumes, opening_shares, opening_sheets
from fedsheet.market.shocks import (
    ShockDraws,
    counterfactual,
    course,
    cut,
    draw,
    no_draws,
    through_account,
    with_draws,
    with_shocks,
)
from fedsheet.record import PolicyPath
from fedsheet.record.from_data import refuse_range_alone
from fedsheet.sheet.accounts import BalanceSheets

if TYPE_CHECKING:
    from fedsheet.portfolio.projection import Projection

MOST_DAYS = 10_000  # forty years of settlement days: far past anything held
MAX_CELLS = 5_000_000  # days × paths held at once: about 3 GB of working arrays


@dataclass(frozen=True, repr=False)
class Simulation(Shown):
    """A simulated course; arrays (p, t), rates decimals, amounts US dollars.

    identity_residual_usd   largest imbalance of any sector or item on any path and day; 0 is what must stay true
    books                   everyone's sheets: `books.opening` (s, i), `books.sheets(t)` (p, s, i)

    >>> runs = fedsheet.simulate("september-2019", n_days=3, n_paths=4, seed=1)
    >>> runs.n_paths, runs.rates.rates["SOFR"].shape, runs.identity_residual_usd
    (4, (4, 3), 0)
    """

    scenario: MarketScenario
    counterfactual: Counterfactual | None
    days: pd.DatetimeIndex
    conditions: Conditions
    cleared: Cleared
    rates: RateSet
    books: Books
    identity_residual_usd: int
    manifest: Manifest = field(repr=False, default_factory=lambda: Manifest("simulate", FIRST_DAY, ""))

    @property
    def n_paths(self) -> int:
        """Number of paths."""
        return int(self.cleared.tri_party.shape[0])

    def card(self) -> Card:
        """Rates on the mean path, the highest SOFR, and that the books balance."""
        rates = self.rates.rates
        sofr = np.asarray(rates["SOFR"]).mean(axis=0)
        peak = int(sofr.argmax())
        facts = (
            *(
                (line_name(name), course_pct(np.asarray(rates[name]).mean(axis=0)))
                for name in ("SOFR", "EFFR")
                if name in rates
            ),
            (said("cards.highest"), said("cards.on", rate=float(sofr[peak]), day=self.days[peak].date())),
            (said("cards.paths"), said("cards.seeded", n=self.n_paths, seed=self.manifest.seed)),
            (said("cards.books"), said("cards.off_by", usd=self.identity_residual_usd)),
        )
        span = self.days[0].date(), self.days[-1].date()
        named = {"name": self.scenario.id} | ({"other": self.counterfactual.id} if self.counterfactual else {})
        title = said("cards.simulation_under" if self.counterfactual else "cards.simulation", **named)
        return Card(title, span, self.manifest.as_of, facts, ("rates", "books"))

    def frame(self) -> pd.DataFrame:
        """Every rate by day, mean over paths, decimals."""
        means = {name: np.asarray(values).mean(axis=0) for name, values in self.rates.rates.items()}
        return pd.DataFrame(means, index=self.days)


@dataclass(frozen=True)
class SimulationSetting:
    """What a run needs beside its draws: the days under the scenario and counterfactual, and the books at the start."""

    scenario: MarketScenario
    counterfactual: Counterfactual | None
    days: MarketDays
    opening: BalanceSheets
    volumes: MarketVolumes
    liquidity_legs: dict[str, Array]
    doubt: Doubt | None = None


@dataclass(frozen=True)
class CalmDays:
    """A scenario's days in the markets of their dates, before its shocks; `base` before they were cut and moved."""

    base: MarketDays
    days: MarketDays
    doubt: Doubt | None


def calm_days(
    vintage: Vintage, path: PolicyPath, b: Behaviour, scenario: MarketScenario, n_days: int | None = None
) -> CalmDays:
    """The days of a scenario, the same for every counterfactual; `n_days` as for `prepare`."""
    base = base_days(vintage, path, b, scenario, n_days)
    whole = replace(scenario, end=max(scenario.end, base.days[-1].date()))
    calm = cut(base, whole, 0, n_days)
    first, last = calm.days[0].date(), calm.days[-1].date()
    refuse_range_alone(path, vintage, last)
    known = anchors_for(vintage, path, b, first, first if scenario.base is Base.HELD else last)
    return CalmDays(base, *anchored(calm, known, b, own_cash=scenario.base is Base.FUNDS))


def prepare(
    vintage: Vintage, path: PolicyPath, b: Behaviour, scenario: MarketScenario, n_days: int | None = None,
    changed: Counterfactual | None = None, made: CalmDays | None = None,
) -> SimulationSetting:  # fmt: skip
    """Read everything a run needs; `n_days` cuts the scenario short, or runs a held one on past its end.

    made   the calm days of this scenario, where they are at hand
    """
    made = made or calm_days(vintage, path, b, scenario, n_days)
    base, calm = made.base, made.days
    first, last = calm.days[0].date(), calm.days[-1].date()
    days = with_shocks(calm, scenario)
    conditions = days.conditions if changed is None else counterfactual(days.conditions, changed, days.days)
    if changed is not None and same(conditions, days.conditions):
        raise InputError(
            "market.simulate_changes_nothing_from", where=scenario.id, id=changed.id, first=first, last=last
        )
    check(conditions)
    volumes = opening_volumes(b, calm)
    opening = opening_sheets(vintage, days.days[0].date(), volumes)
    by_treasury = np.zeros(len(days.days)) if changed is None else through_account(changed, days.days)
    legs = liquidity_legs(vintage, base, days, conditions, scenario, by_treasury)
    return SimulationSetting(
        scenario, changed, replace(days, conditions=conditions), opening, volumes, legs, made.doubt
    )


def same(a: Conditions, b: Conditions) -> bool:
    """Whether two courses of conditions are one."""
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in a.__dataclass_fields__)


def base_days(
    vintage: Vintage, path: PolicyPath, b: Behaviour, scenario: MarketScenario, n_days: int | None
) -> MarketDays:
    """The days a scenario speaks of, before its shocks."""
    if n_days is not None and n_days < 1:
        raise InputError("market.simulate_days_cannot_simulated", n_days=n_days)
    end = scenario.end
    if n_days is not None and scenario.base is Base.HELD:
        end = max(
            end, (pd.Timestamp(scenario.start) + pd.Timedelta(days=int(1.5 * min(n_days, MOST_DAYS)) + 10)).date()
        )
    last = last_conditions(vintage)
    if scenario.end > last:
        raise DateRangeError(
            "market.simulate_runs_from",
            id=scenario.id,
            start=scenario.start,
            end=scenario.end,
            first_day=FIRST_DAY,
            last=last,
        )
    found = observed_days(vintage, path, b, scenario.start, min(end, last))
    if n_days is not None and n_days > len(found.days):
        raise DateRangeError(
            "market.simulate_days_cannot_simulated_2",
            n_days=n_days,
            id=scenario.id,
            start=scenario.start,
            days=found.days[-1].date(),
            n_days_2=len(found.days),
        )
    if scenario.base is not Base.FUNDS:
        return found
    from fedsheet.market.funds import fund_driven

    return replace(found, conditions=fund_driven(found, vintage.as_of))


def opening_volumes(b: Behaviour, base: MarketDays) -> MarketVolumes:
    """Overnight amounts on the first day without shocks."""
    first = Conditions(
        **{n: np.atleast_1d(getattr(base.conditions, n))[..., :1] for n in base.conditions.__dataclass_fields__}
    )
    cleared = clear(b, first)
    rates = rate_set(cleared, b, first)
    amounts = claims(cleared, rates)
    return MarketVolumes(**{name: float(amounts[name][0]) for name in MarketVolumes.__dataclass_fields__})


def claims(cleared: Cleared, rates: RateSet) -> dict[str, Array]:
    """Levels of what is lent overnight, (p, t)."""
    return {
        "on_rrp": cleared.on_rrp,
        "standing_repo": cleared.standing_repo,
        "discount_window": cleared.discount_window,
        "fund_tri_party": cleared.fund_lending,
        "bank_tri_party": cleared.bank_lending,
        "dvp": rates.volumes_usd["DVP"],
        "gcf": rates.volumes_usd["GCF"],
        "fed_funds": rates.volumes_usd["EFFR"],
        "eurodollars": rates.volumes_usd["OBFR"] - rates.volumes_usd["EFFR"],
    }


def liquidity_legs(
    vintage: Vintage, base: MarketDays, days: MarketDays, c: Conditions, scenario: MarketScenario, by_treasury: Array
) -> dict[str, Array]:
    """(t,) liquidity since the opening by what moved it: SOMA, the Treasury's account (sign: account), the rest.

    Observed days take SOMA and the account from H.4.1; shocks go to their participant's balance. Of a counterfactual
    `by_treasury` (t,) goes to the account, what is left to the portfolio. Draws are not in here: they move the Fed's
    other liabilities.
    """
    portfolio, account = np.zeros(len(days.days)), np.zeros(len(days.days))
    if scenario.base is not Base.HELD:
        for name in ("TREAST", "WSHOMCB"):
            level = between_weeks(vintage.base(name), days.days)
            portfolio += level - level[0]
        level = between_weeks(vintage.base("WTREGEN"), days.days)
        account += level - level[0]
    for shock in scenario.shocks:
        if shock.quantity == "liquidity" and shock.participant == TREASURY:
            account -= shock.usd * course(shock, days.days)
        if shock.quantity == "liquidity" and shock.participant == FED:
            portfolio += shock.usd * course(shock, days.days)
    portfolio += c.liquidity - days.conditions.liquidity - by_treasury
    account -= by_treasury
    total = c.liquidity - base.conditions.liquidity[0]
    return {"portfolio": portfolio, "treasury_account": account, "other_liabilities": portfolio - account - total}


def draws_of(setting: SimulationSetting, n_paths: int = 1, seed: int = 0, most: int = MAX_CELLS) -> ShockDraws:
    """The draws of a setting's days on `n_paths` paths: one is the expected course, more are drawn from `seed`."""
    n_days = len(setting.days.days)
    if n_paths < 1 or n_paths * n_days > most:
        raise InputError(
            "market.simulate_paths_days_cannot_run", n_paths=n_paths, n_days=n_days, max_cells=most // n_days
        )
    if n_paths == 1:
        return no_draws()
    return draw(setting.scenario.noise, n_days, n_paths, seed, in_doubt=setting.doubt is not None)


def simulate(
    setting: SimulationSetting, b: Behaviour, draws: ShockDraws | None = None, manifest: Manifest | None = None
) -> Simulation:
    """Run the days on every path of `draws`; without draws on the expected course.

    Nothing is drawn here. Days that cannot clear raise `NoClearingError`: which side is short and by how much.
    """
    draws = draws or no_draws()
    n_paths, seed = draws.n_paths, draws.seed
    conditions = check(with_draws(setting.days.conditions, draws))
    conditions = with_doubt(conditions, setting.doubt, b, draws.doubt)
    cleared = at_least_two_axes(clear(b, conditions), n_paths)
    require_cleared(cleared, [day.date() for day in setting.days.days], setting.scenario.id)
    rates = rate_set(cleared, b, conditions)
    books = keep_books(setting, draws, claims(cleared, rates), n_paths)
    return Simulation(
        scenario=setting.scenario,
        counterfactual=setting.counterfactual,
        days=setting.days.days,
        conditions=conditions,
        cleared=cleared,
        rates=rates,
        books=books,
        identity_residual_usd=books.worst_gap_usd(),
        manifest=manifest or Manifest("simulate", setting.scenario.start, "", seed=seed),
    )


def at_least_two_axes(cleared: Cleared, n_paths: int) -> Cleared:
    """(p, t) also where nothing was drawn."""
    shape = (n_paths, cleared.tri_party.shape[-1])
    return Cleared(**{name: np.broadcast_to(values, shape) for name, values in vars(cleared).items()})


def keep_books(setting: SimulationSetting, draws: ShockDraws, levels: dict[str, Array], n_paths: int) -> Books:
    """Every claim as whole dollars since the opening, (p, t)."""
    levels = levels | setting.liquidity_legs
    levels["fund_shares"] = levels["on_rrp"] + levels["fund_tri_party"] + levels["eurodollars"]
    if "liquidity" in draws.usd:
        levels["other_liabilities"] = levels["other_liabilities"] - draws.usd["liquidity"]
    v = setting.volumes
    opening = {n: getattr(v, n) for n in MarketVolumes.__dataclass_fields__}
    opening["fund_shares"] = v.on_rrp + v.fund_tri_party + v.eurodollars
    dealers = opening_shares().dealer_share_of_dvp
    for part, share in (("dvp_by_dealers", dealers), ("dvp_by_others", 1.0 - dealers)):
        levels[part], opening[part] = share * levels["dvp"], share * opening["dvp"]
    return Books(
        setting.opening, {n: since_opening(np.asarray(levels[n]), opening.get(n, 0.0), n_paths) for n in MOVES}
    )


def with_supply(setting: SimulationSetting, supply: pd.Series[float]) -> SimulationSetting:
    """The same setting with reserves + ON RRP from elsewhere, for example a projection of the Fed's balance sheet.

    `supply` is in US dollars by day; between two days a straight line. The difference is booked to the portfolio.
    """
    days = setting.days.days
    if supply.index[0] > days[0] or supply.index[-1] < days[-1]:
        raise DateRangeError(
            "market.simulate_supply_runs_from",
            index=supply.index[0].date(),
            index_2=supply.index[-1].date(),
            days=days[0].date(),
            days_2=days[-1].date(),
        )
    level = between_weeks(supply, days)
    conditions = check(replace(setting.days.conditions, liquidity=level))
    legs = dict(setting.liquidity_legs)
    legs["portfolio"] = legs["portfolio"] + level - setting.days.conditions.liquidity
    return replace(setting, days=replace(setting.days, conditions=conditions), liquidity_legs=legs)


def supply_of(projection: Projection) -> pd.Series[float]:
    """Reserves + ON RRP of a projected balance sheet, US dollars by projected date: what `with_supply` takes."""
    total = projection.line("reserve_balances") + projection.line("on_rrp")
    return pd.Series(np.asarray(total, dtype=np.float64), index=pd.DatetimeIndex(projection.dates))
