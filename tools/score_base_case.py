"""How good the chances by rules are at the next meeting: the numbers of outlook/data/rules.toml [base_case].

On the eve of every scheduled meeting since July 2015 (the first with a projection of core inflation held): the share of
courses, the frequencies of outcomes after the outcome before (only of meetings by then), and pools of both; squared
error over the three outcomes. The weight is chosen on meetings to the end of 2023, walking forward; 2024-25 was looked
at twice, and that a pool is used was chosen after the first look.

    python tools/score_base_case.py
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from fedsheet.outlook.base_case import chances_after, shares_of_courses
from fedsheet.outlook.meetings import all_schedules
from fedsheet.outlook.rules import RuleAssumptions
from fedsheet.runs.outlook import known_in, middle_of
from fedsheet.runs.read import STORE, read

FIRST, CHOSEN_TO, LAST = date(2015, 7, 1), date(2024, 1, 1), date(2025, 12, 31)
CANCELLED, WARM_UP = date(2020, 3, 18), 12


def main() -> None:
    """Print the transitions, the error by weight to 2023, and that of 2024-25."""
    held, record = read(None, None, None)
    days = [d for _, found in all_schedules() for d in found if FIRST <= d <= LAST and d != CANCELLED]
    shares, outcomes = [], []
    for day in days:
        eve = day - timedelta(days=1)
        middle = middle_of(record, eve)
        known = known_in(held, eve, STORE).vintage
        shares.append(shares_of_courses(known, RuleAssumptions(), [day], middle)[2][0])
        outcomes.append(int(np.sign(round(1e4 * (middle_of(record, day + timedelta(days=2)) - middle)))) + 1)
    chosen = sum(day < CHOSEN_TO for day in days)
    truth, rules = np.eye(3)[outcomes], np.array(shares)
    moves = np.full((len(days), 3), np.nan)
    counts = np.zeros((3, 3))
    for t in range(1, len(days)):
        moves[t] = chances_after(counts, outcomes[t - 1])
        counts[outcomes[t - 1], outcomes[t]] += 1
    print(len(days), "meetings; outcome after the one before (cut, hold, hike):", counts.astype(int).tolist())
    for weight in np.arange(0, 1.01, 0.1):
        error = ((weight * rules + (1 - weight) * moves - truth) ** 2).sum(axis=1)
        print(f"{weight:.1f}  to 2023 {error[WARM_UP:chosen].mean():.3f}  2024-25 {error[chosen:].mean():.3f}")
    hold = ((np.array([0.0, 1.0, 0.0]) - truth) ** 2).sum(axis=1)
    print(f"hold {hold[WARM_UP:chosen].mean():.3f} {hold[chosen:].mean():.3f}")


if __name__ == "__main__":
    main()
