"""The door: a few hundred requests that must be refused, with 4xx and advice, over a real socket."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn

from fedsheet.web.app import create
from fedsheet.web.session import COOKIE, Session


@dataclass(frozen=True)
class Running:
    port: int
    cookie: str
    session: Session

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def send(self, method: str, target: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """One request with the headers of a proper page, `headers` (underscores for dashes) put over them."""
        sent = {"host": self.host, "cookie": f"{COOKIE}={self.cookie}"}
        if method == "POST":
            sent |= {
                "content-type": "application/json",
                "origin": f"http://{self.host}",
                "sec-fetch-site": "same-origin",
            }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body and "content-length" not in sent:
            sent["content-length"] = str(len(body))
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items() if value), "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall("\r\n".join(lines).encode("utf-8") + body)
            answer = http.client.HTTPResponse(connection, method=method)
            answer.begin()
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    session = Session()
    cookie = session.redeem(session.new_ticket())
    assert cookie
    app = create(session, frozenset({f"127.0.0.1:{port}", f"localhost:{port}"}))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Running(port, cookie, session)
    server.should_exit = True
    thread.join(10)
    listener.close()


def refused(answer: tuple[int, bytes, dict[str, str]]) -> None:
    status, body, headers = answer
    assert 400 <= status < 500, (status, body[:200])
    if body == b"Invalid HTTP request received.":  # not even HTTP: the server's own parser answered
        return
    assert "content-security-policy" in headers
    if headers.get("content-type", "").startswith("application/json") and body:
        assert json.loads(body)["error"]["what"]


HOSTS = [
    "evil.example",
    "127.0.0.1",
    "127.0.0.1:1",
    "localhost.evil.example",
    "0.0.0.0",
    "[::1]",
    "127.1",
    "2130706433",
    "fedsheet.local",
    "127.0.0.1.nip.io",
    "LOCALHOST",
    " ",
    "127.0.0.1:99999",
    "a" * 500,
]
ORIGINS = [
    "http://evil.example",
    "https://127.0.0.1",
    "null",
    "http://127.0.0.1",
    "http://localhost:1",
    "file://",
    "http://127.0.0.1.evil.example",
    "chrome-extension://abc",
    "http://[::1]",
    "javascript:0",
]
PATHS = [
    "/../etc/passwd",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/%252e%252e%252f",
    "/static/....//app.py",
    "/static/..\\app.py",
    "/static/%5c..%5capp.py",
    "/static//etc/passwd",
    "/static/app.js%00",
    "/static/\u202eapp.js",
    "/api/v1/../../etc/passwd",
    "//evil.example/",
    "/static/%c0%ae%c0%ae/",
    "/.env",
    "/.git/config",
    "/static/shell.html",
    "/api/v1/overview/..",
    "/docs",
    "/redoc",
    "/admin",
    "/api/v1/nothing",
]
BODIES = [
    b"",
    b"{",
    b"[]",
    b"1",
    b'"x"',
    b"null",
    b"NaN",
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 1e999}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b"[" * 10_000,
    b'{"a":' * 5000,
    b"\xff\xfe",
    b"\x00" * 100,
    b'{"a":1,"a":2}',
    b"{" + b" " * 1_100_000 + b"}",
    b"<xml/>",
    b"a=b",
]
METHODS = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"]
TARGETS = ["/", "/api/v1/overview", "/static/app.js", "/api/openapi.json", "/enter"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("target", TARGETS)
def test_another_host_is_refused(running: Running, host: str, target: str) -> None:
    refused(running.send("GET", target, host=host))


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("target", TARGETS)
def test_another_origin_is_refused(running: Running, origin: str, target: str) -> None:
    refused(running.send("GET", target, origin=origin))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
@pytest.mark.parametrize("target", TARGETS)
def test_another_site_is_refused(running: Running, site: str, target: str) -> None:
    refused(running.send("GET", target, sec_fetch_site=site))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_not_ours_is_refused(running: Running, path: str) -> None:
    status, body, headers = running.send("GET", path)
    refused((status, body, headers))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", TARGETS[:4])
def test_another_method_is_refused(running: Running, method: str, target: str) -> None:
    refused(running.send(method, target))


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=", f"{COOKIE}=x", "other=1", f"{COOKIE}=" + "a" * 3000, ";;;", "\t"])
@pytest.mark.parametrize("target", TARGETS[:4])
def test_without_the_cookie_nothing_is_shown(running: Running, cookie: str, target: str) -> None:
    refused(running.send("GET", target, cookie=cookie))


def test_a_ticket_works_once(running: Running) -> None:
    ticket = running.session.new_ticket()
    status, _, headers = running.send("GET", f"/enter?ticket={ticket}", cookie="")
    assert status == 303
    assert "SameSite=strict" in headers["set-cookie"]
    assert "HttpOnly" in headers["set-cookie"]
    refused(running.send("GET", f"/enter?ticket={ticket}", cookie=""))


@pytest.mark.parametrize("ticket", ["", "x", "%00", "a" * 200, "\u00e9", "../../"])
def test_a_wrong_ticket_is_refused(running: Running, ticket: str) -> None:
    refused(running.send("GET", f"/enter?ticket={ticket}", cookie=""))


@pytest.mark.parametrize(
    "query",
    [
        "lang=xx",
        "as_of=x",
        "as_of=0000-00-00",
        "as_of=99999-01-01",
        "lang=zh&lang=en&x=1",
        "x=1",
        "as_of=1900-01-01",
        "lang=" + "z" * 9000,
        "as_of[]=1",
        "lang=%00",
        "as_of=2020-02-30",
        "as_of=NaN",
    ],
)
def test_a_parameter_out_of_bounds_is_refused(running: Running, query: str) -> None:
    refused(running.send("GET", f"/api/v1/overview?{query}"))


def test_a_proper_request_is_answered_with_its_headers(running: Running) -> None:
    status, body, headers = running.send("GET", "/api/v1/overview?lang=en")
    assert status == 200
    assert json.loads(body)["blocks"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("target", ["/api/v1/overview", "/", "/api/v1/nothing"])
def test_a_body_that_is_not_wanted_is_refused(running: Running, body: bytes, target: str) -> None:
    refused(running.send("POST", target, body))


POST_HEADERS: list[dict[str, str]] = [
    {"content_type": ""},
    {"content_type": "text/plain"},
    {"content_type": "application/x-www-form-urlencoded"},
    {"content_type": "multipart/form-data; boundary=x"},
    {"content_type": "application/jsonp"},
    {"origin": ""},
    {"origin": "http://evil.example"},
    {"sec_fetch_site": ""},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "none"},
    {"content_length": "9999999"},
    {"content_length": "-1"},
    {"cookie": ""},
]


@pytest.mark.parametrize("headers", POST_HEADERS, ids=str)
def test_a_post_without_its_proper_headers_is_refused(running: Running, headers: dict[str, str]) -> None:
    refused(running.send("POST", "/api/v1/overview", b"{}", **headers))


def test_a_slow_body_is_refused_within_its_time(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.guard.BODY_SECONDS", 0.3)
    refused(running.send("POST", "/api/v1/overview", b"", content_length="10"))
