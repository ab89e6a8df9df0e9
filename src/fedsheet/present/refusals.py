"""An error's words: its sentence from the messages, filled with its values and the words of the door it is said at.

    <as_of>, <until> …      an option: `--as-of` at the command line, `as_of=` in Python, a control's name on the page
    <later as_of>           the same with its adjective: "a later --as-of", "a later day in the as-of box"
    <run data pull soma>    a command; on the page a pull is its button
    <claim A1>              a claim of the file that the error is about

doors: "cli", "page", "python"; "http" for programs and agents, as Python, and no file of this machine is offered
"""

from __future__ import annotations

import json
import re
import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import FedsheetError
from fedsheet.core.notes import Remark
from fedsheet.core.notes import said as note_said
from fedsheet.core.system import system
from fedsheet.core.text import Text
from fedsheet.core.units import Unit
from fedsheet.present.counts import singular

PARTS = ("what", "possible", "do")
TOKEN = re.compile(r"<(?:claim ([^<>]+)|(later |run )?([a-z][A-Za-z_. 0-9-]*))>")
SINCE = re.compile(r"<as_of> \{(\w+)\}")
# Errors whose values of these names are kinds of things, said in the language.
BY_KIND = (
    "core.unknown_", "core.formula_", "review.lines_", "review.threshold_unit", "claims.evidence_is_a_a",
    "claims.measures_quantity_", "core.series_figure_one", "core.units_cannot_",
)  # fmt: skip
KINDS = ("kind", "kind_2", "left", "right", "every", "timing", "timing_2")
QUOTED = re.compile(r" ?([“”：]) ?")  # no space beside a full-width mark
EDGE = "\ue000"  # both ends of a value while its sentence is typeset, for private use in Unicode
HAN = "\u4e00-\u9fff"
LATIN_MEETS_HAN = re.compile(f"(?<=[A-Za-z0-9%]){EDGE}(?=[{HAN}])|(?<=[{HAN}]){EDGE}(?=[A-Za-z0-9])")
OF_FILES = ("claim_path", "own_toml", "scenario_path", "events_path")  # advice that a door without files does not give
MANY_DIGITS = "for integer string conversion"  # of what Python says of a number it will not read
LINE = re.compile(r"at line (\d+)")
TWICE = ("Cannot overwrite", "Cannot declare")  # of a key or table that stands twice
# Options whose argument in Python has another name.
PYTHON = {
    "from": "opens", "to": "end", "policy_path": "policy", "paths": "n_paths", "days": "n_days",
    "window": "window_days",
}  # fmt: skip


@cache
def sentences(lang: str) -> Mapping[str, Any]:
    """The errors' messages of one language: room → key → part → template; another language than these is English."""
    known = lang if lang in ("zh", "en") else "en"
    text = (files("fedsheet.present") / "messages" / known / "errors.toml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)["errors"]
    return found


def template(key: str, part_name: str, lang: str) -> str | None:
    """The template of one part; None where no message holds the key."""
    room, _, name = key.partition(".")
    held = sentences(lang).get(room, {}).get(name) if name else None
    return None if held is None else str(held.get(part_name, ""))


def part(error: FedsheetError, name: str, lang: str, door: str) -> str:
    """One part of an error's words, or "all" of them as one line."""
    if name == "all":
        return sentence(error, lang, door)
    found = template(error.key, name, lang)
    raw = str(_plain(error.values.get(name, ""), lang, door))
    if door == "http" and raw in OF_FILES:
        return ""
    raw = str(sentences(lang)["hints"].get(raw, raw))  # advice that several errors share
    if found is None:
        return filled(error.key if name == "what" else raw, lang, door)
    return filled(_with_values(found, error, lang, door) or raw, lang, door)


def sentence(error: FedsheetError, lang: str, door: str) -> str:
    """Where, what, what was possible, what to do, in one line; each a sentence of the language."""
    stop, colon, gap = ("。", "：", "") if lang == "zh" else (".", ": ", " ")
    place = filled(error.where, lang, door).rstrip(":：").replace(": ", colon)
    said = [part(error, name, lang, door) for name in PARTS]
    said[0] = f"{place}{colon}{said[0]}" if place else said[0]
    whole = gap.join(" ".join(one.split()).rstrip(".。") + stop for one in said if one)
    return QUOTED.sub(r"\1", whole) if lang == "zh" else whole


def parts(error: FedsheetError, lang: str, door: str) -> dict[str, str]:
    """The sentence in its parts, for a program: what, where, possible, do."""
    said = {name: part(error, name, lang, door) for name in PARTS}
    return {"what": said["what"], "where": filled(error.where, lang, door), **{n: said[n] for n in PARTS[1:]}}


def since(error: FedsheetError) -> str:
    """The first as-of day that would do, where the error names one."""
    found = SINCE.search(template(error.key, "do", "en") or "")
    return str(error.values.get(found[1], "")) if found else ""


def filled(text: str, lang: str, door: str) -> str:
    """A text with its tokens in the door's words."""
    claim = sentences(lang)["doors"]["claim"]
    return TOKEN.sub(
        lambda found: claim.format(id=found[1]) if found[1] else _token(found[2] or "", found[3], lang, door), text
    )


def _token(before: str, name: str, lang: str, door: str) -> str:
    words = sentences(lang)["doors"]
    if before == "run ":
        return str(words["pull"]) if door == "page" and name.startswith("data pull") else f"`fedsheet {name}`"
    if door == "page":
        held = words["page"].get(f"later_{name}" if before else name)
        return str(held or words["page"]["other"].format(name=name))
    option = f"{PYTHON.get(name, name)}=" if door in ("python", "http") else f"--{name.replace('_', '-')}"
    return str(words["later"].format(option=option.rstrip("="))) if before else option


@cache
def _system() -> Mapping[str, str]:
    """What a system or SQLite says in English, by its name in `errors.system`."""
    return {str(text): name for name, text in sentences("en")["system"].items()}


def _plain(value: object, lang: str, door: str) -> object:
    """What TOML, JSON, the system or SQLite says of a mistake, and a unit, in the language; a note as at the door."""
    if isinstance(value, Unit):
        from fedsheet.present.series_words import typed

        return typed(value, lang)
    if isinstance(value, Text):
        return value.of(lang)
    if isinstance(value, Remark):
        return note_said(value, lang, door)
    if isinstance(value, OSError):
        return note_said(system(value), lang)
    if isinstance(value, UnicodeDecodeError):
        return sentences(lang)["doors"]["not_utf8"].format(byte=value.start)
    if isinstance(value, str | ValueError) and MANY_DIGITS in str(value):
        return sentences(lang)["doors"]["many_digits"]
    words = sentences(lang)
    if isinstance(value, json.JSONDecodeError):
        told = str(words["doors"]["json_place"]).format(line=value.lineno, column=value.colno)
        return told + _in_english(value.msg, lang)
    if isinstance(value, RecursionError):
        return words["doors"]["too_deep"]
    if isinstance(value, tomllib.TOMLDecodeError):
        line, said = LINE.search(str(value)), str(value).partition(" (at ")[0]
        kind = "twice" if said.startswith(TWICE) else "line" if line else "end"
        return str(words["doors"][f"toml_{kind}"]).format(line=line and line[1]) + _in_english(said, lang)
    if isinstance(value, str | Exception) and str(value) in _system():
        return words["system"][_system()[str(value)]]
    return value


def _in_english(said: str, lang: str) -> str:
    """What a parser says of it, which has English alone, behind a sentence of ours in that language."""
    return f" ({said[:1].lower()}{said[1:]})" if lang == "en" else ""


def _with_values(found: str, error: FedsheetError, lang: str, door: str) -> str:
    """A template with its values; a name of a kind of thing is said in the language."""
    values = {name: _plain(value, lang, door) for name, value in error.values.items()}
    if error.key.startswith(BY_KIND):
        kinds = sentences(lang)["kinds"]
        named = {name: str(values[name]) for name in KINDS if name in values}
        values |= {name: kinds.get(kind.replace(" ", "_"), kind) for name, kind in named.items()}
    if lang != "zh":
        return singular(found, values).format_map(_Held(values))
    return LATIN_MEETS_HAN.sub(" ", _Chinese().vformat(found, (), _Held(values))).replace(EDGE, "")


class _Chinese(string.Formatter):
    """Fills a Chinese template: words are quoted “…”, and the ends of each value are marked."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        said = super().convert_field(value, conversion)
        return f"“{said[1:-1]}”" if conversion == "r" and isinstance(value, str) else said

    def format_field(self, value: Any, format_spec: str) -> Any:
        return f"{EDGE}{super().format_field(value, format_spec)}{EDGE}"


class _Held(dict[str, object]):
    """Values by name; a note kept by an earlier version may lack one that the sentence of today has."""

    def __missing__(self, _name: str) -> str:
        return "?"
