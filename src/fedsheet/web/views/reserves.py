"""Why reserves moved: any Wednesday to any other as a waterfall that closes, with the reasons in a sentence."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Heading, Note
from fedsheet.present.exhibits import bridge as exhibits
from fedsheet.present.text import Words
from fedsheet.review.reserve_drivers import ReserveDrivers
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, Page, Params, View, counted
from fedsheet.web.views.daily import as_blocks
from fedsheet.web.views.parts import as_of_option, as_of_text

WEEKS = 13  # between the two days where none is named
LEVELS = ("WRBWFRBL", "WRESBAL")  # whose days can be chosen


class ReservesParams(Params):
    """`start` and `end` are read as the last Wednesday held by then; 13 weeks to the newest statement where none."""

    start: Annotated[date | None, Field(description="A Wednesday, YYYY-MM-DD.")] = None
    end: Annotated[date | None, Field(description="A later Wednesday; the newest where none.")] = None


def page(desk: Desk, params: ReservesParams) -> Page:
    """The bridge between two Wednesdays, its table, and the last 1, 4 and 13 weeks beside each other."""
    from fedsheet.review.drivers import last_accounted, reserve_drivers

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    days = wednesdays(known)
    end = _by(days, params.end or last_accounted(known))
    start = _by(days, params.start) if params.start else days[max(0, days.index(end) - WEEKS)]
    found = desk.once(known, "bridge", (start, end), lambda: reserve_drivers(known, start, end))
    waterfall, table = exhibits.bridge(found, words), exhibits.drivers(found, words)
    blocks: list[Block] = [
        *_snapped(params, start, end, words),
        waterfall.figure,
        *as_blocks(table.noting()),  # its notes stand under the figure
        *_lately(desk, known, words),
    ]
    span = f"{start}..{end}"
    return Page(
        words("web.reserves"), tuple(counted(blocks)),
        "from fedsheet.runs import review\n\n"
        f'found = review.bridge(review.read({as_of_text(params.as_of)}), "{span}")\n'
        "for driver in found.largest:\n    print(driver.id, driver.contribution_usd)\nprint(found.change_usd)",
        f'fedsheet show reserve-bridge "{span}"{as_of_option(params.as_of)}', known.as_of, known.digest,
        (
            Control("start", "date", words("web.reserves_from"), start.isoformat()),
            Control("end", "date", words("web.reserves_to"), end.isoformat()),
        ),
        data=table.table.records(),
    )  # fmt: skip


def wednesdays(known: Vintage) -> list[date]:
    """Every Wednesday with reserves, ascending; none held raises with advice."""
    held = {stamp.date() for name in LEVELS if name in known for stamp in known[name].values.index}
    if len(held) < 2:
        raise DateRangeError("web.reserves_none", as_of=known.as_of)
    return sorted(held)


def _by(days: list[date], asked: date) -> date:
    """The last Wednesday held by the day asked for; before the first one it raises."""
    held = [day for day in days if day <= asked]
    if not held:
        raise DateRangeError("web.reserves_before", asked=asked, first=days[0])
    return held[-1]


def _snapped(params: ReservesParams, start: date, end: date, words: Words) -> list[Block]:
    """That a day was read as another one, where it was."""
    pairs = ((params.start, start), (params.end, end))
    return [Note(words("web.reserves_snapped", asked=a, day=day)) for a, day in pairs if a is not None and a != day]


def _lately(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """The last 1, 4 and 13 weeks side by side."""
    found = moves(desk, known)
    if not found:
        return []
    shown = exhibits.moves(found, words).noting()
    return [Heading(1, words("web.reserves_moves_title")), *as_blocks(shown)]


def moves(desk: Desk, known: Vintage) -> tuple[ReserveDrivers, ...]:
    """The last spans of weeks, made once for the same figures."""
    from fedsheet.runs.daily import moves_of

    return desk.once(known, "moves", "", lambda: moves_of(known))


VIEW = View("reserves", ReservesParams, page)
