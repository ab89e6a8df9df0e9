"""Option-adjusted duration of the agency MBS held, by quarter; print the TOML of `review/data/mbs_duration.toml`.

    python tools/estimate_mbs_duration.py > src/fedsheet/review/data/mbs_duration.toml            a minute

The cohorts that H.4.1 implies at each quarter's last Wednesday, valued at the month's mortgage rate and at a quarter of
a point more and less; prepayments answer the rate, so the duration is one that knows the borrower's option (on one
path: rates are not drawn). In years of dollars lost per dollar of principal:

    duration = −(V(r + 25 bp) − V(r − 25 bp)) / (50 bp · principal)

Low, middle and high are the smallest, mean and largest over both prepayment samples and one standard error of their
turnover either way. The samples end in 2020 and 2025: a measure of looking back, not one known on its day.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import fedsheet.store
from fedsheet.core.dates import add_months, wednesday_on_or_before
from fedsheet.core.vintage import Vintage
from fedsheet.instruments.mbs import PrepaymentModel
from fedsheet.portfolio.mortgages.cohorts import build_cohorts
from fedsheet.portfolio.mortgages.value import value_mortgages
from fedsheet.portfolio.parameters import Parameters, load_parameters
from fedsheet.portfolio.rates import RatePath, rate_path
from fedsheet.record import load_path

SHIFT = 0.0025
FIRST = date(2009, 6, 30)
HEAD = """\
# Option-adjusted duration of the agency MBS held, years of dollars lost per dollar of principal: low, middle, high.
# Made by tools/estimate_mbs_duration.py on the figures that ship; what it assumes stands there.
# One path of rates: a range of estimates, not a dealer's quote.

[durations]"""


def variants(parameters: Parameters) -> list[PrepaymentModel]:
    """Both estimated samples, each with turnover one standard error lower and higher."""
    text = files("fedsheet.portfolio").joinpath("data/parameters.toml").read_text("utf-8")
    errors = {name: one["standard_errors"]["turnover"] for name, one in tomllib.loads(text)["prepayment"].items()}
    return [
        replace(one.model, turnover=one.model.turnover + sign * errors[one.name])
        for one in parameters.prepayment
        for sign in (-1.0, 1.0)
    ]


def durations(vintage: Vintage, rates: RatePath, parameters: Parameters, day: date) -> list[float]:
    """Years of dollars lost per dollar of principal on one Wednesday, one a variant."""
    known, pool = parameters.prepayment_known(day).model, parameters.mortgage_pool
    cohorts = build_cohorts(vintage, rates, known, pool, day).cohorts
    rate = float(rates.mortgage[rates.at(day)])
    found = []
    for model in variants(parameters):
        up, down = (value_mortgages(cohorts, model, pool, rate + move, day.month) for move in (SHIFT, -SHIFT))
        found.append((down - up) / (2 * SHIFT * cohorts.total_usd))
    return found


def main() -> None:
    """Every quarter from the first with MBS to the last one held whole."""
    vintage, parameters = fedsheet.store.vintage(), load_parameters()
    last = vintage["WSHOMCB"].values.index[-1].date()
    rates = rate_path(vintage, load_path(), parameters, date(2009, 1, 1), last, given_until=last)
    print(HEAD)
    end = FIRST
    while end <= last:
        day = wednesday_on_or_before(end)
        found = durations(vintage, rates, parameters, day)
        low, middle, high = min(found), sum(found) / len(found), max(found)
        print(f"{day} = [{low:.2f}, {middle:.2f}, {high:.2f}]", flush=True)
        end = add_months(end + timedelta(days=1), 3) - timedelta(days=1)


if __name__ == "__main__":
    main()
