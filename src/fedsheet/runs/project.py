"""The journey of a projection: holdings, figures and record in; policy overlaid; the sheet week by week out."""

from __future__ import annotations

from datetime import date

from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.paths import PathResult, project_paths
from fedsheet.portfolio.project import project
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.resolve import Setting, resolve
from fedsheet.portfolio.scenario import Scenario, load_scenario
from fedsheet.record import PolicyPath, load_path
from fedsheet.store import vintage as open_vintage


def run_project(name_or_file: str, opens: date | None = None, until: date | None = None) -> Projection:
    """One scenario by name or file, deterministic, on everything the store holds."""
    return project_scenario(load_scenario(name_or_file), open_vintage(), load_path(), opens, until)


def project_scenario(
    scenario: Scenario, vintage: Vintage, record: PolicyPath, opens: date | None = None, until: date | None = None
) -> Projection:
    """The same from values already read; no input or output."""
    return project_setting(resolve(scenario, vintage, record, opens, until))


def project_setting(s: Setting) -> Projection:
    """The projection of a resolved setting."""
    return project(
        s.name, s.opening, s.policies, s.rates, s.parameters, s.paths, s.until, s.manifest, s.rule, s.commitments
    )


def run_paths(name_or_file: str, opens: date | None, until: date | None, n_paths: int, seed: int) -> PathResult:
    """One scenario on many rate paths drawn from `seed`."""
    setting = resolve(load_scenario(name_or_file), open_vintage(), load_path(), opens, until)
    return paths_of(setting, n_paths, seed)


def paths_of(setting: Setting, n_paths: int, seed: int) -> PathResult:
    """Many paths of a resolved setting; the same seed gives every setting the same shocks."""
    return project_paths(setting, n_paths, seed)
