"""The routes: one page, a JSON API with the command line's shapes, exports by opaque id, files from a fixed list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from fedsheet.core.errors import FedsheetError, UnknownNameError
from fedsheet.web.assets import asset
from fedsheet.web.desk import Desk
from fedsheet.web.guard import ENTRY, App, Guard
from fedsheet.web.page import Page, Params, View, as_json
from fedsheet.web.session import COOKIE, Session


def create(session: Session, hosts: frozenset[str]) -> App:
    """The whole server as an ASGI application behind its guard."""
    return Guard(inner(Desk(), session), session, hosts)


def inner(desk: Desk, session: Session) -> FastAPI:
    """The routes without the guard: what the OpenAPI document describes."""
    from fedsheet import __version__

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.jobs.close()

    app = FastAPI(
        title="fedsheet", version=__version__, redirect_slashes=False, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        lifespan=life, summary="The workbench's JSON API; the same shapes as the command line's --format json.",
    )  # fmt: skip
    _add_errors(app)
    _add_pages(app, session)
    _add_views(app, desk)
    return app


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(FedsheetError)
    def named(_: Request, error: FedsheetError) -> JSONResponse:
        status = 404 if isinstance(error, UnknownNameError) else 400
        told = {"what": error.what, "where": error.where, "possible": error.possible, "do": error.do}
        return JSONResponse({"error": told}, status)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        told = {"what": f"{where}: {first['msg']}", "where": where, "possible": "", "do": "Correct this parameter"}
        return JSONResponse({"error": told}, 422)

    @app.exception_handler(HTTPException)
    def absent(_: Request, error: HTTPException) -> JSONResponse:
        told = {"what": str(error.detail), "where": "", "possible": "", "do": "Use the page's own links"}
        return JSONResponse({"error": told}, error.status_code, headers=error.headers)


def _add_pages(app: FastAPI, session: Session) -> None:
    shell = (files("fedsheet.web") / "templates" / "shell.html").read_text(encoding="utf-8")

    @app.get(ENTRY, include_in_schema=False)
    def enter(ticket: Annotated[str, Query(max_length=100)] = "") -> Response:
        token = session.redeem(ticket)
        if token is None:
            told = {"what": "This entry has been used or never was", "do": "Start `fedsheet serve` again for a new one"}
            return JSONResponse({"error": told}, 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
        return answer

    @app.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        return HTMLResponse(shell, headers={"cache-control": "no-store"})

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str, request: Request) -> Response:
        found = asset(name)
        headers = {"etag": found.etag, "cache-control": "private, no-cache"}
        if request.headers.get("if-none-match") == found.etag:
            return Response(status_code=304, headers=headers)
        return Response(found.body, media_type=found.content_type, headers=headers)


def _add_views(app: FastAPI, desk: Desk) -> None:
    from fedsheet.web.views import VIEWS

    for view in VIEWS:
        app.get(f"/api/v1/{view.name}", name=view.name, tags=["views"])(_endpoint(desk, view, view.params))


def _endpoint(desk: Desk, view: View, kind: type[Params]) -> Callable[..., dict[str, Any]]:
    def endpoint(params: Params) -> dict[str, Any]:
        page: Page = desk.page(view, params)
        return as_json(page, desk.words(params.lang))

    endpoint.__annotations__["params"] = Annotated[kind, Query()]
    endpoint.__doc__ = view.page.__doc__
    return endpoint
