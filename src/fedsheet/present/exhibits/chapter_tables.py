"""Tables of the report's chapters: key figures, the dashboard, decisions, rates in force, purchases, the days ahead.

Each is of the report's data, as its chapter is, and stands under the message that is its title there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from fedsheet.core.clock import release_after
from fedsheet.core.dates import WEDNESDAY, h41_release_date, month_end
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.treasury_days import coupon_settlements, tax_dates
from fedsheet.core.units import USD_BN
from fedsheet.outlook.clock import unknown_decisions
from fedsheet.outlook.meetings import meetings_known
from fedsheet.present import measures, series_words
from fedsheet.present.age import COLUMNS, marks
from fedsheet.present.exhibits import Exhibit, source
from fedsheet.present.exhibits.chapters import need, of_chapter
from fedsheet.present.table import STALE, Column, Table
from fedsheet.present.text import dashed
from fedsheet.record.from_data import range_moved_alone

if TYPE_CHECKING:
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words
    from fedsheet.record.model import Fact, PolicyAction

# ---- money market: participants ----------------------------------------------------------------------------------

CLASSES = {
    "authorities": ("fed", "treasury", "foreign_official"),
    "intermediaries": ("domestic_banks", "foreign_branches", "dealers"),
    "end_users": ("money_funds", "cash_pools", "leveraged"),
}


@of_chapter("money_market")("participants", "report.participants_title")
def participants(_report: ReportData, words: Words) -> Exhibit:
    """The three classes and nine kinds, with what each does in the market."""
    columns = tuple(Column(key, "text", f"report.column_{key}") for key in ("class", "kind", "does"))
    rows = [
        (words(f"report.class_{name}"), words(f"report.kind_{kind}"), words(f"report.does_{kind}"))
        for name, kinds in CLASSES.items()
        for kind in kinds
    ]
    caption = words("report.participants_caption", classes=len(CLASSES), kinds=sum(map(len, CLASSES.values())))
    table = Table.of("participants", words, columns, rows)
    return Exhibit("", table, caption, words("report.source_definition"))


# ---- summary: key figures ----------------------------------------------------------------------------------------

CRISIS = date(2007, 12, 26)
TURNS = {
    "before_qe1": ("lsap1", "start"), "after_qe1": ("lsap1", "end"), "after_qe4": ("lsap3", "end"),
    "after_runoff1": ("runoff1", "end"), "before_covid": ("covid", "start"), "after_covid": ("covid", "end"),
    "after_runoff2": ("runoff2", "end"),
}  # fmt: skip
LEVELS = ("WALCL", "TREAST", "WSHOMCB", "WRESBAL")


@of_chapter("summary")("key-figures", "report.key_title")
def key_figures(report: ReportData, words: Words) -> Exhibit:
    """Total assets, reserves and their share of GDP at the turns of the balance sheet."""
    windows = {name: report.path.programmes[of].statement_window for name, (of, _) in TURNS.items()}
    turns = {"crisis": CRISIS} | {name: getattr(windows[name], at) for name, (_, at) in TURNS.items()}
    known = {name: day for name, day in turns.items() if day <= report.vintage.as_of - timedelta(days=1)}
    if not known:
        raise DateRangeError("present.summary_none_turns_lay_before", as_of=report.vintage.as_of)
    shares = measures.ratio_to_gdp(report.vintage, "WALCL") if "GDP" in report.vintage else None
    columns = (
        Column("turn", "text", "report.column_turn"), Column("date", "iso", "report.column_date"),
        *(Column(key, "money", f"report.column_{key}") for key in ("assets", "treasuries", "mbs", "reserves")),
        Column("share_of_gdp", "pct1", "report.column_share_of_gdp"),
    )  # fmt: skip
    rows = [
        (
            words(f"report.turn_{name}"), day, *(report.vintage[one].base_last(day)[1] for one in LEVELS),
            None if shares is None else float(shares.loc[: day.isoformat()].iloc[-1]),
        )
        for name, day in known.items()
    ]  # fmt: skip
    table = Table.of("key-figures", words, columns, rows)
    return Exhibit("", table, words("report.key_caption"), source(words, "board", "bea"))


# ---- page one: the dashboard -------------------------------------------------------------------------------------

DASHBOARD = ("WALCL", "WRESBAL", "WTREGEN", "RRPONTSYD")
RATES = ("SOFR", "DGS10")
SPANS = (4, 52)  # weeks back from the newest figure


@of_chapter("view")("dashboard", "view.dashboard")
def dashboard(report: ReportData, words: Words) -> Exhibit:
    """The newest value of the main series and what it did over 4 and 52 weeks."""
    rows = [row for name in (*DASHBOARD, *RATES) if (row := _figures(report, name, words)) is not None]
    need(rows, report)
    columns = (
        Column("series", "text", "view.dashboard_series"), Column("date", "iso"), Column("value", "num3", ""),
        Column("unit", "text", ""), *(Column(f"change_{n}w", "num3", "") for n in SPANS),
        Column("change_unit", "text", ""), Column("_value"),
        *(Column(f"_change_{n}w", "text", label=words("view.change_weeks", n=n)) for n in SPANS), *COLUMNS,
    )  # fmt: skip
    title = words("view.dashboard")
    return Exhibit(title, Table.of("dashboard", words, columns, rows), title, source(words, "board", "nyfed"))


def _figures(report: ReportData, name: str, words: Words) -> tuple[object, ...] | None:
    """One line of the dashboard: the newest value and what it did over 4 and 52 weeks."""
    if name not in report.vintage:
        return None
    series = report.vintage[name]
    day, value = series.base_last(report.vintage.as_of)
    money = series.definition.unit.factor_to(USD_BN) if name in DASHBOARD else None
    form = ("usd", "usd_signed") if money is not None else ("pct2", "bp")
    unit, scale = ("USD bn", 1e-9) if money is not None else ("percent", 1e2)
    change_unit, change_scale = ("USD bn", 1e-9) if money is not None else ("bp", 1e4)
    changes = [_change(series.base(), day, weeks) for weeks in SPANS]
    shown = [words.format(change, form[1]) if change is not None else "" for change in changes]
    return (
        words(f"view.series_{name}"),
        day,
        value * scale,
        unit,
        *(None if change is None else change * change_scale for change in changes),
        change_unit,
        words.format(value, form[0]),
        *shown,
        *marks(series, report.vintage.as_of),
    )


def _change(values: object, day: date, weeks: int) -> float | None:
    series = cast("pd.Series[float]", values)
    before = series.loc[: pd.Timestamp(day - timedelta(weeks=weeks))]
    return float(series.loc[pd.Timestamp(day)] - before.iloc[-1]) if len(before) else None


# ---- the present: decisions, rates in force, purchases, the days ahead ---------------------------------------------

BACK, AHEAD = timedelta(days=365), timedelta(days=70)
ADMINISTERED = ("iorb", "on_rrp", "srf", "primary_credit")
SPOKEN = ("guidance", "framework", "appointment", "plan_discussion")
NEWEST, STATEMENTS = 10, 3
TOLD_RELEASES = ("PAYEMS",)  # whose day follows from a rule; of others only the latest day is kept


def is_open(report: ReportData) -> bool:
    """Whether a meeting has passed whose outcome nobody tells: what is recorded may be in force no more."""
    return bool(unknown_decisions(report.path, report.vintage))


def decided(report: ReportData) -> list[Fact]:
    """Facts on the target range by meeting, of the last year, whose outcome is known."""
    as_of = report.vintage.as_of
    facts = report.path.list_facts(lever="target_range", start=as_of - BACK, end=as_of)
    return [fact for fact in facts if fact.grade != "unknown"]


def vote_of(report: ReportData, day: date) -> Fact | None:
    """The vote of a meeting, where the record holds it."""
    votes = report.path.list_facts(lever="vote", start=day, end=day)
    return votes[-1] if votes else None


@of_chapter("policy_now")("policy-decisions", "view.decisions_title")
def decisions(report: ReportData, words: Words) -> Exhibit:
    """Meetings of the last year: what was decided, the range after it, the vote."""
    facts = decided(report)
    need(facts, report)
    columns = (
        Column("date", "iso"), Column("decision", "text", "view.column_decision"),
        Column("range", "text", "view.column_range"), Column("vote", "text", "view.column_vote"),
    )  # fmt: skip
    rows = []
    for fact in facts:
        state = report.path.at(max(fact.effective_date, fact.announced_at), known_at=fact.announced_at)
        lower, upper = (words.format(x, "pct2") for x in (state.target_lower, state.target_upper))
        vote = vote_of(report, fact.announced_at)
        cast_by = dashed(vote.what.of(words.language)) if vote else ""
        rows.append((fact.announced_at, dashed(fact.what.of(words.language)), f"{lower} – {upper}", cast_by))
    table = Table.of("policy-decisions", words, columns, rows)
    return Exhibit("", table, words("view.decisions_caption"), source(words, "fomc"))


@of_chapter("policy_now")("policy-told", "view.told_caption")
def spoken(report: ReportData, words: Words) -> Exhibit:
    """What changed beside the rate: guidance, framework, the Chair, plans told; the newest ten."""
    as_of = report.vintage.as_of
    facts = [
        fact for lever in SPOKEN for fact in report.path.list_facts(lever=lever, start=as_of - BACK, end=as_of)
    ]  # fmt: skip
    newest = sorted(facts, key=lambda fact: fact.announced_at)[-NEWEST:]
    need(newest, report)
    columns = (Column("date", "iso"), Column("fact", "text", "view.column_fact"))
    rows = [(fact.announced_at, dashed(fact.what.of(words.language))) for fact in newest]
    title = words("view.told_caption")
    return Exhibit(title, Table.of("policy-told", words, columns, rows), title, source(words, "fomc"))


@of_chapter("policy_now")("administered-rates", "view.rates_title")
def administered(report: ReportData, words: Words) -> Exhibit:
    """Each administered rate in force, since when, and where it stands in the target range."""
    as_of = report.vintage.as_of
    state = report.path.at(as_of, known_at=as_of)
    columns = (
        Column("rate", "text", "view.column_rate"), Column("value", "pct2"), Column("since", "iso"),
        Column("over_lower", "bp_num", "view.column_over_lower"), Column(STALE, "yesno", ""),
    )  # fmt: skip
    is_left = bool(range_moved_alone(report.path, as_of))  # behind a range that moved: of another regime
    rows: list[tuple[object, ...]] = []
    for name in ADMINISTERED:
        action = report.path.action_at(name, as_of, as_of)
        value = action.value if action else None
        if action is None or not isinstance(value, float):
            continue
        over = value - state.target_lower if state.target_lower is not None and not is_left else None
        rows.append((words(f"view.rate_{name}"), value, action.effective_date, over, is_left or is_open(report)))
    table = Table.of("administered-rates", words, columns, rows)
    return Exhibit("", table, words("view.rates_caption"), source(words, "fomc"))


def paces(report: ReportData) -> list[PolicyAction]:
    """The Desk's paces of bill purchases announced over the year; a day from which no pace is named says nothing."""
    as_of = report.vintage.as_of
    steps = [a for a in report.path.steps.get("bills", ()) if as_of - BACK <= a.announced_at <= as_of]
    return [a for a in steps if isinstance(a.value, float)]


@of_chapter("policy_now")("bill-purchases", "view.purchases_title")
def purchases(report: ReportData, words: Words) -> Exhibit:
    """The Desk's paces of bill purchases over the year, as announced."""
    steps = paces(report)
    need(steps, report)
    columns = (Column("announced", "iso"), Column("effective", "iso"), Column("pace", "money", "view.column_pace"))
    rows = [(a.announced_at, a.effective_date, a.value) for a in steps]
    table = Table.of("bill-purchases", words, columns, rows)
    return Exhibit("", table, words("view.purchases_caption"), source(words, "nyfed"))


@of_chapter("policy_now")("days-ahead", "view.next_title")
def days_ahead(report: ReportData, words: Words) -> Exhibit:
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
    table = Table.of("days-ahead", words, columns, sorted(coming))
    return Exhibit("", table, words("view.next_caption"), source(words, "fomc", "board"))


def _releases(report: ReportData, end: date, words: Words) -> list[tuple[date, str]]:
    """The next release of each macroeconomic headline after the day, by its publisher's calendar."""
    as_of = report.vintage.as_of
    held = [report.vintage[name] for name in TOLD_RELEASES if name in report.vintage]
    days = [(release_after(one, as_of), words(f"update.name_{one.id}")) for one in held]
    return [(day, what) for day, what in days if day <= end]


def _quarter_ends(start: date, end: date) -> list[date]:
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if day.month % 3 == 0 and day == month_end(day)]


# ---- appendix: what the report was made from -----------------------------------------------------------------------


@of_chapter("appendix")("manifest", "report.manifest_title")
def manifest(report: ReportData, words: Words) -> Exhibit:
    """The four things a run is made from, and the versions it was made with."""
    made = report.manifest
    seeds = sorted(made.seed.items()) if isinstance(made.seed, Mapping) else []
    rows = [
        ("as_of", words("report.manifest_as_of"), made.as_of.isoformat()),
        ("data_digest", words("report.manifest_data"), made.data_digest),
        ("policy_digest", words("report.manifest_policy"), made.policy_digest),
        *((f"seed_{name}", words(f"report.seed_{name}"), str(seed)) for name, seed in seeds),
        *((name, words("report.manifest_version", name=name), text) for name, text in sorted(made.versions.items())),
    ]
    columns = (
        Column("key", "text", ""), Column("what", "text", "report.column_what"),
        Column("value", "text", "report.column_value"),
    )  # fmt: skip
    table = Table.of("manifest", words, columns, rows)
    caption, of = words("report.manifest_caption"), words("report.source_manifest")
    return Exhibit("", table, caption, of)


FORMS = {"id": "text", "title": "text", "unit": "text", "first": "iso", "last": "iso", "count": "int",
         "publisher": "text"}  # fmt: skip


def series_by_publisher(report: ReportData, words: Words) -> Exhibit:
    """How many series each publisher's release brings, from when on, and the last days of the newest and the oldest."""
    by: dict[str, list[tuple[date, date]]] = {}
    for series_id in sorted(report.used & report.vintage.keys()):
        series = report.vintage[series_id]
        name = series_words.publisher(series.definition, words)
        by.setdefault(name, []).append((series.values.index[0].date(), series.values.index[-1].date()))
    columns = (
        Column("publisher", "text", "report.column_publisher"), Column("n", "int", "report.column_series"),
        Column("first", "iso", "report.column_first"), Column("newest", "iso", "terms.newest"),
        Column("oldest", "iso", "terms.oldest"),
    )  # fmt: skip
    rows = [
        (name, len(spans), min(first for first, _ in spans), *(end(last for _, last in spans) for end in (max, min)))
        for name, spans in sorted(by.items())
    ]
    table = Table.of("series-by-publisher", words, columns, rows)
    return Exhibit("", table, words("report.publishers_caption"), words("report.source_snapshot"))


def series_used(report: ReportData, words: Words) -> Exhibit:
    """Every series the report asked for: id, title, unit, span, number of values, publisher."""
    rows = []
    for series_id in sorted(report.used & report.vintage.keys()):
        series = report.vintage[series_id]
        first, last = series.first_day, series.last_day
        definition = series.definition
        rows.append((
            series_id, series_words.title(definition, words), series_words.unit(definition, words), first, last,
            len(series.values), series_words.publisher(definition, words),
        ))  # fmt: skip
    columns = tuple(Column(key, form, f"report.column_{key}") for key, form in FORMS.items())
    table = Table.of("series", words, columns, rows)
    return Exhibit("", table, words("report.data_caption"), words("report.source_snapshot"))
