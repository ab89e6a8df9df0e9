"""The journey of a statement: the lines held of a Wednesday → its sums checked → one table, beside another day's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DateRangeError
from fedsheet.core.shown import Card, Shown
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.runs.read import AsOf, Beside, figures, others_of
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import TOTAL_ASSETS
from fedsheet.sources.h41_page import FACTORS

if TYPE_CHECKING:
    import pandas as pd

INDENT = "  "


@dataclass(frozen=True, repr=False)
class Read(Shown):
    """A statement as rows (line, amount, share of total assets, then for each day beside it: amount, change).

    Amounts are millions of dollars; `beside` are the days set beside it: one that was named, or the week and the year
    before where they are held.
    """

    day: date
    beside: tuple[date, ...]
    rows: tuple[tuple[str | float | None, ...], ...]
    checked: tuple[h41.Checked, ...]

    def card(self) -> Card:
        """Its totals, and whether its sums hold."""
        wanted = ("Total assets", "Reserve balances with Federal Reserve Banks", "Total liabilities", "Total capital")
        amounts = {str(row[0]).strip(): row[1] for row in self.rows}
        facts = [(name, f"{amounts[name]:,} USD mn") for name in wanted if name in amounts]
        held = sum(abs(one.difference_usd) <= one.bound_usd for one in self.checked)
        facts.append(("sums that hold", f"{held} of {len(self.checked)}"))
        return Card("H.4.1 statement", None, self.day, tuple(facts), ("rows", "checked", "beside"))

    def frame(self) -> pd.DataFrame:
        """One row a line: amount in millions of dollars, share of total assets in percent, then days beside it."""
        import pandas as pd

        beside = [name for day in self.beside for name in (f"{day}", f"change_from_{day}")]
        return pd.DataFrame(self.rows, columns=["line", f"{self.day}", "share_pct", *beside]).set_index("line")


def read(
    day: date | None = None, earlier: date | None = None, as_of: AsOf = None, *, vintage: Vintage | None = None
) -> Read:
    """The statement of `day` (the newest held where none), beside that of `earlier`, or of a week and a year before."""
    known, held = figures(as_of, vintage), others_of(vintage)
    chosen = day or _newest(known, held)
    if h41_release_date(chosen) > known.as_of and chosen in h41.days_held(held.vintage()):
        released = h41_release_date(chosen)
        raise DateRangeError(
            f"The H.4.1 statement of {chosen} was not public as of {known.as_of}", do=f"Use --as-of {released} or later"
        )
    levels = h41.levels_on(known, chosen)
    beside = (earlier,) if earlier else tuple(d for d in _week_and_year(chosen) if d in h41.days_held(known))
    others = [{row.code: row for row in h41.rows(h41.levels_on(known, d), d) if row.code} for d in beside]
    shown = h41.rows(levels, chosen)
    rows = [_row(line, levels[TOTAL_ASSETS], others) for line in shown]
    return Read(chosen, beside, (*rows, *_gone(shown, others)), tuple(h41.check(levels, chosen)))


def _week_and_year(day: date) -> tuple[date, date]:
    """The Wednesdays the release itself compares with: one and fifty-two weeks before."""
    return day - timedelta(weeks=1), day - timedelta(weeks=52)


def _row(
    line: h41.StatementRow, total: float, others: Sequence[Mapping[str, h41.StatementRow]]
) -> tuple[str | float | None, ...]:
    """One line; where it did not stand on the other day there is no amount and no change."""
    beside: list[float | None] = []
    for other in others:
        before = other[line.code].usd if line.code in other else None
        beside += [None, None] if before is None else [_mn(before), _mn(line.usd - before)]
    return (INDENT * line.depth + line.label, _mn(line.usd), 100 * line.usd / total, *beside)


def _gone(
    shown: Sequence[h41.StatementRow], others: Sequence[Mapping[str, h41.StatementRow]]
) -> Iterator[tuple[str | float | None, ...]]:
    """Lines that stood on a day beside it only."""
    codes = {row.code for row in shown}
    for place, other in enumerate(others):
        for row in other.values():
            if row.code not in codes:
                cells: list[float | None] = [None] * (2 * len(others))
                cells[2 * place] = _mn(row.usd)
                yield (f"{INDENT}{row.label} (no longer a line)", None, None, *cells)


def read_factors(
    day: date | None = None, as_of: AsOf = None, *, vintage: Vintage | None = None
) -> tuple[date, list[tuple[str, float, float]], float]:
    """Table 1 of a release page: Wednesday, rows (line, week average, Wednesday level), and what its sum is off by.

    Amounts are millions of dollars as printed; loans, repos and deposits are shown by kind.
    """
    known = figures(as_of, vintage)
    pages = known.tables.get("h41_releases")
    held = [] if pages is None else sorted({stamp.date() for stamp in pages["date"]})
    if pages is None or (day or held[-1]) not in held:
        said = f"Nearest: {', '.join(str(d) for d in held[-3:])}" if held else "No release page is held"
        raise DateRangeError(f"No factors of {day or 'any week'} are held", possible=said,
                             do="Run `fedsheet data pull releases`")  # fmt: skip
    chosen = day or held[-1]
    lines = pages[(pages["date"] == str(chosen)) & (pages["table"] == FACTORS)]
    rows = list(zip(lines["item"], lines["week_average_usd_mn"], lines["usd_mn"], strict=True))
    levels = h41.factors_of((item, wednesday) for item, _, wednesday in rows)
    (reserves,) = (c for c in h41.check(levels, chosen, h41.FACTOR_IDENTITIES) if c.identity.name == h41.RESERVES)
    return chosen, rows, -_mn(reserves.difference_usd)


def _mn(usd: float) -> float:
    return round(usd / USD_MN.scale)


def _newest(known: Vintage, others: Beside) -> date:
    held = h41.days_held(known)
    if not held:
        first = next(iter(h41.days_held(others.vintage())), None)
        if first is None:
            raise DateRangeError("The vintage holds no H.4.1 statement")
        raise DateRangeError(
            f"No H.4.1 statement was public as of {known.as_of}",
            possible=f"The first held is of {first}, released {h41_release_date(first)}",
            do=f"Use --as-of {h41_release_date(first)} or later, or run `fedsheet data pull statement`",
        )
    return held[-1]
