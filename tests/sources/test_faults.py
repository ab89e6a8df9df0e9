"""Whatever a source does wrong: nothing is accepted silently, the last good figures stay, the deadline is met."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fedsheet.core.errors import FedsheetError
from fedsheet.runs.pull import PullOutcome, settle
from fedsheet.sources.transport import Limits, Reply, Transport
from fedsheet.store.observations import Store, open_store
from fedsheet.store.raw import RawReplies
from misbehaving import LINE_FAULTS, Server, good, good_gzip
from mutations import MUTATIONS, applies
from specimens import BY_NAME, SPECIMENS, Specimen

DEADLINE = 0.2
SLACK = 1.5  # a busy machine; a hung line would hang for ever
LIMITS = Limits(
    deadline=DEADLINE, connect=0.15, silence=0.15, max_bytes=2**20, attempts=2, first_wait=0.001, longest_wait=0.02
)


@dataclass
class Bench:
    """A store that holds one source's last good reply, and a server that will misbehave."""

    server: Server
    store: Store
    replies: RawReplies
    digest: str

    def ask(self, specimen: Specimen, transport: Transport | None = None) -> PullOutcome:
        chosen = transport or Transport(LIMITS, loopback=self.server.address)
        answer: Reply | FedsheetError
        try:
            answer = chosen.fetch(specimen.request)
        except FedsheetError as error:
            answer = error
        return settle(self.store, self.replies, specimen.request, answer)


def contents(store: Store) -> str:
    """Every figure held, without the ledger of what came; blocks by their checksums."""
    names = (
        "SELECT * FROM definitions",
        "SELECT series_id, block, checksum FROM blocks",
        "SELECT name, part, start, batch, digest FROM table_blocks",
    )
    return repr([row for name in names for row in store.connection.execute(f"{name} ORDER BY 1, 2, 3")])


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "fedsheet.sqlite"
    with open_store(path) as store, store.transaction():
        for table in ("blocks", "definitions"):  # a specimen's made-up figures would contradict those that ship
            store.connection.execute(f"DELETE FROM {table}")
    return path


@pytest.fixture(scope="module", params=sorted(BY_NAME))
def specimen(request: pytest.FixtureRequest) -> Specimen:
    return BY_NAME[request.param]


@pytest.fixture(scope="module")
def bench(specimen: Specimen, shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("source")
    shutil.copy(shipped, folder / "fedsheet.sqlite")
    server = Server(good, specimen.body, specimen.media_type)
    with open_store(folder / "fedsheet.sqlite") as store:
        made = Bench(server, store, RawReplies(folder), "")
        outcome = made.ask(specimen, Transport(Limits(deadline=10), loopback=server.address))
        assert outcome.is_good, outcome.note
        made.digest = contents(store)
        yield made
    server.close()


def assert_refused(bench: Bench, specimen: Specimen, transport: Transport | None = None) -> PullOutcome:
    began = time.monotonic()
    outcome = bench.ask(specimen, transport)
    assert time.monotonic() - began < DEADLINE + SLACK
    assert not outcome.is_good or "questioned" in outcome.note, "refused, or every row of it kept aside"
    assert outcome.note.strip()
    assert contents(bench.store) == bench.digest
    return outcome


@pytest.mark.parametrize("fault", LINE_FAULTS)
def test_faults_of_the_line(bench: Bench, specimen: Specimen, fault: str) -> None:
    bench.server.behave, bench.server.body = LINE_FAULTS[fault], specimen.body
    assert_refused(bench, specimen)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_faults_of_the_content(bench: Bench, specimen: Specimen, mutation: str) -> None:
    if not applies(mutation, specimen):
        pytest.skip("this page holds words, no amounts")
    false = MUTATIONS[mutation](specimen)
    assert false != specimen.body
    bench.server.behave, bench.server.body = good, false
    assert_refused(bench, specimen)


def test_no_tls_where_tls_is_asked_for(bench: Bench, specimen: Specimen) -> None:
    bench.server.behave = LINE_FAULTS["not HTTP"]
    https = Transport(LIMITS, loopback=bench.server.address.replace("http:", "https:"))
    assert_refused(bench, specimen, https)


def test_refused_connection(bench: Bench, specimen: Specimen) -> None:
    closed = Server(good)
    closed.close()
    assert_refused(bench, specimen, Transport(LIMITS, loopback=closed.address))


def test_the_good_reply_again_adds_nothing_and_is_good(bench: Bench, specimen: Specimen) -> None:
    bench.server.behave, bench.server.body = good_gzip, specimen.body
    assert bench.ask(specimen).is_good
    assert contents(bench.store) == bench.digest


def test_there_are_at_least_24_kinds_of_fault_for_every_source() -> None:
    kinds = len(LINE_FAULTS) + len(MUTATIONS) + 2
    assert kinds >= 24
    assert {s.feed for s in SPECIMENS} >= {"fred.graph", "nyfed.rates", "board.ddp", "treasury.dts", "ofr.series"}
