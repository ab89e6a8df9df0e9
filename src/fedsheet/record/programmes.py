"""Reading programmes and bands: two naming schemes, phases in order, windows for yields and for the statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fedsheet.core.largest import LEVEL
from fedsheet.core.units import USD_BN, from_bn
from fedsheet.record.model import GRADES, Band, Phase, Planned, Programme, WindowDates
from fedsheet.record.table import TomlTable, read_toml, tables

_PROGRAMME = (
    "id", "kind", "desk_name", "popular_name", "seed_name", "announced_at", "start", "market_window",
    "statement_window", "phases", "planned", "source", "grade",
)  # fmt: skip
_BAND = ("id", "kind", "start", "end", "why", "source", "grade")
_WINDOW = ("start", "end", "why")
_PHASE = ("id", "kind", "start", "end")
_PLANNED = ("instrument", "usd_bn", "basis", "announced_at", "fact")
KINDS = ("purchases", "maturity extension", "runoff", "reserve management")
PHASE_KINDS = ("start", "extension", "change", "taper")
BASES = ("total", "increment", "minimum", "a month", "about")
BAND_KINDS = ("gap", "era", "recession", "window")


def read_programmes(file: str, text: str) -> tuple[Mapping[str, Programme], Mapping[str, Band]]:
    """Programmes and bands by id, in the order of the file; any mistake stops with its line."""
    document = read_toml(file, text)
    TomlTable(file, text, "file", 0, document).allow(("programme", "band"))
    programmes = [_programme(table) for table in tables(file, text, document, "programme")]
    bands = [_band(table) for table in tables(file, text, document, "band")]
    return {p.id: p for p in programmes}, {b.id: b for b in bands}


def _programme(table: TomlTable) -> Programme:
    table.allow((*_PROGRAMME, "end"))
    table.need(_PROGRAMME)
    start = table.date_of("start")
    end = table.date_of("end") if "end" in table.values else None
    if end and end < start:
        table.stop("programmes_span", "end", end=end, start=start)
    return Programme(
        id=table.text_of("id"),
        kind=table.choice_of("kind", KINDS),
        desk_name=table.text_of("desk_name"),
        popular_name=table.text_of("popular_name"),
        seed_name=table.text_of("seed_name"),
        announced_at=table.date_of("announced_at"),
        start=start,
        end=end,
        market_window=_window(table, "market_window"),
        statement_window=_window(table, "statement_window"),
        phases=_phases(table),
        planned=tuple(_planned(part) for part in table.parts("planned", _PLANNED)),
        source=table.text_of("source"),
        grade=table.choice_of("grade", GRADES),
        place=f"{table.file}:{table.line}",
    )


def _window(table: TomlTable, key: str) -> WindowDates:
    row = table.values[key]
    if not isinstance(row, dict):
        table.stop("programmes_no_window", key)
    part = table.part(key, row, _WINDOW)
    start, end = _span(part)
    return WindowDates(start, end, part.text_of("why"))


def _span(part: TomlTable) -> tuple[date, date]:
    start, end = part.date_of("start"), part.date_of("end")
    if end <= start:
        part.stop("programmes_span", end=end, start=start)
    return start, end


def _phases(table: TomlTable) -> tuple[Phase, ...]:
    """Phases in order of time, each beginning after the one before has ended."""
    phases: list[Phase] = []
    for part in table.parts("phases", _PHASE):
        start, end = _span(part)
        if phases and start <= phases[-1].end:
            part.stop("programmes_phases_overlap", start=start)
        phases.append(Phase(part.text_of("id"), part.choice_of("kind", PHASE_KINDS), start, end))
    return tuple(phases)


def _planned(part: TomlTable) -> Planned:
    amount = part.number_of("usd_bn", LEVEL[USD_BN])
    assert amount is not None  # `_part` refused a missing key
    return Planned(
        instrument=part.text_of("instrument"),
        usd=from_bn(amount),
        basis=part.choice_of("basis", BASES),
        announced_at=part.date_of("announced_at"),
        fact=part.text_of("fact"),
    )


def _band(table: TomlTable) -> Band:
    table.allow(_BAND)
    table.need(_BAND)
    start, end = _span(table)
    return Band(
        id=table.text_of("id"),
        kind=table.choice_of("kind", BAND_KINDS),
        start=start,
        end=end,
        source=table.text_of("source"),
        grade=table.choice_of("grade", GRADES),
        why=table.text_of("why"),
    )
