"""The document's numbers as one Excel workbook: a sheet for each figure and table, with charts Excel draws itself.

Every cell is a value: text that looks like a formula stays text. The same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from fedsheet.present.blocks import Figure, TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.table import Table
from fedsheet.present.text import Words

MONEY_FORMATS = {"usd", "usd_signed", "usd_bn1", "usd_bn1_signed", "money", "money_signed"}
FORMATS = {
    **dict.fromkeys(MONEY_FORMATS, "#,##0"),
    **dict.fromkeys(("pct0", "pct1", "pct2", "pct0_signed", "pct1_signed", "pp1_signed"), "0.00%"),
    **dict.fromkeys(("bp", "bp1", "bp_num", "bp1_num"), "0.00%"),
}


def workbook(document: Document, words: Words) -> bytes:
    """The workbook's bytes: a sheet of contents, then one sheet a figure and a table."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": document.title, "created": datetime.combine(document.as_of, time())})
    contents = book.add_worksheet(words("report.contents")[:31])
    contents.set_column(0, 0, 12)
    contents.set_column(1, 1, 110)
    for row, (name, caption) in enumerate(_sheets(book, document, words)):
        contents.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        contents.write_string(row, 1, caption)
    book.close()
    return buffer.getvalue()


def _sheets(book: Any, document: Document, words: Words) -> list[tuple[str, str]]:
    done = []
    for figure in figures(document.blocks):
        name = words("report.sheet_figure", number=figure.number)
        _figure_sheet(book, name, figure, words)
        done.append((name, figure.caption))
    for block in document.blocks:
        if isinstance(block, TableBlock):
            name = f"{block.table.id}"[:31]
            _write(book, book.add_worksheet(name), block.table, block.caption, block.source, words)
            done.append((name, block.caption))
    return done


def _figure_sheet(book: Any, name: str, figure: Figure, words: Words) -> None:
    sheet = book.add_worksheet(name)
    _write(book, sheet, figure.table, figure.caption, words("common.source", source=figure.source), words)
    table = figure.table.for_readers()
    numbers = _number_columns(table)
    if numbers and table.rows:
        sheet.insert_chart(3, len(table.keys) + 1, _chart(book, name, figure.caption, table, numbers))


def _number_columns(table: Table) -> list[int]:
    return [
        place
        for place, form in enumerate(table.formats)
        if place
        and form not in {"text", "date", "month", "quarter", "iso", "yesno"}
        and not form.startswith("name:")
        and any(row[place] is not None for row in table.rows)
    ]


def _chart(book: Any, sheet: str, caption: str, table: Table, columns: Sequence[int]) -> Any:
    """Excel's own chart of the sheet: lines over dates, columns over names."""
    dated = isinstance(table.rows[0][0], date)
    chart = book.add_chart({"type": "line" if dated else "column"})
    last = HEAD_ROW + len(table.rows)
    for column in columns:
        chart.add_series(
            {
                "name": [sheet, HEAD_ROW, column],
                "categories": [sheet, HEAD_ROW + 1, 0, last, 0],
                "values": [sheet, HEAD_ROW + 1, column, last, column],
                "line": {"width": 1.5},
            }
        )
    chart.set_title({"name": caption[:200], "name_font": {"size": 10, "bold": False}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 380})
    chart.show_blanks_as("gap")
    if dated:
        chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm"})
    return chart


HEAD_ROW = 3
LOOKS: dict[bool, dict[str, str]] = {False: {}, True: {"font_color": "#8a929b"}}  # an old figure is grey


def _write(book: Any, sheet: Any, table: Table, caption: str, source: str, words: Words) -> None:
    """Caption, source, head and rows in base units."""
    old, table = table.stale, table.for_readers()
    sheet.write_string(0, 0, caption)
    sheet.write_string(1, 0, source)
    head = book.add_format({"bottom": 1, "font_color": "#1f4e8c", "text_wrap": True})
    forms = [{"num_format": _excel_format(form)} for form in table.formats]
    formats = {grey: [book.add_format({**form, **look}) for form in forms] for grey, look in LOOKS.items()}
    for column, heading in enumerate(table.headings):
        unit = words("report.base_usd") if table.formats[column] in MONEY_FORMATS else ""
        sheet.write_string(HEAD_ROW, column, heading + unit, head)
    sheet.set_column(0, len(table.keys) - 1, 16)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    for place, row in enumerate(table.rows, start=HEAD_ROW + 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, place, column, cell, formats[old[place - HEAD_ROW - 1]][column])


def _excel_format(form: str) -> str:
    if form in {"date", "iso"}:
        return "yyyy-mm-dd"
    if form in {"month", "quarter"}:
        return "yyyy-mm"
    return FORMATS.get(form, "General")


def _write_cell(sheet: Any, row: int, column: int, cell: object, form: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), form)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, form)
    else:
        sheet.write_string(row, column, str(cell), form)


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
