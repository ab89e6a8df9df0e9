"""Tables that are not series (holdings by CUSIP, operations, auctions): rows with a key and a vintage.

The rows that one batch added to one part of a table (a month, where keys begin with their day; else all of it) are one
compressed block with its digest; nothing is unpacked before somebody asks for the table. A row is never changed: a
revised one is another row with a later start, a withdrawn one another row that says `null`.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from json import encoder
from types import MappingProxyType
from typing import Any

from fedsheet.core.errors import StoreError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import rows_of
from fedsheet.store.layout import checksum, verify
from fedsheet.store.taken_back import TakenBack

Row = Mapping[str, str | float | int | None]
WITHDRAWN = "null"
DATED_KEY = re.compile(r"(\d{4}-\d{2})-\d{2}(?!\d)")
COUNTED = ("_usd", "_percent")
NUMBERS = (int, float)
FEW = 100  # parts of a table that are named in a question


def _encoder() -> Callable[[Any], str]:
    """JSON with keys sorted: one encoder for every row, where `JSONEncoder.encode` makes one anew for each."""
    usual = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return usual.encode
    pieces = make(None, usual.default, encoder.encode_basestring, None, ": ", ", ", True, False, False)
    return lambda value: "".join(pieces(value, 0))


ENCODE = _encoder()
CELLS = "name, part, start, batch, n_rows, digest, told, packed"


@dataclass(frozen=True)
class Block:
    """One block without its content: `digest` is the SHA-256 of its rows, `told` sums and bounds kept of them.

    since  the day from which it was known, and, of one taken back, `is_back`
    """

    name: str
    part: str
    start: int
    batch: int
    n_rows: int
    digest: str
    told: str
    packed: int
    since: int
    is_back: bool = False

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Block:
        """A block as its row says, its checksum last, known since its start; a damaged one raises `StoreError`."""
        *cells, kept = row
        verify(kept, str(cells[0]), *cells)
        name, part, start, batch, n_rows, digest, told, packed = cells
        return cls(name, part, start, batch, n_rows, digest, told, packed, since=start)

    @property
    def cells(self) -> tuple[object, ...]:
        """The cells its checksum covers."""
        return (self.name, self.part, self.start, self.batch, self.n_rows, self.digest, self.told, self.packed)


def append(
    connection: sqlite3.Connection, name: str, rows: Iterable[tuple[str, Row]], start: int, batch: int, *,
    seen: int | None = None, whole: str | None = None,
) -> int:  # fmt: skip
    """Add rows by key that differ from those in force; the number added and withdrawn.

    A row that differs from one held cannot have been public since `start`: it starts on the day it was `seen`. `whole`:
    the rows are all whose key begins so, and those held that are not among them are withdrawn.
    """
    seen = start if seen is None else max(seen, start)
    read = dict(rows)
    given = {key: ENCODE(row) for key, row in read.items()}
    held = _last(connection, name, seen, _parts_of(given, whole))
    fresh: dict[tuple[str, int], dict[str, str]] = {}
    for key, content in given.items():
        if held.get(key) != content:
            fresh.setdefault((part_of(key), seen if key in held else start), {})[key] = content
    if whole is not None:
        for key, row in held.items():
            if key.startswith(whole) and key not in given and row != WITHDRAWN:
                fresh.setdefault((part_of(key), seen), {})[key] = WITHDRAWN
    for (part, since), of_part in fresh.items():
        add_block(connection, name, part, since, batch, of_part, read)
    return sum(map(len, fresh.values()))


def add_block(
    connection: sqlite3.Connection, name: str, part: str, start: int, batch: int, rows: Mapping[str, str],
    read: Mapping[str, Row] | None = None,
) -> None:  # fmt: skip
    """Write rows (JSON by key) as one block; a block of the same name, part, start and batch makes way.

    read  the same rows before they were JSON, others among them, where they are at hand
    """
    text = "\n".join(f"{ENCODE(key)}\t{rows[key]}" for key in sorted(rows)).encode()
    content, digest = zlib.compress(text), hashlib.sha256(text).hexdigest()
    said = json.loads(f"[{','.join(rows.values())}]") if read is None else [read.get(key) for key in rows]
    cells = (name, part, start, batch, len(rows), digest, _told(said), zlib.crc32(content))
    connection.execute(
        "INSERT OR REPLACE INTO table_blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*cells, checksum(*cells), content)
    )


def part_of(key: str) -> str:
    """The part of its table a row lies in: the month its key begins with, or "" where keys are no days."""
    found = DATED_KEY.match(key) if key[4:5] == "-" else None
    return found[1] if found else ""


def _parts_of(keys: Iterable[str], whole: str | None) -> set[str] | None:
    """The parts that hold these keys and all that begin with `whole`; None = every part."""
    if whole is not None and not DATED_KEY.match(whole):
        return None
    return {part_of(key) for key in (*keys, *([whole] if whole else []))}


def unpacked(content: bytes) -> list[tuple[str, str]]:
    """The rows of one block, (key, JSON), by key."""
    lines = (line.partition("\t") for line in zlib.decompress(content).decode().split("\n"))
    return [(head[1:-1] if "\\" not in head else json.loads(head), row) for head, _, row in lines]


def _told(rows: Iterable[Row | None]) -> str:
    """Kept of the rows of a block: sums by kind where they are holdings, count and bounds of columns of amounts."""
    held = [row for row in rows if row is not None]
    names = {name for shape in set(map(tuple, held)) for name in counted(shape)}
    columns = {name: [float(v) for row in held if isinstance(v := row.get(name), NUMBERS)] for name in names}
    kinds: dict[str, list[float]] = {}
    for row in held:
        if "par_usd" in row and (kind := row.get("kind")):
            kinds.setdefault(str(kind), []).append(float(row["par_usd"] or 0.0))
            kinds.setdefault("tips_inflation", []).append(float(row.get("inflation_compensation_usd") or 0.0))
    bounds = {name: [len(v), min(v), max(map(abs, v))] for name, v in columns.items() if v}
    return json.dumps({"kinds": {kind: math.fsum(v) for kind, v in kinds.items()}, "bounds": bounds}, sort_keys=True)


@cache
def counted(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of amounts and rates among these."""
    return tuple(name for name in names if name.endswith(COUNTED))


def bounds(connection: sqlite3.Connection, name: str) -> dict[str, tuple[int, float, float]]:
    """Of each column of amounts or rates of a table: how many values were taken in, the least, the largest in size."""
    found: dict[str, tuple[int, float, float]] = {}
    for block in blocks(connection, None, name):
        for column, (n, least, largest) in json.loads(block.told)["bounds"].items():
            before = found.get(column, (0, math.inf, 0.0))
            found[column] = (before[0] + n, min(before[1], least), max(before[2], largest))
    return found


def names(connection: sqlite3.Connection) -> list[str]:
    """Every table held, sorted."""
    return [row[0] for row in connection.execute("SELECT DISTINCT name FROM table_blocks ORDER BY 1")]


def blocks(
    connection: sqlite3.Connection, day: int | None, name: str | None = None, parts: Collection[str] | None = None
) -> list[Block]:
    """Blocks known on `day` (None: that count today, whatever their start), in the order in which they were said.

    name, parts  of one table, and of these parts of it
    """
    return known_blocks(every_block(connection, name, parts), day)


def every_block(
    connection: sqlite3.Connection, name: str | None = None, parts: Collection[str] | None = None
) -> list[tuple[Block, int | None]]:
    """Every block ever said and the day on which it was taken back, if it was, in the order in which they were said."""
    asked = [] if name is None else [("name = ?", [name])]
    if parts is not None and len(parts) <= FEW:
        asked.append((f"part IN ({', '.join('?' * len(parts))})", list(parts)))
    where = f"WHERE {' AND '.join(said for said, _ in asked)}" if asked else ""
    given = [value for _, values in asked for value in values]
    rows = connection.execute(f"SELECT {CELLS}, checksum FROM table_blocks {where}", given)  # noqa: S608 constants only
    back = TakenBack.of(connection)
    found = [_as_known(Block.of(row), back) for row in rows if parts is None or row[1] in parts]
    return sorted(found, key=lambda one: (one[0].name, one[0].since, one[0].is_back, one[0].batch, one[0].part))


def known_blocks(said: Iterable[tuple[Block, int | None]], day: int | None) -> list[Block]:
    """Of every block those known on `day`, or that count today."""
    if day is None:
        return [block for block, until in said if until is None]
    return [block for block, until in said if block.since <= day and (until is None or day < until)]


def _as_known(block: Block, back: TakenBack) -> tuple[Block, int | None]:
    """A block since it was known, and the day it was taken back; what was taken back is known since it was seen."""
    span = back.since(block.batch, block.name) if back else None
    if span is None:
        return block, None
    return replace(block, since=max(block.start, span.seen), is_back=True), span.day


def by_name(known: Iterable[Block]) -> dict[str, list[Block]]:
    """Blocks by their table."""
    found: dict[str, list[Block]] = {}
    for block in known:
        found.setdefault(block.name, []).append(block)
    return found


class Frames(Mapping[str, "pd.DataFrame"]):
    """Tables by name, each made when it is first asked for: most runs look at one or two of them.

    told  by table of one block, what was kept of its rows at taking in
    """

    def __init__(
        self, makers: Mapping[str, Callable[[], pd.DataFrame]], told: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._makers = dict(makers)
        self._made: dict[str, pd.DataFrame] = {}
        self._rows: dict[str, Sequence[Mapping[str, object]]] = {}
        self._told = dict(told)

    def sums(self, name: str) -> dict[str, float]:
        """Of one list of holdings par by kind and "tips_inflation", US dollars; nothing of another table."""
        return dict(json.loads(self._told[name])["kinds"]) if name in self._told else {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def rows(self, name: str) -> Sequence[Mapping[str, object]]:
        """One table row by row, days as ISO text: no frame is made of what has none yet."""
        if name not in self._rows:
            rows = getattr(self._makers[name], "rows", None)
            self._rows[name] = rows_of(self[name]) if rows is None else rows()
        return self._rows[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    @property
    def read_bytes(self) -> int:
        """Bytes of the tables that were asked for so far."""
        return sum(int(rows.memory_usage(deep=True).sum()) for rows in list(self._made.values()))

    def __reduce__(self) -> tuple[type[Frames], tuple[object, object]]:
        """Sent to another process with its makers; those of the store take their blocks, still packed, along."""
        return Frames, (self._makers, self._told)


@dataclass(frozen=True)
class Packed:
    """The rows of one table, still packed, on their way to another process."""

    contents: tuple[bytes, ...]

    def __call__(self) -> pd.DataFrame:
        """The table."""
        return frame(self._texts())

    def rows(self) -> list[dict[str, object]]:
        """The same row by row."""
        return list(map(json.loads, self._texts()))

    def _texts(self) -> list[str]:
        return _in_force([unpacked(content) for content in self.contents])


@dataclass(frozen=True)
class Held:
    """The rows of one table where they lie: read when they are asked for; `file` is the store's address."""

    file: str
    blocks: tuple[Block, ...]

    def __call__(self) -> pd.DataFrame:
        """The table, read now."""
        return Packed(self.contents())()

    def rows(self) -> list[dict[str, object]]:
        """The same row by row."""
        return Packed(self.contents()).rows()

    def contents(self) -> tuple[bytes, ...]:
        """Each block as packed; one that has gone or changed since the vintage was read raises `StoreError`."""
        with closing(sqlite3.connect(self.file, timeout=30, uri=True)) as connection:
            return tuple(content_of(connection, block) for block in self.blocks)

    def __reduce__(self) -> tuple[type[Packed], tuple[tuple[bytes, ...]]]:
        return Packed, (self.contents(),)


def packed(connection: sqlite3.Connection, known: Iterable[Block]) -> Packed:
    """The rows of one table out of a store that has no file."""
    return Packed(tuple(content_of(connection, block) for block in known))


def content_of(connection: sqlite3.Connection, block: Block) -> bytes:
    """The content of one block, still packed; a damaged or changed one raises `StoreError`."""
    row = connection.execute(
        f"SELECT content, {CELLS} FROM table_blocks WHERE name = ? AND part = ? AND start = ? AND batch = ?",  # noqa: S608 constants only
        (block.name, block.part, block.start, block.batch),
    ).fetchone()
    if row is None or row[1:] != block.cells:
        raise StoreError("store.tables_changed", where=block.name)
    if zlib.crc32(row[0]) != block.packed:
        raise StoreError("store.observations_figures_store_damaged_checksum", series_id=block.name)
    return bytes(row[0])


def _in_force(parts: Iterable[Sequence[tuple[str, str]]]) -> list[str]:
    """Rows as JSON in the order of their keys: the last said of each, withdrawn ones left out."""
    last: dict[str, str] = {}
    for rows in parts:
        last.update(rows)
    return [last[key] for key in sorted(last) if last[key] != WITHDRAWN]


def frame(rows: Sequence[str]) -> pd.DataFrame:
    """One table from its rows as JSON; columns named `*_date` or `date` are dates."""
    made = pd.DataFrame(json.loads(f"[{','.join(rows)}]"))
    for column in made.columns:
        if column == "date" or column.endswith("_date"):
            made[column] = pd.to_datetime(made[column])
    return made


def in_force(connection: sqlite3.Connection, name: str, day: int, keys: Iterable[str] | None = None) -> dict[str, str]:
    """The rows of one table as known on `day`, JSON by key; of `keys` alone where they are given."""
    wanted = None if keys is None else set(keys)
    parts = None if wanted is None else _parts_of(wanted, None)
    rows = _last(connection, name, day, parts)
    return {k: row for k, row in sorted(rows.items()) if row != WITHDRAWN and (wanted is None or k in wanted)}


def _last(connection: sqlite3.Connection, name: str, day: int, parts: set[str] | None) -> dict[str, str]:
    """What was last said of each key in these parts by `day`, withdrawn rows included; what was taken back is out."""
    found: dict[str, str] = {}
    for block in blocks(connection, day, name, parts):
        if not block.is_back:
            found.update(unpacked(content_of(connection, block)))
    return found
