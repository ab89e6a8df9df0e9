"""A user's list of securities: one CSV row each, read whole or refused."""

from __future__ import annotations

import csv
from pathlib import Path

from fedsheet.core.errors import InputError

LARGEST_BYTES = 20_000_000
WANTED = ("cusip", "kind", "maturity_date", "coupon_percent", "par_usd")
ALSO_KNOWN = ("spread_percent", "inflation_compensation_usd")


def read_rows(file: Path) -> list[dict[str, object]]:
    """Rows by column name; a missing file, a missing or unknown column, or a row of another length is named."""
    if not file.is_file():
        raise InputError(f"There is no file {str(file)!r}", where="--holdings")
    if file.stat().st_size > LARGEST_BYTES:
        raise InputError(f"{file.name} is larger than {LARGEST_BYTES:,} bytes", where="--holdings")
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            _check_columns(reader.fieldnames or (), file.name)
            return [_whole(row, number, file.name) for number, row in enumerate(reader, start=1)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file.name} is not a CSV file in UTF-8 ({error})", where="--holdings") from None


def _check_columns(names: object, file: str) -> None:
    given = set(names if isinstance(names, list) else ())
    missing = [name for name in WANTED if name not in given]
    unknown = sorted(given - {*WANTED, *ALSO_KNOWN})
    if missing or unknown:
        raise InputError(
            f"Missing columns: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}",
            where=file,
            possible=f"Columns: {', '.join((*WANTED, *ALSO_KNOWN))}",
        )


def _whole(row: dict[str | None, object], number: int, file: str) -> dict[str, object]:
    if None in row or None in row.values():
        raise InputError(f"Row {number} has another number of cells than the head", where=file)
    return {str(key): value for key, value in row.items()}
