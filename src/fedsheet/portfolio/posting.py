"""The projection's periods as postings: what each amount moves, and the sheets of every date that come of it.

Three sectors: the Federal Reserve, the Treasury, everyone else. The Treasury pays coupons and principal from its
account and refills it by borrowing, so that the account follows its path: the last posting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.held.opening import Opening
from fedsheet.portfolio.projection import FED, OTHERS, SECTORS, TREASURY
from fedsheet.sheet.accounts import (
    NET_WORTH,
    BalanceSheets,
    Posting,
    accretion,
    borrowing_through,
    credit,
    payment_by,
    shift_of_claims,
)

ITEMS = (
    "treasuries", "mbs", "agency_debt", "premium", "loans", "repos", "other_assets", "reserves", "currency", "tga",
    "on_rrp", "foreign_repo", "other_deposits", "other_liabilities", NET_WORTH,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Period:
    """What happened between two dates, whole US dollars: the amounts that are posted.

    discount      what more bills stand below face, less what MBS bought cost above it
    on_rrp_rule   what ON RRP's rule alone would be at the end: a state, not posted
    """

    treasuries_bought: int
    mbs_bought: int
    agency_debt_bought: int
    loans_made: int
    repos_made: int
    accretion: int
    amortisation: int
    discount: int
    coupons_received: int
    mbs_interest: int
    loan_interest: int
    interest_paid: int
    costs: int
    realised_loss: int
    remitted: int
    currency: int
    tga: int
    on_rrp: int
    foreign_repo: int
    other_deposits: int
    other_liabilities: int
    net_income: int
    on_rrp_rule: float


def cumulative_sheets(opening: Opening, periods: Sequence[Period]) -> BalanceSheets:
    """(t, s, i) sheets of every date: the opening's postings, then all periods' amounts to date, posted once."""
    n = len(periods) + 1
    sheets = BalanceSheets.empty(SECTORS, ITEMS, paths=(n,)).post(_opening(opening, n))
    return sheets.post(_flows(periods))


def _opening(opening: Opening, n: int) -> list[Posting]:
    """The opening sheet as postings: the Fed holds assets others issued, and they hold what it owes."""
    s = opening.statement
    owned = {
        "treasuries": (TREASURY, opening.holdings.treasuries_usd),
        "agency_debt": (OTHERS, int(opening.holdings.principal_usd.sum()) - opening.holdings.treasuries_usd),
        "mbs": (OTHERS, opening.mbs_usd),
        "premium": (OTHERS, s.premium_usd),
        "loans": (OTHERS, s.loans_usd),
        "repos": (OTHERS, s.repos_usd),
        "other_assets": (OTHERS, s.other_assets_usd),
    }
    owed = {
        "reserves": (OTHERS, opening.reserves_usd),
        "currency": (OTHERS, s.currency_usd),
        "tga": (TREASURY, s.tga_usd),
        "on_rrp": (OTHERS, s.on_rrp_usd),
        "foreign_repo": (OTHERS, s.foreign_repo_usd),
        "other_deposits": (OTHERS, s.other_deposits_usd),
        "other_liabilities": (OTHERS, s.other_liabilities_usd),
    }
    level = np.full(n, 1.0)
    held = [accretion(f"open {i}", usd * level, issuer=who, holder=FED, item=i) for i, (who, usd) in owned.items()]
    due = [accretion(f"open {i}", usd * level, issuer=FED, holder=who, item=i) for i, (who, usd) in owed.items()]
    return [*held, *due]


def _flows(periods: Sequence[Period]) -> list[Posting]:
    """All periods as one posting a kind, amounts cumulated over dates."""

    posted = [field.name for field in fields(Period) if field.name != "on_rrp_rule"]
    amounts = np.array([(0,) * len(posted), *map(attrgetter(*posted), periods)], dtype=np.int64)
    summed = dict(zip(posted, amounts.cumsum(axis=0).T, strict=True))

    def to_date(*names: str) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.sum([summed[name] for name in names], axis=0)
        return found

    cash_at_treasury = to_date("treasuries_bought", "remitted") - to_date("coupons_received")
    return [
        credit("Treasuries", to_date("treasuries_bought"), bank=FED, issuer=TREASURY, item="treasuries", money="tga"),
        credit("agency MBS", to_date("mbs_bought"), bank=FED, issuer=OTHERS, item="mbs", money="reserves"),
        credit("agency debt", to_date("agency_debt_bought"), bank=FED, issuer=OTHERS, item="agency_debt",
               money="reserves"),
        credit("loans", to_date("loans_made"), bank=FED, issuer=OTHERS, item="loans", money="reserves"),
        credit("repos", to_date("repos_made"), bank=FED, issuer=OTHERS, item="repos", money="reserves"),
        credit("price and face", -to_date("discount"), bank=FED, issuer=OTHERS, item="premium", money="reserves"),
        accretion("inflation", to_date("accretion"), issuer=TREASURY, holder=FED, item="treasuries"),
        accretion("premium", -to_date("amortisation"), issuer=OTHERS, holder=FED, item="premium"),
        payment_by("remittance", to_date("remitted") - to_date("coupons_received"), bank=FED, payee=TREASURY,
                   money="tga"),
        payment_by("interest", to_date("interest_paid", "costs", "realised_loss") - to_date("mbs_interest",
                   "loan_interest"), bank=FED, payee=OTHERS, money="reserves"),
        shift_of_claims("currency", to_date("currency"), bank=FED, holder=OTHERS, old="reserves", new="currency"),
        shift_of_claims("foreign pool", to_date("foreign_repo"), bank=FED, holder=OTHERS, old="reserves",
                        new="foreign_repo"),
        shift_of_claims("other deposits", to_date("other_deposits"), bank=FED, holder=OTHERS, old="reserves",
                        new="other_deposits"),
        shift_of_claims("other liabilities", to_date("other_liabilities"), bank=FED, holder=OTHERS, old="reserves",
                        new="other_liabilities"),
        shift_of_claims("ON RRP", to_date("on_rrp"), bank=FED, holder=OTHERS, old="reserves", new="on_rrp"),
        borrowing_through("TGA", to_date("tga") - cash_at_treasury, bank=FED, issuer=TREASURY, holder=OTHERS,
                          item="treasuries", old="reserves", new="tga"),
    ]  # fmt: skip
