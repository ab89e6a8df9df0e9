"""A result that shows itself: ten lines at most on a screen, its exhibits by name, its numbers as a frame.

    Projection today, 2026-10-07 to 2036-10-07, as of 2026-10-09
      reserve balances   2,942 → 3,310 USD bn
      …
    Ask: .frame(), .tables(), .table(name), .figure(name), .line(name), .manifest

A type says its facts; how an exhibit is drawn is known above, where `core.door` is told when the package is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from fedsheet.core.door import shows
from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd

if TYPE_CHECKING:
    from fedsheet.core.door import Shows

MOST_LINES, WIDTH = 10, 110


@dataclass(frozen=True)
class CardText:
    """A message and its values, said in the language of whoever looks."""

    key: str
    values: Mapping[str, object]


def said(key: str, **values: object) -> CardText:
    """A text of a card by the key of its message; amounts in US dollars, rates as decimals."""
    return CardText(key, values)


Text = CardText | str  # a str is a name that reads the same in every language


@dataclass(frozen=True)
class Card:
    """What a result says of itself: its name, the span and day it is about, key lines, and what to ask next."""

    title: Text
    span: tuple[object, object] | None = None
    as_of: date | None = None
    facts: tuple[tuple[Text, Text], ...] = ()
    ask: tuple[str, ...] = ()


class Shown:
    """Mixed into result types (`@dataclass(frozen=True, repr=False)`); `card` may be told better by each.

    >>> found = fedsheet.simulate("september-2019", n_days=3)
    >>> found.tables()
    ['simulate-days', 'simulate-percentiles', 'simulate-facilities', 'simulate-books', 'simulate-shocks']
    >>> found.table("simulate-days", lang="zh").exhibit.caption
    '2019 年 9 月回购冲击'
    """

    def card(self) -> Card:
        """By default the type's name, and each field with its shape."""
        return Card(said(f"cards.{type(self).__name__}"), facts=tuple(_shapes(self)))

    def frame(self) -> pd.DataFrame:
        """Its numbers in base units: US dollars, decimals a year."""
        raise InputError("core.shown_one_frame", name=type(self).__name__, tables=", ".join(self.tables()))

    def tables(self) -> list[str]:
        """The names of its exhibits, for `table` and `figure`."""
        names: list[str] = door()(self, "tables", "", "en")
        return names

    def table(self, name: str, lang: str = "en") -> Any:
        """One of its tables by name, in a language; an unknown name raises with those there are."""
        return door()(self, "table", name, lang)

    def figure(self, name: str, lang: str = "en") -> Any:
        """One of its figures by name, in a language; an unknown name raises with those there are."""
        return door()(self, "figure", name, lang)

    def __repr__(self) -> str:
        return str(door()(self, "card", "text", language()))

    def _repr_html_(self) -> str:
        return str(door()(self, "card", "html", language()))


def language() -> str:
    """The language that `FEDSHEET_LANG` sets; English where it sets none, or both."""
    asked = os.environ.get("FEDSHEET_LANG", "")
    return asked if asked in ("zh", "en") else "en"


def door() -> Shows:
    """How a result or a series is shown, told by the floors above; before they are imported an `InputError`."""
    if not shows:
        raise InputError("core.shown_exhibits_drawn_whole_package")
    return shows[0]


def _shapes(result: Any) -> Iterator[tuple[str, Text]]:
    """Each field by name and shape, not by its numbers."""
    for field in fields(result):
        yield field.name, _shape(getattr(result, field.name))


def _shape(value: object) -> Text:
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, Shown):
        return value.card().title
    if isinstance(value, Mapping):
        names = f"{', '.join(str(key) for key in list(value)[:4])}{' …' if len(value) > 4 else ''}"
        return said("cards.by_name", n=len(value), names=names)
    if isinstance(value, tuple | list):
        return said("cards.rows", n=len(value), of=type(value[0]).__name__) if value else said("cards.no_rows")
    if hasattr(value, "shape"):
        return f"{type(value).__name__} {value.shape}"
    plain = str(value)
    return plain if len(plain) <= 60 else type(value).__name__


def line_name(line: str) -> CardText:
    """A line of the sheet or of a market, by its term."""
    return said(f"terms.{line.lower().replace(' ', '_').replace('-', '_')}")


def usd(amount: float) -> CardText:
    """US dollars, in the reader's unit."""
    return said("cards.usd", usd=amount)


def course_usd(values: Any) -> CardText:
    """First and last of a line in US dollars."""
    return said("cards.course_usd", first=float(values[0]), last=float(values[-1]))


def course_pct(values: Any) -> CardText:
    """First and last of a rate."""
    return said("cards.course_pct", first=float(values[0]), last=float(values[-1]))


def pct(rate: float) -> CardText:
    """A decimal rate as percent; a dash where none was published for the day."""
    return said("cards.pct", rate=float(rate))
