"""Addresses of the API: the page's words; views and what can be taken from them; uploads; jobs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError, create_model
from starlette.concurrency import run_in_threadpool

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.fields import reason
from fedsheet.web.desk import Desk, written
from fedsheet.web.document import ASKED, CITED, CONTROLS, DATA, FILE, HELD, JOB, PAGE, PULLED, SHELL, TABLE, UPLOAD
from fedsheet.web.exports import TYPES, Screen, cited, export
from fedsheet.web.figures import found
from fedsheet.web.menu import shell
from fedsheet.web.page import OnScreenParams, Params, View, as_json, table_json
from fedsheet.web.refusals import language_of, refusal
from fedsheet.web.serving import json_input
from fedsheet.web.serving.jobs import Job
from fedsheet.web.serving.packed import PACKED, takes_gzip
from fedsheet.web.serving.uploads import Upload
from fedsheet.web.views import READERS, TABLES, VIEWS

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
        router.get(f"/{view.name}/controls", name=f"{view.name} controls", tags=["page"], responses=CONTROLS)(
            _as_controls(desk, view)
        )
        router.get(f"/{view.name}/tables/{{figure}}", name=f"{view.name} table", tags=["views"], responses=TABLE)(
            _as_table(desk, view)
        )
        router.get(f"/{view.name}/cite/{{figure}}", name=f"{view.name} cite", tags=["views"], responses=CITED)(
            _as_cited(desk, view)
        )
        file = f"/{view.name}/files/{{file}}"
        router.get(file, name=f"{view.name} file", tags=["files"], responses=FILE)(_as_file(desk, view))
    return router


def _as_json(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(params: Params, request: Request) -> Response:
        if takes_gzip(request):
            return Response(desk.packed(view, params), media_type="application/json", headers=PACKED)
        return Response(desk.body(view, params), media_type="application/json")

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = view.page.__doc__
    return endpoint


def _as_data(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(params: Params) -> Response:
        data = desk.page(view, params).data
        if data is None:
            raise UnknownNameError("numbers of the view", view.name, (), do="view_itself")
        return Response(written(data), media_type="application/json")

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


def _as_table(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(figure: str, params: Params) -> Response:
        table = found(desk.page(view, params), figure).table
        return Response(written(table_json(table, desk.words(params.lang))), media_type="application/json")

    endpoint.__annotations__["params"] = Annotated[view.params, Query()]
    endpoint.__doc__ = "The numbers of one figure: raw, and as they are shown."
    return endpoint


def _as_cited(desk: Desk, view: View) -> Callable[..., dict[str, str]]:
    def endpoint(figure: str, params: Params, request: Request) -> dict[str, str]:
        asked, screen = _split(view, params)
        return cited(desk.page(view, asked), view, figure, asked, screen, str(request.base_url))

    endpoint.__annotations__["params"] = Annotated[on_screen(view), Query()]
    endpoint.__doc__ = "How to cite one figure, in Chinese, English and BibTeX; and the lines of Python that make it."
    return endpoint


def _as_file(desk: Desk, view: View) -> Callable[..., Response]:
    def endpoint(file: str, params: Params) -> Response:
        block_id, _, form = file.rpartition(".")
        asked, screen = _split(view, params)
        body = export(desk.page(view, asked), block_id, form, desk.words(params.lang), screen)
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", file if form == "toml" else f"fedsheet-{file}")
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=TYPES[form], headers=headers)

    endpoint.__annotations__["params"] = Annotated[on_screen(view), Query()]
    endpoint.__doc__ = "One figure or table of this view, as it is on the screen: ID.png, ID.svg, ID.csv or ID.xlsx."
    return endpoint


@cache
def on_screen(view: View) -> type[Params]:
    """The view's parameters, and what of a figure is on the screen."""
    return create_model(f"{view.params.__name__}OnScreen", __base__=(OnScreenParams, view.params))


def _split(view: View, params: Params) -> tuple[Params, Screen]:
    """The view's own parameters, and the part of a figure that is on the screen."""
    asked = params.model_dump()
    own = OnScreenParams.model_fields.keys() - Params.model_fields.keys()
    first, last, names = (asked[key] for key in ("first", "last", "without"))
    return view.params.model_validate({key: value for key, value in asked.items() if key not in own}), Screen(
        first, last, tuple(name for name in names.split("|") if name)
    )


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
        job = desk.jobs.start(view.name, lambda told: desk.body(view, params, told), (view, params))
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
    failed = refusal(job.error, desk.words(language_of(request)))._asdict() if job.error else {}
    return {**job.status(), "blocks": len(page.blocks) if page else 0, **failed}


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
        raise InputError("web.routes_x", where="parameters", where_=where, first=reason(first)) from None
