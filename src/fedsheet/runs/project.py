"""The journey of a projection: holdings, figures and record in; policy overlaid; the sheet week by week out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fedsheet.core.dates import add_months
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.held.open_sheet import NO_LISTS, Lists
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import Scenario, load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, project_setting, resolve
from fedsheet.record import PolicyPath
from fedsheet.runs.read import STORE, AsOf, Beside, day_of, read

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.maturity_wall import MaturityWall
    from fedsheet.portfolio.results import PortfolioReport
    from fedsheet.portfolio.scenario.doubts import ScenarioDoubt
    from fedsheet.portfolio.scoring.backtest import Backtest
    from fedsheet.review.reserve_drivers import ReserveDrivers

NEAR_MONTHS = 12  # as far as the weeks ahead are told of: a shorter run is the beginning of a longer one


def project(
    scenario: str | Scenario = "today", policy: str = "", opens: AsOf = None, until: AsOf = None, *,
    holdings: str = "", pools: str = "", is_valued: bool = True,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Projection:  # fmt: skip
    """One scenario by name or file, deterministic; on the record's policy or on `policy` (rule:NAME, implied:FILE).

    The opening's securities are priced unless `is_valued` says that levels alone are wanted.

    >>> sheet = fedsheet.project("runoff-2022", until="2022-12-31")
    >>> print(f"{sheet.line('reserve_balances')[0]:,.0f}")  # US dollars, the Wednesday it opens on
    3,796,720,000,000
    >>> sheet.frame().index[-1].date()
    datetime.date(2022, 12, 31)
    """
    if policy:
        from fedsheet.runs.chain import resolved

        on_course, _ = resolved(scenario, policy, opens, until, as_of=as_of, vintage=vintage, path=path)
        return project_setting(on_course)
    lists = {"holdings": holdings, "pools": pools}
    return project_setting(
        setting_of(scenario, opens, until, **lists, is_valued=is_valued, as_of=as_of, vintage=vintage, path=path)
    )


def reserves_to_quarter_end(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> ReserveDrivers:
    """What moves reserves from the newest statement to the last projected day of the quarter that the day is in."""
    from fedsheet.review.reserves_ahead import quarter_end_after, reserves_ahead

    known, record = read(as_of, vintage, path)
    return reserves_ahead(near(known, record), quarter_end_after(known.as_of))


def wall(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> MaturityWall:
    """What of the securities held falls due, month by month."""
    from fedsheet.portfolio.results import wall_of

    return wall_of(*read(as_of, vintage, path), load_parameters())


def report_room(as_of: AsOf = None) -> PortfolioReport | None:
    """The room's results as the report has them."""
    return for_report(*read(as_of))


def near(vintage: Vintage, path: PolicyPath | None = None) -> Projection:
    """The baseline of the weeks ahead: a year of the ten, in a tenth of the time."""
    return project("today", until=add_months(vintage.as_of, NEAR_MONTHS), vintage=vintage, path=path)


def setting_of(
    scenario: str | Scenario, opens: AsOf = None, until: AsOf = None, *,
    holdings: str = "", pools: str = "", is_valued: bool = True,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Setting:  # fmt: skip
    """A scenario resolved on figures and record: what a projection or a fan is made from.

    holdings, pools   one's own lists of securities and of agency MBS of the opening day, CSV files; "" for none
    """
    described = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    lists = _own_lists(described, day_of(opens, "from"), holdings, pools) if holdings or pools else NO_LISTS
    known, record = read(as_of, vintage, path)
    return resolve(
        described, known, record, load_parameters(), day_of(opens, "from"), day_of(until, "until"), lists, is_valued
    )


def doubts(
    scenario: str | Scenario, opens: AsOf = None, until: AsOf = None, *,
    holdings: str = "", pools: str = "",
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> tuple[ScenarioDoubt, ...]:  # fmt: skip
    """Where a scenario of one's own, or a list of one's own, may mean two things."""
    from fedsheet.portfolio.scenario.doubts import doubts as all_doubts

    described = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    lists = _own_lists(described, day_of(opens, "from"), holdings, pools) if holdings or pools else NO_LISTS
    known, record = read(as_of, vintage, path)
    setting = resolve(described, known, record, load_parameters(), day_of(opens, "from"), day_of(until, "until"), lists)
    return all_doubts(described, setting, known, lists)


def fan(
    scenario: str | Scenario = "today", policy: str = "", n_paths: int = 200, seed: int = 0,
    opens: AsOf = None, until: AsOf = None, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> PathResult:  # fmt: skip
    """The same on `n_paths` rate paths drawn from `seed`, month by month.

    >>> paths = fedsheet.fan("today", n_paths=20, seed=1, until="2026-12-31", as_of="2025-12-31")
    >>> paths.quantiles("total_assets", (0.05, 0.5, 0.95)).shape  # (quantile, date), US dollars
    (3, 14)
    """
    from fedsheet.portfolio.many_paths.project_paths import project_paths
    from fedsheet.runs.chain import resolved

    setting, _ = resolved(scenario, policy, opens, until, as_of=as_of, vintage=vintage, path=path)
    return project_paths(setting, n_paths, seed)


def _own_lists(scenario: Scenario, opens: date | None, holdings: str, pools: str) -> Lists:
    day = opens or (scenario.spec.opens if isinstance(scenario.spec.opens, date) else None)
    if day is None:
        raise InputError("runs.project_list_holdings_needs_day")
    from fedsheet.portfolio.held.holdings import holdings_from_rows
    from fedsheet.portfolio.mortgages.pool_list import pools_from_rows
    from fedsheet.runs import own_tables
    from fedsheet.sources.users.grid import bounded_bytes

    securities, mortgages = Path(holdings), Path(pools)
    held = own_tables.securities(bounded_bytes(securities), securities.name, day) if holdings else ()
    cohorts = own_tables.pools(bounded_bytes(mortgages), mortgages.name) if pools else ()
    return Lists(
        holdings_from_rows(held, day, where=securities.name) if holdings else None,
        pools_from_rows(cohorts, where=mortgages.name) if pools else None,
    )


def backtests(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> Backtest:
    """The shipped backtests: past runoffs and the taper against H.4.1, official projections beside ours."""
    from fedsheet.portfolio.results import backtests as all_backtests

    return all_backtests(*read(as_of, vintage, path), load_parameters())


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> PortfolioReport | None:
    """The room's results, or None where the figures of the day do not open a projection.

    Projections kept stand beside the store: they are read where it is, and not beside a vintage handed in.
    """
    from fedsheet.portfolio.results import portfolio_results
    from fedsheet.runs.projections import ledger_of

    found = portfolio_results(vintage, path, load_parameters())
    return replace(found, ledger=ledger_of(vintage)) if found and others is STORE else found
