"""Exhibits that a chapter of the report tells: each a function of the report's data under the message of its title.

    told = of_chapter("pandemic", begun=lambda report: report.has_seen(FIRST_CUT))

    @told("pandemic-cuts", "report.pandemic_cuts_title")
    def cuts(report: ReportData, words: Words) -> Exhibit:
        return charted(charts.cuts, report, words, caption, "fomc")

What a chapter may not tell yet on the report's day raises `DateRangeError`, by name as in the report. Of figures that a
user's file brought, a source line names those that the exhibit itself asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.present.exhibits import Exhibit, register, source

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.charts.curves import Plot
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

Make = Callable[["ReportData", "Words"], Exhibit]
Begun = Callable[["ReportData"], bool]


def of_chapter(chapter: str, begun: Begun = lambda _report: True) -> Callable[[str, str], Callable[[Make], Make]]:
    """How a chapter registers its exhibits, by name and the message of the title; nothing before it has `begun`."""

    def told(name: str, title: str) -> Callable[[Make], Make]:
        def registered(make: Make) -> Make:
            @wraps(make)
            def made(report: ReportData, words: Words) -> Exhibit:
                from fedsheet.present.sections import WatchedVintage

                need(begun(report), report)
                asked = WatchedVintage(report.vintage.series)
                own = replace(report, vintage=replace(report.vintage, series=asked))
                return replace(make(own, words.marking(asked.used)), title=words(title))

            register(name, f"chapter {chapter}", made, title, __name__)
            return made

        return registered

    return told


def need(has: object, report: ReportData) -> None:
    """Refuse what has nothing to show on the report's day."""
    if not has:
        raise DateRangeError("runs.show_nothing_show_figures_were_2", as_of=report.vintage.as_of)


def drawn(plot: Plot, caption: str, publishers: str, note: str = "") -> Exhibit:
    """A figure of a chapter; its title is the one it is registered under."""
    return Exhibit("", plot.table, caption, publishers, (note,) if note else (), plot.spec)


def charted(
    chart: Callable[[Vintage, PolicyPath, Words], Plot], report: ReportData, words: Words, caption: str,
    *publishers: str, note: str = "",
) -> Exhibit:  # fmt: skip
    """A figure of a chapter by its chart of figures and record, the publishers of its source and its note."""
    return drawn(chart(report.vintage, report.path, words), caption, source(words, *publishers), note)


def by_sign(words: Words, key: str, number: float, **values: object) -> str:
    """The message `key_up` or `key_down` by the sign of `number`: a caption states what the numbers say."""
    return words(f"{key}_up" if number > 0 else f"{key}_down", **values)
