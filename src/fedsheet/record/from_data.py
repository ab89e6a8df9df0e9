"""What the record lacks, read off published rates: decisions after its last one, and values at odds with it.

    the record's last action        first day on which the rate differs
    ────────┬──────────────────────────────────┬─────────────▶
            │ the rate agrees                   │ an action "from data", announced the day before

Rates of the implementation note change on the day after a meeting; that is why the day before counts as announced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError
from fedsheet.core.series import Series
from fedsheet.core.text import Text
from fedsheet.core.units import BASIS_POINTS, to_bp, to_pct
from fedsheet.core.vintage import Vintage
from fedsheet.record.levers import lever_of
from fedsheet.record.model import Fact, PolicyAction

if TYPE_CHECKING:
    from fedsheet.record.path import PolicyPath

# Instrument → the published rate that shows it.
SHOWN_BY = {
    "lower": "DFEDTARL", "upper": "DFEDTARU", "iorb": "IORB", "on_rrp": "RRPONTSYAWARD", "srf": "SRF_RATE",
    "primary_credit": "DPCREDIT",
}  # fmt: skip
GRADE = "data"
Change = tuple[PolicyAction, float]  # and by how many basis points
SMALLEST = 0.05 * BASIS_POINTS.scale  # rates are published to a basis point


@dataclass(frozen=True)
class AtOdds:
    """One rate that says another value than the record on a day the record speaks of; decimals."""

    instrument: str
    series_id: str
    day: date
    recorded: float | None
    published: float


def filled(path: PolicyPath, series: Mapping[str, Series]) -> PolicyPath:
    """The record with the decisions that published rates show after its last one; itself where they show none."""
    changes = [
        change
        for instrument, series_id in SHOWN_BY.items()
        if series_id in series
        for change in _after_the_record(path, instrument, series[series_id])
    ]
    if not changes:
        return path
    added = [action for action, _ in changes]
    steps = {name: (*path.steps.get(name, ()), *(a for a in added if a.instrument == name)) for name in SHOWN_BY}
    facts = sorted((*path.facts, *_facts(changes)), key=lambda fact: (fact.announced_at, fact.id))
    last = max(path.recorded_to, *(action.announced_at for action in added))
    return replace(path, steps={**path.steps, **steps}, facts=tuple(facts), recorded_to=last)


def at_odds(path: PolicyPath, series: Mapping[str, Series]) -> tuple[AtOdds, ...]:
    """Where a rate differs from the record before the record's last action: the first day of each instrument."""
    found = []
    for instrument, series_id in SHOWN_BY.items():
        steps = path.steps.get(instrument, ())
        if series_id not in series or not steps:
            continue
        values = series[series_id].base()
        inside = values.loc[str(max(steps[0].effective_date, path.begins)) : str(steps[-1].effective_date)]
        recorded = path.series(instrument, path.begins, steps[-1].effective_date).reindex(inside.index)
        odd = inside[~((inside - recorded).abs() < SMALLEST)]
        if len(odd):
            told = recorded.loc[odd.index[0]]
            known = None if told != told else float(told)
            found.append(AtOdds(instrument, series_id, odd.index[0].date(), known, float(odd.iloc[0])))
    return tuple(found)


def range_moved_alone(path: PolicyPath, until: date) -> tuple[date, ...]:
    """Days after the last one that set IORB on which the record moves the target range: IORB goes with it, where to is
    not told. A file of decisions may name the range alone.
    """
    rates = path.steps.get("iorb", ())
    last = max((action.announced_at for action in rates), default=date.max)
    steps = path.steps.get("upper", ())
    moved = (now.announced_at for before, now in pairwise(steps) if now.value != before.value)
    return tuple(day for day in moved if last < day <= until)


def refuse_range_alone(path: PolicyPath, known: Vintage, until: date) -> None:
    """A run to `until` on what the Fed pays, past a day on which the record moves the range and neither it nor a
    published rate tells IORB, would go on at the rate of the regime before: `DateRangeError` says what to bring.
    """
    told = known["IORB"].last_day if "IORB" in known else date.min
    if alone := [day for day in range_moved_alone(path, min(until, known.as_of)) if told <= day]:
        raise DateRangeError("record.from_data_range_alone", day=alone[0])


def _after_the_record(path: PolicyPath, instrument: str, rate: Series) -> list[Change]:
    """An action for each change of the rate after the record's last one of this instrument, and by how many bp.

    A rate that contradicts that one on its own day is at odds with it (`at_odds`), and decides nothing until it moves.
    """
    steps = path.steps.get(instrument, ())
    if not steps or not isinstance(steps[-1].value, float):
        return []
    value, found, set_on = steps[-1].value, [], steps[-1].effective_date
    later = rate.between(start=set_on)
    for day, now in zip(later.days.tolist(), later.base_amounts().tolist(), strict=True):
        if day == set_on:
            value = now
        elif abs(now - value) >= SMALLEST:
            change = to_bp(now - value)
            found.append((_action(instrument, rate, day, round(now, 8), change), change))
            value = now
    return found


def _action(instrument: str, rate: Series, day: date, now: float, change: float) -> PolicyAction:
    lever = lever_of(instrument)
    source = f"{rate.id} ({rate.definition.publisher})"
    if rate.definition.is_imported:
        source += f", {rate.definition.source}"
    return PolicyAction(
        id=f"{day}-{lever.name}-from-data/{instrument}", lever=lever.name, instrument=instrument,
        announced_at=day - ONE_DAY, effective_date=day, value=now, unit=lever.base.name if lever.base else "words",
        source=Text(f"据数据：{source}", f"from data: {source}"), grade=GRADE,
        what=Text(f"{rate.id} 自 {day} 起为 {to_pct(now):.2f}%（变动 {change:+.0f} 个基点，记录未载）",
                  f"{rate.id} is {to_pct(now):.2f} percent from {day} ({change:+.0f} bp, not in the record)"),
    )  # fmt: skip


def _facts(changes: Iterable[Change]) -> Iterator[Fact]:
    """One fact for the actions of one lever on one day: the two ends of the target range are one decision."""
    together: dict[str, list[Change]] = {}
    for action, change in changes:
        together.setdefault(action.id.rpartition("/")[0], []).append((action, change))
    for name, of in together.items():
        first, change = of[0]
        yield Fact(
            id=name, lever=first.lever, kind=first.lever, announced_at=first.announced_at,
            effective_date=first.effective_date, grade=GRADE, amount=round(change, 4), amount_unit="bp",
            what=_set([action for action, _ in of], change), source=_joined([action.source for action, _ in of]),
        )  # fmt: skip


def _set(actions: Sequence[PolicyAction], change: float) -> Text:
    """What rates were set to, each by the id that shows it."""
    day = actions[0].effective_date
    levels = [(SHOWN_BY[one.instrument], to_pct(one.value)) for one in actions if isinstance(one.value, float)]
    zh = "、".join(f"{name} {level:.2f}%" for name, level in levels)
    en = ", ".join(f"{name} {level:.2f}" for name, level in levels)
    return Text(
        f"{zh}，自 {day} 起（变动 {change:+.0f} 个基点，记录未载）",
        f"{en} percent from {day} ({change:+.0f} bp, not in the record)",
    )


def _joined(parts: Sequence[Text]) -> Text:
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
