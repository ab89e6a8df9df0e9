"""A figure of a view in Python: the very one the page shows, by the same names.

from fedsheet.web.figures import figure

shown = figure("market", "corridor", lang="en")
shown.frame()            its numbers in base units
shown.save("corridor.png")
"""

from __future__ import annotations

from typing import Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.present.notebook import InNotebook
from fedsheet.web.exports import exhibit_of, found


def figure(view: str, name: str, *, lang: str = "en", **parameters: Any) -> InNotebook:
    """One figure of a view by its id, with the view's own parameters; an unknown one raises `UnknownNameError`."""
    from fedsheet.web.desk import Desk
    from fedsheet.web.views import VIEWS

    known = {one.name: one for one in VIEWS}
    if view not in known:
        raise UnknownNameError("view", view[:40], known)
    desk = Desk()
    try:
        params = known[view].params.model_validate({"lang": lang, **parameters})
        page = desk.page(known[view], params)
        return InNotebook(exhibit_of(found(page, name)), desk.words(lang), page.as_of)
    finally:
        desk.jobs.close()
