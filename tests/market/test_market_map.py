"""The map: three classes, nine kinds; sheets of a day; hierarchy."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

import fedsheet
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.market.conditions import observed_days
from fedsheet.market.hierarchy import orderings, rate_table, wedge
from fedsheet.market.participants import classes, flows, participants, sized
from fedsheet.market.results import sheets
from fedsheet.market.sheets import opening_sheets
from fedsheet.market.simulate import opening_volumes
from fedsheet.market.sizes import load_sizes, size
from fedsheet.sheet.accounts import identities
from market.market_support import held
from support import shared, snapshot_vintage


def test_three_classes_of_three_kinds() -> None:
    # docs/decisions.md, "Nine kinds, three classes: our own definition".
    assert len(participants()) == 9
    assert sorted(p.of_class for p in participants()) == sorted(name for name in classes() for _ in range(3))


def test_every_kind_lends_or_borrows_in_some_flow() -> None:
    ends = {f.lender for f in flows()} | {f.borrower for f in flows()}
    assert ends == {p.id for p in participants()}


def test_every_flow_is_in_what_its_ends_lend_and_borrow_in() -> None:
    by_id = {p.id: p for p in participants()}
    for flow in flows():
        assert flow.instrument in by_id[flow.lender].lends, flow
        assert flow.instrument in by_id[flow.borrower].borrows, flow


def test_home_loan_banks_borrow_by_notes_that_money_funds_buy() -> None:
    by_id = {p.id: p for p in participants()}
    assert by_id["cash_pools"].borrows == ("fhlb_notes",)
    assert "fhlb_notes" in by_id["money_funds"].lends


def test_sizes_are_as_of_the_day_asked() -> None:
    vintage = held()[0]
    found = {s.participant.id: s for s in sized(vintage, date(2019, 9, 17))}
    assert found["federal_reserve"].size_usd == pytest.approx(3769.7e9, abs=1e8)  # H.4.1, 2019-09-11
    assert found["money_funds"].size_date <= date(2019, 9, 17)
    assert all(s.participant.size_grade in "ABC" and s.participant.size_source.en for s in found.values())


@pytest.mark.parametrize(
    ("name", "series"),
    [("bills", "MSPD_BILLS_HELD_PUBLIC"), ("marketable_debt", "MSPD_MARKETABLE_HELD_PUBLIC"), ("fed_bills", "WSHOBL")],
)
def test_sizes_that_a_series_holds_too_are_the_series_and_as_new(name: str, series: str) -> None:
    held = fedsheet.series(series)
    shown = {day: usd for day, usd in zip(size(name).dates, size(name).values_usd, strict=True) if day.year == 2026}
    assert {day: round(usd / 1e8) for day, usd in shown.items()} == {
        day: round(held.on(str(day)) * held.definition.unit.scale / 1e8) for day in shown
    }
    assert (held.latest()[0] - max(shown)).days < 92


def test_sizes_dated_after_the_as_of_are_unknown() -> None:
    # participants.toml: advances of 2023-03-31; volume of bank funding of 2026-09-14.
    found = {s.participant.id: s for s in sized(snapshot_vintage(date(2019, 9, 17)), date(2019, 9, 16))}
    assert {name for name, s in found.items() if s.size_usd is None} == {"foreign_branches", "cash_pools"}
    assert found["cash_pools"].size_date is found["cash_pools"].source is found["cash_pools"].grade is None


def test_an_amount_is_read_from_what_is_dated_by_the_as_of() -> None:
    # sizes.toml: OFR's 1,155 bn at mid-August 2019 and 1,093 bn at mid-November.
    day, held_amount = pd.DatetimeIndex(["2019-09-17"]), size("tri_party_private")
    assert held_amount.on(day, date(2019, 9, 18)) == pytest.approx(1155e9)
    assert held_amount.on(day) == pytest.approx(1155e9 - 33 / 92 * 62e9)  # 33 of 92 days on
    with pytest.raises(DateRangeError, match="Use as_of= 2018-05-15"):
        held_amount.on(day, date(2018, 5, 14))


def test_a_sheet_leaves_out_what_its_as_of_did_not_know() -> None:
    day = date(2019, 9, 13)
    early, now = (sheets(v, day) for v in (snapshot_vintage(date(2019, 9, 20)), snapshot_vintage()))
    assert identities(early) == []
    for item in ("fhlb_advances", "fed_funds", "eurodollars"):
        place = early.items.index(item)
        assert early.owned[:, place].sum() == early.owed[:, place].sum() == 0
    assert now.owned[:, now.items.index("fhlb_advances")].sum() == 1_044 * 10**9
    later = sheets(snapshot_vintage(date(2023, 4, 3)), day)
    assert later.owned[:, later.items.index("fhlb_advances")].sum() == 1_044 * 10**9


def test_bills_outstanding_are_the_treasurys() -> None:
    # US Treasury, Monthly Statement of the Public Debt, 31 December 2022: 3,696.2 bn.
    assert size("bills").last(date(2022, 12, 31)) == (date(2022, 12, 31), 3696.2e9)


def test_bank_credit_is_h8s() -> None:
    h8 = pd.read_csv(shared("data/series/TOTBKCR.csv"), index_col="date", parse_dates=True)["value"]
    shipped = snapshot_vintage().base("TOTBKCR") / 1e9  # from 2014 on, the same release
    ours = size("bank_credit")
    known = [h8.get(pd.Timestamp(d), shipped.get(pd.Timestamp(d))) for d in ours.dates]
    assert list(ours.values_usd) == pytest.approx([1e9 * float(x) for x in known], abs=1e8)


def test_the_foreign_repo_pool_is_h41s() -> None:
    files = ("data/h41/h41_ddp_2003_2020.csv", "data/h41/h41_ddp_2021_2023.csv")
    columns = [
        pd.read_csv(shared(f), index_col=0, parse_dates=True, usecols=["date", "RESPPLLRF_N.WW"]).iloc[:, 0]
        for f in files
    ]
    h41, vintage = pd.concat(columns).dropna(), snapshot_vintage()
    for day in (date(2019, 9, 18), date(2023, 3, 22)):
        found = next(s for s in sized(vintage, day) if s.participant.id == "foreign_official")
        assert (found.size_date, found.size_usd) == (day, 1e6 * h41[pd.Timestamp(day)])


def test_dvp_volume_is_the_quarters_average_of_ofr() -> None:
    ofr = pd.read_csv(shared("data/series/OFR_DVP_OO_VOL.csv"), index_col="date", parse_dates=True)["value"]
    by_quarter = ofr[:"2024-12-31"].groupby(pd.Grouper(freq="QE")).mean().iloc[1:]
    middles = [d.replace(day=15) - pd.DateOffset(months=1) for d in by_quarter.index]
    found = [size("dvp_volume").last(d.date())[1] for d in middles]
    assert found == pytest.approx(list(by_quarter), abs=0.6e9)  # printed in whole billions


def test_unknown_sizes_are_named() -> None:
    with pytest.raises(UnknownNameError, match="bills"):
        size("bill")
    assert all(s.grade in "ABC" for s in load_sizes().values())


@pytest.mark.parametrize("day", ["2018-04-03", "2019-09-13", "2020-03-16", "2022-12-30", "2025-12-31"])
def test_opening_sheets_balance_and_agree_with_the_statement(day: str) -> None:
    vintage, path, b = held()
    at = date.fromisoformat(day)
    found = opening_sheets(vintage, at, opening_volumes(b, observed_days(vintage, path, b, at, at)))
    assert identities(found) == []
    assert (found.owned >= 0).all()
    total = int(found.owned[found.sectors.index("federal_reserve")].sum())
    assert total == pytest.approx(vintage["WALCL"].base_last(at)[1], abs=5)


def test_the_corridors_own_order_held_every_day() -> None:
    vintage, path, _ = held()
    found = orderings(rate_table(vintage, path, date(2018, 4, 3), date(2026, 10, 7)), path)
    floor = [o for o in found if (o.lower, o.upper) == ("ON RRP", "EFFR")]
    assert [o.share for o in floor] == [1.0, 1.0, 1.0, 1.0]
    gcf = {o.regime: o.share for o in found if (o.lower, o.upper) == ("tri-party", "GCF")}
    # OFR, GCF and tri-party rates: GCF over tri-party positive on 98.8% of days 2018-2026.
    assert all(share is not None and share > 0.95 for share in gcf.values())


def test_a_span_without_rates_is_named() -> None:
    vintage, path, _ = held()
    with pytest.raises(DateRangeError, match="SOFR is held from 2018-04-03"):
        rate_table(vintage, path, date(2010, 1, 1), date(2010, 2, 1))


def test_conditions_before_the_first_sofr_are_refused() -> None:
    vintage, path, b = held()
    with pytest.raises(DateRangeError, match="held from 2018-04-03"):
        observed_days(vintage, path, b, date(2017, 1, 3), date(2018, 5, 1))


def test_figures_that_end_before_the_first_sofr_ask_for_a_later_as_of() -> None:
    _, path, b = held()
    early = snapshot_vintage(date(2009, 1, 2))
    with pytest.raises(DateRangeError, match=r"No market conditions are held before 2018-04-03\. Choose a later as_of"):
        observed_days(early, path, b, date(2018, 4, 3), date(2018, 5, 1))
    with pytest.raises(DateRangeError, match="Choose a later as_of"):
        sheets(early, date(2018, 5, 1))


def test_a_wedge_is_timed_from_its_peak() -> None:
    import pandas as pd

    days = pd.bdate_range("2020-03-09", periods=10)
    gap = np.array([0, 0, 0, 0, 0, 9, 8, 4, 1, 0]) * 1e-4
    found = wedge(days, gap)
    assert found.peak == days[5].date()
    assert found.lasted == 3


def test_a_wedge_that_never_widens_lasts_no_day_and_is_said_not_to_have_left_the_usual():
    days = pd.bdate_range("2025-01-02", periods=20)
    found = wedge(days, np.where(np.arange(20) == 9, 2e-4, 1e-4))
    assert found.lasted == 0
