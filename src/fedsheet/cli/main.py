"""`fedsheet`: every command, mounted; mistakes of the caller become one line and exit code 2."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fedsheet.present.text import Words

UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # typer carries its own click and does not export this
SELDOM = 100_000  # new objects between two rounds of Python's search for cycles: a command's results are kept anyway
STOPPED = 130  # what a shell calls a program ended by Ctrl-C; typer hands it back
# Where each command lives and its line in the help; a module is imported only when its command is called.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "report": ("report", "report", "The whole research report, in Chinese and English: HTML and PDF."),
    "brief": ("brief", "brief", "The week's statement in two pages, for mail and print."),
    "check": ("check", "check", "Every claim of a report and whether the data bear it out."),
    "series": ("series", "series", "One series as known on a day, with its unit and publisher."),
    "explore": ("explore", "explore", "Any series and formulas side by side, by period, as level, growth or index."),
    "policy": ("policy", "app", "What policy was on a day; every dated decision."),
    "review": ("review", "app", "Looking back: programmes, phases, events, term premium, drivers of reserves."),
    "project": ("project", "project", "SOMA and the Fed's balance sheet and income, projected week by week."),
    "sweep": ("project", "sweep", "A grid of scenarios and paths, on one process, a pool or a cluster."),
    "market": ("market", "app", "The money market: participants, hierarchy of rates, reserves, forecast."),
    "simulate": ("market", "simulate", "Money-market days under stress, with counterfactuals."),
    "outlook": ("outlook", "app", "Policy rules, progress, triggers, implied path, projections scored."),
    "chain": ("outlook", "chain", "Policy to portfolio to reserves to rates to income, in one state."),
    "h41": ("h41", "h41", "The Fed's weekly statement as one that balances; two dates side by side."),
    "show": ("show", "show", "Any table or figure by name, in either language and every format."),
    "update": ("update", "update", "Bring what is due, check it, and say in five lines what is new."),
    "new": ("new", "new", "A filled example of a file of your own: claims, scenario, shock, watch …"),
    "watch": ("watch", "watch", "Thresholds and releases, told once: screen, file, webhook, mail; for a timer."),
    "data": ("data", "app", "Bring figures up to date, import, check and export them."),
    "serve": ("serve", "serve", "The workbench in your browser, on your own machine."),
    "api": ("api", "api", "Figures and exhibits for programs over HTTP, behind a token."),
    "token": ("token", "app", "Tokens for programs: make, list, revoke."),
    "mcp": ("mcp", "mcp", "Tools for agents over the Model Context Protocol, read-only."),
}


class Commands(TyperGroup):
    """Lists every command without importing it, and imports only the one that is called."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        _take_words_as_typed(self)

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # typer types it by its vendored click
        """Names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, name: str) -> object:  # type: ignore[override]  # as above
        """The command of this name; while the help is shown, a light stand-in."""
        if name not in COMMANDS:
            return None
        module_name, attribute, line = COMMANDS[name]
        if name not in _words_typed():  # only the list of commands is being shown
            return TyperCommand(name, help=line, short_help=line)
        return _load(name, module_name, attribute, line)

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]  # as above
        """The list of commands, in the language asked for."""
        return _help_of(self, ctx) or super().get_help(ctx)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> object:  # type: ignore[override]  # as above
        """The command named first; of an unknown one, the nearest names are told."""
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]  # typer looks for the nearest among these
        return _resolved(super().resolve_command, COMMANDS, ctx, args, do="commands")


def _resolved(
    resolve: Callable[..., object], known: Iterable[str], ctx: typer.Context, args: list[str], do: str = ""
) -> object:
    """The command named first; of an unknown one, the nearest names are told."""
    if args and args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
        from fedsheet.core.errors import UnknownNameError

        raise UnknownNameError("command", args[0], known, do=do)
    return resolve(ctx, args)


def _words_typed() -> list[str]:
    """The command line; while a shell completes one, what stands on it so far, handed over in the environment."""
    completing = [os.environ.get(name, "") for name in ("_TYPER_COMPLETE_ARGS", "COMP_WORDS")]
    return [*sys.argv[1:], *" ".join(completing).split()]


def _help_of(command: object, ctx: object) -> str:
    """A command's help in another language than English; empty where English is asked for."""
    if _language() == "en":
        return ""
    from fedsheet.cli.help import in_chinese

    return in_chinese(command, ctx)


def _load(name: str, module_name: str, attribute: str, line: str) -> object:
    found = getattr(importlib.import_module(f"fedsheet.cli.{module_name}"), attribute)
    if isinstance(found, typer.Typer):
        command = typer.main.get_command(found)
        for each in command.commands.values():  # type: ignore[attr-defined]  # a group, by the line above
            each.short_help = each.help.partition("\n\n")[0]  # the whole first sentence, where typer cuts it
        command.resolve_command = partial(_resolved, command.resolve_command, command.commands)  # type: ignore[attr-defined]  # as above
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        single.command(name)(found)
        command = typer.main.get_command(single)
    command.name = name
    command.help = command.help or line
    for each in (command, *getattr(command, "commands", {}).values()):
        _take_words_as_typed(each)
        if _language() != "en":
            each.get_help = partial(_help_of, each)  # of this one, in its language
    return command


def _take_words_as_typed(command: Any) -> None:
    """What is absent, a default or a plain word is its own value: typer starts pydantic to read it, which half of the
    commands need for nothing else and which takes as long to start as numpy."""
    command.get_params = partial(_parameters, command.get_params)


def _parameters(of_command: Callable[[object], list[Any]], ctx: object) -> list[Any]:
    found = of_command(ctx)
    for each in found:
        each.process_value = partial(_as_typed, each)
    return found


def _as_typed(parameter: Any, ctx: object, value: object) -> object:
    is_list = parameter.multiple or parameter.nargs == -1
    wanted = getattr(parameter, "type_descriptor", None)  # of typer's later versions; earlier ones start no pydantic
    kind = None if wanted is None else wanted.annotation
    if value is None and kind is not None and not parameter.required:
        value = () if is_list else None
    elif not (_is_plain(value, kind) and not is_list):
        return type(parameter).process_value(parameter, ctx, value)
    return parameter.callback(ctx, parameter, value) if parameter.callback else value


def _is_plain(value: object, kind: object) -> bool:
    """Whether a value is of the kind wanted already; letters beyond ASCII are looked at by typer."""
    return type(value) is kind and (kind in (int, float, bool) or (isinstance(value, str) and value.isascii()))


app = typer.Typer(cls=Commands, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def _version(asked: bool) -> None:
    if asked:
        from fedsheet import __version__

        typer.echo(f"fedsheet {__version__}")
        raise typer.Exit


def _spoken(language: str) -> str:
    """The language of every command that names none: a word before the command, or FEDSHEET_LANG."""
    if language and language not in ("zh", "en"):
        from fedsheet.core.errors import UnknownNameError

        raise UnknownNameError("language", language, ("zh", "en"), where="--lang")
    if language:
        os.environ["FEDSHEET_LANG"] = language
    return language


@app.callback()
def fedsheet(
    lang: Annotated[
        str, typer.Option("--lang", callback=_spoken, is_eager=True, help="Language of what is said: zh or en.")
    ] = "",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """The Federal Reserve's balance sheet and the US money market, from data to decision."""


def run() -> None:
    """Entry point: a mistake of the caller becomes one line on standard error and exit code 2."""
    from fedsheet.cli.streams import for_any_terminal
    from fedsheet.core.errors import FedsheetError

    for_any_terminal()
    gc.set_threshold(SELDOM)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # none is used, and the search reads every package
    if "--help" in sys.argv:
        _ask_help_in_its_language()
    try:
        code = app(prog_name="fedsheet", standalone_mode=False)
        sys.stdout.flush()
    except FedsheetError as error:
        sys.stderr.write(f"fedsheet: {error.said(_language(), 'cli')}\n")
        code = 2
    except UsageError as error:
        code = _misused(error)
    except OSError as error:
        code = _unwritten(error)
    except ImportError as error:
        code = _uninstalled(error)
    if code == STOPPED:
        sys.stderr.write(f"{_words()('commands.stopped')}\n")
    sys.exit(code if isinstance(code, int) else 0)


def _ask_help_in_its_language() -> None:
    """`--lang` beside `--help` counts wherever it stands, also for a group of commands, which has no such option."""
    if _language() != "en":
        os.environ["FEDSHEET_LANG"] = _language()
    words = enumerate(sys.argv)
    sys.argv = [word for at, word in words if not (word.startswith("--lang") or sys.argv[at - 1] == "--lang")]


def _words() -> Words:
    from fedsheet.present.text import Words

    return Words(_language())


def _language() -> str:
    """The language the command was asked in, else that of FEDSHEET_LANG; English where neither names one of ours."""
    said = [word for before, word in pairwise(sys.argv) if before == "--lang"]
    said += [word.partition("=")[2] for word in sys.argv if word.startswith("--lang=")]
    return next((word for word in (*said, os.environ.get("FEDSHEET_LANG", "")) if word in ("zh", "en")), "en")


def _unwritten(error: OSError) -> int:
    """A reader that left a pipe is no fault; a full disk under a redirected answer is said in one line."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    place = f" ({error.filename})" if error.filename else ""
    from fedsheet.core.notes import said
    from fedsheet.core.system import system

    words = _words()
    sys.stderr.write(words("commands.unwritten", error=said(system(error), words.language), place=place) + "\n")
    return 2


def _uninstalled(error: ImportError) -> int:
    """A library that an extra brings, asked for where nothing looked before; any other failed import is our fault."""
    from fedsheet.core.extras import missing

    refusal = missing(error)
    if refusal is None:
        raise error
    sys.stderr.write(f"fedsheet: {refusal.said(_language(), 'cli')}\n")
    return 2


def _misused(error: Exception) -> int:
    """A command line that cannot be understood, in one line; a command without a word more shows its help."""
    context = getattr(error, "ctx", None)
    said = error.format_message()  # type: ignore[attr-defined]  # as above
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{said}\n")
        return 2
    command = context.command_path if context else "fedsheet"
    said = " ".join(said.split()).rstrip(".")
    said += "" if said.endswith("?") else "."
    words = _words()
    said = said if words.language == "en" else _usage(error, said, words)
    sys.stderr.write(words("commands.usage", said=said, command=command) + "\n")
    return 2


def _expected(parameter: Any, words: Words) -> str:
    """What an option takes: its kind of value, and from where to where."""
    kinds = {int: "integer", float: "number"}
    kind = words(f"commands.takes_{kinds.get(parameter.type_descriptor.annotation, 'text')}")
    ends = [f"≥ {parameter.min}"] if parameter.min is not None else []
    ends += [f"≤ {parameter.max}"] if parameter.max is not None else []
    return "，".join([kind, *ends])


def _usage(error: Exception, said: str, words: Words) -> str:
    """What was wrong with a command line, in another language than the parser's."""
    near, name = getattr(error, "possibilities", None), getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    if parameter is not None:
        name = parameter.opts[-1] if parameter.param_type_name == "option" else (parameter.metavar or parameter.name)
        said = _expected(parameter, words)
    key = f"commands.usage_{type(error).__name__.lower()}{'_near' if near else ''}"
    key = key if key in words else "commands.usage_usageerror"  # the parser's class for words beyond the last it takes
    said = said.partition(" (")[2].rpartition(")")[0] or said if key.endswith("_usageerror") else said
    return words(key, **{k: v for k, v in {"name": name, "near": "、".join(near or ()), "said": said}.items() if v})
