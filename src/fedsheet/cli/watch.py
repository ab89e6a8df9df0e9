"""`fedsheet watch FILE.toml`: thresholds and releases, told once; for a timer."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from xml.sax.saxutils import escape

import typer

from fedsheet.cli.output import words_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.runs.watch import Watched

# How a timer's file sets a variable, and how one stands there that its owner fills.
SET_IN = {
    "cron": ("{name}={value}\n", "# {name}=…\n"),
    "systemd-service": ('Environment="{name}={value}"\n', "# Environment={name}=…\n"),
    "windows": ('<!-- setx {name} "{value}" -->\n', "<!-- setx {name} … -->\n"),
}
TIMERS = ("cron", "systemd-service", "systemd-timer", "windows")


def watch(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="What to be told of: `fedsheet new watch`.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be told to whom; tell, keep and bring nothing.")
    ] = False,
    no_update: Annotated[bool, typer.Option("--no-update", help="Judge what is held; bring nothing first.")] = False,
    timer: Annotated[
        str,
        typer.Option(metavar="KIND", help="Print a timer's file: cron, systemd-service, systemd-timer, windows."),
    ] = "",
    lang: Annotated[str, typer.Option(help="Language of what is told; the file's own where left out.")] = "",
) -> None:
    """Bring what is due, judge thresholds and releases, tell what is new: on screen, to a file, a webhook, by mail.

    Nothing is told twice: a threshold when it is crossed, a release when it comes. Exit code 1 where a condition could
    not be judged, a target not reached or a source failed; it is tried again next time.
    """
    from fedsheet.runs.read import read
    from fedsheet.runs.watch import load
    from fedsheet.runs.watch import watch as run

    asked = load(file)
    words = words_of(lang or asked.lang)
    if timer:
        addresses = dict.fromkeys(target.url_env for target in asked.tell if target.url_env)
        typer.echo(_timer(timer, file.resolve(), list(addresses), words), nl=False)
        return
    failed = 0
    if not (dry_run or no_update):
        from fedsheet.cli.update import bring_up_to_date

        failed = bring_up_to_date(words, is_quiet=True)
    known, path = read()
    done = run(file, known, path, words, dry=dry_run)
    _say(done, words, dry_run)
    if done.unjudged or done.unreached or failed:
        raise typer.Exit(1)


def _say(done: Watched, words: Words, dry: bool) -> None:
    """On a dry run what would be told; always what could not be judged or reached."""
    from fedsheet.present.watching import line

    if dry:
        for target, hits in done.told:
            typer.echo(words("update.watch_would" if hits else "update.watch_would_not", target=target))
            for hit in hits:
                typer.echo(f"  {line(hit, words)}")
    for name, error in done.unjudged:
        typer.echo(words("update.watch_unjudged", id=name, why=error.said(words.language, "cli")), err=True)
    for target, error in done.unreached:
        typer.echo(words("update.watch_unreached", target=target, why=error.said(words.language, "cli")), err=True)


def _timer(kind: str, file: Path, addresses: Sequence[str], words: Words) -> str:
    """The timer's file with this machine's own program, folder of figures and the watch file in it.

    addresses   names of the variables that hold where to tell: their lines wait for the addresses
    """
    from fedsheet.core.errors import UnknownNameError

    if kind not in TIMERS:
        raise UnknownNameError("timer", kind, TIMERS, where="--timer")
    text = (files("fedsheet.runs") / "timers" / kind).read_text("utf-8")
    arguments = ["-m", "fedsheet", "watch", str(file)]
    home = os.environ.get("FEDSHEET_HOME", "")
    quoted = " ".join(f'"{one}"' if " " in one else one for one in arguments)
    command = shlex.join([sys.executable, *arguments])
    if kind == "cron":
        command = command.replace("%", "\\%")
    elif kind == "systemd-service":
        command, home = command.replace("%", "%%").replace("$", "$$"), home.replace("%", "%%")
    given, waiting = SET_IN.get(kind, ("", ""))
    lines = [given.format(name="FEDSHEET_HOME", value=escape(home) if kind == "windows" else home)] if home else []
    lines += [waiting.format(name=name) for name in addresses]
    filled = {
        "what": words(f"update.timer_{kind.replace('-', '_')}"), "variables": "".join(lines), "command": command,
        "program": escape(sys.executable), "arguments": escape(quoted),
    }  # fmt: skip
    for name, value in filled.items():
        text = text.replace(f"{{{name}}}", value)
    return text
