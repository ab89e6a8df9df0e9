"""Policy as tables: the state of one day, facts in a span, programmes under both naming schemes.

What a terminal shows is wholly in the reader's language. CSV and JSON keep the names of their columns, published
units and codes in English, so that programs can read them; the texts in them are in the language asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fedsheet.core.units import DECIMAL, to_bn
from fedsheet.present.tables import Column, Table
from fedsheet.present.text import Words
from fedsheet.record.levers import LEVERS, Lever
from fedsheet.record.model import GRADES, Fact, PolicyAction, Programme, Sector, Value
from fedsheet.record.state import PolicyState

# How the unit of a fact's amount begins → what it is times in base units, and how that is written.
_AMOUNTS = {"USD bn": (1e9, "usd"), "percent": (1e-2, "pct2"), "bp": (1e-4, "bp"), "months": (1.0, "months")}
_STATE = ("lever", "instrument", "value", "unit", "since", "announced", "grade", "source")
_FACT = ("announced", "effective", "lever", "programme", "what", "amount", "unit", "grade", "source", "id")
_PROGRAMME = ("id", "kind", "desk", "popular", "report", "announced", "start", "end", "planned")
_WINDOWS = ("market_from", "market_to", "statement_from", "statement_to", "phases", "grade", "source")


def state(policy: PolicyState, words: Words) -> Table:
    """Every instrument that holds a value on the day, in published units, with its source."""
    rows = [_state_row(name, action, lever, words) for name, action, lever in _in_force(policy)]
    caveats = (caveat.of(words.language) for caveat in policy.caveats)
    return Table.of(_title(policy, words), [Column(key) for key in _STATE], rows, *caveats)


def state_brief(policy: PolicyState, words: Words) -> Table:
    """The same in five columns for a terminal; notes say why rates and caps that hold no value do not."""
    rows = [_brief_row(name, action, lever, words) for name, action, lever in _in_force(policy)]
    missing = [
        words("record.missing", instrument=_instrument(name, words), why=why.of(words.language))
        for name in _main_instruments()
        if (why := policy.reason(name))
    ]
    caveats = (caveat.of(words.language) for caveat in policy.caveats)
    columns = _columns(words, "lever", "instrument", "value", "since", "grade")
    return Table.of(_title(policy, words), columns, rows, *missing, *caveats, _grades(words))


def state_object(policy: PolicyState, words: Words) -> dict[str, object]:
    """The same as one JSON object: values by instrument in published units, and why the others are null."""
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


def facts(found: Iterable[Fact], words: Words) -> Table:
    """Dated facts as their sources tell them, in order of announcement."""
    rows = [_fact_row(fact, words.language) for fact in found]
    return Table.of(words("record.facts"), [Column(key) for key in _FACT], rows)


def facts_brief(found: Sequence[Fact], words: Words) -> Table:
    """Day, fact, amount and grade, for a terminal."""
    rows = [(fact.announced_at, fact.what.of(words.language), _amount(fact, words), fact.grade) for fact in found]
    notes = (words("record.n_facts", n=len(found)), _grades(words))
    return Table.of(words("record.facts"), _columns(words, "announced", "what", "amount", "grade"), rows, *notes)


def programmes(known: Mapping[str, Programme], words: Words) -> Table:
    """Programmes under both naming schemes, with windows, phases and what was announced."""
    columns = [Column(key) for key in (*_PROGRAMME, *_WINDOWS)]
    return Table.of(words("record.programmes"), columns, [_programme_row(programme) for programme in known.values()])


def programmes_brief(known: Mapping[str, Programme], words: Words) -> Table:
    """Names under both schemes and days, for a terminal."""
    columns = _columns(words, "id", "known_as", "report", "announced", "start", "end")
    rows = [_names_and_days(programme, words) for programme in known.values()]
    return Table.of(words("record.programmes"), columns, rows, words("record.report_names"))


def _columns(words: Words, *keys: str) -> list[Column]:
    return [Column(words(f"record.col_{key}")) for key in keys]


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
    shown = value if not isinstance(value, list) else _sector_words(action.value)
    since, announced, source = action.effective_date, action.announced_at, action.source.of(words.language)
    return words(f"record.lever_{lever.name}"), name, shown, _unit(lever), since, announced, action.grade, source


def _brief_row(name: str, action: PolicyAction, lever: Lever, words: Words) -> tuple[object, ...]:
    shown, since = _value_words(action, lever, words), action.effective_date
    return words(f"record.lever_{lever.name}"), words(f"record.instrument_{name}"), shown, since, action.grade


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


def _names_and_days(programme: Programme, words: Words) -> tuple[object, ...]:
    known_as = programme.popular_name if words.language == "en" else words(f"record.programme_{programme.id}_desk")
    report = programme.seed_name if words.language == "en" else words(f"record.programme_{programme.id}_report")
    end = programme.end or words("record.open_end")
    return programme.id, known_as, report, programme.announced_at, programme.start, end


def _amount(fact: Fact, words: Words) -> str:
    """An amount in English with the unit of its source, in Chinese as amounts are written there."""
    if fact.amount is None:
        return ""
    found = next((how for beginning, how in _AMOUNTS.items() if fact.amount_unit.startswith(beginning)), None)
    if words.language == "en" or found is None:
        return f"{fact.amount:,g} {fact.amount_unit}"
    scale, form = found
    return words.format(fact.amount * scale, form)


def _grades(words: Words) -> str:
    meanings = [words("record.grade", grade=grade, meaning=words(f"record.grade_{grade}")) for grade in GRADES]
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


def _fact_row(fact: Fact, language: str) -> tuple[object, ...]:
    dates = (fact.announced_at, fact.effective_date, fact.lever, fact.programme)
    source = fact.source.of(language)
    return (*dates, fact.what.of(language), fact.amount, fact.amount_unit, fact.grade, source, fact.id)


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
