"""Bad input is refused with the value and the fix."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedsheet.core.errors import DateRangeError, FedsheetError, InputError, ModelError, RecordError, UnknownNameError
from fedsheet.portfolio.held.holdings import holdings_from_rows
from fedsheet.portfolio.liabilities.rules import require_reserves
from fedsheet.portfolio.parameters import load_parameters, parse_parameters
from fedsheet.portfolio.scenario.file import load_scenario, parse_scenario
from fedsheet.portfolio.scenario.grid import parse_grid
from fedsheet.portfolio.scenario.resolve import resolve
from fedsheet.record import load_path
from portfolio.settings import AS_OF, setting
from support import snapshot_vintage

DAY = date(2022, 2, 16)
NOTE = {"cusip": "912828TY6", "kind": "note_bond", "maturity_date": "2022-11-15", "coupon_percent": 1.625, "par_usd": 1}
HEAD = 'schema = 1\ntitle = { zh = "一", en = "one" }\nopens = 2022-02-16\nuntil = 2023-02-15\n'


def _one(**changes):
    return holdings_from_rows([NOTE | changes], DAY)


def test_a_wrong_check_digit_shows_the_right_one():
    with pytest.raises(InputError, match=r"row 1.*check digit is 6.*912828TY6"):
        _one(cusip="912828TY5")


def test_a_security_matured_before_the_start():
    with pytest.raises(InputError, match="matured on 2022-02-15"):
        _one(maturity_date="2022-02-15")


def test_a_negative_par_is_shown():
    with pytest.raises(InputError, match="-5"):
        _one(par_usd=-5)


def test_a_note_without_a_coupon_is_refused_but_zero_is_a_value():
    with pytest.raises(InputError, match="no coupon_percent"):
        _one(coupon_percent=None)
    assert _one(coupon_percent=0).coupon[0] == 0.0


def test_an_unknown_kind_names_the_nearest():
    with pytest.raises(UnknownNameError, match="note_bond"):
        _one(kind="notebond")


def test_a_cusip_given_twice():
    with pytest.raises(InputError, match="listed twice"):
        holdings_from_rows([NOTE, NOTE], DAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "untill = 3\n", "Unknown key 'untill'"),
        (HEAD + "[given]\ntgaa = 1\n", "given.tgaa'.*Known: currency, loans, on_rrp, tga|given.tgaa'.*Nearest"),
        (HEAD + "[given]\nloans = []\n", "given.loans.*at least 1"),
        (HEAD + "[given]\nloans = [{ day = 2022-03-01, usd_bn = 1, bn = 2 }]\n", "Unknown key 'given.loans.0.bn'"),
        (
            HEAD + "[given]\ntga = [{ day = 2022-06-01, usd_bn = 1 }, { day = 2022-05-01, usd_bn = 1 }]\n",
            "mine.toml: given.tga: days must rise",
        ),
        (HEAD + 'rates = "guess"\n', "rates"),
        (
            HEAD + '[[action]]\ninstrument = "treasury_cap"\neffective_date = 2022-06-01\nvalue = 2.5e18\n',
            "treasury_cap. is 2.5e.18, which nobody can mean.*At most 100,000",
        ),
        (HEAD.replace("2023-02-15", "99"), "mine.toml.*1 to 30 years"),
        (HEAD.replace("2023-02-15", "400"), "until cannot be '400'"),
        (HEAD.replace("schema = 1\n", ""), "The key 'schema' is missing.*schema = 1"),
        (HEAD + "deferred_asset_usd_bn = nan\n", "deferred_asset_usd_bn"),
        (HEAD + "banks_keep_to_gdp = 1.5\n", "banks_keep_to_gdp"),
        ("schema = 1\n[", "not valid TOML"),
        (HEAD + '[[shift]]\nday = 2024-01-01\nbp = 1\n[[shift]]\nday = 2023-01-01\nbp = 1\n', "shift: days must rise"),
        (
            HEAD + '[[action]]\ninstrument = "treasury_cap"\neffective_date = 2022-06-01\nvalue = 1\n'
            + '[[action]]\ninstrument = "treasury_cap"\neffective_date = 2022-06-01\nvalue = 2\n',
            "two values",
        ),
    ],
)  # fmt: skip
def test_a_scenario_s_mistake_is_named(text, words):
    with pytest.raises(FedsheetError, match=words.replace("[", r"\[")):
        parse_scenario(text, "mine.toml")


def test_an_unknown_instrument_names_the_nearest():
    text = HEAD + '[[action]]\ninstrument = "treasury_caps"\neffective_date = 2022-06-01\nvalue = 1\n'
    with pytest.raises(UnknownNameError, match="treasury_cap"):
        parse_scenario(text, "mine").actions()


def test_an_action_before_the_record_is_refused():
    text = HEAD + '[[action]]\ninstrument = "treasury_cap"\neffective_date = 1950-06-01\nvalue = 1\n'
    with pytest.raises(DateRangeError, match="record begins"):
        parse_scenario(text, "mine").overlay(load_path())


def test_an_opening_without_a_statement():
    with pytest.raises(DateRangeError, match="Statements are held from"):
        resolve(load_scenario("today"), snapshot_vintage(AS_OF), load_path(), load_parameters(), opens=date(2031, 1, 1))


def test_an_end_before_the_opening():
    with pytest.raises(DateRangeError, match="ends"):
        resolve(
            load_scenario("runoff-2022"),
            snapshot_vintage(AS_OF),
            load_path(),
            load_parameters(),
            until=date(2022, 1, 1),
        )


@pytest.mark.parametrize("year", [2100, 2200, 9999])
def test_an_end_beyond_the_longest_bond_names_the_last_possible_day(year):
    with pytest.raises(DateRangeError, match="last possible day is 2052-02-16"):
        resolve(
            load_scenario("runoff-2022"),
            snapshot_vintage(AS_OF),
            load_path(),
            load_parameters(),
            until=date(year, 1, 1),
        )


def test_an_end_beyond_the_longest_bond_in_a_file_is_refused_too():
    text = HEAD.replace("2023-02-15", "2200-01-01")
    with pytest.raises(DateRangeError, match=r"mine.*last possible day"):
        resolve(parse_scenario(text, "mine"), snapshot_vintage(AS_OF), load_path(), load_parameters())


def test_an_unknown_scenario_names_the_nearest():
    with pytest.raises(UnknownNameError, match="runoff-2022"):
        load_scenario("runof-2022")


def test_negative_reserves_stop_with_advice():
    with pytest.raises(ModelError, match="Lower the caps"):
        require_reserves(-1e9, date(2026, 1, 1))


def test_parameters_that_do_not_fit():
    with pytest.raises(RecordError, match="schema"):
        parse_parameters({"mortgage_rate": {}})


@pytest.mark.parametrize("text", ["schema = 1", "schema = 2\nscenarios = ['today']", "schema = 1\nscenarios = []", "="])
def test_a_grid_s_mistake_is_named(text):
    with pytest.raises(InputError):
        parse_grid(text, "grid.toml")


@given(st.text(max_size=200))
def test_any_text_is_a_scenario_or_a_named_error(text):
    with contextlib.suppress(FedsheetError):
        parse_scenario(text, "fuzz")


def test_an_opening_without_a_statement_names_the_nearest():
    with pytest.raises(DateRangeError, match="2025-12-31 and 2026-01-07"):
        setting("today", date(2027, 1, 31), date(2026, 1, 2))
