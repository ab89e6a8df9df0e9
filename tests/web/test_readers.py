"""Readers beside a writer: views answer without error while figures come in, and each answer is of one state."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fedsheet.runs.import_file import import_file
from web.conftest import Workbench

SECONDS, READERS = 4.0, 4
VIEWS = ("overview", "statement", "claims")


def test_reading_goes_on_while_figures_come_in(workbench: Workbench, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> int:
        n = 0
        while not stop.is_set():
            n += 1
            file = tmp_path / f"mine{n}.csv"
            rows = "".join(f"20{y}-{m:02d}-01,{50 + (n + m) % 7}\n" for y in range(10, 25) for m in range(1, 13))
            file.write_text("date,value\n" + rows)
            import_file(f"MINE_WEB_{n}", file, "Index", "a test", {})
        return n

    def read(first: int) -> list[tuple[int, str, str]]:
        found, end = [], time.monotonic() + SECONDS
        while time.monotonic() < end:
            view = VIEWS[(first + len(found)) % len(VIEWS)]
            answer = workbench.get(f"/api/v1/{view}?lang=en")
            found.append((answer.status_code, view, answer.json()["digest"]))
        return found

    with ThreadPoolExecutor(READERS + 1) as pool:
        writing = pool.submit(write)
        read_ = [row for one in [pool.submit(read, n) for n in range(READERS)] for row in one.result()]
        stop.set()
        assert writing.result() > 1
    assert {status for status, _, _ in read_} == {200}
    assert len(read_) > READERS
