"""Simulate: replays of stress, counterfactuals, a shock of one's own; rates, facilities, books of the nine kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from fedsheet.core.errors import DateRangeError
from fedsheet.core.text import Text
from fedsheet.core.units import USD_BN
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Heading, Note
from fedsheet.present.exhibits import simulation as exhibits
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, FileParams, Name, Page, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import as_of_text, choice, own_file, slider

if TYPE_CHECKING:
    from fedsheet.market.scenario import Counterfactual, MarketScenario, Shock
    from fedsheet.market.simulate import Simulation
    from fedsheet.present.exhibits import Exhibit

SEED = 0
WEDNESDAY = 2  # reserves of a week to Wednesday are published the day after
PATHS = {"1": "1", "200": "200", "1000": "1,000"}
QUANTITIES = {
    "liquidity": "federal_reserve",
    "fund_cash": "money_funds",
    "repo_demand": "dealers",
    "dvp_book": "leveraged",
}
OWN_TEXT = Text(exhibits.OWN, exhibits.OWN)
OBSERVED = {"SOFR": "SOFR", "EFFR": "DFF"}


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
class SimulatedCourse:
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

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    _known_by(known, params, words)
    params, left_out = _biting(desk, params, words)
    controls = _controls(desk, params, words)
    progress(words("web.step_read"), 0.0)
    found = desk.once(known, "simulate", _key(params), lambda: _course(desk, known, params, words, progress))
    progress(words("web.step_draw"), 0.8)
    sim = found.shown
    blocks: list[Block] = [
        *left_out,
        _rates(desk, known, sim, words).figure,
        *([exhibits.effect_drawn(found.base, found.changed, words).figure] if found.changed else []),
        *([exhibits.fan_drawn(sim, found.drawn, words).figure] if found.drawn else []),
        exhibits.dispersion(sim, words).figure,
        _facilities(sim, words),
        Heading(1, words("web.sim_sheets_title")),
        exhibits.books(sim, words, params.kind).block,
        *_shocks(sim, words),
    ]
    return Page(
        words("web.simulate"), tuple(counted(blocks)), _python(desk, params, sim), _command(params),
        known.as_of, known.digest, controls,
    )  # fmt: skip


def _known_by(known: Vintage, params: SimulateParams, words: Words) -> None:
    """Refuse a shipped scenario whose days were not public yet, with the first as-of day that would do."""
    from fedsheet.market.conditions import last_conditions
    from fedsheet.market.scenario import load_scenario, scenario_names

    if params.file or params.scenario not in scenario_names():
        return
    scenario = load_scenario(params.scenario)
    end, last = scenario.end, last_conditions(known)
    if end > last:
        raise DateRangeError(
            "web.simulate_not_public_yet", scenario=scenario.title[words.language], end=end, as_of=known.as_of,
            last=last, since=end + timedelta(days=(WEDNESDAY - end.weekday()) % 7 + 1),
        )  # fmt: skip


def read(text: str, name: str) -> MarketScenario:
    """The reader of uploaded market scenarios."""
    from fedsheet.market.scenario import parse_scenario

    return parse_scenario(text, name)


def _key(params: SimulateParams) -> tuple[object, ...]:
    return tuple(value for key, value in params.model_dump().items() if key not in ("lang", "as_of", "kind"))


def _biting(desk: Desk, params: SimulateParams, words: Words) -> tuple[SimulateParams, list[Block]]:
    """The form without a counterfactual that cannot bite on its scenario, kept from another one; and what is said."""
    from fedsheet.market.scenario import counterfactual_names, load_counterfactual, load_scenario

    name, scenario = params.counterfactual, params.scenario
    if name not in counterfactual_names() or name in _bites(desk, params):
        return params, []
    titles = {"changed": load_counterfactual(name).title, "scenario": load_scenario(scenario).title}
    note = Note(words("web.sim_left_out", **{key: title[params.lang] for key, title in titles.items()}))
    return params.model_copy(update={"counterfactual": ""}), [note]


def _bites(desk: Desk, params: SimulateParams) -> list[str]:
    """The counterfactuals that the form offers; of a file of one's own nothing is known before it is run."""
    from fedsheet.market.scenario import counterfactual_names, load_scenario, offered, scenario_names

    if params.file or params.scenario not in scenario_names():
        return counterfactual_names()
    return offered(load_scenario(params.scenario), desk.path)


def _course(desk: Desk, known: Vintage, params: SimulateParams, words: Words, progress: Progress) -> SimulatedCourse:
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
    return SimulatedCourse(base, other, drawn)


def _cleared(
    desk: Desk, known: Vintage, scenario: MarketScenario, changed: Counterfactual | None, n_paths: int
) -> Simulation:
    from fedsheet.market.parameters import behaviour
    from fedsheet.market.simulate import draws_of, prepare, simulate

    setting = prepare(known, desk.path, behaviour(), scenario, None, changed)
    return simulate(setting, behaviour(), draws_of(setting, n_paths, SEED))


def _own_shock(params: SimulateParams, base: Simulation) -> Shock:
    """The shock of the form, on settlement days of the scenario."""
    from fedsheet.market.scenario import Shock

    last = len(base.days) - 1
    first = min(params.day - 1, last)
    start, end = (base.days[n].date() for n in (first, min(first + params.days - 1, last)))
    who = QUANTITIES[params.quantity]
    return Shock(params.quantity, start, end, params.usd * USD_BN.scale, 1.0, 0.0, who, OWN_TEXT, OWN_TEXT, "D")


def _controls(desk: Desk, params: SimulateParams, words: Words) -> tuple[Control, ...]:
    from fedsheet.market.participants import participants
    from fedsheet.market.scenario import load_counterfactual, load_scenario, scenario_names

    lang, none = params.lang, {"": words("web.none")}
    return (
        choice("scenario", words("web.scenario"), params.scenario,
               {name: load_scenario(name).title[lang] for name in scenario_names()}),
        choice("counterfactual", words("web.counterfactual"), params.counterfactual,
               none | {name: load_counterfactual(name).title[lang] for name in _bites(desk, params)}),
        choice("paths", words("web.paths"), params.paths, PATHS),
        choice("quantity", words("web.shock_quantity"), params.quantity,
               none | {name: words(f"market.quantity_{name}") for name in QUANTITIES}),
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


def _rates(desk: Desk, known: Vintage, sim: Simulation, words: Words) -> Exhibit:
    """SOFR and EFFR simulated and observed, between the administered rates."""
    start, end = sim.days[0].date(), sim.days[-1].date()
    seen = {rate: known.base(series).loc[f"{start}" : f"{end}"] for rate, series in OBSERVED.items()}
    levers = {lever: desk.path.series(lever, start, end).dropna() for lever in ("iorb", "on_rrp")}
    return exhibits.rates_drawn(sim, seen, levers, words)


def _shocks(sim: Simulation, words: Words) -> list[Block]:
    if not sim.scenario.shocks:
        return []
    return [Heading(1, words("web.shocks_title")), exhibits.shocks(sim, words).block]


def _facilities(sim: Simulation, words: Words) -> Block:
    """Take-up of the Fed's facilities; only words where none of them is used."""
    found = exhibits.facilities(sim, words)
    return found.figure if exhibits.is_drawn_on(sim) else Note(found.caption)


def _python(desk: Desk, params: SimulateParams, sim: Simulation) -> str:
    """The same run in a notebook: the scenario, the form's own shock, the counterfactual."""
    text = desk.uploads.get(params.file, "market").text if params.file else ""
    scenario = f'parse_scenario({text!r}, "mine")' if text else f'load_scenario("{params.scenario}")'
    lines = [
        "import datetime", "from dataclasses import replace", "", "import fedsheet",
        "from fedsheet.core.text import Text",
        "from fedsheet.market.parameters import behaviour",
        "from fedsheet.market.scenario import Shock, load_counterfactual, load_scenario, parse_scenario",
        "from fedsheet.market.simulate import draws_of, prepare, simulate", "from fedsheet.record import load_path", "",
        f"scenario = {scenario}",
    ]  # fmt: skip
    if params.quantity:
        lines.append(f"scenario = replace(scenario, shocks=(*scenario.shocks, {sim.scenario.shocks[-1]!r}))")
    changed = f'load_counterfactual("{params.counterfactual}")' if params.counterfactual else "None"
    known = f"fedsheet.vintage({as_of_text(params.as_of)})"
    lines += [
        f"setting = prepare({known}, load_path(), behaviour(), scenario, None, {changed})",
        f"found = simulate(setting, behaviour(), draws_of(setting, {params.paths}, {SEED}))",
        'for day, rate in zip(found.days, found.rates.rates["SOFR"].mean(axis=0)):',
        "    print(day.date(), round(100 * rate, 3))",
    ]
    return "\n".join(lines)


def _command(params: SimulateParams) -> str:
    name = "mine.toml" if params.file else params.scenario
    changed = f" --counterfactual {params.counterfactual}" if params.counterfactual else ""
    return f"fedsheet simulate {name} --paths {params.paths} --seed {SEED}{changed}"


VIEW = View("simulate", SimulateParams, page, long=True)
