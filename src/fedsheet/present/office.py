"""What Word files and slides share: the extra they need, a user's template, fonts by name, the same bytes every time.

    office.ready()                       refused here, before any work, where the libraries are missing
    office.refuse_unreadable(template, "docx")
    office.same_bytes(saved)             the file with its parts dated 1980 in their order

A reader's office has no fonts of ours: Latin and East Asian typefaces are named, and both come with Office on Windows
and macOS; elsewhere the program takes its own in their place.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

from fedsheet.core.errors import InputError
from fedsheet.core.extras import need
from fedsheet.present.charts.style import text_width

LATIN, EAST_ASIAN, EVEN = "Arial", "Microsoft YaHei", "Consolas"
LOCALES = {"zh": "zh-CN", "en": "en-US"}
DOTS_PER_INCH = 300.0
Kind = Literal["docx", "pptx"]
MAIN_PART = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml"}
WORD = re.compile(r"[\u2e80-\uffff]{1,3}|(?:\u00a0|[^\s\u2e80-\uffff])+")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# Where no line breaks: within a day and between an amount and its unit.
WITHIN = re.compile(
    rf"(?<=\d) (?=(?:{MONTHS})\b|trn\b|bn\b|mn\b|bp\b|pp\b|[年月日万亿个])|(?<=USD) (?=bn\b)|(?<=[年月]) (?=\d)"
    + "".join(rf"|(?<={month}) (?=\d{{4}}\b)" for month in MONTHS.split("|"))
)
SUBSTITUTE = 1.2  # how much wider than ours the letters may be that stand in for a typeface which is not there
OLD = "8A929B"  # grey, of a row that is no longer current
PADDING = 11.0  # points left and right of a cell's text


def ready() -> None:
    """The libraries are there; `InputError` names the extra that brings them."""
    need("office", "report")


def refuse_unreadable(template: bytes, kind: Kind, name: str) -> None:
    """A template that is no Word file or no presentation raises `InputError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            if MAIN_PART[kind] in parts.namelist() and parts.testzip() is None:
                return
    except (zipfile.BadZipFile, OSError, ValueError):
        pass
    raise InputError("present.office_template", where="<template>", file=name, kind=kind)


def same_bytes(saved: bytes) -> bytes:
    """The same parts in the same order, without the hour at which they were put together."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return made.getvalue()


def unparted(text: str) -> str:
    """A text whose days and amounts no end of a line parts."""
    return WITHIN.sub("\N{NO-BREAK SPACE}", text)


def escaped(text: str) -> str:
    """Text as XML holds it: no markup, no control character."""
    return escape("".join(sign for sign in text if sign >= " "), {'"': "&quot;"})


def column_widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], line: float, sizes: Sequence[float]
) -> tuple[list[float], float]:
    """Points by column that fill the line, and the size of type: the first of `sizes` at which no word is parted.

    Each column is as wide as its longest word; what is left of the line goes to those whose texts are longer.
    """
    for size in sizes:
        columns = [list(column) for column in zip(headings, *rows, strict=True)]
        heads = [max(_wide(word, size * SUBSTITUTE) for word in _words(head)) for head in headings]
        least = [
            max(head, *(_least(word, size) for cell in column for word in _words(cell)))
            for head, column in zip(heads, columns, strict=True)
        ]
        if sum(least) <= line:
            break
    whole = [max(short, *(_wide(cell, size) for cell in column)) for column, short in zip(columns, least, strict=True)]
    if sum(whole) <= line:
        return [each * line / sum(whole) for each in whole], size
    if sum(least) >= line:
        return [each * line / sum(least) for each in least], size
    longer = [(full - short) ** 0.6 for full, short in zip(whole, least, strict=True)]
    return [short + (line - sum(least)) * more / sum(longer) for short, more in zip(least, longer, strict=True)], size


def _words(cell: str) -> list[str]:
    """What is not parted at the end of a line: a word, a number with its sign, three Chinese characters."""
    return WORD.findall(cell) or [""]


def _least(word: str, size: float) -> float:
    """A word's width, a number's and an abbreviation's in any typeface: a day or TGCR cannot be read in two parts."""
    return _wide(word, size * SUBSTITUTE if word[:1].isdigit() or word.isupper() else size)


def _wide(text: str, size: float) -> float:
    return text_width(text, size) + PADDING
