"""A command's help in Chinese: the same command line, its sentences from `help_zh.toml`.

The English stands at the command, where typer reads it; a sentence that the table lacks is shown as it stands.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

WIDEST, GAP = 100, 2
EXTRA = re.compile(r"\[(default: |required|-?\d*\.?\d*<=?x|x[<>]).*\]$")


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads((files("fedsheet.cli") / "help_zh.toml").read_text("utf-8"))
    return found


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def said(text: str) -> str:
    """One help text in Chinese."""
    return "\n\n".join(_table()["said"].get(part, part) for part in paragraphs(text))


def in_chinese(command: Any, ctx: Any) -> str:
    """What `--help` of a command prints."""
    words, width = _table()["words"], min(shutil.get_terminal_size().columns, WIDEST)
    usage = " ".join(words.get(piece, piece) for piece in command.collect_usage_pieces(ctx))
    parts = [f"{words['Usage']}{ctx.command_path} {usage}", _indented(said(command.help or ""), width)]
    options = [one for one in command.get_params(ctx) if one.param_type_name == "option"]
    arguments = [one for one in command.get_params(ctx) if one.param_type_name == "argument"]
    below = ((name, command.get_command(ctx, name)) for name in getattr(command, "list_commands", lambda _: ())(ctx))
    parts += _section(words["Arguments"], [_record(one, ctx) for one in arguments], width)
    parts += _section(words["Options"], [_record(one, ctx) for one in options], width)
    parts += _section(words["Commands"], [(name, said(paragraphs(one.help)[0])) for name, one in below], width)
    return "\n\n".join(parts)


def _record(parameter: Any, ctx: Any) -> tuple[str, str]:
    """How a parameter is written, and what it is; its default and bounds behind."""
    written, text = parameter.get_help_record(ctx)
    extra = EXTRA.search(text)
    told = said(parameter.help or "")
    for english in ("default: ", "required"):
        text = text.replace(english, _table()["words"][english])
    return written, f"{told}{text[extra.start() :].replace('; ', '；')}" if extra else told


def _indented(text: str, width: int) -> str:
    from fedsheet.present.terminal import folded

    return "\n\n".join(folded(f"  {part}", width) for part in text.split("\n\n"))


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    """Names on the left, what they are on the right, under their title; nothing where there are none."""
    from fedsheet.present.terminal import folded

    rows = list(rows)
    if not rows:
        return []
    left = max(len(name) for name, _ in rows) + GAP
    lines = []
    for name, text in rows:
        first, *later = folded(" " * (left + GAP) + text, width).split("\n")
        lines += [f"{' ' * GAP}{name:<{left}}{first.lstrip()}", *later]
    return ["\n".join([title, *lines])]
