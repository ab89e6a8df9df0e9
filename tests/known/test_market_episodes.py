"""The money market against what was published: OFR, New York Fed, H.4.1.

Tri-party of 17 September 2019 is fitted, so the tests of that day hold the fit and what stands on it; the tests with
"not fitted" or "miss" in their names are those that could have come out otherwise.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from fedsheet.market.hierarchy import wedge
from fedsheet.market.scenario import load_scenario
from market.market_support import course, held, history, on

DAYS_OF_SEPTEMBER = {"16", "17", "18"}
BP = 1e-4


def numbers_of(text: str) -> set[str]:
    """Every number written in a text."""
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def test_effr_answers_the_fitted_repo_rate_of_september_2019_within_5_bp_of_the_published_230() -> None:
    assert on(course("september-2019"), "EFFR", "2019-09-17") == pytest.approx(0.0230, abs=5 * BP)


def test_the_fit_of_september_2019_has_sofr_within_25_bp_of_the_published_525() -> None:
    assert on(course("september-2019"), "SOFR", "2019-09-17") == pytest.approx(
        0.0525, abs=25 * BP
    )  # 20 low when written


def test_not_fitted_no_other_day_of_2018_and_2019_jumps_by_50_bp_on_observed_drivers() -> None:
    # The need of 17 September 2019 on 438 ordinary days. OFR: besides that day tri-party stood 50 bp or more over
    # IORB on 2018-12-31 (57) and 2019-01-02 (61) only, and those the model misses: it gives no day more than 20 bp.
    days, rates = history()
    spread = pd.Series((rates.rates["TGCR"] - held()[2].tgcr_premium - days.conditions.iorb).ravel(), index=days.days)
    spread = spread.loc[:"2019-12-31"]
    assert len(spread) > 430
    assert spread.max() < 50 * BP
    published = held()[0].base("OFR_TRI_OO_RATE").reindex(spread.index)
    over = published - pd.Series(days.conditions.iorb.ravel(), index=days.days).reindex(spread.index)
    jumped = over[over.round(6) >= 50 * BP].drop(pd.Timestamp("2019-09-17"))
    assert [str(day.date()) for day in jumped.index] == ["2018-12-31", "2019-01-02"]
    assert (spread[jumped.index] < 20 * BP).all()


def test_miss_dvp_does_not_fall_below_tri_party_on_17_september_2019() -> None:
    # OFR, overnight rates of 2019-09-17: DVP 4.86 less tri-party 5.04 is -18 bp.
    vintage, day = held()[0], pd.Timestamp("2019-09-17")
    published = vintage.base("OFR_DVP_OO_RATE")[day] - vintage.base("OFR_TRI_OO_RATE")[day]
    assert published == pytest.approx(-18 * BP, abs=0.1 * BP)
    found = course("september-2019")
    model = on(found, "DVP", "2019-09-17") - on(found, "tri-party", "2019-09-17")
    assert model == pytest.approx(1.4 * BP, abs=0.05 * BP)  # as the scenario's note says


def test_miss_the_day_after_is_calm_too_soon_and_effr_is_low_the_day_before() -> None:
    # OFR: tri-party 2.57 on 2019-09-18; New York Fed: EFFR 2.25 on the 16th. Both as the scenario's note says.
    found, vintage = course("september-2019"), held()[0]
    assert vintage.base("OFR_TRI_OO_RATE")[pd.Timestamp("2019-09-18")] == pytest.approx(0.0257)
    assert on(found, "tri-party", "2019-09-18") == pytest.approx(0.0216, abs=0.5 * BP)
    assert on(found, "EFFR", "2019-09-16") - 0.0225 == pytest.approx(-6 * BP, abs=0.5 * BP)


def test_not_fitted_tri_party_is_back_by_20_september_2019() -> None:
    # OFR, 20 to 27 September; the model is 10 and 16 bp low on the 24th and 25th and within 3 bp on the other days.
    found = course("september-2019")
    published = held()[0].base("OFR_TRI_OO_RATE").reindex(found.days)
    miss = pd.Series(found.cleared.tri_party[0], index=found.days) - published
    assert miss.loc["2019-09-20":].abs().median() < 3 * BP
    assert miss.loc["2019-09-20":].abs().max() < 20 * BP


@pytest.mark.parametrize("name", ["september-2019", "march-2020"])
def test_a_replay_that_saw_its_outcome_says_so(name: str) -> None:
    notes = load_scenario(name).notes
    assert "Fitted" in " ".join(notes["en"])
    assert "属于拟合" in "".join(notes["zh"])


def test_every_number_in_the_notes_of_september_2019_is_the_runs_or_the_publishers() -> None:
    found, vintage = course("september-2019"), held()[0]
    tri = {day: vintage.base("OFR_TRI_OO_RATE")[pd.Timestamp(day)] for day in ("2019-09-17", "2019-09-18")}
    seen = vintage.base("OFR_DVP_OO_RATE")[pd.Timestamp("2019-09-17")] - tri["2019-09-17"]
    over = on(found, "DVP", "2019-09-17") - on(found, "tri-party", "2019-09-17")
    effr = on(found, "EFFR", "2019-09-16") - vintage.base("DFF")[pd.Timestamp("2019-09-16")]
    numbers = [
        f"{over / BP:.1f}", f"{-seen / BP:.0f}", f"{on(found, 'tri-party', '2019-09-18') * 100:.2f}",
        f"{tri['2019-09-18'] * 100:.2f}", f"{-effr / BP:.0f}",
    ]  # fmt: skip
    for lines in found.scenario.notes.values():
        assert numbers_of(lines[1]) - DAYS_OF_SEPTEMBER == set(numbers) - DAYS_OF_SEPTEMBER
        assert "6" in numbers  # EFFR of the 16th


def test_every_number_in_the_notes_of_october_2025_is_the_runs_or_the_publishers() -> None:
    # New York Fed: standing repo 50.35 bn on 2025-10-31 and 74.6 bn on 2025-12-31; SOFR 4.22 and 3.87 those days.
    found, vintage = course("october-2025"), held()[0]
    over = pd.Series(found.rates.rates["SOFR"][0] - np.asarray(found.conditions.iorb), found.days) / BP
    seen = vintage.base("SOFR").reindex(found.days) / BP - np.asarray(found.conditions.iorb) / BP
    drawn, used = float(found.cleared.standing_repo.max()), vintage.base("SRF_USAGE")
    numbers = {f"{drawn / 1e9:.1f}"}
    for day in (pd.Timestamp("2025-10-31"), pd.Timestamp("2025-12-31")):
        numbers |= {f"{over[day]:.1f}", f"{seen[day]:.0f}", f"{used[day] / 1e9:g}"}
    assert numbers <= numbers_of(found.scenario.notes["en"][1])
    in_zh = {f"{drawn / 1e8:.0f}", "503.5", "746"} | {n for n in numbers if float(n) < 40 and "." not in n}
    assert in_zh <= numbers_of(found.scenario.notes["zh"][1])


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


# Year means of DVP − tri-party, bp, from the two published series of OFR.
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


def test_standing_repo_of_late_2025_peaks_on_the_right_day_but_is_understated() -> None:
    # An honest miss: New York Fed 74.6 bn on 2025-12-31; the expected course has a sixteenth of it.
    found = course("october-2025")
    used = pd.Series(found.cleared.standing_repo[0], index=found.days)
    published = held()[0].base("SRF_USAGE").loc["2025-10-01":"2025-12-31"]
    assert used.idxmax() == published.idxmax() == pd.Timestamp("2025-12-31")
    assert used.max() < 20e9


def test_percentiles_of_sofr_spread_in_september_2019_as_published() -> None:
    # New York Fed, 2019-09-17: 1st percentile 2.25, 25th 5.00, 75th 5.85, 99th 9.00. Off when written, on a median 20
    # low: +24, -15, -12, +2 bp.
    found = course("september-2019")
    row = int(found.days.get_loc(pd.Timestamp("2019-09-17")))
    p1, p25, p75, p99 = (float(np.atleast_2d(found.rates.percentile("SOFR", k))[0, row]) for k in (1, 25, 75, 99))
    assert p1 == pytest.approx(0.0225, abs=25 * BP)
    assert p25 == pytest.approx(0.0500, abs=25 * BP)
    assert p75 == pytest.approx(0.0585, abs=25 * BP)
    assert p99 == pytest.approx(0.0900, abs=25 * BP)
