"""The facilities of 2020: when each was announced, open, limited and closed, and how far loans in total went.

The statement has one line of loans; what each facility had out at its peak is not among the series held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath

ANNOUNCED = (date(2020, 3, 1), date(2020, 12, 31))
FACILITIES = ("pdcf", "cpff", "mmlf", "corporate_credit", "talf", "fima_repo", "mlf", "mslp", "ppplf")
LOANS = "WLCFLL"
# What the statement shows of their use: repo (with dealers, and of foreign central banks), swaps, loans, of these
# primary credit. The facilities that bought securities stand in other assets.
LINES = {"repo": "WORAL", "swaps": "SWPT", "loans": LOANS, "primary_credit": "WLCFLPCL"}
YEAR_END = date(2020, 12, 30)
LOOKED_UNTIL = date(2021, 12, 31)


@dataclass(frozen=True)
class FacilityRow:
    """One facility of 2020, without what the same name had in 2009 or became in 2021.

    opened     first day of use; None where the record has the day of announcement alone
    limit_usd  the largest named in 2020, None where none was
    closed     None while it stands
    """

    instrument: str
    announced: date
    opened: date | None
    limit_usd: float | None
    closed: date | None


@dataclass(frozen=True)
class LinePeak:
    """A line of the statement through 2020, US dollars: before the first announcement (None where not held), at its
    peak, on the last Wednesday of the year."""

    line: str
    before_usd: float | None
    peak_usd: float
    peak_on: date
    year_end_usd: float


@dataclass(frozen=True)
class CrisisFacilities:
    """Every facility of 2020 by its announcement, and how far the statement's lines went, by the day of their peaks."""

    rows: tuple[FacilityRow, ...]
    lines: tuple[LinePeak, ...]

    @property
    def loans(self) -> LinePeak | None:
        """All loans together; None where the line is not held."""
        return next((one for one in self.lines if one.line == "loans"), None)


def crisis_facilities(vintage: Vintage, path: PolicyPath) -> CrisisFacilities:
    """What was known on the vintage's day of the facilities announced in 2020."""
    found = (_facility(name, path, vintage.as_of) for name in FACILITIES)
    rows = sorted((row for row in found if row is not None), key=lambda row: (row.announced, row.instrument))
    peaks = (_peak(line, series_id, vintage) for line, series_id in LINES.items())
    lines = sorted((one for one in peaks if one is not None), key=lambda one: (one.peak_on, one.line))
    return CrisisFacilities(tuple(rows), tuple(lines))


def _facility(name: str, path: PolicyPath, as_of: date) -> FacilityRow | None:
    steps = [step for step in path.steps.get(name, ()) if step.stands(as_of) and step.announced_at <= as_of]
    opened = [step for step in steps if step.value is not None and ANNOUNCED[0] <= step.announced_at <= ANNOUNCED[1]]
    if not opened:
        return None
    begun = opened[0].announced_at
    later = [step.effective_date for step in steps if step.value is None and step.announced_at >= begun]
    used_from = [step.effective_date for step in opened[:1] if step.effective_date > step.announced_at]
    limits = [step.limit_usd for step in opened if step.limit_usd is not None]
    return FacilityRow(name, begun, min(used_from, default=None), max(limits, default=None), min(later, default=None))


def _peak(line: str, series_id: str, vintage: Vintage) -> LinePeak | None:
    """The largest Wednesday level from the first announcement to the end of the next year, once the first is held."""
    if series_id not in vintage or vintage[series_id].last_day < YEAR_END:
        return None
    levels = vintage.base(series_id)
    before, held = levels.loc[: pd.Timestamp(ANNOUNCED[0])], levels.loc[pd.Timestamp(ANNOUNCED[0]) :]
    held = held.loc[: pd.Timestamp(LOOKED_UNTIL)]
    peak = held.index[int(held.argmax())].date()
    at_end = float(held.loc[: pd.Timestamp(YEAR_END)].iloc[-1])
    return LinePeak(line, float(before.iloc[-1]) if len(before) else None, float(held.max()), peak, at_end)
