"""A watch tells a threshold when it is crossed and a release when it comes: once to each target, whatever fails."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, ClassVar
from xml.etree import ElementTree  # our own file

import pytest

import fedsheet
from fedsheet.cli import main
from fedsheet.cli.watch import TIMERS
from fedsheet.core.errors import InputError
from fedsheet.present.text import Words
from fedsheet.runs.kinds import KINDS
from fedsheet.runs.watch import parse_watch, watch

HEAD = 'id = "w"\ntitle = { en = "Money markets", zh = "货币市场" }\n'
SPREAD = '[[when]]\nid = "spread"\nof = "SOFR - iorb"\nabove = 5\nunit = "bp"\n'
RELEASE = '[[when]]\nid = "statement"\nrelease = "WALCL"\nunit = "usd_bn"\n'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    return tmp_path


class Hook(BaseHTTPRequestHandler):
    """A webhook that keeps what it is sent, and answers with a status of its own."""

    got: ClassVar[list[dict[str, Any]]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).got.append(json.loads(body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.got, Hook.status = [], 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def written(home: Path, *parts: str) -> Path:
    file = home / "watch.toml"
    file.write_text(HEAD + "".join(parts), "utf-8")
    return file


def run(file: Path, as_of: str = "2025-11-03", **given: Any) -> Any:
    return watch(file, fedsheet.vintage(as_of), fedsheet.record(as_of), Words(given.pop("lang", "en")), **given)


def told(done: Any) -> list[str]:
    return [hit.when.id for _, hits in done.told for hit in hits]


def test_a_threshold_is_told_when_it_is_crossed_and_not_again_until_it_was_left(home: Path, capsys) -> None:
    """SOFR less IORB: 2025-10-27 and -28 above 5 bp already; -3 on 2026-10-08, so that it is left by then."""
    file = written(home, SPREAD)
    first = run(file, "2025-10-31")
    assert told(first) == ["spread"]
    assert "above +5 bp since 2025-10-" in capsys.readouterr().out
    assert told(run(file, "2025-11-03")) == []
    spread = fedsheet.series("SOFR_MINUS_IORB", "2025-11-03").values
    since = spread[spread <= 5].index[-1]
    assert first.hits[0].since == spread.loc[since:].index[1].date()
    assert told(run(file, "2026-10-09")) == []
    assert told(run(file, "2025-10-31")) == []


def test_a_release_is_told_once_each_time(home: Path, capsys) -> None:
    file = written(home, RELEASE)
    assert told(run(file, "2025-10-31")) == ["statement"]
    assert told(run(file, "2025-11-05")) == []
    assert told(run(file, "2025-11-07", lang="zh")) == ["statement"]
    said = capsys.readouterr().out
    assert "2025-10-29" in said
    assert "货币市场" in said
    assert "2025-11-05" in said


def test_a_dry_run_says_what_would_be_and_keeps_nothing(home: Path) -> None:
    file = written(home, RELEASE, '[[tell]]\nto = "file"\npath = "told.txt"\n')
    assert told(run(file, dry=True)) == ["statement"]
    assert not (home / "told.txt").exists()
    assert not (home / "home" / "watch").exists()
    run(file)
    assert (home / "told.txt").read_text("utf-8").count("WALCL") == 1
    assert told(run(file, dry=True)) == []


def test_a_webhook_gets_json_and_one_that_fails_is_tried_again(home: Path, hook: str, monkeypatch) -> None:
    monkeypatch.setenv("WATCH_HOOK", hook)
    file = written(
        home, RELEASE, '[[tell]]\nto = "webhook"\nurl_env = "WATCH_HOOK"\n[[tell]]\nto = "file"\npath = "a"\n'
    )
    Hook.status = 500
    done = run(file)
    assert [name for name, _ in done.unreached] == ["webhook WATCH_HOOK"]
    assert "500" in str(done.unreached[0][1])
    assert hook not in str(done.unreached[0][1])
    Hook.status, Hook.got = 200, []
    assert told(run(file)) == ["statement"]
    assert told(run(file)) == []
    (sent,) = Hook.got
    assert sent["watch"] == "w"
    assert sent["text"].startswith("Money markets\nWALCL")
    (item,) = sent["items"]
    assert item | {"value": 0, "before": 0} == {
        "id": "statement", "of": "WALCL", "what": "", "kind": "release", "value": 0, "unit": "usd_bn",
        "day": "2025-10-29", "since": "2025-10-29", "bound": None, "before": 0, "text": item["text"],
    }  # fmt: skip
    assert item["value"] == pytest.approx(fedsheet.series("WALCL").on("2025-10-29") / 1e3)
    assert (home / "a").read_text("utf-8").count("WALCL") == 1


def test_apprise_reaches_its_services(home: Path, hook: str, monkeypatch) -> None:
    pytest.importorskip("apprise", reason="the extra `notify` is not installed")
    monkeypatch.setenv("WATCH_APPRISE", hook.replace("http://", "json://"))
    file = written(home, RELEASE, '[[tell]]\nto = "apprise"\nurl_env = "WATCH_APPRISE"\n')
    assert told(run(file)) == ["statement"]
    (sent,) = Hook.got
    assert sent["title"] == "Money markets"
    assert "WALCL" in sent["message"]
    monkeypatch.setenv("WATCH_APPRISE", "no://such.service/secret")
    done = run(file, "2026-10-09")
    assert "secret" not in str(done.unreached[0][1])


class Mailbox(StreamRequestHandler):
    """A mail server on loopback that keeps each letter it is handed."""

    letters: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while (line := self.rfile.readline()) and not line.upper().startswith(b"QUIT"):
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                self.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"250 kept\r\n")


def test_a_mail_is_sent_once_and_reads_as_written(home: Path, monkeypatch) -> None:
    pytest.importorskip("apprise", reason="the extra `notify` is not installed")
    Mailbox.letters.clear()
    with ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        to = f"127.0.0.1:{server.server_address[1]}/?from=desk@example.org&to=me@example.org"
        monkeypatch.setenv("WATCH_MAIL", f"mailto://{to}&mode=insecure")
        file = written(home, RELEASE, '[[tell]]\nto = "apprise"\nurl_env = "WATCH_MAIL"\n')
        assert told(run(file)) == ["statement"]
        assert told(run(file)) == []
        server.shutdown()
    (letter,) = (message_from_bytes(each, policy=policy.default) for each in Mailbox.letters)
    assert letter["subject"] == "Money markets"
    assert "WALCL" in letter.get_content()


def test_without_the_package_the_extra_is_named(home: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    file = written(home, RELEASE, '[[tell]]\nto = "apprise"\nurl = "json://localhost/secret"\n')
    (reason,) = [str(error) for _, error in run(file).unreached]
    assert "fedsheet[notify]" in reason
    assert "secret" not in reason


@pytest.mark.parametrize("url", ["http://example.org/x", "file:///etc/passwd", "https://", "ftp://a.b"])
def test_a_webhook_goes_over_https_alone(home: Path, url: str) -> None:
    file = written(home, RELEASE, f'[[tell]]\nto = "webhook"\nurl = "{url}"\n')
    assert "https" in str(run(file).unreached[0][1])


def test_one_condition_that_cannot_be_judged_does_not_stop_the_others(home: Path) -> None:
    wrong = '[[when]]\nid = "odd"\nof = "SOFR - WALCL"\nabove = 1\nunit = "bp"\n[[when]]\nid = "no"\nrelease = "ZZZQ"\n'
    done = run(written(home, wrong, RELEASE))
    assert [name for name, _ in done.unjudged] == ["odd", "no"]
    assert told(done) == ["statement"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[when]]\nid = "a"\nof = "SOFR"\n', "above or below"),
        ('[[when]]\nid = "a"\nof = "SOFR"\nabove = 1\n', "needs the unit"),
        ('[[when]]\nid = "a"\nof = "SOFR"\nabove = 5e300\nunit = "pct"\n', "nobody can mean"),
        ('[[when]]\nid = "a"\nof = "SOFR"\nbelow = -5e12\nunit = "pct"\n', "'a below' is -5000000000000.0"),
        ('[[when]]\nid = "a"\nof = "WALCL"\nabove = 2e6\nunit = "usd_bn"\n', "At most 1,000,000 either way"),
        ('[[when]]\nid = "a"\nof = "SOFR"\nabove = nan\nunit = "pct"\n', "finite"),
        ('[[when]]\nid = "a"\nof = "SOFR"\nbelow = -inf\nunit = "pct"\n', "finite"),
        ('[[when]]\nid = "a"\nof = "SOFR"\nabove = 1\nunit = "percent"\n', "claim unit"),
        ('[[when]]\nid = "a"\nof = "SOFR -"\nabove = 1\nunit = "pct"\n', "formula"),
        ('[[when]]\nid = "a"\nrelease = "SOFR"\n' * 2, "share an id"),
        ("", "when"),
        (RELEASE + '[[tell]]\nto = "webhook"\n', "url or url_env"),
        (RELEASE + "mistyped = 1\n", "mistyped"),
        ("= 1", "not TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_watch(HEAD + text, "w.toml")


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fedsheet", *words])
    with pytest.raises(SystemExit) as left:
        main.run()
    return int(left.value.code or 0)


def test_the_command_with_its_example_and_its_timers(home: Path, monkeypatch, capsys) -> None:
    file = home / "空 watch.toml"
    file.write_text(KINDS["watch"].example, "utf-8")
    assert typed(monkeypatch, "watch", str(file), "--dry-run") == 0
    assert "Would be told to stdout" in capsys.readouterr().out
    assert typed(monkeypatch, "watch", str(file), "--no-update", "--lang", "zh") == 0
    assert "货币市场" in capsys.readouterr().out
    assert typed(monkeypatch, "watch", str(file), "--no-update") == 0
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("FEDSHEET_HOME", str(home / "100% mine"))
    file.write_text(KINDS["watch"].example.replace('to = "stdout"', 'to = "webhook"\nurl_env = "MY_HOOK"'), "utf-8")
    for kind in TIMERS:
        assert typed(monkeypatch, "watch", str(file), "--timer", kind, "--lang", "zh") == 0
        printed = capsys.readouterr().out
        assert re.search("[一-鿿]", printed.partition("\n")[0] if kind != "windows" else printed)
        assert "{" not in printed
        if kind != "systemd-timer":
            assert "空 watch.toml" in printed
            assert "MY_HOOK" in printed
            assert ("100%% mine" if kind == "systemd-service" else "100% mine") in printed
        if shutil.which("systemd-analyze") and kind.startswith("systemd"):
            unit = home / f"fedsheet-watch.{kind.partition('-')[2]}"
            unit.write_text(printed, "utf-8")
    if shutil.which("systemd-analyze"):
        units = [str(home / f"fedsheet-watch.{kind}") for kind in ("service", "timer")]
        done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    for encoding in ("utf-8", "utf-16"):  # as a shell, or PowerShell before its version 6, writes what is printed
        tree = ElementTree.fromstring(printed.encode(encoding))
        assert tree.find(".//{*}Command").text == sys.executable
    assert typed(monkeypatch, "watch", str(file), "--timer", "launchd") == 2
