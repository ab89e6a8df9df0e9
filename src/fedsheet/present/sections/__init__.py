"""The chapters of the report, in the order of the original, and which rooms deepen each.

A chapter is a function `(report, words) -> list[Block]` of this package. A room that deepens a chapter adds a module
`present/sections/<room>.py` with `section(results, words) -> list[Block]` (its blocks start at heading level 2), its
name to `rooms` of the chapter below, and the function that computes `results` to `CHAPTERS` in `runs/chapters.py`.

ahead           the balance sheet ahead: the chapter that the portfolio fills
appendix        Appendix: every series behind the report
claims          Appendix: every claim of the original report, its verdict, the number found, its base
enough          Are reserves enough: one panel, one verdict, where rates go if reserves fall
market          Chapter 5 deepened: the market as a working model; who lends to whom, replays, adequacy
money_market    Chapter 5: three classes and nine kinds of participants, the hierarchy of rates
normalisation   Chapter 2: lift-off, two runoffs against their caps, September 2019, and where the money went
outlook         the outlook deepened: what rules prescribe, how far guidance was met, when runoff should stop
pandemic        Chapter 3: cuts
policy_now      the present: what the Committee decided over the last year, the rates it sets, what the Desk buys
policy_outlook  Chapter 4: outcome-based guidance, progress since December 2020, when the taper came
portfolio       Chapter 2 deepened: the portfolio as a machine; the runoff replayed, its record, and the years ahead
qe              Chapter 1: four rounds of purchases and asset performance, figures 1 to 14 and two more
rounds          the rounds told: why, through what, what came of it; assets by window; the premium
scenarios       scenarios beside each other, at the end of the years ahead
review          looking back deepened: placebo, events, term premium, supply effect, ledger, drivers of reserves
summary         投资要点: five paragraphs, one a chapter, the key figures in one table, and the risks
parts           how a section stays true on an early day
view            Page one: what follows. A title that is a finding, five conclusions with one number each
brief      the weekly brief: what the newest statement changed and why, rates, purchases, what comes next; two pages
companion  the companion of the report: the chapter that the claims fill
follows          what follows from a section, said from the figures its own tables show
follows_now      what follows from the present, reserves and the years ahead; the risks
follows_markets  what follows from money markets and the policy outlook
follows_history  what follows from looking back: rounds, runoffs, the pandemic
scored     what the report of 2021 got right, got wrong, and left open
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

from fedsheet.present.blocks import Block, Note
from fedsheet.present.text import Words

if TYPE_CHECKING:
    from fedsheet.core.manifest import Manifest
    from fedsheet.core.series import Series
    from fedsheet.core.vintage import Vintage
    from fedsheet.record import PolicyPath


class WatchedVintage(Mapping[str, "Series"]):
    """Series by id that remembers which were asked for, so that the appendix names those behind the report."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self._series = series
        self.used: set[str] = set()

    def __getitem__(self, series_id: str) -> Series:
        self.used.add(series_id)
        return self._series[series_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)

    def __contains__(self, series_id: object) -> bool:
        return series_id in self._series


@dataclass(frozen=True)
class ReportData:
    """What a report is written from: the data of one day, the record, and the rooms' results by room name.

    used   the ids of the series asked for so far, by rooms and chapters
    """

    vintage: Vintage
    path: PolicyPath
    manifest: Manifest
    results: Mapping[str, object] = field(default_factory=dict)
    used: Set[str] = frozenset()

    def has_seen(self, day: date) -> bool:
        """Whether that day had come on the report's day: what began later is not told, not even by a title."""
        return day <= self.vintage.as_of

    def announced(self, programme_id: str) -> bool:
        """Whether a programme of the record had been announced by the report's day."""
        return self.has_seen(self.path.programmes[programme_id].announced_at)


@dataclass(frozen=True)
class Chapter:
    """`name` of the module in this package that opens the chapter, and of the rooms whose sections follow."""

    name: str
    rooms: tuple[str, ...] = ()


# The view first, then the present, then how it came to this; each room deepens one chapter.
CHAPTERS = (
    Chapter("view"),
    Chapter("policy_now"),
    Chapter("enough"),
    Chapter("ahead", rooms=("portfolio", "scenarios")),
    Chapter("money_market", rooms=("market",)),
    Chapter("policy_outlook", rooms=("outlook",)),
    Chapter("summary"),
    Chapter("qe", rooms=("rounds", "review")),
    Chapter("normalisation"),
    Chapter("pandemic"),
    Chapter("scored"),
    Chapter("appendix"),
)
# Beside the report: every claim of the original with its verdict.
COMPANIONS = (Chapter("companion", rooms=("claims",)),)


def chapter_blocks(chapter: Chapter, report: ReportData, words: Words) -> list[Block]:
    """The chapter's own blocks, then those of each room that has results; none of a chapter that had not begun."""
    blocks: list[Block] = import_module(f"{__name__}.{chapter.name}").chapter(report, words)
    for room in chapter.rooms if blocks else ():
        if room not in report.results:
            continue
        if report.results[room] is None:
            blocks.append(Note(words("report.room_waits", part=words(f"report.room_{room}"))))
        else:
            blocks += import_module(f"{__name__}.{room}").section(report.results[room], words)
    return blocks
