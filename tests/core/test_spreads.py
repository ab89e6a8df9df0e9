"""Shares of days above: equal rates are not above one another, wherever it is counted."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from fedsheet.core.spreads import above, difference, share_above
from fedsheet.record import load_path
from support import REPOSITORY, snapshot_vintage


def test_float_noise_is_not_above() -> None:
    upper, lower = pd.Series([0.0531, 0.05, None]), pd.Series([0.0531 + 7e-18, 0.04, 0.04])
    assert list(above(upper - lower)) == [False, True, False]
    assert share_above(difference(upper, lower)) == 0.5
    assert share_above(pd.Series([], dtype="float64")) is None


@pytest.mark.parametrize(("start", "days", "over"), [("2021-07-29", 1104, 75), ("2018-04-03", 1935, 332)])
def test_sofr_stood_above_iorb_on_7_and_17_per_cent_of_days(start: str, days: int, over: int) -> None:
    # New York Fed's SOFR and the rates on reserve balances of the implementation notes, day by day to 31 December 2025
    sofr = snapshot_vintage().base("SOFR").loc[start:"2025-12-31"]
    iorb = load_path().series("iorb", sofr.index[0].date(), sofr.index[-1].date()).reindex(sofr.index)
    gap = difference(sofr, iorb)
    assert (len(gap), int(above(gap).sum())) == (days, over)


def test_no_share_above_is_counted_on_raw_differences() -> None:
    raw = re.compile(r"> 0\)?\.(?:mean|sum)\(")
    folder = REPOSITORY / "src" / "fedsheet"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.py") if raw.search(path.read_text("utf-8"))}
    assert found <= {"core/spreads.py"}
