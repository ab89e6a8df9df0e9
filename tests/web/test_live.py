"""A page that stays open: the clock, newest figures, thresholds and events, behind the same guard as everything."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from fedsheet.present.blocks import Figure, TableBlock
from fedsheet.runs.calendar import calendar
from fedsheet.web import live
from fedsheet.web.serving.remembered import Remembered
from fedsheet.web.views import alerts, overview
from web.conftest import Workbench, running

SPEND = 30.0  # seconds a stream is listened to at most


def test_the_clock_tells_today_and_the_age_of_each_class(workbench: Workbench) -> None:
    clock = workbench.get("/api/v1/clock?lang=en").json()
    assert clock["today"] == "2026-11-30"
    assert not clock["is_past"]
    hands = {one["name"]: one for one in clock["classes"]}
    assert hands["market_rates"]["newest"] == "2026-10-08"
    assert hands["market_rates"]["age_days"] == (date(2026, 11, 30) - date(2026, 10, 8)).days
    assert {one["state"] for one in clock["classes"]} == {"stale"}
    assert clock["due"] > 0
    assert all(moment["at"] > "2026-11-30" for moment in clock["next"])


def test_a_past_day_is_told_as_one_and_nothing_is_due(workbench: Workbench) -> None:
    clock = workbench.get("/api/v1/clock?lang=zh&as_of=2019-09-17").json()
    assert clock["is_past"]
    assert "2019 年 9 月 17 日" in clock["said"]
    assert (clock["due"], clock["next"]) == (0, [])


def test_a_threshold_says_where_it_stands_or_what_is_wrong_beside_it(workbench: Workbench) -> None:
    items = ["SOFR - iorb > 10 bp", "SRF_USAGE < 0", "decision"]
    rows = workbench.post("/api/v1/thresholds", {"items": items}).json()["rows"]
    assert [row["text"] for row in rows] == items
    assert rows[0]["met"] is False
    assert "永远不会触发" in rows[1]["error"]
    assert rows[2]["mark"] == "2026-09-16"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("SRF_USAGE 为金额，不会低于零，永远不会触发", "SOFR 为利率或占比，不能用 trn 计",
                "没有名为“NOPE”的序列", "SOFR（利率或占比）不能减去 WALCL（金额）")),
        ("en", ("can never be met", "SOFR (rate) is not counted in trn", "Unknown series 'NOPE'",
                "WALCL (money) cannot be taken from SOFR (rate)")),
    ],
)  # fmt: skip
def test_a_threshold_that_cannot_be_is_told_in_the_readers_language(
    workbench: Workbench, lang: str, said: tuple[str, ...]
) -> None:
    items = ["SRF_USAGE < 0", "SOFR > 3 trn", "NOPE > 3", "SOFR - WALCL > 3"]
    with workbench.client() as client:
        answer = client.post("/api/v1/thresholds", json={"items": items}, headers={"accept-language": lang}).json()
    for row, told in zip(answer["rows"], said, strict=True):
        assert told in row["error"]


@pytest.mark.parametrize("body", [{}, {"items": "SOFR > 1"}, {"items": [1]}, {"items": ["SOFR > 1"] * 21}])
def test_other_lists_are_refused(workbench: Workbench, body: dict[str, object]) -> None:
    assert workbench.post("/api/v1/thresholds", body).status_code == 400


def test_events_ask_for_the_cookie_and_are_bounded(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert httpx.get(f"{workbench.url}/api/v1/events").status_code == 401
    monkeypatch.setattr(live, "MOST_STREAMS", 1)
    with workbench.client() as client, client.stream("GET", "/api/v1/events") as first:
        assert first.headers["content-type"].startswith("text/event-stream")
        lines = first.iter_lines()
        assert {next(lines), next(lines)} == {"retry: 3000", "event: hello"}
        assert workbench.get("/api/v1/events").status_code == 400
    _until(lambda: _listening(workbench) == 200)


@pytest.mark.parametrize("from_the_page", [True, False])
def test_an_open_stream_ends_when_its_browser_is_forgotten(
    from_the_page: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the page's button, and by `fedsheet serve --forget` in another terminal, which writes the file alone."""
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.1)
    file = tmp_path / "sessions.json"
    with running(Remembered(file)) as bench, bench.client() as client:
        with client.stream("GET", "/api/v1/events") as stream:
            lines = stream.iter_lines()
            assert {next(lines), next(lines)} == {"retry: 3000", "event: hello"}
            if from_the_page:
                assert bench.post("/forget", {}).status_code == 200
            else:
                Remembered(file).forget()
            end = time.monotonic() + SPEND
            for _ in lines:
                assert time.monotonic() < end
        assert bench.get("/api/v1/events").status_code == 401


def _listening(workbench: Workbench) -> int:
    """The answer of a stream that is left at once."""
    with workbench.client() as client, client.stream("GET", "/api/v1/events") as stream:
        return stream.status_code


def _until(is_so: Any) -> None:
    end = time.monotonic() + SPEND
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_new_figures_are_told(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure brought in beside a running server: its pages hear of it."""
    from fedsheet.runs.import_file import import_file

    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path_factory.mktemp("told")))
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.2)
    file = tmp_path_factory.mktemp("file") / "own.csv"
    file.write_text("date,value\n2026-10-01,1.5\n2026-10-02,1.6\n", "utf-8")
    with running() as bench, bench.client() as client, client.stream("GET", "/api/v1/events") as stream:
        lines = stream.iter_lines()
        while not (seen := next(lines)).startswith("data:"):
            pass
        import_file("OWN", file, "Percent", "mine", {})
        end = time.monotonic() + SPEND
        for line in lines:
            assert time.monotonic() < end
            if line == "event: figures":
                break
        told = next(lines)
    assert told.startswith("data:")
    assert told != seen


def test_the_alerts_view_is_the_calendar_of_the_command(workbench: Workbench) -> None:
    page = workbench.desk.page(alerts.VIEW, alerts.VIEW.params(lang="en"))
    found = calendar()
    tables = {b.id if isinstance(b, Figure) else b.table.id: b.table for b in page.blocks
              if isinstance(b, Figure | TableBlock)}  # fmt: skip
    lines = tables["release-statement"].records(base=True)
    assert [row["came"] for row in lines] == pytest.approx([one.came for one in found.statement])
    assert [row["expected"] for row in lines] == pytest.approx([one.expected for one in found.statement])
    assert [row["missed"] for row in lines] == pytest.approx([row["came"] - row["expected"] for row in lines])
    came = [row["came"] for row in tables["release-rates"].records(base=True)]
    assert came[-1] is None
    assert came[-2] == pytest.approx(-0.0003)  # SOFR of 2026-10-08 3.87%, IORB 3.90%
    assert json.loads(json.dumps(tables["release-calendar"].records(), default=str))


def test_rates_of_another_target_range_say_so(workbench: Workbench) -> None:
    """Tri-party and DVP reach August 2026; the range moved on 16 September 2026."""
    page = workbench.get("/api/v1/overview?lang=en").json()
    notes = [block["text"] for block in page["blocks"] if block["type"] == "note"]
    (told,) = [text for text in notes if "another target range" in text]
    assert "16 September 2026" in told
    assert "Tri-party" in told
    assert "SOFR" not in told
    tiles = next(block["items"] for block in page["blocks"] if block["type"] == "tiles")
    assert not [tile for tile in tiles if "before the decision" in tile["detail"]]
    assert overview.newest_of(workbench.desk.vintage(None), ("DFF",)) == ("EFFR",)
