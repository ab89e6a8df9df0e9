"""What moves reserves from the newest statement to a day ahead, on a projection: the same account, line by line."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from fedsheet.core.dates import add_months, month_end
from fedsheet.core.errors import DateRangeError
from fedsheet.portfolio.projection import Line, Projection
from fedsheet.review.reserve_drivers import Driver, ReserveDrivers

# A line of the projection → the factor it is told as, and whether more of it supplies reserves.
FACTORS = (
    (Line.TREASURIES, "treasuries", True), (Line.MBS, "mbs", True), (Line.AGENCY_DEBT, "agency_debt", True),
    (Line.PREMIUM, "premiums_less_discounts", True), (Line.LOANS, "loans", True),
    (Line.REPOS, "repurchase_agreements", True), (Line.OTHER_ASSETS, "other_assets", True),
    (Line.DEFERRED_ASSET, "deferred_asset", True), (Line.TGA, "treasury_general_account", False),
    (Line.ON_RRP, "on_rrp", False), (Line.FOREIGN_REPO, "foreign_repo_pool", False),
    (Line.CURRENCY, "currency", False), (Line.OTHER_DEPOSITS, "other_deposits", False),
    (Line.OTHER_LIABILITIES, "other_liabilities_and_capital", False),
)  # fmt: skip
DEPTH = "ahead"
TOLERANCE_USD = 1e6  # postings are whole dollars; what rounding leaves is no factor
QUARTER = 3


def quarter_end_after(day: date) -> date:
    """The last day of the quarter that `day` is in, or of the next where it is that day already."""
    end = month_end(add_months(day, (-day.month) % QUARTER))
    return end if end > day else month_end(add_months(end, QUARTER))


def reserves_ahead(found: Projection, until: date) -> ReserveDrivers:
    """Reserves from the opening to the last projected date at or before `until`; none after it raises."""
    start, days = found.dates[0], found.dates
    place = int(np.searchsorted(days, np.datetime64(until), side="right")) - 1
    if place < 1:
        raise DateRangeError("review.nothing_ahead", until=until, opens=start.astype(date))
    drivers = tuple(
        Driver(name, supplies, float(found.line(line)[0]), float(found.line(line)[place]))
        for line, name, supplies in FACTORS
    )
    reserves = found.line(Line.RESERVE_BALANCES)
    return ReserveDrivers(
        start.astype(date), days[place].astype(date), float(reserves[0]), float(reserves[place]), drivers,
        TOLERANCE_USD, DEPTH,
    )  # fmt: skip


def wednesdays_ahead(found: Projection, after: date, until: date, line: Line = Line.TGA) -> list[tuple[date, float]]:
    """A line on the projected Wednesdays after one day up to another, US dollars."""
    told = [(day.astype(date), float(value)) for day, value in zip(found.dates, found.line(line), strict=True)]
    return [(day, value) for day, value in told if after < day <= until and (day - told[0][0]) % WEEK == timedelta()]


WEEK = timedelta(days=7)
