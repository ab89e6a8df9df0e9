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
class CrisisFacilities:
    """Every facility of 2020 by its announcement, and the peak of all loans; None where the line is not held."""

    rows: tuple[FacilityRow, ...]
    loans_peak_usd: float | None
    loans_peak_on: date | None


def crisis_facilities(vintage: Vintage, path: PolicyPath) -> CrisisFacilities:
    """What was known on the vintage's day of the facilities announced in 2020."""
    found = (_facility(name, path, vintage.as_of) for name in FACILITIES)
    rows = sorted((row for row in found if row is not None), key=lambda row: (row.announced, row.instrument))
    day, peak = _peak(vintage)
    return CrisisFacilities(tuple(rows), peak, day)


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


def _peak(vintage: Vintage) -> tuple[date | None, float | None]:
    """The largest Wednesday level of loans between the first announcement and the end of the next year."""
    if LOANS not in vintage:
        return None, None
    held = vintage.base(LOANS).loc[pd.Timestamp(ANNOUNCED[0]) : pd.Timestamp(LOOKED_UNTIL)]
    if not len(held):
        return None, None
    return held.index[int(held.argmax())].date(), float(held.max())
