"""The door for programs, asked by `requests` as a program would: tokens, shapes, pages, pictures, refusals."""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

import fedsheet
from fedsheet.api.app import create, needs
from fedsheet.api.door import preferred
from fedsheet.api.serve import serve
from fedsheet.api.widgets import FROM_TABLES, SHOWN
from fedsheet.cli import main
from fedsheet.core.errors import FedsheetError, InputError, UnknownNameError
from fedsheet.mcp.answers import CLOSED
from fedsheet.present.exhibits import entries
from fedsheet.present.text import Words
from fedsheet.store import tokens
from serving_process import started
from support import REPOSITORY

ORIGIN = "https://pro.openbb.co"
JSON = {"content-type": "application/json"}


class Asker:
    """A program that asks: an address, the folder of its tokens, a token of each scope."""

    def __init__(self, base: str, home: Path) -> None:
        self.base, self.home = base, home
        self.read, self.compute, self.update = (self.token(scope) for scope in tokens.SCOPES)

    def token(self, *scopes: str) -> str:
        return tokens.new("test", scopes, 1)[1]

    def get(self, path: str, token: str | None = "", **given: Any) -> requests.Response:
        sent = {"authorization": f"Bearer {token or self.read}"} if token is not None else {}
        headers = sent | given.pop("headers", {})
        return requests.get(f"{self.base}{path}", headers=headers, timeout=60, **given)

    def post(self, path: str, token: str, **given: Any) -> requests.Response:
        headers = {"authorization": f"Bearer {token}"} | given.pop("headers", {})
        return requests.post(f"{self.base}{path}", headers=headers, timeout=60, **given)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    home = tmp_path_factory.mktemp("home")
    server, base = started("api", "--allow-origin", ORIGIN, home=home)
    before = os.environ.get("FEDSHEET_HOME")
    os.environ["FEDSHEET_HOME"] = str(home)
    try:
        yield Asker(base, home)
    finally:
        if before is None:
            del os.environ["FEDSHEET_HOME"]
        else:
            os.environ["FEDSHEET_HOME"] = before
        server.terminate()
        server.wait(timeout=10)
        server.stderr.close()


@pytest.fixture(autouse=True)
def same_home(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDSHEET_HOME", str(ask.home))


def refused(answer: requests.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    said = " ".join(error.values())
    assert error["what"]
    assert "Traceback" not in said
    assert "/home" not in said
    assert str(REPOSITORY) not in said
    return said


def test_a_series_as_known_on_a_day_with_all_that_stands_beside_it(ask: Asker) -> None:
    answer = ask.get("/v1/series/walcl?as_of=2019-09-17&start=2019-09-05")
    found = answer.json()
    assert found["rows"] == [{"date": "2019-09-11", "value": 3769673.0}]
    assert (found["id"], found["unit"], found["as_of"]) == ("WALCL", "Millions of USD", "2019-09-17")
    assert [column["unit"] for column in found["columns"]] == ["", "Millions of USD"]
    assert "H.4.1" in found["source"]
    assert "public domain" in found["licence"]
    assert len(found["data_digest"]) == 64
    ready = ask.get("/v1/series/NET_LIQUIDITY?start=2026-10-07").json()
    assert ready["formula"] == "WALCL - WDTGAL - RRPONTSYD"
    assert ready["unit"] == "Billions of USD"


def test_an_exhibit_is_what_show_prints(ask: Asker, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["fedsheet", "show", "statement", "--format", "json", "--lang", "zh"])
    with pytest.raises(SystemExit):
        main.run()
    printed = json.loads(capsys.readouterr().out)
    found = ask.get("/v1/exhibits/statement?lang=zh").json()
    assert {key: found[key] for key in printed} == printed
    assert found["not_to_be_concluded"]


def test_every_exhibit_has_a_scope_and_the_list_names_them(ask: Asker) -> None:
    listed = {row["exhibit"] for row in ask.get("/v1/exhibits").json()["rows"]}
    assert listed == {name for name, one in entries().items() if one.of not in CLOSED}
    assert {"outlook-implied", "tokens"} & listed == set()
    scopes = {name: needs(f"/v1/exhibits/{name}") for name in entries()}
    assert scopes["statement"] == "read"
    assert scopes["project-sizing"] == scopes["market-forecast"] == "compute"


def test_pages_are_linked_and_join_to_the_whole(ask: Asker) -> None:
    first = ask.get("/v1/series/SOFR?rows=1500")
    path = re.search(r'<(.*)>; rel="next"', first.headers["link"])[1]
    rest = ask.get(path)
    assert "link" not in rest.headers
    values = [row["value"] for row in (*first.json()["rows"], *rest.json()["rows"])]
    assert values == fedsheet.series("SOFR").values.tolist()
    assert rest.json()["next_row"] is None


def test_an_answer_held_already_is_not_sent_again_and_long_ones_are_packed(ask: Asker) -> None:
    answer = ask.get("/v1/series/SOFR?rows=500", headers={"accept-encoding": "gzip"}, stream=True)
    packed = answer.raw.read(decode_content=False)
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) * 3 < len(gzip.decompress(packed))
    again = ask.get("/v1/series/SOFR?rows=500", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask.get("/v1/series/SOFR?rows=499").headers["etag"] != answer.headers["etag"]


def test_a_head_tells_what_a_get_would_bring(ask: Asker) -> None:
    whole = ask.get("/v1/series/SOFR?rows=500")
    head = requests.head(
        f"{ask.base}/v1/series/SOFR?rows=500", headers={"authorization": f"Bearer {ask.read}"}, timeout=60
    )
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])


def test_claims_and_pictures_need_the_scope_to_compute(ask: Asker) -> None:
    text = (REPOSITORY / "src/fedsheet/runs/examples/claims.toml").read_text("utf-8")
    assert "needs compute" in refused(ask.post("/v1/claims", ask.read, json={"claims": text}), 403)
    found = ask.post("/v1/claims", ask.compute, json={"claims": text}).json()
    assert [row["verdict"] for row in found["rows"]] == ["holds", "holds"]
    picture = ask.get("/v1/pictures/reserve-bridge", ask.compute)
    assert picture.content.startswith(b"\x89PNG")
    assert ask.get("/v1/pictures/reserve-bridge?form=svg", ask.compute).text.startswith("<svg")
    assert "is a table" in refused(ask.get("/v1/pictures/statement", ask.compute), 404)


@pytest.mark.parametrize(("lang", "said"), [("en", "Unknown quantity 'changed'"), ("zh", "没有名为“changed”的指标")])
def test_a_claim_that_cannot_be_read_is_named_in_the_readers_language(ask: Asker, lang: str, said: str) -> None:
    text = (REPOSITORY / "src/fedsheet/runs/examples/claims.toml").read_text("utf-8")
    wrong = text.replace('"change_between"', '"changed"', 1)
    found = ask.post("/v1/claims", ask.compute, json={"claims": wrong, "lang": lang}).json()
    assert [row["id"] for row in found["rows"]] == ["A2"]
    assert [one["claim"] for one in found["unread"]] == ["A1"]
    assert said in found["unread"][0]["reason"]
    assert any(said in note for note in found["notes"])
    by_address = ask.post(f"/v1/claims?lang={lang}", ask.compute, json={"claims": wrong}).json()
    assert by_address["notes"] == found["notes"]


def test_tokens_that_are_missing_foreign_over_or_revoked(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask.get("/v1", None)
    assert "No token was sent" in refused(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    foreign = ask.read[:-4] + ("aaaa" if not ask.read.endswith("aaaa") else "bbbb")
    for wrong in (foreign, "fsk_", "x" * 500, "fsk_00000000_" + ask.read.split("_", 2)[2]):
        assert "not one of this machine" in refused(ask.get("/v1", wrong), 401)
    gone, text = tokens.new("gone", ["read"], 1)
    assert ask.get("/v1", text).status_code == 200
    tokens.revoke(gone.id)
    refused(ask.get("/v1", text), 401)
    over, late = tokens.new("late", ["read"], 1)
    held = json.loads((ask.home / "tokens.json").read_text())
    for row in held:
        row["expires"] = "2026-01-01T00:00:00+00:00" if row["id"] == over.id else row["expires"]
    (ask.home / "tokens.json").write_text(json.dumps(held))
    assert "ran out on 2026-01-01" in refused(ask.get("/v1", late), 401)
    tokens.revoke(over.id)


def test_bad_input_is_one_sentence_with_the_right_status(ask: Asker) -> None:
    assert "Nearest" in refused(ask.get("/v1/series/WALC"), 404)
    assert "DFEDTARL" in refused(ask.get("/v1/series/DFEDTAR"), 400)
    for day in ("yesterda", "17 September 2019"):
        assert "YYYY-MM-DD" in refused(ask.get(f"/v1/series/WALCL?as_of={day}"), 400)
    for misspelt in ("/v1/series/WALCL?asof=2019-09-17", "/v1/exhibits?as_of=2019-09-17", "/v1?rows=1"):
        assert "no parameter of that name" in refused(ask.get(misspelt), 422)
    assert "GET" in ask.post("/v1/series/WALCL", ask.compute).headers["allow"]
    for twice in ("as_of=2019-09-17&as_of=2026-10-07", "lang=en&lang=zh", "rows=1&rows=1"):
        assert "stands twice" in refused(ask.get(f"/v1/series/WALCL?{twice}"), 400)
    deep = '{"report": "seed-2021", "claims": [{"day": {"from": 1, "to": 2, "from": 3}}]}'
    for body, name in (('{"report": "seed-2021", "report": "none"}', "report"), (deep, "from")):
        said = refused(ask.post("/v1/claims", ask.compute, data=body, headers=JSON), 400)
        assert f"'{name}' stands twice" in said
    refused(ask.get("/v1/series/WALCL?rows=0"), 422)
    refused(ask.get("/v1/series/WALCL?rows=100000"), 422)
    for path in ("/v1/series/WALCL", "/widgets.json", "/v1/openbb/series?series_id=WALCL"):
        assert "en, zh" in refused(ask.get(path, params={"lang": "fr"}), 404)
    assert "en, zh" in refused(ask.post("/v1/update?lang=fr", ask.update), 404)
    refused(ask.get("/v1/exhibits/statement?of=../../etc/passwd.csv"), 400)
    refused(ask.get("/v2"), 404)
    refused(ask.post("/v1/claims", ask.compute, data=b"{"), 422)
    refused(ask.post("/v1/claims", ask.compute, data=b"x" * 1_200_000), 413)
    refused(ask.get("/v1/series/" + "A" * 9_000), 414)
    refused(ask.get("/v1", headers={"host": "evil.example"}), 421)


def test_no_file_of_the_machine_is_read_and_no_other_token_is_named(ask: Asker) -> None:
    """A file without an ending that tells it as one, in the folder where the server stands."""
    assert (REPOSITORY / "LICENSE").is_file()
    files = ("outlook-implied", "outlook-implied-history", "outlook-base-case", "outlook-single-dots")
    for name in (*files, "review-event-instrument"):
        said = refused(ask.get(f"/v1/exhibits/{name}?of=LICENSE", ask.compute), 400)
        assert "this door reads none" in said
    assert "their owner" in refused(ask.get("/v1/exhibits/tokens"), 400)


def refusals(ask: Asker) -> list[tuple[int, str, str | None, dict[str, Any]]]:
    """One request for every status that this door refuses with: status, address, token, the rest."""
    return [
        (400, "/v1/series/DFEDTAR", "", {}), (400, "/v1/series/WALCL?as_of=yesterday", "", {}),
        (401, "/v1", None, {}), (401, "/v1", "fsk_foreign", {}), (403, "/v1/pictures/reserve-bridge", "", {}),
        (403, "/v1", "", {"headers": {"origin": "https://evil.example"}}), (404, "/v1/series/WALC", "", {}),
        (404, "/v2", "", {}), (405, "/v1/claims", ask.compute, {}), (414, "/v1/series/" + "A" * 9_000, "", {}),
        (421, "/v1", "", {"headers": {"host": "evil.example"}}), (422, "/v1/series/WALCL?rows=0", "", {}),
        (422, "/v1/series/WALCL?rows=many", "", {}), (422, "/v1/series/WALCL?rows=100000", "", {}),
        (422, "/v1/pictures/reserve-bridge?form=gif", ask.compute, {}), (422, "/v1/openbb/series", "", {}),
    ]  # fmt: skip


def test_every_refusal_is_in_the_readers_language(ask: Asker) -> None:
    """By `lang` where the address has it, by Accept-Language else; the status is the same in both."""
    for status, path, token, given in refusals(ask):
        english = refused(ask.get(path, token, **given), status)
        headers = given.get("headers", {}) | {"accept-language": "fr, zh-CN;q=0.9, en;q=0.3"}
        answer = ask.get(path, token, headers=headers)
        said = refused(answer, status)
        assert re.search(r"[\u4e00-\u9fff]", said), said
        assert not re.search(r"[\u4e00-\u9fff]", english), english
        assert not re.search(r"<[a-z_]+>|\{\w", said + english), said + english
        assert answer.headers["content-language"] == "zh"
    by_name = ask.get("/v1/series/WALC?lang=zh", headers={"accept-language": "en"})
    assert by_name.headers["content-language"] == "zh"
    mine = {"claims": "x = ", "lang": "zh"}
    assert re.search(r"[\u4e00-\u9fff]", refused(ask.post("/v1/claims", ask.compute, json=mine), 400))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("zh-Hant-TW", "zh"),
        ("zh;q=0, en", "en"),
        ("en;q=0.2,zh;q=0.8", "zh"),
        ("zh;q=x", "en"),
    ],
)
def test_the_language_most_wanted(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_only_pages_on_the_list_may_ask_from_a_browser(ask: Asker) -> None:
    evil = refused(ask.get("/v1", headers={"origin": "https://evil.example"}), 403)
    assert "not on the list" in evil
    assert "`fedsheet api --allow-origin`" in evil
    allowed = ask.get("/v1", headers={"origin": ORIGIN})
    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
    }
    before = requests.options(f"{ask.base}/v1", headers=asked, timeout=10)
    assert before.status_code == 200
    assert "authorization" in before.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in ask.get("/v1").headers
    for wrong in ("*", "https://a.b/path", "pro.openbb.co"):
        with pytest.raises(InputError, match="not the origin"):
            serve(0, (wrong,), Words("en"))


def test_an_update_needs_its_own_scope(ask: Asker) -> None:
    refused(ask.post("/v1/update", ask.compute), 403)
    assert needs("/v1/update") == "update"


def test_widgets_point_at_addresses_that_answer(ask: Asker) -> None:
    found = ask.get("/widgets.json").json()
    assert {"fedsheet_series", "fedsheet_statement"} <= set(found)
    for name, widget in found.items():
        assert {"name", "description", "category", "type", "endpoint", "gridData", "data"} <= set(widget), name
        assert widget["data"]["dataKey"] == "rows"
    assert set(SHOWN) <= set(entries())
    assert "fedsheet_statement_factors" not in found, "no release page was pulled"
    assert "fedsheet_market_forecast" not in found, "computed: this token may read"
    found = ask.get("/widgets.json", ask.compute).json()
    assert len(found) == len(SHOWN) - len(FROM_TABLES) + 1
    for widget in found.values():  # as a Workspace asks: what is left open is sent empty
        given = {one["paramName"]: one["value"] for one in widget["params"]} | {"theme": "dark"}
        answer = ask.get("/" + widget["endpoint"], ask.compute, params=given)
        assert answer.status_code == 200, answer.text
        rows = answer.json()["rows"]
        assert rows
        assert all(not isinstance(value, dict | list) for row in rows for value in row.values())
    newest = ask.get("/v1/openbb/series?series_id=WALCL").json()
    assert newest["rows"][-1] == {"date": "2026-10-07", "value": 6747560.0}


def test_every_parameter_of_an_address_says_what_it_is_and_not_what_another_is() -> None:
    for path, methods in create().openapi()["paths"].items():
        for what in methods.values():
            told = {one["name"]: one.get("description", "") for one in what.get("parameters", ())}
            assert all(told.values()), path
            assert len(set(told.values())) == len(told), path


def test_openapi_names_every_schema_and_nothing_answers_null() -> None:
    document = create().openapi()
    for path, methods in document["paths"].items():
        for method, what in methods.items():
            for status, said in what["responses"].items():
                content = said.get("content", {})
                schemas = [one["schema"] for kind, one in content.items() if kind == "application/json"]
                where = f"{method} {path} {status}"
                assert content, where
                assert all("$ref" in one or "$ref" in one.get("additionalProperties", {}) for one in schemas), where
                assert what["summary"]
                assert what["description"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert {"Told", "SeriesTold", "Verdicts", "Refused", "Widget", "Index"} <= set(document["components"]["schemas"])
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert all(what["security"] for methods in document["paths"].values() for what in methods.values())


def test_only_a_digest_of_a_token_is_kept_and_it_is_shown_once(ask: Asker, monkeypatch, capsys) -> None:
    def typed(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
        with pytest.raises(SystemExit) as left:
            main.run()
        out = capsys.readouterr()
        assert left.value.code == 0, out.err
        return out.out

    text = typed("token", "new", "excel", "--scope", "read", "--scope", "update", "--days", "2").strip()
    kept = (ask.home / "tokens.json").read_text("utf-8")
    assert text.split("_", 2)[2] not in kept
    assert oct((ask.home / "tokens.json").stat().st_mode)[-3:] == "600"
    rows = json.loads(typed("token", "list", "--format", "json"))
    mine = next(row for row in rows if row["name"] == "excel")
    assert mine["scopes"] == "read, update"
    assert mine["is_over"] is False
    assert text.split("_", 2)[2] not in json.dumps(rows)
    assert ask.get("/v1", text).status_code == 200
    assert mine["id"] in typed("token", "revoke", mine["id"])
    assert tokens.found(text) is None


def test_mistakes_of_tokens() -> None:
    for scopes, days, name in ((["root"], 1, "x"), (["read"], 0, "x"), (["read"], 1, ""), (["read"], 1000, "x")):
        with pytest.raises(FedsheetError):
            tokens.new(name, scopes, days)
    with pytest.raises(UnknownNameError):
        tokens.revoke("none")
    assert tokens.Token("a", "b", ("compute",), "", datetime.now(UTC).isoformat(), "").may("read")
    assert not tokens.Token("a", "b", ("update",), "", "", "").may("read")
    late = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    assert tokens.Token("a", "b", ("read",), "", late, "").is_over(datetime.now(UTC))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_an_address_gives_is_told_in_the_language_asked_for(ask: Asker, lang: str) -> None:
    told = ask.get("/v1", params={"lang": lang}).json()["addresses"]
    assert len(told) > 5
    assert {bool(re.search("[\u4e00-\u9fff]", one["gives"])) for one in told} == {lang == "zh"}
    assert "xx" in refused(ask.get("/v1", params={"lang": "xx"}), 404)


@pytest.mark.parametrize("body", ["{", "a=b", "[1]"])
def test_a_body_that_cannot_be_read_is_named_as_the_body(ask: Asker, body: str) -> None:
    headers = {"authorization": f"Bearer {ask.compute}", "content-type": "application/json"}
    answer = requests.post(f"{ask.base}/v1/claims", data=body, headers=headers, timeout=60)
    assert refused(answer, 422).startswith("body: ")


def test_what_an_exhibit_would_not_read_is_refused(ask: Asker) -> None:
    assert "is of one thing" in refused(ask.get("/v1/exhibits/statement?of=2019-09-18"), 400)
    assert "2026-01-01, after it ends" in refused(ask.get("/v1/series/WALCL?start=2026-01-01&end=2025-01-01"), 400)
