"""FRED and ALFRED, Federal Reserve Bank of St. Louis: one series a reply, as a graph's CSV or, keyed, with vintages.

Quirks: a missing value is empty now and was "." in older downloads; the header's first word was DATE and is
observation_date; a vintage row can itself be "." (the value was withdrawn); 120 questions a minute at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from fedsheet.core.dates import FOREVER
from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import Entry, catalogue
from fedsheet.sources.reply import Ask, Feed, Parsed, PrintsOf, Request, prints_of

GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"
HEADERS = ("observation_date", "DATE")
MISSING = ("", ".")


def requests(entries: Sequence[Entry], ask: Ask) -> list[Request]:
    """With a key: every vintage of revised series; without one, and for what is never revised: the graph's CSV."""
    return [_vintages(e, ask) if ask.fred_key and not e.known else _graph(e, ask) for e in entries]


def _graph(entry: Entry, ask: Ask) -> Request:
    start = {"cosd": str(ask.since)} if ask.since else {}
    return Request(
        "fred", entry.id, GRAPH, {"id": entry.native, **start}, media_types=("application/csv", "text/csv"),
        min_bytes=20, about={"feed": "fred.graph"},
    )  # fmt: skip


def _vintages(entry: Entry, ask: Ask) -> Request:
    params = {
        "series_id": entry.native, "file_type": "json", "limit": "100000",
        "realtime_start": entry.vintages_from, "realtime_end": str(FOREVER),
    }  # fmt: skip
    if ask.since:
        params["observation_start"] = str(ask.since)
    return Request("fred", entry.id, API, params, {"api_key": ask.fred_key}, about={"feed": "fred.vintages"})


def parse_graph(body: bytes, request: Mapping[str, str]) -> Parsed:
    """One series as it stands on the day it is seen."""
    entry = catalogue()[request["what"]]
    rows = strict.csv_of(body, entry.id)
    if not body.endswith(b"\n"):
        raise SourceError("the last line is cut", where=entry.id)
    if rows[0] not in [[header, entry.native] for header in HEADERS]:
        raise SourceError(f"the header is {','.join(rows[0])[:60]!r}", where=entry.id, do=strict.CHANGED)
    days = [strict.day_of(day, entry.id) for day, _ in rows[1:]]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise SourceError("dates stand twice or out of order", where=entry.id)
    values = [strict.number_or_none(text, entry.id, MISSING) for _, text in rows[1:]]
    part = prints_of(entry, zip(days, values, strict=True))
    if not part.days:
        raise SourceError("the reply holds no value", where=entry.id)
    return Parsed(series=(part,), newest=part.days[-1])


def parse_vintages(body: bytes, request: Mapping[str, str]) -> Parsed:
    """One series with every vintage the publisher kept; a value whose interval ends is withdrawn the day after."""
    entry = catalogue()[request["what"]]
    document = strict.json_of(body, entry.id)
    rows = strict.rows_at(document, ["observations"], entry.id)
    count = strict.number_of(strict.field(document, "count", entry.id), entry.id)
    if len(rows) != count:
        raise SourceError(f"{len(rows)} of {count:.0f} rows came", where=entry.id)
    spans = sorted(_span(row, entry.id) for row in rows)
    strict.unique([span[:2] for span in spans], entry.id)
    prints = [p for _, of_day in groupby(spans, key=lambda s: s[0]) for p in _prints(list(of_day), entry.id)]
    if not prints:
        raise SourceError("the reply holds no value", where=entry.id)
    days, starts, values = zip(*prints, strict=True)
    part = PrintsOf(entry.definition(), days, values, starts, "publisher")
    return Parsed(series=(part,), newest=max(days))


def _span(row: Mapping[str, object], what: str) -> tuple[date, date, date, float]:
    """(observation date, first and last day of the vintage, value or NaN)."""
    day, start, end = (
        strict.day_of(strict.field(row, name, what), what) for name in ("date", "realtime_start", "realtime_end")
    )
    value = strict.number_or_none(strict.field(row, "value", what), what, MISSING)
    if end < start:
        raise SourceError(f"a vintage of {day} ends before it starts", where=what)
    return day, start, end, float("nan") if value is None else value


def _prints(spans: list[tuple[date, date, date, float]], what: str) -> Iterator[tuple[date, date, float]]:
    """Starts of one day's values; a gap between two vintages, or an end, withdraws the value."""
    for (day, start, end, value), following in zip(spans, [*spans[1:], None], strict=True):
        yield day, start, value
        next_start = following[1] if following else FOREVER
        if next_start <= end and following:
            raise SourceError(f"two vintages of {day} overlap", where=what)
        if end < FOREVER and end + timedelta(days=1) < next_start:
            yield day, end + timedelta(days=1), float("nan")


FEEDS = {"fred.graph": Feed(requests, parse_graph), "fred.vintages": Feed(lambda _entries, _ask: [], parse_vintages)}
