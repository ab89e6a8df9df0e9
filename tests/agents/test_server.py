"""The tools through the official client, in one process: what an agent is given, and what it is refused."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp", reason="the extra `agents` is not installed")

import httpx2  # what the client speaks HTTP with
from mcp import Client, StdioServerParameters  # only where it is installed
from mcp.client.streamable_http import streamable_http_client

from fedsheet.cli import main
from fedsheet.mcp import answers, server
from fedsheet.store import tokens
from serving_process import started

BESIDE = {"unit", "as_of", "source", "data_digest", "policy_digest", "not_to_be_concluded", "rows_total", "next_row"}


def asked(tool: str, made: server.Server | None = None, /, **arguments: Any) -> Any:
    """A tool's result through a client session over memory streams."""

    async def session() -> Any:
        async with Client(made or server.server()) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(session)


def answered(tool: str, /, **arguments: Any) -> dict[str, Any]:
    found = asked(tool, **arguments)
    assert not found.is_error, found.content
    given: dict[str, Any] = found.structured_content
    assert given.keys() >= BESIDE
    assert all(given["not_to_be_concluded"])
    assert len(given["data_digest"]) == 64
    return given


def refused(tool: str, made: server.Server | None = None, /, **arguments: Any) -> str:
    found = asked(tool, made, **arguments)
    assert found.is_error
    said: str = found.content[0].text
    assert "\n" not in said
    assert len(said) < 400
    assert "Traceback" not in said
    return said


def test_every_tool_says_what_it_takes_and_that_it_only_reads() -> None:
    async def session() -> Any:
        async with Client(server.server()) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(session)
    assert [tool.name for tool in tools] == [tool.__name__ for tool in answers.TOOLS]
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert all(one.get("description") for tool in tools for one in tool.input_schema["properties"].values())
    assert all(tool.input_schema["additionalProperties"] is False for tool in tools)


def test_a_series_is_the_one_known_on_the_day() -> None:
    # H.4.1 of 12 September 2019: total assets 3,769,684 mn on Wednesday 11 September.
    found = answered("series_as_of", series_id="WALCL", as_of="2019-09-17", rows=3)
    assert (found["unit"], found["as_of"], len(found["rows"])) == ("Millions of USD", "2019-09-17", 3)
    assert found["rows"][-1]["date"] == "2019-09-11"
    assert found["first_row"] == found["rows_total"] - 3


def test_policy_on_a_day_is_that_of_the_record() -> None:
    # FOMC, 16 December 2008: interest on required and excess reserves at 0.25 percent.
    found = answered("policy_on", day="2014-10-29")
    assert next(row["value"] for row in found["rows"] if row["instrument"] == "iorb") == 0.25
    assert found["unit"] == "as told in each row's unit"


@pytest.mark.parametrize("tool", ["statement", "reserves_bridge", "exhibits_list"])
def test_the_other_tools_answer_in_both_languages(tool: str) -> None:
    titles = {answered(tool, lang=lang)["title"] for lang in ("en", "zh")}
    assert len(titles) == 2


def test_an_exhibit_is_read_in_parts() -> None:
    first = answered("exhibit", name="policy-facts", rows=2)
    second = answered("exhibit", name="policy-facts", rows=2, first_row=first["next_row"])
    assert first["next_row"] == 2
    assert first["rows"] != second["rows"]


def test_a_claim_of_ones_own_is_judged() -> None:
    found = answered("claims_check", claim="C24")
    assert found["exhibit"] == "claim"
    assert "causal" in found["not_to_be_concluded"][0]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("series_as_of", {"series_id": "WALLCL"}, "WALCL"),
        ("series_as_of", {"series_id": "WALCL", "as_of": "17.9.2019"}, "YYYY-MM-DD"),
        ("series_as_of", {"series_id": "WALCL", "rows": 10_000}, "'rows'"),
        ("series_as_of", {"series_id": ["WALCL"]}, "'series_id'"),
        ("series_as_of", {}, "'series_id'"),
        ("series_as_of", {"series_id": "WALCL", "asof": "2019-09-17"}, "'asof'"),
        ("series_as_of", {"series_id": "A" * 10_000}, "'series_id'"),
        ("claims_check", {"claims": "x" * 1_000_001}, "'claims'"),
        ("exhibit", {"name": "outlook-implied", "of": "/etc/passwd"}, "reads none"),
        ("exhibit", {"name": "outlook-base-case", "of": "LICENSE"}, "reads none"),
        ("exhibit", {"name": "outlook-single-dots"}, "reads none"),
        ("exhibit", {"name": "tokens"}, "owner"),
        ("exhibit", {"name": "statement", "lang": "fr"}, "zh"),
        ("exhibit", {"name": "nothing"}, "exhibit"),
        ("claims_check", {"claims": "[[claim]"}, "line 1"),
        ("claims_check", {"claims": "x = 1", "report": "seed-2021"}, "Give one"),
        ("nothing", {}, "exhibits_list"),
    ],
)
def test_a_mistake_is_one_sentence(tool: str, arguments: dict[str, Any], says: str) -> None:
    assert says in refused(tool, **arguments)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("claims_check", {"report": "nope"}),
        ("exhibit", {"name": "projection", "of": "nope"}),
        ("exhibit", {"name": "simulate-days", "of": "nope"}),
        ("exhibit", {"name": "review-event-study", "of": "nope"}),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are_and_no_file(tool: str, arguments: dict[str, Any]) -> None:
    for lang in ("en", "zh"):
        said = refused(tool, **arguments, lang=lang)
        assert "nope" in said
        assert not re.search("path|toml|路径", said)


def test_exhibits_that_no_agent_may_have_are_not_listed() -> None:
    listed = {row["exhibit"] for row in answered("exhibits_list")["rows"]}
    assert "statement" in listed
    assert not listed & {"tokens", "outlook-implied", "outlook-single-dots", "review-event-instrument"}


def test_a_refusal_is_in_the_language_asked_for() -> None:
    assert "此接口不读取文件" in refused("exhibit", name="projection", of="a.toml", lang="zh")


def test_what_names_no_language_is_answered_in_the_servers() -> None:
    """As `fedsheet mcp --lang zh` serves: answers, refusals, the schema's default; a call that names one is heard."""
    made = server.server("zh")
    assert asked("statement", made).structured_content["title"] == answered("statement", lang="zh")["title"]
    assert asked("statement", made, lang="en").structured_content["title"] == answered("statement")["title"]
    assert "此接口不读取文件" in refused("exhibit", made, name="projection", of="a.toml")

    async def defaults() -> set[str]:
        async with Client(made) as client:
            tools = (await client.list_tools()).tools
            return {tool.input_schema["properties"]["lang"]["default"] for tool in tools}

    assert anyio.run(defaults) == {"zh"}


def test_the_command_serves_in_the_language_it_is_asked_in() -> None:
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "fedsheet", "mcp", "--lang", "zh"], env=dict(os.environ)
    )

    async def session() -> Any:
        async with Client(program) as client:
            return client.instructions, await client.call_tool("statement", {})

    told, found = anyio.run(session)
    assert "美联储" in told
    assert found.structured_content["title"] == answered("statement", lang="zh")["title"]


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "listed", lambda words: time.sleep(0.3))
    assert "given up" in refused("exhibits_list", server.server(seconds=0.02))


def test_what_nobody_foresaw_leaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(words: object) -> None:
        raise RuntimeError("/home/someone/secret")

    monkeypatch.setattr(answers, "listed", broken)
    assert "secret" not in refused("exhibits_list")


def test_rows_beyond_the_size_are_left_for_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_CHARACTERS", 300)
    found = answered("exhibits_list")
    assert 0 < len(found["rows"]) < found["rows_total"]
    assert found["next_row"] == len(found["rows"])


def test_the_command_answers_on_standard_input_and_output() -> None:
    program = StdioServerParameters(command=sys.executable, args=["-m", "fedsheet", "mcp"], env=dict(os.environ))

    async def session() -> Any:
        async with Client(program) as client:
            return await client.call_tool("series_as_of", {"series_id": "SOFR", "as_of": "2019-09-18", "rows": 1})

    # New York Fed: 5.25 percent on 17 September 2019, published the next morning.
    assert anyio.run(session).structured_content["rows"][0]["value"] == 5.25


def test_a_missing_package_is_told_by_the_name_of_its_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setattr(sys, "argv", ["fedsheet", "mcp"])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == 2
    assert "fedsheet[agents]" in capsys.readouterr().err


def test_sizing_the_forecasts_record_and_a_picture() -> None:
    sizing = answered("purchases_sizing", rows=5)
    assert sizing["exhibit"] == "project-sizing"
    record = answered("forecast_record", rows=3)
    assert record["exhibit"] == "market-forecast-record"
    assert "sheet" in refused("forecast_record", of="weather")
    found = asked("exhibit_picture", name="reserve-bridge")
    assert not found.is_error, found.content
    picture, beside = found.content
    assert (picture.type, picture.mime_type) == ("image", "image/png")
    told = json.loads(beside.text)
    assert told.keys() >= {"unit", "as_of", "source", "data_digest", "policy_digest", "not_to_be_concluded", "caption"}
    assert "is a table" in refused("exhibit_picture", name="statement")


def test_over_http_behind_a_token_through_the_official_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real server of the command line; without a token, or with one that may only read, it is closed."""
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    may_read, may_compute = (tokens.new("agent", [scope], 1)[1] for scope in ("read", "compute"))
    served, base = started("mcp", "--http", home=tmp_path)
    try:
        assert httpx2.post(f"{base}/mcp", json={}).status_code == 401
        read_only = httpx2.post(f"{base}/mcp", json={}, headers={"authorization": f"Bearer {may_read}"})
        assert read_only.status_code == 403

        async def session() -> Any:
            headers = {"authorization": f"Bearer {may_compute}"}
            over = httpx2.AsyncClient(headers=headers, timeout=60)
            async with over, Client(streamable_http_client(f"{base}/mcp", http_client=over)) as client:
                names = [tool.name for tool in (await client.list_tools()).tools]
                return names, await client.call_tool("series_as_of", {"series_id": "net_liquidity", "rows": 1})

        names, found = anyio.run(session)
        assert names == [tool.__name__ for tool in answers.TOOLS]
        assert found.structured_content["formula"] == "WALCL - WDTGAL - RRPONTSYD"
        assert found.structured_content["unit"] == "Billions of USD"
    finally:
        served.terminate()
        served.wait(timeout=10)
        served.stderr.close()
