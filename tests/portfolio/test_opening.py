"""The opening sheet, line by line: H.4.1's own numbers on any Wednesday whose lines are held."""

from __future__ import annotations

import sys
from datetime import date

import pandas as pd
import pytest

from fedsheet.portfolio.held.holdings import BILL, FRN, NOTE, TIPS
from fedsheet.portfolio.held.opening import Opening
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.resolve import project_setting
from portfolio.settings import AS_OF, setting
from support import snapshot_vintage

# Board of Governors, H.4.1 of 15 January 2026, Wednesday 14 January 2026, USD millions.
JANUARY = {
    "treasuries": 4_243_253, "bills": 249_922, "nominal": 3_567_471, "tips": 312_274, "compensation": 113_587,
    "agency_debt": 2_347, "mbs": 2_039_024, "premium": 224_020 - 23_643, "repos": 1,
}  # fmt: skip
WEDNESDAYS = [date(2020, 6, 10), date(2021, 9, 29), date(2023, 3, 22), date(2024, 6, 26), date(2025, 12, 31),
              date(2026, 4, 15), date(2026, 9, 23)]  # fmt: skip


def _opening(day: date) -> Opening:
    return setting("today", date(day.year + 1, 12, 31), day).opening


def _lines(opening: Opening) -> dict[str, float]:
    h, s = opening.holdings, opening.statement
    par = {kind: float(h.par_usd[h.kind == kind].sum()) for kind in (BILL, NOTE, TIPS, FRN)}
    return {
        "treasuries": h.treasuries_usd, "bills": par[BILL], "nominal": par[NOTE] + par[FRN], "tips": par[TIPS],
        "compensation": float(h.compensation_usd.sum()), "mbs": opening.mbs_usd, "premium": s.premium_usd,
        "agency_debt": h.principal_usd.sum() - h.treasuries_usd, "repos": s.repos_usd,
    }  # fmt: skip


def test_a_statement_read_from_the_release_is_the_opening_of_its_day():
    found = _lines(_opening(date(2026, 1, 14)))
    for line, usd_mn in JANUARY.items():
        tolerance = {"mbs": 8e9}.get(line, 1.5e6)  # the release's MBS are of 8 bn before a settlement of the week
        assert found[line] == pytest.approx(usd_mn * 1e6, rel=1e-3, abs=tolerance), line


def _published(day: date) -> dict[str, float]:
    vintage = snapshot_vintage(AS_OF)
    at = {item: float(vintage[item].base()[pd.Timestamp(day)]) for item in (
        "WALCL", "TREAST", "WSHOBL", "WSHONBNL", "WSHONBIIL", "WSHOMCB", "WUPSHO", "WUDSHO", "WORAL", "WDTGAL",
        "WRBWFRBL")}  # fmt: skip
    return {
        "total_assets": at["WALCL"], "treasuries": at["TREAST"], "bills": at["WSHOBL"], "nominal": at["WSHONBNL"],
        "tips": at["WSHONBIIL"], "mbs": at["WSHOMCB"], "premium": at["WUPSHO"] + at["WUDSHO"], "repos": at["WORAL"],
        "tga": at["WDTGAL"], "reserves": at["WRBWFRBL"],
    }  # fmt: skip


@pytest.mark.parametrize("day", WEDNESDAYS)
def test_every_line_is_the_statement_s_on_any_wednesday_held(day):
    opening = _opening(day)
    found = _lines(opening) | {
        "total_assets": opening.total_assets_usd, "tga": opening.statement.tga_usd, "reserves": opening.reserves_usd,
    }  # fmt: skip
    for line, usd in _published(day).items():
        assert found[line] == pytest.approx(usd, rel=1e-3, abs=2e6), line


@pytest.mark.parametrize("day", [date(2026, 8, 26), date(2026, 9, 23)])
def test_notes_and_other_deposits_are_the_week_s(day):
    # H.4.1 (WLFN, WLODL) is held for five weeks of 2026: what currency in circulation makes of it elsewhere is the next
    # test's.
    statement, vintage = _opening(day).statement, snapshot_vintage(AS_OF)
    assert statement.currency_usd == vintage["WLFN"].base()[pd.Timestamp(day)]
    assert statement.other_deposits_usd == vintage["WLODL"].base()[pd.Timestamp(day)]


def test_notes_follow_currency_in_circulation_between_whole_statements():
    # H.4.1 of 15 February 2023: notes 2,248,727 million. A week before: circulation less coin of December.
    assert _opening(date(2023, 2, 8)).statement.currency_usd == pytest.approx(2_248_727e6, rel=1.5e-3)


def test_repos_of_a_year_end_are_gone_within_days():
    found = _projection(date(2025, 12, 31), date(2026, 2, 28))
    assert found.line("repos")[0] == pytest.approx(74.6e9, rel=1e-3)  # H.4.1 (WORAL), 31 December 2025
    assert found.at("repos", date(2026, 1, 7)) < 1e9  # H.4.1, 7 January 2026: 0


def _projection(opens: date, until: date) -> Projection:
    return project_setting(setting("today", until, opens))


def test_premiums_run_off_with_the_securities():
    # H.4.1, net premiums: 282.1 bn on 15 February 2023, 225.1 bn on 18 December 2024; opened a year before its end.
    found = _projection(date(2023, 12, 27), date(2024, 12, 31))
    vintage = snapshot_vintage(AS_OF)
    for day in (date(2024, 6, 26), date(2024, 12, 18)):
        published = sum(vintage[item].base()[pd.Timestamp(day)] for item in ("WUPSHO", "WUDSHO"))
        assert found.at("premium", day) == pytest.approx(published, abs=3e9)


def test_before_the_first_list_tips_are_the_statement_s_and_old_premiums_are_written_off():
    # H.4.1, 4 October 2017: TIPS 109,412 mn, compensation 18,729, of 2,465,467; net premiums on 31 July 2019 116 bn.
    opening = setting("today", date(2019, 9, 30), date(2019, 7, 24)).opening
    tips = opening.holdings.total(TIPS) / opening.holdings.treasuries_usd
    assert tips == pytest.approx((109_412 + 18_729) / 2_465_467, rel=2e-3)
    assert opening.statement.premium_usd == pytest.approx(116e9, abs=6e9)


def test_a_projection_asks_pandas_for_nothing(monkeypatch):
    # Importing it takes a fifth of the time of a projection from process start.
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert project_setting(setting("today", date(2026, 1, 31), date(2025, 12, 24))).line("total_assets")[-1] > 6e12
