"""Fit the market's parameters on the shipped figures and write data/parameters.toml."""

from __future__ import annotations

import sys
from pathlib import Path

import fedsheet.store
from fedsheet.market.calibrate import FITTED, FITTED_FROM, FITTED_UNTIL, SET, Estimates, calibrate
from fedsheet.record import load_path

TARGET = Path(__file__).resolve().parent.parent / "src/fedsheet/market/data/parameters.toml"
RATES = {
    "fed_funds_discount", "fed_funds_repo_pull", "repo_pull_scale", "fund_preference", "fund_sensitivity", "bank_cost",
    "bank_sensitivity", "srf_stigma", "srf_width", "srf_threshold", "window_stigma", "dealer_spread", "dvp_base",
    "dvp_book", "dvp_netting", "dvp_abundance", "dvp_stress", "dvp_period_end", "sofr_base", "eurodollar_discount",
    "tgcr_premium",
    "home_loan_sensitivity",
}  # fmt: skip
WHY = {
    "repo_pull_scale": "set: at its bound of 3 bp when fitted",
    "bank_share": "set: banks' part of tri-party lending when ON RRP is empty; fixes the scale of the next",
    "bank_capacity": "set: twice the ordinary part, so that the middle of the logit is an ordinary day",
    "demand_elasticity": "set: borrowers give up 6% of what they can for each percentage point; see lending_need",
    "demand_floor": "set: half of dealers' borrowing cannot be given up overnight",
    "lending_spread": "set: width of the step in banks' lending, reserves over bank assets",
    "lending_need": "one day, 2019-09-17, cleared at the OFR tri-party rate under scenario september-2019",
    "srf_stigma": "ridge logit of use over 1 bn on SOFR less the facility's rate, to 2025-11-30: an even chance there",
    "srf_width": "the same logit: one over its slope",
    "srf_threshold": "set: no use over 1 bn on 1,158 days with SOFR more than 10 bp under the facility's rate",
    "srf_amount": "log amount on SOFR less the facility's rate, days of use to 2025-11-30: at its rate",
    "srf_growth": "the same regression, per unit of rate (0.1 a basis point)",
    "srf_quarter_end": "the same regression: how much larger the log amount is on quarter ends, three of them",
    "srf_spread": "the same regression: deviation of the log amount",
    "reserve_convexity": "chosen on next-quarter errors to 2023 among 0 to 0.06 per 1% of reserves over bank credit",
    "window_stigma": "set: the window was hardly used with EFFR 25 bp above primary credit's old spread",
    "window_reach": "set",
    "dealer_convexity": "set: quadratic cost of a matched book near capacity",
    "dvp_stress": "set with the size of the March 2020 shock",
    "effr_volume": "Federal Reserve Bank of New York, EFFR volume of 2026-09-14",
    "home_loan_sensitivity": "set: at 20 bp between the two rates a quarter of lending has moved",
    "gcf_share": "mean of GCF over private tri-party volume, 2018-2023 (OFR; data/sizes.toml)",
    "bgcr_gcf_weight": "set: BGCR stood 0 to 0.1 bp over TGCR on 97% of days, GCF about 8 bp: a median hardly moves",
    "branch_scale": "set: OBFR volume less EFFR volume on 2026-09-14 over bank credit",
    "sofr_volume_share": "mean of SOFR volume over OFR tri-party, GCF and DVP volume, 2018-2023",
}


def as_toml(found: Estimates, digest: str) -> str:
    head = (
        "# Parameters of behaviour, from tools/calibrate_market.py; tests/market/test_market_calibration.py refits.\n"
        f'fitted_from = {FITTED_FROM}\nfitted_until = {FITTED_UNTIL}\ndata_digest = "{digest}"\n'
        f"# Of reserve_need and reserve_spread, shares of bank credit squared.\n"
        f"need_spread_covariance = {found.clearing.need_spread_covariance:.4g}\n"
        f"# Median absolute error over the sample, bp: tri-party {found.clearing.median_error_bp['tri_party']:.2f}, "
        f"EFFR {found.clearing.median_error_bp['effr']:.2f}\n"
    )
    return head + "".join(_row(name, found) for name in found.values)


def _row(name: str, found: Estimates) -> str:
    label, scale = (
        ("Basis points", 1e-4)
        if name in RATES
        else ("US dollars", 1.0)
        if name in ("effr_volume", "srf_amount")
        else ("Number", 1.0)
    )
    value, error = found.values[name] / scale, found.standard_errors.get(name)
    how = WHY.get(name, "least squares" if name in FITTED else "ordinary least squares")
    spread = "" if error is None or name in SET else f"standard_error = {error / scale:.3g}\n"
    return f'\n[parameter.{name}]\nvalue = {value:.6g}\nunit = "{label}"\n{spread}how = "{how}"\n'


def main() -> None:
    vintage = fedsheet.store.vintage()
    found = calibrate(vintage, load_path())
    text = as_toml(found, vintage.digest)
    TARGET.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
