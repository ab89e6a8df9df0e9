"""A reader's board taken away: what is pinned, made from the views it comes from, as PDF, slides or one picture.

    POST /api/v1/boards/files   {"form": "pdf", "board": {"version": 1, "name": …, "items": [{"view", "own", "kind",
                                "id"}, …]}}

The server keeps no board; it is sent whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.fields import reason
from fedsheet.core.manifest import Manifest
from fedsheet.present.blocks import Block, Figure, TableBlock, figures, numbered
from fedsheet.present.document import Document
from fedsheet.present.table import Column, Table
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.document import BOARD, BOARD_FILE
from fedsheet.web.page import Explorer, Page, Tile, Tiles
from fedsheet.web.refusals import language_of
from fedsheet.web.serving import json_input

VERSION = 1
MOST_ITEMS = 24
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class Item(BaseModel):
    """One thing pinned: where it comes from and what it is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    view: Annotated[str, Field(max_length=40)]
    own: Annotated[dict[str, Annotated[str, Field(max_length=2000)]], Field(max_length=24)] = {}
    kind: Literal["figure", "table", "tile"]
    id: Annotated[str, Field(max_length=120)]
    wide: Annotated[int, Field(ge=1, le=2)] = 1


class Board(BaseModel):
    """What is pinned, in its order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    name: Annotated[str, Field(max_length=80)]
    items: Annotated[list[Item], Field(max_length=MOST_ITEMS)]


def board_routes(desk: Desk) -> APIRouter:
    """A board as a file."""
    router = APIRouter(prefix="/api/v1/boards", tags=["boards"])

    @router.post("/files", responses=BOARD_FILE, openapi_extra=BOARD)
    async def taken_away(request: Request) -> Response:
        """The board as `form` pdf, pptx or png."""
        asked = json_input.parse(await request.body())
        form, board = str(asked.get("form", ""))[:20], read(asked.get("board"))
        if form not in TYPES:
            raise UnknownNameError("export", form, TYPES)
        language = language_of(request)
        body = await run_in_threadpool(lambda: made(desk, board, form, language))
        headers = {"content-disposition": f'attachment; filename="board.{form}"'}
        return Response(body, media_type=TYPES[form], headers=headers)

    return router


def read(value: object) -> Board:
    """A board as it was kept; one of another version, or with anything else in it, raises `InputError`."""
    if not isinstance(value, dict):
        raise InputError("web.board_none")
    version = value.get("version")
    if isinstance(version, int) and version != VERSION:
        raise InputError("web.board_version", version=str(version)[:20], own=VERSION)
    try:
        board = Board.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError("web.board_wrong", place=".".join(map(str, first["loc"])), reason=reason(first)) from None
    if not board.items:
        raise InputError("web.board_empty")
    return board


def made(desk: Desk, board: Board, form: str, language: str) -> bytes:
    """The board's bytes in one form."""
    words = desk.words(language)
    pages = [(item, page_of(desk, item, language)) for item in board.items]
    blocks = [*_tiles(pages, words), *(_block(item, page) for item, page in pages if item.kind != "tile")]
    day, digest = pages[0][1].as_of, pages[0][1].digest
    foot = words("web.board_made", day=day, digest=digest[:12])
    shown = _once(blocks)
    document = Document(
        words.language, board.name, "", words("web.vintage", day=day, digest=digest[:12]), board.name, day,
        tuple(numbered(shown, 0)), Manifest(board.name, day, digest),
    )  # fmt: skip
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: _pdf(document, words),
        "pptx": lambda: _slides(document, words),
        "png": lambda: _picture(shown, board.name, foot, words),
    }
    return makers[form]()


def page_of(desk: Desk, item: Item, language: str) -> Page:
    """The view that the item comes from, as it was asked then."""
    from fedsheet.web.views import VIEWS

    known = {view.name: view for view in VIEWS}
    if item.view not in known:
        raise UnknownNameError("view", item.view, known)
    try:
        params = known[item.view].params.model_validate({**item.own, "lang": language}, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError("web.board_wrong", place=f"{item.view} {first['loc'][0]}", reason=reason(first)) from None
    return desk.page(known[item.view], params)


def _block(item: Item, page: Page) -> Figure | TableBlock:
    held: dict[str, Figure | TableBlock] = {one.id: one for one in figures(page.report_blocks)}
    held |= {one.table.id: one for one in page.report_blocks if isinstance(one, TableBlock)}
    for lines in page.blocks:
        if isinstance(lines, Explorer) and lines.data["id"] == item.id and item.id not in held:
            asked: Any = lines.data["lines"]
            wrong = [line["error"] for line in asked if "error" in line]
            raise InputError("web.board_lines", why=" ".join(wrong))
    if item.id not in held:
        raise UnknownNameError("figure or table", item.id[:60], held)
    return held[item.id]


def _tiles(pages: list[tuple[Item, Page]], words: Words) -> list[Figure | TableBlock]:
    """The numbers pinned, as one table."""
    found: list[Tile] = []
    views = dict.fromkeys(page.title for item, page in pages if item.kind == "tile")
    for item, page in pages:
        if item.kind == "tile":
            tiles = [tile for b in page.blocks if isinstance(b, Tiles) for tile in b.items]
            held = {f"#{n}": tile for n, tile in enumerate(tiles)}  # names change with the language, places do not
            if item.id not in held:
                raise UnknownNameError("figure or table", item.id[:60], held)
            found.append(held[item.id])
    if not found:
        return []
    columns = (Column("item", "text", "web.col_series"), Column("value", "text", "web.col_value"),
               Column("detail", "text", "web.board_detail"))  # fmt: skip
    rows = [(tile.label, tile.shown, tile.detail.replace("\n", " · ")) for tile in found]
    return [TableBlock(Table.of("board-numbers", words, columns, rows), words("web.board_numbers"),
                       words("web.board_numbers_from", views=list(views)))]  # fmt: skip


def _once(blocks: list[Figure | TableBlock]) -> list[Block]:
    """Each block once under an id of its own: the same figure set otherwise is another one."""
    found: dict[str, Figure | TableBlock] = {}
    for block in blocks:
        name = block.id if isinstance(block, Figure) else block.table.id
        alike = [one for key, one in found.items() if key == name or key.startswith(f"{name}--")]
        if block not in alike:
            found[f"{name}--{len(alike) + 1}" if alike else name] = block
    return [_under(name, block) for name, block in found.items()]


def _under(name: str, block: Figure | TableBlock) -> Block:
    """Under an id of its own; a figure is counted on the board, not as on the page it was pinned on."""
    return (
        replace(block, id=name, number=None)
        if isinstance(block, Figure)
        else replace(block, table=replace(block.table, id=name))
    )


def _pdf(document: Document, words: Words) -> bytes:
    from fedsheet.present.figures import draw
    from fedsheet.present.pdf import compile_pdf

    return compile_pdf(document, {one.id: draw(one.spec) for one in figures(document.blocks)}, words)


def _slides(document: Document, words: Words) -> bytes:
    from fedsheet.present import office
    from fedsheet.present.figures import draw
    from fedsheet.present.slides import pptx

    office.ready()

    return pptx(document, {one.id: draw(one.spec) for one in figures(document.blocks)}, words)


def _picture(blocks: list[Block], name: str, foot: str, words: Words) -> bytes:
    from fedsheet.present.figures import png
    from fedsheet.present.poster import poster

    return png(poster([one for one in blocks if isinstance(one, Figure | TableBlock)], name, foot, words))
