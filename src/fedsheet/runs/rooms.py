"""What each room computes for the report: its name (as in `present.sections.CHAPTERS`) and the function that does it.

A function takes the vintage and the record and answers with the frozen results its section reads. A room whose data
were not yet known on the report's day answers None, and its section is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.runs import check, market, outlook_report, portfolio_report, review

Rooms = Mapping[str, Callable[[Vintage, PolicyPath], object]]

ROOMS: Rooms = {
    "review": review.results,
    "portfolio": portfolio_report.for_report,
    "outlook": outlook_report.for_report,
    "market": market.for_report,
    "claims": check.results,
}
