"""Pages made before they are asked for: the first view while the browser opens, the others once it has been served."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from fedsheet.core.errors import FedsheetError
from fedsheet.web.desk import Desk
from fedsheet.web.page import Params, View
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views import VIEWS

AFTER_SECONDS, BETWEEN_SECONDS, PATIENCE_SECONDS = 2.5, 0.1, 10.0
SLOWEST = ("project", "claims")  # the views whose first figures take longest to make


def first(desk: Desk) -> None:
    """The view that a start opens with, in the language expected."""
    _ahead(desk, VIEWS[0], desk.language, desk.body)


def others(desk: Desk) -> None:
    """Runs in a thread of its own and gives way between pages; a view that cannot be made is left to say so itself.

    Pages found on the disk are made last, for those who take away a figure of theirs.
    """
    desk.used.wait()
    time.sleep(AFTER_SECONDS)
    other = "en" if desk.language == "zh" else "zh"
    slowest_first = sorted(VIEWS, key=lambda view: view.name not in SLOWEST)
    for language, make in ((desk.language, desk.body), (other, desk.body), (desk.language, desk.page)):
        for view in slowest_first:
            _ahead(desk, view, language, make)
            time.sleep(BETWEEN_SECONDS)


def _ahead(desk: Desk, view: View, language: str, make: Callable[[View, Params, Progress], object]) -> None:
    """One page; at each of its steps, those who wait for another one go first."""
    params = view.params.model_validate({"lang": language})

    def give_way(_step: str, _share: float) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while desk.jobs.others((view, params)) and time.monotonic() < end:
            time.sleep(BETWEEN_SECONDS)

    give_way("", 0.0)
    with suppress(FedsheetError):
        make(view, params, give_way)
