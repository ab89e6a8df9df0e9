"""SOMA by CUSIP, reconciled: the list of a Wednesday against the summary by type and against the H.4.1.

The New York Fed's list counts settled par; TIPS compensation stands apart. H.4.1's "U.S. Treasury securities" is face
value with compensation, rounded to millions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from fedsheet.core.units import USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.store.tables import Frames

TABLE = re.compile(r"^soma_treasury_(\d{4}-\d{2}-\d{2})$")
# Kind in the list → series of the summary.
SUMMARY: Mapping[str, str] = {
    "bill": "SOMA_BILLS", "note_bond": "SOMA_NOTESBONDS", "tips": "SOMA_TIPS", "frn": "SOMA_FRN",
    "agency_debt": "SOMA_AGENCIES",
}  # fmt: skip


@dataclass(frozen=True)
class Reconciled:
    """One amount from the list beside the same amount from elsewhere, US dollars, and how far they may differ."""

    name: str
    what: str
    found_usd: float
    other_usd: float
    allowed_usd: float

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return abs(self.found_usd - self.other_usd) <= self.allowed_usd


def by_kind(known: Vintage, name: str) -> dict[str, float]:
    """Par by kind of security, and "tips_inflation", US dollars: as kept when the list came, else summed anew."""
    if isinstance(known.tables, Frames) and (sums := known.tables.sums(name)):
        return sums
    table = known.table(name)
    found = {str(kind): float(par) for kind, par in table.groupby("kind")["par_usd"].sum().items()}
    return found | {"tips_inflation": float(table["inflation_compensation_usd"].sum())}


def lists(known: Vintage) -> Iterator[tuple[str, date]]:
    """Tables of Treasuries by CUSIP, with their Wednesday."""
    for name in sorted(known.tables):
        if found := TABLE.match(name):
            yield name, date.fromisoformat(found.group(1))


def reconcile_with_summary(known: Vintage) -> Iterator[Reconciled]:
    """Each type of each list against the summary of its Wednesday, to the dollar."""
    summary = {
        kind: _by_day(known, name) for kind, name in (*SUMMARY.items(), ("tips_inflation", "SOMA_TIPS_INFLATION"))
    }
    for name, day in lists(known):
        held = by_kind(known, name)
        for kind, levels in summary.items():
            if kind in held and day in levels:
                yield Reconciled(name, kind, held[kind], levels[day], 1.0)


def reconcile_with_h41(known: Vintage) -> Iterator[Reconciled]:
    """All Treasuries of each list with compensation against TREAST of its Wednesday, within H.4.1's rounding."""
    levels = _by_day(known, "TREAST")
    for name, day in lists(known):
        if day in levels:
            held = by_kind(known, name)
            total = sum(amount for kind, amount in held.items() if kind != "agency_debt")
            yield Reconciled(name, "U.S. Treasury securities", total, levels[day], USD_MN.scale)


def _by_day(known: Vintage, series_id: str) -> dict[date, float]:
    """A series by day, US dollars; empty where it is not held."""
    if series_id not in known:
        return {}
    one = known[series_id]
    return dict(zip(one.days.tolist(), (one.amounts * one.unit.scale).tolist(), strict=True))
