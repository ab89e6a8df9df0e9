"""Exhibit of the facilities of 2020: announced, opened, limit, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.crisis_facilities import CrisisFacilities


@exhibit("facilities-2020", of="crisis facilities")
def facilities(found: CrisisFacilities, words: Words) -> Exhibit:
    """Each facility in the order of its announcement; the caption tells how far all loans went."""
    columns = (
        Column("id", "text", ""), Column("_facility", "text", "effects.facility"), Column("announced", "iso"),
        Column("opened", "iso", "effects.facility_opened"), Column("limit", "money", "effects.facility_limit"),
        Column("closed", "iso", "effects.facility_closed"),
    )  # fmt: skip
    rows = [
        (one.instrument, _named(one.instrument, words), one.announced, one.opened, one.limit_usd, one.closed)
        for one in found.rows
    ]
    table = Table.of("facilities-2020", words, columns, rows)
    return Exhibit.of(words, table, _caption(found, words), source(words, "board"), words("effects.facility_note"))


def _named(instrument: str, words: Words) -> str:
    return words(f"record.instrument_{instrument}")


def _caption(found: CrisisFacilities, words: Words) -> str:
    closed = sum(row.closed is not None for row in found.rows)
    said = words("effects.facility_caption", n=len(found.rows), closed=closed)
    if found.loans_peak_usd is None or found.loans_peak_on is None:
        return said
    peak = words("effects.facility_peak", day=found.loans_peak_on, peak=found.loans_peak_usd)
    return words("effects.facility_both", said=said, peak=peak)
