"""The journey of purchases ahead: how many bills a month keep reserves at a share, and what could lower that share."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fedsheet.core.dates import add_months
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.rules import gdp_path
from fedsheet.portfolio.many_paths.sizing import Sizing
from fedsheet.portfolio.many_paths.sizing import sizing as sized
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import Keep, Scenario, load_scenario
from fedsheet.portfolio.scenario.levers import LeversResult, levers_beside, load_levers
from fedsheet.record import PolicyPath
from fedsheet.review.purchases_done import PurchasesDone, purchases_done
from fedsheet.runs.project import setting_of
from fedsheet.runs.read import AsOf, read

N_PATHS, MONTHS = 500, 24


def sizing(
    scenario: str | Scenario = "today", share: float | None = None, of: Literal["gdp", "bank_credit"] = "gdp",
    opens: AsOf = None, until: AsOf = None, n_paths: int = N_PATHS, seed: int = 1, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Sizing:  # fmt: skip
    """Bills by month that keep reserves at `share` of GDP or bank credit; the scenario's own share where left out.

    A share of bank credit has to be given, as a scenario's own share is one of its own base: `InputError`.
    """
    described = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if share is None and of != "gdp":
        raise InputError("portfolio.sizing_share_of_what", where="<of>")
    if share is not None:
        kept = described.spec.reserve_management
        keep = kept.model_copy(update={"share": share, "of": of}) if kept else Keep(share=share, of=of)
        described = replace(described, spec=described.spec.model_copy(update={"reserve_management": keep}))
    known, record = read(as_of, vintage, path)
    setting = setting_of(described, opens, until, vintage=known, path=record)
    if until is None:
        end = add_months(setting.opening.day, MONTHS)
        setting = setting_of(described, opens, end, vintage=known, path=record)
    return sized(setting, n_paths, seed)


def done(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[PurchasesDone, ...]:
    """Reserve management purchases done against plan, month by month and in all."""
    return purchases_done(*read(as_of, vintage, path))


def levers(as_of: AsOf = None, *, vintage: Vintage | None = None, seed: int = 1) -> LeversResult:
    """The levers on the demand for reserves beside the last statement, and the distribution of their sum."""
    known, _ = read(as_of, vintage, None)
    values = known.base("WALCL")
    day = values.index[-1].date()
    gdp = gdp_path(known, day, load_parameters().liabilities.gdp_growth).at(day)
    return levers_beside(load_levers(), day, float(values.iloc[-1]), gdp, seed)
