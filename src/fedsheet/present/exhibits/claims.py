"""Exhibits of claims: every verdict with the numbers behind it, one claim in full, verdicts by chapter, quantities."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, get_args, get_origin, get_type_hints

from fedsheet.claims.model import Judgement, Verdict
from fedsheet.claims.registry import Quantity, quantities, quantity_named
from fedsheet.core.errors import UnknownNameError
from fedsheet.core.notes import said
from fedsheet.present import verdicts
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.claims.results import Judged
    from fedsheet.present.text import Words

READ = ("id", "claim", "_verdict", "_all_found", "changes")  # of a claim, in a report and on a page
SHORT = ("id", "_verdict", "claim", "_found", "_expected")  # on a screen
MOST_UNREAD = 20  # told one by one


@exhibit("claims", of="claims")
def judged(found: Judged, words: Words) -> Exhibit:
    """One row a claim: verdict, number found and expected with unit and reason; what would change the verdict."""
    columns = (
        Column("id"), Column("verdict", "text", ""), Column("found", "general", ""), Column("expected", "general", ""),
        Column("unit", "text", ""), Column("why", "text", ""), Column("place", "text", ""), Column("claim"),
        Column("_verdict"), Column("_found"), Column("_all_found", "text", "terms.all_found"), Column("_expected"),
        Column("changes"),
    )  # fmt: skip
    table = Table.of("claims", words, columns, [_row(one, words) for one in found.judgements])
    caption = found.claims.title.of(words.language)
    notes = (verdicts.counted(found.judgements, words), *unread(found, words), words("claims.more"))
    return Exhibit.of(words, table, caption, words("claims.source"), *notes).briefly(*SHORT)


def unread(found: Judged, words: Words) -> list[str]:
    """The claims of a file that could not be read, a line each; of very many the first."""
    held = found.claims.unread
    lines = [words("claims.unread", id=one.id, reason=said(one.reason, words.language)) for one in held[:MOST_UNREAD]]
    return lines + ([words("claims.unread_more", n=len(held) - MOST_UNREAD)] if len(held) > MOST_UNREAD else [])


def _row(one: Judgement, words: Words) -> tuple[object, ...]:
    test = one.deciding.test
    return (
        one.claim.id, one.verdict.value, verdicts.found_number(one), verdicts.clean(test.expected), test.unit.name,
        verdicts.why(one, words), one.claim.place, one.claim.wording.of(words.language),
        verdicts.verdict_name(one.verdict, words), verdicts.shown(one, words), verdicts.all_found(one, words),
        verdicts.expectation(test, words), one.claim.changes.of(words.language),
    )  # fmt: skip


def records(shown: Exhibit) -> list[dict[str, Cell]]:
    """The documented JSON of `judged`: id, verdict (always in English), found, expected, unit, why (as it is told)."""
    return shown.table.pick("id", "verdict", "found", "expected", "unit", "why").records()


def in_place(shown: Exhibit, place: str, name: str, words: Words) -> Exhibit:
    """The claims of one chapter, under its name."""
    table = shown.table.where(lambda row: row["place"] == place).named(f"claims-{place.replace('.', '-')}")
    return shown.showing(table, words("claims.table", place=name)).briefly(*READ)


@exhibit("claims-that-fail", of="claims")
def failed(found: Judged, words: Words) -> Exhibit:
    """Those that fail, with what was found."""
    every = judged(found, words)
    table = every.table.where(lambda row: row["verdict"] == Verdict.FAILS.value).named("claims-that-fail")
    title = words("exhibits.claims-that-fail")
    return replace(every.showing(table, title).briefly(*READ), title=title)


@exhibit("claim", of="claims")
def one(found: Judged, words: Words, subject: str = "") -> Exhibit:
    """One claim in full: its words, verdict, reason, tolerance and what would change the verdict."""
    by_id = {one.claim.id: one for one in found.judgements}
    if subject and subject not in by_id:
        raise UnknownNameError("claim", subject, by_id, where=found.claims.id)
    judgement = by_id[subject or next(iter(by_id))]
    claim, language = judgement.claim, words.language
    rows = {
        "place": verdicts.place_name(found.claims.id, claim.place, words),
        "claim": claim.wording.of(language),
        "verdict": verdicts.verdict_name(judgement.verdict, words),
        "why": verdicts.why(judgement, words),
        "because": claim.because.of(language),
        "changes": claim.changes.of(language),
    }
    columns = (Column("item", "name:terms."), Column("told"))
    told = [(item, text) for item, text in rows.items() if text]  # a user may leave out why and what would change it
    name = verdicts.verdict_name(judgement.verdict, words)
    caption = words("claims.one_caption", id=claim.id, verdict=name)
    return Exhibit.of(words, Table.of("claim", words, columns, told), caption, words("claims.source"))


@exhibit("claims-by-chapter", of="claims")
def by_chapter(found: Judged, words: Words) -> Exhibit:
    """Verdicts counted by chapter."""
    from fedsheet.present.charts.claims import verdicts_by_chapter

    counts = Counter(one.verdict for one in found.judgements)
    caption = words(
        "claims.figure", n=len(found.judgements), holds=counts[Verdict.HOLDS], own=counts[Verdict.OWN_BASE],
        other=counts[Verdict.OTHER_BASE], fails=counts[Verdict.FAILS],
    )  # fmt: skip
    return Exhibit.of(
        words, verdicts_by_chapter(found.claims.id, found.judgements, words), caption, words("claims.source")
    )


@exhibit("claims-quantities", of="nothing")
def named(_nothing: object, words: Words) -> Exhibit:
    """Every quantity a claim may name, with its arguments (those with a default in brackets)."""
    rows = [(q.name, _arguments(q), q.summary, words(f"claims.gives.{q.name}")) for q in quantities().values()]
    columns = (Column("quantity"), Column("arguments"), Column("gives", "text", ""), Column("_gives"))
    return Exhibit.of(words, Table.of("claims-quantities", words, columns, rows))


@exhibit("claims-quantity", of="quantity")
def arguments(name: str, words: Words) -> Exhibit:
    """One quantity's arguments: the kind of each, what may be chosen, what holds where it is left out."""
    asked = quantity_named(name)
    columns = (
        Column("argument", "text", "claims.argument"), Column("kind", "text", "claims.argument_kind"),
        Column("default", "text", "claims.argument_default"),
    )  # fmt: skip
    hints = get_type_hints(asked.function, include_extras=True)
    rows = [
        (key, _kind(hints[key]), None if p.default is p.empty or p.default is None else str(p.default))
        for key, p in asked.arguments.items()
    ]  # fmt: skip
    needed = [key for key, p in asked.arguments.items() if p.default is p.empty]
    caption = words("claims.arguments_caption", name=asked.name)
    notes = (words(f"claims.gives.{asked.name}"), words("claims.arguments_needed", names=needed or ["—"]))
    return Exhibit.of(words, Table.of("claims-quantity", words, columns, rows), caption, "", *notes)


def _kind(hint: object) -> str:
    """What an argument takes, in the words of a TOML file."""
    if get_origin(hint) is Annotated:
        return _kind(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return " | ".join(map(str, get_args(hint)))
    if get_origin(hint) is list:
        return f"[{_kind(get_args(hint)[0])}, …]"
    inner = [part for part in get_args(hint) if part is not type(None)]
    if inner:
        return " | ".join(map(_kind, inner))
    names: dict[object, str] = {
        date: "2025-10-31", str: "text", int: "whole number", float: "number", bool: "true | false",
    }  # fmt: skip
    return names.get(hint, str(getattr(hint, "__name__", hint)))


def _arguments(quantity: Quantity) -> str:
    return ", ".join(name if p.default is p.empty else f"[{name}]" for name, p in quantity.arguments.items())
