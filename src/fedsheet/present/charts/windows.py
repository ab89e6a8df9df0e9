"""The shaded windows behind a figure: purchases, runoffs and recessions, as far as known on the report's day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.present import measures
from fedsheet.present.charts import style
from fedsheet.present.charts.style import Frame, Part, Shade
from fedsheet.record import PolicyPath

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words

ROUNDS = ("lsap1", "lsap2", "mep", "lsap3")
LATER = ("runoff1", "bills2019", "covid", "runoff2", "rmp")
ALL = (*ROUNDS, *LATER)


def every_window(given: Sequence[Part], words: Words) -> list[Part]:
    """Recessions and all programmes of the record, as far as `given` does not shade its own."""
    shades = [part for part in given if isinstance(part, Shade)]
    found: list[Part] = []
    if all(part.at_top for part in shades):
        found.append(style.recessions(words))
    if not any(part.at_top for part in shades):
        found += _programmes(words.record, words, ALL, words.known)
    return found


def so_far(vintage: Vintage, frame: Frame, *series_ids: str) -> Frame:
    """The frame up to the last value known of every series; `DateRangeError` where nothing in it was known."""
    measures.need(vintage, frame.start, *series_ids)
    known = min(measures.day_of(vintage[name].values.index[-1]) for name in series_ids)
    return replace(frame, end=min(frame.end, known))


def windows(vintage: Vintage, path: PolicyPath, words: Words, ids: tuple[str, ...] = ROUNDS) -> list[Part]:
    """Recessions (grey), purchases (pale blue) and runoffs (pale orange) announced by the vintage's day."""
    return [style.recessions(words), *_programmes(path, words, ids, vintage.as_of)]


def _programmes(path: PolicyPath, words: Words, ids: Sequence[str], known: date | None) -> list[Part]:
    """Purchases and runoffs as two shades; one announced after `known` is left out."""
    runoffs = [name for name in ids if path.programmes[name].kind == "runoff"]
    purchases = [name for name in ids if name not in runoffs]
    shaded: list[Part] = []
    if purchases:
        shaded.append(style.shade(style.programme_spans(path, words, purchases, known=known)))
    if runoffs:
        shaded.append(style.shade(style.programme_spans(path, words, runoffs, known=known), "runoff"))
    return shaded
