"""The whole server: the routes behind the guard; a person's mistake is answered with 4xx and advice."""

from __future__ import annotations

from concurrent.futures import Future

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from fedsheet.core.errors import FedsheetError, InputError, ModelError, UnknownNameError
from fedsheet.core.fields import reason
from fedsheet.present.text import Words
from fedsheet.web.boards import board_routes
from fedsheet.web.desk import Desk
from fedsheet.web.live import live_routes
from fedsheet.web.refusals import language_of, refusal
from fedsheet.web.routes import job_routes, upload_routes, view_routes
from fedsheet.web.series import series_routes
from fedsheet.web.serving.entry_point import EntryPoint
from fedsheet.web.serving.first_pages import FirstPages
from fedsheet.web.serving.kept_pages import KeptPages
from fedsheet.web.serving.packed import PACKING
from fedsheet.web.serving.request_guard import App, Guard, refused
from fedsheet.web.serving.session import Session
from fedsheet.web.views import VIEWS

PACKED_FROM = 2_000  # bytes of an answer that is packed as it goes out


def create(session: Session, hosts: frozenset[str], desk: Desk) -> App:
    """The whole server behind its guard, its API already made."""
    api: Future[App] = Future()
    api.set_result(KeptPages(inner(desk), desk))
    return Guard(EntryPoint(session, api, FirstPages(VIEWS[0].name)), session, hosts)


def inner(desk: Desk) -> FastAPI:
    """The API without guard and page: what the OpenAPI document describes."""
    from fedsheet import __version__

    app = FastAPI(
        title="fedsheet",
        summary="The workbench's JSON API; the same shapes as the command line's --format json.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
    )
    app.add_exception_handler(FedsheetError, _named)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _absent)
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(GZipMiddleware, minimum_size=PACKED_FROM, compresslevel=PACKING)
    app.include_router(view_routes(desk))
    app.include_router(upload_routes(desk))
    app.include_router(series_routes(desk))
    app.include_router(job_routes(desk))
    app.include_router(live_routes(desk))
    app.include_router(board_routes(desk))
    return app


def _told(request: Request, status: int, error: FedsheetError, **page: str) -> JSONResponse:
    return JSONResponse(refused(request.scope, error, **page), status)


def _named(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FedsheetError)
    status = 404 if isinstance(error, UnknownNameError) else 400
    return _told(request, status, error, **refusal(error, Words(language_of(request)))._asdict())


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return _told(request, 422, InputError("web.parameter", name=where, reason=reason(first)), where=where)


def _absent(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _told(request, error.status_code, InputError("web.method" if error.status_code == 405 else "web.absent"))


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    return _told(request, 500, ModelError("web.unexpected", name=type(error).__name__))
