"""Thresholds: read by the grammar of formulas, held against what is published, refused where they can never be met."""

from __future__ import annotations

import pytest

from fedsheet.core.errors import FedsheetError
from fedsheet.review.thresholds import parse_threshold, standing
from fedsheet.runs.read import read


@pytest.fixture(scope="module")
def figures():  # type: ignore[no-untyped-def]
    return read("2026-11-30")


@pytest.mark.parametrize(
    ("text", "limit"),
    [("SOFR - iorb > 10 bp", 0.001), ("SOFR - iorb > 10", 0.001), ("WRESBAL < 2.9 trn", 2.9e12), ("SOFR ≥ 4%", 0.04),
     ("WRESBAL＜2.9万亿", 2.9e12), ("SRF_USAGE > 10 bn", 1e10), ("SRF_USAGE > 100 亿", 1e10), ("UNRATE > 4.5", 0.045)],
)  # fmt: skip
def test_a_threshold_is_read_in_the_units_of_the_field(figures, text: str, limit: float) -> None:  # type: ignore[no-untyped-def]
    assert standing(parse_threshold(text), *figures).limit == pytest.approx(limit)


def test_it_counts_the_days_it_was_met_and_equal_is_not_above(figures) -> None:  # type: ignore[no-untyped-def]
    """SOFR equals IORB on days from 2023 to 2025 that floating point takes for above: strictly above has fewer."""
    above, at_least = (standing(parse_threshold(f"SOFR - iorb {sign} 0 bp"), *figures) for sign in (">", ">="))
    known, path = figures
    spread = (known.base("SOFR") - path.on_days("iorb", known.base("SOFR").index)).round(9).dropna()
    assert above.met_days == int((spread > 0).sum())
    assert at_least.met_days == int((spread >= 0).sum())
    assert at_least.met_days > above.met_days
    assert above.days == len(spread)


@pytest.mark.parametrize(
    ("text", "said"),
    [("SRF_USAGE < 0", "never falls below zero"), ("SOFR > 1000%", "between −5% and 25%"),
     ("SOFR - iorb > 4000 bp", "between −30% and 30%"), ("UNRATE < -1", "between 0% and 100%"),
     ("SOFR - SOFR > 1", "always has the same value"),
     ("TOTRESNS > 100 trn", "no figure since"), ("SOFR > 3 bn", "not counted"), ("SOFR - WALCL > 1", "cannot be taken"),
     ("SOFR", "is no threshold"), ("1 > 2", "names no series"), ("NOSUCH > 1", "Unknown series"),
     ("__import__('os') > 1", "means nothing"), ("SOFR > 1e400", "is no threshold"), ("(" * 90 + "SOFR > 1", ""),
     ("S" * 300, "characters"), ("WALCL > 900000 trn", "At most 1,000 either way")],
)  # fmt: skip
def test_what_can_be_no_threshold_or_never_be_met_is_told(figures, text: str, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FedsheetError) as refused:
        standing(parse_threshold(text), *figures)
    assert said in refused.value.said("en", "page")
    assert any(ord(letter) > 0x4E00 for letter in refused.value.said("zh", "page"))
