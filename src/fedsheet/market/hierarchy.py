"""The hierarchy of rates as observed: what stood over what, on which share of days, by regime; shown and not assumed.

The research report's own three levels are one named view beside ours:
    level 1   money funds and cash pools → commercial banks     EFFR, OBFR
    level 2   money funds and cash pools → primary dealers      tri-party repo
    level 3   dealers or banks → leveraged investors            GCF repo
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.spreads import DIGITS
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath

SERIES = {
    "EFFR": "DFF", "OBFR": "OBFR", "TGCR": "TGCR", "BGCR": "BGCR", "SOFR": "SOFR", "tri-party": "OFR_TRI_OO_RATE",
    "DVP": "OFR_DVP_OO_RATE", "GCF": "OFR_GCF_OO_RATE",
}  # fmt: skip
FLOOR_TO_CEILING = (
    "ON RRP", "TGCR", "tri-party", "BGCR", "SOFR", "DVP", "GCF", "OBFR", "EFFR", "IORB", "standing repo",
    "primary credit",
)  # fmt: skip
ADMINISTERED = {"ON RRP": "on_rrp", "IORB": "iorb", "standing repo": "srf", "primary credit": "primary_credit"}
REGIMES = {
    "scarce": (date(2018, 4, 3), date(2019, 12, 31)),
    "abundant": (date(2020, 1, 1), date(2023, 12, 31)),
    "draining": (date(2024, 1, 1), date(2025, 12, 31)),
    "managed": (date(2026, 1, 1), date.max),  # reserve management purchases; open until another regime is named
}
# Lower leg first. "report" pairs are the research report's three levels; "market" pairs are ours.
ORDERINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "report": (("OBFR", "EFFR"), ("EFFR", "tri-party"), ("tri-party", "GCF"), ("EFFR", "GCF")),
    "market": (
        ("ON RRP", "TGCR"), ("TGCR", "BGCR"), ("BGCR", "SOFR"), ("tri-party", "DVP"), ("ON RRP", "EFFR"),
        ("EFFR", "IORB"), ("SOFR", "IORB"), ("SOFR", "standing repo"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ordering:
    """On which share of the days both were published the lower stood at or under the upper."""

    view: str
    lower: str
    upper: str
    regime: str
    share: float | None
    n_days: int


def rate_table(vintage: Vintage, path: PolicyPath, start: date, end: date) -> pd.DataFrame:
    """Every rate by day, decimals, NaN where not published; columns from the floor to the ceilings."""
    sofr = vintage.base("SOFR")
    days = pd.DatetimeIndex(sofr.loc[pd.Timestamp(start) : pd.Timestamp(end)].index)
    if len(days) == 0:
        raise DateRangeError(
            "market.hierarchy_rates_from",
            start=start,
            end=end,
            index=sofr.index[0].date(),
            index_2=sofr.index[-1].date(),
        )
    table = {name: vintage.base(series).reindex(days) for name, series in SERIES.items() if series in vintage}
    for name, instrument in ADMINISTERED.items():
        table[name] = path.on_days(instrument, days)
    return pd.DataFrame({name: table[name] for name in FLOOR_TO_CEILING if name in table}, index=days)


def regimes(path: PolicyPath) -> dict[str, tuple[date, date]]:
    """Regimes of reserves by name, first and last day; a `reserve_regime` that the record names later ends the last."""
    found, (last, (begun, _)) = dict(REGIMES), list(REGIMES.items())[-1]
    for action in path.steps.get("reserve_regime", ()):
        if isinstance(action.value, str) and action.effective_date > begun:
            found[last] = begun, action.effective_date - ONE_DAY
            last, begun = action.value, action.effective_date
            found[last] = begun, date.max
    return found


def orderings(rates: pd.DataFrame, path: PolicyPath) -> list[Ordering]:
    """Every named ordering in every regime; `share` is None where no day has both rates."""
    spans = regimes(path)
    return [
        _ordering(rates, view, lower, upper, regime, spans[regime])
        for view, pairs in ORDERINGS.items()
        for lower, upper in pairs
        for regime in spans
        if {lower, upper} <= set(rates.columns)
    ]


def _ordering(rates: pd.DataFrame, view: str, lower: str, upper: str, regime: str, span: tuple[date, date]) -> Ordering:
    start, end = span
    last = None if end == date.max else pd.Timestamp(end)
    gap = (rates[upper] - rates[lower]).loc[pd.Timestamp(start) : last].to_numpy()
    held = np.round(gap[np.isfinite(gap)], DIGITS) >= 0.0
    return Ordering(view, lower, upper, regime, float(held.mean()) if len(held) else None, len(held))


@dataclass(frozen=True)
class Wedge:
    """How far non-bank funding stood over bank funding: DVP − tri-party; `lasted` business days above its threshold."""

    peak: date
    peak_size: float
    gone_on: date | None
    lasted: int | None


USUAL_DAYS = 5  # whose mean is what is usual
USUAL = 1.5e-4  # of a spread: within it of the usual nothing is torn


def wedge(days: pd.DatetimeIndex, spread: np.ndarray) -> Wedge:
    """The highest spread and how long it took to come back to within `USUAL` of its first days' mean; 0 days: it never
    left it."""
    usual = float(np.nanmean(spread[:USUAL_DAYS]))
    top = int(np.nanargmax(spread))
    back = np.flatnonzero(spread[top:] <= usual + USUAL)
    first = top + int(back[0]) if len(back) else None
    return Wedge(
        days[top].date(),
        float(spread[top]),
        None if first is None else days[first].date(),
        None if first is None else first - top,
    )
