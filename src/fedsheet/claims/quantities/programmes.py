"""Rounds of purchases and runoff: when, how many, what was announced, from the record."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fedsheet.claims.evidence import RECORD, Evidence, Found, NotHeldError, found
from fedsheet.claims.measures import DAYS_A_YEAR, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError

Edge = Literal["announced", "start", "end"]


def _edge(evidence: Evidence, programme: str, edge: Edge) -> date:
    """The day a programme was announced, started or ended."""
    one = evidence.path.programme(programme)
    evidence.known(one.announced_at, RECORD)
    day = {"announced": one.announced_at, "start": one.start, "end": one.end}[edge]
    if day is None or (edge == "end" and day > evidence.known_at):
        raise NotHeldError(RECORD, last=evidence.known_at)
    return day


@quantity
def programme_date(evidence: Evidence, *, programme: str, edge: Edge) -> Found:
    """The day a programme was announced, first in force, or ended."""
    day = _edge(evidence, programme, edge)
    return found(measure(day, "date"), programme=programme, edge=edge)


@quantity
def years_between_programmes(
    evidence: Evidence, *, first: str, first_edge: Edge, second: str, second_edge: Edge
) -> Found:
    """Years from an edge of one programme to an edge of another."""
    start, end = _edge(evidence, first, first_edge), _edge(evidence, second, second_edge)
    return found(measure((end - start).days / DAYS_A_YEAR, "years"), start=start, end=end)


@quantity
def count_programmes(
    evidence: Evidence, *, naming: Literal["desk", "seed"], words: str, start: date, end: date
) -> Found:
    """How many programmes announced in a span carry a word in their name, the Desk's or the report's."""
    evidence.known(end, RECORD)
    inside = [p for p in evidence.path.programmes.values() if start <= p.announced_at <= end]
    names = [p.desk_name if naming == "desk" else p.seed_name for p in inside]
    named = tuple(name for name in names if words.lower() in name.lower())
    return found(measure(float(len(named)), "number"), naming=naming, words=words, start=start, end=end, names=named)


@quantity
def planned_amount(evidence: Evidence, *, programme: str, instrument: str, on: date) -> Found:
    """The amount of one instrument that a programme's announcement of a day named, US dollars."""
    evidence.known(on, RECORD)
    planned = evidence.path.programme(programme).planned
    plans = [plan for plan in planned if (plan.instrument, plan.announced_at) == (instrument, on)]
    if not plans:
        held = ", ".join(sorted({f"{plan.instrument} on {plan.announced_at}" for plan in planned}))
        raise InputError(
            "claims.programmes_plan_announced", programme=programme, instrument=instrument, on=on, held=held
        )
    last = plans[-1]
    return found(measure(last.usd, "usd_bn"), programme=programme, asset=instrument, on=on, basis=last.basis)


@quantity
def planned_outside(evidence: Evidence, *, programme: str, instruments: list[str]) -> Found:
    """How many instruments a programme's announcements named beside those listed."""
    one = evidence.path.programme(programme)
    evidence.known(one.announced_at, RECORD)
    named = {plan.instrument for plan in one.planned}
    outside = float(len(named - set(instruments)))
    return found(measure(outside, "number"), programme=programme, named=tuple(sorted(named)))
