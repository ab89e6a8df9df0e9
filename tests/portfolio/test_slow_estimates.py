"""The estimated parameters come back when their programs run again (with --slow)."""

from __future__ import annotations

import runpy
import sys
import tomllib
from importlib.resources import files

import numpy as np
import pytest

from support import REPOSITORY

RAW = tomllib.loads(files("fedsheet.portfolio").joinpath("data/parameters.toml").read_text("utf-8"))


def _printed(program: str, capsys) -> str:
    before, arguments = list(sys.path), list(sys.argv)
    sys.argv[1:] = []
    try:
        runpy.run_path(str(REPOSITORY / "tools" / program), run_name="__main__")
    finally:
        sys.path[:], sys.argv[:] = before, arguments
    return capsys.readouterr().out


@pytest.mark.slow
def test_prepayment_estimates_come_back(capsys):
    found = tomllib.loads(_printed("estimate_prepayment.py", capsys))["prepayment"]
    for name in ("turnover", "ramp_months", "midpoint", "burnout"):
        kept, error = (RAW["prepayment"]["first_runoffs"][k] for k in (name, "standard_errors"))
        assert found["first_runoffs"][name] == pytest.approx(kept, abs=0.1 * error[name]), name
    second = RAW["prepayment"]["second_runoff"]
    for name in ("turnover", "ramp_months", "lock_in"):
        assert found["second_runoff"][name] == pytest.approx(second[name], abs=0.1 * second["standard_errors"][name])


@pytest.mark.slow
def test_curve_dynamics_come_back(capsys):
    found = tomllib.loads(_printed("estimate_rates.py", capsys))
    kept = RAW["curve_dynamics"]
    assert np.allclose(found["persistence"], kept["persistence"], atol=1e-4)
    assert np.allclose(found["shock"], kept["shock"], atol=1e-6)


@pytest.mark.slow
def test_the_rule_of_on_rrp_comes_back(capsys):
    kept = tomllib.loads(files("fedsheet.portfolio").joinpath("data/liabilities.toml").read_text("utf-8"))
    assert (
        tomllib.loads(_printed("estimate_liabilities.py", capsys))["on_rrp"]["estimate"] == kept["on_rrp"]["estimate"]
    )


def test_estimates_agree_with_the_published_lock_in():
    # FHFA Working Paper 24-03: 18.1% a percentage point; ours on 2022-25 alone, within one standard error.
    second = RAW["prepayment"]["second_runoff"]
    assert abs(second["lock_in"] + np.log(1 - 0.181)) < second["standard_errors"]["lock_in"]
