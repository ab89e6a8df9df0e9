"""The review's section of the report: both languages tell the same numbers, specs are clean, early days are short."""

from __future__ import annotations

import json
import math
import re
from functools import cache

import pytest

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.present.blocks import Figure, Paragraph, TableBlock, figures, tables
from fedsheet.present.sections.review import section
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.review.results import review_results
from support import snapshot_vintage


@cache
def results(as_of=None):
    return review_results(snapshot_vintage(as_of), load_path(), load_parameters())


def blocks(language, as_of=None):
    return section(results(as_of), Words(language))


def test_both_languages_have_the_same_blocks_and_numbers():
    zh, en = blocks("zh"), blocks("en")
    assert [type(block) for block in zh] == [type(block) for block in en]
    for one, other in zip(tables(zh), tables(en), strict=True):
        assert (one.id, one.keys, len(one.rows)) == (other.id, other.keys, len(other.rows))
        for row, same in zip(one.rows, other.rows, strict=True):
            numbers = [(a, b) for a, b in zip(row, same, strict=True) if not isinstance(a, str)]
            assert all(a == b for a, b in numbers)


def test_specs_hold_no_nan_and_every_figure_has_words():
    for block in figures(blocks("en")):
        json.dumps(block.spec, allow_nan=False)
        assert block.caption
        assert block.source
        for row in block.table.rows:
            assert not any(isinstance(cell, float) and math.isnan(cell) for cell in row)


def test_ids_are_unique():
    ids = [table.id for table in tables(blocks("zh"))]
    assert len(ids) == len(set(ids))


def test_every_part_is_there_today():
    found = blocks("en")
    assert len([b for b in found if isinstance(b, Figure)]) == 7
    assert len([b for b in found if isinstance(b, TableBlock)]) == 4


@pytest.mark.parametrize("as_of", ["2009-06-30", "2012-01-15", "2016-06-30", "2020-04-15"])
def test_early_days_show_only_what_was_public(as_of):
    found = blocks("zh", as_of)
    for table in tables(found):
        for row in table.rows:
            assert all(str(cell) <= as_of for cell in row if hasattr(cell, "isoformat"))


def test_the_sign_test_is_told_for_the_windows_judged():
    """Six windows: 2 / 2⁶ = 0.03125; with one that differs 2 (1 + 6) / 2⁶ = 0.21875."""
    told = " ".join(block.text for block in blocks("en") if isinstance(block, Paragraph))
    assert {a.n_windows for a in results().assertions} == {6}
    assert "signs of 6 windows agreed, a two-sided sign test could not go below p = 0.031, and" in told
    assert "lifts it to 0.219" in told


def test_no_sentence_counts_one_of_many_words():
    """ "1 windows" is no English, whatever the number of windows."""
    told = " ".join(block.text for block in blocks("en") if isinstance(block, Paragraph))
    assert any(len(a.later) == 1 for a in results().assertions)  # one later window has figures of shares
    assert re.search(r"\b1 (later )?windows", told) is None
    assert "Treasury's account" in told
    assert told.count("Treasury's account") == told.count("the Treasury's account")


def test_drivers_add_up_in_the_table():
    table = next(t for t in tables(blocks("en")) if t.id == "review-drivers")
    for column in range(1, len(table.keys)):
        parts = [row[column] or 0.0 for row in table.rows[:-1]]
        assert sum(parts) == pytest.approx(table.rows[-1][column], abs=1.0)
