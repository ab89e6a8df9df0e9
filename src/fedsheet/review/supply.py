"""How much duration Treasuries held carry, and published effects of taking it out of the market.

Ten-year equivalents are the par of new ten-year notes with the same sensitivity to yields: Σ DV01 / DV01 of a ten-year
par bond. On 2022-02-16 they come from the CUSIPs held; on the key Wednesdays from the H.4.1's maturity buckets, each
bucket weighing what its securities weighed on average in the CUSIP list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.text import Text
from fedsheet.core.units import from_bn
from fedsheet.core.vintage import Vintage
from fedsheet.review.decomposition import par_curve_on
from fedsheet.review.keydates import key_levels

Array = NDArray[np.float64]
HOLDINGS, HOLDINGS_DATE = "soma_treasury_2022-02-16", date(2022, 2, 16)
DAYS_A_YEAR = 365.25
LONGEST_COUPONS = 61  # semi-annual coupons of a thirty-year bond, one to spare
FRN_DURATION_YEARS = 0.25  # the coupon follows the 13-week bill
BUCKETS = {  # the H.4.1's maturity distribution: upper end in years
    "Maturing within 15 days": 15 / DAYS_A_YEAR,
    "Maturing in 16 days to 90 days": 90 / DAYS_A_YEAR,
    "Maturing in 91 days to 1 year": 1.0,
    "Maturing in over 1 year to 5 years": 5.0,
    "Maturing in over 5 years to 10 years": 10.0,
    "Maturing in over 10 years": 31.0,
}
TREASURY_BUCKET = "Assets: Securities Held Outright: U.S. Treasury securities: {}"


@dataclass(frozen=True)
class Elasticity:
    """Basis points of the ten-year yield per percent of GDP in ten-year equivalents, with its source."""

    id: str
    bp_per_percent_of_gdp: float
    how: str
    source: str
    grade: str


@dataclass(frozen=True)
class PublishedEffect:
    """A published cumulative effect on the ten-year premium, basis points."""

    date: date
    bp: float
    what: str
    source: str
    grade: str


@dataclass(frozen=True)
class RunoffStudy:
    """A published effect of a smaller portfolio, basis points, from low to high.

    amount_usd   what runs off in it; None where it is about announcements
    measure      "funds_rate" (rises of the policy rate worth as much), "announcement" (yields on the day)
    """

    id: str
    measure: str
    low_bp: float
    high_bp: float
    what: Text
    source: str
    address: str
    grade: str
    amount_usd: float | None = None


@dataclass(frozen=True)
class SupplyAssumptions:
    """What `data/supply.toml` holds."""

    elasticities: tuple[Elasticity, ...]
    published: tuple[PublishedEffect, ...]
    studies: tuple[RunoffStudy, ...]


@dataclass(frozen=True)
class HoldingsMeasure:
    """Treasuries of one day by CUSIP: weighted average maturity in years and ten-year equivalents in US dollars."""

    day: date
    kind: str
    par_usd: float
    wam_years: float
    duration_years: float
    ten_year_equivalents_usd: float


@cache
def assumptions() -> SupplyAssumptions:
    """The elasticities, published effects and durations that ship; from the package's own file, no other input."""
    text = resources.files("fedsheet.review").joinpath("data/supply.toml").read_text("utf-8")
    held = tomllib.loads(text)
    elasticities = tuple(Elasticity(**entry) for entry in held["elasticity"])
    published = tuple(PublishedEffect(**entry) for entry in held["published"])
    return SupplyAssumptions(elasticities, published, tuple(map(_study, held["study"])))


def _study(entry: dict[str, Any]) -> RunoffStudy:
    words = Text(entry.pop("what_zh"), entry.pop("what"))
    amount = entry.pop("amount_usd_bn", None)
    return RunoffStudy(**entry, what=words, amount_usd=None if amount is None else from_bn(amount))


def bond_value_and_duration(years: Array, coupon: Array, zero_years: Array, zero: Array) -> tuple[Array, Array]:
    """Price with accrued interest per unit of par and duration in years of semi-annual bonds on a zero curve.

    years, coupon (k,)   time to maturity, annual coupon decimal; zero (n,) yields at `zero_years`, continuous
    Duration is −dP/dy ÷ P for a parallel move of the continuously compounded curve; beyond the curve's end it is flat.
    """
    steps = np.arange(LONGEST_COUPONS)
    times = years[:, None] - steps[None, :] / 2.0
    alive = times > 0
    safe = np.where(alive, times, 1.0)
    discount = np.where(alive, np.exp(-safe * np.interp(safe, zero_years, zero)), 0.0)
    flows = np.where(alive, coupon[:, None] / 2.0, 0.0)
    flows[:, 0] += 1.0
    price = (flows * discount).sum(axis=1)
    return price, (flows * discount * safe).sum(axis=1) / price


def curve_on(vintage: Vintage, day: date) -> tuple[Array, Array]:
    """Maturities in years and zero yields of one day."""
    curve = par_curve_on(vintage, day)
    return curve.months / 12.0, curve.yields[0]


def ten_year_dv01(zero_years: Array, zero: Array) -> float:
    """Duration times price of a ten-year par bond per unit of par, years."""
    grid = np.arange(1, 21) / 2.0
    discount = np.exp(-grid * np.interp(grid, zero_years, zero))
    coupon = float((1 - discount[-1]) / (discount.sum() / 2.0))
    price, duration = bond_value_and_duration(np.array([10.0]), np.array([coupon]), zero_years, zero)
    return float(price[0] * duration[0])


def _by_security(vintage: Vintage) -> pd.DataFrame:
    """The CUSIP list with years, duration and ten-year equivalents per security.

    TIPS are valued on a flat real curve at DFII10 and count their inflation compensation.
    """
    if vintage.as_of <= HOLDINGS_DATE:
        raise DateRangeError(
            "review.supply_only_holdings_cusip_ship",
            holdings_date=HOLDINGS_DATE,
            as_of=vintage.as_of,
            holdings_date_2=HOLDINGS_DATE + ONE_DAY,
        )
    table = vintage.table(HOLDINGS).copy()
    table = table[table["kind"] != "agency_debt"]
    years = (table["maturity_date"] - pd.Timestamp(HOLDINGS_DATE)).dt.days.to_numpy() / DAYS_A_YEAR
    zero_years, zero = curve_on(vintage, HOLDINGS_DATE)
    real = np.full_like(zero, np.log1p(vintage["DFII10"].base_last(HOLDINGS_DATE)[1]))
    coupon = table["coupon_percent"].fillna(0.0).to_numpy() / 100.0
    is_tips, is_frn = (table["kind"] == "tips").to_numpy(), (table["kind"] == "frn").to_numpy()
    price, duration = bond_value_and_duration(years, coupon, zero_years, zero)
    tips_price, tips_duration = bond_value_and_duration(years, coupon, zero_years, real)
    price, duration = np.where(is_tips, tips_price, price), np.where(is_tips, tips_duration, duration)
    price, duration = np.where(is_frn, 1.0, price), np.where(is_frn, np.minimum(FRN_DURATION_YEARS, years), duration)
    face = table["par_usd"].to_numpy(dtype=float) + table["inflation_compensation_usd"].fillna(0.0).to_numpy()
    equivalents = face * price * duration / ten_year_dv01(zero_years, zero)
    return table.assign(years=years, duration=duration, face=face, equivalents=equivalents)


def holdings_measures(vintage: Vintage) -> tuple[HoldingsMeasure, ...]:
    """By kind and in total on 2022-02-16, the one day whose CUSIPs ship."""
    table = _by_security(vintage)
    groups = [*((str(kind), group) for kind, group in table.groupby("kind")), ("all", table)]
    return tuple(
        HoldingsMeasure(
            HOLDINGS_DATE, kind, float(g["par_usd"].sum()), float(np.average(g["years"], weights=g["par_usd"])),
            float(np.average(g["duration"], weights=g["face"])), float(g["equivalents"].sum()),
        )
        for kind, g in groups
    )  # fmt: skip


def bucket_weights(vintage: Vintage) -> dict[str, float]:
    """Ten-year equivalents per dollar of par in each maturity bucket, from the CUSIP list."""
    table = _by_security(vintage)
    edges = [0.0, *BUCKETS.values()]
    bucket = pd.cut(table["years"], edges, labels=list(BUCKETS), include_lowest=True)
    sums = table.groupby(bucket, observed=False)[["equivalents", "face"]].sum()
    weights = sums["equivalents"].to_numpy(dtype=float) / sums["face"].to_numpy(dtype=float)
    return dict(zip(BUCKETS, map(float, weights), strict=True))


def treasury_equivalents(vintage: Vintage, day: date, weights: Mapping[str, float]) -> float | None:
    """Ten-year equivalents of Treasuries on a key Wednesday, US dollars; None where maturities are not held."""
    if day == HOLDINGS_DATE:
        return float(_by_security(vintage)["equivalents"].sum())
    levels = key_levels(vintage, day) or {}
    held = {name: levels.get(TREASURY_BUCKET.format(name)) for name in BUCKETS}
    if any(amount is None for amount in held.values()):
        return None
    return sum(amount * weights[name] for name, amount in held.items() if amount is not None)
