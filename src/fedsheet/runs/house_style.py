"""The file of a house style and the template of an office, read and refused before any work.

author = "Rates Strategy, Example Securities"        licence = "All rights reserved."
logo = "logo.png"                                    PNG, JPEG or SVG, beside the file

[colours]
accent = "#5b1f69"                                   figures = ["#5b1f69", "#c0392b"]
rise = "red"                                         of what rises, or "green"; else red in Chinese, green in English

[disclaimer]
zh = "……"                                            en = "…"
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.system import system
from fedsheet.present import office
from fedsheet.present.charts.theme import COLOURS, NAVY
from fedsheet.present.house_style import HouseStyle
from fedsheet.present.text import LANGUAGES

KEYS = ("author", "logo", "licence", "disclaimer", "colours")
COLOUR_KEYS = ("accent", "figures", "rise")
RISES = {"chinese": "red", "western": "green", "red": "red", "green": "green"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LOGO_FORMS = (".png", ".jpg", ".jpeg", ".svg")
LOGO_PPI = 600.0
WHERE = "<house_style>"


def house_style(file: Path | str | None = None, author: str = "", colours: str = "") -> HouseStyle:
    """The style a file describes, signed by `author` where one is named; ours where neither is.

    colours   of rise and fall whatever the file says: chinese (red rises) or western (green rises)
    """
    rise = _rise(colours, "--colours") if colours else ""
    style = HouseStyle() if file is None else _of_file(Path(file))
    return replace(style, author=author or style.author, rise=rise or style.rise)


def _rise(value: object, where: str) -> str:
    if value not in RISES:
        raise UnknownNameError("colours", str(value), tuple(RISES), where=where)
    return RISES[str(value)]


def template(file: Path | str | None, kind: office.Kind, *, wanted: bool) -> bytes:
    """A template's bytes, empty where there is none; the libraries are asked for where a file of theirs is wanted."""
    if wanted:
        office.ready()
    if file is None:
        return b""
    if not wanted:
        raise InputError("runs.template_of_nothing", where="<template>", kind=kind)
    data = _bytes(Path(file), "<template>")
    office.refuse_unreadable(data, kind, str(file))
    return data


def _bytes(file: Path, where: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError("runs.style_unreadable", where=where, file=str(file), strerror=system(error)) from None


def _of_file(file: Path) -> HouseStyle:
    try:
        held = tomllib.loads(_bytes(file, WHERE).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number of thousands of digits, too deep
        raise InputError("runs.style_no_toml", where=WHERE, file=str(file), error=error) from None
    _known(held, KEYS, file)
    colours = held.get("colours", {})
    if not isinstance(colours, Mapping):
        raise InputError("runs.style_table", where=WHERE, name="colours")
    _known(colours, COLOUR_KEYS, file)
    return HouseStyle(
        author=_text(held, "author"),
        logo=_logo(file.parent / _text(held, "logo")) if "logo" in held else b"",
        accent=_colour(colours.get("accent", NAVY)),
        figures=_figures(colours.get("figures", [])),
        rise=_rise(colours["rise"], f"{WHERE} rise") if "rise" in colours else "",
        licence=_told(held, "licence"),
        disclaimer=_told(held, "disclaimer"),
    )


def _known(held: Mapping[str, object], keys: tuple[str, ...], file: Path) -> None:
    for key in held:
        if key not in keys:
            raise UnknownNameError("key", key, keys, where=f"{WHERE} {file.name}")


def _text(held: Mapping[str, object], key: str) -> str:
    text = held.get(key, "")
    if not isinstance(text, str) or "\n" in text or len(text) > 200:
        raise InputError("runs.style_line", where=WHERE, name=key)
    return text


def _told(held: Mapping[str, object], key: str) -> dict[str, str]:
    """A text for both languages, or one for each."""
    said = held.get(key, {})
    by_language = {"": said} if isinstance(said, str) else said
    if not isinstance(by_language, Mapping) or not all(isinstance(text, str) for text in by_language.values()):
        raise InputError("runs.style_words", where=WHERE, name=key)
    for language in by_language:
        if language not in ("", *LANGUAGES):
            raise UnknownNameError("language", language, LANGUAGES, where=f"{WHERE} {key}")
    return {language: str(text) for language, text in by_language.items()}


def _colour(value: object) -> str:
    if not isinstance(value, str) or not COLOUR.fullmatch(value):
        raise InputError("runs.style_colour", where=WHERE, value=value)
    return value.lower()


def _figures(values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or len(values) > len(COLOURS):
        raise InputError("runs.style_colours", where=WHERE, most=len(COLOURS))
    return tuple(_colour(value) for value in values)


def _logo(file: Path) -> bytes:
    """The mark as PNG, drawn once, so that every medium can show it; what cannot be drawn is refused."""
    import typst

    data, form = _bytes(file, WHERE), file.suffix.lower()
    if form not in LOGO_FORMS:
        raise InputError("runs.style_logo", where=WHERE, file=str(file))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"logo{form}").write_bytes(data)
        page = f'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("logo{form}", height: 40pt)'
        (Path(folder) / "main.typ").write_text(page, encoding="utf-8")
        try:
            drawn: bytes = typst.compile(
                str(Path(folder) / "main.typ"), root=folder, format="png", ppi=LOGO_PPI, ignore_system_fonts=True
            )
        except (RuntimeError, ValueError):
            raise InputError("runs.style_logo", where=WHERE, file=str(file)) from None
    return drawn
