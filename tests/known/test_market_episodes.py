"""The money market against what was published: KNOWN_ANSWERS "Money market", OFR, New York Fed, H.4.1."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fedsheet.market.hierarchy import wedge
from market.market_support import course, held, history, on

BP = 1e-4


def test_september_2019_effr_within_5_bp_of_the_published_230() -> None:
    assert on(course("september-2019"), "EFFR", "2019-09-17") == pytest.approx(0.0230, abs=5 * BP)


def test_september_2019_sofr_within_50_bp_of_the_published_525() -> None:
    assert on(course("september-2019"), "SOFR", "2019-09-17") == pytest.approx(0.0525, abs=50 * BP)


def test_september_2019_is_calm_on_the_friday_before() -> None:
    # New York Fed: SOFR 2.20, EFFR 2.14 on 2019-09-13.
    found = course("september-2019")
    assert on(found, "SOFR", "2019-09-13") == pytest.approx(0.0220, abs=5 * BP)
    assert on(found, "EFFR", "2019-09-13") == pytest.approx(0.0214, abs=5 * BP)


def test_on_rrp_record_within_10_percent_when_driven_by_bills_and_fund_cash() -> None:
    # New York Fed: 2,553.7 bn on 2022-12-30, the record.
    found = course("rrp-flood-2021")
    take_up = found.cleared.on_rrp[0]
    assert take_up.max() == pytest.approx(2553.7e9, rel=0.10)
    assert found.days[int(take_up.argmax())] == pd.Timestamp("2022-12-30")


# Year means of DVP − tri-party, OFR, bp; 2021 to 2025 are in KNOWN_ANSWERS, 2018 to 2020 from the same two series.
@pytest.mark.parametrize(
    ("year", "published"),
    [(2018, -0.3), (2019, 0.5), (2020, -0.9), (2021, -4.2), (2022, -7.2), (2023, -0.5), (2024, 2.4), (2025, 3.6)],
)
def test_sign_of_dvp_minus_tri_party_is_right_in_each_year(year: int, published: float) -> None:
    days, rates = history()
    vintage = held()[0]
    both = vintage.base("OFR_DVP_OO_RATE").index.intersection(vintage.base("OFR_TRI_OO_RATE").index)
    chosen = (days.days.year == year) & days.days.isin(both)
    tri = rates.rates["TGCR"] - held()[2].tgcr_premium
    model = float((rates.rates["DVP"] - tri)[chosen].mean()) / BP
    assert np.sign(model) == np.sign(published)


def test_gcf_stands_above_tri_party_on_at_least_95_percent_of_simulated_days() -> None:
    days, rates = history()
    tri = rates.rates["TGCR"] - held()[2].tgcr_premium
    assert len(days.days) > 1900
    assert float((rates.rates["GCF"] > tri).mean()) >= 0.95
    # OFR: median +8 bp over the days on which GCF is published.
    assert float(np.median(rates.rates["GCF"] - tri)) / BP == pytest.approx(8.0, abs=1.0)


def test_march_2020_wedge_peaks_and_is_gone_within_four_business_days() -> None:
    found = course("march-2020")
    gap = (found.rates.rates["DVP"] - found.cleared.tri_party)[0]
    seen = wedge(found.days, gap)
    # OFR: +9 bp on 16 and 17 March, +2 on the 18th.
    assert str(seen.peak) in ("2020-03-16", "2020-03-17")
    assert seen.peak_size / BP == pytest.approx(9.0, abs=5.0)
    assert seen.lasted is not None
    assert seen.lasted <= 4


def test_march_2020_reserves_rise_while_leveraged_investors_unwind() -> None:
    found = course("march-2020")
    reserves, book = found.cleared.reserves[0], found.rates.volumes_usd["DVP"][..., :]
    assert reserves[-1] > reserves[0] + 5e11  # H.4.1: 1,745 (week to 11 March) to 2,920 (15 April)
    assert np.atleast_2d(book)[0, 10] < np.atleast_2d(book)[0, 0]


def test_tri_party_follows_the_published_rate_through_the_regimes_it_was_fitted_on() -> None:
    days, rates = history()
    published = held()[0].base("OFR_TRI_OO_RATE").reindex(days.days).to_numpy()
    tri = rates.rates["TGCR"] - held()[2].tgcr_premium
    frame = pd.DataFrame({"year": days.days.year, "miss": np.abs(tri - published) / BP}).dropna()
    median = frame.groupby("year")["miss"].median()
    assert median.loc[2018:2023].max() <= 3.0
    assert median.loc[2024:2025].max() <= 4.5  # out of sample


def test_december_2025_standing_repo_is_understated() -> None:
    # An honest miss: New York Fed 74.6 bn on 2025-12-31; parameters end in 2023, before banks' need had grown.
    used = course("october-2025").cleared.standing_repo[0]
    assert used.max() < 20e9


def test_percentiles_of_sofr_spread_in_september_2019_as_published() -> None:
    # New York Fed, 2019-09-17: 1st percentile 2.25, 25th 5.00, 75th 5.85, 99th 9.00.
    found = course("september-2019")
    row = int(found.days.get_loc(pd.Timestamp("2019-09-17")))
    p1, _, p75, p99 = (float(np.atleast_2d(found.rates.percentile("SOFR", k))[0, row]) for k in (1, 25, 75, 99))
    assert p1 == pytest.approx(0.0225, abs=50 * BP)
    assert p75 == pytest.approx(0.0585, abs=50 * BP)
    assert p99 == pytest.approx(0.0900, abs=50 * BP)
