"""Exhibits of effects: the runoff and bills alone on the ten-year yield, and each programme on the economy.

Published figures stand beside ours; a range is told from its smaller to its larger end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.review import window_name
from fedsheet.present.table import Column, Table
from fedsheet.review.surprises import OWN
from fedsheet.review.transmission import HORIZONS, OUTCOMES, TOLD_AFTER

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.supply_effect import Compared, Move
    from fedsheet.review.transmission import OwnEffect, OwnProgramme, Transmission

Moves = tuple[Sequence["Move"], Sequence["Compared"]]
FORMS = {"unemployment": "pp1_signed", "inflation": "pp1_signed"}  # the rest in percent
SIZES = {"pp1_signed": "pp1_abs", "pct1_signed": "pct1"}  # the same without a sign
FIRST_ROUNDS = ("lsap1", "lsap2", "mep", "lsap3")


def span(low: float | None, high: float | None, form: str, words: Words) -> str:
    """A range as readers see it; one number where both ends show the same, a dash where there is none."""
    first, last = words.format(low, form), words.format(high, form)
    return first if first == last else words("effects.span", low=first, high=last)


def _form(outcome: str) -> str:
    return FORMS.get(outcome, "pct1_signed")


# ---- on the ten-year yield ---------------------------------------------------------------------------------------


@exhibit("review-supply-moves", of="supply moves")
def supply_moves(found: Moves, words: Words) -> Exhibit:
    """What the second runoff, GDP's growth past it and a portfolio of bills do to the ten-year yield."""
    columns = (
        Column("move", "name:effects.move_"), Column("start", "iso"), Column("end", "iso"),
        Column("equivalents_low", "money_signed"), Column("equivalents_high", "money_signed"),
        Column("to_gdp_low", "pct1_signed"), Column("to_gdp_high", "pct1_signed"),
        Column("yield_low", "bp_num"), Column("yield_high", "bp_num"),
    )  # fmt: skip
    rows = [
        (
            m.id, m.start, m.end, m.equivalents_low, m.equivalents_high, m.to_gdp_low, m.to_gdp_high, m.effect_low,
            m.effect_high,
        )
        for m in found[0]
    ]  # fmt: skip
    by_id = {m.id: m for m in found[0]}
    caption = ""
    if "runoff" in by_id:
        own, both = by_id["runoff"], by_id["runoff_and_growth"]
        caption = words(
            "effects.moves_caption", low=own.effect_low, high=own.effect_high, both_low=both.effect_low,
            both_high=both.effect_high,
        )  # fmt: skip
    table = Table.of("review-supply-moves", words, columns, rows)
    notes = (words("effects.moves_note"), words("review.mbs_durations"))
    return Exhibit.of(words, table, caption, source(words, "board", "nyfed", "bea"), *notes)


@exhibit("review-supply-published", of="supply moves")
def supply_published(found: Moves, words: Words) -> Exhibit:
    """Published effects of a smaller portfolio beside ours, each with its source."""
    columns = (
        Column("study", "text", ""), Column("what"), Column("amount", "money"),
        Column("measure", "name:effects.measure_"), Column("published_low", "bp_num"),
        Column("published_high", "bp_num"), Column("ours_low", "bp_num"), Column("ours_high", "bp_num"),
        Column("ours_of", "name:effects.ours_"), Column("source"), Column("address", "text", ""),
        Column("grade"),
    )  # fmt: skip
    rows = [
        (
            c.study.id, c.study.what.of(words.language), c.study.amount_usd, c.study.measure, c.study.low_bp / 1e4,
            c.study.high_bp / 1e4, c.ours_low, c.ours_high, c.ours_of, c.study.source, c.study.address, c.study.grade,
        )
        for c in found[1]
    ]  # fmt: skip
    table = Table.of("review-supply-published", words, columns, rows)
    brief = (
        "what", "amount", "measure", "published_low", "published_high", "ours_low", "ours_high", "ours_of", "source",
    )  # fmt: skip
    note = words("effects.published_note")
    return Exhibit.of(words, table, "", source(words, "board", "nyfed", "bea"), note).briefly(*brief)


# ---- on the economy ----------------------------------------------------------------------------------------------


@exhibit("review-transmission", of="transmission")
def transmission(found: Transmission, words: Words) -> Exhibit:
    """Each programme on output, unemployment, prices and inflation: published range, ours, can it be told."""
    columns = (
        Column("programme", "text", ""), Column("_programme"),
        Column("outcome", "name:effects.outcome_", "effects.column_outcome"),
        Column("equivalents_low", "pct1", ""), Column("equivalents_high", "pct1", ""),
        Column("_equivalents", "text", "effects.column_equivalents"), Column("yield_low", "bp_num", ""),
        Column("yield_high", "bp_num", ""), Column("_yield", "text", "effects.column_yield"),
        Column("published_low", "pct2", ""), Column("published_high", "pct2", ""),
        Column("_published", "text", "effects.column_published"),
        Column("studies", "int"), Column("extrapolated", "yesno"), Column("own_low", "pct2", ""),
        Column("own_high", "pct2", ""), Column("_own"), Column("verdict", "name:effects.verdict_"),
    )  # fmt: skip
    own = {(o.programme, o.outcome): o for o in found.own_programmes}
    doses = {d.programme: d for d in found.doses}
    rows = [
        (
            e.programme, window_name(e.programme, words), e.outcome, (d := doses[e.programme]).low, d.high,
            span(d.low, d.high, "pct1_signed", words), d.yield_low, d.yield_high,
            span(d.yield_low, d.yield_high, "bp", words), e.low, e.high, span(e.low, e.high, _form(e.outcome), words),
            e.n_published, not e.is_own_subject, *_own(own.get((e.programme, e.outcome)), words),
        )
        for e in found.effects
    ]  # fmt: skip
    table = Table.of("review-transmission", words, columns, rows)
    brief = ("_programme", "outcome", "_equivalents", "_yield", "_published", "extrapolated", "_own", "verdict")
    sources = source(words, "board", "nyfed", "bls", "bea")
    return Exhibit.of(words, table, _caption(found, words), sources, *_notes(found, words)).briefly(*brief)


def _own(one: OwnProgramme | None, words: Words) -> tuple[object, ...]:
    """Our range and what it says; an outcome we do not estimate has neither."""
    if one is None:
        return None, None, None, "not_estimated"
    shown = span(one.low, one.high, _form(one.outcome), words)
    return one.low, one.high, shown, "told" if one.is_told else "cannot_be_told"


def _caption(found: Transmission, words: Words) -> str:
    """The four rounds on unemployment by published multipliers, and whether ours can tell."""
    rounds = [e for e in found.effects if e.programme in FIRST_ROUNDS and e.outcome == "unemployment"]
    low, high = (sum(getattr(e, end) or 0.0 for e in rounds) for end in ("low", "high"))
    told = sum(o.is_told for o in found.own_programmes)
    key = "effects.caption_none" if told == 0 else "effects.caption_some"
    return words(
        key, n=len(rounds), low=low, high=high, told=told, all=len(found.own_programmes), outcomes=len(found.own),
        programmes=len(found.doses),
    )  # fmt: skip


def _notes(found: Transmission, words: Words) -> list[str]:
    """How the ranges are made, what they rest on, and how much the estimate could have seen."""
    left_out = [m for m in found.multipliers if not m.in_range and m.how is not None]
    return [
        words("effects.note_published", n=sum(m.in_range for m in found.multipliers)),
        _made(found, words),
        *_power(found, words),
        *(words("effects.note_left_out", source=m.source, how=m.how.of(words.language)) for m in left_out if m.how),
        words("effects.note_cause"),
    ]


def _made(found: Transmission, words: Words) -> str:
    """From which surprises ours is made: the yield's own moves, or a column of the user's table."""
    surprises = found.surprises
    key = "effects.note_own" if surprises.name == OWN else "effects.note_instrument"
    return words(key, n=found.n_surprises, months=TOLD_AFTER, column=surprises.name, file=surprises.source)


def _power(found: Transmission, words: Words) -> list[str]:
    """Of each outcome with a published size: the least effect that could be seen, and the chance of seeing that one."""
    told = []
    for one in found.own:
        i = one.at(TOLD_AFTER)
        if one.published is not None:
            chance = float(one.response.power(one.published)[i])
            told.append(
                words(
                    "effects.note_power", outcome=words(f"effects.outcome_{one.outcome}"), months=TOLD_AFTER,
                    least=words.format(float(one.response.detectable[i]), SIZES[_form(one.outcome)]),
                    published=words.format(one.published, _form(one.outcome)), power=chance,
                )
            )  # fmt: skip
            told += _outside(one, i, words)
        told += _early(one, words)
    return told


def _outside(one: OwnEffect, i: int, words: Words) -> list[str]:
    """Where the published size is not among what our band allows."""
    response, published = one.response, one.published or 0.0
    if response.low[i] <= published <= response.high[i]:
        return []
    name = words(f"effects.outcome_{one.outcome}")
    band = span(float(response.low[i]), float(response.high[i]), _form(one.outcome), words)
    return [
        words("effects.note_outside", outcome=name, published=words.format(published, _form(one.outcome)), band=band)
    ]


def _early(one: OwnEffect, words: Words) -> list[str]:
    """A response that is told, and has the sign the crisis has: announcements answered the economy."""
    wrong = [
        months
        for i, months in enumerate(one.response.horizons)
        if months < TOLD_AFTER and _is_adverse(one, i) and one.is_told(months)
    ]
    if not wrong:
        return []
    i = one.at(wrong[0])
    return [
        words(
            "effects.note_early", outcome=words(f"effects.outcome_{one.outcome}"), months=wrong[0],
            effect=words.format(float(one.response.effect[i]), _form(one.outcome)), p=float(one.response.placebo_p[i]),
        )
    ]  # fmt: skip


def _is_adverse(one: OwnEffect, i: int) -> bool:
    """Whether easier money went with a weaker economy."""
    worse = 1.0 if one.outcome == "unemployment" else -1.0
    return float(one.response.effect[i]) * worse > 0


@exhibit("review-transmission-own", of="transmission")
def own_responses(found: Transmission, words: Words) -> Exhibit:
    """Our responses to a fall of the ten-year yield by 100 bp on announcement days, horizon by horizon."""
    columns = (
        Column("outcome", "name:effects.outcome_", "effects.column_outcome"), Column("series"),
        Column("months", "int", "effects.column_months"),
        Column("response", "pct2", ""), Column("band_low", "pct2", ""), Column("band_high", "pct2", ""),
        Column("_response", "text", "effects.column_response"), Column("_band", "text", "effects.column_band"),
        Column("placebo_p", "p"), Column("least_detectable", "pct2", ""), Column("published", "pct2", ""),
        Column("_least", "text", "effects.column_least"), Column("_published", "text", "effects.column_published_size"),
        Column("power", "pct0"), Column("first", "iso", "effects.column_first"),
        Column("last", "iso", "effects.column_last"), Column("months_used", "int"),
    )  # fmt: skip
    rows = [
        (
            one.outcome, one.series, months, r.effect[i], r.low[i], r.high[i],
            words.format(float(r.effect[i]), form), span(float(r.low[i]), float(r.high[i]), form, words),
            r.placebo_p[i], r.detectable[i], one.published, words.format(float(r.detectable[i]), SIZES[form]),
            words.format(one.published, form), None if one.published is None else r.power(one.published)[i],
            one.first, one.last, r.n_months,
        )
        for one in found.own
        for r, form in ((one.response, _form(one.outcome)),)
        for i, months in enumerate(r.horizons)
    ]  # fmt: skip
    table = Table.of("review-transmission-own", words, columns, rows)
    brief = (
        "outcome", "series", "months", "_response", "_band", "placebo_p", "_least", "_published", "power", "first",
        "last", "months_used",
    )  # fmt: skip
    caption = words("effects.own_caption", told=_told(found), all=len(found.own) * len(HORIZONS))
    sources = source(words, "board", "bls", "bea")
    return Exhibit.of(words, table, caption, sources, _made(found, words), *_power(found, words)).briefly(*brief)


def _told(found: Transmission) -> int:
    """Responses whose band leaves zero out, over outcomes and horizons."""
    return sum(one.is_told(months) for one in found.own for months in HORIZONS)


@exhibit("review-multipliers", of="transmission")
def published_multipliers(found: Transmission, words: Words) -> Exhibit:
    """Published effects as their authors give them, and per percent of GDP of ten-year equivalents."""
    columns = (
        Column("id", "text", ""), Column("outcome", "name:effects.outcome_", "effects.column_outcome"), Column("what"),
        Column("effect", "pct2_signed", ""), Column("_effect", "text", "effects.column_effect"), Column("programmes"),
        Column("amount", "money"), Column("per_percent_low", "pct2_signed", ""),
        Column("per_percent_high", "pct2_signed", ""), Column("_per_percent", "text", "effects.column_per_percent"),
        Column("guidance_too", "yesno"), Column("in_range", "yesno"), Column("source"), Column("address", "text", ""),
        Column("grade"),
    )  # fmt: skip
    rows = [
        (
            m.id, m.outcome, m.what.of(words.language), m.effect, words.format(m.effect, _fine(m.outcome)),
            words.format([window_name(name, words) for name in m.covers], "names"), m.amount_usd, low, high,
            span(low, high, _fine(m.outcome), words), m.guidance, m.in_range, m.source, m.address, m.grade,
        )
        for m in sorted(found.multipliers, key=lambda m: OUTCOMES.index(m.outcome))
        for low, high in (_per_percent(found, m.id),)
    ]  # fmt: skip
    table = Table.of("review-multipliers", words, columns, rows)
    brief = ("outcome", "what", "_effect", "_per_percent", "in_range", "source")
    return Exhibit.of(words, table, "", source(words, "board", "nyfed", "bea")).briefly(*brief)


def _fine(outcome: str) -> str:
    """The form of a published size: of a rate in points, of a level in percent, to the hundredth."""
    return "pp2_signed" if outcome in FORMS else "pct2_signed"


def _per_percent(found: Transmission, name: str) -> tuple[float | None, float | None]:
    """A published size for each percent of GDP of ten-year equivalents, low and high; none where it has no amount."""
    low, high = found.per_dose.get(name, (None, None))
    return (None, None) if low is None or high is None else (low / 100, high / 100)
