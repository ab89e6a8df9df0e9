"""The economy around each programme: growth, inflation, employment, in the current vintage and an earlier one.

First prints are not held; where the store holds two vintages of a series both are shown, with the day of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.review.windows import Window, WindowKind

PAYROLL_MONTHS = 3


def _level(values: pd.Series[float]) -> pd.Series[float]:
    return values


def _over_year(values: pd.Series[float]) -> pd.Series[float]:
    """Growth over the same month or quarter of the year before; a missing base gives no value."""
    return _growth(values, 12)


def _annualised_quarter(values: pd.Series[float]) -> pd.Series[float]:
    """Growth over the quarter before, compounded to a year."""
    return (1.0 + _growth(values, 3)) ** 4 - 1.0


def _growth(values: pd.Series[float], months: int) -> pd.Series[float]:
    before = values.copy()
    before.index = before.index + pd.DateOffset(months=months)
    return (values / before.reindex(values.index) - 1.0).dropna()


def _monthly_gain(values: pd.Series[float]) -> pd.Series[float]:
    """Average change a month over three months."""
    before = values.copy()
    before.index = before.index + pd.DateOffset(months=PAYROLL_MONTHS)
    return ((values - before.reindex(values.index)) / PAYROLL_MONTHS).dropna()


@dataclass(frozen=True)
class Indicator:
    """A series, what is computed from it and in which unit it is told: "rate" (decimal) or "persons" a month."""

    id: str
    series: str
    transform: Callable[[pd.Series[float]], pd.Series[float]]
    unit: str
    months: int = 1


INDICATORS = (
    Indicator("gdp_growth", "GDPC1", _annualised_quarter, "rate", months=3),
    Indicator("gdp_over_year", "GDPC1", _over_year, "rate", months=3),
    Indicator("pce_inflation", "PCEPI", _over_year, "rate"),
    Indicator("core_pce_inflation", "PCEPILFE", _over_year, "rate"),
    Indicator("cpi_inflation", "CPIAUCSL", _over_year, "rate"),
    Indicator("unemployment", "UNRATE", _level, "rate"),
    Indicator("payroll_gain", "PAYEMS", _monthly_gain, "persons"),
)
KINDS = (WindowKind.PURCHASES, WindowKind.MATURITY_EXTENSION, WindowKind.RUNOFF)


@dataclass(frozen=True)
class MacroRow:
    """One indicator at one moment of a programme; None where a vintage does not hold it.

    moment           "start", "end" or "year after" of the window, `period` the first day of the month or quarter
    current, earlier values in the current and in the earlier vintage
    """

    window: str
    indicator: str
    unit: str
    moment: str
    period: date
    current: float | None
    earlier: float | None


@dataclass(frozen=True)
class MacroPanel:
    """Rows and the days of both vintages."""

    rows: tuple[MacroRow, ...]
    current_as_of: date
    earlier_as_of: date | None

    def value(self, window: str, indicator: str, moment: str) -> MacroRow:
        """One row; KeyError where it is not in the panel."""
        return {(r.window, r.indicator, r.moment): r for r in self.rows}[(window, indicator, moment)]


def indicator(indicator_id: str) -> Indicator:
    """The indicator of this id; an unknown one raises with the nearest."""
    known: Mapping[str, Indicator] = {one.id: one for one in INDICATORS}
    if indicator_id not in known:
        raise UnknownNameError("indicator", indicator_id, known)
    return known[indicator_id]


def indicator_values(vintage: Vintage, one: Indicator) -> pd.Series[float]:
    """The indicator by month or quarter, base units, as the vintage has it; empty where the series is not known."""
    try:
        return one.transform(vintage.base(one.series))
    except (DateRangeError, UnknownNameError):
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))


def period_of(day: date, months: int) -> date:
    """First day of the period of `months` (1 a month, 3 a quarter) that `day` falls in."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _value(values: pd.Series[float], period: date) -> float | None:
    found = values.get(pd.Timestamp(period))
    return None if found is None else float(found)


def _refuse_blank(earlier: Vintage) -> None:
    """`DateRangeError` where the earlier vintage holds none of the indicators: a column of nothing explains nothing."""
    if any(indicator_values(earlier, one).size for one in INDICATORS):
        return
    try:
        earlier.base(INDICATORS[0].series)
    except (DateRangeError, UnknownNameError) as error:
        raise DateRangeError(
            "review.macro_indicator_held", as_of=earlier.as_of, what_=error.what, possible_=error.possible
        ) from None


def macro_panel(current: Vintage, earlier: Vintage | None, windows: Iterable[Window]) -> MacroPanel:
    """Every indicator at the start, the end and a year after the end of every main programme.

    An earlier vintage that holds none of them raises.
    """
    if earlier is not None:
        _refuse_blank(earlier)
    rows = []
    chosen = [w for w in windows if w.is_main and w.kind in KINDS]
    for one in INDICATORS:
        now = indicator_values(current, one)
        before = indicator_values(earlier, one) if earlier else None
        for window in chosen:
            moments = {
                "start": window.market_start,
                "end": window.market_end,
                "year after": add_months(window.market_end, 12),
            }
            for moment, day in moments.items():
                period = period_of(day, one.months)
                old = _value(before, period) if before is not None else None
                rows.append(MacroRow(window.id, one.id, one.unit, moment, period, _value(now, period), old))
    return MacroPanel(tuple(rows), current.as_of, earlier.as_of if earlier else None)
