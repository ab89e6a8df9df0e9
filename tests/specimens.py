"""Small replies typed for these tests in the shapes the publishers use; none is a copy of a true reply."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl

from fedsheet.sources.catalogue import chosen
from fedsheet.sources.feeds import FEEDS, requests_for
from fedsheet.sources.reply import Ask, Parsed, Request

FOLDER = Path(__file__).parent / "parsers" / "specimens"
ASK = Ask(date(2005, 1, 1), date(2025, 12, 31), "")


@dataclass(frozen=True)
class Specimen:
    """One feed's reply: the file, the question it answers, and where its rows and fields are."""

    name: str
    feed: str
    entry: str
    media_type: str
    rows_at: tuple[str, ...] = ()
    day_field: str = ""
    number_field: str = ""
    what: str = ""

    @property
    def body(self) -> bytes:
        return (FOLDER / self.name).read_bytes()

    @property
    def request(self) -> Request:
        return _request(self)

    def parse(self, body: bytes | None = None) -> Parsed:
        return FEEDS[self.feed].parse(self.body if body is None else body, self.request.journal())


@cache
def _request(specimen: Specimen) -> Request:
    ask = replace(ASK, fred_key="k" * 32) if specimen.feed in KEYED else ASK
    days = [date(2025, 12, 10), date(2021, 8, 5), date(2025, 12, 18)]
    found = requests_for(chosen([specimen.entry]), ask, days, days)
    mine = [r for r in found if r.about["feed"] == specimen.feed and specimen.what in r.what]
    return replace(mine[-1], min_bytes=2)


KEYED = ("fred.observations", "fred.vintages")
JSON, HTML = "application/json", "text/html"
SPECIMENS = (
    Specimen("fred_graph.csv", "fred.graph", "WSHOSHO", "application/csv"),
    Specimen("fred_observations.json", "fred.observations", "WSHOSHO", JSON, ("observations",), "date", "value"),
    Specimen("fred_vintages.json", "fred.vintages", "GDP", JSON, ("observations",), "date", "value"),
    Specimen("nyfed_rates.json", "nyfed.rates", "TGCR", JSON, ("refRates",), "effectiveDate", "percentRate"),
    Specimen("nyfed_rp.json", "nyfed.rp", "RRPONTSYD", JSON, ("repo", "operations"), "operationDate",
             "totalAmtAccepted", "2025"),
    Specimen("nyfed_soma_summary.json", "nyfed.soma_summary", "SOMA_BILLS", JSON, ("soma", "summary"),
             "asOfDate", "bills"),
    Specimen("nyfed_soma_tsy.json", "nyfed.soma_tsy", "soma_treasury", JSON, ("soma", "holdings"), "asOfDate",
             "parValue", "2025-12-17"),
    Specimen("nyfed_soma_agency.json", "nyfed.soma_agency", "soma_agency", JSON, ("soma", "holdings"), "asOfDate",
             "parValue", "2025-12-17"),
    Specimen("nyfed_tsy.json", "nyfed.tsy", "nyfed_treasury_operations", JSON, ("treasury", "auctions"),
             "operationDate", "totalParAmtAccepted", "2025"),
    Specimen("nyfed_ambs.json", "nyfed.ambs", "nyfed_mbs_operations", JSON, ("ambs", "auctions"), "operationDate",
             "totalAcceptedCurrFace", "2025"),
    Specimen("nyfed_seclending.json", "nyfed.seclending", "nyfed_securities_lending", JSON,
             ("seclending", "operations"), "operationDate", "totalParAmtAccepted", "2025"),
    Specimen("nyfed_fxs.json", "nyfed.fxs", "nyfed_dollar_swaps", JSON, ("fxSwaps", "operations"), "tradeDate",
             "amount", "2025"),
    Specimen("nyfed_propositions.json", "nyfed.propositions", "ON_RRP_MMF", JSON, ("repo", "operations"),
             "operationDate", "totalAmtAccepted", "2025"),
    Specimen("nyfed_pd.json", "nyfed.pd", "PD_TREASURY_NET", JSON, ("pd", "timeseries"), "asofdate", "value"),
    Specimen("board_ddp.csv", "board.ddp", "H41.RESPPMA_N.WW", "text/csv"),
    Specimen("board_gsw.csv", "board.gsw", "gsw_parameters", "text/csv"),
    Specimen("h41_text.html", "board.h41_page", "h41_releases", HTML, what="2021-08-05"),
    Specimen("h41_tables.html", "board.h41_page", "h41_releases", HTML, what="2025-12-18"),
    Specimen("h41_dates.json", "board.h41_dates", "h41_release_dates", JSON, (), "Months", "yearValue"),
    Specimen("treasury_dts.json", "treasury.dts", "DTS_TGA_CLOSE", JSON, ("data",), "record_date", "close_today_bal"),
    Specimen("treasury_debt.json", "treasury.debt", "DEBT_TOTAL", JSON, ("data",), "record_date",
             "tot_pub_debt_out_amt"),
    Specimen("treasury_mspd.json", "treasury.mspd", "mspd_securities", JSON, ("data",), "record_date",
             "outstanding_amt", "2025-11-30"),
    Specimen("treasury_auctions.json", "treasury.auctions", "treasury_auctions", JSON, ("securityList",),
             "auctionDate", "offeringAmount", "page 0"),
    Specimen("treasury_buybacks.json", "treasury.buybacks", "treasury_buybacks", JSON, ("data",), "operation_date",
             "total_par_amt_accepted"),
    Specimen("treasury_curve.xml", "treasury.curve", "TPAR_10YEAR", "application/xml"),
    Specimen("ofr_series.json", "ofr.series", "OFR_DVP_OO_VOL", JSON),
    Specimen("fomc_calendar.html", "fomc.calendar", "fomc_meetings", HTML),
    Specimen("fomc_statement.html", "fomc.statement", "fomc_statements", HTML, what="2025-12-10"),
)  # fmt: skip
BY_NAME = {specimen.name: specimen for specimen in SPECIMENS}


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook of one sheet that a user might bring."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
