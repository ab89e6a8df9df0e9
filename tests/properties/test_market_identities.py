"""What must stay true of the market whatever happens: books to the dollar, one rate, more reserves never dearer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fedsheet.market.clearing import clear, excess_cash
from fedsheet.market.conditions import check
from fedsheet.market.moves import MOVES
from fedsheet.market.parameters import behaviour
from fedsheet.market.rates import rate_set
from fedsheet.market.scenario import Noise, load_scenario
from fedsheet.market.sheets import items, sectors
from fedsheet.market.simulate import draws_of, prepare, simulate
from fedsheet.sheet.accounts import BalanceSheets, identities
from market.market_support import held, one_day

B = behaviour()
shares = st.floats(0.0, 0.04)
amounts = st.floats(0.0, 8e10)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), liquidity=amounts, cash=shares, demand=shares, capacity=st.floats(0.0, 0.2))
def test_identities_are_exactly_zero_on_every_path_and_day(
    seed: int, liquidity: float, cash: float, demand: float, capacity: float
) -> None:
    vintage, path, b = held()
    noise = (
        Noise("liquidity", liquidity, 0.0, 0.9),
        Noise("fund_cash", 0.0, cash, 0.5),
        Noise("repo_demand", 0.0, demand, 0.5),
        Noise("dealer_capacity", 0.0, capacity, 0.5),
    )
    setting = prepare(vintage, path, b, replace(load_scenario("drain-2022-2025"), noise=noise), 12)
    found = simulate(setting, b, draws_of(setting, 4, seed))
    assert found.identity_residual_usd == 0
    for t in range(len(found.days)):
        assert identities(found.books.sheets(t)) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(-(10**12), 10**12)), min_size=1, max_size=12))
def test_every_move_keeps_every_sector_and_item_balanced(moves: list[tuple[str, int]]) -> None:
    sheets = BalanceSheets.empty(sectors(), items())
    for name, amount in moves:
        sheets = sheets.post(MOVES[name](np.asarray(amount, dtype=np.int64)))
        assert identities(sheets) == []


def test_books_equal_posting_day_by_day() -> None:
    vintage, path, b = held()
    found = simulate(setting := prepare(vintage, path, b, load_scenario("september-2019")), b, draws_of(setting, 3, 5))
    sheets = found.books.opening
    paths = found.n_paths
    shape = (paths, *sheets.owned.shape)
    sheets = replace(
        sheets, owned=np.broadcast_to(sheets.owned, shape).copy(), owed=np.broadcast_to(sheets.owed, shape).copy()
    )
    before = dict.fromkeys(MOVES, np.zeros(paths, dtype=np.int64))
    for t in range(len(found.days)):
        for name, movement in MOVES.items():
            change = found.books.moved[name][:, t] - before[name]
            sheets = sheets.post(movement(change))
            before[name] = found.books.moved[name][:, t]
        again = found.books.sheets(t)
        assert np.array_equal(again.owned, sheets.owned)
        assert np.array_equal(again.owed, sheets.owed)


conditions = st.fixed_dictionaries(
    {
        "liquidity": st.floats(1.2e12, 6e12),
        "fund_cash": st.floats(0.9e12, 3.5e12),
        "repo_demand": st.floats(0.9e12, 2.0e12),
        "bank_willingness": st.floats(0.2, 1.0),
        "quarter_end": st.sampled_from([0.0, 1.0]),
    }
)


@settings(max_examples=60, deadline=None)
@given(values=conditions, more=st.floats(1e9, 1e12))
def test_more_reserves_never_raise_the_clearing_rate(values: dict[str, float], more: float) -> None:
    before = clear(B, one_day(**values))
    after = clear(B, one_day(**{**values, "liquidity": values["liquidity"] + more}))
    assert after.tri_party[0] <= before.tri_party[0] + 2e-8  # twice the tolerance of the root


@settings(max_examples=60, deadline=None)
@given(values=conditions, low=st.floats(0.03, 0.06), step=st.floats(1e-6, 0.02))
def test_excess_cash_rises_in_the_rate(values: dict[str, float], low: float, step: float) -> None:
    c = one_day(**values)
    assert excess_cash(np.array([low + step]), B, c)[0] >= excess_cash(np.array([low]), B, c)[0] - 1.0


@settings(max_examples=60, deadline=None)
@given(values=conditions)
def test_rates_stay_between_floor_and_ceiling_up_to_stated_stigma(values: dict[str, float]) -> None:
    c = one_day(**values, srf_limit=np.inf)
    found = clear(B, c)
    if found.status[0] != 0:
        return
    # The facility slows a rise: at a rate x over it dealers draw amount * e^(growth * x), all but three in a
    # hundred from five widths over the stigma on; so the rate stands no higher than what is drawn says.
    drawn = found.standing_repo[0] / B.srf_amount
    by_amount = np.log(max(drawn, 1.0) / 0.97) / B.srf_growth
    assert found.tri_party[0] <= c.srf_rate[0] + max(B.srf_stigma + 5 * B.srf_width, by_amount) + 1e-8
    # Under the floor by no more than funds' sensitivity allows: they leave nearly all of their cash at the Fed there.
    assert found.tri_party[0] >= c.on_rrp_rate[0] - 10 * B.fund_sensitivity


@settings(max_examples=40, deadline=None)
@given(values=conditions, up=st.floats(0.0, 0.01))
def test_raising_the_whole_corridor_raises_the_rate_one_for_one(values: dict[str, float], up: float) -> None:
    rates = ("iorb", "on_rrp_rate", "ceiling", "primary_credit_rate", "srf_rate")
    c = one_day(**values)
    higher = check(replace(c, **{name: getattr(c, name) + up for name in rates}))
    assert abs(clear(B, higher).tri_party[0] - clear(B, c).tri_party[0] - up) < 3e-8


@settings(max_examples=60, deadline=None)
@given(values=conditions, capacity=st.floats(0.3, 1.0), period_end=st.sampled_from([0.0, 1.0]))
def test_percentiles_volumes_and_gcf_are_in_order_on_any_day(
    values: dict[str, float], capacity: float, period_end: float
) -> None:
    c = one_day(**values, dealer_capacity=capacity, month_end=period_end)
    cleared = clear(B, c)
    found = rate_set(cleared, B, c)
    for name, rate in found.rates.items():
        p1, p25, p75, p99 = found.percentiles(name)[:, 0]
        assert p1 <= p25 <= rate[0] + 1e-12
        assert rate[0] - 1e-12 <= p75 <= p99
    assert found.rates["GCF"][0] > cleared.tri_party[0]
    assert found.rates["OBFR"][0] < found.rates["EFFR"][0]
    assert 0.0 <= found.volumes_usd["EFFR"][0] <= found.volumes_usd["OBFR"][0]
    assert 0.0 < found.volumes_usd["TGCR"][0] < found.volumes_usd["BGCR"][0]


@settings(max_examples=60, deadline=None)
@given(values=conditions, book=st.floats(1e12, 4e12), more=st.floats(1e9, 5e11), capacity=st.floats(0.3, 0.99))
def test_dvp_rises_over_tri_party_with_the_book_and_with_full_dealers(
    values: dict[str, float], book: float, more: float, capacity: float
) -> None:
    def over(**changed: float) -> float:
        c = one_day(**values, **changed)
        cleared = clear(B, c)
        return float((rate_set(cleared, B, c).rates["DVP"] - cleared.tri_party)[0])

    assert over(dvp_book=book + more) > over(dvp_book=book)
    assert over(dvp_book=book, dealer_capacity=capacity) > over(dvp_book=book)
