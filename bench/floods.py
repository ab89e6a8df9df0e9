"""Hostile requests over raw sockets and floods, beside readers: how many are answered wrongly, who is kept waiting.

    python bench/floods.py [REQUESTS]     20,000 by default; appends to bench/results/web.csv

Every kind of the tests of the door, drawn at random, and proper requests with bytes changed or cut off.
Wrong is a 5xx, an answer with content where there must be none, no answer and no close within `SECONDS`, the session's
cookie in what is said. Meanwhile one of each thirty only takes a connection, or posts without waiting for the answer,
and two readers go round the views: a reader is kept waiting where a read is refused or takes longer than `LONGEST`.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import quantiles

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))  # behind this folder: both have a `web`
from desk import Desk, desk, readers
from results import append

import hostile
from fedsheet.web.serving.session import COOKIE
from web import load

SECONDS, LONGEST, ROUND, SENDERS, HELD = 15.0, 5.0, 20.0, 4, 300
Kind = tuple[str, bytes, bool]  # what it is, its bytes, whether it may be answered with content


class Sender:
    """One who sends what no page sends: counts what came back wrongly."""

    def __init__(self, at: Desk, seed: int) -> None:
        self.at, self.chance, self.found = at, random.Random(seed), Counter[str]()
        self.host = at.base.split("//")[1].rstrip("/")
        self.name, self.port = self.host.split(":")
        self.held: list[socket.socket] = []
        self.sent = 0

    def sends(self, n: int, end: float) -> None:
        """Until a moment, or until `n` are sent in all."""
        while self.sent < n and time.monotonic() < end:
            self.send()
            self.sent += 1

    def close(self) -> None:
        for line in self.held:
            line.close()

    def kind(self) -> Kind:
        """One request of a kind drawn by chance."""
        pick = self.chance.choice
        get, post = f"/api/v1/{pick(('overview', 'statement', 'shell'))}?lang=en", "/api/v1/jobs"
        makes: tuple[Callable[[], Kind], ...] = (
            lambda: ("another host", self.text("GET", get, host=pick(hostile.HOSTS)), False),
            lambda: ("another origin", self.text("POST", post, b"{}", origin=pick(hostile.ORIGINS)), False),
            lambda: ("another path", self.text("GET", pick(hostile.PATHS)), False),
            lambda: ("another method", self.text(pick(hostile.METHODS), pick(hostile.TARGETS)), False),
            lambda: (
                "no cookie",
                self.text("GET", get, cookie=pick(("", f"{COOKIE}=x", f"{COOKIE}={'a' * 43}"))),
                False,
            ),
            lambda: ("a body", self.text("POST", pick(("/", "/api/v1/nothing")), pick(hostile.BODIES)), False),
            lambda: ("headers of a post", self.text("POST", post, b"{}", **pick(hostile.POST_HEADERS)), False),
            lambda: ("a ticket", self.text("GET", f"/enter?ticket={self.chance.getrandbits(200):x}", cookie=""), False),
            lambda: ("a parameter", self.text("GET", f"/api/v1/overview?as_of={self.chance.getrandbits(60)}"), False),
            lambda: ("bytes of no browser", self.filled(pick([*hostile.RAW.values()])), True),
            lambda: ("bytes changed", self.changed(self.text("GET", get)), True),
            lambda: ("cut off", self.text("POST", post, b"{}")[: self.chance.randrange(1, 200)], True),
        )
        return pick(makes)()

    def text(self, method: str, target: str, body: bytes = b"", **headers: str) -> bytes:
        """One request with the headers of a proper page, `headers` (underscores for dashes) put over them."""
        sent = {"host": self.host, "cookie": self.at.cookie}
        if method == "POST":
            same = {"origin": f"http://{self.host}", "sec-fetch-site": "same-origin"}
            sent |= {"content-type": "application/json", "content-length": str(len(body)), **same}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items() if value), "", ""]
        return "\r\n".join(lines).encode() + body

    def filled(self, text: bytes) -> bytes:
        cookie = self.at.cookie.partition("=")[2]
        return text.replace(b"{host}", self.host.encode()).replace(b"{cookie}", cookie.encode())

    def changed(self, text: bytes) -> bytes:
        found = bytearray(text)
        for _ in range(self.chance.randint(1, 4)):
            found[self.chance.randrange(len(found))] = self.chance.randrange(256)
        return bytes(found)

    def send(self) -> None:
        what, text, may_answer = self.kind()
        try:
            line = socket.create_connection((self.name, int(self.port)), timeout=SECONDS)
        except OSError:
            self.found["no connection taken"] += 1
            return
        if self.chance.random() < 1 / 30:  # a flood waits for no answer, and some say nothing at all
            with suppress(OSError):
                line.sendall(self.chance.choice((b"", text)))
            self.held.append(line)
            if len(self.held) > HELD:
                self.held.pop(0).close()
            self.found["not waited for"] += 1
            return
        with line:
            with suppress(OSError):  # refused before all of it was sent: the answer tells
                line.sendall(text)
                if what in ("cut off", "bytes changed"):
                    line.shutdown(socket.SHUT_WR)
            self.judge(what, line, text, may_answer)

    def judge(self, what: str, line: socket.socket, text: bytes, may_answer: bool) -> None:
        answer = http.client.HTTPResponse(line, method=text.split(b" ")[0].decode("latin-1"))
        try:
            answer.begin()
            said = answer.read()
        except TimeoutError:
            self.wrong(what, "no answer", text)
            return
        except (OSError, http.client.HTTPException):  # closed without a word, or with none of HTTP: refused
            self.found["closed"] += 1
            return
        self.found[f"{answer.status // 100}xx"] += 1
        if self.at.cookie.partition("=")[2].encode() in said:
            self.wrong(what, "tells the cookie", text)
        if answer.status >= 500:
            self.wrong(what, f"status {answer.status}", text)
        elif answer.status < 400 and not may_answer:
            self.wrong(what, f"answered with {answer.status}", text)

    def wrong(self, what: str, why: str, text: bytes) -> None:
        self.found["wrong"] += 1
        print(f"  {what}: {why}: {text[:300]!r}")


def until(senders: Sequence[Sender], n: int, end: float) -> None:
    """Send until a moment, or until so many are sent."""
    with ThreadPoolExecutor(len(senders)) as pool:
        [*pool.map(lambda one: one.sends(n // len(senders), end), senders)]


def main(n: int) -> None:
    times: list[float] = []
    with desk() as at:
        at.settle()
        handles, memory = at.process.num_fds(), at.memory()
        senders, blocked = [Sender(at, seed) for seed in range(SENDERS)], 0
        while sum(one.sent for one in senders) < n // SENDERS * SENDERS:
            end = time.monotonic() + ROUND
            read, refused, _ = readers(at, 2, ROUND, beside=lambda end=end: until(senders, n, end))
            times += read
            blocked += refused + sum(took > LONGEST for took in read)
        for one in senders:
            one.close()
        time.sleep(SECONDS)
        after, grown = at.process.num_fds(), at.memory()
    found = sum((one.found for one in senders), Counter[str]())
    what = f"{n:,} hostile requests ({load()})"
    append("web", f"{what}: answered wrongly", found.pop("wrong", 0), "requests", "0")
    for name, of in sorted(found.items()):
        append("web", f"{what}: {name}", of, "requests")
    append("web", f"{what}: reads beside them refused or longer than {LONGEST:.0f} s", blocked, "reads", "0")
    append("web", f"{what}: reads beside them", len(times), "reads")
    append("web", f"{what}: 95th percentile of a read beside them", quantiles(times, n=20)[18], "s")
    append("web", f"{what}: handles more than before", after - handles, "handles", "0")
    append("web", f"{what}: memory before", memory, "MB")
    append("web", f"{what}: memory after", grown, "MB")


if __name__ == "__main__":
    os.environ.setdefault("FEDSHEET_TODAY", "2026-11-30")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
