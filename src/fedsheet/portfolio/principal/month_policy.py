"""The record's policy, month by month, as the portfolio needs it: caps, purchases, where principal goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fedsheet.core.dates import add_months, month_end
from fedsheet.portfolio.principal.desk_periods import DeskPeriod, MonthOfBills, month_of_bills, periods_known
from fedsheet.record.path import PolicyPath
from fedsheet.record.rules import ROLL_OVER, TO_AGENCY_MBS

STOOD = ("treasury_cap", "agency_cap", "agency_principal", "treasury_principal")
PURCHASED = ("treasury", "agency_mbs", "bills")


@dataclass(frozen=True)
class Swap:
    """Treasuries with more than `over_years` left sold for bills, US dollars a month at face."""

    usd: float
    over_years: float


@dataclass(frozen=True)
class MonthPolicy:
    """Policy of one calendar month; amounts US dollars a month, averaged over its days.

    treasury_cap_usd   None where Treasuries are rolled over in full
    bills_unnamed     the part of the month's days for which no pace of bill purchases is announced
    mbs_price, mbs_price_slope   what MBS sold bring over face, and how that moves with the mortgage rate
    runoff_ended      whether a rule of the scenario has ended the runoff
    operations         the Desk's recorded days of the month, where it is touched by a recorded period
    purchases_usd      net secondary-market purchases by instrument: treasury, agency_mbs, bills
    """

    month: date
    treasury_cap_usd: float | None
    agency_cap_usd: float | None
    agency_rule: str
    purchases_usd: dict[str, float]
    treasury_rule: str = ROLL_OVER
    mbs_sales_usd: float = 0.0
    mbs_price: float = 1.0
    mbs_price_slope: float = 0.0
    swap: Swap | None = None
    bills_unnamed: float = 0.0
    runoff_ended: bool = False
    operations: MonthOfBills | None = None


def monthly_policy(path: PolicyPath, first: date, until: date, known_at: date | None = None) -> list[MonthPolicy]:
    """Policy of every month from that of `first` to that of `until`.

    known_at   only what was announced by this day; None uses the whole record, as it came to be
    """
    months, month, periods = [], first.replace(day=1), tuple(periods_known(path, known_at))
    while month <= until:
        months.append(_month(path, month, known_at, periods))
        month = add_months(month, 1)
    return months


def _month(path: PolicyPath, month: date, known_at: date | None, periods: Sequence[DeskPeriod]) -> MonthPolicy:
    treasury_cap, agency_cap, rule, treasury_rule = (path.value_at(name, month, known_at) for name in STOOD)
    bought = {name: monthly_mean(path, name, month, known_at) for name in PURCHASED}
    operations = month_of_bills(path, month, known_at, periods)
    return MonthPolicy(
        month,
        treasury_cap if isinstance(treasury_cap, float) and treasury_cap else None,
        agency_cap if isinstance(agency_cap, float) and agency_cap else None,
        rule if isinstance(rule, str) else TO_AGENCY_MBS,
        bought | ({"bills": operations.usd} if operations else {}),
        treasury_rule if isinstance(treasury_rule, str) else ROLL_OVER,
        bills_unnamed=_share_unnamed(path, "bills", month, known_at),
        operations=operations,
    )


def monthly_mean(path: PolicyPath, instrument: str, month: date, known_at: date | None = None) -> float:
    """Mean over the days of the month of a step function; days on which it is None count as zero."""
    spans = _spans(path, instrument, month, known_at)
    return sum(value * days for value, days in spans if value is not None) / month_end(month).day


def _share_unnamed(path: PolicyPath, instrument: str, month: date, known_at: date | None) -> float:
    """The part of the month's days on which a step function is None."""
    spans = _spans(path, instrument, month, known_at)
    return sum(days for value, days in spans if value is None) / month_end(month).day


def _spans(path: PolicyPath, instrument: str, month: date, known_at: date | None) -> list[tuple[float | None, int]]:
    """Values of a step function within a month, each with the days it holds."""
    last = month_end(month)
    turns = [month, *path.turns(instrument, month, last)]
    ends = [*turns[1:], last + timedelta(days=1)]
    found = []
    for start, end in zip(turns, ends, strict=True):
        value = path.value_at(instrument, start, known_at)
        found.append((value if isinstance(value, float) else None, (end - start).days))
    return found
