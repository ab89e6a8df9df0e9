"""The journey of a statement: the lines held of a Wednesday → its sums checked → one table, beside another day's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import TOTAL_ASSETS
from fedsheet.store import vintage

INDENT = "  "


@dataclass(frozen=True)
class Read:
    """Rows (line, amount, share of total assets, amount before, change), amounts in millions of dollars, and checks."""

    day: date
    earlier: date | None
    rows: tuple[tuple[str | float | None, ...], ...]
    checked: tuple[h41.Checked, ...]


def read(day: date | None = None, earlier: date | None = None, as_of: str | None = None) -> Read:
    """The statement of `day` (the newest held where none), beside that of `earlier` where one is named."""
    known = vintage(as_of)
    chosen = day or _newest(known)
    levels = h41.levels_on(known, chosen)
    total = levels[TOTAL_ASSETS]
    shown = h41.rows(levels, chosen)
    before = {row.code: row.usd for row in _before(known, earlier)}
    rows = tuple(_row(line, total, before if earlier else {}) for line in shown)
    return Read(chosen, earlier, rows + _gone(shown, known, earlier), tuple(h41.check(levels, chosen)))


def _before(known: Vintage, earlier: date | None) -> list[h41.StatementRow]:
    return h41.rows(h41.levels_on(known, earlier), earlier) if earlier else []


def _row(line: h41.StatementRow, total: float, before: dict[str, float]) -> tuple[str | float | None, ...]:
    earlier = before.get(line.code) if line.code else None
    change = None if earlier is None else _mn(line.usd - earlier)
    label = INDENT * line.depth + line.label
    return label, _mn(line.usd), 100 * line.usd / total, None if earlier is None else _mn(earlier), change


def _gone(
    shown: list[h41.StatementRow], known: Vintage, earlier: date | None
) -> tuple[tuple[str | float | None, ...], ...]:
    """Lines that stood on the earlier day only."""
    codes = {row.code for row in shown}
    lost = [row for row in _before(known, earlier) if row.code and row.code not in codes]
    return tuple((f"{INDENT}{row.label} (no longer a line)", None, None, _mn(row.usd), None) for row in lost)


def _mn(usd: float) -> float:
    return round(usd / USD_MN.scale)


def _newest(known: Vintage) -> date:
    held = h41.days_held(known)
    if not held:
        raise DateRangeError(
            f"No H.4.1 statement was public as of {known.as_of}", do="Run `fedsheet data pull statement`"
        )
    return held[-1]
