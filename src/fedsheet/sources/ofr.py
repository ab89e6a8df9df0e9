"""Office of Financial Research, Short-term Funding Monitor: repo and money-fund series; no key.

Quirks: a suppressed value is null; amounts are dollars; preliminary series (-P) the next day, final ones quarterly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, catalogue
from fedsheet.sources.reply import Ask, Feed, Parsed, Request, prints_of

API = "https://data.financialresearch.gov/v1/series/timeseries"


def requests(entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """One series a question, as pairs of date and value."""
    start = {"start_date": str(ask.since)} if ask.since else {}
    return [
        Request("ofr", e.id, API, {"mnemonic": e.native, "label": "aggregation", **start}, about={"feed": "ofr.series"})
        for e in entries
    ]


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Pairs in order of date."""
    entry = catalogue()[request["what"]]
    document = strict.json_of(body, entry.id)
    if isinstance(document, dict) and list(document) == ["aggregation"]:
        document = document["aggregation"]
    if not isinstance(document, list) or any(not isinstance(p, list) or len(p) != 2 for p in document):
        raise SourceError("sources.ofr_reply_list_date_value", where=entry.id)
    days = [strict.day_of(day, entry.id) for day, _ in document]
    if days != sorted(set(days)):
        raise SourceError("sources.ofr_dates_stand_twice_or", where=entry.id)
    values = [strict.number_or_none(value, entry.id, ()) for _, value in document]
    part = prints_of(entry, zip(days, values, strict=True))
    if not part.days:
        raise SourceError("sources.ofr_reply_holds_value", where=entry.id)
    return Parsed(series=(part,), newest=days[-1])


FEEDS = {"ofr.series": Feed(requests, parse)}
