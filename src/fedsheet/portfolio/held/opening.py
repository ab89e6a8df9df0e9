"""The Fed's balance sheet and securities on the day a projection opens, from the fullest source held for that day.

key Wednesday   the consolidated statement line by line
other days      weekly series for the large lines; the small ones from the nearest key Wednesday before
securities      the CUSIP list of its own day, shipped or pulled; the maturity distribution of H.4.1 up to March 2020;
                else the first list after the day, scaled to H.4.1 (`open_sheet` carries an older list forward)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.holdings import (
    Bucket,
    Holdings,
    holdings_from_buckets,
    holdings_from_table,
    scaled_to,
)
from fedsheet.portfolio.mortgages.cohorts import History

if TYPE_CHECKING:
    import pandas as pd

LIST_OF = "soma_treasury_{day}"
KEY_TABLE = "h41_key_dates"
DISTRIBUTION_UNTIL = date(2020, 3, 11)
BUCKETS = {
    "within 15 days": (1, 15),
    "16 days to 90 days": (16, 90),
    "91 days to 1 year": (91, 365),
    "over 1 year to 5 years": (366, 5 * 365),
    "over 5 years to 10 years": (5 * 365 + 1, 10 * 365),
    "over 10 years": (10 * 365 + 1, 30 * 365),
}

EARNING_NOTHING = (
    "Other: Coin",
    "Gold certificate account",
    "Bank premises",
    "Special drawing rights certificate account",
    "Other Assets, Consolidated Table",
    "Foreign currency denominated assets",
)


@dataclass(frozen=True)
class Statement:
    """The lines of the opening statement that a projection moves, US dollars.

    premium   unamortised premiums less discounts;  other_assets what the lines named leave of total assets
    loans     loans, repos, swaps and facilities: other assets beyond those of the key Wednesday that earn nothing
    other_deposits      those of clearing houses (DFMUs) and others that earn the rate on reserve balances
    other_liabilities   deposits and payables other than those named, capital paid in and surplus included
    """

    day: date
    premium_usd: int
    loans_usd: int
    other_assets_usd: int
    currency_usd: int
    tga_usd: int
    on_rrp_usd: int
    foreign_repo_usd: int
    other_deposits_usd: int
    other_liabilities_usd: int
    deferred_asset_usd: int = 0


@dataclass(frozen=True)
class Opening:
    """Everything a projection starts from."""

    statement: Statement
    holdings: Holdings
    mbs: History

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
        return self.securities_usd + s.premium_usd + s.loans_usd + s.other_assets_usd

    @property
    def reserves_usd(self) -> int:
        """What is left of assets when every other liability is taken off."""
        s = self.statement
        named = s.currency_usd + s.tga_usd + s.on_rrp_usd + s.foreign_repo_usd
        others = s.other_deposits_usd + s.other_liabilities_usd
        return self.total_assets_usd - named - others + s.deferred_asset_usd


class KeyDate:
    """The shipped statement of one key Wednesday, read by the ends of its line names, US dollars."""

    def __init__(self, table: pd.DataFrame, day: date) -> None:
        rows = table[table["date"].dt.date == day]
        self.day = day
        self.lines = dict(zip(rows["item"], rows["usd_mn"] * round(USD_MN.scale), strict=True))

    def line(self, ending: str) -> int:
        """The line whose name ends so; none or several raise."""
        found = {name: value for name, value in self.lines.items() if name.endswith(ending)}
        if len(set(found)) != 1:
            raise DateRangeError(f"The statement of {self.day} has {len(found)} lines ending in {ending!r}")
        return int(next(iter(found.values())))

    @property
    def premium_usd(self) -> int:
        """Unamortised premiums less discounts."""
        return sum(self.line(f"Unamortized {part} on securities held outright") for part in ("premiums", "discounts"))

    def buckets(self, security: str) -> list[Bucket]:
        """The maturity distribution of one kind of security; a bucket not listed holds nothing."""
        stem = f"Assets: Securities Held Outright: {security}: Maturing "
        named = {k.removeprefix(stem).removeprefix("in "): v for k, v in self.lines.items() if k.startswith(stem)}
        return [Bucket(*BUCKETS[k], int(v)) for k, v in named.items()]


def key_dates(vintage: Vintage) -> list[date]:
    """The Wednesdays whose whole statement is held."""
    return sorted(set(vintage.table(KEY_TABLE)["date"].dt.date))


def opening_statement(
    vintage: Vintage, day: date, securities_usd: int, deferred_asset_usd: int, premium_amortisation: float
) -> Statement:
    """The statement of `day`; small lines from the key Wednesday at or before it, large ones of the day itself.

    premium_amortisation  share a year of net premiums written off where securities have run off since that Wednesday
    """
    before = [d for d in key_dates(vintage) if d <= day]
    if not before:
        raise DateRangeError(f"No statement is held on or before {day}", possible=f"First: {key_dates(vintage)[0]}")
    key = KeyDate(vintage.table(KEY_TABLE), before[-1])
    premium = round(key.premium_usd * _premium_left(vintage, key.day, day, premium_amortisation))
    exact = day == key.day
    total = key.line("Total assets (Less eliminations from consolidation)") if exact else _last(vintage, "WALCL", day)
    tga = key.line("U.S. Treasury, General Account") if exact else _last(vintage, "WTREGEN", day)
    on_rrp = _on_rrp(vintage, day)
    foreign = key.line("Liabilities: Reverse repurchase agreements") - _on_rrp(vintage, key.day)
    currency = key.line("Federal Reserve notes, net of F.R. Bank holdings")
    rest = total - securities_usd - premium
    earning_nothing = min(sum(key.line(ending) for ending in EARNING_NOTHING), rest)
    reserves = key.line("Other deposits held by depository institutions") if exact else _last(vintage, "WRESBAL", day)
    deposits = key.line("Deposits: Other")
    named = currency + tga + on_rrp + max(foreign, 0) + deposits
    return Statement(
        day,
        premium_usd=premium,
        loans_usd=rest - earning_nothing,
        other_assets_usd=earning_nothing,
        currency_usd=currency,
        tga_usd=tga,
        on_rrp_usd=on_rrp,
        foreign_repo_usd=max(foreign, 0),
        other_deposits_usd=deposits,
        other_liabilities_usd=total - named - reserves + deferred_asset_usd,
        deferred_asset_usd=deferred_asset_usd,
    )


def _premium_left(vintage: Vintage, key_day: date, day: date, amortisation: float) -> float:
    """The part of the key Wednesday's premiums left on `day`: all of it while purchases bring new ones."""
    then, now = (sum(_last(vintage, series_id, d) for series_id in ("TREAST", "WSHOMCB")) for d in (key_day, day))
    years = (day - key_day).days / 365.0
    return 1.0 if now >= then else float((1.0 - amortisation) ** years)


def _last(vintage: Vintage, series_id: str, day: date) -> int:
    return round(vintage[series_id].base_last(day)[1])


def _on_rrp(vintage: Vintage, day: date) -> int:
    """ON RRP on the day; zero before its first operation, as there was none."""
    series = vintage["RRPONTSYD"]
    first = series.values.index[0].date()
    return 0 if day < first else _last(vintage, "RRPONTSYD", day)


def list_dates(vintage: Vintage) -> list[date]:
    """The Wednesdays whose Treasuries are held security by security, in order."""
    stem = LIST_OF.format(day="")
    return sorted(date.fromisoformat(name.removeprefix(stem)) for name in vintage.tables if name.startswith(stem))


def opening_holdings(vintage: Vintage, day: date) -> Holdings:
    """Treasuries and agency debt on `day`; what is not of that day itself is scaled to H.4.1's Treasuries."""
    held = list_dates(vintage)
    if day in held:
        return holdings_from_table(vintage.table(LIST_OF.format(day=day)), day)
    target = _last(vintage, "TREAST", day)
    if day <= DISTRIBUTION_UNTIL:
        return scaled_to(_from_distribution(vintage, day), target)
    later = next((d for d in held if d > day), None)
    if later is None:
        raise DateRangeError(f"No list of Treasuries is held for {day} or after it", do="Pull one, or give --holdings")
    table = vintage.table(LIST_OF.format(day=later))
    alive = table[table["maturity_date"] > np.datetime64(day)]
    return scaled_to(holdings_from_table(alive, day), target)


def _from_distribution(vintage: Vintage, day: date) -> Holdings:
    dates = [d for d in key_dates(vintage) if d <= day]
    if not dates:
        raise DateRangeError(f"No maturity distribution is held on or before {day}")
    key = KeyDate(vintage.table(KEY_TABLE), dates[-1])
    buckets = key.buckets("U.S. Treasury securities")
    return holdings_from_buckets(buckets, day, {b.start_days: _past_coupon(vintage, day, b) for b in buckets})


def _past_coupon(vintage: Vintage, day: date, bucket: Bucket) -> float:
    """What a bucket's securities pay: the mean ten-year (beyond ten years: thirty-year) yield of the years before."""
    series_id, years = ("DGS30", 5) if bucket.start_days > 3650 else ("DGS5", 5)
    before = vintage[series_id].between(date(day.year - years, 1, 1), day)
    return float(before.base().mean())
