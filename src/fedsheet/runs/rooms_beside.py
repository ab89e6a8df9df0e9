"""Rooms of the report computed in a process of their own, while the command computes the others: for two cores.

    with beside(vintage, path, others) as rooms:     # `CHAPTERS`, of which some answer with what that process found
        gather(vintage, path, progress, rooms, others)

The process is this module run as a program: it reads what to compute from and writes the results, as Python pickles
them. Numbers are the same in one process and in two; where that process fails, the room is computed here and says why.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import IO, Any

from fedsheet.core.vintage import Vintage
from fedsheet.present.sections import WatchedVintage
from fedsheet.record import PolicyPath
from fedsheet.runs.chapters import CHAPTERS, Chapters, known
from fedsheet.runs.read import Beside

APART = ("outlook", "market")  # about half of the work: they share the states of reserves
SELDOM = 100_000  # new objects between two rounds of Python's search for cycles
Found = tuple[Mapping[str, object], set[str]]  # results by room, and the series that were asked for


@contextmanager
def beside(vintage: Vintage, path: PolicyPath, others: Beside) -> Iterator[Chapters]:
    """The rooms of a report, those of the other process last; on one core all are computed here."""
    if (os.cpu_count() or 1) < 2:
        yield CHAPTERS
        return
    command = [sys.executable, "-P", "-m", "fedsheet.runs.rooms_beside"]
    with tempfile.TemporaryFile() as request, tempfile.TemporaryFile() as reply:
        pickle.dump((vintage, path, others), request)
        request.seek(0)
        quiet: dict[str, Any] = {"stdin": request, "stdout": reply, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, **quiet)  # noqa: S603 - our own module
        try:
            answer = cache(partial(_answer, process, reply))
            here = {name: compute for name, compute in CHAPTERS.items() if name not in APART}
            yield here | {name: partial(_room, name, answer) for name in APART}
        finally:
            process.kill()
            process.wait()


def _answer(process: subprocess.Popen[bytes], reply: IO[bytes]) -> Found | None:
    """What the process found, once it has ended; None where it failed."""
    if process.wait() != 0:
        return None
    reply.seek(0)
    found: Found = pickle.load(reply)  # noqa: S301 - written by our own process
    return found


def _room(name: str, answer: Callable[[], Found | None], vintage: Vintage, path: PolicyPath, others: Beside) -> object:
    """One room's results, and the series behind them marked as asked for."""
    found = answer()
    if found is None:
        return CHAPTERS[name](vintage, path, others)
    results, used = found
    if isinstance(vintage.series, WatchedVintage):
        vintage.series.used |= used
    return results[name]


def serve(request: IO[bytes], reply: IO[bytes]) -> None:
    """Compute the rooms of `APART` on the vintage and record that are read, and write what was found."""
    gc.set_threshold(SELDOM)  # a room's results are kept anyway
    vintage, path, others = pickle.load(request)  # noqa: S301 - written by the command that started this process
    watched = WatchedVintage(vintage.series)
    seen = replace(vintage, series=watched)
    results = {name: known(partial(CHAPTERS[name], seen, path, others)) for name in APART}
    pickle.dump((results, watched.used), reply)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
