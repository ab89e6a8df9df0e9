"""The second opinion's parts: features known at the origin, boosting, forest, what is kept, what was issued."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.errors import DataError
from fedsheet.market.boosted import Boosting, fit, weighted_quantiles
from fedsheet.market.dates_ahead import NAMED, dates_ahead, named_days
from fedsheet.market.daycount import market_calendar, settlement_days
from fedsheet.market.evaluation import look_ahead
from fedsheet.market.features import RateInputs, features
from fedsheet.market.forest import Growing, forest_quantiles
from fedsheet.market.issued import IssuedForecast, already_kept, issue, require_chain, running_record
from fedsheet.market.learned import from_bytes, learn, learning, nothing_kept, shipped, to_bytes
from fedsheet.market.parameters import filter_parameters

P = filter_parameters()
FAST = replace(learning(), trees=10, forest_trees=10, least_days=300)


def made_up(n: int = 700, seed: int = 2) -> RateInputs:
    days = settlement_days(date(2018, 4, 3), date(2022, 12, 31))[:n]
    rng = np.random.default_rng(seed)
    end = market_calendar(days).period_end
    spread = pd.Series(np.round(rng.standard_normal(n) * 2 + 10.0 * end) * 1e-4, index=days)
    weeks = pd.date_range("2018-03-07", days[-1], freq="W-WED")
    level = pd.Series(2e12 + 1e10 * rng.standard_normal(len(weeks)), index=weeks)
    other = pd.Series(spread - 1e-4, index=days)
    return RateInputs(spread, {"tgcr": (other, 0), "effr": (other, 1)}, level, level / 5, pd.Series(1e9, index=days))


def cut(given: RateInputs, last: str) -> RateInputs:
    beside = {name: (rate[:last], late) for name, (rate, late) in given.beside.items()}
    parts = {name: getattr(given, name)[:last] for name in ("spread", "reserves", "treasury_account", "on_rrp")}
    return replace(given, beside=beside, **parts)


@pytest.mark.parametrize("horizon", [1, 5])
def test_a_row_knows_nothing_that_came_after_its_origin(horizon: int) -> None:
    whole, early = (features(given, horizon) for given in (made_up(), cut(made_up(), "2020-06-30")))
    n = len(early.days)
    assert np.array_equal(early.values, whole.values[:n], equal_nan=True)
    assert np.array_equal(early.days, whole.days[:n])


def test_a_rate_published_later_is_used_a_day_later() -> None:
    given = made_up()
    moved = given.beside["effr"][0].copy()
    moved.iloc[500] += 0.01
    changed = features(replace(given, beside={**given.beside, "effr": (moved, 1)}), 1)
    differs = ~np.isclose(changed.values, features(given, 1).values, equal_nan=True).all(axis=1)
    assert np.flatnonzero(differs).tolist() == [502]  # EFFR of day 500 comes out on 501 after the forecast of 501


def test_weekly_figures_are_used_from_their_release() -> None:
    given = made_up()
    wednesday = given.reserves.index[60]
    moved = given.reserves.copy()
    moved.iloc[60] *= 1.1
    differs = ~np.isclose(
        features(replace(given, reserves=moved), 1).values, features(given, 1).values, equal_nan=True
    ).all(axis=1)
    first = features(given, 1).days[np.flatnonzero(differs)[0]]
    assert first == wednesday + pd.Timedelta(days=2)  # out on Thursday afternoon, in time for the forecast of Friday


def test_boosting_finds_quantiles_that_move_with_a_feature() -> None:
    rng = np.random.default_rng(0)
    rows = rng.uniform(size=(3000, 4))
    outcomes = 5.0 * rows[:, 1] + (1.0 + 3.0 * (rows[:, 2] > 0.5)) * rng.standard_normal(3000)
    levels = np.array([0.1, 0.5, 0.9])
    found = fit(rows, outcomes, np.ones(3000), levels, Boosting(80, 0.1, 1.0, 20.0, 1))
    asked = np.array([[0.5, 0.2, 0.2, 0.5], [0.5, 0.8, 0.2, 0.5], [0.5, 0.5, 0.9, 0.5]])
    # Normal with mean 5 x and standard deviation 1 or 4: medians 1, 4, 2.5; the 90% quantile 1.2816 deviations above.
    expected = [[1 - 1.28, 1, 1 + 1.28], [4 - 1.28, 4, 4 + 1.28], [2.5 - 5.13, 2.5, 2.5 + 5.13]]
    deviations = np.array([1.0, 1.0, 4.0])[:, None]
    assert (np.abs(found.quantiles(asked) - expected) / deviations).max() < 0.35
    share = (outcomes[:, None] <= found.quantiles(rows)).mean(axis=0)
    assert share == pytest.approx(levels, abs=0.02)


def test_a_missing_feature_is_a_value_of_its_own() -> None:
    rng = np.random.default_rng(1)
    rows = rng.uniform(size=(2000, 2))
    rows[:1000, 0] = np.nan
    outcomes = np.where(np.isnan(rows[:, 0]), 3.0, -3.0) + 0.1 * rng.standard_normal(2000)
    found = fit(rows, outcomes, np.ones(2000), np.array([0.5]), Boosting(60, 0.1, 1.0, 20.0, 1))
    assert found.quantiles(np.array([[np.nan, 0.5], [0.5, 0.5]]))[:, 0] == pytest.approx([3.0, -3.0], abs=0.1)


def test_weighted_quantiles_within_places_by_hand() -> None:
    values = np.array([[5.0], [1.0], [3.0], [9.0], [7.0]])
    place = np.array([[0, 0], [0, 0], [0, 0], [1, 1], [1, 1]])
    found = weighted_quantiles(values, np.array([1.0, 1.0, 1.0, 3.0, 1.0]), place, np.array([0.5, 0.1]), 3)
    # Place 0 holds 1, 3, 5 alike; place 1 holds 7 with weight 1 and 9 with weight 3; place 2 nothing.
    assert found.tolist() == [[3.0, 9.0, 0.0], [1.0, 7.0, 0.0]]


def test_the_forest_gives_the_outcomes_of_like_days() -> None:
    rng = np.random.default_rng(3)
    rows = rng.uniform(size=(1500, 3))
    outcomes = np.where(rows[:, 0] > 0.5, 10.0, 0.0) + rng.standard_normal(1500)
    asked, levels = np.array([[0.9, 0.5, 0.5], [0.1, 0.5, 0.5]]), np.array([0.16, 0.5, 0.84])
    found = forest_quantiles(rows, outcomes, np.ones(1500), asked, levels, Growing(30, 4, 1.0, 1))
    assert np.abs(found - [[9.0, 10.0, 11.0], [-1.0, 0.0, 1.0]]).max() < 0.6


@pytest.mark.parametrize("horizon", [1, 5])
def test_what_was_learnt_is_kept_and_only_the_rest_is_fitted(horizon: int) -> None:
    rows = features(made_up(420), horizon)
    first = learn(rows, FAST, nothing_kept())
    kept = from_bytes(to_bytes({"x": first.added_to(nothing_kept())}), "here")["x"]
    again = learn(rows, FAST, kept)
    assert first.fresh.sum() > 30
    assert not again.fresh.any()
    assert again.quantiles == pytest.approx(first.quantiles, nan_ok=True, abs=1e-9)


def test_a_day_whose_rates_changed_is_fitted_again() -> None:
    given = made_up(420)
    kept = learn(features(given, 1), FAST, nothing_kept()).added_to(nothing_kept())
    changed = given.spread.copy()
    changed.iloc[-1] += 1e-4
    found = learn(features(replace(given, spread=changed), 1), FAST, kept)
    assert np.flatnonzero(found.fresh).tolist() == [420]  # only the day forecast from the changed one


def test_nothing_is_learnt_before_there_are_years_to_learn_from() -> None:
    found = learn(features(made_up(420), 1), replace(FAST, least_days=1000), nothing_kept())
    assert not np.isfinite(found.quantiles).any()


def test_a_file_that_is_no_record_is_named() -> None:
    with pytest.raises(DataError, match="cannot be read"):
        from_bytes(b"nonsense", "learned.npz")


def test_the_shipped_record_is_its_manifests() -> None:
    records = shipped()
    assert set(records) == {"sofr 1", "sofr 5", "tri-party 1", "tri-party 5"}
    assert all((np.diff(r.days) > 0).all() and (np.diff(r.quantiles, axis=1) >= 0).all() for r in records.values())


# ---- named days --------------------------------------------------------------------------------------------------


def test_named_days_are_the_next_of_their_kind() -> None:
    days = settlement_days(date(2026, 10, 9), date(2027, 2, 1))
    found = {name: days[ahead - 1].date() for name, ahead in named_days(date(2026, 10, 8)).items()}
    assert found == {
        "next day": date(2026, 10, 9), "week": date(2026, 10, 16), "month-end": date(2026, 10, 30),
        "quarter-end": date(2026, 12, 31), "tax date": date(2027, 1, 15), "year-end": date(2026, 12, 31),
    }  # fmt: skip


def test_a_named_day_carries_its_record() -> None:
    found = {one.name: one for one in dates_ahead(made_up().spread, P, {})}
    assert set(found) == set(NAMED)
    end = found["month-end"]
    assert end.band[0] < end.median < end.band[1]
    assert list(end.exceeds.values()) == sorted(end.exceeds.values(), reverse=True)
    above = {past.threshold_bp: past for past in end.past}
    assert above[5.0].happened >= 0.9 * end.n_past  # 10 bp are added to every period end
    assert 0.6 * end.n_past < above[5.0].expected <= end.n_past
    assert end.exceeds[5.0] > found["next day"].exceeds[5.0]


# ---- as issued ---------------------------------------------------------------------------------------------------


def chain(n: int = 3) -> list[IssuedForecast]:
    spread, kept = made_up(300).spread, []
    for k in range(n):
        outlook = look_ahead(spread.iloc[: 200 + k], P)
        kept.append(issue(outlook, "sofr", f"{outlook.target}T13:00:00+00:00", outlook.origin, "d" * 64, "0", kept))
    return kept


def test_a_chain_of_issues_holds_until_one_is_touched() -> None:
    kept = chain()
    require_chain(kept, "here")
    for broken in (
        [kept[0], replace(kept[1], chances=kept[0].chances), kept[2]],
        [kept[0], replace(kept[1], band=(0.0, 1.0)).sealed(), kept[2]],
        [kept[0], kept[2]],
    ):
        with pytest.raises(DataError, match=r"Forecast [23] of those kept is not as it was issued"):
            require_chain(broken, "here")


def test_an_issue_holds_the_density_whole() -> None:
    outlook = look_ahead(made_up(300).spread, P)
    one = issue(outlook, "sofr", "now", date(2026, 10, 9), "d", "0", [])
    assert one.density.points.tolist() == outlook.published.points.tolist()
    assert one.density.weights == pytest.approx(outlook.published.weights, abs=1e-9)
    assert already_kept(outlook, "sofr", [one]) == one
    assert already_kept(outlook, "tri-party", [one]) is None


def test_issues_are_scored_once_their_day_has_come() -> None:
    kept, spread = chain(), made_up(300).spread
    came = spread.iloc[:202] * 1e4
    found = running_record(kept, came, "sofr", 1, date.min, date.max)
    assert (found.n_kept, found.n_scored) == (3, 2)
    day, median, band, outcome, loss = found.scored[0]
    assert day == spread.index[200].date()
    assert outcome == round(came.iloc[200])
    assert band[0] <= median <= band[1]
    assert found.crps == pytest.approx(np.mean([row[-1] for row in found.scored]))
    assert loss >= 0.0
    late = [replace(kept[0], kept_at=f"{spread.index[201].date()}T13:00:00+00:00"), *kept[1:]]
    counted = running_record(late, came, "sofr", 1, date.min, date.max)
    assert (counted.n_kept, counted.n_late, counted.n_scored) == (2, 1, 1)
    none = running_record(kept, came, "sofr", 1, date(2030, 1, 1), date.max)
    assert (none.n_kept, none.n_scored) == (0, 0)
    assert np.isnan(none.crps)


def test_an_issue_survives_its_line() -> None:
    import json

    one = chain(1)[0]
    fields = json.loads(json.dumps(asdict(one)))
    again = IssuedForecast(**{**fields, "chances": tuple(fields["chances"]), "band": tuple(fields["band"])})
    require_chain([again], "here")
