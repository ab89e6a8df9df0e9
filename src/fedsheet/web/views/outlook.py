"""Outlook: rules, progress, triggers, the implied path of prices one brings, and official projections scored."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Heading, Note
from fedsheet.present.sections import outlook as section
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import FileParams, Name, Page, Part, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import as_of_option, as_of_text, choice, lifted, own_file

if TYPE_CHECKING:
    from fedsheet.outlook.quotes import Quotes

EXAMPLE = "quotes-example.csv"
ORDER = ("rules", "triggers", "chain", "scorecard", "progress")  # what is asked today first, what was met in 2021 last


class OutlookParams(FileParams):
    """`part` by its place (empty: all), `file` the id of uploaded prices."""

    part: Name = ""


def page(desk: Desk, params: OutlookParams, progress: Progress) -> Page:
    """What rules, conditions, triggers and prices say on a day, and how earlier projections fared."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    numbered = {str(section.PARTS.index(name) + 1): name for name in ORDER}
    titles = {n: words(f"outlook.{name}_title") for n, name in numbered.items()}
    controls = (
        choice(
            "part", words("web.outlook_parts"), params.part,
            {"": words("web.whole"), **titles, IMPLIED: words("web.implied_title")},
        ),
        own_file(desk, words("web.quotes_file"), params.file, "quotes"),
    )  # fmt: skip
    chosen = [n for n in numbered if params.part in ("", n)]
    makers = [Part(titles[n], partial(_told, desk, known, numbered[n], words)) for n in chosen]
    first: list[Block] = []
    if params.file:
        first += _implied(desk, params.file, words)
    elif params.part in ("", IMPLIED):
        makers.append(Part(words("web.implied_title"), partial(_asked, words)))
    progress(words("web.step_outlook"), 0.1)
    if not first:
        first += makers.pop(0).make()
    return Page(
        words("web.outlook"), tuple(counted(first)),
        "from fedsheet.runs import outlook\n\n"
        f"found = outlook.rules({as_of_text(params.as_of)}).prescriptions\n"
        "for name, rates in found.rates.items():\n"
        "    print(name, found.inputs.quarters[found.last], rates[found.last])",
        f"fedsheet outlook rules{as_of_option(params.as_of)}", known.as_of, known.digest, controls,
        texts={EXAMPLE: (files("fedsheet.web") / "templates" / EXAMPLE).read_text(encoding="utf-8")},
        parts=tuple(makers),
    )  # fmt: skip


def _told(desk: Desk, known: Vintage, name: str, words: Words) -> list[Block]:
    """One part of the report's section; on a day before its figures, a note that it waits."""
    from fedsheet.runs.outlook import outlook_beside

    results = desk.once(known, "outlook", "", lambda: outlook_beside(known, desk.path))
    blocks = section.part(name, results, words)
    title = Heading(1, words(f"outlook.{name}_title"))
    if not blocks:
        return [title, Note(words("report.room_waits", part=title.text))]
    return lifted(blocks) if isinstance(blocks[0], Heading) else [title, *lifted(blocks)]


def _asked(words: Words) -> list[Block]:
    return [Heading(1, words("web.implied_title")), Note(words("web.implied_ask"))]


IMPLIED = "im"


def read(content: str | bytes, name: str) -> Quotes:
    """The reader of uploaded prices: a CSV's text, or the bytes of a CSV or a workbook."""
    from fedsheet.runs.own_tables import prices

    return prices(content.encode() if isinstance(content, str) else content, name)


def _implied(desk: Desk, file: str, words: Words) -> list[Block]:
    """Odds by meeting from futures, or the stepped path from swaps."""
    from fedsheet.outlook.implied import implied_path
    from fedsheet.outlook.meetings import meetings_known
    from fedsheet.outlook.ois import stepped_path
    from fedsheet.outlook.quotes import FuturesQuotes
    from fedsheet.outlook.results import range_decided
    from fedsheet.present.exhibits import implied as exhibits

    held = desk.uploads.get(file, "quotes")
    quotes = read(held.raw, held.name)
    calendar = meetings_known(quotes.quote_date).with_moves(desk.path)
    found = implied_path(quotes, calendar) if isinstance(quotes, FuturesQuotes) else stepped_path(quotes, calendar)
    lower, _ = range_decided(desk.path, quotes.quote_date)
    table = exhibits.implied(found, words, lower)
    title = Heading(1, words("web.implied_title"))
    return [title, exhibits.implied_drawn(found, words, lower).figure, table.block, *table.notes_block]


VIEW = View("outlook", OutlookParams, page, long=True)
