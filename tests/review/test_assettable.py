"""Assets by window to today: known changes, a reason for every dash, a user's own series where imported."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.series import Series, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.present.exhibits.assets import asset_cells, assets_drawn, cell_text, marks_of
from fedsheet.present.text import Words
from fedsheet.review.assettable import SHOWN, asset_table
from fedsheet.runs import review

REASONS = {"not_begun", "ended", "owner", "too_short", "no_room"}


@cache
def _found():
    return review.assets(review.read())


def test_known_changes_and_month_ends():
    """Known answers: QE2 +55 and breakevens +29 bp; second runoff +117 bp. Broad dollar by H.10 month-ends, QE1:
    October 2008 to March 2010."""
    found = _found()
    assert found.cell("lsap2", "ten_year").change == pytest.approx(0.0055, abs=5e-5)
    assert found.cell("lsap2", "breakeven").change == pytest.approx(0.0029, abs=5e-5)
    assert found.cell("runoff2", "ten_year").change == pytest.approx(0.0117, abs=5e-5)
    dollar = found.cell("lsap1", "dollar")
    assert (dollar.start, dollar.end) == (date(2008, 10, 31), date(2010, 3, 31))


def test_no_pair_is_left_out_and_every_dash_has_a_reason():
    found = _found()
    assert len(found.cells) == len(found.windows) * len(SHOWN)
    for cell in found.cells:
        assert (cell.change is None) == bool(cell.reason)
        assert not cell.reason or cell.reason in REASONS
        assert cell.change is None or cell.low <= cell.high


def test_assets_run_to_today():
    """Dollar, oil and yields reach into the newest window; shares end with what may ship, and say so."""
    found = _found()
    for name in ("ten_year", "dollar", "oil", "conditions"):
        assert found.cell("rmp", name).end > date(2026, 7, 31)
    shares = found.cell("runoff2", "shares")
    assert (shares.reason, shares.detail) == ("ended", "2018-12-31")


def test_placebo_calls_a_twentieth_unusual_where_nothing_happens():
    """Two hundred random walks of fifteen years: about 5% of windows are starred."""
    rng, starred = np.random.default_rng(1), []
    sources = review.read()
    window = [sources.windows["lsap2"], sources.windows["runoff1"]]
    days = pd.bdate_range("2008-01-02", "2023-12-29")
    definition = SeriesDefinition("DGS10", "x", unit("Percent"), "D", "daily", "x")
    for _ in range(150):
        walk = pd.Series(3.0 + 0.05 * rng.standard_normal(days.size).cumsum(), days)
        walks = replace(sources.vintage, series={"DGS10": Series(definition, walk), "DFII10": Series(definition, walk)})
        found = asset_table(walks, window)
        starred += [found.cell(w.id, "ten_year").is_unusual for w in window]
    assert 0.01 < np.mean(starred) < 0.10


@pytest.mark.parametrize("language", ["en", "zh"])
def test_marks_are_explained_under_the_map(language):
    words = Words(language)
    for show in (asset_cells, assets_drawn):
        shown = show(_found(), words)
        notes = " ".join(shown.notes)
        for one in SHOWN:
            assert not one.owner or one.series[0] in notes
    cells = asset_cells(_found(), words).table.records()
    marks = {row["why_none"] for row in cells if row["change"] is None}
    assert marks <= REASONS
    begins = [note[0] for note in shown.notes if note[1:3] == "  "]
    assert begins == sorted(begins)
    dashes = {cell_text(c, marks_of(_found()), words)[-1] for c in _found().cells if c.change is None}
    assert dashes == set(begins) == set("abc")


def test_an_imported_series_takes_its_place():
    sources = review.read()
    days = pd.date_range("2007-01-03", "2026-10-01", freq="W-THU")
    own = Series(
        SeriesDefinition("MORTGAGE30US", "own", unit("Percent"), "W", "weekly", "mine"),
        pd.Series(np.linspace(6.0, 7.0, days.size), days),
    )
    vintage = replace(sources.vintage, series={**sources.vintage.series, "MORTGAGE30US": own})
    cell = asset_table(vintage, sources.windows.values()).cell("lsap1", "mortgage_rate")
    assert cell.reason == ""
    assert cell.change > 0
