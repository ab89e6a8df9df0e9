"""The weekly brief: its four files, the same numbers in each, past weeks as they were known, named refusals."""

from __future__ import annotations

import json
from datetime import date

import pypdf
import pytest

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.present.blocks import Paragraph, TableBlock
from fedsheet.present.markdown import markdown
from fedsheet.present.sections.brief import blocks
from fedsheet.present.table import Column, Table
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.runs.brief import brief, gathered
from support import snapshot_vintage


def test_a_brief_is_written_whole_in_four_forms(tmp_path) -> None:
    files = brief(tmp_path / "out", "zh", week=date(2026, 10, 7), dashboard=True)
    assert {file.name for file in files} == {
        "brief-zh.pdf", "brief-zh.html", "brief-zh.md", "brief-zh.json", "SHA256SUMS",
        "dashboard-zh.pdf", "dashboard-zh.png",
    }  # fmt: skip
    pages = {name: len(pypdf.PdfReader(tmp_path / "out" / f"{name}-zh.pdf").pages) for name in ("brief", "dashboard")}
    assert pages == {"brief": 2, "dashboard": 1}
    said = (tmp_path / "out" / "brief-zh.md").read_text("utf-8")
    told = json.loads((tmp_path / "out" / "brief-zh.json").read_text("utf-8"))
    # H.4.1 of 8 July and 7 October 2026, Wednesday levels: 3,137.4 and 3,022.1 bn
    assert "减少 1,153 亿美元" in said
    assert any("减少 1,153 亿美元" in str(part.get("text")) for part in told["parts"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_week_of_the_past_is_told_as_it_was_known(language: str) -> None:
    data = gathered(snapshot_vintage("2025-10-30"), load_path(), date(2025, 10, 29))
    shown = blocks(data, Words(language, date(2025, 10, 30)))
    assert "2026" not in " ".join(block.text for block in shown if isinstance(block, Paragraph))


@pytest.mark.parametrize(
    ("week", "error", "said"),
    [
        (date(2026, 10, 8), InputError, "no Wednesday"),
        (date(2026, 11, 4), DateRangeError, "No statement"),
        (date(1999, 1, 6), DateRangeError, "No statement.*newest is of"),
        (date(2099, 1, 7), DateRangeError, "No statement.*newest is of"),
    ],
)
def test_a_week_without_a_statement_is_refused_and_nothing_is_written(tmp_path, week, error, said) -> None:
    with pytest.raises(error, match=said):
        brief(tmp_path / "out", "en", week=week)
    assert not any(tmp_path.rglob("brief-*"))


def test_nothing_in_a_cell_becomes_markup() -> None:
    table = Table.of("brief-rates", Words("en"), (Column("mark", "text", "brief.mark"),), [("*a* | <b>",)])
    said = markdown("t", [TableBlock(table, "c", "s")], Words("en"))
    assert r"\*a\* \| \<b\>" in said
