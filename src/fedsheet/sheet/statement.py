"""The Fed's statement of a Wednesday as a result: its lines, other Wednesdays beside it, and its own sums checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fedsheet.core.lazy import pd
from fedsheet.core.shown import Card, Shown, Text, said, usd
from fedsheet.core.vintage import Vintage
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import TOTAL_ASSETS


@dataclass(frozen=True, repr=False)
class Statement(Shown):
    """Levels by code in US dollars, on `day` and on each day beside it; the release's sums on `day`, checked.

    >>> sheet = fedsheet.statement("2019-09-18", earlier="2019-07-31")
    >>> f"{sheet.total:,.0f}"
    '3,844,695,000,000'
    >>> sheet.frame().columns.to_list()
    ['2019-09-18', '2019-07-31']
    """

    day: date
    levels: Mapping[str, float]
    beside: Mapping[date, Mapping[str, float]]
    checked: tuple[h41.Checked, ...]

    def card(self) -> Card:
        """Its totals, and whether its sums hold."""
        wanted = {
            "total_assets": "Total assets", "reserve_balances": "Reserve balances with Federal Reserve Banks",
            "total_liabilities": "Total liabilities", "total_capital": "Total capital",
        }  # fmt: skip
        amounts = {row.label: row.usd for row in self.rows}
        facts: list[tuple[Text, Text]] = [
            (said(f"cards.{name}"), usd(amounts[label])) for name, label in wanted.items() if label in amounts
        ]
        held = sum(one.holds is True for one in self.checked)
        facts.append((said("cards.sums"), said("cards.of", n=held, all=len(self.checked))))
        return Card(said("cards.statement"), None, self.day, tuple(facts), ("rows", "checked", "beside"))

    def frame(self) -> pd.DataFrame:
        """One row a line, one column a day, US dollars."""
        lines = {row.label: row.code for row in (*self.rows, *self.gone) if row.code}
        days = {self.day: self.levels, **self.beside}
        held = {f"{day}": [levels.get(code) for code in lines.values()] for day, levels in days.items()}
        return pd.DataFrame(held, index=pd.Index(lines, name="line"))

    @property
    def total(self) -> float:
        """Total assets on the day, US dollars."""
        return self.levels[TOTAL_ASSETS]

    @property
    def rows(self) -> list[h41.StatementRow]:
        """The lines in the release's order, computed remainders among them."""
        return h41.rows(self.levels, self.day)

    @property
    def gone(self) -> list[h41.StatementRow]:
        """Lines that stood on a day beside it only."""
        held = {row.code for row in self.rows}
        lines = {row.code: row for day, levels in self.beside.items() for row in h41.rows(levels, day) if row.code}
        return [row for code, row in lines.items() if code not in held]

    def then(self, code: str, day: date) -> float | None:
        """A line's level on a day beside it; None where it did not stand."""
        return self.beside[day].get(code) if code else None


@dataclass(frozen=True)
class Factors:
    """What supplies and absorbs reserves in one week: (line, week average, Wednesday level) in US dollars.

    difference_usd   supplying less absorbing less reserve balances, on the Wednesday
    """

    day: date
    lines: tuple[tuple[str, float, float], ...]
    difference_usd: float


def statement(known: Vintage, day: date, beside: Sequence[date] = ()) -> Statement:
    """The statement of a Wednesday that is held, with other Wednesdays beside it."""
    levels = h41.levels_on(known, day)
    others = {other: h41.levels_on(known, other) for other in beside}
    return Statement(day, levels, others, tuple(h41.check(levels, day)))
