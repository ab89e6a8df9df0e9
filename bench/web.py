"""The workbench as a person waits for it: cold start to first figure, later views, readers beside a pull.

python bench/web.py [starts] [slow] [looks] [visits] [pulls]     appends to bench/results/web.csv
Starts and visits need a chromium: FEDSHEET_CHROMIUM, or on the path.
"""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import httpx
from results import append

if TYPE_CHECKING:
    from playwright.sync_api import Page

VIEWS = ("overview", "statement", "programmes", "assets", "market", "project", "simulate", "outlook", "claims")
DAY = date(2027, 1, 4)  # later than any figures that ship
READERS, SECONDS, PAUSE_SECONDS, SERIES, STARTS = 8, 45.0, 0.05, 28, 5
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# `fedsheet serve`, whose pulls ask FRED on this machine (tests/web/publishers.py) instead of every host.
PULLING = """
import sys
sys.path.insert(0, sys.argv[1])
from web.publishers import fred
from fedsheet.present.text import Words
from fedsheet.web.serving import pulls
from fedsheet.web.serve import serve
with fred() as publisher:
    publisher.seconds = float(sys.argv[2])
    pulls.Stoppable = publisher.transport
    print(" ".join(publisher.names), flush=True)
    serve(0, Words("en"))
"""
FIGURE = "main .chart svg"
# 50 kB and 400 ms: a line as in a train. On it the first figure is a picture until the chart library is there.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SEEN = f"{FIGURE}, main .chart img"
# The heading of the view that was left is gone, and the new one's first figure is drawn.
ARRIVED = "figure => !document.querySelector('[data-left]') && document.querySelector(figure)"
ROOT = Path(__file__).resolve().parent.parent
TESTS, SOURCE = ROOT / "tests", ROOT / "src" / "fedsheet"


@contextmanager
def server(home: str, *command: str, day: date | None = None) -> Iterator[tuple[str, float, subprocess.Popen[str]]]:
    """`fedsheet serve`, or `command`, as a process: the address it prints, when it was started, the process."""
    whole = command or (str(Path(sys.executable).with_name("fedsheet")), "serve", "--port", "0")
    start = time.perf_counter()
    # As installed, where bytecode is written once: a checkout that may write none is compiled anew at every start.
    env = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["FEDSHEET_HOME"] = home
    if day is not None:
        env["FEDSHEET_TODAY"] = day.isoformat()
    process = subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    assert process.stderr
    # What is said of the age of the figures may stand before the address.
    found = next(one for line in process.stderr if (one := re.search(r"http\S+", line)))
    try:
        yield found[0], start, process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def at_first_figure(home: str, day: date | None = None) -> Iterator[tuple[Page, float]]:
    """A browser that shows the workbench's first figure, and the seconds from starting the server until it stood."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("FEDSHEET_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=SWITCHES)
        page = browser.new_page()
        with server(home, day=day) as (url, start, _):
            while True:
                try:
                    page.goto(url, wait_until="commit")  # the load event may wait for the font
                    break
                except Exception:
                    time.sleep(0.02)
            page.wait_for_selector(FIGURE)
            yield page, time.perf_counter() - start
        browser.close()


def first_figure(home: str, day: date | None = None) -> float:
    """Seconds from starting the server, on a day of its own where one is given, until the first figure stands in a
    browser that was already open.
    """
    with at_first_figure(home, day) as (_, took):
        return took


def clicks(home: str) -> dict[str, tuple[float, float]]:
    """Seconds from a click in the menu to a view's first figure, and to the whole view; one view after the other."""
    found = {}
    with at_first_figure(home) as (page, _):
        for view in VIEWS[1:]:
            page.evaluate("document.querySelector('main h1').dataset.left = '1'")
            start = time.perf_counter()
            page.click(f'#views a[href*="view={view}"]')
            page.wait_for_function(ARRIVED, arg=FIGURE)
            first = time.perf_counter() - start
            page.wait_for_function("() => !document.querySelector('main.loading, main .job')")
            found[view] = (first, time.perf_counter() - start)
    return found


def opened(url: str) -> httpx.Client:
    """A client with the session's cookie."""
    client = httpx.Client(
        base_url=url.split("/enter")[0], timeout=600
    )  # a loaded machine takes its time over a first page
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


def read(base: str, cookie: str, first: int, seconds: float) -> tuple[list[float], int]:
    """Go round the views as one reader, a process of its own: seconds of each read, and refusals."""
    client = httpx.Client(base_url=base, headers={"cookie": cookie}, timeout=60)
    times, refused, end = [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        answer = client.get(f"/api/v1/{VIEWS[(first + len(times)) % len(VIEWS)]}?lang=en")
        times.append(time.perf_counter() - start)
        refused += answer.status_code != 200
        time.sleep(PAUSE_SECONDS)
    return times, refused


def readers_beside_a_pull() -> tuple[list[float], int, str]:
    """Eight readers while a pull of half a minute comes in reply by reply; times, refusals, and how the pull ended."""
    with tempfile.TemporaryDirectory() as home:
        program = (sys.executable, "-c", PULLING, str(TESTS), str(SECONDS / SERIES))
        with server(home, *program) as (url, _, process), ProcessPoolExecutor(READERS) as pool:
            assert process.stdout
            names = process.stdout.readline().split()
            client = opened(url)
            views(client)
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            same = {"origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
            job = client.post("/api/v1/pulls", json={"names": names}, headers=same).json()["id"]
            base = str(client.base_url)
            reading = [pool.submit(read, base, cookie, n, SECONDS) for n in range(READERS)]
            found = [one.result() for one in reading]
            while (told := client.get(f"/api/v1/jobs/{job}").json())["state"] == "running":
                time.sleep(0.2)
    return [t for times, _ in found for t in times], sum(refused for _, refused in found), told["step"]


def over_a_slow_line(home: str) -> tuple[float, float, int]:
    """Seconds from asking for the page until its first figure is seen, until it is drawn, and the bytes until then."""
    with at_first_figure(home) as (page, _):
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        line.send("Network.emulateNetworkConditions", SLOW)
        sent: list[int] = []
        line.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
        start = time.perf_counter()
        page.goto(page.url, wait_until="commit")
        page.wait_for_selector(SEEN, timeout=120_000)
        seen, size = time.perf_counter() - start, sum(sent)
        page.wait_for_selector(FIGURE, timeout=120_000)
        return seen, time.perf_counter() - start, size


def load() -> str:
    """How busy the machine was with other work, in the words of a measurement."""
    return f"load {os.getloadavg()[0]:.1f}"


def starts() -> None:
    """From starting the server to the first figure: on a machine that has nothing yet, and then again."""
    compileall.compile_dir(SOURCE, quiet=1)  # as pip does when it installs
    fresh = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as home:
            fresh.append(first_figure(home))
    busy = load()
    append("web", f"first figure, nothing made before, median of {STARTS} ({busy})", median(fresh), "s", bar="<= 3 s")
    append("web", f"first figure, nothing made before, slowest of {STARTS}", max(fresh), "s", bar="<= 3 s")
    with tempfile.TemporaryDirectory() as home:
        first_figure(home)
        again = median([first_figure(home) for _ in range(STARTS)])
        append("web", f"first figure, cold start, median of {STARTS} ({load()})", again, "s", bar="<= 1.5 s")
        days = (DAY + timedelta(days=n) for n in range(STARTS))
        morning = median([first_figure(home, day) for day in days])
        append("web", f"first figure, first start of a day, median of {STARTS} ({load()})", morning, "s")


def slow() -> None:
    """A page over a slow line, nothing kept by the browser."""
    with tempfile.TemporaryDirectory() as home:
        first_figure(home)
        seen, drawn, size = (median(one) for one in zip(*(over_a_slow_line(home) for _ in range(3)), strict=True))
    append("web", f"50 kB/s and 400 ms: first figure seen, median of 3 ({load()})", seen, "s", bar="<= 8 s")
    append("web", "50 kB/s and 400 ms: bytes until then", size / 1e3, "kB")
    append("web", "50 kB/s and 400 ms: first figure drawn by the page itself", drawn, "s")


def looks() -> None:
    """Every view, asked for the first time and again."""
    with tempfile.TemporaryDirectory() as home, server(home) as (url, _, _):
        for name, (first, later) in views(opened(url)).items():
            append("web", f"{name}, first asked", first, "s")
            append("web", f"{name}, asked again", later, "s", bar="<= 0.5 s")


def visits() -> None:
    """Every view by a click, right after the first figure: on a machine that has nothing yet, and at a later start."""
    with tempfile.TemporaryDirectory() as home:
        for when in ("first start ever", "later start"):
            for name, (first, whole) in clicks(home).items():
                append("web", f"click to {name}'s first figure, {when} ({load()})", first, "s", bar="<= 0.5 s")
                append("web", f"click to {name}, whole, {when}", whole, "s")


def pulls() -> None:
    """Reads while a pull runs."""
    times, refused, pulled = readers_beside_a_pull()
    what = f"reads in {SECONDS:.0f} s by {READERS} readers beside a pull ({pulled} replies; {load()})"
    append("web", what, len(times), "count")
    append("web", "errors among them", refused, "count", bar="0")
    append("web", "95th percentile of a read", quantiles(times, n=20)[18], "s", bar="<= 0.5 s")
    append("web", "slowest read", max(times), "s")


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["starts", "slow", "looks", "visits", "pulls"]
    for part in (starts, slow, looks, visits, pulls):
        if part.__name__ in chosen:
            part()
