"""Exhibit of the rounds in words: what each answered, through which yields it went and what the economy did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.effects import span
from fedsheet.present.exhibits.review import series_name
from fedsheet.present.table import Column, Table
from fedsheet.present.verdicts import series_name as indicator_name
from fedsheet.review.rounds import OUTCOMES as FOLLOWED
from fedsheet.review.rounds import YIELDS, measures_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.rounds import RoundTold
    from fedsheet.review.transmission import Effect

Rounds = tuple[Sequence["RoundTold"], Sequence["Effect"]]


@exhibit("rounds", of="rounds")
def rounds(found: Rounds, words: Words) -> Exhibit:
    """What each round answered, through which yields it went and what the economy did, a sentence each."""
    told, published = found
    columns = (
        Column("round", "text", ""), Column("_round"), Column("start", "iso"), Column("end", "iso"), Column("purpose"),
        Column("channel"), Column("happened"), Column("source"),
    )  # fmt: skip
    by_programme = {e.programme: e for e in published if e.outcome == "unemployment"}
    rows = [
        (
            one.id, words(f"effects.round_{one.id}"), one.window.market_start, one.window.market_end,
            _purpose(one, words), _channel(one, words), _happened(one, by_programme.get(one.id), words),
            one.source.of(words.language),
        )
        for one in told
    ]  # fmt: skip
    table = Table.of("rounds", words, columns, rows)
    brief = ("_round", "purpose", "channel", "happened", "source")
    sources = source(words, "fomc", "board", "nyfed", "bls", "bea")
    caption = words("effects.rounds_caption", n=len(rows))
    note = words("effects.rounds_note", effects="review-transmission")
    return Exhibit.of(words, table, caption, sources, note).briefly(*brief)


def _said(key: str, figures: Mapping[str, float], needed: Mapping[str, str], words: Words) -> str:
    """A sentence where all its figures are held; the series of those that are not otherwise."""
    missing = dict.fromkeys(series for name, series in needed.items() if name not in figures)
    return words("effects.round_not_held", names=list(missing)) if missing else words(key, **figures)


def _purpose(one: RoundTold, words: Words) -> str:
    needed = {m.key: series_name(m.series, words) for m in measures_of(one.id)}
    return _said(f"effects.round_{one.id}_purpose", one.purpose, needed, words)


def _channel(one: RoundTold, words: Words) -> str:
    """The yield, its parts between month-ends, then what was taken out of the market or given back."""
    told = one.channel
    said = [
        _said(f"effects.round_channel_{name}", told, {name: series_name(series, words)}, words)
        for name, series in YIELDS.items()
    ]
    if "premium" in told:
        said.append(words("effects.round_premium", **told))
    if "effect_low" in told:
        moved = span(told["equivalents_low"], told["equivalents_high"], "pct1_signed", words)
        effect = span(told["effect_low"], told["effect_high"], "bp", words)
        said.append(words("effects.round_equivalents", low=moved, effect=effect))
    return words("common.sentence_gap").join(said)


def _happened(one: RoundTold, published: Effect | None, words: Words) -> str:
    """The economy at the start, the end and a year after; the published effect on unemployment where there is one."""
    said = [
        _said(
            f"effects.round_outcome_{name}",
            one.outcome,
            {f"{name}_{m}": indicator_name(series, words) for m in ("start", "end")},
            words,
        )
        for name, (series, _) in FOLLOWED.items()
    ]
    later = ("unemployment_later", "core_later")
    if all(name in one.outcome for name in later):
        said.append(words("effects.round_later", **{name: one.outcome[name] for name in later}))
    if published is not None:
        effect = span(published.low, published.high, "pp1_signed", words)
        said.append(words("effects.round_published", unemployment=effect))
    return words("common.sentence_gap").join(said)
