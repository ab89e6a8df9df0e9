"""Board of Governors, H.4.1 release pages in both layouts: text in <PRE> until 2021-08-12, HTML tables since.

Read are the factors affecting reserve balances (week average and Wednesday) and the consolidated statement of
condition (Wednesday). Quirks: a label can run over two lines; a footnote stands in brackets or as digits after the
label; "(0)" is what consolidation removed; changes carry a sign apart from their digits; the number of the statement's
table changes over the years, so it is found by its title; the date of release is on the page, not in its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import SourceError
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry
from fedsheet.sources.reply import Ask, Feed, Parsed, Request, RowsOf

PAGES = "https://www.federalreserve.gov/releases/h41"
FACTORS = "Factors Affecting Reserve Balances of Depository Institutions"
STATEMENT = "Consolidated Statement of Condition of All Federal Reserve Banks"
HEADINGS = frozenset({"Assets", "Liabilities", "Capital accounts", "Capital"})
# Parts of repurchase agreements and of deposits, or of repurchase and reverse repurchase agreements.
TWICE = frozenset({"Foreign official", "Others", "Other", "Foreign official and international accounts"})
AMOUNT = re.compile(r"\d,\d{3}")
NUMBER = re.compile(r"[+-]?\s*\d[\d,]*$")
RELEASED = re.compile(r"Release Date:\s*(?:[A-Z][a-z]+,\s*)?([A-Z][a-z]+ \d{1,2}, \d{4})")
WEDNESDAY = re.compile(r"\b((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}, \d{4})")
# 2020-05-14 and two others print the day after their address; the address is at most eight days after the Wednesday.
DATED_LATER, LATEST = timedelta(days=4), timedelta(days=8)
FIRST_PAGE = date(2018, 1, 4)  # the oldest page whose layout was held against a recording


@dataclass(frozen=True)
class PageLine:
    """A line of one table: `average` is None in the statement of condition; amounts in millions of dollars."""

    table: str
    label: str
    wednesday: float
    average: float | None


def requests(_entries: Sequence[CatalogueEntry], ask: Ask, releases: Sequence[date] = ()) -> list[Request]:
    """One page a release; the days of release come from `releaseDates.json` or the calendar."""
    return [
        Request(
            "board", f"H.4.1 release {day}", f"{PAGES}/{day:%Y%m%d}/", media_types=("text/html",), min_bytes=10_000,
            shows_its_end=False, about={"feed": "board.h41_page"},
        )
        for day in releases
        if day >= FIRST_PAGE and (ask.since is None or day >= ask.since)
    ]  # fmt: skip


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every line of both tables as rows, public since the day of release."""
    what = request["what"]
    released, wednesday, lines = read(body, what)
    address = date.fromisoformat(what.split()[-1])
    if not timedelta(0) <= released - address <= DATED_LATER or not ONE_DAY <= address - wednesday <= LATEST:
        raise SourceError("sources.h41_page_page_release_about", where=what, released=released, wednesday=wednesday)
    rows: list[tuple[str, Mapping[str, str | float | int | None]]] = [
        (f"{wednesday} {place:03d}", {
            "date": str(wednesday), "release_date": str(released), "table": line.table, "item": line.label,
            "usd_mn": line.wednesday, "week_average_usd_mn": line.average,
        })
        for place, line in enumerate(lines)
    ]  # fmt: skip
    return Parsed((), (RowsOf("h41_releases", rows, released, whole=f"{wednesday} "),), wednesday)


def dates_requests(_entries: Sequence[CatalogueEntry], _ask: Ask) -> list[Request]:
    """The Board's own list of the addresses of its releases, since 1996."""
    return [Request("board", "H.4.1 release dates", f"{PAGES}/releaseDates.json", about={"feed": "board.h41_dates"})]


def parse_dates(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every day the list names, as rows; it names the addresses of pages, the day of release stands on the page."""
    what = request["what"]
    years = strict.json_of(body, what)
    if not isinstance(years, list):
        raise SourceError("sources.h41_page_reply_list_years", where=what)
    months = [month for year in years for month in strict.rows_at(year, ["Months"], what)]
    named = [text for month in months for text in _texts(strict.field(month, "Dates", what), what)]
    days = sorted(strict.day_of(f"{text[:4]}-{text[4:6]}-{text[6:]}", what) for text in named)
    strict.unique(days, what)
    if len(days) < 2:
        raise SourceError("sources.h41_page_list_names_days", where=what)
    rows = [(str(day), {"date": str(day), "address": f"{day:%Y%m%d}"}) for day in days]
    return Parsed((), (RowsOf("h41_release_dates", rows),), days[-1])


def _texts(days: object, what: str) -> list[str]:
    if not isinstance(days, list) or any(not isinstance(day, str) or len(day) != 8 for day in days):
        raise SourceError("sources.h41_page_month_s_days_written", where=what)
    return days


def read(body: bytes, what: str) -> tuple[date, date, list[PageLine]]:
    """Day of release, Wednesday, and the lines of both tables, in order."""
    text = strict.text_of(body, what)
    released = _release_date(text, what)
    tables = list(_text_tables(text) if "<PRE>" in text else _html_tables(text, what))
    lines = [line for name, rows in tables for line in _lines(name, rows, what)]
    strict.unique([(line.table, line.label) for line in lines if line.label not in TWICE], what)
    found = {line.label for line in lines}
    if not {"Total assets", "Total liabilities", "Reserve balances with Federal Reserve Banks"} <= found:
        raise SourceError("sources.h41_page_page_lacks_totals_tables", where=what)
    if "</html>" not in text[-400:].lower():
        raise SourceError("sources.h41_page_page_cut", where=what)
    return released, _wednesday(tables, released, what), lines


def _release_date(text: str, what: str) -> date:
    found = RELEASED.search(re.sub(r"&nbsp;|\s+", " ", text))
    if not found:
        raise SourceError("sources.h41_page_page_names_day_release", where=what)
    return _day(found.group(1), what)


def _day(text: str, what: str) -> date:
    for pattern in ("%B %d, %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise SourceError("sources.h41_page_date", where=what, text=text)


Rows = list[tuple[str, list[str]]]


def _wednesday(tables: Sequence[tuple[str, Rows]], released: date, what: str) -> date:
    """The Wednesday of the statement: the newest date in the heads of the tables before the release."""
    dates = [_day(text, what) for _, rows in tables for label, cells in rows for text in WEDNESDAY.findall(
        " ".join([label, *cells]))]  # fmt: skip
    before = [day for day in dates if day <= released]
    if not before or max(before).weekday() != 2 or (released - max(before)).days > 7:
        raise SourceError("sources.h41_page_tables_name_wednesday", where=what)
    return max(before)


def _lines(table: str, rows: Rows, what: str) -> Iterator[PageLine]:
    """Rows with numbers; a label without numbers begins the next one, unless it is a heading."""
    pending = ""
    for label, cells in rows:
        numbers = [cell for cell in cells if NUMBER.match(cell)]
        if not numbers:
            pending = _joined(pending, label) if _can_go_on(label, cells) else ""
            continue
        name, pending = _plain(_joined(pending, label)), ""
        wanted = 4 if table == FACTORS else 3
        if not name or len(numbers) != wanted or AMOUNT.search(name):
            raise SourceError(
                "sources.h41_page_numbers", where=what, name=name[:60], n_numbers=len(numbers), wanted=wanted
            )
        values = [_amount(text, what) for text in numbers]
        yield PageLine(table, name, values[-1] if wanted == 4 else values[0], values[0] if wanted == 4 else None)


def _can_go_on(label: str, cells: Sequence[str]) -> bool:
    return bool(label) and _plain(label) not in HEADINGS and not any(cells) and not WEDNESDAY.search(label)


def _joined(pending: str, label: str) -> str:
    return f"{pending} {label}".strip()


def _plain(label: str) -> str:
    """Without footnotes: "(1)" in text, digits after a letter or bracket in HTML."""
    without = re.sub(r"\s*\(\d{1,2}\)(?=\s|$)", "", label)
    return " ".join(re.sub(r"(?<=[A-Za-z)])\d{1,2}$", "", without.strip()).split())


def _amount(text: str, what: str) -> float:
    return strict.number_of(re.sub(r"[\s,]", "", text), what)


def _text_tables(text: str) -> Iterator[tuple[str, Rows]]:
    """Tables of the <PRE> layout: from a title to the note below."""
    table = ""
    rows: Rows = []
    for line in text.splitlines():
        title = next((name for name in (FACTORS, STATEMENT) if re.match(rf"^\d+[A-Z]?\. {re.escape(name)}", line)), "")
        if title:
            table, rows = title, []
        elif table and line.startswith("Note:"):
            yield table, rows
            table = ""
        elif table:
            rows.append(_text_row(line))


def _text_row(line: str) -> tuple[str, list[str]]:
    """The label, and the columns after it: two blanks or more between them, a sign joined to its digits."""
    label, *rest = re.split(r"\s{2,}", line.strip(), maxsplit=1)
    columns = re.findall(r"\([\d,]+\)|[+-]\s+\d[\d,]*|-?\d[\d,]*|\S[^\d]*", rest[0]) if rest else []
    if NUMBER.match(label) or (rest and WEDNESDAY.search(rest[0])):
        return line.strip(), []
    return label, [" ".join(column.split()) for column in columns if not column.startswith("(")]


class _Tables(HTMLParser):
    """Rows of cells of each table, with the text that stands before the table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, Rows]] = []
        self._before = ""
        self._row: list[str] | None = None
        self._cell: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Tables, rows and cells begin."""
        if tag == "table":
            self.tables.append((" ".join(self._before.split()), []))
            self._before = ""
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        """Cells and rows end."""
        if tag in ("td", "th") and self._cell is not None and self._row is not None:
            self._row.append(" ".join(self._cell.split()))
            self._cell = None
        elif tag == "tr" and self._row is not None:
            if self._row and self.tables:
                self.tables[-1][1].append(
                    (self._row[0], [c for c in self._row[1:] if not re.match(r"^\([\d,]+\)$", c)])
                )
            self._row = None

    def handle_data(self, data: str) -> None:
        """Text of a cell, or between tables."""
        if self._cell is not None:
            self._cell += f"{data} " if data.strip() in ("Wednesday",) else data
        else:
            self._before += data


def _html_tables(text: str, what: str) -> Iterator[tuple[str, Rows]]:
    """Tables of the HTML layout, by the title that stands before them."""
    reader = _Tables()
    strict.feed_html(reader, text, what)
    for before, rows in reader.tables:
        for name in (FACTORS, STATEMENT):
            if re.search(rf"\d\.\s*{re.escape(name)}", before[-300:]) and len(rows) > 5:
                yield name, rows


FEEDS = {
    "board.h41_page": Feed(requests, parse),
    "board.h41_dates": Feed(dates_requests, parse_dates, days_ahead=40),
}
