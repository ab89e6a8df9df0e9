"""Money market: who lends to whom, ladder and corridor of rates, anyone's sheet on a day, how ample reserves are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Figure, Heading, Note, TableBlock
from fedsheet.present.exhibits import forecast as ahead
from fedsheet.present.exhibits import market as exhibits
from fedsheet.present.sections import enough
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, Name, Page, Params, Pick, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import as_of_option, as_of_text, beside, chapter, choice, held_by, only, part, waiting
from fedsheet.web.views.reviewing import room_section

HORIZONS = ("1", "5")


class MarketParams(Params):
    """`day` of the ladder and the sheets (the last held where none), `kind` whose sheet shows, `horizon` in days."""

    day: Annotated[date | None, Field(description="YYYY-MM-DD.")] = None
    kind: Name = "large_banks"
    horizon: Literal["1", "5"] = "1"


def page(desk: Desk, params: MarketParams, progress: Progress) -> Page:
    """The nine kinds and their flows, the hierarchy of rates, sheets, adequacy of reserves, and the next day."""
    from fedsheet.market.participants import participants
    from fedsheet.market.results import map_from

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    progress(words("web.step_market"), 0.1)
    found = desk.once(known, "map", "", lambda: map_from(known, desk.path, _rates(desk, known)))
    kinds = {p.id: p.name[params.lang] for p in participants()}
    day, later = held_by(params.day, found.day, words)
    controls = (
        Control("day", "date", words("web.market_day"), day.isoformat()),
        choice("kind", words("web.kind"), params.kind, kinds),
        choice(
            "horizon", words("web.horizon"), params.horizon, {n: words("web.trading_days", n=int(n)) for n in HORIZONS}
        ),
    )
    figures = chapter(desk, known, "money_market", words)
    sizes = exhibits.kinds(found, words)
    blocks: list[Block] = [
        *later,
        exhibits.flow_map(found, words).figure,
        TableBlock(sizes.table, words("web.map_table"), sizes.source),
        *(Note(text) for text in (exhibits.sizes_note(found, words),) if text),
        *waiting(words, words("web.sheet_title"), lambda: _sheet(desk, known, day, params.kind, words)),
        Heading(1, words("web.hierarchy_title")),
        *waiting(words, words("web.ladder_title"), lambda: [exhibits.ladder(_rates(desk, known), day, words).figure]),
        *only(figures, "corridor"),
        *(replace(one, note=words("web.spreads_note")) for one in only(figures, "spreads") if isinstance(one, Figure)),
        *beside(only(figures, "dvp-tri", "gcf")),
        exhibits.levels(found.orderings, words).block,
        *only(figures, "facilities"),
    ]
    horizon = int(params.horizon)
    parts = (
        part(words, words("reserves.title"), lambda: _deeper(desk, known, words)),
        part(words, words("web.forecast_title"), lambda: _forecast(desk, known, horizon, words)),
    )
    return Page(
        words("web.market"), tuple(counted(blocks)),
        "from fedsheet.runs import market\n\n"
        f"found = market.market_map({as_of_text(params.as_of)})\n"
        "for kind in found.kinds:\n    print(kind.participant.id, kind.size_usd)\n"
        "print(found.rates)",
        f"fedsheet market map{as_of_option(params.as_of)}", known.as_of, known.digest, controls,
        picks={"market-kinds": Pick("id", "kind", "market-sheet")}, data=exhibits.record(found, words), parts=parts,
    )  # fmt: skip


def _sheet(desk: Desk, known: Vintage, day: date, kind: str, words: Words) -> list[Block]:
    """One kind's opening sheet on the day; every claim stands on two sheets, remainders are shown as such."""
    from fedsheet.market.conditions import last_conditions
    from fedsheet.market.results import sheets

    day = min(day, last_conditions(known))
    found = exhibits.sheet(desk.once(known, "sheets", day, lambda: sheets(known, day)), words, kind, day)
    return [Heading(1, words("web.sheet_title")), found.block, *found.notes_block]


def _rates(desk: Desk, known: Vintage) -> pd.DataFrame:
    """Every rate by day, made once for the map and the ladder."""
    from fedsheet.market.conditions import FIRST_DAY
    from fedsheet.market.hierarchy import rate_table
    from fedsheet.market.results import last_day

    return desk.once(known, "rates", "", lambda: rate_table(known, desk.path, FIRST_DAY, last_day(known)))


# ---- adequacy and the next day -----------------------------------------------------------------------------------


def _deeper(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """The report's own replays of four episodes, and whether reserves are enough."""
    from fedsheet.market.results import market_results

    blocks = room_section(desk, known, "market", words)
    replays = only(blocks, "market-september-2019", "market-standing-repo", "market-fault-line", "market-on-rrp")
    results = desk.once(known, "room market", "", lambda: market_results(known, desk.path))
    gauges = enough.panel(results.reserves, words) if results and results.reserves else []
    return [Heading(1, words("web.replays_title")), *replays, Heading(1, words("reserves.title")), *gauges]


def _forecast(desk: Desk, known: Vintage, horizon: int, words: Words) -> list[Block]:
    """The distribution of SOFR over IORB on the next day or five days ahead."""
    from fedsheet.market.forecasts import Scored
    from fedsheet.market.results import market_results
    from fedsheet.runs.forecast import issued

    results = desk.once(known, "room market", "", lambda: market_results(known, desk.path))
    made = results and results.forecasts.get(("sofr", horizon))
    if not results or not made:
        raise DateRangeError("web.market_too_few_days_sofr_2")
    scores = only(room_section(desk, known, "market", words), f"market-scores-{horizon}", f"market-skill-{horizon}")
    shown = [ahead.dates(made, words)] if made.dates else []
    if made.evaluation is not None:
        scored = Scored("sofr", horizon, made.evaluation, issued(known, desk.path, horizon))
        shown += [ahead.record(scored, words), ahead.kinds(scored, words)]
    blocks: list[Block] = [Heading(1, words("web.forecast_title")), ahead.forecast(made, words).block]
    for one in shown:
        blocks += [one.block, *one.notes_block]
    return [*blocks, *scores]


VIEW = View("market", MarketParams, page, long=True)
