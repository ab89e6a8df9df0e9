"""Replies of every feed made wrong in one way each: how many are accepted with a wrong figure, at first and later.

python bench/reply_faults.py     appends to bench/results/sources.csv and prints what was accepted wrongly
A publisher on this machine serves every feed whole; each good reply is changed and taken in on a copy of the store,
beside the replies that a pull has brought before it.
Wrong is a figure in force that the good reply does not give; of a reply that lacks a part: that nothing says so.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from results import append

import fedsheet
from fedsheet.runs.intake import take_in
from fedsheet.runs.pull import pull, questions_for
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.feeds import feed as feed_of
from fedsheet.sources.reply import Request
from fedsheet.sources.transport import Limits, Transport
from fedsheet.store import prints as p
from fedsheet.store import tables
from fedsheet.store.observations import Store, open_store
from fedsheet.store.raw import Received
from publisher import Publisher

DATE = re.compile(r"^\d{4}-\d{2}-\d{2}(T00:00:00)?$")
NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
KEPT = frozenset({"cusip", "operationId", "count", "total-count", "termInDays", "keyid", "addressvalue"})
LISTS = ("nyfed.soma_tsy", "nyfed.soma_agency")
Rows = list[dict[str, Any]]


class Reply:
    """A reply as head, rows and end, whatever its format; rows are fields by name, in order of their date."""

    def __init__(self, body: bytes) -> None:
        self.body, self.document = body, None
        text = body.decode("utf-8-sig", "replace")
        if text[:1] in "{[":
            self.document = json.loads(text)
            self.rows = self._listed(self.document)
        else:
            lines = text.splitlines()
            first = next((n for n, line in enumerate(lines) if DATE.match(line.split(",")[0])), len(lines))
            self.head, self.end = lines[:first], "\n" if text.endswith("\n") else ""
            self.rows = [{str(n): cell for n, cell in enumerate(line.split(","))} for line in lines[first:] if line]
        sample = self.rows[0] if self.rows else {}
        self.day = next((name for name, value in sample.items() if DATE.match(str(value))), "")

    def _listed(self, document: Any) -> Rows:
        """The longest list of records in a JSON document; pairs are records of two fields."""
        found: list[Rows] = []

        def walk(node: Any) -> None:
            if isinstance(node, dict):
                for value in node.values():
                    walk(value)
            elif isinstance(node, list) and node and isinstance(node[0], dict):
                found.append(node)
            elif isinstance(node, list) and node and isinstance(node[0], list):
                self.pairs = node
                found.append([{"0": pair[0], "1": pair[1]} for pair in node])

        walk(document)
        return max(found, key=len, default=[])

    def with_rows(self, rows: Rows) -> bytes:
        """The same reply with other rows, and the count of them where it tells one."""
        if self.document is None:
            return ("\n".join([*self.head, *(",".join(row.values()) for row in rows)]) + self.end).encode()
        if isinstance(self.document, list) and hasattr(self, "pairs"):
            return json.dumps([[row["0"], row["1"]] for row in rows]).encode()
        text = json.dumps(self._put(self.document, rows))
        return re.sub(r'"(total-count|count)": \d+', rf'"\1": {len(rows)}', text).encode()

    def _put(self, node: Any, rows: Rows) -> Any:
        if node is self.rows:
            return rows
        if isinstance(node, dict):
            return {name: self._put(value, rows) for name, value in node.items()}
        return [self._put(value, rows) for value in node] if isinstance(node, list) else node

    def ordered(self) -> Rows:
        return sorted(self.rows, key=lambda row: str(row.get(self.day, "")))

    def numbers(self, row: dict[str, Any]) -> list[str]:
        return [
            name for name, value in row.items()
            if name != self.day and name not in KEPT and not isinstance(value, bool)
            and NUMBER.match(str(value)) and float(value) != 0
        ]  # fmt: skip


def scaled(row: dict[str, Any], names: list[str], factor: float) -> dict[str, Any]:
    def changed(value: Any) -> Any:
        number = float(value) * factor
        return f"{number:.6f}".rstrip("0").rstrip(".") if isinstance(value, str) else number

    return {name: changed(value) if name in names else value for name, value in row.items()}


def moved(row: dict[str, Any], day: str, by: int) -> dict[str, Any]:
    text = str(row[day])
    return {**row, day: str(date.fromisoformat(text[:10]) + timedelta(days=by)) + text[10:]}


def value_faults(reply: Reply) -> Iterator[tuple[str, bytes]]:
    rows = reply.ordered()
    *before, last = rows
    names = reply.numbers(last)
    if names:
        for factor in (1e3, 1e2, 10, 0.1, 0.01, 1e-3, 0.0, -1.0):
            yield f"newest value x{factor:g}", reply.with_rows([*before, scaled(last, names[:1], factor)])
        for factor in (1e3, 10, 1e-3):
            yield f"newest row x{factor:g}", reply.with_rows([*before, scaled(last, names, factor)])
        for factor in (10.0, 100.0):
            yield f"all x{factor:g}", reply.with_rows([scaled(row, reply.numbers(row), factor) for row in rows])
    for by in (1, -1):
        yield f"all days {by:+d}", reply.with_rows([moved(row, reply.day, by) for row in rows])
    yield "newest row twice", reply.with_rows([*rows, last])


def part_faults(reply: Reply) -> Iterator[tuple[str, bytes]]:
    rows = reply.ordered()
    if len(rows) > 30:
        yield "without oldest half", reply.with_rows(rows[len(rows) // 2 :])
        yield "with a hole", reply.with_rows(rows[: len(rows) // 3] + rows[2 * len(rows) // 3 :])
        yield "without newest half", reply.with_rows(rows[: len(rows) // 2])


def in_memory(store: Store) -> Store:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    store.connection.backup(connection)
    return Store(connection)


def in_force(store: Store, day: int, ids: list[str], names: list[str]) -> set[tuple[object, ...]]:
    """Every figure and row in force of these series and tables."""
    found: set[tuple[object, ...]] = set()
    for name in ids:
        known = p.as_of(store.prints(name), day)
        found |= {(name, d, v) for d, v in zip(known["day"].tolist(), known["value"].tolist(), strict=True)}
    for name in names:
        found |= {(name, *item) for item in tables.in_force(store.connection, name, day).items()}
    return found


def trial(
    store: Store, request: Request, body: bytes, today: date, held: tuple[list[str], list[str]]
) -> tuple[str, set[tuple[object, ...]]]:
    """What the ledger says of the reply, and every figure in force after it, in a transaction that is undone."""
    store.connection.execute("BEGIN")
    try:
        entry = take_in(store, Received(10**6, request.source, request.journal(), today, "0", ""), body)
        return f"{entry.outcome}: {entry.note}", in_force(store, p.day_number(today) + 400, *held)
    finally:
        store.connection.execute("ROLLBACK")


def tried(
    store: Store, request: Request, body: bytes, today: date, faults: Callable[..., Any]
) -> list[tuple[str, bool]]:
    reply = Reply(body)
    if not reply.rows or not reply.day:
        return []
    parsed = feed_of(request.about["feed"]).parse(body, request.journal())
    held = [part.definition.id for part in parsed.series], [part.name for part in parsed.tables]
    before = in_force(store, p.day_number(today) + 400, *held)
    said, good = trial(store, request, body, today, held)
    assert said.startswith("taken in"), (request.what, said)
    found = []
    for name, false in faults(reply):
        said, after = trial(store, request, false, today, held)
        if faults is part_faults:
            wrong = said.startswith("taken in") and "partial" not in said and len(after) < len(good)
        else:
            wrong = bool(after - good - before)
        found.append((name, wrong))
        if wrong:
            print(f"  {request.about['feed']} {request.what[:40]}: {name}: {said[:110]}")
    return found


def main() -> None:
    today = date.today()
    counts: Counter[tuple[str, str, bool]] = Counter()
    lists: list[tuple[Request, bytes, date]] = []  # of a Wednesday before: a pull asks for the last one alone
    n_taken = 10**5
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FEDSHEET_HOME"] = folder
        publisher = Publisher(fedsheet.vintage(), today - timedelta(days=15))
        transport = Transport(Limits(deadline=60), loopback=publisher.server.address)
        for state in ("first pull", "last good held"):
            with open_store() as disk:
                store = in_memory(disk)
                day = publisher.today
                for request, body, seen in lists:
                    n_taken += 1
                    take_in(store, Received(n_taken, request.source, request.journal(), seen, "0", ""), body)
                questions = {r.about["feed"]: r for r in questions_for(store, list(catalogue().values()), None, day)}
                faults = part_faults if state == "first pull" else value_faults
                for feed, request in questions.items():
                    body = transport.fetch(request).body
                    for name, wrong in tried(store, request, body, today, faults):
                        counts[state, feed, wrong] += 1
                        counts[state, name, wrong] += 1
                    if state == "first pull" and feed in LISTS:
                        lists.append((request, body, day))
                    n_taken += 1
                    take_in(store, Received(n_taken, request.source, request.journal(), today, "0", ""), body)
            if state == "first pull":
                pull(transport=transport)
                publisher = Publisher(fedsheet.vintage(), today)
                transport = Transport(Limits(deadline=60), loopback=publisher.server.address)
    for state in ("first pull", "last good held"):
        feeds = {feed for st, feed, _ in counts if st == state and "." in feed and " " not in feed}
        n = sum(counts[state, feed, wrong] for feed in feeds for wrong in (True, False))
        n_wrong = sum(counts[state, feed, True] for feed in feeds)
        append("sources", f"faults of content tried, {state} ({len(feeds)} feeds)", n, "replies")
        append("sources", f"accepted wrongly, {state}", n_wrong, "replies", "0")


if __name__ == "__main__":
    main()
