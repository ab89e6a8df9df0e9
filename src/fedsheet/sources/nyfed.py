"""Federal Reserve Bank of New York, Markets API: reference rates, repo operations, primary dealers; no key.

Quirks: EFFR has percentiles and volume only since 2016-03-01; percentiles can be the text "NA" on contingency days;
SOFRAI (averages and index) is dated by the day it is published; `repo` is spelt `rp` in addresses and `calendar` is
`Calender` in fields; small value exercises look like operations; a withheld dealer figure is "*".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, catalogue, of_feed
from fedsheet.sources.reply import Ask, Feed, Parsed, PrintsOf, Request, RowsOf, prints_of

API = "https://markets.newyorkfed.org/api"
RATE_PATHS = {
    "SOFR": "secured/sofr", "BGCR": "secured/bgcr", "TGCR": "secured/tgcr", "SOFRAI": "secured/sofrai",
    "EFFR": "unsecured/effr", "OBFR": "unsecured/obfr",
}  # fmt: skip
# FR 2420 replaced brokers' reports: from this day the rate is a median and has percentiles and a volume.
FR2420_START = date(2016, 3, 1)
STANDING_REPO_START = date(2021, 7, 29)
SUFFIXES = {
    "": "percentRate", "1": "percentPercentile1", "25": "percentPercentile25", "75": "percentPercentile75",
    "99": "percentPercentile99", "VOL": "volumeInBillions",
}  # fmt: skip
AVERAGES = {
    "SOFR30DAYAVG": "average30day", "SOFR90DAYAVG": "average90day", "SOFR180DAYAVG": "average180day",
    "SOFRINDEX": "index",
}  # fmt: skip
BILLION = 1e9


def _search(what: str, path: str, feed: str, start: str, ask: Ask, **params: str) -> Request:
    window = {"startDate": start, "endDate": str(ask.today)}
    return Request("nyfed", what, f"{API}/{path}/search.json", {**window, **params}, about={"feed": feed})


def rate_requests(entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """One search for each kind of rate that the entries need."""
    kinds = dict.fromkeys(_kind_of(entry.id) for entry in entries)
    starts = {kind: min(e.start for e in of_feed("nyfed.rates") if _kind_of(e.id) == kind) for kind in kinds}
    return [_search(kind, f"rates/{RATE_PATHS[kind]}", "nyfed.rates", ask.start(starts[kind]), ask) for kind in kinds]


def _kind_of(series_id: str) -> str:
    return "SOFRAI" if series_id in AVERAGES else series_id[:4]


def parse_rates(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every rate, percentile and volume of the rows of one kind."""
    kind = request["what"]
    rows = strict.rows_at(strict.json_of(body, kind), ["refRates"], kind)
    dated = [(_day_in_window(row, "effectiveDate", request), row) for row in rows]
    strict.unique([day for day, _ in dated], kind)
    for day, row in dated:
        _check_rate_row(kind, day, row)
    names = AVERAGES if kind == "SOFRAI" else {kind + suffix: name for suffix, name in SUFFIXES.items()}
    parts = [_rate_series(series_id, name, dated) for series_id, name in names.items()]
    return _whole([part for part in parts if part.days], [], [day for day, _ in dated], kind)


def _check_rate_row(kind: str, day: date, row: Mapping[str, Any]) -> None:
    """The fields that a row of this kind and day has had in every recorded reply."""
    if strict.word(row, "type", kind) != kind:
        raise SourceError("sources.nyfed_row", where=kind, day=day, row=str(row["type"])[:20], kind=kind)
    expected = AVERAGES.values() if kind == "SOFRAI" else SUFFIXES.values()
    wanted = expected if kind != "EFFR" or day >= FR2420_START else ["percentRate"]
    for name in wanted:
        strict.field(row, name, f"{kind} {day}")


def _rate_series(series_id: str, name: str, dated: list[tuple[date, dict[str, Any]]]) -> PrintsOf:
    entry = catalogue()[series_id]
    held = [(day, strict.number_or_none(row[name], series_id, ("", "NA"))) for day, row in dated if name in row]
    return prints_of(entry, held)


def _day_in_window(row: Mapping[str, Any], name: str, request: Mapping[str, str]) -> date:
    """The row's date, inside the window that was asked for."""
    what = request["what"]
    day = strict.day_of(strict.field(row, name, what), what)
    if not request["startDate"] <= str(day) <= request["endDate"]:
        raise SourceError("sources.nyfed_row_answers_question_about", where=what, day=day)
    return day


def _whole(series: Sequence[PrintsOf], tables: Sequence[RowsOf], days: Sequence[date], what: str) -> Parsed:
    if not days:
        raise SourceError("sources.nyfed_reply_holds_row", where=what)
    return Parsed(tuple(series), tuple(tables), max(days))


def repo_requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """All repo and reverse repo operations since the first ON RRP exercise; a year a question."""
    first, last = date.fromisoformat(ask.start("2013-09-23")), ask.today
    return [
        Request(
            "nyfed", f"repo operations {year}", f"{API}/rp/results/search.json",
            {"startDate": str(max(first, date(year, 1, 1))), "endDate": str(min(last, date(year, 12, 31)))},
            about={"feed": "nyfed.rp"},
        )
        for year in ask.years(first.year)
    ]  # fmt: skip


def parse_repo(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Take-up and rate of ON RRP and of standing repo, and every operation as a row."""
    what = request["what"]
    found = strict.rows_at(strict.json_of(body, what), ["repo", "operations"], what)
    operations = [_operation(row, request) for row in found if row.get("auctionStatus") == "Results"]
    strict.unique([op["operation_id"] for op in operations], what)
    on_rrp = list(_main_reverse_repos(operations))
    takeup = [(_day(op), op["accepted_usd"] / BILLION) for op in on_rrp]
    award = [(_day(op), op["rate_percent"]) for op in on_rrp]
    series = (
        prints_of(catalogue()["RRPONTSYD"], takeup),
        prints_of(catalogue()["RRPONTSYAWARD"], award),
        prints_of(catalogue()["SRF_USAGE"], list(_standing_repo(operations))),
        prints_of(catalogue()["SRF_RATE"], list(_standing_rate(operations))),
    )
    rows = [(str(op["operation_id"]), op) for op in operations]
    days = [_day(op) for op in operations]
    return _whole([part for part in series if part.days], [RowsOf("repo_operations", rows)], days, what)


def _operation(row: Mapping[str, Any], request: Mapping[str, str]) -> dict[str, Any]:
    """One operation in our own words; amounts in dollars, the rate None where no bid was accepted and none stated."""
    what = request["what"]
    day = _day_in_window(row, "operationDate", request)
    details = strict.rows_at(row, ["details"], what)
    accepted = strict.number_of(strict.field(row, "totalAmtAccepted", what), what)
    parts = sum(strict.number_of(strict.field(part, "amtAccepted", what), what) for part in details)
    if parts != accepted:
        raise SourceError("sources.nyfed_collateral_adds_up", where=what, day=day, parts=parts, accepted=accepted)
    submitted = strict.number_of(strict.field(row, "totalAmtSubmitted", what), what)
    strict.taken_of_offered(accepted, submitted, f"{what} {day}")
    kind = strict.word(row, "operationType", what)
    if kind not in ("Repo", "Reverse Repo"):
        raise SourceError("sources.nyfed_operation", where=what, day=day, kind=str(kind)[:30])
    return {
        "operation_id": strict.word(row, "operationId", what), "operation_date": str(day),
        "maturity_date": str(strict.day_of(strict.field(row, "maturityDate", what), what)), "kind": kind,
        "method": strict.word(row, "operationMethod", what),
        "term": strict.word(row, "term", what),
        "close_time": strict.text_field(row.get("closeTime", ""), what),
        "submitted_usd": submitted,
        "accepted_usd": accepted, "rate_percent": _rate(details, what),
        "counterparties": strict.number_or_none(row.get("acceptedCpty"), what),
    }  # fmt: skip


def _rate(details: Sequence[Mapping[str, Any]], what: str) -> float | None:
    """The award rate, the offering rate where no award is stated, the least bid where bids decide; none where
    collateral classes differ.
    """
    rates = {strict.number_or_none(_stated(part), what, ("", "NA")) for part in details} - {None}
    return rates.pop() if len(rates) == 1 else None


def _stated(part: Mapping[str, Any]) -> Any:
    names = ("percentAwardRate", "percentOfferingRate", "minimumBidRate")
    return next((part[name] for name in names if part.get(name) not in (None, "", "NA")), None)


def _day(operation: Mapping[str, Any]) -> date:
    return date.fromisoformat(operation["operation_date"])


def _main_reverse_repos(operations: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The fixed-rate overnight operation of each day; of two the one that closes last: the other is an exercise."""
    fixed = [
        op for op in operations
        if (op["kind"], op["method"], op["term"]) == ("Reverse Repo", "Fixed Rate", "Overnight")
    ]  # fmt: skip
    fixed.sort(key=lambda op: (op["operation_date"], op["close_time"]))
    for _, of_day in groupby(fixed, key=lambda op: op["operation_date"]):
        yield list(of_day)[-1]


def _standing_repo(operations: Sequence[dict[str, Any]]) -> Iterator[tuple[date, float]]:
    """Overnight repos of each day since the facility opened, added up; two operations a day since 2025."""
    for day, of_day in _standing_days(operations):
        yield day, sum(op["accepted_usd"] for op in of_day) / BILLION


def _standing_rate(operations: Sequence[dict[str, Any]]) -> Iterator[tuple[date, float]]:
    """The rate at which the facility lends, each day on which its operations state one and the same."""
    for day, of_day in _standing_days(operations):
        rates = {op["rate_percent"] for op in of_day} - {None}
        if len(rates) == 1:
            yield day, rates.pop()


def _standing_days(operations: Sequence[dict[str, Any]]) -> Iterator[tuple[date, list[dict[str, Any]]]]:
    overnight = [op for op in operations if (op["kind"], op["term"]) == ("Repo", "Overnight")]
    overnight.sort(key=lambda op: op["operation_date"])
    for day, of_day in groupby(overnight, key=_day):
        if day >= STANDING_REPO_START:
            yield day, list(of_day)


def dealer_requests(entries: Sequence[CatalogueEntry], _ask: Ask) -> list[Request]:
    """One key a question; the answer holds the whole history of the current series break."""
    return [Request("nyfed", e.id, f"{API}/pd/get/{e.native}.json", about={"feed": "nyfed.pd"}) for e in entries]


def parse_dealers(body: bytes, request: Mapping[str, str]) -> Parsed:
    """One primary-dealer series; a withheld week is missing."""
    entry = catalogue()[request["what"]]
    rows = strict.rows_at(strict.json_of(body, entry.id), ["pd", "timeseries"], entry.id)
    for row in rows:
        if strict.field(row, "keyid", entry.id) != entry.native:
            raise SourceError("sources.nyfed_row_2", where=entry.id, row=str(row["keyid"])[:40])
    held = [
        (strict.day_of(strict.field(row, "asofdate", entry.id), entry.id),
         strict.number_or_none(strict.field(row, "value", entry.id), entry.id, ("*", "")))
        for row in rows
    ]  # fmt: skip
    strict.unique([day for day, _ in held], entry.id)
    return _whole([prints_of(entry, held)], [], [day for day, _ in held], entry.id)


FEEDS = {
    "nyfed.rates": Feed(rate_requests, parse_rates),
    "nyfed.rp": Feed(repo_requests, parse_repo),
    "nyfed.pd": Feed(dealer_requests, parse_dealers),
}
