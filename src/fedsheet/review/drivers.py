"""What moved reserve balances: every other line of the statement, supplying or absorbing, so that the change closes.

    Δ reserves = Σ Δ assets − Σ Δ other liabilities and capital

Three depths. Where the vintage holds the statement on both days (24 key Wednesdays ship; every Wednesday once the H.4.1
has been pulled) all its lines are there and the sum closes to the rounding of the release. From 2018 on the weekly
lines that ship close between any two Wednesdays (`review.wednesdays`). Before that week averages and levels carry
Treasuries, MBS, other assets, the Treasury's account, ON RRP and currency; what total assets leave beside them is a
factor too, the liabilities and the capital that are not held line by line: it closes the account, and holds the
distance between a week's average of assets and the mean of its two Wednesdays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import islice

import numpy as np

from fedsheet.core.errors import BalanceError, DateRangeError, InputError
from fedsheet.core.lazy import pd
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.review.keydates import key_days, key_levels
from fedsheet.review.reserve_drivers import Driver, ReserveDrivers
from fedsheet.review.wednesdays import wednesday_drivers

N_ADDED = 3  # rounded totals that meet in the sum: assets, liabilities, capital; the lines cancel inside them
LONGEST_CLOSURE_DAYS = 4  # a weekend with holidays on both sides
QUARTER_WEEKS = 13
LATE_BY = timedelta(weeks=QUARTER_WEEKS)  # a factor that lags by more is not waited for
# What total assets leave is told of a Wednesday on which these are held beside reserves.
BESIDE_RESERVES = ("WALCL", "TREAST", "WSHOMCB", "WDTGAL", "WLRRAL")
ROUNDING_USD = 0.5 * USD_MN.scale  # the H.4.1 is published in whole millions


@dataclass(frozen=True)
class DriverLine:
    """One line of the statement: `supplies` for assets; its name in the key dates, its code in the Board's download."""

    id: str
    supplies: bool
    items: tuple[str, ...]
    code: tuple[str, ...]


_HELD, _LIABILITY = "Assets: Securities Held Outright", "Liabilities and Capital: Liabilities"
_DRAIN = "Liabilities and Capital: Other Factors Draining Reserve Balances"
_OTHER_DEPOSITS = f"{_LIABILITY}: Deposits with F.R. Banks, other than reserve balances"
RESERVES = DriverLine(
    "reserves", False, (f"{_LIABILITY}: Deposits: Other deposits held by depository institutions",), ("RESPPLLDD_N.WW",)
)
TOTAL_ASSETS = DriverLine(
    "total_assets",
    True,
    ("Assets: Total Assets: Total assets (Less eliminations from consolidation)",),
    ("RESPPMA_N.WW",),
)
LINES = (
    DriverLine("treasuries", True, (f"{_HELD}: U.S. Treasury securities",), ("RESPPALGUO_N.WW",)),
    DriverLine("agency_debt", True, (f"{_HELD}: Federal agency debt securities",), ("RESPPALGAO_N.WW",)),
    DriverLine("mbs", True, (f"{_HELD}: Mortgage-backed securities",), ("RESPPALGASMO_N.WW",)),
    DriverLine(
        "premiums_less_discounts",
        True,
        (
            "Assets: Unamortized premiums on securities held outright",
            "Assets: Unamortized discounts on securities held outright",
        ),
        ("RESPPALSP_N.WW", "RESPPALSD_N.WW"),
    ),
    DriverLine("repurchase_agreements", True, ("Assets: Other: Repurchase agreements",), ("RESPPALGTR_N.WW",)),
    DriverLine(
        "swap_lines", True, ("Assets: Central Bank Liquidity Swaps: Central bank liquidity swaps",), ("RESH4SCS_N.WW",)
    ),
    DriverLine(
        "currency", False, (f"{_LIABILITY}: Federal Reserve notes, net of F.R. Bank holdings",), ("RESPPLLN_N.WW",)
    ),
    DriverLine("reverse_repos", False, (f"{_LIABILITY}: Reverse repurchase agreements",), ("RESPPLLR_N.WW",)),
    DriverLine(
        "treasury_general_account", False, (f"{_OTHER_DEPOSITS}: U.S. Treasury, General Account",), ("RESPPLLDT_N.WW",)
    ),
    DriverLine(
        "term_deposits",
        False,
        (f"{_OTHER_DEPOSITS}: Term deposits held by depository institutions",),
        ("RESPPLLDA_N.WW",),
    ),
    DriverLine("foreign_official_deposits", False, (f"{_OTHER_DEPOSITS}: Foreign official",), ("RESPPLLDF_N.WW",)),
    DriverLine("other_deposits", False, (f"{_LIABILITY}: Deposits: Other",), ("RESPPLLDO_N.WW",)),
    DriverLine(
        "deferred_availability",
        False,
        (f"{_LIABILITY}: Deferred availability cash items (Less eliminations from consolidation)",),
        ("RESPPMLLC_N.WW",),
    ),
    DriverLine(
        "treasury_contribution",
        False,
        (f"{_DRAIN}: Treasury Contribution to Credit Facilities (Effective 2020-05-07)",),
        ("RESH4E_N.WW",),
    ),
    DriverLine(
        "other_liabilities",
        False,
        (
            f"{_LIABILITY}: Other liabilities and accrued dividends "
            "(Includes the liability for earnings remittances due to the U.S. Treasury)",
        ),
        ("RESPPLLO_N.WW",),
    ),
    DriverLine("capital", False, ("Liabilities and Capital: Capital: Total capital",), ("RESPPLC_N.WW",)),
)
TOTAL_LIABILITIES = DriverLine(
    "total_liabilities",
    False,
    (f"{_LIABILITY}: Total liabilities (Less eliminations from consolidation)",),
    ("RESPPMLL_N.WW",),
)
# Liabilities the table does not list by name, above all the Treasury's supplementary financing account of 2008-11.
UNLISTED = "supplementary_financing_and_unlisted"
# Loans, vehicles, gold, premises and the rest: total assets less the lines above; its parts changed names too often.
OTHER_ASSETS = "loans_facilities_and_other_assets"


@dataclass(frozen=True)
class Episode:
    """A stretch of reserves worth its own account."""

    id: str
    start: date
    end: date
    why: str


@cache
def load_episodes() -> tuple[Episode, ...]:
    """The episodes that ship, in order; from the package's own file, no other input."""
    text = resources.files("fedsheet.review").joinpath("data/episodes.toml").read_text("utf-8")
    return tuple(Episode(**entry) for entry in tomllib.loads(text)["episode"])


def _from_key_dates(levels: Mapping[str, float], line: DriverLine) -> float | None:
    return sum(levels[item] for item in line.items) if all(item in levels for item in line.items) else None


def _from_series(vintage: Vintage, line: DriverLine, day: date) -> float | None:
    names = [f"H41.{code}" for code in line.code]
    if not all(name in vintage and pd.Timestamp(day) in vintage[name].values.index for name in names):
        return None
    return sum(vintage[name].base_at(day) for name in names)


def _statement(vintage: Vintage, day: date) -> dict[str, float] | None:
    """All lines of one Wednesday, US dollars, from pulled statements or the key dates; None where one is not held.

    Other assets are the rest of total assets.
    """
    asked = (*LINES, RESERVES, TOTAL_ASSETS, TOTAL_LIABILITIES)
    key = key_levels(vintage, day) or {}
    held: dict[str, float] = {}
    for line in asked:
        level = _from_series(vintage, line, day)
        level = _from_key_dates(key, line) if level is None else level
        if level is None:
            return None
        held[line.id] = level
    assets = sum(held[line.id] for line in LINES if line.supplies)
    liabilities = sum(held[line.id] for line in LINES if not line.supplies and line.id != "capital") + held["reserves"]
    rest = {OTHER_ASSETS: held["total_assets"] - assets, UNLISTED: held["total_liabilities"] - liabilities}
    return {**held, **rest}


def statement_drivers(vintage: Vintage, start: date, end: date) -> ReserveDrivers | None:
    """All lines of the statement between two Wednesdays; None where it is not held on both.

    `BalanceError` if the sum does not close within the rounding of the lines that are added up.
    """
    before, after = _statement(vintage, start), _statement(vintage, end)
    if before is None or after is None:
        return None
    names = [*((line.id, line.supplies) for line in LINES), (OTHER_ASSETS, True), (UNLISTED, False)]
    drivers = tuple(Driver(name, supplies, before[name], after[name]) for name, supplies in names)
    tolerance = 2 * (N_ADDED + 1) * ROUNDING_USD
    found = ReserveDrivers(start, end, before["reserves"], after["reserves"], drivers, tolerance, "statement")
    if abs(found.remainder_usd) > found.tolerance_usd:
        raise BalanceError(
            "review.drivers_reserves_from_leave_dollars_2",
            start=start,
            end=end,
            remainder_usd=found.remainder_usd,
            tolerance_usd=found.tolerance_usd,
        )
    return found


def week_average(level: pd.Series[float]) -> pd.Series[float]:
    """Average over the week that ends on a Wednesday, from Wednesday levels: the mean of this and the one before."""
    return (level + level.shift(1)) / 2.0


def _daily_to_week_average(daily: pd.Series[float], wednesdays: pd.DatetimeIndex) -> pd.Series[float]:
    """Calendar-day averages of the weeks ending on `wednesdays` of an overnight operation.

    Over weekends and holidays the last operation is outstanding; before the first one ever nothing is; after the last
    one that is held nothing is known.
    """
    days = pd.date_range(wednesdays[0] - pd.Timedelta(days=6), wednesdays[-1], freq="D")
    outstanding = daily.reindex(days).ffill(limit=LONGEST_CLOSURE_DAYS)
    told = daily.index[-1] + pd.Timedelta(days=LONGEST_CLOSURE_DAYS)
    outstanding = outstanding.where(outstanding.notna() | (days > told), 0.0)
    return outstanding.rolling(7).mean().reindex(wednesdays)


def _currency(vintage: Vintage, wednesdays: pd.DatetimeIndex) -> pd.Series[float]:
    """Currency in circulation by week: the weekly series where held, else monthly averages joined by straight lines.

    NaN outside what is held: there it stays in the remainder.
    """
    joined = _monthly_currency(vintage, wednesdays)
    weekly = vintage.base("WCURCIR").reindex(wednesdays) if "WCURCIR" in vintage else joined
    return weekly.combine_first(joined)


def _monthly_currency(vintage: Vintage, wednesdays: pd.DatetimeIndex) -> pd.Series[float]:
    if "CURRCIR" not in vintage:
        return pd.Series(np.nan, index=wednesdays)
    monthly = vintage.base("CURRCIR")
    middle = pd.DatetimeIndex(monthly.index) + pd.Timedelta(days=14)
    inside = (wednesdays >= middle[0]) & (wednesdays <= middle[-1])
    joined = np.interp(wednesdays.asi8, middle.as_unit(wednesdays.unit).asi8, monthly.to_numpy())
    return pd.Series(np.where(inside, joined, np.nan), index=wednesdays)


def weekly_factors(vintage: Vintage) -> pd.DataFrame:
    """Reserves (week average) and what ships of the rest, by Wednesday, US dollars.

    Columns treasuries, mbs, other_assets, treasury_general_account, on_rrp, currency, reserves; NaN where a series is
    not held.
    """
    reserves = vintage.base("WRESBAL")
    wednesdays = pd.DatetimeIndex(reserves.index)
    total, treasuries, mbs = (week_average(vintage.base(s)).reindex(wednesdays) for s in ("WALCL", "TREAST", "WSHOMCB"))
    return pd.DataFrame(
        {
            "treasuries": treasuries,
            "mbs": mbs,
            "other_assets": total - treasuries - mbs,
            "treasury_general_account": vintage.base("WTREGEN").reindex(wednesdays),
            "on_rrp": _daily_to_week_average(vintage.base("RRPONTSYD"), wednesdays),
            "currency": _currency(vintage, wednesdays),
            "reserves": reserves,
        }
    )


# The foreign repo pool, other deposits, other liabilities and capital: held by line from 2018 on, or once pulled.
NOT_BY_LINE = "liabilities_and_capital_not_by_line"
NOT_BY_LINE_NOR_CURRENCY = "currency_liabilities_and_capital_not_by_line"
SUPPLYING = ("treasuries", "mbs", "other_assets")
ABSORBING = ("treasury_general_account", "on_rrp", "currency")


def _statement_days(vintage: Vintage) -> set[date]:
    """Wednesdays with a statement, pulled or among the key dates; single lines may still be missing."""
    days = set(key_days(vintage))
    for name in (f"H41.{code}" for code in RESERVES.code):
        days |= {pd.Timestamp(stamp).date() for stamp in vintage[name].values.index} if name in vintage else set()
    return days


def _nearest_statement(vintage: Vintage, day: date) -> set[date]:
    """The Wednesday nearest to `day` on which every line is held; empty where there is none."""
    by_distance = sorted(_statement_days(vintage), key=lambda held: (abs(held - day), held))
    complete = (held for held in by_distance if _statement(vintage, held) is not None)
    return set(islice(complete, 1))


def week_drivers(vintage: Vintage, start: date, end: date) -> ReserveDrivers:
    """Drivers from the weekly figures that ship; days that are not Wednesdays held raise with their neighbours."""
    reserves = vintage["WRESBAL"]
    first, last = reserves.base_at(start), reserves.base_at(end)
    table = weekly_factors(vintage)
    ends = table.loc[[pd.Timestamp(start), pd.Timestamp(end)]]
    used = [name for name in (*SUPPLYING, *ABSORBING) if ends[name].notna().all()]
    if not set(SUPPLYING) <= set(used):
        told = pd.DatetimeIndex(table[list(SUPPLYING)].dropna().index)
        begins, ends_on = told[0].date(), told[-1].date()
        if end > ends_on:
            raise DateRangeError("review.drivers_not_yet", start=start, end=end, last=ends_on)
        raise DateRangeError("review.drivers_no_total", start=start, end=end, first=begins)
    held = [Driver(n, n in SUPPLYING, float(ends[n].iloc[0]), float(ends[n].iloc[1])) for n in used]
    left = NOT_BY_LINE if "currency" in used else NOT_BY_LINE_NOR_CURRENCY
    drivers = (*held, _what_assets_leave(left, held, first, last))
    near = _nearest_statement(vintage, start) | _nearest_statement(vintage, end)
    tolerance = 2 * (len(drivers) + 1) * ROUNDING_USD
    return ReserveDrivers(start, end, first, last, drivers, tolerance, "week", tuple(sorted(near)))


def _what_assets_leave(name: str, held: list[Driver], first: float, last: float) -> Driver:
    """Total assets less reserves and every liability held, on both days."""
    before = sum(d.start_usd if d.supplies else -d.start_usd for d in held) - first
    after = sum(d.end_usd if d.supplies else -d.end_usd for d in held) - last
    return Driver(name, False, before, after)


def reserve_drivers(vintage: Vintage, start: date, end: date) -> ReserveDrivers:
    """What moved reserves from `start` to `end`, both H.4.1 Wednesdays, as deep as the figures go."""
    if start >= end:
        raise InputError("review.drivers_before_2", start=start, end=end)
    return (
        statement_drivers(vintage, start, end)
        or wednesday_drivers(vintage, start, end)
        or week_drivers(vintage, start, end)
    )


def latest_drivers(vintage: Vintage, weeks: int = QUARTER_WEEKS) -> ReserveDrivers:
    """What moved reserves over the last so many weeks that can be accounted for."""
    end = last_accounted(vintage)
    return reserve_drivers(vintage, end - timedelta(weeks=weeks), end)


def last_accounted(vintage: Vintage) -> date:
    """The last Wednesday to which reserves and the main lines beside them are held; what stopped is not waited for."""
    reserves: date = vintage["WRBWFRBL" if "WRBWFRBL" in vintage else "WRESBAL"].last_day
    ends = [vintage[name].last_day for name in BESIDE_RESERVES if name in vintage]
    return min([reserves, *(end for end in ends if end >= reserves - LATE_BY)])


def to_common_end(table: pd.DataFrame) -> pd.DataFrame:
    """The weeks up to the last one on which every factor is held that ends within a quarter of the newest."""
    if table.empty:
        return table
    days = pd.DatetimeIndex(table.index)
    last = [days[table[name].notna().to_numpy()][-1] for name in table if table[name].notna().any()]
    near = [day for day in last if day >= days[-1] - LATE_BY]
    return table.loc[: min(near)] if near else table


def cumulative_contributions(vintage: Vintage, start: date, end: date) -> pd.DataFrame:
    """Contribution of each weekly factor since `start`, US dollars, with `remainder` and `reserves`; for the chart.

    The columns but `reserves` add up to it exactly, every week. A factor that ends some weeks early ends the table with
    it; one that begins later or ends long before is left to the remainder.
    """
    table = to_common_end(weekly_factors(vintage).loc[pd.Timestamp(start) : pd.Timestamp(end)]).dropna(axis=1)
    change = table - table.iloc[0]
    signed = change.mul([(-1.0 if name in ABSORBING else 1.0) for name in change.columns])
    parts = signed.drop(columns="reserves")
    return parts.assign(remainder=change["reserves"] - parts.sum(axis=1), reserves=change["reserves"])
