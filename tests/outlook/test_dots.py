"""A user's dots: where they stand, what they are held to, and how far they moved."""

from datetime import date

import pytest

from fedsheet.core.errors import InputError
from fedsheet.outlook.dots import DotLine, dots_of

DAY, EARLIER = date(2026, 9, 16), date(2026, 6, 17)
HELD = {(DAY, "2026"): 0.041, (EARLIER, "2026"): 0.038}


def lines(*told: tuple[object, ...]) -> list[DotLine]:
    return [DotLine(f"x.csv, row {n}", *one) for n, one in enumerate(told, 2)]  # type: ignore[arg-type]


def found(*told: tuple[object, ...]):
    return dots_of(lines(*told), {DAY, EARLIER}, HELD, "x.csv")


def test_ends_middle_and_central_tendency_are_those_of_the_dots():
    # Nine dots by hand: 4.625 twice, 4.125 four times, 3.875 twice, 3.625; without three of each end 4.125 stays.
    (one,) = found((DAY, "2026", 4.625, 2), (DAY, "2026", 4.125, 4), (DAY, "2026", 3.875, 2), (DAY, "2026", 3.625, 1))
    assert len(one.rates) == 9
    assert (one.rates[0], one.median, one.rates[-1]) == pytest.approx((0.03625, 0.04125, 0.04625))
    assert one.central == pytest.approx((0.04125, 0.04125))
    rates, numbers = zip(*one.counted, strict=True)
    assert rates == pytest.approx((0.04625, 0.04125, 0.03875, 0.03625))
    assert numbers == (2, 4, 2, 1)


def test_of_an_even_number_the_middle_is_between_the_two():
    (one,) = found((EARLIER, "2026", 3.625, 1), (EARLIER, "2026", 3.875, 1))
    assert one.median == pytest.approx(0.0375)
    assert one.central is None


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ([(date(2026, 7, 29), "2026", 4.125, 1)], "nearest day with projections is 2026-06-17"),
        ([(DAY, "2025", 4.125, 1)], "2026 to 2029"),
        ([(DAY, "2030", 4.125, 1)], "2026 to 2029"),
        ([(DAY, "2026", 4.1, 1)], "Eighths of a point"),
        ([(DAY, "2026", 41.25, 1)], "from -5 to 20"),
        ([(DAY, "2026", 4.125, 1.5)], "whole number"),
        ([(DAY, "2026", 4.125, 0)], "whole number"),
        ([(DAY, "2026", 4.125, 10), (DAY, "2026", 4.0, 10)], "20 dots"),
        ([(DAY, "2026", 4.125, 3), (DAY, "2026", 4.125, 4)], "stands twice"),
        ([(DAY, "2026", 4.375, 3)], r"4.375%, the median published is 4.1%"),
    ],
)
def test_what_cannot_be_a_dot_is_refused_with_its_row(told, error):
    with pytest.raises(InputError, match=error) as refused:
        found(*told)
    assert "x.csv" in refused.value.said("zh")


def test_the_order_of_lines_does_not_matter():
    told = [(DAY, "2026", 4.375, 1), (DAY, "2026", 3.875, 1), (EARLIER, "2026", 3.75, 1), (DAY, "longer_run", 3.0, 1)]
    assert found(*told) == found(*told[::-1])
    assert [(one.announced_at, one.horizon) for one in found(*told)] == [
        (EARLIER, "2026"), (DAY, "2026"), (DAY, "longer_run"),
    ]  # fmt: skip
