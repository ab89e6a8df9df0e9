"""Exhibits of the record: what policy was on a day, facts in a span, programmes under both naming schemes.

Ids, codes and published units are the same in both languages, so that programs can read them; texts are the reader's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import DECIMAL, to_bn
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table
from fedsheet.record.levers import LEVERS, Lever
from fedsheet.record.model import GRADES, Fact, PolicyAction, Programme, Sector, Value
from fedsheet.record.published import LONGER_RUN

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.record.path import PolicyPath
    from fedsheet.record.published import SepMedian
    from fedsheet.record.state import PolicyState

# How the unit of a fact's amount begins → what it is times in base units, and how that is written.
_AMOUNTS = {"USD bn": (1e9, "usd"), "percent": (1e-2, "pct2"), "bp": (1e-4, "bp"), "months": (1.0, "months")}
WINDOWS = ("market_from", "market_to", "statement_from", "statement_to")


SEP_VARIABLES = ("gdp_growth", "unemployment", "pce_inflation", "core_pce_inflation", "federal_funds_rate")


@exhibit("policy-sep", of="medians")
def sep(found: Sequence[SepMedian], words: Words) -> Exhibit:
    """The Committee's medians: a row for each year ahead of each projection, a column for each variable."""
    if not found:
        raise DateRangeError("present.record_no_medians")
    by_row: dict[tuple[date, str], dict[str, SepMedian]] = {}
    for one in found:
        by_row.setdefault((one.announced_at, one.horizon), {})[one.variable] = one
    columns = (
        Column("announced", "iso"), Column("horizon", "text", ""), Column("_horizon", "text", "record.sep_year"),
        *(Column(name, "pct1", f"record.sep_{name}") for name in SEP_VARIABLES), Column("grade"),
    )  # fmt: skip
    rows = [
        (
            day, year, words("outlook.longer_run") if year == LONGER_RUN else year,
            *(held[name].median if name in held else None for name in SEP_VARIABLES),
            max(one.grade for one in held.values()),
        )
        for (day, year), held in by_row.items()
    ]  # fmt: skip
    caption = words("record.sep_caption", n=len({day for day, _ in by_row}), first=rows[0][0], last=rows[-1][0])
    return Exhibit.of(
        words, Table.of("policy-sep", words, columns, rows), caption, source(words, "board"), words("record.sep_note")
    )


@exhibit("policy-state", of="policy")
def state(policy: PolicyState, words: Words) -> Exhibit:
    """Every instrument that holds a value on the day, with its source; why rates and caps that hold none do not."""
    columns = (
        Column("lever"), Column("instrument", "text", ""), Column("_instrument"), Column("value", "general", ""),
        Column("_value"), Column("unit", "text", ""), Column("since", "iso"), Column("announced", "iso"),
        Column("grade", "name:record.grade_of_"), Column("source"),
    )  # fmt: skip
    rows = [_state_row(name, action, lever, words) for name, action, lever in _in_force(policy)]
    missing = (
        words("record.missing", instrument=_instrument(name, words), why=why.of(words.language))
        for name in _main_instruments()
        if (why := policy.reason(name))
    )
    caveats = (caveat.of(words.language) for caveat in policy.caveats)
    brief = ("lever", "_instrument", "_value", "since", "grade")
    table = Table.of("policy-state", words, columns, rows)
    return Exhibit.of(words, table, _title(policy, words), "", *missing, *caveats, _grades(words)).briefly(*brief)


def state_record(policy: PolicyState, words: Words) -> dict[str, object]:
    """The state whole, for machines: values by instrument in published units, and why the others are null."""
    values = {name: _as_published(action.value, lever) for name, action, lever in _in_force(policy)}
    return {
        "day": policy.day,
        "known_at": policy.known_at,
        "values": {**values, **dict.fromkeys(policy.reasons)},
        "units": {name: _unit(lever) for name, _, lever in _in_force(policy)},
        "sources": {name: action.source.of(words.language) for name, action, _ in _in_force(policy)},
        "reasons": {name: why.of(words.language) for name, why in policy.reasons.items()},
        "caveats": [caveat.of(words.language) for caveat in policy.caveats],
    }


@exhibit("record-instruments", of="record")
def instruments(path: PolicyPath, words: Words) -> Exhibit:
    """Every instrument by its id: its lever, the unit its files use, its first day and its newest value."""
    columns = (
        Column("instrument", "text", "record.instrument_id"), Column("_instrument"), Column("lever"),
        Column("unit", "text", ""), Column("_unit"), Column("since", "iso"), Column("value", "general", ""),
        Column("_value"),
    )  # fmt: skip
    rows = [_instrument_row(name, lever, path, words) for lever in LEVERS.values() for name in lever.instruments]
    return Exhibit.of(words, Table.of("record-instruments", words, columns, rows), "", "", words("record.instruments"))


def _instrument_row(name: str, lever: Lever, path: PolicyPath, words: Words) -> tuple[object, ...]:
    """One instrument; the value is that of its last action, empty where that stopped it."""
    steps = [action for action in path.steps.get(name, ()) if action.superseded_at is None]
    newest = steps[-1] if steps and steps[-1].value is not None else None
    value = _as_published(newest.value, lever) if newest else None
    return (
        name, words(f"record.instrument_{name}"), words(f"record.lever_{lever.name}"), _unit(lever),
        _unit_words(lever, words), steps[0].effective_date if steps else None,
        _sector_words(newest.value) if newest and isinstance(value, list) else value,
        _value_words(newest, lever, words) if newest else None,
    )  # fmt: skip


def _unit_words(lever: Lever, words: Words) -> str:
    if lever.published is None:
        return words("record.in_words")
    key = re.sub(r"[^a-z]+", "_", lever.published.name.lower())
    return words(f"data.unit_{key}")


@exhibit("policy-facts", of="facts")
def facts(found: Sequence[Fact], words: Words) -> Exhibit:
    """Dated facts as their sources tell them, in order of announcement."""
    columns = (
        Column("announced", "iso"), Column("effective", "iso"), Column("lever", "name:record.lever_"),
        Column("programme", "text", ""), Column("_programme", "text", "terms.programme"), Column("what"),
        Column("amount", "general", ""), Column("unit", "text", ""), Column("_amount"),
        Column("grade", "name:record.grade_of_"), Column("source"), Column("id"),
    )  # fmt: skip
    rows = [_fact_row(fact, words) for fact in found]
    notes = (words("record.n_facts", n=len(found)), _grades(words))
    table = Table.of("policy-facts", words, columns, rows)
    return Exhibit.of(words, table, "", "", *notes).briefly("announced", "what", "_amount", "grade")


@exhibit("policy-programmes", of="programmes")
def programmes(known: Mapping[str, Programme], words: Words) -> Exhibit:
    """Programmes under both naming schemes, with windows, phases and what was announced."""
    columns = (
        Column("id"), Column("kind", "text", ""), Column("_kind", "text", "terms.class"), Column("desk"),
        Column("popular", "text", ""), Column("report", "text", ""), Column("_known_as"), Column("_report"),
        Column("announced", "iso"), Column("start", "iso"), Column("end", "iso", ""), Column("_end"),
        Column("planned", "text", ""), Column("_planned", "text", "terms.planned"),
        *(Column(key, "iso") for key in WINDOWS), Column("phases", "text", ""),
        Column("_phases", "text", "terms.phases"), Column("grade"), Column("source"),
    )  # fmt: skip
    rows = [_programme_row(programme, words) for programme in known.values()]
    table = Table.of("policy-programmes", words, columns, rows)
    brief = ("id", "_known_as", "_report", "announced", "start", "_end")
    return Exhibit.of(words, table, "", "", words("record.report_names")).briefly(*brief)


def _instrument(name: str, words: Words) -> str:
    """An instrument with the id that commands and files use."""
    return words("record.instrument_and_id", name=words(f"record.instrument_{name}"), id=name)


def _in_force(policy: PolicyState) -> Iterator[tuple[str, PolicyAction, Lever]]:
    """Instruments with a value, in the order of the levers."""
    for lever in LEVERS.values():
        for name in lever.instruments:
            action = policy.actions.get(name)
            if action is not None and action.value is not None:
                yield name, action, lever


def _main_instruments() -> Iterator[str]:
    """Rates and caps: the instruments of which a reader asks why they are empty."""
    for name in ("target_range", "administered_rate", "redemption_cap"):
        yield from LEVERS[name].instruments


def _title(policy: PolicyState, words: Words) -> str:
    if policy.known_at:
        return words("record.state_known", day=policy.day, known_at=policy.known_at)
    return words("record.state", day=policy.day)


def _state_row(name: str, action: PolicyAction, lever: Lever, words: Words) -> tuple[object, ...]:
    value = _as_published(action.value, lever)
    return (
        words(f"record.lever_{lever.name}"), name, words(f"record.instrument_{name}"),
        value if not isinstance(value, list) else _sector_words(action.value), _value_words(action, lever, words),
        _unit(lever), action.effective_date, action.announced_at, action.grade, action.source.of(words.language),
    )  # fmt: skip


def _value_words(action: PolicyAction, lever: Lever, words: Words) -> str:
    """A value as its language writes it; a text of the Committee in Chinese as the fact that set it."""
    value = action.value
    if isinstance(value, tuple):
        return words("record.n_sectors", n=len(value))
    if isinstance(value, float):
        form = ("bp_abs" if lever.name == "swap_price" else "pct2") if lever.base is DECIMAL else "usd"
        return words.format(value, form)
    key = f"record.rule_{value}"
    if key in words:
        return words(key)
    return str(value) if words.language == "en" else action.what.zh


def _amount(fact: Fact, words: Words) -> str:
    """An amount in English with the unit of its source, in Chinese as amounts are written there."""
    if fact.amount is None:
        return ""
    found = next((how for beginning, how in _AMOUNTS.items() if fact.amount_unit.startswith(beginning)), None)
    if words.language == "en" or found is None:
        return f"{words.format(fact.amount, 'general')} {fact.amount_unit}"
    scale, form = found
    return words.format(fact.amount * scale, form)


def _grades(words: Words) -> str:
    meanings = [
        words("record.grade", grade=words(f"record.grade_of_{grade.lower()}"), meaning=words(f"record.grade_{grade}"))
        for grade in GRADES
    ]
    return words("record.grades", meanings=words.format(meanings, "list"))


def _unit(lever: Lever) -> str:
    return lever.published.name if lever.published else ""


def _as_published(value: Value, lever: Lever) -> object:
    """A value in the unit of its file; sectors as a list of plain mappings."""
    if isinstance(value, tuple):
        return [_sector(sector) for sector in value]
    if isinstance(value, float) and lever.base and lever.published:
        return round(value * lever.base.factor_to(lever.published), 6)
    return value


def _sector(sector: Sector) -> dict[str, object]:
    years = {"from_years": sector.from_years, "to_years": sector.to_years}
    return {**years, "kind": sector.kind, "share": sector.share}


def _sector_words(value: Value) -> str:
    sectors = value if isinstance(value, tuple) else ()
    return "; ".join(f"{s.from_years:g}–{s.to_years:g}y {s.kind} {s.share:.0%}" for s in sectors)


def _fact_row(fact: Fact, words: Words) -> tuple[object, ...]:
    return (
        fact.announced_at, fact.effective_date, fact.lever, fact.programme, _programme_name(fact.programme, words),
        fact.what.of(words.language), fact.amount, fact.amount_unit, _amount(fact, words), fact.grade,
        fact.source.of(words.language), fact.id,
    )  # fmt: skip


def _programme_name(programme: str, words: Words) -> str:
    """A programme as the Desk calls it, or what is popular in the reader's language; empty where a fact is of none."""
    key = f"record.programme_{programme}_desk"
    return words(key) if key in words else programme


def _programme_row(programme: Programme, words: Words) -> tuple[object, ...]:
    is_english = words.language == "en"
    known_as = programme.popular_name if is_english else words(f"record.programme_{programme.id}_desk")
    report = programme.seed_name if is_english else words(f"record.programme_{programme.id}_report")
    planned = "; ".join(f"{p.instrument} {to_bn(p.usd):,.0f} bn {p.basis}" for p in programme.planned)
    windows = (programme.market_window, programme.statement_window)
    phases = "; ".join(f"{p.id} {p.start}..{p.end}" for p in programme.phases)
    end = words.format(programme.end, "iso") if programme.end else words("record.open_end")
    kind = words(f"record.kind_{programme.kind.replace(' ', '_')}")
    amounts = [
        words(
            "record.planned_part", usd=p.usd, basis=words(f"record.basis_{p.basis.replace(' ', '_')}"),
            instrument=words(f"review.instrument_{p.instrument}"),
        )
        for p in programme.planned
    ]  # fmt: skip
    parts = [
        words("record.phase_part", phase=words(f"record.phase_{p.id.replace('-', '_')}"), start=p.start, end=p.end)
        for p in programme.phases
    ]
    gap = words("common.semicolon")
    return (
        programme.id, programme.kind, kind, programme.desk_name, programme.popular_name, programme.seed_name, known_as,
        report, programme.announced_at, programme.start, programme.end, end, planned, gap.join(amounts),
        *(day for window in windows for day in (window.start, window.end)), phases, gap.join(parts), programme.grade,
        programme.source,
    )  # fmt: skip
