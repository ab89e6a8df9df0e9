"""Dated facts of the policy record: when, how much, and what they say. A fact is found by words and dates."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from fedsheet.claims.evidence import Evidence, Found, NotHeldError
from fedsheet.claims.measures import Measure, measure
from fedsheet.claims.registry import quantity
from fedsheet.core.errors import InputError
from fedsheet.record.model import Fact

DAYS_A_YEAR = 365.25
RECORD = "policy record"
NEW_YORK, BEIJING = ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")
# FOMC statements have come out after noon in New York since 1994; noon is the earliest where no time is recorded.
EARLIEST_RELEASE = time(12, 0)


def says(fact: Fact, words: list[str]) -> bool:
    """Whether a fact holds every one of `words`, case aside."""
    text = f"{fact.what} {fact.kind}".lower()
    return all(word.lower() in text for word in words)


def facts_with(
    evidence: Evidence, words: list[str], start: date | None = None, end: date | None = None,
    programme: str | None = None,
) -> list[Fact]:  # fmt: skip
    """Facts announced in a span that say all of `words`, by announcement; none ever raises, none yet is not held."""
    inside = [f for f in evidence.path.list_facts(programme, None, start, end) if says(f, words)]
    known = [f for f in inside if f.announced_at <= evidence.known_at]
    if inside and not known:
        raise NotHeldError(RECORD, last=evidence.known_at)
    if not known:
        span = f" from {start or 'the first'} to {end or 'the last'}"
        raise InputError(
            f"No fact of the record says {' + '.join(map(repr, words))}{span}", do="See `fedsheet policy list`"
        )
    return known


def _released(fact: Fact, clock: str) -> date:
    """The announcement's date on the clock asked: New York's, or Beijing's for the same moment."""
    if clock == "New York":
        return fact.announced_at
    moment = datetime.combine(fact.announced_at, fact.announced_time or EARLIEST_RELEASE, NEW_YORK)
    return moment.astimezone(BEIJING).date()


@quantity
def date_of_fact(
    evidence: Evidence, *, words: list[str], start: date | None = None, end: date | None = None,
    programme: str | None = None, date_kind: Literal["announced", "effective"] = "announced",
    clock: Literal["New York", "Beijing"] = "New York",
) -> Found:  # fmt: skip
    """The day the first fact with these words was announced or took effect, by New York's or Beijing's date."""
    fact = facts_with(evidence, words, start, end, programme)[0]
    day = fact.effective_date if date_kind == "effective" else _released(fact, clock)
    return Found(measure(day, "date"), {"fact": fact.what, "clock": clock, "date_kind": date_kind})


@quantity
def amount_of_fact(evidence: Evidence, *, words: list[str], on: date) -> Found:
    """The amount of the fact with these words announced on a day, in its own unit: dollars, percent, basis points."""
    fact = facts_with(evidence, words, on, on)[0]
    if fact.amount is None:
        raise InputError(f"Fact {fact.id!r} holds no amount", where=fact.place, do="Use fact_says for its words")
    return Found(_measured(fact, fact.amount), {"fact": fact.what, "on": fact.announced_at, "source": fact.source})


def _measured(fact: Fact, amount: float) -> Measure:
    """A fact's amount by the beginning of its published unit."""
    for start, scale, unit in (("USD bn", 1e9, "usd_bn"), ("percent", 1e-2, "pct"), ("bp", 1e-4, "bp"), ("months", 1.0, "months")):
        if fact.amount_unit.lower().startswith(start.lower()):
            return measure(amount * scale, unit)
    raise InputError(f"Fact {fact.id!r} is in {fact.amount_unit!r}", where=fact.place, possible="USD bn, percent, bp or months")


@quantity
def fact_says(evidence: Evidence, *, on: date, words: list[str]) -> Found:
    """Whether some fact announced on a day holds all these words."""
    evidence.known(on, RECORD)
    said = [f for f in evidence.path.list_facts(start=on, end=on) if says(f, words)]
    told = {"on": on, "words": tuple(words), "fact": said[0].what if said else "–"}
    return Found(measure(bool(said), "yes_no"), told)


@quantity
def count_facts(evidence: Evidence, *, words: list[str], start: date, end: date, programme: str | None = None) -> Found:
    """How many facts announced in a span, and known by now, hold all these words."""
    evidence.known(start, RECORD)
    inside = evidence.path.list_facts(programme, None, start, min(end, evidence.known_at))
    said = [f for f in inside if says(f, words)]
    told = {"words": tuple(words), "start": start, "end": end}
    return Found(measure(float(len(said)), "number"), told)


@quantity
def years_between_facts(
    evidence: Evidence, *, first_words: list[str], first_on: date, second_words: list[str], second_on: date
) -> Found:
    """Years from one dated fact to another, each found by its words and its day."""
    first = facts_with(evidence, first_words, first_on, first_on)[0]
    second = facts_with(evidence, second_words, second_on, second_on)[0]
    years = (second.announced_at - first.announced_at).days / DAYS_A_YEAR
    return Found(measure(years, "years"), {"start": first.announced_at, "end": second.announced_at})


@quantity
def days_from_first_to_last(evidence: Evidence, *, each_words: list[list[str]], start: date, end: date) -> Found:
    """Days from the first to the last of several facts, each the first in a span with its words."""
    days = sorted(facts_with(evidence, words, start, end)[0].announced_at for words in each_words)
    told = {"start": days[0], "end": days[-1], "n": len(days)}
    return Found(measure(float((days[-1] - days[0]).days), "days"), told)
