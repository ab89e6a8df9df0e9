"""Other deposits, and capital with what is left: a part of last year's growth goes on for a year, then none.

    X(t + h) = X(t) + share (X(t) - X(t - 52)) min(h, 52) / 52

Clearing houses' deposits grow with the system, but not as fast as they just did: half of last year's growth does better
than none or all of it up to three quarters ahead. Of capital and the rest none of it does: share 0. Source: H.4.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEEKS = 52


def slow_growth(levels: Floats, weeks: Floats, share: float) -> Floats:
    """(t,) levels so many weeks after the last held, US dollars; levels (n,) of Wednesdays, gaps bridged straight.

    Flat where no year is held; NaN where nothing is.
    """
    held = np.flatnonzero(~np.isnan(levels))
    if not len(held):
        return np.full(len(weeks), np.nan)
    last = float(levels[held[-1]])
    year_ago = float(np.interp(held[-1] - WEEKS, held, levels[held], left=np.nan))
    grown = 0.0 if np.isnan(year_ago) else share * (last - year_ago)
    after: Floats = last + grown * np.minimum(weeks, WEEKS) / WEEKS
    return after
