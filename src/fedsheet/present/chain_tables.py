"""The chain as tables: statement, market and income on the same dates, and how the rounds came together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.units import to_bn, to_bp, to_pct
from fedsheet.present.portfolio_tables import assumed_rates
from fedsheet.present.tables import Column, Table, type_of_cell

if TYPE_CHECKING:
    from fedsheet.chain.rounds import Chain

STATEMENT = ("total_assets", "reserve_balances", "on_rrp", "mbs", "deferred_asset")
RATES = ("EFFR", "SOFR")
MONTHLY = "percent, month's average"  # what the Fed pays is known by month; the market's rates stand on it


def states(chain: Chain) -> Table:
    """One row a month end (and the opening): USD bn, percent, basis points; income since the opening."""
    columns = [
        Column("date"), *(Column(name, "USD bn", 0) for name in STATEMENT), Column("standing_repo", "USD bn", 1),
        Column("iorb", MONTHLY, 2), *(Column(name.lower(), MONTHLY, 2) for name in RATES),
        Column("sofr_minus_iorb", "bp", 1), Column("net_income_since_opening", "USD bn", 1),
    ]  # fmt: skip
    found, market = chain.projection, chain.market
    income = np.cumsum(found.line("net_income"))
    rows = [
        (
            found.dates[t].astype(object), *(to_bn(float(found.line(name)[t])) for name in STATEMENT),
            to_bn(float(market.standing_repo[t])), to_pct(float(np.asarray(market.conditions.iorb)[t])),
            *(to_pct(float(market.rates[name][t])) for name in RATES), to_bp(float(market.sofr_minus_iorb[t])),
            to_bn(float(income[t])),
        )
        for t in month_ends(chain)
    ]  # fmt: skip
    return Table.of(f"Chain: {found.name}", columns, rows, *notes(chain))


def month_ends(chain: Chain) -> list[int]:
    """Positions of the opening and of each month's last date."""
    months = chain.projection.dates.astype("datetime64[M]")
    last = [t for t in range(len(months)) if t + 1 == len(months) or months[t + 1] != months[t]]
    return sorted({0, *last})


def notes(chain: Chain) -> list[str]:
    """What the rounds did, in a sentence, and what kind of day the rates are for."""
    last = chain.rounds[-1]
    if not chain.iterated:
        agreed = "One round: the market's answer is not fed back (--iterate does)."
    elif chain.converged:
        agreed = (
            f"Converged in {last.n} rounds: the last moved reserves by at most {last.reserves_usd / 1e6:,.0f} million "
            f"dollars and SOFR by {to_bp(last.sofr):.4f} bp."
        )
    else:
        agreed = (
            f"NOT converged after {last.n} rounds: reserves still moved by {to_bn(last.reserves_usd):,.1f} billion."
        )
    said = [agreed, "Rates are those of ordinary days; period ends and shocks: `fedsheet simulate`."]
    said += assumed_rates(chain.projection.manifest)
    first = chain.sizes_from
    if chain.projection.dates[0].astype(object) < first:
        said.append(
            f"Bank assets and repo books are dated from {first}; before it the first amounts stand: indicative."
        )
    return said


def rounds(chain: Chain) -> Table:
    """How far each round moved from the one before, largest over all dates."""
    units = (("reserves", "USD mn"), ("on_rrp", "USD mn"), ("mbs", "USD mn"), ("net_income", "USD mn"), ("sofr", "bp"))
    rows = [
        (r.n, r.reserves_usd / 1e6, r.on_rrp_usd / 1e6, r.mbs_usd / 1e6, r.net_income_usd / 1e6, to_bp(r.sofr))
        for r in chain.rounds
    ]
    columns = [Column("round"), *(Column(f"largest_change_{key}", unit, 4) for key, unit in units)]
    return Table.of(f"Rounds of the chain: {chain.projection.name}", columns, rows, *notes(chain))


def shape(chain: Chain, spec: str) -> dict[str, object]:
    """The JSON of a chain: what it is made from, whether it converged, its rounds and its states."""
    manifest = chain.manifest
    rows: list[dict[str, type_of_cell]] = states(chain).records()
    return {
        "scenario": chain.projection.name,
        "policy_path": spec or None,
        "as_of": manifest.as_of,
        "data_digest": manifest.data_digest,
        "policy_digest": manifest.policy_digest,
        "iterated": chain.iterated,
        "converged": chain.converged,
        "rounds": rounds(chain).records(),
        "states": rows,
    }
