"""Two figures of different regimes are never subtracted: not of two timings, not of two days, not across a decision
whose outcome nobody tells.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd
import pytest

from fedsheet.core.errors import DateRangeError, UnitError
from fedsheet.core.formula import evaluate, parse
from fedsheet.core.series import Series
from fedsheet.core.spreads import difference
from fedsheet.core.vintage import Vintage
from fedsheet.market.gauges import spread
from fedsheet.outlook.clock import refuse_across_unknown
from fedsheet.present.charts.money_market import over_iorb, rate_table
from fedsheet.present.exhibits.chapter_tables import decided
from fedsheet.present.exhibits.moves import levers
from fedsheet.present.exhibits.policy_outlook import stance_facts
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.policy_outlook import stance_text
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.review.lines import named
from fedsheet.runs.record import beside
from support import REPOSITORY, snapshot_vintage

MEETING, LAST = date(2026, 10, 28), date(2026, 11, 20)


def after_the_meeting(iorb: float | None) -> Vintage:
    """SOFR goes on past a meeting whose outcome the record does not know; IORB as pulled, in percent, or not at all."""
    shipped = snapshot_vintage("2026-11-30")
    days = pd.bdate_range("2026-10-12", str(LAST))
    held = shipped["SOFR"]
    sofr = pd.concat([held.values, pd.Series(4.12, days)])
    series = {**shipped.series, "SOFR": Series(held.definition, sofr)}
    if iorb is not None:
        definition = replace(held.definition, id="IORB", title="IORB")
        values = pd.Series([3.90 if day.date() <= MEETING else iorb for day in days], days)
        series["IORB"] = Series(definition, values)
    return replace(shipped, series=series)


def test_figures_of_two_timings_are_not_subtracted() -> None:
    known = snapshot_vintage("2026-10-09")
    for left, right in (("WALCL", "WRESBAL"), ("WRESBAL", "WTREGEN")):
        if known[left].definition.timing != known[right].definition.timing:
            with pytest.raises(UnitError, match=left):
                known[left] - known[right]


def test_a_difference_is_of_days_both_have() -> None:
    days = pd.date_range("2026-09-01", periods=3)
    assert len(difference(pd.Series(0.04, days), pd.Series(0.039, days[:1]))) == 1


def test_no_spread_reaches_over_a_decision_that_nobody_tells() -> None:
    known, words = after_the_meeting(None), Words("en")
    path = beside(load_path(), known)
    assert path.told_until == MEETING
    assert over_iorb(known, path, "SOFR").index[-1].date() == MEETING
    assert spread(known, path, ("SOFR",)).index[-1].date() == MEETING
    row = next(r for r in rate_table(known, path, words).records() if r["key"] == "SOFR")
    assert (row["last"], row["minus_iorb"]) == (LAST, None)


def test_no_formula_reaches_over_it() -> None:
    known = after_the_meeting(None)
    path = beside(load_path(), known)
    gap = evaluate(parse("SOFR - iorb"), partial(named, known, path))
    assert gap.values.index[-1].date() == MEETING


def test_it_goes_on_once_a_published_rate_tells() -> None:
    known = after_the_meeting(4.15)
    path = beside(load_path(), known)
    gaps = over_iorb(known, path, "SOFR")
    assert path.value_at("iorb", LAST) == pytest.approx(0.0415)
    assert path.told_until is None
    assert gaps.index[-1].date() == LAST
    assert gaps.iloc[-1] == pytest.approx(-0.0003)


def test_the_page_shows_no_tile_across_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from fedsheet.present.exhibits.moves import SeriesMoves
    from fedsheet.web.desk import Desk
    from fedsheet.web.views.overview import _over_iorb

    path = beside(load_path(), after_the_meeting(None))
    monkeypatch.setattr(Desk, "path", property(lambda _: path))
    desk = Desk()
    assert _over_iorb(desk, SeriesMoves("SOFR", LAST, 0.0412, 0.0412, None)) is None
    assert _over_iorb(desk, SeriesMoves("SOFR", date(2026, 9, 16), 0.0362, 0.0362, None)) == pytest.approx(-0.0003)


# Where a lever may be drawn or simulated as it is set, day by day: no observed rate is taken over it there.
DRAWN = {
    "present/charts/money_market.py", "present/charts/qe.py", "present/measures.py",
    "present/exhibits/normalisation.py",
    "present/exhibits/policy_outlook.py", "web/views/simulate.py", "market/conditions.py", "market/calibrate.py",
    "review/ledger.py", "claims/quantities/levers.py", "record/from_data.py", "record/path.py",
}  # fmt: skip


def test_spreads_are_taken_over_what_is_told() -> None:
    """A new room that takes a rate over a lever asks `path.on_days`, which knows where the record is silent."""
    source = REPOSITORY / "src" / "fedsheet"
    found = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if re.search(r"\bpath\.series\(", file.read_text(encoding="utf-8"))
    }
    assert found <= DRAWN, found - DRAWN


def test_a_decision_that_names_the_range_alone_tells_no_rate_set_with_it() -> None:
    known = after_the_meeting(None)
    moved = [
        replace(
            action, announced_at=MEETING, effective_date=MEETING + pd.Timedelta(days=1), value=action.value + 0.0025
        )
        for action in (load_path().action_at(name, LAST) for name in ("lower", "upper"))
    ]
    steps = {action.instrument: (*load_path().steps[action.instrument], action) for action in moved}
    alone = replace(load_path(), steps={**load_path().steps, **steps})
    path = beside(alone, known)
    assert (path.value_at("upper", LAST), path.told_until) == (pytest.approx(0.0425), MEETING)
    with pytest.raises(DateRangeError, match=r"2026-10-28.*target range alone.*administered_rate"):
        refuse_across_unknown(path, known, "SOFR")
    stale = {row["id"]: row["is_stale"] for row in levers((known, path), Words("en")).table.records()}
    assert {name for name, is_stale in stale.items() if is_stale} == set(stale) - {"lower", "upper"}
    assert beside(alone, after_the_meeting(4.15)).told_until is None


def test_a_decision_told_by_the_data_is_the_stance_of_the_report() -> None:
    known = after_the_meeting(4.15)
    days = known["IORB"].values.index
    ends = {
        name: Series(
            replace(known["IORB"].definition, id=name, title=name),
            pd.Series([before if day.date() <= MEETING else before + 0.25 for day in days], days),
        )
        for name, before in (("DFEDTARL", 3.75), ("DFEDTARU", 4.00))
    }
    known = replace(known, series={**known.series, **ends})
    report = ReportData(known, beside(load_path(), known), known.manifest("report"))
    last = decided(report)[-1]
    assert ([fact.announced_at for fact in decided(report)].count(MEETING), last.amount) == (1, 25)
    assert all(name in last.what.zh for name in ends)
    facts = stance_facts(report)
    assert (facts["day"], facts["lower"], facts["upper"]) == (date(2026, 10, 29), 0.04, 0.0425)
    assert facts["iorb"] == pytest.approx(0.0415)
    said = stance_text(report, Words("en"))
    assert "29 October 2026" in said
    assert Words("en")("report.outlook_stance_open") not in said
