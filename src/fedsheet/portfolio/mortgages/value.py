"""What agency MBS are worth: the cohorts' cash flows at one market rate, discounted at what new pools yield.

At par is a pool of the market's own rate. One rate for all time leaves out what the borrower's choice costs: as rates
move about, pools near the market rate are worth a little less than this.
"""

from __future__ import annotations

from fedsheet.instruments.mbs import MONTHS, PrepaymentModel
from fedsheet.portfolio.mortgages.cohorts import THIRTY_YEARS, Cohorts
from fedsheet.portfolio.parameters import MortgagePool


def value_mortgages(
    cohorts: Cohorts, model: PrepaymentModel, pool: MortgagePool, market_rate: float, first_month: int
) -> float:
    """Present value of principal and pass-through interest, US dollars, without accrued interest.

    market_rate  30-year mortgage rate, decimal, held for all time
    first_month  1..12, calendar month of the first payment
    """
    held, value, discount = cohorts.outstanding(), 0.0, 1.0
    pool_yield = 1.0 + (market_rate - pool.servicing_and_guarantee) / MONTHS
    for n in range(THIRTY_YEARS):
        interest = float(held.upb_usd @ (held.note_rate - pool.servicing_and_guarantee)) / MONTHS
        held, paid = held.after_month(model, market_rate, (first_month - 1 + n) % MONTHS + 1)
        discount /= pool_yield
        value += discount * (interest + float(paid.sum()))
    return value
