"""The document's numbers as one Excel workbook: a contents, a sheet for each figure and table, charts Excel draws.

Every sheet holds one Excel table whose name is that of the figure or table (`market_adequacy`, `outlook_chain`), the
same in both languages and every week, so that a pivot or a query goes on working when the file is replaced. Cells are
in the report's units; raw values that differ stand hidden beside. Every cell is a value: text that looks like a formula
stays text. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from fedsheet.present.blocks import Figure, Heading, TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.table import Table
from fedsheet.present.text import Words
from fedsheet.present.xlsx_cells import HeldCells, columns_of, lines_of, write
from fedsheet.present.xlsx_charts import chart, grid_of, tinted_of
from fedsheet.present.xlsx_layers import HiddenColumns, Place

HEAD_ROW = 3
A4 = 9
PRINTED_ROWS = 30  # of a figure's numbers beside its chart, on one page
CHART_COLUMNS = 13  # of the usual width under a chart
ROW_HEIGHT = 15
FILTER = 2  # characters that a head's button takes
AT_LEFT = {"valign": "top", "align": "left"}  # days: at the right, where Excel puts them, they touch the words beside
OLD = "#8A929B"  # grey, of what is no longer current
STALE = 45  # days after which a sheet's newest number is called old
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}


@dataclass(frozen=True)
class Sheet:
    """What the contents say of a sheet."""

    name: str
    caption: str
    chapter: str
    units: str
    last: date | None
    table: str
    source: str


@dataclass
class Workbook:
    """The file being written, its language's words, its formats by pattern and its accent colour."""

    book: Any
    words: Words
    accent: str
    formats: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def form(self, **look: object) -> Any:
        """A format of this look, made once."""
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]


def workbook(document: Document, words: Words) -> bytes:
    """The workbook's bytes: a sheet of contents, one a figure and a table, and what it was all made from."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    about = {"title": document.title, "created": datetime.combine(document.as_of, time()), "author": document.author}
    book.set_properties(about)
    made = Workbook(book, words, document.accent)
    contents = book.add_worksheet(words("report.contents")[:31])
    written = list(_sheets(made, document))
    _about(made, document)
    _contents(made, contents, document, written)
    book.close()
    return buffer.getvalue()


# ---- contents and what it was made from ----


def _contents(made: Workbook, sheet: Any, document: Document, written: Sequence[Sheet]) -> None:
    words = made.words
    sheet.write_string(0, 0, document.title, made.form(bold=True, font_size=14, font_color=made.accent))
    sheet.write_string(1, 0, document.dateline, made.form(font_color="#5B6470"))
    heads = ("sheet", "caption", "chapter", "units", "last", "status", "table", "source")
    widths = (9, 74, 30, 16, 12, 12, 26, 40)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    wrapped = made.form(text_wrap=True, valign="top")
    link = made.form(font_color=made.accent, underline=1, valign="top")
    for row, one in enumerate(written, start=HEAD_ROW + 1):
        sheet.write_url(row, 0, f"internal:'{one.name}'!A1", link, one.name)
        status = _status(one.last, document.as_of, words)
        told = (one.caption, one.chapter, one.units, one.last, status, one.table, one.source)
        for column, cell in enumerate(told, 1):
            form = made.form(num_format="yyyy-mm-dd", **AT_LEFT) if isinstance(cell, date) else wrapped
            write(sheet, row, column, cell, form)
        sheet.set_row(row, ROW_HEIGHT * max(map(lines_of, map(str, told), widths[1:])))
    _as_table(made, sheet, "contents", [words(f"report.sheet_{head}") for head in heads], len(written), widths)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    _printed(sheet, document, end=None)


def _status(last: date | None, as_of: date, words: Words) -> str:
    """Whether the newest number of a sheet is recent, old, or still to come."""
    if last is None:
        return ""
    age = (as_of - last).days
    if age < 0:
        return words("report.sheet_ahead")
    return words("report.sheet_recent" if age <= STALE else "report.sheet_old", days=STALE)


def _about(made: Workbook, document: Document) -> None:
    """Manifest and terms, as the last sheet."""
    words, manifest = made.words, document.manifest
    sheet = made.book.add_worksheet(words("report.sheet_about")[:31])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    seeds = manifest.seed if isinstance(manifest.seed, Mapping) else {"": manifest.seed}
    drawn_from = words("report.sheet_seed")
    rows = [
        (words("report.sheet_document"), document.title),
        (words("report.sheet_as_of"), document.as_of.isoformat()),
        (words("report.sheet_data"), manifest.data_digest),
        (words("report.sheet_policy"), manifest.policy_digest),
        *((f"{drawn_from}: {name}" if name else drawn_from, str(n)) for name, n in seeds.items() if n is not None),
        *((name, version) for name, version in manifest.versions.items()),
        (words("report.sheet_terms"), words("report.sheet_terms_text")),
    ]
    for row, (name, value) in enumerate((name, value) for name, value in rows if value):
        sheet.write_string(row, 0, name, made.form(font_color=made.accent, valign="top"))
        sheet.write_string(row, 1, value, made.form(text_wrap=True, valign="top"))
    _printed(sheet, document, end=None)


# ---- a sheet ----


def _sheets(made: Workbook, document: Document) -> Iterator[Sheet]:
    chapter, tables = "", 0
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapter = block.text
        for figure in figures([block]):
            name = made.words("report.sheet_figure", number=figure.number)
            yield _sheet(made, document, name, figure, chapter)
        if isinstance(block, TableBlock):
            tables += 1
            yield _sheet(made, document, made.words("report.sheet_table_number", number=tables), block, chapter)


def _sheet(made: Workbook, document: Document, name: str, block: Figure | TableBlock, chapter: str) -> Sheet:
    """One figure or table on a sheet of its own."""
    sheet, words = made.book.add_worksheet(name), made.words
    table, columns = block.table, columns_of(block.table, words)
    source, known = words("common.source", source=block.source), words("common.as_known", day=document.as_of)
    from_what = " · ".join(filter(None, (source, document.manifest.data_digest[:12], known)))
    sheet.write_string(0, 0, block.caption, made.form(bold=True, font_color=made.accent))
    said = made.form(font_color="#5B6470", font_size=9)
    sheet.write_string(1, 0, from_what, said)
    if isinstance(block, Figure) and block.note:
        sheet.write_string(2, 0, block.note.replace("`", ""), said)
    for place, column in enumerate(columns):
        _column(made, sheet, place, column, table.stale)
    named = table_name(block.id if isinstance(block, Figure) else table.id, is_figure=isinstance(block, Figure))
    headings, widths = [column.heading for column in columns], [column.width for column in columns]
    _as_table(made, sheet, named, headings, len(table.rows), widths)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    _heights(sheet, columns)
    end = _picture(made, sheet, name, block, columns) if isinstance(block, Figure) else None
    _printed(sheet, document, end)
    return Sheet(name, block.caption, chapter, _units(columns), _last(table), named, block.source)


def table_name(identity: str, *, is_figure: bool) -> str:
    """A name Excel takes: letters, digits and underscores, beginning with a word that is no cell's address."""
    return ("figure_" if is_figure else "table_") + re.sub(r"[^0-9A-Za-z]+", "_", identity).strip("_").lower()


def _column(made: Workbook, sheet: Any, place: int, column: HeldCells, stale: Sequence[bool]) -> None:
    """A column's cells, those of a row that is no longer current in grey."""
    look: dict[str, object] = {"num_format": column.pattern, **(AT_LEFT if column.is_dates else {"valign": "top"})}
    look |= {"text_wrap": True} if column.is_words else {}
    look |= {"indent": min(place, 1)} if column.is_words or column.is_dates else {}  # clear of the number before it
    forms = {False: made.form(**look), True: made.form(**look, font_color=OLD)}
    sheet.set_column(place, place, column.width, None, {} if column.is_shown else {"hidden": True, "level": 1})
    for row, (cell, is_old) in enumerate(zip(column.cells, stale, strict=True), start=HEAD_ROW + 1):
        write(sheet, row, place, cell, forms[is_old])


def _as_table(
    made: Workbook, sheet: Any, name: str, headings: Sequence[str], count: int, widths: Sequence[float]
) -> None:  # fmt: skip
    """A table of Excel's own, with its name, its filter and its head in the accent colour, as tall as it wraps to."""
    head = made.form(bold=True, font_color=made.accent, text_wrap=True, valign="vcenter", bottom=1)
    look = {"name": name, "style": "Table Style Light 1", "banded_rows": False}
    columns = [{"header": heading, "header_format": head} for heading in headings]
    sheet.add_table(HEAD_ROW, 0, HEAD_ROW + max(count, 1), len(headings) - 1, {**look, "columns": columns})
    lines = max(map(lines_of, headings, (width - FILTER for width in widths)), default=1)
    sheet.set_row(HEAD_ROW, ROW_HEIGHT * max(lines, 2))


def _heights(sheet: Any, columns: Sequence[HeldCells]) -> None:
    """Rows as tall as their longest text wraps to: not every program finds that out by itself."""
    words = [column for column in columns if column.is_words and column.is_shown]
    known = [{cell: lines_of(cell, column.width) for cell in set(column.cells)} for column in words]
    for place, cells in enumerate(zip(*(column.cells for column in words), strict=True), start=HEAD_ROW + 1):
        lines = max(tall[cell] for cell, tall in zip(cells, known, strict=True))
        if lines > 1:
            sheet.set_row(place, ROW_HEIGHT * lines)


def _picture(made: Workbook, sheet: Any, name: str, figure: Figure, columns: Sequence[HeldCells]) -> int:
    """The chart of a figure, or its grid of colours, right of its numbers; the last column it takes."""
    readers = figure.table.for_readers()
    beside, first = HiddenColumns(), len(columns) + 1
    days = [row[0] for row in readers.rows]
    place = Place(name, HEAD_ROW + 1, readers.headings, readers.formats, days, first)
    grid, tinted = grid_of(figure.spec), tinted_of(figure.spec)
    drawn = None if grid or tinted else chart(made.book, figure.spec, place, beside)
    for offset, (heading, cells) in enumerate(beside.columns):
        sheet.write_string(HEAD_ROW, first + offset, heading)
        sheet.set_column(first + offset, first + offset, 10, None, {"hidden": True})
        for row, cell in enumerate(cells, start=HEAD_ROW + 1):
            write(sheet, row, first + offset, cell, None)
    at = first + len(beside.columns)
    if grid:
        _grid(made, sheet, at, grid)
    elif tinted:
        _tinted(made, sheet, at, tinted)
    elif drawn is not None:
        caption = made.words("common.figure", number=figure.number, caption=figure.caption)
        drawn.set_title({"name": caption[:240], "name_font": {"size": 10, "bold": True, "color": made.accent}})
        sheet.insert_chart(HEAD_ROW, at, drawn, {"description": caption[:240], "object_position": 3})
    across = grid[0] if grid else tinted[0] if tinted else ()
    return at + (len(across) + 1 if across else CHART_COLUMNS)


def _grid(made: Workbook, sheet: Any, at: int, grid: tuple[Any, ...]) -> None:
    """A map of values: names across and down, colours by three points."""
    across, down, held, tints = grid
    small = made.form(font_size=7, num_format="0", align="center")
    turned = made.form(font_size=7, rotation=90)
    for column, name in enumerate(across, start=1):
        sheet.write_string(HEAD_ROW, at + column, name, turned)
        for row, other in enumerate(down, start=1):
            write(sheet, HEAD_ROW + row, at + column, held.get((name, other)), small)
    for row, name in enumerate(down, start=1):
        sheet.write_string(HEAD_ROW + row, at, name, made.form(font_size=7))
    sheet.set_column(at, at, 10)
    sheet.set_column(at + 1, at + len(across), 3.6)
    sheet.set_row(HEAD_ROW, 52)
    low, middle, high = (*tints, "#B5312B", "#F4F4F4", "#1F4E8C")[:3]
    rule = {
        "type": "3_color_scale",
        "min_color": low,
        "mid_color": middle,
        "max_color": high,
        "mid_type": "num",
        "mid_value": 0,
    }
    sheet.conditional_format(HEAD_ROW + 1, at + 1, HEAD_ROW + len(down), at + len(across), rule)


def _tinted(made: Workbook, sheet: Any, at: int, tinted: tuple[Any, ...]) -> None:
    """A map of what cells say, each in its own colour."""
    across, down, held = tinted
    turned, named = made.form(font_size=8, rotation=60, valign="bottom"), made.form(font_size=8)
    for column, name in enumerate(across, start=1):
        sheet.write_string(HEAD_ROW, at + column, name, turned)
        for row, other in enumerate(down, start=1):
            said, colour, ink = held[name, other]
            edge = {"border": 1, "border_color": "#FFFFFF"}
            look = made.form(font_size=8, align="center", font_color=ink, bg_color=colour, **edge)
            sheet.write_string(HEAD_ROW + row, at + column, said, look)
    for row, name in enumerate(down, start=1):
        sheet.write_string(HEAD_ROW + row, at, name, named)
    sheet.set_column(at, at, 16)
    sheet.set_column(at + 1, at + len(across), 8)
    sheet.set_row(HEAD_ROW, 96)


def _printed(sheet: Any, document: Document, end: int | None) -> None:
    """A4 across, as wide as the page, the head on every page; a figure's sheet prints its chart and first rows."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.fit_to_pages(1, 1 if end else 0)
    if end:
        sheet.print_area(0, 0, HEAD_ROW + PRINTED_ROWS, end)
    else:
        sheet.repeat_rows(HEAD_ROW)
    safe = document.running_head.replace("&", "&&")
    sheet.set_footer(f"&L&8{safe}&C&8&A&R&8&P / &N")


def _units(columns: Sequence[HeldCells]) -> str:
    """The units of the columns a reader sees."""
    return ", ".join(dict.fromkeys(column.unit for column in columns if column.is_shown and column.unit))


def _last(table: Table) -> date | None:
    """The last day of its first column of dates; of what is projected from a day before the report's, one to come."""
    for column in zip(*table.for_readers().rows, strict=True):
        days = [cell for cell in column if isinstance(cell, date)]
        if days:
            return max(days)
    return None


def numbers_alone(table: Table) -> bytes:
    """A table for machines as a workbook of one sheet: column names and published units, as in its CSV."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    keys = table.for_machines().keys
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(table.id[:31])
        sheet.set_column(0, len(keys) - 1, 16)
        sheet.write_row(0, 0, keys)
        for place, row in enumerate(table.machine_rows(), start=1):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(place, column, cell)
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()
