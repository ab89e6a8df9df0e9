"""What was found on many paths: lines, their quantiles, and the share of paths on which each event came to pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from fedsheet.core.lazy import pd
from fedsheet.core.shown import Card, Shown, line_name, said

Floats = NDArray[np.float64]
LOW_RESERVES = (0.10, 0.09, 0.08)
ON_RRP_EXHAUSTED_USD = 10e9


@dataclass(frozen=True)
class Trigger:
    """An event and the share of paths on which it happens."""

    what: str
    share: float


@dataclass(frozen=True, repr=False)
class PathResult(Shown):
    """Lines on every path: `days` (t,) the opening, then month-ends; `lines` name → (p, t) US dollars.

    stopped, crisis  (p, t) whether the pace in force has ended by then, whether a crisis has come; None where not drawn

    >>> paths = fedsheet.fan("today", n_paths=20, seed=1, until="2026-12-31", as_of="2025-12-31")
    >>> print(paths.n_paths, paths.days[0], paths.days[-1])
    20 2025-12-24 2026-12-31
    """

    name: str
    days: tuple[date, ...]
    lines: Mapping[str, NDArray[np.float32]]
    gdp: Floats
    seed: int | None = None
    stopped: NDArray[np.bool_] | None = None
    crisis: NDArray[np.bool_] | None = None

    @property
    def months(self) -> NDArray[np.datetime64]:
        """(t,) calendar months of the days."""
        return np.array(self.days, dtype="datetime64[M]")

    @property
    def n_paths(self) -> int:
        """How many paths."""
        return len(self.lines["reserve_balances"])

    def triggers(self) -> tuple[Trigger, ...]:
        """Shares of paths on which each of the events that end or turn a runoff comes to pass."""
        reserves, deferred = self.lines["reserve_balances"], self.lines["deferred_asset"]
        share = reserves / self.gdp
        low = [(f"reserves below {level:.0%} of GDP at some month-end", share < level) for level in LOW_RESERVES]
        events = [
            *low,
            ("ON RRP below 10 billion dollars at the end", self.lines["on_rrp"][:, -1:] < ON_RRP_EXHAUSTED_USD),
            ("deferred asset paid off by the end", (deferred[:, :1] > 0) & (deferred[:, -1:] <= 0)),
            ("a year of losses at the end", self.lines["net_income"][:, -12:].sum(axis=1, keepdims=True) < 0),
        ]
        if self.stopped is not None and self.stopped.any():
            events.append(("purchases or runoff in force end", self.stopped))
        if self.crisis is not None:
            events.append(("a crisis comes", self.crisis))
        return tuple(Trigger(what, float(hit.any(axis=1).mean())) for what, hit in events)

    def quantiles(self, line: str, levels: tuple[float, ...]) -> Floats:
        """(q, t) quantiles over paths."""
        found: Floats = np.quantile(self.lines[line], levels, axis=0)
        return found

    def without_crisis(self, line: str) -> float | None:
        """The middle of a line at the end over paths without a crisis; None where none is drawn or no path is left."""
        calm = [] if self.crisis is None else self.lines[line][~self.crisis[:, -1], -1]
        return float(np.median(calm)) if len(calm) else None

    def card(self) -> Card:
        """The middle path and the band of nine in ten at the end."""
        facts = []
        for name in ("total_assets", "reserve_balances", "on_rrp", "deferred_asset"):
            if name in self.lines:
                low, middle, high = self.quantiles(name, (0.05, 0.5, 0.95))[:, -1]
                facts.append((line_name(name), said("cards.band_at_end", low=low, middle=middle, high=high)))
        title = said("cards.paths_of", n=self.n_paths, name=self.name, seed=self.seed)
        return Card(title, (self.days[0], self.days[-1]), None, tuple(facts), ("quantiles(line, levels)", "triggers()"))

    def frame(self) -> pd.DataFrame:
        """Quantiles of every line by month-end, US dollars: columns (line, level)."""
        levels = (0.05, 0.25, 0.5, 0.75, 0.95)
        parts = {name: pd.DataFrame(self.quantiles(name, levels).T, columns=list(levels)) for name in self.lines}
        return pd.concat(parts, axis=1).set_axis(pd.DatetimeIndex(list(self.days), name="date"), axis=0)
