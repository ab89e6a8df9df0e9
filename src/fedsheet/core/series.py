"""A series: its definition (what, unit, when, who) and its values, as published and in base units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError, UnitError
from fedsheet.core.units import Unit
from fedsheet.core.units import unit as named

if TYPE_CHECKING:
    import pandas as pd


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


@dataclass(frozen=True)
class Series:
    """`values` is a pandas Series of float64 on a daily-resolution DatetimeIndex, in `definition.unit`, read-only.

    A missing observation is absent, never zero. Arithmetic is between like units only.
    """

    definition: SeriesDefinition
    values: pd.Series[float]

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
        return Series(replace(self.definition, unit=wanted), self.values * self.unit.factor_to(wanted))

    def base(self) -> pd.Series[float]:
        """Values in base units: US dollars, decimal rates."""
        return self.values * self.unit.scale

    def at(self, day: date) -> float:
        """The value observed on `day` itself, in base units; `DateRangeError` names the nearest held."""
        import pandas as pd

        stamp = pd.Timestamp(day)
        if stamp not in self.values.index:
            raise DateRangeError(f"{self.id} has no observation on {day}", possible=self._neighbours(stamp))
        return float(self.values.loc[stamp]) * self.unit.scale

    def last(self, day: date) -> tuple[date, float]:
        """The last observation on or before `day`: its date and its value in base units."""
        import pandas as pd

        position = int(self.values.index.searchsorted(pd.Timestamp(day), side="right")) - 1
        if position < 0:
            raise DateRangeError(f"{self.id} has no observation on or before {day}", possible=self._span())
        return self.values.index[position].date(), float(self.values.iloc[position]) * self.unit.scale

    def between(self, start: date | None = None, end: date | None = None) -> Series:
        """The part from `start` to `end`, both included."""
        import pandas as pd

        window = slice(pd.Timestamp(start) if start else None, pd.Timestamp(end) if end else None)
        return Series(self.definition, self.values.loc[window])

    def as_bytes(self) -> tuple[bytes, ...]:
        """Name, unit, days and values: what a digest is made from."""
        days, values = self.values.index.to_numpy().astype("datetime64[D]"), self.values.to_numpy()
        return self.id.encode(), self.unit.name.encode(), days.tobytes(), values.tobytes()

    def __add__(self, other: Series) -> Series:
        return self._combine(other, 1.0)

    def __sub__(self, other: Series) -> Series:
        return self._combine(other, -1.0)

    def _combine(self, other: Series, sign: float) -> Series:
        """Sum or difference on the dates both have; unlike units raise."""
        if self.unit != other.unit:
            raise UnitError(
                f"{self.id} is in {self.unit.name!r}, {other.id} in {other.unit.name!r}",
                do=f"Bring both to one unit first, for example {other.id}.to({self.id}.unit)",
            )
        joined = "+" if sign > 0 else "-"
        name = f"{self.id} {joined} {other.id}"
        total = (self.values + sign * other.values).dropna()
        return Series(replace(self.definition, id=name, title=name, source=""), total)

    def __repr__(self) -> str:
        """What it is, in two lines, then its values as pandas shows them."""
        return "\n".join((*self._head(), self.values.to_string(max_rows=10)))

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        head = "<br>".join(map(escape, self._head()))
        return f"<p>{head}</p>{self.values.to_frame(self.unit.name).to_html(max_rows=10, border=0)}"

    def _head(self) -> tuple[str, str]:
        what = self.definition
        return f"{what.id}: {what.title}", f"{self.unit.name}, {what.timing}, {what.publisher}. {self._span()}"

    def _span(self) -> str:
        if self.values.empty:
            return "It holds no observation"
        return f"It runs from {self.values.index[0].date()} to {self.values.index[-1].date()}"

    def _neighbours(self, stamp: pd.Timestamp) -> str:
        position = int(self.values.index.searchsorted(stamp))
        near = [self.values.index[i].date() for i in (position - 1, position) if 0 <= i < len(self.values)]
        return "Nearest: " + " and ".join(f"{d} ({d:%a})" for d in near) if near else self._span()
