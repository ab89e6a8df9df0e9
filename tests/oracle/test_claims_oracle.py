"""Quantities against other implementations: dateutil for months, pandas for growth, plain loops for ranks."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from claims.support_claims import number, shipped


def test_months_at_zero_by_dateutil() -> None:
    gap = relativedelta(date(2015, 12, 16), date(2008, 12, 16))
    assert number("months_in_force", shipped(), instrument="upper", on=date(2010, 1, 1)) == 12 * gap.years + gap.months


@pytest.mark.parametrize("name", ["GDPC1", "PCEPI", "CPIAUCSL", "UNRATE"])
def test_growth_over_a_year_by_pandas(name: str) -> None:
    held = shipped().data[name]
    steps = {"M": 12, "Q": 4}[held.definition.frequency]
    growth = held.values.pct_change(steps, fill_method=None)
    day = date(2013, 10, 1)
    assert number("yoy_at", shipped(), series=name, on=day) == pytest.approx(100 * growth[day.isoformat()])


def test_rank_of_a_change_by_a_loop() -> None:
    closes = shipped().data["DGS10"].values
    days = [stamp.date() for stamp in closes.index]
    i, j = days.index(date(2011, 9, 20)), days.index(date(2012, 12, 31))
    values = closes.to_numpy()
    moves = [values[k + j - i] - values[k] for k in range(len(values) - (j - i))]
    expected = 100 * sum(round(move, 6) < round(values[j] - values[i], 6) for move in moves) / len(moves)
    found = number("rank_of_change", shipped(), series="DGS10", start=days[i], end=days[j])
    assert found == pytest.approx(expected)


def test_share_of_days_by_a_loop() -> None:
    tri, funds = (shipped().data[name].values for name in ("OFR_TRI_OO_RATE", "DFF"))
    both = [(tri[day], funds[day]) for day in tri.index if day in funds.index and day.year < 2026]
    found = number(
        "share_of_days",
        shipped(),
        higher="OFR_TRI_OO_RATE",
        lower="DFF",
        start=date(2018, 5, 8),
        end=date(2025, 12, 31),
    )
    assert found == pytest.approx(100 * sum(a - b > 1e-9 for a, b in both) / len(both), abs=0.1)
