"""Cells of a user's list as numbers: missing is not zero, and what is no number is named with its place."""

from __future__ import annotations

from fedsheet.core.errors import InputError
from fedsheet.core.largest import AMOUNT_USD


def is_missing(value: object) -> bool:
    """Whether a cell is empty: None, an empty text, NaN."""
    return value is None or value == "" or value != value


def number_of(value: object, name: str, where: str) -> float:
    """The cell's number; anything else, infinities included, raises `InputError`."""
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not abs(number) < AMOUNT_USD:
        raise InputError("portfolio.number_cells_number_dollars_or_percent", where=where, name=name, value=value)
    return number
