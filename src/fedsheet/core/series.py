"""A series: its definition (what, unit, when, who) and its values, as published and in base units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import DateRangeError, UnitError
from fedsheet.core.units import Unit
from fedsheet.core.units import unit as named

if TYPE_CHECKING:
    import pandas as pd

IMPORTED, SOURCE = (
    "imported",
    "imported from",
)  # how a print's start and a series' source are called after a user's file
COMPUTED = "computed:"  # how the source of a series begins that is computed from others; its formula follows


@dataclass(frozen=True)
class SeriesDefinition:
    """What a series is: FRED's `id` where one exists, unit and timing as published.

    frequency   D business daily, D7 calendar daily, W weekly, M monthly, Q quarterly
    timing      what a date stands for: "Wednesday level", "week average", "daily", "month", "quarter start"
    revised     whether the publisher changes values after first print
    """

    id: str
    title: str
    unit: Unit
    frequency: str
    timing: str
    publisher: str
    revised: bool = False
    source: str = ""

    @property
    def is_imported(self) -> bool:
        """Whether the newest values came from a user's file and not from the publisher."""
        return self.source.startswith(SOURCE)

    @property
    def formula(self) -> str:
        """By which formula the series is computed from others; empty of a published one."""
        return self.source.removeprefix(COMPUTED).strip() if self.source.startswith(COMPUTED) else ""


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Series:
    """`values` is a pandas Series of float64 on a daily-resolution DatetimeIndex, in `definition.unit`.

    Every method answers in that unit (`values`, `on`, `latest`, arithmetic); those named `base` answer in US dollars
    and decimal rates. A missing observation is absent, never zero. Numbers scale; sums are of like units and like
    timings only. Nothing done to `values` changes the series.
    """

    definition: SeriesDefinition
    _held: pd.Series[float]

    def __init__(self, definition: SeriesDefinition, values: pd.Series[float]) -> None:
        object.__setattr__(self, "definition", definition)
        object.__setattr__(self, "_held", values)

    @property
    def values(self) -> pd.Series[float]:
        """The observations; a view that copies itself when it is written to."""
        return self._held.copy(deep=False)

    @property
    def id(self) -> str:
        """The series' name."""
        return self.definition.id

    @property
    def unit(self) -> Unit:
        """The unit of `values`."""
        return self.definition.unit

    def to(self, unit: Unit | str) -> Series:
        """The same amounts in another unit, given itself or by name ("Billions of USD"); unlike ones: `UnitError`."""
        wanted = named(unit) if isinstance(unit, str) else unit
        return Series(replace(self.definition, unit=wanted), self._held * self.unit.factor_to(wanted))

    def base(self) -> pd.Series[float]:
        """Values in base units: US dollars, decimal rates."""
        return self._held * self.unit.scale

    def on(self, day: date | str) -> float:
        """The value observed on `day` itself, in `unit`; `DateRangeError` names the nearest held."""
        import pandas as pd

        stamp = pd.Timestamp(parse_date(day))
        if stamp not in self._held.index:
            raise DateRangeError(
                "core.series_observation", id=self.id, stamp=stamp.date(), neighbours=self._neighbours(stamp)
            )
        return float(self._held.loc[stamp])

    def latest(self, day: date | str | None = None) -> tuple[date, float]:
        """The last observation, or the last on or before `day`: its date and its value in `unit`."""
        import pandas as pd

        wanted = None if day is None else pd.Timestamp(parse_date(day))
        index = self._held.index
        position = (len(index) if wanted is None else int(index.searchsorted(wanted, side="right"))) - 1
        if position < 0:
            said = f" on or before {wanted.date()}" if wanted is not None else ""
            raise DateRangeError("core.series_observation_2", id=self.id, said=said, span=self._span())
        return index[position].date(), float(self._held.iloc[position])

    def base_at(self, day: date) -> float:
        """`on` in base units."""
        return self.on(day) * self.unit.scale

    def base_last(self, day: date) -> tuple[date, float]:
        """`latest` in base units."""
        found, value = self.latest(day)
        return found, value * self.unit.scale

    def between(self, start: date | str | None = None, end: date | str | None = None) -> Series:
        """The part from `start` to `end`, both included."""
        import pandas as pd

        window = slice(pd.Timestamp(start) if start else None, pd.Timestamp(end) if end else None)
        return Series(self.definition, self._held.loc[window])

    def as_bytes(self) -> tuple[bytes, ...]:
        """Name, unit, days and values: what a digest is made from."""
        days, values = self._held.index.to_numpy().astype("datetime64[D]"), self._held.to_numpy()
        return self.id.encode(), self.unit.name.encode(), days.tobytes(), values.tobytes()

    def __len__(self) -> int:
        return len(self._held)

    def __mul__(self, factor: float) -> Series:
        """Scaled by a plain number; the unit stays."""
        if not isinstance(factor, int | float):
            return NotImplemented
        return Series(self.definition, self._held * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Series:
        """Divided by a plain number; a ratio of two series is of their values in base units."""
        if isinstance(divisor, Series):
            raise UnitError("core.series_divided_unit_own", id=self.id, id_2=divisor.id)
        if not isinstance(divisor, int | float):
            return NotImplemented
        return Series(self.definition, self._held / divisor)

    def __neg__(self) -> Series:
        return self * -1.0

    def __add__(self, other: Series) -> Series:
        return self._combine(other, 1.0)

    def __sub__(self, other: Series) -> Series:
        return self._combine(other, -1.0)

    def _combine(self, other: Series, sign: float) -> Series:
        """Sum or difference on the dates both have; unlike units and unlike timings raise."""
        if not isinstance(other, Series):
            return NotImplemented
        joined = "+" if sign > 0 else "-"
        if self.unit != other.unit:
            raise UnitError(
                "core.series_is_in_in",
                id=self.id,
                name=self.unit.name,
                id_2=other.id,
                name_2=other.unit.name,
                joined=joined,
            )
        if self.definition.timing != other.definition.timing:
            raise UnitError(
                "core.series_figure_one",
                id=self.id,
                timing=self.definition.timing,
                id_2=other.id,
                timing_2=other.definition.timing,
                joined=joined,
            )
        name = f"{self.id} {joined} {other.id}"
        total = (self._held + sign * other._held).dropna()
        return Series(replace(self.definition, id=name, title=name, source=""), total)

    def __repr__(self) -> str:
        """What it is, in two lines, then its values as pandas shows them."""
        return "\n".join((*self._head(), self._held.to_string(max_rows=10)))

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        head = "<br>".join(map(escape, self._head()))
        return f"<p>{head}</p>{self._held.to_frame(self.unit.name).to_html(max_rows=10, border=0)}"

    def _head(self) -> tuple[str, str]:
        what = self.definition
        return f"{what.id}: {what.title}", f"{self.unit.name}, {what.timing}, {what.publisher}. {self._span()}"

    def _span(self) -> str:
        if self._held.empty:
            return "It holds no observation"
        return f"It runs from {self._held.index[0].date()} to {self._held.index[-1].date()}"

    def _neighbours(self, stamp: pd.Timestamp) -> str:
        position = int(self._held.index.searchsorted(stamp))
        near = [self._held.index[i].date() for i in (position - 1, position) if 0 <= i < len(self._held)]
        return "Nearest: " + " and ".join(f"{d} ({d:%a})" for d in near) if near else self._span()
