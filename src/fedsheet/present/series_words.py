"""Series in the reader's language: name, unit and publisher, by what their definitions say in English."""

from __future__ import annotations

import re
from dataclasses import replace

from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import Unit
from fedsheet.present.text import Words
from fedsheet.review import ready

# How a publisher's name begins → its key; the release it names (H.15, G.17) follows the name in any language.
PUBLISHERS = {
    ready.RECORD: "record",
    "Board of Governors": "board", "Federal Reserve Bank of New York": "nyfed",
    "Federal Reserve Bank of Chicago": "chicago", "Federal Reserve Bank of Kansas City": "kansas_city",
    "Office of Financial Research": "ofr", "US Bureau of Economic Analysis": "bea",
    "US Bureau of Labor Statistics": "bls", "US Census Bureau": "census", "US Congressional Budget Office": "cbo",
    "US Energy Information Administration": "eia", "S&P Dow Jones Indices": "spdji",
    "US Treasury, Bureau of the Fiscal Service": "treasury", "US Department of the Treasury": "treasury",
    "US Treasury": "treasury", "National Bureau of Economic Research": "nber",
    "Federal Reserve Bank of St. Louis": "stlouis", "US Employment and Training Administration": "eta",
}  # fmt: skip
STATEMENT = re.compile(r"H41\.([A-Z0-9]+)_N\.WW$")  # a line of the statement, by its code in the Board's download
RELEASE = re.compile(r"\b[HG]\.\d+(?:\.\d)?(?:/H\.\d)?")


def title(definition: SeriesDefinition, words: Words) -> str:
    """The publisher's title in English; in Chinese our name for it, the user's own title where we have none."""
    asked = ready.named(definition.id) if definition.formula else None
    if asked is not None:
        return asked.title.of(words.language)
    if words.language == "en":
        return definition.title
    line = STATEMENT.match(definition.id)
    if line and f"statement.line_{line[1].lower()}" in words:
        return words("data.statement_line", line=words(f"statement.line_{line[1].lower()}"))
    from fedsheet.present.verdicts import series_name

    key = f"data.series_{definition.id}"
    name = words(key) if key in words else series_name(definition.id, words)
    return definition.title if name == definition.id else name


def unit(definition: SeriesDefinition, words: Words) -> str:
    """The unit of publication; as it is called where we have no word for it."""
    return unit_named(definition.unit.name, words)


def typed(unit: Unit, language: str) -> str:
    """A unit as one may write it in a language: its published name, in Chinese our word, which `core.units` knows."""
    return unit.name if language == "en" else unit_named(unit.name, Words(language))


def unit_named(name: str, words: Words) -> str:
    """A unit by its name, in the reader's words where there are some."""
    key = f"data.unit_{re.sub(r'[^0-9a-z]+', '_', name.lower()).strip('_')}"
    return words(key) if key in words else name


def frequency(definition: SeriesDefinition, words: Words) -> str:
    """How often a series comes; as its definition says it where we have no word for it."""
    key = f"data.frequency_{definition.frequency.lower()}"
    return words(key) if key in words else definition.frequency


def publisher(definition: SeriesDefinition, words: Words) -> str:
    """The publisher with the release that the figures stand in; a user's own as given; a user's file is named."""
    if definition.is_imported and publisher_key(definition):
        own = publisher(replace(definition, source=""), words)
        return words("data.imported", publisher=own, file=definition.imported_from)
    if definition.formula:
        parts = [publisher_name(part, words) for part in definition.publisher.split("; ")]
        return words("data.computed_from", parts=list(dict.fromkeys(parts)))
    return publisher_name(definition.publisher, words)


def how(definition: SeriesDefinition, words: Words) -> str:
    """By which formula a series is computed, and what to mind; empty of a published one."""
    asked = ready.named(definition.id) if definition.formula else None
    if asked is None:
        return ""
    return words("data.formula", id=asked.id, formula=asked.formula, what=asked.what.of(words.language))


def publisher_name(said: str, words: Words) -> str:
    """A publisher as the catalogue or a definition says it, in the reader's language; one not known as it stands."""
    if not (key := key_of(said)):
        return said
    release = RELEASE.search(said)
    return " ".join([words(f"data.publisher_{key}"), *([release[0]] if release else [])])


def publisher_key(definition: SeriesDefinition) -> str:
    """The key of a publisher we know by name; empty for a user's own."""
    return key_of(definition.publisher)


def key_of(said: str) -> str:
    """The same of a publisher as a definition says it."""
    return next((key for beginning, key in PUBLISHERS.items() if said.startswith(beginning)), "")
