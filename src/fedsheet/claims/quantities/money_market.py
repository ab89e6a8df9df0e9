"""The money market: which of two rates stands higher, how often, how long; who takes part, by our own division."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fedsheet.claims.evidence import Evidence, Found, found, values
from fedsheet.claims.measures import change, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.spreads import above as above_zero
from fedsheet.core.spreads import share_above
from fedsheet.core.text import Text
from fedsheet.market.participants import classes, participants


@quantity
def share_of_days(evidence: Evidence, *, higher: str, lower: str, start: date, end: date) -> Found:
    """The share of days, of those both rates have in a window, on which one stood above the other."""
    held = values(evidence, higher, lower)
    inside = held.between(start, end)
    return found(
        measure(share_above(inside) or 0.0, "pct"), held.name, higher=higher, lower=lower, start=start, end=end,
        n=len(inside), median=change(float(inside.median()), held.kind),
    )  # fmt: skip


@quantity
def days_above(evidence: Evidence, *, higher: str, lower: str, start: date, end: date) -> Found:
    """How many days in a window one rate stood above the other, with the longest run of such days."""
    held = values(evidence, higher, lower)
    above = above_zero(held.between(start, end))
    runs = above.groupby((~above).cumsum()).sum()
    day, peak = held.extreme(start, end, "highest")
    return found(
        measure(float(above.sum()), "days"), held.name, higher=higher, lower=lower, start=start, end=end,
        longest=int(runs.max()), peak=change(peak, held.kind), on=day,
    )  # fmt: skip


@quantity
def count_participants(
    evidence: Evidence,  # noqa: ARG001 — our division does not depend on the data
    *,
    level: Literal["classes", "kinds"],
) -> Found:
    """How many classes or kinds of participants our own division of the money market has."""
    kinds = participants()
    used = dict.fromkeys(kind.of_class for kind in kinds)
    named = [classes()[name] for name in used] if level == "classes" else [kind.name for kind in kinds]
    names = tuple(Text(name["zh"], name["en"]) for name in named)
    return found(measure(float(len(names)), "number"), level=level, names=names)
