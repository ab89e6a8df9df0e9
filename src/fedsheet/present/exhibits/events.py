"""Exhibits of event studies: sets, changes and sums, slopes by heteroskedasticity, a user's own surprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.units import to_bp
from fedsheet.present import series_words
from fedsheet.present.charts import review as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.review import SIGNIFICANT, series_name
from fedsheet.present.table import Column, Table
from fedsheet.review.eventsets import EventSet, load_event_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedsheet.present.text import Words
    from fedsheet.review.events import EventStudy
    from fedsheet.review.identification import AssetResponse, Identified
    from fedsheet.review.instrumented import Instrumented
    from fedsheet.review.results import ReviewResults


@exhibit("review-event-sets", of="nothing")
def event_sets(_nothing: object, words: Words) -> Exhibit:
    """The event sets that ship."""
    columns = (
        Column("id"), Column("title", "text", ""), Column("_set"), Column("first", "iso"), Column("last", "iso"),
        Column("events", "int"), Column("window_days", "int"), Column("source"),
    )  # fmt: skip
    rows = [
        (
            s.id,
            s.title,
            set_name(s, words),
            s.dates[0],
            s.dates[-1],
            len(s.events),
            s.window_days,
            s.source_in(words.language),
        )
        for s in load_event_sets().values()
    ]
    return Exhibit.of(words, Table.of("review-event-sets", words, columns, rows))


def set_name(chosen: EventSet, words: Words) -> str:
    """A shipped event set as readers call it; a user's own by its title."""
    key = f"review.set_{chosen.id}"
    own = chosen.title_zh if words.language == "zh" else chosen.title
    return words(key) if key in words else own or chosen.title


Study = tuple["EventStudy", "Identified | None"]


def _source(publishers: Sequence[str], words: Words) -> str:
    """Whose figures the series of a study are, which a reader chooses."""
    keys = dict.fromkeys(series_words.key_of(one) for one in publishers)
    if all(f"common.publisher_{key}" in words for key in keys):
        return source(words, *keys)
    return words("common.source_own", publishers=[series_words.publisher_name(one, words) for one in publishers])


@exhibit("review-event-study", of="events")
def events(found: Study, words: Words) -> Exhibit:
    """Rows by date and series, then the sums with their inference."""
    study, second = found
    columns = (
        Column("series", "text", ""), Column("_series"), Column("date", "general", ""),
        Column("_date", "text", "terms.date"), Column("change", "bp1_num"), Column("clear_change", "bp1_num"),
        Column("confounded", "yesno"), Column("placebo_p", "p"), Column("clear_p", "p"), Column("hac_p", "p"),
        Column("detectable", "bp_abs"), Column("power", "num2"),
        Column("published", "bp_num", "review.column_published"),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for total in study.sums:
        own, name = [r for r in study.rows if r.series == total.series], series_name(total.series, words)
        rows += [(r.series, name, r.date, r.date.isoformat(), r.change, None, r.confounded, *[None] * 6) for r in own]
        rows.append(
            (
                total.series, name, "sum", words("terms.sum"), total.change, total.clear_change, None,
                total.placebo_p, total.clear_p, total.hac_p, total.detectable, total.power, total.published,
            )
        )  # fmt: skip
    chosen = study.event_set
    caption = words("review.study_caption", set=set_name(chosen, words))
    notes = (
        words("review.dates_from", title=set_name(chosen, words), source=chosen.source_in(words.language)),
        words("review.study_note", n=study.window_days, draws=study.n_draws), *_findings(study, words),
        *_second_notes(second, words),
    )  # fmt: skip
    table = Table.of("review-event-study", words, columns, rows)
    return Exhibit.of(words, table, caption, _source(study.publishers, words), *notes)


def _findings(study: EventStudy, words: Words) -> list[str]:
    """Days left out, and what else was released within an event's window, date by date."""
    out = [words("review.event_left_out", day=day, names=names) for day, names in sorted(study.left_out.items())]
    return out + [
        words(
            f"review.also_{'confounded' if e.confounded else 'released'}", day=e.date, names=e.others_in(words.language)
        )
        for e in study.event_set.events
        if e.others
    ]


def _second_notes(second: Identified | None, words: Words) -> list[str]:
    """The heteroskedasticity-based estimate in words."""
    if second is None:
        return []
    if not second.is_identified:
        asset = series_name(second.policy_asset, words)
        return [words("review.not_identified", asset=asset, n=second.n_others, p=second.variance_p)]
    parts = [
        words("review.response", series=series_name(r.series, words), response=r.response, low=r.low, high=r.high)
        for r in second.responses
    ]
    asset = series_name(second.policy_asset, words)
    return [
        words(
            "review.identified", share=second.policy_share, asset=asset, p=second.variance_p,
            ratio=second.variance_ratio, responses=parts,
        )
    ]  # fmt: skip


def events_record(found: Study) -> dict[str, object]:
    """The documented rows and sums; inference, what else was released, findings and the second estimate beside them."""
    study, second = found
    return {
        "set": study.event_set.id,
        "window_days": study.window_days,
        "rows": [{"date": r.date, "series": r.series, "change_bp": round(to_bp(r.change), 6)} for r in study.rows],
        "sums": [
            {"series": s.series, "change_bp": round(to_bp(s.change), 6), "placebo_p": s.placebo_p} for s in study.sums
        ],
        "inference": [
            {
                "series": s.series,
                "clear_change_bp": None if s.clear_change is None else round(to_bp(s.clear_change), 6),
                "clear_p": s.clear_p,
                "hac_p": s.hac_p,
                "detectable_bp": to_bp(s.detectable),
                "power": s.power,
                "published_bp": None if s.published is None else to_bp(s.published),
            }
            for s in study.sums
        ],
        "events": [
            {
                "date": e.date,
                "time": e.time.isoformat("minutes") if e.time else None,
                "announced": e.announced or e.date,
                "what": e.what.en,
                "others": list(e.others),
                "confounded": e.confounded,
            }
            for e in study.event_set.events
        ],
        "findings": list(study.findings),
        "heteroskedasticity": None if second is None else _second_record(second),
    }


def _second_record(second: Identified) -> dict[str, object]:
    responses = [{"series": r.series, "response": r.response, "low": r.low, "high": r.high} for r in second.responses]
    return {
        "policy_series": second.policy_asset,
        "is_identified": second.is_identified,
        "variance_p": second.variance_p,
        "policy_share": second.policy_share,
        "variance_ratio": second.variance_ratio,
        "responses": responses if second.is_identified else [],
    }


@exhibit("review-event-sums", of="events")
def event_sums(found: Study, words: Words) -> Exhibit:
    """The sum of every series over the event windows, with its inference."""
    columns = (
        Column("series", "text", ""), Column("_series"), Column("sum", "bp_num"),
        Column("clear", "bp_num", "review.column_clear_change"), Column("placebo_p", "p"), Column("hac_p", "p"),
        Column("detectable", "bp_abs"), Column("power", "num2"),
        Column("published", "bp_num", "review.column_published"),
    )  # fmt: skip
    rows = [
        (
            s.series, series_name(s.series, words), s.change, s.clear_change, s.placebo_p, s.hac_p, s.detectable,
            s.power, s.published,
        )
        for s in found[0].sums
    ]  # fmt: skip
    table = Table.of("review-event-sums", words, columns, rows)
    return Exhibit.of(words, table, words("review.event_sums_caption"), _source(found[0].publishers, words))


@exhibit("review-event-dates", of="events")
def event_dates(found: Study, words: Words) -> Exhibit:
    """The ten-year yield by date of one event set."""
    from fedsheet.present.charts import web

    study, chosen = found[0], found[0].event_set
    told = {event.date: event.what.of(words.language) for event in chosen.events}
    own = [row for row in study.rows if row.series == "DGS10"]
    columns = (Column("date", "iso"), Column("change", "bp_num"), Column("confounded", "yesno"), Column("event"))
    rows = [(r.date, r.change, r.confounded, told.get(r.date, "")) for r in own]
    table = Table.of("review-event-dates", words, columns, rows)
    bars = [{"window": row.date.isoformat(), "value": round(to_bp(row.change), 2)} for row in own]
    total = study.sum_of("DGS10")
    caption = words(
        "review.set_caption", set=set_name(chosen, words), n=len(chosen.events), sum=total.change,
        p=total.placebo_p,
    )  # fmt: skip
    return Exhibit.of(words, web.bars(table, bars, words("common.unit_bp")), caption, source(words, "board"))


@exhibit("review-events", of="review")
def events_drawn(results: ReviewResults, words: Words) -> Exhibit:
    """The ten-year yield summed over every set of announcements, all dates and without confounded ones."""
    studies = [study for study, _ in results.events]
    if not studies:
        raise DateRangeError("present.review_no_events")
    sums = [(set_name(s.event_set, words), s.sum_of("DGS10")) for s in studies]
    unusual = [name for name, one in sums if one.placebo_p < SIGNIFICANT]
    by_hac = [name for name, one in sums if one.hac_p < SIGNIFICANT]
    caption = words("review.events_caption", n=len(studies), unusual=len(unusual), names=unusual)
    said = words("review.events_hac", n=len(studies), size=SIGNIFICANT, unusual=len(by_hac), names=by_hac)
    notes = words("review.events_note"), said if by_hac else ""
    return Exhibit.of(words, charts.events_figure(studies, words), caption, source(words, "board"), *notes)


@exhibit("review-event-slopes", of="events")
def event_slopes(found: Study, words: Words) -> Exhibit:
    """What heteroskedasticity identifies: the ratio of variances, and each asset's slope on the policy asset."""
    _, second = found
    if second is None:
        raise DateRangeError("present.effects_no_second_estimate")
    columns = (
        Column("series", "text", ""), Column("_series"), Column("slope", "num2"), Column("slope_low", "num2"),
        Column("slope_high", "num2"), Column("variance_ratio", "num2"), Column("variance_p", "p"),
        Column("identified", "yesno"),
    )  # fmt: skip
    rows = [
        (
            r.series, series_name(r.series, words), *(_slope(r) if second.is_identified else (None,) * 3),
            second.variance_ratio, second.variance_p, second.is_identified,
        )
        for r in second.responses
    ]  # fmt: skip
    table = Table.of("review-event-slopes", words, columns, rows)
    verdict = words("effects.slopes_yes" if second.is_identified else "effects.slopes_no")
    caption = words("effects.slopes_caption", ratio=second.variance_ratio, p=second.variance_p, verdict=verdict)
    note = words(
        "effects.slopes_note", asset=series_name(second.policy_asset, words), n=second.n_events, others=second.n_others
    )
    return Exhibit.of(words, table, caption, _source(found[0].publishers, words), note)


def _slope(one: AssetResponse) -> tuple[float, float, float]:
    return one.response, one.low, one.high


@exhibit("review-event-instrument", of="instrument")
def through_instrument(found: Instrumented, words: Words) -> Exhibit:
    """Each series' response to a user's surprise, and what it makes of the set; days not covered are named."""
    columns = (
        Column("series", "text", ""), Column("_series"), Column("slope", "num2"), Column("slope_low", "num2"),
        Column("slope_high", "num2"), Column("first_stage", "num1"), Column("days_used", "int"),
        Column("summed", "bp1_num"), Column("accounted", "bp1_num"),
    )  # fmt: skip
    rows = [
        (
            r.series, series_name(r.series, words), r.slope, r.low, r.high, r.first_stage, r.n_days, r.summed,
            r.accounted,
        )
        for r in found.rows
    ]  # fmt: skip
    table = Table.of("review-event-instrument", words, columns, rows)
    chosen, name = found.event_set, found.surprises.name
    caption = words(
        "effects.instrument_caption", name=name, set=set_name(chosen, words), sum=found.surprise_sum,
        n=len(found.covered), all=len(chosen.events),
    )  # fmt: skip
    missing = [str(day) for day in found.missing]
    closed = [str(day) for day in found.without_close]
    notes = (
        words("effects.instrument_note", days=found.window_days),
        words("effects.instrument_missing", name=name, days=missing) if missing else words("effects.instrument_all"),
        words("effects.instrument_closed", days=closed) if closed else "",
        words("effects.instrument_added", days=list(map(str, found.surprises.added))) if found.surprises.added else "",
    )
    return Exhibit.of(words, table, caption, _source(found.publishers, words), *notes)
