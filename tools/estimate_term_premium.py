"""Estimate the long-sample parameters of the term-premium model and write them as the package ships them.

    python tools/estimate_term_premium.py gsw_parameters_1961_2018.csv

The input is the Board's Gürkaynak–Sack–Wright file (feds200628) cut to date, BETA0..BETA3, TAU1, TAU2. Three factors:
the curves that daily par yields allow have rank four, and a third factor already carries 99.9% of their variance.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from fedsheet.review.termpremium import TermPremiumModel, estimate, month_ends
from fedsheet.review.zerocurve import from_gsw_parameters

N_FACTORS = 3
TARGET = Path(__file__).parent.parent / "src/fedsheet/review/data/term_premium.toml"
HEAD = """# Parameters of the term-premium model (Adrian, Crump and Moench 2013): three factors,
# {n} month ends {first} to {last}.
# Estimated by tools/estimate_term_premium.py from the Board's Gürkaynak–Sack–Wright parameters (feds200628).
# Factors of a day: (zero yields of months 3 to 120, decimals, continuously compounded, minus centre) times weights.

"""


def _rows(matrix: np.ndarray) -> str:
    return "[\n" + "".join(f"  [{', '.join(repr(float(x)) for x in row)}],\n" for row in matrix) + "]"


def _list(vector: np.ndarray) -> str:
    return "[" + ", ".join(repr(float(x)) for x in vector) + "]"


def as_toml(model: TermPremiumModel, first: str, last: str) -> str:
    return HEAD.format(n=model.n_months, first=first, last=last) + "\n".join([
        f"first_month = {first}", f"last_month = {last}", f"n_months = {model.n_months}",
        f"delta_0 = {model.delta_0!r}", f"sigma_squared = {model.sigma_squared!r}",
        f"delta_1 = {_list(model.delta_1)}", f"mu = {_list(model.mu)}", f"lambda_0 = {_list(model.lambda_0)}",
        f"phi = {_rows(model.phi)}", f"sigma = {_rows(model.sigma)}", f"lambda_1 = {_rows(model.lambda_1)}",
        f"centre = {_list(model.centre)}", f"weights = {_rows(model.weights)}", "",
    ])  # fmt: skip


def main(path: str) -> None:
    held = pd.read_csv(path, parse_dates=["date"]).dropna()
    days = held["date"].to_numpy().astype("datetime64[D]")
    curves = month_ends(from_gsw_parameters(days, held.iloc[:, 1:].to_numpy(dtype=float)))
    model = estimate(curves.yields, N_FACTORS)
    TARGET.write_text(as_toml(model, str(curves.days[0]), str(curves.days[-1])), encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {model.n_months} months, persistence {model.persistence:.4f}\n")


if __name__ == "__main__":
    main(sys.argv[1])
