"""The portfolio model's parameters, read from the TOML that ships beside this file; unknown keys stop the load."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import RecordError
from fedsheet.core.manifest import digest_of
from fedsheet.core.units import from_bn, from_pct
from fedsheet.instruments.mbs import PrepaymentModel
from fedsheet.portfolio.liabilities.parameters import LiabilityModels, load_liability_models
from fedsheet.record.adequacy import gauge

Shares = dict[str, float]
QUARTER = 3


@dataclass(frozen=True)
class MortgageRate:
    """30-year mortgage rate = 10-year Treasury + spread; `spread` by quarter from `first_quarter`, decimal."""

    first_quarter: date
    spread: tuple[float, ...]

    def at(self, months: NDArray[np.datetime64]) -> NDArray[np.float64]:
        """(t,) spread of each month; beyond the quarters held the nearest one holds."""
        first = np.datetime64(self.first_quarter, "M")
        place = (months.astype("datetime64[M]") - first).astype(np.int64) // QUARTER
        return np.asarray(self.spread)[np.clip(place, 0, len(self.spread) - 1)]


@dataclass(frozen=True)
class MortgagePool:
    """Conventions of the agency MBS the Desk buys; shares and rates decimal, times in months."""

    servicing_and_guarantee: float
    fifteen_year_share: float
    fifteen_year_discount: float
    settlement_lag_months: int
    paid_on_day_20: float
    new_pool_age_months: int


@dataclass(frozen=True)
class Prepayment:
    """An estimate of the prepayment model, the months (t,) it was fitted to and the day from which it may be used."""

    name: str
    months: NDArray[np.datetime64]
    known_from: date
    model: PrepaymentModel


AUCTIONS_A_YEAR = {"note": 12, "frn": 12, "tips_5": 4, "tips_10": 6, "tips_30": 2}
LSAP3_UNTIL = 2014


@dataclass(frozen=True, eq=False)
class Auctions:
    """What the Treasury offers at one auction, USD bn, by year and term: (new issue, reopening)."""

    offered: dict[int, dict[str, tuple[float, float]]]
    lsap3_purchases: Shares
    past: dict[str, dict[int, float]]

    def issued(self, name: str, years: NDArray[np.int64]) -> NDArray[np.float64]:
        """(k,) what SOMA holds of a term's issues of these years, as weights: what is offered now times `past`."""
        first = np.array(list(self.past[name]))
        share = np.array(list(self.past[name].values()))[np.clip(np.searchsorted(first, years, "right") - 1, 0, None)]
        now = {year: sum(self.of(year)[name]) / 2 for year in set(years.tolist())}
        amounts: NDArray[np.float64] = share * np.array([now[year] for year in years.tolist()])
        return amounts

    def of(self, year: int) -> dict[str, tuple[float, float]]:
        """The terms of the nearest year held."""
        return self.offered[min(max(year, min(self.offered)), max(self.offered))]

    def market_shares(self, year: int) -> Shares:
        """Shares by term of coupon purchases in the market: LSAP3's published sectors, else what a year offers."""
        if year <= LSAP3_UNTIL:
            return self.lsap3_purchases
        amounts = {n: sum(pair) / 2 * _auctions_a_year(n) for n, pair in self.of(year).items() if "weeks" not in n}
        return {n: amount / sum(amounts.values()) for n, amount in amounts.items()}


def _auctions_a_year(name: str) -> int:
    return AUCTIONS_A_YEAR.get(name) or AUCTIONS_A_YEAR[name.split("_")[0]]


@dataclass(frozen=True)
class BillPurchases:
    """Bills bought in the market: the part in the short sector, weeks ahead of each, days of the month they settle."""

    short_share: float
    short_weeks: tuple[int, ...]
    long_weeks: tuple[int, ...]
    paid_on_days: tuple[int, ...]


@dataclass(frozen=True)
class ReserveManagement:
    """How a year's purchases of bills are spread where no pace is announced; amounts US dollars, days (month, day).

    front_share  of the year's need, bought from `front_from` to `front_until`;  gap_months  to meet a shortfall in
    """

    front_share: float
    front_from: tuple[int, int]
    front_until: tuple[int, int]
    gap_months: float
    ceiling_usd_a_month: float
    on_rrp_exhausted_usd: float
    slowed_to: float


@dataclass(frozen=True)
class LiabilityRules:
    """Trend of nominal GDP, decimal a year."""

    gdp_growth: float


@dataclass(frozen=True)
class IncomeRules:
    """Costs that no security or deposit rate explains, US dollars a year, and the inflation beyond the CPI held.

    costs_usd_a_year  operating expenses, assessments and dividends, by year, of the middle of the year
    """

    costs_usd_a_year: dict[int, float]
    repos_last_days: float
    loans_repaid_a_year: float
    other_assets_yield_spread: float
    inflation_goal: float

    def costs(self, day: date) -> float:
        """Costs a year on a day: linear between the years held, flat outside them."""
        return float(np.interp(day.toordinal(), *self._middles))

    @cached_property
    def _middles(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        days = [float(date(year, 7, 1).toordinal()) for year in self.costs_usd_a_year]
        return np.array(days), np.array(list(self.costs_usd_a_year.values()), dtype=np.float64)


@dataclass(frozen=True)
class PremiumRules:
    """Yields at which securities were bought, decimal, by maturity: from short to long over `slope_years`.

    mbs_share    net premiums of agency MBS over their principal, where no statement told them yet
    statements   the same from the Reserve Banks' statements, by the day on which each was public, rising
    """

    short_yield: float
    long_yield: float
    slope_years: float
    discount_rate: float
    mbs_share: float
    statements: tuple[tuple[date, float], ...]

    def mbs_share_known(self, day: date) -> float:
        """The part of the newest statement that was public on a day."""
        known = [share for public, share in self.statements if public <= day]
        return known[-1] if known else self.mbs_share


@dataclass(frozen=True)
class CurveDynamics:
    """Monthly dynamics of level, slope and curvature: persistence (3,) and Cholesky factor of shocks (3, 3)."""

    persistence: tuple[float, ...]
    shock: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Parameters:
    """Everything the portfolio model assumes, as shipped; `digest` is the SHA-256 of the file."""

    mortgage_rate: MortgageRate
    mortgage_pool: MortgagePool
    prepayment: tuple[Prepayment, ...]
    auctions: Auctions
    bill_purchases: BillPurchases
    reserve_management: ReserveManagement
    liabilities: LiabilityRules
    owed: LiabilityModels
    income: IncomeRules
    premium: PremiumRules
    curve_dynamics: CurveDynamics
    digest: str = ""

    def prepayment_known(self, day: date) -> Prepayment:
        """The newest estimate whose sample ended before `day`; before the first, the first (then in sample)."""
        usable = [e for e in self.prepayment if e.known_from <= day]
        return usable[-1] if usable else self.prepayment[0]


@cache
def load_parameters() -> Parameters:
    """The shipped parameters; a file that breaks its schema raises `RecordError` naming the key."""
    text = files("fedsheet.portfolio").joinpath("data/parameters.toml").read_text(encoding="utf-8")
    return replace(parse_parameters(tomllib.loads(text)), digest=digest_of(text.encode()))


def parse_parameters(raw: dict[str, Any]) -> Parameters:
    """Parameters from parsed TOML."""
    try:
        return Parameters(
            mortgage_rate=_mortgage_rate(raw["mortgage_rate"]),
            mortgage_pool=MortgagePool(**raw["mortgage_pool"]),
            prepayment=tuple(_prepayment(name, entry) for name, entry in raw["prepayment"].items()),
            auctions=_auctions(raw["auctions"], raw["past_issues"]),
            bill_purchases=_bill_purchases(raw["bill_purchases"]),
            reserve_management=_reserve_management(raw["reserve_management"]),
            liabilities=LiabilityRules(**raw["liabilities"]),
            owed=load_liability_models(),
            income=_income(raw["income"]),
            premium=_premium(raw["premium"]),
            curve_dynamics=_dynamics(raw["curve_dynamics"]),
        )
    except (KeyError, TypeError) as error:
        raise RecordError(
            "portfolio.parameters_parameters_do_fit_their", where="parameters.toml", error=error
        ) from error


def _mortgage_rate(raw: dict[str, Any]) -> MortgageRate:
    return MortgageRate(raw["first_quarter"], tuple(from_pct(s) for s in raw["spread_pct"]))


def _prepayment(name: str, raw: dict[str, Any]) -> Prepayment:
    raw = {k: v for k, v in raw.items() if k not in ("what", "standard_errors")}
    months = np.concatenate([months_between(*span) for span in raw.pop("months")])
    known_from, season = raw.pop("known_from"), seasonal_factors(raw.pop("season_cosine"), raw.pop("season_sine"))
    return Prepayment(name, months, known_from, PrepaymentModel(season=season, **raw))


def months_between(first: str, last: str) -> NDArray[np.datetime64]:
    """(t,) calendar months from first to last, both like 2022-10."""
    return np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + np.timedelta64(1, "M"))


def seasonal_factors(cosine: list[float], sine: list[float]) -> tuple[float, ...]:
    """Twelve multipliers, January first: exp of harmonics of the year with these coefficients."""
    return tuple(
        math.exp(
            sum(
                c * math.cos(2 * math.pi * k * month / 12) + s * math.sin(2 * math.pi * k * month / 12)
                for k, (c, s) in enumerate(zip(cosine, sine, strict=True), start=1)
            )
        )
        for month in range(12)
    )


def _auctions(raw: dict[str, Any], past: dict[str, Any]) -> Auctions:
    years = {int(y): {n: _pair(v) for n, v in (raw["coupons"][y] | raw["bills"][y]).items()} for y in raw["coupons"]}
    earlier = {n: {int(y): x for y, x in v.items()} for n, v in past.items() if isinstance(v, dict)}
    return Auctions(years, _shares(raw["lsap3_purchases"]), earlier)


def _pair(offered: float | list[float]) -> tuple[float, float]:
    new, reopened = offered if isinstance(offered, list) else (offered, offered)
    return new, reopened


def _bill_purchases(raw: dict[str, Any]) -> BillPurchases:
    lists = {k: tuple(raw[k]) for k in ("short_weeks", "long_weeks", "paid_on_days")}
    return BillPurchases(raw["short_share"], **lists)


def _reserve_management(raw: dict[str, Any]) -> ReserveManagement:
    return ReserveManagement(
        front_share=raw["front_share"],
        front_from=tuple(raw["front_from"]),
        front_until=tuple(raw["front_until"]),
        gap_months=raw["gap_months"],
        ceiling_usd_a_month=from_bn(raw["ceiling_usd_bn_a_month"]),
        on_rrp_exhausted_usd=gauge("on_rrp").ample.value,
        slowed_to=raw["slowed_to"],
    )


def _shares(raw: dict[str, float]) -> Shares:
    if abs(sum(raw.values()) - 1.0) > 1e-9:
        raise RecordError(
            "portfolio.parameters_shares_add_up_1", where="parameters.toml", raw=raw, values=sum(raw.values())
        )
    return dict(raw)


def _income(raw: dict[str, Any]) -> IncomeRules:
    raw = {k: v for k, v in raw.items() if k != "source"}
    costs = {int(year): from_bn(usd) for year, usd in raw.pop("costs_usd_bn_a_year").items()}
    return IncomeRules(costs_usd_a_year=costs, **raw)


def _premium(raw: dict[str, Any]) -> PremiumRules:
    raw = {k: v for k, v in raw.items() if k != "what"}
    told = [(one["public"], one["net_usd_mn"] / one["face_usd_mn"] - 1.0) for one in raw.pop("statement")]
    return PremiumRules(statements=tuple(sorted(told)), **raw)


def _dynamics(raw: dict[str, Any]) -> CurveDynamics:
    return CurveDynamics(tuple(raw["persistence"]), tuple(tuple(row) for row in raw["shock"]))
