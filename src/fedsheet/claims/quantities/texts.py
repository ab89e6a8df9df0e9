"""What official statements say and how published rates are defined, from the texts held with their sources."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from fedsheet.claims.evidence import Evidence, Found, found
from fedsheet.claims.measures import measure
from fedsheet.claims.registry import quantity
from fedsheet.claims.sources import definition_of, statement_of

CLAUSE = re.compile(r"[.;]\s|\band (?=to )")  # a sentence, or one of the infinitives it strings together
STATEMENTS = "official statements"


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _statement(evidence: Evidence, on: date) -> str:
    """The text of the statement of a day, on one line, as written."""
    evidence.known(on, STATEMENTS)
    return " ".join(statement_of(on).text.split())


@quantity
def statement_says(evidence: Evidence, *, on: date, words: list[str]) -> Found:
    """Whether an official statement of a day holds each of these words."""
    text = _plain(_statement(evidence, on))
    said = all(_plain(word) in text for word in words)
    return found(measure(said, "yes_no"), on=on, words=tuple(words))


@quantity
def statement_clause_says(evidence: Evidence, *, on: date, verb: str, words: str) -> Found:
    """Whether some clause of a statement that holds a verb also holds these words."""
    clauses = [_plain(clause) for clause in CLAUSE.split(_statement(evidence, on))]
    said = any(_plain(verb) in clause and _plain(words) in clause for clause in clauses)
    return found(measure(said, "yes_no"), on=on, verb=verb, words=words)


@quantity
def words_in_statement(evidence: Evidence, *, on: date, words: list[str]) -> Found:
    """How many of these words (a lexicon; beginnings of words) an official statement of a day uses."""
    text = _plain(_statement(evidence, on))
    used = tuple(word for word in words if re.search(rf"\b{re.escape(word.lower())}", text))
    return found(measure(float(len(used)), "number"), on=on, words=tuple(words), used=used)


@quantity
def rate_has_party(
    evidence: Evidence,  # noqa: ARG001 — definitions do not depend on the data
    *,
    rate: str,
    role: Literal["lenders", "borrowers", "excludes"],
    party: str,
) -> Found:
    """Whether the official definition of a rate names a kind of party as lender, borrower or excluded."""
    defined = definition_of(rate)
    parties = {"lenders": defined.lenders, "borrowers": defined.borrowers, "excludes": defined.excludes}[role]
    return found(
        measure(party in parties, "yes_no"), rate=defined.name, role=role, party=party, parties=parties,
        source=defined.source,
    )  # fmt: skip
