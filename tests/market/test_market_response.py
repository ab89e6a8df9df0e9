"""Who moves when policy moves: the signs theory asks for, books that balance, and the command's shapes."""

from __future__ import annotations

from collections import defaultdict

import pytest

from fedsheet.core.errors import InputError
from fedsheet.market.response import Response, response
from market.market_support import course


def found(changed: str, name: str = "october-2025") -> Response:
    return response(course(name), course(name, changed))


def owned(r: Response, sector: str, item: str) -> float:
    return next((m.owned_usd for m in r.moved if (m.sector, m.item) == (sector, item)), 0.0)


def owed(r: Response, sector: str, item: str) -> float:
    return next((m.owed_usd for m in r.moved if (m.sector, m.item) == (sector, item)), 0.0)


@pytest.mark.parametrize("changed", ["higher-tga", "smaller-portfolio", "higher-iorb", "debt-limit"])
def test_what_moves_still_sums_to_zero_for_every_instrument_and_kind(changed: str) -> None:
    by_item: dict[str, float] = defaultdict(float)
    by_kind: dict[str, float] = defaultdict(float)
    moved = found(changed).moved
    for m in moved:
        by_item[m.item] += m.owned_usd - m.owed_usd
        by_kind[m.sector] += m.owned_usd - m.owed_usd
    most = 2 * len(moved) * 5e7  # cells under 0.05 bn are left out
    by_item.pop("net_worth", None)  # belongs to nobody else
    assert max(map(abs, by_item.values())) < most
    assert max(map(abs, by_kind.values())) < most


def test_a_higher_tga_is_the_treasurys_and_a_smaller_portfolio_the_feds() -> None:
    tga, portfolio = found("higher-tga"), found("smaller-portfolio")
    assert owned(tga, "treasury", "tga") == pytest.approx(2e11)
    assert owned(tga, "federal_reserve", "coupons") == 0.0
    assert owned(portfolio, "federal_reserve", "coupons") == pytest.approx(-1e11)
    assert owned(portfolio, "treasury", "tga") == 0.0


def test_raising_iorb_pulls_banks_out_of_repo_and_funds_into_it() -> None:
    r = found("higher-iorb", "drain-2022-2025")
    assert owned(r, "large_banks", "tri_party_repo") < 0.0 < owned(r, "money_funds", "tri_party_repo")
    assert owned(r, "money_funds", "on_rrp") < 0.0
    assert 0.0 < r.rates["EFFR"][0] <= 5e-4


def test_a_cap_on_on_rrp_sends_cash_to_branches_and_rates_down() -> None:
    r = found("on-rrp-cap", "drain-2022-2025")
    assert owned(r, "money_funds", "on_rrp") < -5e11
    assert owed(r, "foreign_branches", "eurodollars") > 5e11
    assert r.rates["tri-party"][0] < 0.0
    assert r.rates["tri-party"][1] < r.rates["tri-party"][0]


def test_nothing_moves_where_nothing_changes() -> None:
    base = course("october-2025")
    same = response(base, base)
    assert same.moved == ()
    assert set(same.rates.values()) == {(0.0, 0.0)}


def test_runs_of_other_days_are_not_compared() -> None:
    with pytest.raises(InputError, match="different days"):
        response(course("october-2025"), course("march-2020"))
