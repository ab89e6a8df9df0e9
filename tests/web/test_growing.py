"""A long view is shown part by part: what stands first is there while the rest is made, and stays as it was."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace

import pytest

from fedsheet.present.blocks import Note, figures
from fedsheet.web.page import Page, Params, Part, as_json
from fedsheet.web.views import VIEWS
from web.conftest import Workbench

LONG = {view.name: view for view in VIEWS if view.long}
GROWING = ("assets", "market", "project", "outlook")


def first_stage(workbench: Workbench, name: str) -> Page:
    view = LONG[name]
    return view.page(workbench.desk, view.params.model_validate({"lang": "en"}), lambda *_: None)


@pytest.mark.parametrize("name", GROWING)
def test_what_stands_first_stays_while_the_page_grows(workbench: Workbench, name: str) -> None:
    page = first_stage(workbench, name)
    words = workbench.desk.words("en")
    assert page.parts
    assert any(True for _ in figures(page.report_blocks))
    while page.parts:
        before = as_json(page, words)["blocks"]
        page = page.grown()
        assert as_json(page, words)["blocks"][: len(before)] == before
    numbers = Counter(figure.number for figure in figures(page.report_blocks))
    assert None not in numbers
    assert max(numbers.values()) == 1, numbers


def test_a_job_shows_what_is_made_while_the_rest_is_at_work(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, asked = threading.Event(), {"lang": "en", "as_of": "2024-03-01"}
    head = Page("A view", (Note("first"),), "", "", workbench.desk.vintage(None).as_of, "0" * 64)

    def slow() -> list[Note]:
        assert looked.wait(20)
        return [Note("second")]

    def page(*_: object) -> Page:
        return replace(head, parts=(Part("the rest", slow),))

    view = replace(LONG["assets"], page=page)
    monkeypatch.setattr("fedsheet.web.routes.VIEWS", (view,))
    job = workbench.post("/api/v1/jobs", {"view": "assets", "parameters": asked}).json()
    while not job["blocks"]:
        job = workbench.get(f"/api/v1/jobs/{job['id']}").json()
    assert (job["state"], job["blocks"]) == ("running", 1)
    so_far = workbench.get(f"/api/v1/jobs/{job['id']}/page").json()
    assert [block["text"] for block in so_far["blocks"]] == ["first"]
    looked.set()
    assert workbench.ended(job)["state"] == "done"
    whole = workbench.get(f"/api/v1/jobs/{job['id']}/page").json()  # asked for between its last part and its end
    assert [block["text"] for block in whole["blocks"]] == ["first", "second"]


def test_a_part_that_fails_leaves_nothing_half_made(workbench: Workbench) -> None:
    params = Params(lang="en")
    head = Page("A view", (Note("first"),), "", "", workbench.desk.vintage(None).as_of, "0" * 64)

    def broken() -> list[Note]:
        raise ZeroDivisionError

    parts = (Part("the rest", broken),)
    view = replace(LONG["assets"], name="breaks", page=lambda *_: replace(head, parts=parts))  # none is kept under it
    with pytest.raises(ZeroDivisionError):
        workbench.desk.page(view, params)
    assert workbench.desk.so_far(view, params) is None
    assert not workbench.desk.ready(view, params)
