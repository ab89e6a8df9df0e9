"""The journey of a projection: holdings, figures and record in; policy overlaid; the sheet week by week out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.holdings import holdings_from_rows
from fedsheet.portfolio.held.open_sheet import NO_LISTS, Lists
from fedsheet.portfolio.income.deferred_asset import published_between
from fedsheet.portfolio.mortgages.pool_list import pools_from_rows
from fedsheet.portfolio.project import project
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import Scenario, load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.portfolio.scoring.backtest import (
    Backtest,
    caps_used,
    deferred_asset,
    mortgage_principal,
    official_scores,
    score_projection,
)
from fedsheet.record import PolicyPath, load_path
from fedsheet.runs.holdings_file import read_pools, read_securities
from fedsheet.store import vintage as open_vintage


def run_project(name_or_file: str, opens: date | None = None, until: date | None = None) -> Projection:
    """One scenario by name or file, deterministic, on everything the store holds."""
    return project_setting(open_setting(name_or_file, opens, until))


def open_setting(
    name_or_file: str, opens: date | None = None, until: date | None = None, holdings: str = "", pools: str = ""
) -> Setting:
    """A scenario resolved on everything the store holds: what a projection or a fan is made from.

    holdings, pools   one's own lists of securities and of agency MBS of the opening day, CSV files; "" for none
    """
    scenario = load_scenario(name_or_file)
    lists = _own_lists(scenario, opens, holdings, pools) if holdings or pools else NO_LISTS
    return resolve(scenario, open_vintage(), load_path(), opens, until, lists)


def _own_lists(scenario: Scenario, opens: date | None, holdings: str, pools: str) -> Lists:
    day = opens or (scenario.spec.opens if isinstance(scenario.spec.opens, date) else None)
    if day is None:
        raise InputError("A list of holdings needs its day", do="Give --from the day the list is of")
    securities, mortgages = Path(holdings), Path(pools)
    return Lists(
        holdings_from_rows(read_securities(securities), day, where=securities.name) if holdings else None,
        pools_from_rows(read_pools(mortgages), where=mortgages.name) if pools else None,
    )


def project_scenario(
    scenario: Scenario, vintage: Vintage, record: PolicyPath, opens: date | None = None, until: date | None = None
) -> Projection:
    """The same from values already read; no input or output."""
    return project_setting(resolve(scenario, vintage, record, opens, until))


def project_setting(s: Setting) -> Projection:
    """The projection of a resolved setting."""
    found = project(
        s.name, s.opening, s.policies, s.rates, s.parameters, s.paths, s.until, s.manifest, s.rule, s.commitments
    )
    return replace(found, valuation=s.valuation)


BACKTESTS = ("runoff-2022", "runoff-2017", "taper-2013")
INFORMATION = ("outlook-2021", "outlook-2023")
RUNOFFS = ("runoff-2022", "runoff-2017")


def run_backtests() -> Backtest:
    """The shipped backtests: past runoffs and the taper against H.4.1, official projections beside ours."""
    return backtests_of(open_vintage(), load_path())


def backtests_of(vintage: Vintage, record: PolicyPath) -> Backtest:
    """The same from values already read."""
    settings = {name: resolve(load_scenario(name), vintage, record) for name in (*BACKTESTS, *INFORMATION)}
    found = {name: project_setting(s) for name, s in settings.items()}
    income = project_scenario(load_scenario("income-2023"), vintage, record)
    scores = [score_projection(n, found[n], settings[n].policies, vintage) for n in BACKTESTS]
    last_runoff = settings[RUNOFFS[0]]
    measures = (
        *(used for name in RUNOFFS for used in caps_used(found[name], vintage)),
        mortgage_principal(last_runoff, vintage, last_runoff.parameters.prepayment[-1].months),
        *deferred_asset(income, published_between(*(income.dates[[0, -1]].tolist()))),
    )
    same_day = {settings[n].opening.day: found[n] for n in INFORMATION}
    official = official_scores(record, same_day, vintage)
    return Backtest(tuple(s for group in scores for s in group), measures, official, found)
