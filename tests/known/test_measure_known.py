"""What reports of 2025 said and the published figures bear out, asked through the general quantity.

Each expected value was computed with plain pandas from H.4.1, the New York Fed's SOFR and the record of IORB.
"""

from __future__ import annotations

from datetime import date

import pytest

from claims.support_claims import evidence, series, shipped
from fedsheet.claims.evidence import Evidence, NotHeldError
from fedsheet.claims.registry import quantity_named
from fedsheet.core.errors import InputError, UnitError


def asked(world: Evidence, **given: object) -> object:
    """The number in its own unit, its arguments checked as a file's are."""
    quantity = quantity_named("measure")
    arguments = quantity.schema.model_validate(given)
    return quantity(world, {name: getattr(arguments, name) for name in quantity.arguments}).value.number


WINDOW = {"start": date(2025, 10, 1), "end": date(2025, 12, 31)}
FALL = date(2025, 8, 6)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"of": "SOFR - iorb", "answer": "at", "on": date(2025, 10, 31)}, 32.0),
        ({"of": "SOFR - IORB", "answer": "highest_since", "on": date(2025, 10, 31)}, date(2020, 3, 17)),
        ({"of": "SOFR - iorb", "answer": "count", "above": "0"} | WINDOW, 56.0),  # of 62 days
        # 75 of 1,104 days: eleven days of equality are not above
        ({"of": "SOFR", "answer": "share", "above": "iorb", "start": date(2021, 7, 29), "end": date(2025, 12, 31)},
         100 * 75 / 1104),
        ({"of": "SOFR - iorb", "answer": "share", "above": "0", "start": date(2018, 4, 3), "end": date(2025, 12, 31)},
         100 * 332 / 1935),
        ({"of": "WRESBAL / GDP", "answer": "lowest_since", "on": date(2025, 10, 29)}, date(2020, 3, 18)),
        ({"of": "WALCL", "answer": "lowest_since", "on": FALL}, date(2020, 4, 22)),
        ({"of": "TREAST", "answer": "lowest_since", "on": FALL}, date(2020, 6, 24)),
        ({"of": "SRF_USAGE", "answer": "max", "leave": ["quarter_end"], "start": date(2021, 7, 29),
          "end": date(2025, 10, 20)}, 8.35),
        ({"of": "PCEPI", "answer": "at", "move": "yoy", "on": date(2022, 6, 1)}, 7.243),
    ],
)  # fmt: skip
def test_what_reports_said(given: dict[str, object], expected: object) -> None:
    found = asked(shipped(), **given)
    assert found == (expected if isinstance(expected, date) else pytest.approx(expected, abs=5e-4))


WEEKLY = series("W", {"2025-01-01": 10.0, "2025-01-08": 12.0, "2025-01-15": 11.0}, "Billions of USD", "W")


def test_a_value_is_never_carried_past_the_end_of_its_series() -> None:
    world = evidence(WEEKLY)
    assert asked(world, of="W", answer="at", on=date(2025, 1, 21)) == 11.0
    with pytest.raises(NotHeldError):  # the next Wednesday's figure is not held
        asked(world, of="W", answer="at", on=date(2025, 1, 22))


def test_a_window_that_falls_on_one_observation_is_not_judged() -> None:
    with pytest.raises(NotHeldError):
        asked(evidence(WEEKLY), of="W", answer="change", start=date(2025, 1, 8), end=date(2025, 1, 12))


def test_a_period_that_is_not_over_is_left_out() -> None:
    world = evidence(WEEKLY)
    with pytest.raises(NotHeldError):
        asked(world, of="W", answer="mean", every="month", end=date(2025, 1, 31))


MONDAYS = [f"2024-{month:02d}-{day:02d}" for month, day in ((1, 1), (1, 8), (1, 15), (1, 22), (1, 29))]
TAKEN = series("TAKEN", dict(zip(MONDAYS, (5.0, 7.0, 6.0, 9.0, 4.0), strict=True)), "Billions of USD", "W")
LEFT = series("LEFT", dict(zip(MONDAYS, (9.0, 5.0, 7.0, 1.0, 11.0), strict=True)), "Billions of USD", "W")
PAIR = evidence(TAKEN, LEFT)
SPAN = {"start": date(2024, 1, 8), "end": date(2024, 1, 29)}


def test_the_second_formula_goes_the_same_steps_as_the_first() -> None:
    # changes of TAKEN 2, -1, 3, -5 and of LEFT -4, 2, -6, 10: minus twice each; levels would give -0.93
    weeks = {"of": "TAKEN", "against": "LEFT", "every": "week", "move": "change"} | SPAN
    assert asked(PAIR, answer="correlation", **weeks) == pytest.approx(-1.0)
    assert asked(PAIR, answer="slope", **weeks) == pytest.approx(-0.5)


def test_a_bound_that_is_a_formula_is_met_by_the_same_period() -> None:
    weekly = {"of": "TAKEN", "above": "LEFT", "every": "week"} | SPAN
    assert asked(PAIR, answer="count", **weekly) == 2.0  # 7 against 5, and 9 against 1
    # a change stands against a level: did it rise by more than LEFT holds?  2, -1, 3, -5 against 5, 7, 1, 11
    assert asked(PAIR, answer="count", move="change", **weekly) == 1.0


def test_a_bound_of_another_unit_is_refused() -> None:
    with pytest.raises(UnitError):
        asked(shipped(), of="SOFR", answer="share", above="WALCL", **WINDOW)


def test_a_bound_may_be_written_as_a_number() -> None:
    count = {"of": "TAKEN", "answer": "count"} | SPAN
    assert asked(PAIR, above=6.5e9, **count) == asked(PAIR, above="6500000000", **count) == 2.0
    assert asked(PAIR, below=7_000_000_000, **count) == 2.0


def test_two_bounds_or_none_are_refused() -> None:
    for bounds in ({}, {"above": 1.0, "below": 2.0}):
        with pytest.raises(InputError):
            asked(PAIR, of="TAKEN", answer="count", **SPAN, **bounds)
