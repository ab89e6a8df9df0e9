"""A user's lists of securities and of MBS pools: one CSV row each, read whole or refused."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from fedsheet.core.errors import InputError
from fedsheet.portfolio.mortgages.pool_list import COLUMNS

LARGEST_BYTES = 20_000_000
SECURITIES = ("cusip", "kind", "maturity_date", "coupon_percent", "par_usd")
ALSO_OF_SECURITIES = ("spread_percent", "inflation_compensation_usd", "share_of_issue")


def read_securities(file: Path) -> list[dict[str, object]]:
    """Rows of a list of Treasuries and agency debt."""
    return read_rows(file, SECURITIES, ALSO_OF_SECURITIES)


def read_pools(file: Path) -> list[dict[str, object]]:
    """Rows of a list of agency MBS pools."""
    return read_rows(file, COLUMNS, ())


def read_rows(file: Path, wanted: Sequence[str], also: Sequence[str]) -> list[dict[str, object]]:
    """Rows by column name; a missing file, a missing or unknown column, or a row of another length is named."""
    if not file.is_file():
        raise InputError("runs.holdings_file_there_file", where=file.name, file=str(file))
    if file.stat().st_size > LARGEST_BYTES:
        raise InputError(
            "runs.holdings_file_larger_than_bytes", where=file.name, name=file.name, largest_bytes=LARGEST_BYTES
        )
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            _check_columns(reader.fieldnames or (), wanted, also, file.name)
            return [_whole(row, number, file.name) for number, row in enumerate(reader, start=1)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError("runs.holdings_file_csv_file_utf_8", where=file.name, name=file.name, error=error) from None


def _check_columns(names: Sequence[str], wanted: Sequence[str], also: Sequence[str], file: str) -> None:
    given = set(names)
    missing = [name for name in wanted if name not in given]
    unknown = sorted(given - {*wanted, *also})
    if missing or unknown:
        raise InputError(
            "runs.holdings_file_missing_columns_unknown",
            where=file,
            missing=", ".join(missing) or "none",
            unknown=", ".join(unknown) or "none",
            x=", ".join((*wanted, *also)),
        )


def _whole(row: dict[str | None, object], number: int, file: str) -> dict[str, object]:
    if None in row or None in row.values():
        raise InputError("runs.holdings_file_row_another_number_cells", where=file, number=number)
    return {str(key): value for key, value in row.items()}
