"""Looking back: read the figures and the record, compute without touching either again, hand over the results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fedsheet import store
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath, load_path
from fedsheet.review.assertions import Assertion, judge_all
from fedsheet.review.assets import asset, measured_assets
from fedsheet.review.events import EventStudy, event_study
from fedsheet.review.eventsets import EventSet, event_set, parse_event_set
from fedsheet.review.identification import Identified, identify
from fedsheet.review.phases import PhaseTable, phase_table
from fedsheet.review.programmes import ProgrammeRow, programme_table
from fedsheet.review.windows import Window, all_windows, chosen

EVENT_SERIES = ("DGS2", "DGS10", "DGS30", "BREAKEVEN10", "DFII10")
POLICY_ASSET = "DGS10"


@dataclass(frozen=True)
class Sources:
    """What every review is made from: the figures of one day, the record, and the windows both allow."""

    vintage: Vintage
    path: PolicyPath
    windows: dict[str, Window]


def read(as_of: str | None = None) -> Sources:
    """Everything a review needs, read once."""
    vintage, path = store.vintage(as_of), load_path()
    return Sources(vintage, path, all_windows(path, vintage["DGS10"].values.index[-1].date()))


def programmes(sources: Sources) -> tuple[ProgrammeRow, ...]:
    """Every programme and part of one on the statement."""
    return programme_table(sources.vintage, sources.path.programmes, sources.windows.values())


def phases(
    sources: Sources, windows: Iterable[str] = (), assets: Sequence[str] = (), n_draws: int = 1_000, seed: int = 0
) -> PhaseTable:
    """Assets in windows, all of both where none is named."""
    measured = [asset(sources.vintage, name) for name in assets] or measured_assets(sources.vintage)
    return phase_table(measured, chosen(sources.windows, windows), n_draws=n_draws, seed=seed)


def assertions(sources: Sources) -> tuple[Assertion, ...]:
    """The report's three assertions, judged."""
    return judge_all(measured_assets(sources.vintage), list(sources.windows.values()))


def read_event_set(name: str) -> EventSet:
    """A shipped set by id, or the user's own file by path."""
    if not name.endswith(".toml"):
        return event_set(name)
    try:
        return parse_event_set(Path(name).read_text("utf-8"), Path(name).stem, name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The event file cannot be read: {error}", where=name) from None


def events(
    sources: Sources, name: str, window_days: int | None = None, series: Sequence[str] = EVENT_SERIES, seed: int = 0
) -> tuple[EventStudy, Identified | None]:
    """An event study and, where the set has events enough, its second estimate by heteroskedasticity."""
    found = read_event_set(name)
    assets = [asset(sources.vintage, one) for one in dict.fromkeys(series)]
    study = event_study(found, assets, window_days=window_days, seed=seed)
    policy = asset(sources.vintage, POLICY_ASSET)
    others = [a for a in assets if a.id != POLICY_ASSET]
    if len(found.events) < 3 or not others:
        return study, None
    return study, identify(found, policy, others, window_days=study.window_days, seed=seed)
