"""What reports of 2025 said and the published figures bear out, asked through the general quantity.

Each expected value was computed with plain pandas from H.4.1, the New York Fed's SOFR and the record of IORB.
"""

from __future__ import annotations

from datetime import date

import pytest

from claims.support_claims import evidence, series, shipped
from fedsheet.claims.evidence import Evidence, NotHeldError
from fedsheet.claims.registry import quantity_named


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
