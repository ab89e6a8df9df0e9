"""How to cite a figure: one sentence in each language, and an entry for BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fedsheet.present.text import Words


@dataclass(frozen=True)
class Cited:
    """A figure as it is cited: what it shows, of which state of the figures, where it was made."""

    id: str
    caption: str
    source: str
    as_of: date
    digest: str
    version: str
    link: str


def sentence(cited: Cited, words: Words) -> str:
    """The citation in the language of `words`; the caption stays in the language of the page."""
    return words(
        "view.citation", caption=cited.caption.rstrip("。."), source=cited.source, day=cited.as_of,
        digest=cited.digest[:12], version=cited.version, link=cited.link,
    )  # fmt: skip


def bibtex(cited: Cited) -> str:
    """The same as an entry of type misc; braces and backslashes of the caption are kept out of TeX's way."""
    plain = re.sub(r"([{}\\%&#_$])", r"\\\1", cited.caption.rstrip("。."))
    key = re.sub(r"[^a-z0-9]+", "-", f"fedsheet-{cited.id}-{cited.as_of}".lower())
    fields = {
        "title": f"{{{plain}}}",
        "author": "{{The fedsheet authors}}",
        "year": f"{{{cited.as_of.year}}}",
        "note": f"{{Figures as of {cited.as_of}, vintage {cited.digest[:12]}, fedsheet {cited.version}}}",
        "howpublished": f"{{\\url{{{cited.link}}}}}",
    }
    return "\n".join([f"@misc{{{key},", *(f"  {name} = {value}," for name, value in fields.items()), "}"])
