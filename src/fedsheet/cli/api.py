"""`fedsheet api`: figures and exhibits for programs, over HTTP on this machine, behind a token."""

from __future__ import annotations

from typing import Annotated

import typer

from fedsheet.cli.output import Language, words_of


def api(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8643,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(help="A web page's origin that may ask, for example https://pro.openbb.co; may be repeated."),
    ] = None,
    lang: Language = "en",
) -> None:
    """Serve figures and exhibits as JSON to programs on this machine: Excel, R, OpenBB, your own. Stop it with Ctrl-C.

    Every request needs a token of `fedsheet token new`. docs/http.md names the addresses; /v1/openapi.json every field.
    """
    from fedsheet.core.extras import need

    need("web")
    from fedsheet.api.serve import serve

    serve(port, tuple(allow_origin or ()), words_of(lang))
