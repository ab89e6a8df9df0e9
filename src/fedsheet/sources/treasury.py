"""US Treasury: cash, debt, securities, buybacks from FiscalData, auctions from TreasuryDirect, the par curve; no key.

Quirks: FiscalData writes every value as text and a missing one as the text "null" or "*"; an error can be a 200 with
{"error": …}; the cash balance changed its labels on 2021-10-01 and 2022-04-18, since when the closing balance stands
in the column of opening balances; a CUSIP in the monthly statement stands among names of subtotals, one row a
reopening, and what is outstanding stands on one of them, not always the first; `type` and `securityType` of an auction
differ for TIPS and FRNs; `totalAccepted` includes `somaAccepted`; a page of auctions says how many there are in all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, catalogue, of_feed
from fedsheet.sources.reply import Ask, Feed, Parsed, Request, RowsOf, prints_of

FISCAL = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
DIRECT = "https://www.treasurydirect.gov/TA_WS/securities/jqsearch"
CURVE = "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/pages/xml"
NULLS = ("null", "", "*")
# Label of the account → (series, column that holds its figure); the era is told by the label alone.
CASH_LABELS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Federal Reserve Account": (("DTS_TGA_CLOSE", "close_today_bal"), ("DTS_TGA_OPEN", "open_today_bal")),
    "Treasury General Account (TGA)": (("DTS_TGA_CLOSE", "close_today_bal"), ("DTS_TGA_OPEN", "open_today_bal")),
    "Treasury General Account (TGA) Opening Balance": (("DTS_TGA_OPEN", "open_today_bal"),),
    "Treasury General Account (TGA) Closing Balance": (("DTS_TGA_CLOSE", "open_today_bal"),),
    "Total TGA Deposits (Table II)": (("DTS_TGA_DEPOSITS", "open_today_bal"),),
    "Total TGA Withdrawals (Table II) (-)": (("DTS_TGA_WITHDRAWALS", "open_today_bal"),),
}  # fmt: skip
OTHER_CASH_LABELS = frozenset({
    "Tax and Loan Note Accounts (Table V)", "Supplementary Financing Program Account",
    "Short-Term Cash Investments (Table V)", "Financial Institution Account",
})  # fmt: skip
MILLION = 1e6
PUBLISHED_AFTER = timedelta(days=8)  # the monthly statement appears about the fourth business day
ROUNDING = 1.5  # million: opening + deposits - withdrawals, three rounded parts and a rounded sum
AUCTION_FIELDS = {
    "auction_date": "auctionDate", "issue_date": "issueDate", "maturity_date": "maturityDate",
}  # fmt: skip
AUCTION_AMOUNTS = {
    "offering_usd": "offeringAmount", "accepted_usd": "totalAccepted", "soma_accepted_usd": "somaAccepted",
    "soma_holdings_usd": "somaHoldings", "high_yield_percent": "highYield", "bid_to_cover": "bidToCoverRatio",
    "coupon_percent": "interestRate", "high_discount_rate_percent": "highDiscountRate",
}  # fmt: skip
AUCTION_KINDS = frozenset({"Bill", "Note", "Bond", "TIPS", "FRN", "CMB"})
PAGE_SIZE = 2_000
ALL_CLASSES, CENT_OFF = "Total Marketable", 0.01  # million: a sum of some hundred amounts in dollars and cents
ADDED_UP = ("issued_usd", "inflation_adjustment_usd", "redeemed_usd")


def _fiscal(what: str, path: str, feed: str, fields: str, start: str) -> Request:
    """All rows since `start`, in one page of at most 10,000: more must be asked in parts."""
    params = {"fields": fields, "filter": f"record_date:gte:{start}", "sort": "record_date", "page[size]": "10000"}
    return Request("treasury", what, f"{FISCAL}/{path}", params, about={"feed": feed})


def cash_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """Four or five accounts a day: parts of five years keep every page under its limit."""
    fields = "record_date,account_type,close_today_bal,open_today_bal"
    return [
        _ended(_fiscal(f"Treasury cash {year}", "v1/accounting/dts/operating_cash_balance", "treasury.dts", fields,
                       max(ask.start("2005-10-03"), f"{year}-01-01")), year, 5)
        for year in range(2005, ask.today.year + 1, 5)
        if f"{year + 5}-01-01" > ask.start("2005-10-03")
    ]  # fmt: skip


def _ended(request: Request, year: int, n_years: int) -> Request:
    """The same question with an end: the last day of its part."""
    window = f"{request.params['filter']},record_date:lt:{year + n_years}-01-01"
    return Request(request.source, request.what, request.url, {**request.params, "filter": window}, about=request.about)


def debt_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """Debt to the penny: one row a business day."""
    fields = "record_date,debt_held_public_amt,intragov_hold_amt,tot_pub_debt_out_amt"
    start = ask.start("1993-04-01")
    return [_fiscal("Treasury debt", "v2/accounting/od/debt_to_penny", "treasury.debt", fields, start)]


def mspd_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """One month a question: the last one published, or every one since `since`."""
    months = [_month_end_before(ask.today - PUBLISHED_AFTER)]
    while ask.since and months[-1].replace(day=1) > ask.since:
        months.append(_month_end_before(months[-1]))
    fields = "record_date,security_class1_desc,security_class2_desc,interest_rate_pct,issue_date,maturity_date,"
    fields += "issued_amt,inflation_adj_amt,redeemed_amt,outstanding_amt"
    return [
        Request(
            "treasury", f"Treasury securities {month}", f"{FISCAL}/v1/debt/mspd/mspd_table_3_market",
            {"fields": fields, "filter": f"record_date:eq:{month}", "page[size]": "10000"},
            about={"feed": "treasury.mspd"},
        )
        for month in reversed(months)
    ]  # fmt: skip


def _month_end_before(day: date) -> date:
    """The last day of the month before that of `day`."""
    return day.replace(day=1) - ONE_DAY


def _fiscal_rows(body: bytes, what: str) -> list[dict[str, Any]]:
    """Rows of one whole page; an error in a 200, or a page that is not the last, is refused."""
    document = strict.json_of(body, what)
    if isinstance(document, dict) and "error" in document:
        raise SourceError(
            "sources.treasury_fiscaldata_says",
            where=what,
            document=str(document.get("message", document["error"]))[:120],
        )
    rows = strict.rows_at(document, ["data"], what)
    meta = strict.field(document, "meta", what)
    total = strict.number_of(strict.field(meta if isinstance(meta, dict) else {}, "total-count", what), what)
    if len(rows) != total:
        raise SourceError("sources.treasury_rows_came", where=what, n_rows=len(rows), total=total)
    if not rows:
        raise SourceError("sources.treasury_reply_holds_row", where=what)
    return rows


def parse_cash(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Treasury General Account by day, across the three eras of labels; each day's flows close."""
    what = request["what"]
    rows = _fiscal_rows(body, what)
    held: dict[str, dict[date, float]] = {entry.id: {} for entry in of_feed("treasury.dts")}
    for row in rows:
        day = strict.day_of(strict.field(row, "record_date", what), what)
        for series_id, column in _cash_series(row, what):
            if day in held[series_id]:
                raise SourceError("sources.treasury_stands_twice", where=what, series_id=series_id, day=day)
            held[series_id][day] = strict.number_of(strict.field(row, column, what), what)
    _check_cash(held, what)
    parts = [prints_of(catalogue()[series_id], by_day.items()) for series_id, by_day in held.items() if by_day]
    return Parsed(tuple(parts), (), max(held["DTS_TGA_CLOSE"]))


def _cash_series(row: Mapping[str, Any], what: str) -> tuple[tuple[str, str], ...]:
    label = strict.word(row, "account_type", what)
    if label in CASH_LABELS:
        return CASH_LABELS[label]
    if label not in OTHER_CASH_LABELS:
        raise SourceError("sources.treasury_account_called", where=what, label=str(label)[:60])
    return ()


def _check_cash(held: Mapping[str, Mapping[date, float]], what: str) -> None:
    if not held["DTS_TGA_CLOSE"]:
        raise SourceError("sources.treasury_closing_balance_reply", where=what)
    for day, deposits in held["DTS_TGA_DEPOSITS"].items():
        parts = (held["DTS_TGA_OPEN"].get(day), held["DTS_TGA_WITHDRAWALS"].get(day), held["DTS_TGA_CLOSE"].get(day))
        opening, withdrawals, closing = parts
        if opening is None or withdrawals is None or closing is None:
            raise SourceError("sources.treasury_cash_balance_whole", where=what, day=day)
        if abs(opening + deposits - withdrawals - closing) > ROUNDING:
            raise SourceError("sources.treasury_cash_balance_does_close", where=what, day=day)


def parse_debt(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Total debt = held by the public + intragovernmental, to the cent."""
    what = request["what"]
    rows = _fiscal_rows(body, what)
    days = [strict.day_of(strict.field(row, "record_date", what), what) for row in rows]
    strict.unique(days, what)
    held: dict[str, dict[date, float]] = {}
    for entry in of_feed("treasury.debt"):
        values = [strict.number_or_none(strict.field(row, entry.native, what), what, NULLS) for row in rows]
        held[entry.id] = {day: value for day, value in zip(days, values, strict=True) if value is not None}
    for day, public in held["DEBT_PUBLIC"].items():
        parts = public + held["DEBT_INTRAGOVERNMENTAL"].get(day, 0.0)
        if abs(parts - held["DEBT_TOTAL"].get(day, parts)) > 0.02:
            raise SourceError("sources.treasury_debt_does_add_up", where=what, day=day)
    return Parsed(
        tuple(prints_of(catalogue()[i], by_day.items()) for i, by_day in held.items() if by_day), (), max(days)
    )


def parse_mspd(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every marketable security at one month's end, one row each; rows without a maturity are subtotals."""
    what = request["what"]
    month = what.split()[-1]
    issues: dict[str, list[dict[str, Any]]] = {}
    found = _fiscal_rows(body, what)
    for row in found:
        if strict.field(row, "record_date", what) != month:
            raise SourceError("sources.treasury_row", where=what, row=str(row["record_date"])[:12])
        if strict.field(row, "maturity_date", what) not in NULLS:
            issue = _issue(row, what)
            issues.setdefault(issue["cusip"], []).append(issue)
    if not issues:
        raise SourceError("sources.treasury_reply_holds_security", where=what)
    rows = [(f"{month} {cusip}", _security(of_one, f"{what} {cusip}")) for cusip, of_one in issues.items()]
    day = date.fromisoformat(month)
    lacks = None if _adds_up(found, what) else day
    return Parsed((), (RowsOf("mspd_securities", rows, whole=f"{month} ", lacks_from=lacks),), day)


def _adds_up(rows: Sequence[Mapping[str, Any]], what: str) -> bool:
    """Whether each class' securities are what one of its totals says is outstanding, and the classes all there is.

    A class has a total of what has not matured and, where some was not yet paid, one with it; of what has no security
    of its own there is one row. What was seen of 2023 adds up to the cent.
    """
    securities: dict[str, float] = {}
    totals: dict[str, list[float]] = {}
    for row in rows:
        name, amount = _of_class(row, what)
        if row["maturity_date"] in NULLS:
            totals.setdefault(name, []).append(amount)
        else:
            securities[name] = securities.get(name, 0.0) + amount
    whole = totals.pop(ALL_CLASSES, [])
    classes = [max(of) for of in totals.values()]
    return (
        all(any(abs(amount - said) < CENT_OFF for said in totals.get(name, ())) for name, amount in securities.items())
        and len(whole) == 1 and abs(sum(classes) - whole[0]) < CENT_OFF
    )  # fmt: skip


def _of_class(row: Mapping[str, Any], what: str) -> tuple[str, float]:
    """The class of a row and what it says is outstanding, millions of dollars; nothing where it says none."""
    amount = strict.number_or_none(strict.field(row, "outstanding_amt", what), what, NULLS)
    return strict.word(row, "security_class1_desc", what), amount or 0.0


def _security(issues: Sequence[Mapping[str, Any]], what: str) -> dict[str, Any]:
    """One security out of its issue and reopenings: amounts issued add up, what is outstanding stands on one row."""
    strict.unique([issue["issue_date"] for issue in issues], what)
    if len({(issue["maturity_date"], issue["coupon_percent"]) for issue in issues}) > 1:
        raise SourceError("sources.treasury_reopenings_differ_maturity_or", where=what)
    outstanding = [issue["outstanding_usd"] for issue in issues if issue["outstanding_usd"] is not None]
    if len(outstanding) > 1:
        raise SourceError("sources.treasury_what_outstanding_stands_several", where=what)
    first = min(issues, key=lambda issue: str(issue["issue_date"]))
    sums = {name: _sum([issue[name] for issue in issues]) for name in ADDED_UP}
    return {**first, **sums, "outstanding_usd": outstanding[0] if outstanding else None, "n_issues": len(issues)}


def _sum(amounts: Sequence[float | None]) -> float | None:
    held = [amount for amount in amounts if amount is not None]
    return sum(held) if held else None


def _issue(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    def millions(name: str) -> float | None:
        amount = strict.number_or_none(strict.field(row, name, what), what, NULLS)
        return None if amount is None else amount * MILLION

    return {
        "record_date": row["record_date"], "cusip": strict.word(row, "security_class2_desc", what),
        "class": strict.word(row, "security_class1_desc", what),
        "issue_date": str(strict.day_of(strict.field(row, "issue_date", what), what)),
        "maturity_date": str(strict.day_of(row["maturity_date"], what)),
        "coupon_percent": strict.number_or_none(strict.field(row, "interest_rate_pct", what), what, NULLS),
        "issued_usd": millions("issued_amt"), "inflation_adjustment_usd": millions("inflation_adj_amt"),
        "redeemed_usd": millions("redeemed_amt"), "outstanding_usd": millions("outstanding_amt"),
    }  # fmt: skip


def auction_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """Pages of 2,000 auctions, newest first: one is four to five years; six pages hold all there is."""
    n_pages = 1 if ask.since and (ask.today - ask.since).days < 1_400 else 6
    return [
        Request(
            "treasury", f"Treasury auctions page {page}", DIRECT,
            {"format": "json", "pagenum": str(page), "pagesize": str(PAGE_SIZE)}, about={"feed": "treasury.auctions"},
        )
        for page in range(n_pages)
    ]  # fmt: skip


def parse_auctions(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Terms and results of auctions; an announced one has no results yet, which is missing and not zero."""
    what = request["what"]
    document = strict.json_of(body, what)
    found = strict.rows_at(document, ["securityList"], what)
    if not found:
        raise SourceError("sources.treasury_reply_holds_auction", where=what)
    _refuse_short_page(len(found), document, request)
    rows = [_auction(row, what) for row in found]
    keyed = [(f"{row['auction_date']} {row['cusip']} {row['issue_date']}", row) for row in rows]
    strict.unique([key for key, _ in keyed], what)
    newest = max(date.fromisoformat(row["auction_date"]) for row in rows)
    return Parsed((), (RowsOf("treasury_auctions", keyed),), newest)


def _refuse_short_page(n_rows: int, document: Mapping[str, Any], request: Mapping[str, str]) -> None:
    """Every page is full but the last, which holds what the pages before it leave of all there are."""
    what, size = request["what"], int(request["pagesize"])
    total = strict.number_of(strict.field(document, "totalResultsCount", what), what)
    expected = min(size, total - size * int(request["pagenum"]))
    if n_rows != expected:
        raise SourceError("sources.treasury_short_page", where=what, n_rows=n_rows, expected=max(0, round(expected)))


def _auction(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    kind = strict.word(row, "type", what)
    if kind not in AUCTION_KINDS:
        raise SourceError("sources.treasury_auction_type", where=what, kind=str(kind)[:20])
    dates = {ours: str(strict.day_of(strict.field(row, theirs, what), what)) for ours, theirs in AUCTION_FIELDS.items()}
    amounts = {
        ours: strict.number_or_none(strict.field(row, theirs, what), what) for ours, theirs in AUCTION_AMOUNTS.items()
    }
    return {
        "cusip": strict.word(row, "cusip", what), "kind": kind,
        "term": strict.word(row, "securityTerm", what),
        "reopening": strict.word(row, "reopening", what), **dates, **amounts,
    }  # fmt: skip


def buyback_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """Every buyback operation since 2000, in one page."""
    start = ask.start("2000-03-09")
    params = {"filter": f"operation_date:gte:{start}", "sort": "operation_date", "page[size]": "10000"}
    path = f"{FISCAL}/v1/accounting/od/buybacks_operations"
    about = {"feed": "treasury.buybacks", "startDate": start}
    return [Request("treasury", "Treasury buybacks", path, params, about=about)]


def parse_buybacks(body: bytes, request: Mapping[str, str]) -> Parsed:
    """What the Treasury bought back, US dollars at par; an operation still to come has no results yet."""
    what = request["what"]
    rows = [_buyback(row, what) for row in _fiscal_rows(body, what)]
    for row in rows:
        strict.taken_of_offered(row["accepted_usd"], row["offered_usd"], f"{what} {row['operation_date']}")
        if row["settlement_date"] and row["settlement_date"] <= row["operation_date"]:
            raise SourceError("sources.treasury_buyback_settles_before", where=what, **_days_of(row))
    keyed = [
        (" ".join(str(row[name]) for name in ("operation_date", "operation_type", "security_type", "bucket")), row)
        for row in rows
    ]
    strict.unique([key for key, _ in keyed], what)
    newest = max(date.fromisoformat(row["operation_date"]) for row in rows)
    return Parsed((), (RowsOf("treasury_buybacks", keyed),), newest)


def _days_of(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in ("operation_date", "settlement_date")}


def _buyback(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    settles = row.get("settlement_date")
    return {
        "operation_date": str(strict.day_of(strict.field(row, "operation_date", what), what)),
        "settlement_date": None if settles in (None, *NULLS) else str(strict.day_of(settles, what)),
        "operation_type": strict.text_field(row.get("operation_type") or "", what),
        "security_type": strict.text_field(row.get("security_type") or "", what),
        "bucket": strict.text_field(row.get("maturity_bucket") or "", what),
        "most_usd": strict.number_or_none(row.get("max_par_amt_redeemed"), what, NULLS),
        "offered_usd": strict.number_or_none(strict.field(row, "total_par_amt_offered", what), what, NULLS),
        "accepted_usd": strict.number_or_none(strict.field(row, "total_par_amt_accepted", what), what, NULLS),
    }  # fmt: skip


def curve_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """A year a question; without `since` this year and the last."""
    first = (ask.since or date(ask.today.year - 1, 1, 1)).year
    return [
        Request(
            "treasury", f"Treasury par curve {year}", CURVE,
            {"data": "daily_treasury_yield_curve", "field_tdr_date_value": str(year)},
            media_types=("application/xml", "text/xml", "application/atom+xml"), about={"feed": "treasury.curve"},
        )
        for year in ask.years(first)
    ]  # fmt: skip


def parse_curve(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Par yields by tenor; a tenor that did not exist yet is left out. BC_30YEARDISPLAY is a copy, not a tenor."""
    what = request["what"]
    data = "{http://schemas.microsoft.com/ado/2007/08/dataservices}"
    records = list(strict.xml_of(body, what).iter(f"{data[:-1]}/metadata}}properties"))
    if not records:
        raise SourceError("sources.treasury_reply_holds_day", where=what)
    rows = [{child.tag.removeprefix(data): (child.text or "").strip() for child in record} for record in records]
    days = [strict.day_of(strict.field(row, "NEW_DATE", what), what) for row in rows]
    strict.unique(days, what)
    entries = of_feed("treasury.curve")
    _check_tenors(rows, {entry.native for entry in entries}, what)
    parts = []
    for entry in entries:
        values = [strict.number_or_none(row.get(entry.native), what) for row in rows]
        parts.append(prints_of(entry, zip(days, values, strict=True)))
    return Parsed(tuple(part for part in parts if part.days), (), max(days))


def _check_tenors(rows: Sequence[Mapping[str, str]], known: set[str], what: str) -> None:
    for row in rows:
        unknown = {name for name in row if name.startswith("BC_")} - known - {"BC_30YEARDISPLAY"}
        if unknown:
            raise SourceError("sources.treasury_unknown_tenors", where=what, unknown=sorted(unknown))
        strict.number_of(strict.field(row, "BC_10YEAR", what), what)


FEEDS = {
    "treasury.dts": Feed(cash_requests, parse_cash),
    "treasury.debt": Feed(debt_requests, parse_debt),
    "treasury.mspd": Feed(mspd_requests, parse_mspd),
    "treasury.auctions": Feed(auction_requests, parse_auctions, days_ahead=60),
    "treasury.buybacks": Feed(buyback_requests, parse_buybacks, days_ahead=60),
    "treasury.curve": Feed(curve_requests, parse_curve),
}
