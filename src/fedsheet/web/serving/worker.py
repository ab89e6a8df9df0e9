"""One worker: a process with a desk of its own that makes what it is sent, one thing after another.

    sent   Task            back   ("step", step, share, blocks, page so far or b"") …  then ("done", answer)
           "stop"                 ("cancelled", None) · ("refused", error) · ("failed", name of the exception)

It ends when the pipe does: with the server, however that ended.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import FedsheetError
from fedsheet.web.serving.task import BODY, Task

if TYPE_CHECKING:
    from fedsheet.web.desk import Desk
    from fedsheet.web.page import Params, View


def work(pipe: Connection) -> None:
    """Make what comes until the server is gone."""
    from fedsheet.web.desk import Desk
    from fedsheet.web.serving.memory import few_arenas

    few_arenas()
    desk = Desk()
    while True:
        try:
            task = pipe.recv()
            if isinstance(task, Task):
                pipe.send(_answer(desk, task, pipe))
        except (EOFError, OSError):
            return


def _answer(desk: Desk, task: Task, pipe: Connection) -> tuple[str, Any]:
    from fedsheet.web.serving.jobs import Cancelled

    try:
        with desk.on(task.state, task.own):
            return "done", _made(desk, task, pipe)
    except Cancelled:
        return "cancelled", None
    except FedsheetError as error:
        return "refused", error
    except OSError:
        raise
    except Exception as error:  # a mistake of ours must reach the reader as one, not end the worker
        return "failed", type(error).__name__


def _made(desk: Desk, task: Task, pipe: Connection) -> Any:
    from fedsheet.web.serving.answers import ANSWERS, on_screen
    from fedsheet.web.views import VIEWS

    view = next(one for one in VIEWS if one.name == task.view)
    if task.what != BODY:
        model = on_screen(view) if task.what in ("citation", "file") else view.params
        return ANSWERS[task.what](desk, view, model.model_validate_json(task.params), task.asked)
    params = view.params.model_validate_json(task.params)
    return desk.body(view, params, _Told(desk, view, params, pipe).step)


class _Told:
    """Progress sent on, with the page as far as it is made each time a part was added; ends where a stop came."""

    def __init__(self, desk: Desk, view: View, params: Params, pipe: Connection) -> None:
        self._desk, self._view, self._params, self._pipe, self._shown = desk, view, params, pipe, 0

    def step(self, step: str, share: float) -> None:
        """Tell a step."""
        from fedsheet.web.page import as_json, written
        from fedsheet.web.serving.jobs import Cancelled

        while self._pipe.poll():
            if self._pipe.recv() == "stop":
                raise Cancelled
        page, body = self._desk.so_far(self._view, self._params), b""
        n = len(page.blocks) if page else 0
        if page and n > self._shown:
            body, self._shown = written(as_json(page, self._desk.words(self._params.lang))), n
        self._pipe.send(("step", step, share, n, body))
