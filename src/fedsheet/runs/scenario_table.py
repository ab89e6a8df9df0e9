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
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.record import PolicyPath
from fedsheet.runs.read import STORE, AsOf, Beside, read

NAMES = ("today", "higher-for-longer", "recession", "runoff-resumed", "sell-mbs")


def scenarios(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[ScenarioRow, ...]:
    """The baseline and four others at the end of the year after the opening's."""
    return for_report(*read(as_of, vintage, path))


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> tuple[ScenarioRow, ...]:  # noqa: ARG001
    """The same of figures already read; nothing beside them is needed."""
    opens = vintage["WALCL"].base_last(vintage.as_of)[0]
    day = date(opens.year + 1, 12, 31)
    until = date(opens.year + 3, 1, 31)  # purchases look a year ahead of the day
    sides = [_side(name, vintage, path, day, until) for name in NAMES]

    def curve(levels: tuple[float, ...]) -> ReserveCurve | None:
        try:
            return reserve_curve(vintage, path, behaviour(), None, levels)
        except (DateRangeError, InputError):
            return None

    return scenario_table(sides, day, curve)


def _side(name: str, vintage: Vintage, path: PolicyPath, day: date, until: date) -> Sided:
    described = load_scenario(name)
    setting = resolve(described, vintage, path, load_parameters(), until=until, is_valued=False)
    gdp = setting.gdp
    return Sided(
        name,
        Text(described.spec.title.zh, described.spec.title.en),
        project_setting(setting),
        gdp.at(setting.opening.day),
        gdp.at(day),
    )
