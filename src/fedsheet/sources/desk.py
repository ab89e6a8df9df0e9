"""Federal Reserve Bank of New York, the Desk's operations: outright purchases and sales, securities lending, dollar
swaps with other central banks, and who took up the overnight reverse repo; no key.

Quirks: amounts of outright operations are text and never below zero, the direction says which way they go; a TBA
operation has par and blank faces, one of specified pools has faces and blank par; swaps have no identifier; small value
exercises look like operations; a window without operations is an empty list and a true answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, of_feed
from fedsheet.sources.nyfed import API, BILLION
from fedsheet.sources.reply import Ask, Feed, Parsed, Request, RowsOf, prints_of

Row = dict[str, Any]
# Feed → (path of its search, where the rows stand, whether a year is asked at a time)
SEARCHES: Mapping[str, tuple[str, tuple[str, str]]] = {
    "nyfed.tsy": ("tsy/all/results/summary/search.json", ("treasury", "auctions")),
    "nyfed.ambs": ("ambs/all/results/summary/search.json", ("ambs", "auctions")),
    "nyfed.seclending": ("seclending/all/results/summary/search.json", ("seclending", "operations")),
    "nyfed.fxs": ("fxs/usdollar/search.json", ("fxSwaps", "operations")),
    "nyfed.propositions": ("rp/reverserepo/propositions/search.json", ("repo", "operations")),
}
BY_TRADE_DATE = {"dateType": "trade"}


def requests(entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """Results of one kind of operation, a year a question."""
    found = []
    for entry in {entry.feed: entry for entry in entries}.values():
        path, _ = SEARCHES[entry.feed]
        first = date.fromisoformat(ask.start(min(e.start for e in of_feed(entry.feed))))
        named = entry.id if not entry.is_series else "ON RRP by counterparty"
        for year in ask.years(first.year):
            start, end = max(first, date(year, 1, 1)), min(ask.today, date(year, 12, 31))
            window = {"startDate": str(start), "endDate": str(end)}
            more = BY_TRADE_DATE if entry.feed == "nyfed.fxs" else {}
            about = {"feed": entry.feed}
            found.append(Request("nyfed", f"{named} {year}", f"{API}/{path}", {**window, **more}, about=about))
    return found


def _rows(body: bytes, request: Mapping[str, str], day_field: str) -> list[Row]:
    """The rows of one reply, each of a day that was asked for."""
    what = request["what"]
    _, path = SEARCHES[request["feed"]]
    rows = strict.rows_at(strict.json_of(body, what), path, what)
    for row in rows:
        day = strict.day_of(strict.field(row, day_field, what), what)
        if not request["startDate"] <= str(day) <= request["endDate"]:
            raise SourceError("sources.desk_row_answers_question_about", where=what, day=day)
    return rows


def _parsed(table: str, keyed: Sequence[tuple[str, Row]], day_field: str, what: str) -> Parsed:
    strict.unique([key for key, _ in keyed], what)
    for key, row in keyed:
        strict.taken_of_offered(row.get("accepted_usd"), row.get("submitted_usd"), f"{what} {key}")
    newest = max((date.fromisoformat(row[day_field]) for _, row in keyed), default=None)
    return Parsed((), (RowsOf(table, keyed),), newest)


def parse_treasuries(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Outright Treasury operations with their par; an empty year is an answer."""
    what = request["what"]
    found = [row for row in _rows(body, request, "operationDate") if row.get("auctionStatus") == "Results"]
    rows = [
        _outright(row, what) | {
            "submitted_usd": _amount(row, "totalParAmtSubmitted", what),
            "accepted_usd": strict.number_or_none(strict.field(row, "totalParAmtAccepted", what), what),
            "matures_from_date": _day_or_none(row, "maturityRangeStart", what),
            "matures_to_date": _day_or_none(row, "maturityRangeEnd", what),
        }
        for row in found
    ]  # fmt: skip
    return _parsed("nyfed_treasury_operations", _by_operation(rows), "operation_date", what)


def parse_mbs(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Outright operations in agency MBS: TBA purchases count par, sales of specified pools current face."""
    what = request["what"]
    found = [row for row in _rows(body, request, "operationDate") if row.get("auctionStatus") == "Results"]
    rows = [_outright(row, what) | _mbs_amounts(row, what) for row in found]
    return _parsed("nyfed_mbs_operations", _by_operation(rows), "operation_date", what)


def _mbs_amounts(row: Mapping[str, Any], what: str) -> Row:
    """Par where it is given, else current face; original face is kept beside."""
    if "totalAmtAcceptedPar" not in row and "totalAcceptedCurrFace" not in row:
        raise SourceError("sources.desk_operation_neither_par_nor", where=what)
    par, face = _amount(row, "totalAmtAcceptedPar", what), _amount(row, "totalAcceptedCurrFace", what)
    asked_par, asked_face = (_amount(row, name, what) for name in ("totalAmtSubmittedPar", "totalSubmittedCurrFace"))
    return {
        "accepted_usd": face if par is None else par, "submitted_usd": asked_face if asked_par is None else asked_par,
        "original_face_usd": _amount(row, "totalAcceptedOrigFace", what),
        "counted": "par" if par is not None else "current face" if face is not None else "",
    }  # fmt: skip


def _outright(row: Mapping[str, Any], what: str) -> Row:
    direction = strict.word(row, "operationDirection", what)
    if direction not in ("P", "S", ""):
        raise SourceError("sources.desk_operation_s_direction", where=what, direction=str(direction)[:10])
    return {
        "operation_id": strict.word(row, "operationId", what), "operation_date": _day(row, "operationDate", what),
        "settlement_date": _day_or_none(row, "settlementDate", what),
        "operation_type": strict.word(row, "operationType", what),
        "direction": direction, "class": strict.text_field(row.get("classType") or "", what),
        "note": strict.text_field(row.get("note") or "", what, 2_000),
    }  # fmt: skip


def _by_operation(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    return [(f"{row['operation_date']} {row['operation_id']} {row['class']}", row) for row in rows]


def parse_lending(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Securities lent from SOMA overnight, and loans extended, one row an operation."""
    what = request["what"]
    rows = [
        {
            "operation_id": strict.word(row, "operationId", what), "operation_date": _day(row, "operationDate", what),
            "settlement_date": _day_or_none(row, "settlementDate", what),
            "maturity_date": _day_or_none(row, "maturityDate", what),
            "operation_type": strict.word(row, "operationType", what),
            "submitted_usd": _amount(row, "totalParAmtSubmitted", what),
            "accepted_usd": _amount(row, "totalParAmtAccepted", what),
            "extended_usd": _amount(row, "totalParAmtExtended", what),
        }
        for row in _rows(body, request, "operationDate") if row.get("auctionStatus", "Results") == "Results"
    ]  # fmt: skip
    keyed = [(f"{row['operation_date']} {row['operation_id']} {row['operation_type']}", row) for row in rows]
    return _parsed("nyfed_securities_lending", keyed, "operation_date", what)


def parse_swaps(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Dollars swapped with other central banks, one row a drawing; several alike on a day are told by a number."""
    what = request["what"]
    rows = [_swap(row, what) for row in _rows(body, request, "tradeDate")]
    strict.unique([tuple(row.values()) for row in rows], what)
    rows.sort(key=lambda row: (row["trade_date"], row["counterparty"], row["maturity_date"] or "", row["amount_usd"]))
    times: dict[tuple[Any, ...], int] = {}
    keyed = []
    for row in rows:
        alike = (row["trade_date"], row["counterparty"], row["settlement_date"], row["maturity_date"])
        times[alike] = times.get(alike, 0) + 1
        keyed.append((" ".join(str(part) for part in (*alike, times[alike])), row))
    return _parsed("nyfed_dollar_swaps", keyed, "trade_date", what)


def _swap(row: Mapping[str, Any], what: str) -> Row:
    currency = strict.word(row, "currency", what)
    if currency != "USD":
        raise SourceError("sources.desk_dollar_swap", where=what, currency=currency[:10])
    return {
        "trade_date": _day(row, "tradeDate", what), "settlement_date": _day_or_none(row, "settlementDate", what),
        "maturity_date": _day_or_none(row, "maturityDate", what),
        "counterparty": strict.word(row, "counterparty", what),
        "amount_usd": _drawn(row, what),
        "rate_percent": strict.number_or_none(row.get("interestRate"), what, ("", "NA")),
        "term_days": strict.number_or_none(row.get("termInDays"), what),
        "small_value": "yes" if str(row.get("isSmallValue", "")).lower() in ("true", "y", "yes", "1") else "no",
    }  # fmt: skip


def _drawn(row: Mapping[str, Any], what: str) -> float:
    """The amount of a drawing; one of nothing is none."""
    amount = strict.number_of(strict.field(row, "amount", what), what)
    if amount <= 0:
        raise SourceError("sources.desk_drawing_of_nothing", where=what, amount=amount)
    return amount


def parse_propositions(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Reverse repo taken up by each type of counterparty, billions, all operations of a day together."""
    what = request["what"]
    held: dict[str, dict[date, float]] = {entry.id: {} for entry in of_feed("nyfed.propositions")}
    names = {entry.native: entry.id for entry in of_feed("nyfed.propositions")}
    rows = _rows(body, request, "operationDate")
    strict.unique([strict.word(row, "operationId", what) for row in rows], what)
    for row in rows:
        day = date.fromisoformat(_day(row, "operationDate", what))
        for series_id, amount in _types(row, names, day, what):
            held[series_id][day] = held[series_id].get(day, 0.0) + amount / BILLION
    parts = [prints_of(entry, held[entry.id].items()) for entry in of_feed("nyfed.propositions")]
    newest = max((day for part in parts for day in part.days), default=None)
    return Parsed(tuple(part for part in parts if part.days), (), newest)


def _types(row: Mapping[str, Any], names: Mapping[str, str], day: date, what: str) -> list[tuple[str, float]]:
    """(series, dollars) of one operation; the types are its total, or the reply is refused."""
    parts = strict.rows_at(row, ["propositions"], what)
    amounts = [
        (strict.word(part, "counterpartyType", what), strict.number_of(strict.field(part, "amtAccepted", what), what))
        for part in parts
    ]
    strict.unique([kind for kind, _ in amounts], what)
    if unknown := sorted({kind for kind, _ in amounts} - names.keys()):
        raise SourceError("sources.desk_counterparties_type", where=what, unknown=unknown)
    total = strict.number_of(strict.field(row, "totalAmtAccepted", what), what)
    if sum(amount for _, amount in amounts) != total:
        raise SourceError("sources.desk_counterparties_do_add_up", where=what, day=day, total=total)
    return [(names[kind], amount) for kind, amount in amounts]


def _amount(row: Mapping[str, Any], name: str, what: str) -> float | None:
    return strict.number_or_none(row.get(name), what)


def _day(row: Mapping[str, Any], name: str, what: str) -> str:
    return str(strict.day_of(strict.field(row, name, what), what))


def _day_or_none(row: Mapping[str, Any], name: str, what: str) -> str | None:
    return str(strict.day_of(row[name], what)) if row.get(name) else None


FEEDS = {
    "nyfed.tsy": Feed(requests, parse_treasuries),
    "nyfed.ambs": Feed(requests, parse_mbs),
    "nyfed.seclending": Feed(requests, parse_lending),
    "nyfed.fxs": Feed(requests, parse_swaps),
    "nyfed.propositions": Feed(requests, parse_propositions),
}
