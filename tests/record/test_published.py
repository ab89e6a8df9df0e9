"""What officials and surveys published: read whole, dated honestly, worded in Chinese, equal to what was gathered."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from fedsheet.record import published
from support import shared

HAN = re.compile(r"[一-鿿]")


def test_a_month_without_a_day_is_known_from_its_end():
    told = published.reserve_demand_elasticity()
    assert published.known(told, date(2025, 7, 30))[-1].announced_at == date(2024, 10, 11)
    assert published.known(told, date(2025, 7, 31))[-1].announced_at == date(2025, 7, 31)
    assert told[-1].bp_per_percent == -0.268
    assert told[-1].band == (-0.439, -0.093)


def test_the_median_of_september_2026_for_its_own_year():
    of_meeting = [m for m in published.sep_medians() if m.announced_at == date(2026, 9, 16)]
    assert {m.horizon for m in of_meeting} == {"2026", "2027", "2028", "2029", published.LONGER_RUN}
    funds = next(m for m in of_meeting if (m.variable, m.horizon) == ("federal_funds_rate", published.LONGER_RUN))
    assert 0.025 < funds.median < 0.04


def test_treasury_told_its_peak_before_it_came():
    peak = next(a for a in published.cash_assumptions() if a.what == "peak_within_quarter")
    assert (peak.announced_at, peak.cash_usd) == (date(2026, 8, 5), 1_050e9)


def test_what_treasury_announced_is_held_as_gathered_and_more():
    # A quarter's number stands as gathered where it was read in the release; what was found since fills gaps.
    held = {(a.quarter_end, a.what, a.announced_at.strftime("%Y-%m")): a.cash_usd for a in published.cash_assumptions()}
    with shared("facts/treasury_cash_assumptions.csv").open() as file:
        gathered = [row for row in csv.DictReader(file) if row["end_quarter_cash_bn"]]
    for row in gathered:
        found = held[date.fromisoformat(row["quarter_end"]), row["what"], row["announced"][:7]]
        assert found == float(row["end_quarter_cash_bn"]) * 1e9, row
    assert sum(usd is not None for usd in held.values()) > len(gathered) + 20


def test_treasury_s_numbers_follow_each_other():
    # Each release tells the quarter before; what a quarter ended with is told once.
    told = [a.quarter_end for a in published.cash_assumptions() if a.what == "actual"]
    assert told == sorted(set(told))


def test_phrases_have_chinese():
    for row in published.official_projections():
        assert HAN.search(row.publication.zh) or row.publication.zh.startswith("FEDS")
        assert HAN.search(published.in_chinese(row.item)), row.item
        assert HAN.search(published.in_chinese(row.scenario)), row.scenario
    assert all(HAN.search(row.item.zh) for row in published.surveys())
    assert all(HAN.search(published.in_chinese(row.status)) for row in published.debt_limit())


@pytest.mark.parametrize(
    ("name", "study", "value"),
    [
        ("sep_medians", "sep_medians", "median"),
        ("official_projections", "official_projections_2026", "value"),
        ("surveys", "surveys", "value"),
        ("debt_limit", "tga_debt_limit", "tga_low_bn"),
        ("reserve_demand_elasticity", "rde", "value"),
    ],
)
def test_as_many_numbers_as_were_gathered(name, study, value):
    with shared(f"facts/{study}.csv").open() as file:
        rows = [row[value] for row in csv.DictReader(file)]
    assert len(getattr(published, name)()) == len(rows)
