"""Exhibits of where policy goes: rules on projections and under doubt, dots, votes, strategies, a base case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import from_pct, to_pct
from fedsheet.outlook.parameters import parameters
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.implied import STEP, off_note
from fedsheet.present.table import Column, Table
from fedsheet.record.published import LONGER_RUN

if TYPE_CHECKING:
    from fedsheet.outlook.base_case import BaseCase
    from fedsheet.outlook.dots import Dots
    from fedsheet.outlook.forward import Doubt, Forward
    from fedsheet.outlook.rules import NamedRule
    from fedsheet.present.text import Words
    from fedsheet.record.model import Fact, PolicyAction
    from fedsheet.record.published import SepMedian


def rule_name(rule: str, own: Sequence[NamedRule], words: Words) -> str:
    """A published rule in the reader's language, one's own by its title."""
    titles = {one.name: one.title for one in own}
    return titles[rule] if rule in titles else words(f"outlook.rule_{rule}")


@exhibit("outlook-rules-forward", of="rules forward")
def forward(found: Forward, words: Words) -> Exhibit:
    """Every rule to the end of the Committee's projections, beside its own median of the funds rate."""
    columns = (
        Column("quarter", "quarter"),
        *(Column(name, "pct2", label=rule_name(name, found.own, words)) for name in found.rates),
        Column("committee", "pct2", "outlook.committee_median"), Column("inflation", "pct2", "outlook.inflation"),
        Column("output_gap", "pct2"),
    )  # fmt: skip
    rows = zip(found.quarters, *found.rates.values(), found.committee, found.inflation, found.gap, strict=True)
    last = np.array([rates[-1] for rates in found.rates.values()])
    caption = words(
        "outlook.forward_caption", quarter=found.quarters[-1], low=float(last.min()), high=float(last.max()),
        committee=float(found.committee[-1]),
    )  # fmt: skip
    note = words("outlook.forward_note", day=found.announced_at)
    table = Table.of("outlook-rules-forward", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board", "bea", "bls"), note)


@exhibit("outlook-rules-grid", of="rules doubt")
def grid(doubt: Doubt, words: Words) -> Exhibit:
    """What each rule would prescribe in its last quarter at other r* and other gaps."""
    prescribed = doubt.prescriptions
    neutral = sorted({cell.neutral_rate for cell in doubt.cells})
    rates = {(cell.rule, cell.gap, cell.neutral_rate): cell.rate for cell in doubt.cells}
    at_own = {(cell.rule, cell.gap): cell.rate for cell in doubt.own_cells}
    columns = [
        Column("rule", "text", ""), Column("_rule", "text", "outlook.rule"), Column("output_gap", "pct1"),
        *(Column(f"at_{100 * r:.1f}", "pct2", label=words("outlook.at_neutral", rate=r)) for r in neutral),
        *own_column(doubt, words),
    ]  # fmt: skip
    rows = [
        (
            rule, rule_name(rule, prescribed.assumptions.own, words), gap, *(rates[rule, gap, r] for r in neutral),
            at_own.get((rule, gap)),
        )[: len(columns)]
        for rule, gap in dict.fromkeys((cell.rule, cell.gap) for cell in doubt.cells)
    ]  # fmt: skip
    notes = words("outlook.grid_note", quarter=prescribed.inputs.quarters[prescribed.last]), own_note(doubt, words)
    table = Table.of("outlook-rules-grid", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "board", "bea", "bls"), *notes)


@exhibit("outlook-rules-neutral", of="rules doubt")
def neutral(doubt: Doubt, words: Words) -> Exhibit:
    """Every rule over the range of the Committee's own r*, and the r* that would justify the range in force."""
    prescribed = doubt.prescriptions
    columns = [
        Column("rule", "text", ""), Column("_rule", "text", "outlook.rule"),
        Column("at_lowest", "pct2", "outlook.neutral_lowest"), Column("at_newest", "pct2", "outlook.neutral_newest"),
        Column("at_highest", "pct2", "outlook.neutral_highest"), Column("even", "pct2", "outlook.neutral_even"),
        *own_column(doubt, words),
    ]  # fmt: skip
    rows = [
        (
            row.rule, rule_name(row.rule, prescribed.assumptions.own, words), row.low, row.now, row.high, row.even,
            row.at_own,
        )[: len(columns)]
        for row in doubt.rows
    ]  # fmt: skip
    spread = max(row.high - row.low for row in doubt.rows)
    caption = words("outlook.neutral_caption", spread=spread)
    notes = (
        words("outlook.neutral_note", quarter=prescribed.inputs.quarters[prescribed.last]), own_note(doubt, words)
    )  # fmt: skip
    table = Table.of("outlook-rules-neutral", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board", "bea", "bls"), *notes)


def own_column(doubt: Doubt, words: Words) -> list[Column]:
    """The column at the user's r*, where one is given."""
    return [Column("at_own", "pct2", label=words("outlook.at_own", rate=doubt.own.rate))] if doubt.own else []


def own_note(doubt: Doubt, words: Words) -> str:
    """Whose the r* of one's own is, and of which quarter; empty where none is given."""
    own = doubt.own
    if own is None:
        return ""
    if not own.series:
        return words("outlook.own_neutral_constant", rate=own.rate)
    return words(
        "outlook.own_neutral_series", rate=own.rate, series=own.series, title=own.title, publisher=own.publisher,
        quarter=own.quarter,
    )  # fmt: skip


@exhibit("outlook-base-case", of="base case")
def base_case(found: BaseCase, words: Words) -> Exhibit:
    """Chances of a cut, a hold and a rise at each meeting ahead."""
    columns = (
        Column("meeting", "iso"), Column("cut", "pct0", "outlook.base_cut"),
        Column("hold", "pct0", "outlook.base_hold"), Column("hike", "pct0", "outlook.base_hike"),
        Column("middle", "pct2", "outlook.base_middle"),
    )  # fmt: skip
    rows = [(one.meeting, one.cut, one.hold, one.hike, one.middle) for one in found.chances]
    first = found.chances[0]
    share, likely = max((first.cut, "cut"), (first.hold, "hold"), (first.hike, "hike"))
    caption = words("outlook.base_caption", day=first.meeting, likely=words(f"outlook.base_{likely}"), share=share)
    by_rules = found.source == "rules"
    scored = parameters("rules")["base_case"]
    notes = (
        words(
            f"outlook.base_by_{found.source}", n=found.courses, day=found.projection or found.as_of,
            weight=scored["weight_on_rules"], rest=1.0 - scored["weight_on_rules"], since=scored["since"],
            step=from_pct(parameters("bridge")["range"]["step_pct"]),
        ),
        words("outlook.base_scored", **{key: scored[key] for key in ("meetings", "error", "hold", "followed", "rules")})
        if by_rules else "",
        off_note(found.priced_at, found.middle - STEP / 2, words),
        *(
            words(
                "outlook.base_passed", day=one.meeting, before=found.middle, cut=one.cut, hike=one.hike,
                after=one.middle,
            )
            for one in found.passed
        ),
    )  # fmt: skip
    origin = source(words, "board", "bea", "bls") if by_rules else words("outlook.source_quotes")
    return Exhibit.of(words, Table.of("outlook-base-case", words, columns, rows), caption, origin, *notes)


@exhibit("outlook-dots", of="dots")
def dots(found: Sequence[SepMedian], words: Words) -> Exhibit:
    """The Committee's medians of the funds rate by year, and how far each moved since the projection before."""
    rows = []
    for one, moved in zip(found, _moves(found), strict=True):
        rows.append((one.announced_at, one.horizon, _horizon(one.horizon, words), one.median, moved, one.grade))
    columns = (
        Column("announced", "iso"), Column("horizon", "text", ""), Column("_horizon", "text", "outlook.dots_year"),
        Column("median", "pct1"), Column("moved", "bp_num", "outlook.dots_moved"), Column("grade"),
    )  # fmt: skip
    drift = _drift(found)
    caption = words("outlook.dots_caption", n=len(drift), drift=float(np.mean(np.abs(drift)))) if drift else ""
    table = Table.of("outlook-dots", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board"), words("outlook.dots_note"))


@exhibit("outlook-single-dots", of="single dots")
def single_dots(found: Sequence[Dots], words: Words) -> Exhibit:
    """A user's dots by projection and year: where they stand, their middle, and how far it moved."""
    rows = []
    for one, moved in zip(found, _moves(found), strict=True):
        each = ", ".join(f"{to_pct(rate):.3f} × {n}" for rate, n in one.counted)
        low, high = one.central or (None, None)
        ends = one.rates[0], one.rates[-1]
        told = _horizon(one.horizon, words)
        rows.append((
            one.announced_at, one.horizon, told, len(one.rates), ends[0], low, one.median, high, ends[1], moved, each,
        ))  # fmt: skip
    columns = (
        Column("announced", "iso"), Column("horizon", "text", ""), Column("_horizon", "text", "outlook.dots_year"),
        Column("dots", "int", "outlook.single_n"), Column("lowest", "pct3", "outlook.single_lowest"),
        Column("central_low", "pct3", "outlook.single_central_low"), Column("median", "pct3"),
        Column("central_high", "pct3", "outlook.single_central_high"),
        Column("highest", "pct3", "outlook.single_highest"), Column("moved", "bp1", "outlook.dots_moved"),
        Column("each", "text", "outlook.single_each"),
    )  # fmt: skip
    last = next(one for one in found if one.announced_at == found[-1].announced_at)
    caption = words(
        "outlook.single_caption", day=last.announced_at, horizon=_horizon(last.horizon, words), n=len(last.rates),
        lowest=last.rates[0], highest=last.rates[-1], median=last.median,
    )  # fmt: skip
    drift = _drift(found)
    moved_by = words("outlook.single_drift", n=len(drift), drift=float(np.mean(np.abs(drift)))) if drift else ""
    table = Table.of("outlook-single-dots", words, columns, rows)
    return Exhibit.of(words, table, caption, words("outlook.single_source"), moved_by, words("outlook.single_note"))


def _horizon(horizon: str, words: Words) -> str:
    return words("outlook.longer_run") if horizon == LONGER_RUN else horizon


def _moves(found: Sequence[SepMedian] | Sequence[Dots]) -> Iterator[float | None]:
    """How far each middle moved since the projection before of its year, decimals; None of a year's first."""
    before: dict[str, float] = {}
    for one in found:
        yield one.median - before[one.horizon] if one.horizon in before else None
        before[one.horizon] = one.median


def _drift(found: Sequence[SepMedian] | Sequence[Dots]) -> list[float]:
    """The last median of each year less the first one given of it, decimals; of years with more than one."""
    by_year: dict[str, list[float]] = {}
    for one in found:
        if one.horizon != LONGER_RUN:
            by_year.setdefault(one.horizon, []).append(one.median)
    return [values[-1] - values[0] for values in by_year.values() if len(values) > 1]


@exhibit("outlook-votes", of="facts")
def votes(found: Sequence[Fact], words: Words) -> Exhibit:
    """Votes of the Committee that the record holds: for, against, and what the dissenters wanted."""
    told = [fact for fact in found if fact.lever == "vote"]
    if not told:
        raise DateRangeError("present.ahead_no_votes")
    columns = (
        Column("date", "iso"), Column("votes_for", "int", "outlook.votes_for"),
        Column("votes_against", "int", "outlook.votes_against"), Column("what"), Column("grade"),
    )  # fmt: skip
    rows = [
        (fact.announced_at, _count(fact, "votes_for"), _count(fact, "votes_against"), fact.what.of(words.language),
         fact.grade)
        for fact in told
    ]  # fmt: skip
    against = [row[2] or 0 for row in rows]
    caption = words("outlook.votes_caption", n=len(rows), some=sum(n > 0 for n in against), most=max(against))
    table = Table.of("outlook-votes", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, "board"), words("outlook.votes_note", day=rows[0][0]))


def _count(fact: Fact, name: str) -> int | None:
    value = fact.details.get(name)
    return int(value) if isinstance(value, int | float) else None


@exhibit("outlook-framework", of="strategies")
def framework(found: Sequence[PolicyAction], words: Words) -> Exhibit:
    """The Committee's strategies in order, each with the days on which it stood."""
    ends = [*(later.announced_at for _, later in pairwise(found)), None]
    columns = (
        Column("since", "iso"), Column("until", "iso", "outlook.framework_until"), Column("strategy", "text", ""),
        Column("what"), Column("grade"), Column("source"),
    )  # fmt: skip
    rows = [
        (
            one.announced_at, end, str(one.value), one.what.of(words.language), one.grade,
            one.source.of(words.language),
        )
        for one, end in zip(found, ends, strict=True)
    ]  # fmt: skip
    table = Table.of("outlook-framework", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "board"), words("outlook.framework_note"))
