"""A figure of a view in Python: the very one the page shows, by the same names.

from fedsheet.web.figures import figure

shown = figure("market", "corridor", lang="en")
shown.frame()            its numbers in base units
shown.save("corridor.png")
"""

from __future__ import annotations

from typing import Any

from fedsheet.core.errors import UnknownNameError
from fedsheet.present.blocks import Figure, figures
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.notebook import InNotebook
from fedsheet.web.page import Page, Params, View


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


def found(page: Page, name: str) -> Figure:
    """The figure of this id on a page."""
    drawn = {one.id: one for one in figures(page.report_blocks)}
    if name not in drawn:
        raise UnknownNameError("figure", name[:60], drawn)
    return drawn[name]


def exhibit_of(one: Figure) -> Exhibit:
    """A figure as an exhibit: it is shown and saved in every medium."""
    return Exhibit(one.caption, one.table, one.caption, one.source, (one.note,) if one.note else (), one.spec)


def python(view: View, name: str, params: Params) -> str:
    """The lines that make this figure."""
    usual = view.params()
    own = {key: value for key, value in params.model_dump(mode="json").items() if value != getattr(usual, key, None)}
    own = {"lang": params.lang, **{key: value for key, value in own.items() if key != "lang" and value is not None}}
    how = "".join(f", {key}={value!r}" for key, value in own.items())
    return (
        "from fedsheet.web.figures import figure\n\n"
        f"shown = figure({view.name!r}, {name!r}{how})\n"
        f'shown.save("{name}.png")\nprint(shown.frame().tail())'
    )
