"""The tools under their names, with limits on time, and mistakes said in one sentence.

A tool runs in a thread of its own, two at a time; one that is not done in `SECONDS` is given up and says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

import anyio
from anyio.to_thread import run_sync
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import Tool, ToolAnnotations
from pydantic import ValidationError

from fedsheet import __version__
from fedsheet.core.errors import FedsheetError, InputError, ModelError
from fedsheet.core.fields import reason
from fedsheet.mcp.answers import LONGEST, TOOLS, exhibit_picture, words_of
from fedsheet.present.text import LANGUAGES

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context

SECONDS, AT_ONCE = 120.0, 2


class Server(MCPServer[Any]):
    """The SDK's server, whose refusals are fedsheet's own sentences in the language asked for.

    An argument that a tool does not have is refused: a misspelt `as_of` would be answered with what came later.
    What names no language is answered in `lang`.
    """

    lang: str = "en"

    async def list_tools(self) -> list[Tool]:
        """Every tool, with a schema that says the same."""
        return [one.model_copy(update={"input_schema": self._schema(one)}) for one in await super().list_tools()]

    def _schema(self, tool: Tool) -> dict[str, Any]:
        taken = tool.input_schema["properties"]
        own = {"lang": {**taken["lang"], "default": self.lang}}
        return {**tool.input_schema, "properties": {**taken, **own}, "additionalProperties": False}

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None) -> Any:
        """A tool's answer; every mistake as one sentence, and nothing of the machine in it."""
        arguments = {"lang": self.lang, **arguments}
        try:
            _known_alone(name, arguments)
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise ToolError(_said(error, name, arguments["lang"])) from error.__cause__


def server(lang: str = "en", seconds: float = SECONDS) -> Server:
    """All tools, each marked as one that only reads; `lang` is the language of what names none."""
    words = words_of(lang)
    made = Server("fedsheet", version=__version__, instructions=words("agents.instructions"), log_level="ERROR")
    made.lang = lang
    limiter = anyio.CapacityLimiter(AT_ONCE)
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in TOOLS:
        shape = False if tool is exhibit_picture else None  # a picture is content and has no structure
        made.add_tool(_limited(tool, seconds, limiter), annotations=reads, structured_output=shape)
    return made


def serve(lang: str) -> None:
    """Answer on standard input and output until the agent leaves."""
    server(lang).run("stdio")


def over_http(lang: str) -> Any:
    """The same as an ASGI app at `/mcp`, each question standing alone; who may ask is said by the door before it."""
    return server(lang).streamable_http_app(stateless_http=True, json_response=True)


def _limited(tool: Callable[..., Any], seconds: float, limiter: anyio.CapacityLimiter) -> Callable[..., Awaitable[Any]]:
    """The tool in a thread, given up after so many seconds."""

    @wraps(tool)
    async def run(*asked: Any, **given: Any) -> Any:
        try:
            with anyio.fail_after(seconds):
                return await run_sync(partial(tool, *asked, **given), abandon_on_cancel=True, limiter=limiter)
        except TimeoutError:
            raise ModelError("mcp.too_long", tool=tool.__name__, seconds=round(seconds)) from None

    return run


def _known_alone(name: str, arguments: dict[str, Any]) -> None:
    """Every argument is one of the tool's; the first that is not is refused by name."""
    taken = {tool.__name__: signature(tool).parameters for tool in TOOLS}.get(name, arguments)
    for argument in arguments:
        if argument not in taken:
            not_known = reason({"type": "unexpected_keyword_argument"})
            refusal = InputError("mcp.argument", tool=name, argument=argument[:LONGEST], reason=not_known)
            raise ToolError(name) from refusal


def _said(error: ToolError, name: str, asked: object) -> str:
    """One sentence for what went wrong; of what nobody foresaw only that it did."""
    lang = asked if isinstance(asked, str) and asked in LANGUAGES else "en"
    return _named(error.__cause__, name).said(lang, "http")


def _named(cause: BaseException | None, name: str) -> FedsheetError:
    known = [tool.__name__ for tool in TOOLS]
    if isinstance(cause, FedsheetError):
        return cause
    if isinstance(cause, ValidationError):
        first = cause.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return InputError("mcp.argument", tool=name, argument=place, reason=reason(first))
    if name not in known:
        return InputError("mcp.tool", name=name[:60], names=", ".join(known))
    return ModelError("mcp.failed", tool=name)
