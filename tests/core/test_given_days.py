"""What is no date is told under the option it was given to."""

from __future__ import annotations

import pytest

import fedsheet
from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError


@pytest.mark.parametrize(
    ("lang", "door", "said"),
    [
        ("en", "cli", "--as-of: 'soon' is not a date. "), ("en", "python", "as_of=: 'soon' is not a date. "),
        ("zh", "cli", "--as-of：“soon”不是有效的日期。"),
    ],
)  # fmt: skip
def test_no_date_is_told_in_the_doors_words(lang: str, door: str, said: str) -> None:
    with pytest.raises(InputError) as told:
        parse_date("soon", where="<as_of>")
    assert told.value.said(lang, door).startswith(said)


@pytest.mark.parametrize("name", ["until", "opens"])
def test_a_day_of_a_projection_is_refused_by_its_own_name(name: str) -> None:
    with pytest.raises(InputError, match=f"^{name}=: 'soon' is not a date"):
        fedsheet.project("today", **{name: "soon"})
