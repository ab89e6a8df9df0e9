"""How one room's results become the next one's inputs: policy to rates, statement to market, market to portfolio.

    rule or prices ─▶ rates the Fed pays ─▶ portfolio ─▶ reserves, ON RRP ─▶ money market ─▶ repo rates, take-up
                              ▲                                                                    │
                              └──────────── ON RRP, bill yields, mortgage rate (--iterate) ────────┘

Pure functions of what the rooms hand out; nothing is read here. Rates decimals, amounts US dollars, t months or dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.units import from_bp
from fedsheet.market.anchor import Anchor, doubt_of, draw_doubt, leaning, ordinary_marks, with_doubt
from fedsheet.market.clearing import clear, require_cleared
from fedsheet.market.demand import Behaviour, Conditions
from fedsheet.market.rates import RateSet, rate_set
from fedsheet.market.sizes import size
from fedsheet.portfolio.liabilities.rules import GivenPath
from fedsheet.portfolio.principal.month_policy import monthly_mean
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.rates import YEARS_EXPECTED, RatePath
from fedsheet.portfolio.scenario.resolve import Setting
from fedsheet.record import PolicyPath

Floats = NDArray[np.float64]
THRESHOLDS_BP = (5.0, 10.0, 20.0)
BAND_PATHS, BAND_SEED = 300, 20261130
MORTGAGE_TENOR = 10.0  # the mortgage rate is the 10-year yield and a spread (portfolio.rates)
YEAR = 365.25


@dataclass(frozen=True)
class SpreadBand:
    """What is in doubt about SOFR − IORB on ordinary days of the dates, (t,): 5th and 95th percentile, decimals, and
    the chance of exceeding each threshold (basis points); NaN but at the opening and at ends of months. `curve_of` is
    the day whose market it is."""

    curve_of: date
    low: Floats
    high: Floats
    exceeds: dict[float, Floats]


@dataclass(frozen=True)
class MarketState:
    """The money market on ordinary days of the projection's dates, (t,): rates and what is left at the Fed."""

    rates: dict[str, Floats]
    on_rrp: Floats
    standing_repo: Floats
    conditions: Conditions
    band: SpreadBand | None = None

    @property
    def sofr_minus_iorb(self) -> Floats:
        """(t,) decimals."""
        return self.rates["SOFR"] - np.asarray(self.conditions.iorb)


# ---- policy to rates ---------------------------------------------------------------------------------------------


def under_policy(setting: Setting, path: PolicyPath, spec: str) -> Setting:
    """The setting on another course of policy: what the Fed pays follows `path`, yields follow expectations of it."""
    first = setting.rates.at(setting.opening.day)
    months = setting.rates.months[first:].astype("datetime64[D]").astype(date)
    paid = {n: np.array([monthly_mean(path, n, month) for month in months]) for n in ("iorb", "on_rrp")}
    moved = np.concatenate([np.zeros(first), paid["iorb"] - setting.rates.iorb[first:]])
    rates = replace(
        with_expectations(setting.rates, moved),
        iorb=np.concatenate([setting.rates.iorb[:first], paid["iorb"]]),
        on_rrp=np.concatenate([setting.rates.on_rrp[:first], paid["on_rrp"]]),
    )
    return replace(setting, rates=rates, manifest=on_path(setting.manifest, path, spec))


def on_path(manifest: Manifest, path: PolicyPath, spec: str) -> Manifest:
    """The manifest of a run on another course of policy."""
    assumptions = {**manifest.assumptions, "policy_path": spec}
    return replace(manifest, policy_digest=path.digest, assumptions=assumptions)


def with_expectations(rates: RatePath, moved: Floats) -> RatePath:
    """Yields moved by the mean of what the short rate is moved by over each term, (t,); none under zero for it."""
    ahead = expected_moves(moved, rates.tenors)
    mortgage = expected_moves(moved, np.array([MORTGAGE_TENOR]))[:, 0]
    return replace(
        rates,
        par_yields=np.maximum(rates.par_yields + ahead, np.minimum(rates.par_yields, 0.0)),
        mortgage=np.maximum(rates.mortgage + mortgage, 0.0),
    )


def expected_moves(moved: Floats, tenors: Floats) -> Floats:
    """(t, m) mean of `moved` over the next tenor; months past the tenth year ahead, or past the end, count as zero."""
    total = np.concatenate([[0.0], np.cumsum(moved)])
    n = len(moved)
    spans = np.maximum(np.rint(12 * tenors).astype(np.int64), 1)
    ends = np.minimum(np.arange(n)[:, None] + np.minimum(spans, 12 * YEARS_EXPECTED), n)
    return np.asarray((total[ends] - total[:n, None]) / spans, dtype=np.float64)


# ---- statement to market -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DatesAhead:
    """What the dates of a projection bring to the market whatever the sheet, (t,): sizes, and lending rates over IORB.

    Of a date alone: the same in every round.
    """

    private: Floats
    bank_credit: Floats
    dvp_book: Floats
    srf_over: Floats
    primary_over: Floats
    srf_limit: Floats

    @classmethod
    def of(cls, dates: NDArray[np.datetime64], path: PolicyPath, growth: float) -> DatesAhead:
        """growth   of bank assets and repo books past the last figure held, a year"""
        days = pd.DatetimeIndex(dates)
        return cls(
            private=grown("tri_party_private", days, growth),
            bank_credit=grown("bank_credit", days, growth),
            dvp_book=grown("dvp_volume", days, growth),
            srf_over=over_iorb(path, "srf", days),
            primary_over=over_iorb(path, "primary_credit", days),
            srf_limit=standing_limit(path, days),
        )


def conditions_of(
    found: Projection, funds: Floats, setting: Setting, ahead: DatesAhead, b: Behaviour, a: Anchor | None = None
) -> Conditions:
    """An ordinary day's conditions on every projected date, in the market of the anchor where there is one.

    funds    (t,) cash funds leave at the Fed by the portfolio's rule: with private tri-party it is their overnight cash
    """
    n = len(found.dates)
    place = [setting.rates.at(day) for day in found.dates]
    iorb, on_rrp = setting.rates.iorb[place], setting.rates.on_rrp[place]
    srf, primary = iorb + ahead.srf_over, iorb + ahead.primary_over
    none = np.zeros(n)
    ordinary = Conditions(
        iorb=iorb,
        on_rrp_rate=np.minimum(on_rrp, iorb),
        ceiling=np.minimum(srf, primary),
        primary_credit_rate=primary,
        srf_rate=srf,
        srf_limit=ahead.srf_limit,
        on_rrp_cap=np.full(n, np.inf),
        liquidity=found.line("reserve_balances") + found.line("on_rrp"),
        bank_assets=ahead.bank_credit,
        fund_cash=(1.0 - b.bank_share) * ahead.private + funds,
        repo_demand=ahead.private,
        dvp_book=ahead.dvp_book,
        dealer_capacity=np.ones(n),
        bank_willingness=np.ones(n),
        month_end=none,
        quarter_end=none,
        mid_month=none,
        month_start=none,
    )
    return ordinary if a is None else leaning(ordinary, a, ordinary_marks(n), b)


SIZES = ("tri_party_private", "bank_credit", "dvp_volume")


def sizes_held() -> tuple[date, date]:
    """First and last day for which every amount of the market's size is dated; before it the first one stands."""
    return max(size(name).dates[0] for name in SIZES), min(size(name).dates[-1] for name in SIZES)


def grown(name: str, days: pd.DatetimeIndex, growth: float) -> Floats:
    """A dated amount, grown at a constant rate past the last date held."""
    held = size(name)
    years = np.maximum([(day - held.dates[-1]).days / YEAR for day in days.date], 0.0)
    return np.asarray(held.on(days) * (1.0 + growth) ** years, dtype=np.float64)


def over_iorb(path: PolicyPath, name: str, days: pd.DatetimeIndex) -> Floats:
    """A lending rate of the Fed less interest on reserves of the day; infinite where the facility does not exist."""
    held = [(path.value_at(name, day), path.value_at("iorb", day)) for day in days.date]
    return np.array(
        [np.inf if not isinstance(rate, float) or not isinstance(paid, float) else rate - paid for rate, paid in held]
    )


def standing_limit(path: PolicyPath, days: pd.DatetimeIndex) -> Floats:
    """The limit of standing repo on each day, infinite where there is none."""
    limits = [path.value_at("srf_total", day) for day in days.date]
    return np.array([np.inf if not isinstance(limit, float) else limit for limit in limits])


def money_market(conditions: Conditions, b: Behaviour, dates: Sequence[object], where: str) -> MarketState:
    """The market cleared on every date; a date on which one side stays short raises `NoClearingError`."""
    cleared = clear(b, conditions)
    require_cleared(cleared, dates, where)
    rates: RateSet = rate_set(cleared, b, conditions)
    return MarketState(dict(rates.rates), cleared.on_rrp, cleared.standing_repo, conditions)


def spread_band(market: MarketState, dates: NDArray[np.datetime64], a: Anchor, b: Behaviour) -> SpreadBand:
    """The distribution of SOFR − IORB over drawn slopes and days, on the course of reserves as it is."""
    n_days, places = len(market.on_rrp), month_ends(dates)
    every = with_doubt(market.conditions, doubt_of(a, n_days), b, draw_doubt(n_days, BAND_PATHS, BAND_SEED))
    c = on_days(every, places, n_days)
    spread = rate_set(clear(b, c), b, c).rates["SOFR"] - c.iorb

    def dated(found: Floats) -> Floats:
        whole = np.full(n_days, np.nan)
        whole[places] = found
        return whole

    low, high = map(dated, np.quantile(spread, (0.05, 0.95), axis=0))
    return SpreadBand(a.day, low, high, {k: dated(np.mean(spread > from_bp(k), axis=0)) for k in THRESHOLDS_BP})


def on_days(c: Conditions, places: list[int], n_days: int) -> Conditions:
    """Conditions on some of the days; what is one value for all of them stays."""
    held = {name: np.asarray(getattr(c, name)) for name in c.__dataclass_fields__}
    return Conditions(**{name: x[..., places] if x.shape[-1:] == (n_days,) else x for name, x in held.items()})


def month_ends(dates: NDArray[np.datetime64]) -> list[int]:
    """Positions of the opening and of each month's last date."""
    months = dates.astype("datetime64[M]")
    return sorted({0, *np.flatnonzero(months[1:] != months[:-1]).tolist(), len(months) - 1})


# ---- market to portfolio -----------------------------------------------------------------------------------------


def fed_back(setting: Setting, found: Projection, market: MarketState) -> Setting:
    """The setting with the market's ON RRP, and yields moved by what repo has moved against interest on reserves.

    The curve the projection opens with already holds the opening's gap, so only changes since then move it.
    """
    gap = market.sofr_minus_iorb
    months = found.dates.astype("datetime64[M]")
    first = setting.rates.at(setting.opening.day)
    moved = np.zeros(len(setting.rates.months))
    for month in np.unique(months):
        moved[setting.rates.at(month)] = float(np.mean(gap[months == month]) - gap[0])
    last = setting.rates.at(months[-1])
    moved[last + 1 :] = moved[last]
    moved[: first + 1] = 0.0
    points = tuple((day.astype(date), float(x)) for day, x in zip(found.dates[1:], market.on_rrp[1:], strict=True))
    opening = ((setting.opening.day, float(found.line("on_rrp")[0])),)
    given = {**setting.paths.given, "on_rrp": GivenPath(opening + points)}
    return replace(setting, rates=with_expectations(setting.rates, moved), paths=replace(setting.paths, given=given))
