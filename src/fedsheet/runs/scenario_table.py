"""Scenarios beside each other on one day: each projected from what is held, its reserves put on the curve of rates."""

from __future__ import annotations

from datetime import date

from fedsheet.chain.scenario_table import ScenarioRow, Sided, scenario_table
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.text import Text
from fedsheet.core.vintage import Vintage
from fedsheet.market.curve import ReserveCurve, reserve_curve
from fedsheet.market.parameters import behaviour
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.assumed import assumed, differences
from fedsheet.portfolio.scenario.file import Scenario, load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, project_setting, resolve
from fedsheet.record import PolicyPath
from fedsheet.runs.read import STORE, AsOf, Beside, read

NAMES = ("today", "bills-10", "bills-25", "higher-for-longer", "recession", "runoff-resumed", "sell-mbs")


def scenarios(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[ScenarioRow, ...]:
    """The baseline and six others at the end of the year after the opening's."""
    return for_report(*read(as_of, vintage, path))


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> tuple[ScenarioRow, ...]:  # noqa: ARG001
    """The same of figures already read; nothing beside them is needed."""
    opens = vintage["WALCL"].base_last(vintage.as_of)[0]
    day = date(opens.year + 1, 12, 31)
    until = date(opens.year + 3, 1, 31)  # purchases look a year ahead of the day
    described = [load_scenario(name) for name in NAMES]
    settings = [resolve(one, vintage, path, load_parameters(), until=until, is_valued=False) for one in described]
    sides = [_side(*pair, settings[0], day) for pair in zip(described, settings, strict=True)]

    def curve(levels: tuple[float, ...]) -> ReserveCurve | None:
        try:
            return reserve_curve(vintage, path, behaviour(), None, levels)
        except (DateRangeError, InputError):
            return None

    return scenario_table(sides, day, curve)


def _side(described: Scenario, setting: Setting, first: Setting, day: date) -> Sided:
    found, gdp = project_setting(setting), setting.gdp
    told = assumed(setting, found, day) if setting is first else differences(described, setting, first)
    title = Text(described.spec.title.zh, described.spec.title.en)
    return Sided(described.name, title, found, gdp.at(setting.opening.day), gdp.at(day), told)
