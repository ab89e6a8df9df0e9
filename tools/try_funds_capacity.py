"""Does the room money funds have left for repo say how steeply rates answer to reserves? Months to December 2023.

Funds' private repo (N-MFP, published some two months later) over their assets; where it is above `OVER`, the level-
carried curve s = c + (s0 - c) exp(-g d) is made `times` as steep. Each quarter's months are told from the month before
it, given their reserves. The same on histories made up with a known multiple says whether such a test could find one.

python tools/try_funds_capacity.py
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import fedsheet.store
from fedsheet.core.units import to_bp
from fedsheet.record import load_path

Array = NDArray[np.float64]
FIRST, LAST = pd.Timestamp(2018, 4, 30), pd.Timestamp(2023, 12, 31)
OVER, TIMES, KNOWN_AFTER = 28.0, (1.0, 1.5, 2.0, 3.0), 2
CURVES = {"SOFR": (-12.0, 0.03, 1.0), "TGCR": (-14.0, 0.02, 0.5)}  # c, g, weight of ON RRP: chosen to 2023 before
N_HISTORIES, SEED = 400, 1


def months() -> pd.DataFrame:
    """Medians of ordinary days of SOFR and TGCR over IORB in bp, means of amounts, funds' private repo in per cent."""
    v, path = fedsheet.store.vintage(), load_path()
    days = pd.DatetimeIndex(v.base("SOFR").index)
    iorb = pd.Series([path.value_at("iorb", day.date()) for day in days], days, dtype=np.float64)
    by_month = pd.Series(0, days).groupby([days.year, days.month])
    ordinary = np.asarray((by_month.cumcount() >= 2) & (by_month.cumcount(ascending=False) >= 2))
    found = pd.DataFrame({n: to_bp(1.0) * (v.base(n).reindex(days) - iorb)[ordinary] for n in CURVES})
    found = found.resample("ME").median()
    for name in ("WRESBAL", "RRPONTSYD", "TOTBKCR"):
        found[name] = v.base(name).resample("ME").mean()
    repo, fed, total = (v.base(f"OFR_MMF_{n}").resample("ME").last() for n in ("REPO", "REPO_FED", "TOTAL"))
    found["used"] = (100.0 * (repo - fed) / total).shift(KNOWN_AFTER)
    return found.loc[FIRST:LAST].ffill()


def told(s: Array, level: Array, steep: Array, c: float) -> Array:
    """(t,) each month from the last of the quarter before; NaN in the first quarter."""
    t = np.arange(len(s))
    eve = np.maximum(3 * (t // 3) - 1, 0)
    made = c + np.maximum(s[eve] - c, 0.0) * np.exp(-steep * (level - level[eve]))
    return np.where(t < 3, np.nan, made)


def misses(s: Array, level: Array, used: Array, c: float, g: float) -> Array:
    """(multiples,) mean absolute errors, bp, with the curve so many times as steep where funds have little room."""
    return np.array([np.nanmean(np.abs(s - told(s, level, g * np.where(used >= OVER, x, 1.0), c))) for x in TIMES])


def made_up(
    level: Array, used: Array, c: float, g: float, times: float, noise: float, rng: np.random.Generator
) -> Array:
    """(t,) a history with a known multiple: noise half in the level, half in the month."""
    course = np.zeros(len(level))
    steep, at = g * np.where(used >= OVER, times, 1.0), -6.0
    for t in range(len(level)):
        step = level[t] - level[t - 1] if t else 0.0
        at = min(c + max(at - c, 0.3) * float(np.exp(-steep[t] * step)) + noise * float(rng.standard_normal()), 60.0)
        course[t] = at + noise * float(rng.standard_normal())
    return course


def main() -> None:
    """Errors on the record by multiple, then how often a made-up multiple is found."""
    m = months()
    for name, (c, g, weight) in CURVES.items():
        level = 100.0 * np.log(np.asarray((m.WRESBAL + weight * m.RRPONTSYD) / m.TOTBKCR))
        s, used = np.asarray(m[name]), np.asarray(m.used)
        found = misses(s, level, used, c, g)
        print(f"{name}: {len(s)} months, {int((used >= OVER).sum())} above {OVER:.0f}%; times as steep, bp:")
        print("  ", dict(zip(TIMES, found.round(3).tolist(), strict=True)))
        noise = 0.6 * 1.48 * float(np.nanmedian(np.abs(s - told(s, level, g * np.ones(len(s)), c))))
        rng = np.random.default_rng(SEED)
        for true in TIMES:
            runs = [made_up(level, used, c, g, true, noise, rng) for _ in range(N_HISTORIES)]
            best = [TIMES[int(np.argmin(misses(run, level, used, c, g)))] for run in runs]
            print(f"   true {true}: chosen", {x: best.count(x) / N_HISTORIES for x in TIMES})


if __name__ == "__main__":
    main()
