"""`fedsheet mcp`: the tools for agents, on standard input and output, or over HTTP behind a token."""

from __future__ import annotations

from typing import Annotated

import typer

from fedsheet.cli.output import Language


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP on this machine, behind a token of `fedsheet token new`.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --http: the port; 0 takes a free one.")] = 8644,
    lang: Language = "en",
) -> None:
    """Serve agents over the Model Context Protocol on standard input and output; started by the agent's program.

    The tools read and compute and write nothing. docs/agents.md says how a program is told of it.
    """
    from fedsheet.core.extras import need

    need("agents", *(("web",) if http else ()))
    if not http:
        from fedsheet.mcp.server import serve

        serve()
        return
    from fedsheet.api.serve import run
    from fedsheet.cli.output import words_of
    from fedsheet.mcp.server import over_http

    run(over_http(), lambda _path: "compute", port, words_of(lang), path="/mcp")
