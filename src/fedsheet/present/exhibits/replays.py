"""Exhibits of the market replayed: rates over time, four episodes against what was published, responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.spreads import share_above
from fedsheet.core.units import to_bp
from fedsheet.market.hierarchy import wedge
from fedsheet.market.scenario import load_counterfactual, load_scenario
from fedsheet.present.charts import market as charts
from fedsheet.present.exhibits import Exhibit, exhibit, source
from fedsheet.present.measures import day_of
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.market.response import Response
    from fedsheet.market.results import MarketReport
    from fedsheet.market.simulate import Simulation
    from fedsheet.present.text import Words

CRISIS, DAY_AFTER = "2019-09-17", "2019-09-18"
SEPTEMBER, WITH_FACILITY = "september-2019", "september-2019/standing-repo-2019"
MOVED_RATES = ("SOFR", "EFFR", "tri-party")
Books = tuple[str, tuple[tuple[str, str], ...]]
MOVED_BOOKS: dict[str, Books] = {
    "on_rrp": ("owned_usd", (("money_funds", "on_rrp"),)),
    "fund_repo": ("owned_usd", (("money_funds", "tri_party_repo"),)),
    "bank_repo": ("owned_usd", (("large_banks", "tri_party_repo"),)),
    "reserves": ("owned_usd", (("large_banks", "reserves"),)),
    "branches": ("owed_usd", (("foreign_branches", "fed_funds"), ("foreign_branches", "eurodollars"))),
    "srf": ("owed_usd", (("dealers", "srf"),)),
    "leveraged": ("owed_usd", (("leveraged", "dvp_repo"),)),
}


def _episodes(results: MarketReport, *names: str) -> list[Simulation]:
    """Replays by name; `DateRangeError` where one ends after the figures."""
    missing = [name for name in names if name not in results.episodes]
    if missing:
        raise DateRangeError("present.replays_days_were_known_yet", missing=missing[0])
    return [results.episodes[name] for name in names]


@exhibit("market-hierarchy", of="market")
def hierarchy(results: MarketReport, words: Words) -> Exhibit:
    """Rates less IORB, weekly means, from the floor to the ceiling."""
    over = (results.observed["SOFR"] - results.observed["IORB"]).dropna()
    caption = words(
        "market.hierarchy_caption",
        share=share_above(over),
        n=len(over),
        since=day_of(over.index[0]),
        high=float(over.max()),
        day=day_of(over.idxmax()),
    )
    note = words("market.hierarchy_note")
    return Exhibit.of(words, charts.hierarchy(results, words), caption, source(words, "nyfed", "ofr", "board"), note)


def _on(values: np.ndarray, results: MarketReport, name: str, day: str = CRISIS) -> float:
    run = results.episodes[name]
    return float(np.atleast_2d(values)[0, run.days.get_loc(day)])


@exhibit("market-september-2019", of="market")
def september(results: MarketReport, words: Words) -> Exhibit:
    """SOFR and EFFR of September 2019 as published and as the model clears them."""
    (run,) = _episodes(results, SEPTEMBER)
    facts = {
        f"{name.lower()}_{kind}": value
        for name in ("SOFR", "EFFR")
        for kind, value in (
            ("model", _on(run.rates.rates[name], results, SEPTEMBER)),
            ("seen", float(results.observed[name].loc[CRISIS])),
        )
    }
    note = words("market.september_note", **_september_misses(results))
    return Exhibit.of(
        words,
        charts.september(results, words),
        words("market.september_caption", **facts),
        source(words, "nyfed", "ofr"),
        note,
    )


def _september_misses(results: MarketReport) -> dict[str, float]:
    """What was not fitted and does not come out: DVP under tri-party on the day, and the day after."""
    run, seen, name = results.episodes[SEPTEMBER], results.observed, SEPTEMBER
    return {
        "dvp_model": _on(run.rates.rates["DVP"] - run.cleared.tri_party, results, name),
        "dvp_seen": float(seen["DVP"].loc[CRISIS] - seen["tri-party"].loc[CRISIS]),
        "after_model": _on(run.cleared.tri_party, results, name, DAY_AFTER),
        "after_seen": float(seen["tri-party"].loc[DAY_AFTER]),
    }


@exhibit("market-standing-repo", of="market")
def standing_repo(results: MarketReport, words: Words) -> Exhibit:
    """Tri-party less IORB in September 2019 without and with a standing facility."""
    without, with_it = _episodes(results, SEPTEMBER, WITH_FACILITY)
    iorb = float(np.atleast_1d(without.conditions.iorb)[without.days.get_loc(CRISIS)])
    caption = words(
        "market.standing_repo_caption",
        without=_on(without.cleared.tri_party, results, SEPTEMBER) - iorb,
        with_it=_on(with_it.cleared.tri_party, results, WITH_FACILITY) - iorb,
        used=_on(with_it.cleared.standing_repo, results, WITH_FACILITY),
    )
    opened = next(c for c in load_counterfactual("standing-repo-2019").changes if c.target == "standing_repo")
    note = words("market.standing_repo_note", over=float(opened.switch))
    return Exhibit.of(words, charts.standing_repo(results, words), caption, source(words, "nyfed", "board"), note)


@exhibit("market-fault-line", of="market")
def fault_line(results: MarketReport, words: Words) -> Exhibit:
    """DVP less tri-party in March 2020, published and modelled, beside reserve balances."""
    (run,) = _episodes(results, "march-2020")
    seen = wedge(run.days, (run.rates.rates["DVP"] - run.cleared.tri_party)[0])
    observed = (results.observed["DVP"] - results.observed["tri-party"]).loc[run.days[0] : run.days[-1]].dropna()
    real = wedge(pd.DatetimeIndex(observed.index), observed.to_numpy())
    assert seen.lasted is not None
    assert real.lasted is not None
    caption = words(
        "market.fault_line_caption", peak=to_bp(real.peak_size), day=real.peak, lasted=real.lasted,
        model=to_bp(seen.peak_size), model_lasted=seen.lasted,
        rise=float(run.cleared.reserves[0, -1] - run.cleared.reserves[0, 0]), start=run.days[0].date(),
        end=run.days[-1].date(),
    )  # fmt: skip
    filled = next(shock for shock in run.scenario.shocks if shock.quantity == "dealer_capacity")
    note = words("market.fault_line_note", start=filled.start, end=filled.end)
    return Exhibit.of(words, charts.fault_line(results, words), caption, source(words, "ofr", "board"), note)


@exhibit("market-on-rrp", of="market")
def flood(results: MarketReport, words: Words) -> Exhibit:
    """ON RRP as published, as driven by bills and fund cash, and as cleared through the drain."""
    run, _ = _episodes(results, "rrp-flood-2021", "drain-2022-2025")
    take_up = run.cleared.on_rrp[0]
    seen = results.facility.loc[: run.days[-1]]
    caption = words(
        "market.flood_caption", record=float(seen.max()), day=day_of(seen.idxmax()), driven=float(take_up.max()),
        share=float(take_up.max() / seen.max()),
    )  # fmt: skip
    plot, note = charts.flood_and_drain(results, words), words("market.flood_note")
    return Exhibit.of(words, plot, caption, source(words, "nyfed", "treasury"), note)


def misses(results: MarketReport) -> dict[str, float]:
    """The share of ON RRP's record that the flood gives, and by how much SOFR is missed most on days not fitted."""
    flooded, spike = _episodes(results, "rrp-flood-2021", SEPTEMBER)
    seen = results.observed["SOFR"].reindex(spike.days)
    off = np.abs(np.atleast_2d(spike.rates.rates["SOFR"])[0] - seen.to_numpy(dtype=float))
    off[spike.days.get_loc(CRISIS)] = np.nan
    record = float(results.facility.loc[: _episodes(results, "drain-2022-2025")[0].days[-1]].max())
    return {"share": float(flooded.cleared.on_rrp[0].max()) / record, "worst": float(np.nanmax(off))}


def october(results: MarketReport) -> dict[str, float]:
    """Standing repo in the fourth quarter of 2025, in the model and as published, and what its absence would cost."""
    base, without = (results.episodes[n] for n in ("october-2025", "october-2025/no-standing-repo"))
    seen = results.standing_repo.loc[base.days[0] : base.days[-1]]
    return {
        "used": float(base.cleared.standing_repo.max()),
        "seen": float(seen.max()),
        "dearer": to_bp(float((without.cleared.tri_party - base.cleared.tri_party).max())),
    }


# ---- who moves when policy moves ---------------------------------------------------------------------------------


def _responses(results: MarketReport) -> dict[str, Response]:
    """Every response by its column's key; `DateRangeError` where none can be computed yet."""
    if not results.responses:
        raise DateRangeError("present.replays_scenario_responses_known_yet")
    return {f"{changed}_{name}".replace("-", "_"): found for (name, changed), found in results.responses.items()}


def _moved(part: str, form: str, rows: list[tuple[object, ...]], found: dict[str, Response], words: Words) -> Table:
    columns = (
        Column("what", "name:terms." if part == "rates" else "name:market.response_", f"market.response_{part}_head"),
        *(Column(key, form, f"market.policy_{key}") for key in found),
    )
    return Table.of(f"market-response-{part}", words, columns, rows)


@exhibit("market-response-rates", of="market")
def response_rates(results: MarketReport, words: Words) -> Exhibit:
    """One column a policy: rates, mean over the scenario's days."""
    found = _responses(results)
    moves = {
        name: r.rates["SOFR"][0] for (name, changed), r in results.responses.items() if changed == "smaller-portfolio"
    }
    caption = words("market.responses_caption_one")
    if len(moves) > 1:
        caption = words("market.responses_caption", calm=moves["drain-2022-2025"], tight=moves[SEPTEMBER])
    rows: list[tuple[object, ...]] = [(n, *(r.rates[n][0] for r in found.values())) for n in MOVED_RATES]
    titles = [(load_counterfactual(changed), load_scenario(name)) for name, changed in results.responses]
    policies = [
        words("common.heading_unit", heading=c.title[words.language], unit=s.title[words.language]) for c, s in titles
    ]
    note = words("market.responses_note", policies=words("common.semicolon").join(policies))
    table = _moved("rates", "bp1_num", rows, found, words)
    return Exhibit.of(words, table, caption, source(words, "nyfed", "ofr", "board"), note)


@exhibit("market-response-books", of="market")
def response_books(results: MarketReport, words: Words) -> Exhibit:
    """One column a policy: who holds and owes more or less, mean over the scenario's days."""
    found = _responses(results)
    rows: list[tuple[object, ...]] = [
        (what, *(_books(r, side, cells) for r in found.values())) for what, (side, cells) in MOVED_BOOKS.items()
    ]
    table = _moved("books", "money", rows, found, words)
    return Exhibit.of(words, table, words("market.response_books"), source(words, "nyfed", "ofr", "board"))


def _books(found: Response, side: str, cells: tuple[tuple[str, str], ...]) -> float:
    """By how much more is owned or owed in `cells`, US dollars; what moves by less than the table prints is 0."""
    return sum(float(getattr(m, side)) for m in found.moved if (m.sector, m.item) in cells)
