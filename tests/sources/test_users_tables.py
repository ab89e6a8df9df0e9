"""Prices, lists and surprises as people have them: vendors' headings, encodings, workbooks; or one refusal."""

from __future__ import annotations

from datetime import date

import pytest

from fedsheet.core.errors import InputError
from fedsheet.portfolio.held.holdings import holdings_from_rows
from fedsheet.runs import own_tables
from specimens import workbook

DAY = date(2022, 2, 16)
# The columns of the New York Fed's export of the SOMA, its quotes around CUSIPs; amounts made up.
SOMA = """"As Of Date","CUSIP","Security Type","Security Description","Term","Maturity Date","Issuer","Spread (%)",\
"Coupon (%)","Current Face Value","Par Value","Inflation Compensation","Percent Outstanding","Change From Prior Week",\
"Change From Prior Year","is Aggregated"
"2022-02-16","'912796U31'","Bills",,,"2022-03-24",,,,,"15000000000",,"0.118","0",,
"2022-02-16","'912828YA2'","NotesBonds",,,"2022-08-15",,,"1.5",,"9,000,000,000",,"0.21","0","0",
"2022-02-16","'912828S50'","TIPS",,,"2026-07-15",,,"0.125",,"8000000000","1500000000","0.2","0","0",
"2022-02-16","'31359MEU3'","Agency Debts",,,"2029-05-15","FNMA",,"6.25",,"486000000",,,"0","0",
"2022-02-16","'3128MJAB1'","MBS","UMBS","30yr",,,,"3.5","900000000",,,,"0","0",
"""


def test_the_new_york_feds_own_export_is_a_list_of_holdings() -> None:
    held = holdings_from_rows(own_tables.securities(SOMA.encode(), "soma.csv", DAY), DAY)
    assert [int(n) for n in held.kind] == [0, 1, 2, 4]
    assert [int(n) for n in held.par_usd] == [15_000_000_000, 9_000_000_000, 8_000_000_000, 486_000_000]
    assert int(held.compensation_usd[2]) == 1_500_000_000
    assert held.share_of_issue[1] == 0.21
    with pytest.raises(InputError, match="Row 2 is of 2022-02-16, the projection opens on 2022-02-23"):
        own_tables.securities(SOMA.encode(), "soma.csv", date(2022, 2, 23))


PRICES = {
    "commas": "quote_date,contract,price\n2026-09-18,2026-10,96.105\n2026-09-18,2026-11,95.975\n",
    "tabs": "Date\tTicker\tPX_LAST\n2026/9/18\tFFV6 Comdty\t96.105\n2026/9/18\tFFX26 Comdty\t95.975\n",
    "semicolons": "quote_date;contract;price\n18.09.2026;Oct-26;96.105\n18.09.2026;2026/11;95.975\n",
    "wind": "联邦基金期货\n日期,合约,结算价\n20260918,ZQV2026,96.105\n20260918,2026年11月,95.975\n数据来源：Wind,,\n",
    "notes": "# settlement\n\nTrade Date,Symbol,Settle\n09/18/2026,ZQV6,96.105\n# the next\n09/18/2026,ZQX6,95.975\n",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", PRICES)
def test_prices_read_alike_whatever_exports_them(name: str, encoding: str) -> None:
    found = own_tables.prices(PRICES[name].encode(encoding), "prices.csv")
    assert (found.quote_date, found.prices) == (date(2026, 9, 18), {(2026, 10): 96.105, (2026, 11): 95.975})


def test_a_workbook_of_prices_is_read_with_the_days_that_a_spreadsheet_made_of_months() -> None:
    day = date(2026, 9, 18)
    rows = [["Quote date", "Contract", "Price"], [day, date(2026, 10, 1), 96.105], [day, "SR1X26", 95.9]]
    with pytest.raises(InputError, match="two rates"):
        own_tables.prices(workbook(rows), "prices.xlsx")
    found = own_tables.prices(workbook([*rows[:2], [day, "2026-11", 95]]), "prices.xlsx")
    assert found.prices == {(2026, 10): 96.105, (2026, 11): 95.0}
    swaps = own_tables.prices(workbook([["日期", "期限", "利率(%)"], [day, "3M", "3.96%"]]), "ois.xlsx")
    assert swaps.rates == {date(2026, 12, 18): pytest.approx(0.0396)}


REFUSED = {
    "decimal commas": ("quote_date;contract;price\n2026-09-18;ZQV6;96,105\n", "and no separators."),
    "either comma": ('quote_date,tenor,rate\n2026-09-18,3M,"3,960"\n', "'3,960' can be 3960 or 3.960"),
    "a word": ("quote_date,contract,price\n2026-09-18,ZQV6,n.a.\nx,ZQX6,96\n",
               "row 2, column C: 'n.a.' is text, not a number; row 3, column A: 'x' is not a date"),
    "a column twice": ("quote_date,contract,price,settle\n2026-09-18,ZQV6,96,96\n", "names the column price twice"),
    "another column": ("quote_date,contract,price,volume\n2026-09-18,ZQV6,96,1\n", "not known here: volume"),
    "no head": ("2026-09-18,ZQV6,96\n", "row 1 reads 2026-09-18, ZQV6, 96; of the columns wanted it lacks quote_date"),
    "a short row": ("quote_date,contract,price\n2026-09-18,ZQV6\n", "2 cells where the head has 3"),
    "many": ("quote_date,contract,price\n" + "x,ZQV6,96\n" * 9, "and 4 more rows"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_one_refusal_says_what_was_seen_in_each_row(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(InputError) as caught:
        own_tables.prices(text.encode(), "prices.csv")
    assert reason in str(caught.value)


def test_pools_and_surprises_are_read_by_the_same_reader() -> None:
    head = "cusip\tnote_rate_percent\tmonths_left\tage_months\tpool_factor\tupb_usd\n"
    pools = head + "3140X4AA4\t3.31%\t340\t20\t0.92\t9e8\n"
    (row,) = own_tables.pools(pools.encode("utf-16"), "pools.txt")
    assert (row["cusip"], row["note_rate_percent"], row["upb_usd"]) == ("3140X4AA4", 3.31, 9e8)
    found = own_tables.surprises(workbook([["Date", "MP1"], ["2008-11-25 08:15", -0.24]]), "usmpd.xlsx", "MP1")
    assert found.by_day == {date(2008, 11, 25): pytest.approx(-0.0024)}
