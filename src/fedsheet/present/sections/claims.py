"""Appendix: every claim of the original report, its verdict, the number found, its base, what would change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.claims.model import Judgement, Outcome, ReadingResult, Verdict
from fedsheet.present import verdicts
from fedsheet.present.blocks import Block, DataTable, Figure, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts.claims import verdicts_by_chapter
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.claims.results import Judged

COLUMNS = ("id", "claim", "verdict", "found", "changes")


def section(results: Judged, words: Words) -> list[Block]:
    """How many claims hold, a figure of the verdicts by chapter, then a table for each chapter."""
    judgements = results.judgements
    blocks: list[Block] = [
        Heading(2, words("claims.section.heading"), numbered=False),
        Paragraph(_lead(results, words)),
        Note(words("claims.section.method")),
        _figure(judgements, words),
    ]
    for place in dict.fromkeys(one.claim.place for one in judgements):
        name = verdicts.place_name(place, words)
        group = [one for one in judgements if one.claim.place == place]
        blocks += [Heading(3, name, numbered=False), _table(place, name, group, words)]
    return blocks


def _lead(results: Judged, words: Words) -> str:
    judgements = results.judgements
    return words(
        "claims.section.lead", published=results.claims.published, n=len(judgements),
        figures=sum(one.claim.place == "figures" for one in judgements),
        parts=verdicts.count_parts(judgements, words), decided=verdicts.decided(judgements),
    )  # fmt: skip


def _figure(judgements: Sequence[Judgement], words: Words) -> Figure:
    counts = Counter(one.verdict for one in judgements)
    caption = words(
        "claims.section.figure", n=len(judgements), holds=counts[Verdict.HOLDS], under=counts[Verdict.UNDER_STATED],
        fails=counts[Verdict.FAILS],
    )  # fmt: skip
    plot = verdicts_by_chapter(judgements, words)
    return Figure(plot.table.id, None, plot.spec, caption, words("claims.section.source"), plot.table)


def _table(place: str, name: str, judgements: Sequence[Judgement], words: Words) -> TableBlock:
    rows = tuple(
        (
            one.claim.id, one.claim.wording.of(words.language), verdicts.verdict_name(one.verdict, words),
            found(one, words), one.claim.changes.of(words.language),
        )
        for one in judgements
    )  # fmt: skip
    headings = tuple(words(f"claims.section.{column}") for column in COLUMNS)
    table = DataTable(f"claims-{place.replace('.', '-')}", COLUMNS, headings, ("text",) * len(COLUMNS), rows)
    return TableBlock(table, words("claims.section.table", place=name), words("claims.section.source"))


def found(judgement: Judgement, words: Words) -> str:
    """What each reading gave, with its base and outcome, or the series it waits for; then an older vintage."""
    readings = judgement.current.readings
    parts = [_reading(reading, words) for reading in readings]
    now = verdicts.values_at(judgement.current, words)
    older = {one.label: verdicts.values_at(one, words) for one in judgement.older}
    parts += [words("claims.section.older", day=day, values=then) for day, then in older.items() if then != now]
    return words("claims.semicolon").join(parts)


def _reading(result: ReadingResult, words: Words) -> str:
    """The values of one reading; where it has a name, that and whether it holds."""
    if result.outcome is Outcome.NOT_HELD:
        gaps = (verdicts.value_of(test, words) for test in result.tests if test.found is None)
        values = words("claims.section.waits", value=words.format(list(dict.fromkeys(gaps)), "list"))
    else:
        values = verdicts.values_in(result.tests, words)
    name = result.reading.name.of(words.language)
    key = f"claims.section.reading_{result.outcome.name.lower()}" if name else "claims.section.plain"
    return words(key, name=name, value=values)
