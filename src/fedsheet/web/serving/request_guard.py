"""The door of the workbench: what is not asked by the person at this machine, in this page, is refused with advice.

In order: path and query in bounds → host on the list → same origin → method → token → JSON content type and fetch
metadata for POST → requests under way → body within size and time. Nothing is read of, counted for or kept waiting by
who has no token. Every answer carries headers that keep a page from loading or framing anything else. Refusals are 4xx
with one sentence of advice, in the language asked for.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from fedsheet.core.errors import FedsheetError, InputError
from fedsheet.web.serving.json_input import MAX_BYTES
from fedsheet.web.serving.session import COOKIE, ENTRY, Session, closed_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_TARGET = 8_192
MAX_HEAD = 32_768
MOST_AT_ONCE, MOST_OF_ALL = 64, 256  # requests under way of one peer, and of all together
BODY_SECONDS = 5.0
NO_COOKIE, BUSY = 401, 429

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        b"connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), interest-cohort=()"),
)


class RefusedRequest(Exception):  # noqa: N818 — an answer, not an error of ours
    """An answer other than what was asked for: its HTTP status, and what is said by the key of its message."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.said = status, InputError(f"web.guard_{key}", where="", **values)


class Guard:
    """ASGI middleware; `hosts` are the host:port names this server answers to."""

    def __init__(self, app: App, session: Session, hosts: frozenset[str]) -> None:
        self.app, self.session, self.hosts = app, session, hosts
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a proper request through with its body read; answer any other."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        guarded = _with_headers(send)
        try:
            self._check(scope)
            peer = str((scope.get("client") or ("",))[0])
            self._enter(peer)
            try:
                body = await _read(receive) if scope["method"] == "POST" else b""
                await self.app(scope, _replay(body, self._while_admitted(scope, receive)), guarded)
            finally:
                self._leave(peer)
        except RefusedRequest as refusal:
            await _answer(guarded, refusal, scope)

    def _enter(self, peer: str) -> None:
        """Count a proper request while it is under way; one too many of its peer, or of all, is refused."""
        if self._under_way[peer] >= MOST_AT_ONCE or self._under_way.total() >= MOST_OF_ALL:
            raise RefusedRequest(BUSY, "busy", most=MOST_AT_ONCE)
        self._under_way[peer] += 1

    def _leave(self, peer: str) -> None:
        self._under_way[peer] -= 1
        if not self._under_way[peer]:
            del self._under_way[peer]

    def _while_admitted(self, scope: Scope, receive: Receive) -> Receive:
        """What the server says next; once the session is forgotten, that the peer has gone: streams end by it."""

        async def receive_while_admitted() -> Message:
            return await receive() if self._admits(scope) else {"type": "http.disconnect"}

        return receive_while_admitted

    def _admits(self, scope: Scope) -> bool:
        return scope["path"] == ENTRY or any(map(self.session.admits, _cookies(_headers(scope))))

    def _check(self, scope: Scope) -> None:
        if scope["type"] != "http":
            raise RefusedRequest(400, "http")
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD:
            raise RefusedRequest(431, "headers", most=MAX_HEAD)
        headers = _headers(scope)
        _check_target(scope)
        self._check_host(headers)
        self._check_origin(headers)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise RefusedRequest(405, "method", method=scope["method"][:20])
        if scope["path"] == ENTRY and scope["method"] == "POST":
            raise RefusedRequest(405, "entry")
        if not self._admits(scope):
            raise RefusedRequest(NO_COOKIE, "cookie")
        if scope["method"] == "POST":
            _check_post(headers)

    def _check_host(self, headers: dict[str, list[str]]) -> None:
        hosts = headers.get("host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            raise RefusedRequest(421, "host", host=sorted(self.hosts)[0])

    def _check_origin(self, headers: dict[str, list[str]]) -> None:
        allowed = {f"http://{host}" for host in self.hosts}
        if any(origin not in allowed for origin in headers.get("origin", [])):
            raise RefusedRequest(403, "origin")
        if any(site not in ("same-origin", "none") for site in headers.get("sec-fetch-site", [])):
            raise RefusedRequest(403, "origin")


def _check_post(headers: dict[str, list[str]]) -> None:
    kind = ",".join(headers.get("content-type", [])).split(";")[0].strip().lower()
    if kind != "application/json":
        raise RefusedRequest(415, "content_type", kind=kind[:40])
    if headers.get("sec-fetch-site") != ["same-origin"] or not headers.get("origin"):
        raise RefusedRequest(403, "origin")
    if "transfer-encoding" in headers and "content-length" in headers:
        raise RefusedRequest(400, "length_twice")
    length = headers.get("content-length", ["0"])
    if len(length) != 1 or not length[0].isdigit():
        raise RefusedRequest(400, "length")
    if int(length[0]) > MAX_BYTES:
        raise RefusedRequest(413, "body", most=MAX_BYTES)


def _check_target(scope: Scope) -> None:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    if len(raw) + len(scope.get("query_string", b"")) > MAX_TARGET:
        raise RefusedRequest(414, "target", most=MAX_TARGET)
    path: str = scope["path"]
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or "%" in path or any(ord(c) < 32 or ord(c) == 127 for c in path) or "//" in path:
        raise RefusedRequest(400, "path")


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _cookies(headers: dict[str, list[str]]) -> list[str]:
    """The values that could be this session's: a browser knows no ports, so another workbench's may stand beside."""
    pairs = (pair.strip().partition("=") for line in headers.get("cookie", []) for pair in line.split(";"))
    return [value for name, _, value in pairs if name.startswith(COOKIE)]


async def _read(receive: Receive) -> bytes:
    """The whole body, within `MAX_BYTES` and `BODY_SECONDS`."""
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RefusedRequest(400, "broken_off")
                parts.append(message.get("body", b""))
                if sum(map(len, parts)) > MAX_BYTES:
                    raise RefusedRequest(413, "body", most=MAX_BYTES)
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise RefusedRequest(408, "slow", seconds=f"{BODY_SECONDS:.0f}") from None


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand the body that was read to the application, then whatever the server says next."""
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *(h for h in HEADERS if h[0] not in own)]
        await send(message)

    return guarded


async def _answer(send: Send, refusal: RefusedRequest, scope: Scope) -> None:
    """A refusal as JSON; a person who opens the page without the cookie gets words to read."""
    body = json.dumps(refused(scope, refusal.said), ensure_ascii=False).encode()
    kind = b"application/json"
    if scope.get("path") == "/" and refusal.status == NO_COOKIE:
        body, kind = closed_page(), b"text/html"
    headers = [(b"content-type", kind + b"; charset=utf-8"), (b"connection", b"close")]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def refused(scope: Scope, error: FedsheetError, **page: str) -> dict[str, dict[str, str]]:
    """A refusal in its parts and as the page says it (`said`, or what is in `page`), in the language asked for."""
    from fedsheet.present.refusals import parts

    lang = language(scope)
    return {"error": {**parts(error, lang, "page"), "said": error.said(lang, "page"), **page}}


def language(scope: Scope) -> str:
    """The language a request was made in: its own parameter, else the first of the page's header, else Chinese."""
    from fedsheet.present.text import LANGUAGES

    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [])
    accepted = ",".join(_headers(scope).get("accept-language", [])).split(",")
    wanted = (one.strip().lower()[:2] for one in (*asked, *accepted))
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])
