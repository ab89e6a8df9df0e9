"""Readers beside a pull begun from the page: views answer without error, each answer is of one state of the store."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import pytest
from httpx import Client

from fedsheet.web import desk
from fedsheet.web.serving import pulls, vintages
from fedsheet.web.views import VIEWS
from web.conftest import Workbench, running
from web.publishers import Fred, fred

SECONDS, READERS, PAUSE_SECONDS = 10.0, 8, 0.2
NAMES = [view.name for view in VIEWS]
READ = NAMES[:5]  # by the eight: what is held to one state is the same code for every view; bench/desk.py reads all
Read = tuple[int, str, str, bytes]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """A workbench on a store of its own, which a pull may change."""
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    with running() as found:
        yield found


@pytest.fixture
def publisher(own: Workbench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fred]:
    """FRED on this machine; no pull of the page asks anyone else."""
    with fred() as found:
        monkeypatch.setattr(pulls, "Stoppable", found.transport)
        yield found


def read(browser: Workbench | Client, view: str, query: str = "lang=en") -> Read:
    answer = browser.get(f"/api/v1/{view}?{query}")
    return answer.status_code, view, answer.json().get("digest", ""), answer.content


def digests(reads: list[Read]) -> list[str]:
    """The digests in the order they were met, one entry a run."""
    return [digest for digest, _ in groupby(digest for _, _, digest, _ in reads)]


def test_eight_read_views_while_a_pull_runs(own: Workbench, publisher: Fred, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pull that never rests is shown part by part; no reader meets an error, a mixture, or an older state again."""
    monkeypatch.setattr(vintages, "LONGEST_SECONDS", 4.0)
    monkeypatch.setattr(desk, "REMADE", 2)  # the others are made while they are read: all eight wait for one making
    for view in reversed(READ):
        read(own, view)
    publisher.seconds = SECONDS / len(publisher.names)
    over = threading.Event()
    job = own.post("/api/v1/pulls", {"names": publisher.names}).json()

    def round_the_views(first: int) -> list[Read]:
        found: list[Read] = []
        with own.client() as browser:
            while not over.is_set():
                found.append(read(browser, READ[(first + len(found)) % len(READ)]))
                time.sleep(PAUSE_SECONDS)
        return found

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(round_the_views, n) for n in range(READERS)]
        try:
            told = own.ended(job, 8 * SECONDS)  # patience, not a bar: a busy machine makes the pages slowly
            last = read(own, READ[0])
        finally:
            over.set()  # else the readers, and with them the test, would never end
        by_reader = [one.result() for one in reading]
    every = [one for reads in by_reader for one in reads]
    assert [(view, body) for status, view, _, body in every if status != 200] == []
    assert {view for _, view, *_ in every} == set(READ)
    bodies: dict[tuple[str, str], set[bytes]] = {}
    for _, view, digest, body in every:
        bodies.setdefault((view, digest), set()).add(body)
    assert all(len(found) == 1 for found in bodies.values())
    assert all(len(set(seen)) == len(seen) for seen in map(digests, by_reader))
    assert last[2] not in {reads[0][2] for reads in by_reader}
    assert (told["state"], told["step"]) == ("done", f"{len(publisher.names)} / {len(publisher.names)}")


def test_two_tabs_and_a_pull_do_not_disturb_each_other(
    own: Workbench, publisher: Fred, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One tab in Chinese on a day of 2019, one in English on the newest day; the pull changes the second alone."""
    monkeypatch.setattr(vintages, "LONGEST_SECONDS", 120.0)
    early, newest = "lang=zh&as_of=2019-09-18", "lang=en"
    before = {query: [read(own, view, query) for view in NAMES[:2]] for query in (early, newest)}
    publisher.seconds = 1.5
    job = own.post("/api/v1/pulls", {"names": publisher.names}).json()
    long_work = own.post("/api/v1/jobs", {"view": "outlook", "parameters": {"lang": "zh"}}).json()
    assert own.ended(long_work)["state"] == "done"
    assert own.get(f"/api/v1/jobs/{job['id']}").json()["state"] == "running"  # long work does not wait for the pull
    assert {query: [read(own, view, query) for view in NAMES[:2]] for query in (early, newest)} == before
    publisher.seconds = 0.0
    assert own.ended(job)["state"] == "done"
    after = {query: [read(own, view, query) for view in NAMES[:2]] for query in (early, newest)}
    assert after[early] == before[early]
    assert all(new[2] != old[2] for new, old in zip(after[newest], before[newest], strict=True))
    assert [own.get(f"/api/v1/overview?{query}").json()["title"] for query in (early, newest)] == ["概览", "Overview"]


def test_a_cancelled_pull_asks_no_more_and_another_can_begin(own: Workbench, publisher: Fred) -> None:
    publisher.seconds = 0.2
    job = own.post("/api/v1/pulls", {"names": publisher.names}).json()
    assert own.post("/api/v1/pulls", {"names": ["DGS10"]}).json()["id"] == job["id"]  # one at a time
    while publisher.asked < 3:
        time.sleep(0.02)
    own.post(f"/api/v1/jobs/{job['id']}/cancel", {})
    assert own.ended(job)["state"] == "cancelled"
    asked = publisher.asked
    time.sleep(4 * publisher.seconds)
    assert publisher.asked <= asked + 1
    assert own.ended(own.post("/api/v1/pulls", {"names": ["DGS10"]}).json())["step"] == "1 / 1"


def test_a_pull_without_an_answer_fails_with_advice(own: Workbench, publisher: Fred) -> None:
    job = own.ended(own.post("/api/v1/pulls", {"names": ["SOFR"]}).json())
    assert job["state"] == "failed"
    assert "404" in job["error"]
    assert "pull again later" in job["error"]


@pytest.mark.parametrize(
    "names", [3, "DGS10", [1], ["nope"], ["../x"], ["DGS10"] * 51], ids=lambda names: str(names)[:12]
)
def test_a_pull_of_what_is_not_in_the_catalogue_is_refused(own: Workbench, publisher: Fred, names: object) -> None:
    answer = own.post("/api/v1/pulls", {"names": names})
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["what"]
    assert publisher.asked == 0
