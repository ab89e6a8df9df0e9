"""Board of Governors, nominal yield curve of Gürkaynak, Sack and Wright (feds200628): daily parameters; no key.

    notes and a list of mnemonics │ Date,BETA0,…,SVENY01,…,SVENY30,TAU1,TAU2 │ one line a day since 1961
The whole history comes as one file of about a hundred columns. Kept are the six parameters; the zero-coupon yields
beside them must be those the parameters give, so that a moved column or a changed unit is not taken in.

Quirks: the server calls the file application/octet-stream; it holds 16.5 MB (2026-01) and grows; NA marks what is
missing, a whole line of it a day without a curve; until 1980 there is no second hump, and TAU2 is -999.99 with BETA3 at
zero. Maturities beyond the longest security of the day are NA.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry
from fedsheet.sources.reply import Ask, Feed, Parsed, Request, RowsOf

FILE = "https://www.federalreserve.gov/data/yield-curve-tables/feds200628.csv"
MEDIA_TYPES = ("application/octet-stream", "text/csv", "application/csv")
LARGEST_GAP = 15  # days between two lines: holidays have lines of NA
TABLE = "gsw_parameters"
PARAMETERS = ("BETA0", "BETA1", "BETA2", "BETA3", "TAU1", "TAU2")
CHECKED_YEARS = (1, 2, 5, 10, 30)
YIELD_TOLERANCE = 0.001  # percent; yields come with four decimals
# In 2010 and 2011 two humps of hundreds of thousands nearly cancel, and the rounding of the parameters with them.
CANCELLING = 1e-7
NO_SECOND_HUMP = -999.99


def requests(_entries: Sequence[CatalogueEntry], _ask: Ask) -> list[Request]:
    """The whole file: it is not offered in parts."""
    return [
        Request("board", "yield curve parameters", FILE, media_types=MEDIA_TYPES,
                min_bytes=12_000_000, max_bytes=64 * 2**20, shows_its_end=False, about={"feed": "board.gsw"})
    ]  # fmt: skip


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Parameters by day as published, each line held against its own yields."""
    what = request["what"]
    _, mark, table = strict.text_of(body, what).partition("\nDate,")
    if not mark:
        raise SourceError("sources.yield_curve_line_column_names_missing", where=what)
    names, *lines = strict.csv_of(("Date," + table).encode(), what)
    strict.unique(names, what)
    wanted = (*PARAMETERS, *(_yield_name(years) for years in CHECKED_YEARS))
    if absent := [name for name in wanted if name not in names]:
        raise SourceError("sources.yield_curve_columns_missing", where=what, absent=absent)
    places = {name: names.index(name) for name in wanted}
    days = [strict.day_of(line[0], what) for line in lines]
    if not days or days != sorted(set(days)):
        raise SourceError("sources.yield_curve_dates_missing_stand_twice", where=what)
    if any((later - earlier).days > LARGEST_GAP for earlier, later in pairwise(days)):
        raise SourceError("sources.yield_curve_days_are_missing", where=what)
    rows: list[tuple[str, dict[str, str | float | int | None]]] = []
    for day, line in zip(days, lines, strict=True):
        found = {name: strict.number_or_none(line[at], f"{what} {day}", ("", "NA")) for name, at in places.items()}
        held = {name: value for name, value in found.items() if value is not None}
        if any(name in held for name in PARAMETERS):
            _check_yields(held, f"{what} {day}")
            rows.append((day.isoformat(), {"date": day.isoformat(), **{name: held[name] for name in PARAMETERS}}))
    if not rows:
        raise SourceError("sources.yield_curve_day_curve", where=what)
    return Parsed(tables=(RowsOf(TABLE, rows),), newest=strict.day_of(rows[-1][0], what))


def _yield_name(years: int) -> str:
    return f"SVENY{years:02d}"


def _check_yields(held: Mapping[str, float], where: str) -> None:
    """The six parameters are all there and give the zero-coupon yields of their line."""
    if absent := [name for name in PARAMETERS if name not in held]:
        raise SourceError("sources.yield_curve_missing_where_other_parameters", where=where, absent=absent)
    beta0, beta1, beta2, beta3, tau1, tau2 = (held[name] for name in PARAMETERS)
    if tau1 <= 0 or (tau2 <= 0 and (tau2 != NO_SECOND_HUMP or beta3 != 0)):
        raise SourceError("sources.yield_curve_decay_parameters", where=where, tau1=tau1, tau2=tau2)
    yields = {years: held[_yield_name(years)] for years in CHECKED_YEARS if _yield_name(years) in held}
    if not yields:
        raise SourceError("sources.yield_curve_yield_stands_beside_parameters", where=where)
    tolerance = YIELD_TOLERANCE + CANCELLING * (abs(beta2) + abs(beta3))
    for years, value in yields.items():
        if abs(zero_yield(years, (beta0, beta1, beta2, beta3), (tau1, tau2)) - value) > tolerance:
            raise SourceError("sources.yield_curve_parameters_do_give", where=where, yield_name=_yield_name(years))


def zero_yield(years: float, beta: tuple[float, float, float, float], tau: tuple[float, float]) -> float:
    """Continuously compounded zero-coupon yield, percent; `tau` in years, a negative second one for no second hump.

    Source: Gürkaynak, Sack and Wright, FEDS 2006-28, equation (9).
    """
    first, second = years / tau[0], years / tau[1] if tau[1] > 0 else math.inf
    slope, slope_2 = -math.expm1(-first) / first, -math.expm1(-second) / second if second < math.inf else 0.0
    decay, decay_2 = math.exp(-first), math.exp(-second)
    return beta[0] + beta[1] * slope + beta[2] * (slope - decay) + beta[3] * (slope_2 - decay_2)


FEEDS = {"board.gsw": Feed(requests, parse)}
