"""Statement: the H.4.1 of a Wednesday as a statement that balances, beside another day, any line as a chart."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Figure, Heading, Note
from fedsheet.present.exhibits import statement as exhibits
from fedsheet.present.text import Words
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import STATEMENT, TOTAL_ASSETS
from fedsheet.sheet.statement import statement
from fedsheet.web.desk import Desk
from fedsheet.web.page import Name, Page, Params, Pick, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, choice, day_choice

# Lines of the statement that are also weekly series under FRED's ids; all are Wednesday levels.
WEEKLY = {"RESPPMA": "WALCL", "RESPPALGUO": "TREAST", "RESPPALGASMO": "WSHOMCB"}


class StatementParams(Params):
    """`day` and `compare` are Wednesdays of which a statement is held; `line` is a code of the Board's download."""

    day: Annotated[date | None, Field(description="A Wednesday, YYYY-MM-DD; the newest held where none.")] = None
    compare: Annotated[date | None, Field(description="Another Wednesday to set beside it.")] = None
    line: Annotated[Name, Field(description="Code of the line to draw, for example RESPPMA.")] = TOTAL_ASSETS


def page(desk: Desk, params: StatementParams) -> Page:
    """One statement, or two side by side, with the release's own sums checked and one line drawn over time."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    days = h41.days_held(known)
    if not days:
        raise DateRangeError("web.statement_h_4_1_statement", as_of=known.as_of)
    day = params.day or days[-1]
    found = statement(known, day, (params.compare,) if params.compare else ())
    blocks: list[Block] = [
        _line(known, days, params.line, words),
        exhibits.lines(found, words).block,
        *_few_days(days, words),
        Heading(1, words("web.checks_title")),
        exhibits.checks(found, words).block,
    ]
    names = {one.code: exhibits.line_name(one.code, words) for one in STATEMENT}
    compared = f" --compare {params.compare}" if params.compare else ""
    arguments = f'date.fromisoformat("{day}")' + (
        f', date.fromisoformat("{params.compare}")' if params.compare else ", None"
    )
    return Page(
        words("web.statement"), tuple(counted(blocks)),
        "from datetime import date\n\nfrom fedsheet.runs.h41 import read\n\n"
        f"found = read({arguments}, {as_of_text(params.as_of) or None})\n"
        "for row in found.rows:\n    print(row.code, row.usd)",
        f"fedsheet h41 {day}{compared}{as_of_option(params.as_of)}", known.as_of, known.digest,
        (
            day_choice("day", words("web.statement_day"), day, days),
            day_choice("compare", words("web.compare"), params.compare, days, words("web.no_compare")),
            choice("line", words("web.line"), params.line, names),
        ),
        picks={"statement": Pick("code", "line", "statement-line")},
    )  # fmt: skip


def _few_days(days: list[date], words: Words) -> list[Block]:
    """Where not every Wednesday can be chosen: which can, and how to get the others."""
    if (days[-1] - days[0]).days <= 7 * len(days):
        return []
    return [Note(words("web.days_held", n=len(days), first=days[0], last=days[-1]))]


def _line(known: Vintage, days: list[date], code: str, words: Words) -> Figure:
    """One line over time: weekly where a series is held, the key dates otherwise."""
    choice("line", "", code, {one.code: one.label for one in STATEMENT})
    values, weekly = line_over_time(known, days, code)
    if values.empty:
        raise UnknownNameError("line with figures", code, WEEKLY)
    return exhibits.line_drawn(values, code, words, weekly=weekly).figure


def line_over_time(known: Vintage, days: list[date], code: str) -> tuple[pd.Series[float], bool]:
    """The line's values in US dollars by Wednesday, and whether every week is held."""
    for name in (f"{h41.SERIES_PREFIX}{code}{h41.SERIES_SUFFIX}", WEEKLY.get(code, "")):
        if name in known:
            return known.base(name).dropna(), True
    found = {pd.Timestamp(day): h41.levels_on(known, day).get(code) for day in days}
    return pd.Series({day: value for day, value in found.items() if value is not None}, dtype=float), False


VIEW = View("statement", StatementParams, page)
