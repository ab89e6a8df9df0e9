"""What the room hands out: a projection, the model's record of past ones, and a chapter's worth, from values read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.dates import add_months
from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, said
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.income.deferred_asset import published_between
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.portfolio.many_paths.project_paths import project_paths
from fedsheet.portfolio.maturity_wall import MONTHS as WALL_MONTHS
from fedsheet.portfolio.maturity_wall import MaturityWall, maturity_wall
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import Setting, project_scenario, project_setting, resolve
from fedsheet.portfolio.scoring.backtest import (
    Backtest,
    caps_used,
    deferred_asset,
    mortgage_principal,
    official_scores,
    score_projection,
)
from fedsheet.portfolio.scoring.issued_projections import Ledger
from fedsheet.record.path import PolicyPath

REPLAYED, BASELINE, RESUMED = "runoff-2022", "today", "runoff-resumed"
N_PATHS, SEED = 200, 20251231
BACKTESTS_FROM = date(2026, 1, 1)  # by then H.4.1 of the whole second runoff was published
BACKTESTS = ("runoff-2022", "runoff-2017", "taper-2013")
INFORMATION = ("outlook-2021", "outlook-2023")
RUNOFFS = ("runoff-2022", "runoff-2017")


@dataclass(frozen=True, repr=False)
class PortfolioReport(Shown):
    """Parts that could be computed on the report's day.

    backtest   the model's record, None before the second runoff was over
    ahead      the baseline from the last statement;  ahead_fan the same on drawn rate paths
    resumed    runoff resumed, on the same paths: where reserves depend on rates
    ledger     projections kept as issued, None where none stand beside the figures
    wall       what of the securities held falls due, month by month
    """

    vintage: Vintage
    record: PolicyPath
    backtest: Backtest | None
    ahead: Projection
    ahead_fan: PathResult
    resumed: PathResult
    ledger: Ledger | None = None
    wall: MaturityWall | None = None

    @property
    def manifest(self) -> Manifest:
        """What the chapter was made from."""
        return self.vintage.manifest("portfolio", self.record.digest, self.ahead_fan.seed)

    @property
    def replay(self) -> Projection | None:
        """The second runoff projected from its CUSIP list on announced caps."""
        return self.backtest.projections[REPLAYED] if self.backtest else None

    def card(self) -> Card:
        """The years ahead."""
        ahead = self.ahead.card()
        return Card(
            said("cards.portfolio"),
            ahead.span,
            self.vintage.as_of,
            ahead.facts,
            ("ahead", "ahead_fan", "resumed", "backtest"),
        )

    def frame(self) -> pd.DataFrame:
        """Every line of the years ahead by date, US dollars."""
        return self.ahead.frame()


def backtests(vintage: Vintage, record: PolicyPath, parameters: Parameters) -> Backtest:
    """The shipped backtests: past runoffs and the taper against H.4.1, official projections beside ours."""
    settings = {name: resolve(load_scenario(name), vintage, record, parameters) for name in (*BACKTESTS, *INFORMATION)}
    found = {name: project_setting(s) for name, s in settings.items()}
    income = project_scenario(load_scenario("income-2023"), vintage, record, parameters)
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


def portfolio_results(vintage: Vintage, record: PolicyPath, parameters: Parameters) -> PortfolioReport | None:
    """The runoff replayed, the model's record and the years ahead; None where the day's figures open no projection."""
    try:
        setting = resolve(load_scenario(BASELINE), vintage, record, parameters)
        resumed = resolve(load_scenario(RESUMED), vintage, record, parameters)
        return PortfolioReport(
            vintage,
            record,
            backtests(vintage, record, parameters) if vintage.as_of >= BACKTESTS_FROM else None,
            project_setting(setting),
            drawn(setting),
            drawn(resumed),
            wall=wall_of(vintage, record, parameters),
        )
    except (DateRangeError, UnknownNameError):
        return None


def wall_of(vintage: Vintage, record: PolicyPath, parameters: Parameters) -> MaturityWall:
    """The maturity wall of the newest statement; principal of MBS on paths of rates alone, as no purchase is in it."""
    scenario = load_scenario(BASELINE)
    opens = vintage["WALCL"].base_last(vintage.as_of)[0]
    until = add_months(opens, WALL_MONTHS + 1)
    setting = resolve(scenario, vintage, record, parameters, until=until, is_valued=False)
    return maturity_wall(setting.opening.holdings, project_paths(setting, N_PATHS, SEED, joint=False), record)


def drawn(setting: Setting) -> PathResult:
    """The joint fan; before past errors suffice for one, rates alone."""
    try:
        return project_paths(setting, N_PATHS, SEED)
    except InputError:
        return project_paths(setting, N_PATHS, SEED, joint=False)
