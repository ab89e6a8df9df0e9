"""Addresses of the API: the page's words; views and what can be taken from them; uploads; jobs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.fields import reason
from fedsheet.web.desk import Desk
from fedsheet.web.document import (
    ASKED,
    CITED,
    CONTROLS,
    DATA,
    FILE,
    HELD,
    JOB,
    PAGE,
    PICTURE,
    PULLED,
    SHELL,
    TABLE,
    UPLOAD,
)
from fedsheet.web.exports import TYPES
from fedsheet.web.menu import shell
from fedsheet.web.page import Params, View, written
from fedsheet.web.refusals import language_of, refusal
from fedsheet.web.serving import json_input, page_cache
from fedsheet.web.serving.answers import ANSWERS, file_name, on_screen, split
from fedsheet.web.serving.jobs import Cancelled, Job
from fedsheet.web.serving.packed import PACKED, takes_gzip
from fedsheet.web.serving.uploads import Upload
from fedsheet.web.views import READERS, TABLES, VIEWS

MADE_AGAIN = 3  # tries of a page whose making another reader cancelled
MOST_NAMES = 50  # groups or series of one pull


def view_routes(desk: Desk) -> APIRouter:
    """The menu and words of the page; each view as JSON; each view's figures and tables as files."""
    router = APIRouter(prefix="/api/v1")

    @router.get("/shell", tags=["page"], responses=SHELL)
    def menu(params: Annotated[Params, Query()]) -> Response:
        """Words, menu and dark colours of the page."""
        name = page_cache.name_of_page("shell", {"lang": params.lang}, "")
        body = page_cache.held(name, lambda: written(shell(VIEWS, desk.words(params.lang))))
        return Response(body, media_type="application/json")

    for view in VIEWS:
        router.get(f"/{view.name}", name=view.name, tags=["views"], responses=PAGE)(_as_json(desk, view))
        router.get(f"/{view.name}/data", name=f"{view.name} data", tags=["data"], responses=DATA)(_as_data(desk, view))
        router.get(f"/{view.name}/controls", name=f"{view.name} controls", tags=["page"], responses=CONTROLS)(
            _as_controls(desk, view)
        )
        router.get(f"/{view.name}/tables/{{figure}}", name=f"{view.name} table", tags=["views"], responses=TABLE)(
            _as_table(desk, view)
        )
        router.get(f"/{view.name}/cite/{{figure}}", name=f"{view.name} cite", tags=["views"], responses=CITED)(
            _as_cited(desk, view)
        )
        router.get(f"/{view.name}/pictures/{{figure}}", name=f"{view.name} picture", tags=["views"], responses=PICTURE)(
            _as_picture(desk, view)
        )
        file = f"/{view.name}/files/{{file}}"
        router.get(file, name=f"{view.name} file", tags=["files"], responses=FILE)(_as_file(desk, view))
    return router


def reader_of(request: Request) -> str:
    """Who asks, for whose turn it is: the machine the request comes from."""
    return request.client.host if request.client else ""


async def body_of(desk: Desk, view: View, params: Params, request: Request) -> bytes:
    """The body of a page, packed where the reader takes that: nobody waits for a worker but the one who asked."""
    packs, reader = takes_gzip(request), reader_of(request)

    def begun(*, here: bool) -> bytes | Future[bytes]:
        coming = None if here else desk.coming(view, params, reader)
        if coming is not None:
            return coming
        body = desk.body(view, params)
        return desk.packed(view, params, body) if packs else body

    for tried in range(MADE_AGAIN):
        found = await run_in_threadpool(begun, here=tried == MADE_AGAIN - 1)
        if isinstance(found, bytes):
            return found
        with suppress(Cancelled):  # another reader's, who did not want it any more
            body = await asyncio.wrap_future(found)
            return await run_in_threadpool(desk.packed, view, params, body) if packs else body
    raise AssertionError  # the last try is made here


async def answer_of(
    desk: Desk, what: str, view: View, params: Params, own: Params, asked: tuple[str, ...], request: Request
) -> Any:
    """An answer of `serving.answers`, made here or by a worker."""
    found = await run_in_threadpool(desk.answer, what, ANSWERS[what], view, params, own, asked, reader_of(request))
    return await asyncio.wrap_future(found) if isinstance(found, Future) else found


def _as_json(desk: Desk, view: View) -> Callable[..., Any]:
    async def endpoint(params: Params, request: Request) -> Response:
        body = await body_of(desk, view, params, request)
        desk.asked_at((request.scope["path"], request.scope["query_string"]), view, params)
        return Response(body, media_type="application/json", headers=PACKED if takes_gzip(request) else None)

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = view.page.__doc__
    return endpoint


def _as_data(desk: Desk, view: View) -> Callable[..., Any]:
    async def endpoint(params: Params, request: Request) -> Response:
        body = await answer_of(desk, "data", view, params, params, (), request)
        return Response(body, media_type="application/json")

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = "What the view's command prints with --format json; 404 where it has none."
    return endpoint


def _as_controls(desk: Desk, view: View) -> Callable[..., dict[str, Any]]:
    def endpoint(params: Params) -> dict[str, Any]:
        usual = view.params(lang=params.lang, as_of=params.as_of)
        return {"controls": json.loads(desk.body(view, usual))["controls"]}

    endpoint.__annotations__["params"] = Annotated[Params, Query()]
    endpoint.__doc__ = "The view's controls where nothing is set: what a refusal leaves to choose from."
    return endpoint


def _as_table(desk: Desk, view: View) -> Callable[..., Any]:
    async def endpoint(figure: str, params: Params, request: Request) -> Response:
        body = await answer_of(desk, "table", view, params, params, (figure,), request)
        return Response(body, media_type="application/json")

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = "The numbers of one figure: raw, and as they are shown."
    return endpoint


def _as_picture(desk: Desk, view: View) -> Callable[..., Any]:
    async def endpoint(figure: str, params: Params, request: Request) -> Response:
        body = await answer_of(desk, "picture", view, params, params, (figure,), request)
        return Response(body, media_type=TYPES["svg"])

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = "One figure as SVG, without title and source: for a page whose chart library is still coming."
    return endpoint


def _as_cited(desk: Desk, view: View) -> Callable[..., Any]:
    async def endpoint(figure: str, params: Params, request: Request) -> dict[str, str]:
        own, _ = split(view, params)
        asked = figure, str(request.base_url)
        found: dict[str, str] = await answer_of(desk, "citation", view, params, own, asked, request)
        return found

    endpoint.__annotations__["params"] = Annotated[on_screen(view), Query()]
    endpoint.__doc__ = "How to cite one figure, in Chinese, English and BibTeX; and the lines of Python that make it."
    return endpoint


def _as_file(desk: Desk, view: View) -> Callable[..., Any]:
    async def endpoint(file: str, params: Params, request: Request) -> Response:
        own, _ = split(view, params)
        body = await answer_of(desk, "file", view, params, own, (file,), request)
        headers = {"content-disposition": f'attachment; filename="{file_name(file)}"'}
        return Response(body, media_type=TYPES[file.rpartition(".")[2]], headers=headers)

    endpoint.__annotations__["params"] = Annotated[on_screen(view), Query()]
    endpoint.__doc__ = "One figure or table of this view, as it is on the screen: ID.png, ID.svg, ID.csv or ID.xlsx."
    return endpoint


def upload_routes(desk: Desk) -> APIRouter:
    """A person's own files: read at once so that a mistake is told at once, then known by an id for this session."""
    router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])

    @router.post("", responses=HELD, openapi_extra=UPLOAD)
    async def upload(request: Request) -> dict[str, str]:
        """Bring in `{"kind": "scenario", "name": "my.toml", "text": "…"}`; answers the id that a view takes.

        `base64` in the place of `text` is the file's bytes: tables are read as workbooks and in other encodings too.
        """
        body = json_input.parse(await request.body())
        kind, name, text = (body.get(key) for key in ("kind", "name", "base64" if "base64" in body else "text"))
        if not (isinstance(kind, str) and isinstance(name, str) and isinstance(text, str)):
            raise InputError("web.routes_kind_name_text_needed")
        if kind not in READERS:
            raise UnknownNameError("kind of file", kind[:40], READERS)
        held = _kept(desk, kind, name, text, is_bytes="base64" in body)
        await run_in_threadpool(_tried, held)
        return {"id": held.id, "kind": held.kind, "name": held.name}

    return router


def _kept(desk: Desk, kind: str, name: str, text: str, *, is_bytes: bool) -> Upload:
    if not is_bytes:
        return desk.uploads.put(kind, name, text)
    put = desk.uploads.put_raw if kind in TABLES else desk.uploads.put_text_of
    return put(kind, name, json_input.bytes_of(text, name))


def job_routes(desk: Desk) -> APIRouter:
    """Long views and pulls as jobs: start, watch, cancel."""
    router = APIRouter(prefix="/api/v1", tags=["jobs"])

    @router.post("/jobs", responses=JOB, openapi_extra=ASKED)
    async def start(request: Request) -> dict[str, Any]:
        """Start a view with `{"view": name, "parameters": {...}}`; answers the job's id and state."""
        asked = json_input.parse(await request.body())
        view, params = _asked(asked)
        if desk.ready(view, params):
            return {"id": "", "kind": view.name, "state": "done", "step": "", "share": 1.0, "error": "", "blocks": 0}
        reader = reader_of(request)
        job = desk.jobs.start(view.name, lambda told: desk.whole(view, params, reader, told), (view, params))
        return _status(desk, job, request)

    @router.post("/pulls", responses=JOB, openapi_extra=PULLED)
    async def pull(request: Request) -> dict[str, Any]:
        """Bring groups or series up to date, all with `{}`, what is due with `{"due": true}`."""
        asked = json_input.parse(await request.body())
        names = asked.get("names", [])
        if not (isinstance(names, list) and len(names) <= MOST_NAMES and all(isinstance(name, str) for name in names)):
            raise InputError("web.routes_names_list_names", most_names=MOST_NAMES)
        from fedsheet.web.serving import pulls

        if asked.get("due") is True:
            return _status(desk, await run_in_threadpool(pulls.start_due, desk), request)
        return _status(desk, await run_in_threadpool(pulls.start, desk, names), request)

    @router.get("/jobs/{job_id}", responses=JOB)
    def watch(job_id: str, request: Request) -> dict[str, Any]:
        """How far a job is, and how many blocks of its page can be shown; once done, its view answers at once."""
        return _status(desk, desk.jobs.get(job_id), request)

    @router.get("/jobs/{job_id}/page", responses=PAGE)
    def so_far(job_id: str, request: Request) -> Response:
        """The page as far as it is made: the view's own answer, with fewer blocks until all are there."""
        job = desk.jobs.get(job_id)
        if not job.asked or job.state not in ("running", "done"):
            raise UnknownNameError("page of the job", job_id[:40], [], do="view_itself")
        view, params = job.asked
        _, made = desk.grown(view, params)
        body = made or desk.whole(view, params, reader_of(request))
        return Response(body, media_type="application/json")

    @router.post("/jobs/{job_id}/cancel", responses=JOB)
    def cancel(job_id: str, request: Request) -> dict[str, Any]:
        """Stop a job at its next step."""
        return _status(desk, desk.jobs.cancel(job_id), request)

    return router


def _status(desk: Desk, job: Job, request: Request) -> dict[str, Any]:
    """How far the job is; where it failed, also as the page says it."""
    blocks, _ = desk.grown(*job.asked) if job.asked and job.state == "running" else (0, b"")
    failed = refusal(job.error, desk.words(language_of(request)))._asdict() if job.error else {}
    return {**job.status(), "blocks": blocks, **failed}


def _tried(held: Upload) -> None:
    """Read a file for its mistakes; one that a parser stumbles over is the file's fault too."""
    try:
        READERS[held.kind](held.raw if held.kind in TABLES else held.text, held.name)
    except (ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise InputError("web.routes_file_cannot_read", where=held.name, name=type(error).__name__) from None


def _asked(body: dict[str, Any]) -> tuple[View, Params]:
    """The view and parameters a job was asked for, checked as an address would be."""
    known = {view.name: view for view in VIEWS}
    name = body.get("view")
    if not isinstance(name, str) or name not in known:
        raise UnknownNameError("view", str(name)[:40], known)
    try:
        return known[name], known[name].params.model_validate(body.get("parameters", {}), strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError("web.routes_x", name=where, first=reason(first)) from None
