"""What went wrong when a reader first brought the figures of 2026, each item again with its outcome reversed.

A report with every 2026 figure in it: 1 standing repo after its coverage, 2 a reason that was none, 3 a year without a
regime, 4 scores that end in 2025, 5 drivers lost to a short series, 6 a chapter that vanishes, 7 stale rates unmarked
and macro charts lost. From newer figures to everything up to date: 8 a user's file, 9 decisions, 10 administered rates
that nobody read, 11 lines frozen in shipped tables, 12 doors for medians, facilities, bank credit, 13 the newest day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import fedsheet
from fedsheet.core.errors import DateRangeError
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.market.results import hierarchy
from fedsheet.outlook.clock import refuse_across_unknown
from fedsheet.portfolio.held.holdings import BILL
from fedsheet.portfolio.held.opening import Opening
from fedsheet.present.blocks import Note, TableBlock, figures
from fedsheet.present.charts.money_market import facilities, rate_table
from fedsheet.present.exhibits import money_market
from fedsheet.present.sections import Chapter, ReportData, chapter_blocks
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.record import PolicyPath, load_path
from fedsheet.record.levers import LEVERS
from fedsheet.review.drivers import cumulative_contributions
from fedsheet.review.ledger import ledger_line
from fedsheet.review.windows import all_windows
from fedsheet.runs.forecast import forecast
from fedsheet.runs.import_file import import_file
from fedsheet.runs.record import beside
from fedsheet.runs.status import status
from portfolio.settings import setting
from present.report_support import documents
from support import snapshot_vintage

TODAY = date(2026, 11, 30)


def figures_held() -> tuple[Vintage, PolicyPath]:
    known = snapshot_vintage(str(TODAY))
    return known, beside(load_path(), known)


# ---- the report ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_1_after_its_coverage_standing_repo_is_missing_and_not_zero(language: str) -> None:
    known = snapshot_vintage(str(TODAY))
    short = replace(known, series={**known.series, "SRF_USAGE": known["SRF_USAGE"].between(end=date(2025, 12, 31))})
    words, path = Words(language), load_path()
    taken = [row for row in facilities(short, path, words).table.rows if row[0].year == 2026]  # type: ignore[union-attr]
    column = facilities(short, path, words).table.keys.index("srf_usage")
    assert {row[column] for row in taken} == {None}
    report = ReportData(short, path, short.manifest("report"))
    note = money_market.facilities(report, words).figure.note
    assert words.format(date(2025, 12, 31), "date") in note
    assert "zero" not in note


def test_2_purchases_after_the_operations_held_have_no_difference_and_no_reason() -> None:
    known, path = figures_held()
    windows = all_windows(path, known["DGS10"].latest()[0], known["TREAST"].latest()[0])
    line = ledger_line(known, path, windows["rmp"], "treasury")
    assert line.held_usd == pytest.approx(377.4e9, abs=1e8)  # TREAST, 2025-12-10 to 2026-10-07
    assert (line.traded_usd, line.differences) == (None, ())


def test_3_every_day_of_2026_is_in_a_regime() -> None:
    known, path = figures_held()
    of_2026 = {(o.lower, o.upper): o for o in hierarchy(known, path) if o.regime == "managed"}
    days = known["SOFR"].values.loc["2026-01-01":]
    assert of_2026["SOFR", "IORB"].n_days == len(days) == 193


def test_4_any_span_can_be_scored_and_the_scores_reach_the_figures() -> None:
    known, _ = figures_held()
    scored = forecast(1, scored=True, vintage=known).evaluation
    assert scored is not None
    assert scored.days[-1].date() >= date(2026, 10, 1)


def test_5_no_factor_is_lost_to_a_series_that_ends_early() -> None:
    known, _ = figures_held()
    short = replace(known, series={**known.series, "TREAST": known["TREAST"].between(end=date(2026, 9, 23))})
    table = cumulative_contributions(short, date(2025, 1, 1), date(2026, 10, 7))
    assert {"treasuries", "mbs", "other_assets", "treasury_general_account"} <= set(table.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_6_a_chapter_that_cannot_be_made_says_so_in_its_place(language: str) -> None:
    known, path = figures_held()
    report = ReportData(known, path, known.manifest("report"), {"market": None})
    words = Words(language)
    blocks = chapter_blocks(Chapter("money_market", rooms=("market",)), report, words)
    said = [block.text for block in blocks if isinstance(block, Note)]
    assert words("report.room_waits", part=words("report.room_market")) in said


def test_7_a_rate_that_ended_is_marked_and_a_band_has_two_ends() -> None:
    known, path = figures_held()
    short = replace(
        known, series={**known.series, "TGCR": known["TGCR"].between(end=date(2025, 12, 31))}, as_of=date(2026, 10, 9)
    )
    rows = {row["key"]: row for row in rate_table(short, path, Words("en")).records()}
    assert (rows["TGCR"]["is_stale"], rows["SOFR"]["is_stale"]) == (True, False)
    for language in LANGUAGES:
        document = documents(str(TODAY))[language]
        told = [figure.caption for figure in figures(document.blocks)]
        assert [text for text in told if "— to —" in text or "— 至 —" in text] == []
    kept = {figure.id for figure in figures(documents("2026-07-30")["en"].blocks)}
    assert {"pandemic-shock", "inflation-goal", "qe1-pce", "qe2-inflation", "qe4-growth"} <= kept


# ---- from newer figures to everything up to date ---------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(("name", "day", "value"), [
    ("SOFR", "2026-10-09", 3.91), ("TREAST", "2026-10-14", 4_600_000), ("TOTBKCR", "2026-10-07", 19_900.0),
])  # fmt: skip
def test_8_and_12_an_official_series_is_brought_up_to_date_from_a_file(
    home: Path, name: str, day: str, value: float
) -> None:
    held = fedsheet.series(name)
    path = home / "newer.csv"
    near = float(held.values.iloc[-1]) if name != "SOFR" else value
    lines = [f"{stamp.date()},{one!r}" for stamp, one in held.values.iloc[-4:].items()]
    newer = (
        date.fromisoformat(day)
        if date.fromisoformat(day) > held.latest()[0]
        else held.latest()[0] + pd.Timedelta(days=7)
    )
    path.write_text("\n".join(["date,value", *lines, f"{newer},{near!r}"]) + "\n")
    import_file(name, path, "", "", {})
    after = fedsheet.series(name)
    assert after.latest() == (newer, near)
    assert after.definition.is_imported


def test_9_and_10_a_rise_outside_the_record_is_refused_until_something_tells_it() -> None:
    known, _ = figures_held()
    held = known["SOFR"]
    days = pd.bdate_range("2026-10-12", "2026-11-20")
    later = replace(
        known, series={**known.series, "SOFR": Series(held.definition, pd.concat([held.values, pd.Series(4.12, days)]))}
    )
    path = beside(load_path(), later)
    with pytest.raises(DateRangeError, match="2026-10-28"):
        refuse_across_unknown(path, later, "SOFR")
    told = {}
    for name, value in (("IORB", 4.15), ("DFEDTARL", 4.00), ("DFEDTARU", 4.25)):
        before = value - 0.25
        values = [before if day < pd.Timestamp("2026-10-29") else value for day in days]
        told[name] = Series(replace(held.definition, id=name), pd.Series(values, days))
    seen = replace(later, series={**later.series, **told})
    filled = beside(load_path(), seen)
    refuse_across_unknown(filled, seen, "SOFR")
    assert filled.value_at("iorb", date(2026, 11, 20)) == pytest.approx(0.0415)
    assert filled.told_until is None


def test_11_the_lines_that_were_frozen_are_the_weeks_own() -> None:
    opening: Opening = setting("today", date(2027, 12, 31), date(2026, 9, 23)).opening
    # Board of Governors, H.4.1 of 24 September 2026: notes 2,430.6, other deposits 246.8, bills 554.4 bn.
    assert opening.statement.currency_usd == pytest.approx(2_430.6e9, abs=0.1e9)
    assert opening.statement.other_deposits_usd == pytest.approx(246.8e9, abs=0.1e9)
    bills = float(opening.holdings.par_usd[opening.holdings.kind == BILL].sum())
    assert bills == pytest.approx(554.4e9, rel=2e-3)


def test_12_medians_regimes_and_facilities_have_their_levers() -> None:
    assert {"sep_median", "framework", "facility", "standing_limit", "projection"} <= LEVERS.keys()


def test_13_the_status_names_the_newest_and_the_oldest_of_each_group(home: Path) -> None:
    rates = next(standing for standing in status(TODAY) if standing.group == "rates")
    assert rates.newest is not None
    assert rates.oldest is not None
    assert rates.newest == date(2026, 10, 8)
    assert rates.oldest <= rates.newest
    assert rates.newest_id != rates.oldest_id


def test_the_tables_of_the_report_carry_their_age() -> None:
    blocks = documents(str(TODAY))["en"].blocks
    tables = {block.table.id: block.table for block in blocks if isinstance(block, TableBlock)}
    assert all(tables["rates"].stale)
