"""What an instrument of policy stood at and for how long, from the record; and holdings against their planned pace."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fedsheet.claims.evidence import RECORD, Evidence, Found, KnownWhen, Which, found, values
from fedsheet.claims.measures import DAYS_A_YEAR, Measure, change, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.dates import ONE_DAY, add_months
from fedsheet.core.errors import InputError
from fedsheet.core.units import DECIMAL
from fedsheet.record.levers import lever_of


def _value(evidence: Evidence, instrument: str, on: date) -> float | None:
    """The instrument's value on a day in base units; None where it had none."""
    evidence.known(on, RECORD)
    value = evidence.path.value_at(instrument, on)
    if value is not None and not isinstance(value, float | int):
        raise InputError("claims.levers_set_words_numbers", instrument=instrument)
    return value


def _measured(instrument: str, value: float) -> Measure:
    return measure(value, "pct" if lever_of(instrument).base == DECIMAL else "usd_bn")


@quantity
def instrument_at(evidence: Evidence, *, instrument: str, on: date) -> Found:
    """What one instrument of policy stood at on a day: a rate, a cap, a pace a month."""
    value = _value(evidence, instrument, on)
    if value is None:
        raise InputError("claims.levers_had_value", instrument=instrument, on=on)
    return found(_measured(instrument, value), instrument=instrument, on=on)


@quantity
def pace_at(evidence: Evidence, *, instruments: list[str], on: date) -> Found:
    """The planned purchases a month of several instruments together on a day; one without a pace adds nothing."""
    total = sum(_value(evidence, name, on) or 0.0 for name in instruments)
    return found(measure(total, "usd_bn"), instruments=tuple(instruments), on=on)


@quantity
def net_pace_over_plan(evidence: Evidence, *, series: str, instrument: str, start: date, end: date) -> Found:
    """The mean net increase a month of a holding, less the planned pace a month, between two days."""
    held = values(evidence, series)
    (first, before), (last, after) = held.ends(start, end)
    months = (last - first).days / DAYS_A_YEAR * 12
    plan = float(evidence.path.series(instrument, first + ONE_DAY, last).mean())
    pace = (after - before) / months
    return found(
        change(pace - plan, held.kind), held.name, series=series, instrument=instrument, start=first, end=last,
        pace=change(pace, held.kind), plan=measure(plan, "usd_bn"),
    )  # fmt: skip


@quantity
def extreme_monthly_change(evidence: Evidence, *, series: str, start: date, end: date, which: Which) -> Found:
    """The largest or smallest change of a weekly holding over a calendar month, from last value to last value."""
    held = values(evidence, series)
    monthly = held.between(start, end).resample("ME").last().diff().dropna()
    place = int(monthly.argmax() if which == "highest" else monthly.argmin())
    return found(
        change(float(monthly.iloc[place]), held.kind), held.name, series=series, start=start, end=end, which=which,
        month=KnownWhen(monthly.index[place].date(), "M"),
    )  # fmt: skip


@quantity
def months_in_force(
    evidence: Evidence, *, instrument: str, on: date, count: Literal["calendar", "full calendar"] = "calendar"
) -> Found:
    """For how many months an instrument kept a day's value: from decision to decision, or whole calendar months."""
    start, end = _spell(evidence, instrument, on)
    months = _whole_months(start, end) if count == "calendar" else _full_calendar_months(start, end)
    return found(measure(float(months), "months"), instrument=instrument, start=start, end=end, count=count)


def _spell(evidence: Evidence, instrument: str, on: date) -> tuple[date, date]:
    """The decisions between which an instrument kept the value it had on a day."""
    lever_of(instrument)  # an unknown name stops here, with the nearest
    steps = evidence.path.steps[instrument]
    before = (None, *(step.value for step in steps))
    changes = [step for step, old in zip(steps, before, strict=False) if step.value != old]
    started = [step for step in changes if step.effective_date <= on]
    ended = [step for step in changes if step.effective_date > on]
    if not (started and ended):
        raise InputError("claims.levers_spell_both_ends_around", instrument=instrument, on=on)
    evidence.known(ended[0].announced_at, RECORD)
    return started[-1].announced_at, ended[0].announced_at


def _whole_months(start: date, end: date) -> int:
    """Whole months from day to day: 16 December to 16 December seven years on is 84."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def _full_calendar_months(start: date, end: date) -> int:
    """Calendar months that lie wholly between two days, neither day's own month counted."""
    return (end.year - start.year) * 12 + end.month - start.month - 1
