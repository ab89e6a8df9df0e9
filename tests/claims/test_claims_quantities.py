"""Quantities on series small enough to work out by hand; each expected value stands beside its arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from claims.support_claims import evidence, number, series
from fedsheet.claims.evidence import NotHeldError
from fedsheet.claims.registry import quantities, quantity_named
from fedsheet.core.errors import DateRangeError, InputError, UnitError, UnknownNameError

MONTHS = [f"{year}-{month:02d}-01" for year in (2010, 2011) for month in range(1, 13)]
A = series("A", {"2020-01-01": 1.0, "2020-01-02": 3.0, "2020-01-03": 2.0, "2020-01-06": 5.0})
B = series("B", {"2020-01-01": 2.0, "2020-01-02": 1.0, "2020-01-03": 2.0, "2020-01-06": 4.0})
BONDS = series(
    "BONDS", {"2020-01-01": 100, "2020-01-08": 150, "2020-01-15": 300, "2020-01-22": 310}, "Billions of USD", "W"
)
PRICES = series("PRICES", {day: 100.0 + n for n, day in enumerate(MONTHS)}, "Index", "M")
OUTPUT = series(
    "OUTPUT", {"2010-01-01": 100, "2010-04-01": 102, "2010-07-01": 101}, "Billions of chained 2017 USD SAAR", "Q"
)
WORLD = evidence(A, B, BONDS, PRICES, OUTPUT)
START, END = date(2020, 1, 1), date(2020, 1, 6)
SECOND, THIRD, LAST_WEEK = date(2020, 1, 2), date(2020, 1, 3), date(2020, 1, 22)
TWICE = {"series": "BONDS", "target": 155e9, "other": "BONDS", "other_target": 155e9}
JAN, FEB = date(2011, 1, 1), date(2011, 2, 1)
WITHIN = {"start": date(2020, 1, 8), "end": date(2020, 1, 14)}  # the week of one observation


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("level_at", {"series": "A", "on": date(2020, 1, 5)}, 2.0),  # the last close, on the 3rd
        ("level_at", {"series": "A", "minus": "B", "on": END}, 1.0),  # 5 − 4
        ("change_between", {"series": "A", "start": START, "end": END}, 400.0),  # 4 points = 400 bp
        ("pct_change_between", {"series": "BONDS", "start": START, "end": date(2020, 1, 8)}, 50.0),  # 150 / 100
        ("mean_level", {"series": "A", "start": START, "end": END}, 2.75),  # 11 / 4
        ("mean_change", {"series": "BONDS", "start": START, "end": date(2020, 1, 22)}, 70.0),  # 210 / 3
        ("extreme_level", {"series": "A", "start": START, "end": END, "which": "highest"}, 5.0),
        ("extreme_date", {"series": "A", "start": START, "end": END, "which": "lowest"}, START),
        (
            "change_to_extreme",
            {"series": "A", "base": START, "start": START, "end": date(2020, 1, 3), "which": "highest"},
            200.0,  # 3 − 1 points
        ),
        ("first_date_below", {"series": "B", "start": START, "end": END, "threshold": 0.015}, date(2020, 1, 2)),
        ("moves_in_a_row", {"series": "PRICES", "start": date(2010, 1, 1), "direction": "up"}, 23.0),
        ("yoy_at", {"series": "PRICES", "on": date(2011, 1, 1)}, 12.0),  # 112 / 100
        ("yoy_change", {"series": "PRICES", "start": JAN, "end": FEB}, 100 * (12 / 101 - 0.12)),
        ("mean_yoy", {"series": "PRICES", "start": JAN, "end": FEB}, 50 * (0.12 + 12 / 101)),
        ("extreme_yoy", {"series": "PRICES", "start": JAN, "end": FEB, "which": "highest"}, 12.0),
        ("annualised_growth_at", {"series": "OUTPUT", "quarter": date(2010, 4, 1)}, 100 * (1.02**4 - 1)),
        ("event_change", {"series": "A", "on": date(2020, 1, 2), "days": 1}, 200.0),  # 3 − 1
        ("event_change", {"series": "A", "on": date(2020, 1, 2), "days": 2}, 100.0),  # 2 − 1
        ("share_of_days", {"higher": "A", "lower": "B", "start": START, "end": END}, 50.0),  # −1, 2, 0, 1
        ("days_above", {"higher": "A", "lower": "B", "start": START, "end": END}, 2.0),
        ("share_recovered", {"series": "A", "peak": date(2020, 1, 2), "trough": START, "on": date(2020, 1, 3)}, 50.0),
        ("rank_of_change", {"series": "A", "start": START, "end": SECOND}, 100 / 3),  # of 2, −1, 3 one is below 2
        (
            "largest_rise_date",
            {"series": "BONDS", "observations": 1, "start": START, "end": date(2020, 1, 22)},
            date(2020, 1, 15),  # +50, +150, +10
        ),
        (
            "share_of_windows",
            {"series": "A", "windows": [[START, SECOND], [SECOND, THIRD]], "direction": "up"},
            50.0,
        ),
        (
            "closest_window",
            TWICE | {"start": START, "end": LAST_WEEK},
            5.0,  # +150 from the 8th to the 15th and +160 to the 22nd both miss by 5
        ),
    ],
)  # fmt: skip
def test_quantity_by_hand(name: str, arguments: dict[str, object], expected: object) -> None:
    found = number(name, WORLD, **arguments)
    assert found == (expected if isinstance(expected, date) else pytest.approx(expected))


def test_every_quantity_has_a_summary_and_takes_named_arguments_only() -> None:
    for quantity in quantities().values():
        assert quantity.summary.endswith("."), quantity.name
        assert quantity.arguments, quantity.name
    assert len(quantities()) >= 40


def test_a_value_before_the_data_is_a_mistake_of_the_question() -> None:
    with pytest.raises(DateRangeError, match="It runs from 2020-01-01"):
        number("level_at", WORLD, series="A", on=date(1914, 1, 1))


def test_a_value_after_the_data_is_not_known_yet() -> None:
    with pytest.raises(NotHeldError):
        number("level_at", WORLD, series="A", on=date(2030, 1, 1))


def test_an_importable_series_that_is_not_held_is_told_apart_from_an_unknown_one() -> None:
    with pytest.raises(NotHeldError):
        number("level_at", WORLD, series="ISM_PMI", on=START)
    with pytest.raises(UnknownNameError, match="`fedsheet data import ISM_PIM FILE`"):
        number("level_at", WORLD, series="ISM_PIM", on=START)


def test_unlike_series_are_not_subtracted() -> None:
    with pytest.raises(UnitError):
        number("level_at", WORLD, series="A", minus="BONDS", on=START)


def test_growth_of_daily_series_is_refused() -> None:
    with pytest.raises(InputError, match="frequency 'D'"):
        number("yoy_at", WORLD, series="A", on=START)


def test_a_percentage_of_zero_is_refused() -> None:
    world = evidence(series("Z", {"2020-01-01": 0.0, "2020-01-02": 1.0}))
    with pytest.raises(InputError, match="is zero"):
        number("pct_change_between", world, series="Z", start=START, end=date(2020, 1, 2))


def test_zero_is_a_value() -> None:
    world = evidence(series("Z", {"2020-01-01": 0.0, "2020-01-02": 1.0}))
    assert number("level_at", world, series="Z", on=START) == 0.0


def test_a_fact_not_announced_yet_is_not_held() -> None:
    early = evidence(as_of=date(2012, 1, 1))
    with pytest.raises(NotHeldError):
        number("date_of_fact", early, words=["Pace cut to $75 bn"])
    with pytest.raises(NotHeldError):
        number("instrument_at", early, instrument="upper", on=date(2015, 12, 17))


def test_a_new_york_afternoon_is_the_next_day_in_beijing() -> None:
    words = ["Add longer-term Treasuries after Twist"]
    assert number("date_of_fact", WORLD, words=words) == date(2012, 12, 12)
    assert number("date_of_fact", WORLD, words=words, clock="Beijing") == date(2012, 12, 13)


def test_an_unknown_quantity_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="level_at"):
        quantity_named("levl_at")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("change_between", {"series": "BONDS", "start": date(2020, 1, 8), "end": date(2020, 1, 14)}),
        ("pct_change_between", {"series": "BONDS", "start": date(2020, 1, 8), "end": date(2020, 1, 14)}),
        ("rank_of_change", {"series": "BONDS", "start": date(2020, 1, 8), "end": date(2020, 1, 14)}),
        (
            "share_of_windows",
            {"series": "BONDS", "windows": [[date(2020, 1, 8), date(2020, 1, 14)]], "direction": "up"},
        ),
        ("yoy_change", {"series": "PRICES", "start": JAN, "end": date(2011, 1, 20)}),
    ],
)
def test_nothing_is_judged_on_a_window_whose_ends_are_one_observation(name, arguments):
    with pytest.raises(NotHeldError) as gap:
        quantity_named(name)(WORLD, arguments)
    assert gap.value.few == (1, 2)


def test_an_event_is_not_judged_over_days_that_were_left_out():
    """OFR GCF rates are mostly withheld: around 15 September 2025 they are of the 4th and the 19th."""
    world = evidence(series("GCF", {"2025-09-04": 4.5, "2025-09-15": 4.6, "2025-09-19": 4.2, "2025-09-22": 4.2}))
    with pytest.raises(NotHeldError) as gap:
        quantity_named("event_change")(world, {"series": "GCF", "on": date(2025, 9, 15)})
    assert gap.value.few == (1, 3)
    over_a_holiday = evidence(series("H", {"2025-08-29": 4.0, "2025-09-02": 4.1, "2025-09-04": 4.2}))
    found = quantity_named("event_change")(over_a_holiday, {"series": "H", "on": date(2025, 9, 2)})
    assert found.value.value == pytest.approx(0.002)  # Labor Day between the first two, one day withheld after
