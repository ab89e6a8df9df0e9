"""Assets: changes by phase beside placebo windows, event studies, the yield split, duration taken out of the market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Heading, Note
from fedsheet.present.exhibits import events as event_exhibits
from fedsheet.present.exhibits import review as exhibits
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, Name, Page, Params, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import as_of_option, as_of_text, chapter, choice, only, part, waiting
from fedsheet.web.views.reviewing import review_sources, room_section

if TYPE_CHECKING:
    from fedsheet.runs.review import Sources

ASSETS = ("DGS2", "DGS5", "DGS10", "DGS30", "BREAKEVEN10", "DFII10", "SP500_ARCH")


class AssetsParams(Params):
    """`asset` of the phases; `events` and `window_days` of the event study."""

    asset: Name = "DGS10"
    events: Name = "kvj2011_qe1"
    window_days: Annotated[int, Field(ge=1, le=2)] = 2


def page(desk: Desk, params: AssetsParams, progress: Progress) -> Page:
    """What yields, breakevens and shares did while the Fed bought and when it did not, and how unusual that was."""
    from fedsheet.review.eventsets import load_event_sets

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    progress(words("web.step_review"), 0.1)
    sources = review_sources(desk, known)
    held = {name: exhibits.series_name(name, words) for name in ASSETS if name in known or name == "BREAKEVEN10"}
    controls: tuple[Control, ...] = (
        choice("asset", words("web.asset"), params.asset, held),
        choice(
            "events", words("web.event_set"), params.events, {n: words(f"review.set_{n}") for n in load_event_sets()}
        ),
        choice(
            "window_days",
            words("web.window_days"),
            str(params.window_days),
            {str(n): words("web.trading_days", n=n) for n in (1, 2)},
        ),
    )
    blocks: list[Block] = [
        *waiting(words, words("web.phases_title"), lambda: _phases(desk, sources, params.asset, words)),
        *waiting(words, words("web.assertions_title"), lambda: _assertions(desk, sources, words)),
        *waiting(words, words("web.events_title"), lambda: _events(desk, sources, params, words)),
        Heading(1, words("web.background_title")),
        *only(chapter(desk, known, "qe", words), "yields", "equities", "window-changes"),
    ]
    deeper = part(words, words("review.premium_title"), lambda: _deeper(desk, known, words))
    return Page(
        words("web.assets"), tuple(counted(blocks)),
        "from fedsheet.runs import review\n\n"
        f"sources = review.read({as_of_text(params.as_of)})\n"
        f'for row in review.phases(sources, assets=["{params.asset}"]).rows:\n'
        "    print(row.window, row.change, row.placebo_p)\n"
        f'study, _ = review.events(sources, "{params.events}", {params.window_days})\n'
        "for total in study.sums:\n    print(total.series, total.change, total.placebo_p)",
        f"fedsheet review events {params.events} --window {params.window_days}{as_of_option(params.as_of)}",
        known.as_of, known.digest, controls, parts=(deeper,),
    )  # fmt: skip


def _phases(desk: Desk, sources: Sources, asset: str, words: Words) -> list[Block]:
    """One asset over every window it covers: bars with the placebo band, then the numbers."""
    from fedsheet.runs.review import phases

    found = desk.once(sources.vintage, "phases", asset, lambda: phases(sources, assets=[asset]))
    table = exhibits.phases(found, words)
    brief = ("_window", "kind", "start", "end", "_change", "_change_low", "_change_high", "placebo_p", "adjusted_p",
             "_detectable", "power")  # fmt: skip
    return [
        Heading(1, words("web.phases_title")),
        exhibits.phases_drawn(found, asset, words).figure,
        table.briefly(*brief).block,
    ]


def _assertions(desk: Desk, sources: Sources, words: Words) -> list[Block]:
    """The report's three assertions about signs, judged."""
    from fedsheet.runs.review import assertions

    found = desk.once(sources.vintage, "assertions", "", lambda: assertions(sources))
    if not found:
        return [Note(words("web.assertions_wait"))]
    return [Heading(2, words("web.assertions_title")), exhibits.assertions(found, words).block]


def _events(desk: Desk, sources: Sources, params: AssetsParams, words: Words) -> list[Block]:
    """One event set: the ten-year by date, then the sums of every series with their inference."""
    from fedsheet.runs.review import events

    key = (params.events, params.window_days)
    study = desk.once(sources.vintage, "events", key, lambda: events(sources, params.events, params.window_days))
    return [
        Heading(1, words("web.events_title")),
        event_exhibits.event_dates(study, words).figure,
        event_exhibits.event_sums(study, words).block,
    ]


# ---- what the report's own section adds --------------------------------------------------------------------------


def _deeper(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """The yield split, duration taken out, what moved reserves, and the economy around each programme."""
    blocks = room_section(desk, known, "review", words)
    parts = {
        "review.phases_title": ("review-grid-lsap2",),
        "review.events_title": ("review-events",),
        "review.premium_title": ("review-term-premium", "review-split"),
        "review.supply_title": ("review-supply",),
        "review.reserves_title": ("review-reserves", "review-drivers"),
        "review.macro_title": ("review-macro",),
    }
    found: list[Block] = []
    for title, ids in parts.items():
        own = only(blocks, *ids)
        found += [Heading(1, words(title)), *own] if own else []
    return found


VIEW = View("assets", AssetsParams, page, long=True)
