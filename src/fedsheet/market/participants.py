"""The nine kinds in three classes, what each lends and borrows in, how large it is; the flows between them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import RecordError
from fedsheet.core.text import Text
from fedsheet.core.units import USD_BN
from fedsheet.core.vintage import Vintage
from fedsheet.market.sizes import load_sizes, size

LANGUAGES = ("zh", "en")
N_KINDS = 9


@dataclass(frozen=True)
class Participant:
    """One kind; `number` is its place in "7, 8 → 6"; `size_series` where its size is a held series,
    `size_amount` where it is one of sizes.toml; `size_of` says what the size measures, `size_label` in short."""

    id: str
    number: int
    of_class: str
    name: dict[str, str]
    lends: tuple[str, ...]
    borrows: tuple[str, ...]
    friction: dict[str, str]
    size_of: Text
    size_label: Text
    size_series: str
    size_amount: str
    size_usd: float | None
    size_date: date | None
    size_source: Text
    size_grade: str


@dataclass(frozen=True)
class Flow:
    """Who lends to whom in what, and the rate it earns (empty where no public rate exists)."""

    lender: str
    borrower: str
    instrument: str
    rate: str


@dataclass(frozen=True)
class SizedParticipant:
    """A participant and its size on a day; size, date, source and grade are None where it is dated after the as-of."""

    participant: Participant
    size_usd: float | None
    size_date: date | None

    @property
    def source(self) -> Text | None:
        """Where the size was read, none where there is none."""
        return None if self.size_date is None else self.participant.size_source

    @property
    def grade(self) -> str | None:
        """The grade of that source."""
        return None if self.size_date is None else self.participant.size_grade


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("fedsheet.market") / "data" / name).read_text(encoding="utf-8"))


@cache
def classes() -> dict[str, dict[str, str]]:
    """The three classes: id → language → name."""
    return {name: dict(row) for name, row in _read("participants.toml")["class"].items()}


@cache
def instruments() -> dict[str, dict[str, str]]:
    """Instruments: id → language → name."""
    return {name: dict(row) for name, row in _read("instruments.toml")["instrument"].items()}


@cache
def participants() -> tuple[Participant, ...]:
    """The nine kinds in order; an instrument or class that is not named stops the load."""
    found = tuple(_participant(row) for row in _read("participants.toml")["participant"])
    for p in found:
        unknown = [i for i in (*p.lends, *p.borrows) if i not in instruments()]
        if p.of_class not in classes() or unknown:
            raise RecordError(
                "market.participants_unknown_class_or_instruments",
                where="market/data/participants.toml",
                id=p.id,
                unknown=unknown,
            )
    if [p.number for p in found] != list(range(1, N_KINDS + 1)):
        raise RecordError("market.participants_participants_must_numbered_1", where="market/data/participants.toml")
    return found


def _participant(row: dict[str, object]) -> Participant:
    usd, day = row.get("size_usd_bn"), row.get("size_date")
    lends, borrows, amount = row["lends"], row["borrows"], str(row.get("size_amount", ""))
    assert isinstance(lends, list)
    assert isinstance(borrows, list)
    return Participant(
        id=str(row["id"]),
        number=int(str(row["number"])),
        of_class=str(row["class"]),
        name={language: str(row[language]) for language in LANGUAGES},
        lends=tuple(lends),
        borrows=tuple(borrows),
        friction={language: str(row[f"friction_{language}"]) for language in LANGUAGES},
        size_of=_text(row, "size_of"),
        size_label=_text(row, "size_label"),
        size_series=str(row.get("size_series", "")),
        size_amount=amount,
        size_usd=float(usd) * USD_BN.scale if isinstance(usd, int | float) else None,
        size_date=day if isinstance(day, date) else None,
        size_source=size(amount).source if amount else _text(row, "size_source"),
        size_grade=size(amount).grade if amount else str(row.get("size_grade", "A")),
    )


def _text(row: dict[str, object], key: str) -> Text:
    return Text(zh=str(row[f"{key}_zh"]), en=str(row[f"{key}_en"]))


@cache
def participant_ids() -> tuple[str, ...]:
    """The ids of the nine kinds."""
    return tuple(p.id for p in participants())


@cache
def flows() -> tuple[Flow, ...]:
    """Who lends to whom; both ends and the instrument must be known."""
    found = tuple(
        Flow(str(r["lender"]), str(r["borrower"]), str(r["instrument"]), str(r["rate"]))
        for r in _read("participants.toml")["flow"]
    )
    for flow in found:
        if {flow.lender, flow.borrower} - set(participant_ids()) or flow.instrument not in instruments():
            raise RecordError(
                "market.participants_unknown_end_or_instrument", where="market/data/participants.toml", flow=flow
            )
    return found


def sized(vintage: Vintage, day: date) -> tuple[SizedParticipant, ...]:
    """Each kind with its size: from the held series where there is one, else the dated amount of its file; none of
    them dated after the vintage."""
    found = ((p, *_last(p, vintage, day)) for p in participants())
    return tuple(
        SizedParticipant(p, usd, observed) if observed <= vintage.as_of else SizedParticipant(p, None, None)
        for p, observed, usd in found
    )


def _last(p: Participant, vintage: Vintage, day: date) -> tuple[date, float]:
    if p.size_series:
        return vintage[p.size_series].base_last(day)
    if p.size_amount:
        return size(p.size_amount).last(day)
    assert p.size_usd is not None
    return dated(p.id), p.size_usd


def amounts(vintage: Vintage, day: date) -> dict[str, tuple[float, date]]:
    """What instruments amount to on a day over all who use them, US dollars and its day, of what was known by then."""
    found = {i: _amount(name, vintage, day) for i, name in _read("instruments.toml")["amount"].items()}
    return {i: (usd, observed) for i, (observed, usd) in found.items() if observed <= vintage.as_of}


def _amount(name: str, vintage: Vintage, day: date) -> tuple[date, float]:
    if name in load_sizes():
        return size(name).last(day)
    kind = next((p for p in participants() if p.id == name), None)
    if kind is not None:
        return _last(kind, vintage, day)
    if name not in vintage or vintage[name].first_day > day:
        return date.max, 0.0
    return vintage[name].base_last(day)


def dated(kind: str) -> date:
    """The day of a kind's one published size."""
    found = next(p.size_date for p in participants() if p.id == kind)
    assert found is not None
    return found
