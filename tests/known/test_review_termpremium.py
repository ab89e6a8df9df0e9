"""Term premium against the New York Fed's published series (Adrian, Crump and Moench)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.record import load_path
from fedsheet.review.decomposition import OURS, premium_history, shipped_model, split_events, split_windows
from fedsheet.review.eventsets import event_set
from fedsheet.review.termpremium import decompose, estimate, month_ends
from fedsheet.review.windows import all_windows
from fedsheet.review.zerocurve import from_gsw_parameters
from support import shared, snapshot_vintage


def gsw_curves():
    held = pd.read_csv(shared("data/curves/gsw_parameters_1961_2018.csv"), parse_dates=["date"]).dropna()
    days = held["date"].to_numpy().astype("datetime64[D]")
    return from_gsw_parameters(days, held.iloc[:, 1:].to_numpy(dtype=float))


def published(column):
    table = pd.read_csv(shared("data/curves/acm_monthly_1961_2025.csv"), parse_dates=["date"], index_col="date")
    return table[column].set_axis(table.index.to_period("M")) / 100


def by_month(days, values):
    return pd.Series(values, pd.DatetimeIndex(days).to_period("M"))


def beside(ours, theirs):
    both = pd.concat([ours, theirs], axis=1, join="inner").dropna()
    both.columns = ["ours", "theirs"]
    return both


def test_five_factors_on_published_curves():
    """Bar: correlation of at least 0.99 with the published ten-year premium, 1961–2018; RMSE after a constant."""
    curves = month_ends(gsw_curves())
    found = decompose(estimate(curves.yields, 5), curves)
    both = beside(by_month(curves.days, found.premium[:, 2]), published("ACMTP10"))
    assert len(both) == 683
    assert both.corr().iloc[0, 1] > 0.998
    assert both.diff().corr().iloc[0, 1] > 0.995
    assert (both["ours"] - both["theirs"]).std() * 1e4 < 15  # 13.8 bp: parameters differ, theirs are estimated to 2025
    fitted = beside(by_month(curves.days, found.fitted[:, 2]), published("ACMY10"))
    assert (fitted["ours"] - fitted["theirs"]).abs().max() * 1e4 < 5


def test_what_ships_against_the_published_series():
    """Five par yields and parameters of 1961–2018: the level is off by half a point, the movement is theirs."""
    history = premium_history(snapshot_vintage())
    ours = by_month(history.days, history.premium[:, 2]).groupby(level=0).last()
    both = beside(ours, published("ACMTP10"))
    assert len(both) == 210
    assert both.corr().iloc[0, 1] > 0.97
    later = both[both.index >= "2019-01"]  # months on which no parameter was estimated
    assert later.corr().iloc[0, 1] > 0.97
    assert (later["ours"] - later["theirs"]).std() * 1e4 < 12


def test_published_curves_are_used_when_the_vintage_holds_them():
    """Gürkaynak–Sack–Wright parameters when present; daily, five factors."""
    table = pd.read_csv(shared("data/curves/gsw_parameters_1961_2018.csv"), parse_dates=["date"])
    vintage = snapshot_vintage()
    with_curves = replace(vintage, tables={**vintage.tables, "gsw_parameters": table})
    history = premium_history(with_curves)
    assert history.method == "Gürkaynak–Sack–Wright parameters"
    assert history.days.size > 14_000
    ours = by_month(history.days, history.premium[:, 2]).groupby(level=0).last()
    assert beside(ours, published("ACMTP10")).corr().iloc[0, 1] > 0.998


def test_an_early_day_does_not_know_the_later_parameters():
    """As of 2016 the long sample, which ends in 2018, was not knowable: both premia come from the days held then."""
    history = premium_history(snapshot_vintage("2016-06-30"))
    assert history.estimated[1] <= date(2016, 6, 30)
    np.testing.assert_allclose(history.premium, history.own_premium, atol=1e-12)


def test_the_shipped_parameters_are_those_of_the_script():
    """tools/estimate_term_premium.py on the same file."""
    again, held = estimate(month_ends(gsw_curves()).yields, 3), shipped_model()
    assert held.n_months == again.n_months
    np.testing.assert_allclose(held.lambda_1, again.lambda_1, rtol=1e-6, atol=1e-10)
    np.testing.assert_allclose(held.priced.b, again.priced.b, rtol=1e-6, atol=1e-10)


def test_parts_add_up():
    """Nominal = expected + premium + unexplained = breakeven + real, in every window and on every date."""
    vintage = snapshot_vintage()
    history = premium_history(vintage)
    windows = all_windows(load_path(), date(2025, 12, 31)).values()
    rows = split_windows(vintage, history, windows) + split_events(vintage, history, event_set("gagnon2011"), 1)
    for row in rows:
        assert row.nominal == pytest.approx(row.expected + row.premium + row.unexplained, abs=1e-12)
        assert row.nominal == pytest.approx(row.breakeven + row.real, abs=1e-12)


def test_the_announcements_moved_the_premium():
    """Gagnon et al. (2011), section 4: most of the fall over their dates is term premium, not expected short rates."""
    rows = split_events(snapshot_vintage(), premium_history(snapshot_vintage()), event_set("gagnon2011"), 1)
    assert rows[-1].id == "sum"
    assert rows[-1].premium < 0.7 * rows[-1].nominal < 0


def test_windows_tell_the_published_premium_and_leave_ours_out_where_it_differs():
    """New York Fed, monthly premia of July 2025, between the month-ends before each window's days."""
    vintage = snapshot_vintage()
    history = premium_history(vintage)
    rows = {r.id: r for r in split_windows(vintage, history, all_windows(load_path(), date(2025, 12, 31)).values())}
    acm = vintage.base("ACMTP10")
    for name in ("lsap1", "runoff1"):
        ends = [acm.loc[: str(day)].iloc[-1] for day in (rows[name].start, rows[name].end)]
        assert rows[name].published_premium == pytest.approx(ends[1] - ends[0])
        path = vintage.base("ACMRNY10")
        ends = [path.loc[: str(day)].iloc[-1] for day in (rows[name].start, rows[name].end)]
        assert rows[name].published_expected == pytest.approx(ends[1] - ends[0])
    assert rows["lsap1"].agrees is False
    assert rows["lsap1"].told("premium") is rows["lsap1"].told("expected") is None
    assert rows["runoff1"].agrees is True
    assert rows["runoff1"].told("premium") == rows["runoff1"].premium


def test_ours_is_told_only_where_a_published_premium_and_path_span_the_phase():
    """Held: monthly premia and paths to June 2025, premia alone from November 2024; none spans the second runoff."""
    vintage = snapshot_vintage()
    history = premium_history(vintage)
    rows = split_windows(vintage, history, all_windows(load_path(), date(2025, 12, 31)).values())
    second = next(r for r in rows if r.id == "runoff2")
    assert second.agrees is None
    assert second.published_premium is None
    assert all(second.told(name) is None for name in OURS)
    assert second.told("breakeven") == second.breakeven
    near = replace(second, published_premium=0.01, published_expected=0.01)
    for premium, path, agrees in ((0.011, 0.009, True), (0.011, 0.012, False), (0.012, 0.011, False)):
        assert replace(near, month_end_premium=premium, month_end_expected=path).agrees is agrees
    assert replace(near, month_end_premium=0.01, month_end_expected=0.01, published_expected=None).agrees is None
