"""Who may ask: host → origin → token → scope → size; every refusal is one sentence and tells nothing of the machine.

401  no token, one that is not known here, one whose time is over
403  a token without the scope that an address needs; a web page that is not on the list
413, 421, 429   too large; another host's name (a page that resolves to this machine); too many at once
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from fedsheet.core.errors import FedsheetError, InputError
from fedsheet.present.text import LANGUAGES
from fedsheet.store import tokens
from fedsheet.store.tokens import Scope, Token

State = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[State]]
Send = Callable[[State], Awaitable[None]]
App = Callable[[State, Receive, Send], Awaitable[None]]
Needs = Callable[[str], Scope]  # a path -> the scope it needs

WEIGHT = re.compile(r"q=([01](?:\.\d{0,3})?)")  # RFC 9110, 12.4.2
MOST_AT_ONCE, MOST_BYTES, LONGEST_TARGET = 32, 1_100_000, 8_192
HEADERS = (
    (b"cache-control", b"private, no-cache"), (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"), (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)  # fmt: skip


class Door:
    """ASGI middleware before an app; `hosts` are the names this server answers to, `origins` the pages that may ask."""

    def __init__(self, app: App, hosts: Iterable[str], needs: Needs, origins: Iterable[str] = ()) -> None:
        self.app, self.hosts, self.needs = app, frozenset(hosts), needs
        self.origins = frozenset(origins)
        self._under_way = 0

    async def __call__(self, scope: State, receive: Receive, send: Send) -> None:
        """Let a proper request through; answer any other."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        told = _with_headers(send)
        self._under_way += 1
        try:
            status, error, token = self._checked(scope)
            if error is not None:
                await refuse(told, status, error, language(scope))
                return
            scope.setdefault("state", {})["token"] = token
            await self.app(scope, receive, told)
        finally:
            self._under_way -= 1

    def _checked(self, scope: State) -> tuple[int, FedsheetError | None, Token | None]:
        headers = _headers(scope)
        if scope["type"] != "http":
            return 400, InputError("api.http"), None
        if self._under_way > MOST_AT_ONCE:
            return 429, InputError("api.busy", most=MOST_AT_ONCE), None
        if headers.get("host", "").lower() not in self.hosts:
            return 421, InputError("api.host", host=sorted(self.hosts)[0]), None
        origin = headers.get("origin", "")
        if origin and origin not in self.origins:
            return 403, InputError("api.origin"), None
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string", b"")) > LONGEST_TARGET:
            return 414, InputError("api.target", most=LONGEST_TARGET), None
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES or "transfer-encoding" in headers:
            return 413, InputError("api.body", most=MOST_BYTES), None
        if scope["method"] == "OPTIONS" and origin:
            return 0, None, None  # the browser's own question, which carries no token
        return self._admitted(headers.get("authorization", ""), scope)

    def _admitted(self, sent: str, scope: State) -> tuple[int, FedsheetError | None, Token | None]:
        kind, _, text = sent.partition(" ")
        if kind.lower() != "bearer" or not text.strip():
            return 401, InputError("api.no_token"), None
        token = tokens.found(text.strip())
        if token is None:
            return 401, InputError("api.unknown_token"), None
        if token.is_over(datetime.now(UTC)):
            return 401, InputError("api.token_over", expires=token.expires[:10]), None
        needed = self.needs(scope["path"])
        if not token.may(needed):
            return 403, InputError("api.scope", needed=needed, scopes=", ".join(token.scopes)), None
        return 0, None, token


def language(scope: State) -> str:
    """The language of the answer: `lang` of the address, else the first of Accept-Language we have, else English."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return asked if asked in LANGUAGES else preferred(_headers(scope).get("accept-language", ""))


def preferred(accepted: str) -> str:
    """The language most wanted by a header Accept-Language among ours; one with weight 0 is not wanted."""
    wanted = []
    for place, one in enumerate(accepted.split(",")[:20]):
        tag, _, weight = one.partition(";")
        share = WEIGHT.fullmatch(weight.strip() or "q=1")
        lang = tag.strip().lower().partition("-")[0]
        if share and lang in LANGUAGES and float(share[1]) > 0:
            wanted.append((-float(share[1]), place, lang))
    return min(wanted)[2] if wanted else "en"


async def refuse(send: Send, status: int, error: FedsheetError, lang: str) -> None:
    """A refusal as JSON in a language, with the challenge where a token is missing."""
    from fedsheet.present.refusals import parts

    body = json.dumps({"error": parts(error, lang, "http")}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
        (b"content-language", lang.encode()),
    ]  # fmt: skip
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="fedsheet"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _headers(scope: State) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}


def _with_headers(send: Send) -> Send:
    async def told(message: State) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", [])}
            message["headers"] = [*message.get("headers", []), *(one for one in HEADERS if one[0] not in own)]
        await send(message)

    return told
