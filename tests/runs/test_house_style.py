"""A house's dress: read and refused before any work, the same in every medium."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.present import html
from fedsheet.present.blocks import Note, figures
from fedsheet.present.house_style import HouseStyle
from fedsheet.present.text import Words
from fedsheet.runs.brief import brief
from fedsheet.runs.house_style import house_style, template
from fedsheet.runs.report import report
from present.report_support import documents

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="40" height="40" fill="#5b1f69"/></svg>'
)
WHOLE = """
author = "Rates Strategy, Example Securities"
logo = "logo.svg"
licence = "All rights reserved."
[colours]
accent = "#5B1F69"
figures = ["#5b1f69", "#c0392b"]
[disclaimer]
zh = "仅供参考。"
en = "For information only."
"""


@pytest.fixture
def whole(tmp_path):
    (tmp_path / "logo.svg").write_text(LOGO, "utf-8")
    file = tmp_path / "house.toml"
    file.write_text(WHOLE, "utf-8")
    return file


def test_a_style_is_read_whole_and_an_author_named_wins(whole) -> None:
    style = house_style(whole)
    assert style.logo.startswith(b"\x89PNG")
    assert (style.accent, style.figures) == ("#5b1f69", ("#5b1f69", "#c0392b"))
    assert (style.author, style.disclaimer["zh"]) == ("Rates Strategy, Example Securities", "仅供参考。")
    assert house_style(whole, "A. Writer") == replace(style, author="A. Writer")
    assert house_style() == HouseStyle()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_document_is_signed_coloured_and_closed(whole, language: str) -> None:
    plain = documents()[language]
    dressed = house_style(whole).of(plain, Words(language))
    said = [block.text for block in dressed.blocks[len(plain.blocks) :] if isinstance(block, Note)]
    assert said[-1] == {"zh": "仅供参考。", "en": "For information only."}[language]
    assert dressed.dateline.startswith("Rates Strategy, Example Securities · ")
    drawn = json.dumps([figure.spec for figure in figures(dressed.blocks)])
    assert "#5b1f69" in drawn
    assert "#1f4e8c" not in drawn
    page = html.page(replace(dressed, blocks=dressed.blocks[-4:]), Words(language))
    assert "data:image/png;base64," in page
    assert "--accent:#5b1f69" in page


def test_without_a_style_a_document_stays_as_it_is() -> None:
    assert HouseStyle().of(documents()["zh"], Words("zh")) == documents()["zh"]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("acent = 1", UnknownNameError, "Unknown key 'acent'"),
        ("[colours]\nacent = '#000000'", UnknownNameError, "Did you mean|Nearest|accent"),
        ("colours = 1", InputError, "colours is a table"),
        ("[colours]\naccent = 'navy'", InputError, "'navy' is no colour"),
        ("[colours]\nfigures = 'red'", InputError, "at most 8 colours"),
        ("author = 3", InputError, "author is one line"),
        ("disclaimer = 3", InputError, "disclaimer is a text"),
        ("[disclaimer]\nfr = 'x'", UnknownNameError, "Unknown language 'fr'"),
        ("logo = 'nowhere.png'", InputError, "cannot be read"),
        ("logo = 'house.toml'", InputError, "cannot be drawn"),
        ("author = ", InputError, "is not TOML"),
        ("author = " + "9" * 4301, InputError, "is not TOML"),
        ("author = " + "[" * 1000, InputError, "is not TOML"),
    ],
)
def test_a_style_that_cannot_be_used_is_refused_by_name(tmp_path, text: str, error: type, said: str) -> None:
    file = tmp_path / "house.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(error, match=said):
        house_style(file)


def test_a_damaged_logo_is_refused(tmp_path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n cut off")
    (tmp_path / "house.toml").write_text("logo = 'logo.png'", "utf-8")
    with pytest.raises(InputError, match=r"The logo .* cannot be drawn"):
        house_style(tmp_path / "house.toml")


def test_report_and_brief_refuse_before_any_work_and_write_nothing(tmp_path, monkeypatch) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("work began")

    monkeypatch.setattr("fedsheet.runs.read.store.vintage", work)
    file = tmp_path / "house.toml"
    file.write_text("acent = 1", "utf-8")
    for run, asked in ((report, "docx"), (brief, "pptx")):
        with pytest.raises(UnknownNameError):
            run(tmp_path / "out", "en", style=file)
        with pytest.raises(InputError, match=f"is no {asked} file"):
            run(tmp_path / "out", "en", template=file, **{asked: True})
        with pytest.raises(InputError, match=f"no {asked} file is asked for"):
            run(tmp_path / "out", "en", template=file)
    assert not (tmp_path / "out").exists()


def test_a_template_is_read_only_where_a_file_of_its_form_is_wanted(tmp_path) -> None:
    assert template(None, "docx", wanted=False) == b""
    with pytest.raises(InputError, match="cannot be read"):
        template(tmp_path / "nowhere.docx", "docx", wanted=True)


def test_a_style_with_a_mark_of_its_byte_order_is_read(tmp_path) -> None:
    file = tmp_path / "house.toml"
    file.write_text("author = 'Desk'", "utf-8-sig")
    assert house_style(file).author == "Desk"
