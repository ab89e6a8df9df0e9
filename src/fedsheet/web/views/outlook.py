"""Outlook: rules, progress, triggers, the implied path of prices one brings, and official projections scored."""

from __future__ import annotations

from datetime import date
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, DataTable, Figure, Heading, Note, TableBlock
from fedsheet.present.charts import web_ahead as charts
from fedsheet.present.charts.curves import Curve
from fedsheet.present.sections import outlook as section
from fedsheet.present.sections.telling import figure
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.jobs import Progress
from fedsheet.web.page import FileParams, Name, Page, Part, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, choice, lifted, own_file

if TYPE_CHECKING:
    from fedsheet.outlook.implied import ImpliedPath
    from fedsheet.outlook.ois import SteppedPath
    from fedsheet.outlook.quotes import Quotes

EXAMPLE = "quotes-example.csv"


class OutlookParams(FileParams):
    """`part` by its place (empty: all), `file` the id of uploaded prices."""

    part: Name = ""


def page(desk: Desk, params: OutlookParams, progress: Progress) -> Page:
    """What rules, conditions, triggers and prices say on a day, and how earlier projections fared."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang)
    numbered = {str(n): name for n, name in enumerate(section.PARTS, 1)}
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
    title = words(f"outlook.{name}_title")
    return lifted(blocks) or [Heading(1, title), Note(words("report.room_waits", part=title))]


def _asked(words: Words) -> list[Block]:
    return [Heading(1, words("web.implied_title")), Note(words("web.implied_ask"))]


IMPLIED = "im"


def read(text: str, name: str) -> Quotes:
    """The reader of uploaded prices."""
    from fedsheet.outlook.quotes import read_quotes

    return read_quotes(text.encode(), name)


def _implied(desk: Desk, file: str, words: Words) -> list[Block]:
    """Odds by meeting from futures, or the stepped path from swaps."""
    from fedsheet.outlook.implied import implied_path
    from fedsheet.outlook.meetings import meetings_known
    from fedsheet.outlook.ois import stepped_path
    from fedsheet.outlook.quotes import FuturesQuotes

    title = Heading(1, words("web.implied_title"))
    held = desk.uploads.get(file, "quotes")
    quotes = read(held.text, held.name)
    calendar = meetings_known(quotes.quote_date)
    if isinstance(quotes, FuturesQuotes):
        return [title, *_odds(implied_path(quotes, calendar), words)]
    return [title, *_steps(stepped_path(quotes, calendar), words)]


def _odds(found: ImpliedPath, words: Words) -> list[Block]:
    keys, formats = ("meeting", "before_rate", "after_rate", "cut", "hike"), ("iso", "pct2", "pct2", "pct0", "pct0")
    headings = tuple(words(f"web.col_{key}") for key in keys)
    rows = tuple((one.meeting, one.rate_before, one.rate_after, one.cut, one.hike) for one in found.meetings)
    table = DataTable("implied", keys, headings, formats, rows)
    days = [found.quote_date, *(one.meeting for one in found.meetings)]
    rates = [found.meetings[0].rate_before, *(one.rate_after for one in found.meetings)]
    return [
        _path(days, rates, len(rows), words),
        TableBlock(table, words("web.implied_table"), words("web.source_quotes")),
    ]


def _steps(found: SteppedPath, words: Words) -> list[Block]:
    keys, formats = ("from", "after_rate"), ("iso", "pct2")
    headings = tuple(words(f"web.col_{key}") for key in keys)
    rows = tuple((day, float(rate)) for day, rate in zip(found.starts, found.rates, strict=True))
    table = DataTable("implied", keys, headings, formats, rows)
    drawn = _path(list(found.starts), [float(rate) for rate in found.rates], len(found.meetings), words)
    return [drawn, TableBlock(table, words("web.implied_table"), words("web.source_quotes"))]


def _path(days: list[date], rates: list[float], n_meetings: int, words: Words) -> Figure:
    """The rate from one meeting to the next, as steps."""
    import pandas as pd

    values = pd.Series(rates, pd.DatetimeIndex([pd.Timestamp(day) for day in days]), dtype=float)
    curve = Curve("implied", words("web.label_implied"), values, "pct2")
    caption = words("web.implied_caption", quote=days[0], n=n_meetings, rate=rates[-1])
    return figure(None, charts.stepped("implied-path", curve, words), caption, words("web.source_quotes"))


VIEW = View("outlook", OutlookParams, page, long=True)
