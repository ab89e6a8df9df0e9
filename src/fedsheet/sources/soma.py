"""Federal Reserve Bank of New York, SOMA: what the Fed holds, by type and by CUSIP.

Quirks: every number is text and a blank is ""; `total` leaves out TIPS inflation compensation; in 424 weeks of 2009 to
2020 `mbs` is in whole dollars where `total` is not, so the sum is off by up to 2.40 dollars; `frn` can be blank
although the total includes it (then it is the total less the rest); MBS and CMBS count current face,
Treasuries and agency debt par; as-of dates are Wednesdays, also when they are holidays; `percentOutstanding` is a share
of the issue from 0 to 1, in spite of its name; coupon and month of maturity of MBS stand only in their description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from fedsheet.core.dates import h41_release_date, wednesday_on_or_before
from fedsheet.core.errors import InputError, SourceError
from fedsheet.core.ids import cusip
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, of_feed
from fedsheet.sources.nyfed import API
from fedsheet.sources.reply import Ask, Feed, Parsed, PrintsOf, Request, RowsOf, prints_of

KINDS = {"Bills": "bill", "NotesBonds": "note_bond", "TIPS": "tips", "FRN": "frn", "FRNs": "frn"}
AGENCY_KINDS = {"Agency Debts": "agency_debt", "MBS": "mbs", "CMBS": "cmbs"}
PARTS = ("bills", "notesbonds", "tips", "frn", "agencies", "mbs", "cmbs")
DESCRIBED = re.compile(r"(\d{1,2}(?:\.\d{1,4})?)% (0[1-9]|1[0-2])/(\d\d)$")
OFF_BY = Decimal(10)  # dollars by which a week's types may miss its total
FIRST_FRN = date(2014, 2, 5)  # the first Wednesday after the Treasury's first floating-rate note settled
LEAST_FRN = Decimal(1_000_000)  # dollars; less is rounding, not a holding


def _request(what: str, path: str, feed: str, **params: str) -> Request:
    return Request("nyfed", what, f"{API}/{path}", params, about={"feed": feed})


def summary_requests(_entries: Sequence[CatalogueEntry], _ask: Ask) -> list[Request]:
    """The whole weekly history in one reply."""
    return [_request("SOMA summary", "soma/summary.json", "nyfed.soma_summary")]


def parse_summary(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Holdings by type; total = sum of the seven types within ten dollars, or the reply is refused."""
    what = request["what"]
    rows = strict.rows_at(strict.json_of(body, what), ["soma", "summary"], what)
    dated = {strict.day_of(strict.field(row, "asOfDate", what), what): _types(row, what) for row in rows}
    if len(dated) != len(rows) or not rows:
        raise SourceError("sources.soma_wednesday_stands_twice_or", where=what)
    series = [_summary_series(entry, dated) for entry in of_feed("nyfed.soma_summary")]
    return Parsed(tuple(part for part in series if part.days), (), max(dated))


def _types(row: Mapping[str, Any], what: str) -> dict[str, Decimal | None]:
    amounts = {
        name: _cents(strict.field(row, name, what), what) for name in (*PARTS, "total", "tipsInflationCompensation")
    }
    total = amounts["total"]
    if total is None:
        raise SourceError("sources.soma_summary_total", where=what)
    rest = sum((amounts[name] or Decimal(0) for name in PARTS), Decimal(0))
    can_be_frn = strict.day_of(row["asOfDate"], what) >= FIRST_FRN and total - rest >= LEAST_FRN
    if amounts["frn"] is None and can_be_frn:
        amounts["frn"], rest = total - rest, total
    if abs(rest - total) > OFF_BY:
        raise SourceError("sources.soma_types_add_up", where=what, row=row["asOfDate"], rest=rest, total=total)
    return amounts


def _cents(value: Any, what: str) -> Decimal | None:
    return None if strict.number_or_none(value, what) is None else Decimal(str(value))


def _summary_series(entry: CatalogueEntry, dated: Mapping[date, Mapping[str, Decimal | None]]) -> PrintsOf:
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


def treasury_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """One list a Wednesday."""
    return [
        _request(f"SOMA Treasuries {day}", f"soma/tsy/get/asof/{day}.json", "nyfed.soma_tsy")
        for day in _wednesdays(ask)
    ]


def agency_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
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
        raise SourceError("sources.soma_holdings", where=what, day=day)
    for row in rows:
        if strict.field(row, "asOfDate", what) != str(day):
            raise SourceError("sources.soma_row", where=what, row=str(row["asOfDate"])[:12])
    securities = [read(row, what) for row in rows]
    strict.unique([row["cusip"] for row in securities], what)
    name = f"{table}_{day}"
    keyed = [(str(row["cusip"]), row) for row in securities]
    return Parsed((), (RowsOf(name, keyed, h41_release_date(day), whole=""),), day)


def _treasury(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    kind = strict.word(row, "securityType", what)
    if kind not in KINDS:
        raise SourceError("sources.soma_security_type", where=what, kind=str(kind)[:30])
    return {
        "cusip": _cusip(row, what), "kind": KINDS[kind],
        "maturity_date": str(strict.day_of(strict.field(row, "maturityDate", what), what)),
        "coupon_percent": strict.number_or_none(row.get("coupon"), what),
        "spread_percent": strict.number_or_none(row.get("spread"), what),
        "par_usd": strict.number_of(strict.field(row, "parValue", what), what),
        "inflation_compensation_usd": strict.number_or_none(row.get("inflationCompensation"), what),
        "share_of_issue": strict.number_or_none(row.get("percentOutstanding"), what),
        "change_from_prior_week_usd": strict.number_or_none(row.get("changeFromPriorWeek"), what),
    }  # fmt: skip


def _agency(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    kind = strict.word(row, "securityType", what)
    if kind not in AGENCY_KINDS:
        raise SourceError("sources.soma_security_type", where=what, kind=str(kind)[:30])
    amount = strict.field(row, "parValue" if kind == "Agency Debts" else "currentFaceValue", what)
    description = strict.text_field(row.get("securityDescription", row.get("issuer", "")), what)
    coupon, month = _described(description)
    matures = str(strict.day_of(row["maturityDate"], what)) if row.get("maturityDate") else month
    said = strict.number_or_none(row.get("coupon"), what)
    return {
        "cusip": _cusip(row, what), "kind": AGENCY_KINDS[kind], "description": description,
        "term": strict.text_field(row.get("term", ""), what),
        "coupon_percent": coupon if said is None else said, "maturity_date": matures,
        "amount_usd": strict.number_of(amount, what),
        "change_from_prior_week_usd": strict.number_or_none(row.get("changeFromPriorWeek"), what),
    }  # fmt: skip


@lru_cache(maxsize=1 << 16)
def _described(description: str) -> tuple[float | None, str | None]:
    """Coupon, percent, and the first day of the month of maturity out of "UMBS MORTPASS 2% 10/51"; None where absent.

    Nothing held matured before 2000, so two digits of a year are of this century.
    """
    found = DESCRIBED.search(description)
    if not found:
        return None, None
    return float(found.group(1)), f"20{found.group(3)}-{found.group(2)}-01"


def _cusip(row: Mapping[str, Any], what: str) -> str:
    """Nine characters with a right check digit; spreadsheets' quotes around it are part of the CSV's dress."""
    try:
        return cusip(strict.word(row, "cusip", what).strip("'"))
    except InputError as error:
        raise SourceError(error.key, where=what, **error.values) from None


FEEDS = {
    "nyfed.soma_summary": Feed(summary_requests, parse_summary),
    "nyfed.soma_tsy": Feed(treasury_requests, parse_treasuries),
    "nyfed.soma_agency": Feed(agency_requests, parse_agencies),
}
