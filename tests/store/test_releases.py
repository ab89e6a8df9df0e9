"""When figures became public: rules by their known days, and a store that never knows more than its day."""

from __future__ import annotations

import csv
import hashlib
import lzma
import sys
from datetime import date
from importlib.resources import files

import pytest

from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DateRangeError
from fedsheet.core.releases import RELEASE_RULES, recession_known, unrevised_rule
from fedsheet.sources.catalogue import catalogue
from fedsheet.store import snapshot
from support import REPOSITORY, shared, snapshot_vintage


@pytest.mark.parametrize(
    ("wednesday", "released"),
    [
        (date(2008, 12, 24), date(2008, 12, 29)), (date(2009, 12, 23), date(2009, 12, 28)),
        (date(2014, 12, 24), date(2014, 12, 29)), (date(2016, 11, 16), date(2016, 11, 18)),
        (date(2020, 12, 23), date(2020, 12, 28)), (date(2025, 1, 8), date(2025, 1, 10)),
        (date(2025, 12, 24), date(2025, 12, 29)), (date(2025, 12, 31), date(2026, 1, 2)),
        (date(2026, 10, 7), date(2026, 10, 8)),
    ],
)  # fmt: skip
def test_the_h41_of_a_week_appears_on_the_day_of_the_boards_list(wednesday: date, released: date) -> None:
    assert h41_release_date(wednesday) == released
    newest = snapshot_vintage(str(released))["WALCL"].values.index[-1].date()
    assert newest == wednesday


def test_the_statement_of_the_week_before_christmas_2025_was_not_out_on_the_26th() -> None:
    assert snapshot_vintage("2025-12-28")["WALCL"].values.index[-1].date() == date(2025, 12, 17)


def test_repo_rates_of_a_thursday_before_a_market_holiday_are_public_on_monday() -> None:
    # Friday 3 July 2020: the Reserve Banks were open, the market of government securities was closed.
    assert snapshot_vintage("2020-07-05")["SOFR"].values.index[-1].date() == date(2020, 7, 1)
    assert snapshot_vintage("2020-07-06")["SOFR"].values.index[-1].date() == date(2020, 7, 2)


def test_a_recession_is_known_from_its_announcement_on() -> None:
    with pytest.raises(DateRangeError, match="2001-11-26"):
        snapshot_vintage("2001-11-25")["USREC"]
    assert snapshot_vintage("2008-11-30")["USREC"].values.index[-1].date() == date(2001, 11, 1)
    assert snapshot_vintage("2008-12-01")["USREC"].values.index[-1].date() == date(2008, 11, 1)


def test_no_figure_shades_a_recession_before_it_was_told() -> None:
    band = date(2007, 12, 1), date(2009, 6, 30)
    assert recession_known(*band, date(2008, 11, 30)) is None
    assert recession_known(*band, date(2009, 12, 31)) == (band[0], date(2009, 12, 31))  # the trough was not told yet
    assert recession_known(*band, date(2010, 9, 20)) == band
    pandemic = date(2020, 2, 1), date(2020, 4, 30)
    assert recession_known(*pandemic, date(2020, 6, 7)) is None
    assert recession_known(*pandemic, date(2021, 7, 18)) == (pandemic[0], date(2021, 7, 18))
    assert recession_known(*pandemic, date(2021, 7, 19)) == pandemic


def test_catalogue_and_snapshot_follow_the_one_file() -> None:
    entries = catalogue()
    for row in snapshot.definitions():
        told = "vintage" if row.revised else unrevised_rule(row.id, row.frequency)
        assert row.release_lag == told, row.id
        if row.id in entries and entries[row.id].known:
            assert entries[row.id].known == told, row.id
    assert {row.release_lag for row in snapshot.definitions()} <= set(RELEASE_RULES)


def test_every_value_is_the_gathered_one() -> None:
    """Every file of the figures, value for value; ids, columns and vintages as tools/build_snapshot.py reads them."""
    figures = shared("figures/catalogue.csv").parent
    sys.path.insert(0, str(REPOSITORY / "tools"))
    import build_snapshot as build

    skipped = {*build.TABLES, "srf_usage"}
    with (figures / "catalogue.csv").open() as file:
        parts = [part for row in csv.DictReader(file) if row["id"] not in skipped for part in build.parts(row)]
    held = {(name, vintage, day): float(value) for name, vintage, day, value in raw_rows() if value != "nan"}
    expected = {}
    for part in parts:
        with (figures / part["file"]).open() as file:
            for line in csv.DictReader(file):
                if told := line[part["column"]].strip():
                    expected[part["id"], build.vintage_date(part), line["date"]] = float(told)
    assert {key: value for key, value in expected.items() if held.get(key) != value} == {}
    assert {key[0] for key in held.keys() - expected.keys()} == {"SRF_USAGE"}
    for name in build.TABLES:
        assert (build.TARGET / f"{name}.csv").read_text() == (figures / f"{name}.csv").read_text()


def raw_rows() -> list[list[str]]:
    packed = (files("fedsheet.store") / "snapshot" / "observations.csv.xz").read_bytes()
    return list(csv.reader(lzma.decompress(packed).decode().splitlines()))[1:]


def test_the_shipped_values_are_those_that_were_checked() -> None:
    text = "\n".join(",".join(row) for row in raw_rows())
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "bec3c0f1c44958a0e8b0855be34892ba7edb5c9fd85fe2690690d0432ea5314c"
    )
