"""Figures and tables that a chapter of the report tells itself: made where they are told, and asked for by name.

Each stands under the message that is its title; the result is the report's data, with the results of a chapter's room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.present.blocks import Block, Figure, Row, TableBlock
from fedsheet.present.exhibits import Exhibit, register

if TYPE_CHECKING:
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words

# Chapter → exhibit → the message of its title.
TOLD: Mapping[str, Mapping[str, str]] = {
    "ahead": {
        name: f"exhibits.{name}" for name in (
            "portfolio-replay", "portfolio-caps", "portfolio-ahead", "portfolio-wam", "portfolio-reserves",
            "portfolio-mbs-fan", "portfolio-deferred", "portfolio-income",
        )
    },
    "money_market": {
        "rates": "report.rates_title", "corridor": "report.corridor_title",
        "spreads": "report.spreads_title", "dvp-tri": "report.wedge_title", "gcf": "report.gcf_title",
        "orderings": "report.orderings_title", "facilities": "report.facilities_title",
    },
    "policy_outlook": {
        "inflation-goal": "report.inflation_goal_title", "jobs": "report.jobs_title",
        "target-range": "report.target_title",
    },
    "qe": {
        **{
            name: f"report.fig{number:02d}_title" for number, name in enumerate((
                "qe1-purchases", "qe1-growth", "target-cuts", "qe1-unemployment", "qe1-pce", "qe2-purchases",
                "qe2-unemployment", "qe2-inflation", "twist", "mbs-plan", "treasury-plan", "rounds-compared",
                "qe4-growth", "qe4-labour",
            ), 1)
        },
        "window-changes": "report.windows_title", "yields": "report.yields_title", "equities": "report.equities_title",
    },
    "normalisation": {
        "lift-off": "report.lift_off_title", "assets-reserves": "report.assets_reserves_title",
        "september-2019": "report.september_title", "where-money-went": "report.drain_title",
        **{
            name: f"exhibits.{name}"
            for name in ("runoff1-treasuries", "runoff1-mbs", "runoff2-treasuries", "runoff2-mbs")
        },
    },
    "pandemic": {
        "pandemic-cuts": "report.pandemic_cuts_title", "pandemic-shock": "report.shock_title",
        "composition": "report.composition_title", "fault-line": "report.fault_figure_title",
        "pandemic-purchases": "report.covid_figure_title",
    },
    "scored": {"claims-that-fail": "view.scored_failed"},
}  # fmt: skip


def _made(chapter: str, name: str, report: ReportData, words: Words) -> Exhibit:
    """The chapter's figure or table of this name; `DateRangeError` where it waits for its figures."""
    from fedsheet.present.sections import CHAPTERS, chapter_blocks

    opened = next(one for one in CHAPTERS if one.name == chapter)
    for block in _shown(chapter_blocks(opened, report, words)):
        if block.table.id == name:
            title, is_drawn = words(TOLD[chapter][name]), isinstance(block, Figure)
            notes = (block.note,) if isinstance(block, Figure) and block.note else ()
            spec = block.spec if isinstance(block, Figure) and is_drawn else None
            return Exhibit(title, block.table, block.caption, block.source, notes, spec)
    raise DateRangeError("runs.show_nothing_show_figures_were_2", as_of=report.vintage.as_of)


def _shown(blocks: Sequence[Block]) -> Iterator[Figure | TableBlock]:
    for block in blocks:
        if isinstance(block, Row):
            yield from block.figures
        elif isinstance(block, Figure | TableBlock):
            yield block


for _chapter, _names in TOLD.items():
    for _name, _title in _names.items():
        register(_name, f"chapter {_chapter}", partial(_made, _chapter, _name), _title, __name__)
