"""Windows: from when to when a programme, a gap, a taper or a runoff is looked at, on two clocks.

    market      |eve of announcement ............ last day|      close to close, business days
    statement      |Wednesday ............... Wednesday|         level to level, H.4.1

The record says when programmes and gaps were; `data/windows.toml` adds the parts that published figures are about.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from fedsheet.core.dates import wednesday_on_or_before
from fedsheet.core.errors import RecordError, UnknownNameError
from fedsheet.core.notes import Remark
from fedsheet.core.vintage import Vintage
from fedsheet.record.model import Band, Programme
from fedsheet.record.path import PolicyPath

KEYS = {"id", "programme", "kind", "market_start", "market_end", "statement_start", "statement_end", "source"}
FILE = "review/data/windows.toml"


class WindowKind(StrEnum):
    """What happens in a window; the kinds of buying are kept apart."""

    PURCHASES = "purchases"
    MATURITY_EXTENSION = "maturity_extension"
    TAPER = "taper"
    GAP = "gap"
    RUNOFF = "runoff"
    BILLS = "bills"


KIND_OF_PROGRAMME = {
    "purchases": WindowKind.PURCHASES,
    "maturity extension": WindowKind.MATURITY_EXTENSION,
    "runoff": WindowKind.RUNOFF,
    "reserve management": WindowKind.BILLS,
}
# Alternative datings of the record and the window they re-date; the taper is a part of its programme.
VARIANTS = {
    "gap-lsap1-jackson-hole": (WindowKind.GAP, "gap-lsap1-lsap2", ""),
    "lsap1-from-treasuries": (WindowKind.PURCHASES, "lsap1", "lsap1"),
    "lsap3-taper": (WindowKind.TAPER, "lsap3", "lsap3"),
}


@dataclass(frozen=True)
class Window:
    """One window; statement days are None where it is about prices only.

    variant_of   the window this one dates otherwise or is a part of; empty for a programme or gap itself
    is_open      whether the programme went on beyond the figures held; the end is then the last day held
    """

    id: str
    kind: WindowKind
    market_start: date
    market_end: date
    source: str
    programme: str = ""
    variant_of: str = ""
    statement_start: date | None = None
    statement_end: date | None = None
    is_open: bool = False

    def __post_init__(self) -> None:
        if self.market_start >= self.market_end:
            raise RecordError(
                "review.windows_window_ends_after_start",
                id=self.id,
                market_end=self.market_end,
                market_start=self.market_start,
            )

    @property
    def is_main(self) -> bool:
        """Whether this is the window of a programme or gap itself, not an alternative dating or a part."""
        return not self.variant_of


def _of_programme(programme: Programme) -> Window:
    market, statement = programme.market_window, programme.statement_window
    return Window(
        programme.id, KIND_OF_PROGRAMME[programme.kind], market.start, market.end, programme.source, programme.id, "",
        statement.start, statement.end,
    )  # fmt: skip


def _of_band(band: Band) -> Window | None:
    """A gap or alternative dating of the record as a window; eras and recessions are none."""
    if band.id in VARIANTS:
        kind, main, programme = VARIANTS[band.id]
        return Window(band.id, kind, band.start, band.end, band.source, programme, main)
    return Window(band.id, WindowKind.GAP, band.start, band.end, band.source) if band.kind == "gap" else None


def _parse(entry: Mapping[str, Any]) -> Window:
    """One table of the file; an unknown key stops the load."""
    unknown = sorted(set(entry) - KEYS)
    if unknown:
        possible = Remark.of("claims.known_keys", names=", ".join(sorted(KEYS)))
        raise RecordError(
            "review.windows_unknown_key_window",
            where=FILE,
            unknown=unknown[0],
            entry=entry.get("id"),
            possible_=possible,
        )
    return Window(**{**entry, "kind": WindowKind(entry["kind"]), "variant_of": entry["programme"]})


@cache
def _parts() -> tuple[Window, ...]:
    text = resources.files("fedsheet.review").joinpath("data/windows.toml").read_text("utf-8")
    return tuple(_parse(entry) for entry in tomllib.loads(text)["window"])


def _cut(window: Window, last: date, last_wednesday: date) -> Window:
    """The window ended where the figures do, on each clock; no statement days where none lie between."""
    end, start = window.statement_end, window.statement_start
    is_open = window.market_end > last or bool(end and end > last_wednesday)
    if not is_open:
        return window
    end = min(end, last_wednesday) if end else None
    if start is None or end is None or start >= end:
        start = end = None
    market_end = min(window.market_end, last)
    return replace(window, market_end=market_end, statement_start=start, statement_end=end, is_open=True)


def all_windows(path: PolicyPath, last: date, last_wednesday: date | None = None) -> dict[str, Window]:
    """Every window that begins before `last`, the last close held, by id in order of time.

    last_wednesday   last statement held; None takes the last Wednesday up to `last`
    A window that goes on beyond the figures ends with them and says so.
    """
    wednesday = last_wednesday or wednesday_on_or_before(last)
    bands = (found for band in path.bands.values() if (found := _of_band(band)))
    named = [*map(_of_programme, path.programmes.values()), *bands, *_parts()]
    ordered = sorted((w for w in named if w.market_start < last), key=lambda w: (w.market_start, w.market_end, w.id))
    return {window.id: _cut(window, last, wednesday) for window in ordered}


def windows_of(vintage: Vintage, path: PolicyPath) -> dict[str, Window]:
    """The windows that the vintage's yields reach, on both clocks."""
    last, wednesday = (vintage[name].last_day for name in ("DGS10", "WALCL"))
    return all_windows(path, last, wednesday)


def chosen(windows: Mapping[str, Window], ids: Iterable[str]) -> list[Window]:
    """The windows of these ids, all where none is named; an unknown id raises with the nearest."""
    names = list(ids) or list(windows)
    for name in names:
        if name not in windows:
            raise UnknownNameError("window", name, windows)
    return [windows[name] for name in names]
