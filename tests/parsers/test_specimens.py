"""What each small typed reply says, quirk by quirk; the quirks are those of the recorded replies."""

from __future__ import annotations

import json
import math
from datetime import date

import pytest

from fedsheet.core.errors import SourceError
from fedsheet.sources import h41_page
from fedsheet.sources.feeds import FEEDS
from specimens import BY_NAME


def values(name: str, series_id: str) -> dict[date, float]:
    part = next(p for p in BY_NAME[name].parse().series if p.definition.id == series_id)
    return dict(zip(part.days, part.values, strict=True))


def rows(name: str) -> list[dict[str, object]]:
    return [dict(row) for _, row in BY_NAME[name].parse().tables[0].rows]


def test_an_empty_cell_of_fred_is_missing_and_not_zero() -> None:
    found = values("fred_graph.csv", "WSHOSHO")
    assert date(2025, 11, 26) not in found
    assert len(found) == 6


def test_the_end_of_time_is_no_day_of_an_observation() -> None:
    body = BY_NAME["fred_graph.csv"].body.replace(b"2025-12-17", b"9999-12-31")
    with pytest.raises(SourceError, match="9999-12-31 is not a date"):
        BY_NAME["fred_graph.csv"].parse(body)


@pytest.mark.parametrize("header", ["observation_date", "DATE"])
def test_both_headers_of_fred_are_read(header: str) -> None:
    body = BY_NAME["fred_graph.csv"].body.replace(b"observation_date", header.encode())
    assert len(BY_NAME["fred_graph.csv"].parse(body).series[0].days) == 6


def test_the_old_mark_of_fred_for_missing_is_read() -> None:
    body = BY_NAME["fred_graph.csv"].body.replace(b"2025-11-26,", b"2025-11-26,.")
    assert len(BY_NAME["fred_graph.csv"].parse(body).series[0].days) == 6


def test_a_gap_between_vintages_withdraws_the_value() -> None:
    (part,) = BY_NAME["fred_vintages.json"].parse().series
    said = list(zip(part.days, part.starts or (), part.values, strict=True))
    assert said[1] == (date(2024, 1, 1), date(2024, 5, 30), 28255.9)
    (gap,) = [row for row in said if row[1] == date(2024, 8, 29)]
    assert math.isnan(gap[2])


def test_vintages_that_overlap_are_refused() -> None:
    body = BY_NAME["fred_vintages.json"].body.replace(b"2024-05-29", b"2024-06-29")
    with pytest.raises(SourceError, match="overlap"):
        BY_NAME["fred_vintages.json"].parse(body)


def test_a_percentile_marked_na_is_missing_beside_a_rate_that_is_there() -> None:
    day = date(2025, 12, 11)
    assert values("nyfed_rates.json", "TGCR")[day] == 3.66
    assert day not in values("nyfed_rates.json", "TGCR99")
    assert values("nyfed_rates.json", "TGCRVOL")[day] == 3090


def test_a_rate_of_zero_is_a_value() -> None:
    body = BY_NAME["nyfed_rates.json"].body.replace(b'"percentRate": 3.66', b'"percentRate": 0.00')
    part = next(p for p in BY_NAME["nyfed_rates.json"].parse(body).series if p.definition.id == "TGCR")
    assert 0.0 in part.values


def test_the_small_value_exercise_is_left_out_and_both_standing_repos_are_added() -> None:
    assert values("nyfed_rp.json", "RRPONTSYD") == {date(2025, 11, 14): 5.301, date(2025, 11, 17): 1.451}
    assert values("nyfed_rp.json", "SRF_USAGE") == {date(2025, 11, 17): 2.5}
    assert len(rows("nyfed_rp.json")) == 5  # the exercise stays in the table of operations


def test_collateral_that_does_not_add_up_is_refused() -> None:
    body = BY_NAME["nyfed_rp.json"].body.replace(b'"amtAccepted": 400000000', b'"amtAccepted": 300000000')
    with pytest.raises(SourceError, match="adds up to"):
        BY_NAME["nyfed_rp.json"].parse(body)


def test_a_blank_frn_is_the_total_less_the_rest_to_the_cent() -> None:
    assert values("nyfed_soma_summary.json", "SOMA_FRN")[date(2025, 12, 10)] == 17_000_000_000.0
    assert values("nyfed_soma_summary.json", "SOMA_FRN")[date(2025, 12, 17)] == 17_000_000_000.0


def summary_of(day: str, **changes: str) -> dict[str, list[date]]:
    """The days each series has after one summary of old years: mbs in whole dollars, the total with dimes."""
    row = {
        "asOfDate": day, "mbs": "1532726162010.00", "cmbs": "0.00", "tips": "116516485400", "frn": "14819524400",
        "tipsInflationCompensation": "", "notesbonds": "1955450432500", "bills": "5000000", "agencies": "2347000000",
        "total": "3621864604310.80", **changes,
    }  # fmt: skip
    body = json.dumps({"soma": {"summary": [row]}}).encode()
    return {part.definition.id: list(part.days) for part in BY_NAME["nyfed_soma_summary.json"].parse(body).series}


def test_a_summary_may_miss_its_total_by_a_few_dollars_and_not_by_more() -> None:
    assert summary_of("2019-06-26")["SOMA_TOTAL"] == [date(2019, 6, 26)]
    with pytest.raises(SourceError, match="add up to"):
        summary_of("2019-06-26", total="3621864604330.00")


def test_a_blank_frn_before_there_were_any_is_missing_and_not_the_rounding_of_the_rest() -> None:
    total = "3607045079910.20"  # the six other parts and 20 cents
    assert "SOMA_FRN" not in summary_of("2010-06-30", frn="", total=total)
    assert "SOMA_FRN" not in summary_of("2019-06-26", frn="", total=total)
    assert "SOMA_FRN" in summary_of("2019-06-26", frn="")


def test_a_summary_that_does_not_add_up_is_refused() -> None:
    body = BY_NAME["nyfed_soma_summary.json"].body.replace(b'"frn": "17000000000"', b'"frn": "17000000100"')
    with pytest.raises(SourceError, match="add up to"):
        BY_NAME["nyfed_soma_summary.json"].parse(body)


def test_quotes_that_wrap_a_cusip_are_not_part_of_it_and_a_wrong_check_digit_is_refused() -> None:
    specimen = BY_NAME["nyfed_soma_tsy.json"]
    wrapped = specimen.body.replace(b'"912797PV3"', b"\"'912797PV3'\"")
    assert specimen.parse(wrapped).tables[0].rows[0][0] == "912797PV3"
    with pytest.raises(SourceError, match="check digit"):
        specimen.parse(specimen.body.replace(b"912797PV3", b"912797PV4"))


def test_the_share_of_an_issue_is_kept_as_published_and_a_blank_one_is_missing() -> None:
    assert [row["share_of_issue"] for row in rows("nyfed_soma_tsy.json")] == [0.0787, 0.05, 0.04]
    specimen = BY_NAME["nyfed_soma_tsy.json"]
    blank = specimen.parse(specimen.body.replace(b'"percentOutstanding": "0.05"', b'"percentOutstanding": ""'))
    assert blank.tables[0].rows[1][1]["share_of_issue"] is None


def test_mbs_count_current_face_and_agency_debt_par() -> None:
    amounts = {row["kind"]: row["amount_usd"] for row in rows("nyfed_soma_agency.json")}
    assert amounts == {"agency_debt": 486_000_000.0, "mbs": 62_424_844_198.24, "cmbs": 124_200_000.0}


def test_coupon_and_month_of_maturity_of_mbs_stand_in_their_description() -> None:
    found = {row["kind"]: (row["coupon_percent"], row["maturity_date"]) for row in rows("nyfed_soma_agency.json")}
    assert found == {
        "agency_debt": (6.25, "2029-05-15"), "mbs": (2.0, "2051-10-01"), "cmbs": (3.56, "2028-06-01")
    }  # fmt: skip
    specimen = BY_NAME["nyfed_soma_agency.json"]
    other = specimen.parse(specimen.body.replace(b"UMBS MORTPASS 2% 10/51", b"POOL A"))
    assert other.tables[0].rows[1][1]["coupon_percent"] is None


def test_tba_purchases_count_par_and_pool_sales_current_face() -> None:
    found = {row["operation_type"]: (row["accepted_usd"], row["counted"]) for row in rows("nyfed_ambs.json")}
    assert found["Outright TBA Purchase"] == (1_200_000_000.0, "par")
    assert found["Outright Specified Pool Sale"][1] == "current face"
    sale = next(row for row in rows("nyfed_ambs.json") if row["operation_date"] == "2025-12-15")
    assert (sale["accepted_usd"], sale["original_face_usd"]) == (73_999_999.11, 130_453_820.0)


def test_treasury_operations_keep_range_of_maturities_and_what_was_offered() -> None:
    first = rows("nyfed_tsy.json")[0]
    assert (first["matures_from_date"], first["matures_to_date"]) == ("2026-01-15", "2026-04-16")
    assert (first["submitted_usd"], first["accepted_usd"]) == (39_346_000_000.0, 8_165_000_000.0)


def test_reverse_repo_by_type_of_counterparty_is_its_total() -> None:
    assert values("nyfed_propositions.json", "ON_RRP_MMF") == {date(2025, 12, 16): 1.825, date(2025, 12, 17): 2.401}
    specimen = BY_NAME["nyfed_propositions.json"]
    with pytest.raises(SourceError, match="do not add up"):
        specimen.parse(specimen.body.replace(b"1825000000", b"1725000000"))
    with pytest.raises(SourceError, match="of type"):
        specimen.parse(specimen.body.replace(b'"gse"', b'"fund"'))


def test_two_drawings_alike_are_two_and_a_test_of_small_value_is_marked() -> None:
    found = rows("nyfed_fxs.json")
    assert [(row["trade_date"], row["amount_usd"], row["small_value"]) for row in found] == [
        ("2025-11-04", 1_000_000.0, "yes"), ("2025-12-10", 90_500_000.0, "no"), ("2025-12-10", 214_500_000.0, "no"),
    ]  # fmt: skip


def test_an_extended_loan_of_securities_has_no_bids() -> None:
    lent, extended, _ = rows("nyfed_seclending.json")
    assert (lent["accepted_usd"], lent["extended_usd"]) == (38_450_000_000.0, None)
    assert (extended["accepted_usd"], extended["extended_usd"]) == (None, 12_000_000.0)


def test_a_buyback_to_come_has_no_results_yet() -> None:
    held, _, announced = rows("treasury_buybacks.json")
    assert (held["offered_usd"], held["accepted_usd"]) == (31_250_000_000.0, 12_500_000_000.0)
    assert (announced["accepted_usd"], announced["most_usd"]) == (None, 750_000_000.0)


def test_the_list_of_releases_names_days_and_addresses() -> None:
    found = rows("h41_dates.json")
    assert {"date": "2025-12-29", "address": "20251229"} in found
    assert len(found) == 12


@pytest.mark.parametrize(("address", "is_read"), [("2025-12-18", True), ("2025-12-17", False), ("2025-12-11", False)])
def test_a_page_may_print_a_day_some_days_after_its_address_and_never_before(address: str, is_read: bool) -> None:
    specimen = BY_NAME["h41_tables.html"]
    question = {**specimen.request.journal(), "what": f"H.4.1 release {address}"}
    later = specimen.body.replace(b"December 18, 2025", b"December 19, 2025")
    for body in (specimen.body, later):
        if is_read:
            assert FEEDS["board.h41_page"].parse(body, question).newest == date(2025, 12, 17)
        else:
            with pytest.raises(SourceError, match="the page is the release of"):
                FEEDS["board.h41_page"].parse(body, question)


def test_a_withheld_week_of_the_dealers_is_missing() -> None:
    assert list(values("nyfed_pd.json", "PD_TREASURY_NET")) == [date(2025, 12, 3), date(2025, 12, 17)]


def test_nd_of_the_board_is_missing_and_minus_9999_is_refused() -> None:
    specimen = BY_NAME["board_ddp.csv"]
    assert list(values("board_ddp.csv", "H41.RESPPLLDT_N.WW")) == [date(2025, 12, 3), date(2025, 12, 17)]
    with pytest.raises(SourceError, match="mark of a missing value"):
        specimen.parse(specimen.body.replace(b",ND,", b",-9999,"))


def test_the_head_of_the_board_is_read_with_its_blank_and_without() -> None:
    specimen = BY_NAME["board_ddp.csv"]
    without = specimen.body.replace(b"Unique Identifier: ", b"Unique Identifier:")
    assert without != specimen.body
    assert specimen.parse(without) == specimen.parse()


def test_several_series_of_fred_stand_in_one_table() -> None:
    body = b"observation_date,TREAST,WSHOMCB\n2025-12-03,4190000,2050000\n2025-12-10,4195000,\n"
    found = FEEDS["fred.graph"].parse(body, {"what": "TREAST,WSHOMCB"})
    assert [(part.definition.id, list(part.values)) for part in found.series] == [
        ("TREAST", [4_190_000, 4_195_000]), ("WSHOMCB", [2_050_000])
    ]  # fmt: skip
    with pytest.raises(SourceError, match="holds no value"):
        FEEDS["fred.graph"].parse(body.replace(b"2050000", b""), {"what": "TREAST,WSHOMCB"})


def test_of_a_window_of_vintages_only_what_began_inside_it_is_news() -> None:
    specimen = BY_NAME["fred_vintages.json"]
    question = {**specimen.request.journal(), "window": "2024-10-30"}
    (part,) = FEEDS["fred.vintages"].parse(specimen.body, question).series
    assert list(part.starts or ()) == [date(2024, 11, 27)]
    quiet = FEEDS["fred.vintages"].parse(specimen.body, {**question, "window": "2025-01-01"})
    assert (quiet.series, quiet.newest) == ((), date(2024, 7, 1))


def test_another_multiplier_is_refused() -> None:
    specimen = BY_NAME["board_ddp.csv"]
    with pytest.raises(SourceError, match="is counted in"):
        specimen.parse(specimen.body.replace(b"1000000", b"1000", 1))


def test_a_line_nobody_knows_is_kept_to_be_looked_at() -> None:
    specimen = BY_NAME["board_ddp.csv"]
    unknown = specimen.body.replace(b"RESPPLLDT_N.WW", b"RESPPLLDX9_N.WW")
    (table,) = specimen.parse(unknown).tables
    assert [key for key, _ in table.rows] == ["RESPPLLDX9_N.WW"]


def test_the_three_eras_of_the_treasurys_cash() -> None:
    close = values("treasury_dts.json", "DTS_TGA_CLOSE")
    assert close == {date(2005, 10, 3): 5448, date(2021, 10, 1): 132452, date(2025, 12, 16): 825200}


def test_a_cash_balance_that_does_not_close_is_refused() -> None:
    specimen = BY_NAME["treasury_dts.json"]
    with pytest.raises(SourceError, match="does not close"):
        specimen.parse(specimen.body.replace(b'"30200"', b'"30300"'))


def test_an_error_in_a_200_is_refused() -> None:
    with pytest.raises(SourceError, match="FiscalData says"):
        BY_NAME["treasury_dts.json"].parse(
            json.dumps({"error": "Invalid Query Param", "message": "bad field"}).encode()
        )


def test_subtotals_of_the_monthly_statement_are_not_securities() -> None:
    assert [row["cusip"] for row in rows("treasury_mspd.json")] == ["912797PV3", "912828Z37"]
    assert rows("treasury_mspd.json")[1]["outstanding_usd"] == 17_500.5e6


def test_a_reopened_security_is_one_row_with_what_is_outstanding_wherever_it_stands() -> None:
    bill = rows("treasury_mspd.json")[0]
    assert (bill["issued_usd"], bill["outstanding_usd"], bill["n_issues"]) == (145_000.5e6, 145_000.5e6, 2)
    assert bill["issue_date"] == "2025-06-19"
    specimen = BY_NAME["treasury_mspd.json"]
    with pytest.raises(SourceError, match="stands twice"):
        specimen.parse(specimen.body.replace(b'"2025-06-19"', b'"2025-09-18"'))
    with pytest.raises(SourceError, match="several rows"):
        specimen.parse(specimen.body.replace(b'"outstanding_amt":"null"', b'"outstanding_amt":"94000.1"', 1))


def test_an_announced_auction_has_no_results_yet() -> None:
    announced, held = rows("treasury_auctions.json")
    assert announced["kind"] == "TIPS"
    assert announced["accepted_usd"] is None
    assert held["soma_accepted_usd"] == 1_500_000_000.0


def test_a_tenor_that_is_null_is_missing_and_the_copy_is_not_a_tenor() -> None:
    assert list(values("treasury_curve.xml", "TPAR_1_5MONTH")) == [date(2025, 12, 16)]
    with pytest.raises(SourceError, match="unknown tenors"):
        BY_NAME["treasury_curve.xml"].parse(BY_NAME["treasury_curve.xml"].body.replace(b"BC_2YEAR", b"BC_50YEAR"))


def test_a_suppressed_value_of_the_ofr_is_missing() -> None:
    assert date(2025, 11, 13) not in values("ofr_series.json", "OFR_DVP_OO_VOL")


def test_a_meeting_is_dated_by_its_last_day_also_across_months() -> None:
    found = {row["date"]: row for row in rows("fomc_calendar.html")}
    assert set(found) == {"2025-10-29", "2025-12-10", "2025-05-01"}
    assert found["2025-05-01"]["first_date"] == "2025-04-30"
    assert found["2025-12-10"]["projections"] == "yes"
    assert str(found["2025-10-29"]["statement"]).endswith("/monetary20251029a.htm")


def test_a_statement_has_plain_hyphens_and_no_mail_address() -> None:
    (row,) = rows("fomc_statement.html")
    assert "shorter-term Treasury securities" in str(row["text"])
    assert "email" not in str(row["text"])


@pytest.mark.parametrize("name", ["h41_text.html", "h41_tables.html"])
def test_both_layouts_of_the_release_page_are_read(name: str) -> None:
    _, wednesday, lines = h41_page.read(BY_NAME[name].body, name)
    by_label = {line.label: line for line in lines}
    assert wednesday.weekday() == 2
    assert by_label["Unamortized discounts on securities held outright"].wednesday < 0
    assert by_label["Reserve balances with Federal Reserve Banks"].average is not None
    assert by_label["Total assets"].average is None


def test_a_label_of_two_lines_is_one() -> None:
    _, _, lines = h41_page.read(BY_NAME["h41_text.html"].body, "page")
    labels = {line.label: line.wednesday for line in lines}
    whole = "Securities, unamortized premiums and discounts, repurchase agreements, and loans"
    assert labels[whole] == 8_000_000
    assert labels["Unamortized premiums on securities held outright"] == 352_600
    assert labels["Items in process of collection"] == 63
