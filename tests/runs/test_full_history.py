"""After a real pull everything still runs: every shipped series back to its publisher's first observation.

The older values are typed by rule (level held, indices and flows growing), for what is tested is that nothing breaks
once a series begins long before the one it is joined to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fedsheet.cli import main
from fedsheet.core.releases import RELEASE_RULES, unrevised_rule
from fedsheet.sources.catalogue import catalogue
from fedsheet.store import prints as p
from fedsheet.store.observations import FILE_NAME, Store, open_store
from publisher import history_of
from runs.walked import QUICK, RESULTS_OF, walked

FREQUENCIES = ("D", "D7", "W", "M", "Q")
SEEN = date(2026, 11, 29)


def fill(store: Store) -> int:
    """Every shipped series of the catalogue back to its start; how many began earlier than what ships."""
    n = 0
    known = store.vintage(date(2026, 10, 9))
    for entry in catalogue().values():
        if entry.id not in known or entry.ended or entry.frequency not in FREQUENCIES:
            continue
        series = known[entry.id]
        first, level = series.values.index[0].date(), float(series.values.iloc[0])
        days, values = history_of(entry, first, level)
        if not days:
            continue
        definition = series.definition
        rule = RELEASE_RULES[unrevised_rule(entry.id, definition.frequency)]
        known_since = store.prints(entry.id)["start"].max()
        starts = [int(known_since)] * len(days) if definition.revised else [p.day_number(rule(day)) for day in days]
        given = p.prints([p.day_number(day) for day in days], starts, values)
        store.append(definition, given, 1, "publisher" if definition.revised else "release rule", SEEN)
        n += 1
    return n


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One store with every history, for all tests of this file."""
    folder = tmp_path_factory.mktemp("whole")
    with open_store(folder / FILE_NAME) as store, store.transaction():
        assert fill(store) > 50
    patch = pytest.MonkeyPatch()
    patch.setenv("FEDSHEET_HOME", str(folder))
    yield folder
    patch.undo()


def test_the_histories_are_there(whole: Path) -> None:
    with open_store(whole / FILE_NAME) as store:
        known = store.vintage(date(2026, 11, 30))
    for series_id, begins in (("PCEPI", 1959), ("PCEPILFE", 1959), ("UNRATE", 1948), ("DGS10", 1962), ("DFF", 1954)):
        assert known[series_id].values.index[0].year == begins


LINES: tuple[tuple[str, ...], ...] = (
    ("series", "PCEPI"), ("policy", "at", "2026-11-30"), ("policy", "check"), ("market", "map"),
    ("market", "hierarchy"),
    ("market", "adequacy"), ("market", "reserves"), ("market", "forecast"),
    ("simulate", "drain-2022-2025", "--days", "5"),
    ("outlook", "rules"), ("outlook", "progress"), ("outlook", "triggers"), ("outlook", "scorecard"),
    ("review", "programmes"), ("review", "phases", "--window", "lsap2", "--series", "DGS10"), ("review", "grid"),
    ("review", "assertions"), ("review", "ledger"), ("review", "macro"), ("review", "reserves"), ("review", "supply"),
    ("review", "termpremium"), ("check", "seed-2021"), ("h41",), ("data", "status"),
    ("data", "clock"), ("data", "check"),
    ("project", "today", "--until", "2027-12-31"), ("chain", "today", "--until", "2027-06-30"),
    ("chain", "today", "--policy-path", "rule:inertial", "--until", "2027-06-30"),
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_command_answers(line: tuple[str, ...], whole: Path, monkeypatch: pytest.MonkeyPatch,
                               capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr("sys.argv", ["fedsheet", *line])
    with pytest.raises(SystemExit) as left:
        main.run()
    told = capsys.readouterr()
    assert left.value.code == 0 or line == ("data", "check"), told.err
    assert told.out


@pytest.mark.parametrize("as_of", [None])
def test_the_report_is_made_on_it(as_of: str | None, whole: Path) -> None:
    from fedsheet.present.blocks import figures
    from fedsheet.record import load_path
    from fedsheet.runs.report import documents_of
    from fedsheet.store import vintage

    (document,) = documents_of(vintage(as_of), load_path(), ("en",))
    assert len(list(figures(document.blocks))) > 10


def test_every_page_is_made_on_it(whole: Path) -> None:
    from fedsheet.web.desk import Desk
    from fedsheet.web.views import VIEWS

    desk = Desk()
    for view in VIEWS:
        assert desk.page(view, view.params.model_validate({"lang": "en"})).blocks


@pytest.mark.parametrize(
    "of", [pytest.param(of, marks=() if of in QUICK else pytest.mark.slow) for of in RESULTS_OF if of != "factors"]
)  # which stand on release pages
def test_every_exhibit_is_made_on_it(of: str, whole: Path) -> None:
    assert walked(of) == []
