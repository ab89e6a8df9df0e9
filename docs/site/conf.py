"""How the site of the documents is made; `tools/docs_site.py` writes the pages that this reads."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.search import SearchLanguage
from sphinx.search._stopwords.en import ENGLISH_STOPWORDS

import fedsheet

project = "fedsheet"
author = "The fedsheet authors"
project_copyright = author
version = release = fedsheet.__version__
extensions = ["myst_nb"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
templates_path = ["templates"]

myst_enable_extensions = ["dollarmath", "deflist"]
myst_dmath_allow_space = myst_dmath_allow_digits = False  # two amounts of dollars in a line are no formula
smartquotes_action = "qe"  # quotes and ellipses; an option keeps its two hyphens
myst_heading_anchors = 4
myst_links_external_new_tab = False
nb_execution_mode = "off"  # notebooks come with their answers; `make gallery` runs them
nb_ipywidgets_js: dict[str, Any] = {}
nb_merge_streams = True

html_theme = "furo"
html_title = "fedsheet"
html_static_path = ["static"]
html_css_files = ["site.css"]
STACK = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans CJK SC", sans-serif'
MONOSPACE = 'ui-monospace, Consolas, Menlo, "DejaVu Sans Mono", "Noto Sans CJK SC", monospace'
html_theme_options = {
    "light_css_variables": {
        "font-stack": STACK,
        "font-stack--headings": STACK,
        "font-stack--monospace": MONOSPACE,
    },
    "top_of_page_buttons": [],
}
html_copy_source = False
html_use_index = False  # nothing here is written for it: its page would be empty
html_show_sourcelink = False
html_show_sphinx = False
html_math_renderer = "mathml"
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
highlight_language = "text"  # a block that names no language is none
pygments_style = "tango"
pygments_dark_style = "monokai"


class ChineseInPairs(SearchLanguage):
    """Chinese found by its pairs of characters, which need no dictionary; Latin words by themselves.

    Sphinx's own Chinese indexes nothing without a library of words, and its page stops at a stemmer that is not there.
    """

    lang = "zh"
    language_name = "Chinese"
    stopwords = ENGLISH_STOPWORDS
    js_splitter_code = r"""
var splitQuery = function (query) {
  var found = [];
  (query.toLowerCase().match(/[a-z0-9_]+|[\u4e00-\u9fff]+/g) || []).forEach(function (run) {
    if (run.length === 1 || /[a-z0-9_]/.test(run)) { found.push(run); return; }
    Array.from(run).slice(1).forEach(function (sign, place) { found.push(run.charAt(place) + sign); });
  });
  return found;
};
"""

    def split(self, input: str) -> list[str]:
        """The Latin words of a text, and each pair of Chinese characters that stand beside each other."""
        runs = re.findall(r"[a-z0-9_]+|[\u4e00-\u9fff]+", input.lower())
        return [part for run in runs for part in ([run] if run.isascii() else map("".join, pairwise(run)))]


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Formulas as MathML, which browsers draw themselves: no script, nothing from elsewhere; a search of Chinese."""
    app.add_search_language(ChineseInPairs)
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
