"""The base case: chances of a rise, a hold and a cut at each meeting, from prices where they are given, else by rules.

    prices   the moves priced at each meeting                                   chances as the market puts them
    rules    w × the share of courses (every rule at three r*, on the Committee's projections, the range going one step
             of 25 basis points a meeting towards what is prescribed)
             + (1 - w) × how often each outcome has followed the outcome before

The weight w and the frequencies are learnt (data/rules.toml, tools/score_base_case.py): rules alone do worse than
saying "hold" every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from fedsheet.core.units import from_pct
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.bridge import own_path, with_days_so_far
from fedsheet.outlook.forward import neutral_range, sep_inputs
from fedsheet.outlook.implied import ImpliedPath, off_range
from fedsheet.outlook.meetings import effective
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.rules import RuleAssumptions, every_rule

Floats = npt.NDArray[np.float64]
MOST_MEETINGS = 8
OUTCOMES = ("cut", "hold", "hike")


@dataclass(frozen=True)
class Chance:
    """One meeting: chances of its own outcome, and the middle of the range expected after it, decimals."""

    meeting: date
    cut: float
    hold: float
    hike: float
    middle: float


@dataclass(frozen=True)
class BaseCase:
    """The chances meeting by meeting; `source` is prices or rules, `courses` how many courses the shares are of.

    `passed` are meetings that are over and whose outcome is not known: their chances are carried on. `priced_at` is the
    rate that prices put before the first meeting, where it lies off the range of the record.
    """

    as_of: date
    source: str
    middle: float
    chances: tuple[Chance, ...]
    courses: int = 0
    projection: date | None = None
    passed: tuple[Chance, ...] = ()
    priced_at: float | None = None


def from_prices(path: ImpliedPath, middle: float) -> BaseCase:
    """The base case of a user's prices; `middle` is that of the range on the day of the prices."""
    before = path.meetings[0].rate_before
    chances = tuple(
        Chance(
            o.meeting, sum(p for step, p in o.moves.items() if step < 0), o.moves.get(0, 0.0),
            sum(p for step, p in o.moves.items() if step > 0), middle + o.rate_after - before,
        )
        for o in path.meetings[:MOST_MEETINGS]
    )  # fmt: skip
    half = from_pct(parameters("implied")["futures"]["step_pct"]) / 2
    priced_at = off_range(path, middle - half, middle + half)
    return BaseCase(path.quote_date, "prices", middle, chances, priced_at=priced_at)


def by_rules(
    vintage: Vintage, assumptions: RuleAssumptions, meetings: Sequence[date], middle: float, before: int
) -> BaseCase:
    """The chances at each meeting ahead; `before` is the outcome of the last one that is known: -1, 0 or 1.

    `meetings` are those since then; one that is over and whose outcome is not known is passed through.
    """
    learnt = parameters("rules")["base_case"]
    weight, step = float(learnt["weight_on_rules"]), from_pct(parameters("bridge")["range"]["step_pct"])
    announced, n, shares = shares_of_courses(vintage, assumptions, meetings[:MOST_MEETINGS], middle)
    counts = np.array([learnt[f"after_{name}"] for name in OUTCOMES], dtype=float)
    followed = np.array([chances_after(counts, outcome) for outcome in range(len(OUTCOMES))])
    state, level, chances = np.eye(len(OUTCOMES))[before + 1], middle, []
    for meeting, share in zip(meetings, shares, strict=False):
        state = weight * share + (1 - weight) * (state @ followed)
        level += step * float(state[2] - state[0])
        cut, hold, hike = (float(p) for p in state)
        chances.append(Chance(meeting, cut, hold, hike, level))
    over = sum(chance.meeting <= vintage.as_of for chance in chances)
    return BaseCase(vintage.as_of, "rules", middle, tuple(chances[over:]), n, announced, tuple(chances[:over]))


def chances_after(counts: Floats, outcome: int) -> Floats:
    """(3,) how often each outcome followed this one, with one observation spread over all three; `counts` (3, 3)."""
    row = counts[outcome] + 1 / len(OUTCOMES)
    found: Floats = row / row.sum()
    return found


def shares_of_courses(
    vintage: Vintage, assumptions: RuleAssumptions, meetings: Sequence[date], middle: float
) -> tuple[date, int, Floats]:
    """The share of courses that cut, hold and rise at each meeting, (m, 3), all weighing the same.

    Before it: the day of the projections used, and how many courses there are.
    """
    step = from_pct(parameters("bridge")["range"]["step_pct"])
    announced, targets = _targets(vintage, assumptions, meetings)
    levels, shares = np.full(len(targets), middle), []
    for wanted in targets.T:
        moves = np.where(np.abs(wanted - levels) > step / 2, np.sign(wanted - levels), 0.0)
        levels = levels + step * moves
        shares.append([np.mean(moves == way) for way in (-1.0, 0.0, 1.0)])
    return announced, len(targets), np.array(shares, dtype=np.float64)


def _targets(vintage: Vintage, assumptions: RuleAssumptions, meetings: Sequence[date]) -> tuple[date, Floats]:
    """The day of the projections used, and what each rule at each r* prescribes for each meeting, (c, m)."""
    rows = []
    for r in neutral_range(assumptions.medians, vintage.as_of):
        taken = replace(assumptions, neutral_rate=r)
        announced, inputs, _ = sep_inputs(vintage, taken)
        inputs = with_days_so_far(inputs, vintage.base("DFF"))
        for rule in every_rule(taken).values():
            path = own_path(rule, inputs, vintage.as_of)
            rows.append([in_force(path, effective(day)) for day in meetings])
    return announced, np.array(rows, dtype=np.float64)


def in_force(path: Sequence[tuple[date, float]], day: date) -> float:
    """The rate of the quarter that `day` lies in; the first one's before it."""
    return ([rate for first, rate in path if first <= day] or [path[0][1]])[-1]
