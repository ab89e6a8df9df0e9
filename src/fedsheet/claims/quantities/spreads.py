"""Which of two rates stands higher, how often, and for how many days running."""

from __future__ import annotations

from datetime import date

from fedsheet.claims.evidence import Evidence, Found, values
from fedsheet.claims.measures import change, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import DateRangeError


@quantity
def share_of_days(evidence: Evidence, *, higher: str, lower: str, start: date, end: date) -> Found:
    """The share of days, of those both rates have in a window, on which one stood above the other."""
    held = values(evidence, higher, lower)
    inside = held.between(start, end)
    told = {"higher": higher, "lower": lower, "start": start, "end": end, "n": len(inside)}
    told |= {"median": change(float(inside.median()), held.kind)}
    return Found(measure(float((inside > 0).mean()), "pct"), told, held.name)


@quantity
def days_above(evidence: Evidence, *, higher: str, lower: str, start: date, end: date) -> Found:
    """How many days in a window one rate stood above the other, with the longest run of such days."""
    held = values(evidence, higher, lower)
    inside = held.between(start, end)
    if inside.empty:
        raise DateRangeError(f"{held.label} has no value from {start} to {end}", possible=held.span())
    above = inside > 0
    runs = above.groupby((~above).cumsum()).sum()
    peak = inside.idxmax()
    told = {"higher": higher, "lower": lower, "start": start, "end": end, "n": len(inside)}
    told |= {"longest": int(runs.max()), "peak": change(float(inside[peak]), held.kind), "on": peak.date()}
    return Found(measure(float(above.sum()), "days"), told, held.name)
