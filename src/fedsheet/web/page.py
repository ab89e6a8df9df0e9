"""What a view is before it is shown: blocks as in the report, controls to change it, and the same thing in Python."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from fedsheet.present.abbreviations import spoken
from fedsheet.present.blocks import (
    Block,
    Bullets,
    Figure,
    Heading,
    Note,
    Paragraph,
    Row,
    TableBlock,
    figures,
    numbered,
)
from fedsheet.present.table import Table
from fedsheet.present.text import Words

FIRST_DAY, LAST_DAY = date(1914, 1, 1), date(2199, 12, 31)  # the Fed opened in November 1914
Language = Literal["zh", "en"]
# The name of something that ships or the id of an upload: never a path.
Name = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]


class Params(BaseModel):
    """What every view can be asked: language and as-of date; a view adds its own, and refuses all others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Language = "zh"
    as_of: Annotated[date | None, Field(description="Only what was public on this day, YYYY-MM-DD.")] = None

    @field_validator("*")
    @classmethod
    def _of_our_time(cls, value: object) -> object:
        if isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
            raise ValueError(f"a day from {FIRST_DAY} to {LAST_DAY} is meant")
        return value


class FileParams(Params):
    """A view that can be asked about a person's own file, by the id it got when it was brought in."""

    file: Annotated[Name, Field(description="Id that POST /api/v1/uploads answered.")] = ""


class OnScreenParams(Params):
    """What of a figure is on the screen: the days it is drawn over, and the names that were switched off."""

    first: Annotated[date | None, Field(description="First day on the screen.")] = None
    last: Annotated[date | None, Field(description="Last day on the screen.")] = None
    without: Annotated[str, Field(max_length=1_000, description="Names switched off, bars between.")] = ""


@dataclass(frozen=True)
class Control:
    """One input of a view: `key` is the parameter it sets.

    options   (value, label) pairs of a choice
    accepts   what a file holds (scenario, claims, quotes, …): it is sent first, the parameter becomes its id
    """

    key: str
    kind: Literal["choice", "slider", "date", "number", "switch", "file", "text"]
    label: str
    value: str | float | bool | None
    options: tuple[tuple[str, str], ...] = ()
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""
    accepts: str = ""


@dataclass(frozen=True)
class Tile:
    """One number at a glance: what, how much, since when, and whether it rose (1), fell (−1) or neither (0).

    is_stale   too old to be the present one, shown in grey;   is_imported   brought by a user's file, marked
    """

    label: str
    shown: str
    detail: str
    sign: int = 0
    is_stale: bool = False
    is_imported: bool = False


@dataclass(frozen=True)
class Tiles:
    """A row of numbers at a glance; the table that follows has them with their dates and sources."""

    items: tuple[Tile, ...]


@dataclass(frozen=True)
class Pick:
    """Rows of a table that open something: the cell of column `key` becomes the parameter `sets`.

    shows   id of the figure or table that then tells of it, brought into view
    """

    key: str
    sets: str
    shows: str


@dataclass(frozen=True)
class Explorer:
    """Lines that a reader sets side by side by hand: drawn on the page from `data`, taken away as `figure()`.

    `figure` answers None where no line can be drawn.
    """

    data: Mapping[str, object]
    figure: Callable[[], Figure | None]


PageBlock = Block | Tiles | Explorer


@dataclass(frozen=True)
class Part:
    """Blocks that take their time: they follow what is shown already; `step` says what is at work meanwhile."""

    step: str
    make: Callable[[], Sequence[Block]]


@dataclass(frozen=True)
class Page:
    """One view: `python` makes the same numbers in a notebook, `command` on the command line.

    picks     by id of a table: what a click on a row sets
    data      what the command prints with `--format json`, where there is one
    lettered  the number after which figures are called by letters, where those before it are numbered elsewhere
    texts     files to take away as they are, by name (a scenario as TOML)
    parts     what is still to come, in reading order: a page without any is complete
    """

    title: str
    blocks: tuple[PageBlock, ...]
    python: str
    command: str
    as_of: date
    digest: str
    controls: tuple[Control, ...] = ()
    picks: Mapping[str, Pick] = field(default_factory=dict)
    data: object = None
    texts: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    lettered: int | None = None

    @property
    def report_blocks(self) -> list[Block]:
        """The blocks that a document can hold too."""
        drawn = (block.figure() if isinstance(block, Explorer) else block for block in self.blocks)
        return [block for block in drawn if block is not None and not isinstance(block, Tiles)]

    def grown(self) -> Page:
        """The page with its next part at the end; what stood there stays as it was."""
        next_one, *others = self.parts
        more = counted(next_one.make(), self.report_blocks)
        return replace(self, blocks=(*self.blocks, *more), parts=tuple(others))


def counted(blocks: Sequence[Block], after: Sequence[Block] = ()) -> list[Block]:
    """Blocks with a number on every figure: those given stay, the others count on after the largest of all."""
    given = (figure.number for figure in figures([*after, *blocks]))
    return numbered(blocks, max((number for number in given if number is not None), default=0))


@dataclass(frozen=True)
class View:
    """A view's name in addresses, its parameters and the function that makes its page."""

    name: str
    params: type[Params]
    page: Callable[..., Page]
    long: bool = False


def as_json(page: Page, words: Words) -> dict[str, Any]:
    """The page as strict JSON: a figure carries its numbers once, in its spec; its table is asked for by its id."""
    blocks = [_called(block_json(block, words), page.lettered) for block in page.blocks]
    return {
        "title": page.title,
        "as_of": page.as_of.isoformat(),
        "digest": page.digest,
        "python": page.python,
        "command": page.command,
        "controls": [asdict(control) for control in page.controls],
        "texts": sorted(page.texts),
        "picks": {table: asdict(pick) for table, pick in page.picks.items()},
        "blocks": blocks,
        "terms": {"title": words("glossary.on_page"), "items": spoken(_read(blocks), words)},
    }


def _read(blocks: Sequence[Mapping[str, Any]]) -> str:
    """What a reader reads of the blocks: their words and tables; of a figure its words and legend."""
    hidden = ("rows", "days", "values", "data", "config")
    parts: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, Mapping):
            for key, one in value.items():
                if key not in hidden:
                    walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)
        elif isinstance(value, str):
            parts.append(value)

    walk(blocks)
    return "\n".join(parts)


def _called(block: dict[str, Any], after: int | None) -> dict[str, Any]:
    """A figure that is none of those numbered elsewhere goes by a letter: A, B, … in the order of the page."""
    if block["type"] == "row":
        return {**block, "figures": [_called(figure, after) for figure in block["figures"]]}
    if after is None or block["type"] != "figure" or block["number"] <= after:
        return block
    return {**block, "label": chr(ord("A") + block["number"] - after - 1)}


def block_json(block: PageBlock, words: Words) -> dict[str, Any]:
    """One block as JSON, told apart by its `type`."""
    match block:
        case Heading(level, text):
            return {"type": "heading", "level": level, "text": text}
        case Paragraph(text, lead):
            return {"type": "paragraph", "text": text, "lead": lead}
        case Bullets(items):
            return {"type": "bullets", "items": list(items)}
        case Note(text):
            return {"type": "note", "text": text}
        case Tiles(items):
            return {"type": "tiles", "items": [asdict(item) for item in items]}
        case Explorer(data):
            return {"type": "explorer", **data}
        case Row(figures):
            return {"type": "row", "figures": [block_json(figure, words) for figure in figures]}
        case TableBlock(table, caption, source):
            return {"type": "table", "caption": caption, "source": source, "table": table_json(table, words)}
        case Figure():
            return {
                "type": "figure", "id": block.id, "number": block.number, "spec": block.spec,
                "caption": block.caption, "source": block.source, "note": block.note,
                "table": {"id": block.table.id, "keys": list(block.table.keys), "n": len(block.table.rows)},
            }  # fmt: skip


def table_json(table: Table, words: Words) -> dict[str, Any]:
    """Column keys and headings, raw rows (dates ISO) and rows as shown."""
    return {
        "id": table.id,
        "keys": list(table.keys),
        "headings": [words.heading(c.label, c.form) if c.label else "" for c in table.columns],
        "rows": [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in table.rows],
        "shown": table.marked().shown(words),
        "stale": list(table.stale),
    }


def written(value: object) -> bytes:
    """Strict JSON as small as it gets: no NaN, dates ISO, Chinese as written."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_iso).encode()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
