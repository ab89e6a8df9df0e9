"""Who may use a running workbench: a one-time ticket, printed at the start, is exchanged for a cookie."""

from __future__ import annotations

import hmac
import secrets
import threading
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedsheet.web.serving.remembered import Remembered

ENTRY = "/enter"
COOKIE = "fedsheet_session"  # its name goes on with the port: a browser gives cookies to every port of a host


def closed_page() -> bytes:
    """What a person sees who comes without the cookie, or with a ticket that has been used: in both languages."""
    return (files("fedsheet.web") / "templates" / "closed.html").read_bytes()


class Session:
    """Fresh secrets at every start. A ticket works once; the cookie is SameSite=Strict and HttpOnly.

    remembered   browsers let in at an earlier start, where there is such a list; a shared workbench has none
    """

    def __init__(self, remembered: Remembered | None = None) -> None:
        self.remembered = remembered
        self._token = secrets.token_urlsafe(32)
        self._is_remembered = False
        self._tickets: set[str] = set()
        self._lock = threading.Lock()

    def new_ticket(self) -> str:
        """A ticket for one entry, to be shown only to the person who started the server."""
        ticket = secrets.token_urlsafe(24)
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """The cookie's value for a ticket that has not been used; None for any other text."""
        with self._lock:
            found = next((t for t in self._tickets if hmac.compare_digest(t.encode(), ticket.encode())), None)
            if found is None:
                return None
            self._tickets.remove(found)
        if self.remembered is not None:
            self._is_remembered = self.remembered.add(self._token)
        return self._token

    def forget(self) -> None:
        """Close the workbench to every browser that was let in; a new ticket opens it again."""
        if self.remembered is not None:
            self.remembered.forget()
        self._token, self._is_remembered = secrets.token_urlsafe(32), False

    def admits(self, cookie: str) -> bool:
        """Whether this cookie value is the session's, or one that was let in before; neither once it is forgotten."""
        if self.remembered is not None and self.remembered.admits(cookie):
            return True
        return not self._is_remembered and hmac.compare_digest(self._token.encode(), cookie.encode())
