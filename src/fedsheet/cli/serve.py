"""`fedsheet serve`: the workbench on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from fedsheet.cli.output import Language, words_of


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8642,
    open_browser: Annotated[bool, typer.Option("--open", help="Open your browser at the workbench.")] = False,
    share: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Also answer on this network address. Read what it prints.")
    ] = "",
    workers: Annotated[
        int, typer.Option(min=-1, help="Processes for pages of readers' own days; 0 for none, -1 as they are needed.")
    ] = -1,
    update: Annotated[
        bool, typer.Option("--update", help="Bring what is due first, as `fedsheet update` does.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Close the workbench to every browser that was let in, and end.")
    ] = False,
    lang: Language = "en",
) -> None:
    """Start the workbench; prints an address that opens it once, in a browser that may come back. Stop with Ctrl-C."""
    from fedsheet.core.extras import need

    need("web", "report", "forecast")
    from fedsheet.web.serve import serve as start

    words = words_of(lang)
    if forget:
        from fedsheet.web.serving.remembered import remembered

        remembered().forget()
        typer.echo(words("web.forgotten"), err=True)
        return
    if update:
        from fedsheet.cli.update import bring_up_to_date

        bring_up_to_date(words)
    start(port, words, open_browser=open_browser, share=share, n_workers=None if workers < 0 else workers)
