"""The daily board and the account of reserves: their numbers are the commands', and they close."""

from __future__ import annotations

import json
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from fedsheet.cli.show import show
from fedsheet.present.blocks import Figure, TableBlock
from fedsheet.present.table import Table
from fedsheet.web.page import Page
from fedsheet.web.views import daily, reserves
from web.conftest import Workbench

FEW_BN = 1e-6  # of USD bn: what printing leaves


def shown(page: Page, name: str) -> Table:
    held = {b.id if isinstance(b, Figure) else b.table.id: b.table for b in page.blocks
            if isinstance(b, Figure | TableBlock)}  # fmt: skip
    return held[name]


def page_of(workbench: Workbench, view: object, **asked: object) -> Page:
    return workbench.desk.page(view, view.params.model_validate({"lang": "en", **asked}, strict=False))


def printed(*words: str) -> list[dict[str, object]]:
    """The rows that `fedsheet show …` prints as JSON."""
    app = typer.Typer()
    app.command()(show)
    done = CliRunner().invoke(app, [*words, "--format", "json", "--lang", "en"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["rows"]


def test_the_daily_board_is_what_the_command_prints(workbench: Workbench) -> None:
    page = page_of(workbench, daily.VIEW)
    for name in ("market-daily", "market-daily-rates"):
        assert json.loads(json.dumps(shown(page, name).records(), default=str)) == printed(name)
    ahead = {row["day_kind"]: row for row in printed("market-forecast-dates")}
    rows = json.loads(json.dumps(shown(page, "market-forecast-dates").records(), default=str))
    assert {"next_day", "quarter_end"} <= ahead.keys()
    assert all(row.items() <= ahead[row["day_kind"]].items() for row in rows)
    record = printed("market-forecast-record")
    assert [row["n_days"] for row in record] == [row["n_days"] for row in
                                                 shown(page, "market-forecast-record").records()]  # fmt: skip


def test_the_board_shows_every_day_and_what_each_is(workbench: Workbench) -> None:
    """New York Fed, SOFR of 2026-09-30: 3.90%, volume $3,230 bn; IORB 3.90% (FOMC, 16 September 2026)."""
    page = page_of(workbench, daily.VIEW)
    rows = {row["date"]: row for row in shown(page, "market-daily").records()}
    days = sorted(rows)
    assert len(days) == 20
    known = workbench.desk.vintage(None)
    published = [stamp.date() for stamp in known["SOFR"].values.index[-20:]]
    assert days == published
    quarter_end = rows[date(2026, 9, 30)]
    assert quarter_end["flags"] == "quarter_end settlement"
    assert quarter_end["sofr_over_iorb"] == pytest.approx(0.0, abs=1e-9)
    assert quarter_end["sofr_volume"] == pytest.approx(3230.0)
    assert rows[date(2026, 9, 15)]["flags"] == "tax_date settlement"
    assert rows[date(2026, 9, 17)]["flags"] == "decision"


def test_a_span_of_reserves_is_what_the_command_prints_and_closes(workbench: Workbench) -> None:
    start, end = date(2025, 7, 2), date(2025, 10, 29)
    page = page_of(workbench, reserves.VIEW, start=start, end=end)
    rows = shown(page, "reserve-drivers").records()
    assert json.loads(json.dumps(rows)) == printed("reserve-drivers", f"{start}..{end}")
    *factors, total = rows
    assert total["factor"] == "reserves"
    assert total["end_level"] - total["start_level"] == pytest.approx(total["contribution"])
    assert sum(row["contribution"] for row in factors) == pytest.approx(total["contribution"], abs=FEW_BN)


def test_the_last_weeks_add_up_in_every_column(workbench: Workbench) -> None:
    page = page_of(workbench, reserves.VIEW)
    rows = shown(page, "reserve-moves").records()
    assert json.loads(json.dumps(rows)) == printed("reserve-moves")
    for key in ("weeks_1", "weeks_4", "weeks_13"):
        *factors, total = (row[key] or 0.0 for row in rows)
        assert sum(factors) == pytest.approx(total, abs=FEW_BN)


def test_a_day_between_is_read_as_the_wednesday_before(workbench: Workbench) -> None:
    page = page_of(workbench, reserves.VIEW, start=date(2026, 7, 10), end=date(2026, 10, 9))
    assert {c.key: c.value for c in page.controls} == {"start": "2026-07-08", "end": "2026-10-07"}
    assert "10 July 2026 is read as 8 July 2026" in page.blocks[0].text


def test_days_that_cannot_be_are_told(workbench: Workbench) -> None:
    for query in ("start=1999-01-06", "start=2026-10-07&end=2026-07-08"):
        answer = workbench.get(f"/api/v1/reserves?lang=zh&{query}")
        assert answer.status_code == 400
        assert answer.json()["error"]["said"]
