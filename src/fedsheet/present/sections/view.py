"""Page one: what follows. A title that is a finding, five conclusions with one number each, what would change them.

Every conclusion is chosen by what the figures say and names the chapter it comes from; a conclusion whose figures were
not known on the report's day is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from fedsheet.core.clock import age
from fedsheet.core.errors import DateRangeError
from fedsheet.outlook.clock import clock, last_decision, unknown_decisions
from fedsheet.outlook.meetings import meetings_known
from fedsheet.present.blocks import Block, Bullets, Heading, Note, Paragraph, TableBlock
from fedsheet.present.exhibits import chapter_tables
from fedsheet.present.exhibits import data as data_exhibits
from fedsheet.present.exhibits import reserves as panel_words
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import source, tables_known
from fedsheet.present.text import Words
from fedsheet.record.from_data import refuse_range_alone
from fedsheet.review.drivers import latest_drivers

if TYPE_CHECKING:
    from fedsheet.market.gauges import GaugeReading, Panel
    from fedsheet.market.results import MarketReport
    from fedsheet.portfolio.results import PortfolioReport

BEGINS = date(2018, 4, 3)  # the first day of SOFR: before it the questions of this page were others


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Five conclusions, the base case and what would change it, the dashboard, how recent the figures are."""
    if not report.has_seen(BEGINS):
        return []
    conclusions = list(_conclusions(report, words))
    if not conclusions:
        return []
    ages, *_, clock_table = freshness(report, words)  # the policy conclusion names a meeting whose outcome is not held
    return [
        Heading(1, words("view.title"), numbered=False),
        ages,
        *conclusions,
        *_base_case(report, words),
        *tables_known(lambda: chapter_tables.dashboard(report, words)),
        clock_table,
    ]


def title(report: ReportData, words: Words) -> str:
    """The finding that names the report: whether reserves are enough, and which way policy last moved."""
    panel = _panel(report)
    if panel is None:
        return words("report.title" if report.announced("runoff1") else "report.running_head")
    finding = words(f"view.finding_{panel.verdict.state.name.lower()}_{_last_move(report)}")
    return _with_day(words, "view.title_stale", finding, _oldest_stale(report, "WRESBAL", "SOFR"))


def _oldest_stale(report: ReportData, *names: str) -> date | None:
    """The day of the least advanced of these series that is too old to be the present one; None where none is."""
    held, as_of = report.vintage, report.vintage.as_of
    ages = (age(held[name], as_of) for name in names if name in held)
    return min((one.newest for one in ages if one.is_stale), default=None)


def _with_day(words: Words, key: str, said: str, day: date | None) -> str:
    """What is said in the present tense, with its day where the figures behind it are too old for that."""
    return said if day is None else words(key, said=said, day=day)


# Each conclusion's exhibit: the page that it stands on is named behind it.
RESTS_ON = ("market-reserves", "reserve-bridge", "corridor", "policy-decisions", "portfolio-ahead")


def _conclusions(report: ReportData, words: Words) -> Iterator[Paragraph]:
    makers: tuple[Callable[[ReportData, Words], Conclusion | None], ...] = (
        _reserves, _bridge, _rates, _policy, _ahead,
    )  # fmt: skip
    for make, exhibit in zip(makers, RESTS_ON, strict=True):
        try:
            found = make(report, words)
        except DateRangeError:
            continue
        if found is not None:
            yield Paragraph(found.text, found.dated(words), exhibit)


@dataclass(frozen=True)
class Conclusion:
    """A finding, the sentence with its one number, and the day of its figures where they are too old for "now"."""

    lead: str
    text: str
    told_on: date | None = None

    def dated(self, words: Words) -> str:
        """The finding, with its day where that is old and the sentence behind it does not name it."""
        named = self.told_on is not None and words.format(self.told_on, "date") in self.text
        return _with_day(words, "view.lead_stale", self.lead, None if named else self.told_on)


def _panel(report: ReportData) -> Panel | None:
    market = cast("MarketReport | None", report.results.get("market"))
    return market.reserves if market is not None else None


def _reserves(report: ReportData, words: Words) -> Conclusion | None:
    """Are reserves enough: their level and what it is."""
    panel = _panel(report)
    if panel is None:
        return None
    day, level = report.vintage["WRESBAL"].base_last(report.vintage.as_of)
    state = panel.verdict.state
    lead = words(f"view.lead_reserves_{state.name.lower()}")
    text = words("view.reserves", day=day, level=level, state=words(f"reserves.state_{state}"))
    return Conclusion(lead, text, _oldest_stale(report, "WRESBAL", "SOFR"))


def lead_of(report: ReportData, words: Words, key: str, *names: str) -> str:
    """A conclusion's first words, dated where the series it rests on are old."""
    return _with_day(words, "view.lead_stale", words(key), _oldest_stale(report, *names))


def _reading(panel: Panel, gauge: str) -> GaugeReading | None:
    return next((r for r in panel.readings if r.gauge.id == gauge and r.value is not None), None)


def _bridge(report: ReportData, words: Words) -> Conclusion:
    """What moved reserves most over the last quarter."""
    found = latest_drivers(report.vintage)
    largest = found.largest[0]
    side = "added" if largest.contribution_usd >= 0 else "drained"
    lead = words(f"view.lead_bridge_{side}", factor=words(f"review.factor_{largest.id}"))
    size = abs(largest.contribution_usd)
    text = words(f"view.bridge_{side}", start=found.start, end=found.end, size=size)
    return Conclusion(lead, text, _oldest_stale(report, "WRESBAL"))


def _rates(report: ReportData, words: Words) -> Conclusion | None:
    """Where SOFR stands against interest on reserves."""
    market = cast("MarketReport | None", report.results.get("market"))
    panel = _panel(report)
    level = _reading(panel, "repo_level") if panel else None
    if market is None or level is None or level.value is None or level.dated is None:
        return None
    lead = words("view.lead_rates_above" if level.value > 0 else "view.lead_rates_below")
    return Conclusion(lead, words("view.rates", day=level.dated, mean=level.value), _oldest_stale(report, "SOFR"))


def _policy(report: ReportData, words: Words) -> Conclusion:
    """The range since the last decision, a meeting whose outcome is not held, and the next one."""
    as_of = report.vintage.as_of
    decided = last_decision(report.path, as_of)
    state = report.path.at(as_of, known_at=as_of)
    said = words("view.policy", day=decided, lower=state.target_lower, upper=state.target_upper)
    open_ones = unknown_decisions(report.path, report.vintage)
    missing = [words("view.policy_open", days=[words.format(day, "date") for day in open_ones])] if open_ones else []
    coming = [day for day in meetings_known(as_of).dates if day > as_of]
    ahead = [words("view.next_meeting", day=coming[0])] if coming else []
    text = words("common.sentence_gap").join([said, *missing, *ahead])
    return Conclusion(words(f"view.lead_policy_{_last_move(report)}"), text, decided if open_ones else None)


def _last_move(report: ReportData) -> str:
    """The last change of the target that is known: raised, lowered, or held since long."""
    as_of = report.vintage.as_of
    steps = [a for a in report.path.steps["upper"] if a.announced_at <= as_of and isinstance(a.value, float)]
    if len(steps) < 2 or (as_of - steps[-1].announced_at).days > LONG_HELD_DAYS:
        return "held"
    return "raised" if float(steps[-1].value) > float(steps[-2].value) else "lowered"  # type: ignore[arg-type]  # floats


LONG_HELD_DAYS = 180


def _ahead(report: ReportData, words: Words) -> Conclusion | None:
    """Total assets at the end of next year on the baseline, with the band of the joint fan."""
    found = cast("PortfolioReport | None", report.results.get("portfolio"))
    if found is None:
        return None
    fan, place = found.ahead_fan, _next_year_end(found.ahead_fan.days)
    low, middle, high = (float(q) for q in fan.quantiles("total_assets", (0.05, 0.5, 0.95))[:, place])
    now = float(fan.lines["total_assets"][0, 0])
    lead = words("view.lead_ahead_grows" if middle >= now else "view.lead_ahead_shrinks")
    return Conclusion(lead, words("view.ahead", day=fan.days[place], assets=middle, low=low, high=high))


def _next_year_end(days: tuple[date, ...]) -> int:
    """The place of the last month-end of the year after the opening's, or the last held."""
    year = days[0].year + 1
    return max((place for place, day in enumerate(days) if day.year <= year), default=len(days) - 1)


def _base_case(report: ReportData, words: Words) -> list[Block]:
    """What is assumed, and what would change the view: here the readings that disagree, each with its threshold.

    What policy and fewer reserves would change is said of the tables of later chapters (`follows_now.changes`).
    """
    panel = _panel(report)
    if panel is None:
        return []
    watched = [r for name in panel.verdict.disagree if (r := _reading(panel, name))]
    items = tuple(
        words(
            "view.would_change", gauge=r.gauge.title.of(words.language), value=panel_words.shown(r, words),
            threshold=panel_words.threshold(r.gauge, words), day=r.dated,
        )
        for r in watched
    )  # fmt: skip
    return [
        Paragraph(words("view.scenario_today"), words("view.lead_base")),
        Paragraph(words("view.changes_if"), words("view.lead_changes")),
        Bullets(items),
    ]


def _left_out(report: ReportData, words: Words) -> list[Note]:
    """The chapters that a range without its IORB leaves out, and what brings them back."""
    try:
        refuse_range_alone(report.path, report.vintage, report.vintage.as_of)
    except DateRangeError as error:
        return [Note(words("view.left_out", why=error.said(words.language, "cli")))]
    return []


def freshness(report: ReportData, words: Words) -> list[Block]:
    """How recent each class of figures is; a meeting whose outcome is not known is named."""
    hands = clock(report.vintage, report.path)
    unknown = unknown_decisions(report.path, report.vintage)
    last = last_decision(report.path, report.vintage.as_of)
    notes = [Note(data_exhibits.unknown_sentence(unknown, last, words))] if unknown else []
    notes += _left_out(report, words)
    caption = words("data.clock_caption", as_of=report.vintage.as_of)
    shown = TableBlock(data_exhibits.clock(hands, words).narrow, caption, source(words, "board", "nyfed"))
    return [Note(data_exhibits.clock_sentence(hands, words)), *notes, shown]
