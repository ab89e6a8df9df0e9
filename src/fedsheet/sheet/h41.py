"""The Fed's weekly statement as one that balances: its lines on a day, its sums checked, two days side by side.

Published amounts are rounded to millions, each line by itself: a sum of n parts agrees with its printed total within
0.5 × (n + 1) million. A line that stood on a day but is not in the figures held makes its sum uncheckable, and says so.
Amounts are US dollars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DataError, DateRangeError
from fedsheet.core.series import Series
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.sheet.h41_lines import (
    CREDIT_PARTS,
    DOWNLOAD_WORDS,
    FACTORS,
    STATEMENT,
    TOTAL_ASSETS,
    TOTAL_CAPITAL,
    TOTAL_LIABILITIES,
    WEEKLY,
    WEEKLY_LEAST,
    WEEKLY_REST,
    WEEKLY_SUMS,
    H41Line,
)

KEY_DATES = "h41_key_dates"
SERIES_PREFIX, SERIES_SUFFIX = "H41.", "_N.WW"
BALANCE = "Total assets = total liabilities + total capital"
RESERVES = "Reserve balances = factors supplying - factors absorbing"


@dataclass(frozen=True)
class Identity:
    """One sum of the release: the printed total, and its parts with their signs."""

    name: str
    total: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Checked:
    """An identity on one day: difference of total and parts, the rounding allowed, and lines that are not held."""

    identity: Identity
    difference_usd: float
    bound_usd: float
    not_held: tuple[str, ...]

    @property
    def holds(self) -> bool | None:
        """True or False; None where a line that stood on that day is not held, so that nothing can be said."""
        return None if self.not_held else abs(self.difference_usd) <= self.bound_usd


@dataclass(frozen=True)
class StatementRow:
    """A line as shown: how deep it is indented, its amount, whether it is computed and not printed by the Board."""

    code: str
    label: str
    depth: int
    usd: float
    computed: bool = False


def _sums(lines: Sequence[H41Line]) -> list[Identity]:
    """One identity for each line that has parts."""
    labels = {line.code: line.label for line in lines}
    parts: dict[str, list[str]] = {}
    for line in lines:
        if line.parent:
            parts.setdefault(line.parent, []).append(line.code)
    return [Identity(labels[total], total, tuple((code, 1) for code in codes)) for total, codes in parts.items()]


IDENTITIES: tuple[Identity, ...] = (
    Identity(BALANCE, TOTAL_ASSETS, ((TOTAL_LIABILITIES, 1), (TOTAL_CAPITAL, 1))),
    *_sums(STATEMENT),
)
FACTOR_IDENTITIES: tuple[Identity, ...] = (
    *_sums(FACTORS),
    Identity("Reserve Bank credit", "RESH4SC", tuple((code, 1) for code in CREDIT_PARTS)),
    Identity(RESERVES, "RESH4R", (("RESH4S", 1), ("RESH4A", -1))),
)
_LINES = {line.code: line for line in (*STATEMENT, *FACTORS)}


def check(levels: Mapping[str, float], day: date, identities: Iterable[Identity] = IDENTITIES) -> list[Checked]:
    """Every identity whose total is held, on the lines that stood on `day`; `levels` by code, US dollars."""
    return [_checked(identity, levels, day) for identity in identities if identity.total in levels]


def _checked(identity: Identity, levels: Mapping[str, float], day: date) -> Checked:
    held = [sign * levels[code] for code, sign in identity.parts if code in levels]
    lacking = (code for code, _ in identity.parts if code not in levels and _stood(code, day))
    bound = 0.5 * (len(held) + 1) * USD_MN.scale
    return Checked(identity, levels[identity.total] - sum(held), bound, tuple(lacking))


def _stood(code: str, day: date) -> bool:
    return code not in _LINES or _LINES[code].stood_on(day)


def rows(levels: Mapping[str, float], day: date) -> list[StatementRow]:
    """The statement in the release's order; what its totals hold beyond the lines held is a computed row of its own."""
    checked = {c.identity.total: c for c in check(levels, day)}
    shown = [line for line in STATEMENT if line.code in levels and (line.stood_on(day) or levels[line.code])]
    found = [StatementRow(line.code, line.label, _depth(line, levels), levels[line.code]) for line in shown]
    for total, result in checked.items():
        if result.not_held:
            rest = _rest(result, levels, day)
            if abs(rest.usd) > result.bound_usd:
                found.insert(_place_of_rest(found, total), rest)
    return found


def _depth(line: H41Line, levels: Mapping[str, float]) -> int:
    """How far in a line stands: below each sub-total that is shown, and below a grand total, shown or not."""
    if line.parent not in _LINES:
        return 1 if line.parent else 0
    above = _LINES[line.parent]
    return _depth(above, levels) + (line.parent in levels or not above.parent)


def _rest(result: Checked, levels: Mapping[str, float], day: date) -> StatementRow:
    """What a total holds beyond the lines shown; the parts of a sub-total that is not held are shown in its place."""
    opened = [code for part in result.not_held for code in _opened(part, levels, day)]
    usd = result.difference_usd - sum(levels.get(code, 0.0) for code in opened)
    names = "; ".join(_LINES[code].label for code in opened if code not in levels)
    depth = _depth(_LINES[result.identity.total], levels) + 1
    return StatementRow("", f"Not itemised here (computed): {names}", depth, usd, computed=True)


def _opened(code: str, levels: Mapping[str, float], day: date) -> list[str]:
    """The line if it or none of its parts is held, else its parts that stood, each opened likewise."""
    parts = [line.code for line in STATEMENT if line.parent == code and (line.code in levels or line.stood_on(day))]
    below = [found for part in parts for found in _opened(part, levels, day)]
    return [code] if code in levels or not any(found in levels for found in below) else below


def _place_of_rest(found: Sequence[StatementRow], total: str) -> int:
    """After the last part of a sub-total, or before a grand total."""
    codes = [row.code for row in found]
    inside = [i for i, row in enumerate(found) if row.code and _is_inside(row.code, total)]
    return max(inside) + 1 if inside else codes.index(total)


def _is_inside(code: str, total: str) -> bool:
    parent = _LINES[code].parent
    return bool(parent) and (parent == total or _is_inside(parent, total))


def levels_on(known: Vintage, day: date) -> dict[str, float]:
    """Every statement line held of one Wednesday by code, US dollars; `DateRangeError` names the nearest days held."""
    asked = np.datetime64(day)
    found = {code: series.base_at(day) for code, series in _statement_series(known) if asked in series.days}
    if TOTAL_ASSETS not in found:
        found = _key_dates(known, day).get(day) or weekly_lines(known, day)
    held = days_held(known)
    if day not in held:
        near = ", ".join(str(d) for d in sorted(sorted(held, key=lambda d: abs(d - day))[:3]))
        if short := _short_of(known, day):
            raise DateRangeError("sheet.h41_lines_short", day=day, near=near, short=", ".join(short))
        raise DateRangeError("sheet.h41_h_4_1_statement", day=day, near=near)
    return found


def _short_of(known: Vintage, day: date) -> list[str]:
    """The main lines that do not reach a Wednesday of which others are held, each with its last day."""
    ends = {name: known[name].days[-1].item() for name in WEEKLY_LEAST if name in known and len(known[name].days)}
    return [f"{name} ({end})" for name, end in ends.items() if end < day <= max(ends.values())]


def days_held(known: Vintage) -> list[date]:
    """The Wednesdays of which a whole statement, or its main lines by FRED's weekly series, are held, ascending."""
    days: set[date] = set()
    if KEY_DATES in known.tables:
        days |= {date.fromisoformat(day) for day in {str(row["date"]) for row in _stated(known)}}
    name = f"{SERIES_PREFIX}{TOTAL_ASSETS}{SERIES_SUFFIX}"
    if name in known:
        days |= set(known[name].days.tolist())
    return sorted(day for day in days | weekly_days(known) if h41_release_date(day) <= known.as_of)


def weekly_days(known: Vintage) -> set[date]:
    """The Wednesdays on which all of the least lines are held by FRED's weekly series."""
    if any(name not in known for name in WEEKLY_LEAST):
        return set()
    return set.intersection(*(set(known[name].days.tolist()) for name in WEEKLY_LEAST))


def weekly_lines(known: Vintage, day: date) -> dict[str, float]:
    """The lines of one Wednesday that FRED's weekly series hold, by code, US dollars; what they lack is left out."""
    if day not in weekly_days(known):
        return {}
    asked = np.datetime64(day)
    return _lines_of({name: known[name].base_at(day) for name in _weekly_names(known) if asked in known[name].days})


def _weekly_table(known: Vintage) -> dict[date, dict[str, float]]:
    """Every Wednesday that is held by its main lines: the lines by code, US dollars."""
    levels = {name: _by_day(known[name]) for name in _weekly_names(known)}
    return {day: _lines_of({n: held[day] for n, held in levels.items() if day in held}) for day in weekly_days(known)}


def _weekly_names(known: Vintage) -> set[str]:
    return {name for parts in (*WEEKLY.values(), *WEEKLY_REST.values()) for name in parts} & set(known)


def _by_day(series: Series) -> dict[date, float]:
    return dict(zip(series.days.tolist(), series.base_amounts().tolist(), strict=True))


def _lines_of(levels: Mapping[str, float]) -> dict[str, float]:
    """Lines by code from the weekly series of one Wednesday, sub-totals as sums of parts that are all held."""
    found = {code: levels[name] for code, names in WEEKLY.items() for name in reversed(names) if name in levels}
    for code, (first, *others) in WEEKLY_REST.items():
        if code not in found and {first, *others} <= levels.keys():
            found[code] = levels[first] - sum(levels[name] for name in others)
    for code, parts in WEEKLY_SUMS.items():
        if set(parts) <= found.keys():
            found[code] = sum(found[part] for part in parts)
    if TOTAL_CAPITAL in found:
        found[TOTAL_LIABILITIES] = found[TOTAL_ASSETS] - found[TOTAL_CAPITAL]
    return found


def statements(known: Vintage) -> dict[date, dict[str, float]]:
    """Every statement held by its Wednesday, ascending: the lines by code, US dollars."""
    found: dict[date, dict[str, float]] = {}
    for code, series in _statement_series(known):
        for day, usd in _by_day(series).items():
            found.setdefault(day, {})[code] = usd
    whole = {day: levels for day, levels in found.items() if TOTAL_ASSETS in levels}
    weekly, key = _weekly_table(known), _key_dates(known)
    return {day: whole.get(day) or key.get(day) or weekly[day] for day in days_held(known)}


def _statement_series(known: Vintage) -> Iterator[tuple[str, Series]]:
    for line in STATEMENT:
        name = f"{SERIES_PREFIX}{line.code}{SERIES_SUFFIX}"
        if name in known:
            yield line.code, known[name]


def _key_dates(known: Vintage, of: date | None = None) -> dict[date, dict[str, float]]:
    """The lines of each of the key dates that ship, or of one."""
    if KEY_DATES not in known.tables:
        return {}
    lines: dict[str, list[tuple[str, float]]] = {}
    for row in _stated(known):
        if of is None or row["date"] == str(of):
            lines.setdefault(str(row["date"]), []).append((str(row["item"]), float(str(row["usd_mn"]))))
    return {date.fromisoformat(day): levels_of(items) for day, items in lines.items()}


def _stated(known: Vintage) -> Iterator[Mapping[str, object]]:
    """The rows of the key dates that are of the statement of condition."""
    return (row for row in known.rows(KEY_DATES) if row["table"] == "statement of condition")


def levels_of(items: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Lines by code, US dollars, from (download's description, millions); of two for one code the first counts."""
    found: dict[str, float] = {}
    for description, millions in items:
        code = code_of(str(description))
        if code:
            found.setdefault(code, float(millions) * USD_MN.scale)
    return found


def factors_of(items: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Lines of table 1 that its sums are made of, by code, US dollars, from (label of the page, millions).

    Kinds of loans, securities and deposits are left out: they stand below lines that hold them.
    """
    levels = {_FACTOR_BY_LABEL.get(str(label).lower()): float(millions) * USD_MN.scale for label, millions in items}
    return {code: level for code, level in levels.items() if code}


def code_of(description: str) -> str:
    """The code of a line by the Data Download Program's words; "" for what consolidation removed; unknown raises."""
    words = re.sub(r":? ?(Wednesday level|\((Effective|Post|Through)[^)]*\))", "", description).strip(" :")
    name = words.rsplit(": ", 1)[-1]
    if name.endswith("Eliminations from consolidation"):
        return ""
    found = DOWNLOAD_WORDS.get(name) or _BY_LABEL.get(name)
    if not found:
        raise DataError("sheet.h41_unknown_h_4_1", description=description)
    return found


_BY_LABEL = {line.label: line.code for line in STATEMENT}
_FACTOR_BY_LABEL = {line.label.lower(): line.code for line in FACTORS}
