"""The workbench as a person waits for it: cold start to first figure, later views, readers beside a running import.

python bench/web.py     appends to bench/results/web.csv; needs a chromium (FEDSHEET_CHROMIUM or on the path)
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from results import append

VIEWS = ("overview", "statement", "programmes", "assets", "market", "project", "simulate", "outlook", "claims")
READERS, SECONDS = 8, 30.0
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WRITER = """
import sys, time
from pathlib import Path
from fedsheet.runs.import_file import import_file
folder, n = Path(sys.argv[1]), 0
while True:
    n += 1
    file = folder / f"mine{n}.csv"
    file.write_text("date,value\\n" + "".join(f"20{y:02d}-{m:02d}-01,{50 + (n * y + m) % 9}\\n" for y in range(10, 25) for m in range(1, 13)))
    import_file(f"MINE_{n}", file, "Index", "bench", {})
    time.sleep(0.5)
"""  # noqa: E501 — a program of its own


@contextmanager
def server(home: str) -> Iterator[tuple[str, float]]:
    """`fedsheet serve` as a process: the address it prints and when it was started."""
    program = Path(sys.executable).with_name("fedsheet")
    start = time.perf_counter()
    process = subprocess.Popen(
        [program, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True, env={**os.environ, "FEDSHEET_HOME": home}
    )
    assert process.stderr
    found = re.search(r"http\S+", process.stderr.readline())
    assert found
    try:
        yield found[0], start
    finally:
        process.terminate()
        process.wait()


def first_figure(home: str) -> float:
    """Seconds from starting the server until the first figure stands in a browser that was already open."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("FEDSHEET_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=SWITCHES)
        page = browser.new_page()
        with server(home) as (url, start):
            while True:
                try:
                    page.goto(url)
                    break
                except Exception:
                    time.sleep(0.02)
            page.wait_for_selector("main .chart svg")
            took = time.perf_counter() - start
        browser.close()
    return took


def opened(url: str) -> httpx.Client:
    """A client with the session's cookie."""
    client = httpx.Client(base_url=url.split("/enter")[0], timeout=120)
    while True:
        try:
            client.get(url, follow_redirects=True)
            return client
        except httpx.ConnectError:
            time.sleep(0.02)


def views(client: httpx.Client) -> dict[str, tuple[float, float]]:
    """Seconds of each view, first time asked and asked again."""
    found = {}
    for view in VIEWS:
        times = []
        for _ in range(2):
            start = time.perf_counter()
            client.get(f"/api/v1/{view}?lang=en").raise_for_status()
            times.append(time.perf_counter() - start)
        found[view] = (times[0], times[1])
    return found


def readers_beside_a_writer(client: httpx.Client, home: str) -> tuple[list[float], int]:
    """Every reader goes round the views for half a minute while imports come in; times and refusals."""
    times: list[float] = []
    errors: list[int] = []
    end = time.monotonic() + SECONDS

    def read(first: int) -> None:
        own = httpx.Client(base_url=client.base_url, cookies=client.cookies, timeout=60)
        n = first
        while time.monotonic() < end:
            start = time.perf_counter()
            answer = own.get(f"/api/v1/{VIEWS[n % len(VIEWS)]}?lang=en")
            times.append(time.perf_counter() - start)
            errors.extend([answer.status_code] if answer.status_code != 200 else [])
            n += 1

    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "FEDSHEET_HOME": home}
        writer = subprocess.Popen([sys.executable, "-c", WRITER, folder], env=env)
        threads = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        writer.terminate()
        writer.wait()
    return times, len(errors)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        append("web", "first figure, nothing made before", first_figure(home), "s", bar="<= 3 s")
        again = statistics.median(first_figure(home) for _ in range(3))
        append("web", "first figure, cold start", again, "s", bar="<= 3 s")
        with server(home) as (url, _):
            client = opened(url)
            taken = views(client)
            for name, (first, later) in taken.items():
                append("web", f"{name}, first asked", first, "s")
                append("web", f"{name}, asked again", later, "s", bar="<= 0.5 s")
            times, refused = readers_beside_a_writer(client, home)
            append("web", f"reads in {SECONDS:.0f} s by {READERS} readers beside imports", len(times), "count")
            append("web", "errors among them", refused, "count", bar="0")
            append("web", "95th percentile of a read", statistics.quantiles(times, n=20)[18], "s", bar="<= 0.5 s")
