"""What becomes of purchases beyond policy once a block of two years is over: held in dollars, then run off by caps.

hold   months from the block's end to the first redemption;  pace  share of GDP a month let go after it
both   of one past episode (2014-19, 2022-25), over at the opening, jittered; months of a crisis let nothing go

The rule on reserves, where the scenario has one, buys no bills while reserves stand above their share: so the sheet
grows back into what is held, and what is left of it runs off. An opening that has seen no episode to its end keeps all.
What a path is short of (a runoff longer than announced) stays as it is, in dollars; the rule on reserves makes it good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fedsheet.portfolio.liabilities.known_weeks import Weeks

Floats = NDArray[np.float64]
DAYS_A_MONTH = 365.25 / 12.0


@dataclass(frozen=True)
class Episode:
    """Purchases that ended, a wait, a runoff: its days, and what was let go a month by line, shares of GDP."""

    purchases_end: np.datetime64
    runoff_start: np.datetime64
    runoff_end: np.datetime64
    pace: Mapping[str, float]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Episode:
        """From an entry of data/fan.toml."""
        purchases_end, runoff_start, runoff_end = (
            np.datetime64(raw[name]) for name in ("purchases_end", "runoff_start", "runoff_end")
        )
        return cls(purchases_end, runoff_start, runoff_end, raw["pace"])

    @property
    def hold(self) -> float:
        """Months between the last purchase and the first redemption."""
        return float((self.runoff_start - self.purchases_end).astype("timedelta64[D]").astype(float) / DAYS_A_MONTH)


@dataclass(frozen=True)
class WayBack:
    """Of one block on every path: months held (p,), and what goes a month after them, line → (p,) shares of GDP."""

    hold: Floats
    pace: Mapping[str, Floats]


def draw_way_back(
    episodes: Sequence[Episode], jitter: float, rng: np.random.Generator, lines: Sequence[str], n_paths: int
) -> WayBack:
    """One episode a path, its wait and its pace jittered apart; without an episode nothing is let go."""
    if not episodes:
        return WayBack(np.zeros(n_paths), {line: np.zeros(n_paths) for line in lines})
    picked = rng.integers(len(episodes), size=n_paths)
    wait, pace = np.exp(jitter * rng.standard_normal((2, n_paths)))
    hold = np.array([e.hold for e in episodes])[picked] * wait
    return WayBack(hold, {line: np.array([e.pace[line] for e in episodes])[picked] * pace for line in lines})


def runoff_paces(weeks: Weeks, episode: Episode) -> dict[str, float]:
    """What each line fell by a month from the eve of an episode's runoff to its end, share of GDP: its pace."""
    start, end = weeks.place(episode.runoff_start - np.timedelta64(1, "D")), weeks.place(episode.runoff_end)
    months = float((weeks.days[end] - weeks.days[start]).astype(float)) / DAYS_A_MONTH
    gdp = float(weeks.gdp[start : end + 1].mean())
    return {line: float(weeks.line(line)[start] - weeks.line(line)[end]) / gdp / months for line in episode.pace}


def let_go(way: WayBack, quiet: NDArray[np.bool_], gdp: Floats) -> dict[str, Floats]:
    """Line → (t, p) what could have been let go by the end of each month after a block, US dollars.

    quiet (t, p) months without a crisis;  gdp (t,) US dollars
    """
    past_hold = quiet & (np.cumsum(quiet, axis=0) > way.hold)
    grown = np.cumsum(np.where(past_hold, gdp[:, None], 0.0), axis=0)
    return {line: pace * grown for line, pace in way.pace.items()}
