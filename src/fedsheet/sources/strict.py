"""Reading replies without trust: strict JSON, CSV and XML, dates and numbers; whatever is odd is a `SourceError`.

Zero is a value, missing is None: a parser may refuse but not repair.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from html.parser import HTMLParser
from typing import Any

from fedsheet.core.dates import FOREVER
from fedsheet.core.errors import SourceError
from fedsheet.core.largest import CELL

NUMBER = re.compile(r"^[+-]?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,3})?$")
YEARS = range(1700, 2200)
NUMBERS = (float, int)  # as they are; true and false are none


def text_of(body: bytes, what: str) -> str:
    """The body as UTF-8 text."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("sources.strict_byte_utf_8", where=what, start=error.start) from None


def json_of(body: bytes, what: str) -> Any:
    """The body as JSON: NaN, Infinity, doubled keys and half a document are refused."""
    try:
        return json.loads(
            text_of(body, what),
            parse_constant=partial(_no_constant, what),
            object_pairs_hook=partial(_no_doubles, what),
        )
    except RecursionError:
        raise SourceError("sources.strict_reply_json_nested_too", where=what) from None
    except json.JSONDecodeError as error:
        raise SourceError("sources.strict_not_whole_json", where=what, line=error.lineno, column=error.colno) from None
    except ValueError:
        raise SourceError("sources.strict_json_number", where=what) from None


def _no_constant(what: str, name: str) -> float:
    raise SourceError("sources.strict_json_constant", where=what, name=name)


def _no_doubles(what: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SourceError("sources.strict_key_twice", where=what)
    return found


def rows_at(document: Any, path: Sequence[str], what: str) -> list[dict[str, Any]]:
    """The list of objects under `path`; a publisher that renames a field must not look like one with no data."""
    found = document
    for key in path:
        if not isinstance(found, dict) or key not in found:
            raise SourceError("sources.strict_reply", where=what, path=".".join(path))
        found = found[key]
    if not isinstance(found, list) or any(not isinstance(row, dict) for row in found):
        raise SourceError("sources.strict_list_records", where=what, path=".".join(path))
    return found


def field(row: Mapping[str, Any], name: str, what: str) -> Any:
    """One field that must be there."""
    if name not in row:
        raise SourceError("sources.strict_record", where=what, name=name)
    return row[name]


def day_of(value: Any, what: str, *, may_be_forever: bool = False) -> date:
    """A date written YYYY-MM-DD, or with a midnight after it, in a year that a publisher can mean.

    may_be_forever  whether 9999-12-31 can stand there, for an interval without an end
    """
    text = value if isinstance(value, str) else ""
    try:
        day = date.fromisoformat(text.removesuffix("T00:00:00"))
    except ValueError:
        raise SourceError("sources.strict_date", where=what, value=str(value)[:40]) from None
    if day.year not in YEARS and not (may_be_forever and day == FOREVER):
        raise SourceError("sources.strict_date_publisher", where=what, day=day)
    return day


def number_of(value: Any, what: str) -> float:
    """A finite number, as JSON wrote it or as text of digits."""
    if type(value) is str and NUMBER.match(value):
        value = float(value)
    if type(value) not in NUMBERS or not -CELL <= value <= CELL:
        raise SourceError("sources.strict_number", where=what, value=str(value)[:40])
    return float(value)


def number_or_none(value: Any, what: str, missing: Iterable[str] = ("", "null")) -> float | None:
    """The same, None where the publisher marks a missing value."""
    if isinstance(value, str):
        value = value.strip()
        if value in missing:
            return None
    return None if value is None else number_of(value, what)


def text_field(value: Any, what: str, limit: int = 400) -> str:
    """Text of bounded length."""
    if not isinstance(value, str) or len(value) > limit:
        raise SourceError("sources.strict_short_text", where=what, value=str(value)[:40])
    return value


def word(row: Mapping[str, Any], name: str, what: str) -> str:
    """One field that must be there and be short text."""
    return text_field(field(row, name, what), what)


def csv_of(body: bytes, what: str, max_columns: int = 2_000) -> list[list[str]]:
    """Rows of a CSV; all of one length, no half-written line."""
    reader = csv.reader(io.StringIO(text_of(body, what), newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        raise SourceError("sources.strict_reply_csv", where=what, line=reader.line_num) from None
    width = len(rows[0]) if rows else 0
    if not 2 <= width <= max_columns:
        raise SourceError("sources.strict_reply_table_first_line", where=what, width=width)
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise SourceError(
                "sources.strict_line_fields_where_first", where=what, number=number, n_row=len(row), width=width
            )
    return rows


def unique(days: Sequence[Any], what: str) -> None:
    """Refuse a date, or a key, that stands twice."""
    seen: set[Any] = set()
    for day in days:
        if day in seen:
            raise SourceError("sources.strict_stands_twice", where=what, day=day)
        seen.add(day)


def taken_of_offered(taken: float | None, offered: float | None, what: str) -> None:
    """Of what was offered no more can be taken than all, and neither is below zero; what is missing is not judged."""
    if (taken is not None and taken < 0) or (offered is not None and offered < 0):
        raise SourceError("sources.strict_below_zero", where=what, taken=taken, offered=offered)
    if taken is not None and offered is not None and taken > offered:
        raise SourceError("sources.strict_more_taken", where=what, taken=taken, offered=offered)


def feed_html(parser: HTMLParser, text: str, what: str) -> None:
    """Let an HTML parser read a page; markup it cannot make sense of is refused."""
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError):  # what html.parser raises on a broken declaration
        raise SourceError("sources.strict_markup_broken", where=what) from None


def xml_of(body: bytes, what: str) -> Any:
    """The root of an XML document; entities and document types are refused."""
    import defusedxml.ElementTree as SafeXml
    from defusedxml import DefusedXmlException

    try:
        return SafeXml.fromstring(text_of(body, what), forbid_dtd=True)
    except SafeXml.ParseError as error:
        line, column = error.position
        raise SourceError("sources.strict_not_whole_xml", where=what, line=line, column=column + 1) from None
    except (DefusedXmlException, ValueError):
        raise SourceError("sources.strict_xml_declares", where=what) from None
