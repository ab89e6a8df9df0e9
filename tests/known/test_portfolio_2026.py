"""Opened on 31 December 2025 against every Wednesday of 2026 held, once with policy as it was decided, once as known.

Source: H.4.1 (WALCL, TREAST, WSHOBL, WSHOMCB, WUPSHO + WUDSHO, WCURCIR), USD bn. Every sample ends in 2025; what
was looked at of 2026 is counted in docs/sheet.md.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.record import load_path
from portfolio.settings import AS_OF
from support import snapshot_vintage

OPENED, LAST = date(2025, 12, 31), date(2026, 9, 23)
Known = Literal["each_date", "opening"]
SERIES = {"total_assets": "WALCL", "treasuries": "TREAST", "bills": "WSHOBL", "mbs": "WSHOMCB", "currency": "WCURCIR"}
DECIDED = {"total_assets": 12, "treasuries": 12, "bills": 20, "mbs": 2, "premium": 3, "currency": 8}


@cache
def _projected(known: Known) -> Projection:
    scenario = load_scenario("today")
    spec = scenario.spec.model_copy(update={"policy_known": known})
    scenario = type(scenario)(scenario.name, spec, scenario.digest_text)
    vintage = snapshot_vintage(AS_OF)
    return project_setting(resolve(scenario, vintage, load_path(), load_parameters(), OPENED, LAST))


def _published(line: str) -> pd.Series[float]:
    vintage = snapshot_vintage(AS_OF)
    if line == "premium":
        return vintage.base("WUPSHO") + vintage.base("WUDSHO")
    return vintage.base(SERIES[line])


def _errors(line: str, known: Known) -> np.ndarray:
    """Model less H.4.1 on every Wednesday held after the opening, USD bn; currency less what coin was then."""
    found, published = _projected(known), _published(line)
    coin = float(published[pd.Timestamp(OPENED)]) - found.line(line)[0] if line == "currency" else 0.0
    days = [d for d in found.dates.astype(object) if d > OPENED and d.weekday() == 2 and pd.Timestamp(d) in published]
    return np.array([found.at(line, d) + coin - float(published[pd.Timestamp(d)]) for d in days]) / 1e9


@pytest.mark.parametrize("line", list(DECIDED))
def test_with_policy_as_it_was_decided(line):
    # Found: assets 6.7 (flat 69, 13-week pace 31), Treasuries 3.7, bills 3.3, MBS 1.3, premiums 0.4, currency 4.1.
    assert np.abs(_errors(line, "each_date")).mean() <= DECIDED[line]


def test_on_what_was_known_that_day_alone():
    # 40 bn a month to the tax date, then what the rule makes of the rest of a year's need. Found: 11.5, last day -3.0.
    assert np.abs(_errors("total_assets", "opening")).mean() <= 20


def test_both_beat_nothing_changes_and_the_pace_of_the_quarter_before():
    published = _published("total_assets")
    now, before = (float(published[pd.Timestamp(d)]) for d in (OPENED, date(2025, 10, 1)))
    after = published[published.index > pd.Timestamp(OPENED)]
    after = after[after.index <= pd.Timestamp(LAST)]
    weeks = (after.index - pd.Timestamp(OPENED)).days.to_numpy() / 7
    flat = np.abs(after.to_numpy() - now).mean() / 1e9
    pace = np.abs(after.to_numpy() - now - (now - before) / 13 * weeks).mean() / 1e9
    for known in ("each_date", "opening"):
        assert np.abs(_errors("total_assets", known)).mean() < min(flat, pace)
