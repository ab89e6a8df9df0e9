"""The weekly brief: what the newest statement changed and why, rates, purchases, what comes next; two pages, or a
dashboard of one.

Everything is an exhibit or a sentence of the report's own rooms; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.core.dates import next_business_day
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.spreads import difference
from fedsheet.present.blocks import Block, Figure, Heading, Note, Paragraph, Row, TableBlock
from fedsheet.present.charts.heights import halved
from fedsheet.present.exhibits import calendar, chapter_tables, purchases
from fedsheet.present.exhibits import reserves as panel_words
from fedsheet.present.exhibits.bridge import bridge, headline, reasons, reasons_ahead
from fedsheet.present.exhibits.forecast import forecast_text
from fedsheet.present.sections import ReportData, policy_now, view
from fedsheet.present.sections.parts import source, tables_known
from fedsheet.present.table import Column, Table
from fedsheet.present.text import Words, within_sentence
from fedsheet.review.drivers import reserve_drivers
from fedsheet.review.reserves_ahead import quarter_end_after, reserves_ahead, wednesdays_ahead

if TYPE_CHECKING:
    from fedsheet.core.calendar import LineExpectation, RateExpectation
    from fedsheet.market.forecasts import Forecast
    from fedsheet.market.gauges import Panel
    from fedsheet.portfolio.projection import Projection
    from fedsheet.review.purchases_done import PurchasesDone
    from fedsheet.review.reserve_drivers import ReserveDrivers

WEEKS = (1, 13)
YEARS = 3  # of the figure of reserves
RATES = ("SOFR", "TGCR", "BGCR", "EFFR", "OBFR")
DAYS = 5  # of rates shown, after the month-ends of the quarter before them
ENDS = 3


@dataclass(frozen=True)
class BriefData:
    """What a brief is written from: the report's figures and record, and two results of the market's room.

    week      the Wednesday of the statement it is on
    panel      whether reserves are enough; None before SOFR        forecast   the next day; None where none is made
    expected   the statement's lines as projected the day before, and as they came      days   the same of SOFR, by day
    done       purchases done against plan, the whole span last     ahead      the baseline from the statement
    """

    report: ReportData
    week: date
    panel: Panel | None
    forecast: Forecast | None
    expected: tuple[LineExpectation, ...] = ()
    days: tuple[RateExpectation, ...] = ()
    done: tuple[PurchasesDone, ...] = ()
    ahead: Projection | None = None


def blocks(data: BriefData, words: Words) -> list[Block]:
    """The statement's week, reserves, rates, purchases, what comes next, how recent the figures are."""
    return [
        Heading(2, words("brief.statement_title", week=data.week), numbered=False),
        *_moved(data, words),
        *_enough(data, words),
        *_expected(data, words),
        *_rates(data, words),
        *_purchases(data, words),
        *_ahead(data, words),
        *view.freshness(data.report, words)[:-1],
    ]


NEXT = 4  # dates told on the dashboard


def dashboard(data: BriefData, words: Words) -> list[Block]:
    """One page: whether reserves are enough, the newest figures, why they moved, the chance by week, SOFR over IORB as
    expected and as it came, what is next."""
    enough, moved = _enough(data, words), _moved(data, words)
    told = [block for block in moved if isinstance(block, Paragraph)]
    return [
        *[block for block in enough if isinstance(block, Paragraph)],
        *told[:1],
        *told[2:],
        *_next(data, words),
        *tables_known(lambda: chapter_tables.dashboard(data.report, words)),
        *_side_by_side([block for block in enough if isinstance(block, Figure)], data, words),
        *[block for block in view.freshness(data.report, words) if isinstance(block, Note)],
    ]


def _bare(figure: Figure) -> Figure:
    """A figure under what it finds, without its note."""
    return replace(figure, note="")


def _side_by_side(reserves: Sequence[Figure], data: BriefData, words: Words) -> list[Block]:
    """Reserves by week, and SOFR over IORB as expected and as it came, in one row; either alone as it is."""
    shown = [*reserves, *([calendar.rates_of(data.days, words).figure] if data.days else [])]
    if len(shown) < 2:
        return [_bare(figure) for figure in shown]
    return [Row(tuple(_bare(replace(figure, spec=halved(figure.spec))) for figure in shown))]


def _next(data: BriefData, words: Words) -> list[Block]:
    """The next dates in a line."""
    rows = chapter_tables.days_ahead(data.report, words).table.rows[:NEXT]
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
    week = accounts[min(accounts)]
    return [*told, replace(bridge(week, words).figure, caption=headline(week, words), note="")]


def _expected(data: BriefData, words: Words) -> list[Block]:
    """What the model expected of the statement, and how it and no change did."""
    if not data.expected:
        return []
    shown = calendar.statement_of(data.expected, words)
    told = words("brief.sentence", said=calendar.statement_text(data.expected, words))
    block = replace(shown.briefly(*EXPECTED).block, caption=words("exhibits.release-statement"))
    return [Heading(2, words("brief.expected_title"), numbered=False), Paragraph(told), block]


EXPECTED = ("line", "expected", "came", "missed", "moved", "next_expected")
MONTHS = 3  # of purchases shown, the whole span below them


def _purchases(data: BriefData, words: Words) -> list[Block]:
    """The pace announced, and what was done against it."""
    announced: list[Block] = [
        block for block in policy_now.purchases(data.report, words) if not isinstance(block, TableBlock)
    ]
    if not data.done:
        return announced
    shown = purchases.done(data.done[-1 - MONTHS :], words)
    told = words("brief.sentence", said=purchases.done_text(data.done, words))
    block = replace(shown.block, caption=words("exhibits.purchases-done"))
    return [*announced, Paragraph(told, words("brief.done_lead")), block]


def _joined(events: Sequence[str], words: Words) -> str:
    first, *others = events
    return words("common.semicolon").join([first, *map(within_sentence, others)])


WEEKS_AHEAD = timedelta(days=35)


def _ahead(data: BriefData, words: Words) -> list[Block]:
    """The Treasury's account and reserves to the quarter's end on the baseline, and the days of the weeks ahead."""
    as_of = data.report.vintage.as_of
    title, table = policy_now.ahead(data.report, words)
    assert isinstance(table, TableBlock)  # a heading and the table of days
    days: dict[date, list[str]] = {}
    for day, what in table.table.rows:
        days.setdefault(day, []).append(str(what))  # type: ignore[arg-type]  # a day and what is on it
    near = [(day, _joined(on, words)) for day, on in days.items() if day <= as_of + WEEKS_AHEAD]
    return [title, *_to_quarter_end(data, as_of, words), replace(table, table=replace(table.table, rows=tuple(near)))]


def _to_quarter_end(data: BriefData, as_of: date, words: Words) -> list[Block]:
    """The account on the next two Wednesdays and at the quarter's end, then what moves reserves until then."""
    if data.ahead is None:
        return []
    end = quarter_end_after(as_of)
    account = wednesdays_ahead(data.ahead, as_of, end)[:2]
    moved = reserves_ahead(data.ahead, end)
    treasury = next(d for d in moved.drivers if d.id == "treasury_general_account")
    said = words(
        "brief.account", day=moved.start, now=treasury.start_usd, end=moved.end, then=treasury.end_usd,
        weeks=[words("brief.account_on", day=day, usd=usd) for day, usd in account],
    )  # fmt: skip
    return [
        Paragraph(said, words("brief.account_lead")),
        Paragraph(reasons_ahead(moved, words), words("brief.quarter_lead")),
    ]


def _enough(data: BriefData, words: Words) -> list[Block]:
    if data.panel is None:
        return []
    key = f"view.lead_reserves_{data.panel.verdict.state.name.lower()}"
    lead = view.lead_of(data.report, words, key, "WRESBAL", "SOFR")
    drawn = panel_words.chance_drawn(data.panel, words, YEARS)
    return [
        Heading(2, words("view.reserves_title"), numbered=False),
        Paragraph(panel_words.verdict_text(data.panel, words), lead),
        _bare(drawn.figure),
    ]


def _rates(data: BriefData, words: Words) -> list[Block]:
    """The last days of the overnight rates over interest on reserves, period ends marked, and the next day."""
    told = [Paragraph(_rates_text(data.forecast, data.days, words))] if data.forecast is not None else []
    table = _rate_table(data, words)
    shown = [TableBlock(table, words("brief.rates_caption"), source(words, "nyfed", "fomc"))] if table.rows else []
    return [Heading(2, words("brief.rates_title"), numbered=False), *told, *shown] if told or shown else []


def _rates_text(found: Forecast, days: Sequence[RateExpectation], words: Words) -> str:
    """The next day, and how often the last days came inside the band of the day before."""
    came = [one for one in days if one.came is not None]
    held = sum(bool(one.inside) for one in came)
    scored = [words("brief.rates_scored", held=held, n=len(came))] if came else []
    return words("common.sentence_gap").join([forecast_text(found, words), *scored])


def _rate_table(data: BriefData, words: Words) -> Table:
    vintage, path = data.report.vintage, data.report.path
    newest = [name for name in RATES if name in vintage]
    if not newest:
        return Table.of("brief-rates", words, (Column("date", "iso"),), [])
    days = _days(vintage[newest[0]].values.index)
    held = [name for name in newest if vintage[name].values.index[-1] >= days[-DAYS]]
    columns = (
        Column("date", "iso"), *(Column(name, "bp1_num", label=f"{name} − IORB") for name in held),
        Column("mark", "text", "brief.mark"),
    )  # fmt: skip
    if not held:
        return Table.of("brief-rates", words, columns, [])
    iorb = path.on_days("iorb", pd.DatetimeIndex(days))
    gaps = {name: difference(vintage.base(name).reindex(days), iorb) for name in held}
    rows = [(day.date(), *(_cell(gaps[name], day) for name in held), _mark(day.date(), words)) for day in days]
    return Table.of("brief-rates", words, columns, rows)


def _cell(values: object, day: object) -> float | None:
    found = values.get(day)  # type: ignore[attr-defined]  # a pandas Series by day
    return None if found is None else float(found)


def _days(held: pd.Index[pd.Timestamp]) -> pd.DatetimeIndex:
    """The last month-ends and the last days, in order."""
    newest = pd.DatetimeIndex(held[-DAYS:])
    ends = [day for day in held[-70:-DAYS] if _ends(day.date())]
    return pd.DatetimeIndex([*ends[-ENDS:], *newest])


def _mark(day: date, words: Words) -> str:
    """Whether a quarter, or a month, ends with the day."""
    if not _ends(day):
        return ""
    return words("view.event_quarter_end" if day.month % 3 == 0 else "brief.period_end")


def _ends(day: date) -> bool:
    """Whether the next business day lies in another month."""
    return next_business_day(day, 1).month != day.month
