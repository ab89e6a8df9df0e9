"""What the OpenAPI document says of answers and bodies: refusals with advice, pages, files, jobs, uploads."""

from __future__ import annotations

from typing import Any

from fedsheet.web.exports import TYPES

Responses = dict[int | str, dict[str, Any]]

TEXT: dict[str, Any] = {"type": "string"}
REFUSAL: dict[str, Any] = {
    "type": "object", "required": ["error"],
    "properties": {"error": {"type": "object", "required": ["what", "do"],
                             "properties": dict.fromkeys(("what", "where", "possible", "do", "said", "since"), TEXT)}},
}  # fmt: skip
REFUSALS: Responses = {
    400: {"description": "Not possible as asked; says what to do"},
    404: {"description": "Nothing by that name; says what there is"},
    422: {"description": "A parameter out of its bounds"},
}
for _said in REFUSALS.values():
    _said["content"] = {"application/json": {"schema": REFUSAL}}


def _json(description: str, required: list[str], properties: dict[str, Any]) -> Responses:
    schema = {"type": "object", "required": required, "properties": properties}
    return {200: {"description": description, "content": {"application/json": {"schema": schema}}}, **REFUSALS}


BLOCKS: dict[str, Any] = {
    "type": "array", "items": {"type": "object", "required": ["type"], "properties": {"type": {
        "enum": ["heading", "paragraph", "bullets", "note", "row", "figure", "table", "tiles", "explorer"]}}},
}  # fmt: skip
PAGE = _json(
    "The view: blocks of the report, controls, the same in Python and as a command",
    ["title", "as_of", "digest", "python", "command", "controls", "blocks", "picks", "terms", "texts"],
    {"title": TEXT, "as_of": {"type": "string", "format": "date"}, "digest": TEXT, "python": TEXT, "command": TEXT,
     "controls": {"type": "array", "items": {"type": "object", "required": ["key", "kind", "label"]}}, "blocks": BLOCKS,
     "picks": {"type": "object"}, "terms": {"type": "object"}, "texts": {"type": "array", "items": TEXT}},
)  # fmt: skip
DATA: Responses = {
    200: {"description": "What the command prints with --format json", "content": {"application/json": {}}},
    **REFUSALS,
}
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
FILE: Responses = {
    200: {
        "description": "One figure or table",
        "content": dict.fromkeys((kind.partition(";")[0] for kind in TYPES.values()), _BINARY),
    },
    **REFUSALS,
}  # fmt: skip
PICTURE: Responses = {
    200: {"description": "The figure alone", "content": {TYPES["svg"]: {"schema": TEXT}}}, **REFUSALS,
}  # fmt: skip
SHELL = _json(
    "Words, menu and dark colours",
    ["lang", "words", "views", "dark", "lighter", "tones"],
    {
        "lang": TEXT,
        "words": {"type": "object"},
        "views": {"type": "array"},
        "dark": {"type": "object"},
        "lighter": {"type": "object"},
        "tones": {"type": "object"},
    },
)
JOB = _json(
    "How far the job is",
    ["id", "kind", "state", "step", "share", "error", "blocks"],
    {"id": TEXT, "kind": TEXT, "state": {"enum": ["waiting", "running", "done", "failed", "cancelled"]}, "step": TEXT,
     "share": {"type": "number", "minimum": 0, "maximum": 1}, "error": TEXT,
     "blocks": {"type": "integer", "minimum": 0}, "said": TEXT, "since": TEXT},
)  # fmt: skip
CONTROLS = _json("The view's controls", ["controls"], {"controls": {"type": "array"}})
TABLE = _json(
    "Column keys and headings, rows raw and as shown",
    ["id", "keys", "headings", "rows", "shown"],
    {"id": TEXT, **{key: {"type": "array"} for key in ("keys", "headings", "rows", "shown")}},
)
CITED = _json(
    "How to cite the figure, and what makes it", ["zh", "en", "bibtex", "python"],
    dict.fromkeys(("zh", "en", "bibtex", "python"), TEXT),
)  # fmt: skip
SERIES = _json("What can be looked at", ["series", "units"], {"series": {"type": "array"}, "units": {"type": "array"}})
HELD = _json("The file's id", ["id", "kind", "name"], {"id": TEXT, "kind": TEXT, "name": TEXT})

_ROWS = {"rows": {"type": "array", "items": {"type": "object"}}}
CLOCK = _json("How old the figures are", ["today", "as_of", "is_past", "due", "classes", "next"], {
    "today": TEXT, "as_of": TEXT, "is_past": {"type": "boolean"}, "said": TEXT, "due": {"type": "integer"},
    "due_said": TEXT, "due_names": {"type": "array", "items": TEXT},
    "classes": {"type": "array", "items": {"type": "object"}}, "next": {"type": "array", "items": {"type": "object"}},
})  # fmt: skip
NEWEST = _json("The figures a desk looks at first", ["rows"], _ROWS)
STANDINGS = _json("Where each threshold stands, or why it cannot be one", ["rows"], _ROWS)
BOARD_FILE: Responses = {
    200: {"description": "The board", "content": dict.fromkeys(
        ("application/pdf", "image/png", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        _BINARY,
    )},
    **REFUSALS,
}  # fmt: skip
EVENTS: Responses = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {}}}, **REFUSALS,
}  # fmt: skip


def _body(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


ASKED = _body(["view"], {"view": TEXT, "parameters": {"type": "object"}})
IMPORT = _body(
    ["id", "unit", "publisher", "title", "name", "base64"],
    dict.fromkeys(
        (
            "id",
            "unit",
            "publisher",
            "title",
            "name",
            "base64",
            "column",
            "sheet",
            "commas",
            "frequency",
            "published_after",
            "true_jump",
        ),
        TEXT,
    ),
)
PULLED = _body([], {"names": {"type": "array", "items": TEXT, "maxItems": 50}, "due": {"type": "boolean"}})
BOARD = _body(["form", "board"], {"form": TEXT, "board": {"type": "object"}})
THRESHOLDS = _body(["items"], {"items": {"type": "array", "items": TEXT, "maxItems": 20}})
UPLOAD = _body(["kind", "name"], {"kind": TEXT, "name": TEXT, "text": TEXT, "base64": TEXT})
