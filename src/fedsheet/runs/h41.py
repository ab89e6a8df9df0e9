"""The journey of a statement: the lines held of a Wednesday → its sums checked → one table, beside another day's."""

from __future__ import annotations

from datetime import date, timedelta

from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DateRangeError
from fedsheet.core.notes import Remark
from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.runs.read import AsOf, Beside, figures, others_of
from fedsheet.sheet import h41
from fedsheet.sheet.statement import Factors, Statement, statement
from fedsheet.sources.h41_page import FACTORS


def read(
    day: date | None = None, earlier: date | None = None, as_of: AsOf = None, *, vintage: Vintage | None = None
) -> Statement:
    """The statement of `day` (the newest held where none), beside that of `earlier`, or of a week and a year before."""
    known, held = figures(as_of, vintage), others_of(vintage)
    chosen = day or _newest(known, held)
    if h41_release_date(chosen) > known.as_of and chosen in h41.days_held(held.vintage()):
        released = h41_release_date(chosen)
        raise DateRangeError("runs.h41_h_4_1_statement_3", chosen=chosen, as_of=known.as_of, released=released)
    beside = (earlier,) if earlier else tuple(d for d in _week_and_year(chosen) if d in h41.days_held(known))
    return statement(known, chosen, beside)


def _week_and_year(day: date) -> tuple[date, date]:
    """The Wednesdays the release itself compares with: one and fifty-two weeks before."""
    return day - timedelta(weeks=1), day - timedelta(weeks=52)


def read_factors(day: date | None = None, as_of: AsOf = None, *, vintage: Vintage | None = None) -> Factors:
    """Table 1 of a release page: week averages and Wednesday levels; loans, repos and deposits are shown by kind."""
    known = figures(as_of, vintage)
    pages = known.tables.get("h41_releases")
    held = [] if pages is None else sorted({stamp.date() for stamp in pages["date"]})
    if pages is None or (day or held[-1]) not in held:
        nearest = ", ".join(map(str, held[-3:]))
        said = Remark.of("runs.h41_nearest", days=nearest) if held else Remark.of("runs.h41_no_page")
        asked = day or Remark.of("runs.h41_any_week")
        raise DateRangeError("runs.h41_factors_held_2", day=asked, said=said)
    chosen = day or held[-1]
    lines = pages[(pages["date"] == str(chosen)) & (pages["table"] == FACTORS)]
    averages, wednesdays = (lines[name] * USD_MN.scale for name in ("week_average_usd_mn", "usd_mn"))
    levels = h41.factors_of(zip(lines["item"], lines["usd_mn"], strict=True))
    (reserves,) = (c for c in h41.check(levels, chosen, h41.FACTOR_IDENTITIES) if c.identity.name == h41.RESERVES)
    rows = zip(lines["item"], averages, wednesdays, strict=True)
    return Factors(chosen, tuple(rows), -reserves.difference_usd)


def _newest(known: Vintage, others: Beside) -> date:
    held = h41.days_held(known)
    if not held:
        first = next(iter(h41.days_held(others.vintage())), None)
        if first is None:
            raise DateRangeError("runs.h41_vintage_holds_h_4_2")
        raise DateRangeError(
            "runs.h41_h_4_1_statement_4", as_of=known.as_of, first=first, h41_release_date=h41_release_date(first)
        )
    return held[-1]
