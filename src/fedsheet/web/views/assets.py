"""Assets: changes by phase beside placebo windows, event studies, the yield split, duration taken out of the market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fedsheet.core.units import to_bp, to_pct
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, DataTable, Figure, Heading, Note, TableBlock
from fedsheet.present.charts import style
from fedsheet.present.charts import web as charts
from fedsheet.present.table import Cell
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.jobs import Progress
from fedsheet.web.page import Control, Name, Page, Params, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, chapter, choice, only, part, waiting
from fedsheet.web.views.reviewing import review_sources, room

if TYPE_CHECKING:
    from fedsheet.review.events import EventStudy
    from fedsheet.review.phases import PhaseRow, PhaseTable
    from fedsheet.runs.review import Sources

ASSETS = ("DGS2", "DGS5", "DGS10", "DGS30", "BREAKEVEN10", "DFII10", "SP500_ARCH")
KINDS = ("purchases", "maturity_extension", "taper", "gap", "runoff", "bills")
PLACEBO_BAND = 0.05
BORNE_OUT = "BORNE_OUT"


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
    held = {name: series_name(name, words) for name in ASSETS if name in known or name == "BREAKEVEN10"}
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


def series_name(name: str, words: Words) -> str:
    """An asset as readers call it."""
    return words(f"web.series_{name.lower()}")


def window_name(window: str, words: Words) -> str:
    """A window as readers call it."""
    return words(f"review.window_{window.replace('-', '_')}")


def _headings(words: Words, keys: tuple[str, ...], formats: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words.heading(words(f"web.col_{k}"), f) for k, f in zip(keys, formats, strict=True))


# ---- phases ------------------------------------------------------------------------------------------------------


def _phases(desk: Desk, sources: Sources, asset: str, words: Words) -> list[Block]:
    """One asset over every window it covers: bars with the placebo band, then the numbers."""
    from fedsheet.runs.review import phases

    found = desk.once(sources.vintage, "phases", asset, lambda: phases(sources, assets=[asset]))
    is_price = asset.startswith("SP500")
    table = _phase_table(found, is_price, words)
    shown = to_pct if is_price else to_bp
    rows: list[style.Json] = [
        {
            "window": window_name(row.window, words), "kind": words(f"web.kind_{row.kind.value}"),
            "value": round(shown(row.change), 2), "low": round(-shown(row.detectable), 2),
            "high": round(shown(row.detectable), 2),
        }
        for row in found.rows
    ]  # fmt: skip
    title = words("common.unit_pct" if is_price else "common.unit_bp")
    plot = charts.bars_with_band(table, rows, title, [words(f"web.kind_{kind}") for kind in KINDS])
    unusual = sum(row.placebo_p < PLACEBO_BAND for row in found.rows)
    caption = words("web.phases_caption", asset=series_name(asset, words), n=len(found.rows), unusual=unusual)
    note = words("web.phases_note", draws=found.n_draws)
    source = words("report.source_equities") if is_price else words("web.source_review")
    return [
        Heading(1, words("web.phases_title")),
        Figure("phases", None, plot.spec, caption, source, table, note),
        TableBlock(table, words("web.phases_table", asset=series_name(asset, words)), source),
    ]


def _phase_table(found: PhaseTable, is_price: bool, words: Words) -> DataTable:
    form = "pct1_signed" if is_price else "bp_num"
    keys = (
        "window",
        "kind",
        "start",
        "end",
        "change_pct",
        "low",
        "high",
        "placebo_p",
        "adjusted_p",
        "detectable",
        "power",
    )
    size = "pct1" if is_price else "bp_abs"
    formats = ("text", "text", "iso", "iso", form, form, form, "num3", "num3", size, "num2")
    rows = tuple(_phase_cells(row, words) for row in found.rows)
    return DataTable("phase-table", keys, _headings(words, keys, formats), formats, rows)


def _phase_cells(row: PhaseRow, words: Words) -> tuple[Cell, ...]:
    return (
        window_name(row.window, words), words(f"web.kind_{row.kind.value}"), row.start, row.end, row.change,
        row.change_low, row.change_high, row.placebo_p, row.adjusted_p, row.detectable, row.power,
    )  # fmt: skip


def _assertions(desk: Desk, sources: Sources, words: Words) -> list[Block]:
    """The report's three assertions about signs, judged."""
    from fedsheet.runs.review import assertions

    found = desk.once(sources.vintage, "assertions", "", lambda: assertions(sources))
    if not found:
        return [Note(words("web.assertions_wait"))]
    keys = ("assertion", "bearing", "agreeing", "n_windows", "sign_p", "shift_p")
    formats = ("text", "text", "int", "int", "num3", "num3")
    rows = tuple(
        (
            words(f"web.assertion_{one.id}"), words(f"review.bearing_{one.bearing.name.lower()}"), one.agreeing,
            one.n_windows, one.sign_p, one.shift_p,
        )
        for one in found
    )  # fmt: skip
    borne = sum(one.bearing.name == BORNE_OUT for one in found)
    table = DataTable("assertions", keys, _headings(words, keys, formats), formats, rows)
    caption = words("web.assertions_caption", n=len(found), borne=borne)
    return [Heading(2, words("web.assertions_title")), TableBlock(table, caption, words("web.source_review"))]


# ---- events ------------------------------------------------------------------------------------------------------


def _events(desk: Desk, sources: Sources, params: AssetsParams, words: Words) -> list[Block]:
    """One event set: the ten-year by date, then the sums of every series with their inference."""
    from fedsheet.runs.review import events

    key = (params.events, params.window_days)
    study, _ = desk.once(sources.vintage, "events", key, lambda: events(sources, params.events, params.window_days))
    total = study.sum_of("DGS10")
    caption = words(
        "web.events_caption", set=words(f"review.set_{params.events}"), n=len(study.event_set.events), sum=total.change,
        p=total.placebo_p,
    )  # fmt: skip
    source = words("web.source_review")
    return [
        Heading(1, words("web.events_title")),
        _event_figure(study, caption, source, words),
        TableBlock(_event_sums(study, words), words("web.events_sums"), source),
    ]


def _event_figure(study: EventStudy, caption: str, source: str, words: Words) -> Figure:
    told = {event.date: event.what.of(words.language) for event in study.event_set.events}
    own = [row for row in study.rows if row.series == "DGS10"]
    rows: list[style.Json] = [{"window": row.date.isoformat(), "value": round(to_bp(row.change), 2)} for row in own]
    keys, formats = ("date", "change_pct", "confounded", "what"), ("iso", "bp_num", "text", "text")
    cells = tuple((r.date, r.change, words("web.yes") if r.confounded else "", told.get(r.date, "")) for r in own)
    table = DataTable("event-dates", keys, _headings(words, keys, formats), formats, cells)
    plot = charts.bars(table, rows, words("common.unit_bp"))
    return Figure("event-dates", None, plot.spec, caption, source, table)


def _event_sums(study: EventStudy, words: Words) -> DataTable:
    keys = ("series", "sum", "clear", "placebo_p", "hac_p", "detectable", "power", "published")
    formats = ("text", "bp_num", "bp_num", "num3", "num3", "bp_abs", "num2", "bp_num")
    rows = tuple(
        (
            series_name(s.series, words), s.change, s.clear_change, s.placebo_p, s.hac_p, s.detectable, s.power,
            s.published,
        )
        for s in study.sums
    )  # fmt: skip
    return DataTable("event-sums", keys, _headings(words, keys, formats), formats, rows)


# ---- what the report's own section adds --------------------------------------------------------------------------


def _deeper(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """The yield split, duration taken out, what moved reserves, and the economy around each programme."""
    blocks = room(desk, known, "review", words)
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
