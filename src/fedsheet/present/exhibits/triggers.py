"""Exhibits of the triggers: when runoff should end and reserve purchases begin, how early and how often wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fedsheet.outlook.parameters import parameters
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.outlook import known_note
from fedsheet.present.table import Column, Table
from fedsheet.record.adequacy import episodes

if TYPE_CHECKING:
    from fedsheet.outlook.results import TriggersResult
    from fedsheet.outlook.triggers import Triggers
    from fedsheet.present.text import Words

NEAR_THE_LINE = 14  # days by which a lead may miss being a false alarm before a reader is told


def latest(found: Triggers) -> dict[str, object]:
    """The last day's indicators by the names the messages use."""
    last = found.indicators.iloc[-1]
    names = {
        "share": "reserves_to_gdp", "cushion": "on_rrp", "spread": "sofr_minus_iorb",
        "distance": "distance_to_satiation",
    }  # fmt: skip
    day, window = found.indicators.index[-1].date(), found.thresholds.window
    return {"day": day, "window": window, **{name: float(last[column]) for name, column in names.items()}}


def _decided(found: Triggers) -> list[date]:
    return sorted({score.decided for score in found.scores if score.decided <= found.as_of})


@exhibit("outlook-buffer", of="triggers")
def buffer_drawn(result: TriggersResult, words: Words) -> Exhibit:
    """Reserves over GDP and ON RRP through both runoffs."""
    from fedsheet.present.charts import outlook as charts

    found, limits = result.triggers, result.triggers.thresholds
    caption = "outlook.buffer_caption_gone" if found.flags["buffer"][-1] else "outlook.buffer_caption_left"
    note = words("outlook.buffer_note", threshold=limits.reserves_to_gdp, cash=limits.on_rrp_usd)
    plot = charts.buffer_figure(result, words, _decided(found))
    return Exhibit.of(words, plot, words(caption, **latest(found)), source(words, "board", "nyfed", "bea"), note)


@exhibit("outlook-pressure", of="triggers")
def pressure_drawn(result: TriggersResult, words: Words) -> Exhibit:
    """SOFR less interest on reserve balances through both runoffs."""
    from fedsheet.present.charts import outlook as charts

    caption = words("outlook.pressure_caption", **latest(result.triggers))
    plot = charts.pressure_figure(result, words, _decided(result.triggers))
    return Exhibit.of(words, plot, caption, source(words, "nyfed", "board"))


@exhibit("outlook-triggers", of="triggers")
def triggers(result: TriggersResult, words: Words) -> Exhibit:
    """Indicators at the end of each month and on the last day, with the flags."""
    frame, flags = result.triggers.indicators, result.triggers.flags
    forms = {
        "sofr_minus_iorb": "bp1_num", "share_above_iorb": "pct0", "on_rrp": "money", "standing_repo_days": "int",
        "reserves": "money", "reserves_to_gdp": "pct2", "distance_to_satiation": "pct2",
    }  # fmt: skip
    days = [stamp.date() for stamp in frame.index]
    last = [t for t, day in enumerate(days) if t + 1 == len(days) or days[t + 1].month != day.month]
    columns = (
        Column("date", "iso"), *(Column(key, form) for key, form in forms.items()),
        *(Column(name, "yesno", f"outlook.trigger_{name}") for name in flags),
    )  # fmt: skip
    rows = [
        (days[t], *(frame[key].iloc[t] for key in forms), *(bool(flag[t]) for flag in flags.values())) for t in last
    ]
    notes = (
        words("outlook.triggers_trailing", window=result.triggers.thresholds.window),
        known_note(result.known.real_time, result.known.values_as_of, words),
    )
    table = Table.of("outlook-triggers", words, columns, rows)
    return Exhibit.of(words, table, "", source(words, "board", "nyfed", "bea"), *notes)


@exhibit("outlook-trigger-scores", of="triggers")
def scores(result: TriggersResult, words: Words) -> Exhibit:
    """First useful flag of each rule, its lead on the decision in days, business days of false alarm."""
    columns = (
        Column("rule", "name:outlook.trigger_"), Column("episode", "text", "outlook.score_episode"),
        Column("decided", "iso"), Column("first_flag", "iso"), Column("lead_days", "int"),
        Column("false_alarm_days", "int"), Column("lasting", "iso"), Column("lasting_lead_days", "int"),
        Column("on_share", "pct0"),
    )  # fmt: skip
    rows = [
        (s.rule, s.episode, s.decided, s.first, s.lead_days, s.false_days, s.lasting, s.lasting_lead_days, s.on_share)
        for s in result.triggers.scores
    ]
    return Exhibit.of(
        words, Table.of("outlook-trigger-scores", words, columns, rows), words("outlook.scores_caption"),
        source(words, "board", "nyfed", "bea"), words("outlook.scores_note"), *_on_the_line(result, words),
        *_episodes(result, words),
    )  # fmt: skip


def _on_the_line(result: TriggersResult, words: Words) -> list[str]:
    """Leads that a few days more would have turned into false alarms."""
    line = int(parameters("triggers")["false_alarm"]["days_early"])
    near = [s for s in result.triggers.scores if s.lead_days is not None and line - s.lead_days <= NEAR_THE_LINE]
    return [
        words(
            "outlook.scores_near", rule=words(f"outlook.trigger_{s.rule}"), episode=s.episode, lead=s.lead_days,
            inside=line - s.lead_days,
        )
        for s in near
        if s.lead_days is not None
    ]  # fmt: skip


def _episodes(result: TriggersResult, words: Words) -> list[str]:
    """Of each rule: in how many runoffs a lasting signal came first, the shortest lead, and what luck would do."""
    scored = result.triggers.scores
    names = sorted({s.episode for s in scored})
    said = [words("outlook.scores_episodes", n=len(names), names=names)]
    for rule in dict.fromkeys(s.rule for s in scored):
        of_rule = [s for s in scored if s.rule == rule]
        leads = [s.lasting_lead_days for s in of_rule if s.lasting_lead_days is not None]
        on = float(result.triggers.flags[rule].mean())
        key = "outlook.scores_rule" if leads else "outlook.scores_rule_none"
        said.append(words(
            key, rule=words(f"outlook.trigger_{rule}"), k=len(leads), n=len(of_rule), on=on,
            lead=min(leads, default=0), luck=on ** len(of_rule),
        ))  # fmt: skip
    return said


@exhibit("outlook-trade-off", of="triggers")
def trade_off(result: TriggersResult, words: Words) -> Exhibit:
    """Buffer and pressure under the thresholds of their grids."""
    columns = (
        Column("rule", "name:outlook.trigger_"), Column("reserves_to_gdp", "pct1", "outlook.tradeoff_share"),
        Column("on_rrp", "money", "outlook.tradeoff_on_rrp"), Column("sofr_minus_iorb", "bp_num"),
        Column("first_2017_19", "iso"), Column("first_2022_25", "iso"),
        Column("days_year_before", "int"), Column("days_in_year", "int"),
        Column("false_alarm_days", "int"),
    )  # fmt: skip
    rows = [
        (
            t.rule, t.reserves_to_gdp, t.on_rrp_usd, t.sofr_minus_iorb, t.first_2018, t.first_2025,
            t.days_year_before, t.days_in_year, t.false_days,
        )
        for t in result.trade_off
    ]  # fmt: skip
    return Exhibit.of(
        words, Table.of("outlook-trade-off", words, columns, rows), words("outlook.tradeoff_caption"),
        source(words, "board", "nyfed", "bea"),
        words("outlook.tradeoff_note", first=episodes()[0].judged_from, second=episodes()[-1].judged_from),
    )  # fmt: skip


def near_chosen(shown: Exhibit, chosen: float) -> Exhibit:
    """The buffer rule along the ON RRP threshold, at the share of GDP chosen and one tighter."""
    shares = {row["reserves_to_gdp"] for row in shown.table.records(base=True)}
    tighter = max((share for share in shares if isinstance(share, float) and share < chosen), default=chosen)
    table = shown.table.where(lambda row: row["reserves_to_gdp"] in (tighter, chosen))
    return shown.showing(table.pick(*(key for key in table.keys if key not in ("rule", "sofr_minus_iorb"))))


@exhibit("outlook-when", of="triggers")
def when(result: TriggersResult, words: Words) -> Exhibit:
    """When the buffer is used up, as drawn at each quarter end of a runoff, beside what came."""
    spans, limits = sorted({weeks for t in result.timings for weeks in t.within}), result.triggers.thresholds
    within = (Column(f"within_{n}_weeks", "pct0", label=words("outlook.within_weeks", n=n)) for n in spans)
    columns = (
        Column("as_of", "iso"), Column("pool_to_gdp", "pct2"), Column("threshold", "pct2"), *within,
        Column("early_10", "iso"), Column("median", "iso"), Column("late_90", "iso"), Column("actual", "iso"),
        Column("covered", "yesno"),
    )  # fmt: skip
    rows = [
        (t.as_of, t.pool, t.threshold, *(t.within[n] for n in spans), *t.dates, t.actual, t.covered)
        for t in result.timings
    ]
    judged = [t for t in result.timings if t.dates[1] is not None and t.covered is not None]
    key = "outlook.when_caption" if judged else "outlook.when_caption_open"
    events = len({t.actual for t in judged})  # many quarters wait for one day
    caption = words(key, n=len(judged), covered=sum(bool(t.covered) for t in judged), events=events)
    return Exhibit.of(
        words, Table.of("outlook-when", words, columns, rows), caption, source(words, "board", "nyfed", "bea"),
        words("outlook.when_note", share=limits.reserves_to_gdp, cash=limits.on_rrp_usd),
    )  # fmt: skip
