"""What was noticed and stops nothing: a sentence that is kept as its key and values, and told in any language later.

    Remark.of("runs.intake_new", n_prints=3, n_rows=0)     a str: the sentence in English; `.said("zh")` the Chinese one
    kept(note) -> '[["runs.intake_new","",{…}]]'      as a store holds it;  read(text) -> the note again

A text of an earlier version, or of someone else's making (a line of SQLite), is told as it stands.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from fedsheet.core.errors import FedsheetError

STOPS = {"en": "; ", "zh": "；"}


class Remark(str):
    """Facts with their sentences among the errors', for lists and ledgers; never raised.

    As text the sentences of `facts` in English; a value may itself be a note.
    """

    facts: tuple[FedsheetError, ...]

    def __new__(cls, *facts: FedsheetError, text: str = "") -> Remark:
        """Of facts, or of a plain text."""
        made = super().__new__(cls, _said(facts, "en", "cli") if facts else text)
        made.facts = facts
        return made

    @classmethod
    def of(cls, key: str, **values: object) -> Remark:
        """One remark."""
        return cls(FedsheetError(key, **values))  # type: ignore[arg-type]  # `where` is none of them

    def __getnewargs_ex__(self) -> tuple[tuple[FedsheetError, ...], dict[str, str]]:
        return self.facts, {"text": "" if self.facts else str(self)}

    def and_(self, *others: str) -> Remark:
        """This note and the others, as one."""
        return Remark(*self.facts, *(fact for other in others for fact in getattr(other, "facts", ())))


NOTHING = Remark()


def said(note: str, lang: str, door: str = "cli") -> str:
    """A note in a language and a door's words; any other text as it is."""
    facts = getattr(note, "facts", ())
    return _said(facts, lang, door) if facts else str(note)


def kept(note: str) -> str:
    """A note as one line to be stored."""
    facts = getattr(note, "facts", ())
    if not facts:
        return str(note)
    rows = [[fact.key, fact.where, {name: _plain(value) for name, value in fact.values.items()}] for fact in facts]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=1_024)
def read(text: str) -> Remark:
    """The note that was stored; most of a ledger's are alike."""
    if not text.startswith('[["'):
        return Remark(text=text)
    return Remark(*(FedsheetError(key, where=where, **_notes(values)) for key, where, values in json.loads(text)))


def _notes(values: dict[str, Any]) -> dict[str, Any]:
    return {name: read(value) if isinstance(value, str) else value for name, value in values.items()}


def _plain(value: object) -> Any:
    if isinstance(value, Remark):
        return kept(value)
    if isinstance(value, bool | int | float | str):
        return value.item() if hasattr(value, "item") else value
    return value.isoformat() if isinstance(value, date) else str(value)


def _said(facts: tuple[FedsheetError, ...], lang: str, door: str) -> str:
    return STOPS[lang].join(fact.said(lang, door).rstrip(".。") for fact in facts)
