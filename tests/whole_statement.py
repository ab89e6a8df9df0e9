"""Every line of the H.4.1's statement on every Wednesday, made from the figures that ship: a statement that balances.

Between the Wednesdays on which a line is held it grows at one rate; sub-totals are the sums of their parts, and what no
figure tells (other assets, other liabilities, capital paid in) takes up the rest. Facilities that have ended stand in
total assets and, as in the Board's download, nowhere else. Millions of dollars.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.vintage import Vintage
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import CREDIT_PARTS, FACTORS, STATEMENT, WEEKLY, H41Line
from fedsheet.sources.board import HEAD, KNOWN_BESIDES, LEVEL
from fedsheet.sources.catalogue import of_feed

Levels = dict[str, NDArray[np.float64]]  # code → (t,) by Wednesday
ByDay = Callable[[str], Mapping[date, float]]
ASSETS, LIABILITIES, CAPITAL = "RESPPMA", "RESPPMLL", "RESPPLC"
ENDED = {entry.native.removesuffix(LEVEL) for entry in of_feed("board.ddp") if entry.ended}
TREASURIES = ("RESPPALGUOB", "RESPPALGUOMN", "RESPPALGUOMI", "RESPPALGUOMC")
WHOLE_NOTES_FROM = date(2020, 1, 1)  # notes and bonds are held by themselves since; before, they take up the rest
# Lines of table 1 that no figure held tells.
FACTOR_LEVELS = {"RESTBMG": 11_041.0, "RESTBMT": 52_000.0, "RESTBHT": 400.0, "RESH4SCF": -300.0, "RESH4SO": 35_000.0}


def statements(known: Vintage, by_day: ByDay, weeks: Sequence[date]) -> Levels:
    """All lines by code; `by_day` has the values of a series by day, held and gone on from the last one."""
    numbers = np.array([week.toordinal() for week in weeks], dtype=float)
    pages = {day: h41.levels_on(known, day) for day in _key_dates(known)}

    def course(code: str) -> NDArray[np.float64]:
        held = next((dict(by_day(name)) for name in WEEKLY.get(code, ()) if name in known), {})
        first, last = min(held, default=date.max), max(held, default=date.min)
        told = {day: page.get(code, 0.0) / 1e6 for day, page in pages.items() if not first <= day <= last}
        knots = sorted({**told, **held}.items())
        return np.round(_between(numbers, [day.toordinal() for day, _ in knots], [level for _, level in knots]))

    lines = {line.code: line for line in STATEMENT}
    found = {code: np.where(_stood(line, weeks), course(code), 0.0) for code, line in lines.items()}
    notes, compensation = TREASURIES[1], TREASURIES[3]
    by_themselves = np.array([week >= WHOLE_NOTES_FROM for week in weeks])
    rest = found["RESPPALGUO"] - sum(found[code] for code in TREASURIES)
    found[compensation] = found[compensation] + np.where(by_themselves, rest, 0.0)
    found[notes] = found[notes] + np.where(by_themselves, 0.0, rest)
    for total in ("RESPPALG", "RESPPAL", "RESPPMLLD"):
        found[total] = sum(found[code] for code in _parts(total))
    found[LIABILITIES] = found[ASSETS] - found[CAPITAL]
    gone = [line for line in STATEMENT if line.parent == ASSETS and line.code in ENDED]
    told = {day: page[ASSETS] - sum(page.get(code, 0.0) for code in _parts(ASSETS)) for day, page in pages.items()}
    gap = np.round(np.interp(numbers, [day.toordinal() for day in told], [usd / 1e6 for usd in told.values()]))
    gap = np.where(np.any([_stood(line, weeks) for line in gone], axis=0), gap, 0.0)
    for total, takes_up in ((ASSETS, "RESPPAO"), (LIABILITIES, "RESPPLLO"), (CAPITAL, "RESPPLCP")):
        found[takes_up] = found[total] - sum(found[code] for code in _parts(total) if code != takes_up)
    found["RESPPAO"] -= gap
    return found


def _between(at: NDArray[np.float64], days: Sequence[int], levels: Sequence[float]) -> NDArray[np.float64]:
    """At one rate of growth between two amounts above zero, else in a straight line."""
    straight = np.interp(at, days, levels)
    above = np.maximum(levels, 1e-9)
    place = np.clip(np.searchsorted(days, at, side="right"), 1, len(days) - 1)
    is_grown = (np.asarray(levels)[place - 1] > 0) & (np.asarray(levels)[place] > 0)
    return np.where(is_grown, np.exp(np.interp(at, days, np.log(above))), straight)


def _key_dates(known: Vintage) -> list[date]:
    return sorted({date.fromisoformat(str(row["date"])[:10]) for row in known.rows(h41.KEY_DATES)})


def _parts(total: str) -> list[str]:
    return [line.code for line in STATEMENT if line.parent == total]


def _stood(line: H41Line, weeks: Sequence[date]) -> NDArray[np.bool_]:
    return np.array([line.stood_on(week) for week in weeks])


def package(levels: Levels, weeks: Sequence[date]) -> bytes:
    """The Board's download of table 5 in the shape recorded: each line that goes on with its change from the week and
    from the year before, what consolidation removed, six lines of head, no newline at the end.
    """
    going_on = [entry.native for entry in of_feed("board.ddp") if not entry.ended]
    columns: list[tuple[str, str, list[str]]] = []
    for native in sorted([*going_on, *KNOWN_BESIDES]):
        code = native.removesuffix(LEVEL)
        label = next((line.label for line in STATEMENT if line.code == code), "Eliminations from consolidation")
        amounts = levels["RESPPALD"] if code == "RESPPALDN" else levels.get(code, np.zeros(len(weeks)))
        columns.append((native, f"{label}: Wednesday level", [f"{amount:.0f}" for amount in amounts]))
        for mark, n_weeks in (("XCH1", 1), ("XCH52", 52)):
            if native not in KNOWN_BESIDES or code == "RESPPALDN":
                change = [f"{a:.0f}" for a in amounts[n_weeks:] - amounts[:-n_weeks]]
                columns.append((f"{code}_{mark}{LEVEL}", f"{label}: change", ["ND"] * n_weeks + change))
    n = len(columns)
    heads = [
        [HEAD[0], *(words for _, words, _ in columns)], [HEAD[1], *["Currency"] * n], [HEAD[2], *["1000000"] * n],
        [HEAD[3], *["USD"] * n], [f"{HEAD[4]} ", *(f"H41/H41/{code}" for code, _, _ in columns)],
        [HEAD[5], *(code for code, _, _ in columns)],
    ]  # fmt: skip
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(heads)
    csv.writer(out, lineterminator="\n").writerows(
        [week.isoformat(), *row] for week, row in zip(weeks, zip(*(c for _, _, c in columns), strict=True), strict=True)
    )
    return out.getvalue().rstrip("\n").encode()


def page_tables(levels: Levels, place: int, week: date) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """(label, millions) of every line of table 1 and of table 5 on one Wednesday, in the release's order."""
    on = {code: float(amounts[place]) for code, amounts in levels.items()}
    statement = [(line.label, on[line.code]) for line in STATEMENT if line.stood_on(week)]
    on |= FACTOR_LEVELS
    on["RESH4SC"] = sum(on.get(code, 0.0) for code in CREDIT_PARTS)
    on["RESH4S"] = sum(on[line.code] for line in FACTORS if line.parent == "RESH4S")
    on["RESTBC"] = on["RESPPLLN"] + FACTOR_LEVELS["RESTBMT"]
    on["RESPPLLB"] = sum(on[code] for code in ("RESPPLLDA", "RESPPLLDT", "RESPPLLDF", "RESPPLLDO"))
    on["RESH4AO"] = on["RESPPLLO"] + on[CAPITAL]
    on["RESH4A"] = sum(on[line.code] for line in FACTORS if line.parent == "RESH4A" and line.stood_on(week))
    on["RESH4R"] = on["RESH4S"] - on["RESH4A"]
    return [(line.label, on[line.code]) for line in FACTORS if line.stood_on(week)], statement
