"""What scenarios assume, as told: the values the projection ran on, and of each file what stands in it."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from fedsheet.portfolio.scenario.assumed import BY, assumed, differences
from fedsheet.portfolio.scenario.file import load_scenario
from fedsheet.record.adequacy import target_share
from fedsheet.runs.scenario_table import NAMES
from portfolio.settings import projection, setting
from support import snapshot_vintage

DAY = date(2027, 12, 31)
FILES = files("fedsheet.portfolio").joinpath("data/scenarios")


def test_the_base_case_is_told_as_it_was_run():
    found = {one.id: one for one in assumed(setting("today"), projection("today"), DAY)}
    opens = setting("today").opening.day
    # The statement's own total, the record's share, and the lines as projected.
    assert found["total_assets"].value == pytest.approx(snapshot_vintage()["WALCL"].base_at(opens), rel=1e-6)
    assert found["keep_share"].value == target_share()
    assert found["tga"].value == projection("today").at("tga", DAY)
    assert found["treasury_cap"].value is None  # runoff ended on 2025-12-01
    assert {one.by for one in found.values()} <= set(BY)
    rates = setting("today").rates
    assert found["iorb"].value == rates.iorb[list(rates.months.astype(str)).index("2027-12")]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "today"])
def test_each_other_scenario_tells_what_stands_in_its_file(name):
    read = tomllib.loads(FILES.joinpath(f"{name}.toml").read_text("utf-8"))
    told = [
        (one.id, one.value) for one in differences(load_scenario(name), setting(name), setting("today"))
        if one.id != "keep_share"
    ]  # fmt: skip
    written = [("shift", one["bp"] / 1e4) for one in read.get("shift", []) if one["bp"]]
    for one in read.get("action", []):
        value = one["value"]
        written.append(
            (one["instrument"], None if value == "none" else value if isinstance(value, str) else value * 1e9)
        )
    written += [("sell", read["sell"]["mbs_usd_bn_a_month"] * 1e9)] if "sell" in read else []
    assert [key for key, _ in told] == [key for key, _ in written]
    assert [value for _, value in told] == pytest.approx([value for _, value in written])


def test_a_scenario_without_the_rule_of_purchases_says_so():
    dropped = differences(load_scenario("runoff-resumed"), setting("runoff-resumed"), setting("today"))
    kept = differences(load_scenario("recession"), setting("recession"), setting("today"))
    assert [one.value for one in dropped if one.id == "keep_share"] == [None]
    assert not [one for one in kept if one.id == "keep_share"]
