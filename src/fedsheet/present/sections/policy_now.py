"""The present: what the Committee decided over the last year, the rates it sets, what the Desk buys, what is next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from fedsheet.present.age import aged
from fedsheet.present.blocks import ORIGINAL_FIGURES, Block, Heading, Note, Paragraph, TableBlock
from fedsheet.present.exhibits import chapter_tables as tables
from fedsheet.present.exhibits import policy_outlook as exhibits
from fedsheet.present.exhibits.purchases import done
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import paragraph, row, tables_known
from fedsheet.present.sections.policy_outlook import stance_text
from fedsheet.present.text import Words
from fedsheet.record.model import Fact, PolicyAction
from fedsheet.review.purchases_done import purchases_done

TALLY = re.compile(r"(\d+)\s*(?:to|比|-|–)\s*(\d+)")  # "8 to 4", as votes are recorded
MANY_DISSENTS = 3
ORIGINAL = date(2021, 5, 1)  # the month of the report whose figures keep their numbers


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Meetings of the last year, administered rates, purchases, the days ahead; none where no decision is known."""
    facts = tables.decided(report)
    if not facts:
        return []
    return [
        Heading(1, aged(words, "view.now_title", "view.now_title_stale", is_stale=tables.is_open(report))),
        Heading(2, words("view.decisions_title")),
        Paragraph(_decisions_text(report, facts, words)),
        tables.decisions(report, words).block,
        *tables_known(lambda: tables.spoken(report, words)),
        Heading(2, words("view.rates_title")),
        *paragraph(words, lambda: stance_text(report, words)),
        tables.administered(report, words).block,
        *_first_figure(report, words),
        *purchases(report, words),
        *_done(report, words),
        *ahead(report, words),
    ]


def _first_figure(report: ReportData, words: Words) -> list[Block]:
    """The report's first figure, and why its number is not the first."""
    drawn = row(report, words, exhibits.target)
    return [
        *drawn,
        *([Note(words("view.figures_kept", n=ORIGINAL_FIGURES))] if drawn and report.has_seen(ORIGINAL) else []),
    ]


def _done(report: ReportData, words: Words) -> list[Block]:
    """Purchases done against plan, month by month."""
    found = purchases_done(report.vintage, report.path)
    if not found:
        return []
    shown = done(found, words)
    return [replace(shown.block, caption=shown.title), Paragraph(words("brief.sentence", said=shown.caption))]


def ahead(report: ReportData, words: Words) -> tuple[Block, TableBlock]:
    """Meetings, statements and period ends of the weeks ahead."""
    return Heading(2, words("view.next_title")), tables.days_ahead(report, words).block


def _dissents(vote: Fact | None) -> int | None:
    found = TALLY.search(vote.what.en) if vote else None
    return int(found[2]) if found else None


def _decisions_text(report: ReportData, decided: list[Fact], words: Words) -> str:
    """How often the target moved in the year, the last move, and the meeting with most dissents."""
    moves = [fact for fact in decided if fact.amount]
    said = [words("view.decisions_count", n=len(decided), moved=len(moves), since=decided[0].announced_at)]
    if moves:
        last = moves[-1]
        key = "view.last_rise" if float(last.amount or 0) > 0 else "view.last_cut"
        said.append(words(key, day=last.announced_at, size=abs(float(last.amount or 0)) / 1e4))
    split = [(n, fact.announced_at) for fact in decided if (n := _dissents(tables.vote_of(report, fact.announced_at)))]
    if split and max(split)[0] >= MANY_DISSENTS:
        said.append(words("view.most_dissents", n=max(split)[0], day=max(split)[1]))
    return words("common.sentence_gap").join(said)


def purchases(report: ReportData, words: Words) -> list[Block]:
    """The Desk's paces of bill purchases over the year, as announced."""
    steps = tables.paces(report)
    if not steps:
        return []
    return [
        Heading(2, words("view.purchases_title")),
        Paragraph(_purchases_text(steps, words)),
        tables.purchases(report, words).block,
    ]


def _purchases_text(steps: list[PolicyAction], words: Words) -> str:
    paces = [(a.effective_date, float(a.value)) for a in steps if isinstance(a.value, float)]
    (first_day, first), (last_day, last) = paces[0], paces[-1]
    key = "view.purchases_paused" if last == 0 else "view.purchases_on"
    return words(key, first_day=first_day, first=first, last_day=last_day, last=last)
