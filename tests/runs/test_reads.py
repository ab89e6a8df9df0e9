"""What a command reads: how often the whole store is read, and how many tables' rows are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import pytest

from fedsheet.cli import main
from fedsheet.core.vintage import Vintage
from fedsheet.store.held import Store
from fedsheet.store.tables import Frames

# Reads of the whole store, and tables of which rows are asked for at most. Two reads: today and what was known then.
READS = {"series WALCL": (0, 0), "policy at 2025-06-01": (0, 0), "h41": (1, 1), "data status": (1, 0)}
SLOWER = {
    "data check": (1, 4), "check seed-2021": (2, 2), "review macro": (2, 1), "outlook progress": (2, 2),
    "market map": (1, 2), "project today": (1, 6), "simulate october-2025 --days 5": (1, 2),
}  # fmt: skip


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, data_folder: object) -> Callable[[str], tuple[int, int]]:
    """Runs a command; how often vintages were read, and of how many tables."""
    reads, tables = [], set[str]()
    read, row = Store.vintages_on, Frames.__getitem__

    def vintages_on(self: Store, days: Iterable[date]) -> Iterator[Vintage]:
        reads.append(1)
        return read(self, days)

    def getitem(self: Frames, name: str) -> object:
        tables.add(name)
        return row(self, name)

    monkeypatch.setattr(Store, "vintages_on", vintages_on)
    monkeypatch.setattr(Frames, "__getitem__", getitem)

    def run(line: str) -> tuple[int, int]:
        monkeypatch.setattr(sys, "argv", ["fedsheet", *line.split()])
        with pytest.raises(SystemExit) as left:
            main.run()
        assert not left.value.code
        return len(reads), len(tables)

    return run


@pytest.mark.parametrize("line", READS)
def test_a_command_reads_what_it_asks_for(line: str, counted: Callable[[str], tuple[int, int]]) -> None:
    reads, tables = counted(line)
    most_reads, most_tables = READS[line]
    assert reads <= most_reads
    assert tables <= most_tables


@pytest.mark.slow
@pytest.mark.parametrize("line", SLOWER)
def test_a_longer_command_reads_what_it_asks_for(line: str, counted: Callable[[str], tuple[int, int]]) -> None:
    reads, tables = counted(line)
    most_reads, most_tables = SLOWER[line]
    assert reads <= most_reads
    assert tables <= most_tables
