"""Exhibits of simulated market days: rates, facilities and books under a scenario, and who moves when policy moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.core.units import USD_MN, to_bp, to_pct
from fedsheet.market.hierarchy import USUAL, USUAL_DAYS, Wedge, wedge
from fedsheet.market.participants import participants
from fedsheet.market.rates import NAMES, PERCENTILES
from fedsheet.market.response import held_fixed
from fedsheet.market.summary import AMOUNTS, SimulationSummary, summary_of
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.present.exhibits.market import item_name, sector_name
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.market.agents import AgentRun
    from fedsheet.market.response import Response
    from fedsheet.market.scenario import Shock
    from fedsheet.market.simulate import Simulation
    from fedsheet.present.charts.style import Frame
    from fedsheet.present.text import Words
    from fedsheet.sheet.accounts import BalanceSheets

    Values = pd.Series[float]

LEVELS = (0.05, 0.25, 0.75, 0.95)
FACILITIES = ("on_rrp", "standing_repo", "discount_window")
OWN = "form"  # what a shock set on the page says where others name their event and source


# ---- day by day --------------------------------------------------------------------------------------------------


@exhibit("simulate-days", of="simulation")
def days(found: Simulation | SimulationSummary, words: Words) -> Exhibit:
    """Every rate with its percentiles across transactions, every volume and amount by day; medians over paths."""
    told = summary_of(found)
    held = {**{name.lower(): "pct2" for name in NAMES}, "tri_party": "pct2"}
    held |= dict.fromkeys(("on_rrp", "standing_repo", "reserves"), "money")
    brief = ("date", *held)
    held |= {f"{name.lower()}_p{which}": "pct2" for name in NAMES for which in PERCENTILES}
    held |= {f"{name.lower()}_volume": "money" for name in NAMES} | {"discount_window": "money"}
    columns = [Column("date", "iso"), *(_column(key, form, words) for key, form in held.items())]
    rows = zip((day.date() for day in told.days), *(told.middle(line) for line in held), strict=True)
    caption = told.scenario.title[words.language]
    if told.counterfactual:
        changed = told.counterfactual.title[words.language]
        caption = words("market.simulated_under", scenario=caption, changed=changed)
    table = Table.of("simulate-days", words, columns, rows)
    return Exhibit.of(words, table, caption, words("market.source_simulate"), *notes(told, words)).briefly(*brief)


def _column(key: str, form: str, words: Words) -> Column:
    """A rate, its percentile or its volume under the rate's own name."""
    name, _, which = key.rpartition("_")
    if which == "volume":
        return Column(key, form, label=words("market.volume_of", rate=words(f"terms.{name}")))
    if which[0] == "p" and which[1:].isdigit():
        return Column(key, form, label=words("market.percentile_of", rate=words(f"terms.{name}"), which=int(which[1:])))
    return Column(key, form)


def notes(found: SimulationSummary, words: Words) -> tuple[str, ...]:
    """How many paths, that accounts balance and days clear, the wedge, and the scenario's own remarks."""
    return (
        words("market.paths_note", n=found.n_paths),
        *([_band_note(found, words)] if found.n_paths > 1 else []),
        words("market.identities_note", gap=found.identity_residual_usd),
        wedge_note(found, words),
        words("market.cleared_note", residual=found.clearing_residual_usd),
        *(
            [words("market.held_fixed_run", fixed=fixed_words(held_fixed(found.counterfactual), words))]
            if found.counterfactual
            else []
        ),
        *found.scenario.notes[words.language],
    )


def _band_note(found: SimulationSummary, words: Words) -> str:
    """SOFR less IORB from the first day to the last, with the band of the paths on the last."""
    low, _, middle, _, high = found.quantiles["sofr_minus_iorb"][:, -1]
    first, last = found.days[0].date(), found.days[-1].date()
    return words("market.band_note", first=first, last=last, start=found.middle("sofr_minus_iorb")[0], middle=middle,
                 low=low, high=high)  # fmt: skip


def fixed_words(names: Sequence[str], words: Words) -> str:
    """What is held fixed, listed."""
    return words.format([words(f"market.quantity_{name}") for name in names], "names")


def wedge_of(found: Simulation | SimulationSummary) -> Wedge:
    """The expected wedge between non-bank and bank funding: DVP less tri-party."""
    told = summary_of(found)
    return wedge(told.days, told.middle("wedge"))


def wedge_note(found: Simulation | SimulationSummary, words: Words) -> str:
    """The wedge in one sentence."""
    seen = wedge_of(found)
    told = {"peak": seen.peak_size, "day": seen.peak}
    if seen.lasted is None:
        return words("market.wedge_stays", **told)
    if not seen.lasted:
        return words("market.wedge_usual", **told, usual=USUAL, n=USUAL_DAYS)
    return words("market.wedge_gone", **told, n=seen.lasted)


def record(found: Simulation | SimulationSummary) -> dict[str, object]:
    """The run whole, for machines: dates, rates (medians, percent), percentiles, bands, amounts, identities."""
    told = summary_of(found)
    rates = {name: _percent(told.middle(name)) for name in (*map(str.lower, NAMES), "tri_party")}
    seen = wedge_of(told)
    return {
        "scenario": told.scenario.id,
        "counterfactual": told.counterfactual.id if told.counterfactual else None,
        "paths": told.n_paths,
        "seed": told.manifest.seed,
        "dates": [day.date() for day in told.days],
        "rates": rates,
        "percentiles": {
            name.lower(): {str(which): _percent(told.middle(f"{name.lower()}_p{which}")) for which in PERCENTILES}
            for name in NAMES
        },
        "paths_5_95": {name.lower(): [_percent(told.quantiles[name.lower()][k]) for k in (0, -1)] for name in NAMES},
        "volumes_usd": {name.lower(): _dollars(told.middle(f"{name.lower()}_volume")) for name in NAMES},
        "amounts_usd": {name: _dollars(told.middle(name)) for name in AMOUNTS},
        "paths_chosen": {str(number): _path(told, k) for k, number in enumerate(told.numbers)},
        "wedge": {
            "peak": seen.peak, "peak_bp": to_bp(seen.peak_size), "gone_on": seen.gone_on, "business_days": seen.lasted,
        },
        "notes": told.scenario.notes,
        "status": "cleared",
        "clearing_residual_usd": told.clearing_residual_usd,
        "identity_residual_usd": told.identity_residual_usd,
        "manifest": {
            "data": told.manifest.data_digest,
            "policy": told.manifest.policy_digest,
            "as_of": told.manifest.as_of,
        },
    }  # fmt: skip


def _path(told: SimulationSummary, k: int) -> dict[str, list[float] | list[int]]:
    """One chosen path: rates in percent, amounts in US dollars."""
    rates = {name: _percent(told.chosen[name][k]) for name in (*map(str.lower, NAMES), "tri_party")}
    return {**rates, **{name: _dollars(told.chosen[name][k]) for name in AMOUNTS}}


def _percent(values: np.ndarray) -> list[float]:
    return [round(to_pct(float(v)), 6) for v in values]


def _dollars(values: np.ndarray) -> list[int]:
    return [round(float(v)) for v in values]


@exhibit("simulate-agents", of="agents")
def agents(found: AgentRun, words: Words) -> Exhibit:
    """The market of many agents by day."""
    amounts = ("on_rrp", "standing_repo", "bank_lending", "borrowing")
    columns = (Column("date", "iso"), Column("tri_party", "pct3"), *(Column(name, "money") for name in amounts))
    rows = [
        (day.date(), found.tri_party[t], *(getattr(found, name)[t].sum() for name in amounts))
        for t, day in enumerate(found.days)
    ]
    caption = words("market.agents_caption", n=found.n_agents)
    return Exhibit.of(
        words, Table.of("simulate-agents", words, columns, rows), caption, words("market.source_simulate")
    )


# ---- figures -----------------------------------------------------------------------------------------------------


def peak(values: Values) -> tuple[object, float]:
    """The day of the largest value, and the value."""
    place = int(values.to_numpy(dtype=float).argmax())
    return values.index[place].date(), float(values.iloc[place])


def one_path(sim: Simulation, values: np.ndarray) -> Values:
    """A (p, t) array's first path by day."""
    first = np.atleast_2d(values)[:1]
    return pd.Series(np.asarray(np.broadcast_to(first, (1, len(sim.days)))[0], dtype=float), sim.days)


def _frame(sim: Simulation) -> Frame:
    from fedsheet.present.charts.style import Frame

    return Frame(sim.days[0].date(), sim.days[-1].date())


def rates_drawn(sim: Simulation, observed: Mapping[str, Values], levers: Mapping[str, Values], words: Words) -> Exhibit:
    """Rates simulated and observed, by name, between the administered ones."""
    from fedsheet.present.charts import web_ahead as charts
    from fedsheet.present.charts.curves import Curve

    simulated = {rate: one_path(sim, sim.rates.rates[rate]) for rate in observed}
    curves = [
        Curve(f"{rate.lower()}_simulated", words("market.simulated", rate=rate), values, "pct2")
        for rate, values in simulated.items()
    ]
    seen = [
        Curve(f"{rate.lower()}_observed", words("market.observed", rate=rate), values, "pct2")
        for rate, values in observed.items()
    ]
    edges = [Curve(lever, words(f"terms.{lever}"), values, "pct2") for lever, values in levers.items()]
    day, top = peak(curves[0].values)
    over = top - float(levers["iorb"].loc[: f"{day}"].iloc[-1])
    key = "market.sim_rates_caption" if over >= 0 else "market.sim_rates_caption_below"
    caption = words(key, name=sim.scenario.title[words.language], peak=top, day=day, over=over)
    plot = charts.simulated_rates(_frame(sim), curves, seen, edges, words)
    note = words("market.sim_note", gap=sim.identity_residual_usd)
    return Exhibit.of(words, plot, caption, words("market.source_simulate"), note)


def effect_drawn(base: Simulation, changed: Simulation, words: Words) -> Exhibit:
    """What the counterfactual or the added shock changes in SOFR."""
    from fedsheet.present.charts import web_ahead as charts
    from fedsheet.present.charts.curves import Curve

    change = one_path(changed, changed.rates.rates["SOFR"]) - one_path(base, base.rates.rates["SOFR"])
    day, _ = peak(change.abs())
    names = [changed.counterfactual.title[words.language]] if changed.counterfactual else []
    names += [words("market.own_shock")] if changed.scenario.shocks[-1:] != base.scenario.shocks[-1:] else []
    name = words.format(names, "list")
    caption = words("market.sim_effect_caption", name=name, change=float(change.loc[f"{day}"]), day=day)
    curve = Curve("difference", words("terms.difference"), change, "bp1_num")
    plot = charts.one_line("simulate-effect", _frame(changed), curve, words)
    return Exhibit.of(words, plot, caption, words("market.source_simulate"))


def fan_drawn(expected: Simulation, drawn: Simulation, words: Words) -> Exhibit:
    """SOFR over the drawn paths around its expected course."""
    bands = np.quantile(drawn.rates.rates["SOFR"], LEVELS, axis=0)
    quantiles = {q: pd.Series(values, drawn.days) for q, values in zip(LEVELS, bands, strict=True)}
    day, width = peak(quantiles[0.95] - quantiles[0.05])
    caption = words("market.sim_fan_caption", n=drawn.n_paths, day=day, width=width)
    return _banded("simulate-fan", expected, quantiles, words("common.band_90_50"), caption, words)


@exhibit("simulate-percentiles", of="simulation")
def dispersion(sim: Simulation, words: Words) -> Exhibit:
    """SOFR with the percentiles of its trades."""
    which = {0.01: 1, 0.25: 25, 0.75: 75, 0.99: 99}
    quantiles = {q: one_path(sim, sim.rates.percentile("SOFR", n)) for q, n in which.items()}
    day, width = peak(quantiles[0.99] - quantiles[0.01])
    caption = words("market.sim_band_caption", day=day, width=width)
    return _banded("simulate-percentiles", sim, quantiles, words("market.band_trades"), caption, words)


def _banded(
    name: str, sim: Simulation, quantiles: dict[float, Values], label: str, caption: str, words: Words
) -> Exhibit:
    from fedsheet.present.charts import web_ahead as charts
    from fedsheet.present.charts.curves import Curve

    line = Curve("sofr", words("terms.sofr"), one_path(sim, sim.rates.rates["SOFR"]), "pct2")
    plot = charts.bands(name, _frame(sim), line, quantiles, label, words)
    return Exhibit.of(words, plot, caption, words("market.source_simulate"))


@exhibit("simulate-facilities", of="simulation")
def facilities(sim: Simulation, words: Words) -> Exhibit:
    """Take-up of ON RRP, standing repo and the discount window."""
    from fedsheet.present.charts import web_ahead as charts
    from fedsheet.present.charts.curves import Curve

    curves = [
        Curve(name, words(f"terms.{name}"), one_path(sim, getattr(sim.cleared, name)), "money") for name in FACILITIES
    ]
    peaks = [(curve.label, float(curve.values.max())) for curve in curves]
    told = [words("market.sim_peak", name=name, usd=usd) for name, usd in peaks if usd >= USD_MN.scale]
    caption = words("market.sim_facilities_caption", peaks=told) if told else words("market.sim_facilities_unused")
    plot = charts.several("simulate-facilities", _frame(sim), curves, words)
    return Exhibit.of(words, plot, caption, words("market.source_simulate"))


def is_drawn_on(sim: Simulation) -> bool:
    """Whether any facility of the Fed is used."""
    return any(float(np.max(getattr(sim.cleared, name))) >= USD_MN.scale for name in FACILITIES)


# ---- books and shocks --------------------------------------------------------------------------------------------


@exhibit("simulate-books", of="simulation")
def books(sim: Simulation, words: Words, subject: str = "") -> Exhibit:
    """One kind's books before the first and after the last day."""
    kind = subject if subject in {p.id for p in participants()} else "large_banks"
    opening, closing = sim.books.opening, sim.books.sheets(len(sim.days) - 1)
    place = opening.sectors.index(kind)
    keys = ("owns_start", "owes_start", "owns_end", "owes_end")
    columns = (Column("item", "text", ""), Column("_item"), *(Column(key, "money") for key in keys))
    rows = [
        (item, item_name(item, words), *_pair(opening, place, i), *_pair(closing, place, i))
        for i, item in enumerate(opening.items)
        if any((*_pair(opening, place, i), *_pair(closing, place, i)))
    ]
    caption = words("market.books_caption", kind=sector_name(kind, words))
    return Exhibit.of(words, Table.of("simulate-books", words, columns, rows), caption, words("market.source_simulate"))


def _pair(sheets: BalanceSheets, sector: int, item: int) -> tuple[float, float]:
    """What the sector owns and owes of the item, on the first path."""
    owned, owed = (np.asarray(grid).reshape(-1, *grid.shape[-2:])[0] for grid in (sheets.owned, sheets.owed))
    return float(owned[sector, item]), float(owed[sector, item])


@exhibit("simulate-shocks", of="simulation")
def shocks(sim: Simulation, words: Words) -> Exhibit:
    """What happens in the scenario, from when to when, and where that is known from."""
    columns = (
        Column("quantity", "name:market.quantity_"), Column("start", "iso"), Column("end", "iso"),
        Column("size", "money_signed"), Column("times", "num2"), Column("event"), Column("source"), Column("grade"),
    )  # fmt: skip
    rows = [(s.quantity, s.start, s.end, s.usd or None, s.times, *_known_from(s, words)) for s in sim.scenario.shocks]
    caption = words("market.shocks_caption", name=sim.scenario.title[words.language], n=len(rows))
    table = Table.of("simulate-shocks", words, columns, rows)
    return Exhibit.of(words, table, caption, words("market.source_simulate"))


def _known_from(shock: Shock, words: Words) -> tuple[str, str, str]:
    if shock.source.en == OWN:
        return words("market.own_shock"), words("market.set_here"), ""
    return shock.what.of(words.language), shock.source.of(words.language), shock.grade


# ---- who moves ---------------------------------------------------------------------------------------------------


@exhibit("market-response", of="response")
def response(found: Response, words: Words, subject: str = "") -> Exhibit:
    """What each kind owns and owes more of, mean over days; the rates that move are in the notes."""
    columns = (
        Column("kind", "text", ""), Column("instrument", "text", ""), Column("_kind"), Column("_instrument"),
        Column("owns", "money_signed"), Column("owes", "money_signed"),
    )  # fmt: skip
    rows = [
        (m.sector, m.item, sector_name(m.sector, words), item_name(m.item, words), m.owned_usd, m.owed_usd)
        for m in found.moved
    ]
    rates = [
        words("market.moved_rate", rate=words.format(name, "name:terms."), mean=mean, most=most)
        for name, (mean, most) in found.rates.items()
    ]
    fixed = fixed_words(found.held_fixed, words) if found.held_fixed else ""
    told = (
        words("market.moved_rates", rates=words.format(rates, "names")),
        words("market.moved_note"),
        words("market.held_fixed", bites=found.biting_days, days=found.n_days, fixed=fixed) if fixed else "",
    )
    caption = words("market.response_caption", of=subject) if subject else ""
    table = Table.of("market-response", words, columns, rows)
    return Exhibit.of(words, table, caption, words("market.source_simulate"), *told)


def response_record(found: Response) -> dict[str, object]:
    """The response for machines: rates in bp, books in US dollars."""
    return {
        "rates_bp": {n: {"mean": to_bp(mean), "most": to_bp(most)} for n, (mean, most) in found.rates.items()},
        "moved_usd": [asdict(m) for m in found.moved],
        "biting_days": found.biting_days,
        "days": found.n_days,
        "held_fixed": list(found.held_fixed),
    }
