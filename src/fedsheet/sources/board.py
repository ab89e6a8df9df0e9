"""Board of Governors, Data Download Program: the H.4.1 statement of condition as CSV; no key.

Quirks: six lines of head, "Unique Identifier:" with a blank after it or without; values to be multiplied by the line
"Multiplier:"; missing is ND, NA, NC or empty, and -9999 in the XML form is never a number; lines come and go: codes are
matched, never descriptions; a package asked with `lastobs` can answer 200 with nothing; the file ends without a
newline, so only its length shows that it is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fedsheet.core.errors import SourceError
from fedsheet.core.units import USD_MN
from fedsheet.sources import strict
from fedsheet.sources.catalogue import CatalogueEntry, of_feed
from fedsheet.sources.reply import Ask, Feed, Parsed, PrintsOf, Request, RowsOf, prints_of

OUTPUT = "https://www.federalreserve.gov/datadownload/Output.aspx"
TABLE5_PACKAGE = "ccfdc0c8cb86be87af324da79a6f8826"
HEAD = ("Series Description", "Unit:", "Multiplier:", "Currency:", "Unique Identifier:", "Time Period")
TOTALS = ("RESPPMA_N.WW", "RESPPMLL_N.WW", "RESPPLC_N.WW")
ROUNDING = 1.5  # million: two parts and a total, each rounded by itself
MISSING = ("", "ND", "NA", "NC")
LEVEL = "_N.WW"
DERIVED = ("_XCH1", "_XCH52", "_XAW")
# Lines that repeat another line, add lines up, or show what consolidation removed.
KNOWN_BESIDES = frozenset({
    "RESPPALDN_N.WW", "RESPPMAIX_N.WW", "RESPPMAX_N.WW", "RESPPMLLCX_N.WW", "RESPPMLLDOX_N.WW", "RESPPMLLDX_N.WW",
    "RESPPMLLX_N.WW",
})  # fmt: skip


def requests(_entries: Sequence[CatalogueEntry], ask: Ask) -> list[Request]:
    """The whole package since `since`."""
    params = {
        "rel": "H41", "series": TABLE5_PACKAGE, "lastobs": "", "from": f"{ask.since:%m/%d/%Y}" if ask.since else "",
        "to": "", "filetype": "csv", "label": "include", "layout": "seriescolumn", "type": "package",
    }  # fmt: skip
    return [
        Request("board", "H.4.1 statement", OUTPUT, params, media_types=("text/csv", "application/csv"),
                min_bytes=2_000, shows_its_end=False, about={"feed": "board.ddp"})
    ]  # fmt: skip


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """Every line of the statement by code; a line nobody knows is kept beside, to be looked at."""
    what = request["what"]
    rows = strict.csv_of(body, what)
    if tuple(row[0].strip() for row in rows[:6]) != HEAD:
        raise SourceError("sources.board_head_changed", where=what)
    codes = [text.rsplit("/", 1)[-1] for text in rows[4][1:]]
    identifiers = rows[5][1:]
    if codes != identifiers:
        raise SourceError("sources.board_codes_columns_do_agree", where=what)
    strict.unique(codes, what)
    days = [strict.day_of(row[0], what) for row in rows[6:]]
    if not days or days != sorted(set(days)):
        raise SourceError("sources.board_dates_missing_stand_twice", where=what)
    columns = dict(zip(codes, zip(*(row[1:] for row in rows[6:]), strict=True), strict=True))
    entries = of_feed("board.ddp")
    _check_units({e.native for e in entries}, codes, rows, what)
    series = [_series(entry, days, columns[entry.native], what) for entry in entries if entry.native in columns]
    _check_balance(series, what)
    unknown = _unknown(codes, rows, columns, {entry.native for entry in entries})
    return Parsed(tuple(p for p in series if p.days), (RowsOf("h41_unknown_lines", unknown),), days[-1])


def _check_units(known: set[str], codes: Sequence[str], rows: Sequence[Sequence[str]], what: str) -> None:
    """Known lines are there, in dollars, times a million."""
    absent = set(TOTALS) - set(codes)
    if absent:
        raise SourceError("sources.board_lines_missing", where=what, absent=sorted(absent))
    for code, unit, multiplier, currency in zip(codes, rows[1][1:], rows[2][1:], rows[3][1:], strict=True):
        counted = (unit, strict.number_of(multiplier, what), currency)
        if code in known and counted != ("Currency", USD_MN.scale, "USD"):
            raise SourceError(
                "sources.board_counted", where=what, code=code, unit=unit, multiplier=multiplier, currency=currency
            )


def _series(entry: CatalogueEntry, days: Sequence[date], column: Sequence[str], what: str) -> PrintsOf:
    values = [strict.number_or_none(text, f"{what} {entry.native}", MISSING) for text in column]
    if -9999 in values:
        raise SourceError("sources.board_holds_9999_mark_missing", where=what, native=entry.native)
    return prints_of(entry, zip(days, values, strict=True))


def _check_balance(series: Sequence[PrintsOf], what: str) -> None:
    """Total assets = total liabilities + total capital on every day, within the rounding of three parts."""
    held = {part.definition.id: dict(zip(part.days, part.values, strict=True)) for part in series}
    assets, liabilities, capital = (held.get(f"H41.{code}", {}) for code in TOTALS)
    for day in assets.keys() & liabilities.keys() & capital.keys():
        if abs(assets[day] - liabilities[day] - capital[day]) > ROUNDING:
            raise SourceError("sources.board_statement_does_balance", where=what, day=day)


def _unknown(
    codes: Sequence[str], rows: Sequence[Sequence[str]], columns: Mapping[str, Sequence[str]], known: set[str]
) -> list[tuple[str, dict[str, str | float | int | None]]]:
    """Level lines that are neither in the catalogue nor known repeats, and not dead or zero throughout."""
    found: list[tuple[str, dict[str, str | float | int | None]]] = []
    for code, description in zip(codes, rows[0][1:], strict=True):
        is_level = code.endswith(LEVEL) and not any(mark in code for mark in DERIVED)
        alive = any(text not in (*MISSING, "0") for text in columns[code])
        if is_level and alive and code not in known and code not in KNOWN_BESIDES:
            found.append((code, {"code": code, "description": description[:300], "newest": columns[code][-1]}))
    return found


FEEDS = {"board.ddp": Feed(requests, parse)}
