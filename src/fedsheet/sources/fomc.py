"""FOMC pages of the Board: the calendar of meetings, and the text of statements.

Quirks: a meeting's date is its last day; "17-18*" has projections; months can be a pair ("Jan/Feb"); notation votes
and unscheduled meetings are marked in brackets; the press conference is spelt two ways; statements use the
non-breaking hyphen U+2011 and fractions such as 4-3/4; mail addresses are scrambled on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser

from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry
from fedsheet.sources.reply import Ask, Feed, Parsed, Request, RowsOf

BOARD = "https://www.federalreserve.gov"
HTML = ("text/html", "application/xhtml+xml")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
DAYS = re.compile(r"^(\d{1,2})(?:-(\d{1,2}))?(\*?)\s*(\([a-z ]+\))?\**$")


def calendar_requests(_entries: Sequence[CatalogueEntry], _ask: Ask) -> list[Request]:
    """The one page of meetings since about five years back."""
    return [_page("FOMC calendar", "/monetarypolicy/fomccalendars.htm", "fomc.calendar")]


def statement_requests(_entries: Sequence[CatalogueEntry], ask: Ask, meetings: Sequence[date] = ()) -> list[Request]:
    """One page a meeting; the meetings come from the calendar held."""
    return [
        _page(f"FOMC statement {day}", f"/newsevents/pressreleases/monetary{day:%Y%m%d}a.htm", "fomc.statement")
        for day in meetings
        if day < ask.today and (ask.since is None or day >= ask.since)
    ]


def _page(what: str, path: str, feed: str) -> Request:
    return Request(
        "fomc", what, BOARD + path, media_types=HTML, min_bytes=400, shows_its_end=False, about={"feed": feed}
    )


class _Text(HTMLParser):
    """Text by block: (class of the innermost marked element, text), in the order of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self.hrefs: list[tuple[int, str]] = []
        self._mark, self._hidden = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new block where something with a class, a heading or a paragraph begins."""
        found = dict(attrs)
        self._hidden += tag in ("script", "style")
        if tag in ("p", "h3", "h4") or (tag == "div" and found.get("class")):
            self._mark = f"{tag} {found.get('class') or ''}"
            self.blocks.append((self._mark, ""))
        if tag == "a" and found.get("href"):
            self.hrefs.append((len(self.blocks), str(found["href"])))

    def handle_endtag(self, tag: str) -> None:
        """Text inside scripts and styles is not text of the page."""
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        """Add to the block that is open."""
        if not self._hidden and self.blocks:
            mark, text = self.blocks[-1]
            self.blocks[-1] = (mark, text + data)


def _read(body: bytes, what: str) -> _Text:
    page = _Text()
    strict.feed_html(page, strict.text_of(body, what), what)
    return page


def parse_calendar(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every meeting: first and last day, whether projections were due, addresses of its statement and minutes."""
    what = request["what"]
    page = _read(body, what)
    _check_end(body, what)
    rows = list(_meetings(page, what))
    strict.unique([row["date"] for row in rows], what)
    if not rows:
        raise SourceError("sources.fomc_page_shows_meeting", where=what)
    newest = max(date.fromisoformat(str(row["date"])) for row in rows)
    return Parsed((), (RowsOf("fomc_meetings", [(str(row["date"]), row) for row in rows]),), newest)


def _check_end(body: bytes, what: str) -> None:
    if b"</html>" not in body[-400:].lower():
        raise SourceError("sources.fomc_page_cut", where=what)


def _meetings(page: _Text, what: str) -> Iterator[dict[str, str | None]]:
    year, month = 0, ""
    for place, (mark, text) in enumerate(page.blocks):
        text = " ".join(text.split())
        if found := re.match(r"^(\d{4}) FOMC Meetings$", text):
            year = int(found.group(1))
        elif "fomc-meeting__month" in mark:
            month = text
        elif "fomc-meeting__date" in mark:
            if not year or not month:
                raise SourceError("sources.fomc_meeting_stands_before_year", where=what)
            yield _meeting(year, month, text, _links(page, place), what)


def _meeting(year: int, month: str, days: str, links: Sequence[str], what: str) -> dict[str, str | None]:
    names = [_month(part, what) for part in month.split("/")]
    found = DAYS.match(days)
    if not found:
        raise SourceError("sources.fomc_days_meeting", where=what, days=days[:30])
    first, last = int(found.group(1)), int(found.group(2) or found.group(1))
    try:
        begins = date(year, names[0], first)
        ends = date(year, names[-1], last)
    except ValueError:
        raise SourceError("sources.fomc_date", where=what, month=month, days=days, year=year) from None
    return {
        "date": str(ends), "first_date": str(begins), "projections": "yes" if found.group(3) else "no",
        "note": (found.group(4) or "").strip("()"),
        "statement": _first(links, r"/monetary\d{8}a\.htm$"), "minutes": _first(links, r"/fomcminutes\d{8}\.htm$"),
    }  # fmt: skip


def _month(name: str, what: str) -> int:
    found = [i for i, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.startswith(name.strip().lower())]
    if len(found) != 1:
        raise SourceError("sources.fomc_month", where=what, name=name[:20])
    return found[0]


def _links(page: _Text, place: int) -> list[str]:
    """Addresses between this meeting's date and the next meeting's month."""
    following = (i for i, (mark, _) in enumerate(page.blocks) if i > place and "fomc-meeting__month" in mark)
    end = next(following, len(page.blocks))
    return [href for block, href in page.hrefs if place < block <= end]


def _first(links: Sequence[str], pattern: str) -> str | None:
    return next((BOARD + link for link in links if link.startswith("/") and re.search(pattern, link)), None)


def parse_statement(body: bytes, request: Mapping[str, str]) -> Parsed:
    """The paragraphs of one statement, from the title to the vote, with plain hyphens."""
    what = request["what"]
    day = what.split()[-1]
    page = _read(body, what)
    blocks = [(mark, " ".join(text.replace("\u2011", "-").split())) for mark, text in page.blocks]
    stamps = [text for mark, text in blocks if "article__time" in mark]
    if stamps != [f"{date.fromisoformat(day):%B} {date.fromisoformat(day).day}, {day[:4]}"]:
        raise SourceError("sources.fomc_page_dated", where=what, stamps=stamps[:1])
    _check_end(body, what)
    paragraphs = [text for mark, text in blocks if mark == "p " and len(text) > 80 and "media inquiries" not in text]
    strict.unique(paragraphs, what)
    if not any("Committee" in text for text in paragraphs):
        raise SourceError("sources.fomc_page_holds_statement", where=what)
    row = {"date": day, "text": "\n\n".join(paragraphs)}
    return Parsed((), (RowsOf("fomc_statements", [(day, row)], date.fromisoformat(day)),), date.fromisoformat(day))


FEEDS = {
    "fomc.calendar": Feed(calendar_requests, parse_calendar, days_ahead=800),
    "fomc.statement": Feed(statement_requests, parse_statement),
}
