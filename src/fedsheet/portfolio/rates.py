"""The path of rates a projection runs on: par yields, rates the Fed pays, mortgage rate, consumer prices, by month.

    held months     monthly means of what was observed
    later months    the forward curve of the last day observed, or that curve unchanged; shifts of a scenario on top

Shapes: t months from `first`, m tenors. Decimal a year; prices as an index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.manifest import digest_of
from fedsheet.core.vintage import Vintage
from fedsheet.instruments.curve import DiscountCurve, curve_from_par
from fedsheet.instruments.treasury import reference_cpi
from fedsheet.portfolio.known import published_by
from fedsheet.portfolio.parameters import QUARTER, Parameters
from fedsheet.portfolio.principal.month_policy import monthly_mean
from fedsheet.record.path import PolicyPath

Floats = NDArray[np.float64]
Months = NDArray[np.datetime64]
TENORS: Mapping[str, float] = {"DGS3MO": 0.25, "DGS2": 2.0, "DGS5": 5.0, "DGS10": 10.0, "DGS30": 30.0}
TENOR_NAMES = ("three_month", "two_year", "five_year", "ten_year", "thirty_year")
BEYOND = ("forwards", "flat")
SHORT, MONTHS = 0, 12
YEARS_EXPECTED = 10  # a rule's course has closed its gaps by then (0.9 a quarter); what is left are terms, no moves


def _month_number(month: date | np.datetime64) -> int:
    """Calendar months since 1970."""
    if isinstance(month, date):
        return (month.year - 1970) * MONTHS + month.month - 1
    return int(month.astype("datetime64[M]").astype(np.int64))


@dataclass(frozen=True)
class RatePath:
    """Rates by month.

    months       (t,)    calendar months
    tenors       (m,)    years
    par_yields   (t, m)  constant-maturity par yields
    mortgage     (t,)    30-year mortgage rate
    iorb, on_rrp (t,)    what the Fed pays: the record's, then moved as the bill rate moves
    consumer_prices (t,) an index by month; TIPS follow it with the Treasury's lag, `reference_cpi`
    observed     how many of the months were observed, not assumed
    """

    months: Months
    tenors: Floats
    par_yields: Floats
    mortgage: Floats
    iorb: Floats
    on_rrp: Floats
    consumer_prices: Floats
    observed: int

    def at(self, month: date | np.datetime64) -> int:
        """The place of a calendar month; outside the path `DateRangeError`."""
        place = _month_number(month) - self._first
        if not 0 <= place < len(self.months):
            wanted = np.array(month, dtype="datetime64[M]")
            raise DateRangeError(
                "portfolio.rates_rates", wanted=wanted, months=self.months[0], months_2=self.months[-1]
            )
        return place

    @cached_property
    def _first(self) -> int:
        return _month_number(self.months[0])

    def yields(self, place: int, terms: Floats) -> Floats:
        """Par yields of these terms in years in month `place`, linear between tenors, flat outside."""
        found: Floats = np.interp(terms, self.tenors, self.par_yields[place])
        return found

    def reference_cpi(self, days: date | ArrayLike) -> Floats:
        """What TIPS are indexed to on these days: prices of three and two months before, seasonally adjusted here.

        Outside the path `InputError`.
        """
        found: Floats = reference_cpi(np.asarray(days, dtype="datetime64[D]"), self.months[0], self.consumer_prices)
        return found

    def inflation_ahead(self, place: int) -> float:
        """Rise of consumer prices over the year after month `place`; over the path's last year where it ends before."""
        later = min(place + MONTHS, len(self.months) - 1)
        rise: float = self.consumer_prices[later] / self.consumer_prices[max(later - MONTHS, 0)] - 1.0
        return rise

    @property
    def bill_rate(self) -> Floats:
        """(t,) the shortest yield."""
        return self.par_yields[:, SHORT]

    @property
    def digest(self) -> str:
        """SHA-256 of every number of the path."""
        return digest_of(*(values.tobytes() for values in vars(self).values() if isinstance(values, np.ndarray)))

    def up_to(self, day: date) -> RatePath:
        """What an opening on `day` answers to: rates to its month, NaN after it; prices a year on, as trend inflation.

        Shifts of a scenario and curves ahead lie beyond it.
        """
        months = slice(self.at(day) + MONTHS + 1)
        later = (self.months > np.datetime64(day, "M"))[months]
        mortgage, iorb, on_rrp = (
            np.where(later, np.nan, rates[months]) for rates in (self.mortgage, self.iorb, self.on_rrp)
        )
        return replace(
            self,
            months=self.months[months],
            par_yields=np.where(later[:, None], np.nan, self.par_yields[months]),
            mortgage=mortgage,
            iorb=iorb,
            on_rrp=on_rrp,
            consumer_prices=self.consumer_prices[months],
        )

    def given(self, rates: Mapping[str, Floats]) -> RatePath:
        """With rates of one's own: name → (t,), NaN where this path holds; any month, observed or not.

        iorb, on_rrp, mortgage, or a tenor's name.  Where the ten-year is given and the mortgage rate is not, that moves
        with it; so does ON RRP's rate with interest on reserves, never below zero: the Fed sets both together.
        """
        par, ten = self.par_yields.copy(), list(TENORS).index("DGS10")
        for place, name in enumerate(TENOR_NAMES):
            par[:, place] = _where_given(rates, name, par[:, place])
        moved = self.mortgage + par[:, ten] - self.par_yields[:, ten]
        iorb = _where_given(rates, "iorb", self.iorb)
        floor = np.where(iorb == self.iorb, self.on_rrp, np.maximum(self.on_rrp + iorb - self.iorb, 0.0))
        return replace(
            self,
            par_yields=par,
            mortgage=_where_given(rates, "mortgage", moved),
            iorb=iorb,
            on_rrp=_where_given(rates, "on_rrp", floor),
        )

    def shifted(self, shift: Floats) -> RatePath:
        """Every rate moved by `shift` (t,), in months not observed, none below zero."""
        ahead = np.where(np.arange(len(self.months)) < self.observed, 0.0, shift)
        return replace(
            self,
            par_yields=np.maximum(self.par_yields + ahead[:, None], np.minimum(self.par_yields, 0.0)),
            mortgage=np.maximum(self.mortgage + ahead, 0.0),
            iorb=np.maximum(self.iorb + ahead, 0.0),
            on_rrp=np.maximum(self.on_rrp + ahead, 0.0),
        )


def _where_given(rates: Mapping[str, Floats], name: str, otherwise: Floats) -> Floats:
    values = rates.get(name)
    return otherwise if values is None else np.where(np.isnan(values), otherwise, values)


def rate_path(
    vintage: Vintage,
    policy: PolicyPath,
    parameters: Parameters,
    first: date,
    until: date,
    *,
    given_until: date,
    beyond: str = "forwards",
) -> RatePath:
    """Observed monthly means to `given_until`, then forwards or the last curve, from `first` to `until`.

    `given_until` is the information date: the day of opening for a projection, a later day for one judged
    "given actual rates".
    """
    if beyond not in BEYOND:
        raise UnknownNameError("rate assumption", beyond, BEYOND)
    months = np.arange(np.datetime64(first, "M"), np.datetime64(until, "M") + np.timedelta64(1, "M"))
    observed_yields = _observed(vintage, tuple(TENORS), months, given_until)
    n_observed = len(observed_yields)
    later = _beyond(last_curve(vintage, given_until), len(months) - n_observed, beyond)
    par = np.vstack([observed_yields, later])
    tenors = np.array(list(TENORS.values()))
    mortgage = par[:, list(TENORS).index("DGS10")] + parameters.mortgage_rate.at(_spread_months(months, given_until))
    prices = _prices(vintage, months, given_until, parameters.income.inflation_goal)
    now = vintage["DGS3MO"].base_last(given_until)[1]
    # What the Fed pays in the month of the information date is known, though no yield of that month be held.
    is_known = (np.arange(len(months)) < n_observed) | (months <= np.datetime64(given_until, "M"))
    moves = np.where(is_known, 0.0, par[:, SHORT] - now)
    iorb, on_rrp = (_administered(policy, name, months, n_observed, given_until) for name in ("iorb", "on_rrp"))
    return RatePath(
        months, tenors, par, mortgage, np.maximum(iorb + moves, 0.0), np.maximum(on_rrp + moves, 0.0), prices,
        n_observed,
    )  # fmt: skip


def _administered(policy: PolicyPath, name: str, months: Months, n_observed: int, given_until: date) -> Floats:
    """(t,) the record's monthly means, then the rate known on `given_until`; zero before it existed."""
    held = [monthly_mean(policy, name, month) for month in months[:n_observed].astype("datetime64[D]").astype(date)]
    now = policy.value_at(name, given_until, given_until)
    return np.array([*held, *[now or 0.0] * (len(months) - n_observed)], dtype=np.float64)


def _spread_months(months: Months, given_until: date) -> Months:
    """Mortgage spreads stay at those of the last quarter that was over on the information date: means of its weeks."""
    following = np.datetime64(given_until + ONE_DAY, "M").astype(np.int64)
    last = np.datetime64(int(following - following % QUARTER - 1), "M")
    return np.minimum(months, last)


def _monthly_mean(vintage: Vintage, series_id: str, given_until: date) -> tuple[Months, Floats]:
    """Months and means of a daily series up to a day."""
    known = vintage[series_id].between(end=given_until)
    of_day = known.days.astype("datetime64[M]")
    is_first = np.diff(of_day, prepend=of_day[:1] - np.timedelta64(1, "M")).astype(np.int64) > 0
    months, place = of_day[is_first], np.cumsum(is_first) - 1
    means: Floats = np.bincount(place, known.base_amounts()) / np.bincount(place)
    return months, means


def _observed(vintage: Vintage, ids: Sequence[str], months: Months, given_until: date) -> Floats:
    """(n, m) monthly means from the first month on, for as long as every tenor has them."""
    columns = []
    for series_id in ids:
        held, means = _monthly_mean(vintage, series_id, given_until)
        if held[0] > months[0]:
            raise DateRangeError(
                "portfolio.rates_held_from_rates_needed", series_id=series_id, held=held[0], months=months[0]
            )
        start = int((months[0] - held[0]).astype(np.int64))
        columns.append(means[start : start + len(months)])
    n = min(len(c) for c in columns)
    return np.column_stack([c[:n] for c in columns])


def last_curve(vintage: Vintage, given_until: date) -> DiscountCurve:
    """The curve of the last day observed, bootstrapped from constant-maturity yields."""
    last = [vintage[series_id].base_last(given_until)[1] for series_id in TENORS]
    return curve_from_par(np.array(list(TENORS.values())), np.array([last]))


def _beyond(curve: DiscountCurve, n_months: int, how: str) -> Floats:
    """(n, m) par yields of the months ahead: forward par yields of the curve, or the curve as it stands."""
    tenors = np.array(list(TENORS.values()))
    starts: Floats = (np.arange(float(n_months)) + 0.5) / 12.0 * (how == "forwards")
    grid = np.arange(0.5, 30.5, 0.5)
    horizon = curve.discount((starts[:, None] + grid).ravel())[0].reshape(n_months, len(grid))
    now = curve.discount(starts)[0][:, None]
    factors = horizon / now
    annuity = np.cumsum(factors, axis=1) * 0.5
    par = np.empty((n_months, len(tenors)))
    quarter = curve.discount(starts + tenors[0])[0][:, None] / now
    par[:, 0] = (1.0 / quarter[:, 0] - 1.0) / tenors[0]
    place = np.rint(tenors[1:] / 0.5).astype(np.int64) - 1
    par[:, 1:] = (1.0 - factors[:, place]) / annuity[:, place]
    return par


def _prices(vintage: Vintage, months: Months, given_until: date, inflation: float) -> Floats:
    """(t,) consumer prices: months public on a day, gaps and later months grown at a constant rate from the last."""
    prices = published_by(vintage, "CPIAUCSL", given_until)
    known = np.log(prices.base_amounts())
    where = prices.days.astype("datetime64[M]").astype(np.int64)
    wanted = months.astype(np.int64)
    inside = np.interp(wanted, where, known)
    after = known[-1] + np.log1p(inflation) / 12.0 * (wanted - where[-1])
    return np.exp(np.where(wanted > where[-1], after, inside))
