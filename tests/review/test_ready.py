"""Ready series: each equals its formula worked by hand on the figures that ship; ids in any case; ended ids told."""

import sys
from dataclasses import replace
from datetime import date

import pytest

import fedsheet
from fedsheet.claims.evidence import Evidence, term
from fedsheet.claims.quantities.measured import measure
from fedsheet.cli import main
from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.core.formula import names, parse
from fedsheet.core.names import ended, spelled
from fedsheet.core.series import Series
from fedsheet.record.levers import INSTRUMENTS
from fedsheet.review.lines import named
from fedsheet.review.ready import definitions
from fedsheet.runs.explore import explore
from fedsheet.runs.ready import every
from fedsheet.sources.catalogue import catalogue, licence


@pytest.fixture(scope="module")
def held():
    return fedsheet.vintage()


@pytest.mark.parametrize("name", [*definitions()])
def test_each_ready_series_is_made_and_says_how(held, name):
    found = held[name]
    assert len(found) > 10
    assert found.definition.formula == definitions()[name].formula
    assert "public domain" in licence(found.definition)
    assert definitions()[name].title.zh
    assert definitions()[name].what.zh


def test_net_liquidity_is_of_three_wednesday_levels(held):
    """2026-10-07: 6,747,560 - 885,783 million less the day's overnight reverse repos in billions."""
    day = "2026-10-07"
    by_hand = held["WALCL"].on(day) / 1e3 - held["WDTGAL"].on(day) / 1e3 - held["RRPONTSYD"].on(day)
    found = held["net_liquidity"]
    assert found.on(day) == pytest.approx(by_hand, abs=1e-6)
    assert {stamp.weekday() for stamp in found.values.index} == {2}
    assert (held["WALCL"].on(day), held["WDTGAL"].on(day)) == (6747560.0, 885783.0)


def test_net_liquidity_agrees_with_the_statements_own_line(held):
    """The line of reverse repos with others (WLRRAOL) on the same Wednesdays: apart from term operations the same."""
    other = (held.base("WALCL") - held.base("WDTGAL") - held.base("WLRRAOL")).dropna() / 1e9
    apart = (held["NET_LIQUIDITY"].values - other).dropna().abs()
    assert len(apart) > 400
    assert apart.median() < 0.01


def test_spread_and_share(held):
    """SOFR of 16 September 2019 was 2.43%, IOER 2.10% (FOMC implementation note of 31 July 2019): 33 basis points."""
    assert held["SOFR_MINUS_IORB"].on("2019-09-16") == 33.0
    share = held["RESERVES_TO_GDP"]
    gdp = held["GDP"].on("2025-10-01")
    assert share.on("2025-12-31") == pytest.approx(held["WRBWFRBL"].on("2025-12-31") / 1e3 / gdp * 100, abs=1e-7)


def test_a_ready_series_never_holds_what_was_not_public():
    early = fedsheet.series("NET_LIQUIDITY", "2019-09-17")
    assert str(early.values.index[-1].date()) == "2019-09-11"
    with pytest.raises(DateRangeError, match="SOFR"):
        fedsheet.series("SOFR_MINUS_IORB", "2017-01-03")
    with pytest.raises(DateRangeError, match="2022-02-16"):
        fedsheet.series("SOMA_TEN_YEAR_EQUIVALENTS", "2020-01-02")


def test_rates_of_the_record_stand_until_the_publishers_own_are_held(held):
    assert fedsheet.series("IORB").on("2026-10-01") == 3.9
    assert fedsheet.series("ioer").latest()[0].isoformat() == "2021-07-28"
    own = fedsheet.series("SOFR").definition
    published = Series(replace(own, id="IORB", title="published"), held["SOFR"].values)
    assert held.with_series(published)["iorb"].definition.title == "published"


def test_ids_are_taken_in_any_case(held):
    assert held["walcl"] is held["WALCL"]
    assert fedsheet.series("sofr").id == "SOFR"
    assert len(fedsheet.vintages("gdpc1")) == len(fedsheet.vintages("GDPC1"))
    assert spelled("mspd_bills_held_public", held) == "MSPD_BILLS_HELD_PUBLIC"


def test_ended_ids_are_answered(held):
    with pytest.raises(InputError, match="DFEDTARL, DFEDTARU"):
        fedsheet.series("dfedtar")
    with pytest.raises(InputError, match="WRBWFRBL") as caught:
        held["EXCSRESNS"]
    assert "准备金" in caught.value.said("zh")
    known = {*held, *definitions(), *catalogue()}
    assert all(set(one.now) <= known for one in ended().values())


def test_what_a_pull_brings_says_so():
    with pytest.raises(InputError, match="fedsheet data pull EFFR99"):
        fedsheet.series("effr99")
    with pytest.raises(InputError, match='fedsheet data import ISM_PMI FILE --unit "Index" --publisher "Institute'):
        fedsheet.series("ism_pmi")  # a claim of the report needs it and it may not ship
    with pytest.raises(UnknownNameError, match="Unknown series 'zzzq'"):
        fedsheet.series("zzzq")


def test_formulas_name_what_is_known(held):
    parts = {name for one in definitions().values() if not one.made for name in names(parse(one.formula))}
    assert parts <= {*held, *INSTRUMENTS}


def test_ready_series_in_claims_export_and_list(tmp_path, held, monkeypatch):
    evidence = Evidence.of(held, fedsheet.record())
    asked = measure(evidence, of="NET_LIQUIDITY", answer="at", on=date(2026, 10, 7))
    assert asked.value.value == pytest.approx(held["NET_LIQUIDITY"].base().iloc[-1])
    assert set(definitions()) <= set(every(held))
    file = tmp_path / "x.csv"
    words = ["data", "export", "net_liquidity", "sofr_minus_iorb", "--to", str(file)]
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    with pytest.raises(SystemExit, match="0"):
        main.run()
    assert "NET_LIQUIDITY,2018-01-03," in file.read_text("utf-8")


def test_ready_series_in_lines_and_the_records_level_beside_a_pulled_series(held):
    """`iorb` is the record's level since 2008 whether or not the series IORB, which begins in 2021, is held."""
    own = Series(replace(held["SOFR"].definition, id="IORB"), held["SOFR"].values.loc["2021-07-29":])
    pulled, path = held.with_series(own), fedsheet.record()
    for known in (held, pulled):
        assert named(known, path, "iorb").values.index[0].date() == date(2008, 10, 9)
        assert term(Evidence.of(known, path), "iorb").values.index[0].date() == date(2008, 10, 9)
    assert named(pulled, path, "IORB").values.index[0].date() == date(2021, 7, 29)
    assert named(held, path, "net_liquidity").values.iloc[-1] == held["NET_LIQUIDITY"].base().iloc[-1]
    assert named(held, path, "sofr").names == ("SOFR",)
    with pytest.raises(InputError, match="data pull EFFR99"):
        named(held, path, "EFFR99")
    with pytest.raises(InputError, match="DFEDTARL"):
        named(held, path, "DFEDTAR")
    drawn = explore("NET_LIQUIDITY; SOFR_MINUS_IORB | right", start="2026-01-01")
    assert len(drawn.frame().columns) == 2
