"""Start the workbench: bind to this machine, print the address that opens it once, run until stopped."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import threading
import webbrowser
from concurrent.futures import Future
from typing import TYPE_CHECKING

from fedsheet.core.errors import InputError
from fedsheet.core.system import system
from fedsheet.web.serving import assets_cache
from fedsheet.web.serving.jobs import Jobs
from fedsheet.web.serving.remembered import remembered
from fedsheet.web.serving.session import ENTRY, Session

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.web.serving.first_pages import FirstPages
    from fedsheet.web.serving.request_guard import App
    from fedsheet.web.serving.workers import Workers

LOOPBACK = "127.0.0.1"
OPENS_WITH = "overview"
BACKLOG = 128
MOST_WORKERS, LANES = 4, 8  # by itself; jobs of views at once where workers do the work


def serve(
    port: int, words: Words, *, open_browser: bool = False, share: str = "", n_workers: int | None = None
) -> None:
    """Serve on 127.0.0.1:`port`, and on the network address `share` where one is given.

    n_workers   processes for pages of readers' own days and computations, started at once; 0 for none; None for one a
                core, at most `MOST_WORKERS`, started when two ask at the same time

    A port in use or an address that is not this machine's raises `InputError`.
    """
    address = _shared_address(share) if share else LOOPBACK
    listener = _listen(address, port)
    port = listener.getsockname()[1]
    session = Session(None if share else remembered())
    url = f"http://{address}:{port}{ENTRY}?ticket={session.new_ticket()}"
    _greet(url, address if share else "", words)
    if open_browser:
        webbrowser.open(url)
    assets_cache.begin()  # another process works, and a browser waits in line, while this one still reads its modules
    import uvicorn

    from fedsheet.web.serving.entry_point import EntryPoint
    from fedsheet.web.serving.first_pages import FirstPages
    from fedsheet.web.serving.http_timeout import SETTINGS
    from fedsheet.web.serving.memory import few_arenas
    from fedsheet.web.serving.request_guard import Guard
    from fedsheet.web.serving.workers import Workers

    few_arenas()
    api: Future[App] = Future()
    n = min(os.cpu_count() or 1, MOST_WORKERS) if n_workers is None else n_workers
    jobs = Jobs(LANES if n else 1)
    workers = Workers(n, at_once=n_workers is not None) if n else None
    kept = FirstPages(OPENS_WITH)
    threading.Thread(target=_build, args=(api, jobs, workers, kept, words), daemon=True).start()
    names = {f"{address}:{port}"} if share else {f"{LOOPBACK}:{port}", f"localhost:{port}"}
    guarded = Guard(EntryPoint(session, api, kept), session, frozenset(names))
    server = uvicorn.Server(uvicorn.Config(guarded, **SETTINGS))
    jobs.stopping = lambda: server.should_exit
    try:
        server.run(sockets=[listener])
    finally:
        jobs.close()
        if workers:
            workers.close()


def _build(api: Future[App], jobs: Jobs, workers: Workers | None, kept: FirstPages, words: Words) -> None:
    """Read the API's modules while the page is already served, then make the first pages."""
    try:
        kept.wait()
        from fedsheet.runs.status import told_age
        from fedsheet.web.app import inner
        from fedsheet.web.desk import Desk
        from fedsheet.web.serving import prefetch
        from fedsheet.web.serving.kept_pages import KeptPages

        desk = Desk(jobs, workers, kept.language or words.language)
        api.set_result(KeptPages(inner(desk), desk))
    except BaseException as error:
        api.set_exception(error)
        raise
    if kept.language:
        desk.opened_in(kept.language)
    prefetch.first(desk)
    sys.stderr.writelines(told_age(words))
    prefetch.others(desk)


def _listen(address: str, port: int) -> socket.socket:
    # Named as TCP, connections send at once: else a page's body waits 40 ms until its head was received.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise InputError("web.serve_cannot_used", address=address, port=port, strerror=system(error)) from error
    return listener


def _shared_address(text: str) -> str:
    try:
        found = ipaddress.IPv4Address(text)
    except ValueError:
        raise InputError("web.serve_ipv4_address", where="<share>", text=text) from None
    if found.is_unspecified:
        raise InputError("web.serve_share_0_0_0")
    return str(found)


def _greet(url: str, shared: str, words: Words) -> None:
    lines = [words("commands.serve_address", url=url), words("commands.serve_once")]
    if shared:
        lines += [words("commands.serve_shared", address=shared), words("commands.serve_open")]
    sys.stderr.write("\n".join(lines) + "\n")
