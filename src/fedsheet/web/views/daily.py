"""Daily board: overnight rates over IORB with percentiles and volumes, the last 20 days, chances ahead, the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.vintage import Vintage
from fedsheet.market.daily import Daily
from fedsheet.present.blocks import Block, Heading, Note, Paragraph, TableBlock
from fedsheet.present.exhibits import Exhibit
from fedsheet.present.exhibits import daily as exhibits
from fedsheet.present.exhibits import forecast as ahead
from fedsheet.present.table import MARK
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Page, Params, Tile, Tiles, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import as_of_option, as_of_text, part

if TYPE_CHECKING:
    from fedsheet.market.forecasts import Forecast

HORIZON = 1


def page(desk: Desk, params: Params, progress: Progress) -> Page:
    """The newest quotes, every one of the last days, then what the model expects and its record."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    progress(words("web.step_read"), 0.1)
    found = board(desk, known)
    shown = [exhibits.rates(found, words), exhibits.drawn(found, words), exhibits.days(found, words)]
    blocks = [block for one in shown for block in as_blocks(one)]
    parts = (
        part(words, words("daily.ahead_title"), lambda: _ahead(desk, known, words)),
        part(words, words("daily.record_title"), lambda: _record(desk, known, words)),
    )
    return Page(
        words("web.daily"), (_tiles(found, words), *counted(blocks)),
        "from fedsheet.runs.daily import daily\n\n"
        f"found = daily({as_of_text(params.as_of)})\n"
        "for day in found.days:\n"
        "    print(day.day, {rate: quote.over_iorb for rate, quote in day.quotes.items()}, day.flags)",
        f"fedsheet show market-daily{as_of_option(params.as_of)}", known.as_of, known.digest,
        data=shown[2].table.records(), parts=parts,
    )  # fmt: skip


def board(desk: Desk, known: Vintage) -> Daily:
    """The last days, made once for the same figures."""
    from fedsheet.runs.daily import daily_of

    return desk.once(known, "daily", "", lambda: daily_of(known, desk.path))


def as_blocks(shown: Exhibit) -> list[Block]:
    """An exhibit on a page: its figure, or its table with all columns and its notes."""
    if shown.spec is not None:
        return [shown.figure]
    return [TableBlock(shown.table, shown.caption, shown.source), *shown.notes_block]


def _tiles(found: Daily, words: Words) -> Tiles:
    """The newest rates at a glance, each with its own day."""
    tiles = []
    for one in found.newest:
        quote = one.quote
        over = words.format(quote.over_iorb, "bp")
        detail = words("daily.tile", over=over, day=quote.day)
        change = quote.level - one.before.level if one.before else 0.0
        sign = 0 if abs(change) < 1e-9 else 1 if change > 0 else -1
        if one.before:  # what the arrow is about stands beside it
            detail = "\n".join((words("daily.tile_change", change=change, day=one.before.day), detail))
        name = words.format(quote.rate.lower(), "name:terms.") + (f" {MARK}" if one.is_imported else "")
        tiles.append(Tile(name, words.format(quote.level, "pct2"), detail, sign, one.is_stale, one.is_imported))
    return Tiles(tuple(tiles))


def _forecast(desk: Desk, known: Vintage) -> Forecast:
    """The forecast of the next day with its chances on named days and its scores, made once."""
    from fedsheet.runs.forecast import forecast

    def made() -> Forecast:
        return forecast(HORIZON, scored=True, vintage=known, path=desk.path, dates=True)

    return desk.once(known, "forecast", HORIZON, made)


def _ahead(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """Chances on the next day and on the days a desk plans for."""
    found = _forecast(desk, known)
    blocks: list[Block] = [Heading(1, words("daily.ahead_title")), Paragraph(ahead.forecast_text(found, words))]
    if found.dates:
        blocks += as_blocks(_without_counts(ahead.dates(found, words)))
    return blocks


def _without_counts(shown: Exhibit) -> Exhibit:
    """Without the days expected and happened above each threshold: the command has them, a screen no room."""
    keys = [key for key in shown.table.keys if not key.startswith(("expected_", "happened_"))]
    return shown.showing(shown.table.pick(*keys))


def _record(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """How the forecast fared: by year, by kind of day, and as issued where it was kept."""
    from fedsheet.market.forecasts import Scored
    from fedsheet.runs.forecast import issued

    evaluation = _forecast(desk, known).evaluation
    if evaluation is None:
        return []
    found = Scored("sofr", HORIZON, evaluation, issued(known, desk.path, HORIZON))
    note = [] if found.running is not None and found.running.n_kept else [Note(words("daily.nothing_kept"))]
    return [Heading(1, words("daily.record_title")), *as_blocks(_without_counts(ahead.record(found, words))), *note]


VIEW = View("daily", Params, page, long=True)
