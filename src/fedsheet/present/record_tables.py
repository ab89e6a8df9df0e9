"""Policy as tables: the state of one day, facts in a span, programmes under both naming schemes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fedsheet.core.units import to_bn
from fedsheet.present.tables import Column, Table
from fedsheet.record.levers import LEVERS, Lever
from fedsheet.record.model import GRADES, Fact, PolicyAction, Programme, Sector, Value
from fedsheet.record.state import PolicyState

_STATE = tuple(Column(key) for key in ("lever", "instrument", "value", "unit", "since", "announced", "grade", "source"))
_FACT = ("announced", "effective", "lever", "programme", "what", "amount", "unit", "grade", "source", "id")
_PROGRAMME = ("id", "kind", "desk", "popular", "report", "announced", "start", "end", "planned")
_WINDOWS = ("market_from", "market_to", "statement_from", "statement_to", "phases", "grade", "source")
_SHORT_UNIT = {"Percent": "percent", "Billions of USD": "USD bn", "Basis points": "bp"}


def state(policy: PolicyState) -> Table:
    """Every instrument that holds a value on the day, in published units, with its source."""
    rows = [_state_row(name, action, lever) for name, action, lever in _in_force(policy)]
    return Table.of(_title(policy), _STATE, rows, *policy.caveats)


def state_brief(policy: PolicyState) -> Table:
    """The same in five columns for a terminal; notes say why rates and caps that hold no value do not."""
    rows = [_brief_row(name, action, lever) for name, action, lever in _in_force(policy)]
    missing = [f"{name}: {policy.reason(name)}" for name in _main_instruments() if policy.reason(name)]
    columns = [Column(key) for key in ("lever", "instrument", "value", "since", "grade")]
    return Table.of(_title(policy), columns, rows, *missing, *policy.caveats, f"Grades: {_grades()}")


def state_object(policy: PolicyState) -> dict[str, object]:
    """The same as one JSON object: values by instrument in published units, and why the others are null."""
    values = {name: _as_published(action.value, lever) for name, action, lever in _in_force(policy)}
    return {
        "day": policy.day,
        "known_at": policy.known_at,
        "values": {**values, **dict.fromkeys(policy.reasons)},
        "units": {name: _unit(lever) for name, _, lever in _in_force(policy)},
        "sources": {name: action.source for name, action, _ in _in_force(policy)},
        "reasons": dict(policy.reasons),
        "caveats": list(policy.caveats),
    }


def facts(found: Iterable[Fact]) -> Table:
    """Dated facts as their sources tell them, in order of announcement."""
    return Table.of("Dated facts of policy", [Column(key) for key in _FACT], [_fact_row(fact) for fact in found])


def facts_brief(found: Sequence[Fact]) -> Table:
    """Day, fact, amount and grade, for a terminal."""
    columns = [Column(key) for key in ("announced", "what", "amount", "grade")]
    rows = [(fact.announced_at, fact.what, _amount(fact), fact.grade) for fact in found]
    return Table.of("Dated facts of policy", columns, rows, f"{len(found)} facts; grades: {_grades()}")


def programmes(known: Mapping[str, Programme]) -> Table:
    """Programmes under both naming schemes, with windows, phases and what was announced."""
    columns = [Column(key) for key in (*_PROGRAMME, *_WINDOWS)]
    return Table.of("Programmes", columns, [_programme_row(programme) for programme in known.values()])


def programmes_brief(known: Mapping[str, Programme]) -> Table:
    """Names under both schemes and days, for a terminal."""
    columns = [Column(key) for key in ("id", "known_as", "report", "announced", "start", "end")]
    rows = [(p.id, p.popular_name, p.seed_name, p.announced_at, p.start, p.end or "open") for p in known.values()]
    return Table.of("Programmes", columns, rows, "report: the name in the research report whose claims are checked")


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


def _title(policy: PolicyState) -> str:
    known = f", as known on {policy.known_at}" if policy.known_at else ""
    return f"Policy on {policy.day}{known}"


def _state_row(name: str, action: PolicyAction, lever: Lever) -> tuple[object, ...]:
    value = _as_published(action.value, lever)
    shown = value if not isinstance(value, list) else _sector_words(action.value)
    since, announced = action.effective_date, action.announced_at
    return lever.title, name, shown, _unit(lever), since, announced, action.grade, action.source


def _brief_row(name: str, action: PolicyAction, lever: Lever) -> tuple[object, ...]:
    value = _as_published(action.value, lever)
    shown = (
        f"{len(value)} maturity sectors"
        if isinstance(value, list)
        else f"{value:g}"
        if isinstance(value, float)
        else value
    )
    amount = f"{shown} {_SHORT_UNIT.get(_unit(lever), '')}".strip()
    return lever.title, name, amount, action.effective_date, action.grade


def _amount(fact: Fact) -> str:
    return "" if fact.amount is None else f"{fact.amount:,g} {fact.amount_unit}"


def _grades() -> str:
    return "; ".join(f"{grade} {meaning}" for grade, meaning in GRADES.items())


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


def _fact_row(fact: Fact) -> tuple[object, ...]:
    dates = (fact.announced_at, fact.effective_date, fact.lever, fact.programme)
    return (*dates, fact.what, fact.amount, fact.amount_unit, fact.grade, fact.source, fact.id)


def _programme_row(programme: Programme) -> tuple[object, ...]:
    names = (programme.id, programme.kind, programme.desk_name, programme.popular_name, programme.seed_name)
    planned = "; ".join(f"{p.instrument} {to_bn(p.usd):,.0f} bn {p.basis}" for p in programme.planned)
    windows = (programme.market_window, programme.statement_window)
    phases = "; ".join(f"{p.id} {p.start}..{p.end}" for p in programme.phases)
    return (
        *names,
        *(programme.announced_at, programme.start, programme.end, planned),
        *(day for window in windows for day in (window.start, window.end)),
        *(phases, programme.grade, programme.source),
    )
