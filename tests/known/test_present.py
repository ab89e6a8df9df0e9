"""The present, told: the rise of 16 September 2026, figures of October 2026, what is not known, macro of mid-2026."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.present.blocks import Heading, Note, Paragraph, TableBlock, figures
from present.report_support import documents


def said(as_of: str, language: str) -> str:
    blocks = documents(as_of)[language].blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Heading | Note | Paragraph))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("16 September 2026", "7 October 2026", "28 October 2026", "3.75%–4.00%", "fedsheet update")),
        ("zh", ("2026 年 9 月 16 日", "2026 年 10 月 7 日", "2026 年 10 月 28 日", "3.75%–4.00%", "fedsheet update")),
    ],
)
def test_the_report_speaks_of_autumn_2026(language: str, words: tuple[str, ...]) -> None:
    told = said("2026-11-30", language)
    assert [word for word in words if word not in told] == []


def test_the_clock_stands_in_the_report_with_every_class() -> None:
    blocks = documents("2026-11-30")["en"].blocks
    tables = [b.table for b in blocks if isinstance(b, TableBlock) and b.table.id == "clock"]
    (clock,) = tables
    assert [row[1] for row in clock.rows][:3] == [date(2026, 9, 16), date(2026, 10, 7), date(2026, 10, 8)]


def test_on_the_eve_of_the_rise_it_is_not_told() -> None:
    told = said("2026-09-15", "en")
    for ahead in ("The next meeting ends on 16 September 2026", "The Committee decides next on 16 September 2026"):
        told = told.replace(ahead, "")
    assert "16 September 2026" not in told


def test_a_report_of_mid_2026_keeps_its_macro_charts() -> None:
    found = {figure.id: figure for figure in figures(documents("2026-07-30")["en"].blocks)}
    assert {"pandemic-shock", "inflation-goal", "qe1-pce", "qe2-inflation", "qe4-growth"} <= found.keys()
    days = [cell for figure in found.values() for row in figure.table.rows for cell in row if isinstance(cell, date)]
    assert max(days) <= date(2026, 7, 30)
