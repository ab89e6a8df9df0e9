"""The weekly brief: the newest statement, or one of a week of the past as it was known when it appeared.

out/   brief-zh.pdf   brief-zh.html   brief-zh.md   brief-zh.json   (and -en)     brief-zh.pptx where asked for
       dashboard-zh.pdf   dashboard-zh.png   where asked for
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from fedsheet.chain.rounds import silent
from fedsheet.core.dates import WEDNESDAY, h41_release_date
from fedsheet.core.errors import DateRangeError, FedsheetError, InputError
from fedsheet.core.extras import need
from fedsheet.core.vintage import Vintage
from fedsheet.market.evaluation import outlook_of
from fedsheet.market.forecasts import Forecast
from fedsheet.present import html, made_once, pdf, slides
from fedsheet.present.abbreviations import spelt_out
from fedsheet.present.age import imports
from fedsheet.present.blocks import Block, Figure, TableBlock, figures, numbered
from fedsheet.present.document import Document
from fedsheet.present.files import Files, Stage, staged
from fedsheet.present.house_style import HouseStyle
from fedsheet.present.markdown import markdown
from fedsheet.present.renderer_pool import RendererPool
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.brief import BriefData, blocks
from fedsheet.present.sections.brief import dashboard as one_page
from fedsheet.present.table import to_json
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.record import PolicyPath
from fedsheet.review.purchases_done import purchases_done
from fedsheet.runs import calendar, market
from fedsheet.runs.forecast import track_of
from fedsheet.runs.house_style import house_style
from fedsheet.runs.house_style import template as template_of
from fedsheet.runs.project import near
from fedsheet.runs.read import STORE, AsOf, Beside, others_of, read
from fedsheet.store.home import home

Progress = Callable[[str, float], None]
Part = TypeVar("Part")
SUBJECT, TARGET = "WALCL", "sofr"
BRIEF, DASHBOARD = "brief", "dashboard"


def brief(
    out: Path | str = "out", lang: str | Sequence[str] = LANGUAGES, progress: Progress = silent, *,
    week: date | None = None, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None,
    pptx: bool = False, dashboard: bool = False,
    template: Path | str | None = None, style: Path | str | None = None, author: str = "",
    colours: str = "",
) -> Files:  # fmt: skip
    """Write the brief of a week into `out`; a week without a statement raises `DateRangeError` before any work.

    dashboard  also the one page, as PDF and PNG
    pptx       also as slides (extra `office`), on the master of the `template` where one is given
    style      TOML file of a house style (see `runs.house_style`)        author     who signs
    colours    of rise and fall: chinese (red rises) or western; else by language
    """
    need("report", "forecast")
    if week is not None and week.weekday() != WEDNESDAY:
        raise InputError("runs.brief_wednesday", week=week)
    dress, master = house_style(style, author, colours), template_of(template, "pptx", wanted=pptx)
    languages = [lang] if isinstance(lang, str) else list(lang)
    made_once.keep_in(home() / "cache")
    with staged(Path(out)) as stage, RendererPool() as pool, ThreadPoolExecutor(1) as beside:
        progress("read", 0.0)
        known, record = _as_it_appeared(week, as_of, vintage, path)
        script = beside.submit(html.bundle, pool.ask_renderer)
        data = gathered(known, record, week, others_of(vintage))
        editions = [Words(language, known.as_of, imported=partial(imports, known)) for language in languages]
        documents = [dress.of(_document(data, words), words) for words in editions]
        letters = frozenset().union(*(document.letters for document in documents))
        drawing = [pool.begin(figures(document.blocks), letters) for document in documents]
        script.result()
        for place, (words, document) in enumerate(zip(editions, documents, strict=True)):
            language = words.language
            progress(language, 0.4 + 0.6 * place / len(languages))
            stage.write(
                f"brief-{language}.html",
                html.page(document, words, letters, [each for each in languages if each != language]),
            )
            stage.write(f"brief-{language}.md", markdown(document.title, document.blocks, words))
            stage.write(f"brief-{language}.json", to_json(as_data(document)))
            drawn = {name: one.result() for name, one in drawing[place].items()}
            stage.write(f"brief-{language}.pdf", pdf.compile_pdf(document, drawn, words, redraw=pool.draw))
            if dashboard:
                _write_dashboard(data, dress, words, pool, stage)
            if pptx:
                stage.write(f"brief-{language}.pptx", slides.pptx(document, drawn, words, master))
        progress("done", 1.0)
        return stage.moved_in()


def _as_it_appeared(
    week: date | None, as_of: AsOf, vintage: Vintage | None, path: PolicyPath | None
) -> tuple[Vintage, PolicyPath]:
    """What was known when the statement of a week came out, unless another day or a vintage is given."""
    if week is None or as_of or vintage:
        return read(as_of, vintage, path)
    with suppress(DateRangeError):  # a day to come
        known, record = read(h41_release_date(week), None, path)
        if SUBJECT in known:
            return known, record
    raise DateRangeError("runs.brief_statement_held", week=week, newest=read()[0][SUBJECT].last_day)


def _write_dashboard(data: BriefData, dress: HouseStyle, words: Words, pool: RendererPool, stage: Stage) -> None:
    """The one page of a language."""
    document = dress.of(_document(data, words, DASHBOARD), words)
    drawn = {name: one.result() for name, one in pool.begin(figures(document.blocks)).items()}
    stage.write(f"{DASHBOARD}-{words.language}.pdf", pdf.compile_pdf(document, drawn, words))
    stage.write(f"{DASHBOARD}-{words.language}.png", pdf.compile_png(document, drawn, words))


def gathered(vintage: Vintage, path: PolicyPath, week: date | None = None, others: Beside = STORE) -> BriefData:
    """What the brief of a week is written from; without a week that of the newest statement known."""
    held = vintage[SUBJECT].values.index
    newest = held[-1].date()
    if week is not None and week not in {stamp.date() for stamp in held[-520:]}:
        raise DateRangeError("runs.brief_statement_held", week=week, newest=newest)
    manifest = vintage.manifest("brief", path.digest)
    report = ReportData(vintage, path, manifest)
    panel = _where_known(lambda: market.reserves(vintage=vintage, path=path))
    track = _where_known(lambda: track_of(vintage, path))
    ahead = _where_known(lambda: near(vintage, path))
    return BriefData(
        report, week or newest, panel, Forecast(TARGET, outlook_of(track)) if track else None,
        calendar.statement(vintage, path, others, ahead), calendar.told_rates(track) if track else (),
        purchases_done(vintage, path), ahead,
    )  # fmt: skip


def _where_known(make: Callable[[], Part]) -> Part | None:
    """A part of the brief, or None where its figures were not known or do not allow it."""
    try:
        return make()
    except FedsheetError:
        return None


def _document(data: BriefData, words: Words, name: str = BRIEF) -> Document:
    report = data.report
    is_brief = name == BRIEF
    made = blocks(data, words) if is_brief else one_page(data, words)
    return Document(
        language=words.language,
        title=words("brief.title" if is_brief else "brief.dashboard_title", week=data.week),
        subtitle=words("brief.subtitle" if is_brief else "brief.dashboard_subtitle"),
        dateline=words("report.dateline", as_of=report.vintage.as_of),
        running_head=words("brief.running"),
        as_of=report.vintage.as_of,
        blocks=tuple(spelt_out(numbered(made, after=0), words)),
        manifest=report.manifest,
        name=name,
        is_close=is_brief,
    )


def as_data(document: Document) -> dict[str, object]:
    """The brief for machines: its sentences, tables and the numbers of its figures, with what it was made from."""
    parts = [part for block in document.blocks for part in _part(block)]
    manifest = asdict(document.manifest)
    return {"title": document.title, "as_of": document.as_of, "data_digest": manifest["data_digest"], "parts": parts}


def _part(block: Block) -> list[dict[str, object]]:
    if isinstance(block, Figure | TableBlock):
        return [{"caption": block.caption, "source": block.source, "rows": block.table.records()}]
    text, lead = getattr(block, "text", None), getattr(block, "lead", "")
    return [{"lead": lead, "text": text}] if text else []
