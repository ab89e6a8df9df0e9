"""What hands that know pandas try on a `Series`: done where its unit leaves one meaning, else refused with what to do.

s > 5, s == 5             the days on which it is so, as pandas gives them; the number is in the unit of the series
s[0], s ** 2, s.diff, …   refused by name with the Python that does it on the values, which have no unit
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from fedsheet.core.errors import InputError, UnitError
from fedsheet.core.lazy import pd

NUMBER = (int, float, np.number)
# What is written of a series `s`, with something else `o`, and the Python that does it.
WRITTEN = {
    "__pow__": "{s}.values ** {o}",
    "__rpow__": "{o} ** {s}.values",
    "__floordiv__": "{s}.values // {o}",
    "__rfloordiv__": "{o} // {s}.values",
    "__mod__": "{s}.values % {o}",
    "__rmod__": "{o} % {s}.values",
    "__rtruediv__": "{o} / {s}.values",
    "__divmod__": "divmod({s}.values, {o})",
    "__rdivmod__": "divmod({o}, {s}.values)",
    "__matmul__": "{s}.values @ {o}",
    "__trunc__": "int({s}.latest()[1])",
    "__round__": "{s}.values.round({o})",
    "__float__": "{s}.latest()[1]",
    "__int__": "int({s}.latest()[1])",
    "__iter__": "{s}.values.items()",
    "__array__": "{s}.values",
}
COMPARED = {"__eq__": "==", "__ne__": "!=", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
# NumPy's own of the same, met where its numbers stand on the left.
SIGNS: dict[np.ufunc, Callable[[Any, Any], object]] = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul, np.true_divide: operator.truediv,
    np.power: operator.pow, np.floor_divide: operator.floordiv, np.remainder: operator.mod,
    np.equal: operator.eq, np.not_equal: operator.ne, np.less: operator.lt, np.less_equal: operator.le,
    np.greater: operator.gt, np.greater_equal: operator.ge,
}  # fmt: skip


class NoAttributeError(InputError, AttributeError):
    """A name that a series does not have; `hasattr` and what looks for it in vain go on."""


class PandasHabits:
    """Given to `Series`: see the module."""

    if TYPE_CHECKING:  # what is set below

        def __lt__(self, other: float) -> pd.Series[bool]: ...
        def __le__(self, other: float) -> pd.Series[bool]: ...
        def __gt__(self, other: float) -> pd.Series[bool]: ...
        def __ge__(self, other: float) -> pd.Series[bool]: ...

    def __getitem__(self: Any, key: object) -> NoReturn:
        """Refused with how a day, a span of days and a place are asked for."""
        raise InputError("core.habits_item", id=self.id, day=self.last_day, year=self.last_day.year)

    def __getattr__(self: Any, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        if hasattr(pd.Series, name):
            raise NoAttributeError("core.habits_values", id=self.id, python=f"{self.id}.values.{name}")
        known = [one for one in dir(self) if not one.startswith("_")]
        raise NoAttributeError("core.habits_none", id=self.id, name=name, known=", ".join(known))

    def __array_ufunc__(self: Any, function: np.ufunc, how: str, *given: Any, **_: object) -> object:
        plain = [one.item() if isinstance(one, np.generic | np.ndarray) and one.ndim == 0 else one for one in given]
        if any(isinstance(one, np.ndarray) for one in plain):  # the user's own has no name that could be written here
            raise InputError("core.habits_values", id=self.id, python=f"{self.id}.values")
        if how == "__call__" and function in SIGNS:
            return SIGNS[function](*plain)
        called = function.__name__ if how == "__call__" else f"{function.__name__}.{how}"
        inside = ", ".join(map(_written, plain))
        raise InputError("core.habits_values", id=self.id, python=f"np.{called}({inside})")


def _refusing(python: str) -> Callable[..., NoReturn]:
    def refuse(self: Any, *others: object, **_: object) -> NoReturn:
        written = python.format(s=self.id, o=", ".join(map(_written, others)))
        raise InputError("core.habits_values", id=self.id, python=written)

    return refuse


def _comparing(name: str, sign: str) -> Callable[[Any, object], object]:
    def compare(self: Any, other: object) -> object:
        if isinstance(other, NUMBER):
            return getattr(self.values, name)(other)
        if isinstance(other, PandasHabits) and sign not in ("==", "!="):  # of two series `==` is whether they are one
            raise UnitError("core.habits_values", id=self.id, python=f"{self.id}.values {sign} {other.id}.values")
        return NotImplemented

    return compare


def _written(held: object) -> str:
    return f"{held.id}.values" if isinstance(held, PandasHabits) else repr(held)


for _name, _python in WRITTEN.items():
    setattr(PandasHabits, _name, _refusing(_python))
for _name, _sign in COMPARED.items():
    setattr(PandasHabits, _name, _comparing(_name, _sign))
PandasHabits.__hash__ = object.__hash__  # type: ignore[method-assign]  # `==` of two series is whether they are one
