"""Words: every sentence a reader sees, by language, with numbers and dates written as that language writes them.

    words = Words("zh")
    words("report.assets_level", value=4.4868e12, day=date(2014, 10, 29))

A message is `room.key = "text with {name:spec}"` in `messages/<language>/<room>.toml` and in no other file; values go
in as base units (US dollars, decimal rates, dates). A key or a value that is missing, or a spec that is unknown, is an
error, never a gap. The specs are those of `present/formats.py`, and

    name:x.y_    the message `x.y_` and the value: names for machines as readers call them
    exhibit      the id of a figure or table: its title; in a document its number and title (`present/cited.py`)
    numbered     the same; in a document its number alone
"""

from __future__ import annotations

import math
import re
import string
import tomllib
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fedsheet.core.door import records
from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.present.counts import said_whole, singular
from fedsheet.present.formats import FORMATS, MINUS, UNIT_OF_FORMAT

if TYPE_CHECKING:
    from fedsheet.record.path import PolicyPath

Imported = Mapping[str, Mapping[str, str]]
LANGUAGES = ("zh", "en")
MISSING = "—"
NAME = "name"  # `name:room.prefix_` shows a name for machines by the message that begins so
# A figure or table named by its id. What stands for it in a document until that is numbered begins with the mark of its
# form and ends with `CITED_END`, for private use in Unicode.
CITED = {"exhibit": "\ue800", "numbered": "\ue801"}
CITED_END = "\ue802"
TITLES: dict[str, str] = {}  # the message of an exhibit's title, where its module says another than `exhibits.<id>`
READS: list[Callable[[str], object]] = []  # what reads the module of an exhibit that a page names and does not show


def flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """`{"room": {"key": "text"}}` as `{"room.key": "text"}`; anything but text at the ends raises."""
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{key}.")
        elif isinstance(value, str):
            flat[key] = value
        else:
            raise InputError("present.text_message_text", key_=key)
    return flat


class Messages(Mapping[str, str]):
    """One language's messages, key → text: a file is read once a key that begins with its name is asked for."""

    def __init__(self, language: str) -> None:
        folder = files("fedsheet.present") / "messages" / language
        named = sorted((file.name, file) for file in folder.iterdir() if file.name.endswith(".toml"))
        self._left = {name.removesuffix(".toml"): file for name, file in named}
        self._held: dict[str, str] = {}

    def _read(self, name: str) -> None:
        if (file := self._left.get(name)) is None:
            return
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
        if other := tree.keys() - {name}:
            raise InputError("present.text_message_elsewhere", where=file.name, other=min(other))
        self._held |= flatten(tree)
        self._left.pop(name, None)  # last, as another thread may ask meanwhile

    def __getitem__(self, key: str) -> str:
        if key not in self._held:
            self._read(key.partition(".")[0])
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        for name in tuple(self._left):
            self._read(name)
        return iter(self._held)

    def __len__(self) -> int:
        return len(list(iter(self)))


@cache
def messages(language: str) -> Mapping[str, str]:
    """All messages of one language, key → text; an unknown language raises."""
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES, where="<lang>")
    return Messages(language)


def places(text: str) -> list[tuple[str, str]]:
    """The (name, spec) places of a message, sorted: what both languages must have in common is the names."""
    return sorted((name, spec or "text") for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


_HAN = "\u4e00-\u9fff"
_GAP_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_HAN_MEETS_LATIN = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9+{MINUS}$])|(?<=[A-Za-z0-9%])(?=[{_HAN}])")


_GAP_AT_MARK = re.compile("(?<=[，。；：、（）《》？！]) (?=\\S)|(?<=\\S) (?=[，。；：、（）《》？！])")


def spaced(text: str) -> str:
    """Chinese as typeset: a space where Han meets Latin or digits, none between Han nor beside a full-width mark."""
    return _GAP_AT_MARK.sub("", _GAP_BETWEEN_HAN.sub("", _HAN_MEETS_LATIN.sub(" ", text)))


# The typeface's curly quotes are as wide as a Chinese character: right in Chinese, a hole in English.
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def within_sentence(title: str) -> str:
    """A title as it stands within a sentence: its first letter small, unless it begins with an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


WRITTEN_SMALL = ("fedsheet", "bp")  # names and units that begin with a small letter wherever they stand


def sentence_case(heading: str) -> str:
    """A heading with a capital first: names written small and symbols (p, s.e.) stay as they are."""
    is_word = heading[1:2].islower() or heading[1:2] == "-"
    return heading[:1].upper() + heading[1:] if is_word and not heading.startswith(WRITTEN_SMALL) else heading


_RANGE = re.compile(r"(?<![\d.-])(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)(?![\d.]*-|\d)")


def dashed(told: str) -> str:
    """A recorded sentence as typeset: ranges and votes with a dash (3.75–4.00, 12–0), days as they are."""
    return _RANGE.sub("\\1–\\2", told)


def slug(name: str) -> str:
    """A name for machines as it stands in message keys: `ON RRP` is on_rrp, `tri-party` tri_party."""
    return name.lower().replace(" ", "_").replace("-", "_")


PATH, FIRST_PATH = "path", 0xE000  # the form of paths; what stands for them, for private use in Unicode


class _Filler(string.Formatter):
    """Fills a message's places through a language's own formats; a path is put in once the sentence is typeset.

    A folder is where it is: a space more or less in its name, or a curly quote made straight, names another.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._paths: list[str] = []

    def format_field(self, value: object, format_spec: str) -> str:
        shown = self._words.format(value, format_spec or "text")
        if format_spec != PATH:
            return shown
        self._paths.append(shown)
        return chr(FIRST_PATH + len(self._paths) - 1)

    def with_paths(self, sentence: str) -> str:
        """The sentence with each path in its place."""
        return sentence.translate({FIRST_PATH + place: path for place, path in enumerate(self._paths)})


class Words:
    """One language's messages and formats. Calling it with a key and values gives the sentence.

    known   the day of a document as of an earlier day: its figures shade nothing announced later
    record  the record of a document: its figures shade the windows of that one; None means the one that ships
    imported   tells, once a source line needs it, publisher → series → the user's file its newest days came from
    numbers    whether what is written will stand in a document that numbers its figures and tables
    """

    def __init__(
        self, language: str, known: date | None = None, record: PolicyPath | None = None,
        imported: Callable[[], Imported] | None = None, *, numbers: bool = False,
    ) -> None:  # fmt: skip
        self.known, self.imported, self._record, self._numbers = known, imported, record, numbers
        self._messages = messages(language)
        self._formats = FORMATS[language]
        self.language = language

    def on(self, day: date | None) -> Words:
        """The same words for a document as of an earlier day; themselves where none is named."""
        return Words(self.language, day, self._record, self.imported, numbers=self._numbers) if day else self

    def marking(self, used: Container[str]) -> Words:
        """The same words, whose source lines name imported figures of these series alone."""
        if self.imported is None:
            return self
        held = self.imported

        def told() -> Imported:
            return {of: {name: file for name, file in each.items() if name in used} for of, each in held().items()}

        return Words(self.language, self.known, self._record, told, numbers=self._numbers)

    @property
    def day(self) -> date:
        """The day of the document; today where it is of no earlier one."""
        from fedsheet.core import clock

        return self.known or clock.today()

    @property
    def record(self) -> PolicyPath:
        """The record whose windows figures shade."""
        self._record = self._record or records[0]()
        return self._record

    def __call__(self, key: str, /, **values: object) -> str:
        """The message of this key with its places filled; a missing key or value raises."""
        if key not in self._messages:
            raise UnknownNameError("message", key, self._messages, where=f"language {self.language!r}")
        template = self._messages[key] if self.language == "zh" else singular(self._messages[key], values)
        try:
            sentence = (filler := _Filler(self)).format(template, **values)
        except KeyError as gap:
            raise InputError(
                "present.text_message_needs_value", where=f"language {self.language!r}", key_=key, gap=gap
            ) from None
        told = spaced(sentence) if self.language == "zh" else sentence.translate(_STRAIGHT)
        return filler.with_paths(said_whole(told, self.language))

    def __contains__(self, key: object) -> bool:
        return key in self._messages

    def format(self, value: object, spec: str) -> str:
        """One value by one spec; None and NaN show as a dash, an unknown spec raises."""
        kind, _, prefix = spec.partition(":")
        if kind not in self._formats and kind != NAME and kind not in CITED:
            raise UnknownNameError("format", spec, self._formats)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return MISSING
        if kind in CITED:
            return self._cited(str(value), CITED[kind])
        return self(prefix + slug(str(value))) if kind == NAME else self._formats[kind](value)

    def _cited(self, exhibit: str, mark: str) -> str:
        """An exhibit by its title, or in a document what stands for it there."""
        if self._numbers:
            return f"{mark}{exhibit}{CITED_END}"
        return self("common.exhibit_titled", title=self.title_of(exhibit))

    def title_of(self, exhibit: str) -> str:
        """An exhibit's title by its id; an unknown one raises."""
        if exhibit not in TITLES and f"exhibits.{exhibit}" not in self._messages:
            for read in READS:
                read(exhibit)
        return self(TITLES.get(exhibit, f"exhibits.{exhibit}"))

    def as_printed(self, value: float, spec: str) -> float:
        """The number that a reader has of a value printed so: what is computed of it agrees with a reader's own sum."""
        found = re.search(r"\d[\d,]*(?:\.\d+)?", self.format(abs(value), spec))
        digits = float(found[0].replace(",", "")) if found else 0.0
        return math.copysign(digits * 10.0 ** round(math.log10(abs(value) / digits)), value) if digits else 0.0

    def unit_of(self, spec: str) -> str:
        """The unit a format leaves to the heading (亿美元, USD bn, bp), or nothing where the cell says it."""
        return self(UNIT_OF_FORMAT[spec]) if spec in UNIT_OF_FORMAT else ""

    def heading(self, heading: str, spec: str) -> str:
        """A column's heading in sentence case, with the unit its format leaves out."""
        unit, heading = self.unit_of(spec), sentence_case(heading)
        return self("common.heading_unit", heading=heading, unit=unit) if unit else heading

    @property
    def money_unit(self) -> float:
        """US dollars in one unit of money on an axis: 亿 in Chinese, billions in English."""
        return 1e8 if self.language == "zh" else 1e9
