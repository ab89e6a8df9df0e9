"""Scenario files: what they may say, what stops them, what a counterfactual moves, and that a seed repeats a run."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files as resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError, InputError, NoClearingError, RecordError, UnknownNameError
from fedsheet.market.clearing import clear
from fedsheet.market.demand import Conditions
from fedsheet.market.parameters import behaviour
from fedsheet.market.scenario import (
    counterfactual_names,
    load_counterfactual,
    load_scenario,
    offered,
    parse_counterfactual,
    parse_scenario,
    scenario_names,
)
from fedsheet.market.shocks import counterfactual
from fedsheet.market.simulate import draws_of, prepare, simulate, supply_of, with_supply
from fedsheet.record import load_path
from market.market_support import course, held, on, one_day

HEAD = 'id = "x"\ntitle_zh = "x"\ntitle_en = "x"\nstart = 2019-09-13\nend = 2019-09-20\nbase = "held"\n'
SHOCK = (
    '[[shock]]\nquantity = "liquidity"\nparticipant = "treasury"\nstart = 2019-09-16\nadd_usd_bn = -50.0\n'
    'what = "x"\nsource = "x"\ngrade = "C"\n'
)


def test_the_scenarios_and_counterfactuals_promised_are_there() -> None:
    wanted = {"september-2019", "march-2020", "rrp-flood-2021", "drain-2022-2025", "october-2025"}
    assert wanted <= set(scenario_names())
    others = {"no-standing-repo", "wider-corridor", "slower-runoff", "higher-tga", "debt-limit"}
    assert others <= set(counterfactual_names())


@pytest.mark.parametrize("name", ["september-2019", "march-2020", "rrp-flood-2021", "drain-2022-2025", "october-2025"])
def test_books_balance_to_the_dollar_in_every_scenario_that_ships(name: str) -> None:
    assert course(name).identity_residual_usd == 0
    assert not course(name).cleared.status.any()


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        (HEAD + "speed = 3\n", RecordError, "Unknown keys"),
        (HEAD.replace('"held"', '"held up"'), UnknownNameError, "Unknown base"),
        (HEAD.replace("2019-09-20", "2019-09-10"), DateRangeError, "before it starts"),
        (HEAD + SHOCK.replace('"treasury"', '"tresury"'), UnknownNameError, "treasury"),
        (HEAD + SHOCK.replace("2019-09-16", "2019-10-16"), DateRangeError, "outside the scenario"),
        (HEAD + SHOCK.replace('"liquidity"', '"luck"'), UnknownNameError, "quantity"),
        (HEAD + SHOCK.replace("-50.0", '"much"'), RecordError, "must be a number"),
        (HEAD + SHOCK.replace("-50.0", "nan"), RecordError, "must be a number"),
        ("id = ", RecordError, "not TOML"),
    ],
)
def test_mistakes_in_a_scenario_are_named(text: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        parse_scenario(text, "here.toml")


def test_an_unknown_scenario_shows_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="september-2019"):
        load_scenario("september-2020")


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + SHOCK, encoding="utf-8")
    assert load_scenario(str(file)).shocks[0].usd == -50e9


def test_a_shock_that_takes_a_stock_below_zero_is_named() -> None:
    vintage, path, b = held()
    scenario = parse_scenario(HEAD + SHOCK.replace("-50.0", "-5000.0"), "here.toml")
    with pytest.raises(InputError, match="liquidity would fall to"):
        prepare(vintage, path, b, scenario)


def test_a_corridor_turned_upside_down_is_named() -> None:
    vintage, path, b = held()
    text = 'id = "x"\ntitle_zh = "x"\ntitle_en = "x"\n[[change]]\ntarget = "on_rrp_rate"\nadd_bp = 80.0\n'
    with pytest.raises(InputError, match="upside down"):
        prepare(vintage, path, b, load_scenario("october-2025"), 5, parse_counterfactual(text, "here.toml"))


def test_cash_with_nowhere_to_go_leaves_lenders_short() -> None:
    vintage, path, b = held()
    text = HEAD + SHOCK.replace("liquidity", "fund_cash").replace("-50.0", "20000.0")
    cap = 'id = "x"\ntitle_zh = "x"\ntitle_en = "x"\n[[change]]\ntarget = "on_rrp_cap"\nset = 300.0\n'
    setting = prepare(vintage, path, b, parse_scenario(text, "here.toml"), None, parse_counterfactual(cap, "here.toml"))
    with pytest.raises(NoClearingError, match="lenders cannot place"):
        simulate(setting, b)


def test_the_same_seed_gives_the_same_paths_and_another_seed_others() -> None:
    vintage, path, b = held()
    setting = prepare(vintage, path, b, load_scenario("october-2025"), 20)
    one, two, three = (simulate(setting, b, draws_of(setting, 5, seed)).rates.rates["SOFR"] for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, three)


def test_the_same_draws_serve_two_policies() -> None:
    vintage, path, b = held()
    scenario = load_scenario("october-2025")
    drawn = draws_of(prepare(vintage, path, b, scenario, 20), 5, 3)
    a = simulate(prepare(vintage, path, b, scenario, 20), b, drawn)
    c = simulate(prepare(vintage, path, b, scenario, 20, load_counterfactual("higher-tga")), b, drawn)
    assert np.allclose(c.conditions.liquidity - a.conditions.liquidity, -2e11)


def test_less_liquidity_makes_every_day_dearer_and_more_makes_it_cheaper() -> None:
    base = course("october-2025").cleared.tri_party
    assert (course("october-2025", "higher-tga").cleared.tri_party >= base).all()
    assert (
        course("october-2025", "slower-runoff").cleared.tri_party <= base + 2e-8
    ).all()  # the root's own tolerance, twice


def test_without_standing_repo_rates_are_no_lower() -> None:
    base, without = course("october-2025"), course("october-2025", "no-standing-repo")
    assert (without.cleared.tri_party >= base.cleared.tri_party - 1e-9).all()
    assert without.cleared.standing_repo.max() == 0.0


def test_a_change_holds_from_its_day_on_and_clearing_brings_dealers_sooner() -> None:
    cleared = load_counterfactual("central-clearing")
    days = pd.bdate_range("2025-10-27", "2025-10-31")
    dear = one_day(fund_cash=1.2e12, liquidity=2.6e12)
    week = Conditions(**{n: np.repeat(getattr(dear, n), 5) for n in dear.__dataclass_fields__})
    before, after = (clear(behaviour(), c) for c in (week, counterfactual(week, cleared, days)))
    assert (after.standing_repo > before.standing_repo).tolist() == [False, False, True, True, True]
    assert (after.tri_party[2:] < before.tri_party[2:]).all()
    assert after.tri_party[:2].tolist() == before.tri_party[:2].tolist()
    more = 'id = "x"\ntitle = "x"\n[[change]]\ntarget = "liquidity"\nadd_usd_bn = 5.0\nfrom = 2025-10-30\n'
    gained = counterfactual(week, parse_counterfactual(more, "here.toml"), days).liquidity - week.liquidity
    assert gained.tolist() == [0.0, 0.0, 0.0, 5e9, 5e9]
    assert "central-clearing" not in offered(load_scenario("september-2019"), load_path())


def test_raising_iorb_moves_fed_funds_more_than_the_floor_moves_it() -> None:
    vintage, path, b = held()
    text = 'id = "x"\ntitle_zh = "x"\ntitle_en = "x"\n[[change]]\ntarget = "iorb"\nadd_bp = 5.0\n'
    scenario = load_scenario("september-2019")
    raised = simulate(prepare(vintage, path, b, scenario, 3, parse_counterfactual(text, "here.toml")), b)
    before = on(course("september-2019"), "EFFR", "2019-09-13")
    assert on(raised, "EFFR", "2019-09-13") - before == pytest.approx(5e-4, abs=1.5e-4)


def test_percentiles_are_in_order_and_around_the_rate() -> None:
    found = course("march-2020").rates
    for name, rate in found.rates.items():
        p1, p25, p75, p99 = found.percentiles(name)
        assert (p1 <= p25).all()
        assert (p25 <= rate + 1e-12).all()
        assert (rate <= p75 + 1e-12).all()
        assert (p75 <= p99).all()


def test_supply_of_reserves_may_come_from_a_projection() -> None:
    vintage, path, b = held()
    setting = prepare(vintage, path, b, load_scenario("october-2025"))
    days = setting.days.days
    supply = pd.Series([2.9e12, 2.4e12], index=pd.DatetimeIndex([days[0], days[-1]]))
    found = simulate(with_supply(setting, supply), b)
    assert found.identity_residual_usd == 0
    assert found.cleared.tri_party[0, -1] > course("october-2025").cleared.tri_party[0, -1]
    with pytest.raises(DateRangeError, match="The supply runs from"):
        with_supply(setting, supply.iloc[1:])


def test_silly_numbers_of_days_and_paths_are_refused() -> None:
    vintage, path, b = held()
    with pytest.raises(InputError, match="0 days"):
        prepare(vintage, path, b, load_scenario("october-2025"), 0)
    setting = prepare(vintage, path, b, load_scenario("october-2025"), 5)
    with pytest.raises(InputError, match="paths of 5 days"):
        simulate(setting, b, draws_of(setting, 10**9))


def test_a_projections_supply_is_its_reserves_and_on_rrp() -> None:
    from types import SimpleNamespace

    lines = {"reserve_balances": np.array([3.0e12, 2.9e12]), "on_rrp": np.array([1e11, 5e10])}
    dates = np.array(["2025-10-01", "2025-12-31"], dtype="datetime64[D]")
    found = supply_of(SimpleNamespace(dates=dates, line=lines.__getitem__))  # type: ignore[arg-type]  # stands in for a projection
    assert list(found) == [3.1e12, 2.95e12]
    assert str(found.index[-1].date()) == "2025-12-31"


def test_what_cannot_bite_is_not_offered() -> None:
    path = held()[1]
    assert "no-standing-repo" not in offered(load_scenario("march-2020"), path)
    assert "higher-iorb" in offered(load_scenario("march-2020"), path)
    assert "no-standing-repo" in offered(load_scenario("october-2025"), path)


def test_an_amount_has_its_unit_in_either_language() -> None:
    """Words of scenarios that ship: where the Chinese counts dollars, so does the English."""

    def unlike(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            pairs = [(key, text, value.get(f"{key}_zh")) for key, text in value.items() if isinstance(text, str)]
            yield from (text for _, text, zh in pairs if isinstance(zh, str) and "亿" in zh and "$" not in text)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from unlike(inner)

    files = sorted(Path(str(resources("fedsheet"))).glob("*/data/scenarios/*.toml"))
    assert len(files) > 10
    assert [text for file in files for text in unlike(tomllib.loads(file.read_text("utf-8")))] == []
