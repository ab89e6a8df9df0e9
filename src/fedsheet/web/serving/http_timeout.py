"""HTTP/1.1 with an end to waiting: who does not bring the head of a request in time is closed, and who opens too many
connections loses those that say nothing."""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
MOST_A_PEER, MOST_CONNECTIONS = 128, 512


class PatientProtocol(H11Protocol):
    """The usual protocol; the time for a head runs from the connection, and again from a head's first bytes."""

    _waiting: TimerHandle | None = None
    _since = 0.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as its parent is called
        """Begin to wait for the first head; of too many connections, an idle one gives way."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._watch()
        self._make_room()

    def data_received(self, data: bytes) -> None:
        """Wait while a head is incomplete; stop waiting once it is read."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super().connection_lost(exc)
        self._forget()

    @property
    def is_idle(self) -> bool:
        """Whether no request of this connection is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _peer(self) -> str:
        return self.client[0] if self.client else ""

    def _make_room(self) -> None:
        """Close the idle connection that was opened first, of this peer or of the one with the most.

        Where none of them is idle the new one is closed.
        """
        every = [one for one in self.connections if isinstance(one, PatientProtocol) and not one.transport.is_closing()]
        by_peer: dict[str, list[PatientProtocol]] = {}
        for one in every:
            by_peer.setdefault(one._peer(), []).append(one)
        among = by_peer.get(self._peer(), [])
        if len(among) <= MOST_A_PEER:
            if len(every) <= MOST_CONNECTIONS:
                return
            among = max(by_peer.values(), key=len)
        idle = [one for one in among if one is not self and one.is_idle]
        first = min(idle, key=lambda one: (one.cycle is not None, one._since), default=self)
        first.transport.close()

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


# A line for each request that is no HTTP would fill a disk, and who reads no line of a pipe would stop everybody.
SETTINGS: dict[str, Any] = {
    "log_level": "error",
    "http": PatientProtocol, "ws": "none", "lifespan": "off", "access_log": False, "server_header": False,
    "proxy_headers": False, "timeout_graceful_shutdown": 3, "timeout_keep_alive": 15,
    "h11_max_incomplete_event_size": 32_768,
}  # fmt: skip
