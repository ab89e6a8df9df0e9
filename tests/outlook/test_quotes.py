"""A user's file: what is read, and what is refused with the line and the reason."""

from datetime import date

import pytest

from fedsheet.core.errors import InputError
from fedsheet.outlook.quotes import FuturesQuotes, OisQuotes
from fedsheet.runs.own_tables import prices

HEAD = "quote_date,contract,price\n"


def read(text):
    return prices(text.encode(), "prices.csv")


def test_futures_in_three_spellings():
    found = read(HEAD + "# a note\n2026-09-18,2026-10,96.105\n2026-09-18,ZQX26,95.975\n2026-09-18,zqz6,95.835\n")
    assert isinstance(found, FuturesQuotes)
    assert found.prices == {(2026, 10): 96.105, (2026, 11): 95.975, (2026, 12): 95.835}
    assert found.rate((2026, 10)) == pytest.approx(0.03895)


def test_swaps_by_tenor_or_date():
    found = read("quote_date,tenor,rate\n2026-09-18,1W,3.88\n2026-09-18,3M,3.96\n2026-09-18,2027-09-18,4.30\n")
    assert isinstance(found, OisQuotes)
    assert found.rates == {date(2026, 9, 25): 0.0388, date(2026, 12, 18): 0.0396, date(2027, 9, 18): 0.043}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + "2026-09-18,2026-10,96.1\n2026-09-18,2026-12,95.8\n", "No futures price for 2026-11"),
        (HEAD + "2026-09-18,2026-10,96.1\n2026-09-18,ZQV6,96.2\n", "row 3: The contract 2026-10 appears twice"),
        (HEAD + "2026-09-18,2026-10,49.9\n", "outside 50 to 110"),
        (HEAD + "2026-09-18,2026-10,110.01\n", "outside 50 to 110"),
        (HEAD + "2026-09-18,2026-10,3.9\n", "row 2: The price 3.9 is outside"),
        (HEAD + "2026-09-18,2026-08,96.1\n", "had expired on 2026-09-18"),
        (HEAD + "2026-09-18,2026-13,96.1\n", "names no contract"),
        (HEAD + "2026-09-18,ZQA6,96.1\n", "names no contract"),
        (HEAD + "2026-09-18,2026-10,96.1\n2026-09-17,2026-11,96.0\n", "Two quote dates"),
        (HEAD + "2026-09-31,2026-10,96.1\n", "row 2, column A: '2026-09-31' is not a date"),
        (HEAD + "2026-09-18,2026-10,nan\n", "row 2, column C: no price"),
        (HEAD + "2026-09-18,2026-10,=1+1\n", "row 2, column C: '=1+1' is a formula"),
        (HEAD + "2026-09-18,2026-10,1e309\n", "row 2, column C: '1e309' is text"),
        (HEAD + "2026-09-18,2026-10,1e99\n", "row 2, column C: 1e+99 is not a number that is counted here"),
        (HEAD + "2026-09-18,2026-10\n", "row 2, column B: 2 cells where the head has 3"),
        (HEAD + '2026-09-18,"2026-10,96\n', "is not CSV"),
        (HEAD, "no row of figures"),
        ("", "no row of figures"),
        ("date,price\n2026-09-18,96.1\n", "quote_date,contract,price"),
        ("quote_date,tenor,rate\n2026-09-18,3M,3.9\n2026-09-18,2026-12-18,3.9\n", "Two quotes end on 2026-12-18"),
        ("quote_date,tenor,rate\n2026-09-18,3Q,3.9\n", "no tenor"),
        ("quote_date,tenor,rate\n2026-09-18,99Y,3.9\n", "no tenor"),
        ("quote_date,tenor,rate\n2026-09-18,2026-09-01,3.9\n", "no tenor"),
        ("quote_date,tenor,rate\n2026-09-18,3M,396\n", "rate in percent"),
    ],
)
def test_refused_with_the_reason(text, reason):
    with pytest.raises(InputError) as caught:
        read(text)
    assert reason in str(caught.value)


def test_a_missing_month_names_what_is_held():
    found = read(HEAD + "2026-09-18,2026-10,96.1\n")
    with pytest.raises(InputError, match="2026-10 to 2026-10"):
        found.rate((2026, 11))
