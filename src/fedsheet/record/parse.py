"""Reading the file of one lever: its facts, and the actions they put into force in base units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fedsheet.core.largest import LEVEL
from fedsheet.core.text import Text
from fedsheet.core.units import BASIS_POINTS, USD_BN, from_bn, from_pct
from fedsheet.record.levers import LEVERS, VOTE, Lever
from fedsheet.record.model import GRADES, Fact, PolicyAction, Sector, Value
from fedsheet.record.rules import REINVESTMENT_RULES
from fedsheet.record.table import TomlTable, read_toml, tables

NONE = "none"
_REQUIRED = ("id", "announced_at", "source", "grade")
_OPTIONAL = (
    "kind", "effective_date", "what", "what_zh", "source_zh", "amount", "amount_unit", "programme",
    "confirmed_at", "supersedes", "change_bp",
)  # fmt: skip
VOTERS = 12  # members who vote at a meeting: seven governors and five presidents
_SECTOR = ("from_years", "to_years", "share", "kind")
SECTOR_KINDS = ("nominal", "tips")
_FILE_KEYS = {"lever", "unit", "kind", "sources", "sources_zh", "before", "before_zh", "entry"}
# How an entry without words of its own names what it sets; every other entry brings `what` and `what_zh`.
_SHORT = {
    "iorb": Text("IORB", "IORB"),
    "on_rrp": Text("ON RRP", "ON RRP"),
    "srf": Text("常备回购", "standing repo"),
    "primary_credit": Text("一级信贷", "primary credit"),
}
_SECTORS_SET = Text("公布购买的期限分布", "Distribution of purchases over maturities")


@dataclass(frozen=True)
class LeverFile:
    """One file read: its facts, the actions they put into force, why an instrument is None before its first action."""

    lever: Lever
    facts: tuple[Fact, ...]
    actions: tuple[PolicyAction, ...]
    before: Mapping[str, Text]
    changes: Mapping[str, float]
    supersedes: Mapping[str, str]


def read_lever_file(file: str, text: str) -> LeverFile:
    """Facts and actions of one lever, in base units; anything unknown, missing or of a wrong type stops."""
    document = read_toml(file, text)
    head = TomlTable(file, text, "file", 0, document)
    head.allow(_FILE_KEYS)
    head.need(("lever",))
    lever = LEVERS[head.choice_of("lever", LEVERS)]
    _check_unit(head, lever)
    TomlTable(file, text, "[before]", 0, _table(head, "before")).allow(lever.instruments)
    sources, before = _texts(head, "sources"), _texts(head, "before")
    entries = tables(file, text, document, "entry")
    kind = head.text_of("kind", lever.name)
    facts = tuple(_fact(entry, lever, kind, sources) for entry in entries)
    actions = tuple(
        action for entry, fact in zip(entries, facts, strict=True) for action in _actions(entry, lever, fact)
    )
    changes = {fact.id: _change_bp(entry) for entry, fact in zip(entries, facts, strict=True)}
    supersedes = {fact.id: entry.text_of("supersedes") for entry, fact in zip(entries, facts, strict=True)}
    return LeverFile(
        lever,
        facts,
        actions,
        before,
        {name: change for name, change in changes.items() if change is not None},
        {name: old for name, old in supersedes.items() if old},
    )


def _check_unit(head: TomlTable, lever: Lever) -> None:
    expected = lever.published.name if lever.published else "words"
    if head.text_of("unit", "words") != expected:
        head.stop("parse_unit_of_lever", "unit", lever=lever.name, value=head.values.get("unit"), expected=expected)


def _texts(head: TomlTable, key: str) -> dict[str, Text]:
    """A small table of texts at the head of a file, such as its sources by short name, with its twin in Chinese."""
    en, zh = _table(head, key), _table(head, f"{key}_zh")
    if odd := sorted(en.keys() ^ zh.keys()):
        head.stop("parse_one_language_only", odd[0], part=key)
    return {name: Text(zh[name], words) for name, words in en.items()}


def _table(head: TomlTable, key: str) -> dict[str, str]:
    table = head.values.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) and v.strip() for v in table.values()):
        head.stop("parse_texts_by_name", part=key)
    return dict(table)


def _fact(entry: TomlTable, lever: Lever, kind: str, sources: Mapping[str, Text]) -> Fact:
    entry.allow((*_REQUIRED, *_OPTIONAL, *lever.instruments, *lever.details))
    entry.need(_REQUIRED)
    if not any(key in entry.values for key in ("what", *lever.instruments)):
        entry.stop("parse_says_nothing")
    announced = entry.date_of("announced_at")
    return Fact(
        id=entry.text_of("id"),
        lever=lever.name,
        kind=entry.text_of("kind", kind),
        announced_at=announced,
        effective_date=entry.date_of("effective_date") if "effective_date" in entry.values else announced,
        what=_both(entry, "what") if "what" in entry.values else _said(entry, lever),
        source=sources.get(entry.text_of("source")) or _both(entry, "source"),
        grade=entry.choice_of("grade", GRADES),
        amount=_change_bp(entry) if "change_bp" in entry.values else entry.number_of("amount"),
        amount_unit="bp" if "change_bp" in entry.values else entry.text_of("amount_unit"),
        programme=entry.text_of("programme"),
        announced_time=entry.time_of("announced_at"),
        confirmed_at=entry.date_of("confirmed_at") if "confirmed_at" in entry.values else None,
        details=_details(entry, lever),
        place=f"{entry.file}:{entry.line}",
    )


def _change_bp(entry: TomlTable) -> float | None:
    return entry.number_of("change_bp", LEVEL[BASIS_POINTS])


def _details(entry: TomlTable, lever: Lever) -> dict[str, object]:
    """What only this lever has, as written; votes are counted in whole members."""
    for key in VOTE.details if lever is VOTE else ():
        count = entry.number_of(key)
        if count is not None and (count % 1 or not 0 <= count <= VOTERS):
            entry.stop("parse_votes", key, value=count, most=VOTERS)
    return {key: entry.values[key] for key in lever.details if key in entry.values}


def _both(entry: TomlTable, key: str) -> Text:
    """A text of the entry with its Chinese wording, which must stand beside it."""
    entry.need((f"{key}_zh",))
    return Text(entry.text_of(f"{key}_zh"), entry.text_of(key))


def _said(entry: TomlTable, lever: Lever) -> Text:
    """What an entry without words says: the rates it sets, or that sectors were announced."""
    named = [name for name in lever.instruments if name in entry.values]
    if named == ["sectors"]:
        return _SECTORS_SET
    if not set(named) <= _SHORT.keys():
        entry.stop("parse_no_words")
    rates = [(_SHORT[name], entry.values[name]) for name in named]
    return Text(
        "，".join(f"{short.zh} {rate}%" for short, rate in rates),
        ", ".join(f"{short.en} {rate} percent" for short, rate in rates),
    )


def _actions(entry: TomlTable, lever: Lever, fact: Fact) -> Iterable[PolicyAction]:
    """One action for each instrument the entry sets."""
    limit = from_bn(amount) if (amount := entry.number_of("limit", LEVEL[USD_BN])) is not None else None
    for instrument in lever.instruments:
        if instrument in entry.values:
            yield PolicyAction(
                id=f"{fact.id}/{instrument}",
                lever=lever.name,
                instrument=instrument,
                announced_at=fact.announced_at,
                effective_date=fact.effective_date,
                value=_value(entry, lever, instrument),
                unit=lever.base.name if lever.base else "words",
                source=fact.source,
                grade=fact.grade,
                what=fact.what,
                programme=fact.programme,
                announced_time=fact.announced_time,
                limit_usd=limit,
                place=f"{entry.file}:{entry.line}",
            )


def _value(entry: TomlTable, lever: Lever, instrument: str) -> Value:
    """The instrument's value in base units; "none" is an explicit stop."""
    if entry.values[instrument] == NONE:
        return None
    if instrument == "sectors":
        return _sectors(entry)
    if lever.published is None or lever.base is None:
        return _rule(entry, instrument)
    published = entry.number_of(instrument, LEVEL[lever.published])
    assert published is not None
    return round(published * lever.published.factor_to(lever.base), 12)


def _rule(entry: TomlTable, instrument: str) -> str:
    """A rule in words; a reinvestment rule must be one that `rules` knows."""
    known = REINVESTMENT_RULES.get(instrument)
    return entry.choice_of(instrument, known) if known else entry.text_of(instrument)


def _sectors(entry: TomlTable) -> tuple[Sector, ...]:
    """Sectors whose shares, in percent, sum to 100."""
    parts = entry.parts("sectors", _SECTOR)
    numbers = [tuple(part.number_of(key) or 0.0 for key in _SECTOR[:3]) for part in parts]
    if round(sum(share for _, _, share in numbers), 9) != 100:
        entry.stop("parse_shares_of_sectors", "sectors")
    return tuple(
        Sector(first, last, part.choice_of("kind", SECTOR_KINDS), from_pct(share))
        for part, (first, last, share) in zip(parts, numbers, strict=True)
    )
