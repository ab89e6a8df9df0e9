"""Reserve-management purchases: what was announced is followed to its end, then the named rule, never a gap at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.principal.month_policy import MonthPolicy, monthly_mean, monthly_policy
from fedsheet.portfolio.principal.rules import KeepReserves, part_of_year
from fedsheet.portfolio.scenario.resolve import project_setting
from fedsheet.record import load_path
from portfolio.settings import setting

OPENED = date(2025, 12, 31)
# New York Fed, Treasury operations: accepted by Desk period in USD bn (operations from .. to), and the pace announced.
PERIODS = [
    (date(2025, 12, 12), 54.43, 40), (date(2026, 1, 14), 55.36, 40), (date(2026, 2, 13), 53.40, 40),
    (date(2026, 3, 13), 53.81, 40), (date(2026, 4, 15), 40.46, 25), (date(2026, 5, 15), 26.31, 10),
    (date(2026, 6, 15), 26.55, 10), (date(2026, 7, 15), 27.62, 10),
]  # fmt: skip


def _rule(until: date = date(2027, 12, 31)) -> KeepReserves:
    rule = setting("today", until, OPENED).rule
    assert isinstance(rule, KeepReserves)
    return rule


@pytest.mark.parametrize("period", PERIODS)
def test_the_record_holds_the_pace_of_every_desk_period(period):
    start, _, pace = period
    assert load_path().value_at("bills", start) == pace * 1e9


def test_after_the_pause_no_pace_is_named():
    assert load_path().value_at("bills", date(2026, 9, 30)) == 0.0
    assert load_path().value_at("bills", date(2026, 10, 15)) is None
    # Opened at the end of 2025 the minutes of 30 December named no pace for after the tax date.
    assert load_path().value_at("bills", date(2026, 4, 15), OPENED) is None
    assert load_path().value_at("bills", date(2026, 4, 14), OPENED) == 40e9


def test_the_desk_pauses_between_its_periods_and_an_opening_knows_only_calendars_that_were_out():
    months = monthly_policy(load_path(), date(2025, 12, 1), date(2026, 8, 31))
    assert sum(m.purchases_usd["bills"] for m in months) == pytest.approx(sum(pace for _, _, pace in PERIODS) * 1e9)
    january = months[1].operations
    assert january.settled_on
    assert not any(date(2026, 1, 9) < day < date(2026, 1, 21) for day in january.settled_on)
    assert monthly_policy(load_path(), date(2026, 1, 1), date(2026, 2, 28), OPENED)[1].operations is None


def test_pace_and_agency_principal_are_what_the_desk_bought():
    # 338.0 bn accepted in the eight periods to 11 August 2026. The paces are those of the record; principal is the
    # model's of the same months, opened before all of them.
    found = project_setting(setting("today", date(2026, 8, 31), date(2025, 12, 10)))
    bought = found.at("bills", date(2026, 8, 12)) - found.line("bills")[0]
    assert bought / 1e9 == pytest.approx(sum(usd for _, usd, _ in PERIODS), rel=0.04)


def test_agency_principal_of_the_periods_is_the_model_s():
    # Accepted less the pace is the month's agency principal: 14.4, 15.4, 13.4, 13.8, 15.5, 16.3, 16.6, 17.6. Found by
    # month: 3.0% off on average, at most 4.8%; their sum within 0.5%.
    flows = project_setting(setting("today", date(2026, 8, 31), date(2025, 12, 10))).flows
    paid = {f.month: f.mbs_paid_usd / 1e9 for f in flows}
    model = np.array([paid[start.replace(day=1)] for start, _, _ in PERIODS])
    implied = np.array([usd - pace for _, usd, pace in PERIODS])
    assert np.abs(model / implied - 1).mean() < 0.03
    assert model.sum() == pytest.approx(implied.sum(), rel=0.01)


def test_agency_debt_that_falls_due_is_agency_principal():
    # SOMA's agency debt, as listed by the New York Fed: one issue falls due before 2030, 486 mn in May 2029.
    flows = project_setting(setting("runoff-resumed", date(2029, 6, 30), OPENED)).flows
    assert {f.month: f.agency_debt_due_usd for f in flows if f.agency_debt_due_usd} == {date(2029, 5, 1): 486_000_000}
    assert all(f.agency_redeemed_usd == pytest.approx(min(f.agency_principal_usd, f.agency_cap_usd)) for f in flows)


def test_the_twelve_months_make_a_year_and_the_front_is_before_the_tax_date():
    rule = load_parameters().reserve_management
    parts = [part_of_year(rule, month) for month in range(1, 13)]
    assert sum(parts) == pytest.approx(1.0)
    assert min(parts[:3]) > 5 * max(parts[4:11])


def test_what_was_announced_is_never_cancelled_and_a_gap_is_never_bought_at_once():
    rule, state = _rule(), None
    policies = monthly_policy(load_path(), OPENED, date(2027, 12, 31), OPENED)
    for reserves in (1.5e12, 2.8e12, 4.0e12):
        for policy in policies[1:]:
            state = type("Sheet", (), {"reserves": reserves, "tga": 873e9, "on_rrp": 0.0, "runoff_ended": False})()
            bills = rule(policy, state).purchases_usd["bills"]
            announced = policy.purchases_usd["bills"]
            assert announced <= bills <= announced + rule.rule.ceiling_usd_a_month
            if policy.bills_unnamed == 0.0:
                assert bills == announced


def test_more_is_bought_when_reserves_are_short_and_nothing_when_they_are_far_above():
    rule, policies = _rule(), monthly_policy(load_path(), OPENED, date(2027, 12, 31), OPENED)
    month = next(p for p in policies if p.month == date(2026, 9, 1))
    low, middle, high = (float(rule.bills(month, r, 873e9)) for r in (2.5e12, 2.9e12, 3.9e12))
    assert low > middle > high == 0.0


def test_many_paths_follow_the_same_rule():
    rule, policies = _rule(), monthly_policy(load_path(), OPENED, date(2027, 12, 31), OPENED)
    month = next(p for p in policies if p.month == date(2026, 9, 1))
    reserves = np.array([2.5e12, 2.9e12, 3.9e12])
    together = rule.bills(month, reserves, np.full(3, 873e9))
    assert together == pytest.approx([float(rule.bills(month, float(r), 873e9)) for r in reserves])


def test_runoff_is_slowed_at_the_share_and_stops_when_on_rrp_is_used_up():
    rule = replace(_rule(), ends=True)
    none = dict.fromkeys(("treasury", "agency_mbs", "bills"), 0.0)
    policy = MonthPolicy(date(2026, 9, 1), 60e9, 35e9, "above_cap_to_agency_mbs", none, "above_cap_roll_over")

    def after(reserves, on_rrp):
        sheet = {"reserves": reserves, "tga": 873e9, "on_rrp": on_rrp, "runoff_ended": False}
        return rule(policy, type("Sheet", (), sheet)())

    assert after(3.5e12, 0.0).treasury_cap_usd == 60e9
    assert after(2.5e12, 500e9).treasury_cap_usd == 30e9
    stopped = after(2.5e12, 50e9)
    assert (stopped.treasury_cap_usd, stopped.agency_rule, stopped.runoff_ended) == (None, "to_bills", True)


def test_a_month_s_mean_counts_days_without_a_pace_as_zero():
    april = monthly_mean(load_path(), "bills", date(2026, 4, 1), OPENED)
    assert april == pytest.approx(40e9 * 14 / 30)
    assert monthly_policy(load_path(), date(2026, 4, 1), date(2026, 4, 30), OPENED)[0].bills_unnamed == 16 / 30
