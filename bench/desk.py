"""The workbench as a desk uses it: many readers, pulls beside them, days of their own, and those who only disturb.

    python bench/desk.py [pulls SECONDS] [days SECONDS] [kept SECONDS] [floods SECONDS]

Appends to bench/results/desk.csv.

Readers are processes of their own that go round the views; memory is that of the server and all of its workers.
"""

from __future__ import annotations

import os
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles

import httpx
import psutil
from results import append

from web import PULLING, TESTS, VIEWS, load, opened, server

PAUSE_SECONDS, MINUTE = 0.05, 60.0
DAYS = ("statement", "overview")
FIRST = date(2023, 1, 4)  # a Wednesday
WEEKS = 190


@dataclass(frozen=True)
class Desk:
    """A running workbench: its address, the cookie that opens it, its process, the series its publisher has."""

    base: str
    cookie: str
    process: psutil.Process
    names: tuple[str, ...]

    def memory(self) -> float:
        """Megabytes of the server and its workers."""
        total = 0
        for one in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.Error):
                total += one.memory_info().rss
        return total / 1e6

    def spent(self) -> float:
        """Processor seconds of the server and its workers so far."""
        total = 0.0
        for one in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.Error):
                total += sum(one.cpu_times()[:2])
        return total

    def settle(self) -> None:
        """Wait until the pages that are made ahead are made: a second in which hardly anything is done."""
        until, before = time.monotonic() + MINUTE, self.spent()
        while time.monotonic() < until:
            time.sleep(1.0)
            before, since = self.spent(), before
            if before - since < 0.05:
                return

    def pull(self) -> None:
        """Begin a pull of all series."""
        same = {"origin": self.base.rstrip("/"), "sec-fetch-site": "same-origin", "cookie": self.cookie}
        httpx.post(f"{self.base.rstrip('/')}/api/v1/pulls", json={"names": self.names}, headers=same, timeout=60)


@contextmanager
def desk() -> Iterator[Desk]:
    """`fedsheet serve` whose pulls ask a publisher on this machine; every view made once."""
    with tempfile.TemporaryDirectory() as home:
        program = (sys.executable, "-c", PULLING, str(TESTS), "0.05")
        with server(home, *program) as (url, _, process):
            assert process.stdout
            names = tuple(process.stdout.readline().split())
            client = opened(url)
            for view in VIEWS:
                client.get(f"/api/v1/{view}?lang=en").raise_for_status()
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            base = f"{str(client.base_url).rstrip('/')}/"
            yield Desk(base, cookie, psutil.Process(process.pid), names)


def read(base: str, cookie: str, number: int, seconds: float, pause: float, days: bool) -> tuple[list[float], int]:
    """One reader: seconds of each read, and how many were not answered as asked."""
    rng = random.Random(number)
    client = httpx.Client(base_url=base, headers={"cookie": cookie}, timeout=120)
    time.sleep(rng.random() * pause)  # nobody reads in step with the others
    times, refused, end = [], 0, time.monotonic() + seconds
    while time.monotonic() < end:
        views = DAYS if days else VIEWS
        view = views[(number + len(times)) % len(views)]
        day = FIRST + timedelta(weeks=rng.randrange(WEEKS))
        start = time.perf_counter()
        answer = client.get(f"/api/v1/{view}?lang=en" + (f"&as_of={day}" if days else ""))
        times.append(time.perf_counter() - start)
        refused += answer.status_code != 200
        time.sleep(pause)
    return times, refused


def readers(
    at: Desk, n: int, seconds: float, *, pause: float = PAUSE_SECONDS, days: bool = False,
    beside: Callable[[], None] = lambda: None,
) -> tuple[list[float], int, list[float]]:  # fmt: skip
    """`n` readers for so long: all reads, refusals, and the memory every two seconds; `beside` runs meanwhile."""
    memory: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(2.0):
            memory.append(at.memory())

    with ProcessPoolExecutor(n) as pool:
        threading.Thread(target=watch, daemon=True).start()
        reading = [pool.submit(read, at.base, at.cookie, k, seconds, pause, days) for k in range(n)]
        beside()
        found = [one.result() for one in reading]
        over.set()
    return [t for times, _ in found for t in times], sum(refused for _, refused in found), memory


def told(what: str, times: Sequence[float], refused: int, bars: tuple[str, str]) -> None:
    """Reads, errors, median and 95th percentile."""
    append("desk", f"{what}: reads ({load()})", len(times), "count")
    append("desk", f"{what}: errors", refused, "count", bar="0")
    append("desk", f"{what}: median", median(times), "s", bar=bars[0])
    append("desk", f"{what}: 95th percentile", quantiles(times, n=20)[18], "s", bar=bars[1])
    append("desk", f"{what}: slowest", max(times), "s")


def pulls(seconds: float) -> None:
    """Eight readers and a pull a minute."""
    with desk() as at:

        def a_pull_a_minute() -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end - MINUTE / 2:
                at.pull()
                time.sleep(min(MINUTE, max(0.0, end - time.monotonic())))

        times, refused, memory = readers(at, 8, seconds, beside=a_pull_a_minute)
    what = f"8 readers and a pull a minute, {seconds:.0f} s"
    told(what, times, refused, ("", "<= 0.1 s"))
    after = memory[int(MINUTE / 2) :] or memory
    append("desk", f"{what}: memory after the first minute", after[0], "MB")
    append("desk", f"{what}: memory at its most after that", max(after), "MB", bar="<= 1.1 x")
    append("desk", f"{what}: memory at the end", after[-1], "MB", bar="<= 1.1 x")


def days(seconds: float) -> None:
    """Ten readers, each with days of its own."""
    with desk() as at:
        readers(at, 10, seconds / 3, days=True)  # the workers start
        before = at.spent()
        times, refused, memory = readers(at, 10, seconds, days=True)
        each = (at.spent() - before) / len(times)
    append("desk", "10 readers with days of their own: server and workers, a read", each, "cpu s")
    told(f"10 readers with days of their own, {seconds:.0f} s", times, refused, ("<= 1.5 s", ""))
    append("desk", "10 readers with days of their own: memory at its most", max(memory), "MB", bar="<= 1500 MB")


def kept(seconds: float) -> None:
    """Fifty readers on pages that are kept, a page a second each."""
    with desk() as at:
        at.settle()
        before = sum(at.process.cpu_times()[:2])
        times, refused, _ = readers(at, 50, seconds, pause=1.0)
        each = (sum(at.process.cpu_times()[:2]) - before) / len(times)
    append("desk", "50 readers on kept pages: server, a read", 1e3 * each, "cpu ms")
    told(f"50 readers on kept pages, {seconds:.0f} s", times, refused, ("<= 0.01 s", ""))


def floods(seconds: float) -> None:
    """One reader beside posts without cookie and body, and beside a thousand connections that say nothing."""
    with desk() as at:
        host, port = at.base.split("//")[1].rstrip("/").split(":")
        text = f"POST /enter HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 10\r\n\r\n".encode()
        held: list[socket.socket] = []

        def disturb() -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                for said in (text, b""):
                    with suppress(OSError):
                        one = socket.create_connection((host, int(port)), timeout=5)
                        one.sendall(said)
                        held.append(one)
                while len(held) > 1_000:
                    held.pop(0).close()
                time.sleep(0.002)

        times, refused, _ = readers(at, 1, seconds, beside=disturb)
    told(f"1 reader beside {len(held)} held connections and posts without a body", times, refused, ("", "<= 0.1 s"))


PARTS = {"pulls": (pulls, 600.0), "days": (days, 60.0), "kept": (kept, 60.0), "floods": (floods, 20.0)}

if __name__ == "__main__":
    os.environ.setdefault("FEDSHEET_TODAY", "2026-11-30")
    given = sys.argv[1:] or list(PARTS)
    for place, name in enumerate(given):
        if name in PARTS:
            part, usual = PARTS[name]
            following = given[place + 1] if place + 1 < len(given) else ""
            part(float(following) if following.replace(".", "").isdigit() else usual)
