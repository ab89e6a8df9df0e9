"""The weekly brief: what the newest statement changed and why, rates, purchases, what comes next; two pages, or a
dashboard of one.

Everything is an exhibit or a sentence of the report's own rooms; nothing is computed here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from fedsheet.core.dates import next_business_day
from fedsheet.core.errors import DateRangeError
from fedsheet.core.spreads import difference
from fedsheet.present.blocks import Block, Figure, Heading, Note, Paragraph, TableBlock
from fedsheet.present.exhibits import reserves as panel_words
from fedsheet.present.exhibits.bridge import bridge, reasons
from fedsheet.present.exhibits.forecast import forecast_text
from fedsheet.present.sections import ReportData, policy_now, view
from fedsheet.present.sections.telling import source
from fedsheet.present.table import Column, Table
from fedsheet.present.text import Words
from fedsheet.review.drivers import reserve_drivers

if TYPE_CHECKING:
    from fedsheet.market.forecasts import Forecast
    from fedsheet.market.gauges import Panel
    from fedsheet.review.reserve_drivers import ReserveDrivers

WEEKS = (1, 4, 13)
RATES = ("SOFR", "TGCR", "BGCR", "EFFR", "OBFR")
DAYS = 10  # of rates shown: two weeks of business days


@dataclass(frozen=True)
class BriefData:
    """What a brief is written from: the report's figures and record, and two results of the market's room.

    week      the Wednesday of the statement it is on
    panel     whether reserves are enough; None before SOFR        forecast   the next day; None where none is made
    """

    report: ReportData
    week: date
    panel: Panel | None
    forecast: Forecast | None


def blocks(data: BriefData, words: Words) -> list[Block]:
    """The statement's week, reserves, rates, purchases, what comes next, how recent the figures are."""
    return [
        Heading(2, words("brief.statement_title", week=data.week), numbered=False),
        *_moved(data, words),
        *_enough(data, words),
        *_rates(data, words),
        *[block for block in policy_now.purchases(data.report, words) if not isinstance(block, TableBlock)],
        *policy_now.ahead(data.report, words),
        *view.freshness(data.report, words)[:-1],
    ]


NEXT = 4  # dates told on the dashboard


def dashboard(data: BriefData, words: Words) -> list[Block]:
    """One page: whether reserves are enough, the newest figures, why they moved, the chance by week, what is next."""
    enough, moved = _enough(data, words), _moved(data, words)
    told = [block for block in moved if isinstance(block, Paragraph)]
    return [
        *[block for block in enough if isinstance(block, Paragraph)],
        *told[:1],
        *told[2:],
        *_next(data, words),
        *view.dashboard(data.report, words),
        *[_bare(block, words) for block in enough if isinstance(block, Figure)],
        *[block for block in view.freshness(data.report, words) if isinstance(block, Note)],
    ]


def _bare(figure: Figure, words: Words) -> Figure:
    """A figure under its title alone: the sentences above have told what it says."""
    return replace(figure, caption=words(f"exhibits.{figure.id}"), note="")


def _next(data: BriefData, words: Words) -> list[Block]:
    """The next dates in a line."""
    rows = policy_now.calendar(data.report, words).rows[:NEXT]
    said = [words("brief.next_one", day=day, what=what) for day, what in rows]
    return [Paragraph(words("brief.next", said=said), words("brief.next_lead"))] if said else []


def _account(data: BriefData, weeks: int) -> ReserveDrivers | None:
    try:
        return reserve_drivers(data.report.vintage, data.week - timedelta(weeks=weeks), data.week)
    except DateRangeError:
        return None


def _moved(data: BriefData, words: Words) -> list[Block]:
    """The week's reasons in a sentence, the waterfall of the week, and the same over a month and a quarter."""
    accounts = {weeks: found for weeks in WEEKS if (found := _account(data, weeks)) is not None}
    if not accounts:
        return []
    told: list[Block] = [
        Paragraph(reasons(found, words), words("brief.over_one" if n == 1 else "brief.over", n=n))
        for n, found in accounts.items()
    ]
    return [*told, bridge(accounts[min(accounts)], words).figure]


def _enough(data: BriefData, words: Words) -> list[Block]:
    if data.panel is None:
        return []
    key = f"view.lead_reserves_{data.panel.verdict.state.name.lower()}"
    lead = view.lead_of(data.report, words, key, "WRESBAL", "SOFR")
    drawn = panel_words.chance_drawn(data.panel, words)
    return [
        Heading(2, words("view.reserves_title"), numbered=False),
        Paragraph(panel_words.verdict_text(data.panel, words), lead),
        drawn.figure,
    ]


def _rates(data: BriefData, words: Words) -> list[Block]:
    """The last days of the overnight rates over interest on reserves, period ends marked, and the next day."""
    told = [Paragraph(forecast_text(data.forecast, words))] if data.forecast is not None else []
    table = _rate_table(data, words)
    shown = [TableBlock(table, words("brief.rates_caption"), source(words, "nyfed", "fomc"))] if table.rows else []
    return [Heading(2, words("brief.rates_title"), numbered=False), *told, *shown] if told or shown else []


def _rate_table(data: BriefData, words: Words) -> Table:
    vintage, path = data.report.vintage, data.report.path
    newest = [name for name in RATES if name in vintage]
    if not newest:
        return Table.of("brief-rates", words, (Column("date", "iso"),), [])
    days = vintage[newest[0]].values.index[-DAYS:]
    held = [name for name in newest if vintage[name].values.index[-1] >= days[0]]
    columns = (
        Column("date", "iso"), *(Column(name, "bp1_num", label=f"{name} − IORB") for name in held),
        Column("mark", "text", "brief.mark"),
    )  # fmt: skip
    if not held:
        return Table.of("brief-rates", words, columns, [])
    iorb = path.on_days("iorb", pd.DatetimeIndex(days))
    gaps = {name: difference(vintage.base(name).reindex(days), iorb) for name in held}
    rows = [
        (day.date(), *(_cell(gaps[name], day) for name in held), words("brief.period_end") if _ends(day.date()) else "")
        for day in days
    ]
    return Table.of("brief-rates", words, columns, rows)


def _cell(values: object, day: object) -> float | None:
    found = values.get(day)  # type: ignore[attr-defined]  # a pandas Series by day
    return None if found is None else float(found)


def _ends(day: date) -> bool:
    """Whether the next business day lies in another month."""
    return next_business_day(day, 1).month != day.month
