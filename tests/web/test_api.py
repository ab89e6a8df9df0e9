"""The JSON API behind the page: its document, jobs and uploads; hostile bodies."""

from __future__ import annotations

import base64
import threading
import time
from typing import Any

import pytest

from fedsheet.web.views import VIEWS
from web.conftest import Workbench


def test_the_document_names_every_view_with_its_parameters(workbench: Workbench) -> None:
    document = workbench.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for view in VIEWS:
        operation = document["paths"][f"/api/v1/{view.name}"]["get"]
        assert {p["name"] for p in operation["parameters"]} == set(view.params.model_fields)
        assert operation["description"]
        assert "blocks" in str(operation["responses"]["200"])


# ---- jobs --------------------------------------------------------------------------------------------------------


def test_a_long_view_is_a_job_and_then_an_answer(workbench: Workbench) -> None:
    body = {"view": "simulate", "parameters": {"scenario": "march-2020", "paths": "1", "lang": "en"}}
    started = workbench.post("/api/v1/jobs", body).json()
    assert workbench.ended(started)["state"] == "done"
    assert workbench.post("/api/v1/jobs", body).json()["state"] == "done"
    assert workbench.get("/api/v1/simulate?scenario=march-2020&paths=1&lang=en").status_code == 200


def test_a_job_reports_and_is_cancelled_while_others_read(workbench: Workbench) -> None:
    """The worker is held by a job that waits; reads are answered meanwhile; cancel ends it at its next step."""
    go = threading.Event()

    def slow(told: Any) -> None:
        for step in range(1_000):
            told(f"step {step}", step / 1_000)
            go.wait(0.02)

    job = workbench.desk.jobs.start("slow", slow)
    while workbench.get(f"/api/v1/jobs/{job.id}").json()["share"] == 0.0:
        time.sleep(0.01)
    assert workbench.get("/api/v1/overview").status_code == 200
    assert workbench.get(f"/api/v1/jobs/{job.id}").json()["state"] == "running"
    waiting = workbench.post("/api/v1/jobs", {"view": "simulate", "parameters": {"paths": "1", "usd": -1}}).json()
    assert workbench.post(f"/api/v1/jobs/{waiting['id']}/cancel", {}).json()["state"] == "cancelled"
    workbench.post(f"/api/v1/jobs/{job.id}/cancel", {})
    assert workbench.ended(job.status())["state"] == "cancelled"


def test_a_failed_job_says_what_and_what_to_do(workbench: Workbench) -> None:
    body = {"view": "project", "parameters": {"treasury_cap": 120, "agency_cap": 80, "end_share": 2, "lang": "en"}}
    started = workbench.post("/api/v1/jobs", body).json()
    job = workbench.ended(started)
    assert job["state"] in ("done", "failed")
    assert job["state"] == "done" or len(job["error"]) > 20


DEEP = '{"view":' + "[" * 40 + "]" * 40 + "}"
BODIES = [
    "", "null", "[]", "1", '"view"', "{", "{}", '{"view": 3}', '{"view": "nope"}', '{"view": "../etc/passwd"}',
    '{"view": "simulate", "parameters": 3}', '{"view": "simulate", "parameters": {"usd": NaN}}',
    '{"view": "simulate", "parameters": {"usd": Infinity}}', '{"view": "simulate", "parameters": {"usd": 1e999}}',
    '{"view": "simulate", "parameters": {"nothing": 1}}', '{"view": "simulate", "parameters": {"paths": "1000000"}}',
    '{"view": "simulate", "view": "simulate"}', '{"view": "simulate", "parameters": {"scenario": "/etc/passwd"}}',
    '{"view": "project", "parameters": {"treasury_cap": ' + "9" * 60 + "}}",
    '{"view": "project", "parameters": {"scenario": "../../x.toml"}}', '{"view": "\\u0000"}', DEEP,
    '{"kind": "scenario"}', '{"kind": "nope", "name": "x", "text": ""}', '{"kind": "scenario", "name": 1, "text": ""}',
    '{"kind": "scenario", "name": "x", "text": "a = "}', '{"kind": "claims", "name": "x", "text": "[[claim]]"}',
    '{"kind": "quotes", "name": "x", "text": "a,b\\n1,2"}', '{"kind": "market", "name": "x", "text": "x = 1"}',
    '{"kind": "scenario", "name": "../../../x", "text": "' + "a" * 250_000 + '"}',
    '{"kind": "claims", "name": "x", "text": "' + "a = [" * 2_000 + '"}',
    '{"view": "\\ud800"}', '{"kind": "scenario", "name": "\\ud800", "text": "x"}',
    '{"kind": "claims", "name": "x", "text": "\\ud800"}', '{"names": ["\\ud800"]}', '{"names": {"a": 1}}',
    '{"kind": "market", "name": "x", "text": "a=' + "9" * 150_000 + '"}',
    '{"kind": "scenario", "name": "x", "text": "' + "a." * 60_000 + 'a=1"}',
    '{"kind": "scenario", "name": "x", "text": "' + "a=[\\n" * 20_000 + '"}',
    '{"kind": "quotes", "name": "x", "text": "\\u0000,\\u0000"}',
    '{"a": "' + "]" * 500 + '", "view": ' + "[" * 400 + "]" * 400 + "}",
]  # fmt: skip


@pytest.mark.parametrize("route", ["/api/v1/jobs", "/api/v1/uploads", "/api/v1/jobs/nope/cancel"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40])
def test_a_hostile_body_is_refused_with_advice(workbench: Workbench, route: str, body: str) -> None:
    import httpx

    headers = {"origin": workbench.url, "sec-fetch-site": "same-origin", "content-type": "application/json"}
    cookies = {"fedsheet_session": workbench.cookie}
    answer = httpx.post(workbench.url + route, content=body.encode(), headers=headers, cookies=cookies, timeout=60)
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert answer.json()["error"]["what"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "con", "a\u202etxt.exe", "<script>"])
def test_an_uploads_name_is_only_a_name(workbench: Workbench, name: str) -> None:
    """It comes back as it was, leads to no file, and a file is known by an id that cannot be guessed."""
    text = workbench.get("/api/v1/claims/files/claims-example.toml").text
    held = workbench.post("/api/v1/uploads", {"kind": "claims", "name": name, "text": text}).json()
    assert held["name"] == name
    assert len(held["id"]) >= 12
    assert workbench.get(f"/api/v1/claims?lang=en&file={held['id']}").status_code == 200
    assert workbench.get(f"/api/v1/project?lang=en&file={held['id']}").status_code == 404  # of another kind


@pytest.mark.parametrize(("lang", "said"), [("en", "N01 cannot be read: mine.toml"), ("zh", "N01 无法读入：mine.toml")])
def test_a_claim_that_cannot_be_read_is_told_beside_the_others(workbench: Workbench, lang: str, said: str) -> None:
    example = workbench.get("/api/v1/claims/files/claims-example.toml").text
    text = example + example[example.index("[[claim]]") :].replace("M0", "N0").replace('"change_between"', '"changed"')
    held = workbench.post("/api/v1/uploads", {"kind": "claims", "name": "mine.toml", "text": text}).json()
    page = workbench.get(f"/api/v1/claims?lang={lang}&file={held['id']}").json()
    assert any(said in str(block) for block in page["blocks"])


def test_prices_of_ones_own_become_an_implied_path(workbench: Workbench) -> None:
    text = workbench.get("/api/v1/outlook/files/quotes-example.csv?part=im").text
    held = workbench.post("/api/v1/uploads", {"kind": "quotes", "name": "mine.csv", "text": text}).json()
    page = workbench.get(f"/api/v1/outlook?lang=en&part=im&file={held['id']}").json()
    assert any(b["type"] == "figure" and b["id"] == "outlook-implied-path" for b in page["blocks"])
    raw = base64.b64encode(text.replace(",", "\t").encode("utf-16")).decode()
    again = workbench.post("/api/v1/uploads", {"kind": "quotes", "name": "mine.txt", "base64": raw}).json()
    assert workbench.get(f"/api/v1/outlook?lang=en&part=im&file={again['id']}").status_code == 200
    gbk = base64.b64encode("标题 = 1".encode("gb18030")).decode()
    refused = workbench.post("/api/v1/uploads", {"kind": "claims", "name": "x.toml", "base64": gbk})
    assert (refused.status_code, "不是 UTF-8" in refused.text) == (400, True)


def test_a_scenario_taken_out_can_be_brought_in(workbench: Workbench) -> None:
    """TOML out and in: the same scenario gives the same numbers."""
    query = "lang=en&treasury_cap=40&tga=700"
    (name,) = workbench.get(f"/api/v1/project?{query}").json()["texts"]
    text = workbench.get(f"/api/v1/project/files/{name}?{query}").text
    held = workbench.post("/api/v1/uploads", {"kind": "scenario", "name": name, "text": text}).json()
    out, back = (workbench.get(f"/api/v1/project/data?{q}").json() for q in (query, f"lang=en&file={held['id']}"))
    assert out["rows"] == back["rows"]


@pytest.mark.parametrize("address", ["programmes?programme=runoff2&weeks=85"])
def test_what_a_generated_case_once_broke_is_answered(workbench: Workbench, address: str) -> None:
    """Months without an operation are sums of nothing."""
    assert workbench.get(f"/api/v1/{address}").status_code == 200


def test_a_day_before_all_rates_leaves_the_market_view_its_other_figures(workbench: Workbench) -> None:
    answer = workbench.get("/api/v1/market?lang=en&as_of=2019-09-18&day=2000-01-08")
    assert answer.status_code == 200
    assert any(
        "ladder of rates" in block.get("text", "") and "left out" in block["text"] for block in answer.json()["blocks"]
    )
