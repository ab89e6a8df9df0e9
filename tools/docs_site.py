"""Make the site of the documents: one tree of pages a language, built by Sphinx with warnings as errors, links checked.

python tools/docs_site.py [FOLDER]     pages under FOLDER/html/en and FOLDER/html/zh (by default build/site)

A page NAME.md has its Chinese edition in NAME.zh.md; one without is in English under a Chinese title, and says what it
holds. What can be computed is computed: the reference from docstrings and commands, parameters and scores from the
files that ship, the names under which pages are linked from their titles.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import string
import sys
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from docs_reference import exhibit_table, parameter_tables, references

ROOT = Path(__file__).parent.parent
DOCS, SITE = ROOT / "docs", ROOT / "docs" / "site"
LANGUAGES = ("en", "zh")
TODAY = "2026-11-30"  # the day on which what the pages compute is computed
LEFT_OUT = {"site", "gallery", "schemas"}
COMPUTED = re.compile(r"^```\{(parameters|exhibit)\} (.*)\n```$", re.M)
# What is written in English alone: its Chinese title, and what it holds.
DECIDED = "每条写明决定了什么（What）、为何（Why）、没有选什么（Instead of）与日期。正文只有英文，与代码库相同。"
ROOMS = {
    "claims": "论断", "data": "数据来源与存储", "house": "总体结构", "market": "货币市场", "outlook": "展望",
    "portfolio": "持仓与推算", "record": "政策记录", "report": "报告", "review": "回顾", "workbench": "工作台",
}  # fmt: skip
ONLY_ENGLISH = {
    "changelog": ("更新日志（英文）", "新增、改动与修正，最新的在前。只有英文，与代码库中的 `CHANGELOG.md` 相同。"),
    "decisions": ("设计决定（英文）", f"各部分设计决定的目录，链接到正文。{DECIDED}"),
    **{f"decisions/{room}": (f"{name}：设计决定（英文）", DECIDED) for room, name in ROOMS.items()},
}  # fmt: skip
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
NAMED = re.compile(
    r"\[[\w./-]+\.md\]\(([\w./-]+)\.md\)|(`?)(?<!\]\()(?<![\w/])docs/([\w/-]+)(?:\.zh)?\.md\2"
)  # by its file
FENCE = re.compile(r"^```(console|sh|diff|toml|csv|r|julia|stata|eviews)( .*)?$", re.M)
LEXERS = {"stata": "text", "eviews": "text", "csv": "text", "console": "sh"}  # no words for it, or no prompt in it


def tree(lang: str, folder: Path) -> Path:
    """The pages of one language as Sphinx reads them."""
    shutil.rmtree(folder, ignore_errors=True)
    for page in sorted(DOCS.rglob("*.md")):
        place = page.relative_to(DOCS)
        if place.parts[0] not in LEFT_OUT and not page.name.endswith(".zh.md"):
            text = linked(edition(page, lang), place.with_suffix("").as_posix(), lang)
            _write(folder / place, text + _pages_below(page))
    _write(folder / "index.md", edition(SITE / "index.md", lang))
    changelog = _noted((ROOT / "CHANGELOG.md").read_text("utf-8"), "changelog", lang)
    _write(folder / "changelog.md", linked(changelog, "changelog", lang))
    _gallery(lang, folder / "gallery")
    for name, text in references(lang):
        _write(folder / "reference" / f"{name}.md", linked(text, f"reference/{name}", lang))
    shutil.copytree(DOCS / "schemas", folder / "schemas")
    return folder


def _pages_below(page: Path) -> str:
    """A table of contents that shows nothing: the pages of a folder of the page's name."""
    names = sorted(one.stem for one in (page.parent / page.stem).glob("*.md") if not one.name.endswith(".zh.md"))
    listed = "\n".join(f"{page.stem}/{name}" for name in names)
    return f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n" if names else ""


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


def edition(page: Path, lang: str) -> str:
    """A page in a language: its own edition where there is one, links to editions turned to the tree's names."""
    text = _own(page, lang).read_text("utf-8")
    text = re.sub(
        r"(?: ?(?:English|中文)[:：] ?)\[[^\]]*\]\([^)]*\)[.。]?", "", text
    )  # the switch of the site stands above
    text = text.replace(".zh.md)", ".md)").replace("](schemas)", "](reference/schemas.md)")
    text = COMPUTED.sub(lambda found: _computed(found[1], found[2], lang), text)
    text = FENCE.sub(lambda found: f"```{LEXERS.get(found[1], found[1])}", text)
    return _noted(text, page.relative_to(DOCS).with_suffix("").as_posix(), lang)


def _own(page: Path, lang: str) -> Path:
    """The file of a page in a language."""
    chinese = page.with_name(f"{page.stem}.zh.md")
    return chinese if lang == "zh" and chinese.exists() else page


def _noted(text: str, name: str, lang: str) -> str:
    """A page that is written in English alone, on the Chinese site: a Chinese title, and what it holds."""
    if lang == "en" or name not in ONLY_ENGLISH:
        return text
    head, holds = ONLY_ENGLISH[name]
    rest = re.sub(
        r"^## \[.*\]\(decisions/(.*)\.md\)",
        lambda room: f"## [{ROOMS[room[1]]}](decisions/{room[1]}.md)",
        text,
        flags=re.M,
    )
    return f"# {head}\n\n```{{note}}\n{holds}\n```\n{rest[rest.index(chr(10)) :]}"


def title(name: str, lang: str) -> str:
    """The title of a page of the documents."""
    if lang == "zh" and name in ONLY_ENGLISH:
        return ONLY_ENGLISH[name][0]
    head = _own(DOCS / f"{name}.md", lang).read_text("utf-8").partition("\n")[0]
    return re.sub(r"[\[\]]", "", head.removeprefix("# "))


def linked(text: str, name: str, lang: str) -> str:
    """Pages named by their files are links under their titles, code aside."""
    folder = PurePosixPath(name).parent.as_posix()

    def by_title(found: re.Match[str]) -> str:
        target = found[3] or posixpath.normpath(posixpath.join(folder, found[1]))
        if not (DOCS / f"{target}.md").exists():
            return found[0]
        return f"[{title(target, lang)}]({posixpath.relpath(f'{target}.md', folder)})"

    said = FENCED.split(text)
    code = [*FENCED.findall(text), ""]
    return "".join(NAMED.sub(by_title, one) + block for one, block in zip(said, code, strict=True))


def _computed(kind: str, rest: str, lang: str) -> str:
    name, *only = rest.split()
    if kind == "exhibit":
        return exhibit_table(name, lang, keys=only)
    return parameter_tables(ROOT / "src" / "fedsheet" / name, tuple(only), lang)


def _gallery(lang: str, folder: Path) -> None:
    """The executed notebooks of the language without the forms a page does not draw, and their page."""
    names = sorted(path.stem for path in (DOCS / "gallery" / lang).glob("*.ipynb"))
    for name in names:
        held = json.loads((DOCS / "gallery" / lang / f"{name}.ipynb").read_text("utf-8"))
        answers = [one for cell in held["cells"] for one in cell.get("outputs", ())]
        for stream in (one for one in answers if "text" in one):
            text = "".join(stream.pop("text"))
            stream |= {"output_type": "display_data", "metadata": {}, "data": {"text/html": printed(text)}}
            del stream["name"]
        outputs = [one["data"] for one in answers if "data" in one]
        for place, data in enumerate(outputs):
            for kind in [kind for kind in data if kind.startswith("application/")]:
                del data[kind]
            if "image/svg+xml" in data:  # in the page itself, so that its texts are set in the page's typeface
                data["text/html"] = drawn("".join(data.pop("image/svg+xml")), f"f{place}")
        _write(folder / f"{name}.ipynb", json.dumps(held))
    title, said = {
        "en": ("Gallery", "Notebooks with their answers, on the figures that ship; files: `docs/gallery/en`."),
        "zh": ("示例笔记本", "含结果的笔记本，用随软件附带的数据运行；文件位于 `docs/gallery/zh`。"),
    }[lang]  # fmt: skip
    listed = "\n".join(names)
    _write(folder / "README.md", f"# {title}\n\n{said}\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n")


def printed(text: str) -> str:
    """What a cell printed, in lines as long as the page."""
    return f'<div class="highlight"><pre class="said">{escape(text)}</pre></div>'


def drawn(svg: str, name: str) -> str:
    """A figure to stand in a page beside others: its parts are named apart from theirs."""
    whole = svg[svg.index("<svg ") :]  # from the outer one on: the figure stands in a frame of caption and source
    picture = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", whole).replace("<svg ", '<svg role="img" ', 1)
    return f'<div class="figure">{picture}</div>'


def typeface(source: Path, out: Path) -> None:
    """The characters that the pages use, cut from the typeface of the report: Chinese shows on every machine."""
    from fedsheet.present.fonts import subset_woff2

    texts = (page.read_text("utf-8") for kind in ("*.md", "*.ipynb") for page in source.rglob(kind))
    wanted = (
        {one for text in texts for one in text if one.isprintable()} | set(string.printable.strip()) | set("中文搜索")
    )
    wanted |= {one for page in out.rglob("*.html") for one in page.read_text("utf-8") if ord(one) > 0x2E7F}
    (out / "_static" / "site.woff2").write_bytes(subset_woff2(wanted))


# What the theme says in English alone, in tags and to readers of screens.
THEME = {
    "Next": "下一页", "Previous": "上一页", "Home": "首页", "On this page": "本页内容", "Back to top": "回到顶部",
    "Skip to content": "跳到正文", "Copyright &#169; ": "版权所有 © ", "Made with ": "排版：",
    "Toggle site navigation sidebar": "打开或关闭导航", "Toggle table of contents sidebar": "打开或关闭本页目录",
    "Toggle Light / Dark / Auto color theme": "浅色、深色或自动", "Toggle navigation of ": "展开或收起：",
}  # fmt: skip
WHOLE = r'(?=\s*[<"])'  # a text to its end; those that end in a space stand before a name
THEME_WORDS = re.compile(
    rf"""((?:>|aria-label=")\s*)({"|".join(re.escape(one) + ("" if one.endswith(" ") else WHOLE) for one in THEME)})"""
)


# What no line ends inside of: a day, a quarter, an option, a bound, an amount of dollars with its sign; not in tags or
# drawings.
WHOLES = re.compile(
    r"<(text|script|style|title)\b.*?</\1>|<(?!span class=\"m\">\d{4}</span>-)[^>]*>"
    r"|(<span class=\"m\">\d{4}</span>-\d\d(?:-\d\d)?"
    r"|&lt; \d[\d.]*|[-−+]?\$[\d.,]*\d(?: (?:mn|bn|trn))?|\b\d{4} Q[1-4]\b|\b(?:\d{4}-\d\d(?:-\d\d)?|YYYY-MM-DD)\b"
    r"|(?<![\w-])--[a-z][a-z-]*[a-z])",
    re.S,
)


# A name that is typed, and where its line may end when a telephone is too narrow for it.
TYPED, JOINT = re.compile(r'(?<=<span class="pre">)[^<]+'), re.compile(r"(?<=\w)[_/.](?=\w)")


def dressed(lang: str, out: Path) -> None:
    """The words of the theme in the language of the pages; what is one thing to a reader stands in one line, a long
    typed name ends its line at a joint.
    """
    for page in out.rglob("*.html"):
        text = WHOLES.sub(
            lambda found: f'<span class="whole">{found[2]}</span>' if found[2] else found[0], page.read_text("utf-8")
        )
        text = TYPED.sub(lambda found: JOINT.sub(r"\g<0><wbr>", found[0]), text)
        if lang == "zh":
            text = THEME_WORDS.sub(lambda found: found[1] + THEME[found[2]], text)
        page.write_text(text, "utf-8")


def build(lang: str, source: Path, out: Path) -> int:
    """Sphinx over one tree; every warning is an error."""
    from sphinx.cmd.build import main

    tongue = {"en": "en", "zh": "zh_CN"}[lang]
    flags = ["-q", "-W", "--keep-going", "-j", "1", "-c", str(SITE), "-D", f"language={tongue}", "-b", "html"]
    return int(main([*flags, str(source), str(out)]))


class _Links(HTMLParser):
    """Addresses a page refers to, the anchors it has, and scripts, styles and pictures from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag refers to."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        loaded = given.get("src", "") or (given.get("href", "") if tag == "link" else "")
        if urlsplit(loaded).netloc and given.get("rel") not in ("canonical",):
            self.foreign.append(loaded)
        self.links += [given[name] for name in ("href", "src") if given.get(name)]


def _read(page: Path) -> _Links:
    found = _Links()
    found.feed(page.read_text("utf-8"))
    return found


def broken(html: Path) -> Iterator[str]:
    """Links within the site that lead nowhere, and anything a page would load from elsewhere."""
    pages = {page.resolve(): _read(page) for page in html.rglob("*.html")}
    for page, found in sorted(pages.items()):
        where = page.relative_to(html.resolve())
        yield from (f"{where} loads {address}" for address in found.foreign)
        for link in found.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                yield f"{where}: {link} leads nowhere"
            elif address.fragment and target in pages and unquote(address.fragment) not in pages[target].anchors:
                yield f"{where}: {link} has no such place"


def main() -> int:
    """Write the trees, build both languages, check links."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "site").resolve()
    os.environ.setdefault("FEDSHEET_TODAY", TODAY)
    os.environ["FEDSHEET_HOME"] = str(folder / "home")  # the figures that ship, whatever a reader holds
    failed = 0
    for lang in LANGUAGES:
        source, out = tree(lang, folder / "pages" / lang), folder / "html" / lang
        failed |= build(lang, source, out)
        dressed(lang, out)
        typeface(source, out)
    _write(folder / "html" / "index.html", (SITE / "root.html").read_text("utf-8"))
    found = list(broken(folder / "html"))
    for line in found:
        print(line, file=sys.stderr)
    if not failed and not found:
        print(f"{folder / 'html' / 'index.html'}")
    return int(bool(failed or found))


if __name__ == "__main__":
    sys.exit(main())
