"""FRED on this machine for a pull begun from the page: the shipped figures again, and one day more of each."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pandas as pd

import fedsheet
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.transport import Limits
from fedsheet.web.routes import MOST_NAMES
from fedsheet.web.serving.pulls import Stoppable
from misbehaving import Send, Server, reply

LIMITS = Limits(deadline=20.0, attempts=1)
ROWS = 60
STEPS = {"D": pd.offsets.BDay(), "D7": pd.offsets.Day(), "W": pd.offsets.Week(), "M": pd.offsets.MonthBegin(),
         "Q": pd.offsets.QuarterBegin(startingMonth=1)}  # fmt: skip


def bodies() -> dict[str, bytes]:
    """By series: a graph's CSV of the last values that ship and one new day, which repeats the last value."""
    known = fedsheet.vintage()
    held = [e for e in catalogue().values() if e.feed == "fred.graph" and e.id in known]
    found = {}
    for entry in held:
        values = known[entry.id].values.dropna().iloc[-ROWS:]
        rows = [*zip(values.index, values, strict=True), (values.index[-1] + STEPS[entry.frequency], values.iloc[-1])]
        text = "".join(f"{day:%Y-%m-%d},{float(value)!r}\n" for day, value in rows)
        found[entry.native] = f"observation_date,{entry.native}\n{text}".encode()
    return found


@dataclass
class Fred:
    """The server: the series it answers for, each after `seconds`; anything else is unknown to it.

    `names` are as many of them as one pull of the page may name.
    """

    bodies: Mapping[str, bytes]
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._server = Server(self._answer)
        known = [e.id for e in catalogue().values() if e.feed == "fred.graph" and e.native in self.bodies]
        self.names = known[:MOST_NAMES]
        self.transport = partial(Stoppable, limits=LIMITS, loopback=self._server.address)
        self.close = self._server.close

    @property
    def asked(self) -> int:
        """Questions that have come."""
        return self._server.asked

    def _answer(self, send: Send, _body: bytes, _type: str) -> None:
        name = parse_qs(urlsplit(self._server.paths[-1]).query).get("id", [""])[0]
        time.sleep(self.seconds)
        if name in self.bodies:
            reply(send, self.bodies[name], "application/csv")
        else:
            reply(send, b'{"message": "unknown"}', "application/json", status="404 Not Found")


@contextmanager
def fred() -> Iterator[Fred]:
    """The server, closed at the end."""
    found = Fred(bodies())
    yield found
    found.close()
