"""Figures drawn in processes of their own, beside what the command does: renderers take specs and give SVG.

    with RendererPool() as pool:
        pending = pool.begin(figures, letters)       # {figure id: Future[Drawing]}; returns at once
        …                                        # write the page and the workbook meanwhile
        drawings = {name: future.result() for name, future in pending.items()}

The renderer holds a JavaScript engine that works on one figure at a time and cannot be shared by threads; it needs
dozens of figures to come to its speed, so there is one on two cores, and two on four. A renderer is this module run as
a program: one JSON request a line in, one JSON answer a line out. What typst is asked for goes to other such programs.
The drawings do not depend on how many renderers there are, nor on whether they were kept from a run before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from fedsheet.core.errors import ModelError
from fedsheet.present import typesetting
from fedsheet.present.blocks import Figure
from fedsheet.present.figures import Drawing, draw, drawn_with, spec_json
from fedsheet.present.fonts import everyday_characters, subset_otf
from fedsheet.present.made_once import keep, kept

CORES = os.cpu_count() or 1
RENDERERS = SETTERS = min(2, max(1, CORES // 2))
IN_ONE_LIFE = 3  # requests, for twelve pictures each
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}  # where the C library is glibc: a fifth less memory for a document
Renderer = subprocess.Popen[str]


class RendererPool:
    """A pool of renderers, started when first needed and ended with the `with` block."""

    def __init__(self, renderers: int = RENDERERS) -> None:
        self._letters: frozenset[str] = frozenset()
        self._part: Future[Path] | None = None
        self._renderers = renderers
        self._pool = ThreadPoolExecutor(renderers)
        self._setters = ThreadPoolExecutor(SETTERS)
        self._own = threading.local()
        self._started: list[Renderer] = []

    def __enter__(self) -> RendererPool:
        self._folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_: object) -> None:
        for pool in (self._pool, self._setters):
            pool.shutdown(wait=True, cancel_futures=True)
        for renderer in self._started:
            renderer.communicate()
        self._folder.cleanup()

    def ask_renderer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Have a request of `typesetting` answered by a renderer, before its figures, and wait."""
        return self._pool.submit(self._ask_renderer, json.dumps(dict(request))).result()

    def begin(self, figures: Iterable[Figure], letters: Collection[str] = ()) -> dict[str, Future[Drawing]]:
        """Have every figure drawn; the futures by figure id.

        letters   of the figures' documents: where they are first told, that part of the typeface is cut, with which a
                  text is measured in a quarter of the time; a figure with others is measured with all of it
        """
        if letters and self._part is None:
            self._letters = everyday_characters() | set(letters)
            self._part = self._pool.submit(self._cut)
        return {figure.id: self._pool.submit(self._draw, figure.spec) for figure in figures}

    def _cut(self) -> Path:
        """The folder in which the letters' part of the typeface lies."""
        folder = Path(self._folder.name)
        (folder / "part.otf").write_bytes(subset_otf(self._letters))
        return folder

    def end_when_drawn(self) -> None:
        """Let each renderer end once what was begun is drawn: it holds some 200 MiB; one begins anew."""
        for _ in range(self._renderers):
            self._pool.submit(self._end)

    def draw(self, figures: Iterable[Figure]) -> dict[str, Drawing]:
        """Have figures drawn, and wait; by their ids."""
        return {name: one.result() for name, one in self.begin(figures).items()}

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Have a request of `typesetting` answered in a process for it, and wait.

        A document is measured in one and set in another, and pictures have a new one after some: typst keeps all it
        has set, hundreds of MiB, and a first report draws beside it.
        """
        return self._setters.submit(self._set, request).result()

    def _set(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if "query" in request:
            self._end()
        reply = self._ask_renderer(json.dumps(dict(request)))
        self._own.asked = getattr(self._own, "asked", 0) + 1
        of_document = "query" in request or "timestamp" in request.get("form", ())
        if of_document or self._own.asked == IN_ONE_LIFE:
            self._end()
        return reply

    def _end(self) -> None:
        """End this thread's own renderer, where it has one."""
        if hasattr(self._own, "renderer"):
            self._started.remove(self._own.renderer)
            self._own.renderer.communicate()
            del self._own.renderer
        self._own.asked = 0

    def _draw(self, spec: Mapping[str, object]) -> Drawing:
        line = spec_json(spec)
        name = f"{drawn_with('vl-convert-python')} {line}".encode()
        held = kept("drawing", name)
        answer = json.loads(held) if held is not None else self._ask_renderer(self._to_draw(line))
        if held is None:
            keep("drawing", name, json.dumps(answer).encode())
        return Drawing(answer["svg"], answer["width"], answer["height"])

    def _to_draw(self, spec: str) -> str:
        """The request for a spec's drawing, with the part of the typeface where it has all of its letters."""
        part = str(self._part.result()) if self._part is not None and self._letters.issuperset(spec) else None
        return f'{{"draw": {spec}, "typeface": {json.dumps(part)}}}'

    def _ask_renderer(self, line: str) -> dict[str, Any]:
        return _asked(self._renderer(), line)

    def _renderer(self) -> Renderer:
        """This thread's own renderer."""
        if not hasattr(self._own, "renderer"):
            command = [sys.executable, "-P", "-m", "fedsheet.present.renderer_pool"]
            pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "env": os.environ | ONE_ARENA}
            self._own.renderer = subprocess.Popen(command, **pipes, text=True, encoding="utf-8")  # noqa: S603 - our own module
            self._started.append(self._own.renderer)
        found: Renderer = self._own.renderer
        return found


def _asked(renderer: Renderer, line: str) -> dict[str, Any]:
    """One line in, one line out; a renderer that ended or could not draw raises `ModelError`."""
    assert renderer.stdin is not None
    assert renderer.stdout is not None
    try:
        renderer.stdin.write(line + "\n")
        renderer.stdin.flush()
        reply = renderer.stdout.readline()
    except OSError:
        reply = ""
    if not reply:
        raise ModelError("present.renderer_pool_figures_ended_early")
    answer: dict[str, Any] = json.loads(reply)
    if "error" in answer:
        raise ModelError("present.renderer_pool_figure_could_drawn", answer=answer["error"])
    return answer


def serve(requests: IO[str], replies: IO[str]) -> None:
    """Answer each request until they end."""
    for line in requests:
        try:
            asked = json.loads(line)
            reply = _drawn(asked) if "draw" in asked else typesetting.answer(asked)
        except (ValueError, RuntimeError) as error:
            reply = {"error": str(error)}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _drawn(asked: Mapping[str, Any]) -> dict[str, Any]:
    typeface = asked.get("typeface")
    return asdict(draw(asked["draw"], Path(typeface) if typeface else None))


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream, always
    serve(sys.stdin, sys.stdout)
