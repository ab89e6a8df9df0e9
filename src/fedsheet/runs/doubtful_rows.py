"""What of a reply's rows can hardly be true: held against the same row, its like, its table's past, its relations.

    bounds   what no figure can be by its nature (`doubtful_bounds`)
    lists    holdings by CUSIP that are not the summary of their Wednesday
    amounts  five times those held of the same row or any ever held; finer than all of its like
    recent   twice the largest of its like in a year, where no other new one is of that size
    bids     so much more asked for than was taken as never before of its like
    days     a tenth of the rows on weekends; the same thing held already under another day
A row that is doubted is kept aside and the last good one stays; of a list that is always whole, where many are doubted,
or where sums or days are wrong, the reply is refused. What lacks rows without contradicting anything is told instead
(`silence`), and asked for again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from fedsheet.core.errors import SourceError
from fedsheet.core.notes import Remark
from fedsheet.runs import doubtful_bounds
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.reply import RowsOf
from fedsheet.store import prints as p
from fedsheet.store.observations import Store
from fedsheet.store.questions import Question
from fedsheet.store.tables import Row, bounds, counted, in_force

FEWEST_MISPLACED, MISPLACED_SHARE = 3, 0.1  # of the days of a reply
CHANGED_TIMES, LARGEST_TIMES, FEWEST_ROWS = 5.0, 5.0, 20
RowCheck = Callable[[str, Row], None]  # raises where a row, by key, can hardly be true
MOST_DOUBTED, MOST_DOUBTED_SHARE = 20, 0.2
Bounds = tuple[int, float, float]  # values of a column taken in, the least, the largest in size
UNKNOWN: Bounds = (0, 0.0, 0.0)
DAYS, SATURDAY = ("date", "operation_date", "trade_date", "auction_date"), 5
LIST_OFF, FEWEST_LISTED = 0.001, 10  # of the summary; true lists hold hundreds
LIST_KINDS = {
    "bill": "SOMA_BILLS", "note_bond": "SOMA_NOTESBONDS", "tips": "SOMA_TIPS", "frn": "SOMA_FRN",
    "agency_debt": "SOMA_AGENCIES", "mbs": "SOMA_MBS", "cmbs": "SOMA_CMBS",
}  # fmt: skip

# Rows alike in these are one kind of operation, whose amounts can be held against one another.
LIKE = ("operation_type", "kind", "method", "direction")
OPERATIONS = frozenset({
    "repo_operations", "nyfed_treasury_operations", "nyfed_mbs_operations", "nyfed_securities_lending",
    "nyfed_dollar_swaps",
})  # fmt: skip
RECENT = OPERATIONS - {"repo_operations"}  # reverse repos and repos are series too, and judged as those
# Of 1,424 reverse repos of 2018-23 none was 1.6 times the largest of the year before it, two were 1.5 times.
YEAR, FEWEST_RECENT, RECENT_TIMES = timedelta(days=366), 8, 2.0
BIDS_TIMES = 4.0
FEWEST_OF_GRAIN, CENT_OFF = 200, 0.001
GRAINS = tuple(10**power for power in range(8, -1, -1))  # cents: a million dollars down to a cent
BIDS = ("submitted_usd", "accepted_usd")
# Tables of things that happen once: two rows that differ in nothing but their days are one thing moved.
ONCE = {"treasury_auctions": ("cusip",), "treasury_buybacks": ("operation_type", "security_type", "bucket")}
RESULT, FEW_DAYS = "accepted_usd", 7
MOVED = "runs.doubtful_row_moved"
# Longest silence that needs no word: a month, or four times the gaps between nearly all the rows of the reply.
SILENT_DAYS, SILENT_TIMES, NEARLY_ALL, FEWEST_TO_TELL = 30, 4.0, 0.9, 10
LATE = timedelta(days=14)
DAILY_TABLES = frozenset({"gsw_parameters"})  # whole files: every day from the catalogue's start on
PAGED_TABLES = frozenset({"treasury_auctions"})  # a page says nothing of what lies before and after it
QUIET_UNTIL = {"treasury_buybacks": date(2024, 5, 29)}  # the first of the weekly ones; before it years had none


def sifted(store: Store, table: RowsOf, seen_on: date) -> tuple[RowsOf, list[Question]]:
    """The rows without what is doubted, and the doubts; a reply that is wrong as a whole raises `SourceError`."""
    _refuse_other_than_summary(store, table, seen_on)
    _refuse_weekends(table)
    past = _Past(store, table, seen_on)
    checks = [check for of in CHECKS if (check := of(past))]
    doubts = {key: error for key, row in table.rows if (error := _doubt(checks, key, row))}
    share = MOST_DOUBTED_SHARE * len(table.rows)
    if doubts and (table.whole is not None or len(doubts) > max(MOST_DOUBTED, share)):
        raise next(iter(doubts.values()))
    moved = [error for error in doubts.values() if error.key == MOVED]
    if share < len(moved) < len(table.rows):  # the days of the others are not to be believed either
        raise moved[0]
    if not doubts:
        return table, []
    kept = [(key, row) for key, row in table.rows if key not in doubts]
    start = table.start or seen_on
    asked = [_question(table.name, key, row, start, doubts[key]) for key, row in table.rows if key in doubts]
    return replace(table, rows=kept), asked


@dataclass
class _Past:
    """A table of a reply beside the store it comes to."""

    store: Store
    table: RowsOf
    seen_on: date

    def of_keys(self, keys: Sequence[str] | None = None) -> dict[str, Row]:
        """The rows in force, of these keys or all, by key."""
        known = in_force(self.store.connection, self.table.name, p.day_number(self.seen_on), keys)
        return {key: json.loads(row) for key, row in known.items()}

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Every row in force."""
        return self.of_keys()

    @cached_property
    def same(self) -> dict[str, Row]:
        """The rows in force under the keys of the reply."""
        return self.of_keys([key for key, _ in self.table.rows])


def _doubt(checks: Sequence[RowCheck], key: str, row: Row) -> SourceError | None:
    try:
        for check in checks:
            check(key, row)
    except SourceError as error:
        return error
    return None


def _question(table: str, key: str, row: Row, start: date, doubt: SourceError) -> Question:
    """The doubt of one row, with the amount that is doubted, or its result."""
    day = next((date.fromisoformat(str(row[name])) for name in DAYS if row.get(name)), start)
    value = doubt.values.get("value") or row.get(RESULT) or 0.0
    return Question.of_row(table, key, day, start, float(str(value)), Remark(doubt))


def _refuse_other_than_summary(store: Store, table: RowsOf, seen_on: date) -> None:
    """A list by CUSIP adds up, kind by kind, to the summary of its Wednesday, where that is held."""
    if not table.name.startswith(("soma_treasury_", "soma_agency_")) or len(table.rows) < FEWEST_LISTED:
        return
    day = p.day_number(date.fromisoformat(table.name.rsplit("_", 1)[-1]))
    by_kind: dict[object, list[float]] = {}
    for _, row in table.rows:
        by_kind.setdefault(row.get("kind"), []).append(_usd(row))
    known = set(store.ids())
    for kind, series_id in LIST_KINDS.items():
        amounts = by_kind.get(kind, [])
        if not amounts or series_id not in known:
            continue
        held = p.as_of(store.prints(series_id), p.day_number(seen_on))
        of_day = held["value"][held["day"] == day]
        if len(of_day) and abs(sum(amounts) - of_day[0]) > LIST_OFF * of_day[0] + 1:
            raise SourceError(
                "runs.doubtful_add_up_summary_day", where=table.name, kind=kind, amounts=sum(amounts), of_day=of_day[0]
            )


def _bounds(past: _Past) -> RowCheck:
    """No figure of a row that is new or changed is what it cannot be."""
    table, held = past.table, past.same
    coupons = doubtful_bounds.coupons_before(past.store, table, past.seen_on)
    sizes = doubtful_bounds.sizes_of(past.rows.values()) if table.name == doubtful_bounds.BUYBACKS else {}

    def check(key: str, row: Row) -> None:
        before = held.get(key, {})
        if before != row:
            doubtful_bounds.refuse_impossible(table.name, key, row, before)
            doubtful_bounds.refuse_other_coupon(table.name, key, row, coupons)
            doubtful_bounds.refuse_other_most(table.name, key, row, sizes)

    return check


def _amounts(past: _Past) -> RowCheck | None:
    """No amount or rate of a row is far from what the same row held, or from the largest of its column."""
    table = past.table
    held = past.same
    columns = bounds(past.store.connection, table.name)

    def check(key: str, given: Row) -> None:
        before = held.get(key, {})
        for name in counted(tuple(given)):
            value, was = given[name], before.get(name)
            if isinstance(value, int | float):
                then = float(was) if isinstance(was, int | float) else None
                _refuse_amount(table.name, key, name, float(value), then, columns.get(name, UNKNOWN))

    return check if held or columns else None


def _refuse_weekends(table: RowsOf) -> None:
    """Operations, auctions and curves are of business days: a tenth of them on weekends means dates that have moved."""
    days = [date.fromisoformat(str(row[name])) for _, row in table.rows for name in DAYS if row.get(name)]
    late = [day for day in days if day.weekday() >= SATURDAY]
    if len(late) >= FEWEST_MISPLACED and len(late) > MISPLACED_SHARE * len(days):
        raise SourceError("runs.doubtful_rows_on_weekends", where=table.name, n=len(late), of=len(days), day=late[0])


def _refuse_amount(table: str, key: str, name: str, value: float, before: float | None, column: Bounds) -> None:
    """A changed amount within five times the one before, a new one within five times the largest."""
    if before is not None and before != 0 and value != before:
        is_far = not 1 / CHANGED_TIMES <= value / before <= CHANGED_TIMES
    else:
        n, _least, largest = column
        is_far = n >= FEWEST_ROWS and abs(value) > LARGEST_TIMES * largest
    if is_far:
        raise SourceError(
            "runs.doubtful_row_amount", where=table, name=name, row=key, value=value,
            before="" if before is None else f"{before:,.10g}",
        )  # fmt: skip


def _usd(row: Row) -> float:
    return float(row.get("par_usd") or row.get("amount_usd") or 0.0)


def _recent(past: _Past) -> RowCheck | None:
    """A new amount far above its like of a year; where two new ones are, they are believed: the Desk does more."""
    table = past.table
    if table.name not in RECENT or not table.rows:
        return None
    largest: dict[tuple[object, ...], list[float]] = {}
    for row in past.rows.values():
        if date.fromisoformat(_day_of(row)) > past.seen_on - YEAR:
            for name, value in _amounts_of(row):
                largest.setdefault((name, *_like(row), row.get("counterparty")), []).append(value)
    found = [
        (key, name, value, most) for key, row in table.rows if past.rows.get(key) != row
        for name, value in _amounts_of(row)
        if len(of := largest.get((name, *_like(row), row.get("counterparty")), [])) >= FEWEST_RECENT
        and value > RECENT_TIMES * (most := max(of))
    ]  # fmt: skip
    alone = {key: (name, value, most) for key, name, value, most in found if len({k for k, *_ in found}) == 1}

    def check(key: str, _row: Row) -> None:
        if key in alone:
            name, value, most = alone[key]
            raise SourceError(
                "runs.doubtful_row_amount", where=table.name, name=name, row=key, value=value, before=f"{most:,.10g}"
            )

    return check


def _amounts_of(row: Row) -> list[tuple[str, float]]:
    return [(name, float(v)) for name, v in row.items() if name.endswith("_usd") and isinstance(v, int | float) and v]


def _day_of(row: Row) -> str:
    return next((str(row[name]) for name in DAYS if row.get(name)), str(date.min))


def _unlike(past: _Past) -> RowCheck | None:
    """A new operation in finer amounts than its like is ever done in, or with bids as many times what was taken."""
    table = past.table
    if table.name not in OPERATIONS or not table.rows:
        return None
    held = past.rows
    likes: dict[tuple[object, ...], list[Mapping[str, object]]] = {}
    for row in held.values():
        likes.setdefault(_like(row), []).append(row)
    bids = {like: [ratio for row in rows if (ratio := _bids(row))] for like, rows in likes.items()}
    grains = {like: _grains(rows) for like, rows in likes.items()}

    def check(key: str, row: Row) -> None:
        if held.get(key) != row:
            like = _like(row)
            _refuse_bids(table.name, key, row, bids.get(like, []))
            _refuse_finer(table.name, key, row, grains.get(like, {}))

    return check


def _like(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row.get(name) for name in LIKE)


def _grains(rows: Sequence[Mapping[str, object]]) -> dict[str, int]:
    """Of each amount the cents of which all rows are multiples: operations are done in millions, or finer."""
    names = {name for row in rows for name in row if name.endswith("_usd")}
    amounts = {name: [cents for row in rows if (cents := _cents(row.get(name)))] for name in names}
    return {name: _grain(cents) for name, cents in amounts.items() if len(cents) >= FEWEST_OF_GRAIN}


def _grain(cents: Sequence[int]) -> int:
    return int(next(grain for grain in GRAINS if all(amount % grain == 0 for amount in cents)))


def _cents(amount: object) -> int:
    return round(float(str(amount)) * 100) if amount is not None else 0


def _refuse_finer(table: str, key: str, row: Row, grains: Mapping[str, int]) -> None:
    for name, grain in grains.items():
        value = row.get(name)
        if value is None:
            continue
        cents = float(value) * 100
        if abs(cents - round(cents)) > CENT_OFF or round(cents) % grain:
            raise SourceError("runs.doubtful_finer", where=table, row=key, name=name, value=value, grain=grain / 100)


def _refuse_bids(table: str, key: str, row: Row, ratios: Sequence[float]) -> None:
    ratio = _bids(row)
    if ratio and len(ratios) >= FEWEST_ROWS and ratio > BIDS_TIMES * max(ratios):
        raise SourceError("runs.doubtful_bids", where=table, row=key, ratio=ratio, largest=max(ratios))


def _bids(row: Mapping[str, object]) -> float:
    asked, taken = (float(str(row.get(name) or 0)) for name in BIDS)
    return asked / taken if taken else 0.0


def _moved(past: _Past) -> RowCheck | None:
    """A row whose thing is held, with the same results, under other days."""
    table = past.table
    if table.name not in ONCE:
        return None
    held = past.rows
    things: dict[tuple[object, ...], list[tuple[str, Row]]] = {}
    for key, row in held.items():
        things.setdefault(_thing(table.name, row), []).append((key, row))

    def check(key: str, row: Row) -> None:
        for before, old in things.get(_thing(table.name, row), ()) if key not in held else ():
            if _days_alone_differ(old, row):
                raise SourceError(MOVED, where=table.name, row=key, before=before)

    return check


CHECKS: tuple[Callable[[_Past], RowCheck | None], ...] = (_bounds, _amounts, _unlike, _recent, _moved)


def _thing(table: str, row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row.get(name) for name in (*ONCE[table], RESULT))


def _days_alone_differ(old: Mapping[str, object], row: Row) -> bool:
    """Whether two rows with results are the same but for days a few apart; what is announced can be put off."""
    if not row.get(RESULT) or any(old.get(n) != value for n, value in row.items() if not n.endswith("_date")):
        return False
    pairs = [(str(old[n]), str(value)) for n, value in row.items() if n.endswith("_date") and value and old.get(n)]
    return all(abs((date.fromisoformat(b) - date.fromisoformat(a)).days) <= FEW_DAYS for a, b in pairs)


def silence(table: RowsOf, since: date | None, until: date | None, seen_on: date) -> date | None:
    """The day from which a reply has no row for so long that it may lack some: told, and asked for again.

    since, until  the window that was asked for; of a file that is always whole, the catalogue's start and the day seen
    A reply short by its own totals lacks rows from the day on that it says. A programme that ended leaves the same
    silence: the same answer given three times is taken as the publisher's own.
    """
    if table.lacks_from:
        return table.lacks_from
    entry = catalogue().get(table.name)
    if entry is None or (since is None and table.name not in DAILY_TABLES | PAGED_TABLES):
        return None
    days = sorted(
        {p.day_number(date.fromisoformat(str(row[name]))) for _, row in table.rows for name in DAYS if row.get(name)}
    )
    if len(days) < FEWEST_TO_TELL:
        return None
    if table.name in PAGED_TABLES:
        since, until = p.as_date(days[0]), p.as_date(days[-1])
    first = max(date.fromisoformat(entry.start), since or date.min)
    last = min(until or seen_on, seen_on) - LATE
    bounds_of_gaps = np.array([p.day_number(first), *days, max(p.day_number(last), days[-1])])
    gaps = np.diff(bounds_of_gaps)
    usual = max(SILENT_DAYS, SILENT_TIMES * float(np.quantile(gaps[1:-1], NEARLY_ALL)))
    if table.name in QUIET_UNTIL:
        gaps[1:][bounds_of_gaps[2:] <= p.day_number(QUIET_UNTIL[table.name])] = 0
    longest = int(np.argmax(gaps))
    if gaps[longest] <= usual:
        return None
    return first if longest == 0 else p.as_date(days[longest - 1] + 1)
