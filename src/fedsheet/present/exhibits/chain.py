"""Exhibits of the chain: statement, market and income in one state, how the rounds agreed, three courses compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.units import from_bp
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.chain.links import MarketState
    from fedsheet.chain.rounds import Chain
    from fedsheet.core.manifest import Manifest
    from fedsheet.present.text import Words

STATEMENT = ("total_assets", "reserve_balances", "on_rrp", "mbs", "deferred_asset")
RATES = ("EFFR", "SOFR")
DOUBT = (
    ("spread_low", "bp1_num"), ("spread_high", "bp1_num"), ("over_5bp", "pct0"), ("over_10bp", "pct0"),
    ("over_20bp", "pct0"),
)  # fmt: skip
PUBLISHERS = ("board", "nyfed", "treasury")


@exhibit("chain-states", of="chain")
def states(chain: Chain, words: Words) -> Exhibit:
    """One row a month end, and the opening: statement lines, month's average rates, income since the opening."""
    from fedsheet.chain.links import month_ends

    found, market = chain.projection, chain.market
    columns = (
        Column("date", "iso"), *(Column(name, "money") for name in STATEMENT), Column("standing_repo", "money"),
        Column("iorb", "pct2"), *(Column(name.lower(), "pct2") for name in RATES), Column("sofr_minus_iorb", "bp1_num"),
        *(Column(key, form) for key, form in DOUBT), Column("net_income_since_opening", "money_signed"),
    )  # fmt: skip
    income = np.cumsum(found.line("net_income"))
    rows = [
        (
            found.dates[t].astype(object), *(found.line(name)[t] for name in STATEMENT), market.standing_repo[t],
            np.asarray(market.conditions.iorb)[t], *(market.rates[name][t] for name in RATES),
            market.sofr_minus_iorb[t], *in_doubt(market, t), income[t],
        )
        for t in month_ends(chain.projection.dates)
    ]  # fmt: skip
    table = Table.of("chain-states", words, columns, rows)
    return Exhibit.of(
        words,
        table,
        words("chain.states_caption", name=scenario_title(found.name, words)),
        source(words, *PUBLISHERS),
        *notes(chain, words),
    )


def in_doubt(market: MarketState, t: int) -> tuple[float | None, ...]:
    """The 90% band of SOFR less IORB on a date and its chances of exceeding 5, 10 and 20 bp; none without a curve."""
    band = market.band
    if band is None:
        return (None,) * len(DOUBT)
    return float(band.low[t]), float(band.high[t]), *(float(chance[t]) for chance in band.exceeds.values())


def year_ends(chain: Chain) -> list[int]:
    """Positions of the last date of each year after the opening's."""
    years = chain.projection.dates.astype("datetime64[Y]")
    return [t for t in range(1, len(years)) if t + 1 == len(years) or years[t + 1] != years[t]]


def notes(chain: Chain, words: Words) -> list[str]:
    """What the rounds did, in a sentence, and what kind of day the rates are for."""
    last, first = chain.rounds[-1], chain.sizes_from
    how = "one_round" if not chain.iterated else "converged" if chain.converged else "not_converged"
    said = [
        words(f"chain.{how}", n=last.n, reserves=last.reserves_usd, sofr=last.sofr) if chain.iterated
        else words("chain.one_round"),
        words("chain.ordinary_days"), *assumed_rates(chain.projection.manifest, words),
    ]  # fmt: skip
    if chain.market.band is not None:
        said.append(words("chain.curve_of", day=chain.market.band.curve_of))
    else:
        said.append(words("chain.no_curve"))
    if levers := chain.projection.manifest.assumptions.get("levers"):
        said.append(words("chain.levers_not_in_curve", start=levers))
    if chain.projection.dates[0].astype(object) < first:
        said.append(words("chain.indicative", first=first))
    return said


def scenario_title(name: str, words: Words) -> str:
    """A scenario that ships by its title; one's own by the name of its file."""
    from fedsheet.portfolio.scenario.file import load_scenario, scenario_names  # exhibits of other rooms name one, too

    return str(getattr(load_scenario(name).spec.title, words.language)) if name in scenario_names() else name


def _shifts(told: str, words: Words) -> str:
    """The days of a scenario's shift with how far rates are moved on each, from what the manifest says of them."""
    pairs = (one.split() for one in told.split(", "))
    each = [
        f"{day} {words.format(from_bp(float(bp)), 'bp' if float(bp).is_integer() else 'bp1')}" for day, bp, _ in pairs
    ]
    return words.format(each, "list")


def assumed_rates(manifest: Manifest, words: Words) -> list[str]:
    """What the rates after the opening are, where neither observed nor those of a course of policy asked for."""
    made = manifest.assumptions
    if "policy_path" in made:
        return []
    rates, own, shift = made.get("rates"), made.get("own_rates"), made.get("shift")
    said = [words(f"portfolio.assumed_{rates}", opens=made.get("opens"))] if rates in ("forwards", "flat") else []
    said += [words("portfolio.shifted_rates", shift=_shifts(str(shift), words))] if shift else []
    names = [*map(_rate_name(words), str(own).split(", "))] if own else []
    said += [words("portfolio.own_rates", names=words.format(names, "list"))] if names else []
    return said


def _rate_name(words: Words) -> Callable[[str], str]:
    return lambda name: words(f"portfolio.rate_{name}")


@exhibit("chain-rounds", of="chain")
def rounds(chain: Chain, words: Words) -> Exhibit:
    """How far each round moved from the one before, largest over all dates."""
    keys = ("reserves", "on_rrp", "mbs", "net_income")
    columns = (
        Column("round", "int"), *(Column(f"largest_change_{key}", "usd_mn4", f"chain.moved_{key}") for key in keys),
        Column("largest_change_sofr", "bp4_num", "chain.moved_sofr"),
    )  # fmt: skip
    rows = [(r.n, r.reserves_usd, r.on_rrp_usd, r.mbs_usd, r.net_income_usd, r.sofr) for r in chain.rounds]
    caption = words("chain.rounds_caption", name=scenario_title(chain.projection.name, words))
    return Exhibit.of(
        words, Table.of("chain-rounds", words, columns, rows), caption, source(words, *PUBLISHERS), *notes(chain, words)
    )


def record(chain: Chain, spec: str, words: Words) -> dict[str, object]:
    """The chain whole, for machines: what it is made from, whether it converged, its rounds and its states."""
    manifest = chain.manifest
    return {
        "scenario": chain.projection.name,
        "policy_path": spec or None,
        "as_of": manifest.as_of,
        "data_digest": manifest.data_digest,
        "policy_digest": manifest.policy_digest,
        "iterated": chain.iterated,
        "converged": chain.converged,
        "rounds": rounds(chain, words).table.records(),
        "states": states(chain, words).table.records(),
    }


def course_names(chains: Mapping[str, Chain], words: Words) -> dict[str, str]:
    """What readers call each course of policy."""
    return {spec: words(f"outlook.course_{spec.partition(':')[2] or 'recorded'}") for spec in chains}


@exhibit("outlook-chain-sofr", of="chains")
def courses_drawn(chains: Mapping[str, Chain], words: Words) -> Exhibit:
    """SOFR on each course of policy, from the last statement on."""
    from fedsheet.present.charts import outlook as charts

    names = course_names(chains, words)
    ends = {spec: float(chain.projection.line("net_income").sum()) for spec, chain in chains.items()}
    best, worst = max(ends, key=lambda s: ends[s]), min(ends, key=lambda s: ends[s])
    last = chains[""].projection.dates[-1].astype(object)
    rates = [
        words("outlook.chain_course", course=names[spec], sofr=float(chain.market.rates["SOFR"][-1]))
        for spec, chain in chains.items()
    ]
    income = words(
        "outlook.chain_income", day=last, best=names[best], high=ends[best], worst=names[worst], low=ends[worst]
    )
    caption = words("outlook.chain_caption", day=last, values=rates)
    plot = charts.chain_figure(chains, names, words)
    return Exhibit.of(
        words,
        plot,
        caption,
        source(words, *PUBLISHERS),
        income,
        *map(words, ("outlook.chain_levels", "outlook.chain_note")),
    )


@exhibit("outlook-chain", of="chains")
def courses(chains: Mapping[str, Chain], words: Words) -> Exhibit:
    """Each course at the end of each year: reserves, SOFR, its gap to interest on reserves, income so far."""
    columns = (
        Column("course", "name:outlook.course_"), Column("date", "iso"), Column("reserve_balances", "money"),
        Column("iorb", "pct2"), Column("sofr", "pct2"), Column("sofr_minus_iorb", "bp1_num"),
        *(Column(key, form) for key, form in DOUBT), Column("net_income_since_opening", "money_signed"),
    )  # fmt: skip
    rows = [
        (
            spec.partition(":")[2] or "recorded", chain.projection.dates[t].astype(object),
            chain.projection.line("reserve_balances")[t], chain.market.conditions.iorb[t],
            chain.market.rates["SOFR"][t], chain.market.sofr_minus_iorb[t], *in_doubt(chain.market, t),
            chain.projection.line("net_income")[: t + 1].sum(),
        )
        for spec, chain in chains.items()
        for t in year_ends(chain)
    ]  # fmt: skip
    table = Table.of("outlook-chain", words, columns, rows)
    caption, note = words("outlook.chain_table"), words("outlook.chain_levels")
    return Exhibit.of(words, table, caption, source(words, *PUBLISHERS), note)
