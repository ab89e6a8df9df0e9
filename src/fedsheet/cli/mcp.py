"""`fedsheet mcp`: the tools for agents, on standard input and output."""

from __future__ import annotations

from importlib.util import find_spec

from fedsheet.cli.output import Language, words_of


def mcp(lang: Language = "en") -> None:
    """Serve agents over the Model Context Protocol on standard input and output; started by the agent's program.

    The tools read and compute and write nothing. docs/agents.md says how a program is told of it.
    """
    from fedsheet.core.errors import InputError

    words_of(lang)
    if find_spec("mcp") is None:
        raise InputError("mcp.extra")
    from fedsheet.mcp.server import serve

    serve()
