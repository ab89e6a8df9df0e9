"""Rounds of purchases and runoff, and what an instrument of policy stood at, from the record."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fedsheet.claims.evidence import Evidence, Found, NotHeldError, values
from fedsheet.claims.measures import Measure, change, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.dates import ONE_DAY, add_months
from fedsheet.core.errors import InputError
from fedsheet.record.levers import lever_of

Edge = Literal["announced", "start", "end"]
DAYS_A_YEAR = 365.25
RECORD = "policy record"
NAMES = {"desk": "desk_name", "seed": "seed_name"}


def _edge(evidence: Evidence, programme: str, edge: Edge) -> date:
    """The day a programme was announced, started or ended."""
    found = evidence.path.programme(programme)
    evidence.known(found.announced_at, RECORD)
    day = {"announced": found.announced_at, "start": found.start, "end": found.end}[edge]
    if day is None or (edge == "end" and day > evidence.known_at):
        raise NotHeldError(RECORD, last=evidence.known_at)
    return day


@quantity
def programme_date(evidence: Evidence, *, programme: str, edge: Edge) -> Found:
    """The day a programme was announced, first in force, or ended."""
    day = _edge(evidence, programme, edge)
    told = {"programme": programme, "edge": edge}
    return Found(measure(day, "date"), told)


@quantity
def years_between_programmes(
    evidence: Evidence, *, first: str, first_edge: Edge, second: str, second_edge: Edge
) -> Found:
    """Years from an edge of one programme to an edge of another."""
    start, end = _edge(evidence, first, first_edge), _edge(evidence, second, second_edge)
    return Found(measure((end - start).days / DAYS_A_YEAR, "years"), {"start": start, "end": end})


@quantity
def count_programmes(
    evidence: Evidence, *, naming: Literal["desk", "seed"], words: str, start: date, end: date
) -> Found:
    """How many programmes announced in a span carry a word in their name, the Desk's or the report's."""
    evidence.known(end, RECORD)
    inside = [p for p in evidence.path.programmes.values() if start <= p.announced_at <= end]
    named = [p for p in inside if words.lower() in getattr(p, NAMES[naming]).lower()]
    told = {"naming": naming, "words": words, "start": start, "end": end}
    names = tuple(str(getattr(p, NAMES[naming])) for p in named)
    return Found(measure(float(len(named)), "number"), told | {"names": names})


@quantity
def planned_amount(
    evidence: Evidence, *, programme: str, instrument: str, on: date, basis: str | None = None
) -> Found:
    """The amount of one instrument that a programme's announcement of a day named, US dollars."""
    evidence.known(on, RECORD)
    plans = [
        plan
        for plan in evidence.path.programme(programme).planned
        if (plan.instrument, plan.announced_at) == (instrument, on) and basis in (None, plan.basis)
    ]
    if not plans:
        held = sorted({f"{p.instrument} on {p.announced_at}" for p in evidence.path.programme(programme).planned})
        raise InputError(
            f"{programme} has no plan for {instrument!r} announced on {on}", possible=f"Held: {', '.join(held)}"
        )
    told = {"programme": programme, "instrument": instrument, "on": on}
    return Found(measure(plans[-1].usd, "usd_bn"), told | {"basis": plans[-1].basis})


@quantity
def planned_outside(evidence: Evidence, *, programme: str, instruments: list[str]) -> Found:
    """How many instruments a programme's announcements named beside those listed."""
    evidence.known(evidence.path.programme(programme).announced_at, RECORD)
    named = {plan.instrument for plan in evidence.path.programme(programme).planned}
    other = sorted(named - set(instruments))
    told = {"programme": programme, "named": tuple(sorted(named))}
    return Found(measure(float(len(other)), "number"), told)


def _instrument(evidence: Evidence, instrument: str, on: date) -> Measure | None:
    """The instrument's value on a day, as money or rate; None where it had none."""
    if lever_of(instrument).base is None:
        raise InputError(f"{instrument!r} is set in words, not numbers", do="Use fact_says for what was decided in words")
    evidence.known(on, RECORD)
    value = evidence.path.value_at(instrument, on)
    unit = "pct" if lever_of(instrument).base.name == "Decimal" else "usd_bn"  # type: ignore[union-attr]
    return measure(float(value), unit) if value is not None else None


@quantity
def instrument_at(evidence: Evidence, *, instrument: str, on: date) -> Found:
    """What one instrument of policy stood at on a day: a rate, a cap, a pace a month."""
    value = _instrument(evidence, instrument, on)
    if value is None:
        raise InputError(f"{instrument!r} had no value on {on}", do=f"See `fedsheet policy at {on}`")
    return Found(value, {"instrument": instrument, "on": on})


@quantity
def pace_at(evidence: Evidence, *, instruments: list[str], on: date) -> Found:
    """The planned purchases a month of several instruments together on a day."""
    parts = [_instrument(evidence, name, on) for name in instruments]
    total = sum(float(part.value) for part in parts if part is not None)  # type: ignore[arg-type]
    return Found(measure(total, "usd_bn"), {"instruments": tuple(instruments), "on": on})


@quantity
def net_pace_over_plan(evidence: Evidence, *, series: str, instrument: str, start: date, end: date) -> Found:
    """The mean net increase a month of a holding, less the planned pace a month, between two days."""
    held = values(evidence, series)
    (first, before), (last, after) = held.at(start), held.at(end)
    months = (last - first).days / DAYS_A_YEAR * 12
    plan = float(evidence.path.series(instrument, first + ONE_DAY, last).mean())
    pace = (after - before) / months
    told = {"series": series, "instrument": instrument, "start": first, "end": last}
    told |= {"pace": change(pace, held.kind), "plan": measure(plan, "usd_bn")}
    return Found(change(pace - plan, held.kind), told, (series,))


@quantity
def extreme_monthly_change(
    evidence: Evidence, *, series: str, start: date, end: date, which: Literal["highest", "lowest"]
) -> Found:
    """The largest or smallest change of a weekly holding over a calendar month, from last value to last value."""
    held = values(evidence, series)
    inside = held.between(start, end)
    monthly = inside.groupby(inside.index.to_period("M")).last().diff().dropna()
    place = monthly.idxmax() if which == "highest" else monthly.idxmin()
    told = {"series": series, "start": start, "end": end, "which": which, "month": place.start_time.date()}
    return Found(change(float(monthly[place]), held.kind), told, (series,))


@quantity
def months_in_force(
    evidence: Evidence, *, instrument: str, on: date, count: Literal["calendar", "full calendar"] = "calendar"
) -> Found:
    """For how many months an instrument kept the value of a day: from change to change, or whole calendar months."""
    path = evidence.path
    first = path.action_at(instrument, on)
    later = [a for a in path.steps[instrument] if a.effective_date > on and first and a.value != first.value]
    if first is None or not later:
        raise InputError(f"{instrument!r} has no spell with both ends around {on}", do="Choose a day inside one")
    earlier = [a for a in path.steps[instrument] if a.effective_date <= on]
    while len(earlier) > 1 and earlier[-2].value == first.value:
        earlier.pop()
    start, end = earlier[-1].announced_at, later[0].announced_at
    evidence.known(end, RECORD)
    told = {"instrument": instrument, "start": start, "end": end, "count": count}
    months = _whole_months(start, end) if count == "calendar" else _full_calendar_months(start, end)
    return Found(measure(float(months), "months"), told)


def _whole_months(start: date, end: date) -> int:
    """Whole months from day to day: 16 December to 16 December seven years on is 84."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def _full_calendar_months(start: date, end: date) -> int:
    """Calendar months that lie wholly between two days, neither day's own month counted."""
    return (end.year - start.year) * 12 + end.month - start.month - 1
