"""Settings on the figures that ship, resolved once for all tests of the room."""

from __future__ import annotations

from datetime import date
from functools import cache

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, project_setting, resolve
from fedsheet.record import load_path
from support import snapshot_vintage

# The last day of which figures ship; a vintage of that day or later holds the same weekly figures.
AS_OF = "2026-11-23"


@cache
def setting(name: str, until: date | None = None, opens: date | None = None) -> Setting:
    return resolve(load_scenario(name), snapshot_vintage(AS_OF), load_path(), load_parameters(), opens, until)


@cache
def projection(name: str, until: date | None = None) -> Projection:
    return project_setting(setting(name, until))
