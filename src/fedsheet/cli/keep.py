"""`fedsheet data …` for what is kept: made anew, taken back, told line by line, copied and brought back."""

from __future__ import annotations

import typer

from fedsheet.cli.output import Language, words_of


def rebuild(lang: Language = "en") -> None:
    """Make the store again from the shipped figures and every reply held; the file before is always kept."""
    from fedsheet.runs.rebuild import rebuild as run

    words, made = words_of(lang), run()
    same = "same" if made.before == made.after else "other" if made.before else "unread"
    typer.echo(words(f"commands.rebuilt_{same if made.kept_aside else 'first'}", n=made.n_replies))
    for key, whats in (("commands.rebuilt_carried", made.carried), ("commands.rebuilt_lost", made.lost)):
        if whats:
            typer.echo(words(key, whats=whats))
    if made.kept_aside:
        typer.echo(words("commands.kept_aside", file=made.kept_aside))
