"""Start a door for programs on this machine alone, print where it answers, run until stopped."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import InputError

if TYPE_CHECKING:
    from fedsheet.api.door import App, Needs
    from fedsheet.present.text import Words

LOOPBACK = "127.0.0.1"
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")


def serve(port: int, origins: tuple[str, ...], words: Words) -> None:
    """Serve the API on 127.0.0.1:`port`; `origins` are the only web pages that may ask."""
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise InputError("api.origin_form", where="<allow_origin>", origin=origin)
    from fedsheet.api.app import create, needs

    run(create(origins), needs, port, words, origins)


def run(app: Any, needs: Needs, port: int, words: Words, origins: tuple[str, ...] = (), path: str = "/v1") -> None:
    """An app behind the door, on this machine, until it is stopped."""
    from fedsheet.api.door import Door
    from fedsheet.web.serve import _listen
    from fedsheet.web.serving.http_timeout import SETTINGS

    listener = _listen(LOOPBACK, port)
    port = listener.getsockname()[1]
    behind: App = Door(app, (f"{LOOPBACK}:{port}", f"localhost:{port}"), needs, origins)
    sys.stderr.write(words("agents.answers_at", url=f"http://{LOOPBACK}:{port}{path}") + "\n")
    sys.stderr.flush()
    import uvicorn

    settings = {**SETTINGS, "lifespan": "on"}
    uvicorn.Server(uvicorn.Config(behind, **settings)).run(sockets=[listener])
