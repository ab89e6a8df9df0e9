"""Addresses of the API: the page's words; views and what can be taken from them; uploads; jobs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.web.desk import Desk, written
from fedsheet.web.document import ASKED, DATA, FILE, HELD, JOB, PAGE, PULLED, SHELL, UPLOAD
from fedsheet.web.exports import TYPES, export
from fedsheet.web.page import Params, View, as_json
from fedsheet.web.refusals import language_of, told
from fedsheet.web.serving import json_input
from fedsheet.web.serving.jobs import Job
from fedsheet.web.shell import shell
from fedsheet.web.views import READERS, VIEWS

MOST_NAMES = 50  # groups or series of one pull


def view_routes(desk: Desk) -> APIRouter:
    """The menu and words of the page; each view as JSON; each view's figures and tables as files."""
    router = APIRouter(prefix="/api/v1")

    @router.get("/shell", tags=["page"], responses=SHELL)
    def menu(params: Annotated[Params, Query()]) -> dict[str, Any]:
        """Words, menu and dark colours of the page."""
        return shell(VIEWS, desk.words(params.lang))

    for view in VIEWS:
        router.get(f"/{view.name}", name=view.name, tags=["views"], responses=PAGE)(_as_json(desk, view))
        router.get(f"/{view.name}/data", name=f"{view.name} data", tags=["data"], responses=DATA)(_as_data(desk, view))
        file = f"/{view.name}/files/{{file}}"
        router.get(file, name=f"{view.name} file", tags=["files"], responses=FILE)(_as_file(desk, view))
    return router


def _as_json(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(params: Params) -> Response:
        return Response(desk.body(view, params), media_type="application/json")

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = view.page.__doc__
    return endpoint


def _as_data(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(params: Params) -> Response:
        return Response(written(desk.page(view, params).data), media_type="application/json")

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = "What the view's command prints with --format json; null where it has none."
    return endpoint


def _as_file(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(file: str, params: Params) -> Response:
        block_id, _, form = file.rpartition(".")
        body = export(desk.page(view, params), block_id, form, desk.words(params.lang))
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", f"fedsheet-{file}")
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=TYPES[form], headers=headers)

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = "One figure or table of this view: ID.png, ID.svg, ID.csv or ID.xlsx."
    return endpoint


def upload_routes(desk: Desk) -> APIRouter:
    """A person's own files: read at once so that a mistake is told at once, then known by an id for this session."""
    router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])

    @router.post("", responses=HELD, openapi_extra=UPLOAD)
    async def upload(request: Request) -> dict[str, str]:
        """Bring in `{"kind": "scenario", "name": "my.toml", "text": "…"}`; answers the id that a view takes."""
        body = json_input.parse(await request.body())
        kind, name, text = (body.get(key) for key in ("kind", "name", "text"))
        if not (isinstance(kind, str) and isinstance(name, str) and isinstance(text, str)):
            raise InputError("web.routes_kind_name_text_needed")
        if kind not in READERS:
            raise UnknownNameError("kind of file", kind[:40], READERS)
        held = desk.uploads.put(kind, name, text)
        await run_in_threadpool(_tried, kind, text, held.name)
        return {"id": held.id, "kind": held.kind, "name": held.name}

    return router


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
        job = desk.jobs.start(view.name, lambda told: desk.body(view, params, told), (view, params))
        return _status(desk, job, request)

    @router.post("/pulls", responses=JOB, openapi_extra=PULLED)
    async def pull(request: Request) -> dict[str, Any]:
        """Bring groups or series up to date, all with `{}`; answers the pull that is under way where there is one."""
        names = json_input.parse(await request.body()).get("names", [])
        if not (isinstance(names, list) and len(names) <= MOST_NAMES and all(isinstance(name, str) for name in names)):
            raise InputError("web.routes_names_list_names", most_names=MOST_NAMES)
        from fedsheet.web.serving import pulls

        return _status(desk, await run_in_threadpool(pulls.start, desk, names), request)

    @router.get("/jobs/{job_id}", responses=JOB)
    def watch(job_id: str, request: Request) -> dict[str, Any]:
        """How far a job is, and how many blocks of its page can be shown; once done, its view answers at once."""
        return _status(desk, desk.jobs.get(job_id), request)

    @router.get("/jobs/{job_id}/page", responses=PAGE)
    def so_far(job_id: str) -> Response:
        """The page as far as it is made: the view's own answer, with fewer blocks until all are there."""
        job = desk.jobs.get(job_id)
        if not job.asked or job.state not in ("running", "done"):
            raise UnknownNameError("page of the job", job_id[:40], [], do="view_itself")
        page = desk.so_far(*job.asked)
        words = desk.words(job.asked[1].lang)
        body = written(as_json(page, words)) if page else desk.body(*job.asked)
        return Response(body, media_type="application/json")

    @router.post("/jobs/{job_id}/cancel", responses=JOB)
    def cancel(job_id: str, request: Request) -> dict[str, Any]:
        """Stop a job at its next step."""
        return _status(desk, desk.jobs.cancel(job_id), request)

    return router


def _status(desk: Desk, job: Job, request: Request) -> dict[str, Any]:
    """How far the job is; where it failed, also as the page says it."""
    page = desk.so_far(*job.asked) if job.asked and job.state == "running" else None
    failed = told(job.error, desk.words(language_of(request)))._asdict() if job.error else {}
    return {**job.status(), "blocks": len(page.blocks) if page else 0, **failed}


def _tried(kind: str, text: str, name: str) -> None:
    """Read a file for its mistakes; one that a parser stumbles over is the file's fault too."""
    try:
        READERS[kind](text, name)
    except (ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise InputError("web.routes_file_cannot_read", where=name, name=type(error).__name__) from None


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
        raise InputError("web.routes_x", where="parameters", where_=where, first=first["msg"]) from None
