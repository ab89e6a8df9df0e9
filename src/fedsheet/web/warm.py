"""Pages made before they are asked for: the first view while the browser opens, the others once it has been served."""

from __future__ import annotations

import time

from fedsheet.core.errors import FedsheetError
from fedsheet.web.desk import Desk
from fedsheet.web.page import View
from fedsheet.web.views import VIEWS

AFTER_SECONDS, BETWEEN_SECONDS = 3.0, 0.3


def prepare(desk: Desk) -> None:
    """Runs in a thread of its own and gives way between pages; a view that cannot be made is left to say so itself."""
    _made(desk, VIEWS[0], desk.language)
    desk.used.wait()
    time.sleep(AFTER_SECONDS)
    for language in (desk.language, "en" if desk.language == "zh" else "zh"):
        for view in VIEWS:
            _made(desk, view, language)
            time.sleep(BETWEEN_SECONDS)


def _made(desk: Desk, view: View, language: str) -> None:
    try:
        desk.page(view, view.params.model_validate({"lang": language}))
    except FedsheetError:
        return
