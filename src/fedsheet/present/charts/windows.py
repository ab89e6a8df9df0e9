"""The shaded windows behind a figure: purchases, runoffs and recessions, as far as known on the report's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.charts import style
from fedsheet.present.charts.style import Part

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

ROUNDS = ("lsap1", "lsap2", "mep", "lsap3")
LATER = ("runoff1", "bills2019", "covid", "runoff2", "rmp")
ALL = (*ROUNDS, *LATER)


def windows(vintage: Vintage, path: PolicyPath, words: Words, ids: tuple[str, ...] = ROUNDS) -> list[Part]:
    """Recessions (grey), purchases (pale blue) and runoffs (pale orange) announced by the vintage's day."""
    runoffs = [name for name in ids if path.programmes[name].kind == "runoff"]
    purchases = [name for name in ids if name not in runoffs]
    shaded: list[Part] = [style.recessions(words)]
    if purchases:
        shaded.append(style.shade(style.programme_spans(path, words, purchases, known=vintage.as_of)))
    if runoffs:
        shaded.append(style.shade(style.programme_spans(path, words, runoffs, known=vintage.as_of), "runoff"))
    return shaded
