"""What a projection is: dates, every line of the sheet, flows by month, and the four things it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, course_usd, line_name, said, usd
from fedsheet.portfolio.held.valuation import Valuation
from fedsheet.portfolio.principal.month_step import MonthFlows
from fedsheet.sheet.accounts import BalanceSheets

Floats = NDArray[np.float64]
FED, TREASURY, OTHERS = "federal_reserve", "treasury", "everyone_else"
SECTORS = (FED, TREASURY, OTHERS)


class Line(StrEnum):
    """Every line of a projected sheet, by the name it has in `Projection.lines`, commands and files."""

    TOTAL_ASSETS = "total_assets"
    TREASURIES = "treasuries"
    BILLS = "bills"
    MBS = "mbs"
    AGENCY_DEBT = "agency_debt"
    TIPS = "tips"
    FRNS = "frns"
    INFLATION_COMPENSATION = "inflation_compensation"
    PREMIUM = "premium"
    LOANS = "loans"
    REPOS = "repos"
    OTHER_ASSETS = "other_assets"
    RESERVE_BALANCES = "reserve_balances"
    ON_RRP = "on_rrp"
    FOREIGN_REPO = "foreign_repo"
    TGA = "tga"
    CURRENCY = "currency"
    OTHER_DEPOSITS = "other_deposits"
    OTHER_LIABILITIES = "other_liabilities"
    DEFERRED_ASSET = "deferred_asset"
    NET_INCOME = "net_income"
    REALISED_LOSS = "realised_loss"
    WAM_YEARS = "wam_years"
    TEN_YEAR_EQUIVALENTS = "ten_year_equivalents"


KEY_LINES = (Line.TOTAL_ASSETS, Line.TREASURIES, Line.MBS, Line.RESERVE_BALANCES, Line.ON_RRP)


@dataclass(frozen=True, repr=False)
class Projection(Shown):
    """A projected sheet.

    dates   (t,) the opening, then every Wednesday and month-end, rising
    lines   name → (t,) US dollars; `net_income` is that of the period ending on the date; `wam_years` is in years
    flows   by calendar month: redeemed, rolled over, paid down, caps
    sheets  (t, sector, item) whole dollars, from postings
    valuation   what the opening's securities were worth on the curve of the day

    >>> sheet = fedsheet.project("runoff-2022", until="2022-12-31")
    >>> f"{sheet.at('reserve_balances', date(2022, 2, 16)):,.0f}"
    '3,796,720,000,000'
    >>> sheet.tables()
    ['projection', 'projection-lines']
    """

    name: str
    dates: NDArray[np.datetime64]
    lines: Mapping[Line, Floats]
    flows: tuple[MonthFlows, ...]
    sheets: BalanceSheets
    manifest: Manifest
    valuation: Valuation | None = None

    def line(self, name: Line | str) -> Floats:
        """(t,) one line; an unknown name raises with the nearest."""
        if name not in set(Line):
            raise UnknownNameError("line", name, Line)
        return self.lines[Line(name)]

    def at(self, name: str, day: date) -> float:
        """A line on the last projected date at or before `day`."""
        place = int(np.searchsorted(self.dates, np.datetime64(day), side="right")) - 1
        return float(self.line(name)[max(place, 0)])

    def card(self) -> Card:
        """Assets, reserves, what funds leave at the Fed, and income over the whole span."""
        lines = [(line_name(name), course_usd(self.lines[name])) for name in KEY_LINES if name in self.lines]
        earned = float(np.nansum(self.lines[Line.NET_INCOME][1:])) if Line.NET_INCOME in self.lines else 0.0
        facts = (*lines, (said("cards.net_income"), usd(earned)))
        span = self.dates[0], self.dates[-1]
        return Card(
            said("cards.projection", name=self.name), span, self.manifest.as_of, facts, ("line(name)", "at(name, day)")
        )

    def frame(self) -> pd.DataFrame:
        """Every line by date, US dollars."""
        return pd.DataFrame(dict(self.lines), index=pd.DatetimeIndex(self.dates, name="date"))
