"""The whole journey on the shipped figures: files, the same bytes twice, mistakes of the caller in one line."""

from __future__ import annotations

import calendar
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from fedsheet.core.errors import DateRangeError, InputError, UnknownNameError
from fedsheet.present.blocks import Block, Bullets, Figure, Heading, Note, Paragraph, Row, TableBlock, figures
from fedsheet.present.document import Document, build
from fedsheet.present.files import Files
from fedsheet.present.references import AMOUNT, NAMED, numbered_exhibits
from fedsheet.present.sections import ReportData, view
from fedsheet.present.sections.follows import parted
from fedsheet.present.table import Table
from fedsheet.present.text import CITED, CITED_END, LANGUAGES, Words
from fedsheet.runs.report import gather, report

DAY = date(2026, 11, 22)


def quiet(_step: str, _share: float) -> None:
    """Progress nobody watches."""


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def fedsheet(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from fedsheet.cli.main import run; run()"
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)


@dataclass(frozen=True)
class Written:
    """A whole report as written, and what it was written from."""

    folder: Path
    files: Files
    seen: list[float]
    data: ReportData


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """One whole report in Chinese, made once for the tests that read it."""
    seen: list[float] = []
    kept: list[ReportData] = []

    def keep(*given: Any, **named: Any) -> ReportData:
        kept.append(gather(*given, **named))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fedsheet.runs.report.gather", keep)
        patch.setattr("fedsheet.runs.report.made_once.keep_in", lambda _: None)  # every picture is drawn twice
        folder = tmp_path_factory.mktemp("one")
        files = report(folder, ("zh",), as_of=DAY, progress=lambda _step, share: seen.append(share))
    return Written(folder, files, seen, kept[0])


@pytest.fixture(scope="module")
def editions(written: Written) -> dict[str, Document]:
    """Both languages' documents of that report."""
    return {language: build(written.data, Words(language))[0] for language in LANGUAGES}


def test_two_runs_in_two_processes_give_the_same_bytes(written: Written, tmp_path: Path) -> None:
    seen, files = written.seen, written.files
    ran = fedsheet("report", "--lang", "zh", "--as-of", DAY.isoformat(), "--out", str(tmp_path / "two"))
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "two" / "report-zh.pdf") in ran.stdout
    first, second = digests(written.folder), digests(tmp_path / "two")
    assert first == second
    assert {"report-zh.pdf", "report-zh.html", "report-zh.xlsx", "manifest.json"} <= first.keys()
    assert sum(name.endswith(".svg") for name in first) >= 14
    assert len(files) == len(first)
    seeds = json.loads((written.folder / "manifest.json").read_text(encoding="utf-8"))["seed"]
    assert seeds.keys() == {"placebo", "rate_paths", "buffer", "bootstrap"}
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


# Not a number that says something: dates, years, programmes.
NO_AMOUNT = re.compile(
    rf"QE\d|\d{{4}} 年( ?\d+ 月)?( ?\d+ 日)?|(\d+ )?({'|'.join(calendar.month_name[1:])})( \d+)?|\b(19|20)\d\d\b"
)
LEAST_CONCLUSIONS = 3


def told(block: Block) -> Iterator[str]:
    """The sentences of a paragraph or list."""
    texts = [block.text] if isinstance(block, Paragraph) else block.items if isinstance(block, Bullets) else ()
    for text in texts:
        yield from re.split(r"(?<=[。！？])|(?<=[.!?])\s+", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_says_in_three_sentences_with_numbers_what_follows(
    editions: dict[str, Document], language: str
) -> None:
    appendix = Words(language)("report.appendix_title")
    sections = list(parted(editions[language].blocks))
    last = next(n for n, blocks in enumerate(sections) if getattr(blocks[0], "text", "") == appendix)
    few = {}
    for blocks in sections[:last]:
        sentences = [each for block in blocks for each in told(block) if re.search(r"\d", NO_AMOUNT.sub("", each))]
        opens_only = isinstance(blocks[0], Heading) and blocks[0].level == 1 and not sentences
        if len(sentences) < LEAST_CONCLUSIONS and not opens_only:
            few[getattr(blocks[0], "text", "")] = len(sentences)
    assert few == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_opens_with_words(editions: dict[str, Document], language: str) -> None:
    bare = []
    for above, below in pairwise(editions[language].blocks):
        if isinstance(above, Heading) and isinstance(below, Figure | Row | TableBlock):
            bare.append(above.text)
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exhibit_that_a_text_names_is_there(written: Written, language: str) -> None:
    documents = build(written.data, Words(language))
    words = Words(language)
    there = [{said for _, said in numbered_exhibits(document.blocks, words).values()} for document in documents]
    named = [
        (place, found[0].strip(), text)
        for place, document in enumerate(documents)
        for block in document.blocks
        for text in texts(block)
        for found in NAMED[language].finditer(text)
    ]
    assert len(named) >= LEAST_NAMED
    assert [each for each in named if each[1] not in there[each[0]]] == []
    every = "".join(repr(document.blocks) for document in documents)
    assert not [mark for mark in (*CITED.values(), CITED_END) if repr(mark)[1:-1] in every]
    assert words("common.exhibit_shown", title="", name="").split("`")[1] not in every  # all that is named is shown


LEAST_NAMED = 5


def test_percentages_told_side_by_side_have_the_same_decimals(written: Written) -> None:
    # Unemployment of March and June 2011 (BLS: 9.0%, 9.1%) stood as "9% to 9.1%".
    _, companion = build(written.data, Words("en"))
    cells = [str(cell) for block in companion.blocks if isinstance(block, TableBlock) for row in block.table.rows
             for cell in row]  # fmt: skip
    assert any("from 9.0% (March 2011) to 9.1% (June 2011)" in cell for cell in cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_episode_is_drawn_once(editions: dict[str, Document], language: str) -> None:
    # September 2019 and the fault line stood in two chapters each: figures of a few weeks share no published values.
    short = {
        figure.id: set(values)
        for figure in figures(editions[language].blocks)
        if (values := list(dated(figure.table))) and (max(values)[0] - min(values)[0]).days < EPISODE_DAYS
    }
    assert len(short) >= LEAST_EPISODES
    shared = {(a, b): len(short[a] & short[b]) for a, b in combinations(short, 2)}
    assert {pair: n for pair, n in shared.items() if n > SHARED_BY_CHANCE} == {}


EPISODE_DAYS, LEAST_EPISODES, SHARED_BY_CHANCE = 120, 3, 3


def dated(table: Table) -> Iterator[tuple[date, float]]:
    """Every number of a figure's table with its day."""
    for row in table.rows:
        if isinstance(row[0], date):
            yield from ((row[0], round(cell, 12)) for cell in row[1:] if isinstance(cell, float))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_made_long_before_the_report_is_told_with_its_age(written: Written, language: str) -> None:
    words = Words(language, DAY)
    forecasts = tuple(written.data.results["market"].forecasts.values())  # type: ignore[attr-defined]  # a MarketReport
    made = max(one.outlook.origin for one in forecasts)
    (document, *_) = build(written.data, Words(language))
    said = next(text for block in document.blocks for text in texts(block) if words.format(made, "date") in text
                and words.format((DAY - made).days, "days") in text)  # fmt: skip
    assert words("forecast.made_past", origin=made, age=0, first=made, last=made)[:12] in said
    blocks = document.blocks
    shown = next(one.table for one in blocks if isinstance(one, TableBlock) and one.table.id == "market-forecast-dates")
    days = [row[shown.keys.index("date")] for row in shown.rows]
    assert list(shown.stale) == [day < DAY for day in days]
    assert any(shown.stale)


def texts(block: Block) -> list[str]:
    """Every text of a block in which a figure or table may be named."""
    match block:
        case Paragraph() | Note():
            return [block.text]
        case Bullets():
            return list(block.items)
        case Row():
            return [each for figure in block.figures for each in texts(figure)]
        case Figure():
            return [block.caption, block.note]
        case TableBlock():
            return [block.caption]
    return []


# What belongs to its one number: the band that the number is promised with.
BAND = re.compile(r", with nine chances in ten between .*$|，90% 区间为.*$")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_conclusion_of_page_one_has_one_number_and_names_its_page(
    editions: dict[str, Document], language: str
) -> None:
    page = next(parted(editions[language].blocks))
    found = [block for block in page if isinstance(block, Paragraph) and block.refers]
    assert [one.refers for one in found] == list(view.RESTS_ON)
    amounts = [AMOUNT.findall(BAND.sub("", one.text)) for one in found]
    assert [len(each) for each in amounts] == [1] * len(view.RESTS_ON), amounts
    assert not [one.lead for one in found if re.search(r"\d{4}", one.lead)]  # the sentence behind it names the day


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_says_what_a_decision_and_fewer_reserves_would_change(
    editions: dict[str, Document], language: str
) -> None:
    blocks, words = editions[language].blocks, Words(language)
    listed = next(block for block in blocks if isinstance(block, Bullets))
    tables = {block.table.id: block.table for block in blocks if isinstance(block, TableBlock)}
    at = tables["scenario-table"].keys.index("reserves_to_gdp")
    shares = [float(str(row[at])) for row in tables["scenario-table"].rows]
    assert all(words.format(share, "pct1") in listed.items[0] for share in (min(shares), shares[0]))
    start = tables["market-curve"].rows[0][tables["market-curve"].keys.index("reserves")]
    assert words.format(start, "usd") in listed.items[1]


# The day or amount by which each episode is known, and the section in whose words it is told.
EPISODES = {
    date(2019, 9, 17): "norm_september_title", date(2020, 3, 13): "fault_title", date(2020, 3, 17): "fault_title",
    date(2020, 12, 16): "conditions_title", date(2015, 12, 16): "norm_first_title",
    date(2022, 5, 4): "norm_second_title",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_episode_is_told_in_one_section(editions: dict[str, Document], language: str) -> None:
    words = Words(language)
    for day, key in EPISODES.items():
        name = words.format(day, "date")
        told_in = {
            re.sub(r"^[\d.]+ +", "", blocks[0].text)
            for blocks in parted(editions[language].blocks)
            if isinstance(blocks[0], Heading) and any(name in each for block in blocks for each in told(block))
        }
        home = words(f"report.{key}", month=day) if "september" in key else words(f"report.{key}")
        assert told_in == {home}, day


# How much of its caps each runoff used, US dollars, and the section that tells it; tables and captions may repeat it.
CAPS = {
    435e9: "norm_first_title",
    320e9: "norm_first_title",
    1.64e12: "norm_second_title",
    1.4175e12: "norm_second_title",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_use_of_caps_is_told_in_words_once(editions: dict[str, Document], language: str) -> None:
    words = Words(language)
    for caps, key in CAPS.items():
        said = "|".join(re.escape(words.format(caps, form)) for form in ("usd", "usd_few"))
        amount = re.compile(rf"(?<![\d.])({said})(?!\d)")
        told_in = {
            re.sub(r"^[\d.]+ +", "", blocks[0].text)
            for blocks in parted(editions[language].blocks)
            if isinstance(blocks[0], Heading) and any(amount.search(each) for block in blocks for each in told(block))
        }
        assert told_in == {words(f"report.{key}")}, caps


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--lang", "fr"), "Unknown language 'fr'"),
        (("--as-of", "1990-01-01"), "Nothing to report as of 1990-01-01"),
        # A Wednesday's assets are known on Thursday; the first Wednesday that ships is 2007-01-03.
        (("--as-of", "2007-01-03"), "Use --as-of 2007-01-04 or later"),
        (("--as-of", "2222-01-01"), "2222-01-01 is still to come"),
        (("--as-of", "yesterday"), "--as-of: 'yesterday' is not a date"),
        (("--out", "/proc/nowhere"), "Cannot write into '/proc/nowhere'"),
    ],
)
def test_a_mistake_of_the_caller_is_one_line_and_exit_code_2(arguments: tuple[str, ...], says: str) -> None:
    ran = fedsheet("report", *arguments)
    assert ran.returncode == 2
    *age, said = ran.stderr.strip().splitlines()  # a report as of today says first how old the figures are
    assert says in said
    assert len(age) <= ("--as-of" not in arguments)
    assert "Traceback" not in ran.stderr


def test_an_unknown_language_stops_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        report(tmp_path / "out", ("xx",), as_of=DAY, progress=quiet)
    assert not (tmp_path / "out").exists()


def test_a_day_before_the_record_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DateRangeError, match="Use as_of= 2007-01-04"):
        report(tmp_path / "out", ("en",), as_of=date(1999, 1, 1), progress=quiet)
    assert not (tmp_path / "out").exists()


def test_a_day_without_a_report_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(*_: object) -> None:
        raise AssertionError("work began")

    for name in ("RendererPool", "gather", "build"):
        monkeypatch.setattr(f"fedsheet.runs.report.{name}", work)
    for day in (date(1980, 1, 1), date(2222, 1, 1)):
        with pytest.raises(DateRangeError):
            report(tmp_path / "out", ("en",), as_of=day, progress=quiet)


def test_the_first_day_named_has_a_report(tmp_path: Path) -> None:
    files = report(tmp_path / "out", ("en",), as_of=date(2007, 1, 4), progress=quiet)
    assert tmp_path / "out" / "report-en.pdf" in files


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="Cannot write"):
        report(tmp_path / "out", ("en",), as_of=DAY, progress=quiet)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("work began")

    monkeypatch.setattr("fedsheet.runs.read.store.vintage", work)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="Cannot write"):
        report(tmp_path / "file" / "out", ("en",), as_of=DAY, progress=quiet)


def test_a_failure_in_the_middle_leaves_the_last_report_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report-en.pdf").write_text("the last one")

    def fail(*_: object) -> bytes:
        raise RuntimeError("the renderer stopped")

    monkeypatch.setattr("fedsheet.present.pdf.compile_pdf", fail)
    with pytest.raises(RuntimeError):
        report(tmp_path, ("en",), as_of=date(2008, 6, 30), progress=quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["report-en.pdf"]
    assert (tmp_path / "report-en.pdf").read_text() == "the last one"


EARLY = [date(2007, 1, 15), date(2015, 1, 5), date(2020, 3, 16), date(2021, 5, 1), date(2022, 11, 30)]


@pytest.mark.parametrize(
    "day", [date(2009, 3, 18), date(2018, 6, 1), *(pytest.param(day, marks=pytest.mark.slow) for day in EARLY)]
)
def test_a_report_can_be_made_as_of_any_day(day: date) -> None:
    """No figure or sentence stops the report on a day on which its data were not yet known."""
    from fedsheet import store
    from fedsheet.record import load_path
    from fedsheet.runs.report import documents_of

    for document in documents_of(store.vintage(day), load_path(), ("zh", "en")):
        assert document.as_of == day
        words, told = Words(document.language), {b.text for b in document.blocks if isinstance(b, Heading)}
        assert told & {words("view.title"), words("report.summary_title")}  # before there is a view, the points of it
