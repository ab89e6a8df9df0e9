"""Series as SDMX-CSV 2.0: one row an observation, its period in the form of its frequency, unit and multiplier apart.

    STRUCTURE, STRUCTURE_ID, ACTION, FREQ, SERIES, TIME_PERIOD, OBS_VALUE, UNIT_MEASURE, UNIT_MULT, TITLE, SOURCE, …

Weekly figures carry their day, since which Wednesday or Saturday a week's figure is of is what a reader must know.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence

from fedsheet.core.lazy import pd
from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import Dimension

STRUCTURE = ("dataflow", "FEDSHEET:SERIES(1.0)", "I")
HEAD = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "SERIES", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT",
    "TITLE", "SOURCE", "LICENCE",
)  # fmt: skip
# Code list CL_FREQ of SDMX: B business daily, D daily, W weekly, M, Q, A; N for key dates of no regular step.
FREQUENCY = {"D": "B", "D7": "D", "W": "W", "M": "M", "Q": "Q", "A": "A", "Y": "A"}
MONEY = (Dimension.MONEY, Dimension.MONEY_FLOW, Dimension.REAL_FLOW)


def as_csv(series: Sequence[Series], licence: Callable[[SeriesDefinition], str]) -> bytes:
    """All observations of the series; UTF-8, lines end with CR LF as RFC 4180 has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for one in series:
        what = one.definition
        frequency = FREQUENCY.get(what.frequency, "N")
        measure, power = _unit(one)
        told = (measure, power, what.title, what.publisher, licence(what))
        for stamp, value in one.values.items():
            writer.writerow((*STRUCTURE, frequency, one.id, _period(stamp, frequency), repr(float(value)), *told))  # type: ignore[arg-type]  # a Timestamp
    return out.getvalue().encode()


def _unit(one: Series) -> tuple[str, int | str]:
    """Unit of measure and the power of ten it is multiplied by: millions of dollars are USD and 6."""
    if one.unit.dimension in MONEY:
        return f"USD{'' if one.unit.dimension is Dimension.MONEY else ' a year'}", round(math.log10(one.unit.scale))
    return {"Percent": "PT", "Basis points": "BP"}.get(one.unit.name, one.unit.name), 0


def _period(stamp: pd.Timestamp, frequency: str) -> str:
    if frequency == "M":
        return f"{stamp:%Y-%m}"
    if frequency == "Q":
        return f"{stamp.year}-Q{(stamp.month + 2) // 3}"
    return f"{stamp.year}" if frequency == "A" else f"{stamp:%Y-%m-%d}"
