"""Pages made before they are asked for: once the first view has been served, the others follow in its language."""

from __future__ import annotations

import time

from fedsheet.core.errors import FedsheetError
from fedsheet.web.desk import Desk
from fedsheet.web.views import VIEWS

AFTER_SECONDS, BETWEEN_SECONDS = 3.0, 0.3


def prepare(desk: Desk) -> None:
    """Runs in a thread of its own and gives way between pages; a view that cannot be made is left to say so itself."""
    desk.used.wait()
    time.sleep(AFTER_SECONDS)
    for language in (desk.language, "en" if desk.language == "zh" else "zh"):
        for view in VIEWS:
            try:
                desk.body(view, view.params.model_validate({"lang": language}))
            except FedsheetError:
                continue
            time.sleep(BETWEEN_SECONDS)
