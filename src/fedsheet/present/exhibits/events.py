"""Exhibits of events a second and a third way: slopes by heteroskedasticity, and through a user's own surprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.exhibits.review import Study, series_name, set_name
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.identification import AssetResponse
    from fedsheet.review.instrumented import Instrumented


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
    return Exhibit.of(words, table, caption, source(words, "board"), note)


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
    return Exhibit.of(words, table, caption, source(words, "board"), *notes)
