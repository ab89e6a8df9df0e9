"""The site of the documents: what it computes is there, its contents are whole, broken and foreign links are found."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "tools"))
import docs_reference as reference
import docs_site as site

sys.path.pop(0)

MARKET = REPOSITORY / "src" / "fedsheet" / "market" / "data" / "parameters.toml"


def read(printed: str) -> float:
    """A number as it is printed, as one: its minus a sign, its power of ten raised."""
    plain, _, power = printed.partition(" × 10")
    return float(plain.replace("−", "-")) * 10.0 ** int(
        power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0
    )


def test_a_number_is_printed_with_its_minus_and_its_power_of_ten(tmp_path: Path) -> None:
    file = tmp_path / "data" / "own.toml"
    file.parent.mkdir()
    file.write_text("some = -0.25\nfew = [-3, 3e-05]\nmany = 4.88842e9\nseed = 20231231\n", "utf-8")
    table = re.sub("<[^>]*>", "", reference.parameter_tables(file, (), "en"))
    printed = [line.split(" | ")[1].strip(" |") for line in table.splitlines() if line.startswith("| `")]
    assert printed == ["−0.25", "\\[−3, 3 × 10⁻⁵\\]", "4.88842 × 10⁹", "20231231"]


def test_every_parameter_stands_with_its_standard_error() -> None:
    held = tomllib.loads(MARKET.read_text("utf-8"))["parameter"]
    table = re.sub("<[^>]*>", "", reference.parameter_tables(MARKET, (), "en"))
    lines = [line.split(" | ") for line in table.splitlines() if "|" in line]
    rows = {line[0].strip("| "): line for line in lines}
    for name, one in held.items():
        _, value, error, unit, how = rows[f"`parameter.{name}`"]
        assert read(value) == pytest.approx(one["value"], rel=1e-5)
        errors = [read(error)] if error else []
        assert errors == [pytest.approx(one[k], rel=1e-5) for k in one if k == "standard_error"]
        assert unit == one["unit"]
        assert how


def test_errors_beside_a_table_of_parameters_are_joined_to_them() -> None:
    file = MARKET.parents[2] / "portfolio" / "data" / "parameters.toml"
    text = reference.parameter_tables(file, ("prepayment.first_runoffs",), "zh")
    held = tomllib.loads(file.read_text("utf-8"))["prepayment"]["first_runoffs"]
    assert f"| {held['turnover']:.6g} | {held['standard_errors']['turnover']:.6g} |" in text
    assert "标准误" in text


def test_a_chinese_page_of_a_model_tells_its_parameters_in_chinese() -> None:
    """Names, numbers and authors stand as they are; every sentence and unit of a parameter file is told in Chinese."""
    pages = [path.read_text("utf-8") for path in (site.DOCS / "models").glob("*.zh.md")]
    asked = [rest.split() for page in pages for kind, rest in site.COMPUTED.findall(page) if kind == "parameters"]
    assert len(asked) > 8
    tables = (
        reference.parameter_tables(site.ROOT / "src" / "fedsheet" / name, tuple(only), "zh") for name, *only in asked
    )
    lines = [re.sub("<[^>]*>", "", line) for table in tables for line in table.splitlines()[3:]]
    cells = [cell for line in lines for cell in line.split(" | ")[1:]]
    assert [
        cell for cell in cells if re.search(r"[A-Za-z]{3,} [a-z]{2,}", cell) and not re.search("[一-鿿]", cell)
    ] == []
    assert not {"Number", "Basis points", "US dollars"} & {cell.strip("| ") for cell in cells}


def test_the_theme_s_own_words_are_chinese_on_chinese_pages(tmp_path: Path) -> None:
    said = (
        '<a aria-label="Toggle navigation of 数据"><span>Next</span>\n<p>\n Made with <a>Furo</a></p><p>Next week</p>'
    )
    (tmp_path / "a.html").write_text(said, "utf-8")
    site.dressed("en", tmp_path)
    assert (tmp_path / "a.html").read_text("utf-8") == said
    site.dressed("zh", tmp_path)
    shown = (tmp_path / "a.html").read_text("utf-8")
    assert all(
        word in shown for word in ('"展开或收起：数据"', "<span>下一页</span>", "排版：<a>Furo</a>", ">Next week<")
    )


def test_the_reference_names_all_of_the_front_door_and_every_command() -> None:
    import fedsheet
    from fedsheet.cli.main import COMMANDS

    python, commands = reference.python_page(reference.SAID["en"]), reference.commands_page(reference.SAID["en"], "en")
    assert all(f"### fedsheet.{name}" in python for name in fedsheet.__all__ if not name.startswith("__"))
    assert all(f"## fedsheet {name}" in commands for name in COMMANDS)
    assert "0x" not in python
    assert "`--as-of`" in commands
    assert "lang=('zh', 'en')," in python


def test_the_chinese_reference_of_commands_has_their_chinese_help() -> None:
    """Every sentence of a help text has its Chinese, which the page of commands shows as the terminal does."""
    page = reference.commands_page(reference.SAID["zh"], "zh")
    told = [
        cell for line in page.splitlines() if line.startswith("| `") for cell in (line.split(" | ")[-1].strip("| "),)
    ]
    assert len(told) > 200
    assert [one for one in told if one and not re.search("[一-鿿]", one)] == []


def test_a_page_without_a_chinese_edition_has_a_chinese_title_and_says_what_it_holds() -> None:
    pages = [path for path in site.DOCS.rglob("*.md") if path.relative_to(site.DOCS).parts[0] not in site.LEFT_OUT]
    alone = {
        path.relative_to(site.DOCS).with_suffix("").as_posix() for path in pages
        if ".zh" not in path.name and not path.with_name(f"{path.stem}.zh.md").exists()
    }  # fmt: skip
    assert alone | {"changelog"} == set(site.ONLY_ENGLISH)
    shown = site.edition(site.DOCS / "decisions.md", "zh")
    assert shown.startswith("# 设计决定（英文）\n\n```{note}\n")
    assert "## [货币市场](decisions/market.md)" in shown


def test_pages_named_by_their_files_are_linked_under_their_titles() -> None:
    said = "See `docs/claims.md`, docs/decisions.md and [claims.md](../claims.md).\n\n```\ndocs/claims.md\n```\n"
    title = "Checking a text: your own claim file"
    assert site.linked(said, "files/claims", "en") == (
        f"See [{title}](../claims.md), [Decisions](../decisions.md) and [{title}](../claims.md).\n\n"
        "```\ndocs/claims.md\n```\n"
    )
    assert site.linked("(`docs/claims.md`), (docs/claims.md), [its page](docs/claims.md)", "http", "en") == (
        f"([{title}](claims.md)), ([{title}](claims.md)), [its page](docs/claims.md)"
    )
    nowhere = "`docs/" + "nothing.md`"
    assert site.linked(f"`docs/claims.md`、{nowhere}", "http", "zh") == (
        f"[{site.title('claims', 'zh')}](claims.md)、{nowhere}"
    )


def test_of_a_long_table_by_day_the_newest_rows_are_shown() -> None:
    table = reference.exhibit_table("market-hierarchy", "en", most=5)
    days = re.findall(r'^\| (?:<span class="whole">)?(\d{4}-\d\d-\d\d)', table, re.M)
    assert len(days) == 5
    assert days[0] > "2026"
    assert "The newest 5 rows of " in table
    assert reference.exhibit_table("projection-scenarios", "zh", most=5).count("列出前 5 行") == 1
    assert "| Window | " in reference.exhibit_table("review-split-table", "en", keys=("_window", "nominal"))


def test_a_column_of_parameters_that_nothing_fills_is_left_out() -> None:
    held = MARKET.with_name("learned_parameters.toml")
    heads = reference.parameter_tables(held, (), "en").splitlines()[2]
    assert re.sub("<[^>]*>", "", heads) == "| Parameter | Value | How found |"


def test_addresses_are_told_in_chinese_and_what_all_answer_stands_once() -> None:
    page = reference.http_page(reference.SAID["zh"], "zh")
    told = [line for line in page.splitlines() if line and not line.startswith(("#", "| ---"))]
    assert [line for line in told if not re.search("[一-鿿]", line)] == []
    assert page.count("`404`") == 1
    assert "| `claims` | body |" in page
    assert "`fedsheet show NAME --format json`" in page


@pytest.mark.parametrize("lang", site.LANGUAGES)
def test_every_page_is_in_the_contents(lang: str) -> None:
    listed = {word.strip("<>") for word in site.edition(site.SITE / "index.md", lang).split()}
    pages = {path.stem for path in site.DOCS.glob("*.md") if not path.name.endswith(".zh.md")}
    assert pages <= listed
    assert {f"models/{path.stem}" for path in (site.DOCS / "models").glob("*.md") if ".zh" not in path.name} <= listed


def test_two_amounts_in_a_line_are_no_formula_and_an_option_keeps_its_hyphens(tmp_path: Path) -> None:
    pytest.importorskip("myst_nb", reason="the extra docs is not installed")
    page = "# A\n\nWithin $1,000 (before: $400,000); `a --b` and --c; $x^2$.\n"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text(page, "utf-8")
    assert site.build("en", tmp_path / "pages", tmp_path / "html") == 0
    site.dressed("en", tmp_path / "html")
    shown = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert shown.count("<math") == 1
    assert "Within $1,000 (before: $400,000); a --b and --c; " in re.sub("<[^>]*>", "", shown)


def test_what_is_one_thing_stands_in_one_line_and_drawings_are_left_alone(tmp_path: Path) -> None:
    drawing = "<svg><svg><text>2026-10-09</text></svg><text>2026-10-09</text></svg>"
    (tmp_path / "a.html").write_text(
        f'<p title="2026-10-09">2026-10-09 $0.67 bn &lt; 0.001 −$378.0 --as-of YYYY-MM-DD.</p>{drawing}', "utf-8"
    )
    site.dressed("en", tmp_path)
    shown = (tmp_path / "a.html").read_text("utf-8")
    assert shown.endswith(drawing)
    (tmp_path / "a.html").write_text('<pre>--from <span class="m">2019</span>-09-01</pre>', "utf-8")
    site.dressed("en", tmp_path)
    in_code = (tmp_path / "a.html").read_text("utf-8")
    assert '<span class="whole"><span class="m">2019</span>-09-01</span>' in in_code
    assert re.findall('<span class="whole">(.*?)</span>', shown) == [
        "2026-10-09",
        "$0.67 bn",
        "&lt; 0.001",
        "−$378.0",
        "--as-of",
        "YYYY-MM-DD",
    ]


def test_a_long_typed_name_ends_its_line_at_a_joint(tmp_path: Path) -> None:
    typed = '<code><span class="pre">SOMA_TEN.YEARS</span> <span class="pre">_x</span></code> a_b'
    (tmp_path / "a.html").write_text(typed, "utf-8")
    site.dressed("en", tmp_path)
    assert (tmp_path / "a.html").read_text("utf-8") == typed.replace("SOMA_TEN.YEARS", "SOMA_<wbr>TEN.<wbr>YEARS")


def test_a_bar_in_what_is_typed_begins_no_column() -> None:
    page = reference.commands_page(reference.SAID["en"], "en")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}
    assert "<span class" not in "".join(re.findall("`[^`]*`", page))


def test_values_that_a_parameter_had_are_a_row_each() -> None:
    file = MARKET.parents[2] / "portfolio" / "data" / "liabilities.toml"
    held = tomllib.loads(file.read_text("utf-8"))["on_rrp"]["estimate"]
    text = reference.parameter_tables(file, ("on_rrp",), "en")
    assert text.count("| `on_rrp.estimate` ") == len(held) > 10


def test_bold_chinese_is_set_in_bold() -> None:
    """A full stop inside the marks, with a word right behind them, leaves the marks on the page."""
    pages = {path.name: path.read_text("utf-8").split("\n") for path in site.DOCS.rglob("*.zh.md")}
    parts = ((name, line.split("**")) for name, page in pages.items() for line in page)
    pairs = ((name, *pair) for name, part in parts for pair in zip(part[1::2], part[2::2], strict=False))
    assert [
        (name, bold) for name, bold, after in pairs if re.search("[。：；]$", bold) and re.match(r"\w", after)
    ] == []


def test_a_broken_link_and_a_foreign_address_are_found(tmp_path: Path) -> None:
    links = '<a href="b.html#here">b</a><a href="c.html">c</a><a id="x" href="#x">x</a>'
    (tmp_path / "a.html").write_text(links, "utf-8")
    (tmp_path / "b.html").write_text('<script src="https://cdn.example/x.js"></script><p id="there">', "utf-8")
    found = list(site.broken(tmp_path))
    assert found == [
        "a.html: b.html#here has no such place", "a.html: c.html leads nowhere",
        "b.html loads https://cdn.example/x.js",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", site.LANGUAGES)
def test_a_notebook_s_figure_stands_in_a_page_with_its_caption_and_source(lang: str) -> None:
    """An inner drawing cut out of its frame would leave the source as text of the page, and no caption."""
    notebooks = [json.loads(path.read_text("utf-8")) for path in (site.DOCS / "gallery" / lang).glob("*.ipynb")]
    outputs = [one for held in notebooks for cell in held["cells"] for one in cell.get("outputs", ())]
    figures = ["".join(one["data"]["image/svg+xml"]) for one in outputs if "image/svg+xml" in one.get("data", {})]
    assert len(figures) > 10
    for number, svg in enumerate(figures):
        (shown,) = ElementTree.fromstring(site.drawn(svg, f"f{number}"))
        assert list(shown.itertext()) == list(ElementTree.fromstring(svg).itertext())
        assert all(name.startswith(f"f{number}-") for part in shown.iter() if (name := part.get("id")))


def test_what_a_cell_printed_is_broken_to_the_width_of_the_page(tmp_path: Path) -> None:
    site._gallery("zh", tmp_path)
    cells = json.loads((tmp_path / "01-what-moved-reserves.ipynb").read_text("utf-8"))["cells"]
    shown = [one for cell in cells for one in cell.get("outputs", ())]
    assert '<pre class="said">WALCL 是' in shown[-1]["data"]["text/html"]
    assert all(one["output_type"] != "stream" for one in shown)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of the libraries among themselves; warnings of the build still end it
def test_the_site_is_built_without_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("myst_nb", reason="the extra docs is not installed")
    monkeypatch.setenv("FEDSHEET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FEDSHEET_TODAY", site.TODAY)
    monkeypatch.setattr(sys, "argv", ["docs_site.py", str(tmp_path)])
    assert site.main() == 0
    zh = tmp_path / "html" / "zh"
    assert "机构 MBS" in (zh / "gallery" / "04-levers.html").read_text("utf-8")
    indexed, words = ((zh / name).read_text("utf-8") for name in ("searchindex.js", "_static/language_data.js"))
    assert {"准备", "备金", "sofr"} <= json.loads(indexed.removeprefix("Search.setIndex(").removesuffix(")"))[
        "terms"
    ].keys()
    assert "splitQuery" in words
    assert "ChineseStemmer" not in words, "a class that is not there: the search would never end"
