"""Statement: the H.4.1 of a Wednesday as a statement that balances, beside another day, any line as a chart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, DataTable, Figure, Heading, Note, TableBlock
from fedsheet.present.charts import web as charts
from fedsheet.present.sections.telling import figure
from fedsheet.present.text import Words
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import STATEMENT, TOTAL_ASSETS
from fedsheet.web.desk import Desk
from fedsheet.web.page import Name, Page, Params, Pick, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, choice, day_choice, peak

if TYPE_CHECKING:
    import pandas as pd

# Lines of the statement that are also weekly series under FRED's ids; all are Wednesday levels.
WEEKLY = {"RESPPMA": "WALCL", "RESPPALGUO": "TREAST", "RESPPALGASMO": "WSHOMCB"}
INDENT = "\u2003"


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
        raise DateRangeError(f"No H.4.1 statement was public as of {known.as_of}", do="Choose a later as-of date")
    day = params.day or days[-1]
    levels = h41.levels_on(known, day)
    before = h41.levels_on(known, params.compare) if params.compare else None
    checked = h41.check(levels, day)
    blocks: list[Block] = [
        _line(known, days, params.line, words),
        TableBlock(_table(levels, before, day, params.compare, words),
                   _caption(levels, before, day, params, checked, words),
                   words("web.source_h41")),
        *_few_days(days, words),
        Heading(1, words("web.checks_title")),
        TableBlock(_checks(checked, words), words("web.checks_caption"), words("web.source_h41")),
    ]  # fmt: skip
    compared = f" --compare {params.compare}" if params.compare else ""
    arguments = f'date.fromisoformat("{day}")' + (
        f', date.fromisoformat("{params.compare}")' if params.compare else ", None"
    )
    return Page(
        words("web.statement"), tuple(counted(blocks)),
        "from datetime import date\n\nfrom fedsheet.runs.h41 import read\n\n"
        f"found = read({arguments}, {as_of_text(params.as_of) or None})\nfor row in found.rows:\n    print(*row)",
        f"fedsheet h41 {day}{compared}{as_of_option(params.as_of)}", known.as_of, known.digest,
        (
            day_choice("day", words("web.statement_day"), day, days),
            day_choice("compare", words("web.compare"), params.compare, days, words("web.no_compare")),
            choice("line", words("web.line"), params.line, {one.code: _name(one.code, words) for one in STATEMENT}),
        ),
        picks={"statement": Pick("code", "line", "statement-line")},
    )  # fmt: skip


def _few_days(days: list[date], words: Words) -> list[Block]:
    """Where not every Wednesday can be chosen: which can, and how to get the others."""
    if (days[-1] - days[0]).days <= 7 * len(days):
        return []
    return [Note(words("web.days_held", n=len(days), first=days[0], last=days[-1]))]


def _name(code: str, words: Words) -> str:
    return words(f"web.line_{code.lower()}")


def _caption(
    levels: dict[str, float], before: dict[str, float] | None, day: date, params: StatementParams,
    checked: list[h41.Checked], words: Words,
) -> str:  # fmt: skip
    counts = {
        "held": sum(one.holds is True for one in checked),
        "failed": sum(one.holds is False for one in checked),
        "unknown": sum(one.holds is None for one in checked),
    }
    sums = words("web.sums_all_hold" if counts["held"] == len(checked) else "web.sums_hold", **counts)
    total = levels[TOTAL_ASSETS]
    if before is None:
        return words("web.statement_caption", day=day, assets=total, sums=sums)
    earlier = before[TOTAL_ASSETS]
    return words(
        "web.statement_caption_two", day=day, before=params.compare, assets=total, assets_before=earlier,
        change=total - earlier, sums=sums,
    )  # fmt: skip


def _table(
    levels: dict[str, float], before: dict[str, float] | None, day: date, compared: date | None, words: Words
) -> DataTable:
    """Lines in the release's order, those of the other day alone at the end."""
    shown = h41.rows(levels, day)
    earlier = {row.code: row for row in h41.rows(before, compared)} if before is not None and compared else {}
    total = levels[TOTAL_ASSETS]
    rows: list[tuple[str | float | None, ...]] = []
    for row in shown:
        beside = earlier[row.code].usd if row.code and row.code in earlier else None
        label = _name(row.code, words) if row.code else _rest(row, words)
        change = None if beside is None else row.usd - beside
        rows.append((row.code, INDENT * row.depth + label, row.usd, row.usd / total, beside, change))
    present = {row.code for row in shown}
    for code, row in earlier.items():
        if code and code not in present:
            rows.append((code, words("web.line_gone", line=_name(code, words)), None, None, row.usd, -row.usd))
    keys = ("code", "line", "amount", "share", "earlier", "moved")
    formats = ("text", "text", "money", "pct1", "money", "money_signed")
    headings = ["", *(words.heading(words(f"web.col_{k}"), f) for k, f in zip(keys[1:], formats[1:], strict=True))]
    if not earlier:
        headings[4:] = ["", ""]
    return DataTable("statement", keys, tuple(headings), formats, tuple(rows))


def _rest(row: h41.StatementRow, words: Words) -> str:
    """A computed remainder, with the lines it stands for named in the reader's language."""
    named = {line.label: line.code for line in STATEMENT}
    labels = row.label.partition(": ")[2].split("; ")
    return words("web.line_rest", names=[_name(named[label], words) if label in named else label for label in labels])


def _line(known: Vintage, days: list[date], code: str, words: Words) -> Figure:
    """One line over time: weekly where a series is held, the key dates otherwise."""
    choice("line", "", code, {one.code: one.label for one in STATEMENT})
    values, weekly = line_over_time(known, days, code)
    if values.empty:
        raise UnknownNameError("line with figures", code, WEEKLY)
    name, (peak_day, top) = _name(code, words), peak(values)
    caption = words(
        "web.line_caption", line=name, day=values.index[-1].date(), value=float(values.iloc[-1]),
        peak=top, peak_day=peak_day,
    )  # fmt: skip
    plot = charts.statement_line(values, name, words, weekly=weekly)
    return figure(None, plot, caption, words("web.source_h41"), words(f"web.line_note_{'week' if weekly else 'key'}"))


def line_over_time(known: Vintage, days: list[date], code: str) -> tuple[pd.Series[float], bool]:
    """The line's values in US dollars by Wednesday, and whether every week is held."""
    import pandas as pd

    for name in (f"{h41.SERIES_PREFIX}{code}{h41.SERIES_SUFFIX}", WEEKLY.get(code, "")):
        if name in known:
            return known.base(name).dropna(), True
    found = {pd.Timestamp(day): h41.levels_on(known, day).get(code) for day in days}
    return pd.Series({day: value for day, value in found.items() if value is not None}, dtype=float), False


def _checks(checked: list[h41.Checked], words: Words) -> DataTable:
    """Every sum of the release: whether it holds, by how much it is off, and what rounding allows."""
    rows = tuple(
        (
            one.identity.total, _identity(one.identity, words), _verdict(one, words),
            None if one.holds is None else one.difference_usd, one.bound_usd,
        )
        for one in checked
    )  # fmt: skip
    keys = ("code", "identity", "verdict", "difference", "bound")
    headings = ("", *(words(f"web.col_{key}") for key in keys[1:]))
    return DataTable("statement-checks", keys, headings, ("text", "text", "text", "usd_signed", "usd"), rows)


def _identity(identity: h41.Identity, words: Words) -> str:
    if identity.name == h41.BALANCE:
        return words("web.identity_balance")
    return words("web.identity_sum", total=_name(identity.total, words))


def _verdict(one: h41.Checked, words: Words) -> str:
    if one.holds is None:
        return words("web.not_checkable", n=len(one.not_held))
    return words("web.holds" if one.holds else "web.fails")


VIEW = View("statement", StatementParams, page)
