"""What the rooms of the report lend to the views: a review's sources, names of its things, a room's own section."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk

if TYPE_CHECKING:
    from fedsheet.runs.review import Sources


def review_sources(desk: Desk, known: Vintage) -> Sources:
    """The figures of the view's day, the record, and the windows both allow."""
    from fedsheet.review.windows import all_windows
    from fedsheet.runs.review import Sources

    return Sources(known, desk.path, all_windows(desk.path, known["DGS10"].base_last(known.as_of)[0]))


def programme_name(programme: str, words: Words) -> str:
    """A programme as readers call it."""
    return words(f"common.programme_{programme}")


def room_section(desk: Desk, known: Vintage, name: str, words: Words) -> list[Block]:
    """The section with which a room deepens the report, from its results on the view's day."""
    from fedsheet.runs.chapters import CHAPTERS

    results = desk.once(known, f"room {name}", "", lambda: CHAPTERS[name](known, desk.path))
    section = import_module(f"fedsheet.present.sections.{name}").section
    return desk.once(known, f"section {name}", words.language, lambda: section(results, words))
