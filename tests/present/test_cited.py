"""Exhibits that texts name by id: a number in a document, the companion's where it stands there, a title elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fedsheet.present
from fedsheet.present.blocks import Note, Paragraph, TableBlock
from fedsheet.present.cited import cited
from fedsheet.present.exhibits import entries
from fedsheet.present.references import rich
from fedsheet.present.text import LANGUAGES, Words
from tables import headed

SOURCES = Path(fedsheet.present.__file__).parent


def table(name: str, number: int) -> TableBlock:
    return TableBlock(headed(name, ("a",), ("text",), (("1",),)), "caption", "source", number)


def note(name: str) -> Note:
    return Note(Words("en", numbers=True)("effects.rounds_note", effects=name))


def test_a_document_names_an_exhibit_by_its_number_and_title() -> None:
    names = [note("rounds"), note("purchases-done"), note("clock")]
    report, companion = cited([[*names, table("rounds", 7)], [names[0], table("purchases-done", 2)]], Words("en"))
    said = [block.text.partition("for effects see ")[2] for block in report[:3]]  # type: ignore[union-attr]  # notes
    assert said == [
        "Table 7 (Each round: purpose, channel, outcome).",
        "Table 2 of the companion (Purchases done against plan).",
        '"How recent the figures are" (`fedsheet show clock`).',
    ]
    assert "Table 7 of the report (" in companion[0].text  # type: ignore[union-attr]  # a note


def test_chinese_names_it_without_a_gap_and_by_its_number_alone_where_asked() -> None:
    words = Words("zh", numbers=True)
    values = {"peak": 9e12, "last": 6e12, "share": 0.26}
    told = Paragraph(words("follows.taken_off", table="key-figures", **values))
    ((found, _),) = cited([[told, table("key-figures", 25)]], words)
    assert "与表 25 中最高的总资产" in found.text  # type: ignore[union-attr]  # a paragraph


@pytest.mark.parametrize("language", LANGUAGES)
def test_outside_a_document_it_has_its_title(language: str) -> None:
    words = Words(language)
    assert words("common.exhibit_titled", title=words("report.key_title")) in words(
        "follows.taken_off", table="key-figures", peak=9e12, last=6e12, share=0.26
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Table 9 of the companion"), ("zh", "附册表 9"), ("zh", "恢复缩表 81%")]
)
def test_what_is_no_number_of_the_report_is_no_link(language: str, said: str) -> None:
    assert "#to(" not in rich(said, Words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_names_an_exhibit_by_hand(language: str) -> None:
    # Titles were typed into notes and went stale: what is named is named by its id.
    words = Words(language)
    titles = {words(entry.title) for entry in entries().values() if len(words(entry.title)) > SHORTEST[language]}
    typed = re.compile("|".join(f'[“\\\\"]{re.escape(title)}[”\\\\"]' for title in sorted(titles)))
    files = sorted((SOURCES / "messages" / language).glob("*.toml"))
    found = [(file.name, line) for file in files for line in file.read_text("utf-8").splitlines() if typed.search(line)]
    assert [where for where in found if where[1].split(" = ", 1)[1].strip('"') not in titles] == []


SHORTEST = {"en": 12, "zh": 5}  # letters of a title that no sentence quotes by chance
