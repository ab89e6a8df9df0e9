"""Exhibits of the store's past: what came in when, from whom, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.notes import said
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.present.exhibits.data import OWN_UNIT
from fedsheet.present.table import Column, Table
from fedsheet.present.update_lines import asked_for

if TYPE_CHECKING:
    from fedsheet.present.text import Words

Line = tuple[int, date, str, str, str, int, int, int, int, str, str]
SHIPPED = "snapshot"  # the source of the figures that come with the package
Row = tuple[str, date, float | None, float | None]


@exhibit("data-log", of="log")
def log(lines: Sequence[Line], words: Words) -> Exhibit:
    """What came in, the newest first: batch, day, from whom, what, what became of it, how much it changed."""
    columns = (
        Column("n", "int", "terms.number"), Column("date", "iso", "data.log_seen"),
        Column("source", "text", "data.log_source"), Column("what", "text", "data.log_what"),
        Column("outcome", "name:data.outcome_", "data.log_outcome"), Column("new", "int", "data.log_new"),
        Column("changed", "int", "data.log_changed"), Column("gone", "int", "data.log_gone"),
        Column("rows", "int", "data.log_rows"), Column("shown", "text", "data.log_shown"),
        Column("note", "text", "data.log_said"),
    )  # fmt: skip
    told = [(*line[:3], _what(line, words), *line[4:-1], said(line[-1], words.language)) for line in lines]
    return Exhibit.of(words, Table.of("data-log", words, columns, told), "", "", words("data.log_note"))


def _what(line: Line, words: Words) -> str:
    """What a batch is about, in the reader's words."""
    return words("data.log_shipped") if line[2] == SHIPPED else words.format(asked_for(line[3], words), "names")


@exhibit("data-log-changes", of="log changes")
def changes(lines: Sequence[Row], words: Words) -> Exhibit:
    """Every value that one batch changed, in published units: before and after."""
    columns = (
        Column("series"), Column("day", "iso", "terms.date"),
        Column("before", "general", "data.log_before", counts=OWN_UNIT),
        Column("after", "general", "data.log_after", counts=OWN_UNIT),
    )  # fmt: skip
    note = "" if lines else words("data.log_unchanged")
    return Exhibit.of(words, Table.of("data-log-changes", words, columns, lines), "", "", note)
