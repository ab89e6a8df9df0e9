"""What Programmes and Assets share: the sources of a review made from the desk's figures, and names of its things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedsheet.core.vintage import Vintage
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk

if TYPE_CHECKING:
    from fedsheet.runs.review import Sources


def review_sources(desk: Desk, known: Vintage) -> Sources:
    """The figures of the view's day, the record, and the windows both allow."""
    from fedsheet.review.windows import all_windows
    from fedsheet.runs.review import Sources

    return Sources(known, desk.path, all_windows(desk.path, known["DGS10"].last(known.as_of)[0]))


def programme_name(programme: str, words: Words) -> str:
    """A programme as readers call it."""
    return words(f"common.programme_{programme}")


def instrument_name(instrument: str, words: Words) -> str:
    """What a programme bought or let run off."""
    return words(f"web.instrument_{instrument}")


def difference_name(name: str, words: Words) -> str:
    """One step between announced and held."""
    return words("web.difference_" + re.sub(r"[^a-z]+", "_", name).strip("_"))
