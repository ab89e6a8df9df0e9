"""A simulation: read vintage, record and scenario; prepare; run paths; hand the result over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest, package_versions
from fedsheet.core.vintage import Vintage
from fedsheet.market.parameters import behaviour
from fedsheet.market.response import Response, bites, response
from fedsheet.market.scenario import Counterfactual, load_counterfactual, load_scenario
from fedsheet.market.simulate import MOST_DAYS, Simulation, SimulationSetting, draws_of, prepare, supply_of, with_supply
from fedsheet.market.simulate import simulate as run_paths
from fedsheet.market.summary import MOST_CELLS, SimulationSummary, summarise
from fedsheet.outlook.bridge import policy_path
from fedsheet.outlook.known import Known
from fedsheet.record import PolicyPath
from fedsheet.runs.outlook import known_as_of, quotes_of
from fedsheet.runs.read import AsOf, read

if TYPE_CHECKING:
    from fedsheet.market.agents import AgentRun

A_WEEK = timedelta(days=7)  # projections stand on Wednesdays and month-ends
Progress = Callable[[str, float], None]


def simulate(
    scenario: str, *, n_days: int | None = None, n_paths: int = 1, seed: int = 0, counterfactual: str = "",
    policy: str = "", supply: pd.Series[float] | None = None, projection: str = "",
    progress: Progress = lambda _step, _share: None,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Simulation:  # fmt: skip
    """Run a scenario by name or file; `supply` replaces the course of reserves + ON RRP (US dollars by day).

    `projection` names a scenario of the balance sheet whose reserves + ON RRP are taken.
    `policy` (rule:NAME or implied:FILE) puts that course in the place of the recorded rates.

    >>> spike = fedsheet.simulate("september-2019", n_days=3)
    >>> spike.frame()["SOFR"].round(4).tolist()  # decimals a year; 17 September 2019 was published as 5.25%
    [0.0218, 0.0243, 0.0505]
    >>> spike.identity_residual_usd  # every sheet balances to the dollar
    0
    """
    asked = Course(scenario, n_days, counterfactual, policy, supply, projection)
    known, course, setting = _set(asked, progress, as_of, vintage, path)
    made_from = manifest(known, course, setting, n_paths, seed, projection)
    result = run_paths(setting, behaviour(), draws_of(setting, n_paths, seed), made_from)
    progress("done", 1.0)
    return result


def simulate_summary(
    scenario: str, *, n_days: int | None = None, n_paths: int = 1, seed: int = 0, counterfactual: str = "",
    policy: str = "", projection: str = "", chosen: Sequence[int] = (),
    progress: Progress = lambda _step, _share: None,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> SimulationSummary:  # fmt: skip
    """The same, of which quantiles over paths and the paths numbered `chosen` are kept: in little room for any size."""
    asked = Course(scenario, n_days, counterfactual, policy, None, projection)
    known, course, setting = _set(asked, progress, as_of, vintage, path)
    made_from = manifest(known, course, setting, n_paths, seed, projection)
    draws = draws_of(setting, n_paths, seed, MOST_CELLS)
    result = summarise(setting, behaviour(), draws, made_from, chosen)
    progress("done", 1.0)
    return result


@dataclass(frozen=True)
class Course:
    """What a simulation was asked for, beside paths and seed."""

    scenario: str
    n_days: int | None
    counterfactual: str
    policy: str
    supply: pd.Series[float] | None
    projection: str


def _set(
    asked: Course, progress: Progress, as_of: AsOf, vintage: Vintage | None, path: PolicyPath | None
) -> tuple[Vintage, PolicyPath, SimulationSetting]:
    """Figures, the record on its course, and the setting."""
    progress("read", 0.0)
    known, record = read(as_of, vintage, path)
    course = record
    if asked.policy:
        course = on_policy(asked.policy, known_as_of(as_of, vintage), record, asked.scenario, asked.n_days)
    changed = load_counterfactual(asked.counterfactual) if asked.counterfactual else None
    progress("prepare", 0.3)
    setting = prepared(known, course, asked.scenario, asked.n_days, changed)
    supply = asked.supply
    if asked.projection:
        progress("project", 0.4)
        supply = projected_supply(asked.projection, setting, known, record)
    if supply is not None:
        setting = with_supply(setting, supply)
    if changed is not None:
        before = prepared(known, course, asked.scenario, asked.n_days)
        _check_bites(before if supply is None else with_supply(before, supply), setting, changed)
    progress("clear", 0.5)
    return known, course, setting


def _check_bites(before: SimulationSetting, after: SimulationSetting, changed: Counterfactual) -> None:
    """Refuse a counterfactual whose every day is that without it."""
    days = after.days.days
    if not bites(behaviour(), before.days.conditions, after.days.conditions):
        raise InputError(
            "market.simulate_changes_nothing_from", where=after.scenario.id, id=changed.id, first=days[0].date(),
            last=days[-1].date(),
        )  # fmt: skip


def projected_supply(name: str, setting: SimulationSetting, vintage: Vintage, path: PolicyPath) -> pd.Series[float]:
    """Reserves + ON RRP of a projection that opens in time and runs to the simulation's last day."""
    from fedsheet.runs.project import project

    until = setting.days.days[-1].date() + A_WEEK
    return supply_of(project(name, until=until, vintage=vintage, path=path))


def on_policy(spec: str, known: Known, path: PolicyPath, name: str, n_days: int | None) -> PolicyPath:
    """The record on the course of a rule or of prices over the days of a scenario, run on where `n_days` asks."""
    scenario = load_scenario(name)
    longer = scenario.start + timedelta(days=2 * min(n_days or 0, MOST_DAYS))
    return policy_path(spec, path, known, scenario.start, max(scenario.end, longer), quotes=quotes_of(spec))


def prepared(
    vintage: Vintage, path: PolicyPath, name: str, n_days: int | None = None, changed: Counterfactual | None = None
) -> SimulationSetting:
    """The setting of a scenario from what is held."""
    return prepare(vintage, path, behaviour(), load_scenario(name), n_days, changed)


def manifest(
    vintage: Vintage, path: PolicyPath, setting: SimulationSetting, n_paths: int, seed: int, supply: str = ""
) -> Manifest:
    """The four things the run was made from."""
    changed = setting.counterfactual
    assumptions = {
        "scenario": setting.scenario.id,
        "counterfactual": changed.id if changed else None,
        "supply": supply or None,
        "paths": n_paths,
        "days": len(setting.days.days),
    }
    return Manifest(
        "simulate", vintage.as_of, vintage.digest, path.digest, assumptions, seed, package_versions("numpy", "scipy")
    )


def respond(
    name: str, counterfactual: str, n_days: int | None = None, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Response:  # fmt: skip
    """Who moves in a scenario when a counterfactual is laid over it, on the expected course."""
    known, record = read(as_of, vintage, path)
    changed = load_counterfactual(counterfactual)
    base, other = (run_paths(prepared(known, record, name, n_days, x), behaviour()) for x in (None, changed))
    return response(base, other)


def agents(
    name: str, n_agents: int, n_days: int | None, seed: int, counterfactual: str = "", *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> AgentRun:  # fmt: skip
    """The scenario with the nine kinds split into many different agents."""
    from fedsheet.market.agents import draw_agents, run_agents

    known, record = read(as_of, vintage, path)
    changed = load_counterfactual(counterfactual) if counterfactual else None
    setting = prepared(known, record, name, n_days, changed)
    return run_agents(draw_agents(n_agents, seed), behaviour(), setting.days)
