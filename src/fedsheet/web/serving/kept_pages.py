"""Kept pages, answered where their request is read: nothing is checked again, no thread waits, nothing is packed.

An address that was answered before names its view and parameters; its bytes are those of the state that is shown. Where
the store is due to be looked at, or nothing is held, the usual way is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from fedsheet.web.serving.packed import takes_gzip

if TYPE_CHECKING:
    from fedsheet.web.desk import Desk
    from fedsheet.web.serving.request_guard import App, Receive, Scope, Send


class KeptPages:
    """ASGI: `app` answers what is not kept."""

    def __init__(self, app: App, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The bytes that are held, else the application's answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        packs = takes_gzip(Request(scope))
        body = self._desk.kept((scope["path"], scope["query_string"]), packs=packs)
        if body is None:
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        headers += [(b"content-encoding", b"gzip")] if packs else []
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
