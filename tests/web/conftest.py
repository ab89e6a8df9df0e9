"""A running workbench on the shipped figures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from fedsheet.web.app import inner
from fedsheet.web.desk import Desk
from fedsheet.web.guard import Guard
from fedsheet.web.session import COOKIE, Session


@dataclass(frozen=True)
class Workbench:
    """A server in this process: where it listens, the cookie that opens it, and the desk behind it."""

    url: str
    cookie: str
    desk: Desk
    session: Session

    def get(self, path: str) -> Any:
        """One request as the page would send it."""
        import httpx

        return httpx.get(self.url + path, cookies={COOKIE: self.cookie}, timeout=120)

    def post(self, path: str, body: object) -> Any:
        """One POST as the page would send it."""
        import httpx

        headers = {"origin": self.url, "sec-fetch-site": "same-origin"}
        return httpx.post(self.url + path, json=body, cookies={COOKIE: self.cookie}, headers=headers, timeout=120)


@pytest.fixture(scope="session")
def workbench(data_folder: object) -> Iterator[Workbench]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    session, desk = Session(), Desk()
    cookie = session.redeem(session.new_ticket())
    assert cookie
    app = Guard(inner(desk, session), session, frozenset({host}))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Workbench(f"http://{host}", cookie, desk, session)
    server.should_exit = True
    thread.join(10)
    listener.close()
