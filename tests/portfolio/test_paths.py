"""Many paths: the fast form equals the plain one, shocks are shared, bins lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import InputError
from fedsheet.portfolio.many_paths.bins import to_bins
from fedsheet.portfolio.many_paths.joint_draws import Fan, rates_alone
from fedsheet.portfolio.many_paths.project_paths import path_days, project_draws, project_paths
from fedsheet.portfolio.many_paths.rate_draws import draw, known_dynamics, rate_draws
from fedsheet.portfolio.mortgages import paths as kernel
from fedsheet.portfolio.mortgages.cohorts import Cohorts
from fedsheet.portfolio.mortgages.paths import mortgage_paths
from fedsheet.portfolio.principal.month_step import lots_from
from portfolio.plain_paths import PlainPath
from portfolio.settings import projection, setting

SINGLE_PRECISION = 2e-5
UNTIL = date(2028, 6, 30)


def _draws(of, shocks):
    model = known_dynamics(of.rates, of.opening.day, of.parameters.curve_dynamics)
    return rates_alone(rate_draws(of.rates, of.opening.day, len(of.policies), model, shocks))


def test_fast_paths_equal_the_plain_walk_security_by_security():
    of = setting("today", UNTIL)
    draws = Fan.of(of).draw(3, slice(0, 4))
    fast = project_draws(of, draws)
    for path in (0, 3):
        plain = PlainPath(of, draws, path).run()
        for line in ("treasuries", "mbs", "reserve_balances", "on_rrp", "deferred_asset"):
            scale = max(abs(x) for x in plain[line])
            assert np.abs(fast[line][:, path] - plain[line]).max() / scale < SINGLE_PRECISION, line


@pytest.mark.parametrize(("name", "wider"), [("today", 1), ("short-for-long", 4)])
def test_without_shocks_the_paths_follow_the_weekly_projection(name, wider):
    # Two programmes for one model: dates and dollars against months and floats; bonds sold by half-month of maturity.
    of, weekly = setting(name, UNTIL), projection(name, UNTIL)
    monthly = project_draws(of, _draws(of, np.zeros((len(of.policies), 5, 1))))
    days = path_days(of)
    for line, tolerance in (("treasuries", 3e-4), ("mbs", 1e-6), ("reserve_balances", 3e-4), ("currency", 1e-5)):
        gap = [monthly[line][t, 0] / weekly.at(line, day) - 1 for t, day in enumerate(days)]
        assert np.abs(gap).max() < wider * tolerance, line


def test_premiums_of_mbs_bought_are_those_of_the_weekly_projection():
    # A year of purchases at 40 bn a month: 3% of what is bought comes above face and leaves with it.
    of, weekly = setting("crisis-purchases", UNTIL), projection("crisis-purchases", UNTIL)
    monthly = project_draws(of, _draws(of, np.zeros((len(of.policies), 5, 1))))
    apart = {line: np.array([monthly[line][t, 0] - weekly.at(line, day) for t, day in enumerate(path_days(of))])
             for line in ("total_assets", "mbs")}  # fmt: skip
    assert np.abs(apart["total_assets"] - apart["mbs"]).max() < 1e9
    assert weekly.line("premium")[-1] > 1.6e11  # bought at par it would be 20 bn less


def test_no_bin_outlives_its_month_on_drawn_paths_either():
    from fedsheet.portfolio.many_paths import project_paths as paths

    of = setting("today", UNTIL)
    draws = _draws(of, draw(3, slice(0, 2), len(of.policies)))
    model, first = of.parameters.prepayment[-1].model, np.datetime64(of.policies[0].month, "M")
    whole = paths.on_processor(of.opening.mbs.cohorts, model, draws.rates.lagged, first, draws.speed)
    sheet = paths._Sheet.open(of, draws, whole)
    for t, policy in enumerate(of.policies):
        sheet._month(t, policy)
        past = sheet.held.opening.amount[:, : 2 * (t + 1)]
        assert np.abs(past).sum() == 0.0, policy.month
        assert all(slot >= 2 * (t + 1) for of_kind in sheet.held.added for slot in of_kind), policy.month


@pytest.mark.parametrize("base", [np.e, 2.0])
def test_mortgages_in_single_precision_stay_within_a_millionth(monkeypatch, base):
    powers = {np.e: kernel._Base(np.exp, np.log, 1.0), 2.0: kernel._Base(np.exp2, np.log2, float(np.log2(np.e)))}
    monkeypatch.setattr(kernel, "_fast_base", lambda: powers[base])
    rng, n = np.random.default_rng(5), kernel.COHORTS_A_BLOCK + 60  # more than one block of cohorts
    upb = rng.uniform(1e9, 2e10, n)
    factor, rate = rng.uniform(0.3, 1, n), rng.uniform(0.02, 0.07, n)
    cohorts = Cohorts(upb, upb / factor, rate, rng.uniform(50, 357, n), rng.uniform(0, 150, n))
    model = setting("today", UNTIL).parameters.prepayment[-1].model
    lagged = np.clip(0.05 + np.cumsum(rng.standard_normal((240, 5)) * 0.004, axis=0), 0.01, 0.15)
    fast, plain = mortgage_paths(cohorts, model, lagged, 4), cohorts
    for t in range(240):
        plain, _ = plain.after_month(model, lagged[t, 2], (3 + t) % 12 + 1)
        assert abs(fast.balance[t + 1, 2] - plain.total_usd) / fast.balance[0, 2] < 1e-6


@pytest.mark.parametrize("found", [{}, {"exp2": {"ff": {"current": "baseline(NEON)"}}}])
def test_a_build_of_numpy_without_fast_powers_of_two_takes_those_of_e(monkeypatch, found):
    monkeypatch.setattr(np.lib.introspect, "opt_func_info", lambda **_: found)
    assert kernel._fast_base.__wrapped__() == (np.exp, np.log, 1.0)


def test_a_path_is_the_same_however_many_are_drawn():
    few, many = draw(11, slice(0, 3), 24), draw(11, slice(0, 1200), 24)
    assert np.array_equal(few, many[:, :, :3])
    assert np.array_equal(draw(11, slice(700, 702), 24), many[:, :, 700:702])
    assert np.array_equal(draw(11, slice(700, 702), 240)[:24], many[:, :, 700:702])


def test_two_scenarios_share_their_shocks():
    one, two = (Fan.of(setting(s, UNTIL)).draw(1, slice(0, 2)) for s in ("today", "sell-mbs"))
    assert np.array_equal(one.rates.par_yields, two.rates.par_yields)
    assert np.array_equal(one.deviations.lines["tga"], two.deviations.lines["tga"])


def test_bins_hold_what_the_securities_hold():
    of = setting("runoff-2022")
    lots = lots_from(of.opening.holdings, of.rates)
    bins = to_bins(lots, of.policies[0].month, len(of.policies))
    assert bins.amount.sum() == pytest.approx(np.where(lots.kind == 2, lots.units, lots.par_usd).sum(), rel=1e-14)
    assert bins.interest.sum() == pytest.approx(
        (np.where(lots.kind == 2, lots.units, lots.par_usd) * lots.coupon).sum()
    )


def test_order_of_securities_does_not_matter_to_the_bins():
    of = setting("runoff-2022")
    lots = lots_from(of.opening.holdings, of.rates)
    shuffled = np.random.default_rng(0).permutation(len(lots.kind))
    moved = type(lots)(*(values[shuffled] for values in vars(lots).values()))
    one, two = (to_bins(x, of.policies[0].month, len(of.policies)).amount for x in (lots, moved))
    assert np.allclose(one, two, rtol=1e-14)


def test_quantiles_widen_and_triggers_are_shares():
    found = project_paths(setting("today", UNTIL), 60, 1)
    spread = np.diff(found.quantiles("deferred_asset", (0.1, 0.9)), axis=0)[0]
    assert spread[0] == 0.0
    assert spread[-1] > spread[6] > 0.0
    assert all(0.0 <= t.share <= 1.0 for t in found.triggers())


def test_nothing_to_draw_is_said():
    with pytest.raises(InputError, match="nothing to draw"):
        project_paths(setting("runoff-2022"), 10, 1)


def test_the_same_path_comes_whatever_part_is_drawn():
    fan = Fan.of(setting("today", UNTIL))
    few, many = fan.draw(4, slice(490, 503)), fan.draw(4, slice(0, 600))
    for line, values in few.deviations.lines.items():
        assert np.array_equal(values, many.deviations.lines[line][:, 490:503]), line
    assert np.array_equal(few.speed.turnover, many.speed.turnover[490:503])


def test_the_same_numbers_come_however_many_cores_there_are():
    one, three = (project_paths(setting("today", date(2027, 3, 31)), 1100, 1, n_workers=n) for n in (1, 3))
    assert all(np.array_equal(values, three.lines[line]) for line, values in one.lines.items())


def test_on_every_path_the_sheet_balances():
    # What is drawn moves assets and liabilities together for ten years: reserves are what the other lines leave.
    of = setting("today")
    found, draws = project_draws(of, draws := Fan.of(of).draw(2, slice(0, 50))), draws
    s, departs = of.opening.statement, draws.deviations.lines["other_owed"]
    named = sum(found[line] for line in ("reserve_balances", "on_rrp", "tga", "currency"))
    rest = [of.paths.given[line] for line in ("foreign_repo", "other_deposits", "other_liabilities")]
    owed = np.array([[sum(path.at(day) for path in rest)] for day in path_days(of)])
    owed = owed + np.concatenate([np.zeros((1, 50)), departs])[: len(owed)]
    assert np.abs(found["total_assets"] + found["deferred_asset"] - named - owed).max() < 1.0, s.day


def test_too_few_past_errors_are_said():
    with pytest.raises(InputError, match="past errors to draw from"):
        Fan.of(setting("taper-2013", opens=date(2010, 6, 30)))


def test_an_unwanted_number_of_paths_is_refused():
    with pytest.raises(InputError, match="cannot be drawn"):
        draw(1, slice(0, 0), 12)


def test_seeds_differ():
    assert not np.array_equal(draw(1, slice(0, 1), 12), draw(2, slice(0, 1), 12))


def test_a_rule_less_setting_runs_too():
    of = replace(setting("outlook-2023", date(2024, 12, 31)))
    assert project_paths(of, 3, 1).n_paths == 3


def test_pools_that_behave_alike_may_be_added_up():
    rng = np.random.default_rng(9)
    kind = rng.integers(0, 20, 500)
    rate, left, age = 0.03 + 0.0025 * (kind % 5), 200.0 + 10 * (kind // 5), 20.0 + kind
    upb = rng.uniform(1e6, 1e9, 500)
    pools = Cohorts(upb, upb / (0.5 + 0.02 * kind), rate, left, age)
    together, model = pools.collapsed(), setting("today", UNTIL).parameters.prepayment[-1].model
    assert len(together.upb_usd) == 20
    for month in range(1, 13):
        pools, one = pools.after_month(model, 0.035, month)
        together, two = together.after_month(model, 0.035, month)
        assert one.sum() == pytest.approx(two.sum(), rel=1e-12)


def test_the_accelerator_s_kernel_agrees_with_the_processor_s():
    pytest.importorskip("jax", reason="the optional extra fedsheet[jax] is not installed")
    from fedsheet.portfolio.mortgages.accelerator import accelerated_mortgage_paths

    of = setting("today", UNTIL)
    draws = _draws(of, draw(3, slice(0, 6), len(of.policies)))
    model = of.parameters.prepayment[-1].model
    one = mortgage_paths(of.opening.mbs.cohorts, model, draws.rates.lagged, 12)
    two = accelerated_mortgage_paths(of.opening.mbs.cohorts, model, draws.rates.lagged, 12)
    for name in ("balance", "note_interest"):
        assert np.abs(getattr(two, name) / getattr(one, name) - 1).max() < 1e-5, name


def test_without_the_extra_the_accelerator_says_what_to_install(monkeypatch):
    import sys

    from fedsheet.portfolio.mortgages import accelerator

    monkeypatch.setitem(sys.modules, "jax", None)
    accelerator._compiled.cache_clear()
    with pytest.raises(InputError, match=r"fedsheet\[jax\]"):
        accelerator._compiled()
    accelerator._compiled.cache_clear()
