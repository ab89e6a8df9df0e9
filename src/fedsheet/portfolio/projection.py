"""What a projection is: dates, every line of the sheet, flows by month, and the four things it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, bn, course_bn
from fedsheet.portfolio.held.valuation import Valuation
from fedsheet.portfolio.principal.month_step import MonthFlows
from fedsheet.sheet.accounts import BalanceSheets

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
FED, TREASURY, OTHERS = "federal_reserve", "treasury", "everyone_else"
SECTORS = (FED, TREASURY, OTHERS)
KEY_LINES = ("total_assets", "treasuries", "mbs", "reserve_balances", "on_rrp")


@dataclass(frozen=True, repr=False)
class Projection(Shown):
    """A projected sheet.

    dates   (t,) the opening, then every Wednesday and month-end, rising
    lines   name → (t,) US dollars; `net_income` is that of the period ending on the date; `wam_years` is in years
    flows   by calendar month: redeemed, rolled over, paid down, caps
    sheets  (t, sector, item) whole dollars, from postings
    valuation   what the opening's securities were worth on the curve of the day
    """

    name: str
    dates: NDArray[np.datetime64]
    lines: Mapping[str, Floats]
    flows: tuple[MonthFlows, ...]
    sheets: BalanceSheets
    manifest: Manifest
    valuation: Valuation | None = None

    def line(self, name: str) -> Floats:
        """(t,) one line; an unknown name raises with the nearest."""
        if name not in self.lines:
            raise UnknownNameError("line", name, self.lines)
        return self.lines[name]

    def at(self, name: str, day: date) -> float:
        """A line on the last projected date at or before `day`."""
        place = int(np.searchsorted(self.dates, np.datetime64(day), side="right")) - 1
        return float(self.line(name)[max(place, 0)])

    def card(self) -> Card:
        """Assets, reserves, what funds leave at the Fed, and income over the whole span."""
        lines = [(name.replace("_", " "), course_bn(self.lines[name])) for name in KEY_LINES if name in self.lines]
        earned = float(np.nansum(self.lines["net_income"][1:])) if "net_income" in self.lines else 0.0
        facts = (*lines, ("net income in all", f"{bn(earned)} USD bn"))
        span = self.dates[0], self.dates[-1]
        return Card(f"Projection {self.name}", span, self.manifest.as_of, facts, ("line(name)", "at(name, day)"))

    def frame(self) -> pd.DataFrame:
        """Every line by date, US dollars."""
        import pandas as pd

        return pd.DataFrame(dict(self.lines), index=pd.DatetimeIndex(self.dates, name="date"))
