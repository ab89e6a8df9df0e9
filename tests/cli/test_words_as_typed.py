"""A word of the command line reaches its command as typer itself would have read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import typer

from fedsheet.cli import main

WORDS = ("WALCL", "2024-01-01", " spaced ", "纽约", "")


def commands() -> Iterator[Any]:
    """Every command by its path, and the group they belong to."""
    top = typer.main.get_command(main.app)
    yield top
    for name, (module, attribute, line) in main.COMMANDS.items():
        found = main._load(name, module, attribute, line)
        yield from (found, *getattr(found, "commands", {}).values())


def read(process: Callable[[Any, object], object], value: object) -> object:
    """What is made of a value, with its kind, or the kind of the refusal."""
    try:
        found = process(typer.Context(typer.main.get_command(main.app)), value)
    except Exception as error:
        return type(error)
    return type(found), found


def test_every_parameter_reads_as_typer_does() -> None:
    seen = 0
    for command in commands():
        context = typer.Context(command)
        for parameter in command.get_params(context):
            if parameter.callback is not None:
                continue
            default = parameter.get_default(context)
            given = [[word] for word in WORDS] if parameter.multiple else list(WORDS)
            for value in (None, default, *given):
                ours = read(parameter.process_value, value)
                theirs = read(partial(type(parameter).process_value, parameter), value)
                assert ours == theirs, (command.name, parameter.name, value)
                seen += 1
    assert seen > 1000
