"""What each tool answers: rows by column key with their units, the day, the source, the digest of what it is made from.

An answer holds at most `MOST_ROWS` rows and about `MOST_CHARACTERS`; `rows_total` and `next_row` say what is left out.
Every answer says what may not be concluded from it, by the kind of its numbers. Nothing is written, no file is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.notes import said
from fedsheet.present.exhibits import entry
from fedsheet.present.media import as_record
from fedsheet.present.table import to_json
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.runs.front import series_between
from fedsheet.runs.record import imported
from fedsheet.runs.show import FROM_FILES, Asked, listed, shown

if TYPE_CHECKING:
    from fedsheet.present.exhibits import Exhibit

MOST_ROWS, MOST_CHARACTERS = 500, 100_000
FILE = re.compile(r"[/\\]|\.(toml|csv|xlsx|json|parquet)$", re.IGNORECASE)
# What its numbers are, by the room of an exhibit: which of the cautions stands beside them.
KINDS = {
    "data": "published", "statement": "published", "record": "record", "bridge": "account", "ledger": "account",
    "review": "window", "claims": "verdict", "market": "model", "reserves": "model", "curve": "model",
    "replays": "model", "simulation": "model", "scores": "score", "forecast": "score",
}  # fmt: skip
OTHERS = "assumption"  # of all rooms that look ahead
CLOSED = FROM_FILES | {"tokens"}  # results that these doors give to nobody: of a user's file, for the owner's eyes

LONGEST, LONGEST_DAY, LONGEST_CLAIMS = 80, 40, 1_000_000  # characters: of a name, of a day, of a file of claims
Lang = Annotated[str, Field(description="Language of the texts: en or zh.", max_length=LONGEST_DAY)]
Day = Annotated[
    str,
    Field(
        description="Only what was public on this day, YYYY-MM-DD; empty for all that is held.", max_length=LONGEST_DAY
    ),
]
Row = Annotated[int, Field(description="The first row wanted, counted from 0.", ge=0)]
Rows = Annotated[int, Field(description="How many rows at most.", ge=1, le=MOST_ROWS)]


@dataclass(frozen=True)
class Provenance:
    """From what an answer is made: the day, the digest of the figures and that of the record of policy."""

    as_of: date
    data_digest: str
    policy_digest: str


def series_as_of(
    series_id: Annotated[
        str, Field(description="FRED's id where one exists, for example WALCL or SOFR.", max_length=LONGEST)
    ],
    as_of: Day = "",
    start: Annotated[str, Field(description="First observation date, YYYY-MM-DD.", max_length=LONGEST_DAY)] = "",
    end: Annotated[str, Field(description="Last observation date, YYYY-MM-DD.", max_length=LONGEST_DAY)] = "",
    rows: Rows = 100,
    lang: Lang = "en",
) -> dict[str, Any]:
    """One series as it was known on a day, in its published unit; the newest observations where there are more."""
    found = series_between(series_id, _day(as_of), _day(start, "start"), _day(end, "end"))
    return series_rows(series_id, as_of, start, end, max(0, len(found.values) - rows), rows, lang)


def series_rows(
    series_id: str, as_of: str, start: str, end: str, first_row: int, rows: int, lang: str,
    characters: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One series from a row on, with what it is: unit, timing, publisher, licence, formula where it is computed."""
    from fedsheet.present.exhibits import data
    from fedsheet.sources.catalogue import licence

    words, found = words_of(lang), series_between(series_id, _day(as_of), _day(start, "start"), _day(end, "end"))
    made = answer(data.one(found, words), words, _day(as_of), first_row, rows, characters)
    what = found.definition
    about = {"id": what.id, "unit": what.unit.name, "timing": what.timing, "revised": what.revised}
    told = {"formula": what.formula, "licence": licence(what), "source": made["source"] or what.publisher}
    return {**made, **about, **told}


def policy_on(
    day: Annotated[str, Field(description="The day, YYYY-MM-DD; empty for today.", max_length=LONGEST_DAY)] = "",
    as_of: Day = "",
    lang: Lang = "en",
) -> dict[str, Any]:
    """Every lever of policy in force on a day: rates, caps, facilities, since when and by which decision."""
    from fedsheet.present.exhibits import record
    from fedsheet.runs.front import record as recorded

    words, known_at = words_of(lang), _day(as_of)
    path = recorded(known_at)
    state = path.at(_day(day, "day") or known_at or path.recorded_to, known_at)
    return answer(record.state(state, words), words, known_at, 0, MOST_ROWS)


def statement(as_of: Day = "", lang: Lang = "en") -> dict[str, Any]:
    """The Fed's weekly statement (H.4.1), newest that was public, with its own sums checked."""
    return exhibit("statement", as_of=as_of, rows=MOST_ROWS, lang=lang)


def reserves_bridge(
    span: Annotated[
        str, Field(description='Weeks ("13") or two days ("2025-07-02..2025-10-29").', max_length=LONGEST)
    ] = "",
    as_of: Day = "",
    lang: Lang = "en",
) -> dict[str, Any]:
    """Why reserve balances moved between two Wednesdays: an account by lines of the statement that closes."""
    return exhibit("reserve-bridge", of=span, as_of=as_of, rows=MOST_ROWS, lang=lang)


def exhibits_list(lang: Lang = "en") -> dict[str, Any]:
    """The name, room and title of every exhibit that the tool `exhibit` gives."""
    words = words_of(lang)
    found = listed(words)
    given = found.table.where(lambda row: row["of"] not in CLOSED)
    return answer(found.showing(given), words, None, 0, MOST_ROWS)


def exhibit(
    name: Annotated[str, Field(description="The exhibit's name, see exhibits_list.", max_length=LONGEST)],
    of: Annotated[
        str, Field(description="What it is of, where it can be of several: a scenario, a rate.", max_length=LONGEST)
    ] = "",
    as_of: Day = "",
    first_row: Row = 0,
    rows: Rows = 100,
    lang: Lang = "en",
) -> dict[str, Any]:
    """Any table or figure's numbers by name: programmes, rates, reserves, projection, sizing, chain, forecast …"""
    return exhibit_rows(name, of, as_of, first_row, rows, lang)


def exhibit_rows(
    name: str, of: str, as_of: str, first_row: int, rows: int, lang: str, characters: int | None = None
) -> dict[str, Any]:
    """An exhibit's rows from a row on; what it is of is never a file."""
    words, day = words_of(lang), _day(as_of)
    _no_file(name, of)
    return answer(shown(name, words, Asked(day, of)), words, day, first_row, rows, characters)


def picture_bytes(name: str, of: str, as_of: str, form: str, lang: str) -> bytes:
    """A figure as PNG or SVG; a table is not drawn, which is told as an `InputError`."""
    from fedsheet.present.media import rendered

    words, day = words_of(lang), _day(as_of)
    _no_file(name, of)
    found = shown(name, words, Asked(day, of))
    if found.spec is None:
        raise InputError("mcp.not_drawn", name=name)
    return rendered(found, form, words, day)


def exhibit_picture(
    name: Annotated[str, Field(description="The figure's name, see exhibits_list.", max_length=LONGEST)],
    of: Annotated[str, Field(description="What it is of, where it can be of several.", max_length=LONGEST)] = "",
    as_of: Day = "",
    lang: Lang = "en",
) -> list[Any]:
    """A figure as a PNG picture; its unit, day, source, digests and what may not be concluded stand beside it."""
    from mcp.server.mcpserver import Image

    said = exhibit(name, of, as_of, 0, 1, lang)
    beside = {key: value for key, value in said.items() if key not in ("rows", "first_row", "next_row")}
    return [
        Image(data=picture_bytes(name, of, as_of, "png", lang), format="png"),
        json.dumps(beside, ensure_ascii=False),
    ]


def purchases_sizing(as_of: Day = "", first_row: Row = 0, rows: Rows = 100, lang: Lang = "en") -> dict[str, Any]:
    """How many bills a month keep reserves at their share, year by year, with a band; on the newest figures."""
    return exhibit("project-sizing", "", as_of, first_row, rows, lang)


def forecast_record(
    of: Annotated[
        str, Field(description='"sofr" for forecasts of SOFR, "sheet" for projections kept.', max_length=LONGEST)
    ] = "sofr",
    first_row: Row = 0,
    rows: Rows = 100,
    lang: Lang = "en",
) -> dict[str, Any]:
    """What was forecast, when, and what came: the record of forecasts and projections kept as they were issued."""
    names = {"sofr": "market-forecast-record", "sheet": "projection-ledger"}
    if of not in names:
        raise UnknownNameError("record", of, names)
    return exhibit(names[of], "", "", first_row, rows, lang)


def _no_file(name: str, of: str) -> None:
    """What an exhibit is of names no file of this machine, with an ending or without."""
    if FILE.search(of):
        raise InputError("mcp.file", name=of)
    if entry(name).of in FROM_FILES:
        raise InputError("mcp.of_file", name=name)


def is_held(table: str | None) -> bool:
    """Whether figures of this table are held; of no table they are."""
    from fedsheet.runs.read import read

    return table is None or table in read(None)[0].tables


def claims_check(
    report: Annotated[
        str, Field(description="A report whose claims ship; empty where claims are given.", max_length=LONGEST)
    ] = "",
    claims: Annotated[
        str, Field(description="Claims of one's own, as the text of a TOML claim file.", max_length=LONGEST_CLAIMS)
    ] = "",
    claim: Annotated[str, Field(description="One claim by its id.", max_length=LONGEST)] = "",
    as_of: Day = "",
    first_row: Row = 0,
    rows: Rows = 100,
    lang: Lang = "en",
) -> dict[str, Any]:
    """Judge the claims of a text from computed quantities: each verdict with the number found and the number said."""
    from fedsheet.claims.parse import load_shipped, parse_claims
    from fedsheet.present.exhibits import claims as exhibits
    from fedsheet.runs.check import SHIPPED_REPORT, on_all_vintages
    from fedsheet.runs.read import STORE, read

    words, day = words_of(lang), _day(as_of)
    if claims and report:
        raise InputError("mcp.both")
    asked = parse_claims(claims.encode(), "claims") if claims else load_shipped(report or SHIPPED_REPORT)
    known, path = read(day)
    judged = on_all_vintages(asked, known, path, STORE)
    found = exhibits.one(judged, words, claim) if claim else exhibits.judged(judged, words)
    unread = [{"claim": one.id, "reason": said(one.reason, lang)} for one in asked.unread]
    return answer(found, words, day, first_row, rows) | ({"unread": unread} if unread else {})


TOOLS: tuple[Callable[..., Any], ...] = (
    series_as_of, policy_on, statement, reserves_bridge, exhibits_list, exhibit, exhibit_picture, purchases_sizing,
    forecast_record, claims_check,
)  # fmt: skip


def answer(
    found: Exhibit, words: Words, day: date | None, first: int, most: int, characters: int | None = None
) -> dict[str, Any]:
    """An exhibit's rows from `first` on, with all that must stand beside them; plain JSON."""
    whole = as_record(found)
    rows = _fitting(json.loads(to_json(whole.pop("rows")[first : first + most])), characters or MOST_CHARACTERS)
    total, end = len(found.table.rows), first + len(rows)
    made = _made(day)
    return {
        **whole,
        "source": found.source or words("agents.source_record"),
        "unit": _units(whole["columns"], words),
        "as_of": made.as_of.isoformat(),
        "rows": rows,
        "first_row": first,
        "rows_total": total,
        "next_row": end if rows and end < total else None,
        "data_digest": made.data_digest,
        "policy_digest": made.policy_digest,
        "not_to_be_concluded": _cautions(found.name, words, made.as_of),
    }


def _units(columns: list[dict[str, str]], words: Words) -> str:
    """The units of all columns; where each row has its own, that it has."""
    units = dict.fromkeys(column["unit"] for column in columns if column["unit"])
    by_row = any(column["key"] == "unit" for column in columns)
    return ", ".join([*units, *([words("agents.unit_by_row")] if by_row else [])])


def _fitting(rows: list[dict[str, Any]], left: int) -> list[dict[str, Any]]:
    """As many of the first rows as an answer can hold, one at least."""
    for place, row in enumerate(rows):
        left -= len(json.dumps(row, ensure_ascii=False))
        if left < 0:
            return rows[: max(place, 1)]
    return rows


def _made(day: date | None) -> Provenance:
    from fedsheet.runs.read import read

    known, path = read(day)
    return Provenance(known.as_of, known.digest, path.digest)


def _cautions(name: str, words: Words, as_of: date) -> list[str]:
    """What an answer does not say: of the kind of its numbers, and of the day it is made on."""
    kind = "list" if name == "exhibits" else KINDS.get(entry(name).room, OTHERS)
    return [words(f"agents.caution_{kind}"), words("agents.caution_day", day=as_of)]


def words_of(lang: str) -> Words:
    """Messages of a language that a program asks for; another raises `UnknownNameError`."""
    if lang not in LANGUAGES:
        raise UnknownNameError("language", lang, LANGUAGES, where="<lang>")
    return Words(lang, imported=imported)


def _day(text: str, option: str = "as_of") -> date | None:
    return parse_date(text, where=f"<{option}>") if text else None
