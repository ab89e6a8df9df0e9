"""What the report tells of the portfolio: the runoff replayed, the model's record, and the years ahead with a fan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.many_paths.project_paths import PathResult, project_paths
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.portfolio.scenario.resolve import resolve
from fedsheet.portfolio.scoring.backtest import Backtest
from fedsheet.record import PolicyPath
from fedsheet.runs.project import backtests_of, project_setting

REPLAYED, BASELINE, RESUMED = "runoff-2022", "today", "runoff-resumed"
N_PATHS, SEED = 200, 20251231
BACKTESTS_FROM = date(2026, 1, 1)  # by then H.4.1 of the whole second runoff was published


@dataclass(frozen=True)
class PortfolioReport:
    """Parts that could be computed on the report's day.

    backtest   the model's record, None before the second runoff was over
    ahead      the baseline from the last statement;  ahead_fan the same on drawn rate paths
    resumed    runoff resumed, on the same paths: where reserves depend on rates
    """

    vintage: Vintage
    record: PolicyPath
    backtest: Backtest | None
    ahead: Projection
    ahead_fan: PathResult
    resumed: PathResult

    @property
    def replay(self) -> Projection | None:
        """The second runoff projected from its CUSIP list on announced caps."""
        return self.backtest.projections[REPLAYED] if self.backtest else None


def for_report(vintage: Vintage, record: PolicyPath) -> PortfolioReport | None:
    """The room's results, or None where the figures of the day do not open a projection."""
    try:
        setting = resolve(load_scenario(BASELINE), vintage, record)
        resumed = resolve(load_scenario(RESUMED), vintage, record)
        return PortfolioReport(
            vintage,
            record,
            backtests_of(vintage, record) if vintage.as_of >= BACKTESTS_FROM else None,
            project_setting(setting),
            project_paths(setting, N_PATHS, SEED),
            project_paths(resumed, N_PATHS, SEED),
        )
    except (DateRangeError, UnknownNameError):
        return None
