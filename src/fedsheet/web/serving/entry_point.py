"""The entrance: the page and its files are answered at once, everything else by the API as soon as it is there.

Reading the API's modules takes most of a cold start; a browser loads page, modules and chart library meanwhile, and is
answered with what is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from importlib.resources import files

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from fedsheet.core.errors import InputError, ModelError, UnknownNameError
from fedsheet.web.serving.assets import MODULES, asset
from fedsheet.web.serving.first_pages import FirstPages
from fedsheet.web.serving.packed import PACKED, packed, takes_gzip
from fedsheet.web.serving.remembered import DAYS
from fedsheet.web.serving.request_guard import App, Receive, Scope, Send, refused
from fedsheet.web.serving.session import COOKIE, ENTRY, Session, closed_page

API = "/api/"
# Asked for together with the page, not one after the other as each module names the next.
AHEAD = ", ".join(f"</static/{name}.js>; rel=modulepreload" for name in MODULES)


class EntryPoint:
    """ASGI; `api` is the application behind `/api/`, which may still be in the making; `kept` answers until then."""

    def __init__(self, session: Session, api: Future[App], kept: FirstPages) -> None:
        self._pages: App = pages(session)
        self._api, self._kept = api, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the page's own routes, or to the API once it is made."""
        app = self._pages
        if scope["path"].startswith(API):
            app = await (self._made(scope) if self._api.done() else self._early(scope))
        await app(scope, receive, send)

    async def _early(self, scope: Scope) -> App:
        body = await run_in_threadpool(self._kept.answer, scope)
        if body is None:
            return await self._made(scope)
        body, headers = (packed(body), PACKED) if takes_gzip(Request(scope)) else (body, None)
        return Response(body, media_type="application/json", headers=headers)

    async def _made(self, scope: Scope) -> App:
        """The API; where it could not be made, an answer that says so to each who asks. The terminal has the rest."""
        try:
            return await asyncio.wrap_future(self._api)
        except Exception as error:
            return JSONResponse(refused(scope, ModelError("web.unexpected", name=type(error).__name__)), 500)


def pages(session: Session) -> Starlette:
    """The page, the entry that exchanges a ticket for the cookie, and static files."""
    page = (files("fedsheet.web") / "templates" / "shell.html").read_text(encoding="utf-8")

    def enter(request: Request) -> Response:
        token = session.redeem(request.query_params.get("ticket", ""))
        if token is None and session.admits(request.cookies.get(f"{COOKIE}_{request.url.port}", "")):
            return RedirectResponse("/", 303)  # the printed address, opened again where it was opened first
        if token is None:
            return HTMLResponse(closed_page(), 403)
        answer = RedirectResponse("/", 303)
        stays = DAYS * 24 * 3600 if session.remembered is not None else None
        name = f"{COOKIE}_{request.url.port}"
        answer.set_cookie(name, token, httponly=True, samesite="strict", path="/", max_age=stays)
        return answer

    def forget(request: Request) -> Response:
        session.forget()
        answer = JSONResponse({"forgotten": True})
        answer.delete_cookie(f"{COOKIE}_{request.url.port}", path="/", httponly=True, samesite="strict")
        return answer

    def shell_page(_: Request) -> Response:
        return HTMLResponse(page, headers={"link": AHEAD})

    def static(request: Request) -> Response:
        found = asset(request.path_params["name"])
        headers = {"etag": found.etag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == found.etag:
            return Response(status_code=304, headers=headers)
        if found.packed and takes_gzip(request):
            return Response(found.packed, media_type=found.content_type, headers={**headers, **PACKED})
        return Response(found.body, media_type=found.content_type, headers=headers)

    routes = [
        _get(ENTRY, enter), _get("/", shell_page), _get("/static/{name}", static),
        Route("/forget", forget, methods=["POST"]),
    ]  # fmt: skip
    app = Starlette(routes=routes, exception_handlers={404: _absent, 405: _absent, UnknownNameError: _absent})
    app.router.redirect_slashes = False
    return app


def _get(path: str, endpoint: Callable[[Request], Response]) -> Route:
    return Route(path, endpoint, methods=["GET"])


def _absent(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return JSONResponse(refused(request.scope, InputError(f"web.{'method' if status == 405 else 'absent'}")), status)
