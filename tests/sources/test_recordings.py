"""Whole recorded replies of the publishers, where the study folder is present: read, added up, compared."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date

import pytest

from fedsheet.core.errors import SourceError
from fedsheet.runs.doubtful_rows import silence
from fedsheet.sheet import h41
from fedsheet.sources import h41_page
from fedsheet.sources.feeds import FEEDS
from fedsheet.sources.reply import Parsed, PrintsOf
from fedsheet.store.holdings import by_kind, reconcile_with_h41
from support import shared, snapshot_vintage

YEARS = range(2018, 2024)
PAGES = ("20180104", "20190919", "20200416", "20220106", "20230316", "20231228")


def read(feed: str, path: str, what: str, **request: str) -> Parsed:
    body = shared(f"recordings/{path}").read_bytes()
    if path.endswith(".gz"):
        body = gzip.decompress(body)
    return FEEDS[feed].parse(body, {"feed": feed, "what": what, **request})


def of(parsed: Parsed, series_id: str) -> dict[date, float]:
    part: PrintsOf = next(p for p in parsed.series if p.definition.id == series_id)
    return dict(zip(part.days, part.values, strict=True))


def rates(kind: str, path: str) -> Parsed:
    return read("nyfed.rates", path, kind, startDate="2000-01-01", endDate="2026-12-31")


def sofr_of_the_new_york_fed() -> dict[date, float]:
    found: dict[date, float] = {}
    for year in YEARS:
        found |= of(rates("SOFR", f"nyfed/rates_secured_sofr_search_{year}.json"), "SOFR")
    return found


def test_fred_and_the_new_york_fed_agree_on_sofr_but_for_the_day_fred_lacks() -> None:
    own = sofr_of_the_new_york_fed()
    copy = of(read("fred.graph", "fred/fredgraph_SOFR_2026-05-27.csv", "FRED.SOFR"), "FRED.SOFR")
    assert len(own) == 1437
    assert {day for day in own if day not in copy} == {date(2018, 4, 2)}
    assert all(copy[day] == value for day, value in own.items() if day in copy)


def test_what_ships_agrees_with_the_new_york_fed() -> None:
    shipped = snapshot_vintage()
    sofr = {stamp.date(): value for stamp, value in shipped["SOFR"].values.items()}
    assert all(sofr[day] == value for day, value in sofr_of_the_new_york_fed().items() if day in sofr)
    for path in ("search_2008-12-10_2008-12-22", "search_2016-02-25_2016-03-03"):
        effr = of(rates("EFFR", f"nyfed/rates_unsecured_effr_{path}.json"), "EFFR")
        dff = {stamp.date(): value for stamp, value in shipped["DFF"].values.items()}
        assert all(dff[day] == value for day, value in effr.items())


def test_the_copies_of_effr_agree() -> None:
    with shared("data/series/EFFR.csv").open() as stream:
        copy = {date.fromisoformat(row["date"]): float(row["value"]) for row in csv.DictReader(stream)}
    found = of(rates("EFFR", "nyfed/rates_unsecured_effr_search_2016-02-25_2016-03-03.json"), "EFFR")
    found |= of(rates("EFFR", "nyfed/rates_unsecured_effr_search_2008-12-10_2008-12-22.json"), "EFFR")
    assert len(found) == 15
    assert all(copy[day] == value for day, value in found.items())


def test_effr_changes_shape_in_2016_and_contingency_days_have_no_percentiles() -> None:
    effr = rates("EFFR", "nyfed/rates_unsecured_effr_search_2016-02-25_2016-03-03.json")
    assert min(of(effr, "EFFR")) == date(2016, 2, 25)
    assert min(of(effr, "EFFRVOL")) == date(2016, 3, 1)
    sofr = rates("SOFR", "nyfed/rates_secured_sofr_search_2019.json")
    assert date(2019, 5, 31) in of(sofr, "SOFR")
    assert date(2019, 5, 31) not in of(sofr, "SOFR99")


def test_on_rrp_equals_fred_but_for_the_eight_days_that_fred_misses_or_mixes_with_exercises() -> None:
    own: dict[date, float] = {}
    for year in YEARS:
        path = f"nyfed/rp_results_search_onrrp_{year}.json"
        own |= of(read("nyfed.rp", path, str(year), startDate=f"{year}-01-01", endDate=f"{year}-12-31"), "RRPONTSYD")
    with shared("recordings/fred/fredgraph_RRPONTSYD_2026-05-27.csv").open() as stream:
        rows = {date.fromisoformat(row["observation_date"]): row["RRPONTSYD"] for row in csv.DictReader(stream)}
    copy = {day: float(text) if text else None for day, text in rows.items()}
    differ = {day for day, value in own.items() if copy.get(day) != value}
    assert len(own) == 1498
    assert differ == {
        date(2018, 3, 29), date(2018, 12, 4), date(2019, 4, 18), date(2020, 2, 19), date(2020, 11, 18),
        date(2021, 6, 23), date(2022, 11, 17), date(2023, 10, 17),
    }  # fmt: skip
    assert own[date(2022, 12, 30)] == 2553.716  # New York Fed, the highest take-up of ON RRP
    assert own[date(2020, 11, 18)] == 0.0


def test_standing_repo_of_two_operations_a_day_is_added_up() -> None:
    path = "nyfed/rp_results_search_2026-09-21_2026-09-28.json"
    found = of(read("nyfed.rp", path, "x", startDate="2026-09-21", endDate="2026-09-28"), "SRF_USAGE")
    assert found[date(2026, 9, 28)] == 0.001


def test_every_vintage_of_gdp_is_read_and_withdrawn_values_end() -> None:
    found = read("fred.vintages", "fred/api_series_observations_GDP_all_vintages_03Nov2024.json", "GDP")
    (part,) = found.series
    assert len(part.days) == 3199
    assert part.start_is == "publisher"
    first = [v for d, s, v in zip(part.days, part.starts or (), part.values, strict=True)
             if (d, s) == (date(1946, 1, 1), date(1996, 1, 19))]  # fmt: skip
    assert len(first) == 1
    assert first[0] != first[0]  # NaN: "." between 1996-01-19 and 1997-05-06


def test_an_error_of_fred_is_a_named_error() -> None:
    with pytest.raises(SourceError, match="no 'observations'"):
        read("fred.vintages", "fred/fredq_series-observations__ERR_invalid-id.json", "GDP")


@pytest.mark.parametrize("page", PAGES)
def test_every_sum_of_a_release_page_holds_in_both_layouts(page: str) -> None:
    body = shared(f"recordings/board/h41_release_{page}.html").read_bytes()
    released, wednesday, lines = h41_page.read(body, page)
    assert f"{released:%Y%m%d}" == page
    levels = h41.levels_of((line.label, line.wednesday) for line in lines if line.table == h41_page.STATEMENT)
    checked = h41.check(levels, wednesday)
    assert len(checked) == len(h41.IDENTITIES)
    assert [c.identity.name for c in checked if c.holds is not True] == []
    factors = {line.label: line for line in lines if line.table == h41_page.FACTORS}
    supplying = factors["Total factors supplying reserve funds"]
    absorbing = factors["Total factors, other than reserve balances, absorbing reserve funds"]
    reserves = factors["Reserve balances with Federal Reserve Banks"]
    assert abs(supplying.wednesday - absorbing.wednesday - reserves.wednesday) <= 1.5
    assert abs((supplying.average or 0) - (absorbing.average or 0) - (reserves.average or 0)) <= 1.5


@pytest.mark.parametrize("page", PAGES)
def test_a_release_page_says_what_fred_says(page: str) -> None:
    _, wednesday, lines = h41_page.read(shared(f"recordings/board/h41_release_{page}.html").read_bytes(), page)
    known = snapshot_vintage()
    total = next(line for line in lines if line.label == "Total assets")
    reserves = next(line for line in lines if line.label == "Reserve balances with Federal Reserve Banks")
    assert total.wednesday * 1e6 == known["WALCL"].base_at(wednesday)
    assert (reserves.average or 0) * 1e6 == known["WRESBAL"].base_at(wednesday)


def test_the_recorded_downloads_of_the_statement_balance() -> None:
    for path in ("ddp_h41_table5_package_lastobs5_2026-09-23.csv", "ddp_h41_balance_sheet_csv_2016-02_2017-12.csv"):
        found = read("board.ddp", f"board/{path}", "H.4.1 statement")
        by_code = {
            part.definition.id.removeprefix("H41.").removesuffix("_N.WW"): dict(
                zip(part.days, part.values, strict=True)
            )
            for part in found.series
        }
        for day in found.series[0].days:
            levels = {code: column[day] * 1e6 for code, column in by_code.items() if day in column}
            checked = h41.check(levels, day)
            assert len(checked) == len(h41.IDENTITIES)
            assert not [c.identity.name for c in checked if c.holds is False], (path, day)


def test_the_list_of_2022_02_16_equals_its_summary_to_the_dollar() -> None:
    held = by_kind(snapshot_vintage(), "soma_treasury_2022-02-16")
    with shared("data/soma/soma_summary_weekly.csv").open() as stream:
        rows = {row[next(iter(row))]: row for row in csv.DictReader(stream)}
    summary = rows["2022-02-16"]
    for kind, column in (("bill", "bills"), ("note_bond", "notes_&_bonds"), ("tips", "tips"), ("frn", "frn")):
        assert held[kind] == float(summary[column]), kind
    assert held["agency_debt"] == float(summary["agencies"])
    assert round(held["tips_inflation"], 2) == float(summary["tips_inflation_compensation"])


def test_the_list_of_2022_02_16_equals_what_its_publisher_counts_and_the_h41() -> None:
    # figures/README: the totals published with the list.
    held = by_kind(snapshot_vintage(), "soma_treasury_2022-02-16")
    assert held["bill"] == 326_044_000_000
    assert held["note_bond"] == 4_923_673_451_700
    assert held["tips"] == 385_089_412_300
    assert held["frn"] == 29_152_660_900
    assert round(held["tips_inflation"], 2) == 74_659_077_477.72
    (against_h41,) = reconcile_with_h41(snapshot_vintage())
    assert against_h41.agrees


@pytest.mark.parametrize(("page", "size"), [(0, 2000), (1, 2000), (5, 2000), (0, 1000)])
def test_a_page_of_auctions_holds_what_those_before_it_leave_of_all(page: int, size: int) -> None:
    path = f"treasury/treasurydirect_jqsearch_page{min(page, 1)}_full.json.gz"
    what, asked = f"Treasury auctions page {page}", {"pagenum": str(page), "pagesize": str(size)}
    if page < 2 and size == 2000:
        assert len(read("treasury.auctions", path, what, **asked).tables[0].rows) == 2000
    else:  # 2,000 rows where 1,046 and 1,000 are due
        with pytest.raises(SourceError, match="2000 rows came where the page says there are"):
            read("treasury.auctions", path, what, **asked)


@pytest.mark.parametrize("month", ["2023-08-31", "2023-09-30"])
def test_securities_of_the_monthly_statement_are_what_its_totals_say(month: str) -> None:
    path = f"treasury/mspd_table_3_market_{month}_rebuilt.json"
    assert read("treasury.mspd", path, f"Treasury securities {month}").tables[0].lacks_from is None
    whole = json.loads(shared(f"recordings/{path}").read_bytes())["data"]
    third, one = len(whole) // 3, next(n for n, row in enumerate(whole) if row["outstanding_amt"] != "null")
    for rows in (whole[third:], whole[:-third], whole[:third] + whole[-third:], whole[:one] + whole[one + 1 :]):
        body = json.dumps({"data": rows, "meta": {"total-count": len(rows)}}).encode()
        request = {"feed": "treasury.mspd", "what": f"Treasury securities {month}"}
        (table,) = FEEDS["treasury.mspd"].parse(body, request).tables
        assert table.lacks_from == date.fromisoformat(month)
        assert silence(table, None, None, date(2023, 10, 9)) == table.lacks_from


def test_cash_across_the_three_eras_of_labels() -> None:
    found = read("treasury.dts", "treasury/fiscaldata_operating_cash_balance_label_eras.json", "Treasury cash")
    close = of(found, "DTS_TGA_CLOSE")
    assert close[date(2005, 10, 3)] == 5448
    assert close[date(2021, 10, 1)] == 132452
    assert close[date(2022, 4, 18)] == 841253  # stands in the column of opening balances


def test_par_curve_and_agency_list_and_meetings() -> None:
    curve = read("treasury.curve", "treasury/daily_treasury_yield_curve_2026-09.xml", "Treasury par curve 2026")
    assert of(curve, "TPAR_10YEAR")[date(2026, 9, 14)] == 4.97
    agencies = read("nyfed.soma_agency", "nyfed/soma_agency_debts_asof_2019-01-02.json", "SOMA agencies 2019-01-02")
    assert len(agencies.tables[0].rows) == 7
    body = shared("recordings/fomc/fomccalendars_excerpt_2026.html").read_bytes() + b"</body></html>"  # an excerpt
    meetings = FEEDS["fomc.calendar"].parse(body, {"feed": "fomc.calendar", "what": "FOMC calendar"}).tables[0].rows
    assert [key for key, _ in meetings][:2] == ["2026-01-28", "2026-03-18"]
    assert meetings[1][1]["projections"] == "yes"


def test_the_statement_of_2024_09_18_is_read_with_plain_hyphens() -> None:
    body = shared("recordings/fomc/fomc_statement_2024-09-18_article_excerpt.html").read_bytes() + b"</body></html>"
    request = {"feed": "fomc.statement", "what": "FOMC statement 2024-09-18"}
    text = str(FEEDS["fomc.statement"].parse(body, request).tables[0].rows[0][1]["text"])
    assert text.startswith("Recent indicators suggest")
    assert "agency mortgage-backed securities" in text
    assert "media inquiries" not in text
