"""`fedsheet mcp`: the tools for agents, on standard input and output, or over HTTP behind a token."""

from __future__ import annotations

from typing import Annotated

import typer

from fedsheet.cli.output import Language, words_of


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP on this machine, behind a token of `fedsheet token new`.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --http: the port; 0 takes a free one.")] = 8644,
    lang: Language = "en",
) -> None:
    """Serve agents over the Model Context Protocol on standard input and output; started by the agent's program.

    The tools read and compute and write nothing; what names no language is answered in that of --lang. docs/agents.md
    says how a program is told of it.
    """
    from fedsheet.core.extras import need

    need("agents", *(("web",) if http else ()))
    words = words_of(lang)
    if not http:
        from fedsheet.mcp.server import serve

        serve(lang)
        return
    from fedsheet.api.serve import run
    from fedsheet.mcp.server import over_http

    run(over_http(lang), lambda _path: "compute", port, words, path="/mcp")
