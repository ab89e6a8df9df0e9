"""Programmes on the statement: what was announced, what the H.4.1 held at both ends, and what a percentage is of.

The same level is +396% on the balance sheet before Lehman and +105% on the eve of QE1, so every ratio carries its base.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.record.model import Programme
from fedsheet.review.windows import Window

HOLDINGS = {"total_assets": "WALCL", "treasuries": "TREAST", "mbs": "WSHOMCB", "reserves": "WRESBAL"}


@dataclass(frozen=True)
class HeldAssets:
    """One item on the statement at both ends of a window, US dollars; reserves are week averages, the rest levels."""

    item: str
    start_usd: float
    end_usd: float

    @property
    def change_usd(self) -> float:
        """End minus start."""
        return self.end_usd - self.start_usd


@dataclass(frozen=True)
class AssetsToGdp:
    """Total assets on a Wednesday over nominal GDP at annual rate; `quarter` is the first day of GDP's quarter."""

    wednesday: date
    quarter: date
    ratio: float


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme between two H.4.1 Wednesdays.

    planned_usd   announced in total, US dollars; None where it was open-ended, or for a part of a programme
    gdp_*         assets over GDP; None where no vintage of GDP was held on the vintage's day
    growth        change of total assets as a fraction of its level on `start`, the base date
    """

    window: Window
    desk_name: str
    seed_name: str
    planned_usd: float | None
    planned_words: str
    start: date
    end: date
    held: Mapping[str, HeldAssets]
    growth: float
    gdp_start: AssetsToGdp | None
    gdp_end: AssetsToGdp | None


def assets_to_gdp(vintage: Vintage, wednesday: date, quarter: date | None = None) -> AssetsToGdp:
    """Total assets of `wednesday` over GDP of `quarter`, by default the quarter the day falls in.

    Where GDP of that quarter is not held yet the last one held is used; `quarter` in the result says which.
    """
    asked = quarter or wednesday.replace(month=(wednesday.month - 1) // 3 * 3 + 1, day=1)
    found, gdp = vintage["GDP"].base_last(asked)
    return AssetsToGdp(wednesday, found, vintage["WALCL"].base_at(wednesday) / gdp)


def _known_ratio(vintage: Vintage, wednesday: date) -> AssetsToGdp | None:
    """Assets over GDP; None where no vintage of GDP was held on the day."""
    try:
        return assets_to_gdp(vintage, wednesday)
    except DateRangeError:
        return None


def growth_since(vintage: Vintage, base: date, day: date) -> float:
    """Total assets of `day` over those of `base` minus one; both H.4.1 Wednesdays."""
    return vintage["WALCL"].base_at(day) / vintage["WALCL"].base_at(base) - 1.0


def held_between(vintage: Vintage, start: date, end: date) -> dict[str, HeldAssets]:
    """The statement's items at two Wednesdays; `DateRangeError` names the neighbours of a day that is none."""
    return {
        name: HeldAssets(name, vintage[sid].base_at(start), vintage[sid].base_at(end)) for name, sid in HOLDINGS.items()
    }


def planned_by_instrument(programme: Programme) -> dict[str, float]:
    """Announced in total by instrument, US dollars: first amounts plus increments; a later "about" replaces them.

    Instruments for which only a pace or a minimum was announced are absent.
    """
    totals: dict[str, float] = {}
    for plan in sorted(programme.planned, key=lambda p: p.announced_at):
        if plan.basis in ("total", "increment"):
            totals[plan.instrument] = totals.get(plan.instrument, 0.0) + plan.usd
        elif plan.basis == "about" and plan.instrument in totals:
            totals[plan.instrument] = plan.usd
    return totals


def planned_total(programme: Programme) -> float | None:
    """The sum over instruments, US dollars; None where the programme was open-ended."""
    totals = planned_by_instrument(programme)
    return sum(totals.values()) if totals else None


def planned_words(programme: Programme) -> str:
    """Each announced amount as `instrument 500 bn total (2008-11-25)`, in order of announcement."""
    ordered = sorted(programme.planned, key=lambda p: p.announced_at)
    return "; ".join(f"{p.instrument} {p.usd / 1e9:,.5g} bn {p.basis} ({p.announced_at})" for p in ordered)


def known_plans(programme: Programme, as_of: date) -> Programme:
    """The programme with the amounts that had been announced by `as_of`."""
    return replace(programme, planned=tuple(p for p in programme.planned if p.announced_at <= as_of))


def programme_row(vintage: Vintage, programme: Programme, window: Window) -> ProgrammeRow:
    """One programme measured on the statement."""
    programme = known_plans(programme, vintage.as_of)
    start, end = window.statement_start, window.statement_end
    if start is None or end is None:
        raise DateRangeError("review.programmes_window_statement_days", id=window.id)
    return ProgrammeRow(
        window,
        programme.desk_name,
        programme.seed_name,
        planned_total(programme) if window.is_main else None,
        planned_words(programme) if window.is_main else "",
        start,
        end,
        held_between(vintage, start, end),
        growth_since(vintage, start, end),
        _known_ratio(vintage, start),
        _known_ratio(vintage, end),
    )


def programme_table(
    vintage: Vintage, programmes: Mapping[str, Programme], windows: Iterable[Window]
) -> tuple[ProgrammeRow, ...]:
    """Every window with statement days and a programme that the figures reach, in order of time."""
    known = [w for w in windows if w.statement_start and w.statement_end]
    return tuple(programme_row(vintage, programmes[w.programme], w) for w in known if w.programme in programmes)
