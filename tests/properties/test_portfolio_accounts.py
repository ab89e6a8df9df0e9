"""Postings cannot unbalance anything, whatever their order and amounts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.core.errors import BalanceError, UnknownNameError
from fedsheet.sheet.accounts import (
    BalanceSheets,
    Posting,
    accretion,
    identities,
    issue,
    owes,
    owns,
    purchase_with_own_money,
    shift_of_claims,
    transfer_of_claim,
    whole_dollars,
)

SECTORS = ("federal_reserve", "treasury", "banks", "public")
ITEMS = ("reserves", "currency", "treasuries")
MAKERS = (
    lambda usd: purchase_with_own_money(
        "buy", usd, bank="federal_reserve", seller="banks", item="treasuries", money="reserves"
    ),
    lambda usd: issue("auction", usd, issuer="treasury", holder="banks", item="treasuries", against="reserves"),
    lambda usd: shift_of_claims("cash", usd, bank="federal_reserve", holder="banks", old="reserves", new="currency"),
    lambda usd: transfer_of_claim("tax", usd, payer="banks", payee="treasury", money="reserves"),
    lambda usd: accretion("index", usd, issuer="treasury", holder="federal_reserve", item="treasuries"),
)
amounts = st.integers(min_value=-(10**13), max_value=10**13)


@given(st.lists(st.tuples(st.sampled_from(MAKERS), amounts), max_size=30))
def test_any_postings_leave_every_sector_and_item_balanced_to_the_dollar(steps):
    sheets = BalanceSheets.empty(SECTORS, ITEMS).post(make(usd) for make, usd in steps)
    assert identities(sheets) == []


@given(st.lists(amounts, min_size=3, max_size=3))
def test_amounts_may_differ_by_path(usd):
    sheets = BalanceSheets.empty(SECTORS, ITEMS, paths=(3,)).post([MAKERS[0](np.array(usd))])
    assert sheets.owes("federal_reserve", "reserves").tolist() == usd
    assert identities(sheets) == []


def test_a_posting_that_forgets_a_counterpart_is_refused():
    legs = (owns("banks", "reserves", 1), owes("banks", "net_worth", 1)) * 2
    with pytest.raises(BalanceError, match="leaves item"):
        Posting("from nowhere", whole_dollars(1), legs)


def test_identities_name_what_is_off_and_by_how_much():
    empty = BalanceSheets.empty(SECTORS, ITEMS)
    owned = empty.owned.copy()
    owned[2, 0] = 7
    broken = BalanceSheets(empty.sectors, empty.items, owned, empty.owed.copy())
    assert [(g.kind, g.name, g.gap_usd) for g in identities(broken)] == [
        ("sector", "banks", 7),
        ("item", "reserves", 7),
    ]


def test_unknown_sector_names_the_nearest():
    with pytest.raises(UnknownNameError, match="banks"):
        BalanceSheets.empty(SECTORS, ITEMS).owns("bank", "reserves")


def test_missing_amounts_are_refused():
    with pytest.raises(BalanceError, match="not a number"):
        whole_dollars(float("nan"))
