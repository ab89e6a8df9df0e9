"""Money market: who lends to whom, ladder and corridor of rates, anyone's sheet on a day, how ample reserves are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import to_pct
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, DataTable, Figure, Heading, Note, Paragraph, TableBlock
from fedsheet.present.charts import style
from fedsheet.present.charts import web_market as charts
from fedsheet.present.sections.telling import figure
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.jobs import Progress
from fedsheet.web.page import Control, Name, Page, Params, Pick, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, beside, chapter, choice, only, part, waiting
from fedsheet.web.views.reviewing import room
from fedsheet.web.views.simulate import item_name

if TYPE_CHECKING:
    import pandas as pd

    from fedsheet.market.results import MarketMap

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
    from fedsheet.present.market_tables import map_object, sizes_note

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    progress(words("web.step_market"), 0.1)
    found = desk.once(known, "map", "", lambda: map_from(known, _rates(desk, known)))
    kinds = {p.id: p.name[params.lang] for p in participants()}
    day = params.day or found.day
    controls = (
        Control("day", "date", words("web.market_day"), day.isoformat()),
        choice("kind", words("web.kind"), params.kind, kinds),
        choice(
            "horizon", words("web.horizon"), params.horizon, {n: words("web.trading_days", n=int(n)) for n in HORIZONS}
        ),
    )
    figures = chapter(desk, known, "money_market", words)
    source = words("web.source_market")
    blocks: list[Block] = [
        _map(found, words),
        TableBlock(_kinds(found, words), words("web.map_table"), source),
        *(Note(text) for text in sizes_note(found, words)),
        *waiting(words, words("web.sheet_title"), lambda: _sheet(desk, known, day, params.kind, kinds, words)),
        Heading(1, words("web.hierarchy_title")),
        *waiting(words, words("web.ladder_title"), lambda: _ladder(desk, known, day, words)),
        *only(figures, "corridor"),
        *(replace(one, note=words("web.spreads_note")) for one in only(figures, "spreads") if isinstance(one, Figure)),
        *beside(only(figures, "dvp-tri", "gcf")),
        TableBlock(
            _orderings(found, words),
            words("web.orderings_caption", n=len({(o.view, o.lower, o.upper) for o in found.orderings})),
            source,
        ),
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
        picks={"kinds": Pick("id", "kind", "kind-sheet")}, data=map_object(found), parts=parts,
    )  # fmt: skip


# ---- who lends to whom -------------------------------------------------------------------------------------------


def _map(found: MarketMap, words: Words) -> Figure:
    """The nine kinds with the sizes known by the day, and the flows between them."""
    from fedsheet.present.charts.market_map import flow_map

    plot = flow_map(words, found.sizes_usd)
    largest, size = max(found.sizes_usd.items(), key=lambda pair: pair[1])
    top = next(s.participant for s in found.kinds if s.participant.id == largest)
    caption = words(
        "web.map_caption",
        n=len(plot.table.rows),
        top=top.name[words.language],
        size=size,
        measure=top.size_of.of(words.language),
    )
    return figure(None, plot, caption, words("web.source_market"))


def _kinds(found: MarketMap, words: Words) -> DataTable:
    from fedsheet.market.participants import classes, instruments

    lang, names, groups = words.language, instruments(), classes()

    def listed(ids: tuple[str, ...]) -> str:
        return words.format([names[i][lang] for i in ids], "list")

    keys = (
        "id",
        "kind_name",
        "class",
        "lends",
        "borrows",
        "usd_size",
        "size_of",
        "size_date",
        "source",
        "grade",
        "friction",
    )
    formats = ("text", "text", "text", "text", "text", "money", "text", "iso", "text", "text", "text")
    headings = ("", *(words.heading(words(f"web.col_{k}"), f) for k, f in zip(keys[1:], formats[1:], strict=True)))
    rows = tuple(
        (
            s.participant.id, s.participant.name[lang], groups[s.participant.of_class][lang],
            listed(s.participant.lends), listed(s.participant.borrows), s.size_usd,
            s.participant.size_of.of(lang), s.size_date, s.source.of(lang) if s.source else None, s.grade,
            s.participant.friction[lang],
        )
        for s in found.kinds
    )  # fmt: skip
    return DataTable("kinds", keys, headings, formats, rows)


def _sheet(desk: Desk, known: Vintage, day: date, kind: str, kinds: dict[str, str], words: Words) -> list[Block]:
    """One kind's opening sheet on the day; every claim stands on two sheets, remainders are shown as such."""
    from fedsheet.market.conditions import last_conditions
    from fedsheet.market.results import sheets
    from fedsheet.present.market_tables import sheet_dates

    day = min(day, last_conditions(known))
    opening = desk.once(known, "sheets", day, lambda: sheets(known, day))
    place = opening.sectors.index(kind)
    owned, owed = (np.asarray(grid).reshape(-1, *grid.shape[-2:])[0][place] for grid in (opening.owned, opening.owed))
    keys, formats = ("instrument_name", "owns", "owes"), ("text", "money", "money")
    headings = tuple(words.heading(words(f"web.col_{k}"), f) for k, f in zip(keys, formats, strict=True))
    rows = tuple(
        (item_name(item, words.language, words), float(owned[i]), float(owed[i]))
        for i, item in enumerate(opening.items)
        if owned[i] or owed[i]
    )
    table = DataTable("kind-sheet", ("item", "owns", "owes"), headings, formats, rows)
    caption = words("web.sheet_caption", kind=kinds[kind], day=day, owns=float(owned.sum()))
    shown = TableBlock(table, caption, words("web.source_market"))
    return [Heading(1, words("web.sheet_title")), shown, Note(sheet_dates(words))]


# ---- rates -------------------------------------------------------------------------------------------------------


def rate_name(name: str, words: Words) -> str:
    """A rate as readers call it."""
    return words("web.rate_" + name.lower().replace(" ", "_").replace("-", "_"))


def _ladder(desk: Desk, known: Vintage, day: date, words: Words) -> list[Block]:
    """Every rate of the day from the lowest to the highest, beside interest on reserves."""
    rates = _rates(desk, known)
    before = rates.loc[: day.isoformat()]
    if before.empty:
        raise DateRangeError(f"No rates are held on {day}", possible=f"They begin on {rates.index[0].date()}")
    row, shown_day = before.iloc[-1].dropna().sort_values(), before.index[-1].date()
    iorb = float(row["IORB"]) if "IORB" in row else None
    keys, formats = ("rate", "value", "over_iorb"), ("text", "pct2", "bp_num")
    headings = tuple(words.heading(words(f"web.col_{k}"), f) for k, f in zip(keys, formats, strict=True))
    cells = tuple(
        (rate_name(str(name), words), float(rate), None if iorb is None else float(rate) - iorb)
        for name, rate in row.items()
    )
    bars: list[style.Json] = [
        {
            "name": name,
            "value": round(to_pct(rate), 4),
            "administered": str(key) in ("ON RRP", "IORB", "standing repo", "primary credit"),
        }
        for (name, rate, _), key in zip(cells, row.index, strict=True)
    ]
    plot = charts.ladder(bars, DataTable("ladder", keys, headings, formats, cells), words)
    caption = words(
        "web.ladder_caption",
        day=shown_day,
        low=cells[0][0],
        low_rate=cells[0][1],
        high=cells[-1][0],
        high_rate=cells[-1][1],
    )
    return [Figure("ladder", None, plot.spec, caption, words("web.source_market"), plot.table)]


def _rates(desk: Desk, known: Vintage) -> pd.DataFrame:
    """Every rate by day, made once for the map and the ladder."""
    from fedsheet.market.conditions import FIRST_DAY
    from fedsheet.market.hierarchy import rate_table
    from fedsheet.market.results import last_day

    return desk.once(known, "rates", "", lambda: rate_table(known, desk.path, FIRST_DAY, last_day(known)))


def _orderings(found: MarketMap, words: Words) -> DataTable:
    """One row a pair, one column a regime: the share of days on which the lower stood at or under the upper."""
    regimes = list(dict.fromkeys(o.regime for o in found.orderings))
    pairs = list(dict.fromkeys((o.view, o.lower, o.upper) for o in found.orderings))
    shares = {(o.view, o.lower, o.upper, o.regime): o.share for o in found.orderings}
    keys = ("view", "order", *regimes)
    headings = (words("web.col_view"), words("web.col_order"), *(words(f"web.regime_{r}") for r in regimes))
    rows = tuple(
        (
            words(f"web.view_{view}"), f"{rate_name(lower, words)} ≤ {rate_name(upper, words)}",
            *(shares[view, lower, upper, regime] for regime in regimes),
        )
        for view, lower, upper in pairs
    )  # fmt: skip
    return DataTable("orders", keys, headings, ("text", "text", *("pct0" for _ in regimes)), rows)


# ---- adequacy and the next day -----------------------------------------------------------------------------------


def _deeper(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """The report's own section on the model: replays of four episodes, and how ample reserves are."""
    blocks = room(desk, known, "market", words)
    replays = only(blocks, "market-september-2019", "market-standing-repo", "market-fault-line", "market-on-rrp")
    ample = only(blocks, "market-reserves", "market-adequacy", "market-slope", "market-demand-curve")
    told = list(_paragraphs_under(blocks, words("reserves.title")))
    return [Heading(1, words("web.replays_title")), *replays, Heading(1, words("reserves.title")), *told, *ample]


def _paragraphs_under(blocks: list[Block], title: str) -> Iterator[Paragraph]:
    """The prose that follows a heading at once."""
    places = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.text == title]
    for block in blocks[places[0] + 1 :] if places else []:
        if not isinstance(block, Paragraph):
            return
        yield block


def _forecast(desk: Desk, known: Vintage, horizon: int, words: Words) -> list[Block]:
    """The distribution of SOFR over IORB on the next day or five days ahead."""
    from fedsheet.market.forecasts import Scored
    from fedsheet.market.results import market_results
    from fedsheet.present.exhibits import forecast as exhibits
    from fedsheet.runs.forecast import issued

    results = desk.once(known, "room market", "", lambda: market_results(known, desk.path))
    made = None if results is None else results.forecasts.get(("sofr", horizon))
    if made is None:
        raise DateRangeError("Too few days of SOFR are known for a forecast", do="Choose a later as-of")
    ahead = exhibits.forecast(made, words)
    scores = only(room(desk, known, "market", words), f"market-scores-{horizon}", f"market-skill-{horizon}")
    shown = [exhibits.dates(made, words)] if made.dates else []
    if made.evaluation is not None:
        scored = Scored("sofr", horizon, made.evaluation, issued(known, desk.path, horizon))
        shown += [exhibits.record(scored, words), exhibits.kinds(scored, words)]
    blocks: list[Block] = [Heading(1, words("web.forecast_title")), ahead.block]
    for one in shown:
        blocks += [one.block, *one.notes_block]
    return [*blocks, *scores]


VIEW = View("market", MarketParams, page, long=True)
