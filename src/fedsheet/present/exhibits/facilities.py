"""Exhibits of 2020: its facilities (announced, opened, limit, closed), what the statement shows of them, strain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fedsheet.core.units import to_bp
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.crisis_facilities import CrisisFacilities
    from fedsheet.review.strain_2020 import StrainRow


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
    return Exhibit.of(
        words,
        table,
        _caption(found, words),
        source(words, "board"),
        words("effects.facility_note", lines="facility-lines-2020"),
    )


def _named(instrument: str, words: Words) -> str:
    return words(f"record.instrument_{instrument}")


def _caption(found: CrisisFacilities, words: Words) -> str:
    closed = sum(row.closed is not None for row in found.rows)
    said = words("effects.facility_caption", n=len(found.rows), closed=closed)
    if found.loans is None:
        return said
    peak = words("effects.facility_peak", day=found.loans.peak_on, peak=found.loans.peak_usd)
    return words("effects.facility_both", said=said, peak=peak)


# ---- what the statement shows of their use -------------------------------------------------------------------------


@exhibit("facility-lines-2020", of="crisis facilities")
def lines(found: CrisisFacilities, words: Words) -> Exhibit:
    """Each line of the statement in which facilities were used: before, at its peak, at the year's end."""
    columns = (
        Column("line", "name:effects.line_", "effects.line"), Column("before", "money", "effects.line_before"),
        Column("peak", "money", "effects.line_peak"), Column("peak_on", "iso", "effects.line_peak_on"),
        Column("year_end", "money", "effects.line_year_end"),
    )  # fmt: skip
    rows = [(one.line, one.before_usd, one.peak_usd, one.peak_on, one.year_end_usd) for one in found.lines]
    table = Table.of("facility-lines-2020", words, columns, rows)
    caption = words("effects.lines_caption")
    if found.lines:
        most = max(found.lines, key=lambda one: one.peak_usd)
        told = {"line": words(f"effects.line_{most.line}"), "peak": most.peak_usd, "day": most.peak_on}
        caption = words("effects.lines_caption_most", **told)
    return Exhibit.of(words, table, caption, source(words, "board"), words("effects.lines_note"))


# ---- strain outside repo -------------------------------------------------------------------------------------------


@exhibit("strain-2020", of="strain of 2020")
def strain(found: Sequence[StrainRow], words: Words) -> Exhibit:
    """Unsecured overnight rates over interest on reserves and financial conditions: before, at worst, when back."""
    columns = (
        Column("measure", "name:effects.strain_", "effects.strain_measure"),
        Column("unit", "text", "assumed.column_unit"),
        Column("before", "num2", ""), Column("_before", "general", "effects.strain_before"),
        Column("before_on", "iso", ""), Column("worst", "num2", ""),
        Column("_worst", "general", "effects.strain_worst"),
        Column("worst_on", "iso", "effects.strain_worst_on"), Column("back", "iso", "effects.strain_back"),
    )  # fmt: skip
    rows = [
        (
            one.id, words("common.unit_bp" if one.is_rate else "effects.unit_points"), _shown(one, one.before),
            words.format(one.before, FORMS[one.is_rate]), one.before_on, _shown(one, one.worst),
            words.format(one.worst, FORMS[one.is_rate]), one.worst_on, one.back,
        )
        for one in found
    ]  # fmt: skip
    table = Table.of("strain-2020", words, columns, rows)
    sources = source(words, "nyfed", "board", "chicago")
    return Exhibit.of(words, table, words("effects.strain_caption"), sources, words("effects.strain_note"))


FORMS = {True: "bp_num", False: "num2_signed"}


def _shown(one: StrainRow, value: float) -> float:
    """A value in the unit beside it."""
    return to_bp(value) if one.is_rate else value


def strain_text(found: Sequence[StrainRow], words: Words) -> str:
    """How far overnight unsecured rates rose, how soon they were back, and what conditions at large did."""
    of = {one.id: one for one in found}
    said = []
    for key, message in (("effr", "effects.strain_rate"), ("obfr", "effects.strain_rate_too")):
        one = of.get(key)
        if one is not None and one.back is not None:
            told = {"rate": words(f"effects.strain_{key}"), "before": one.before, "before_on": one.before_on}
            days = (one.back - one.worst_on).days
            said.append(words(message, **told, worst=one.worst, worst_on=one.worst_on, days=days))
    if index := of.get("nfci"):
        said.append(words("effects.strain_index", before=index.before, worst=index.worst, day=index.worst_on))
    return words("common.sentence_gap").join(said)


def strain_title(found: Sequence[StrainRow], words: Words) -> str:
    """By how much the rate that rose most did, and for how many days."""
    rates = [one for one in found if one.is_rate]
    most = max(rates, key=lambda one: one.worst - one.before)
    return words("effects.strain_title", rise=most.worst - most.before)
