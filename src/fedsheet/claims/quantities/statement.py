"""Lines of the Fed's statement of condition and its maturity table, at the key Wednesdays that ship."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np

from fedsheet.claims.evidence import Evidence, Found, found
from fedsheet.claims.measures import measure
from fedsheet.claims.registry import quantity
from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.units import USD_MN

TABLE = "h41_key_dates"
HELD_OUTRIGHT = "Assets: Securities Held Outright: "
Part = Literal["statement of condition", "maturity distribution"]


def _lines(evidence: Evidence, part: Part, items: list[str], day: date) -> float:
    """Sum of the named lines on one Wednesday, US dollars; a line or day not held raises."""
    table = evidence.data.table(TABLE)
    of_part = table["table"].to_numpy() == part
    rows = of_part & (table["date"].to_numpy() == np.datetime64(day))
    if not rows.any():
        days = ", ".join(sorted({str(stamp.date()) for stamp in table["date"][of_part]}))
        raise DateRangeError("claims.statement_held", part=part, day=day, days=days)
    items_held, usd_mn = (table[name].to_numpy()[rows].tolist() for name in ("item", "usd_mn"))
    by_item = {item.removeprefix(HELD_OUTRIGHT): usd for item, usd in zip(items_held, usd_mn, strict=True)}
    missing = [item for item in items if item not in by_item]
    if missing:
        raise UnknownNameError("line of the statement", missing[0], by_item)
    return float(sum(by_item[item] for item in items)) * USD_MN.scale


@quantity
def statement_change(
    evidence: Evidence, *, items: list[str], start: date, end: date, part: Part = "statement of condition"
) -> Found:
    """The change of one or several lines of the statement, or of its maturity table, between two key Wednesdays."""
    evidence.known(h41_release_date(end), TABLE)
    before, after = _lines(evidence, part, items, start), _lines(evidence, part, items, end)
    return found(
        measure(after - before, "usd_bn"), items=tuple(items), start=start, end=end,
        before=measure(before, "usd_bn"), after=measure(after, "usd_bn"),
    )  # fmt: skip
