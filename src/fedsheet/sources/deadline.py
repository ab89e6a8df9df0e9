"""Lines to a host that are shut at a deadline, whatever they are doing.

with cut_off_at(ends) as opened:     # the sockets of this request
    OPENED.set(opened)
    session.mount("https://", DeadlineAdapter())
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

OPENED: ContextVar[list[socket.socket]] = ContextVar("lines opened for this request")


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        OPENED.get().append(self.sock)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        OPENED.get().append(self.sock)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class DeadlineAdapter(HTTPAdapter):
    """The usual adapter, with connections that can be cut off at the deadline."""

    def init_poolmanager(self, *args: object, **options: object) -> None:
        """Pools whose connections tell the sockets that they open."""
        super().init_poolmanager(*args, **options)  # type: ignore[arg-type]  # as its parent is called
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


@contextmanager
def cut_off_at(ends: float) -> Iterator[list[socket.socket]]:
    """Shut the line at the deadline, whatever it is doing: a host that sends one byte a second never falls silent."""
    opened: list[socket.socket] = []

    def shut() -> None:
        for line in opened:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    timer = threading.Timer(max(ends - time.monotonic(), 0.0), shut)
    timer.daemon = True
    timer.start()
    try:
        yield opened
    finally:
        timer.cancel()
