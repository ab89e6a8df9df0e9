"""OFR, New York Fed and H.4.1: what the shipped figures themselves say; no series is damaged on its way in."""

from __future__ import annotations

from datetime import date

import pytest

from support import snapshot_vintage

BN = 1e9


def at(series: str, day: str) -> float:
    return snapshot_vintage()[series].base_at(date.fromisoformat(day))


def dvp_minus_tri_party():
    vintage = snapshot_vintage()
    return ((vintage["OFR_DVP_OO_RATE"].base() - vintage["OFR_TRI_OO_RATE"].base()) * 1e4).dropna()


@pytest.mark.parametrize(
    ("series", "day", "percent"),
    [
        ("OFR_TRI_OO_RATE", "2019-09-17", 5.04), ("OFR_DVP_OO_RATE", "2019-09-17", 4.86),
        ("SOFR", "2019-09-17", 5.25), ("DFF", "2019-09-17", 2.30), ("SOFR", "2025-10-31", 4.22),
    ],
)  # fmt: skip
def test_rates(series: str, day: str, percent: float) -> None:
    assert at(series, day) * 100 == pytest.approx(percent, abs=0.001)


@pytest.mark.parametrize(
    ("day", "bn"), [("2019-09-18", 1394), ("2020-03-11", 1745), ("2020-04-15", 2920), ("2020-05-20", 3270)]
)
def test_reserves(day: str, bn: float) -> None:
    """Week averages; the later two are printed to ten billion."""
    assert at("WRESBAL", day) / BN == pytest.approx(bn, abs=1 if bn < 2000 else 5)


def test_dvp_minus_tri_party_in_march_2020() -> None:
    days = {"2020-03-13": -12, "2020-03-16": 9, "2020-03-17": 9, "2020-03-18": 2, "2020-03-24": -8}
    found = dvp_minus_tri_party()
    assert {day: round(found[day]) for day in days} == days


def test_dvp_minus_tri_party_by_year() -> None:
    found = dvp_minus_tri_party()
    means = {year: round(found[str(year)].mean(), 1) for year in range(2021, 2026)}
    assert means == {2021: -4.2, 2022: -7.2, 2023: -0.5, 2024: 2.4, 2025: 3.6}


def test_the_record_of_on_rrp() -> None:
    held = snapshot_vintage()["RRPONTSYD"].base()
    assert (held.idxmax().date(), held.max() / BN) == (date(2022, 12, 30), pytest.approx(2553.7, abs=0.05))


@pytest.mark.parametrize(("day", "bn"), [("2025-10-31", 50.35), ("2025-12-31", 74.6), ("2024-06-12", 0.0)])
def test_standing_repo(day: str, bn: float) -> None:
    """README of the figures: business days not listed are zero."""
    assert at("SRF_USAGE", day) / BN == pytest.approx(bn, abs=0.001)
