"""Releases and alerts: what comes when, what was expected and what came; the page adds one's own thresholds."""

from __future__ import annotations

from fedsheet.core.calendar import Calendar
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Heading
from fedsheet.present.exhibits import calendar as exhibits
from fedsheet.present.text import Words
from fedsheet.runs.calendar import rates, releases, statement
from fedsheet.runs.read import STORE
from fedsheet.web.desk import Desk
from fedsheet.web.page import Page, Params, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.daily import as_blocks
from fedsheet.web.views.parts import as_of_option, as_of_text, part


def page(desk: Desk, params: Params, progress: Progress) -> Page:
    """The releases to come, SOFR and the statement as expected and as they came."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    progress(words("web.step_read"), 0.2)
    ahead = exhibits.releases(Calendar(known.as_of, releases(known), (), ()), words)
    title = words("web.releases_title")
    parts = (
        part(words, title, lambda: _rates(desk, known, words)),
        part(words, title, lambda: _statement(desk, known, words)),
    )
    return Page(
        words("web.alerts"), tuple(counted(as_blocks(ahead))),
        "from fedsheet.runs.calendar import calendar\n\n"
        f"found = calendar({as_of_text(params.as_of)})\n"
        "for line in found.statement:\n    print(line.id, line.expected, line.came, line.missed)\n"
        "for day in found.rates:\n    print(day.day, day.median, day.came)",
        f"fedsheet show release-calendar{as_of_option(params.as_of)}", known.as_of, known.digest,
        data=ahead.table.records(), parts=parts,
    )  # fmt: skip


def _rates(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """SOFR day by day as forecast and as it came."""
    found = desk.once(known, "told rates", "", lambda: rates(known, desk.path))
    return [
        Heading(1, words("web.releases_title")),
        *as_blocks(exhibits.rates(Calendar(known.as_of, (), (), found), words)),
    ]


def _statement(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """The statement's lines as projected before their release and as they came."""
    found = desk.once(known, "told statement", "", lambda: statement(known, desk.path, STORE))
    return as_blocks(exhibits.statement(Calendar(known.as_of, (), found, ()), words))


VIEW = View("alerts", Params, page, long=True)
