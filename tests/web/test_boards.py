"""A board taken away: what is pinned in three forms; another version, or anything else in it, is told."""

from __future__ import annotations

import io
from typing import Any

import pytest

from fedsheet.present.blocks import Figure
from fedsheet.web import boards
from web.conftest import Workbench

ITEMS = [
    {"view": "reserves", "own": {"start": "2025-07-02", "end": "2025-10-29"}, "kind": "figure", "id": "reserve-bridge"},
    {"view": "reserves", "own": {}, "kind": "table", "id": "reserve-moves", "wide": 2},
    {"view": "overview", "own": {}, "kind": "tile", "id": "#4"},
]
BOARD = {"version": 1, "name": "Morning", "items": ITEMS}


def taken(workbench: Workbench, form: str, board: object, lang: str = "en") -> Any:
    with workbench.client() as client:
        headers = {"accept-language": lang}
        return client.post("/api/v1/boards/files", json={"form": form, "board": board}, headers=headers)


def test_a_board_is_a_pdf_with_its_sentences_and_numbers(workbench: Workbench) -> None:
    from pypdf import PdfReader

    answer = taken(workbench, "pdf", BOARD)
    assert answer.status_code == 200, answer.text
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
    assert "reserve balances fell by $428.6 bn" in text  # H.4.1 of 2 July and 29 October 2025
    assert "3.87%" in text


def test_lines_of_explore_are_pinned_and_the_same_figure_set_otherwise_is_another(workbench: Workbench) -> None:
    """What is held beside the same figure is told by its own sentence; pinned twice alike, it stands once."""
    pins = [{**ITEMS[0], "view": "explore", "own": {"lines": lines}, "id": "explore"} for lines in ("SOFR", "DGS10")]
    board = boards.read({**BOARD, "items": [*pins, pins[0]]})
    pages = [(item, boards.page_of(workbench.desk, item, "en")) for item in board.items]
    found = boards._once([boards._block(*one) for one in pages])
    assert [one.id for one in found if isinstance(one, Figure)] == ["explore", "explore--2"]
    assert [one.caption.split()[0] for one in found if isinstance(one, Figure)] == ["Secured", "Treasury"]


def test_a_board_is_slides_and_one_picture(workbench: Workbench) -> None:
    pytest.importorskip("pptx", reason="the extra office is not installed")
    assert taken(workbench, "png", BOARD).content.startswith(b"\x89PNG")
    assert taken(workbench, "pptx", BOARD, "zh").content.startswith(b"PK")


@pytest.mark.parametrize(
    ("board", "said"),
    [
        ({**BOARD, "version": 2}, "第 2 版"), ({**BOARD, "version": "1"}, "version"), ({}, "version"),
        (None, "没有收到看板"), ([], "没有收到看板"),
        ({**BOARD, "items": []}, "没有固定"),
        ({**BOARD, "more": 1}, "more"), ({**BOARD, "items": [{**ITEMS[0], "view": "../../etc"}]}, "etc"),
        ({**BOARD, "items": [{**ITEMS[0], "id": "nothing"}]}, "nothing"),
        ({**BOARD, "items": [{**ITEMS[0], "own": {"start": "x"}}]}, "start"),
        ({**BOARD, "items": [{**ITEMS[0], "view": "explore", "own": {"lines": "NOSUCH"}, "id": "explore"}]},
         "没有名为“NOSUCH”的序列"),
        ({**BOARD, "items": ITEMS * 20}, "24"), ({**BOARD, "items": [{**ITEMS[0], "kind": "script"}]}, "kind"),
    ],
)  # fmt: skip
def test_a_board_that_is_none_is_told_in_the_readers_language(workbench: Workbench, board: object, said: str) -> None:
    answer = taken(workbench, "pdf", board, "zh")
    assert answer.status_code in (400, 404)
    assert said in answer.json()["error"]["said"]


def test_another_form_is_refused(workbench: Workbench) -> None:
    assert taken(workbench, "exe", BOARD).status_code == 404
