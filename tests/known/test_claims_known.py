"""Quantities against H.4.1, H.15, BEA and BLS computed apart, one line a number, on the shipped figures."""

from __future__ import annotations

from datetime import date

import pytest

from claims.support_claims import number, older, shipped

BREAKEVEN = {"series": "DGS10", "minus": "DFII10"}


@pytest.mark.parametrize(
    ("day", "bn"),
    [  # "Levels, USD bn. Total assets"
        ("2007-12-26", 890.7), ("2008-09-03", 905.3), ("2008-11-19", 2187.1), ("2010-03-31", 2307.2),
        ("2012-09-12", 2823.4), ("2014-10-29", 4486.8), ("2020-06-10", 7168.9), ("2025-12-31", 6640.6),
    ],
)  # fmt: skip
def test_total_assets(day: str, bn: float) -> None:
    assert number("level_at", shipped(), series="WALCL", on=date.fromisoformat(day)) == pytest.approx(bn, abs=0.05)


def test_assets_to_gdp() -> None:
    # "Assets/GDP: 2007Q4 6.05%; 2014Q3 25.20%, 2014Q4 25.05% (25.3% on an older vintage)"
    day = date(2014, 10, 29)
    q3, q4 = date(2014, 7, 1), date(2014, 10, 1)
    assert number("ratio_to_gdp", shipped(), series="WALCL", on=day, quarter=q3) == pytest.approx(25.20, abs=0.005)
    assert number("ratio_to_gdp", shipped(), series="WALCL", on=day, quarter=q4) == pytest.approx(25.05, abs=0.005)
    assert number("ratio_to_gdp", older(), series="WALCL", on=day, quarter=q3) == pytest.approx(25.3, abs=0.05)


@pytest.mark.parametrize(
    ("start", "end", "treasuries", "mbs"),
    [  # "Programme deltas, USD bn (H.4.1)"
        ("2008-11-19", "2010-03-31", 300.3, 1068.7),
        ("2010-11-03", "2011-06-29", 775.1, -142.2),
        ("2011-09-21", "2012-06-27", 3.4, -24.3),
        ("2011-09-21", "2012-12-26", -6.2, 47.3),
        ("2012-09-12", "2014-10-29", 810.7, 874.2),
        ("2020-03-11", "2022-03-09", 3230.4, 1319.5),
    ],
)
def test_programme_deltas(start: str, end: str, treasuries: float, mbs: float) -> None:
    days = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    assert number("change_between", shipped(), series="TREAST", **days) == pytest.approx(treasuries, abs=0.05)
    assert number("change_between", shipped(), series="WSHOMCB", **days) == pytest.approx(mbs, abs=0.05)


@pytest.mark.parametrize(
    ("start", "end", "ten_year", "breakeven"),
    [  # "Programme windows, bp (close to close; 10-year / 10-year breakeven)"
        ("2008-11-24", "2010-03-31", 49, 200), ("2010-03-31", "2010-11-02", -121, -10),
        ("2010-11-02", "2011-06-30", 55, 29), ("2011-06-30", "2011-09-20", -123, -52),
        ("2011-09-20", "2012-12-31", -17, 54), ("2012-09-12", "2014-10-29", 57, -46),
    ],
)  # fmt: skip
def test_programme_windows(start: str, end: str, ten_year: float, breakeven: float) -> None:
    days = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
    assert number("change_between", shipped(), series="DGS10", **days) == pytest.approx(ten_year)
    assert number("change_between", shipped(), **BREAKEVEN, **days) == pytest.approx(breakeven)


@pytest.mark.parametrize(
    ("day", "days", "bp"),
    [  # "Event studies": Krishnamurthy–Vissing-Jorgensen 2011 (two days), Gagnon et al. 2011 (one day)
        ("2008-11-25", 2, -36), ("2008-12-01", 2, -25), ("2008-12-16", 2, -33), ("2009-01-28", 2, 28),
        ("2009-03-18", 2, -41), ("2010-08-10", 2, -14), ("2010-09-21", 2, -16), ("2010-11-03", 2, -10),
        ("2009-03-18", 1, -51), ("2009-08-12", 1, 1), ("2009-11-04", 1, 7),
    ],
)  # fmt: skip
def test_event_windows(day: str, days: int, bp: float) -> None:
    assert number("event_change", shipped(), series="DGS10", on=date.fromisoformat(day), days=days) == pytest.approx(bp)


def test_macro() -> None:
    # "Unemployment 9.9 March 2010 … 5.7 October 2014. PCE inflation 2.37% March 2010 …, mean 1.45% …"
    for month, rate in (("2010-03-01", 9.9), ("2010-11-01", 9.8), ("2011-03-01", 9.0), ("2014-10-01", 5.7)):
        assert number("level_at", shipped(), series="UNRATE", on=date.fromisoformat(month)) == pytest.approx(rate)
    assert number("yoy_at", shipped(), series="PCEPI", on=date(2010, 3, 1)) == pytest.approx(2.37, abs=0.005)
    window = {"start": date(2012, 9, 1), "end": date(2014, 10, 1)}
    assert number("mean_yoy", shipped(), series="PCEPI", **window) == pytest.approx(1.45, abs=0.005)
    # "Real GDP 2011Q1 −0.9% annualised (current vintage)"
    assert number("annualised_growth_at", shipped(), series="GDPC1", quarter=date(2011, 1, 1)) == pytest.approx(
        -0.9, abs=0.06
    )


def test_purchases_of_2013_by_month() -> None:
    # "2013-01-02→2013-12-25 +542.7 (45.2 a month), +570.3 (47.5 a month against a plan of 40)": over 357 days, which is
    # 11.73 months, the same sums are 46.3 and 48.6; by twelve calendar months they are smaller
    window = {"start": date(2013, 1, 2), "end": date(2013, 12, 25)}
    months = 357 / 365.25 * 12
    over = number("net_pace_over_plan", shipped(), series="WSHOMCB", instrument="agency_mbs", **window)
    assert over == pytest.approx(570.3 / months - 40, abs=0.01)


def test_maturities_moved_by_twist() -> None:
    # "over 5 years … to 2012-06-27 +306.6"
    buckets = ("over 5 years to 10 years", "over 10 years")
    items = [f"U.S. Treasury securities: Maturing in {bucket}" for bucket in buckets]
    window = {"start": date(2011, 9, 21), "end": date(2012, 6, 27)}
    found = number("statement_change", shipped(), items=items, part="maturity distribution", **window)
    assert found == pytest.approx(306.6, abs=0.05)


def test_dvp_against_tri_party_in_march_2020() -> None:
    # "DVP − tri-party −12 bp on 13 March, +9 on 16–17 March, +2 on the 18th"
    names = {"series": "OFR_DVP_OO_RATE", "minus": "OFR_TRI_OO_RATE"}
    for day, bp in ((13, -12), (16, 9), (17, 9), (18, 2)):
        found = number("level_at", shipped(), **names, on=date(2020, 3, day))
        assert 100 * found == pytest.approx(bp)


def test_gcf_over_tri_party() -> None:
    # "GCF − tri-party: … positive on 98.8% of 247 days 2018–2026": the shipped figures end in 2025 with 188 days
    window = {"start": date(2018, 6, 15), "end": date(2025, 12, 24)}
    found = number("share_of_days", shipped(), higher="OFR_GCF_OO_RATE", lower="OFR_TRI_OO_RATE", **window)
    assert found == pytest.approx(98.8, abs=0.5)
