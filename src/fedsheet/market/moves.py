"""A day's moves as postings of four legs, and the books that hold them for every day and path at once.

claim                 posted as
ON RRP                deposits → reserves → ON RRP                      (and back)
standing repo         the Fed lends reserves; paid in at the bank
discount window       the Fed lends reserves to banks
liquidity             Treasury's account, SOMA and other Fed liabilities against reserves
tri-party, DVP, GCF   against deposits; what dealers and leveraged investors raise buys coupons, and back
fed funds, Eurodollars   against deposits, which branches leave at the Fed as reserves
fund shares           what funds place more of, their holders bring
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedsheet.market.sheets import (
    BANKS,
    BRANCHES,
    DEALERS,
    FED,
    FUNDS,
    LEVERAGED,
    POOLS,
    REMAINDER,
    TREASURY,
)
from fedsheet.sheet.accounts import (
    BalanceSheets,
    Dollars,
    Posting,
    Side,
    issue,
    owes,
    owns,
    purchase_with_own_money,
    shift_of_claims,
    trade,
    transfer_of_claim,
    whole_dollars,
)

Movement = Callable[[Dollars], list[Posting]]
CELLS = 16_384  # paths × days summed at once: what a core's cache holds


def _on_rrp(amount: Dollars) -> list[Posting]:
    return [
        issue("deposits paid out", -amount, issuer=BANKS, holder=FUNDS, item="deposits", against="reserves"),
        shift_of_claims("cash into ON RRP", amount, bank=FED, holder=FUNDS, old="reserves", new="on_rrp"),
    ]


def _standing_repo(amount: Dollars) -> list[Posting]:
    legs = (owns(FED, "srf", +1), owes(FED, "reserves", +1), owes(DEALERS, "srf", +1), owns(DEALERS, "reserves", +1))
    return [
        Posting("the Fed lends against Treasuries", amount, legs),
        issue("reserves paid in", amount, issuer=BANKS, holder=DEALERS, item="deposits", against="reserves"),
        _dealers_buy(amount),
    ]


def _discount_window(amount: Dollars) -> list[Posting]:
    item = "discount_window"
    legs = (owns(FED, item, +1), owes(FED, "reserves", +1), owes(BANKS, item, +1), owns(BANKS, "reserves", +1))
    return [Posting("the Fed lends at the window", amount, legs)]


def _treasury_account(amount: Dollars) -> list[Posting]:
    """The account rises: everyone else pays taxes from deposits, the bank hands over reserves."""
    return [
        transfer_of_claim("taxes", amount, payer=REMAINDER, payee=TREASURY, money="deposits"),
        issue("deposits paid out", -amount, issuer=BANKS, holder=TREASURY, item="deposits", against="reserves"),
        shift_of_claims("into the account", amount, bank=FED, holder=TREASURY, old="reserves", new="tga"),
    ]


def _portfolio(amount: Dollars) -> list[Posting]:
    """SOMA grows: the Fed buys coupons from everyone else, who pay the reserves in."""
    return [
        purchase_with_own_money("SOMA", amount, bank=FED, seller=REMAINDER, item="coupons", money="reserves"),
        issue("reserves paid in", amount, issuer=BANKS, holder=REMAINDER, item="deposits", against="reserves"),
    ]


def _other_liabilities(amount: Dollars) -> list[Posting]:
    """Currency and the Fed's other liabilities rise: everyone else draws them at the bank."""
    return [
        issue("deposits paid out", -amount, issuer=BANKS, holder=REMAINDER, item="deposits", against="reserves"),
        shift_of_claims("currency drawn", amount, bank=FED, holder=REMAINDER, old="reserves", new="currency"),
    ]


def _fund_tri_party(amount: Dollars) -> list[Posting]:
    return [
        issue("tri-party", amount, issuer=DEALERS, holder=FUNDS, item="tri_party_repo", against="deposits"),
        _dealers_buy(amount),
    ]


def _bank_tri_party(amount: Dollars) -> list[Posting]:
    item = "tri_party_repo"
    legs = (owns(BANKS, item, +1), owes(BANKS, "deposits", +1), owes(DEALERS, item, +1), owns(DEALERS, "deposits", +1))
    return [Posting("banks lend by crediting the dealer", amount, legs), _dealers_buy(amount)]


def _dealers_buy(amount: Dollars) -> Posting:
    return trade("collateral", amount, seller=REMAINDER, buyer=DEALERS, item="coupons", against="deposits")


def _dvp_by_dealers(amount: Dollars) -> list[Posting]:
    """Dealers lend by selling collateral; the borrower buys with what it raised."""
    return [
        issue("DVP", amount, issuer=LEVERAGED, holder=DEALERS, item="dvp_repo", against="deposits"),
        _dealers_buy(-amount),
        _leveraged_buy(amount),
    ]


def _dvp_by_others(amount: Dollars) -> list[Posting]:
    """Sponsored lenders lend from deposits; the borrower buys with what it raised."""
    return [
        issue("sponsored DVP", amount, issuer=LEVERAGED, holder=REMAINDER, item="dvp_repo", against="deposits"),
        _leveraged_buy(amount),
    ]


def _leveraged_buy(amount: Dollars) -> Posting:
    return trade("financed", amount, seller=REMAINDER, buyer=LEVERAGED, item="coupons", against="deposits")


def _gcf(amount: Dollars) -> list[Posting]:
    return [issue("GCF", amount, issuer=DEALERS, holder=DEALERS, item="gcf_repo", against="deposits")]


def _branch_borrowing(holder: str, item: str) -> Movement:
    def move(amount: Dollars) -> list[Posting]:
        return [
            issue(item, amount, issuer=BRANCHES, holder=holder, item=item, against="deposits"),
            issue("left at the Fed", -amount, issuer=BANKS, holder=BRANCHES, item="deposits", against="reserves"),
        ]

    return move


def _fund_shares(amount: Dollars) -> list[Posting]:
    return [issue("fund shares", amount, issuer=FUNDS, holder=REMAINDER, item="fund_shares", against="deposits")]


# The order within a day: the Fed's own balance sheet first, then funds' inflows, then what they and others place.
MOVES: dict[str, Movement] = {
    "treasury_account": _treasury_account,
    "portfolio": _portfolio,
    "other_liabilities": _other_liabilities,
    "fund_shares": _fund_shares,
    "on_rrp": _on_rrp,
    "fund_tri_party": _fund_tri_party,
    "bank_tri_party": _bank_tri_party,
    "standing_repo": _standing_repo,
    "discount_window": _discount_window,
    "dvp_by_dealers": _dvp_by_dealers,
    "dvp_by_others": _dvp_by_others,
    "gcf": _gcf,
    "fed_funds": _branch_borrowing(POOLS, "fed_funds"),
    "eurodollars": _branch_borrowing(FUNDS, "eurodollars"),
}


@dataclass(frozen=True)
class Incidence:
    """What one dollar of a claim does to the sheets once its postings are made: cells (s, i) and whole signs."""

    owned: dict[tuple[int, int], int]
    owed: dict[tuple[int, int], int]


def incidence(movement: Movement, opening: BalanceSheets) -> Incidence:
    """Sum the legs of a one-dollar movement; each posting checked itself when it was built."""
    owned: dict[tuple[int, int], int] = {}
    owed: dict[tuple[int, int], int] = {}
    for posting in movement(np.ones((), dtype=np.int64)):
        for leg in posting.legs:
            cells = owned if leg.side is Side.OWNS else owed
            cell = opening.sectors.index(leg.sector), opening.items.index(leg.item)
            cells[cell] = cells.get(cell, 0) + leg.sign * int(posting.amount_usd)
    return Incidence({c: n for c, n in owned.items() if n}, {c: n for c, n in owed.items() if n})


@dataclass(frozen=True)
class Books:
    """Opening sheets and what has moved since, (p, t) whole dollars for each claim; sheets of any day on demand.

    Postings are linear in their amount, so the sheets of day t are the opening plus, for each claim, its change since
    the opening times the incidence of one dollar. tests/properties hold this equal to posting day by day.
    """

    opening: BalanceSheets
    moved: Mapping[str, Dollars]

    def sheets(self, t: int) -> BalanceSheets:
        """Everyone's sheet at the end of day number `t`, (p, s, i)."""
        n_paths = next(iter(self.moved.values())).shape[0]
        shape = (n_paths, *self.opening.owned.shape)
        owned, owed = (np.broadcast_to(g, shape).copy() for g in (self.opening.owned, self.opening.owed))
        for name, change in self.moved.items():
            effect = incidence(MOVES[name], self.opening)
            for grid, cells in ((owned, effect.owned), (owed, effect.owed)):
                for (s, i), sign in cells.items():
                    grid[:, s, i] += sign * change[:, t]
        return BalanceSheets(self.opening.sectors, self.opening.items, owned, owed)

    def worst_gap_usd(self) -> int:
        """The largest imbalance of any sector or item on any path and day, summed cell by cell; 0 must stay true."""
        effects = {name: incidence(MOVES[name], self.opening) for name in self.moved}
        n_paths, n_days = next(iter(self.moved.values())).shape
        step = max(1, CELLS // n_days)
        return max(self._worst_gap(effects, slice(k, k + step)) for k in range(0, n_paths, step))

    def _worst_gap(self, effects: Mapping[str, Incidence], rows: slice) -> int:
        net = self._net_cells(effects, rows)
        at_opening = self.opening.owned - self.opening.owed
        worst = 0
        for axis in (0, 1):
            start = at_opening.sum(axis=1 - axis)
            for k, opening_gap in enumerate(start):
                total = sum((cell for place, cell in net.items() if place[axis] == k), np.zeros(1, dtype=np.int64))
                worst = max(worst, abs(int(total.max() + opening_gap)), abs(int(total.min() + opening_gap)))
        return worst

    def _net_cells(self, effects: Mapping[str, Incidence], rows: slice) -> dict[tuple[int, int], Dollars]:
        """Owned less owed since the opening in every cell that moves, (p, t) on some paths."""
        net: dict[tuple[int, int], Dollars] = {}
        for name, change in self.moved.items():
            for cells, side in ((effects[name].owned, 1), (effects[name].owed, -1)):
                for cell, sign in cells.items():
                    amount = change[rows] if sign * side == 1 else sign * side * change[rows]
                    net[cell] = net[cell] + amount if cell in net else amount
        return net


def since_opening(level: NDArray[np.float64], opening_usd: float, n_paths: int) -> Dollars:
    """(p, t) whole dollars by which a level stands above the opening; both rounded first, so changes add up exactly."""
    change = whole_dollars(level) - whole_dollars(opening_usd)
    return np.broadcast_to(change, (n_paths, level.shape[-1]))
