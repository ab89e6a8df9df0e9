"""Boards: what a reader has pinned from any view, put together by the page itself; the server keeps none."""

from __future__ import annotations

from fedsheet.present.blocks import Note
from fedsheet.web.desk import Desk
from fedsheet.web.page import Page, Params, View
from fedsheet.web.views.parts import as_of_text


def page(desk: Desk, params: Params) -> Page:
    """The board's frame: its figures and numbers come from the views they were pinned in."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    return Page(
        words("web.boards"), (Note(words("web.boards_note")),),
        f"import fedsheet\n\nprint(fedsheet.vintage({as_of_text(params.as_of)}).digest)",
        "fedsheet show --list", known.as_of, known.digest,
    )  # fmt: skip


VIEW = View("boards", Params, page)
