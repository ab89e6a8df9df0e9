"""What each client asks: addresses as in the recorded requests (recordings/INDEX.md), and when it does not ask yet."""

from __future__ import annotations

from datetime import date

import pytest
import requests as http

from fedsheet.sources.catalogue import catalogue, chosen
from fedsheet.sources.feeds import requests_for
from fedsheet.sources.reply import Ask, Request

NEW_YORK = "https://markets.newyorkfed.org/api"
FISCAL = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"


def asked(name: str, since: str, today: str, key: str = "", **days: list[date]) -> list[Request]:
    ask = Ask(date.fromisoformat(since) if since else None, date.fromisoformat(today), key)
    return requests_for(chosen([name]), ask, days.get("meetings", []), days.get("releases", []))


def addresses(found: list[Request]) -> list[str]:
    return [str(http.Request("GET", r.url, params=dict(r.params)).prepare().url) for r in found]


ADDRESSES = {
    ("SOFR", "2018-01-01", "2018-12-31"):
        f"{NEW_YORK}/rates/secured/sofr/search.json?startDate=2018-04-02&endDate=2018-12-31",
    ("EFFR", "2008-12-10", "2008-12-22"):
        f"{NEW_YORK}/rates/unsecured/effr/search.json?startDate=2008-12-10&endDate=2008-12-22",
    ("SOFRINDEX", "2026-09-01", "2026-09-15"):
        f"{NEW_YORK}/rates/secured/sofrai/search.json?startDate=2026-09-01&endDate=2026-09-15",
    ("RRPONTSYD", "2026-09-21", "2026-09-28"):
        f"{NEW_YORK}/rp/results/search.json?startDate=2026-09-21&endDate=2026-09-28",
    ("SOMA_BILLS", "", "2026-09-28"): f"{NEW_YORK}/soma/summary.json",
    ("soma_treasury", "", "2026-03-20"): f"{NEW_YORK}/soma/tsy/get/asof/2026-03-18.json",
    ("soma_agency", "", "2019-01-04"): f"{NEW_YORK}/soma/agency/get/asof/2019-01-02.json",
    ("PD_TREASURY_NET", "", "2026-09-28"): f"{NEW_YORK}/pd/get/PDPOSGST-TOT.json",
    ("WALCL", "", "2026-05-27"): "https://fred.stlouisfed.org/graph/fredgraph.csv?id=WALCL",
    ("H41.RESPPMA_N.WW", "", "2026-09-28"):
        "https://www.federalreserve.gov/datadownload/Output.aspx?rel=H41&series=ccfdc0c8cb86be87af324da79a6f8826"
        "&lastobs=&from=&to=&filetype=csv&label=include&layout=seriescolumn&type=package",
    ("gsw_parameters", "2026-01-02", "2026-09-15"):
        "https://www.federalreserve.gov/data/yield-curve-tables/feds200628.csv",
    ("treasury_auctions", "2026-01-01", "2026-07-17"):
        "https://www.treasurydirect.gov/TA_WS/securities/jqsearch?format=json&pagenum=0&pagesize=2000",
    ("TPAR_10YEAR", "2026-01-02", "2026-09-15"):
        "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/pages/xml"
        "?data=daily_treasury_yield_curve&field_tdr_date_value=2026",
    ("OFR_TRI_OO_RATE", "", "2026-08-14"):
        "https://data.financialresearch.gov/v1/series/timeseries?mnemonic=REPO-TRI_AR_OO-P&label=aggregation",
    ("fomc_meetings", "", "2026-09-28"): "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm",
}  # fmt: skip


@pytest.mark.parametrize("question", ADDRESSES)
def test_the_address_is_that_of_the_recorded_request(question: tuple[str, str, str]) -> None:
    assert addresses(asked(*question)) == [ADDRESSES[question]]


def test_pages_are_named_by_their_days() -> None:
    day = date(2022, 1, 6)
    (page,) = asked("h41_releases", "2022-01-01", "2022-01-10", releases=[day])
    assert page.url == "https://www.federalreserve.gov/releases/h41/20220106/"
    (statement,) = asked("fomc_statements", "", "2024-09-20", meetings=[date(2024, 9, 18)])
    assert statement.url == "https://www.federalreserve.gov/newsevents/pressreleases/monetary20240918a.htm"


def test_without_a_key_series_of_fred_are_asked_together_and_one_by_one_instead() -> None:
    entries = chosen(["TREAST", "WSHOMCB", "DGS10", "DFF"])
    found = requests_for(entries, Ask(date(2026, 1, 1), date(2026, 5, 27)), [], [])
    assert [dict(r.params) for r in found] == [
        {"id": "TREAST,WSHOMCB", "cosd": "2026-01-01,2026-01-01"}, {"id": "DGS10", "cosd": "2026-01-01"},
        {"id": "DFF", "cosd": "2026-01-01"},
    ]  # fmt: skip
    assert [r.what for r in found[0].instead] == ["TREAST", "WSHOMCB"]
    everything = [e for e in catalogue().values() if e.feed == "fred.graph"]
    assert len(everything) >= 70
    together = requests_for(everything, Ask(None, date(2026, 5, 27)), [], [])
    assert len(together) < 20
    assert max(len(r.what.split(",")) for r in together) == 10


def test_with_a_key_nothing_is_asked_of_the_graph() -> None:
    everything = [e for e in catalogue().values() if e.feed == "fred.graph"]
    found = requests_for(everything, Ask(None, date(2026, 5, 27), "k" * 32), [], [])
    assert {r.url for r in found} == {"https://api.stlouisfed.org/fred/series/observations"}
    assert {r.about["id"] for r in found} == {e.id for e in everything}


def test_a_weekly_revised_series_is_asked_in_pieces_and_later_for_its_news() -> None:
    today = date(2026, 5, 27)
    pieces = requests_for(chosen(["NFCI"]), Ask(None, today, "k" * 32), [], [])
    assert [r.what for r in pieces][:2] == ["NFCI 1971-1975", "NFCI 1976-1980"]
    assert pieces[0].params["observation_end"] == "1975-12-31"
    assert len(pieces) == 12
    seen = {r.what: date(2026, 5, 20) for r in pieces}
    (news,) = requests_for(chosen(["NFCI"]), Ask(None, today, "k" * 32, seen), [], [])
    assert (news.params["realtime_start"], news.about["window"]) == ("2026-05-13", "2026-05-13")
    del seen["NFCI 1976-1980"]
    one, _ = requests_for(chosen(["NFCI"]), Ask(None, today, "k" * 32, seen), [], [])
    assert one.what == "NFCI 1976-1980"


def test_the_yield_curve_file_may_be_large_and_is_called_a_stream_of_bytes() -> None:
    (request,) = asked("gsw_parameters", "", "2026-09-15")
    assert request.media_types[0] == "application/octet-stream"
    assert request.max_bytes == 64 * 2**20


def test_a_key_is_a_secret_parameter_and_in_no_journal() -> None:
    (request,) = asked("GDP", "", "2024-11-03", key="k" * 32)
    assert request.url == "https://api.stlouisfed.org/fred/series/observations"
    assert request.params["realtime_start"] == "1776-07-04"
    assert request.params["realtime_end"] == "9999-12-31"
    assert request.secret == {"api_key": "k" * 32}
    assert "k" * 32 not in repr(request) + str(request.journal())


def test_vintages_in_another_price_base_are_not_asked_for() -> None:
    (request,) = asked("GDPC1", "", "2026-11-03", key="k" * 32)
    assert request.params["realtime_start"] == "2023-09-28"
    assert catalogue()["GDPC1"].unit == "Billions of chained 2017 USD SAAR"


def test_nothing_is_asked_for_before_it_can_be_there() -> None:
    thursday, friday = "2026-03-19", "2026-03-20"
    assert asked("soma_treasury", "", thursday)[0].what.endswith("2026-03-11")
    assert asked("soma_treasury", "", friday)[0].what.endswith("2026-03-18")
    assert [r.what for r in asked("RRPONTSYD", "2025-12-20", "2026-01-03")] == ["repo operations 2025"]
    assert [r.what for r in asked("mspd_securities", "", "2026-01-05")] == ["Treasury securities 2025-11-30"]
    assert [r.what for r in asked("mspd_securities", "", "2026-01-12")] == ["Treasury securities 2025-12-31"]
    assert asked("fomc_statements", "", "2024-09-18", meetings=[date(2024, 9, 18)]) == []


def test_years_are_asked_one_by_one_and_months_since() -> None:
    whats = [r.what for r in asked("nyfed_treasury_operations", "2023-06-01", "2025-12-31")]
    assert whats == [f"nyfed_treasury_operations {year}" for year in (2023, 2024, 2025)]
    months = [r.what for r in asked("mspd_securities", "2025-10-01", "2026-01-12")]
    assert months == [f"Treasury securities {day}" for day in ("2025-10-31", "2025-11-30", "2025-12-31")]


def test_treasury_cash_is_asked_in_parts_that_fit_one_page() -> None:
    found = asked("DTS_TGA_CLOSE", "", "2026-09-28")
    assert [r.what for r in found] == [f"Treasury cash {year}" for year in (2005, 2010, 2015, 2020, 2025)]
    assert all(r.url == f"{FISCAL}/v1/accounting/dts/operating_cash_balance" for r in found)
    assert found[1].params["filter"] == "record_date:gte:2010-01-01,record_date:lt:2015-01-01"
    assert {r.params["page[size]"] for r in found} == {"10000"}
