"""A projection as it was issued, and what became of it: each names the digest of the one before, none can be changed.

Kept are the month-ends of two years, in millions as printed, with the band where paths were drawn. Scored, when a
month's last Wednesday is known, beside the level of the day it opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from json import dumps

import numpy as np

from fedsheet.core.errors import DataError
from fedsheet.core.manifest import digest_of
from fedsheet.portfolio.liabilities.known_weeks import Weeks
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scoring.fan_coverage import LEVELS, LINES

FIRST = "0" * 64  # what the first issue names in the place of one before it
MOST_MONTHS, MILLION = 24, 1e6
Row = tuple[str, float, tuple[float, ...]]


@dataclass(frozen=True)
class IssuedProjection:
    """One projection as issued.

    number      1 for the first kept                   kept_at    UTC, ISO 8601 to the second
    lines       name -> (day, level, quantiles of LEVELS or none), USD millions; the opening first
    made_from   digest of its manifest                 previous, digest   SHA-256 of the issue before and of this one
    """

    number: int
    kept_at: str
    scenario: str
    opens: str
    lines: Mapping[str, tuple[Row, ...]]
    paths: int
    made_from: str
    version: str
    previous: str
    digest: str = ""

    def sealed(self) -> IssuedProjection:
        """The same with its digest."""
        fields = {name: value for name, value in asdict(self).items() if name != "digest"}
        return replace(self, digest=digest_of(dumps(fields, sort_keys=True).encode()))


@dataclass(frozen=True)
class KeptScore:
    """One line of one issue on one day that has come; US dollars."""

    number: int
    kept_at: str
    scenario: str
    line: str
    day: date
    actual: float
    model: float
    flat: float
    band: tuple[float, float] | None
    in_time: bool


@dataclass(frozen=True)
class Ledger:
    """Every projection kept, and the scores of those whose days have come."""

    kept: tuple[IssuedProjection, ...]
    scores: tuple[KeptScore, ...]


def issue(
    found: Projection, drawn: PathResult | None, kept_at: str, version: str, before: Sequence[IssuedProjection]
) -> IssuedProjection:
    """The next issue after those `before`."""
    following = (found.dates + np.timedelta64(1, "D")).astype("datetime64[M]")
    ends = np.flatnonzero(following != found.dates.astype("datetime64[M]"))
    places = [0, *ends[ends > 0][:MOST_MONTHS].tolist()]
    lines = {line: tuple(_row(found, drawn, line, i) for i in places) for line in LINES}
    return IssuedProjection(
        number=len(before) + 1,
        kept_at=kept_at,
        scenario=found.name,
        opens=str(found.dates[0]),
        lines=lines,
        paths=drawn.n_paths if drawn else 0,
        made_from=digest_of(found.manifest.as_json().encode()),
        version=version,
        previous=before[-1].digest if before else FIRST,
    ).sealed()


def _row(found: Projection, drawn: PathResult | None, line: str, place: int) -> Row:
    day = found.dates[place].astype(date)
    band: tuple[float, ...] = ()
    if drawn and day in drawn.days:
        values = drawn.lines[line][:, drawn.days.index(day)]
        band = tuple(round(float(x) / MILLION) for x in np.quantile(values, LEVELS))
    return str(day), round(float(found.line(line)[place]) / MILLION), band


def parsed(fields: Mapping[str, object]) -> IssuedProjection:
    """One line of the file; a field too many or too few raises `DataError`."""
    try:
        raw = dict(fields)
        lines = {k: tuple((d, x, tuple(b)) for d, x, b in rows) for k, rows in dict(raw.pop("lines")).items()}  # type: ignore[call-overload]  # as written by `issue`
        return IssuedProjection(lines=lines, **raw)  # type: ignore[arg-type]  # the same
    except (KeyError, TypeError, ValueError) as error:
        raise DataError("portfolio.kept_projection_unreadable", error=error) from None


def require_chain(kept: Sequence[IssuedProjection], where: str) -> None:
    """Every issue is as it was sealed and follows the one before; else `DataError` names the first that does not."""
    previous = FIRST
    for number, one in enumerate(kept, 1):
        if one.number != number or one.previous != previous or one.sealed().digest != one.digest:
            raise DataError("portfolio.kept_projection_changed", where=where, number=number)
        previous = one.digest


def scored(kept: Sequence[IssuedProjection], after: Weeks) -> tuple[KeptScore, ...]:
    """Every day that has come, of every issue, line by line; an issue kept after the day counts as late."""
    return tuple(
        score
        for one in kept
        for line, rows in one.lines.items()
        for row in rows[1:]
        if (score := _score(one, line, row, after)) is not None
    )


def _score(one: IssuedProjection, line: str, row: Row, after: Weeks) -> KeptScore | None:
    day, level, band = row
    target = np.datetime64(day)
    if after.days[-1] + np.timedelta64(6, "D") < target:
        return None
    values, start, place = after.line(line), after.place(np.datetime64(one.opens)), after.place(target)
    if np.isnan(values[[start, place]]).any():
        return None
    # Currency is notes on the sheet and notes and coin in the weekly line: both grow alike.
    unit = values[start] / (one.lines[line][0][1] * MILLION) if line == "currency" else 1.0
    ends = (band[0] * MILLION * unit, band[-1] * MILLION * unit) if band else None
    return KeptScore(
        one.number, one.kept_at, one.scenario, line, date.fromisoformat(day), float(values[place]),
        level * MILLION * unit, float(values[start]), ends, one.kept_at[:10] <= day,
    )  # fmt: skip
