"""Every door of a user's input against changed inputs: each answer is a result or a named error, soon and in bounds.

python bench/fuzz_inputs.py [SECONDS] [SEED]     appends to inputs.csv in bench/results; exit code 1 where any failed
Tables of every kind (text and workbooks, changed inside and outside), TOML of every kind, formulas, lines, thresholds,
courses of policy, boards, uploads and bodies of the API. An input that fails is made as small as it goes and printed.
"""

from __future__ import annotations

import base64
import io
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import files
from pathlib import Path

os.environ.setdefault("FEDSHEET_HOME", tempfile.mkdtemp())
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from results import append

import fedsheet
from fedsheet.core.dates import parse_date
from fedsheet.core.errors import FedsheetError
from fedsheet.core.formula import parse as parse_formula
from fedsheet.outlook.bridge import parse_spec
from fedsheet.outlook.implied import implied_path
from fedsheet.outlook.meetings import meetings_known
from fedsheet.outlook.ois import stepped_path
from fedsheet.outlook.own_rule import own_rule
from fedsheet.outlook.quotes import FuturesQuotes
from fedsheet.portfolio.held.holdings import holdings_from_rows
from fedsheet.portfolio.mortgages.pool_list import pools_from_rows
from fedsheet.record import load_path
from fedsheet.review.lines import parse_lines
from fedsheet.review.thresholds import parse_threshold, standing
from fedsheet.runs import own_tables
from fedsheet.runs.explore import explore
from fedsheet.runs.house_style import house_style
from fedsheet.sources.users import imports
from fedsheet.web import boards
from fedsheet.web.serving import json_input
from fedsheet.web.serving.uploads import Uploads
from fedsheet.web.views import READERS, VIEWS
from parsers.fuzz import SPLICES, mutated, peak_mb
from runs.test_own_files import READERS as TOML

SLOWEST, MOST_MB = 5.0, 512
DAY, TODAY = date(2022, 2, 16), date(2026, 11, 30)
TOKENS = (
    b"9" * 5_000, b"-" + b"1" * 400, b"1e400", b"1e-400", b"nan", b"inf", b"9999-12-31", b"0001-01-01", b"2024-02-30",
    b"10000-01-01", b"=1+1", b"0,250", b"1.234,5", b"5,400", b"5.40%", "亿".encode(), "５".encode(), "−".encode(),
    b"ZQ", b"FFV6 Comdty", b"99Y", b"[[[[", b"{", b"}", b'"""', b"'''", b"\\u0000", b"\\ud800", b"\xff\xfe", b"\x00",
    b"true", b"1979-05-27T07:32:00-08:00", b"07:32:00", b"((((", b")", b"/0", b"* 1e308", b"^", b"\xf0\x9f\x92\xb8",
    b"0x7fffffffffffffff", b"#N/A", b"\xc2\xa0",
)  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A way in: examples of what it takes, and the function that reads it."""

    name: str
    seeds: tuple[bytes, ...]
    read: Callable[[bytes], object]


class Hang(BaseException):
    """More processor time than any input may take."""


def priced(raw: bytes) -> object:
    quotes = own_tables.prices(raw, "prices")
    calendar = meetings_known(quotes.quote_date)
    return implied_path(quotes, calendar) if isinstance(quotes, FuturesQuotes) else stepped_path(quotes, calendar)


def imported(unit: str, **options: str) -> Callable[[bytes], object]:
    request = imports.request_of("FUZZ", "file.csv", unit, "Somebody", TODAY, **options)
    return lambda raw: imports.parse(raw, request)


def workbook(rows: Iterable[Iterable[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_workbook(read: Callable[[bytes], object], whole: bytes, part: str) -> Callable[[bytes], object]:
    """A workbook whose one part is changed before it is packed."""

    return lambda content: read(repacked(whole, part, content))


def repacked(whole: bytes, part: str, content: bytes) -> bytes:
    """The same package with other content in one part, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), part}:
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def gone_off() -> int:
    """Every bomb through the reader of series and of prices, each in a process of its own; how many were too much."""
    context = multiprocessing.get_context("spawn")
    most, too_much = (0.0, 0.0), 0
    for name, raw in bombs():
        with tempfile.NamedTemporaryFile() as file, context.Pool(1) as pool:
            file.write(raw)
            file.flush()
            del raw
            seconds, mb, told = pool.apply(set_off, (file.name,))
        failed = told not in (READ, REFUSED) or seconds > SLOWEST or mb > MOST_MB
        too_much += failed
        most = max(most[0], seconds), max(most[1], mb)
        print(f"  {name}: {told}, {seconds:.1f} s, {mb:.0f} MB{'  TOO MUCH' if failed else ''}")
    append("inputs", "bombs: slowest", most[0], "s", f"{SLOWEST:g}")
    append("inputs", "bombs: peak memory of a process", most[1], "MB", str(MOST_MB))
    return too_much


def set_off(file: str) -> tuple[float, float, str]:
    """One bomb: the slower reader's processor time, the peak memory, what was said."""
    raw = Path(file).read_bytes()
    spent, told = [], []
    for read in (imported("Percent"), priced):
        began = time.process_time()
        told.append(said(read, raw))
        spent.append(time.process_time() - began)
    return max(spent), peak_mb(), next((one for one in told if one not in (READ, REFUSED)), told[0])


def tables() -> list[Door]:
    series = (
        "指标名称,PMI\n单位,%\n2020-01-31,50.9\n2020-02-29,50.1\n2020-03-31,49.1\n数据来源：Wind,\n",
        "observation_date,SOFR\n2024-01-02,5.31\n2024-01-03,.\n2024-01-04,5.32\n",
        "Date;Last\n13.02.2020;1.523\n14.02.2020;1.61\n17.02.2020;1.62\n", "date\tx\n2024Q1\t1\n2024Q2\t2\n",
    )  # fmt: skip
    example = {name: (files("fedsheet.runs") / "examples" / f"{name}.csv").read_bytes() for name in
               ("prices", "holdings", "pools", "dots")}  # fmt: skip
    ois = b"quote_date,tenor,rate\n2026-09-18,1W,3.88\n2026-09-18,3M,3.96\n2026-09-18,2027-09-18,4.30\n"
    surprise = b"Date,MP1,UST10Y\n2008-11-25 08:15,-0.24,\n2008-12-01,NA,0.01\n2009-03-18,-0.47,0.0\n"
    long = b"series,date,value\nDESK_A,2020-01-01,1.5\nDESK_A,2020-01-02,1.6\nB_1,2020-01-01,2\nB_1,2020-01-02,3\n"
    doors = [
        Door("series", tuple(text.encode() for text in series), imported("Percent")),
        Door("series, other choices", tuple(text.encode() for text in series), imported("Percent", commas="decimal")),
        Door("many series", (long,), imported("Percent", by="series")),
        Door("prices", (example["prices"], ois), priced),
        Door("price history", (example["prices"],), lambda raw: own_tables.price_history(raw, "x")),
        Door("dots", (example["dots"],), lambda raw: own_tables.dot_lines(raw, "x")),
        Door("holdings", (example["holdings"],),
             lambda raw: holdings_from_rows(own_tables.securities(raw, "x", DAY), DAY)),
        Door("pools", (example["pools"],), lambda raw: pools_from_rows(own_tables.pools(raw, "x"))),
        Door("surprises", (surprise,), lambda raw: own_tables.surprises(raw, "x", "MP1")),
    ]  # fmt: skip
    book = workbook([["date", "rate"], [date(2024, 1, 2), 5.31], [date(2024, 1, 3), "5.4"], ["来源：x"]])
    read = imported("Percent")
    doors.append(Door("workbook", (book,), read))
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        for part in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            doors.append(Door(f"workbook, {part}", (parts.read(part),), of_workbook(read, book, part)))
    return doors


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that unpack, nest or repeat into large ones."""
    book = workbook([["date", "rate"], [date(2024, 1, 2), 5.31], [date(2024, 1, 3), 5.32]])
    sheet, styles, strings = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
    swollen = {
        "empty elements in styles": (styles, b"<a>" + b"<b/>" * 50_000_000),
        "empty elements in a sheet": (sheet, b"<sheetData>" + b"<row/>" * 30_000_000),
        "cells in a sheet": (sheet, b"<sheetData>" + b"<row>" + b"<c><v>1</v></c>" * 15_000_000),
        "blanks in a sheet": (sheet, b" " * 240_000_000),
        "one tag in a sheet": (sheet, b"<a b='" + b"x" * 240_000_000),
        "one text in a sheet": (sheet, b"<row><c t='str'><v>" + b"x" * 240_000_000),
        "elements in elements": (sheet, b"<a>" * 60_000_000),
        "a comment": (sheet, b"<!--" + b"x" * 240_000_000),
        "texts": (strings, b"<sst>" + b"<si><t>" + b"x" * 240_000_000),
        "entities": (sheet, b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'>]><x>&a;</x>"),
    }
    for name, (part, content) in swollen.items():
        yield name, repacked(book, part, content)
    yield "cells of a CSV", b"d" + b",1" * 15_000_000
    yield "rows of a CSV", b"\n" * 32_000_000
    yield "dates of a CSV", b"2024-01-02,1\n" * 2_000_000
    yield "a quoted cell", b'"' + b"x" * 30_000_000
    yield "GB 18030", "国,".encode("gb18030") * 10_000_000


def tomls() -> list[Door]:
    rule = b'title = "mine"\ninflation_gap = 0.5\noutput_gap = 1.0\nneutral_rate_pct = 0.5\npersistence = 0.8\n'
    style = b'author = "Desk"\n[colours]\naccent = "#5b1f69"\n'
    found = [
        Door(name, ((files("fedsheet.runs") / "examples" / f"{name}.toml").read_bytes(),), of_text(read))
        for name, read in TOML.items()
    ]
    return [*found, Door("own rule", (rule,), lambda raw: own_rule(raw, "x")), Door("house style", (style,), styled)]


def of_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """A reader of text; bytes that are none are refused before it."""

    def decoded(raw: bytes) -> object:
        held = Uploads().put_text_of("claims", "x", raw)
        return read(held.text)

    return decoded


def styled(raw: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "style.toml"
        file.write_bytes(raw)
        return house_style(file)


def texts() -> list[Door]:
    known, path = fedsheet.vintage(), load_path()
    formulas = (b"WALCL - WTREGEN / 1000", b"(SOFR - iorb) * 100", b"-DGS10 + 2", b"GDP / (WALCL + 1)")
    return [
        Door("formula", formulas, lambda raw: parse_formula(raw.decode("utf-8", "replace"))),
        Door("lines", (b"SOFR - iorb; WALCL @2020-01-01; DGS10 | change 12m | right", b"WALCL yoy"),
             of_text(parse_lines)),
        Door("lines drawn", (*formulas[:2], b"WALCL | growth"),
             of_text(lambda text: explore(text, vintage=known, path=path))),
        Door("threshold", (b"SOFR - iorb > 10 bp", b"WRESBAL < 2.9 trn", b"SRF_USAGE > 10 bn"),
             of_text(lambda text: standing(parse_threshold(text), known, path))),
        Door("course of policy", (b"rule:inertial", b"implied:prices.csv", b"rule:mine.toml"), of_text(parse_spec)),
        Door("day", (b"2019-09-17",), of_text(parse_date)),
    ]  # fmt: skip


def bodies() -> list[Door]:
    item = {"view": "overview", "kind": "figure", "id": "x", "own": {"a": "b"}}
    prices = base64.b64encode(b"quote_date,contract,price\n2026-09-18,2026-10,96.1\n").decode()
    board = json.dumps({"version": 1, "name": "b", "items": [item]}).encode()
    upload = json.dumps({"kind": "quotes", "name": "x.csv", "base64": prices}).encode()
    params = json.dumps({"as_of": "2024-01-31", "lang": "en", "file": "x", "part": "im", "weeks": "4"}).encode()
    return [
        Door("board", (board,), lambda raw: boards.read(json_input.parse(raw))),
        Door("upload", (upload,), uploaded),
        *(Door(f"parameters of {view.name}", (params,), partial(validated, view)) for view in VIEWS),
    ]


def uploaded(raw: bytes) -> object:
    body = json_input.parse(raw)
    kind, text = str(body.get("kind")), body.get("base64")
    if kind not in READERS or not isinstance(text, str):
        return None
    content = json_input.bytes_of(text, "x")
    return READERS[kind](content if kind == "quotes" else content.decode("utf-8", "replace"), "x")


def validated(view: object, raw: bytes) -> object:
    from pydantic import ValidationError

    with suppress(ValidationError):  # what the door answers with by name
        return view.params.model_validate(json_input.parse(raw))  # type: ignore[attr-defined]
    return None


def changed(seed: bytes, chance: random.Random) -> bytes:
    """One change of bytes, of words, of lines or of the encoding."""
    kind = chance.randrange(5)
    if kind < 2:
        return mutated(seed, chance)
    if kind == 2:
        words = seed.split(b",") if b"," in seed else seed.split(b" ")
        words[chance.randrange(len(words))] = chance.choice((*TOKENS, *SPLICES))
        return (b"," if b"," in seed else b" ").join(words)
    if kind == 3:
        lines = seed.split(b"\n")
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[at] = chance.choice((b"", lines[to], lines[at] * 3, lines[at][: len(lines[at]) // 2]))
        return b"\n".join(lines)
    text = seed.decode("utf-8", "replace")
    encoding = chance.choice(("utf-16", "utf-16-le", "gb18030", "utf-8-sig", "cp1252"))
    return text.replace(",", chance.choice(",\t;")).encode(encoding, "replace")


READ, REFUSED, HANG = "read", "refused", "hang"


def said(read: Callable[[bytes], object], raw: bytes) -> str:
    """Whether an input was read or refused by name; else what happened, and where."""
    signal.setitimer(signal.ITIMER_VIRTUAL, SLOWEST)
    try:
        read(raw)
    except FedsheetError as error:
        for language in ("en", "zh"):
            error.said(language, "terminal")
        return REFUSED
    except Hang:
        return HANG
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno} ({str(error)[:80]})"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return READ


def smallest(door: Door, raw: bytes, told: str) -> bytes:
    """The input with as much left out as fails alike."""
    size = max(1, len(raw) // 2)
    until = time.monotonic() + 20
    while size and time.monotonic() < until:
        for at in range(0, len(raw), size):
            less = raw[:at] + raw[at + size :]
            if said(door.read, less).split(" (")[0] == told.split(" (")[0]:
                raw = less
                break
        else:
            size //= 2
    return raw


def main(seconds: float, seed: int) -> int:
    def ring(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGVTALRM, ring)
    chance = random.Random(seed)
    doors = [*tables(), *tomls(), *texts(), *bodies()]
    for door in doors:
        for example in door.seeds:
            assert (told := said(door.read, example)) == READ, (door.name, told)
    counts: Counter[str] = Counter()
    found: dict[str, tuple[Door, bytes]] = {}
    slowest, until = (0.0, ""), time.monotonic() + seconds
    while time.monotonic() < until:
        door = doors[counts["inputs"] % len(doors)]
        raw = changed(chance.choice(door.seeds), chance)
        began = time.process_time()
        told = said(door.read, raw)
        slowest = max(slowest, (time.process_time() - began, door.name))
        counts["inputs"] += 1
        counts["read"] += told == READ
        if told not in (READ, REFUSED):
            counts["hangs" if told == HANG else "unnamed"] += 1
            found.setdefault(f"{door.name}: {told.split(' (')[0]}", (door, raw))
    for name, (door, raw) in found.items():
        print(f"{name}\n  {smallest(door, raw, said(door.read, raw))[:300]!r}")
    print(f"{counts['read']} read, {counts['inputs'] - counts['read']} refused or failed")
    print(f"{len(doors)} doors; slowest {slowest[0]:.2f} s ({slowest[1]})")
    append("inputs", f"changed inputs through {len(doors)} doors, seed {seed}", counts["inputs"], "inputs")
    append("inputs", "exceptions without a name", counts["unnamed"], "", "0")
    append("inputs", f"more than {SLOWEST:g} s of processor time", counts["hangs"], "", "0")
    append("inputs", "peak memory", peak_mb(), "MB", str(MOST_MB))
    return int(bool(found) or gone_off() > 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600.0, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
