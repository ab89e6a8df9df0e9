"""What a result says of itself, in a language: ten lines at most on a screen, a small table in a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

from fedsheet.core import notes
from fedsheet.core.lazy import pd
from fedsheet.core.series import Series
from fedsheet.core.shown import MOST_LINES, WIDTH, Card, Text
from fedsheet.core.vintage import Vintage
from fedsheet.present.refusals import sentences
from fedsheet.present.series_words import publisher, title, typed
from fedsheet.present.text import Words

ASK = ("frame()", "tables()", "table(name)", "figure(name)")  # what every result answers
LEFT = '<td style="text-align:left">'  # a notebook would set facts to the right


def head(card: Card, words: Words) -> str:
    """Name, span and day in one line."""
    start, end = card.span or ("", "")
    span = words("cards.span", start=start, end=end) if card.span else ""
    known = words("cards.known", day=card.as_of) if card.as_of else ""
    return f"{_said(card.title, words)}{span}{known}"


def as_text(card: Card, words: Words) -> str:
    """Name, facts and what to ask next; what is too much is counted."""
    from rich.cells import cell_len, set_cell_size

    facts = _facts(card, words)
    width = max((cell_len(name) for name, _ in facts), default=0)
    lines = [f"  {set_cell_size(name, width)}  {fact}" for name, fact in facts]
    kept = lines if len(lines) <= MOST_LINES - 2 else lines[: MOST_LINES - 3]
    more = [f"  {words('cards.more', n=len(lines) - len(kept))}"] if len(kept) < len(lines) else []
    ask = words("cards.ask", names=", ".join((*ASK, *card.ask)))
    whole = (head(card, words), *kept, *more, ask)
    return "\n".join(line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…" for line in whole)


def as_html(card: Card, words: Words) -> str:
    """Name and facts as a table of a notebook."""
    rows = "".join(f"<tr><th>{escape(n)}</th>{LEFT}{escape(f)}</td></tr>" for n, f in _facts(card, words))
    return f'<div lang="{words.language}"><p>{escape(head(card, words))}</p><table>{rows}</table></div>'


def of_figures(found: Series | Vintage, what: str, words: Words) -> Any:
    """Of a series its two first lines; of a vintage its line, or ("table") its series as a frame."""
    if isinstance(found, Series):
        return _lines(found, words)
    if what == "head":
        tables = list(found.tables) or [words("cards.no_tables")]
        return words("cards.vintage", day=found.as_of, n=len(found), tables=tables)
    rows = [
        (s.id, title(s.definition, words), typed(s.unit, words.language), s.first_day, s.last_day)
        for s in found.values()
    ]
    heads = ("terms.id", "terms.title", "terms.unit", "terms.first", "terms.last")
    return pd.DataFrame(rows, columns=[words(head) for head in heads])


def _lines(found: Series, words: Words) -> tuple[str, str]:
    """What a series is: its id and title; its unit, timing, publisher and span."""
    what, timing = found.definition, found.definition.timing
    timing = str(sentences(words.language)["kinds"].get(timing.replace(" ", "_"), timing))
    about = {"unit": typed(what.unit, words.language), "timing": timing, "publisher": publisher(what, words)}
    return (
        words("data.series_caption", id=what.id, title=title(what, words)),
        words("data.series_told", **about, span=notes.said(found.span(), words.language)),
    )


FORMS = {"text": as_text, "html": as_html}


def _facts(card: Card, words: Words) -> list[tuple[str, str]]:
    return [(_said(name, words), _said(fact, words)) for name, fact in card.facts]


def _said(text: Text, words: Words) -> str:
    """A message; a name as it stands, as is that of a type of someone else's making."""
    if isinstance(text, str):
        return text
    return words(text.key, **text.values) if text.key in words else text.key.rpartition(".")[2]
