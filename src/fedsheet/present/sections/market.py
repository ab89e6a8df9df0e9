"""Chapter 5 deepened: the market as a working model; who lends to whom, replays, adequacy, counterfactual, forecast."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.market.forecasts import Scored
from fedsheet.present.blocks import Block, Bullets, Heading, Note, Paragraph, TableBlock, figures
from fedsheet.present.exhibits import forecast as ahead
from fedsheet.present.exhibits import market as exhibits
from fedsheet.present.exhibits import replays, scores
from fedsheet.present.sections.parts import where_known
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.market.forecasts import Forecast
    from fedsheet.market.results import MarketReport


def section(results: MarketReport, words: Words) -> list[Block]:
    """The parts whose figures were known on the report's day; the first stands under the participants' heading."""
    blocks: list[Block] = [Paragraph(words("market.model_text"))]
    blocks += _map(results, words)
    blocks += _hierarchy(results, words)
    blocks += _episodes(results, words)
    blocks += _responses(results, words)
    blocks += _forecast(results, words)
    return blocks


def _map(results: MarketReport, words: Words) -> list[Block]:
    sizes, later = exhibits.kinds(results.map, words), exhibits.sizes_note(results.map, words)
    notes = [Note(words("market.map_grades")), *([Note(later)] if later else [])]
    return [exhibits.flow_map(results.map, words).figure, sizes.block, *notes, Bullets(_frictions(results, words))]


def _frictions(results: MarketReport, words: Words) -> tuple[str, ...]:
    """What holds each kind back, one line a kind."""
    kinds = [s.participant for s in results.map.kinds]
    lang = words.language
    return tuple(
        words("market.friction_line", number=p.number, kind=p.name[lang], friction=p.friction[lang]) for p in kinds
    )


def _hierarchy(results: MarketReport, words: Words) -> list[Block]:
    levels = exhibits.report_levels(exhibits.levels(results.map.orderings, words), words)
    return [Heading(2, words("market.hierarchy_title")), replays.hierarchy(results, words).figure, levels.block]


def _episodes(results: MarketReport, words: Words) -> list[Block]:
    """The replays whose days are known, and what came of the fourth quarter of 2025."""
    makers = (replays.september, replays.standing_repo, replays.fault_line, replays.flood)
    shown: list[Block] = list(where_known(*(partial(make, results, words) for make in makers)))
    if "october-2025/no-standing-repo" in results.episodes:
        shown.append(Note(words("market.october_note", **replays.october(results))))
    if not shown:
        return []
    drawn = {figure.id for figure in figures(shown)}
    told = [words(f"market.told_{key}", **names) for key, names in TOLD_ELSEWHERE.items() if names["model"] in drawn]
    title = words("market.episodes_title")
    with suppress(DateRangeError):
        title = words("market.episodes_title_found", **replays.misses(results))
    return [Heading(2, title), Paragraph(words("common.sentence_gap").join(told)), *shown]


# Each episode is drawn once in the report, in the chapter that tells it; the model beside it stands in the companion.
TOLD_ELSEWHERE = {
    "september": {"seen": "september-2019", "model": "market-september-2019"},
    "fault_line": {"seen": "fault-line", "model": "market-fault-line"},
}


def _responses(results: MarketReport, words: Words) -> list[Block]:
    """Who moves when policy moves: one column a policy, rates and then books, mean over the scenario's days."""
    if not results.responses:
        return []
    rates, books = replays.response_rates(results, words), replays.response_books(results, words)
    return [Heading(2, words("market.responses_title")), rates.block, books.block, *rates.notes_block]


def _forecast(results: MarketReport, words: Words) -> list[Block]:
    """Every forecast in a sentence, and the scores of each horizon."""
    told: list[Block] = []
    if results.forecasts:
        told.append(Paragraph(ahead.follows(tuple(results.forecasts.values()), words)))
    for horizon in scores.HORIZONS:
        made = {name: found for (name, ahead), found in results.forecasts.items() if ahead == horizon}
        told += [Bullets(tuple(ahead.forecast_text(found, words) for found in made.values()))] if made else []
        if any(found.evaluation for found in made.values()):
            told += [make(results, words, horizon).block for make in (scores.scores, scores.skill)]
    told += _record(results.forecasts.get(("sofr", 1)), words)
    if any(isinstance(block, TableBlock) for block in told):
        told.append(Note(words("market.scores_note")))
    ends = ahead.sits_at_ends(tuple(results.forecasts.values()))
    return [Heading(2, words("market.forecast_title_ends" if ends else "market.forecast_title")), *told] if told else []


def _record(found: Forecast | None, words: Words) -> list[Block]:
    """SOFR's running record by year and kind of day, and the chances on the days a desk plans for."""
    if found is None:
        return []
    shown = [ahead.of_a_report(found, words)] if found.dates else []
    if found.evaluation is not None:
        scored = Scored(found.target, 1, found.evaluation)
        shown += [ahead.record(scored, words), ahead.kinds(scored, words)]
    blocks: list[Block] = []
    for one in shown:
        blocks += [one.block, *one.notes_block]
    return blocks
