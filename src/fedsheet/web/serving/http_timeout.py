"""HTTP/1.1 with an end to waiting: a connection that does not bring the head of a request in time is closed."""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0


class PatientProtocol(H11Protocol):
    """The usual protocol; the time for a head runs from the connection, and again from a head's first bytes."""

    _waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as its parent is called
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Wait while a head is incomplete; stop waiting once it is read."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super().connection_lost(exc)
        self._forget()

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _forget(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self.transport.close()


SETTINGS: dict[str, Any] = {
    "http": PatientProtocol, "ws": "none", "lifespan": "off", "access_log": False, "server_header": False,
    "proxy_headers": False, "timeout_graceful_shutdown": 3, "timeout_keep_alive": 15, "limit_concurrency": 512,
    "h11_max_incomplete_event_size": 32_768,
}  # fmt: skip
