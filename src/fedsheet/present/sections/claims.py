"""The companion: every claim of the original report, its verdict, the number found, its base, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present import verdicts
from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.exhibits import claims as exhibits
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.claims.results import Judged


def section(results: Judged, words: Words) -> list[Block]:
    """How many claims hold, how they were judged, then a table for each chapter of the original."""
    every = exhibits.judged(results, words)
    blocks: list[Block] = [
        Paragraph(lead(results, words)),
        Note(words("claims.method")),
    ]
    for place in dict.fromkeys(one.claim.place for one in results.judgements):
        name = verdicts.place_name(results.claims.id, place, words)
        blocks += [Heading(2, name, numbered=False), exhibits.in_place(every, place, name, words).block]
    return blocks


def lead(results: Judged, words: Words) -> str:
    """How many claims there are, how many hold, how many open data decide."""
    judgements = results.judgements
    return words(
        "claims.lead", published=results.claims.published, n=len(judgements),
        figures=sum(one.claim.place == "figures" for one in judgements),
        parts=verdicts.count_parts(judgements, words), decided=verdicts.decided(judgements),
    )  # fmt: skip
