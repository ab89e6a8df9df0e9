"""A running workbench on the shipped figures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from fedsheet.web.app import create
from fedsheet.web.desk import Desk
from fedsheet.web.serving.http_timeout import SETTINGS
from fedsheet.web.serving.remembered import Remembered
from fedsheet.web.serving.session import COOKIE, Session


@dataclass(frozen=True)
class Workbench:
    """A server in this process: where it listens, the cookie that opens it, the desk and session behind it."""

    url: str
    cookie: str
    desk: Desk
    session: Session

    def client(self) -> httpx.Client:
        """A browser of its own, with the session's cookie."""
        headers = {"origin": self.url, "sec-fetch-site": "same-origin"}
        return httpx.Client(base_url=self.url, cookies={COOKIE: self.cookie}, headers=headers, timeout=300)

    def get(self, path: str) -> Any:
        """One request as the page would send it."""
        with self.client() as client:
            return client.get(path)

    def post(self, path: str, body: object) -> Any:
        """One POST as the page would send it."""
        with self.client() as client:
            return client.post(path, json=body)

    def ended(self, job: dict[str, Any], seconds: float = 120.0) -> dict[str, Any]:
        """The job's last word, once it has ended."""
        end = time.monotonic() + seconds
        while job["state"] in ("waiting", "running"):
            assert time.monotonic() < end, job
            time.sleep(0.02)
            job = self.get(f"/api/v1/jobs/{job['id']}").json()
        return job


@contextmanager
def running(remembered: Remembered | None = None) -> Iterator[Workbench]:
    """A workbench of its own, on whatever store FEDSHEET_HOME names."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    session, desk = Session(remembered), Desk()
    cookie = session.redeem(session.new_ticket())
    assert cookie
    server = uvicorn.Server(uvicorn.Config(create(session, frozenset({host}), desk), **SETTINGS))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Workbench(f"http://{host}", cookie, desk, session)
    server.should_exit = True
    thread.join(10)
    desk.jobs.close()
    listener.close()


@pytest.fixture(scope="session")
def workbench(data_folder: object) -> Iterator[Workbench]:
    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def shows_its_own_folder(request: pytest.FixtureRequest) -> None:
    """A test before may have had another folder of data, which the session's workbench looked at meanwhile."""
    if "workbench" in request.fixturenames:
        request.getfixturevalue("workbench").desk.show_newest()
