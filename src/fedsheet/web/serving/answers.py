"""What the server answers of a view: the same functions in this process and in a worker's.

Each takes the desk, the view, its parameters (those of what is on the screen too) and what else was asked for by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import create_model

from fedsheet.core.errors import UnknownNameError
from fedsheet.present.text import LANGUAGES
from fedsheet.web.desk import Answer, Desk
from fedsheet.web.exports import Screen, cited, export, found, picture
from fedsheet.web.page import OnScreenParams, Params, View, table_json, written
from fedsheet.web.truth_bar import clock_json


def data(desk: Desk, view: View, params: Params, _: tuple[str, ...]) -> bytes:
    """What the view's command prints as JSON; a view without raises `UnknownNameError`."""
    held = desk.page(view, params).data
    if held is None:
        raise UnknownNameError("numbers of the view", view.name, (), do="view_itself")
    return written(held)


def table(desk: Desk, view: View, params: Params, asked: tuple[str, ...]) -> bytes:
    """The numbers of one figure."""
    return written(table_json(found(desk.page(view, params), asked[0]).table, desk.words(params.lang)))


def citation(desk: Desk, view: View, params: Params, asked: tuple[str, ...]) -> dict[str, str]:
    """How to cite one figure; `asked` is its id and the server's address."""
    own, screen = split(view, params)
    pages = {language: desk.page(view, own.model_copy(update={"lang": language})) for language in LANGUAGES}
    return cited(pages, view, asked[0], own, screen, asked[1])


def file(desk: Desk, view: View, params: Params, asked: tuple[str, ...]) -> bytes:
    """One figure or table as a file, by its name."""
    block_id, _, form = asked[0].rpartition(".")
    own, screen = split(view, params)
    return export(desk.page(view, own), block_id, form, desk.words(params.lang), screen)


def drawn(desk: Desk, view: View, params: Params, asked: tuple[str, ...]) -> bytes:
    """One figure as a picture of it alone."""
    return picture(desk.page(view, params), asked[0])


def hands(desk: Desk, _view: View, params: Params, _: tuple[str, ...]) -> dict[str, Any]:
    """The truth bar: how old the figures of a day are."""
    return clock_json(desk, params)


def file_name(name: str) -> str:
    """What a file taken away is called on the reader's disk."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name if name.endswith(".toml") else f"fedsheet-{name}")


ANSWERS: Mapping[str, Answer] = {
    "data": data,
    "table": table,
    "citation": citation,
    "file": file,
    "picture": drawn,
    "clock": hands,
}


@cache
def on_screen(view: View) -> type[Params]:
    """The view's parameters, and what of a figure is on the screen."""
    return create_model(f"{view.params.__name__}OnScreen", __base__=(OnScreenParams, view.params))


def split(view: View, params: Params) -> tuple[Params, Screen]:
    """The view's own parameters, and the part of a figure that is on the screen."""
    asked = params.model_dump()
    own = OnScreenParams.model_fields.keys() - Params.model_fields.keys()
    first, last, names = (asked[key] for key in ("first", "last", "without"))
    return view.params.model_validate({key: value for key, value in asked.items() if key not in own}), Screen(
        first, last, tuple(name for name in names.split("|") if name)
    )
