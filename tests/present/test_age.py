"""A figure too old to be the present one is grey in every medium and never called "now"; a user's is marked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from fedsheet.core.clock import CLASSES, age
from fedsheet.core.manifest import Manifest
from fedsheet.core.series import Series
from fedsheet.core.vintage import Vintage
from fedsheet.market.hierarchy import rate_table
from fedsheet.present import html, pdf, terminal
from fedsheet.present.age import COLUMNS, aged, imports, marks
from fedsheet.present.blocks import Bullets, Heading, Note, Paragraph, TableBlock, figures
from fedsheet.present.document import Document
from fedsheet.present.exhibits import pandemic, qe, source
from fedsheet.present.exhibits.data import held
from fedsheet.present.exhibits.market import ladder
from fedsheet.present.sections import ReportData, policy_now, view
from fedsheet.present.table import MARK, Column, Table
from fedsheet.present.text import LANGUAGES, Words, messages
from fedsheet.present.xlsx import workbook
from fedsheet.record import load_path
from present.report_support import documents
from support import snapshot_vintage

OLD, THEN = date(2026, 11, 30), date(2026, 10, 9)  # seven weeks after the figures that ship, and their own day
# Words that say a figure is the present one.
NOW = {
    "en": re.compile(r"\b(now|currently|today|latest|last week|this week|at present)\b", re.IGNORECASE),
    "zh": re.compile(r"(?<!出)现在|目前|最新|上周|本周|(?<![出发])现为|现行|当前(?!面值)|今日|(?<!距)今天"),
}
PLACES = re.compile(r"\{[^}]*\}")
# Messages that may say so: they are about the day of asking, or say of which day they speak.
MAY = {
    "claims.gives.count_facts": "what is known on the day asked about",
    "data.clock_caption": "the newest and the oldest day, both printed",
    "data.clock_present": "what is_stale says of a class that is not stale",
    "data.clock_fresh": "said only where no class is stale",
    "terms.current": "the vintage in use, against the first print",
    "terms.newest": "heading over a column of days",
    "update.nothing_due": "of the pull just made",
    "view.now_title": "has its _stale for a meeting of unknown outcome",
    "web.policy_now": "has its _stale for a meeting of unknown outcome",
    "web.latest": "the choice of no as-of day",
    "portfolio.latest": "the choice of no day to open from",
    "web.truth_latest": "the vintage in use, against the first print",
    "calendar.statement_note": "of the calendar, which names days",
    "calendar.value": "heading beside the day of the value",
    "exhibits.review-assets": "a title over a table whose last day is named in its caption",
    "live.now": "what the desk's own clock says while the page is open",
    "live.past": "what the desk's own clock says while the page is open",
    "live.decision_said": "of a decision told while the page is open",
    "update.timer_systemd_timer": "an option of systemctl",
    "web.timeline_caption": "the latest of the programmes named, with its day",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_calls_a_figure_the_present_one_unless_it_may(language: str) -> None:
    said = {key for key, text in messages(language).items() if NOW[language].search(PLACES.sub("", text))}
    rooms = {key for key in said if not key.startswith("errors.")}
    assert rooms <= MAY.keys(), rooms - MAY.keys()
    assert not {key for key in said if key.endswith("_stale")}


def test_one_answer_tells_newest_interval_next_release_age_and_staleness() -> None:
    told = age(snapshot_vintage(str(OLD))["WALCL"], OLD)
    assert (told.newest, told.next_release) == (date(2026, 10, 7), date(2026, 10, 15))
    assert (told.interval_days, told.age_days, told.is_stale) == (7, 54, True)
    assert not age(snapshot_vintage(str(THEN))["WALCL"], THEN).is_stale


def test_rows_of_the_ladder_and_of_the_list_are_grey_once_they_are_old() -> None:
    for day, is_old in ((OLD, True), (THEN, False)):
        known, words = snapshot_vintage(str(day)), Words("en", day)
        assert set(held({"WALCL": known["WALCL"]}, words).table.stale) == {is_old}
        rates = rate_table(known, load_path(), date(2026, 10, 1), THEN)
        assert set(ladder(rates, OLD, words).table.stale) == {is_old}


def table_of(known: Vintage, words: Words) -> Table:
    columns = (Column("series"), Column("date", "iso"), Column("value", "general"), *COLUMNS)
    rows = [(name, *known[name].latest(), *marks(known[name], known.as_of)) for name in ("WALCL", "DGS10")]
    return Table.of("two", words, columns, rows)


def document_of(table: Table, words: Words) -> Document:
    return Document(words.language, "t", "", "", "t", OLD, (TableBlock(table, "c", "s"),), Manifest("t", OLD, ""))


def test_an_old_row_is_grey_in_every_medium_and_a_young_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    words = Words("en")
    old, young = table_of(snapshot_vintage(str(OLD)), words), table_of(snapshot_vintage(str(THEN)), words)
    assert (old.stale, young.stale) == ((True, True), (False, False))
    dim = "\x1b[2m"
    assert dim in terminal.text("", old, [], words, 80, is_screen=True)
    assert dim not in terminal.text("", young, [], words, 80, is_screen=True)
    for table, n in ((old, 2), (young, 0)):
        document = document_of(table, words)
        assert html.page(document, words).count('<tr class="stale">') == n
        sheet = openpyxl.load_workbook(BytesIO(workbook(document, words))).worksheets[1]
        grey = [sheet.cell(row, 1).font.color for row in (5, 6)]
        assert sum(colour is not None and colour.rgb == "FF8A929B" for colour in grey) == n
        assert f"({'true, true, ' if n else 'false, false, '})" in pdf.measuring(document, words)
    assert [row["is_stale"] for row in old.records()] == [True, True]
    assert "is_stale" in old.csv().splitlines()[0]
    assert pdf.compile_pdf(document_of(old, words), {}, words).startswith(b"%PDF")


# ---- the report and the page on a day when everything held is old ---------------------------------------------------


def sentences(document: Document) -> list[str]:
    found = [document.title, document.subtitle]
    for block in document.blocks:
        match block:
            case Heading(text=text) | Note(text=text) | Paragraph(text=text):
                found.append(text)
            case Bullets(items=items):
                found += items
            case TableBlock(caption=caption):
                found.append(caption)
    return [*found, *(figure.caption for figure in figures(document.blocks))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_on_old_figures_says_now_of_none_of_them(language: str) -> None:
    document = documents(str(OLD))[language]
    said = [text for text in sentences(document) if NOW[language].search(text)]
    assert said == []
    assert any(block.table.stale[0] for block in document.blocks
               if isinstance(block, TableBlock) and block.table.id in ("dashboard", "rates"))  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_leads_and_headings_are_dated_where_their_figures_are_old(language: str) -> None:
    words, old, young = Words(language), snapshot_vintage(str(OLD)), snapshot_vintage(str(THEN))
    report, fresh = (ReportData(known, load_path(), known.manifest("report")) for known in (old, young))
    day = words.format(date(2026, 10, 7), "date")
    assert day in view.lead_of(report, words, "view.lead_reserves_ample", "WRESBAL", "SOFR")
    assert day not in view.lead_of(fresh, words, "view.lead_reserves_ample", "WRESBAL", "SOFR")
    heads = [next(b.text for b in policy_now.chapter(r, words) if isinstance(b, Heading)) for r in (report, fresh)]
    assert heads == [words("view.now_title_stale"), words("view.now_title")]
    assert aged(words, "web.policy_now", "web.policy_now_stale", is_stale=True) == words("web.policy_now_stale")


# ---- what a user's file brought -------------------------------------------------------------------------------------


def imported(known: Vintage, name: str) -> Vintage:
    held = known[name]
    return known.with_series(Series(replace(held.definition, source="imported from desk.csv"), held.values))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_imported_figure_is_marked_in_rows_sources_and_json(language: str) -> None:
    known = imported(snapshot_vintage(str(THEN)), "WALCL")
    words = Words(language, imported=lambda: imports(known))
    table = table_of(known, words)
    assert [row[0] for row in table.for_readers().rows] == [f"WALCL {MARK}", "DGS10"]
    assert [row["is_imported"] for row in table.records()] == [True, False]
    assert MARK in html.page(document_of(table, words), words)
    sheet = openpyxl.load_workbook(BytesIO(workbook(document_of(table, words), words))).worksheets[1]
    assert sheet.cell(5, 1).value == f"WALCL {MARK}"
    for said in (source(words, "board"), source(words, "nyfed", "board")):
        assert "WALCL" in said
        assert "desk.csv" in said
        assert MARK in said
    assert MARK not in source(words, "nyfed")
    assert MARK not in source(Words(language), "board")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapters_figure_names_the_imported_series_it_draws_and_no_other(language: str) -> None:
    known = imported(snapshot_vintage(str(THEN)), "WALCL")
    report = ReportData(known, load_path(), known.manifest("report"))
    words = Words(language, imported=lambda: imports(known))
    assert "WALCL" in pandemic.composition(report, words).source
    assert MARK in pandemic.composition(report, words).figure.source
    assert MARK not in qe.mbs_plan(report, words).source  # of the same publisher, of other series
    assert pandemic.composition(report, Words(language)).table == pandemic.composition(report, words).table


def test_every_class_of_figures_has_its_answer() -> None:
    known = snapshot_vintage(str(THEN))
    for ids in CLASSES.values():
        for name in ids:
            if name in known:
                assert json.dumps(age(known[name], THEN).is_stale) in ("true", "false")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_old_figures_dates_and_greys_its_tiles_and_tables(language: str) -> None:
    from fedsheet.web.desk import Desk
    from fedsheet.web.page import Tiles, as_json
    from fedsheet.web.views import overview

    page = overview.page(Desk(), overview.OverviewParams.model_validate({"lang": language, "as_of": OLD}))
    shown = as_json(page, Words(language))
    said = [block.get(key, "") for block in shown["blocks"] for key in ("text", "lead", "caption")]
    assert [text for text in said if NOW[language].search(text)] == []
    tiles = [tile for block in page.blocks if isinstance(block, Tiles) for tile in block.items]
    figures_shown = tiles[:-1]  # the last is the next meeting
    assert all(tile.is_stale for tile in figures_shown)
    assert all(re.search(r"2026-\d\d-\d\d", tile.detail) for tile in figures_shown)
    tables = {block["table"]["id"]: block["table"] for block in shown["blocks"] if block["type"] == "table"}
    for name in ("levels", "rates-now", "levers"):
        assert all(tables[name]["stale"]), name
