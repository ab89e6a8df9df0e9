"""What official statements say and how published rates are defined, from the texts held with their sources."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from fedsheet.claims.evidence import Evidence, Found
from fedsheet.claims.measures import measure
from fedsheet.claims.registry import quantity
from fedsheet.claims.sources import definition_of, participants, statement_of

CLAUSE = re.compile(r"[.;]\s|\band (?=to )")  # a sentence, or one of the infinitives it strings together


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


@quantity
def statement_says(evidence: Evidence, *, on: date, words: list[str]) -> Found:
    """Whether an official statement of a day holds each of these words."""
    text = _plain(statement_of(on).text)
    said = [w for w in words if _plain(w) in text]
    return Found(measure(len(said) == len(words), "yes_no"), {"on": on, "words": tuple(words)})


@quantity
def statement_clause_says(evidence: Evidence, *, on: date, verb: str, words: str) -> Found:
    """Whether some clause of a statement that holds a verb also holds these words."""
    clauses = [_plain(c) for c in CLAUSE.split(" ".join(statement_of(on).text.split()))]
    said = any(verb.lower() in clause and words.lower() in clause for clause in clauses)
    return Found(measure(said, "yes_no"), {"on": on, "verb": verb, "words": words})


@quantity
def words_in_statement(evidence: Evidence, *, on: date, words: list[str]) -> Found:
    """How many of these words (a lexicon) an official statement of a day uses."""
    text = _plain(statement_of(on).text)
    used = [w for w in words if re.search(rf"\b{re.escape(w.lower())}", text)]
    told = {"on": on, "words": tuple(words), "used": tuple(used)}
    return Found(measure(float(len(used)), "number"), told)


@quantity
def rate_has_party(evidence: Evidence, *, rate: str, role: Literal["lenders", "borrowers", "excludes"], party: str) -> Found:
    """Whether the official definition of a rate names a kind of party as lender, borrower or excluded."""
    defined = definition_of(rate)
    parties: tuple[str, ...] = getattr(defined, role)
    told = {"rate": defined.name, "role": role, "party": party, "parties": parties}
    return Found(measure(party in parties, "yes_no"), told | {"source": defined.source})


@quantity
def count_participants(evidence: Evidence, *, level: Literal["classes", "kinds"]) -> Found:
    """How many classes or kinds of participants our own division of the money market has."""
    names = sorted(set(participants().values())) if level == "classes" else list(participants())
    return Found(measure(float(len(names)), "number"), {"level": level, "names": tuple(names)})
