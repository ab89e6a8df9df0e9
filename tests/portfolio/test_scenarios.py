"""The scenarios that ship, their schema as published, and what each must show."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from fedsheet.portfolio.many_paths.project_paths import project_paths
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.scenario.file import ScenarioFile, load_scenario, parse_scenario, scenario_names
from fedsheet.portfolio.scenario.grid import Grid
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.record import load_path
from portfolio.settings import AS_OF, projection, setting
from support import REPOSITORY, snapshot_vintage

PAGES = [REPOSITORY / "docs" / "files" / name for name in ("scenario.md", "grid.md")]
SCHEMA = "".join(page.read_text("utf-8") for page in PAGES)


def test_the_published_schema_names_every_key():
    known = {f.alias or name for name, f in ScenarioFile.model_fields.items()}
    known |= {f.alias or name for name, f in Grid.model_fields.items()}
    named = set(re.findall(r"`\[*(\w+)\]*`", SCHEMA))
    assert known <= named


@pytest.mark.parametrize("name", scenario_names())
def test_titles_are_in_both_languages(name):
    title = load_scenario(name).spec.title
    assert re.search(r"[一-鿿]", title.zh)
    assert title.en.isascii()


def test_without_runoff_nothing_is_redeemed_and_more_is_held():
    none, runoff = projection("no-runoff"), projection("runoff-2022")
    assert sum(f.treasury_redeemed_usd for f in none.flows) == 0
    assert none.line("treasuries")[-1] > runoff.line("treasuries")[-1] + 1e12


def test_faster_caps_end_with_less():
    assert projection("faster-caps").line("treasuries")[-1] < projection("runoff-2022").line("treasuries")[-1]


def test_a_recession_refinances_mortgages_and_higher_rates_do_not():
    day = date(2030, 12, 31)
    low, base, high = (projection(n).at("mbs", day) for n in ("recession", "today", "higher-for-longer"))
    assert low < base < high


def test_sales_take_what_they_say_and_lose_what_they_stand_below_face():
    until = date(2027, 3, 31)
    kept, less = (projection(name, until) for name in ("today", "sell-mbs"))
    # Three months of 20 bn, and a little less principal on the smaller balance afterwards.
    assert 58e9 < kept.at("mbs", until) - less.at("mbs", until) < 60.001e9
    value, face = less.valuation.mbs_value_usd, less.valuation.mbs_face_usd
    assert less.line("realised_loss")[-1] == pytest.approx(60e9 * (1 - value / face), rel=0.15)
    lost = kept.at("deferred_asset", until) - less.at("deferred_asset", until)
    assert lost == pytest.approx(-less.line("realised_loss")[-1], rel=0.15)  # and some interest saved


def test_bills_at_a_fixed_pace_are_bought_whatever_reserves_do():
    slow, fast, base = (projection(name) for name in ("bills-10", "bills-25", "today"))
    before, day = date(2026, 12, 31), date(2027, 12, 31)
    assert slow.at("bills", before) == fast.at("bills", before) == base.at("bills", before)
    # Twelve months of 15 bn between them.
    assert fast.at("bills", day) - slow.at("bills", day) == pytest.approx(180e9, rel=0.001)


@pytest.mark.parametrize("name", ["to-bills", "short-for-long", "bills-share", "bills-only"])
def test_a_portfolio_of_bills_is_shorter_and_carries_less_risk(name):
    day = date(2030, 12, 31)
    found, base = projection(name), projection("today")
    assert found.at("bills", day) > base.at("bills", day) + 1e11
    assert found.at("wam_years", day) < base.at("wam_years", day)
    assert found.at("ten_year_equivalents", day) < base.at("ten_year_equivalents", day)
    if name in ("to-bills", "bills-share"):  # nothing is sold: the size is that of the baseline
        assert found.at("treasuries", day) == pytest.approx(base.at("treasuries", day), rel=0.005)


def test_a_goal_for_bills_is_reached_and_kept():
    found = projection("bills-share")
    share = found.line("bills") / found.line("treasuries")
    assert share[-1] > 0.333
    assert share[found.dates >= np.datetime64("2030-12-31")].min() > 0.32


def test_roll_overs_stay_under_the_limit_of_an_issue():
    # New York Fed: at most 70% of an issue. A projected share is that of an auction's public offering and the add-on.
    assert 0.1 < max(f.largest_share_of_issue for f in projection("today").flows) < 0.7


def test_purchases_in_a_crisis_grow_the_sheet_and_rates_fall():
    found, base = projection("crisis-purchases"), projection("today")
    day = date(2028, 3, 31)
    assert found.at("total_assets", day) > base.at("total_assets", day) + 0.9e12
    of = setting("crisis-purchases")
    assert of.rates.iorb[of.rates.at(date(2027, 6, 1))] == pytest.approx(0.0015)


def test_the_baseline_keeps_reserves_share():
    found, of = projection("today"), setting("today")
    share = found.line("reserve_balances") / np.array([of.gdp.at(d) for d in found.dates.astype(object)])
    assert share[200:].mean() == pytest.approx(0.093, abs=0.002)  # after the first years: tax dates move single weeks
    assert share.min() > 0.085


def test_higher_rates_delay_the_end_of_the_deferred_asset():
    def end(name):
        found = projection(name)
        return found.dates[int(np.argmax(found.line("deferred_asset") <= 0))]

    assert end("recession") < end("today")


def _mine(given: str):
    head = 'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2022-02-16\nuntil = 2022-12-31\nrates = "flat"\n'
    return resolve(
        parse_scenario(f"{head}[given]\n{given}\n", "mine"), snapshot_vintage(AS_OF), load_path(), load_parameters()
    )


def test_given_levels_are_followed():
    found = project_setting(_mine("tga = [{ day = 2022-02-16, usd_bn = 700 }, { day = 2022-12-28, usd_bn = 400 }]"))
    assert found.at("tga", date(2022, 12, 28)) == 400e9
    assert found.at("tga", date(2022, 2, 16)) == 709_261e6  # the opening is the statement's


def test_given_loans_are_followed_and_paid_into_reserves():
    # Lending through reserve accounts: a loan of 300 bn raises assets and the pool of reserves and ON RRP as much.
    of = _mine("loans = [{ day = 2022-02-16, usd_bn = 0 }, { day = 2022-12-31, usd_bn = 300 }]")
    lent, none = (project_setting(_mine(f"loans = [{{ day = 2022-12-31, usd_bn = {usd_bn} }}]")) for usd_bn in (300, 0))
    assert project_setting(of).at("loans", date(2022, 12, 31)) == 300e9
    more = {line: lent.at(line, date(2022, 2, 23)) - none.at(line, date(2022, 2, 23))
            for line in ("total_assets", "reserve_balances", "on_rrp")}  # fmt: skip
    assert more["total_assets"] == 300e9
    assert more["reserve_balances"] + more["on_rrp"] == 300e9


def test_given_loans_stand_on_drawn_paths_too():
    of = _mine("loans = [{ day = 2022-12-31, usd_bn = 300 }]")
    found = project_paths(of, 2, 1)
    rest = found.lines["total_assets"] - found.lines["treasuries"] - found.lines["mbs"]
    plain = project_paths(_mine("loans = [{ day = 2022-12-31, usd_bn = 0 }]"), 2, 1)
    none = plain.lines["total_assets"] - plain.lines["treasuries"] - plain.lines["mbs"]
    assert (rest - none)[:, 1:] == pytest.approx(300e9, rel=1e-4)


def test_policy_known_at_the_opening_knows_no_later_step():
    # The caps of June 2022 were announced on 4 May 2022: in May 2021 purchases had no announced end.
    policies = setting("outlook-2021").policies
    assert all(p.treasury_cap_usd is None for p in policies)


def test_no_deferred_asset_stands_before_there_was_one():
    # The Reserve Banks stopped remitting in September 2022; the baseline's amount is that of the end of 2025.
    earlier = setting("today", date(2019, 6, 30), date(2019, 1, 2))
    assert earlier.opening.statement.deferred_asset_usd == 0
    later = setting("today", date(2026, 12, 31), date(2025, 12, 31))
    assert later.opening.statement.deferred_asset_usd == 243_500_000_000


def test_the_deferred_asset_of_an_opening_is_that_of_its_day():
    # Record, income: 46.2 bn on 5 April 2023; between days held, a straight line to 133.3 bn at the end of 2023.
    assert setting("outlook-2023").opening.statement.deferred_asset_usd == 46_200_000_000
    later = setting("outlook-2023", date(2024, 1, 31), date(2023, 8, 16))
    assert 46.2e9 < later.opening.statement.deferred_asset_usd < 133.3e9


def test_an_amount_given_holds_on_the_scenarios_own_day_only():
    head = 'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2023-04-05\nuntil = 1\ndeferred_asset_usd_bn = 50\n'
    mine = parse_scenario(head, "mine")
    vintage, record = snapshot_vintage(AS_OF), load_path()
    assert resolve(mine, vintage, record, load_parameters()).opening.statement.deferred_asset_usd == 50_000_000_000
    other = resolve(mine, vintage, record, load_parameters(), opens=date(2019, 1, 2), until=date(2019, 6, 30))
    assert other.opening.statement.deferred_asset_usd == 0


def test_an_opening_is_made_once_for_scenarios_that_differ_after_it_only():
    # Moving rates after the day moves no figure of the day: what the opening answers to is cut there.
    text = 'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2025-06-04\nuntil = 1\n'
    later = "[[shift]]\nday = 2025-06-30\nbp = 0\n[[shift]]\nday = 2025-09-30\nbp = 150\n"
    capped = '[[action]]\ninstrument = "treasury_cap"\neffective_date = 2025-07-01\nvalue = 60\n'
    plain, *others = (
        resolve(parse_scenario(text + more, "mine"), snapshot_vintage(AS_OF), load_path(), load_parameters())
        for more in ("", later, capped, "deferred_asset_usd_bn = 100\n")
    )
    assert others[0].opening is others[1].opening is plain.opening
    assert others[0].rates.mortgage[-1] > plain.rates.mortgage[-1] + 0.01
    assert others[2].opening.statement.deferred_asset_usd == 100_000_000_000
    with pytest.raises(ValueError, match="read-only"):
        plain.opening.holdings.par_usd[0] = 0
