"""Dated facts of the policy record: when, how much, and what they say. A fact is found by words and dates."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from fedsheet.claims.evidence import RECORD, Evidence, Found, NotHeldError, Told, found
from fedsheet.claims.measures import DAYS_A_YEAR, Measure, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError
from fedsheet.core.notes import Remark
from fedsheet.core.text import Text
from fedsheet.record.model import Fact

Clock = Literal["New York", "Beijing"]
NEW_YORK, BEIJING = ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")
# FOMC statements have come out after noon in New York since 1994; noon is the earliest where no time is recorded.
EARLIEST_RELEASE = time(12, 0)
UNITS_OF_FACTS = {"usd bn": (1e9, "usd_bn"), "percent": (1e-2, "pct"), "bp": (1e-4, "bp"), "months": (1.0, "months")}


def saying(evidence: Evidence, words: list[str], start: date | None, end: date | None) -> list[Fact]:
    """Facts announced in a span that hold every one of `words`, case aside, by announcement."""
    asked = [word.lower() for word in words]
    inside = evidence.path.list_facts(start=start, end=end)
    return [fact for fact in inside if all(word in _text(fact.what.en, fact.kind) for word in asked)]


@cache
def _text(what: str, kind: str) -> str:
    """A fact as it is searched; a report asks each of hundreds for its words a hundred times."""
    return f"{what} {kind}".lower()


def facts_with(evidence: Evidence, words: list[str], start: date | None = None, end: date | None = None) -> list[Fact]:
    """Facts announced in a span that say all of `words`, by announcement; none ever raises, none yet is not held."""
    inside = saying(evidence, words, start, end)
    known = [fact for fact in inside if fact.announced_at <= evidence.known_at]
    if inside and not known:
        raise NotHeldError(RECORD, last=evidence.known_at)
    if not known:
        quoted = " and ".join(map(repr, words))
        span = f"from {start or 'the first'} to {end or 'the last'}"
        raise InputError("claims.facts_fact_record_says", span=span, quoted=quoted)
    return known


def _released(fact: Fact, clock: Clock) -> date:
    """The announcement's date on the clock asked: New York's, or Beijing's for the same moment."""
    if clock == "New York":
        return fact.announced_at
    moment = datetime.combine(fact.announced_at, fact.announced_time or EARLIEST_RELEASE, NEW_YORK)
    return moment.astimezone(BEIJING).date()


@quantity
def date_of_fact(
    evidence: Evidence, *, words: list[str], start: date | None = None, end: date | None = None,
    date_kind: Literal["announced", "effective"] = "announced", clock: Clock = "New York",
) -> Found:  # fmt: skip
    """The day the first fact with these words was announced or took effect, by New York's or Beijing's date."""
    fact = facts_with(evidence, words, start, end)[0]
    day = fact.effective_date if date_kind == "effective" else _released(fact, clock)
    return found(measure(day, "date"), fact=fact.what, clock=clock, date_kind=date_kind)


@quantity
def amount_of_fact(evidence: Evidence, *, words: list[str], on: date) -> Found:
    """The amount of the fact with these words announced on a day, in its own unit: dollars, percent, basis points."""
    fact = facts_with(evidence, words, on, on)[0]
    return found(_amount(fact), fact=fact.what, on=fact.announced_at, source=fact.source)


def _amount(fact: Fact) -> Measure:
    """A fact's amount in base units; its published unit is told by how it begins ("USD bn per month")."""
    if fact.amount is None:
        raise InputError("claims.facts_fact_holds_amount", where=fact.place, id=fact.id)
    for beginning, (scale, unit) in UNITS_OF_FACTS.items():
        if fact.amount_unit.lower().startswith(beginning):
            return measure(fact.amount * scale, unit)
    possible = Remark.of("claims.known_units", names=", ".join(UNITS_OF_FACTS))
    raise InputError(
        "claims.facts_fact", where=fact.place, id=fact.id, amount_unit=fact.amount_unit, possible_=possible
    )


@quantity
def fact_says(evidence: Evidence, *, on: date, words: list[str]) -> Found:
    """Whether some fact announced on a day holds all these words."""
    evidence.known(on, RECORD)
    said = [fact.what for fact in saying(evidence, words, on, on)]
    return found(measure(bool(said), "yes_no"), on=on, facts=_quoted(said, words))


@quantity
def count_facts(evidence: Evidence, *, words: list[str], start: date, end: date) -> Found:
    """How many facts announced in a span, and known by now, hold all these words."""
    evidence.known(start, RECORD)
    until = min(end, evidence.known_at)
    said = [fact.what for fact in saying(evidence, words, start, until)]
    return found(measure(float(len(said)), "number"), facts=_quoted(said, words), start=start, end=until)


def _quoted(said: list[Text], words: list[str]) -> tuple[Told, ...]:
    """The first fact found, in the reader's language; where none was, the words looked for."""
    return tuple(said[:1]) or tuple(words)


@quantity
def years_between_facts(
    evidence: Evidence, *, first_words: list[str], first_on: date, second_words: list[str], second_on: date
) -> Found:
    """Years from one dated fact to another, each found by its words and its day."""
    start = facts_with(evidence, first_words, first_on, first_on)[0].announced_at
    end = facts_with(evidence, second_words, second_on, second_on)[0].announced_at
    return found(measure((end - start).days / DAYS_A_YEAR, "years"), start=start, end=end)


@quantity
def days_from_first_to_last(evidence: Evidence, *, each_words: list[list[str]], start: date, end: date) -> Found:
    """Days from the first to the last of several facts, each the first in a span with its words."""
    days = sorted(facts_with(evidence, words, start, end)[0].announced_at for words in each_words)
    if len(days) < 2:
        raise InputError("claims.facts_span_needs_two_facts")
    return found(measure(float((days[-1] - days[0]).days), "days"), start=days[0], end=days[-1], n=len(days))
