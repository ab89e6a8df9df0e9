"""What is doubted of a new value: nothing that history held, nearly everything that is a power of ten away."""

from __future__ import annotations

import numpy as np
import pytest

from fedsheet.core import plausible
from fedsheet.core.plausible import SeriesKind
from fedsheet.core.series import Series
from fedsheet.core.units import Dimension
from fedsheet.sources.catalogue import OVERNIGHT_FEEDS, catalogue
from support import snapshot_vintage

ONE_IN = 10_000
TRUE_JUMPS = (
    ("WALCL", "2008-09-24"), ("WALCL", "2008-10-01"), ("WALCL", "2020-03-25"), ("WRESBAL", "2008-09-24"),
    ("SOFR", "2019-09-17"), ("TGCR", "2019-09-17"),
    ("DFF", "2020-03-16"), ("DGS10", "2020-03-18"), ("DGS3MO", "2008-09-17"), ("RRPONTSYD", "2021-06-17"),
    ("RRPONTSYD", "2021-12-31"), ("RRPONTSYD", "2015-12-31"), ("SRF_USAGE", "2025-10-31"), ("SWPT", "2020-03-25"),
    ("UNRATE", "2020-04-01"), ("WTREGEN", "2020-04-29"),
)  # fmt: skip


def kind_of(series: Series) -> SeriesKind:
    entry = catalogue().get(series.id)
    is_overnight = series.id == "DFF" or (entry is not None and entry.feed in OVERNIGHT_FEEDS)
    return SeriesKind(series.unit.dimension, series.definition.frequency, is_overnight)


def arrays(series: Series) -> tuple[np.ndarray, np.ndarray]:
    days = series.values.index.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days, series.base().to_numpy(float)


@pytest.fixture(scope="module")
def doubted() -> dict[str, list[str]]:
    """By series, the days of all shipped history that are doubted when each value meets those before it alone."""
    found = {}
    for name, series in snapshot_vintage().series.items():
        days, values = arrays(series)
        places = np.flatnonzero(plausible.outside(kind_of(series), days, values))
        found[name] = [str(days[n].astype("datetime64[D]")) for n in places]
    return found


def test_of_all_shipped_history_less_than_one_value_in_ten_thousand_is_doubted(doubted: dict[str, list[str]]) -> None:
    n_values = sum(len(series.values) for series in snapshot_vintage().series.values())
    n_doubted = sum(len(days) for days in doubted.values())
    assert n_values > 80_000
    assert n_doubted * ONE_IN <= n_values


@pytest.mark.parametrize(("name", "day"), TRUE_JUMPS)
def test_true_jumps_of_history_pass(name: str, day: str, doubted: dict[str, list[str]]) -> None:
    known = snapshot_vintage()
    if name not in known or day not in [str(stamp)[:10] for stamp in known[name].values.index]:
        pytest.skip(f"{name} of {day} does not ship")
    assert day not in doubted[name]


@pytest.mark.parametrize(("factor", "share"), [
    (1e6, 0.95), (1e3, 0.94), (1e2, 0.94), (10.0, 0.9), (0.1, 0.72), (0.01, 0.72), (1e-3, 0.72), (-1.0, 0.8),
])  # fmt: skip
def test_a_newest_value_a_power_of_ten_or_a_sign_away_is_doubted(factor: float, share: float) -> None:
    n_tried = n_doubted = 0
    for series in snapshot_vintage().series.values():
        days, values = arrays(series)
        if len(values) >= 60 and values[-1]:
            is_new = np.arange(len(values)) == len(values) - 1
            wrong = np.where(is_new, values * factor, values)
            n_tried += 1
            n_doubted += bool(plausible.jumps(kind_of(series), days, wrong, is_new))
    assert n_tried > 100
    assert n_doubted >= share * n_tried


def test_a_doubted_value_is_no_past_for_the_next_and_a_confirmed_one_is() -> None:
    kind, days = SeriesKind(Dimension.RATE, "D"), np.arange(60, dtype=np.int64)
    quiet = np.full(60, 0.05) + 0.0001 * (np.arange(60) % 3)
    spike = quiet.copy()
    spike[50] = 0.09
    assert plausible.jumps(kind, days, spike, days >= 40) == [50]
    moved = quiet.copy()
    moved[50:] += 0.02
    assert plausible.jumps(kind, days, moved, days >= 40) == []
    by_ten = quiet.copy()
    by_ten[50:] *= 10
    assert plausible.jumps(kind, days, by_ten, days >= 40) == list(range(50, 60))


def test_few_values_are_not_judged() -> None:
    kind, days = SeriesKind(Dimension.MONEY, "W"), 7 * np.arange(10, dtype=np.int64)
    assert plausible.jumps(kind, days, np.array([1e12] * 9 + [1e15]), days >= 0) == []


@pytest.mark.parametrize(("frequency", "step", "shift", "n_wrong"), [("W", 7, 1, 5), ("W", 7, 0, 0), ("D7", 1, 1, 0)])
def test_another_weekday_is_another_place(frequency: str, step: int, shift: int, n_wrong: int) -> None:
    held = step * np.arange(60, dtype=np.int64)
    assert len(plausible.misplaced(frequency, held, held[-5:] + shift)) == n_wrong


def test_month_ends_are_no_place_of_a_series_dated_by_first_days() -> None:
    months = np.arange("2010-01", "2015-01", dtype="datetime64[M]").astype("datetime64[D]")
    held = months.astype(np.int64)
    assert plausible.misplaced("M", held, held[-3:] - 1) == [0, 1, 2]
    assert plausible.misplaced("M", held - 1, held[-3:] - 1) == []


def test_a_whole_row_times_ten_is_seen_and_a_move_of_rates_is_not() -> None:
    row = [0.05, 0.01, 0.04, 0.06, 0.09]
    assert plausible.scaled(row, [10 * v for v in row]) == 1
    assert plausible.scaled(row, [v / 1000 for v in row]) == -3
    assert plausible.scaled(row, [v + 0.25 for v in row]) == 0
    assert plausible.scaled(row[:3], [10 * v for v in row[:3]]) == 0
    idle = [0.0] * 9  # lines of a statement that hold nothing say nothing
    assert plausible.scaled([*row, *idle], [*(1_000 * v for v in row), *idle]) == 3
    assert plausible.scaled([*row, *idle], [*(10 * v for v in row), *(5.0 for _ in idle)]) == 0


def test_holes_are_named_by_their_first_day() -> None:
    days = np.array([0, 7, 14, 70, 77], dtype=np.int64)
    assert plausible.holes("W", days, -100, 140) == [-100, 21, 84]
    assert plausible.holes("W", days, 0, 80) == [21]
    assert plausible.holes("irregular", days, -100, 400) == []
