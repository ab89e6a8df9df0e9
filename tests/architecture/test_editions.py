"""Pages in two languages keep step: headings, code, tables, links and every name in a monospaced face are the same."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from support import REPOSITORY

DOCS = REPOSITORY / "docs"
CHINESE = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.zh.md"))
# Doors, files of one's own, the first pages and the models are told in both languages.
BOTH = {
    *(f"{name}.md" for name in (
        "agents", "api", "architecture", "claims", "eviews", "excel", "files", "first-hour", "http", "implied-csv",
        "install", "julia", "r", "stata", "statistics", "what-moved-reserves",
    )),
    *(f"files/{path.name}" for path in (DOCS / "files").glob("*.md") if not path.name.endswith(".zh.md")),
    *(f"models/{path.name}" for path in (DOCS / "models").glob("*.md") if not path.name.endswith(".zh.md")),
    "site/index.md",
}  # fmt: skip
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
SWITCH = re.compile(r"(?:English|中文)[:：] ?\[[^\]]*\]\([^)]*\)[.。]?")


def english(name: str) -> str:
    return SWITCH.sub("", (DOCS / name.replace(".zh.md", ".md")).read_text("utf-8"))


def chinese(name: str) -> str:
    return SWITCH.sub("", (DOCS / name).read_text("utf-8"))


def test_doors_models_and_first_pages_have_both() -> None:
    assert {name.replace(".zh.md", ".md") for name in CHINESE} >= BOTH


def blocks(text: str) -> list[str]:
    """Code as it stands; the language asked for, remarks and titles of the site's contents aside."""
    aside = r" --lang zh|:caption: .*|^\S+ <(?=\w+>$)|(?<=\w)>$|(?<=  # ).*|^#(?!:).*\n|^lang = .*"
    return [re.sub(aside, "", re.sub(r"(?<=\S)  +# ", "  # ", one), flags=re.M) for one in FENCED.findall(text)]


def test_a_remark_beside_code_is_chinese_on_a_chinese_page() -> None:
    """An error is printed in English."""
    for name in CHINESE:
        said = [
            one
            for block in FENCED.findall(chinese(name))
            for one in re.findall(r"^(?!.*print\(error\)).*\S  +# (.*)", block, re.M)
        ]
        assert all(re.search("[一-鿿]", one) for one in said), name


def headings(text: str) -> list[int]:
    return [len(found) for found in re.findall(r"^(#+) ", FENCED.sub("", text), re.M)]


def tables(text: str) -> list[int]:
    """Columns of every row."""
    return [len(re.findall(r"(?<!\\)\|", line)) for line in FENCED.sub("", text).splitlines() if line.startswith("|")]


def numbers(text: str) -> list[str]:
    """The numbers that tables hold, outside names and Chinese months."""
    rows = [re.sub(r"`[^`]*`|\d+ 月", "", line) for line in FENCED.sub("", text).splitlines() if line.startswith("|")]
    return sorted(re.findall(r"\d[\d,.]*\d|\d", "\n".join(rows)))


def links(text: str) -> list[str]:
    return sorted(re.sub(r"\.zh\.md", ".md", link) for link in re.findall(r"\]\(([^)]*)\)", FENCED.sub("", text)))


def names(text: str) -> Counter[str]:
    lines = re.sub(r"(?<!\n)\n(?!\n)", " ", FENCED.sub("", text))  # a name may go on in the next line
    return Counter(re.sub(r" --lang zh", "", one) for one in re.findall(r"`([^`\n]+)`", lines))


@pytest.mark.parametrize("name", CHINESE)
def test_editions_are_in_step(name: str) -> None:
    one, other = english(name), chinese(name)
    assert re.search(r"[\u4e00-\u9fff]", other)
    assert headings(one) == headings(other)
    if "what-moved-reserves" not in name:  # written apart, each with its own links and words; its code is the same
        assert tables(one) == tables(other)
        assert set(names(one)) == set(names(other)), set(names(one)) ^ set(names(other))
        assert links(one) == links(other)
        assert numbers(one) == numbers(other)
    assert blocks(one) == blocks(other)


def test_no_page_of_the_other_language_is_left_over() -> None:
    for name in CHINESE:
        assert Path(DOCS / name.replace(".zh.md", ".md")).exists(), name


def test_python_on_a_page_is_run_somewhere() -> None:
    """api.md and record.md by the front door's tests, the first hour by its walk; another page needs one too."""
    with_python = {
        str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")
        if "```python" in path.read_text("utf-8") and not path.name.endswith(".zh.md")
    }  # fmt: skip
    assert with_python == {"api.md", "first-hour.md", "record.md"}
