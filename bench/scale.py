"""How the cost grows with the store: fresh, after one pull, after years of weekly pulls; built by the product's path.

    python bench/scale.py [SCALE]     the three stores and the table; appends to bench/results/store.csv

SCALE (1 by default) is the share of the weeks and months of the big store: 1,214 weekly lists of Treasuries of 418
rows, 120 of agencies of 8,000, 300 months of the debt of 418. Every body is kept, journalled, parsed, doubted and taken
in as a reply of a pull; amounts add up to the summary that ships, so that none is refused. Each command is a process of
its own, run three times; the shortest time and the largest memory are kept, beside the fresh store's of the same run.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from results import append

from fedsheet.core.dates import add_months, is_business_day
from fedsheet.core.ids import cusip_check_digit
from fedsheet.core.vintage import Vintage
from fedsheet.runs.pull import settle
from fedsheet.sources.catalogue import CatalogueEntry, of_feed
from fedsheet.sources.feeds import requests_for
from fedsheet.sources.reply import Ask, Request
from fedsheet.sources.transport import Reply
from fedsheet.store import vintage
from fedsheet.store.observations import FILE_NAME, open_store
from fedsheet.store.raw import RawReplies

TODAY = date.today()
TREASURIES, AGENCIES, MONTHS = 1_214, 120, 300
N_TREASURIES = {"Bills": ("SOMA_BILLS", 60), "NotesBonds": ("SOMA_NOTESBONDS", 280), "TIPS": ("SOMA_TIPS", 50),
                "FRN": ("SOMA_FRN", 28)}  # fmt: skip
N_AGENCIES = {"Agency Debts": ("SOMA_AGENCIES", 20), "MBS": ("SOMA_MBS", 7_940), "CMBS": ("SOMA_CMBS", 40)}
ISSUERS = {"Bills": "912", "NotesBonds": "91A", "TIPS": "91B", "FRN": "91C", "Agency Debts": "31A", "MBS": "31B",
           "CMBS": "31C", "N": "91D"}  # fmt: skip
COMMANDS = (
    "series WALCL", "series --list", "h41", "check seed-2021", "review programmes", "outlook triggers",
    "outlook progress", "market map", "project today", "data status", "data check", "data log",
)  # fmt: skip
REPORT = "report --lang en --out {home}/out"
# Factors of the fresh store that a command on the big one may take, and what some may take at most.
TIMES, MEMORY = "1.3", "1.5"
MOST = {"check seed-2021": ("1.5", "300"), "data check": ("4", ""), REPORT: ("", "1000")}
INFLATION = {"inflation": "SOMA_TIPS_INFLATION"}
PARTS_OF_TREAST = ("WSHOBL", "WSHONBNL", "WSHONBIIL", "WSHOICL")
STEPS = {"W": timedelta(days=7), "D": timedelta(days=1), "D7": timedelta(days=1)}


def security(kind: str, n: int) -> str:
    """A name with a right check digit; the same in every list, as most are."""
    head = f"{ISSUERS[kind]}{n:05d}"
    return f"{head}{cusip_check_digit(head)}"


def holdings(day: date, kinds: Mapping[str, tuple[str, int]], known: Vintage) -> bytes:
    """One Wednesday's list, each kind adding up to the summary of that Wednesday."""
    rows: list[dict[str, str]] = []
    line = "TREAST" if kinds is N_TREASURIES else "WSHOMCB"
    names = {kind: series_id for kind, (series_id, _) in kinds.items()} | (INFLATION if kinds is N_TREASURIES else {})
    amounts = on_the_day(day, names, line, known)
    for kind, (_, n) in kinds.items():
        each = split(amounts[kind], n)
        more = split(amounts["inflation"], n) if kind == "TIPS" else [0.0] * n
        rows += [_row(day, kind, place, amount, more[place]) for place, amount in enumerate(each)]
    return json.dumps({"soma": {"holdings": rows}}).encode()


def split(total: float, n: int) -> list[float]:
    """An amount in `n` rows of dollars and cents; none where there is nothing."""
    each = [round(total / n, 2)] * n if total else []
    return [*each[:-1], round(total - sum(each[:-1]), 2)] if each else []


def on_the_day(day: date, names: Mapping[str, str], line: str, known: Vintage) -> dict[str, float]:
    """By kind as the summary of the Wednesday says; kinds it does not hold share what the H.4.1's line says beyond."""
    held = {kind: known[series_id].values for kind, series_id in names.items()}
    said = {kind: float(values[str(day)]) for kind, values in held.items() if str(day) in values.index}
    near = {kind: float(values.iloc[-1 if day > values.index[-1].date() else 0]) for kind, values in held.items()}
    rest = {kind: near[kind] for kind in held if kind not in said}
    total = known[line].values
    if rest and str(day) in total.index:
        over = max(0.0, float(total[str(day)]) * 1e6 - sum(said.values()))
        rest = {kind: round(over * amount / sum(rest.values()), 2) for kind, amount in rest.items()}
    return said | rest


def _row(day: date, kind: str, n: int, amount: float, more: float) -> dict[str, str]:
    matures = add_months(day.replace(day=15), 1 + n % 120)
    base = {"asOfDate": str(day), "cusip": security(kind, n), "securityType": kind, "changeFromPriorWeek": "0"}
    if kind in N_AGENCIES and kind != "Agency Debts":
        return {**base, "securityDescription": f"UMBS MORTPASS {2 + n % 5}% {1 + n % 12:02d}/{40 + n % 12}",
                "term": "30yr", "currentFaceValue": f"{amount:.2f}", "isAggregated": "Y"}  # fmt: skip
    return {
        **base, "maturityDate": str(matures), "issuer": "",
        "spread": "0.15" if kind == "FRN" else "", "coupon": "" if kind == "Bills" else "2.5",
        "parValue": f"{amount:.2f}", "inflationCompensation": f"{more:.2f}" if kind == "TIPS" else "",
        "percentOutstanding": "0.05",
    }  # fmt: skip


def debt(month: date) -> bytes:
    """One month's statement of marketable securities."""
    rows = [
        {"record_date": str(month), "security_class1_desc": "Notes", "security_class2_desc": security("N", n),
         "interest_rate_pct": "2.5", "issue_date": "2000-01-15", "maturity_date": str(add_months(date(2027, 1, 15), n)),
         "issued_amt": "40000.5", "inflation_adj_amt": "null", "redeemed_amt": "null", "outstanding_amt": "40000.5"}
        for n in range(418)
    ]  # fmt: skip
    rows += [_total(month, "Notes", 418 * 40_000.5), _total(month, "Total Marketable", 418 * 40_000.5)]
    meta = {"count": len(rows), "total-count": len(rows), "total-pages": 1}
    return json.dumps({"data": rows, "meta": meta}).encode()


def _total(month: date, name: str, outstanding: float) -> dict[str, str]:
    return dict.fromkeys(
        ("security_class2_desc", "interest_rate_pct", "issue_date", "maturity_date", "issued_amt", "inflation_adj_amt",
         "redeemed_amt"), "null"
    ) | {"record_date": str(month), "security_class1_desc": name, "outstanding_amt": f"{outstanding:.1f}"}  # fmt: skip


def graph(entry: CatalogueEntry, known: Vintage) -> bytes:
    """The whole history of a series: what ships where it does, the first value before, a level where nothing ships."""
    held = known[entry.id].values if entry.id in known else None
    given = {} if held is None else {stamp.date(): float(value) for stamp, value in held.items()}
    first = next(iter(given.values()), 100.0)
    last = max(given, default=date(2026, 9, 30))
    values = {day: given.get(day, first) for day in days(entry, min(given, default=None), last) if day <= last}
    if entry.id in PARTS_OF_TREAST:
        values = {day: _part(entry.id, day, known) for day in values}
    lines = [f"{day},{value!r}" for day, value in sorted({**values, **given}.items())]
    return "\n".join([f"observation_date,{entry.native}", *lines, ""]).encode()


def _part(series_id: str, day: date, known: Vintage) -> float:
    """A part of TREAST before it ships: in proportion, the last of the parts what is left."""
    total, own = known["TREAST"].values, known[series_id].values
    whole = float(total[str(day)] if str(day) in total.index else total.iloc[0])
    if series_id != PARTS_OF_TREAST[-1]:
        at_first = float(total[own.index[0]])
        return float(own[str(day)]) if str(day) in own.index else round(float(own.iloc[0]) * whole / at_first)
    others = (known[name].values for name in PARTS_OF_TREAST[:-1])
    held = [values[str(day)] if str(day) in values.index else None for values in others]
    said = [_part(n, day, known) if v is None else float(v) for n, v in zip(PARTS_OF_TREAST, held, strict=False)]
    return whole - sum(said)


def days(entry: CatalogueEntry, held: date | None, last: date) -> Iterator[date]:
    """The days of a series before those that ship, in its rhythm; all up to `last` where none do."""
    start = date.fromisoformat(entry.start)
    if entry.frequency in ("M", "Q"):
        day, months = start.replace(day=1), 1 if entry.frequency == "M" else 3
        while day < (held or last):
            yield day
            day = add_months(day, months)
        return
    step = STEPS.get(entry.frequency, timedelta(days=7))
    day = start if held is None or entry.frequency != "W" else held - step * ((held - start) // step)
    while day < (held or last):
        if entry.frequency != "D" or is_business_day(day):
            yield day
        day += step


def fill(home: Path, *, big: float) -> int:
    """One pull, or years of them: each reply kept and taken in; how many were refused."""
    os.environ["FEDSHEET_HOME"] = str(home)
    known, refused = vintage(), 0
    with open_store() as store:
        replies = RawReplies(home)
        for request, body in bodies(known, big):
            outcome = settle(store, replies, request, Reply(body, request.media_types[0]))
            refused += not outcome.is_good
            if not outcome.is_good and refused <= 3:
                print(f"refused: {outcome.what}: {outcome.note}")
    return refused


def built(home: Path, big: float) -> tuple[int, float]:
    """The same in a process of its own, so that what it takes is not counted as a command's; with its seconds."""
    start = time.process_time()
    return fill(home, big=big), time.process_time() - start


def bodies(known: Vintage, big: float) -> Iterator[tuple[Request, bytes]]:
    for entry in of_feed("fred.graph"):
        (request,) = requests_for([entry], Ask(None, TODAY), [], [])
        yield request, graph(entry, known)
    newest = known["SOMA_BILLS"].values.index[-1].date()
    for feed, n, kinds in (("nyfed.soma_tsy", TREASURIES, N_TREASURIES), ("nyfed.soma_agency", AGENCIES, N_AGENCIES)):
        for request in _last(feed, max(1, round(big * n)), newest):
            yield request, holdings(date.fromisoformat(request.what.split()[-1]), kinds, known)
    for request in _last("treasury.mspd", max(1, round(big * MONTHS)), TODAY):
        yield request, debt(date.fromisoformat(request.what.split()[-1]))


def _last(feed: str, n: int, newest: date) -> list[Request]:
    """The last `n` questions of a feed up to a day."""
    asked = requests_for(of_feed(feed), Ask(newest - timedelta(days=31 * n + 40), newest + timedelta(days=3)), [], [])
    return asked[-n:]


def run(home: Path, line: str) -> tuple[float, float, int]:
    """Seconds, megabytes and exit code of one command in a process of its own."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "fedsheet", *line.format(home=home).split()],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "FEDSHEET_HOME": str(home)},
    )  # fmt: skip
    assert child.stderr is not None
    said = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        print(f"  {line}: exit {child.returncode}: {said.strip()[-300:]}")
    del before
    cpu = usage.ru_utime + usage.ru_stime
    return min(cpu, time.perf_counter() - start), usage.ru_maxrss / 1024, child.returncode


def best(home: Path, line: str, times: int = 3) -> tuple[float, float]:
    """The shortest time (processor seconds, so that a shared machine does not count) and the largest memory."""
    runs = [run(home, line) for _ in range(times)]
    return min(seconds for seconds, _, _ in runs), max(memory for _, memory, _ in runs)


@contextmanager
def stores(scale: float) -> Iterator[dict[str, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in ("fresh", "one pull", "big")}
        for home in homes.values():
            home.mkdir()
        run(homes["fresh"], "series WALCL")
        for name, big in (("one pull", 0.0), ("big", scale)):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as builder:  # a command's memory is no child's
                refused, spent = builder.submit(built, homes[name], big).result()
            append("store", f"{name}: built", spent, "cpu s")
            append("store", f"{name}: replies refused", refused, "replies", "0")
        yield homes


def size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(scale: float, lines: Sequence[str]) -> None:
    with stores(scale) as homes:
        print(f"big at {scale:g} of its weeks and months")
        with open_store(homes["big"] / FILE_NAME) as store:
            n = store.connection.execute("SELECT sum(n_rows) FROM table_blocks").fetchone()[0]
        append("store", f"big x {scale:g}: rows of tables", n, "rows")
        append("store", f"big x {scale:g}: folder", size(homes["big"]), "MB", f"{250 * scale:g}")
        for line in lines:
            found = {name: best(home, line, 1 if line == REPORT else 3) for name, home in homes.items()}
            (s0, m0), (s1, m1), (s2, m2) = (found[name] for name in ("fresh", "one pull", "big"))
            most_s, most_mb = MOST.get(line, ("", ""))
            print(f"{line:24} fresh {s0:5.2f} s {m0:5.0f} MB | one pull {s1:5.2f} {m1:5.0f} | big {s2:5.2f} {m2:5.0f}")
            append("store", f"big x {scale:g}: {line}: time against fresh", s2 / s0, "times", TIMES)
            append("store", f"big x {scale:g}: {line}: memory against fresh", m2 / m0, "times", MEMORY)
            append("store", f"big x {scale:g}: {line}: time", s2, "cpu s", most_s)
            append("store", f"big x {scale:g}: {line}: memory", m2, "MB", most_mb)
        seconds, memory, code = run(homes["big"], "data rebuild")
        assert code == 0
        append("store", f"big x {scale:g}: data rebuild", seconds, "cpu s", f"{40 * scale:g}")
        append("store", f"big x {scale:g}: data rebuild: memory", memory, "MB")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, (*COMMANDS, REPORT))
