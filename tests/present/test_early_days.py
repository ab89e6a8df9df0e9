"""A report as of an early day tells only what had come by then: chapters, titles, windows of figures, numbers."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.present.blocks import Figure, Heading, Note, figures, numbered
from fedsheet.present.document import Document
from present.report_support import documents

DAYS = ("2009-03-18", "2010-06-30", "2014-10-31", "2018-06-01", "2020-04-15", "2022-11-30")


def titles(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level <= 2]


# Days from shared record: QE2 2010-11-03, Twist 2011-09-21, QE4 2012-09-13, lift-off 2015-12-16, SOFR 2018-04-03,
# the first emergency cut 2020-03-03, the second runoff 2022-05-04.
@pytest.mark.parametrize(
    ("day", "not_yet"),
    [
        ("2010-06-30", ["QE2", "Twist", "QE4", "QE1–4", "normalisation", "runoff", "andemic", "guidance", "money"]),
        ("2014-10-31", ["normalisation", "runoff", "scarce", "andemic", "guidance", "money market"]),
        ("2018-06-01", ["first normalisation", "second runoff", "scarce", "andemic", "guidance"]),
        ("2020-04-15", ["first normalisation", "second runoff", "guidance"]),
        ("2022-11-30", ["drained first"]),
    ],
)
def test_no_title_speaks_of_what_had_not_come(day: str, not_yet: list[str]) -> None:
    document = documents(day)["en"]
    said = " | ".join([document.title, document.subtitle, *titles(document)])
    assert [word for word in not_yet if word in said] == []


@pytest.mark.parametrize("day", DAYS)
def test_figures_end_with_what_was_known(day: str) -> None:
    for figure in figures(documents(day)["en"].blocks):
        last = max((cell for row in figure.table.rows for cell in row if isinstance(cell, date)), default=date.min)
        assert last <= date.fromisoformat(day), figure.id


def test_what_was_public_of_qe1_is_drawn_three_months_after_it_ended() -> None:
    found = {figure.id: figure for figure in figures(documents("2010-06-30")["en"].blocks)}
    assert {"qe1-purchases", "target-cuts", "yields", "equities"} <= found.keys()
    # H.15, 2008-11-24 to 2010-03-31: QE1 10-year +49 bp.
    assert "1 of 1 round, by 49 bp" in found["yields"].caption
    assert "QE2" not in found["yields"].caption


@pytest.mark.parametrize("day", DAYS)
def test_other_figures_are_numbered_after_the_fourteen_of_the_original(day: str) -> None:
    for figure in figures(documents(day)["en"].blocks):
        assert figure.number is not None
        own = figure.number <= 14
        assert own == (figure.id in ORIGINALS), figure.id


ORIGINALS = {
    "qe1-purchases", "qe1-growth", "target-cuts", "qe1-unemployment", "qe1-pce", "qe2-purchases", "qe2-unemployment",
    "qe2-inflation", "twist", "mbs-plan", "treasury-plan", "rounds-compared", "qe4-growth", "qe4-labour",
}  # fmt: skip


def test_figures_are_numbered_from_fifteen_where_no_original_can_be_drawn() -> None:
    found = next(figures(documents("2026-11-22")["en"].blocks))
    blocks = [Figure("a", None, {}, "", "", found.table), Figure("b", None, {}, "", "", found.table)]
    assert [figure.number for figure in figures(numbered(blocks))] == [15, 16]


def test_a_report_of_the_past_says_once_that_later_chapters_are_left_out() -> None:
    def said(day: str) -> int:
        return sum("left out" in b.text and "came after" in b.text for b in notes(documents(day)["en"]))

    assert said("2018-06-01") == 1
    assert said("2026-11-22") == 0


def notes(document: Document) -> list[Note]:
    return [block for block in document.blocks if isinstance(block, Note)]
