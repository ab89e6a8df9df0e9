"""Exhibits of the forecast: the distribution, chances on named days, scores by rival, record by year, kinds, alarms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from fedsheet.core.units import from_bp
from fedsheet.market.evaluation import BAND, THRESHOLDS_BP
from fedsheet.market.forecasts import CHOSEN_UNTIL
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import STALE, Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.market.dates_ahead import DateAhead, PastChance
    from fedsheet.market.evaluation import Evaluation, PartScore
    from fedsheet.market.forecasts import Forecast, Scored
    from fedsheet.market.issued import Running
    from fedsheet.market.scores import Alarm, Skill
    from fedsheet.present.text import Words

PUBLISHERS = ("nyfed", "ofr", "board")
FORECASTERS = {
    "fedsheet": "ours", "persistence": "persistence", "calendar class": "calendar",
    "calendar class, 250 days": "calendar_250",
}  # fmt: skip
TOLD_BP = 10.0  # the threshold that sentences speak of
TOLD_RATE, YEAR_END = "sofr", "year-end"
TIMES_LIKELIER, LEAST_CHANCE = 5, 0.005  # "hardly on other days"; a chance below is printed as none
COUNTED_BP = THRESHOLDS_BP[:2]  # those of which days expected and happened are shown


def rate(target: str, words: Words) -> str:
    """What readers call the target."""
    return words.format(target, "name:terms.")


# ---- what is ahead -----------------------------------------------------------------------------------------------


@exhibit("market-forecast", of="forecast")
def forecast(found: Forecast, words: Words) -> Exhibit:
    """Mean, band and quantiles of the spread, and the chance of more than each threshold."""
    o = found.outlook
    low, high = from_bp(o.band[0]), from_bp(o.band[1])
    rows: list[tuple[Cell, ...]] = [
        ("mean", None, from_bp(o.mean), None),
        ("band_low", o.miss / 2.0, low, None), ("band_high", 1.0 - o.miss / 2.0, high, None),
    ]  # fmt: skip
    rows += [("quantile", q, from_bp(value), None) for q, value in o.quantiles.items()]
    rows += [("above", None, from_bp(k), chance) for k, chance in o.exceeds.items()]
    columns = (
        Column("what", "name:forecast.what_"), Column("level", "pct0", "forecast.level"),
        Column("spread", "bp1_num", "forecast.spread"), Column("chance", "pct1", "forecast.chance"),
    )  # fmt: skip
    table = Table.of("market-forecast", words, columns, rows)
    said = (words("forecast.band_note", confidence=BAND), words("forecast.chances_note"))
    return Exhibit.of(words, table, forecast_text(found, words), source(words, *PUBLISHERS), *said)


def forecast_text(found: Forecast, words: Words) -> str:
    """The distribution in one sentence."""
    o = found.outlook
    return words(
        "market.forecast_text", rate=rate(found.target, words), horizon=o.horizon, target=o.target, origin=o.origin,
        mean=from_bp(o.mean), low=from_bp(o.band[0]), high=from_bp(o.band[1]), chance=o.exceeds[TOLD_BP],
        confidence=BAND, threshold=from_bp(TOLD_BP),
    )  # fmt: skip


def follows(found: Sequence[Forecast], words: Words) -> str:
    """How old the newest forecasts are, and what they say of near and far days and of ends of periods."""
    days = [one.outlook.target for one in found]
    newest = max(one.outlook.origin for one in found)
    facts = {"origin": newest, "age": (words.day - newest).days, "first": min(days), "last": max(days)}
    said = [words("forecast.made_past" if max(days) < words.day else "forecast.made", **facts)]
    ours = sorted((one for one in found if one.target == TOLD_RATE), key=lambda one: one.outlook.horizon)
    if len(ours) > 1:
        near, far = ours[0].outlook, ours[-1].outlook
        wide = {k: from_bp(o.band[1] - o.band[0]) for k, o in (("near", near), ("far", far))}
        key = "forecast.wider" if wide["far"] > wide["near"] else "forecast.narrower"
        said.append(words(key, confidence=BAND, ahead=near.horizon, further=far.horizon, **wide))
    if year_end := next((end for one in ours for end in one.dates if end.name == YEAR_END), None):
        said.append(words("forecast.ends", **_year_end(year_end, ours[0])))
        past = next(one for one in year_end.past if one.threshold_bp == TOLD_BP)
        told = {"n": year_end.n_past, "happened": past.happened, "expected": past.expected}
        said.append(words("forecast.ends_before", threshold=from_bp(TOLD_BP), **told))
    return words("common.sentence_gap").join(said)


def sits_at_ends(found: Sequence[Forecast]) -> bool:
    """Whether strain is some times likelier at the year's end than on the nearest day."""
    ours = [one for one in found if one.target == TOLD_RATE]
    chances = [
        (one.outlook.exceeds[TOLD_BP], end.exceeds[TOLD_BP])
        for one in ours
        for end in one.dates
        if end.name == YEAR_END
    ]
    return any(far > TIMES_LIKELIER * max(near, LEAST_CHANCE) for near, far in chances)


def _year_end(end: DateAhead, near: Forecast) -> dict[str, object]:
    """The chance of strain on the nearest day and at the year's end."""
    chances = {"chance": near.outlook.exceeds[TOLD_BP], "far": end.exceeds[TOLD_BP]}
    return {"day": near.outlook.target, "end": end.day, "threshold": from_bp(TOLD_BP), **chances}


def of_a_report(found: Forecast, words: Words) -> Exhibit:
    """The days that a desk plans for, those in grey that have passed by the day of the report."""
    shown = dates(found, words)
    passed = [one.day < words.day for one in found.dates]
    if not any(passed):
        return shown
    columns = (*shown.table.columns, Column(STALE, "yesno", ""))
    rows = tuple((*row, is_past) for row, is_past in zip(shown.table.rows, passed, strict=True))
    told = words("forecast.passed_note", origin=found.outlook.origin, day=words.day)
    return replace(shown, table=replace(shown.table, columns=columns, rows=rows), notes=(told, *shown.notes))


@exhibit("market-forecast-dates", of="forecast")
def dates(found: Forecast, words: Words) -> Exhibit:
    """The next day of each kind that a desk plans for: median, band, chances, and the record behind them."""
    columns = (
        Column("day_kind", "name:forecast.named_", "forecast.day_kind"), Column("date", "iso"),
        Column("days_ahead", "int", "forecast.days_ahead"), Column("median", "bp1_num"),
        Column("low", "bp1_num", "market.skill_low"), Column("high", "bp1_num", "market.skill_high"),
        *(Column(f"above_{k:g}_bp", "pct1", label=words("forecast.above", k=from_bp(k))) for k in THRESHOLDS_BP),
        Column("n_past", "int", "forecast.n_past"), Column("held", "pct0", "forecast.held"), *_counted(words),
    )  # fmt: skip
    rows = [
        (
            one.name.replace("-", "_").replace(" ", "_"), one.day, one.days_ahead, from_bp(one.median),
            from_bp(one.band[0]), from_bp(one.band[1]), *one.exceeds.values(), one.n_past, one.held,
            *_counts(one.past),
        )
        for one in found.dates
    ]  # fmt: skip
    year_end = next(one for one in found.dates if one.name == YEAR_END)
    caption = words(
        "forecast.dates_caption", rate=rate(found.target, words), origin=found.outlook.origin, day=year_end.day,
        chance=year_end.exceeds[TOLD_BP], threshold=from_bp(TOLD_BP),
    )  # fmt: skip
    table = Table.of("market-forecast-dates", words, columns, rows)
    note = words("forecast.dates_note", confidence=BAND)
    shown = Exhibit.of(words, table, caption, source(words, *PUBLISHERS), note)
    return shown.briefly(*(c.key for c in columns if c.key not in ("days_ahead", f"above_{THRESHOLDS_BP[-1]:g}_bp")))


def _counted(words: Words) -> list[Column]:
    """Days above a threshold, expected and happened."""
    return [
        Column(f"{what}_{k:g}_bp", form, label=words(f"forecast.{what}_above", k=from_bp(k)), counts="days")
        for k in COUNTED_BP
        for what, form in (("expected", "num1"), ("happened", "int"))
    ]


def _counts(counted: Iterable[PastChance | Alarm]) -> Iterator[float]:
    for one in counted:
        if one.threshold_bp in COUNTED_BP:
            yield from (one.expected, one.happened)


# ---- how good it was ---------------------------------------------------------------------------------------------


@exhibit("market-forecast-scores", of="forecast scores")
def scores(found: Scored, words: Words) -> Exhibit:
    """Mean CRPS of the forecast and of each rival, and whether the difference is chance."""
    e = found.evaluation
    rows: list[tuple[Cell, ...]] = [("ours", e.mean_crps["fedsheet"], None, None, None)]
    rows += [
        (FORECASTERS[name], e.mean_crps[name], c.difference, c.statistic, c.p_value) for name, c in e.compared.items()
    ]
    columns = (
        Column("forecaster", "name:forecast.by_", "terms.forecaster"), Column("crps_bp", "num3", "terms.crps"),
        Column("difference_bp", "num3", "market.difference"), Column("dm", "num2", "terms.dm"),
        Column("p_value", "p"),
    )  # fmt: skip
    table = Table.of("market-forecast-scores", words, columns, rows)
    said = words("market.scores_note")
    return Exhibit.of(words, table, scores_caption(found.target, e, words), source(words, *PUBLISHERS), said)


def scores_caption(target: str, e: Evaluation, words: Words) -> str:
    """The scores in one sentence."""
    rivals = [crps for name, crps in e.mean_crps.items() if name != "fedsheet"]
    return words(
        "market.scores_caption", rate=rate(target, words), horizon=e.horizon, n=len(e.days),
        start=e.days[0].date(), end=e.days[-1].date(), ours=e.mean_crps["fedsheet"], rival=min(rivals),
        confidence=BAND, coverage=e.coverage,
    )  # fmt: skip


@exhibit("market-forecast-record", of="forecast scores")
def record(found: Scored, words: Words) -> Exhibit:
    """The running record: each year of the rule as it would have been issued, and what was kept as issued."""
    e, kept = found.evaluation, found.running
    rows = [_part_row(one.part, one.part, one) for one in e.by_year]
    facts = {"rate": rate(found.target, words), "horizon": e.horizon}
    caption, late = words("forecast.record_caption", **facts, n=len(e.by_year), last=e.days[-1].date()), ""
    if kept is not None:
        rows.append(_issued_row(kept, words))
        caption = words("forecast.record_caption_kept", **facts, kept=kept.n_kept, n=kept.n_scored)
        late = words("forecast.late_note", n=kept.n_late) if kept.n_late else ""
    columns = (Column("part", "text", ""), Column("_part", "text", "terms.period"), *_score_columns(words))
    table = Table.of("market-forecast-record", words, columns, rows)
    return Exhibit.of(
        words, table, caption, source(words, *PUBLISHERS),
        words("forecast.record_note", end=CHOSEN_UNTIL), late,
    )  # fmt: skip


@exhibit("market-forecast-kinds", of="forecast scores")
def kinds(found: Scored, words: Words) -> Exhibit:
    """The scores by kind of day: period ends, first and second day of a month, mid-month, the others."""
    e = found.evaluation
    named = {one.part: one.part.replace(" ", "_").replace("-", "_") for one in e.by_kind}
    rows = [_part_row(named[one.part], words(f"forecast.part_{named[one.part]}"), one) for one in e.by_kind]
    columns = (Column("part", "text", ""), Column("_part", "text", "forecast.part"), *_score_columns(words))
    caption = words("forecast.kinds_caption", rate=rate(found.target, words), horizon=e.horizon, n=len(e.days))
    table = Table.of("market-forecast-kinds", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS))


def _score_columns(words: Words) -> tuple[Column, ...]:
    crps = (Column(f"crps_{key}_bp", "num3", f"forecast.by_{key}") for key in FORECASTERS.values())
    return Column("n_days", "int", "forecast.n_days"), *crps, Column("held", "pct1", "forecast.held"), *_counted(words)


def _part_row(name: str, read: str, one: PartScore) -> tuple[Cell, ...]:
    return name, read, one.n_days, *(one.mean_crps[n] for n in FORECASTERS), one.coverage, *_counts(one.alarms)


def _issued_row(kept: Running, words: Words) -> tuple[Cell, ...]:
    rivals = (None,) * (len(FORECASTERS) - 1)
    counts = tuple(x for k in COUNTED_BP for x in kept.alarms[k]) if kept.n_scored else (None,) * 2 * len(COUNTED_BP)
    crps, held = (kept.crps, kept.held) if kept.n_scored else (None, None)
    return "as issued", words("forecast.part_issued"), kept.n_scored, crps, *rivals, held, *counts


@exhibit("market-forecast-alarms", of="forecast scores")
def alarms(found: Scored, words: Words) -> Exhibit:
    """Days above each threshold, expected and happened, and Brier skill where any happened."""
    e = found.evaluation
    columns = (
        Column("threshold", "bp1_num", "forecast.threshold"),
        Column("expected", "num1", "forecast.expected", counts="days"),
        Column("happened", "int", "forecast.happened", counts="days"), Column("p_value", "p"),
        Column("skill", "num2", "market.skill_skill"),
        Column("low", "num2", "market.skill_low"), Column("high", "num2", "market.skill_high"),
        Column("assessed", "name:forecast.assessed_", "forecast.assessed"),
    )  # fmt: skip
    rows = [
        (
            from_bp(a.threshold_bp), a.expected, a.happened, a.p_value, s.skill, s.low, s.high,
            "yes" if s.assessable else "no",
        )
        for a, s in zip(e.alarms, e.skills, strict=True)
    ]  # fmt: skip
    told = next(a for a in e.alarms if a.threshold_bp == TOLD_BP)
    caption = words(
        "forecast.alarms_caption", rate=rate(found.target, words), n=len(e.days), threshold=from_bp(TOLD_BP),
        expected=told.expected, happened=told.happened,
    )  # fmt: skip
    table = Table.of("market-forecast-alarms", words, columns, rows)
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), words("forecast.alarms_note"))


# ---- as JSON -----------------------------------------------------------------------------------------------------


def forecast_object(found: Forecast) -> dict[str, Any]:
    """The forecast as JSON; basis points over IORB."""
    o = found.outlook
    told: dict[str, Any] = {
        "target": found.target, "unit": "bp over IORB", "origin": o.origin, "date": o.target, "horizon": o.horizon,
        "mean": o.mean, "band_90": list(o.band), "band_90_at": [o.miss / 2.0, 1.0 - o.miss / 2.0],
        "quantiles": {f"{q:g}": v for q, v in o.quantiles.items()},
        "probability_above_bp": {f"{k:g}": p for k, p in o.exceeds.items()},
    }  # fmt: skip
    if found.dates:
        told["dates"] = [_date_object(one) for one in found.dates]
    return told if found.evaluation is None else told | {"evaluation": evaluation_object(found.evaluation)}


def _date_object(one: DateAhead) -> dict[str, Any]:
    past = {"days": one.n_past, "coverage_90": one.held if one.n_past else None}
    return {
        "name": one.name, "date": one.day, "days_ahead": one.days_ahead, "median": one.median,
        "band_90": list(one.band), "probability_above_bp": {f"{k:g}": p for k, p in one.exceeds.items()},
        "past": past | {"alarms": [asdict(chance) for chance in one.past]},
    }  # fmt: skip


def evaluation_object(e: Evaluation) -> dict[str, Any]:
    """Scores as JSON; basis points."""
    return {
        "days": len(e.days), "start": e.days[0].date(), "end": e.days[-1].date(), "horizon": e.horizon,
        "crps_bp": e.mean_crps, "diebold_mariano": {name: asdict(compared) for name, compared in e.compared.items()},
        "brier_skill": [_skill(skill) for skill in e.skills], "coverage_90": e.coverage,
        "alarms": [asdict(alarm) for alarm in e.alarms], "by_kind": [asdict(part) for part in e.by_kind],
        "by_year": [asdict(part) for part in e.by_year],
    }  # fmt: skip


def _skill(skill: Skill) -> dict[str, Any]:
    """One skill; null where no event happened."""
    told = asdict(skill)
    return told if skill.assessable else told | dict.fromkeys(("skill", "low", "high"))


def scored_object(found: Scored) -> dict[str, Any]:
    """Scores of a span as JSON, with what was kept as issued; basis points."""
    told = {"target": found.target, "evaluation": evaluation_object(found.evaluation)}
    return told if found.running is None else told | {"as_issued": _issued_object(found.running)}


def _issued_object(kept: Running) -> dict[str, Any]:
    days = [
        {"date": day, "median": median, "band_90": list(band), "outcome": outcome, "crps_bp": loss}
        for day, median, band, outcome, loss in kept.scored
    ]
    crps, held = (kept.crps, kept.held) if kept.n_scored else (None, None)
    counts = {"kept": kept.n_kept, "late": kept.n_late, "scored": kept.n_scored}
    return counts | {"crps_bp": crps, "coverage_90": held, "days": days}
