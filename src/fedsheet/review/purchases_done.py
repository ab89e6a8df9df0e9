"""Reserve management purchases done against plan: what bills held rose by beside what was announced.

    bills held rise by = purchases + principal of agency securities put into bills

Spans run between the last Wednesdays of months whose statement is held: a month whose statement is missing is told
with the next. The pace announced is counted day by day, a month's pace over the days of that month.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.record.path import PolicyPath

BILLS, MBS, AGENCY_DEBT = "WSHOBL", "WSHOMCB", "FEDDT"
PROGRAMME = "rmp"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PurchasesDone:
    """Between two Wednesdays, US dollars.

    announced_usd  the paces in force, None where none is named on some day     agency_usd  what agency holdings fell by
    bills_usd      what bills held rose by
    """

    start: date
    end: date
    announced_usd: float | None
    agency_usd: float
    bills_usd: float

    @property
    def purchases_usd(self) -> float:
        """What bills rose by beyond principal of agency securities."""
        return self.bills_usd - self.agency_usd

    @property
    def done_less_plan_usd(self) -> float | None:
        """Purchases less the pace announced."""
        return None if self.announced_usd is None else self.purchases_usd - self.announced_usd


def purchases_done(vintage: Vintage, path: PolicyPath) -> tuple[PurchasesDone, ...]:
    """Month by month since the programme began, then the whole span; none before it or where bills are not held."""
    programme = path.programmes.get(PROGRAMME)
    if programme is None or programme.announced_at > vintage.as_of or BILLS not in vintage or MBS not in vintage:
        return ()
    levels = _levels(vintage)
    ends = _ends(levels.index, programme.announced_at)
    spans = [*itertools.pairwise(ends), *([(ends[0], ends[-1])] if len(ends) > 2 else [])]
    return tuple(_done(levels, path, first, last) for first, last in spans)


def _levels(vintage: Vintage) -> pd.DataFrame:
    """Bills and agency securities on the Wednesdays on which both are held."""
    agency = vintage.base(MBS)
    if AGENCY_DEBT in vintage:
        agency = agency.add(vintage.base(AGENCY_DEBT).reindex(agency.index).ffill(), fill_value=0.0)
    return pd.DataFrame({"bills": vintage.base(BILLS), "agency": agency}).dropna()


def _ends(days: pd.Index[pd.Timestamp], begins: date) -> list[pd.Timestamp]:
    """The last Wednesday held on or before the beginning, the last ones of months held to their end, the newest."""
    stamps = pd.DatetimeIndex(days)
    before, later = stamps[stamps <= pd.Timestamp(begins)], stamps[stamps > pd.Timestamp(begins)]
    if not len(before) or not len(later):
        return []
    whole = later[(later + pd.Timedelta(WEEK)).month != later.month]
    return list(before[-1:].append([whole, later[-1:]]).unique())


def _done(levels: pd.DataFrame, path: PolicyPath, first: pd.Timestamp, last: pd.Timestamp) -> PurchasesDone:
    bills, agency = (float(levels[name].loc[last] - levels[name].loc[first]) for name in ("bills", "agency"))
    return PurchasesDone(first.date(), last.date(), _announced(path, first, last), -agency, bills)


def _announced(path: PolicyPath, first: pd.Timestamp, last: pd.Timestamp) -> float | None:
    """The monthly paces over the days after `first` up to `last`; days before the first pace count nothing."""
    days = pd.date_range(first + pd.Timedelta(days=1), last)
    begins = path.programmes[PROGRAMME].announced_at
    paces = np.array(path.on_days("bills", days), dtype=float)
    paces[np.asarray(days <= pd.Timestamp(begins))] = 0.0
    started = np.maximum.accumulate(np.isfinite(paces) & (paces > 0))
    paces[~started] = 0.0
    return None if np.isnan(paces).any() else float((paces / days.days_in_month.to_numpy()).sum())
