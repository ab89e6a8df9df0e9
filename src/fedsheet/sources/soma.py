"""Federal Reserve Bank of New York, SOMA: what the Fed holds, by type and by CUSIP, and what it bought and sold.

Quirks: every number is text and a blank is ""; `total` leaves out TIPS inflation compensation; `frn` can be blank
although the total includes it (then it is the total less the rest, to the cent); MBS and CMBS count current face,
Treasuries and agency debt par; as-of dates are Wednesdays, also when they are holidays; `percentOutstanding` is a share
of the issue from 0 to 1, in spite of its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fedsheet.core.dates import h41_release_date, wednesday_on_or_before
from fedsheet.core.errors import InputError, SourceError
from fedsheet.core.ids import cusip
from fedsheet.sources import strict
from fedsheet.sources.catalogue import Entry, of_feed
from fedsheet.sources.nyfed import API
from fedsheet.sources.reply import Ask, Feed, Parsed, PrintsOf, Request, RowsOf, prints_of

KINDS = {"Bills": "bill", "NotesBonds": "note_bond", "TIPS": "tips", "FRN": "frn", "FRNs": "frn"}
AGENCY_KINDS = {"Agency Debts": "agency_debt", "MBS": "mbs", "CMBS": "cmbs"}
PARTS = ("bills", "notesbonds", "tips", "frn", "agencies", "mbs", "cmbs")
OPERATIONS = {
    "nyfed.tsy": ("treasury", "nyfed_treasury_operations", "totalParAmtAccepted"),
    "nyfed.ambs": ("ambs", "nyfed_mbs_operations", "totalAcceptedCurrFace"),
}


def _request(what: str, path: str, feed: str, **params: str) -> Request:
    return Request("nyfed", what, f"{API}/{path}", params, about={"feed": feed})


def summary_requests(_entries: Sequence[Entry], _ask: Ask) -> list[Request]:
    """The whole weekly history in one reply."""
    return [_request("SOMA summary", "soma/summary.json", "nyfed.soma_summary")]


def parse_summary(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Holdings by type; total = sum of the seven types, or the reply is refused."""
    what = request["what"]
    rows = strict.rows_at(strict.json_of(body, what), ["soma", "summary"], what)
    dated = {strict.day_of(strict.field(row, "asOfDate", what), what): _types(row, what) for row in rows}
    if len(dated) != len(rows) or not rows:
        raise SourceError("a Wednesday stands twice or none at all", where=what)
    series = [_summary_series(entry, dated) for entry in of_feed("nyfed.soma_summary")]
    return Parsed(tuple(part for part in series if part.days), (), max(dated))


def _types(row: Mapping[str, Any], what: str) -> dict[str, Decimal | None]:
    amounts = {
        name: _cents(strict.field(row, name, what), what) for name in (*PARTS, "total", "tipsInflationCompensation")
    }
    total = amounts["total"]
    if total is None:
        raise SourceError("a summary has no total", where=what)
    rest = sum((amounts[name] or Decimal(0) for name in PARTS), Decimal(0))
    if amounts["frn"] is None and rest < total:
        amounts["frn"], rest = total - rest, total
    if rest != total:
        raise SourceError(f"the types of {row['asOfDate']} add up to {rest:,}, not {total:,}", where=what)
    return amounts


def _cents(value: Any, what: str) -> Decimal | None:
    return None if strict.number_or_none(value, what) is None else Decimal(str(value))


def _summary_series(entry: Entry, dated: Mapping[date, Mapping[str, Decimal | None]]) -> PrintsOf:
    amounts = ((day, row[entry.native]) for day, row in dated.items())
    return prints_of(entry, ((day, None if amount is None else float(amount)) for day, amount in amounts))


def _wednesdays(ask: Ask) -> list[date]:
    """The Wednesdays to ask for: since `since`, else the last one published; from the day after its release on."""
    newest = wednesday_on_or_before(ask.today)
    if h41_release_date(newest) >= ask.today:
        newest -= timedelta(days=7)
    days = [newest]
    while ask.since and days[-1] - timedelta(days=7) >= ask.since:
        days.append(days[-1] - timedelta(days=7))
    return days[::-1]


def treasury_requests(_entries: Sequence[Entry], ask: Ask) -> list[Request]:
    """One list a Wednesday."""
    return [
        _request(f"SOMA Treasuries {day}", f"soma/tsy/get/asof/{day}.json", "nyfed.soma_tsy")
        for day in _wednesdays(ask)
    ]


def agency_requests(_entries: Sequence[Entry], ask: Ask) -> list[Request]:
    """One list a Wednesday, agency debt, MBS and CMBS together."""
    return [
        _request(f"SOMA agencies {day}", f"soma/agency/get/asof/{day}.json", "nyfed.soma_agency")
        for day in _wednesdays(ask)
    ]


def parse_treasuries(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every Treasury held on one Wednesday, as a table of its own."""
    return _holdings(body, request, "soma_treasury", _treasury)


def parse_agencies(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Agency debt, MBS and CMBS held on one Wednesday."""
    return _holdings(body, request, "soma_agency", _agency)


def _holdings(body: bytes, request: Mapping[str, str], table: str, read: Any) -> Parsed:
    what = request["what"]
    day = date.fromisoformat(what.split()[-1])
    rows = strict.rows_at(strict.json_of(body, what), ["soma", "holdings"], what)
    if not rows:
        raise SourceError(f"no holdings of {day}", where=what, do="Ask for a Wednesday of soma/asofdates/list.json")
    for row in rows:
        if strict.field(row, "asOfDate", what) != str(day):
            raise SourceError(f"a row is of {str(row['asOfDate'])[:12]!r}", where=what)
    securities = [read(row, what) for row in rows]
    strict.unique([row["cusip"] for row in securities], what)
    name = f"{table}_{day}"
    return Parsed((), (RowsOf(name, [(row["cusip"], row) for row in securities], h41_release_date(day)),), day)


def _treasury(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    kind = strict.word(row, "securityType", what)
    if kind not in KINDS:
        raise SourceError(f"a security is of type {str(kind)[:30]!r}", where=what, do=strict.CHANGED)
    return {
        "cusip": _cusip(row, what), "kind": KINDS[kind],
        "maturity_date": str(strict.day_of(strict.field(row, "maturityDate", what), what)),
        "coupon_percent": strict.number_or_none(row.get("coupon"), what),
        "spread_percent": strict.number_or_none(row.get("spread"), what),
        "par_usd": strict.number_of(strict.field(row, "parValue", what), what),
        "inflation_compensation_usd": strict.number_or_none(row.get("inflationCompensation"), what),
        "share_of_issue": strict.number_or_none(row.get("percentOutstanding"), what),
    }  # fmt: skip


def _agency(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    kind = strict.word(row, "securityType", what)
    if kind not in AGENCY_KINDS:
        raise SourceError(f"a security is of type {str(kind)[:30]!r}", where=what, do=strict.CHANGED)
    amount = strict.field(row, "parValue" if kind == "Agency Debts" else "currentFaceValue", what)
    return {
        "cusip": _cusip(row, what), "kind": AGENCY_KINDS[kind],
        "description": strict.text_field(row.get("securityDescription", row.get("issuer", "")), what),
        "term": strict.text_field(row.get("term", ""), what),
        "coupon_percent": strict.number_or_none(row.get("coupon"), what),
        "amount_usd": strict.number_of(amount, what),
    }  # fmt: skip


def _cusip(row: Mapping[str, Any], what: str) -> str:
    """Nine characters with a right check digit; spreadsheets' quotes around it are part of the CSV's dress."""
    try:
        return cusip(strict.word(row, "cusip", what).strip("'"))
    except InputError as error:
        raise SourceError(str(error), where=what) from None


def operation_requests(entries: Sequence[Entry], ask: Ask) -> list[Request]:
    """Results of outright operations, a year a question."""
    found = []
    for entry in entries:
        path = "tsy/all/results/summary" if entry.feed == "nyfed.tsy" else "ambs/all/results/summary"
        first = date.fromisoformat(ask.start(entry.start))
        for year in ask.years(first.year):
            window = {
                "startDate": str(max(first, date(year, 1, 1))),
                "endDate": str(min(ask.today, date(year, 12, 31))),
            }
            found.append(_request(f"{entry.id} {year}", f"{path}/search.json", entry.feed, **window))
    return found


def parse_operations(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every operation with its par or face accepted; an empty year is an answer."""
    what = request["what"]
    envelope, table, amount_field = OPERATIONS[request["feed"]]
    found = strict.rows_at(strict.json_of(body, what), [envelope, "auctions"], what)
    rows = [_operation(row, amount_field, what) for row in found if row.get("auctionStatus") == "Results"]
    for row in rows:
        if not request["startDate"] <= row["operation_date"] <= request["endDate"]:
            raise SourceError(f"a row of {row['operation_date']} answers a question about other days", where=what)
    keyed = [(f"{row['operation_date']} {row['operation_id']} {row['class']}", row) for row in rows]
    strict.unique([key for key, _ in keyed], what)
    newest = max((date.fromisoformat(row["operation_date"]) for row in rows), default=None)
    return Parsed((), (RowsOf(table, keyed),), newest)


def _operation(row: Mapping[str, Any], amount_field: str, what: str) -> dict[str, Any]:
    direction = strict.word(row, "operationDirection", what)
    if direction not in ("P", "S", ""):
        raise SourceError(f"an operation's direction is {str(direction)[:10]!r}", where=what, do=strict.CHANGED)
    settlement = row.get("settlementDate") or ""
    return {
        "operation_id": strict.word(row, "operationId", what),
        "operation_date": str(strict.day_of(strict.field(row, "operationDate", what), what)),
        "settlement_date": str(strict.day_of(settlement, what)) if settlement else None,
        "operation_type": strict.word(row, "operationType", what),
        "direction": direction, "class": strict.text_field(row.get("classType") or "", what),
        "accepted_usd": strict.number_or_none(strict.field(row, amount_field, what), what),
    }  # fmt: skip


FEEDS = {
    "nyfed.soma_summary": Feed(summary_requests, parse_summary),
    "nyfed.soma_tsy": Feed(treasury_requests, parse_treasuries),
    "nyfed.soma_agency": Feed(agency_requests, parse_agencies),
    "nyfed.tsy": Feed(operation_requests, parse_operations),
    "nyfed.ambs": Feed(operation_requests, parse_operations),
}
