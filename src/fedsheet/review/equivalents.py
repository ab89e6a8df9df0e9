"""Ten-year equivalents of what the Fed holds, week by week to the newest statement.

    to March 2020     the H.4.1's maturity distribution on key Wednesdays, weeks between in proportion to Treasuries
    February 2022     SOMA's list by CUSIP
    since then        that list carried forward by the recorded policy, weighed by quarter; each kind at published par
    agency MBS        principal × an option-adjusted duration (`data/mbs_duration.toml`), low, middle and high

All on the curve of 2022-02-16, so that a change is one of holdings and not of yields.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import ONE_DAY, add_months
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.holdings import BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.held.opening import opening_holdings
from fedsheet.portfolio.mortgages.cohorts import build_cohorts
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.principal.month_policy import monthly_policy
from fedsheet.portfolio.principal.month_step import Portfolio, advance_month, lots_from
from fedsheet.portfolio.principal.new_issues import Lots
from fedsheet.portfolio.rates import rate_path
from fedsheet.record.path import PolicyPath
from fedsheet.review.keydates import key_days
from fedsheet.review.supply import (
    FRN_DURATION_YEARS,
    HOLDINGS_DATE,
    bond_value_and_duration,
    bucket_weights,
    curve_on,
    ten_year_dv01,
    treasury_equivalents,
)

Array = NDArray[np.float64]
KINDS = (BILL, NOTE, TIPS, FRN)
RATES_FROM = date(2009, 1, 1)
QUARTER_ENDS = (3, 6, 9, 12)


@dataclass(frozen=True)
class Equivalents:
    """Ten-year equivalents on Wednesdays, US dollars, all (t,).

    treasuries              of bills, notes, bonds, TIPS and FRNs
    mbs_low, mbs_mid, mbs_high   of agency MBS by the range of durations
    bills_only              what Treasuries of the same par would be were all of them bills as the Fed holds bills
    gdp                     nominal GDP of the quarter, or of the last one held
    basis                   how Treasuries are known: "buckets", "between", "list", "carried"
    """

    days: NDArray[np.datetime64]
    treasuries: Array
    mbs_low: Array
    mbs_mid: Array
    mbs_high: Array
    bills_only: Array
    gdp: Array
    basis: tuple[str, ...]

    def at(self, day: date) -> int:
        """Where the last Wednesday on or before `day` stands; `DateRangeError` before the first."""
        place = int(np.searchsorted(self.days, np.datetime64(day), side="right")) - 1
        if place < 0:
            raise DateRangeError("review.equivalents_before", day=day, first=self.days[0])
        return place


@cache
def mbs_durations() -> tuple[NDArray[np.datetime64], Array]:
    """Days and (t, 3) low, middle, high years of dollars lost per dollar of principal; the package's own file."""
    text = resources.files("fedsheet.review").joinpath("data/mbs_duration.toml").read_text("utf-8")
    held = tomllib.loads(text)["durations"]
    return np.array(list(held), dtype="datetime64[D]"), np.array(list(held.values()), dtype=np.float64)


def weekly_equivalents(vintage: Vintage, path: PolicyPath, parameters: Parameters) -> Equivalents:
    """Every Wednesday from the first key one; `DateRangeError` before the list by CUSIP was public."""
    weights, dv01 = bucket_weights(vintage), ten_year_dv01(*curve_on(vintage, HOLDINGS_DATE))
    held = vintage.base("TREAST").dropna()
    keys = {d: found for d in key_days(vintage) if (found := treasury_equivalents(vintage, d, weights)) is not None}
    held = held[held.index >= np.datetime64(min(keys))]
    days, par = held.index.to_numpy().astype("datetime64[D]"), np.asarray(held, dtype=np.float64)
    treasuries, basis = _from_keys(days, par, keys)
    bill = np.full(days.size, weights["Maturing in 16 days to 90 days"])
    later = days > np.datetime64(HOLDINGS_DATE)
    if later.any():
        months, per_dollar = carried_weights(vintage, path, parameters)
        treasuries[later] = _by_kind(vintage, days[later], par[later], months, per_dollar)
        basis[later] = "carried"
        bill = _over_time(days, months, per_dollar[:, 0])
    mbs = vintage.base("WSHOMCB").reindex(held.index).fillna(0.0).to_numpy(dtype=np.float64)
    quarters, years = mbs_durations()
    low, middle, high = (mbs * _over_time(days, quarters, years[:, i]) / dv01 for i in range(3))
    return Equivalents(days, treasuries, low, middle, high, par * bill, _gdp(vintage, days), tuple(basis.tolist()))


def _from_keys(
    days: NDArray[np.datetime64], par: Array, keys: Mapping[date, float]
) -> tuple[Array, NDArray[np.object_]]:
    """Treasuries by what a dollar of them weighed on the key Wednesdays around; and how each week is known."""
    known = np.array(list(keys), dtype="datetime64[D]")
    at = np.searchsorted(days, known)
    per_dollar = np.array(list(keys.values())) / par[at]
    basis = np.full(days.size, "between", dtype=object)
    basis[at] = "buckets"
    basis[at[known == np.datetime64(HOLDINGS_DATE)]] = "list"
    return par * _over_time(days, known, per_dollar), basis


def _over_time(days: NDArray[np.datetime64], known: NDArray[np.datetime64], values: Array) -> Array:
    """Linear between known days, the nearest outside."""
    found: Array = np.interp(days.astype(float), known.astype("datetime64[D]").astype(float), values)
    return found


def _gdp(vintage: Vintage, days: NDArray[np.datetime64]) -> Array:
    """GDP at annual rate of the quarter of each day, or of the last one held."""
    gdp = vintage.base("GDP").dropna()
    quarters = gdp.index.to_numpy().astype("datetime64[D]")
    place = np.maximum(np.searchsorted(quarters, days, side="right") - 1, 0)
    return np.asarray(gdp, dtype=np.float64)[place]


def carried_weights(vintage: Vintage, path: PolicyPath, parameters: Parameters) -> tuple[NDArray[np.datetime64], Array]:
    """Quarter-ends since the list and (m, 5) ten-year equivalents per dollar: bills, notes, TIPS, FRNs, all."""
    last = vintage["TREAST"].last_day
    first = vintage["DGS10"].last_day
    rates = rate_path(vintage, path, parameters, RATES_FROM, add_months(last, 6), given_until=min(first, vintage.as_of))
    listed = opening_holdings(vintage, HOLDINGS_DATE, parameters.auctions)
    model, pool = parameters.prepayment_known(HOLDINGS_DATE).model, parameters.mortgage_pool
    cohorts = build_cohorts(vintage, rates, model, pool, HOLDINGS_DATE).cohorts
    portfolio = Portfolio(lots_from(listed, rates), cohorts, (0.0,) * pool.settlement_lag_months)
    curve, real = curve_on(vintage, HOLDINGS_DATE), vintage["DFII10"].base_last(HOLDINGS_DATE)[1]
    days, rows = [np.datetime64(HOLDINGS_DATE)], [_weights(portfolio.lots, np.datetime64(HOLDINGS_DATE), curve, real)]
    policies = monthly_policy(path, HOLDINGS_DATE, last)
    for policy in policies:
        portfolio, _, _ = advance_month(portfolio, policy, rates, parameters, HOLDINGS_DATE)
        if policy.month.month in QUARTER_ENDS or policy is policies[-1]:  # weights move by a hundredth a quarter
            days.append(np.datetime64(add_months(policy.month, 1) - ONE_DAY))
            rows.append(_weights(portfolio.lots, days[-1], curve, real))
    return np.array(days), np.array(rows)


def _weights(lots: Lots, day: np.datetime64, curve: tuple[Array, Array], real: float) -> Array:
    """(5,) ten-year equivalents per dollar of face, by kind and of all; agency debt is left out."""
    zero_years, zero = curve
    years = np.maximum((lots.maturity_date.astype("datetime64[D]") - day).astype(float) / 365.25, 1 / 365.25)
    coupon = np.where(lots.kind == BILL, 0.0, lots.coupon)
    flat = np.full_like(zero, np.log1p(real))
    price, duration = bond_value_and_duration(years, coupon, zero_years, zero)
    indexed = lots.kind == TIPS
    tips_price, tips_duration = bond_value_and_duration(years[indexed], coupon[indexed], zero_years, flat)
    price[indexed], duration[indexed] = tips_price, tips_duration
    risk = np.where(lots.kind == FRN, np.minimum(FRN_DURATION_YEARS, years), price * duration)
    risk /= ten_year_dv01(zero_years, zero)
    groups = [lots.kind == kind for kind in KINDS]
    return np.array([_mean(risk, lots.par_usd, group) for group in [*groups, np.isin(lots.kind, KINDS)]])


def _mean(risk: Array, par: NDArray[np.int64], group: NDArray[np.bool_]) -> float:
    total = float(par[group].sum())
    return float((risk * par)[group].sum()) / total if total else 0.0


def _by_kind(
    vintage: Vintage, days: NDArray[np.datetime64], par: Array, months: NDArray[np.datetime64], per_dollar: Array
) -> Array:
    """Each kind's published par × its weight; where a week's kinds are not published, the weight of all Treasuries."""
    weights = np.column_stack([_over_time(days, months, per_dollar[:, i]) for i in range(5)])
    whole = par * weights[:, 4]
    try:
        bills, nominal, tips = (vintage.base(name).reindex(days) for name in ("WSHOBL", "WSHONBNL", "WSHONBIIL"))
    except (DateRangeError, UnknownNameError):
        return whole
    frn = _floating(vintage, days)
    indexed = np.where(tips.isna(), np.nan, par - bills - nominal)  # principal and its inflation compensation
    kinds = np.column_stack([bills, nominal - frn, indexed, frn])
    found = (kinds * weights[:, :4]).sum(axis=1)
    return np.where(np.isnan(found), whole, found)


def _floating(vintage: Vintage, days: NDArray[np.datetime64]) -> Array:
    """FRNs by SOMA's summary, the last one known; part of nominal notes on the H.4.1."""
    if "SOMA_FRN" not in vintage:
        return np.zeros(days.size)
    known = vintage.base("SOMA_FRN").dropna()
    return _over_time(days, known.index.to_numpy().astype("datetime64[D]"), np.asarray(known, dtype=np.float64))
