"""Series out of the store as CSV, XLSX or Parquet: one row a value, written beside and renamed when whole."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.series import Series
from fedsheet.store.raw import write_whole

if TYPE_CHECKING:
    import pandas as pd

MAX_SHEET_ROWS = 1_048_575
COLUMNS = ("id", "date", "value", "unit")


def export(series: Sequence[Series], path: Path) -> int:
    """Write the series in the form the file's ending names; the number of values."""
    rows = _rows(series)
    _write(path, rows, lambda: _xlsx(rows, series))
    return len(rows)


def export_table(table: pd.DataFrame, path: Path) -> int:
    """Write one table (holdings, operations, auctions) likewise; the number of rows."""
    _write(path, table, lambda: _sheet(table))
    return len(table)


def _write(path: Path, rows: pd.DataFrame, as_workbook: Callable[[], bytes]) -> None:
    writers: Mapping[str, Callable[[], bytes]] = {
        ".csv": lambda: _csv(rows), ".xlsx": as_workbook, ".parquet": lambda: _parquet(rows)
    }  # fmt: skip
    if path.suffix.lower() not in writers:
        raise UnknownNameError("form of file", path.suffix or str(path), writers, where="<to>")
    try:
        write_whole(path, writers[path.suffix.lower()]())
    except OSError as error:
        raise InputError("store.export_cannot_written", path=str(path), strerror=error.strerror) from error


def _rows(series: Sequence[Series]) -> pd.DataFrame:
    import pandas as pd

    parts = [
        pd.DataFrame({"id": s.id, "date": s.values.index, "value": s.values.to_numpy(), "unit": s.unit.name})
        for s in series
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _csv(rows: pd.DataFrame) -> bytes:
    return rows.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode()


def _parquet(rows: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    rows.to_parquet(out, index=False, engine="pyarrow")
    return out.getvalue()


def _xlsx(rows: pd.DataFrame, series: Sequence[Series]) -> bytes:
    """Sheets "values" and "definitions"; text is never read as a formula."""
    if len(rows) > MAX_SHEET_ROWS:
        raise InputError("store.export_values_do_fit_sheet", n_rows=len(rows))
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    date_form = book.add_format({"num_format": "yyyy-mm-dd"})
    values = book.add_worksheet("values")
    values.write_row(0, 0, COLUMNS)
    values.set_column(1, 1, 12)
    for n, (series_id, day, value, unit) in enumerate(rows.itertuples(index=False), 1):
        values.write_string(n, 0, series_id)
        values.write_datetime(n, 1, day.to_pydatetime(), date_form)
        values.write_number(n, 2, value)
        values.write_string(n, 3, unit)
    _definitions(book.add_worksheet("definitions"), series)
    book.close()
    return out.getvalue()


def _sheet(table: pd.DataFrame) -> bytes:
    """One sheet, dates as text: a table has them in several columns, some of them empty."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    sheet = book.add_worksheet("rows")
    sheet.write_row(0, 0, [str(column) for column in table.columns])
    told = table.astype(object).where(table.notna(), None)
    for n, row in enumerate(told.itertuples(index=False), 1):
        sheet.write_row(n, 0, [str(cell.date()) if hasattr(cell, "date") else cell for cell in row])
    book.close()
    return out.getvalue()


def _definitions(sheet: object, series: Sequence[Series]) -> None:
    fields = ("id", "title", "unit", "frequency", "timing", "publisher", "source")
    sheet.write_row(0, 0, fields)  # type: ignore[attr-defined]  # XlsxWriter has no types
    for n, each in enumerate(series, 1):
        d = each.definition
        row = (d.id, d.title, d.unit.name, d.frequency, d.timing, d.publisher, d.source)
        sheet.write_row(n, 0, row)  # type: ignore[attr-defined]  # XlsxWriter has no types
