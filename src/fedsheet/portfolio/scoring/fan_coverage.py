"""Whether bands hold: the fan opened in the past, its quantiles against what came, beside two rivals.

coverage   share of openings inside the band that says 50% or 90%
pinball    mean over five quantiles of the loss that the true quantile minimises, US dollars
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.dates import add_months, month_end, wednesday_on_or_before
from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.known_weeks import Weeks, weeks_known
from fedsheet.portfolio.many_paths.joint_draws import Fan, rates_alone
from fedsheet.portfolio.many_paths.project_paths import path_days, project_draws
from fedsheet.portfolio.parameters import Parameters
from fedsheet.portfolio.scenario.file import as_known
from fedsheet.portfolio.scenario.resolve import Setting, resolve
from fedsheet.record import PolicyPath

Floats = NDArray[np.float64]
LINES = ("total_assets", "treasuries", "mbs", "reserve_balances", "tga", "on_rrp", "currency")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
HORIZONS = (3, 6, 12, 24)
FANS, MILLION = ("joint", "rates", "naive"), 1e6
QUARTER, NAIVE_WEEKS, SEED = 3, 520, 1


@dataclass(frozen=True)
class CoverageCell:
    """One opening, line and horizon: what came and five quantiles of each fan; US dollars."""

    opening: date
    line: str
    months: int
    actual: float
    joint: Floats
    rates: Floats
    naive: Floats

    def inside(self, low: int, high: int) -> bool:
        """Whether what came lies between two of the quantiles; a dollar is no miss."""
        return bool(self.joint[low] - 1.0 <= self.actual <= self.joint[high] + 1.0)

    def pinball(self, quantiles: Floats) -> float:
        """Mean loss over the five quantiles."""
        missed = self.actual - quantiles
        levels = np.array(LEVELS)
        return float(np.maximum(levels * missed, (levels - 1.0) * missed).mean())


def quarterly(first: date, last: date) -> list[date]:
    """The last Wednesdays of quarters."""
    found, month = [], first.replace(day=1)
    while month_end(month) <= last:
        found.append(wednesday_on_or_before(month_end(month)))
        month = add_months(month, QUARTER)
    return found


def score_openings(
    vintage: Vintage, record: PolicyPath, parameters: Parameters, first: date, last: date, n_paths: int
) -> list[CoverageCell]:
    """Every cell of the quarterly openings that have past errors to draw from and targets held."""
    end = vintage["WALCL"].last_day
    after = weeks_known(vintage, end, parameters.liabilities.gdp_growth)
    cells: list[CoverageCell] = []
    for day in quarterly(first, last):
        try:
            setting = resolve(as_known(), vintage, record, parameters, day, add_months(day, max(HORIZONS) + 1))
            cells += score_opening(setting, after, n_paths)
        except (InputError, DateRangeError):
            continue
    return cells


def score_opening(setting: Setting, after: Weeks, n_paths: int) -> list[CoverageCell]:
    """The cells of one opening; horizons whose month-end is not held are left out."""
    joint = Fan.of(setting).draw(SEED, slice(0, n_paths))
    fans = [project_draws(setting, draws) for draws in (joint, rates_alone(joint.rates))]
    days, opening = list(path_days(setting)), setting.opening.day
    cells = []
    for months in HORIZONS:
        target = month_end(add_months(opening.replace(day=1), months))
        if np.datetime64(target) > after.days[-1] + np.timedelta64(6, "D"):
            continue
        place = after.place(target)
        for line in LINES:
            own, rates = (np.quantile(fan[line][days.index(target)], LEVELS) for fan in fans)
            rival = naive(after, opening, line, place) * _unit(setting, after, line)
            came = _came(setting, after, line, place)
            if np.isfinite(came):
                cells.append(CoverageCell(opening, line, months, came, own, rates, rival))
    return cells


def _unit(setting: Setting, after: Weeks, line: str) -> float:
    """Notes of the statement over currency in circulation; one for the other lines."""
    circulation = after.line("currency")[after.place(setting.opening.day)]
    return float(setting.opening.statement.currency_usd / circulation) if line == "currency" else 1.0


def _came(setting: Setting, after: Weeks, line: str, place: int) -> float:
    """What H.4.1 showed; currency by its growth since the opening, as notes and coin grow alike."""
    values, start = after.line(line), after.place(setting.opening.day)
    if line == "currency":
        return float(setting.opening.statement.currency_usd * values[place] / values[start])
    return float(values[place])


def naive(weeks: Weeks, opening: date, line: str, place: int) -> Floats:
    """Today's level and the changes over as many weeks in the ten years before."""
    start, values = weeks.place(opening), weeks.line(line)
    ahead = place - start
    past = values[max(start - NAIVE_WEEKS, 0) : start + 1]
    changes = past[ahead:] - past[:-ahead]
    found: Floats = values[start] + np.quantile(changes[~np.isnan(changes)], LEVELS)
    return found


def as_csv(cells: Sequence[CoverageCell]) -> str:
    """The cells as a table, USD millions."""
    quantiles = [f"{fan}_{100 * level:.0f}" for fan in FANS for level in LEVELS]
    rows = [
        [
            str(c.opening),
            c.line,
            str(c.months),
            *(f"{x / MILLION:.0f}" for x in (c.actual, *c.joint, *c.rates, *c.naive)),
        ]
        for c in cells
    ]
    return "\n".join(",".join(row) for row in [["opening", "line", "months", "actual", *quantiles], *rows]) + "\n"


def kept_cells(until: date) -> list[CoverageCell]:
    """The cells that ship, written by tools/score_fan.py, whose day had come by `until`."""
    text = files("fedsheet.portfolio").joinpath("data/fan_cells.csv").read_text("utf-8")
    cells = [_cell(line.split(",")) for line in text.splitlines()[1:]]
    return [c for c in cells if add_months(c.opening.replace(day=1), c.months + 1) <= until]


def _cell(row: list[str]) -> CoverageCell:
    values = np.array([float(x) for x in row[3:]]) * MILLION
    fans = np.split(values[1:], len(FANS))
    return CoverageCell(date.fromisoformat(row[0]), row[1], int(row[2]), float(values[0]), *fans)


def coverage(cells: Sequence[CoverageCell], line: str, months: int | None = None) -> tuple[float, float]:
    """Shares inside the 50% and the 90% band; over all horizons the mean of the horizons' shares."""
    wanted = (months,) if months else HORIZONS
    shares = [_shares([c for c in cells if c.line == line and c.months == h]) for h in wanted]
    inner, outer = np.mean(shares, axis=0)
    return float(inner), float(outer)


def _shares(cells: Sequence[CoverageCell]) -> tuple[float, float]:
    return float(np.mean([c.inside(1, 3) for c in cells])), float(np.mean([c.inside(0, 4) for c in cells]))


def pinballs(cells: Sequence[CoverageCell], line: str, months: int | None = None) -> dict[str, float]:
    """Mean losses of the joint fan, of rates alone and of the naive fan, US dollars."""
    own = [c for c in cells if c.line == line and months in (None, c.months)]
    return {name: float(np.mean([c.pinball(getattr(c, name)) for c in own])) for name in FANS}


def coverage_table(cells: Sequence[CoverageCell]) -> list[list[str]]:
    """Every cell as 50/90 and the losses in USD bn: joint/rates alone/naive."""
    rows = [["line", *(f"{h} months" for h in HORIZONS), "mean", *(f"pinball {h}" for h in HORIZONS), "pinball"]]
    for line in LINES:
        covered = [coverage(cells, line, h) for h in (*HORIZONS, None)]
        losses = [pinballs(cells, line, h) for h in (*HORIZONS, None)]
        rows.append([
            line, *(f"{100 * a:.0f}/{100 * b:.0f}" for a, b in covered),
            *("/".join(f"{x / 1e9:.1f}" for x in loss.values()) for loss in losses),
        ])  # fmt: skip
    return rows
