"""Looking back deepened: placebo, events, term premium, supply effect, ledger, drivers of reserves, the economy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.blocks import Block, Heading, Note, Paragraph
from fedsheet.present.charts import review as charts
from fedsheet.present.exhibits import events, ledger
from fedsheet.present.exhibits import premium as premium_exhibits
from fedsheet.present.exhibits import review as exhibits
from fedsheet.present.text import Words
from fedsheet.review.premium_panel import apart

if TYPE_CHECKING:
    from fedsheet.review.assertions import Assertion
    from fedsheet.review.events import EventStudy
    from fedsheet.review.identification import Identified
    from fedsheet.review.reserve_drivers import ReserveDrivers
    from fedsheet.review.results import ReviewResults

LEAST_WINDOWS = 2  # one window compares with nothing


def section(results: ReviewResults, words: Words) -> list[Block]:
    """Seven parts; one whose figures were not yet public is left out."""
    blocks: list[Block] = []
    if len(charts.main_rows(results, "DGS10")) >= LEAST_WINDOWS:
        blocks += _phases(results, words)
    if results.events:
        blocks += _events(results, words)
    if results.history is not None and results.splits:
        blocks += _premium(results, words)
    if results.supply:
        blocks += _supply(results, words)
    if results.ledger:
        blocks += _ledger(results, words)
    if results.drivers:
        blocks += _reserves(results, words)
    return blocks + _macro(results, words)


# ---- phases ------------------------------------------------------------------------------------------------------


def _phases(results: ReviewResults, words: Words) -> list[Block]:
    text = [_asserted(found, words) for found in results.assertions]
    text += exhibits.sign_notes(results.assertions, words) if results.assertions else []
    phases = exhibits.phase_summary(results, words)
    return [
        Heading(2, words("review.phases_title")),
        Paragraph(words("common.sentence_gap").join(text)),
        exhibits.placebo_drawn(results, words).figure,
        phases.block,
        *phases.notes_block,
        *([exhibits.grid_drawn(results, words).figure] if results.grid is not None else []),
    ]


def _asserted(found: Assertion, words: Words) -> str:
    """An assertion: its signs, its placebo, and what later episodes did where there are any."""
    verdict = exhibits.bearing_told(found, words)
    said = words(
        f"review.assertion_{found.id}", agreeing=found.agreeing, n=found.n_windows, p=found.shift_p, verdict=verdict
    )
    if not found.later:
        return said
    agree = sum(ok for _, _, ok in found.later)
    return words("common.sentence_gap").join(
        [said, words("review.assertion_later", later=agree, n_later=len(found.later))]
    )


# ---- events ------------------------------------------------------------------------------------------------------


def _events(results: ReviewResults, words: Words) -> list[Block]:
    studies = [study for study, _ in results.events]
    matched = [s for s in studies if s.sum_of("DGS10").published is not None]
    first = studies[0].sum_of("DGS10")
    sentences = [_against_paper(s, words) for s in matched] or [words("review.events_none", change=first.change)]
    identified = [_second(found, words) for _, found in results.events if found is not None and found.is_identified]
    sentences += [words("review.events_identified", found=identified)] if identified else []
    weak = [words(f"review.set_{f.event_set}") for _, f in results.events if f is not None and not f.is_identified]
    return [
        Heading(2, words("review.events_title")),
        Paragraph(words("common.sentence_gap").join(sentences)),
        events.events_drawn(results, words).figure,
        *([Note(words("review.events_weak", names=weak))] if weak else []),
    ]


def _against_paper(study: EventStudy, words: Words) -> str:
    found = study.sum_of("DGS10")
    return words(
        "review.events_paper",
        set=words(f"review.set_{study.event_set.id}"),
        change=found.change,
        published=found.published,
        p=found.placebo_p,
    )


def _second(found: Identified, words: Words) -> str:
    return words(
        "review.events_second",
        set=words(f"review.set_{found.event_set}"),
        share=found.policy_share,
        ratio=found.variance_ratio,
    )


# ---- term premium and supply -------------------------------------------------------------------------------------


def _premium(results: ReviewResults, words: Words) -> list[Block]:
    history = results.history
    assert history is not None  # asked for only where there is one
    first, last = history.estimated
    return [
        Heading(2, words("review.premium_title")),
        Paragraph(words("review.premium_text", gap=apart(history), error=history.fit_rmse, first=first, last=last)),
        premium_exhibits.premium_drawn(results, words).figure,
        premium_exhibits.split_drawn(results, words).figure,
    ]


def _supply(results: ReviewResults, words: Words) -> list[Block]:
    peak = min(results.supply, key=lambda e: e.effect_low)
    return [
        Heading(2, words("review.supply_title")),
        Paragraph(words("review.supply_text", share_low=peak.to_gdp_low, share_high=peak.to_gdp_high, day=peak.day)),
        ledger.supply_drawn(results, words).figure,
    ]


# ---- ledger ------------------------------------------------------------------------------------------------------


def _ledger(results: ReviewResults, words: Words) -> list[Block]:
    """The table alone: what each runoff did to its caps is told with the runoff."""
    shown = ledger.ledger_summary(results, words)
    return [Heading(2, words("review.ledger_title")), shown.block, *shown.notes_block]


# ---- reserves and the economy ------------------------------------------------------------------------------------


def _reserves(results: ReviewResults, words: Words) -> list[Block]:
    sentences = [_episode(found, words) for found in results.drivers]
    table = ledger.drivers(results, words)
    return [
        Heading(2, words("review.reserves_title")),
        Paragraph(words("common.sentence_gap").join(sentences)),
        ledger.reserves_drawn(results, words).figure,
        table.block,
        *table.notes_block,
    ]


def _episode(found: ReserveDrivers, words: Words) -> str:
    """The two factors that moved reserves most."""
    first, second = sorted(found.drivers, key=lambda d: -abs(d.contribution_usd))[:2]
    return words(
        "review.episode_text",
        start=found.start,
        end=found.end,
        change=found.change_usd,
        first=words(f"review.factor_{first.id}"),
        first_usd=first.contribution_usd,
        second=words(f"review.factor_{second.id}"),
        second_usd=second.contribution_usd,
    )


def _macro(results: ReviewResults, words: Words) -> list[Block]:
    """Start, end and a year after, current vintage, with the earlier one beside at the end."""
    if not ledger.has_economy(results):
        return []
    table = ledger.macro_summary(results, words)
    return [Heading(2, words("review.macro_title")), table.block, *table.notes_block]
