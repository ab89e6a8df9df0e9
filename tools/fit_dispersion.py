"""Fit how far SOFR's percentiles lie from SOFR on the New York Fed's daily figures and print them as TOML.

    python tools/fit_dispersion.py FOLDER    # with rates_secured_sofr_search_2018.json … _2023.json

The replies are not shipped; tests/market/test_market_dispersion.py repeats the fit where they lie beside the checkout.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import fedsheet.store
from fedsheet.core.vintage import Vintage
from fedsheet.market.calibrate import clustered
from fedsheet.market.daycount import market_calendar
from fedsheet.market.rates import PERCENTILES
from fedsheet.record import PolicyPath, load_path

YEARS = range(2018, 2024)


def published(folder: Path) -> pd.DataFrame:
    """SOFR and its percentiles by day, percent, as the New York Fed publishes them."""
    rows = [
        row
        for year in YEARS
        for row in json.loads((folder / f"rates_secured_sofr_search_{year}.json").read_text(encoding="utf-8"))[
            "refRates"
        ]
    ]
    table = pd.DataFrame(rows).set_index("effectiveDate").filter(like="percent").apply(pd.to_numeric, errors="coerce")
    table.index = pd.DatetimeIndex(table.index)
    return table[~table.index.duplicated()].sort_index().dropna()


def fit(table: pd.DataFrame, vintage: Vintage, path: PolicyPath) -> dict[str, np.ndarray]:
    """Base, stress and period-end by percentile, basis points, and the standard errors of the base."""
    days = pd.DatetimeIndex(table.index.intersection(vintage.base("SOFR").index))
    table = table.loc[days]
    iorb = path.series("iorb", days[0].date(), days[-1].date()).reindex(days).to_numpy() * 100.0
    over = np.maximum(table["percentRate"].to_numpy() - iorb, 0.0) * 100.0
    X = np.column_stack([np.ones(len(days)), over, market_calendar(days).period_end])
    months = np.asarray(days.year * 12 + days.month)
    found: dict[str, list[float]] = {"base": [], "stress": [], "period_end": [], "standard_error": []}
    for which in PERCENTILES:
        y = (table[f"percentPercentile{which}"] - table["percentRate"]).to_numpy() * 100.0
        beta = np.linalg.lstsq(X, y, rcond=None)[0]
        for name, value in zip(("base", "stress", "period_end"), beta, strict=True):
            found[name].append(float(value))
        found["standard_error"].append(float(clustered(X, y - X @ beta, months, f_scale=np.inf)[0]))
    return {name: np.array(values) for name, values in found.items()}


if __name__ == "__main__":
    result = fit(published(Path(sys.argv[1])), fedsheet.store.vintage(), load_path())
    for name, values in result.items():
        print(f"{name} = {[round(float(v), 2) for v in values]}")
