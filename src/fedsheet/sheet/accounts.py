"""T-accounts: what every sector owns and owes, moved only by postings of four legs, exact to the dollar.

    a posting moves one amount through four places (six where the central bank's books stand between two others), so
    that two things stay true without being checked by hand:
      each sector stays balanced     what it owns = what it owes + its net worth
      each item stays balanced       what its holders own = what its issuers owe

Quadruple entry: Copeland (1949), *Social Accounting for Moneyflows*; System of National Accounts 2008, 2.52.
Amounts are whole US dollars in int64, so the identities hold with no tolerance at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fedsheet.core.errors import BalanceError, UnknownNameError

Dollars = NDArray[np.int64]
NET_WORTH = "net_worth"


class Side(StrEnum):
    """Whether an item is something a sector owns or something it owes."""

    OWNS = "owns"
    OWES = "owes"


def whole_dollars(usd: ArrayLike) -> Dollars:
    """Amounts rounded to whole dollars, half to even; NaN and infinities raise, for they have no dollar value."""
    amounts = np.asarray(usd, dtype=np.float64)
    if not np.isfinite(amounts).all():
        raise BalanceError("sheet.accounts_amount_posted_number")
    return np.rint(amounts).astype(np.int64)


@dataclass(frozen=True)
class Leg:
    """One of a posting's places; `sign` +1 raises what the sector owns or owes of the item, -1 lowers it."""

    sector: str
    side: Side
    item: str
    sign: int

    @property
    def weight(self) -> int:
        """The leg's part in net positions: owned counts plus, owed counts minus."""
        return self.sign if self.side is Side.OWNS else -self.sign


@dataclass(frozen=True)
class Posting:
    """One amount (int64, any shape that fits the sheets' leading axes) through four legs, and why it moved.

    Raises `BalanceError` where the legs would unbalance a sector or an item.
    """

    memo: str
    amount_usd: Dollars
    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        for kind in ("sector", "item"):
            for name in {getattr(leg, kind) for leg in self.legs}:
                weight = sum(leg.weight for leg in self.legs if getattr(leg, kind) == name)
                if weight != 0:
                    raise BalanceError(
                        "sheet.accounts_posting_leaves_off_balance", memo=self.memo, kind=kind, name=name, weight=weight
                    )


def owns(sector: str, item: str, sign: int) -> Leg:
    """A leg on the asset side."""
    return Leg(sector, Side.OWNS, item, sign)


def owes(sector: str, item: str, sign: int) -> Leg:
    """A leg on the liability side, net worth included."""
    return Leg(sector, Side.OWES, item, sign)


def trade(memo: str, amount_usd: ArrayLike, *, seller: str, buyer: str, item: str, against: str) -> Posting:
    """The seller hands `item` to the buyer and is paid with `against`; both are things the two of them own."""
    legs = (owns(seller, item, -1), owns(buyer, item, +1), owns(buyer, against, -1), owns(seller, against, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def issue(memo: str, amount_usd: ArrayLike, *, issuer: str, holder: str, item: str, against: str) -> Posting:
    """The issuer owes the holder more of `item` and gets `against` from what the holder owns."""
    legs = (owes(issuer, item, +1), owns(holder, item, +1), owns(holder, against, -1), owns(issuer, against, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def purchase_with_own_money(
    memo: str, amount_usd: ArrayLike, *, bank: str, seller: str, item: str, money: str
) -> Posting:
    """A bank of issue buys `item` and pays by owing more of its own `money`: how reserves come into being."""
    legs = (owns(bank, item, +1), owes(bank, money, +1), owns(seller, item, -1), owns(seller, money, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def shift_of_claims(memo: str, amount_usd: ArrayLike, *, bank: str, holder: str, old: str, new: str) -> Posting:
    """A holder swaps one claim on the bank for another: reserves for currency, reserves for ON RRP."""
    legs = (owes(bank, old, -1), owns(holder, old, -1), owes(bank, new, +1), owns(holder, new, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def transfer_of_claim(memo: str, amount_usd: ArrayLike, *, payer: str, payee: str, money: str) -> Posting:
    """A payment without counterpart (tax, interest, remittance): money and net worth move together."""
    legs = (owns(payer, money, -1), owes(payer, NET_WORTH, -1), owns(payee, money, +1), owes(payee, NET_WORTH, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def credit(memo: str, amount_usd: ArrayLike, *, bank: str, issuer: str, item: str, money: str) -> Posting:
    """A bank of issue takes `item` from its issuer and owes it `money`; a negative amount is repayment."""
    legs = (owns(bank, item, +1), owes(issuer, item, +1), owes(bank, money, +1), owns(issuer, money, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def payment_by(memo: str, amount_usd: ArrayLike, *, bank: str, payee: str, money: str) -> Posting:
    """A bank of issue pays interest, costs or remittances by owing more of its own `money`; negative is income."""
    legs = (owes(bank, money, +1), owns(payee, money, +1), owes(bank, NET_WORTH, -1), owes(payee, NET_WORTH, +1))
    return Posting(memo, whole_dollars(amount_usd), legs)


def borrowing_through(
    memo: str, amount_usd: ArrayLike, *, bank: str, issuer: str, holder: str, item: str, old: str, new: str
) -> Posting:
    """The holder buys `item` of the issuer with claim `old` on the bank, which turns into claim `new` of the issuer.

    Six legs: a Treasury auction paid out of reserves into the Treasury's account.
    """
    legs = (
        owes(issuer, item, +1), owns(holder, item, +1), owns(holder, old, -1),
        owes(bank, old, -1), owes(bank, new, +1), owns(issuer, new, +1),
    )  # fmt: skip
    return Posting(memo, whole_dollars(amount_usd), legs)


def accretion(memo: str, amount_usd: ArrayLike, *, issuer: str, holder: str, item: str) -> Posting:
    """A claim grows by itself (inflation compensation, accrued interest): the holder gains what the issuer loses."""
    legs = (owns(holder, item, +1), owes(holder, NET_WORTH, +1), owes(issuer, item, +1), owes(issuer, NET_WORTH, -1))
    return Posting(memo, whole_dollars(amount_usd), legs)


@dataclass(frozen=True)
class BalanceSheets:
    """Everyone's sheet at one moment.

    sectors  names of axis s
    items    names of axis i; `net_worth` is among them and is only owed
    owned    (..., s, i) int64, US dollars; leading axes are the caller's (paths)
    owed     (..., s, i) int64, US dollars
    """

    sectors: tuple[str, ...]
    items: tuple[str, ...]
    owned: Dollars
    owed: Dollars

    def __post_init__(self) -> None:
        shape = (len(self.sectors), len(self.items))
        for grid in (self.owned, self.owed):
            if grid.shape[-2:] != shape or grid.dtype != np.int64:
                raise BalanceError(
                    "sheet.accounts_sheets_whole_dollars_wanted", shape=shape, shape_2=grid.shape, dtype=grid.dtype
                )
            grid.setflags(write=False)

    @classmethod
    def empty(cls, sectors: Sequence[str], items: Sequence[str], paths: tuple[int, ...] = ()) -> BalanceSheets:
        """Sheets of zeros; `net_worth` is added to the items where it is missing."""
        names = tuple(items) if NET_WORTH in items else (*items, NET_WORTH)
        shape = (*paths, len(sectors), len(names))
        return cls(tuple(sectors), names, np.zeros(shape, np.int64), np.zeros(shape, np.int64))

    def post(self, postings: Iterable[Posting]) -> BalanceSheets:
        """New sheets after these postings, in their order."""
        owned, owed = self.owned.copy(), self.owed.copy()
        for posting in postings:
            for leg in posting.legs:
                grid = owned if leg.side is Side.OWNS else owed
                grid[(..., *self._cell(leg.sector, leg.item))] += leg.sign * posting.amount_usd
        return replace(self, owned=owned, owed=owed)

    def owns(self, sector: str, item: str) -> Dollars:
        """What `sector` owns of `item`, over the leading axes."""
        return self.owned[(..., *self._cell(sector, item))]

    def owes(self, sector: str, item: str) -> Dollars:
        """What `sector` owes of `item`, over the leading axes."""
        return self.owed[(..., *self._cell(sector, item))]

    def _cell(self, sector: str, item: str) -> tuple[int, int]:
        if sector not in self.sectors:
            raise UnknownNameError("sector", sector, self.sectors)
        if item not in self.items:
            raise UnknownNameError("item", item, self.items)
        return self.sectors.index(sector), self.items.index(item)


@dataclass(frozen=True)
class Imbalance:
    """A sector or item whose sides differ; `gap_usd` is the largest difference over the leading axes."""

    kind: str
    name: str
    gap_usd: int


def identities(sheets: BalanceSheets) -> list[Imbalance]:
    """Every sector and item that does not balance to the dollar; an empty list is what must stay true.

    sector   sum of what it owns = sum of what it owes, net worth included
    item     sum over holders = sum over issuers; net worth has no holder, so its total is the world's: zero sum
             of financial claims
    """
    by_sector = sheets.owned.sum(axis=-1) - sheets.owed.sum(axis=-1)
    by_item = sheets.owned.sum(axis=-2) - sheets.owed.sum(axis=-2)
    return [*_gaps("sector", sheets.sectors, by_sector), *_gaps("item", sheets.items, by_item)]


def require_identities(sheets: BalanceSheets, *, where: str) -> None:
    """Raise `BalanceError` naming the first imbalance, where there is one."""
    for found in identities(sheets):
        raise BalanceError(
            "sheet.accounts_off_balance_dollars", where=where, kind=found.kind, name=found.name, gap_usd=found.gap_usd
        )


def _gaps(kind: str, names: Sequence[str], gap: Dollars) -> list[Imbalance]:
    flat = gap.reshape(-1, len(names))
    worst = flat[np.abs(flat).argmax(axis=0), np.arange(len(names))]
    return [Imbalance(kind, name, int(w)) for name, w in zip(names, worst, strict=True) if w != 0]
