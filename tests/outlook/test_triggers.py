"""Flags on invented figures, and on the record of two runoffs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError
from fedsheet.outlook.known import as_known
from fedsheet.outlook.triggers import flags, score, shipped_thresholds, trade_off, triggers
from fedsheet.record import load_path
from fedsheet.record.adequacy import episodes
from support import snapshot_vintage


def frame(**columns):
    base = {
        "sofr_minus_iorb": -0.0010, "share_above_iorb": 0.0, "on_rrp": 500e9, "standing_repo_days": 0.0,
        "reserves_to_gdp": 0.12,
    }  # fmt: skip
    return pd.DataFrame({**base, **columns}, index=pd.DatetimeIndex(["2025-08-29"]))


def on(**columns):
    return {name: bool(flag[0]) for name, flag in flags(frame(**columns), shipped_thresholds()).items()}


def test_abundance_flags_nothing():
    assert not any(on().values())


def test_the_buffer_needs_both_legs():
    assert not on(on_rrp=10e9)["buffer"]
    assert not on(reserves_to_gdp=0.10)["buffer"]
    both = on(on_rrp=10e9, reserves_to_gdp=0.10)
    assert both["buffer"]
    assert both["end_of_runoff"]
    assert not both["reserve_purchases"]


def test_pressure_needs_level_and_persistence():
    assert not on(sofr_minus_iorb=0.0005, share_above_iorb=0.2)["pressure"]  # one spike
    assert on(sofr_minus_iorb=0.0005, share_above_iorb=0.8)["reserve_purchases"]


def test_what_is_not_known_turns_nothing_on():
    assert not any(on(on_rrp=np.nan, reserves_to_gdp=np.nan, sofr_minus_iorb=np.nan).values())


def test_a_flag_long_before_the_decision_is_a_false_alarm():
    episode = episodes()[1]
    days = pd.DatetimeIndex(["2024-06-03", "2025-08-29", "2025-09-02"])
    found = score("buffer", episode, episode.end_decided, days, np.array([True, True, True]))
    assert found.first == date(2025, 8, 29)
    assert found.lead_days == (date(2025, 10, 29) - date(2025, 8, 29)).days
    assert found.false_days == 1


def test_on_figures_to_august_2025_the_end_of_runoff_is_flagged_and_never_in_2024():
    # Decided 2025-10-29. The figures are those published by the end of August 2025.
    known = as_known(snapshot_vintage(), date(2025, 8, 31))
    found = triggers(known.vintage, load_path())
    days = pd.DatetimeIndex(found.indicators.index)
    flagged = found.flags["end_of_runoff"]
    assert days[-1].date() == date(2025, 8, 29)
    assert flagged[-1]
    assert not flagged[days.year == 2024].any()
    assert not found.flags["reserve_purchases"][-1]


def test_pressure_led_the_decision_of_2019_and_the_purchases_of_both_episodes():
    found = {(s.rule, s.episode): s for s in triggers(snapshot_vintage(), load_path()).scores}
    assert 0 < found["pressure", "2017-19"].lead_days < 365
    assert found["reserve_purchases", "2022-25"].lead_days > 0
    assert found["reserve_purchases", "2022-25"].false_days == 0
    assert found["standing_repo", "2017-19"].first is None  # the facility began on 2021-07-29


def test_looser_thresholds_never_flag_later():
    rows = trade_off(triggers(snapshot_vintage(), load_path()))
    by_share = {}
    for row in rows:
        if row.rule == "buffer":
            by_share.setdefault(row.reserves_to_gdp, []).append(row)
    for line in by_share.values():
        first = [row.first_2025 or date.max for row in sorted(line, key=lambda r: r.on_rrp_usd)]
        assert first == sorted(first, reverse=True)
    pressure = [row for row in rows if row.rule == "pressure"]
    tightening = [row.days_year_before for row in sorted(pressure, key=lambda r: r.sofr_minus_iorb)]
    assert tightening == sorted(tightening, reverse=True)
    assert any(row.days_year_before for row in rows)  # the price of an early flag is shown, not hidden


def test_reserves_to_gdp_by_hand():
    # Week average to 2025-08-27 over GDP of 2025Q2 (advance published 2025-07-30), as shipped.
    vintage = snapshot_vintage()
    expected = vintage["WRESBAL"].base_at(date(2025, 8, 27)) / vintage["GDP"].base_at(date(2025, 4, 1))
    found = triggers(as_known(vintage, date(2025, 8, 31)).vintage, load_path()).indicators
    assert found["reserves_to_gdp"].iloc[-1] == pytest.approx(expected)


def test_first_and_lasting_signal_and_the_year_before_are_told():
    # The buffer rule first flagged on 2025-02-12, went off on 27 February and came back for good on 18 August.
    found = triggers(snapshot_vintage(), load_path())
    flag = next(s for s in found.scores if (s.rule, s.episode) == ("end_of_runoff", "2022-25"))
    assert (flag.first, flag.lead_days, flag.lasting, flag.lasting_lead_days) == (
        date(2025, 2, 12), 259, date(2025, 8, 18), 72,
    )  # fmt: skip
    assert flag.on_share == pytest.approx(0.34, abs=0.01)
    shipped = next(
        row for row in trade_off(found) if (row.rule, row.reserves_to_gdp, row.on_rrp_usd) == ("buffer", 0.11, 100e9)
    )
    assert (shipped.days_year_before, shipped.days_in_year) == (61, 251)  # not the calendar year 2024


def test_before_any_runoff_there_is_nothing_to_score():
    with pytest.raises(DateRangeError, match="2017-10-01"):
        triggers(as_known(snapshot_vintage(), date(2016, 1, 4)).vintage, load_path())


def test_take_up_that_is_not_known_any_more_turns_nothing_on():
    vintage = snapshot_vintage()
    held = {**vintage.series, "SRF_USAGE": vintage["SRF_USAGE"].between(end=date(2025, 12, 31))}
    found = triggers(replace(vintage, series=held), load_path())
    days = found.indicators["standing_repo_days"]
    assert days.loc["2025-12-31"] >= 5
    assert days.loc["2026-01-12":].isna().all()  # a count of December is not October's
    assert not found.flags["standing_repo"][found.indicators.index >= "2026-01-12"].any()
