"""The report as one document: chapters in order, headings and figures numbered, ready for any writer.

build(report, words) -> [report, companion]        html.page(document)   pdf.compile_pdf(document, …)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from fedsheet.core.manifest import Manifest
from fedsheet.present.abbreviations import spelt_out
from fedsheet.present.age import imports
from fedsheet.present.blocks import Block, Heading, numbered
from fedsheet.present.charts.theme import NAVY
from fedsheet.present.cited import cited
from fedsheet.present.method import body, moved
from fedsheet.present.sections import CHAPTERS, COMPANIONS, ReportData, appendix, chapter_blocks, view
from fedsheet.present.sections.follows import told
from fedsheet.present.text import Words

Progress = Callable[[str, float], None]


REPORT, COMPANION = "report", "companion"


@dataclass(frozen=True)
class Document:
    """One language's report: the words of its cover and its blocks, figures and headings numbered.

    name     how its files begin: the report, or the companion that holds every verdict
    author   who signs it; empty where nobody does
    logo     PNG of the house it goes out under; empty where there is none
    accent   colour of its headings and of heads of tables      is_close   set closer, for a week on two pages
    """

    language: str
    title: str
    subtitle: str
    dateline: str
    running_head: str
    as_of: date
    blocks: tuple[Block, ...]
    manifest: Manifest
    name: str = REPORT
    author: str = ""
    logo: bytes = b""
    accent: str = NAVY
    is_close: bool = False

    @property
    def letters(self) -> frozenset[str]:
        """Every character of its texts, tables and figures; those of numbers and dates are in any typeface's part."""
        return frozenset(repr((self.title, self.subtitle, self.dateline, self.running_head, self.blocks)))


def with_section_numbers(blocks: Iterable[Block]) -> list[Block]:
    """Chapters 1, 2, … and sections 1.1, 1.2, …; headings that say they carry none are left alone."""
    done: list[Block] = []
    chapter = section = 0
    for block in blocks:
        if not isinstance(block, Heading) or not block.numbered or block.level > 2:
            done.append(block)
            continue
        chapter, section = (chapter + 1, 0) if block.level == 1 else (chapter, section + 1)
        number = f"{chapter}" if block.level == 1 else f"{chapter}.{section}"
        done.append(replace(block, text=f"{number}  {block.text}"))
    return done


def build(report: ReportData, words: Words) -> list[Document]:
    """The report in one language and, once the original was out, its companion; each chapter is told once for both."""
    words = Words(words.language, report.vintage.as_of, report.path, partial(imports, report.vintage), numbers=True)
    chapters = [chapter_blocks(chapter, report, words) for chapter in CHAPTERS]
    concluded = told([block for blocks in chapters for block in blocks], report.results, words)
    beside = [block for chapter in COMPANIONS for block in chapter_blocks(chapter, report, words)]
    parts = [body(concluded)]
    if len(beside) > 1:
        parts.append([*beside, *scored(chapters, words), *appendix.every_series(report, words)])
    finished = _finished(parts, words)
    main = Document(
        language=words.language,
        title=view.title(report, words),
        subtitle=words("report.subtitle" if report.announced("runoff2") else "report.subtitle_early"),
        dateline=words("report.dateline", as_of=report.vintage.as_of),
        running_head=words("report.running_head"),
        as_of=report.vintage.as_of,
        blocks=finished[0],
        manifest=report.manifest,
    )
    title = words("view.companion_title")
    return [
        main,
        *(replace(main, name=COMPANION, title=title, subtitle=main.title, blocks=blocks) for blocks in finished[1:]),
    ]


def _finished(parts: Sequence[Sequence[Block]], words: Words) -> list[tuple[Block, ...]]:
    """Figures, tables and sections numbered and cited, abbreviations spelt out where they first stand."""
    told = cited([numbered(blocks) for blocks in parts], words)
    return [tuple(spelt_out(with_section_numbers(blocks), words)) for blocks in told]


def scored(chapters: Iterable[Sequence[Block]], words: Words) -> list[Block]:
    """How the models behind the report were scored, taken out of its chapters."""
    found = [block for blocks in chapters for block in moved(blocks)]
    return [Heading(1, words("view.scores_title"), numbered=False), *found] if found else []


def headings(blocks: Sequence[Block], deepest: int = 2) -> list[tuple[str, Heading]]:
    """Anchor and heading for a table of contents; anchors count on and are the same in both languages."""
    found = [block for block in blocks if isinstance(block, Heading) and block.level <= deepest]
    return [(f"s{place}", heading) for place, heading in enumerate(found, start=1)]
