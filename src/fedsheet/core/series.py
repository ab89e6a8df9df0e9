"""A series: its definition (what, unit, when, who) and its values, as published and in base units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import DateRangeError, InputError, UnitError
from fedsheet.core.lazy import pd
from fedsheet.core.notes import Remark
from fedsheet.core.pandas_habits import NUMBER, PandasHabits
from fedsheet.core.shown import door, language
from fedsheet.core.units import Unit
from fedsheet.core.units import unit as named

# How a print's start and a series' source are called after a user's file.
IMPORTED, SOURCE = "imported", "imported from"
Days: TypeAlias = NDArray[np.datetime64]
Floats: TypeAlias = NDArray[np.float64]
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
    def imported_from(self) -> str:
        """The user's file that the newest values came from, or ""."""
        return self.source.removeprefix(SOURCE).strip() if self.is_imported else ""

    @property
    def formula(self) -> str:
        """By which formula the series is computed from others; empty of a published one."""
        return self.source.removeprefix(COMPUTED).strip() if self.source.startswith(COMPUTED) else ""


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Series(PandasHabits):
    """`values` is a pandas Series of float64 on a daily-resolution DatetimeIndex, in `definition.unit`.

    `days` and `amounts` are the same as arrays; pandas, slow to start, is asked for nothing until `values` is. Every
    method answers in that unit (`values`, `on`, `latest`, arithmetic); those named `base` answer in US dollars and
    decimal rates. A missing observation is absent, never zero. Numbers scale; sums are of like units and like timings
    only. Nothing done to `values` changes the series.

    >>> assets = fedsheet.series("WALCL", as_of="2019-09-17")
    >>> print(assets.unit.name, assets.on("2019-09-11"), f"{assets.to('Billions of USD').on('2019-09-11'):,.1f}")
    Millions of USD 3769673.0 3,769.7
    >>> f"{assets.base().iloc[-1]:,.0f}"  # US dollars
    '3,769,673,000,000'
    >>> len(assets.between("2019-08-01", "2019-08-31"))  # Wednesdays of the month
    4
    """

    definition: SeriesDefinition
    _pandas: pd.Series[float] | None
    _arrays: tuple[Days, Floats] | None

    def __init__(
        self, definition: SeriesDefinition, values: pd.Series[float] | None, arrays: tuple[Days, Floats] | None = None
    ) -> None:
        object.__setattr__(self, "definition", definition)
        object.__setattr__(self, "_pandas", values)
        object.__setattr__(self, "_arrays", None if arrays is None else _read_only(arrays))

    @classmethod
    def of(cls, definition: SeriesDefinition, days: Days, amounts: Floats) -> Series:
        """From arrays (n,): days rising, amounts in the definition's unit."""
        return cls(definition, None, (days.astype("datetime64[D]"), np.asarray(amounts, dtype=np.float64)))

    @property
    def _held(self) -> pd.Series[float]:
        """The observations in pandas, made when first asked for."""
        if self._pandas is None:
            days, amounts = self._arrays_made
            index = pd.DatetimeIndex(days.astype("datetime64[s]"))
            object.__setattr__(self, "_pandas", pd.Series(amounts.copy(), index=index, dtype=float))
        return self._pandas  # type: ignore[return-value]

    @property
    def _arrays_made(self) -> tuple[Days, Floats]:
        """The observations as arrays, made when first asked for."""
        if self._arrays is None:
            held = self._held
            days: Days = held.index.to_numpy().astype("datetime64[D]")
            amounts: Floats = np.asarray(held.to_numpy(), dtype=np.float64)
            object.__setattr__(self, "_arrays", _read_only((days, amounts)))
        return self._arrays  # type: ignore[return-value]

    @property
    def values(self) -> pd.Series[float]:
        """The observations; a view that copies itself when it is written to."""
        return self._held.copy(deep=False)

    @property
    def days(self) -> Days:
        """(n,) the days observed."""
        return self._arrays_made[0]

    @property
    def amounts(self) -> Floats:
        """(n,) the values, in `unit`."""
        return self._arrays_made[1]

    @property
    def first_day(self) -> date:
        """The first day observed."""
        return _date(self.days[0])

    @property
    def last_day(self) -> date:
        """The last day observed."""
        return _date(self.days[-1])

    def defined(self, definition: SeriesDefinition) -> Series:
        """The same values under another definition."""
        return Series(definition, self._pandas, self._arrays)

    def base_amounts(self) -> Floats:
        """(n,) the values in US dollars or decimal rates."""
        scaled: Floats = self.amounts * self.unit.scale
        return scaled

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
        asked = parse_date(day)
        place = int(np.searchsorted(self.days, np.datetime64(asked)))
        if place == len(self) or _date(self.days[place]) != asked:
            raise DateRangeError("core.series_observation", id=self.id, stamp=asked, neighbours=self._neighbours(place))
        return float(self.amounts[place])

    def latest(self, day: date | str | None = None) -> tuple[date, float]:
        """The last observation, or the last on or before `day`: its date and its value in `unit`."""
        asked = None if day is None else parse_date(day)
        n = len(self) if asked is None else int(np.searchsorted(self.days, np.datetime64(asked), side="right"))
        if not n:
            if asked is None:
                raise DateRangeError("core.series_empty", id=self.id)
            raise DateRangeError("core.series_observation_2", id=self.id, asked=asked, span=self.span())
        return _date(self.days[n - 1]), float(self.amounts[n - 1])

    def base_at(self, day: date) -> float:
        """`on` in base units."""
        return self.on(day) * self.unit.scale

    def base_last(self, day: date) -> tuple[date, float]:
        """`latest` in base units."""
        found, value = self.latest(day)
        return found, value * self.unit.scale

    def between(self, start: date | str | None = None, end: date | str | None = None) -> Series:
        """The part from `start` to `end`, both included."""
        first = np.searchsorted(self.days, _stamp(start)) if start else 0
        after = np.searchsorted(self.days, _stamp(end), side="right") if end else len(self)
        part = slice(int(first), max(int(first), int(after)))
        cut = None if self._pandas is None else self._pandas.iloc[part]
        return Series(self.definition, cut, (self.days[part], self.amounts[part]))

    def as_bytes(self) -> tuple[bytes, ...]:
        """Name, unit, days and values: what a digest is made from."""
        return self.id.encode(), self.unit.name.encode(), self.days.tobytes(), self.amounts.tobytes()

    def __len__(self) -> int:
        return len(self.days)

    def __mul__(self, factor: float) -> Series:
        """Scaled by a plain number; the unit stays."""
        if isinstance(factor, Series):
            raise UnitError("core.series_times", id=self.id, id_2=factor.id)
        if not isinstance(factor, NUMBER):
            return NotImplemented
        return Series(self.definition, self._held * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Series:
        """Divided by a plain number; a ratio of two series is of their values in base units."""
        if isinstance(divisor, Series):
            raise UnitError("core.series_divided_unit_own", id=self.id, id_2=divisor.id)
        if not isinstance(divisor, NUMBER):
            return NotImplemented
        if divisor == 0:
            raise InputError("core.formula_by_zero", called=self.id)
        return Series(self.definition, self._held / divisor)

    def __neg__(self) -> Series:
        return self * -1.0

    def __pos__(self) -> Series:
        return self

    def __abs__(self) -> Series:
        return Series(self.definition, self._held.abs())

    def __add__(self, other: Series) -> Series:
        return self._combine(other, 1.0)

    __radd__ = __add__

    def __sub__(self, other: Series) -> Series:
        return self._combine(other, -1.0)

    def __rsub__(self, other: Series) -> Series:
        return (-self)._combine(other, 1.0)

    def _combine(self, other: Series, sign: float) -> Series:
        """Sum or difference on the dates both have; unlike units or timings raise, as does a number without any."""
        if isinstance(other, NUMBER):
            raise UnitError("core.series_plain_number", id=self.id, number=other, unit=self.unit)
        if not isinstance(other, Series):
            return NotImplemented
        joined = "+" if sign > 0 else "-"
        if self.unit != other.unit:
            is_like = (self.unit.dimension, self.unit.base) == (other.unit.dimension, other.unit.base)
            raise UnitError(
                "core.series_is_in_in" if is_like else "core.series_unlike",
                id=self.id, name=self.unit, id_2=other.id, name_2=other.unit, joined=joined,
            )  # fmt: skip
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
        return "\n".join((*self._head(), self._held.to_string(max_rows=6)))

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        head = "<br>".join(map(escape, self._head()))
        return f"<p>{head}</p>{self._held.to_frame(self.unit.name).to_html(max_rows=10, border=0)}"

    def _head(self) -> tuple[str, str]:
        told: tuple[str, str] = door()(self, "head", "", language())
        return told

    def span(self) -> Remark:
        """From when to when, or that there is nothing."""
        if not len(self):
            return Remark.of("core.series_none")
        return Remark.of("core.series_span", first=self.first_day, last=self.last_day)

    def _neighbours(self, place: int) -> Remark:
        near = [_date(self.days[i]) for i in (place - 1, place) if 0 <= i < len(self)]
        return Remark.of("core.series_nearest", days=", ".join(map(str, near))) if near else self.span()


def _read_only(arrays: tuple[Days, Floats]) -> tuple[Days, Floats]:
    """Views that cannot be written through."""
    days, amounts = arrays[0].view(), arrays[1].view()
    days.flags.writeable = amounts.flags.writeable = False
    return days, amounts


def _date(day: np.datetime64) -> date:
    found: date = day.astype("datetime64[D]").item()
    return found


def _stamp(day: date | str) -> np.datetime64:
    found: np.datetime64 = np.datetime64(day).astype("datetime64[D]")
    return found
