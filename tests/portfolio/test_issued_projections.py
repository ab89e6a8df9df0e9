"""Projections kept as issued: a chain that shows what was changed, scored when their days have come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fedsheet.core.errors import DataError
from fedsheet.portfolio.liabilities.known_weeks import weeks_known
from fedsheet.portfolio.scenario.resolve import project_setting
from fedsheet.portfolio.scoring.issued_projections import issue, parsed, require_chain, scored
from fedsheet.runs import projections
from portfolio.settings import AS_OF, projection, setting
from support import snapshot_vintage

OPENED = date(2025, 4, 2)


def _issues():
    found = project_setting(setting("today", date(2026, 6, 30), OPENED))
    first = issue(found, None, "2025-04-04T12:00:00+00:00", "0.1", [])
    return first, issue(found, None, "2025-06-04T12:00:00+00:00", "0.1", [first])


def test_each_names_the_one_before_and_a_change_is_seen():
    first, second = _issues()
    require_chain([first, second], "here")
    assert second.previous == first.digest
    for broken in ([second], [replace(first, scenario="other"), second], [first, replace(second, number=3)]):
        with pytest.raises(DataError, match="not as it was issued"):
            require_chain(broken, "here")


def test_it_comes_back_from_its_line():
    from dataclasses import asdict
    from json import dumps, loads

    first, _ = _issues()
    assert parsed(loads(dumps(asdict(first)))).sealed().digest == first.digest
    with pytest.raises(DataError, match="does not read"):
        parsed({"number": 1})


def test_days_that_have_come_are_scored_as_issued():
    after = weeks_known(snapshot_vintage(AS_OF), date(2026, 3, 4), 0.04)
    first, second = _issues()
    found = [s for s in scored([first, second], after) if s.line == "total_assets"]
    assert {s.day.month for s in found if s.number == 1} == {4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2}
    april = next(s for s in found if s.day == date(2025, 4, 30))
    assert april.model == pytest.approx(
        project_setting(setting("today", date(2026, 6, 30), OPENED)).at("total_assets", date(2025, 4, 30)), abs=1e6
    )
    assert april.actual == after.line("total_assets")[after.place(date(2025, 4, 30))]
    late = [s for s in scored([first, second], after) if s.number == 2 and not s.in_time]
    assert {s.day.month for s in late} == {4, 5}


def test_the_file_keeps_a_chain(tmp_path, monkeypatch):
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path))
    found = projection("today", date(2027, 6, 30))
    assert [projections.keep(found).number for _ in range(2)] == [1, 2]
    ledger = projections.ledger(vintage=snapshot_vintage(AS_OF), path=None)
    assert [one.number for one in ledger.kept] == [1, 2]
    place = tmp_path / projections.KEPT
    lines = place.read_text("utf-8").splitlines()
    place.write_text(lines[1] + "\n", "utf-8")
    with pytest.raises(DataError, match="not as it was issued"):
        projections.ledger(vintage=snapshot_vintage(AS_OF))


def test_past_openings_are_scored_beside_rivals():
    found = projections.score([OPENED], vintage=snapshot_vintage(AS_OF))
    lines = {s.line for s in found.scores}
    assert {"total_assets", "treasuries", "mbs", "reserve_balances", "tga", "on_rrp", "currency"} == lines
    one = next(s for s in found.scores if (s.line, s.months) == ("mbs", 6))
    weekly = snapshot_vintage(AS_OF).base("WSHOMCB")
    assert one.flat == weekly.loc["2025-04-02"]
    assert one.actual == weekly.loc["2025-10-01"]
    assert one.pace == pytest.approx(one.flat + (one.flat - weekly.loc["2025-01-01"]) * 26 / 13)
    assert abs(one.model / one.actual - 1) < 0.005
    assert one.in_nine_tenths
    pooled = next(p for p in found.pooled if (p.line, p.months) == ("mbs", 6))
    assert pooled.model == pytest.approx(abs(one.model - one.actual))
    assert np.isfinite(pooled.pinball)
