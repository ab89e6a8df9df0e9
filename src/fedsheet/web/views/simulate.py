"""Simulate: replays of stress, counterfactuals, a shock of one's own; rates, facilities, books of the nine kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from fedsheet.core.text import Text
from fedsheet.core.units import USD_BN, USD_MN
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, DataTable, Figure, Heading, Note, TableBlock
from fedsheet.present.charts import web_ahead as charts
from fedsheet.present.charts.curves import Curve
from fedsheet.present.charts.style import Frame
from fedsheet.present.sections.telling import figure
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.jobs import Progress
from fedsheet.web.page import Control, FileParams, Name, Page, View, counted
from fedsheet.web.views.parts import as_of_text, choice, own_file, peak, slider

if TYPE_CHECKING:
    from fedsheet.market.scenario import Counterfactual, Scenario, Shock
    from fedsheet.market.simulate import Simulation
    from fedsheet.present.charts.web_ahead import Values
    from fedsheet.sheet.accounts import BalanceSheets

SEED = 0
FORM = "form"  # what a shock of the page itself says where others name their event and source
PATHS = {"1": "1", "200": "200", "1000": "1,000"}
QUANTITIES = {
    "liquidity": "federal_reserve",
    "fund_cash": "money_funds",
    "repo_demand": "dealers",
    "dvp_book": "leveraged",
}
OBSERVED = {"SOFR": "SOFR", "EFFR": "DFF"}
LEVELS = (0.05, 0.25, 0.75, 0.95)


class SimulateParams(FileParams):
    """A replay or an uploaded `file`; a counterfactual; a shock of `usd` to `quantity`; the `kind` whose books show."""

    scenario: Name = "september-2019"
    counterfactual: Name = ""
    paths: Literal["1", "200", "1000"] = "200"
    quantity: Name = ""
    usd: Annotated[float, Field(ge=-1_000, le=1_000, description="Size of the added shock, USD bn.")] = -100.0
    day: Annotated[int, Field(ge=1, le=250, description="Settlement day the shock begins on.")] = 3
    days: Annotated[int, Field(ge=1, le=60)] = 2
    kind: Name = "large_banks"


@dataclass(frozen=True)
class Course:
    """A scenario as it was, as changed (None where nothing is), and drawn paths of what is shown (None where one)."""

    base: Simulation
    changed: Simulation | None
    drawn: Simulation | None

    @property
    def shown(self) -> Simulation:
        """What the figures are about."""
        return self.changed or self.base


def page(desk: Desk, params: SimulateParams, progress: Progress) -> Page:
    """Money-market days under a scenario, beside what was observed and beside the scenario as it was."""
    from fedsheet.market.participants import participants

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    controls = _controls(desk, params, words)
    progress(words("web.step_read"), 0.0)
    found = desk.once(known, "simulate", _key(params), lambda: _course(desk, known, params, words, progress))
    progress(words("web.step_draw"), 0.8)
    sim, name = found.shown, found.shown.scenario.title[params.lang]
    note, source = words("web.sim_note", gap=sim.identity_residual_usd), words("web.source_simulate")
    kinds = {p.id: p.name[params.lang] for p in participants()}
    blocks: list[Block] = [
        _rates(desk, known, found, name, note, words),
        *_effect(found, words),
        *_fan(found, words),
        _dispersion(sim, words),
        *_facilities(sim, words),
        Heading(1, words("web.sim_sheets_title")),
        TableBlock(_sheet(sim, params.kind, words), words("web.sim_sheets_caption", kind=kinds[params.kind]), source),
        *_shocks(sim.scenario, name, words),
    ]
    return Page(
        words("web.simulate"), tuple(counted(blocks)), _python(desk, params, sim), _command(params),
        known.as_of, known.digest, controls,
    )  # fmt: skip


def read(text: str, name: str) -> Scenario:
    """The reader of uploaded market scenarios."""
    from fedsheet.market.scenario import parse_scenario

    return parse_scenario(text, name)


def _key(params: SimulateParams) -> tuple[object, ...]:
    return tuple(value for key, value in params.model_dump().items() if key not in ("lang", "as_of", "kind"))


def _course(desk: Desk, known: Vintage, params: SimulateParams, words: Words, progress: Progress) -> Course:
    from fedsheet.market.scenario import load_counterfactual, load_scenario

    scenario = load_scenario(params.scenario)
    if params.file:
        held = desk.uploads.get(params.file, "market")
        scenario = read(held.text, held.name)
    changed = load_counterfactual(params.counterfactual) if params.counterfactual else None
    progress(words("web.step_simulate"), 0.2)
    base = _cleared(desk, known, scenario, None, 1)
    own = scenario if not params.quantity else replace(scenario, shocks=(*scenario.shocks, _own_shock(params, base)))
    differs = changed is not None or bool(params.quantity)
    other = _cleared(desk, known, own, changed, 1) if differs else None
    progress(words("web.step_paths"), 0.4)
    n_paths = int(params.paths)
    drawn = _cleared(desk, known, own, changed, n_paths) if n_paths > 1 else None
    return Course(base, other, drawn)


def _cleared(
    desk: Desk, known: Vintage, scenario: Scenario, changed: Counterfactual | None, n_paths: int
) -> Simulation:
    from fedsheet.market.parameters import behaviour
    from fedsheet.market.simulate import prepare, simulate

    setting = prepare(known, desk.path, behaviour(), scenario, None, changed)
    return simulate(setting, behaviour(), n_paths, SEED)


def _own_shock(params: SimulateParams, base: Simulation) -> Shock:
    """The shock of the form, on settlement days of the scenario."""
    from fedsheet.market.scenario import Shock

    last = len(base.days) - 1
    first = min(params.day - 1, last)
    start, end = (base.days[n].date() for n in (first, min(first + params.days - 1, last)))
    who = QUANTITIES[params.quantity]
    return Shock(
        params.quantity, start, end, params.usd * USD_BN.scale, 1.0, 0.0, who, Text(FORM, FORM), Text(FORM, FORM), "D"
    )


def _controls(desk: Desk, params: SimulateParams, words: Words) -> tuple[Control, ...]:
    from fedsheet.market.participants import participants
    from fedsheet.market.scenario import counterfactual_names, load_counterfactual, load_scenario, scenario_names

    lang, none = params.lang, {"": words("web.none")}
    return (
        choice("scenario", words("web.scenario"), params.scenario,
               {name: load_scenario(name).title[lang] for name in scenario_names()}),
        choice("counterfactual", words("web.counterfactual"), params.counterfactual,
               none | {name: load_counterfactual(name).title[lang] for name in counterfactual_names()}),
        choice("paths", words("web.paths"), params.paths, PATHS),
        choice("quantity", words("web.shock_quantity"), params.quantity,
               none | {name: words(f"web.quantity_{name}") for name in QUANTITIES}),
        *(_shock_form(params, words) if params.quantity else ()),
        choice("kind", words("web.kind"), params.kind, {p.id: p.name[lang] for p in participants()}),
        own_file(desk, words("web.own_scenario"), params.file, "market"),
    )  # fmt: skip


def _shock_form(params: SimulateParams, words: Words) -> tuple[Control, ...]:
    """How much, from which settlement day, for how long: asked only where a shock is added."""
    return (
        slider("usd", words("web.shock_usd"), params.usd, lambda bn: words.format(bn * USD_BN.scale, "usd_signed"),
               -500, 500, 10),
        slider("day", words("web.shock_day"), params.day, lambda n: words("web.nth_day", n=n), 1, 60, 1),
        slider("days", words("web.shock_days"), params.days, lambda n: words("web.trading_days", n=n), 1, 30, 1),
    )  # fmt: skip


# ---- figures -----------------------------------------------------------------------------------------------------


def _one(sim: Simulation, values: np.ndarray) -> Values:
    """A (p, t) array's first path by day."""
    import pandas as pd

    return pd.Series(np.asarray(np.broadcast_to(np.atleast_2d(values), (1, len(sim.days)))[0], dtype=float), sim.days)


def _frame(sim: Simulation) -> Frame:
    return Frame(sim.days[0].date(), sim.days[-1].date())


def _rates(desk: Desk, known: Vintage, found: Course, name: str, note: str, words: Words) -> Figure:
    """SOFR and EFFR simulated and observed, between the administered rates."""
    sim = found.shown
    start, end = sim.days[0].date(), sim.days[-1].date()
    curves = [
        Curve(
            f"{rate.lower()}_simulated",
            words("web.label_simulated", rate=rate),
            _one(sim, sim.rates.rates[rate]),
            "pct2",
        )
        for rate in OBSERVED
    ]
    observed = [
        Curve(
            f"{rate.lower()}_observed",
            words("web.label_observed", rate=rate),
            known.base(series).loc[start.isoformat() : end.isoformat()],
            "pct2",
        )
        for rate, series in OBSERVED.items()
    ]
    edges = [
        Curve(lever, words(f"web.lever_{lever}"), _lever(desk, lever, found), "pct2") for lever in ("iorb", "on_rrp")
    ]
    sofr, iorb = curves[0].values, edges[0].values
    day, top = peak(sofr)
    over = top - float(iorb.loc[: day.isoformat()].iloc[-1])
    key = "web.sim_rates_caption" if over >= 0 else "web.sim_rates_caption_below"
    caption = words(key, name=name, peak=top, day=day, over=over)
    return figure(None, charts.simulated_rates(_frame(sim), curves, observed, edges, words), caption,
                  words("web.source_simulate"), note)  # fmt: skip


def _lever(desk: Desk, lever: str, found: Course) -> Values:
    days = found.shown.days
    return desk.path.series(lever, days[0].date(), days[-1].date()).dropna()


def _effect(found: Course, words: Words) -> list[Block]:
    """What the counterfactual or the added shock changes in SOFR."""
    if found.changed is None:
        return []
    sim = found.changed
    change = _one(sim, sim.rates.rates["SOFR"]) - _one(found.base, found.base.rates.rates["SOFR"])
    day, _ = peak(change.abs())
    names = [sim.counterfactual.title[words.language]] if sim.counterfactual else []
    names += [words("web.shock_quantity")] if sim.scenario.shocks[-1:] != found.base.scenario.shocks[-1:] else []
    name = words.format(names, "list")
    caption = words("web.sim_effect_caption", name=name, change=float(change.loc[day.isoformat()]), day=day)
    plot = charts.one_line(
        "sim-effect", _frame(sim), Curve("difference", words("web.label_difference"), change, "bp1_num"), words
    )
    return [figure(None, plot, caption, words("web.source_simulate"))]


def _fan(found: Course, words: Words) -> list[Block]:
    """SOFR over the drawn paths."""
    import pandas as pd

    if found.drawn is None:
        return []
    sim = found.drawn
    bands = np.quantile(sim.rates.rates["SOFR"], LEVELS, axis=0)
    quantiles = {q: pd.Series(values, sim.days) for q, values in zip(LEVELS, bands, strict=True)}
    day, width = peak(quantiles[0.95] - quantiles[0.05])
    middle = Curve("sofr", "SOFR", _one(found.shown, found.shown.rates.rates["SOFR"]), "pct2")
    plot = charts.bands("sim-fan", _frame(sim), middle, quantiles, words("web.label_90_50"), words)
    caption = words("web.sim_fan_caption", n=sim.n_paths, day=day, width=width)
    return [figure(None, plot, caption, words("web.source_simulate"))]


def _dispersion(sim: Simulation, words: Words) -> Figure:
    """SOFR with the percentiles of its trades."""
    which = {0.01: 1, 0.25: 25, 0.75: 75, 0.99: 99}
    quantiles = {q: _one(sim, sim.rates.percentile("SOFR", n)) for q, n in which.items()}
    day, width = peak(quantiles[0.99] - quantiles[0.01])
    middle = Curve("sofr", "SOFR", _one(sim, sim.rates.rates["SOFR"]), "pct2")
    plot = charts.bands("sim-percentiles", _frame(sim), middle, quantiles, words("web.label_trades"), words)
    caption = words("web.sim_band_caption", day=day, width=width)
    return figure(None, plot, caption, words("web.source_simulate"))


def _facilities(sim: Simulation, words: Words) -> list[Block]:
    """Take-up of ON RRP, standing repo and the discount window; only words where none of them is used."""
    names = ("on_rrp", "standing_repo", "discount_window")
    curves = [Curve(name, words(f"web.label_{name}"), _one(sim, getattr(sim.cleared, name)), "money") for name in names]
    peaks = [(curve.label, float(curve.values.max())) for curve in curves]
    told = [words("web.sim_peak", name=name, usd=usd) for name, usd in peaks if usd >= USD_MN.scale]
    if not told:
        return [Note(words("web.sim_facilities_unused"))]
    caption = words("web.sim_facilities_caption", peaks=told)
    plot = charts.several("sim-facilities", _frame(sim), curves, words)
    return [figure(None, plot, caption, words("web.source_simulate"))]


# ---- books and shocks --------------------------------------------------------------------------------------------


def item_name(item: str, language: str, words: Words) -> str:
    """An instrument of the sheets as readers call it."""
    from fedsheet.market.participants import instruments

    return instruments()[item][language] if item in instruments() else words(f"web.item_{item}")


def _sheet(sim: Simulation, kind: str, words: Words) -> DataTable:
    """One kind's books before the first and after the last day, US dollars."""
    opening, closing = sim.books.opening, sim.books.sheets(len(sim.days) - 1)
    place = opening.sectors.index(kind)
    keys, formats = ("item", "owns_start", "owes_start", "owns_end", "owes_end"), ("text", *("money" for _ in range(4)))
    names = ("instrument_name", *keys[1:])
    headings = tuple(words.heading(words(f"web.col_{k}"), f) for k, f in zip(names, formats, strict=True))
    rows = []
    for i, item in enumerate(opening.items):
        amounts = (*_pair(opening, place, i), *_pair(closing, place, i))
        if any(amounts):
            rows.append((item_name(item, words.language, words), *amounts))
    return DataTable("sheets", keys, headings, formats, tuple(rows))


def _pair(sheets: BalanceSheets, sector: int, item: int) -> tuple[float, float]:
    """What the sector owns and owes of the item, on the first path."""
    owned, owed = (np.asarray(grid).reshape(-1, *grid.shape[-2:])[0] for grid in (sheets.owned, sheets.owed))
    return float(owned[sector, item]), float(owed[sector, item])


def _shocks(scenario: Scenario, name: str, words: Words) -> list[Block]:
    """What happens in the scenario, from when to when, and where that is known from."""
    if not scenario.shocks:
        return []
    keys = ("quantity", "start", "end", "size", "times", "what", "source", "grade")
    formats = ("text", "iso", "iso", "money_signed", "num2", "text", "text", "text")
    headings = tuple(words.heading(words(f"web.col_{k}"), f) for k, f in zip(keys, formats, strict=True))
    rows = tuple(
        (words(f"web.quantity_{s.quantity}"), s.start, s.end, s.usd or None, s.times, *_known_from(s, words))
        for s in scenario.shocks
    )
    table = DataTable("shocks", keys, headings, formats, rows)
    caption = words("web.shocks_caption", name=name, n=len(rows))
    return [Heading(1, words("web.shocks_title")), TableBlock(table, caption, words("web.source_simulate"))]


def _known_from(shock: Shock, words: Words) -> tuple[str, str, str]:
    if shock.source.en == FORM:
        return words("web.shock_quantity"), words("web.set_here"), ""
    return shock.what.of(words.language), shock.source.of(words.language), shock.grade


def _python(desk: Desk, params: SimulateParams, sim: Simulation) -> str:
    """The same run in a notebook: the scenario, the form's own shock, the counterfactual."""
    text = desk.uploads.get(params.file, "market").text if params.file else ""
    scenario = f'parse_scenario({text!r}, "mine")' if text else f'load_scenario("{params.scenario}")'
    lines = [
        "import datetime", "from dataclasses import replace", "", "import fedsheet",
        "from fedsheet.core.text import Text",
        "from fedsheet.market.parameters import behaviour",
        "from fedsheet.market.scenario import Shock, load_counterfactual, load_scenario, parse_scenario",
        "from fedsheet.market.simulate import prepare, simulate", "from fedsheet.record import load_path", "",
        f"scenario = {scenario}",
    ]  # fmt: skip
    if params.quantity:
        lines.append(f"scenario = replace(scenario, shocks=(*scenario.shocks, {sim.scenario.shocks[-1]!r}))")
    changed = f'load_counterfactual("{params.counterfactual}")' if params.counterfactual else "None"
    known = f"fedsheet.vintage({as_of_text(params.as_of)})"
    lines += [
        f"setting = prepare({known}, load_path(), behaviour(), scenario, None, {changed})",
        f"found = simulate(setting, behaviour(), {params.paths}, {SEED})",
        'for day, rate in zip(found.days, found.rates.rates["SOFR"].mean(axis=0)):',
        "    print(day.date(), round(100 * rate, 3))",
    ]
    return "\n".join(lines)


def _command(params: SimulateParams) -> str:
    name = "mine.toml" if params.file else params.scenario
    changed = f" --counterfactual {params.counterfactual}" if params.counterfactual else ""
    return f"fedsheet simulate {name} --paths {params.paths} --seed {SEED}{changed}"


VIEW = View("simulate", SimulateParams, page, long=True)
