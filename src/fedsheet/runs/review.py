"""Looking back: read the figures and the record, compute without touching either again, hand over the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.review.eventsets import EVENT_SERIES, POLICY_ASSET
from fedsheet.review.windows import Window, chosen, windows_of
from fedsheet.runs.read import STORE, AsOf, Beside, others_of
from fedsheet.runs.read import read as figures_and_record

if TYPE_CHECKING:  # each review imports the rooms that it asks: together they take longer to start than most to answer
    from fedsheet.review.assertions import Assertion, DateGrid
    from fedsheet.review.assets import AssetMeasure
    from fedsheet.review.assettable import AssetTable
    from fedsheet.review.china import ChinaLine
    from fedsheet.review.composition import Composition
    from fedsheet.review.decomposition import PremiumHistory, SplitRow
    from fedsheet.review.equivalents import Equivalents
    from fedsheet.review.events import EventStudy
    from fedsheet.review.eventsets import EventSet
    from fedsheet.review.identification import Identified
    from fedsheet.review.instrumented import Instrumented
    from fedsheet.review.ledger import CapsUse, LedgerLine, PaceMonth
    from fedsheet.review.macro import MacroPanel
    from fedsheet.review.phases import PhaseTable
    from fedsheet.review.premium_panel import PanelEstimate
    from fedsheet.review.programmes import ProgrammeRow
    from fedsheet.review.reserve_drivers import ReserveDrivers
    from fedsheet.review.results import ReviewResults
    from fedsheet.review.rounds import RoundTold
    from fedsheet.review.rounds_report import RoundsReport
    from fedsheet.review.supply import HoldingsMeasure
    from fedsheet.review.supply_effect import Compared, Move, SupplyEffect
    from fedsheet.review.surprises import Surprises
    from fedsheet.review.transmission import Effect, Transmission

T = TypeVar("T")
EARLIER_VINTAGE = date(2022, 10, 31)  # the older of the two vintages of revised series that ship


@dataclass(frozen=True)
class Sources:
    """What every review is made from: the figures of one day, the record, and the windows both allow."""

    vintage: Vintage
    path: PolicyPath
    windows: dict[str, Window]

    @cached_property
    def weekly(self) -> Equivalents:
        """Ten-year equivalents week by week, made once; `DateRangeError` before the list by CUSIP was public."""
        from fedsheet.portfolio.parameters import load_parameters
        from fedsheet.review.equivalents import weekly_equivalents

        return weekly_equivalents(self.vintage, self.path, load_parameters())

    @cached_property
    def premium(self) -> PremiumHistory:
        """The term premium month by month and day by day, estimated once."""
        from fedsheet.review.decomposition import premium_history

        return premium_history(self.vintage)


def read(as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None) -> Sources:
    """Everything a review needs, read once."""
    known, record = figures_and_record(as_of, vintage, path)
    return Sources(known, record, windows_of(known, record))


def review(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> ReviewResults | None:
    """All that looking back finds; None where yields were not held yet on the day.

    >>> cells = fedsheet.review(as_of="2021-06-30").frame().set_index(["window", "asset"])
    >>> f"{cells.loc[('lsap1', 'DGS10'), 'change']:.4f}"  # the ten-year yield through QE1, decimal: up 49 bp
    '0.0049'
    """
    known, record = figures_and_record(as_of, vintage, path)
    return for_report(known, record, others_of(vintage))


def programmes(sources: Sources) -> tuple[ProgrammeRow, ...]:
    """Every programme and part of one on the statement."""
    from fedsheet.review.programmes import programme_table

    return programme_table(sources.vintage, sources.path.programmes, sources.windows.values())


def phases(
    sources: Sources, windows: Iterable[str] = (), assets: Sequence[str] = (), n_draws: int = 1_000, seed: int = 0
) -> PhaseTable:
    """Assets in windows, all of both where none is named."""
    from fedsheet.review.assets import asset, measured_assets
    from fedsheet.review.phases import phase_table

    measured = [asset(sources.vintage, name) for name in assets] or measured_assets(sources.vintage)
    return phase_table(measured, chosen(sources.windows, windows), n_draws=n_draws, seed=seed)


def assets(sources: Sources, n_draws: int = 1_000, seed: int = 0) -> AssetTable:
    """Assets by main window to the newest figure, each with its placebo or the reason why it has none."""
    from fedsheet.review.assettable import asset_table

    return asset_table(sources.vintage, sources.windows.values(), n_draws=n_draws, seed=seed)


def assertions(sources: Sources) -> tuple[Assertion, ...]:
    """The report's three assertions, judged."""
    from fedsheet.review.assertions import judge_all
    from fedsheet.review.assets import measured_assets

    return judge_all(measured_assets(sources.vintage), list(sources.windows.values()))


def grid(sources: Sources, window: str, series: str) -> tuple[DateGrid, AssetMeasure]:
    """How a window's change depends on its start and end."""
    from fedsheet.review.assertions import date_grid
    from fedsheet.review.assets import asset

    measured = asset(sources.vintage, series)
    return date_grid(measured, chosen(sources.windows, [window])[0]), measured.measure


def episodes(sources: Sources) -> tuple[ReserveDrivers, ...]:
    """The episodes of reserves that the figures reach."""
    from fedsheet.review.drivers import load_episodes, reserve_drivers

    last = sources.vintage["WRESBAL"].last_day
    return tuple(reserve_drivers(sources.vintage, e.start, e.end) for e in load_episodes() if e.end <= last)


def read_event_set(name: str) -> EventSet:
    """A shipped set by id, or the user's own file by path."""
    from fedsheet.review.eventsets import event_set, parse_event_set

    if not name.endswith(".toml"):
        return event_set(name)
    try:
        return parse_event_set(Path(name).read_text("utf-8"), Path(name).stem, name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("runs.review_event_file_cannot_read", where=name, error=error) from None


def events(
    sources: Sources, name: str, window_days: int | None = None, series: Sequence[str] = EVENT_SERIES, seed: int = 0
) -> tuple[EventStudy, Identified | None]:
    """An event study and, where the set has events enough, its second estimate by heteroskedasticity."""
    from fedsheet.review.assets import asset
    from fedsheet.review.events import event_study
    from fedsheet.review.results import second_estimate

    found = read_event_set(name)
    assets = [asset(sources.vintage, one) for one in dict.fromkeys(series)]
    study = event_study(found, assets, window_days=window_days, seed=seed)
    return study, second_estimate(study, assets, asset(sources.vintage, POLICY_ASSET))


def instrument(
    sources: Sources, name: str, path: str, column: str, window_days: int | None, series: Sequence[str] = EVENT_SERIES
) -> Instrumented:
    """An event set through a user's own surprises: slopes, and what they make of the set's covered days."""
    from fedsheet.review.assets import asset
    from fedsheet.review.instrumented import instrumented

    found = read_event_set(name)
    assets = [asset(sources.vintage, one) for one in dict.fromkeys(series)]
    return instrumented(found, assets, _own_surprises(path, column), window_days or found.window_days)


def ledger_lines(sources: Sources, programme: str = "") -> tuple[LedgerLine, ...]:
    """Announced, traded, settled, held: one programme, or all."""
    from fedsheet.review.ledger import ledger

    names = [programme] if programme else [w.id for w in sources.windows.values() if w.is_main and w.programme]
    return ledger(sources.vintage, sources.path, chosen(sources.windows, names))


def caps(sources: Sources) -> tuple[CapsUse, ...]:
    """Share of the caps used in both runoffs."""
    from fedsheet.review.ledger import caps_use

    return caps_use(sources.vintage, sources.path, sources.windows.values())


def monthly(sources: Sources, programme: str) -> tuple[PaceMonth, ...]:
    """Planned and done by month, Treasuries and MBS, of one programme."""
    from fedsheet.review.ledger import monthly_pace

    window = chosen(sources.windows, [programme])[0]
    span = window.market_start, window.market_end
    return tuple(m for i in ("treasury", "agency_mbs") for m in monthly_pace(sources.vintage, sources.path, i, *span))


def holdings_change(sources: Sources, programme: str) -> Composition:
    """Composition and maturity at both ends of a programme's statement window."""
    from fedsheet.review.composition import composition

    window = chosen(sources.windows, [programme])[0]
    if window.statement_start is None or window.statement_end is None:
        raise InputError("runs.review_statement_days", programme=programme)
    return composition(sources.vintage, window.statement_start, window.statement_end)


def term_premium(sources: Sources, days: EventSet | None = None) -> tuple[PremiumHistory, tuple[SplitRow, ...]]:
    """The split of the ten-year yield over every window, or over the dates of an event set."""
    from fedsheet.review.decomposition import split_events, split_windows

    history = sources.premium
    if days is not None:
        return history, split_events(sources.vintage, history, days, days.window_days)
    return history, split_windows(sources.vintage, history, sources.windows.values())


def supply(sources: Sources) -> tuple[tuple[HoldingsMeasure, ...], tuple[SupplyEffect, ...]]:
    """Duration held by CUSIP, and the range of effects on the ten-year yield to the newest statement."""
    from fedsheet.review.supply import holdings_measures
    from fedsheet.review.supply_effect import supply_effects

    return holdings_measures(sources.vintage), supply_effects(sources.vintage, sources.weekly)


def supply_moves(sources: Sources) -> tuple[tuple[Move, ...], tuple[Compared, ...]]:
    """The second runoff and bills alone on the ten-year yield; published effects beside ours."""
    from fedsheet.review.assets import asset
    from fedsheet.review.events import event_study
    from fedsheet.review.eventsets import event_set
    from fedsheet.review.supply_effect import (
        ANNOUNCED_YIELD,
        ANNOUNCEMENTS,
        beside_published,
        runoff_days,
        runoff_moves,
    )

    moves = runoff_moves(sources.weekly, runoff_days(sources.windows))
    study = event_study(event_set(ANNOUNCEMENTS), [asset(sources.vintage, ANNOUNCED_YIELD)])
    return moves, beside_published(moves, [study])


def transmission(sources: Sources, instrument: str = "", column: str = "", seed: int = 0) -> Transmission:
    """Effects on the economy by published multipliers and by our own estimate.

    instrument  a CSV of surprises in the place of the ten-year yield's moves on announcement days, and its column
    """
    from fedsheet.review.transmission import transmission as measure_transmission

    vintage = sources.vintage
    surprises = _own_surprises(instrument, column) if instrument else announcement_surprises(vintage)
    return measure_transmission(sources.weekly, sources.windows.values(), _vintages(vintage), surprises, seed)


def rounds(sources: Sources) -> tuple[tuple[RoundTold, ...], tuple[Effect, ...]]:
    """The figures behind each round's purpose, channel and outcome; published effects where they can be had."""
    from fedsheet.review.decomposition import split_windows
    from fedsheet.review.rounds import rounds as tell_rounds
    from fedsheet.review.transmission import multipliers_per_dose, programme_doses, published_effects

    vintage, windows = sources.vintage, sources.windows
    history = _where_held(lambda: sources.premium)
    splits = split_windows(vintage, history, windows.values()) if history else ()
    weekly = _where_held(lambda: sources.weekly)
    told = tell_rounds(_vintages(vintage), windows, splits, weekly)
    doses = programme_doses(weekly, windows.values()) if weekly else {}
    return told, published_effects(doses, multipliers_per_dose(doses, weekly, vintage)) if weekly else ()


def china(as_of: AsOf = None, *, vintage: Vintage | None = None) -> tuple[ChinaLine, ...]:
    """What a reader in China asks for first, as far as it is held."""
    from fedsheet.review.china import china_lines

    return china_lines(figures_and_record(as_of, vintage)[0])


def premiums(
    as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[PanelEstimate, ...]:
    """The term premium by every estimate held; ours is left out where published ones are held and it cannot be told."""
    from fedsheet.review.decomposition import premium_history

    known, _ = figures_and_record(as_of, vintage, path)
    return _premiums(known, partial(premium_history, known))


def _premiums(known: Vintage, history: Callable[[], PremiumHistory]) -> tuple[PanelEstimate, ...]:
    from fedsheet.review.premium_panel import PUBLISHED, premium_panel

    if not any(series in known for _, series in PUBLISHED):
        return premium_panel(history(), known)
    return premium_panel(_where_held(history), known)


def told_for_report(
    vintage: Vintage,
    path: PolicyPath,
    others: Beside = STORE,  # noqa: ARG001
) -> RoundsReport | None:
    """The rounds told; None where yields were not held yet on the day."""
    from fedsheet.review.rounds_report import RoundsReport

    if "DGS10" not in vintage or "DFII10" not in vintage:
        return None
    sources = Sources(vintage, path, windows_of(vintage, path))
    effects = _where_held(lambda: transmission(sources))
    found = _where_held(lambda: _premiums(vintage, lambda: sources.premium))
    return RoundsReport(rounds(sources), effects, assets(sources), found or ())


def _where_held(make: Callable[[], T]) -> T | None:
    """What can be made of the figures; None where they were not public yet."""
    try:
        return make()
    except InputError:
        return None


def _vintages(vintage: Vintage) -> list[Vintage]:
    """The vintage, and the older one that ships where that was public."""
    return [vintage, *([STORE.vintage(EARLIER_VINTAGE)] if vintage.as_of > EARLIER_VINTAGE else [])]


def announcement_surprises(vintage: Vintage) -> Surprises:
    """The ten-year yield's one-day moves on the days of every shipped set but the pandemic's."""
    from fedsheet.review.assets import asset
    from fedsheet.review.eventsets import load_event_sets
    from fedsheet.review.surprises import own_surprises
    from fedsheet.review.transmission import PANDEMIC_SET

    return own_surprises(load_event_sets().values(), asset(vintage, POLICY_ASSET), (PANDEMIC_SET,))


def _own_surprises(path: str, column: str) -> Surprises:
    """One column of a user's table."""
    from fedsheet.runs import own_tables
    from fedsheet.sources.users.grid import bounded_bytes

    return own_tables.surprises(bounded_bytes(Path(path)), Path(path).name, column)


def reserves(sources: Sources, start: date, end: date) -> ReserveDrivers:
    """What moved reserve balances between two Wednesdays."""
    from fedsheet.review.drivers import reserve_drivers

    return reserve_drivers(sources.vintage, start, end)


def bridge(sources: Sources, span: str = "") -> ReserveDrivers:
    """What moved reserves over 13 weeks, over so many ("4"), or between two days ("2025-07-02..2025-10-29")."""
    from fedsheet.review.drivers import QUARTER_WEEKS, latest_drivers, reserve_drivers

    if ".." in span:
        start, end = (parse_date(day) for day in span.split("..", 1))
        return reserve_drivers(sources.vintage, start, end)
    if span and not span.isdigit():
        raise InputError("runs.review_span", span=span)
    return latest_drivers(sources.vintage, int(span or QUARTER_WEEKS))


def macro(sources: Sources, earlier: date | None = None) -> MacroPanel:
    """The economy around each programme, with an earlier vintage where one is asked for."""
    from fedsheet.review.macro import macro_panel

    before = STORE.vintage(earlier) if earlier else None
    return macro_panel(sources.vintage, before, sources.windows.values())


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> ReviewResults | None:
    """Everything for the report's section; None where yields were not held yet on its day."""
    from fedsheet.portfolio.parameters import load_parameters
    from fedsheet.review.results import review_results

    if "DGS10" not in vintage or "DFII10" not in vintage:
        return None
    earlier = others.vintage(EARLIER_VINTAGE) if vintage.as_of > EARLIER_VINTAGE else None
    return review_results(
        vintage, path, load_parameters(), earlier if earlier and earlier.as_of < vintage.as_of else None
    )
