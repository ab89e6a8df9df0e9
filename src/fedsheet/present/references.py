"""What a text of the PDF points to: figures and tables named in it, pages of other parts, publishers' own pages.

rich("See Figure 3.", words)        typst content, every text quoted; "Figure 3" is a link, a command is set as code
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from fedsheet.present.blocks import Block, Figure, TableBlock, figures
from fedsheet.present.coded import CODE
from fedsheet.present.formats import MINUS
from fedsheet.present.text import Words

WORD_JOINER = "\N{WORD JOINER}"  # keeps a sign on the line of its amount
# Where each publisher shows what the figures are from; of the record, where the Committee keeps its own.
SITES = {
    "board": "https://www.federalreserve.gov/releases/h41/",
    "fomc": "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm",
    "nyfed": "https://www.newyorkfed.org/markets",
    "bea": "https://www.bea.gov/data",
    "bls": "https://www.bls.gov/data/",
    "ofr": "https://www.financialresearch.gov/short-term-funding-monitor/",
    "treasury": "https://fiscaldata.treasury.gov/",
    "eia": "https://www.eia.gov/petroleum/",
    "chicago": "https://www.chicagofed.org/research/data",
}
# Not those of the other document, nor the 表 of 缩表 and 扩表.
NAMED = {
    "en": re.compile(r"\b(Figure|Table) (\d+)\b(?! of the (?:companion|report))"),
    "zh": re.compile(r"(?<!附册)(?<!报告)(?<![缩扩])([图表]) ?(\d+)(?!\d)"),
}
KINDS = {"Figure": "figure", "图": "figure", "Table": "table", "表": "table"}
_ONE = rf"[+{MINUS}]?\$?\d[\d,]*(?:\.\d+)?\s?(?:万亿美元|亿美元|trn|bn|%|个百分点|个基点|pp\b|bp\b)"
AMOUNT = re.compile(rf"{_ONE}(?:–{_ONE})?")  # a range is one amount


def quoted(text: str) -> str:
    """A typst string literal: nothing in it can become markup."""
    held = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    for sign in (MINUS, "+"):
        held = held.replace(f"{sign}$", f"{sign}{WORD_JOINER}$")
    return f'"{held}"'


def anchors(block: Figure | TableBlock) -> list[str]:
    """The names under which a figure or table can be pointed to: its number and its id."""
    kind = "figure" if isinstance(block, Figure) else "table"
    own = [f"{kind}-{block.number}"] if block.number is not None else []
    return [*own, f"at-{block.table.id}"]


def numbered_exhibits(blocks: Sequence[Block], words: Words) -> dict[str, tuple[str, str]]:
    """By the id of its table, each numbered figure's and table's anchor and name: ("figure-9", "Figure 9")."""
    shown: list[Figure | TableBlock] = [*figures(blocks), *(block for block in blocks if isinstance(block, TableBlock))]
    names = {Figure: ("figure", "report.sheet_figure"), TableBlock: ("table", "report.sheet_table_number")}
    return {
        block.table.id: (f"{kind}-{block.number}", words(key, number=block.number))
        for block in shown
        if block.number is not None
        for kind, key in [names[type(block)]]
    }


def rich(text: str, words: Words, *, weighty: bool = False) -> str:
    """The text as typst content: figures and tables it names are links; `weighty` sets its first amount in bold."""
    marks = {found.span(): f"#command({quoted(found[1])})" for found in CODE.finditer(text)}
    told = {found.span(): _to(found) for found in NAMED[words.language].finditer(text)}
    marks |= {span: mark for span, mark in told.items() if not any(_overlap(span, other) for other in marks)}
    first = AMOUNT.search(text) if weighty else None
    if first is not None and not any(_overlap(first.span(), span) for span in marks):
        marks[first.span()] = f"#bold({quoted(first[0])})"
    return _joined(text, marks)


def sourced(text: str, words: Words) -> str:
    """A source line in which each publisher named is a link to its own page."""
    marks: dict[tuple[int, int], str] = {}
    for name, address in sites(words.language):
        at = text.find(name)
        if at >= 0 and not any(_overlap((at, at + len(name)), span) for span in marks):
            marks[at, at + len(name)] = f"#site({quoted(address)}, {quoted(name)})"
    return _joined(text, marks)


@cache
def sites(language: str) -> tuple[tuple[str, str], ...]:
    """Each publisher's name in a language and its address, longest names first so that none hides in another."""
    words = Words(language)
    named = ((words(f"common.publisher_{key}"), address) for key, address in SITES.items())
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


def _to(found: re.Match[str]) -> str:
    return f"#to({quoted(f'{KINDS[found[1]]}-{found[2]}')}, {quoted(found[0])})"


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _joined(text: str, marks: dict[tuple[int, int], str]) -> str:
    """The text with marked spans replaced; a plain string where there are none."""
    return "[" + "".join(_parts(text, marks)) + "]" if marks else quoted(text)


def _parts(text: str, marks: dict[tuple[int, int], str]) -> Iterator[str]:
    end = 0
    for (start, stop), call in sorted(marks.items()):
        if start > end:
            yield f"#{quoted(text[end:start])};"
        yield f"{call};"
        end = stop
    if end < len(text):
        yield f"#{quoted(text[end:])};"
