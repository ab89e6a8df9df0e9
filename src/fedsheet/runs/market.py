"""The money market: figures and record read at the door, then one of the room's results."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.market import results
from fedsheet.market.conditions import last_conditions
from fedsheet.market.hierarchy import Ordering, rate_table
from fedsheet.market.results import MarketMap, MarketReport
from fedsheet.outlook.clock import refuse_across_unknown
from fedsheet.record import PolicyPath
from fedsheet.runs.read import STORE, AsOf, Beside, day_of, figures, read

if TYPE_CHECKING:
    from fedsheet.market.curve import ReserveCurve
    from fedsheet.market.gauges import Panel
    from fedsheet.market.regimes import ReserveDemand
    from fedsheet.sheet.accounts import BalanceSheets


def market(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> MarketReport | None:
    """Everything the report's chapter needs; None before there was a SOFR.

    >>> found = fedsheet.market(as_of="2025-06-30")
    >>> "september-2019" in found.episodes, "market-september-2019" in found.tables()
    (True, True)
    >>> print(fedsheet.market(as_of="2018-03-30"))
    None
    """
    return results.market_results(*read(as_of, vintage, path))


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> MarketReport | None:  # noqa: ARG001
    """The same of figures already read; nothing beside them is needed."""
    return results.market_results(vintage, path)


def market_map(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> MarketMap:
    """The nine kinds, the rates of the last day known and how often their order held."""
    known, record = read(as_of, vintage, path)
    if "SOFR" in known:
        refuse_across_unknown(record, known, "SOFR")
    return results.market_map(known, record)


def rates(
    start: date, end: date | None = None, as_of: AsOf = None, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Observed rates by day, from the floor to the ceilings."""
    known, record = read(as_of, vintage, path)
    return rate_table(known, record, start, end or results.last_day(known))


def hierarchy(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> list[Ordering]:
    """On which share of days each ordering held, by regime."""
    return results.hierarchy(*read(as_of, vintage, path))


def sheets(day: date | None = None, as_of: AsOf = None, *, vintage: Vintage | None = None) -> BalanceSheets:
    """Opening balance sheets on a day, or on the last one held; identities hold to the dollar."""
    known = figures(as_of, vintage)
    return results.sheets(known, day or last_conditions(known))


def adequacy(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> ReserveDemand:
    """Chances of abundant, ample and scarce reserves and slopes of demand, week by week since 2010."""
    return results.adequacy(*read(as_of, vintage, path))


def reserves(
    day: date | None = None, as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> Panel:
    """Are reserves enough: every gauge and one verdict, on a day or on the last one known."""
    return results.reserves(*read(as_of, vintage, path), day)


def curve(
    day: AsOf = None, reserves_usd: tuple[float, ...] = (), as_of: AsOf = None, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> ReserveCurve:  # fmt: skip
    """SOFR less IORB at today's reserves and as they fall, or at levels asked for, on the curve of a day."""
    from fedsheet.market.curve import reserve_curve
    from fedsheet.market.parameters import behaviour

    known, record = read(as_of, vintage, path)
    return reserve_curve(known, record, behaviour(), day_of(day, "day"), reserves_usd)
