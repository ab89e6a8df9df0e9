"""The present: what the Committee decided over the last year, the rates it sets, what the Desk buys, what is next."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fedsheet.core.clock import release_after
from fedsheet.core.dates import WEDNESDAY, h41_release_date, month_end
from fedsheet.core.treasury_days import coupon_settlements, tax_dates
from fedsheet.outlook.clock import unknown_decisions
from fedsheet.outlook.meetings import meetings_known
from fedsheet.present.age import aged
from fedsheet.present.blocks import Block, Heading, Paragraph, TableBlock
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.telling import source
from fedsheet.present.table import STALE, Column, Table
from fedsheet.present.text import Words
from fedsheet.record.model import Fact, PolicyAction

BACK = timedelta(days=365)
AHEAD = timedelta(days=70)
ADMINISTERED = ("iorb", "on_rrp", "srf", "primary_credit")
TALLY = re.compile(r"(\d+)\s*(?:to|比|-|–)\s*(\d+)")  # "8 to 4", as votes are recorded
MANY_DISSENTS = 3


def chapter(report: ReportData, words: Words) -> list[Block]:
    """Meetings of the last year, administered rates, purchases, the days ahead; none where no decision is known."""
    since = report.vintage.as_of - BACK
    decided = _decisions(report, since)
    if not decided:
        return []
    return [
        Heading(1, aged(words, "view.now_title", "view.now_title_stale", is_stale=_is_open(report))),
        Heading(2, words("view.decisions_title")),
        Paragraph(_decisions_text(report, decided, words)),
        TableBlock(_decisions_table(report, decided, words), words("view.decisions_caption"), source(words, "fomc")),
        *_spoken(report, since, words),
        Heading(2, words("view.rates_title")),
        TableBlock(_rates_table(report, words), words("view.rates_caption"), source(words, "fomc")),
        *purchases(report, words),
        *ahead(report, words),
    ]


def ahead(report: ReportData, words: Words) -> list[Block]:
    """Meetings, statements and period ends of the weeks ahead."""
    table = calendar(report, words)
    return [
        Heading(2, words("view.next_title")),
        TableBlock(table, words("view.next_caption"), source(words, "fomc", "board")),
    ]


def _is_open(report: ReportData) -> bool:
    """Whether a meeting has passed whose outcome nobody tells: what is recorded may be in force no more."""
    return bool(unknown_decisions(report.path, report.vintage))


def _decisions(report: ReportData, since: date) -> list[Fact]:
    """Facts on the target range by meeting, of the last year, whose outcome is known."""
    facts = report.path.list_facts(lever="target_range", start=since, end=report.vintage.as_of)
    return [fact for fact in facts if fact.grade != "unknown"]


def _vote(report: ReportData, day: date) -> Fact | None:
    votes = report.path.list_facts(lever="vote", start=day, end=day)
    return votes[-1] if votes else None


def _dissents(vote: Fact | None) -> int | None:
    found = TALLY.search(vote.what.en) if vote else None
    return int(found[2]) if found else None


def _decisions_text(report: ReportData, decided: list[Fact], words: Words) -> str:
    """How often the target moved in the year, the last move, and the meeting with most dissents."""
    moves = [fact for fact in decided if fact.amount]
    said = [words("view.decisions_count", n=len(decided), moved=len(moves), since=decided[0].announced_at)]
    if moves:
        last = moves[-1]
        key = "view.last_rise" if float(last.amount or 0) > 0 else "view.last_cut"
        said.append(words(key, day=last.announced_at, size=abs(float(last.amount or 0)) / 1e4))
    split = [(n, fact.announced_at) for fact in decided if (n := _dissents(_vote(report, fact.announced_at)))]
    if split and max(split)[0] >= MANY_DISSENTS:
        said.append(words("view.most_dissents", n=max(split)[0], day=max(split)[1]))
    return words("common.sentence_gap").join(said)


def _decisions_table(report: ReportData, decided: list[Fact], words: Words) -> Table:
    columns = (
        Column("date", "iso"), Column("decision", "text", "view.column_decision"),
        Column("range", "text", "view.column_range"), Column("vote", "text", "view.column_vote"),
    )  # fmt: skip
    rows = []
    for fact in decided:
        state = report.path.at(max(fact.effective_date, fact.announced_at), known_at=fact.announced_at)
        lower, upper = (words.format(x, "pct2") for x in (state.target_lower, state.target_upper))
        vote = _vote(report, fact.announced_at)
        told = vote.what.of(words.language) if vote else ""
        rows.append((fact.announced_at, fact.what.of(words.language), f"{lower} – {upper}", told))
    return Table.of("policy-decisions", words, columns, rows)


def _spoken(report: ReportData, since: date, words: Words) -> list[Block]:
    """What changed beside the rate: guidance, framework, the Chair, plans told, the newest three."""
    facts = [
        fact for lever in ("guidance", "framework", "appointment", "plan_discussion")
        for fact in report.path.list_facts(lever=lever, start=since, end=report.vintage.as_of)
    ]  # fmt: skip
    newest = sorted(facts, key=lambda fact: fact.announced_at)[-NEWEST:]
    if not newest:
        return []
    columns = (Column("date", "iso"), Column("fact", "text", "view.column_fact"))
    rows = [(fact.announced_at, fact.what.of(words.language)) for fact in newest]
    table = Table.of("policy-told", words, columns, rows)
    return [TableBlock(table, words("view.told_caption"), source(words, "fomc"))]


NEWEST = 10


def _rates_table(report: ReportData, words: Words) -> Table:
    """Each administered rate in force, since when, and where it stands in the target range."""
    as_of = report.vintage.as_of
    state = report.path.at(as_of, known_at=as_of)
    columns = (
        Column("rate", "text", "view.column_rate"), Column("value", "pct2"), Column("since", "iso"),
        Column("over_lower", "bp_num", "view.column_over_lower"), Column(STALE, "yesno", ""),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    is_open = _is_open(report)
    for name in ADMINISTERED:
        action = report.path.action_at(name, as_of, as_of)
        value = action.value if action else None
        if action is None or not isinstance(value, float):
            continue
        over = value - state.target_lower if state.target_lower is not None else None
        rows.append((words(f"view.rate_{name}"), value, action.effective_date, over, is_open))
    return Table.of("administered-rates", words, columns, rows)


def purchases(report: ReportData, words: Words) -> list[Block]:
    """The Desk's paces of bill purchases over the year, as announced."""
    since = report.vintage.as_of - BACK
    told = [a for a in report.path.steps.get("bills", ()) if since <= a.announced_at <= report.vintage.as_of]
    steps = [a for a in told if isinstance(a.value, float)]  # a day from which no pace is named says nothing
    if not steps:
        return []
    columns = (Column("announced", "iso"), Column("effective", "iso"), Column("pace", "money", "view.column_pace"))
    rows = [(a.announced_at, a.effective_date, a.value) for a in steps]
    table = Table.of("bill-purchases", words, columns, rows)
    return [
        Heading(2, words("view.purchases_title")),
        Paragraph(_purchases_text(steps, words)),
        TableBlock(table, words("view.purchases_caption"), source(words, "nyfed")),
    ]


def _purchases_text(steps: list[PolicyAction], words: Words) -> str:
    paces = [(a.effective_date, float(a.value)) for a in steps if isinstance(a.value, float)]
    (first_day, first), (last_day, last) = paces[0], paces[-1]
    key = "view.purchases_paused" if last == 0 else "view.purchases_on"
    return words(key, first_day=first_day, first=first, last_day=last_day, last=last)


def calendar(report: ReportData, words: Words) -> Table:
    """Meetings, statements, releases, taxes, settlements and quarter ends of the next ten weeks, by day."""
    as_of = report.vintage.as_of
    end = as_of + AHEAD
    coming = [(day, words("view.event_meeting")) for day in meetings_known(as_of).dates if as_of < day <= end]
    first = as_of + timedelta(days=(WEDNESDAY - as_of.weekday()) % 7)
    weeks = [first + timedelta(weeks=n) for n in range(STATEMENTS)]
    coming += [(h41_release_date(day), words("view.event_h41", day=day)) for day in weeks]
    coming += [(day, words("view.event_quarter_end")) for day in _quarter_ends(as_of, end)]
    coming += [(day, words("view.event_tax")) for day in tax_dates(as_of, end)]
    coming += [(day, words("view.event_settlement")) for day in coupon_settlements(as_of, end)]
    coming += _releases(report, end, words)
    columns = (Column("date", "iso"), Column("event", "text", "view.column_event"))
    return Table.of("days-ahead", words, columns, sorted(coming))


STATEMENTS = 3
TOLD_RELEASES = ("PAYEMS",)  # whose day follows from a rule; of others only the latest day is kept


def _releases(report: ReportData, end: date, words: Words) -> list[tuple[date, str]]:
    """The next release of each macroeconomic headline after the day, by its publisher's calendar."""
    as_of = report.vintage.as_of
    held = [report.vintage[name] for name in TOLD_RELEASES if name in report.vintage]
    days = [(release_after(one, as_of), words(f"update.name_{one.id}")) for one in held]
    return [(day, what) for day, what in days if day <= end]


def _quarter_ends(start: date, end: date) -> list[date]:
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if day.month % 3 == 0 and day == month_end(day)]
