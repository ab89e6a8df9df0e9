"""How fast looking back is, beside the open packages that do a part of it.

python bench/review.py     appends to bench/results/review.csv; peers that are not installed are left out and named
"""

from __future__ import annotations

import os
import time
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from results import append, shortest

from fedsheet.portfolio.parameters import load_parameters
from fedsheet.review.abnormal import abnormal_changes
from fedsheet.review.results import review_results
from fedsheet.review.termpremium import decompose, estimate, month_ends
from fedsheet.review.zerocurve import MONTHS, TAU_1, TAU_2, ZeroCurves, loadings

N_SERIES, N_EVENTS, N_DAYS = 50, 200, 6_000
REPEATS = 5
WINDOW, ESTIMATION, BUFFER = (0, 1), 250, 30


def changes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days, daily changes (t, k) and event rows of made-up series."""
    rng = np.random.default_rng(1)
    days = np.array(pd.bdate_range("2000-01-03", periods=N_DAYS).to_numpy(), dtype="datetime64[D]")
    return (
        days,
        rng.standard_normal((N_DAYS, N_SERIES)) / 1e3,
        np.sort(rng.choice(np.arange(400, N_DAYS - 5), N_EVENTS, False)),
    )


def event_study() -> None:
    """50 series × 200 events: mean-adjusted changes with p-values, by event and on average."""
    days, steps, rows = changes()
    ours = shortest(lambda: abnormal_changes(steps, rows, WINDOW, ESTIMATION, BUFFER), 25)
    append("review", f"event study, {N_SERIES} series x {N_EVENTS} events", ours, "s")
    try:
        import eventstudy
    except ImportError:
        print("eventstudy is not installed: no comparison")
        return
    names = [f"s{k}" for k in range(N_SERIES)]
    eventstudy.Single._save_parameter("returns", {"date": days, **{n: steps[:, k] for k, n in enumerate(names)}})

    def theirs() -> list[object]:
        return [
            eventstudy.Multiple.from_list(
                [{"event_date": days[row], "security_ticker": name} for row in rows],
                eventstudy.Single.constant_mean, WINDOW, ESTIMATION, BUFFER,
            )
            for name in names
        ]  # fmt: skip

    peer = shortest(theirs, 3)
    append("review", "the same by eventstudy 0.1a12", peer, "s")
    append("review", "event study, times faster than eventstudy", peer / ours, "x", bar=">= 200")


def curves(n_years: int = 40) -> ZeroCurves:
    """Daily Svensson curves with wandering levels, slopes and curvatures and a little noise."""
    rng = np.random.default_rng(2)
    days = pd.bdate_range("1980-01-02", periods=n_years * 252)
    beta = np.array([0.05, -0.02, 0.0, 0.0]) + np.cumsum(
        rng.standard_normal((len(days), 4)) * [3e-4, 4e-4, 6e-4, 6e-4], 0
    )
    yields = beta @ loadings(MONTHS / 12.0, TAU_1, TAU_2).T + rng.standard_normal((len(days), 120)) * 2e-5
    return ZeroCurves(days.to_numpy().astype("datetime64[D]"), MONTHS, yields, "made up", 4, 0.0)


def term_premium() -> None:
    """Five factors from month ends, then yield, expected path and premium of 120 maturities on every day."""
    daily = curves()

    def ours_once() -> object:
        found = decompose(estimate(month_ends(daily).yields, 5), daily, tuple(range(1, 121)))
        return [getattr(found, part).shape for part in ("fitted", "expected", "premium")]

    ours = shortest(ours_once, 25)
    append("review", "term premium, 40 years of daily curves", ours, "s")
    try:
        from pyacm import NominalACM
    except ImportError as missing:
        print(f"pyacm cannot be loaded ({missing}): no comparison")
        return
    frame = pd.DataFrame(daily.yields, index=pd.DatetimeIndex(daily.days), columns=list(range(1, 121)))

    def theirs() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return NominalACM(curve=frame, n_factors=5)  # resamples to months itself

    peer = shortest(theirs, 15)
    append("review", "the same by pyacm 2.1", peer, "s")
    append("review", "term premium, times faster than pyacm", peer / ours, "x", bar=">= 8")


def placebo() -> None:
    """1,000 placebo draws, overlap correction and bootstrap for every phase and series that ships."""
    from fedsheet.runs import review

    sources = review.read()
    start = time.process_time()
    review.phases(sources)
    first = time.process_time() - start
    append("review", "1,000 placebo draws, all phases and series, first call, processor time", first, "s", bar="<= 1 s")
    start = time.process_time()
    for _ in range(REPEATS):
        review.phases(sources)
    spent = (time.process_time() - start) / REPEATS
    append("review", "the same, next calls, processor time", spent, "s", bar="<= 0.25 s")
    earlier = review.STORE.vintage(review.EARLIER_VINTAGE)
    start = time.process_time()
    for _ in range(REPEATS):
        review_results(sources.vintage, sources.path, load_parameters(), earlier)
    spent = (time.process_time() - start) / REPEATS
    append("review", "whole results of the report's section, processor time after reading", spent, "s", bar="<= 0.5 s")


if __name__ == "__main__":
    event_study()
    term_premium()
    placebo()
