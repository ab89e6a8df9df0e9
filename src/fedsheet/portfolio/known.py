"""What a day knew of GDP and consumer prices, which appear weeks after the time they are about."""

from __future__ import annotations

from datetime import date, timedelta

from fedsheet.core.dates import add_months, h41_release_date, month_end
from fedsheet.core.releases import days_after
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage

MONTHS_OF = {"GDP": 3, "CPIAUCSL": 1}
RULE = {1: "days_after_month", 3: "days_after_quarter"}


def published_by(vintage: Vintage, series_id: str, day: date) -> Series:
    """GDP or consumer prices as public on `day`, values as revised by the vintage.

    A vintage no later than the statement of `day` holds nothing else; of a later one, what appeared after `day` by
    the release calendar (core/data/releases.toml) is left out.
    """
    series = vintage[series_id]
    if vintage.as_of <= h41_release_date(day):
        return series.between(end=day)
    return series.between(end=_last_public(series_id, day))


def _last_public(series_id: str, day: date) -> date:
    """The first day of the last period that was published by `day`."""
    months, lag = MONTHS_OF[series_id], timedelta(days=days_after(series_id, RULE[MONTHS_OF[series_id]]))
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    while month_end(add_months(start, months - 1)) + lag > day:
        start = add_months(start, -months)
    return start
