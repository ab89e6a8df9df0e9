"""One table of a TOML file, read strictly: types checked, unknown keys refused, every mistake with file and line."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import NoReturn

from fedsheet.core.errors import RecordError
from fedsheet.core.largest import LISTED
from fedsheet.core.text import told_apart

_HEADER = re.compile(r"^\s*\[\[(\w[\w.]*)\]\]")


@dataclass(frozen=True)
class TomlTable:
    """One table of a TOML file with the line it starts on; reading a key checks its type."""

    file: str
    text: str
    name: str
    line: int
    values: Mapping[str, object]

    def stop(self, what: str, key: str = "", **values: object) -> NoReturn:
        """Raise `RecordError("record.<what>")` at the line of `key`, or at the table's own line."""
        line = self.line_of(key)
        place = f"{self.file}:{line}" if line else self.file
        raise RecordError(f"record.{what}", where=place, table=self.label(), name=key, **values)

    def line_of(self, key: str) -> int:
        """The line on which `key` is set, from the table's header down to the next header; 0 where nothing says it."""
        for number, line in enumerate(self.text.splitlines()[self.line :], self.line + 1):
            if line.lstrip().startswith("["):
                if self.line == 0 and key and re.match(rf"\s*\[+\s*{re.escape(key)}\s*\]", line):
                    return number
                if self.line:
                    break
            if key and re.match(rf"\s*{re.escape(key)}\s*=", line):
                return number
        return self.line

    def allow(self, keys: Iterable[str]) -> None:
        """Stop at the first key that is not among `keys`."""
        known = set(keys)
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, n=2) or sorted(known)
                self.stop("table_unknown_key", key, known=", ".join(near))

    def need(self, keys: Iterable[str]) -> None:
        """Stop at the first of `keys` that is missing."""
        for key in keys:
            if key not in self.values:
                self.stop("table_missing_key", missing=key)

    def label(self) -> str:
        """How a message names this table."""
        return f"{self.name} {self.values.get('id', '')!s}".strip()

    def text_of(self, key: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (key in self.values and not value.strip()):
            self.stop("table_no_text", key, value=value)
        return value

    def number_of(self, key: str, most: float = LISTED) -> float | None:
        """A number of at most this size, or None where the key is absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
            self.stop("table_no_number", key, value=value)  # nor one that is not a number, or of 400 digits
        if abs(value) > most:
            self.stop("table_too_large", key, value=value, most=most)
        return float(value)

    def date_of(self, key: str) -> date:
        """A date; of a date and time the date."""
        value = self.values.get(key)
        if not isinstance(value, date):
            self.stop("table_no_date", key, value=value)
        return value.date() if isinstance(value, datetime) else value

    def time_of(self, key: str) -> time | None:
        """The New York time of a date and time, None of a plain date."""
        value = self.values.get(key)
        return value.time() if isinstance(value, datetime) else None

    def part(self, key: str, row: Mapping[str, object], keys: Iterable[str]) -> TomlTable:
        """A small table inside this one, with exactly `keys`."""
        part = TomlTable(self.file, self.text, f"{self.label()} {key}", self.line_of(key), row)
        part.allow(keys)
        part.need(keys)
        return part

    def parts(self, key: str, keys: Iterable[str]) -> tuple[TomlTable, ...]:
        """The small tables of the list `key`, each with exactly `keys`."""
        rows = self.values.get(key)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.stop("table_no_tables", key)
        return tuple(self.part(key, row, keys) for row in rows)

    def choice_of(self, key: str, known: Iterable[str], default: str = "") -> str:
        """A string out of a closed set."""
        value = self.text_of(key, default)
        if value not in known:
            self.stop("table_no_choice", key, value=value, known=", ".join(sorted(known)))
        return value


def read_toml(file: str, text: str) -> dict[str, object]:
    """The document as a mapping; a syntax error becomes `RecordError` with its line."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise RecordError("record.table_valid_toml_nested_too", where=file) from None
    except ValueError as error:  # no TOML, or a number of thousands of digits
        line = re.search(r"line (\d+)", str(error))
        raise RecordError("record.table_valid_toml", where=f"{file}:{line[1] if line else 1}", error=error) from None


def tables(file: str, text: str, document: Mapping[str, object], name: str) -> tuple[TomlTable, ...]:
    """The array of tables `name`, each with the line of its header."""
    rows = document.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RecordError("record.table_list_tables", where=f"{file}:1", name=name)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if (m := _HEADER.match(line)) and m[1] == name]
    padded = lines + [1] * (len(rows) - len(lines))
    return tuple(TomlTable(file, text, name, line, told_apart(row)) for line, row in zip(padded, rows, strict=False))
