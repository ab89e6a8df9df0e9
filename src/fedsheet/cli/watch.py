"""`fedsheet watch FILE.toml`: thresholds and releases, told once; for a timer."""

from __future__ import annotations

import shlex
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from xml.sax.saxutils import escape

import typer

from fedsheet.cli.output import words_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.runs.watch import Watched

TIMERS = ("cron", "systemd", "windows")


def watch(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="What to be told of: `fedsheet new watch`.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be told to whom; tell, keep and bring nothing.")
    ] = False,
    no_update: Annotated[bool, typer.Option("--no-update", help="Judge what is held; bring nothing first.")] = False,
    timer: Annotated[
        str, typer.Option(metavar="KIND", help="Print the file of a timer instead: cron, systemd or windows.")
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
    if timer:
        typer.echo(_timer(timer, file.resolve()), nl=False)
        return
    words = words_of(lang or asked.lang)
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


def _timer(kind: str, file: Path) -> str:
    """The timer's file with this machine's own program and the watch file in it."""
    from fedsheet.core.errors import UnknownNameError

    if kind not in TIMERS:
        raise UnknownNameError("timer", kind, TIMERS, where="--timer")
    text = (files("fedsheet.runs") / "timers" / kind).read_text("utf-8")
    arguments = ["-m", "fedsheet", "watch", str(file)]
    if kind == "windows":
        quoted = " ".join(f'"{one}"' if " " in one else one for one in arguments)
        return text.replace("{program}", escape(sys.executable)).replace("{arguments}", escape(quoted))
    command = shlex.join([sys.executable, *arguments])
    return text.replace("{command}", command.replace("%", "\\%" if kind == "cron" else "%%"))
