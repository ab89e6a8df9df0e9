"""Nothing in a scenario file may load and do nothing: every key of the schema changes some number."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest
from pydantic import BaseModel

from fedsheet.core.errors import InputError
from fedsheet.portfolio.held.open_sheet import NO_LISTS
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scenario.doubts import doubts
from fedsheet.portfolio.scenario.file import ACTS, ScenarioFile, parse_scenario
from fedsheet.portfolio.scenario.resolve import project_setting, resolve
from fedsheet.present.exhibits.chain import assumed_rates
from fedsheet.present.exhibits.portfolio import doubt_lines, projection
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.record.levers import INSTRUMENTS
from portfolio.settings import AS_OF, setting
from support import snapshot_vintage

HEAD = {"schema": "1", "title": '{ zh = "一", en = "one" }', "opens": "2025-11-26", "until": "2027-01-31"}
KEEP = "[reserve_management]\nshare = 0.093\n"
RATE = "[rate_path]\n{} = [{{ day = 2026-02-01, percent = 1.0 }}]\n"
ACTION = '[[action]]\ninstrument = "{}"\neffective_date = 2026-02-01\nvalue = {}\n'
END = ACTION.format("treasury_cap", 60) + ACTION.format("agency_cap", 35)
# key → (the file with it, the file without or with another value)
CASES = {
    "opens": ("", "", {"opens": "2025-12-03"}),
    "until": ("", "", {"until": "2026-12-31"}),
    "policy_known": ('policy_known = "opening"\n', ""),
    "rates": ('rates = "flat"\n', ""),
    "deferred_asset_usd_bn": ("deferred_asset_usd_bn = 100\n", ""),
    "banks_keep_to_gdp": ("banks_keep_to_gdp = 0.02\n", ""),
    "bills_share": ("bills_share = 0.5\n", ""),
    "shift.day": ("[[shift]]\nday = 2026-03-01\nbp = 100\n", "[[shift]]\nday = 2026-06-01\nbp = 100\n"),
    "shift.month": ("[[shift]]\nmonth = 3\nbp = 100\n", "[[shift]]\nmonth = 6\nbp = 100\n"),
    "shift.bp": ("[[shift]]\nday = 2026-03-01\nbp = 100\n", ""),
    "end.reserves_to_gdp": (END + "[end]\nreserves_to_gdp = 0.12\n", END),
    "end.keep_share": (END + "[end]\nreserves_to_gdp = 0.12\nkeep_share = false\n",
                       END + "[end]\nreserves_to_gdp = 0.12\n"),
    "reserve_management.share": (KEEP, "[reserve_management]\nshare = 0.12\n"),
    "reserve_management.of": (KEEP + 'of = "bank_credit"\n', KEEP),
    "reserve_management.front_share": (KEEP + "front_share = 0.1\n", KEEP),
    "reserve_management.gap_months": ("[reserve_management]\nshare = 0.1\ngap_months = 3\n",
                                      "[reserve_management]\nshare = 0.1\n"),
    "reserve_management.ceiling_usd_bn_a_month": (KEEP + "ceiling_usd_bn_a_month = 1\n", KEEP),
    "sell.mbs_usd_bn_a_month": ("[sell]\nmbs_usd_bn_a_month = 9\nstart = 2026-02-01\nend = 2026-06-30\n", ""),
    "sell.start": ("[sell]\nmbs_usd_bn_a_month = 9\nstart = 2026-02-01\nend = 2026-06-30\n",
                   "[sell]\nmbs_usd_bn_a_month = 9\nstart = 2026-04-01\nend = 2026-06-30\n"),
    "sell.end": ("[sell]\nmbs_usd_bn_a_month = 9\nstart = 2026-02-01\nend = 2026-06-30\n",
                 "[sell]\nmbs_usd_bn_a_month = 9\nstart = 2026-02-01\nend = 2026-08-31\n"),
}  # fmt: skip
SWAP = {"usd_bn_a_month": "20", "over_years": "10", "start": "2026-02-01", "end": "2026-06-30"}
OTHER = {"usd_bn_a_month": "30", "over_years": "20", "start": "2026-03-01", "end": "2026-08-31"}


def _table(name: str, keys: dict[str, str]) -> str:
    return f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items())


CASES |= {f"swap.{k}": (_table("swap", SWAP), _table("swap", SWAP | {k: OTHER[k]})) for k in SWAP}
CASES |= {f"rate_path.{name}": (RATE.format(name), "") for name in (
    "iorb", "on_rrp", "three_month", "two_year", "five_year", "ten_year", "thirty_year", "mortgage")}  # fmt: skip
GIVEN = "[given]\n{} = [{{ day = 2026-02-01, usd_bn = 123 }}]\n"
CASES |= {f"given.{name}": (GIVEN.format(name), "") for name in ("tga", "on_rrp", "currency", "loans")}
PULL = {
    "pull": '["tga_management", "effr_above_iorb"]',
    "at": '"mid"',
    "start": "2026-01-01",
    "years": "1",
    "nsfr": "true",
}
PULLED = {"pull": '["lcr_window"]', "at": '"high"', "start": "2026-06-01", "years": "3", "nsfr": "false"}
WINDOW = PULL | {"pull": '["lcr_window"]'}
CASES |= {f"levers.{k}": (KEEP + _table("levers", PULL), KEEP + _table("levers", PULL | {k: PULLED[k]})) for k in PULL}
CASES["levers.nsfr"] = (KEEP + _table("levers", WINDOW), KEEP + _table("levers", WINDOW | {"nsfr": "false"}))
VALUES = {
    "treasury_cap": "60", "agency_cap": "35", "treasury_principal": '"to_bills"', "agency_principal": '"redeem"',
    "treasury": "40", "agency_mbs": "40", "bills": "77", "iorb": "9.0", "on_rrp": "1.0",
}  # fmt: skip
CAPPED = ACTION.format("agency_principal", '"above_cap_to_treasuries"')
CASES |= {f"action.{name}": (ACTION.format(name, value), "") for name, value in VALUES.items()}
CASES["action.agency_cap"] = (CAPPED + ACTION.format("agency_cap", 35), CAPPED)


def _file(text: str, head: dict[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in (HEAD | head).items()) + text


@cache
def _projected(file: str) -> Projection:
    scenario = parse_scenario(file, "mine")
    return project_setting(resolve(scenario, snapshot_vintage(AS_OF), load_path(), load_parameters()))


@pytest.mark.parametrize("key", list(CASES))
def test_every_key_changes_some_number(key):
    text, other, *head = CASES[key]
    one, two = _projected(_file(text, {})), _projected(_file(other, head[0] if head else {}))
    same = len(one.dates) == len(two.dates) and all(np.array_equal(one.lines[k], two.lines[k]) for k in one.lines)
    assert not same


def test_every_key_of_the_schema_has_a_case():
    known = set()
    for name, field in ScenarioFile.model_fields.items():
        table = next((t for t in _tables(field.annotation)), None)
        inner = {f"{name}.{key}" for key in table.model_fields} if table else {field.alias or name}
        known |= inner
    told_elsewhere = {"schema", "title.zh", "title.en", "action.instrument", "action.effective_date", "action.value",
                      "action.what"}  # fmt: skip
    assert known - told_elsewhere <= set(CASES)
    assert {f"action.{name}" for name in ACTS} <= set(CASES)


def _tables(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [t for part in getattr(annotation, "__args__", ()) for t in _tables(part)]


@pytest.mark.parametrize("instrument", sorted(set(INSTRUMENTS) - set(ACTS)))
def test_an_action_that_moves_nothing_is_refused(instrument):
    with pytest.raises(InputError, match="moves nothing"):
        parse_scenario(_file(ACTION.format(instrument, 1), {}), "mine")


def test_the_rate_of_an_action_is_the_scenario_s_from_its_day_on():
    text = ACTION.format("iorb", "3.90").replace("2026-02-01", "2026-02-15")
    scenario = parse_scenario(_file(text, {}), "mine")
    rates = resolve(scenario, snapshot_vintage(AS_OF), load_path(), load_parameters()).rates
    march, february = (float(rates.iorb[rates.at(date(2026, m, 1))]) for m in (3, 2))
    assert march == pytest.approx(0.0390)
    assert february < march


OWN = HEAD | {"until": "2026-12-31"}


def _own_file(keys: str) -> str:
    return "".join(f"{k} = {v}\n" for k, v in OWN.items()) + keys


def _own_setting(keys: str):
    vintage = snapshot_vintage(AS_OF)
    return resolve(parse_scenario(_own_file(keys), "x"), vintage, load_path(), load_parameters(), is_valued=False)


def test_on_rrp_moves_with_interest_on_reserves_of_ones_own() -> None:
    # The Fed sets both together; 15 bp apart from June 2025 on, as its implementation notes say.
    rates = _own_setting(RATE.format("iorb")).rates
    months = rates.months.astype("datetime64[M]")
    given = (months >= np.datetime64("2026-02")) & (months <= np.datetime64("2026-12"))
    assert rates.iorb[given] == pytest.approx(0.0100)
    assert rates.on_rrp[given] == pytest.approx(0.0085)
    both = _own_setting("[rate_path]\niorb = [{ day = 2026-02-01, percent = 1.0 }]\n"
                    "on_rrp = [{ day = 2026-02-01, percent = 0.9 }]\n")  # fmt: skip
    assert both.rates.on_rrp[given] == pytest.approx(0.0090)


@pytest.mark.parametrize("keys", [
    RATE.format("on_rrp").replace("1.0", "9.0"), ACTION.format("iorb", 0.05) + ACTION.format("on_rrp", 5),
])  # fmt: skip
def test_a_corridor_upside_down_is_refused_with_its_month(keys: str) -> None:
    with pytest.raises(InputError, match=r"upside down in 2026-02.*ON RRP at most at interest on reserves"):
        _own_setting(keys)


@pytest.mark.parametrize("table", ["[sell]\nmbs_usd_bn_a_month = 9\n", "[swap]\nusd_bn_a_month = 9\nover_years = 5\n"])
def test_a_span_that_ends_before_it_starts_is_refused(table: str) -> None:
    with pytest.raises(InputError, match="ends 2026-02-01, not after it starts 2026-06-30"):
        parse_scenario(_own_file(f"{table}start = 2026-06-30\nend = 2026-02-01\n"), "x")


def test_a_wrong_level_is_told_by_its_own_place() -> None:
    with pytest.raises(InputError, match=r"given\.tga\.1\.usd_bn: 0\.0 at least is wanted, got '-8'"):
        parse_scenario(
            _own_file("[given]\ntga = [{ day = 2026-01-01, usd_bn = 8 }, { day = 2026-02-01, usd_bn = -8 }]\n"), "x"
        )


@pytest.mark.parametrize(("keys", "what"), [
    (ACTION.format("iorb", 1).replace("2026", "2035"), "iorb"),
    (RATE.format("iorb").replace("2026", "2035"), "rate_path.iorb"),
    ("[[shift]]\nday = 2035-01-01\nbp = 50\n", "[[shift]]"),
    ("[sell]\nmbs_usd_bn_a_month = 9\nstart = 2035-01-01\nend = 2035-06-30\n", "[sell]"),
    ('[levers]\npull = ["lcr_window"]\nstart = 2035-01-01\n', "[levers]"),
])  # fmt: skip
def test_what_begins_after_the_end_is_told(keys: str, what: str) -> None:
    found = doubts(parse_scenario(_own_file(keys), "x"), _own_setting(keys), snapshot_vintage(AS_OF), NO_LISTS)
    assert [(one.key, one.values["what"]) for one in found] == [("late", what)]
    assert all("2035" in line for lang in ("en", "zh") for line in doubt_lines(found, Words(lang)))


@pytest.mark.parametrize(("keys", "told"), [
    ("[[shift]]\nday = 2026-03-01\nbp = -250\n", ("2026-03-01 −250 bp", "2026-03-01 −250 个基点")),
    (RATE.format("iorb"), ("between their days: interest on reserves", "准备金利率。")),
    (RATE.format("ten_year") + "mortgage = [{ day = 2026-02-01, percent = 6.0 }]\n",
     ("mortgages and ten years", "抵押贷款和 10 年期")),
])  # fmt: skip
def test_what_a_scenario_does_to_rates_is_told_beside_them(keys: str, told: tuple[str, str]) -> None:
    manifest = _own_setting(keys).manifest
    for lang, words in zip(("en", "zh"), told, strict=True):
        assert words in " ".join(assumed_rates(manifest, Words(lang)))


def test_levels_of_a_scenario_s_own_are_told_as_points_of_straight_lines() -> None:
    found = project_setting(_own_setting(GIVEN.format("tga")))
    for lang, words in (("en", "straight lines between its days and flat outside them: Treasury's account"),
                        ("zh", "各日之间为直线，之外持平")):  # fmt: skip
        assert words in " ".join(projection(found, Words(lang)).notes)


def _dated(*days: str) -> str:
    return "[{}]".format(", ".join(f"{{ day = {day}, usd_bn = 850 }}" for day in days))


@pytest.mark.parametrize(("days", "told"), [
    (("2025-11-30", "2025-12-31", "2026-02-28", "2026-03-31"), "2026-01-31, between 2025-12-31 and 2026-02-28"),
    (("2025-12-15", "2026-01-15", "2026-02-15", "2026-05-15"), "2026-03-15, between 2026-02-15 and 2026-05-15"),
    (("2026-01-07", "2026-01-14", "2026-01-28"), "2026-01-21, between 2026-01-14 and 2026-01-28"),
])  # fmt: skip
def test_a_path_by_months_or_weeks_with_one_left_out_is_refused_with_its_day(days: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=f"given.tga: no value for {told}.*Give 2026"):
        parse_scenario(_own_file(f"[given]\ntga = {_dated(*days)}\n"), "x")
    rates = _dated(*days).replace("usd_bn = 850", "percent = 3")
    with pytest.raises(InputError, match=f"rate_path.iorb: no value for {told}"):
        parse_scenario(_own_file(f"[rate_path]\niorb = {rates}\n"), "x")


@pytest.mark.parametrize("days", [
    ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"), ("2026-01-01", "2027-01-01", "2029-01-01"),
    ("2026-01-01", "2026-02-01", "2027-02-01"), ("2026-02-28", "2026-04-30", "2027-04-30"),
    ("2026-01-10", "2026-03-02"),
])  # fmt: skip
def test_points_at_uneven_distances_are_joined_by_straight_lines(days: tuple[str, ...]) -> None:
    assert len(parse_scenario(_own_file(f"[given]\ntga = {_dated(*days)}\n"), "x").spec.given.tga or ()) == len(days)


@pytest.mark.parametrize("name", ["higher-for-longer", "recession"])
@pytest.mark.parametrize("opens", [date(2025, 11, 26), date(2026, 10, 7)])
def test_rates_of_a_shipped_scenario_move_within_a_year_of_its_opening(name: str, opens: date) -> None:
    moved, still = setting(name, opens=opens).rates, setting("today", opens=opens).rates
    start, bp = still.at(opens), {"higher-for-longer": 150, "recession": -250}[name]
    gap = (moved.bill_rate - still.bill_rate)[start : start + 25] * 1e4
    assert gap[0] == 0.0
    assert abs(gap[1]) < abs(bp) / 10
    assert gap[13:] == pytest.approx(bp)


def test_a_shift_has_a_day_or_a_month_of_all_its_entries() -> None:
    for entry in ("bp = 5\n", "bp = 5\nday = 2026-03-01\nmonth = 2\n"):
        with pytest.raises(InputError, match=r"shift\.0: a day, or a month counted from the opening"):
            parse_scenario(_own_file(f"[[shift]]\n{entry}"), "x")
    with pytest.raises(InputError, match=r"Some .* have a day, others a month"):
        parse_scenario(_own_file("[[shift]]\nmonth = 0\nbp = 0\n[[shift]]\nday = 2026-03-01\nbp = 5\n"), "x")


def test_a_shift_from_before_the_opening_is_told() -> None:
    keys = "[[shift]]\nday = 2025-01-01\nbp = 0\n[[shift]]\nday = 2026-01-01\nbp = 90\n"
    found = doubts(parse_scenario(_own_file(keys), "x"), _own_setting(keys), snapshot_vintage(AS_OF), NO_LISTS)
    assert [(one.key, one.values["first"]) for one in found] == [("early_shift", date(2025, 1, 1))]
    assert all("month" in line for lang in ("en", "zh") for line in doubt_lines(found, Words(lang)))
