"""The foreign repurchase pool: the level of today; on a year's last day, which is no guide, the four-week mean.

    F(t + h) = F(t)          or, opened on the last business day of a year, the mean of the last four Wednesdays

Neither a mean to return to nor a pace beats it (scores: data/liabilities.toml): central banks' dollar cash has no trend
that its own past would show. Source: H.4.1, reverse repurchase agreements with foreign official accounts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FOUR_WEEKS = 4


def standing_level(levels: Floats, on_year_end: bool) -> float:
    """The level that stays, US dollars; levels (n,) of Wednesdays up to the opening, NaN where not held.

    NaN where no Wednesday is held.
    """
    held = levels[~np.isnan(levels)]
    if not len(held):
        return float("nan")
    return float(held[-FOUR_WEEKS:].mean() if on_year_end else held[-1])
