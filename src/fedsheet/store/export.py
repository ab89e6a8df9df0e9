"""Series out of the store as CSV, JSON, XLSX, Parquet, Arrow, Stata or SDMX-CSV; written beside, renamed when whole.

One row a value, with its unit, its publisher and the licence under which the publisher gives it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.extras import need
from fedsheet.core.lazy import pd
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.system import system
from fedsheet.core.text import uncomputed
from fedsheet.store import sdmx
from fedsheet.store.raw import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

BY_PYARROW = (".parquet", ".arrow")
SDMX = ".sdmx.csv"
MAX_SHEET_ROWS = 1_048_575
# What each column holds, as Stata keeps it beside the name.
COLUMNS: dict[Hashable, str] = {
    "id": "Series", "date": "Day of the observation", "value": "Value in its unit", "unit": "Unit of the value",
    "publisher": "Publisher", "licence": "Licence of the publisher",
}  # fmt: skip
Licence = Callable[[SeriesDefinition], str]


def export(series: Sequence[Series], path: Path, licence: Licence = lambda _: "") -> int:
    """Write the series in the form the file's ending names; the number of values. `licence` tells that of each."""
    rows = _rows(series, licence)
    _write(path, rows, lambda: _xlsx(rows, series), lambda: sdmx.as_csv(series, licence))
    return len(rows)


def export_table(table: pd.DataFrame, path: Path) -> int:
    """Write one table (holdings, operations, auctions) likewise; the number of rows."""
    _write(path, table, lambda: _sheet(table))
    return len(table)


def _write(
    path: Path, rows: pd.DataFrame, as_workbook: Callable[[], bytes], as_sdmx: Callable[[], bytes] | None = None
) -> None:
    writers: Mapping[str, Callable[[], bytes]] = {
        ".csv": lambda: _csv(rows), ".json": lambda: _json(rows), ".xlsx": as_workbook,
        ".parquet": lambda: _parquet(rows), ".arrow": lambda: _arrow(rows), ".dta": lambda: _stata(rows),
    }  # fmt: skip
    if as_sdmx is not None:
        writers = {**writers, SDMX: as_sdmx}
    form = SDMX if path.name.lower().endswith(SDMX) else path.suffix.lower()
    if form not in writers:
        raise UnknownNameError("form of file", form or str(path), writers, where="<to>")
    if form in BY_PYARROW:
        need("parquet")
    try:
        write_whole(path, writers[form]())
    except OSError as error:
        raise InputError("store.export_cannot_written", path=str(path), strerror=system(error)) from error


def _rows(series: Sequence[Series], licence: Licence) -> pd.DataFrame:
    parts = [
        pd.DataFrame({
            "id": s.id, "date": s.values.index, "value": s.values.to_numpy(), "unit": s.unit.name,
            "publisher": s.definition.publisher, "licence": licence(s.definition),
        })
        for s in series
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _csv(rows: pd.DataFrame) -> bytes:
    if "publisher" in rows:  # the one text that a reader may have written
        shown = {name: uncomputed(name) for name in rows["publisher"].unique()}
        rows = rows.assign(publisher=rows["publisher"].map(shown))
    return rows.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode()


def _as_dates(rows: pd.DataFrame) -> pa.Table:
    """Days as dates and not as instants, which a reader's time zone could move to the day before."""
    import pyarrow as pa

    table = pa.Table.from_pandas(rows, preserve_index=False)
    days = (pa.date32() if pa.types.is_timestamp(kind) else kind for kind in table.schema.types)
    return table.cast(pa.schema(list(zip(table.column_names, days, strict=True))))


def _parquet(rows: pd.DataFrame) -> bytes:
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(_as_dates(rows), out)
    return out.getvalue()


def _json(rows: pd.DataFrame) -> bytes:
    """An array of rows by column, dates ISO, missing null, numbers to the last digit; UTF-8."""
    days = rows.select_dtypes("datetime").columns
    told = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in days}).astype(object)
    records = told.where(told.notna(), None).to_dict("records")
    return (json.dumps(records, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _arrow(rows: pd.DataFrame) -> bytes:
    """The Arrow file format, uncompressed, as R, Julia and Python read it."""
    from pyarrow import feather

    out = io.BytesIO()
    feather.write_feather(_as_dates(rows), out, compression="uncompressed")
    return out.getvalue()


def _stata(rows: pd.DataFrame) -> bytes:
    """Stata 14 and newer: days as %td, text as UTF-8 with "" where missing."""
    out, told = io.BytesIO(), rows.copy()
    for name in [str(name) for name in rows.select_dtypes(["str", "object"]).columns]:
        told[name] = rows[name].astype(object).where(rows[name].notna(), "")
    days: dict[Hashable, Literal["td"]] = dict.fromkeys(rows.select_dtypes("datetime").columns, "td")
    labels = {name: label for name, label in COLUMNS.items() if name in rows}
    told.to_stata(out, write_index=False, version=118, convert_dates=days, variable_labels=labels)  # type: ignore[arg-type]  # stubs: Never
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
    for n, (series_id, day, value, *texts) in enumerate(rows.itertuples(index=False), 1):
        values.write_string(n, 0, series_id)
        values.write_datetime(n, 1, day.to_pydatetime(), date_form)
        values.write_number(n, 2, value)
        for place, text in enumerate(texts, 3):
            values.write_string(n, place, text)
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
