"""The hierarchy: every overnight rate from the cleared tri-party rate, with percentiles and volumes.

ON RRP (floor)     TGCR = tri-party         BGCR = TGCR and GCF       SOFR = BGCR and DVP
EFFR (8 → 5, 4)    OBFR = EFFR and Eurodollars and selected deposits
IORB (reserves)    standing repo, primary credit (ceilings)
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from fedsheet.core.units import BASIS_POINTS
from fedsheet.market import demand
from fedsheet.market.clearing import Cleared
from fedsheet.market.demand import Array, Behaviour, Conditions

NAMES = ("EFFR", "OBFR", "TGCR", "BGCR", "SOFR", "DVP", "GCF")
PERCENTILES = (1, 25, 75, 99)
LEAST_MARGIN = 1e-5  # GCF never under tri-party: dealers lend on what they raised there


@dataclass(frozen=True)
class RateSet:
    """`rates[name]` decimals and `volumes_usd[name]`, (p, t); percentiles are worked out when asked for."""

    rates: dict[str, Array]
    volumes_usd: dict[str, Array]
    above_iorb: Array
    period_end: Array

    def percentile(self, name: str, which: int) -> Array:
        """The 1st, 25th, 75th or 99th percentile of one rate, (p, t)."""
        row = dispersion()[name]
        k = PERCENTILES.index(which)
        found = row.stress[k] * np.maximum(self.above_iorb, 0.0)
        found += self.rates[name]
        found += (row.base[k] + row.period_end[k] * self.period_end) * BASIS_POINTS.scale
        return found

    def percentiles(self, name: str) -> Array:
        """(4, p, t) all four."""
        return np.stack([self.percentile(name, which) for which in PERCENTILES])


@dataclass(frozen=True)
class Dispersion:
    """Basis points from the rate: base, per basis point above IORB, and on the last day of a month."""

    base: tuple[float, ...]
    stress: tuple[float, ...]
    period_end: tuple[float, ...]


@cache
def dispersion() -> dict[str, Dispersion]:
    """data/dispersion.toml, which ships with the package."""
    content = tomllib.loads((files("fedsheet.market") / "data" / "dispersion.toml").read_text(encoding="utf-8"))
    return {
        name: Dispersion(tuple(row["base"]), tuple(row["stress"]), tuple(row["period_end"]))
        for name, row in content["rate"].items()
    }


def rate_set(cleared: Cleared, b: Behaviour, c: Conditions) -> RateSet:
    """All rates and volumes of the days cleared."""
    tgcr = cleared.tri_party + b.tgcr_premium
    effr = demand.fed_funds_rate(cleared.tri_party, cleared.reserve_value, b, c)
    gcf = cleared.tri_party + np.maximum(demand.dealer_margin(b, c) + c.gcf_lean, LEAST_MARGIN)
    dvp = cleared.tri_party + demand.dvp_premium(cleared.on_rrp, cleared.reserves, b, c)
    sofr = cleared.tri_party + b.sofr_base + b.sofr_dvp_weight * (dvp - cleared.tri_party) + c.sofr_lean
    gcf_volume = b.gcf_share * cleared.dealer_demand
    dvp_volume = c.dvp_book * cleared.dealer_demand / c.repo_demand
    everything = cleared.dealer_demand + gcf_volume + dvp_volume
    branches = demand.branch_arbitrage(effr, b, c) + cleared.branch_intake
    funds = demand.home_loan_bank_lending(cleared.tri_party, effr, b)
    return RateSet(
        rates={
            "EFFR": effr,
            "OBFR": effr - b.eurodollar_discount,
            "TGCR": tgcr,
            "BGCR": tgcr + b.bgcr_gcf_weight * (gcf - tgcr),
            "SOFR": sofr,
            "DVP": dvp,
            "GCF": gcf,
        },
        volumes_usd={
            "EFFR": funds,
            "OBFR": funds + branches,
            "TGCR": cleared.dealer_demand,
            "BGCR": cleared.dealer_demand + gcf_volume,
            "SOFR": b.sofr_volume_share * everything,
            "DVP": dvp_volume,
            "GCF": gcf_volume,
        },
        above_iorb=sofr - c.iorb,
        period_end=np.asarray(c.month_end),
    )
