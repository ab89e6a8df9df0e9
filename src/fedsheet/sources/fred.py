"""FRED and ALFRED, Federal Reserve Bank of St. Louis: several series a reply as a graph's CSV; or, keyed, one by one.

    no key   fred.graph         up to ten series of one group and frequency a question, as they stand today
    a key    fred.observations  one series that is never revised, as it stands today
             fred.vintages      one revised series with every vintage; a weekly one in pieces, later only what is new
Quirks: a missing value is empty now and was "." in older downloads; the header's first word was DATE and is
observation_date; a vintage row can itself be "." (the value was withdrawn); the graph's host lets some networks and
agents wait for ever, the keyed host answers; two questions a second and 100,000 rows a reply at most; the rows of a
window of vintages begin with the window where they began before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from fedsheet.core.dates import FOREVER
from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, catalogue
from fedsheet.sources.reply import Ask, Feed, Parsed, PrintsOf, Request, prints_of

GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"
HEADERS = ("observation_date", "DATE")
MISSING = ("", ".")
AT_ONCE = 10  # series a question to the graph
AT_ONCE_YEARS = 5  # of a weekly series: NFCI has 221,000 rows of vintages since 1971, below 40,000 in any five years
OVERLAP = timedelta(days=7)


def requests(entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """With a key everything is asked of the keyed host, one series a question; without one, by the graph."""
    if not ask.fred_key:
        return [_graph(part, ask) for part in _together(entries)]
    return [request for e in entries for request in ([_observations(e, ask)] if e.known else _all_vintages(e, ask))]


def _together(entries: Sequence[CatalogueEntry]) -> list[list[CatalogueEntry]]:
    """Entries that can stand in one table: of one group and frequency, at most `AT_ONCE`."""
    alike: dict[tuple[str, str], list[CatalogueEntry]] = {}
    for entry in entries:
        alike.setdefault((entry.group, entry.frequency), []).append(entry)
    return [group[n : n + AT_ONCE] for group in alike.values() for n in range(0, len(group), AT_ONCE)]


def _graph(entries: Sequence[CatalogueEntry], ask: Ask) -> Request:
    """One question about several series, and one by one `instead` where it is refused."""
    start = {"cosd": ",".join([str(ask.since)] * len(entries))} if ask.since else {}
    ids = ",".join(e.id for e in entries)
    return Request(
        "fred", ids, GRAPH, {"id": ",".join(e.native for e in entries), **start},
        media_types=("application/csv", "text/csv"), min_bytes=20, shows_its_end=False, about={"feed": "fred.graph"},
        instead=tuple(_graph([e], ask) for e in entries) if len(entries) > 1 else (),
    )  # fmt: skip


def _keyed(what: str, entry: CatalogueEntry, ask: Ask, feed: str, **params: str) -> Request:
    asked = {"series_id": entry.native, "file_type": "json", "limit": "100000", **params}
    return Request("fred", what, API, asked, {"api_key": ask.fred_key}, about={"feed": feed, "id": entry.id})


def _observations(entry: CatalogueEntry, ask: Ask) -> Request:
    start = {"observation_start": str(ask.since)} if ask.since else {}
    return _keyed(entry.id, entry, ask, "fred.observations", **start)


def _all_vintages(entry: CatalogueEntry, ask: Ask) -> list[Request]:
    """Every vintage; of a weekly series a few years of observations a question, and later only vintages since then."""
    window = {"realtime_start": entry.vintages_from, "realtime_end": str(FOREVER)}
    if ask.since:
        return [_keyed(entry.id, entry, ask, "fred.vintages", **window, observation_start=str(ask.since))]
    if entry.frequency != "W":
        return [_keyed(entry.id, entry, ask, "fred.vintages", **window)]
    pieces = [
        _piece(entry, ask, first, window) for first in range(int(entry.start[:4]), ask.today.year + 1, AT_ONCE_YEARS)
    ]
    missing = [piece for piece in pieces if piece.what not in ask.seen]
    since = min((ask.seen[piece.what] for piece in pieces if piece.what in ask.seen), default=None)
    if since is None:
        return missing
    since = max(since, ask.seen.get(f"{entry.id} since", since)) - OVERLAP
    news = _keyed(f"{entry.id} since", entry, ask, "fred.vintages", **{**window, "realtime_start": str(since)})
    return [*missing, replace(news, about={**news.about, "window": str(since)})]


def _piece(entry: CatalogueEntry, ask: Ask, first: int, window: Mapping[str, str]) -> Request:
    """The observations of some years; the last piece has no end, so that its question stays the same."""
    last = first + AT_ONCE_YEARS - 1
    years = {"observation_start": f"{first}-01-01", "observation_end": f"{last}-12-31"}
    return _keyed(f"{entry.id} {first}-{last}", entry, ask, "fred.vintages", **window, **years)


def parse_graph(body: bytes, request: Mapping[str, str]) -> Parsed:
    """The series of one table as they stand on the day they are seen; each must hold a value."""
    what = request["what"]
    entries = [catalogue()[name] for name in what.split(",")]
    rows = strict.csv_of(body, what)
    if not body.endswith(b"\n"):
        raise SourceError("sources.fred_last_line_cut", where=what)
    if rows[0] not in [[header, *(e.native for e in entries)] for header in HEADERS]:
        raise SourceError("sources.fred_header", where=what, rows=",".join(rows[0])[:60])
    days = [strict.day_of(row[0], what) for row in rows[1:]]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise SourceError("sources.fred_dates_stand_twice_or", where=what)
    parts = [
        prints_of(entry, [(day, strict.number_or_none(row[n], entry.id, MISSING))
                          for day, row in zip(days, rows[1:], strict=True)])
        for n, entry in enumerate(entries, 1)
    ]  # fmt: skip
    return _whole(parts)


def _whole(parts: Sequence[PrintsOf]) -> Parsed:
    for part in parts:
        if not part.days:
            raise SourceError("sources.fred_reply_holds_value", where=part.definition.id)
    return Parsed(series=tuple(parts), newest=max(part.days[-1] for part in parts))


def _counted_rows(body: bytes, what: str) -> list[dict[str, Any]]:
    document = strict.json_of(body, what)
    rows = strict.rows_at(document, ["observations"], what)
    count = strict.number_of(strict.field(document, "count", what), what)
    if len(rows) != count:
        raise SourceError("sources.fred_rows_came", where=what, n_rows=len(rows), count=count)
    return rows


def parse_observations(body: bytes, request: Mapping[str, str]) -> Parsed:
    """One series as it stands on the day it is seen, asked with a key."""
    entry = catalogue()[request["id"]]
    held = [
        (strict.day_of(strict.field(row, "date", entry.id), entry.id),
         strict.number_or_none(strict.field(row, "value", entry.id), entry.id, MISSING))
        for row in _counted_rows(body, entry.id)
    ]  # fmt: skip
    strict.unique([day for day, _ in held], entry.id)
    return _whole([prints_of(entry, held)])


def parse_vintages(body: bytes, request: Mapping[str, str]) -> Parsed:
    """One series with every vintage the publisher kept; a value whose interval ends is withdrawn the day after.

    Of a window of vintages ("window": its first day), what began on that day may have begun before it and was held
    then: it is left out, and a window without news is an answer.
    """
    entry = catalogue()[request.get("id", request["what"])]
    spans = sorted(_span(row, entry.id) for row in _counted_rows(body, entry.id))
    strict.unique([span[:2] for span in spans], entry.id)
    prints = [p for _, of_day in groupby(spans, key=lambda s: s[0]) for p in _prints(list(of_day), entry.id)]
    if not prints:
        raise SourceError("sources.fred_reply_holds_value", where=entry.id)
    newest = max(day for day, _, _ in prints)
    if "window" in request:
        prints = [row for row in prints if str(row[1]) > request["window"]]
    if not prints:
        return Parsed(newest=newest)
    days, starts, values = zip(*prints, strict=True)
    part = PrintsOf(entry.definition(), days, values, starts, "publisher")
    return Parsed(series=(part,), newest=newest)


def _span(row: Mapping[str, object], what: str) -> tuple[date, date, date, float]:
    """(observation date, first and last day of the vintage, value or NaN)."""
    day, start, end = (
        strict.day_of(strict.field(row, name, what), what, may_be_forever=name == "realtime_end")
        for name in ("date", "realtime_start", "realtime_end")
    )
    value = strict.number_or_none(strict.field(row, "value", what), what, MISSING)
    if end < start:
        raise SourceError("sources.fred_vintage_ends_before_starts", where=what, day=day)
    return day, start, end, float("nan") if value is None else value


def _prints(spans: list[tuple[date, date, date, float]], what: str) -> Iterator[tuple[date, date, float]]:
    """Starts of one day's values; a gap between two vintages, or an end, withdraws the value."""
    for (day, start, end, value), following in zip(spans, [*spans[1:], None], strict=True):
        yield day, start, value
        next_start = following[1] if following else FOREVER
        if next_start <= end and following:
            raise SourceError("sources.fred_two_vintages_overlap", where=what, day=day)
        if end < FOREVER and end + timedelta(days=1) < next_start:
            yield day, end + timedelta(days=1), float("nan")


FEEDS = {
    "fred.graph": Feed(requests, parse_graph),
    "fred.observations": Feed(lambda _entries, _ask: [], parse_observations),
    "fred.vintages": Feed(lambda _entries, _ask: [], parse_vintages),
}
