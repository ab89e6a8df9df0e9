"""Users' doors beside decisions: medians of the SEP, regimes of reserves, sizes of facilities; by the guide's files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from fedsheet.core.errors import RecordError
from fedsheet.market.hierarchy import REGIMES, regimes
from fedsheet.outlook.rules import DEFAULTS, RuleAssumptions, neutral_rates
from fedsheet.record import load_path
from fedsheet.runs import record as runs_record
from support import REPOSITORY


def files_of_the_guide() -> dict[str, str]:
    """Every file that docs/data.md shows for `policy add`, by its lever."""
    text = (REPOSITORY / "docs" / "data.md").read_text(encoding="utf-8")
    shown = re.findall(r'^```toml\n(lever = "(\w+)"\n.*?)^```$', text, re.MULTILINE | re.DOTALL)
    return {lever: file for file, lever in shown}


GUIDE = files_of_the_guide()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path


def add(folder: Path, text: str, name: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    runs_record.add(folder / name)


def test_the_guide_shows_a_file_for_every_door() -> None:
    assert {"target_range", "sep_median", "framework", "facility"} <= GUIDE.keys()


@pytest.mark.parametrize("lever", sorted(GUIDE))
def test_every_file_of_the_guide_is_taken_and_taken_away(own: Path, lever: str) -> None:
    before = runs_record.record().digest
    add(own, GUIDE[lever], "mine.toml")
    assert runs_record.record().digest != before
    runs_record.remove("mine.toml")
    assert runs_record.record().digest == before


def test_a_median_moves_the_neutral_rate_of_the_rules_from_its_day(own: Path) -> None:
    quarters = pd.DatetimeIndex(["2026-07-01", "2026-10-01"])
    shipped = neutral_rates(quarters, DEFAULTS)
    add(own, GUIDE["sep_median"], "sep.toml")
    (median,) = runs_record.record().medians
    moved = neutral_rates(quarters, RuleAssumptions(medians=(median,)))
    assert moved[0] == shipped[0]
    assert moved[1] == pytest.approx(0.0325 - 0.02)


def test_a_named_regime_ends_the_one_before(own: Path) -> None:
    assert regimes(load_path()) == REGIMES
    add(own, GUIDE["framework"], "regime.toml")
    found = regimes(runs_record.record())
    assert found["managed"] == (date(2026, 1, 1), date(2026, 12, 8))
    assert found["tight"] == (date(2026, 12, 9), date.max)


def test_a_facility_has_its_size(own: Path) -> None:
    add(own, GUIDE["facility"], "facility.toml")
    action = runs_record.record().action_at("btfp", date(2026, 12, 10))
    assert action is not None
    assert action.limit_usd == 50e9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('variable = "federal_funds_rate"', 'variable = "funds"', "no median of 'funds'.*unemployment"),
        ('horizon = "longer_run"', 'horizon = "soon"', "'soon' is not a horizon.*longer_run"),
        ("median = 3.25", "median = 325", "325 is not a median in percent.*3.4 percent"),
        ("median = 3.25", 'median = "3.25"', "'3.25' is not a median"),
        ("announced_at = 2026-12-09T14:00:00", "announced_at = 2026-09-16T14:00:00", "stands twice"),
        ("median = 3.25", "medain = 3.25", "medain"),
        ('unit = "Percent"', 'unit = "Basis points"', "Percent"),
    ],
)
def test_a_mistake_is_named_with_file_and_line_and_nothing_is_kept(own: Path, old: str, new: str, said: str) -> None:
    text = GUIDE["sep_median"].replace(old, new)
    with pytest.raises(RecordError, match=f"(?s){said}"):
        add(own, text, "sep.toml")
    assert runs_record.own_texts() == {}
