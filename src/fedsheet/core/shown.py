"""A result that shows itself: ten lines at most on a screen, its exhibits by name, its numbers as a frame.

    Projection today, 2026-10-07 to 2036-10-07, as of 2026-10-09
      reserve balances   2,942 → 3,310 USD bn
      …
    Ask: .frame(), .tables(), .table(name), .figure(name), .line(name), .manifest

A type says its facts; how an exhibit is drawn is known above, where `core.door` is told when the package is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from fedsheet.core.door import shows
from fedsheet.core.errors import InputError
from fedsheet.core.units import to_bn, to_pct

if TYPE_CHECKING:
    import pandas as pd

    from fedsheet.core.door import Shows

MOST_LINES, WIDTH = 10, 110


@dataclass(frozen=True)
class Card:
    """What a result says of itself: its name, the span and day it is about, key lines, and what to ask next."""

    title: str
    span: tuple[object, object] | None = None
    as_of: date | None = None
    facts: tuple[tuple[str, str], ...] = ()
    ask: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """Name, span and day in one line."""
        span = f", {self.span[0]} to {self.span[1]}" if self.span else ""
        known = f", as of {self.as_of}" if self.as_of else ""
        return f"{self.title}{span}{known}"


class Shown:
    """Mixed into result types (`@dataclass(frozen=True, repr=False)`); `card` may be told better by each."""

    def card(self) -> Card:
        """By default the type's name, and each field with its shape."""
        return Card(type(self).__name__, facts=tuple(_shapes(self)))

    def frame(self) -> pd.DataFrame:
        """Its numbers in base units: US dollars, decimals a year."""
        raise InputError("core.shown_one_frame", name=type(self).__name__, tables=", ".join(self.tables()))

    def tables(self) -> list[str]:
        """The names of its exhibits, for `table` and `figure`."""
        names: list[str] = _door()(self, "tables", "", "en")
        return names

    def table(self, name: str, lang: str = "en") -> Any:
        """One of its tables by name, in a language; an unknown name raises with those there are."""
        return _door()(self, "table", name, lang)

    def figure(self, name: str, lang: str = "en") -> Any:
        """One of its figures by name, in a language; an unknown name raises with those there are."""
        return _door()(self, "figure", name, lang)

    def __repr__(self) -> str:
        card = self.card()
        width = max((len(name) for name, _ in card.facts), default=0)
        lines = [f"  {name:<{width}}  {fact}" for name, fact in card.facts]
        more = [f"  … and {len(lines) - MOST_LINES + 3} more"] if len(lines) > MOST_LINES - 2 else []
        kept = lines[: MOST_LINES - 3] if more else lines
        ask = ", ".join(("frame()", "tables()", "table(name)", "figure(name)", *card.ask))
        return "\n".join(line[:WIDTH] for line in (card.head, *kept, *more, f"Ask: {ask}"))

    def _repr_html_(self) -> str:
        card = self.card()
        rows = "".join(f"<tr><th>{escape(n)}</th><td>{escape(f)}</td></tr>" for n, f in card.facts)
        return f"<p>{escape(card.head)}</p><table>{rows}</table>"


def _door() -> Shows:
    if not shows:
        raise InputError("core.shown_exhibits_drawn_whole_package")
    return shows[0]


def _shapes(result: Any) -> Iterator[tuple[str, str]]:
    """Each field by name and shape, not by its numbers."""
    for field in fields(result):
        yield field.name.replace("_", " "), _shape(getattr(result, field.name))


def _shape(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, Shown):
        return value.card().head
    if isinstance(value, Mapping):
        return f"{len(value)} by name: {', '.join(str(key) for key in list(value)[:4])}{' …' if len(value) > 4 else ''}"
    if isinstance(value, tuple | list):
        return f"{len(value)} {type(value[0]).__name__ if value else 'rows'}"
    if hasattr(value, "shape"):
        return f"{type(value).__name__} {value.shape}"
    plain = str(value)
    return plain if len(plain) <= 60 else type(value).__name__


def bn(usd: float) -> str:
    """US dollars as billions, for a fact."""
    return f"{to_bn(usd):,.1f}"


def course_bn(values: Any) -> str:
    """First and last of a line in US dollars, as billions."""
    return f"{bn(float(values[0]))} → {bn(float(values[-1]))} USD bn"


def course_pct(values: Any) -> str:
    """First and last of a rate, as percent."""
    return f"{pct(float(values[0]))} → {pct(float(values[-1]))}"


def pct(rate: float, digits: int = 2) -> str:
    """A decimal rate as percent, for a fact."""
    if rate != rate:  # NaN: not published for the day
        return "not known"
    return f"{to_pct(rate):.{digits}f}%"
