"""The Fed's balance sheet and securities on the day a projection opens, from the fullest source held for that day.

statement       line by line: see `held.statement`
securities      the CUSIP list of its own day, shipped or pulled; the maturity distribution of H.4.1 up to March 2020;
                else the first list after the day, scaled to H.4.1 (`open_sheet` carries an older list forward)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.instruments.treasury import Days
from fedsheet.portfolio.held.holdings import (
    LEAST_TIPS_COUPON,
    TIPS,
    Bucket,
    Holdings,
    holdings_from_buckets,
    holdings_from_rows,
    joined,
    scaled_to,
)
from fedsheet.portfolio.held.issue_yields import past_issues
from fedsheet.portfolio.held.premium import PremiumPath
from fedsheet.portfolio.held.statement import KeyDate, OpeningStatement, key_dates
from fedsheet.portfolio.mortgages.cohorts import History
from fedsheet.portfolio.parameters import Auctions

LIST_OF, LIST = "soma_treasury_{day}", "SOMA table"
DISTRIBUTION_UNTIL = date(2020, 3, 11)
TEN_YEARS = 120


@dataclass(frozen=True)
class Opening:
    """Everything a projection starts from."""

    statement: OpeningStatement
    holdings: Holdings
    mbs: History
    premium: PremiumPath

    @property
    def day(self) -> date:
        """The day of opening."""
        return self.statement.day

    @property
    def mbs_usd(self) -> int:
        """Agency MBS, whole dollars."""
        return round(self.mbs.cohorts.total_usd)

    @property
    def securities_usd(self) -> int:
        """Treasuries, agency debt and MBS."""
        return int(self.holdings.principal_usd.sum()) + self.mbs_usd

    @property
    def total_assets_usd(self) -> int:
        """All assets; the deferred asset is a negative liability and not among them."""
        s = self.statement
        return self.securities_usd + s.premium_usd + s.loans_usd + s.repos_usd + s.other_assets_usd

    @property
    def reserves_usd(self) -> int:
        """What is left of assets when every other liability is taken off."""
        s = self.statement
        named = s.currency_usd + s.tga_usd + s.on_rrp_usd + s.foreign_repo_usd
        others = s.other_deposits_usd + s.other_liabilities_usd
        return self.total_assets_usd - named - others + s.deferred_asset_usd


def list_dates(vintage: Vintage) -> list[date]:
    """The Wednesdays whose Treasuries are held security by security, in order."""
    stem = LIST_OF.format(day="")
    return sorted(date.fromisoformat(name.removeprefix(stem)) for name in vintage.tables if name.startswith(stem))


def opening_holdings(vintage: Vintage, day: date, auctions: Auctions) -> Holdings:
    """Treasuries and agency debt on `day`; what is not of that day itself is scaled to H.4.1's Treasuries."""
    held = list_dates(vintage)
    if day in held:
        return holdings_from_rows(vintage.rows(LIST_OF.format(day=day)), day, where=LIST)
    target = round(vintage["TREAST"].base_last(day)[1])
    if day <= DISTRIBUTION_UNTIL:
        return scaled_to(_from_distribution(vintage, day, auctions), target)
    later = next((d for d in held if d > day), None)
    if later is None:
        raise DateRangeError("portfolio.opening_list_treasuries_held_or", day=day)
    alive = [row for row in vintage.rows(LIST_OF.format(day=later)) if str(row["maturity_date"])[:10] > str(day)]
    return scaled_to(holdings_from_rows(alive, day, where=LIST), target)


def _from_distribution(vintage: Vintage, day: date, auctions: Auctions) -> Holdings:
    dates = [d for d in key_dates(vintage) if d <= day]
    if not dates:
        raise DateRangeError("portfolio.opening_maturity_distribution_held_or", day=day)
    key = KeyDate(vintage, dates[-1])
    buckets, indexed = key.buckets("U.S. Treasury securities"), key.line("Notes and bonds, inflation-indexed")
    compensation = key.line("Inflation compensation")
    part = (indexed + compensation) / sum(bucket.principal_usd for bucket in buckets)
    expected = _expected_inflation(vintage, day) if part else 0.0

    def issued(due: Days) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found = past_issues(vintage, due, day, auctions)
        return found.weight, found.coupon

    def issued_indexed(due: Days) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weight, coupon = issued(due)
        return weight, np.maximum(coupon - expected, LEAST_TIPS_COUPON)

    nominal = holdings_from_buckets(_parts(buckets, 1.0 - part), day, issued)
    if not part:
        return nominal
    tips = holdings_from_buckets(_parts(buckets, part), day, issued_indexed, TIPS)
    par = np.rint(tips.par_usd * (indexed / (indexed + compensation))).astype(np.int64)
    return joined(nominal, replace(tips, par_usd=par, compensation_usd=tips.par_usd - par))


def _parts(buckets: Sequence[Bucket], part: float) -> list[Bucket]:
    """The same part of every bucket."""
    return [replace(bucket, principal_usd=round(bucket.principal_usd * part)) for bucket in buckets]


def _expected_inflation(vintage: Vintage, day: date) -> float:
    """What nominal ten-year yields had in them beyond real ones, on average over the ten years before."""
    start = add_months(day, -TEN_YEARS)
    nominal, real = (vintage[series_id].between(start, day).base_amounts() for series_id in ("DGS10", "DFII10"))
    return float(nominal.mean() - real.mean())
