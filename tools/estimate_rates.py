"""Estimate the three curve factors' monthly dynamics (dynamic Nelson-Siegel); print the TOML.

    python tools/estimate_rates.py

Factors of monthly mean yields (3 months, 2, 5, 10, 30 years; 2008-01..2025-12, figures that ship) with Diebold and
Li's decay; an autoregression of order one for each, residuals' covariance joint. Standard errors by least squares.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np

import fedsheet.store
from fedsheet.instruments.curve import nelson_siegel_factors
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.rates import rate_path
from fedsheet.record import load_path


def main() -> None:
    """Print persistence, its standard error, and the Cholesky factor of monthly shocks."""
    last = date(2025, 12, 31)
    path = rate_path(fedsheet.store.vintage(), load_path(), load_parameters(), date(2008, 1, 1), last, given_until=last)
    factors = nelson_siegel_factors(path.tenors, path.par_yields)
    before, after = factors[:-1], factors[1:]
    centred = before - before.mean(axis=0)
    moved = after - after.mean(axis=0)
    persistence = (centred * moved).sum(axis=0) / (centred**2).sum(axis=0)
    residuals = moved - persistence * centred
    errors = np.sqrt((residuals**2).sum(axis=0) / (len(before) - 2) / (centred**2).sum(axis=0))
    shocks = np.linalg.cholesky(np.cov(residuals.T))
    sys.stdout.write(f"persistence = {np.round(persistence, 4).tolist()}  # s.e. {np.round(errors, 4).tolist()}\n")
    sys.stdout.write(f"shock = {np.round(shocks, 6).tolist()}\nmonths = {len(factors)}\n")


if __name__ == "__main__":
    main()
