"""Everything looking back finds for the report, from one vintage and one path; what was not yet public is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import TypeVar

from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, said
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.parameters import Parameters
from fedsheet.record.path import PolicyPath
from fedsheet.review.assertions import Assertion, DateGrid, date_grid, judge_all
from fedsheet.review.assets import Asset, asset, measured_assets
from fedsheet.review.decomposition import PremiumHistory, SplitRow, premium_history, split_windows
from fedsheet.review.drivers import load_episodes, reserve_drivers
from fedsheet.review.equivalents import Equivalents, weekly_equivalents
from fedsheet.review.events import EventStudy, event_study
from fedsheet.review.eventsets import EVENT_SERIES, POLICY_ASSET, EventSet, load_event_sets
from fedsheet.review.identification import Identified, identify
from fedsheet.review.ledger import CapsUse, LedgerLine, caps_use, ledger
from fedsheet.review.macro import MacroPanel, macro_panel
from fedsheet.review.phases import PhaseTable, phase_table
from fedsheet.review.programmes import ProgrammeRow, programme_table
from fedsheet.review.reserve_drivers import ReserveDrivers
from fedsheet.review.supply_effect import Move, SupplyEffect, runoff_days, runoff_moves, supply_effects
from fedsheet.review.windows import Window, windows_of

T = TypeVar("T")
GRID_WINDOW = "lsap2"  # the round whose sign turns on the days chosen


@dataclass(frozen=True, repr=False)
class ReviewResults(Shown):
    """What the section, the tables and the claims read; empty or None where figures were not yet public."""

    vintage: Vintage
    path: PolicyPath
    parameters: Parameters
    windows: Mapping[str, Window]
    programmes: tuple[ProgrammeRow, ...]
    phases: PhaseTable
    assertions: tuple[Assertion, ...]
    grid: DateGrid | None
    events: tuple[tuple[EventStudy, Identified | None], ...]
    history: PremiumHistory | None
    splits: tuple[SplitRow, ...]
    ledger: tuple[LedgerLine, ...]
    caps: tuple[CapsUse, ...]
    drivers: tuple[ReserveDrivers, ...]
    macro: MacroPanel
    earlier: Vintage | None = None

    @cached_property
    def weekly(self) -> Equivalents | None:
        """Ten-year equivalents week by week, made when first asked for; None before the list by CUSIP was public."""
        return _public(lambda: weekly_equivalents(self.vintage, self.path, self.parameters), None)

    @cached_property
    def supply(self) -> tuple[SupplyEffect, ...]:
        """The supply effect on key Wednesdays and quarter-ends to the newest statement."""
        return () if self.weekly is None else supply_effects(self.vintage, self.weekly)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The second runoff, what is left of all purchases, and bills alone, on the ten-year yield."""
        return () if self.weekly is None else runoff_moves(self.weekly, runoff_days(self.windows))

    @property
    def manifest(self) -> Manifest:
        """What the review was made from."""
        return self.vintage.manifest("review", self.path.digest, self.phases.seed)

    def card(self) -> Card:
        """How much was measured."""
        facts = (
            (said("cards.programmes"), f"{len(self.programmes)}"),
            (said("cards.windows"), ", ".join(name for name, window in self.windows.items() if window.is_main)),
            (said("cards.assets"), said("cards.placebo", n=len(self.phases.rows), draws=self.phases.n_draws)),
            (said("cards.studies"), ", ".join(study.event_set.id for study, _ in self.events) or "—"),
            (said("cards.ledger"), said("cards.ledger_lines", n=len(self.ledger))),
            (said("cards.drivers"), said("cards.episodes", n=len(self.drivers))),
        )
        ask = "programmes", "phases.rows", "events", "ledger", "drivers", "macro"
        return Card(said("cards.review"), None, self.vintage.as_of, facts, ask)

    def frame(self) -> pd.DataFrame:
        """Assets by window, one row each: changes in base units."""
        return pd.DataFrame(
            [{field: getattr(row, field) for field in row.__dataclass_fields__} for row in self.phases.rows]
        )


def _public(make: Callable[[], T], otherwise: T) -> T:
    """What can be made of the figures that were public; `otherwise` where they do not reach."""
    try:
        return make()
    except InputError:
        return otherwise


def second_estimate(study: EventStudy, assets: Sequence[Asset], policy: Asset) -> Identified | None:
    """The heteroskedasticity-based estimate for a study of `assets`; None where the set has too few events."""
    others = [one for one in assets if one.id != policy.id]
    if not others:
        return None
    return _public(
        lambda: identify(study.event_set, policy, others, window_days=study.window_days, seed=study.seed), None
    )


def _studies(vintage: Vintage, last: date) -> tuple[tuple[EventStudy, Identified | None], ...]:
    """Every shipped set whose windows lie within the figures."""
    assets, policy = [asset(vintage, name) for name in EVENT_SERIES], asset(vintage, POLICY_ASSET)
    within: list[EventSet] = [found for found in load_event_sets().values() if found.dates[-1] < last]
    studies = [_public(partial(event_study, found, assets), None) for found in within]
    return tuple((study, second_estimate(study, assets, policy)) for study in studies if study is not None)


def _episodes(vintage: Vintage) -> tuple[ReserveDrivers, ...]:
    found = [_public(partial(reserve_drivers, vintage, e.start, e.end), None) for e in load_episodes()]
    return tuple(one for one in found if one is not None)


def review_results(
    vintage: Vintage, path: PolicyPath, parameters: Parameters, earlier: Vintage | None = None
) -> ReviewResults:
    """All of the review from figures and record; `earlier` is a second vintage, for what the first does not reach."""
    windows = windows_of(vintage, path)
    shown = list(windows.values())
    assets = measured_assets(vintage)
    last = vintage["DGS10"].last_day
    history = _public(lambda: premium_history(vintage), None)
    ten_year = asset(vintage, POLICY_ASSET)
    in_reach = GRID_WINDOW in windows and not windows[GRID_WINDOW].is_open
    return ReviewResults(
        vintage=vintage,
        path=path,
        parameters=parameters,
        windows=windows,
        programmes=_public(lambda: programme_table(vintage, path.programmes, shown), ()),
        phases=phase_table(assets, shown),
        assertions=_public(lambda: judge_all(assets, shown), ()),
        grid=date_grid(ten_year, windows[GRID_WINDOW]) if in_reach else None,
        events=_studies(vintage, last),
        history=history,
        splits=split_windows(vintage, history, shown) if history else (),
        ledger=_public(lambda: ledger(vintage, path, shown), ()),
        caps=_public(lambda: caps_use(vintage, path, shown), ()),
        drivers=_episodes(vintage),
        macro=macro_panel(vintage, earlier, shown),
        earlier=earlier,
    )
