"""H.4.1 and the record: caps used, the maturities moved by the extension, and totals the Desk reported."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.record import load_path
from fedsheet.review.composition import composition
from fedsheet.review.ledger import caps_use, ledger, ledger_line, monthly_pace, operations_total
from fedsheet.review.windows import all_windows
from support import snapshot_vintage


def windows():
    return all_windows(load_path(), snapshot_vintage()["DGS10"].values.index[-1].date())


def line(programme, instrument):
    return ledger_line(snapshot_vintage(), load_path(), windows()[programme], instrument)


@pytest.mark.parametrize(
    ("programme", "instrument", "caps", "decline", "percent"),
    [
        ("runoff1", "treasury", 435.0, 384.8, 88), ("runoff1", "agency_mbs", 320.0, 256.4, 80),
        ("runoff2", "treasury", 1640.0, 1579.6, 96), ("runoff2", "agency_mbs", 1417.5, 653.8, 46),
    ],
)  # fmt: skip
def test_share_of_the_caps_used(programme, instrument, caps, decline, percent):
    """Declines of H.4.1 over sums of caps, which the record's facts hold."""
    found = {(c.programme, c.instrument): c for c in caps_use(snapshot_vintage(), load_path(), windows().values())}
    use = found[(programme, instrument)]
    assert use.caps_usd / 1e9 == pytest.approx(caps)
    assert use.decline_usd / 1e9 == pytest.approx(decline, abs=0.1)
    assert use.share * 100 == pytest.approx(percent, abs=1)


def test_the_extension_moved_maturities():
    """H.4.1: over five years +510.4 (5–10 +282.3, over 10 +228.0), up to five −516.5 (1–5 −349.1)."""
    found = composition(snapshot_vintage(), date(2011, 9, 21), date(2012, 12, 26))
    assert found.long_change_usd / 1e9 == pytest.approx(510.4, abs=0.1)
    assert found.change("5_to_10_years") / 1e9 == pytest.approx(282.3, abs=0.1)
    assert found.change("over_10_years") / 1e9 == pytest.approx(228.0, abs=0.1)
    assert found.short_change_usd / 1e9 == pytest.approx(-516.5, abs=0.1)
    assert found.change("1_to_5_years") / 1e9 == pytest.approx(-349.1, abs=0.1)


def test_the_extension_to_june_2012():
    """H.4.1, maturities, 2011-09-21 to 2012-06-27: +306.6 and −303.2."""
    found = composition(snapshot_vintage(), date(2011, 9, 21), date(2012, 6, 27))
    moved = (found.long_change_usd / 1e9, found.short_change_usd / 1e9)
    assert moved == pytest.approx((306.6, -303.2), abs=0.1)


@pytest.mark.parametrize(("instrument", "gross"), [("treasury", 790), ("agency_mbs", 823)])
def test_the_announced_pace_adds_up_to_what_the_desk_bought(instrument, gross):
    """The Desk's totals for LSAP3 (about 790 and 823, record, grade B) from the statements' monthly pace alone."""
    assert line("lsap3", instrument).announced_usd / 1e9 == pytest.approx(gross, abs=1.5)


def test_reinvestment_explains_the_second_programme():
    """600 bought; holdings +775.1 because the fall of agency MBS and debt (142.2 + 33.0) went into Treasuries."""
    steps = {d.name: d.usd / 1e9 for d in line("lsap2", "treasury").differences}
    assert steps["agency principal reinvested in Treasuries"] == pytest.approx(142.2 + 33.0, abs=0.1)
    assert abs(steps["redemptions, and settlement in flight"]) < 5


def test_sales_of_the_extension_are_held():
    """Coupon and TIPS sales of 2011 and 2012 in the shipped operations: 130.029 + 4.030 + 490.870 + 8.784 billion."""
    sold = operations_total(snapshot_vintage(), "treasury_short_sales", date(2011, 9, 21), date(2012, 12, 31))
    assert sold / 1e9 == pytest.approx(-(130.029 + 4.030 + 490.870 + 8.784), abs=0.001)


def test_purchases_before_the_table_begins_are_missing_not_zero():
    """README of the figures: purchases only from 2021-03-22."""
    assert operations_total(snapshot_vintage(), "treasury", date(2012, 9, 12), date(2014, 10, 29)) is None
    assert line("covid", "treasury").traded_usd is None
    months = monthly_pace(snapshot_vintage(), load_path(), "treasury", date(2021, 1, 1), date(2021, 6, 30))
    assert [m.traded_usd is None for m in months] == [True, True, True, False, False, False]


def test_2021_purchases_match_the_announced_pace():
    """FOMC 2020-12-16: at least 80 billion of Treasuries a month; operations of the Desk within two billion."""
    months = monthly_pace(snapshot_vintage(), load_path(), "treasury", date(2021, 4, 1), date(2021, 10, 31))
    assert [m.planned_usd / 1e9 for m in months] == pytest.approx([80.0] * 7)
    total = sum(m.traded_usd for m in months) / 7e9
    assert total == pytest.approx(80, abs=2)


def test_the_chain_closes():
    """Announced (or traded) plus every named difference is what is held, to the dollar."""
    for found in ledger(snapshot_vintage(), load_path(), windows().values()):
        first = found.announced_usd if found.announced_usd is not None else found.traded_usd
        if first is not None and found.held_usd is not None:
            assert first + sum(d.usd for d in found.differences) == pytest.approx(found.held_usd, abs=0.5)
