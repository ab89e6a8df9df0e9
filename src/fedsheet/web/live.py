"""What a page that stays open asks: how old the figures are, what is newest, where one's thresholds stand, what came.

GET  /api/v1/clock        each class of figures with its age and next release, what is due, when to look again
GET  /api/v1/newest       the figures a desk looks at first, as they are shown
POST /api/v1/thresholds   where each of a reader's thresholds stands, or why it cannot be one
GET  /api/v1/events       server-sent events: `figures` when new ones are shown
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from fedsheet.core.errors import DateRangeError, FedsheetError, InputError
from fedsheet.core.news import HEADLINES
from fedsheet.core.units import Dimension
from fedsheet.core.vintage import Vintage
from fedsheet.outlook.clock import last_decision
from fedsheet.present.exhibits.calendar import FORMS
from fedsheet.present.text import Words
from fedsheet.review.thresholds import DECISION, MOST, ThresholdStanding, parse_threshold, standing
from fedsheet.runs.calendar import form_of
from fedsheet.web.desk import Desk
from fedsheet.web.document import CLOCK, EVENTS, NEWEST, STANDINGS, THRESHOLDS
from fedsheet.web.page import Params
from fedsheet.web.refusals import language_of, refusal
from fedsheet.web.routes import answer_of
from fedsheet.web.serving import json_input
from fedsheet.web.views.overview import VIEW as OVERVIEW

MOST_STREAMS = 16
LOOK_SECONDS, BEAT_SECONDS, LONGEST_SECONDS = 2.0, 15.0, 600.0
AGAIN_MS = 3_000  # after which a browser opens an ended stream again


class Streams:
    """How many pages listen: bounded, and never more than they say."""

    def __init__(self) -> None:
        self.open = 0

    async def of(self, desk: Desk, request: Request) -> AsyncIterator[str]:
        """One page's events until it goes away, or long enough that a browser asks again."""
        self.open += 1
        try:
            seen = await run_in_threadpool(_digest, desk)
            yield f"retry: {AGAIN_MS}\nevent: hello\ndata: {seen}\n\n"
            beats = 0.0
            loop = asyncio.get_running_loop()
            end = loop.time() + LONGEST_SECONDS
            while loop.time() < end and not desk.jobs.stopping() and not await request.is_disconnected():
                await asyncio.sleep(LOOK_SECONDS)
                now = await run_in_threadpool(_digest, desk)
                beats += LOOK_SECONDS
                if now != seen:
                    seen, beats = now, 0.0
                    yield f"event: figures\ndata: {now}\n\n"
                elif beats >= BEAT_SECONDS:
                    beats = 0.0
                    yield ": still here\n\n"
        finally:
            self.open -= 1


def _digest(desk: Desk) -> str:
    """The figures shown and the day: what a page's numbers depend on."""
    return json.dumps({"figures": desk.shown_digest(), "today": desk.shown_day().isoformat()})


def live_routes(desk: Desk) -> APIRouter:
    """The clock, the newest figures, thresholds and events."""
    router = APIRouter(prefix="/api/v1", tags=["live"])
    streams = Streams()

    @router.get("/clock", responses=CLOCK)
    async def hands(params: Annotated[Params, Query()], request: Request) -> dict[str, Any]:
        """How old each class of figures is, what is due, and when the next release comes."""
        asked = OVERVIEW.params(lang=params.lang, as_of=params.as_of)
        found: dict[str, Any] = await answer_of(desk, "clock", OVERVIEW, asked, asked, (), request)
        return found

    @router.get("/newest", responses=NEWEST)
    def newest(params: Annotated[Params, Query()]) -> dict[str, Any]:
        """The figures a desk looks at first, as they are shown."""
        known = desk.vintage(params.as_of)
        return {"rows": newest_rows(known, desk.words(params.lang))}

    @router.post("/thresholds", responses=STANDINGS, openapi_extra=THRESHOLDS)
    async def thresholds(request: Request) -> dict[str, Any]:
        """Where each threshold of `{"items": ["SOFR - iorb > 10 bp", "decision"]}` stands; errors stand beside it."""
        items = json_input.parse(await request.body()).get("items")
        if not (isinstance(items, list) and len(items) <= MOST and all(isinstance(one, str) for one in items)):
            raise InputError("web.thresholds_list", most=MOST)
        words = desk.words(language_of(request))
        return {"rows": await run_in_threadpool(lambda: [threshold_json(desk, item, words) for item in items])}

    @router.get("/events", responses=EVENTS)
    async def events(request: Request) -> StreamingResponse:
        """Server-sent events: `hello` at once, `figures` when new ones are shown; a page asks again when it ends."""
        if streams.open >= MOST_STREAMS:
            raise InputError("web.events_many", most=MOST_STREAMS)
        return StreamingResponse(streams.of(desk, request), media_type="text/event-stream")

    return router


# ---- newest figures ----------------------------------------------------------------------------------------------


def newest_rows(known: Vintage, words: Words) -> list[dict[str, Any]]:
    """Each headline held: its id, name, newest value as shown and raw, and its day."""
    rows = []
    for name in HEADLINES:
        if name not in known:
            continue
        try:
            day, value = known[name].base_last(known.as_of)
        except DateRangeError:
            continue
        shown = words.format(value, _form(known[name].unit.dimension))
        rows.append({"id": name, "name": words(f"update.name_{name}"), "shown": shown, "day": day.isoformat(),
                     "value": value})  # fmt: skip
    return rows


def _form(dimension: Dimension) -> str:
    return FORMS[form_of(dimension)]


# ---- thresholds --------------------------------------------------------------------------------------------------


def threshold_json(desk: Desk, text: str, words: Words) -> dict[str, Any]:
    """Where one threshold stands, or why it cannot be one, in the reader's language."""
    try:
        if text.strip().lower() == DECISION:
            return _decision(desk, words)
        found = standing(parse_threshold(text), desk.vintage(None), desk.path)
    except FedsheetError as error:
        return {"text": text, "error": refusal(error, words).said}
    return _standing(found, words)


def _decision(desk: Desk, words: Words) -> dict[str, Any]:
    """The newest decision: met whenever it is another one than before."""
    day = last_decision(desk.path, desk.vintage(None).as_of)
    said = words("live.decision_said", day=day)
    return {"text": DECISION, "label": words("live.decision"), "day": day.isoformat(), "shown": day.isoformat(),
            "met": False, "said": said, "mark": day.isoformat()}  # fmt: skip


def _standing(found: ThresholdStanding, words: Words) -> dict[str, Any]:
    made = found.drawn
    form = "bp1" if made.spread else _form(made.dimension)
    value, limit = (words.format(one, form) for one in (found.value, found.limit))
    key = "live.met" if found.is_met else "live.not_met"
    said = words(key, value=value, day=found.day, since=found.since, met=found.met_days, n=found.days)
    return {
        "text": found.threshold.text, "label": f"{found.threshold.line.text} {found.threshold.sign} {limit}",
        "day": found.day.isoformat(), "shown": value, "met": found.is_met, "said": said,
        "mark": found.since.isoformat() if found.is_met else "",
    }  # fmt: skip
