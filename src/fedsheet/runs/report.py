"""The report: read what was known on a day, compute each room once, write every language beside, then move it in.

out/                    report-zh.html  report-zh.pdf  report-zh.xlsx   (and -en)     report-zh.docx where asked for
                        companion-zh.…                   every claim of the original with its verdict (and -en)
    figures-zh/         figure-01-….svg .png
    data/               figure-01-….csv, the same for both languages
    manifest.json       what the report was made from
    SHA256SUMS          the files of this run, for `sha256sum -c` and for the next run
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from fedsheet.chain.results import SEED as OUTLOOK_SEED
from fedsheet.chain.rounds import silent
from fedsheet.core.clock import today
from fedsheet.core.errors import DateRangeError
from fedsheet.core.extras import need
from fedsheet.core.manifest import Manifest, package_versions
from fedsheet.core.vintage import Vintage
from fedsheet.market import evaluation
from fedsheet.outlook.known import with_later_vintages
from fedsheet.portfolio.results import PortfolioReport
from fedsheet.present import html, made_once
from fedsheet.present.blocks import figures
from fedsheet.present.document import Document, build
from fedsheet.present.figures import Drawing
from fedsheet.present.files import Files, Stage, staged
from fedsheet.present.house_style import HouseStyle
from fedsheet.present.renderer_pool import RendererPool
from fedsheet.present.sections import ReportData, WatchedVintage
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.present.writers import (
    Typeset,
    typeset,
    write_figures_and_pdf,
    write_numbers,
    write_page_and_workbook,
    write_word,
)
from fedsheet.record import PolicyPath
from fedsheet.review.results import ReviewResults
from fedsheet.runs.chapters import CHAPTERS, Chapters, known
from fedsheet.runs.house_style import house_style
from fedsheet.runs.house_style import template as template_of
from fedsheet.runs.read import STORE, AsOf, Beside, others_of, read
from fedsheet.runs.rooms_beside import beside
from fedsheet.store.home import home

Progress = Callable[[str, float], None]
VINTAGE_ANSWERS_TO = date(2023, 2, 28)  # the vintage of 2022-10-31 answers for its own months
SUBJECT = "WALCL"  # total assets: the sheet that the report is about
DRAWN_WITH = ("vl-convert-python", "typst", "XlsxWriter", "fonttools", "noto-cjk-sans-otc", "pandas", "numpy")


def report(
    out: Path | str = "out", lang: str | Sequence[str] = LANGUAGES, progress: Progress = silent, *,
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
    docx: bool = False, template: Path | str | None = None, style: Path | str | None = None, author: str = "",
    colours: str = "",
) -> Files:  # fmt: skip
    """Write the whole report into `out`; the files written, by language and kind.

    docx       also as Word files (extra `office`), in the styles of the `template` where one is given
    style      TOML file of a house style (see `runs.house_style`)        author     who signs
    colours    of rise and fall: chinese (red rises) or western; else by language

    Nothing in `out` changes until everything is made. A missing extra (`report`, `forecast`; with `docx` also `office`)
    and an unwritable folder, template or style raise `InputError` before any work. Then files of a former run's same
    editions that this one does not make are removed; no other file is touched.
    """
    need("report", "forecast")
    words = [Words(language) for language in ((lang,) if isinstance(lang, str) else lang)]
    dress = Dress(house_style(style, author, colours), docx, template_of(template, "docx", wanted=docx))
    made_once.keep_in(home() / "cache")
    with staged(Path(out)) as stage, ExitStack() as drawn:
        progress("read", 0.0)
        known, record = read(as_of, vintage, path)
        refuse_before(record.begins, known)
        with beside(known, record, others := others_of(vintage)) as rooms:
            data = gather(known, record, progress, rooms, others)
        editions = begun(words, data, dress, drawn)
        del data  # told: its memory is wanted for writing
        _write(editions, dress, stage, progress)
        progress("done", 1.0)
        return stage.moved_in()


@dataclass(frozen=True)
class Dress:
    """How a report goes out: the house's style, and whether also as a Word file and in which template."""

    style: HouseStyle
    docx: bool
    template: bytes


def begun(words: Sequence[Words], data: ReportData, dress: Dress, drawn: ExitStack) -> list[Edition]:
    """Every language told, its figures being drawn beside; the renderers end with `drawn`."""
    pool = drawn.enter_context(RendererPool())
    return [Edition.begun(data, each, dress, drawn, pool) for each in words]


def _write(editions: Sequence[Edition], dress: Dress, stage: Stage, progress: Progress) -> None:
    """Every file of every language: pages and workbooks while figures are drawn, then figures and PDFs."""
    letters = frozenset().union(*(edition.letters for edition in editions))
    html.bundle(editions[0].pool.ask)  # kept for the pages; what makes it would stay in the memory of this process
    for place, edition in enumerate(editions):
        progress(f"{edition.language}: HTML, XLSX", 0.5 + 0.3 * place / len(editions))
        others = [each.language for each in editions if each is not edition]
        for document in edition.documents:
            write_page_and_workbook(document, edition.words, stage, letters, others)
            if place == 0:
                write_numbers(document, stage)
    for place, edition in enumerate(editions):
        progress(f"{edition.language}: PDF", 0.8 + 0.2 * place / len(editions))
        edition.finish(dress, stage)


@dataclass(frozen=True)
class Edition:
    """One language's documents, and what its renderers draw and set of them meanwhile."""

    words: Words
    documents: Sequence[Document]
    letters: frozenset[str]  # of its documents
    pool: RendererPool
    drawing: Sequence[Mapping[str, Future[Drawing]]]
    setting: Sequence[Future[Typeset]]

    @classmethod
    def begun(cls, data: ReportData, words: Words, dress: Dress, drawn: ExitStack, pool: RendererPool) -> Edition:
        """The documents told, their drawing begun; it ends with `drawn`."""
        documents = [dress.style.of(document, words) for document in build(data, words)]
        letters = frozenset().union(*(document.letters for document in documents))
        beside = drawn.enter_context(ThreadPoolExecutor(len(documents)))
        drawing = [pool.begin(figures(document.blocks), letters) for document in documents]
        setting = [
            beside.submit(typeset, document, words, figures_of, pool)
            for document, figures_of in zip(documents, drawing, strict=True)
        ]
        return cls(words, documents, letters, pool, drawing, setting)

    @property
    def language(self) -> str:
        """Its language."""
        return self.words.language

    def finish(self, dress: Dress, stage: Stage) -> None:
        """Its figures, PDFs and, where asked for, Word files."""
        for document, drawing, made in zip(self.documents, self.drawing, self.setting, strict=True):
            write_figures_and_pdf(document, made.result(), drawing, stage)
            if dress.docx:
                done = {name: one.result() for name, one in drawing.items()}
                write_word(document, self.words, done, stage, dress.template, self.pool.ask)


def refuse_before(begins: date, vintage: Vintage) -> None:
    """A report on a sheet of which nothing was known would be empty: `DateRangeError` says from when it is not."""
    earliest = max(begins, vintage.first_known[SUBJECT])
    if vintage.as_of < earliest:
        raise DateRangeError(
            "runs.report_nothing_report", where="<as_of>", as_of=vintage.as_of, begins=begins, earliest=earliest
        )


def gather(
    vintage: Vintage, path: PolicyPath, progress: Progress, rooms: Chapters = CHAPTERS, others: Beside = STORE
) -> ReportData:
    """The results of every room that has some, and the manifest that names what they were made from."""
    watched = WatchedVintage(vintage.series)
    vintage = replace(vintage, series=watched)
    results: dict[str, object] = {}
    for place, (name, compute) in enumerate(rooms.items()):
        progress(name, 0.05 + 0.4 * place / len(rooms))
        results[name] = known(partial(compute, vintage, path, others))
    manifest = Manifest(
        what="report",
        as_of=vintage.as_of,
        data_digest=vintage.digest,
        policy_digest=path.digest,
        seed=seeds(results),
        versions=package_versions(*DRAWN_WITH),
    )
    chapters = WatchedVintage(_with_macro(vintage, others).series)
    chapters.used = watched.used
    return ReportData(replace(vintage, series=chapters), path, manifest, results, watched.used)


def _with_macro(vintage: Vintage, others: Beside) -> Vintage:
    """For the chapters: revised series whose vintages of these months are not held, cut by the release calendar."""
    if not VINTAGE_ANSWERS_TO < vintage.as_of < today():
        return vintage
    return with_later_vintages(vintage, others.vintage(), VINTAGE_ANSWERS_TO)


def seeds(results: Mapping[str, object]) -> dict[str, int]:
    """The seed behind each kind of draw, of the rooms that have results."""
    review, portfolio = results.get("review"), results.get("portfolio")
    found = {"placebo": review.phases.seed} if isinstance(review, ReviewResults) else {}
    if isinstance(portfolio, PortfolioReport) and portfolio.ahead_fan.seed is not None:
        found["rate_paths"] = portfolio.ahead_fan.seed
    if results.get("outlook") is not None:
        found["buffer"] = OUTLOOK_SEED
    if results.get("market") is not None:
        found["bootstrap"] = evaluation.SEED
    return found


def documents_of(
    vintage: Vintage, path: PolicyPath, languages: Sequence[str], rooms: Chapters = CHAPTERS
) -> list[Document]:
    """The documents alone, unwritten: for the workbench and for tests."""
    data = gather(vintage, path, lambda _step, _share: None, rooms)
    return [build(data, Words(language))[0] for language in languages]
