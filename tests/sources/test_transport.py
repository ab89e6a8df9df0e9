"""The polite client: where it asks, how it waits, what it never says."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fedsheet.core.errors import InputError, SourceError
from fedsheet.sources.feeds import FEEDS
from fedsheet.sources.reply import Request
from fedsheet.sources.transport import HOSTS, Limits, Transport
from misbehaving import LINE_FAULTS, Server, good, reply, silence
from specimens import BY_NAME

CANARY = "c4na7yc4na7yc4na7yc4na7yc4na7y00"
QUICK = Limits(deadline=2.0, connect=0.5, silence=0.5, attempts=3, first_wait=0.001, longest_wait=0.3)
KEYED = replace(BY_NAME["fred_vintages.json"].request, secret={"api_key": CANARY})


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(good, BY_NAME["fred_vintages.json"].body)
    yield made
    made.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://fred.stlouisfed.org/graph/fredgraph.csv", "https://example.org/", "https://fred.stlouisfed.org:8443/",
        "https://user:pass@fred.stlouisfed.org/", "https://127.0.0.1/", "file:///etc/passwd",
        "https://fred.stlouisfed.org.example.org/",
    ],
)  # fmt: skip
def test_only_https_to_the_listed_hosts_is_asked(url: str, server: Server) -> None:
    with pytest.raises(SourceError, match="is not asked"):
        Transport(QUICK, loopback=server.address).fetch(Request("x", "x", url))
    assert server.asked == 0


def test_no_environment_variable_sends_questions_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FEDSHEET_LOOPBACK", "LOOPBACK", "FEDSHEET_HOSTS"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert Transport()._address("https://fred.stlouisfed.org/a?b=c") == "https://fred.stlouisfed.org/a?b=c"


def test_a_proxy_that_does_not_answer_is_named_as_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:word@127.0.0.1:9")  # nobody listens at the discard port
    with pytest.raises(SourceError, match="the proxy that HTTPS_PROXY names gives no line") as refused:
        Transport(QUICK).fetch(KEYED)
    assert "word@" not in str(refused.value)


def test_certificates_that_do_not_exist_are_told_before_anyone_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/company.pem")
    with pytest.raises(InputError, match=r"REQUESTS_CA_BUNDLE names '/nowhere/company\.pem'"):
        Transport()


def test_the_agent_can_be_set_and_is_one_plain_line(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert server.heads[-1]["user-agent"].startswith("python-requests/")
    assert " fedsheet/" in server.heads[-1]["user-agent"]
    monkeypatch.setenv("FEDSHEET_AGENT", "desk 7")
    Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert server.heads[-1]["user-agent"] == "desk 7"
    monkeypatch.setenv("FEDSHEET_AGENT", "two\nlines")
    with pytest.raises(InputError, match="FEDSHEET_AGENT"):
        Transport(QUICK, loopback=server.address).fetch(KEYED)


def test_one_feed_may_be_larger_than_the_others(server: Server) -> None:
    small = replace(QUICK, max_bytes=100)
    with pytest.raises(SourceError, match="larger than"):
        Transport(small, loopback=server.address).fetch(KEYED)
    assert Transport(small, loopback=server.address).fetch(replace(KEYED, max_bytes=2**20)).body == server.body


def packed(*members: bytes, after: bytes = b"") -> bytes:
    return b"".join(gzip.compress(member) for member in members) + after


def test_a_gzip_stream_of_several_members_is_read_whole(server: Server) -> None:
    body = server.body
    server.behave = lambda send, _b, kind: reply(send, packed(body[:90], body[90:]), kind, "Content-Encoding: gzip")
    assert Transport(QUICK, loopback=server.address).fetch(KEYED).body == body


WRONG_LINES = {
    "a second member that is cut": lambda b: (packed(b[:90], b[90:])[:-12], ["Content-Encoding: gzip"]),
    "something after the gzip stream": lambda b: (packed(b, after=b"and more"), ["Content-Encoding: gzip"]),
    "a length of letters": lambda b: (b, ["Content-Length: abc"]),
    "a length below zero": lambda b: (b, ["Content-Length: -1"]),
    "another way of sending": lambda b: (b, ["Transfer-Encoding: xchunked"]),
    "packed twice": lambda b: (packed(packed(b)), ["Content-Encoding: gzip, gzip"]),
}


@pytest.mark.parametrize("fault", WRONG_LINES)
def test_nothing_but_a_proven_end_is_taken_for_whole(fault: str, server: Server) -> None:
    sent, heads = WRONG_LINES[fault](server.body)
    server.behave = lambda send, _b, kind: reply(send, sent, kind, *heads, length=False)
    for question in (KEYED, replace(KEYED, shows_its_end=False)):
        with pytest.raises(SourceError):
            Transport(replace(QUICK, attempts=1), loopback=server.address).fetch(question)


def test_a_table_cut_at_a_record_without_a_length_is_refused(server: Server) -> None:
    table = BY_NAME["fred_graph.csv"]
    cut = table.body[: table.body.rstrip().rfind(b"\n") + 1]
    server.behave = lambda send, _b, _kind: reply(send, cut, "text/csv", length=False)
    with pytest.raises(SourceError, match="nothing shows"):
        Transport(QUICK, loopback=server.address).fetch(table.request)


def test_a_true_reply_arrives_whole(server: Server) -> None:
    answer = Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert answer.body == server.body
    assert answer.media_type == "application/json"


def test_asked_again_after_429_and_the_wait_the_host_names_is_kept(server: Server) -> None:
    def once_too_many(send: object, body: bytes, media_type: str) -> None:
        if server.asked == 1:
            reply(send, b"", media_type, "Retry-After: 0.2", status="429 Too Many Requests")
        else:
            good(send, body, media_type)

    server.behave = once_too_many
    Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert server.asked == 2


def test_retry_after_in_seconds_is_waited_for(server: Server) -> None:
    def wait_a_second(send: object, body: bytes, media_type: str) -> None:
        if server.asked == 1:
            reply(send, b"", media_type, "Retry-After: 1", status="503 Service Unavailable")
        else:
            good(send, body, media_type)

    server.behave = wait_a_second
    began = time.monotonic()
    Transport(replace(QUICK, deadline=4.0, longest_wait=2.0), loopback=server.address).fetch(KEYED)
    assert time.monotonic() - began >= 1.0


def test_a_wait_longer_than_patience_is_an_error_that_says_so(server: Server) -> None:
    server.behave = LINE_FAULTS["503 with Retry-After"]
    with pytest.raises(SourceError, match="asks to wait 3600 seconds"):
        Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert server.asked == 1


def test_attempts_are_few(server: Server) -> None:
    server.behave = LINE_FAULTS["500"]
    with pytest.raises(SourceError, match="answered 500"):
        Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert server.asked == QUICK.attempts


def test_why_no_answer_came_is_told_in_the_readers_language(server: Server) -> None:
    asked = Request("fred", "WALCL", "https://fred.stlouisfed.org/graph/fredgraph.csv", {"id": "WALCL"})
    with pytest.raises(SourceError) as no_line:
        Transport(QUICK, loopback="http://127.0.0.1:9").fetch(asked)
    assert no_line.value.said("zh").startswith("WALCL：无法连接 fred.stlouisfed.org：该主机不接受连接")
    server.behave = silence
    with pytest.raises(SourceError) as filtered:
        Transport(replace(QUICK, attempts=1), loopback=server.address).fetch(asked)
    assert "FRED 的网页" in filtered.value.said("zh")
    assert "FRED's web filter" in filtered.value.said("en")


def test_a_caller_error_is_not_repeated(server: Server) -> None:
    server.behave = LINE_FAULTS["400"]
    with pytest.raises(SourceError, match="answered 400 not now"):
        Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert server.asked == 1


def test_every_host_has_a_gap_between_questions() -> None:
    assert min(HOSTS.values()) >= 0.5
    patient = Transport()
    began = time.monotonic()
    for _ in range(3):
        patient._wait_for_turn("markets.newyorkfed.org", began + 10)
    assert time.monotonic() - began >= 2 * HOSTS["markets.newyorkfed.org"]


def fetch_and_read(transport: Transport) -> object:
    return FEEDS["fred.vintages"].parse(transport.fetch(KEYED).body, KEYED.journal())


@pytest.mark.parametrize("fault", [*LINE_FAULTS, "a host that repeats the key"])
def test_the_key_is_never_said(
    fault: str, server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def repeat(send: object, body: bytes, media_type: str) -> None:
        reply(send, f'{{"error_message": "bad key {CANARY}"}}'.encode(), media_type, status="400 Bad Request")

    server.behave = LINE_FAULTS.get(fault, repeat)
    limits = replace(QUICK, deadline=0.3, silence=0.2, attempts=2, longest_wait=0.01)
    with caplog.at_level(logging.DEBUG), pytest.raises(SourceError) as caught:
        fetch_and_read(Transport(limits, loopback=server.address))
    said = "".join(map(str, (caught.value, repr(caught.value), caught.value.__cause__, caught.value.__context__)))
    assert CANARY not in said
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())
    assert any(CANARY in path for path in server.paths)  # it was sent, where it belongs


@pytest.mark.parametrize("kind", [f"text/{CANARY}", f"application/json; charset={CANARY}", f"x/y; {CANARY}"])
def test_a_key_in_a_header_is_not_said(kind: str, server: Server) -> None:
    server.behave = lambda send, body, _kind: reply(send, body, kind)
    with pytest.raises(SourceError) as refused:
        Transport(QUICK, loopback=server.address).fetch(replace(KEYED, min_bytes=10**6))
    assert CANARY not in str(refused.value)
    server.behave = lambda send, body, _kind: reply(
        send, body, "application/json", f"Content-Length: {CANARY}", length=False
    )
    with pytest.raises(SourceError) as caught:
        Transport(QUICK, loopback=server.address).fetch(KEYED)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("written", [f"{CANARY}\n", f" {CANARY} ", f'"{CANARY}"', f"'{CANARY}'\n"])
def test_a_key_is_read_without_what_stands_around_it(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from fedsheet.runs.pull import own_key

    monkeypatch.setenv("FRED_API_KEY", written)
    assert own_key() == CANARY


def test_a_reply_that_repeats_the_key_is_not_kept(server: Server) -> None:
    server.body = f'{{"asked_with": "{CANARY}"}}'.encode()
    with pytest.raises(SourceError, match="repeats the key"):
        Transport(QUICK, loopback=server.address).fetch(KEYED)


def test_the_key_is_in_no_file(server: Server, tmp_path: Path) -> None:
    from fedsheet.runs.pull import settle
    from fedsheet.store.observations import open_store
    from fedsheet.store.raw import RawReplies

    with open_store(tmp_path / "fedsheet.sqlite") as store:
        answer = Transport(QUICK, loopback=server.address).fetch(KEYED)
        assert settle(store, RawReplies(tmp_path), KEYED, answer).is_good
        server.behave = LINE_FAULTS["400"]
        with pytest.raises(SourceError) as caught:
            Transport(QUICK, loopback=server.address).fetch(KEYED)
        assert not settle(store, RawReplies(tmp_path), KEYED, caught.value).is_good
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 3
    assert not [path for path in written if CANARY.encode() in path.read_bytes()]
    assert CANARY not in repr(KEYED)
