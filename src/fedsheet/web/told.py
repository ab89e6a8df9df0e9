"""A refusal as the page says it: in the reader's language, with advice in the page's own terms.

The calculating rooms say what went wrong in English, for a terminal. What a person can meet by the page's own controls
has a message here, found by the English sentence; any other is told by its kind, with the English words behind it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fastapi import Request

from fedsheet.core.errors import DateRangeError, FedsheetError, ModelError, RecordError, SourceError, UnknownNameError
from fedsheet.present.text import LANGUAGES, Words
from fedsheet.present.verdicts import series_name

DAY = r"\d{4}-\d\d-\d\d"
# Part of the English sentence → `web.refused_<key>`; named groups fill its places, and the first that fits counts.
REASONS = tuple(
    (key, re.compile(pattern))
    for key, pattern in {
        "future": rf"(?P<day>{DAY}) is still to come.*known on (?P<newest>{DAY})",
        "series_since": rf"No value of '(?P<series>[^']+)' was known.*Use --as-of (?P<since>{DAY})",
        "since": rf"Use --as-of (?P<since>{DAY}) or later",
        "early": r"(?i)later (--)?as-of|(known|public|announced) (as of|by)",
        "held": rf"[Hh]eld from (?P<first>{DAY}) to (?P<last>{DAY})",
        "forgotten": r"Choose the file again",
        "busy": r"jobs are (waiting|under way)",
        "ended": r"^Unknown job",
        "pull": r"None of (?P<n>\d+) replies could be taken in",
        "encoding": r"not (UTF-8 text|text in UTF-8)",
        "large": r"The file has [\d,]+ (characters|lines)|A line of the file has|(is|file is) (too large|larger than)",
        "deep": r"nested (too deeply|deeper)|too deep in|recursion depth",
        "toml": r"(valid|not) TOML.*?at line (?P<line>\d+)",
        "toml_end": r"(valid|not) TOML.*at end of document",
        "key_missing": r"(has no|The key|needs) (?P<key>'[^']+')( is missing|\.)|(?P<bare>'[^']+') is missing",
        "key_unknown": r"Unknown keys? (in [^:]+: )?(?P<key>.+?)\. ",
        "header": r"The header is .*?\. (?P<known>.+)\.$",
        "columns": r"line (?P<line>\d+): The line has (?P<n>\d+) columns",
        "line": r", line (?P<line>\d+): ",
        "name": r"Unknown [a-z ]+ '(?P<name>.*?)'\. ",
    }.items()
)
KINDS: tuple[tuple[type[FedsheetError], str], ...] = (
    (DateRangeError, "dates"),
    (UnknownNameError, "other"),
    (RecordError, "file"),
    (SourceError, "source"),
    (ModelError, "model"),
)


class Told(NamedTuple):
    """What the page shows: a sentence with its advice, and the first as-of day that would do, where one is known."""

    said: str
    since: str = ""


def told(error: FedsheetError, words: Words) -> Told:
    """The refusal in the language of `words`; where only its kind has a sentence, the English words follow it."""
    text = str(error)
    for key, pattern in REASONS:
        if found := pattern.search(text):
            values = {name: value or "" for name, value in found.groupdict().items()}
            if "series" in values:
                values["series"] = series_name(values["series"], words)
            return Told(words(f"web.refused_{key}", why=text, **values), values.get("since", ""))
    kind = next((name for root, name in KINDS if isinstance(error, root)), "other")
    return Told(words(f"web.refused_{kind}", why=text))


def language_of(request: Request) -> str:
    """The language a request was made in: its own parameter, else the page's header, else Chinese."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return next((one for one in LANGUAGES if asked.startswith(one)), LANGUAGES[0])
