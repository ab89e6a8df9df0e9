"""True replies of the past through the guards of rows, as they would have come: how many are refused or kept aside.

python bench/true_rows.py     appends to bench/results/sources.csv; needs the recordings of the study folder
Six years of reverse repos are taken in week by week, each reply with the year so far; then two pages of auctions.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

os.environ["FEDSHEET_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from results import append

from fedsheet.runs.intake import take_in
from fedsheet.store.observations import Store, make_tables
from fedsheet.store.raw import Received
from support import SHARED, shared

YEARS = range(2018, 2024)
Reply = tuple[dict[str, str], date, bytes]


def repos() -> Iterator[Reply]:
    for year in YEARS:
        document = json.loads(shared(f"recordings/nyfed/rp_results_search_onrrp_{year}.json").read_bytes())
        operations = document["repo"]["operations"]
        days = sorted({row["operationDate"] for row in operations})
        about = {"what": f"repo operations {year}", "feed": "nyfed.rp", "startDate": f"{year}-01-01",
                 "endDate": f"{year}-12-31"}  # fmt: skip
        for last in [*days[4::5], days[-1]]:
            so_far = [row for row in operations if row["operationDate"] <= last]
            body = json.dumps({"repo": {"operations": so_far}}).encode()
            yield about, date.fromisoformat(last) + timedelta(days=1), body


def auctions() -> Iterator[Reply]:
    for page in (1, 0):
        packed = shared(f"recordings/treasury/treasurydirect_jqsearch_page{page}_full.json.gz").read_bytes()
        about = {"what": f"Treasury auctions page {page}", "feed": "treasury.auctions", "pagenum": str(page),
                 "pagesize": "2000"}  # fmt: skip
        yield about, date(2026, 11, 1), gzip.decompress(packed)


def main() -> None:
    store = Store(sqlite3.connect(":memory:", isolation_level=None))
    make_tables(store.connection)
    n = refused = aside = 0
    for about, seen_on, body in (*repos(), *auctions()):
        n += 1
        entry = take_in(store, Received(n, "publisher", about, seen_on, "0", ""), body)
        refused += entry.outcome != "taken in"
        aside += "questioned" in entry.note
        if entry.outcome != "taken in":
            print(f"  {about['what']}, {seen_on}: {entry.note}")
    rows = store.connection.execute("SELECT sum(n_rows) FROM table_blocks").fetchone()[0]
    append("sources", f"true replies tried, {rows:,} rows", n, "replies")
    append("sources", "true replies refused", refused, "replies", "0")
    append("sources", "true replies with a value kept aside", aside, "replies", "0")


if __name__ == "__main__":
    if SHARED.exists():
        main()
    else:
        print("the study folder is not beside this checkout")
