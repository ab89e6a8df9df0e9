"""`fedsheet token …`: tokens for programs that ask over HTTP; made, listed, revoked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from fedsheet.cli.output import Format, Language, check_format, emit, words_of

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it is for, for example excel.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="read, compute (which may read) or update; may be repeated.")
    ] = None,
    days: Annotated[int, typer.Option(help="For how many days it holds.")] = 90,
    lang: Language = "en",
) -> None:
    """Make a token and print it, once: only a digest of it is kept.

    For example `fedsheet token new excel`, then `fedsheet api`; a program sends it as `Authorization: Bearer …`.
    """
    from fedsheet.store import tokens

    words = words_of(lang)
    made, text = tokens.new(name, scope or ["read"], days)
    typer.echo(words("agents.token_once", id=made.id, scopes=list(made.scopes), until=made.expires[:10]), err=True)
    typer.echo(text)


@app.command(name="list")
def list_(format_name: Format = "table", lang: Language = "en") -> None:
    """Every token: what it is for, what it may do, until when. The token itself is not kept."""
    from fedsheet.present.exhibits import data as exhibits
    from fedsheet.store import tokens

    check_format(format_name)
    words, now = words_of(lang), datetime.now(UTC)
    rows = [
        (one.id, one.name, ", ".join(one.scopes), one.created[:10], one.expires[:10], one.is_over(now))
        for one in tokens.every()
    ]
    emit(exhibits.tokens(rows, words), format_name, words)


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, see `fedsheet token list`.")],
    lang: Language = "en",
) -> None:
    """Take a token away; it is refused from the next request on."""
    from fedsheet.store import tokens

    gone = tokens.revoke(token_id)
    typer.echo(words_of(lang)("agents.token_revoked", id=gone.id, name=gone.name))
