"""The addresses of the API: series, exhibits, claims, an update; answers as the agents' tools and `show` give them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI, Path, Query, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from fedsheet.api import models as m
from fedsheet.api.door import language
from fedsheet.api.widgets import FROM_TABLES, SHOWN, widgets
from fedsheet.core.errors import FedsheetError, InputError, ModelError, UnknownNameError
from fedsheet.core.fields import reason
from fedsheet.mcp import answers
from fedsheet.present.exhibits import entries, entry
from fedsheet.present.refusals import parts
from fedsheet.present.text import LANGUAGES
from fedsheet.store.tokens import Scope

SECONDS, AT_ONCE = 120.0, 2
MOST_ROWS, MOST_CHARACTERS = 5_000, 2_000_000  # of one answer; the next page is linked
COMPUTED = ("model", "score", "verdict", answers.OTHERS)  # kinds of exhibits that are computed when they are asked for
Lang = Annotated[str, Query(description="Language of the texts: en or zh.", max_length=40)]
Day = Annotated[str, Query(description="Only what was public on this day, YYYY-MM-DD.", max_length=40)]
First = Annotated[int, Query(ge=0, le=10_000_000, description="The first row wanted, from 0.")]
Rows = Annotated[int, Query(ge=1, le=MOST_ROWS, description="How many rows at most.")]
Start = Annotated[str, Query(description="First observation date, YYYY-MM-DD.", max_length=40)]
End = Annotated[str, Query(description="Last observation date, YYYY-MM-DD.", max_length=40)]
ID = "FRED's id where one exists, for example WALCL or SOFR; in any case."
Subject = Annotated[str, Query(max_length=80, description="What it is of: a scenario, a rate, a span.")]
Name = Annotated[str, Path(max_length=80, description="A table or figure that /v1/exhibits names.")]
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": m.Refused, "description": said}
    for status, said in {
        400: "Not possible as asked; says what to do", 401: "No token, an unknown one, one that is over",
        403: "Not within the token's scope", 404: "Nothing by that name; says what there is",
        405: "Not asked in this way", 413: "Too large, or without its length", 414: "The address is too long",
        421: "Another host's name", 422: "A parameter out of its bounds, or none of this address",
        429: "Too many at once", 503: "Not done in time",
    }.items()
}  # fmt: skip
# Method, address, the message `api.` that says what it gives, and the scope it needs.
ADDRESSES = (
    ("GET", "/v1", "api.list", "read"),
    ("GET", "/v1/series", "api.every_series", "read"),
    ("GET", "/v1/series/{id}", "api.one_series", "read"),
    ("GET", "/v1/exhibits", "api.every_exhibit", "read"),
    ("GET", "/v1/exhibits/{name}", "api.one_exhibit", "by exhibit"),
    ("GET", "/v1/pictures/{name}", "api.picture", "compute"),
    ("POST", "/v1/claims", "api.claims", "compute"),
    ("POST", "/v1/update", "api.update", "update"),
    ("GET", "/widgets.json", "api.widgets", "read"),
)


TOKEN = HTTPBearer(  # what the document says of the door, which stands before this app and looks at the token itself
    scheme_name="token", description="A token of `fedsheet token new`.", auto_error=False
)
STATUSES = {"api.parameter": 422, "api.too_long": 503, "mcp.not_drawn": 404}  # of refusals told by their key
# Taken at every address: the language of refusals, and a Workspace's colours, which numbers have none of.
EVERYWHERE = frozenset({"lang", "theme"})


def needs(path: str) -> Scope:
    """The scope that an address needs; an exhibit computed when it is asked for needs `compute`."""
    if path == "/v1/update":
        return "update"
    if path == "/v1/claims" or path.startswith("/v1/pictures/"):
        return "compute"
    name = path.removeprefix("/v1/exhibits/")
    if name != path and name in entries():
        kind = answers.KINDS.get(entry(name).room, answers.OTHERS)
        return "compute" if kind in COMPUTED else "read"
    return "read"


def create(origins: tuple[str, ...] = ()) -> FastAPI:
    """The API without its door: what the OpenAPI document describes."""
    from fedsheet import __version__

    app = FastAPI(
        title="fedsheet", version=__version__, docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json",
        redirect_slashes=False, responses=REFUSED, dependencies=[Security(TOKEN), Depends(_known_alone)],
        summary="The Fed's balance sheet and money markets: series, exhibits, claims; units, sources beside them.",
    )  # fmt: skip
    app.add_exception_handler(FedsheetError, _named)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _absent)
    app.add_exception_handler(Exception, _unexpected)
    in_time = InTime()
    _reads(app, in_time)
    _computes(app, in_time)
    app.middleware("http")(_tagged)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    if origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type"], expose_headers=["etag", "link"],
        )  # fmt: skip
    return app


def _reads(app: FastAPI, in_time: InTime) -> None:
    @app.get("/v1", response_model=m.Index)
    def index(lang: Lang = "en") -> m.Index:
        """Where to begin: every address with what it gives and the scope it needs."""
        words = answers.words_of(lang)
        listed = [
            m.Address(method=how, path=path, gives=words(key), scope=needed) for how, path, key, needed in ADDRESSES
        ]
        return m.Index(name="fedsheet", version=app.version, addresses=listed)

    @app.get("/v1/series", response_model=m.Told)
    async def listed(
        response: Response, request: Request, as_of: Day = "", first_row: First = 0, rows: Rows = 200, lang: Lang = "en"
    ) -> Any:
        """Every series held or computed: id, title, unit, frequency, first and last day, publisher."""
        found = await in_time(lambda: _rows("series-held", "", as_of, first_row, rows, lang))
        return _paged(found, request, response)

    @app.get("/v1/series/{series_id}", response_model=m.SeriesTold)
    async def one(
        series_id: Annotated[str, Path(max_length=80, description=ID)], response: Response, request: Request,
        as_of: Day = "", start: Start = "", end: End = "", first_row: First = 0, rows: Rows = MOST_ROWS,
        lang: Lang = "en",
    ) -> Any:  # fmt: skip
        """One series as it was known on a day, in its published unit, from its first observation on."""
        found = await in_time(
            lambda: answers.series_rows(series_id, as_of, start, end, first_row, rows, lang, MOST_CHARACTERS)
        )
        return _paged(found, request, response)

    @app.get("/v1/exhibits", response_model=m.Told)
    async def exhibits(lang: Lang = "en") -> Any:
        """Every table and figure by name, with its room and the result it is of."""
        return await in_time(lambda: answers.exhibits_list(lang))

    @app.get("/v1/exhibits/{name}", response_model=m.Told)
    async def exhibit(
        name: Name, response: Response, request: Request, of: Subject = "", as_of: Day = "",
        first_row: First = 0, rows: Rows = MOST_ROWS, lang: Lang = "en",
    ) -> Any:  # fmt: skip
        """One table or figure's numbers, as `fedsheet show NAME --format json` prints them."""
        found = await in_time(lambda: _rows(name, of, as_of, first_row, rows, lang))
        return _paged(found, request, response)

    @app.get("/widgets.json", response_model=dict[str, m.Widget])
    def openbb(request: Request, lang: Lang = "en") -> dict[str, Any]:
        """The addresses as widgets of OpenBB Workspace: those that the token and the figures held can answer."""
        words, token = answers.words_of(lang), request.state.token
        held = [
            name for name in SHOWN
            if token.may(needs(f"/v1/exhibits/{name}")) and answers.is_held(FROM_TABLES.get(name))
        ]  # fmt: skip
        return widgets({name: words(entry(name).title) for name in held}, words)

    @app.get("/v1/openbb/series", response_model=m.SeriesTold)
    async def for_openbb(
        series_id: Annotated[str, Query(max_length=80, description=ID)], as_of: Day = "", lang: Lang = "en"
    ) -> Any:
        """The newest observations of a series whose id stands in the query, as the Workspace asks."""
        return await in_time(lambda: answers.series_as_of(series_id, as_of, "", "", MOST_ROWS, lang))


def _computes(app: FastAPI, in_time: InTime) -> None:
    @app.get("/v1/pictures/{name}", response_class=Response, responses={200: PICTURE})
    async def picture(
        name: Name, of: Subject = "", as_of: Day = "",
        form: Annotated[str, Query(pattern="^(png|svg)$", description="png or svg.")] = "png", lang: Lang = "en",
    ) -> Response:  # fmt: skip
        """A figure as a picture, with its caption and source in it."""
        body = await in_time(lambda: answers.picture_bytes(name, of, as_of, form, lang))
        return Response(body, media_type="image/png" if form == "png" else "image/svg+xml")

    @app.post("/v1/claims", response_model=m.Verdicts)
    async def claims(asked: m.ClaimsAsked, request: Request, lang: Lang = "en") -> Any:
        """Judge the claims of a text from computed quantities: verdict, number found, number said."""
        request.state.lang = told = asked.lang or lang
        return await in_time(
            lambda: answers.claims_check(asked.report, asked.claims, "", asked.as_of, 0, MOST_ROWS, told)
        )

    @app.post("/v1/update", response_model=m.Updated)
    async def update(lang: Lang = "en") -> dict[str, Any]:
        """Bring what is due by the release calendar; nothing is asked of anybody where nothing is."""
        return await run_sync(_update, lang)


PICTURE: dict[str, Any] = {
    "description": "A picture",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/png", "image/svg+xml")},
}


def _update(lang: str) -> dict[str, Any]:
    from datetime import date

    from fedsheet.present.update_lines import news
    from fedsheet.runs.update import update

    words = answers.words_of(lang)  # an unknown language is refused before anything is brought
    told = update()
    lines = list(news(told, date.today(), words))
    return {"asked": told.n_asked, "failed": len(told.failed), "lines": lines}


class InTime:
    """Work in threads of its own, two at a time, given up after `SECONDS`."""

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(AT_ONCE)

    async def __call__(self, work: Callable[[], Any]) -> Any:
        """The work's result, or `ModelError` where it is not there in time."""
        try:
            with anyio.fail_after(SECONDS):
                return await run_sync(work, abandon_on_cancel=True, limiter=self._limiter)
        except TimeoutError:
            raise ModelError("api.too_long", seconds=round(SECONDS)) from None


def _rows(name: str, of: str, as_of: str, first_row: int, rows: int, lang: str) -> dict[str, Any]:
    return answers.exhibit_rows(name, of, as_of, first_row, rows, lang, MOST_CHARACTERS)


def _paged(found: dict[str, Any], request: Request, response: Response) -> dict[str, Any]:
    """The answer, with the address of its next page where there is one."""
    if found["next_row"] is not None:
        url = request.url.include_query_params(first_row=found["next_row"])
        response.headers["link"] = f'<{url.path}?{url.query}>; rel="next"'
    return found


async def _tagged(request: Request, onward: Callable[[Request], Awaitable[Response]]) -> Response:
    """Every answer with the digest of its body; one that the asker holds already is not sent again.

    HEAD is answered as GET, of which the server then sends no body.
    """
    method = request.method
    request.scope["method"] = "GET" if method == "HEAD" else method
    response = await onward(request)
    request.scope["method"] = method
    if method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]  # a streamed answer
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {name: value for name, value in response.headers.items() if name != "content-length"} | {"etag": tag}
    held = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if tag in held or "*" in held:
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, response.status_code, headers)


async def _known_alone(request: Request) -> None:
    """Every parameter is one of the address, and stands once: a misspelt `as_of` would be answered with what came
    later, of two the last.
    """
    taken = {one.alias for one in request.scope["route"].dependant.query_params} | EVERYWHERE
    given = [name for name, _ in request.query_params.multi_items()]
    for name in dict.fromkeys(given):
        if name not in taken:
            not_known = reason({"type": "unexpected_keyword_argument"})
            raise InputError("api.parameter", name=name[:80], reason=not_known)
    objects = _objects(await request.body()) if request.method == "POST" else [[]]
    for names in (*objects[:-1], [*given, *objects[-1]]):
        twice = next((name for name, n in Counter(names).items() if n > 1), "")
        if twice:
            raise InputError("api.twice", name=twice[:80])


def _objects(body: bytes) -> list[list[str]]:
    """The keys of each object of a body of JSON as they were written, of the outermost last; of what is none, which is
    refused as that, no keys.
    """
    found: list[list[str]] = []
    try:
        json.loads(body, object_pairs_hook=lambda pairs: found.append([name for name, _ in pairs]))
    except (ValueError, RecursionError):
        return [[]]
    return found or [[]]


def _told(request: Request, status: int, error: FedsheetError) -> JSONResponse:
    asked = getattr(request.state, "lang", "")  # of a body that could be read
    lang = asked if asked in LANGUAGES else language(request.scope)
    return JSONResponse({"error": parts(error, lang, "http")}, status, {"content-language": lang})


def _named(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FedsheetError)
    absent = 404 if isinstance(error, UnknownNameError) else 400
    return _told(request, STATUSES.get(error.key, absent), error)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    names = [part for part in first["loc"] if isinstance(part, str)]  # without places in a text that is no JSON
    where = ".".join(names[1:]) or names[0]
    return _told(request, 422, InputError("api.parameter", name=where, reason=reason(first)))


def _absent(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    told = _told(request, error.status_code, InputError("api.method" if error.status_code == 405 else "api.address"))
    told.headers.update(error.headers or {})  # of 405: what is allowed
    return told


def _unexpected(request: Request, _error: Exception) -> JSONResponse:
    return _told(request, 500, ModelError("api.failed"))
