"""The market of a date against what came after it: 2025 Q4 and 2026 on observed conditions, known each quarter.

Facts: New York Fed (SOFR, ON RRP, standing repo), OFR (tri-party, DVP). Levels and slopes of the anchors are those of
the 250 days before them; looks at 2025 and 2026 are counted in docs/market.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.series import Series
from fedsheet.market import anchor as anchors
from fedsheet.market.anchor import Anchor, anchor_days, anchored, anchors_for, level_calendar_slope, marks_of_days
from fedsheet.market.clearing import Cleared, clear
from fedsheet.market.conditions import MarketDays, observed_days
from fedsheet.market.curve import ReserveCurve, reserve_curve
from fedsheet.market.daycount import market_calendar
from fedsheet.market.rates import RateSet, rate_set
from fedsheet.market.scenario import load_counterfactual, load_scenario
from fedsheet.market.simulate import Simulation, draws_of, prepare, simulate
from market.market_support import held

BP = 1e-4
YEAR = date(2026, 1, 2), date(2026, 10, 7)


@dataclass(frozen=True)
class Run:
    """Days in the market of their quarters."""

    days: MarketDays
    cleared: Cleared
    rates: RateSet

    @property
    def spread_bp(self) -> pd.Series[float]:
        """SOFR less IORB."""
        return pd.Series((self.rates.rates["SOFR"] - self.days.conditions.iorb) / BP, self.days.days)

    def published_bp(self, name: str, less: str = "") -> pd.Series[float]:
        """A published rate less another, or less IORB."""
        vintage = held()[0]
        other = vintage.base(less).reindex(self.days.days) if less else self.days.conditions.iorb
        return (vintage.base(name).reindex(self.days.days) - other) / BP

    @property
    def ordinary(self) -> np.ndarray:
        """Days that are neither at the edge of a month nor in its middle."""
        c = self.days.calendar
        return (c.left > 1) & (c.rank > 1) & ~np.asarray(c.mid)


@cache
def run(start: date, end: date, once: bool = False) -> Run:
    vintage, path, b = held()
    days = observed_days(vintage, path, b, start, end)
    known = anchors_for(vintage, path, b, start, end)
    days, _ = anchored(days, known[:1] if once else known, b)
    cleared = clear(b, days.conditions)
    return Run(days, cleared, rate_set(cleared, b, days.conditions))


def test_2026_moves_as_much_as_in_fact_and_with_it() -> None:
    found = run(*YEAR)
    model, fact = found.spread_bp, found.published_bp("SOFR")
    assert 2.5 <= model.std() <= 4.5  # fact 3.56
    assert model.corr(fact) >= 0.6
    assert run(*YEAR, once=True).spread_bp.corr(fact) >= 0.5  # on the market of 2 January alone


def test_dvp_on_rrp_and_standing_repo_of_2026() -> None:
    found = run(*YEAR)
    over = pd.Series((found.rates.rates["DVP"] - found.cleared.tri_party) / BP, found.days.days)
    assert over.mean() == pytest.approx(found.published_bp("OFR_DVP_OO_RATE", "OFR_TRI_OO_RATE").mean(), abs=2.0)
    fact = held()[0].base("RRPONTSYD").reindex(found.days.days).mean()
    assert found.cleared.on_rrp.mean() == pytest.approx(fact, abs=10e9)
    assert (found.cleared.standing_repo[found.ordinary] < 1e9).mean() >= 0.9
    under = found.rates.rates["SOFR"] - found.days.conditions.srf_rate < held()[2].srf_threshold - 2 * BP
    assert (found.cleared.standing_repo[under] < 1e8).all()  # never lent far below its rate


@pytest.mark.parametrize("month", ["2025-10", "2025-11"])
def test_ordinary_days_of_autumn_2025_known_on_1_october(month: str) -> None:
    found = run(date(2025, 10, 1), date(2025, 12, 31))
    kept = found.ordinary
    model, fact = (x[kept].loc[month].median() for x in (found.spread_bp, found.published_bp("SOFR")))
    assert model == pytest.approx(fact, abs=4.0)


@cache
def year_end() -> Simulation:
    vintage, path, b = held()
    scenario = replace(load_scenario("october-2025"), start=date(2025, 12, 1))
    setting = prepare(vintage, path, b, scenario)
    return simulate(setting, b, draws_of(setting, 600, 3))


def test_miss_the_year_end_of_2025_is_ten_bp_low_and_standing_repo_outside_its_band() -> None:
    # Published: SOFR 3.87, standing repo 74.6 bn. In the market of 1 December 2025 the model has about 3.77 and a 95th
    # percentile of 41 bn: month ends of 250 days had not shown such a night.
    found = year_end()
    row = int(found.days.get_loc(pd.Timestamp("2025-12-31")))
    middle = float(np.median(found.rates.rates["SOFR"][:, row]))
    assert middle == pytest.approx(0.0377, abs=3 * BP)
    assert np.quantile(found.cleared.standing_repo[:, row], 0.95) < 74.6e9
    assert np.quantile(found.cleared.standing_repo[:, row], 0.95) > 15e9


@cache
def curve(day: date | None) -> ReserveCurve:
    vintage, path, b = held()
    return reserve_curve(vintage, path, b, day, (2850e9, 2600e9, 2300e9), 600)


def test_the_curve_of_december_2025_and_todays() -> None:
    # The curve fell by about ten basis points between autumn 2025 and summer 2026, so an answer needs its date.
    then = curve(date(2025, 12, 31))
    assert then.curve_of == date(2025, 12, 31)
    assert then.points[0].middle >= 4 * BP
    now = [p.middle / BP for p in curve(None).points]
    assert 0.0 <= now[0] <= 4.0
    assert 4.0 <= now[1] <= 14.0
    assert now[2] >= 9.0
    for p in curve(None).points:
        assert p.low < p.middle < p.high
        assert list(p.exceeds.values()) == sorted(p.exceeds.values(), reverse=True)


def test_a_treasury_account_400_bn_higher_in_six_weeks_has_a_band_that_holds_4_to_12_bp() -> None:
    vintage, path, b = held()
    up = load_scenario("tga-up-400")
    settings = [prepare(vintage, path, b, s) for s in (replace(up, shocks=()), up)]
    runs = [simulate(setting, b, draws_of(setting, 400, 5)) for setting in settings]
    calm, risen = (r.rates.rates["SOFR"][:, -3:].mean(axis=1) for r in runs)
    low, high = np.quantile((risen - calm) / BP, (0.05, 0.95))
    assert low <= 4.0
    assert high >= 12.0
    assert runs[1].identity_residual_usd == 0
    ramp = np.diff(np.ravel(runs[1].conditions.liquidity))
    assert np.allclose(ramp[:20], -400e9 / 30)


def test_an_anchor_knows_nothing_of_its_day_or_later() -> None:
    vintage, path, b = held()
    day = date(2025, 10, 1)
    states = anchors.known_states(vintage, path)
    now = anchors.anchor(vintage, path, b, day, states)
    keep = {"WRESBAL", "WTREGEN"}  # amounts between two Wednesdays are a line to the next one
    last = pd.Timestamp("2025-09-30")
    series = {
        n: s if n in keep else Series(s.definition, s.values.loc[:last])
        for n, s in vintage.series.items()
        if n in keep or len(s.values.loc[:last])
    }
    cut = replace(vintage, series=series, digest="")
    then = anchors.anchor(cut, path, b, day, states)
    assert then.level == pytest.approx(now.level, abs=1e-9)
    assert then.slope == pytest.approx(now.slope, abs=1e-9)


def test_simulated_truth_is_found_again() -> None:
    # Days with a known level, month-end and slope under noise: the band holds the slope, the level is within a bp.
    calendar = market_calendar(pd.DatetimeIndex(pd.bdate_range("2024-01-02", periods=250)))
    marks = marks_of_days(calendar)
    rng = np.random.default_rng(11)
    hits, levels = [], []
    for _ in range(40):
        fall = np.cumsum(rng.normal(scale=0.8, size=250))
        truth = (3.0 + 8.0 * marks[:, anchors.LAST] - 0.5 * -fall + rng.normal(scale=2.0, size=250)) * BP
        fit = level_calendar_slope(truth, marks, -fall)
        hits.append(abs(fit.slope + 0.5 * BP) <= anchors.DEVIATIONS * fit.slope_error)
        levels.append(fit.level / BP)
        assert fit.calendar[anchors.LAST] / BP > 2.0
    assert np.mean(hits) >= 0.75  # 90% nominal, errors by fortnights of one year
    assert np.mean(levels) == pytest.approx(3.0, abs=0.5)


def test_anchors_begin_where_the_fit_ends_and_come_each_quarter() -> None:
    assert anchor_days(date(2018, 5, 1), date(2023, 12, 31)) == []
    assert anchor_days(date(2023, 6, 1), date(2024, 5, 1)) == [date(2024, 1, 2), date(2024, 4, 1)]
    assert anchor_days(date(2025, 12, 10), date(2026, 1, 5)) == [date(2025, 12, 10), date(2026, 1, 1)]
    days = MarketDays(*(getattr(run(*YEAR).days, n) for n in ("days", "calendar", "conditions")))
    same, doubt = anchored(days, [], held()[2])
    assert same is days
    assert doubt is None


def test_mistakes_are_named() -> None:
    vintage, path, b = held()
    with pytest.raises(DateRangeError, match="No curve of 2019-09-17"):
        reserve_curve(vintage, path, b, date(2019, 9, 17))
    with pytest.raises(InputError, match="above zero"):
        reserve_curve(vintage, path, b, None, (-1e9,))
    with pytest.raises(InputError, match="no-standing-repo changes nothing"):
        prepare(vintage, path, b, load_scenario("september-2019"), None, load_counterfactual("no-standing-repo"))


def test_an_anchor_carries_its_day_and_its_doubt() -> None:
    vintage, path, b = held()
    found: Anchor = anchors_for(vintage, path, b, date(2026, 1, 2), date(2026, 1, 5))[0]
    assert found.day == date(2026, 1, 2)
    assert found.slope_band[0] <= found.slope <= found.slope_band[1]
    assert 0.0 < found.noise.size < 10 * BP
    assert found.noise.at_ends >= 1.0
