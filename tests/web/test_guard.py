"""The door: a few hundred requests that must be refused, with 4xx and advice, over a real socket."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

import pytest

from fedsheet.web.serving.session import COOKIE, Session
from hostile import BODIES, GET, HOSTS, METHODS, ORIGINS, PATHS, POST_HEADERS, PROPER, RAW, SECOND, TARGETS
from web.conftest import Workbench

CHINESE = re.compile("[一-鿿]")


@dataclass(frozen=True)
class Door:
    """The workbench as raw bytes on a socket."""

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
        return self.raw("\r\n".join(lines).encode("utf-8") + body, method)

    def raw(self, text: bytes, method: str = "GET") -> tuple[int, bytes, dict[str, str]]:
        """What the server says first to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            with suppress(OSError):  # refused before all of it was sent: the answer tells
                connection.sendall(text)
            answer = http.client.HTTPResponse(connection, method=method)
            answer.begin()
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}


@pytest.fixture(scope="module")
def running(workbench: Workbench) -> Door:
    return Door(int(workbench.url.rpartition(":")[2]), workbench.cookie, workbench.session)


def refused(answer: tuple[int, bytes, dict[str, str]]) -> None:
    status, body, headers = answer
    assert 400 <= status < 500, (status, body[:200])
    if body == b"Invalid HTTP request received.":  # not even HTTP: the server's own parser answered
        return
    assert "content-security-policy" in headers
    if headers.get("content-type", "").startswith("application/json") and body:
        error = json.loads(body)["error"]
        assert all(CHINESE.search(error[part]) for part in ("what", "said")), error  # asked in no language: Chinese


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("target", TARGETS)
def test_another_host_is_refused(running: Door, host: str, target: str) -> None:
    refused(running.send("GET", target, host=host))


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("target", TARGETS)
def test_another_origin_is_refused(running: Door, origin: str, target: str) -> None:
    refused(running.send("GET", target, origin=origin))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "x"])
@pytest.mark.parametrize("target", TARGETS)
def test_another_site_is_refused(running: Door, site: str, target: str) -> None:
    refused(running.send("GET", target, sec_fetch_site=site))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_not_ours_is_refused(running: Door, path: str) -> None:
    status, body, headers = running.send("GET", path)
    refused((status, body, headers))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", TARGETS[:4])
def test_another_method_is_refused(running: Door, method: str, target: str) -> None:
    refused(running.send(method, target))


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=", f"{COOKIE}=x", "other=1", f"{COOKIE}=" + "a" * 3000, ";;;", "\t"])
@pytest.mark.parametrize("target", TARGETS[:4])
def test_without_the_cookie_nothing_is_shown(running: Door, cookie: str, target: str) -> None:
    refused(running.send("GET", target, cookie=cookie))


def test_a_ticket_works_once(running: Door) -> None:
    ticket = running.session.new_ticket()
    status, _, headers = running.send("GET", f"/enter?ticket={ticket}", cookie="")
    assert status == 303
    assert "SameSite=strict" in headers["set-cookie"]
    assert "HttpOnly" in headers["set-cookie"]
    refused(running.send("GET", f"/enter?ticket={ticket}", cookie=""))
    own = headers["set-cookie"].partition(";")[0]
    status, _, headers = running.send("GET", f"/enter?ticket={ticket}", cookie=own)
    assert (status, headers["location"]) == (303, "/")  # opened again in the browser that opened it first


@pytest.mark.parametrize("target", ["/", "/enter?ticket=used"])
def test_a_person_who_may_not_enter_is_told_in_both_languages(running: Door, target: str) -> None:
    status, body, headers = running.send("GET", target, cookie="")
    assert status in (401, 403)
    assert headers["content-type"].startswith("text/html")
    assert "重新运行" in body.decode()
    assert "opens once" in body.decode()


@pytest.mark.parametrize("ticket", ["", "x", "%00", "a" * 200, "\u00e9", "../../"])
def test_a_wrong_ticket_is_refused(running: Door, ticket: str) -> None:
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
def test_a_parameter_out_of_bounds_is_refused(running: Door, query: str) -> None:
    refused(running.send("GET", f"/api/v1/overview?{query}"))


def test_a_proper_request_is_answered_with_its_headers(running: Door) -> None:
    status, body, headers = running.send("GET", "/api/v1/overview?lang=en")
    assert status == 200
    assert json.loads(body)["blocks"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("target", ["/api/v1/overview", "/", "/api/v1/nothing"])
def test_a_body_that_is_not_wanted_is_refused(running: Door, body: bytes, target: str) -> None:
    refused(running.send("POST", target, body))


@pytest.mark.parametrize("headers", POST_HEADERS, ids=str)
def test_a_post_without_its_proper_headers_is_refused(running: Door, headers: dict[str, str]) -> None:
    refused(running.send("POST", "/api/v1/overview", b"{}", **headers))


def test_a_slow_body_is_refused_within_its_time(running: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.serving.request_guard.BODY_SECONDS", 0.3)
    refused(running.send("POST", "/api/v1/overview", b"", content_length="10"))


# ---- bytes that no browser sends: each is refused, or taken for the one request that it is --------------------------


def filled(running: Door, text: bytes) -> bytes:
    return text.replace(b"{host}", running.host.encode()).replace(b"{cookie}", running.cookie.encode())


@pytest.mark.parametrize("text", RAW.values(), ids=RAW)
def test_bytes_that_no_browser_sends_are_refused(running: Door, text: bytes) -> None:
    refused(running.raw(filled(running, text), text.split(b" ")[0].decode("latin-1")))


def test_a_body_of_a_get_is_never_a_second_request(running: Door) -> None:
    inside = filled(running, SECOND)
    text = filled(running, GET + PROPER) + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(inside) + inside
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(text)
        heard = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert heard.count(b"HTTP/1.1 ") == 1


def test_each_request_on_a_line_shows_its_own_cookie(running: Door) -> None:
    bare = filled(running, GET + b"Host: {host}\r\n\r\n")
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(filled(running, SECOND) + bare)
        heard = b""
        while heard.count(b"HTTP/1.1 ") < 2:
            heard += connection.recv(65_536)
    assert [line[:3] for line in heard.split(b"HTTP/1.1 ")[1:]] == [b"200", b"401"]


@pytest.mark.parametrize("begun", [b"", b"GET / HTT", GET + b"Host: 127"], ids=["nothing", "a word", "a header"])
def test_a_head_that_never_ends_is_not_waited_for(running: Door, begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.serving.http_timeout.HEAD_SECONDS", 0.3)
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(begun)
        assert connection.recv(1) == b""
    assert time.monotonic() - start < 5


def test_too_many_at_once_are_asked_to_wait(running: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.serving.request_guard.MOST_AT_ONCE", 0)
    answer = running.send("GET", "/")
    assert answer[0] == 429
    refused(answer)


def test_who_is_busy_is_told_in_the_readers_language(running: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.serving.request_guard.MOST_AT_ONCE", 0)
    for sent, said in (
        ({"accept_language": "fr, en-GB;q=0.8"}, "0 requests are under way"),
        ({}, "已有 0 个请求正在处理"),
    ):
        _, body, _ = running.send("GET", "/api/v1/shell", **sent)
        assert json.loads(body)["error"]["said"].startswith(said)


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("DELETE", "/api/v1/market", {}), ("GET", "/api/v1/market", {"cookie": ""}), ("POST", "/enter", {}),
        ("GET", "/api/v1/market", {"host": "evil.example"}), ("GET", "/api/v1/market", {"origin": "http://evil.example"}),
        ("POST", "/api/v1/scenario", {"content_type": "text/plain"}), ("GET", "/../etc/passwd", {}),
        ("POST", "/api/v1/scenario", {"sec_fetch_site": ""}), ("GET", "/api/v1/market?weeks=soon", {}),
        ("GET", "/api/v1/market?nope=1", {}), ("GET", "/api/v1/market?as_of=2009-03-10", {}), ("GET", "/nothing", {}),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_the_language_asked_for(
    running: Door, method: str, target: str, headers: dict[str, str]
) -> None:
    """What, what to do and the sentence; nothing of it is a library's English."""
    for lang, is_chinese in (("zh-CN,zh;q=0.9,en;q=0.8", True), ("en-US,en;q=0.9,zh;q=0.8", False)):
        status, body, _ = running.send(method, target, accept_language=lang, **headers)
        error = json.loads(body)["error"]
        assert 400 <= status < 500
        said = [error[part] for part in ("what", "possible", "do", "said") if error.get(part)]
        assert len(said) >= 2
        assert {bool(CHINESE.search(one)) for one in said} == {is_chinese}, error
        assert not re.search(r"Input should be|Extra inputs|Field required|Not Found", body.decode())


def test_posts_without_cookie_and_body_keep_nobody_waiting(running: Door) -> None:
    """Seventy of them were enough to have everybody refused until their bodies were given up."""
    lines = f"POST /enter HTTP/1.1\r\nHost: {running.host}\r\nContent-Type: application/json\r\n"
    text = f"{lines}Origin: http://{running.host}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 10\r\n\r\n".encode()
    held = [socket.create_connection(("127.0.0.1", running.port), timeout=10) for _ in range(70)]
    for connection in held:
        connection.sendall(text)
    try:
        assert running.send("GET", "/static/app.js")[0] == 200
        assert held[0].recv(12) == b"HTTP/1.1 405"
    finally:
        for connection in held:
            connection.close()


def test_connections_that_say_nothing_give_way(running: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedsheet.web.serving.http_timeout.MOST_A_PEER", 20)
    held = [socket.create_connection(("127.0.0.1", running.port), timeout=10) for _ in range(60)]
    try:
        assert running.send("GET", "/static/app.js")[0] == 200
        assert held[0].recv(1) == b""
    finally:
        for connection in held:
            connection.close()


def test_two_workbenches_in_one_browser_keep_their_own_cookies(running: Door) -> None:
    ticket = running.session.new_ticket()
    _, _, headers = running.send("GET", f"/enter?ticket={ticket}", cookie="")
    name, _, value = headers["set-cookie"].partition(";")[0].partition("=")
    assert name == f"{COOKIE}_{running.port}"
    both = f"{COOKIE}_1=another; {name}={value}"
    assert running.send("GET", "/api/v1/shell", cookie=both)[0] == 200
