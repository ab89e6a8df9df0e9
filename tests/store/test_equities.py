"""The S&P 500 closes come from another package at run time, bounded by the as-of day like every other series."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import fedsheet
from fedsheet.core.errors import DateRangeError
from support import snapshot_vintage


def test_closes_are_those_of_the_package() -> None:
    from arch.data import sp500

    ours = snapshot_vintage()["SP500_ARCH"].values
    theirs = sp500.load()["Close"]
    assert (ours.to_numpy() == theirs.to_numpy()).all()
    assert (ours.index == theirs.index).all()


def test_without_a_day_all_that_is_held_is_known_whatever_the_clock_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))  # a store of its own: nothing was imported into it

    class Long:
        @staticmethod
        def today() -> date:
            return date(1999, 1, 1)

    monkeypatch.delenv("FEDSHEET_TODAY")
    monkeypatch.setattr("fedsheet.core.clock.date", Long)
    assert fedsheet.vintage().as_of == date(2026, 10, 9)  # the day the newest shipped figures were public
    assert str(fedsheet.series("GDP").values.index[-1].date()) == "2026-04-01"


def test_nothing_later_than_the_day_is_known() -> None:
    assert fedsheet.series("SP500_ARCH", as_of="2010-03-31").values.index[-1].date() == date(2010, 3, 31)
    assert "SP500_ARCH" not in snapshot_vintage("1998-12-31")
    with pytest.raises(DateRangeError, match="No value of 'SP500_ARCH' was known as of 1998-12-31"):
        fedsheet.series("SP500_ARCH", as_of="1998-12-31")
