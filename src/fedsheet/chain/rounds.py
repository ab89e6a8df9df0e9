"""The chain in one state: policy, portfolio, reserves, money market, income; on request round until it agrees.

round 1   the portfolio's own rule for ON RRP and the assumed curve; the market answers with rates and take-up
round 2…  the portfolio again, with the market's ON RRP and its rates in bills, mortgages, prepayment and income
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fedsheet.chain import links
from fedsheet.chain.links import MarketState
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, course_pct, course_usd, line_name, said, usd
from fedsheet.market.anchor import Anchor
from fedsheet.market.parameters import behaviour
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.resolve import Setting, project_setting
from fedsheet.record.path import PolicyPath

Progress = Callable[[str, float], None]
AGREED_USD = 1e7  # the statement shows millions; ten of them are two hundredths of a basis point of reserves
AGREED_RATE = 1e-6  # a hundredth of a basis point
MOST_ROUNDS = 12


def silent(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Round:
    """How far one round moved from the round before, largest over dates: US dollars and decimals; inf in the first."""

    n: int
    reserves_usd: float
    on_rrp_usd: float
    mbs_usd: float
    sofr: float
    net_income_usd: float

    @property
    def agreed(self) -> bool:
        """Whether nothing moved that a statement or a rate would show."""
        return max(self.reserves_usd, self.on_rrp_usd, self.mbs_usd) < AGREED_USD and self.sofr < AGREED_RATE


@dataclass(frozen=True, repr=False)
class Chain(Shown):
    """The last round's statement and market on the same dates, and how the rounds came together.

    >>> found = fedsheet.chain("runoff-2022", iterate=True, until="2022-12-31")
    >>> found.converged, found.projection.name
    (True, 'runoff-2022')
    """

    projection: Projection
    market: MarketState
    rounds: tuple[Round, ...]
    iterated: bool

    @property
    def converged(self) -> bool:
        """Whether the last round agreed with the one before."""
        return self.rounds[-1].agreed

    @property
    def sizes_from(self) -> date:
        """The first day for which the market's size is dated."""
        return links.sizes_held()[0]

    @property
    def manifest(self) -> Manifest:
        """What the chain was made from."""
        return self.projection.manifest

    def card(self) -> Card:
        """Reserves, ON RRP, SOFR and how the rounds came together."""
        found, agreed = self.projection, "agreed" if self.converged else "not_agreed"
        rounds = said(f"cards.rounds_{agreed}", n=len(self.rounds)) if self.iterated else said("cards.not_iterated")
        facts = (
            *(
                (line_name(name), course_usd(found.line(name)))
                for name in ("total_assets", "reserve_balances", "on_rrp")
            ),
            (said("terms.sofr"), course_pct(self.market.rates["SOFR"])),
            (said("cards.net_income"), usd(float(found.line("net_income")[1:].sum()))),
            (said("cards.rounds"), rounds),
        )
        span = found.dates[0], found.dates[-1]
        return Card(
            said("cards.chain", name=found.name), span, self.manifest.as_of, facts, ("projection", "market", "rounds")
        )

    def frame(self) -> pd.DataFrame:
        """Every line of the statement and every rate by date: US dollars, decimals."""
        return self.projection.frame().assign(**self.market.rates)


def rounds(
    setting: Setting, path: PolicyPath, most: int, progress: Progress = silent, curve: Anchor | None = None
) -> Chain:
    """Portfolio and market in turn until a round changes nothing, at most `most` times.

    `curve` is the market of a day in which reserves meet rates; without one behaviour stands for itself.
    """
    b = behaviour()

    def answer(found: Projection, setting: Setting) -> MarketState:
        conditions = links.conditions_of(found, funds, setting, ahead, b, curve)
        return links.money_market(conditions, b, found.dates.tolist(), setting.name)

    found = project_setting(setting)
    funds = found.line("on_rrp")
    ahead = links.DatesAhead.of(found.dates, path, setting.parameters.liabilities.gdp_growth)
    market = answer(found, setting)
    done = [Round(1, np.inf, np.inf, np.inf, np.inf, np.inf)]
    while len(done) < most and not done[-1].agreed:
        progress(f"round {len(done) + 1}", len(done) / most)
        back = links.fed_back(setting, found, market)
        again = project_setting(back)
        now = answer(again, back)
        done.append(moved(len(done) + 1, found, again, market, now))
        found, market = again, now
    if curve is not None:
        market = replace(market, band=links.spread_band(market, found.dates, curve, b))
    return Chain(found, market, tuple(done), most > 1)


def moved(n: int, before: Projection, after: Projection, was: MarketState, now: MarketState) -> Round:
    """The largest change of each line and of SOFR from one round to the next."""

    def largest(name: str) -> float:
        return float(np.abs(after.line(name) - before.line(name)).max())

    sofr = float(np.abs(now.rates["SOFR"] - was.rates["SOFR"]).max())
    return Round(n, largest("reserve_balances"), largest("on_rrp"), largest("mbs"), sofr, largest("net_income"))
