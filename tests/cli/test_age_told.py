"""`report`, `brief`, `serve` work at once on what is held, say in one sentence how old it is; `--update` goes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from fedsheet.cli import main
from serving_process import started

STARTS = {
    "report": "fedsheet.runs.report.report", "brief": "fedsheet.runs.brief.brief",
    "serve": "fedsheet.web.serve.serve",
}  # fmt: skip


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What was done, in order; nothing is drawn, served or asked."""
    done: list[str] = []
    for name, place in STARTS.items():
        monkeypatch.setattr(place, lambda *_a, _name=name, **_k: done.append(_name) or [])
    monkeypatch.setattr("fedsheet.cli.update.bring_up_to_date", lambda *_a, **_k: done.append("update") or 0)
    monkeypatch.chdir(tmp_path)
    return done


def run(monkeypatch: pytest.MonkeyPatch, *line: str) -> None:
    monkeypatch.setattr("sys.argv", ["fedsheet", *line])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == 0


DOCUMENTS = ("brief", "report")
STATEMENT = "statement held is that of 7 October 2026, 54 days old; the next was due on 15 October 2026"


@pytest.mark.parametrize("command", DOCUMENTS)
def test_the_age_of_what_is_held_is_one_sentence_with_the_command_that_refreshes_it(
    command: str, ran: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, command)
    (said,) = capsys.readouterr().err.splitlines()
    assert STATEMENT in said
    assert "`fedsheet update`" in said
    assert ran == [command]


def test_the_workbench_says_it_once_its_first_pages_are_made(tmp_path: Path) -> None:
    server, _ = started("serve", home=tmp_path)
    try:
        assert any(STATEMENT in line for line in server.stderr or ())
    finally:
        server.kill()
        server.communicate()


@pytest.mark.parametrize("command", sorted(STARTS))
def test_update_comes_first_where_it_is_asked_for(
    command: str, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, command, "--update")
    assert ran == ["update", command]


@pytest.mark.parametrize("command", DOCUMENTS)
def test_the_sentence_is_in_the_documents_language_and_is_left_out_of_an_earlier_day(
    command: str, ran: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, command, "--lang", "zh")
    assert "所持最近一期报表为 2026 年 10 月 7 日，距今 54 天" in capsys.readouterr().err
    monkeypatch.setenv("FEDSHEET_LANG", "zh")  # of a document in both languages: the reader's
    run(monkeypatch, command)
    assert "所持最近一期报表为 2026 年 10 月 7 日，距今 54 天" in capsys.readouterr().err
    run(monkeypatch, command, "--as-of", "2026-06-30")
    assert capsys.readouterr().err == ""
    assert ran == [command] * 3
