"""Claims: what a report asserts, judged from computed quantities; each with its reason and figure; one's own too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.vintage import Vintage
from fedsheet.present import verdicts
from fedsheet.present.blocks import Block, Figure, Heading, Note, Paragraph
from fedsheet.present.charts import web as charts
from fedsheet.present.exhibits import claims as exhibits
from fedsheet.present.sections import claims as section
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import FileParams, Name, Page, Pick, View, counted
from fedsheet.web.views.parts import as_of_option, as_of_text, choice, own_file

if TYPE_CHECKING:
    from fedsheet.claims.model import Claims, Judgement
    from fedsheet.claims.results import Judged

SHIPPED = "seed-2021"
EXAMPLE = "claims-example.toml"


class ClaimsParams(FileParams):
    """`claim` to open, `place` and `verdict` to narrow the list, `file` the id of an uploaded claim file."""

    claim: Name = ""
    place: Annotated[str, Field(max_length=200)] = ""
    verdict: Name = ""


def page(desk: Desk, params: ClaimsParams) -> Page:
    """Every claim with its verdict, what was found, and what would change it."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    checked = _checked(desk, known, params.file)
    held = dict.fromkeys(one.claim.place for one in checked.judgements)
    places = {place: verdicts.place_name(checked.claims.id, place, words) for place in held}
    names = {one.verdict.name.lower(): verdicts.verdict_name(one.verdict, words) for one in checked.judgements}
    all_ = {"": words("web.all")}
    ids = {one.claim.id: one.claim.id for one in checked.judgements}
    controls = (
        choice("place", words("web.place"), params.place, all_ | places),
        choice("verdict", words("web.verdict"), params.verdict, all_ | names),
        choice("claim", words("web.claim"), params.claim, {"": "—"} | ids),
        own_file(desk, words("web.claims_file"), params.file, "claims"),
    )
    opened = next((one for one in checked.judgements if one.claim.id == params.claim), None)
    shown = [
        one
        for one in checked.judgements
        if params.place in ("", one.claim.place) and params.verdict in ("", one.verdict.name.lower())
    ]
    every = exhibits.judged(checked, words)
    is_all = len(shown) == len(checked.judgements)
    listed = every if is_all else exhibits.judged(replace(checked, judgements=tuple(shown)), words)
    listed = listed.briefly(*exhibits.READ)
    blocks: list[Block] = [
        *(_opened(checked, opened, known, words) if opened else []),
        Paragraph(section.lead(checked, words)),
        exhibits.by_chapter(checked, words).figure,
        Heading(1, words("web.claims_list")),
        listed.showing(listed.table, words("web.claims_table", n=len(shown))).block,
        *map(Note, exhibits.unread(checked, words)),
        Note(words("claims.method")),
    ]
    name = "mine.toml" if params.file else SHIPPED
    return Page(
        words("web.claims"), tuple(counted(blocks)),
        "from fedsheet.runs import check\n\n"
        f'checked = check.check("{name}", {as_of_text(params.as_of) or None})\n'
        "for one in checked.judgements:\n    print(one.claim.id, one.verdict.value)",
        f"fedsheet check {name}{as_of_option(params.as_of)}", known.as_of, known.digest, controls,
        picks={"claims": Pick("id", "claim", "claim")}, data=exhibits.records(every),
        texts={EXAMPLE: example()},
    )  # fmt: skip


def example() -> str:
    """A claim file to begin from."""
    return (files("fedsheet.web") / "templates" / EXAMPLE).read_text(encoding="utf-8")


def read(text: str, name: str) -> Claims:
    """The reader of uploaded claim files: strict, within the same limits as the command's."""
    from fedsheet.claims.parse import parse_claims

    return parse_claims(text.encode(), name)


def _checked(desk: Desk, known: Vintage, file: str) -> Judged:
    from fedsheet.claims.parse import load_shipped
    from fedsheet.runs.check import on_all_vintages

    if not file:
        return desk.once(known, "claims", SHIPPED, lambda: on_all_vintages(load_shipped(SHIPPED), known, desk.path))
    held = desk.uploads.get(file, "claims")
    return desk.once(known, "claims", file, lambda: on_all_vintages(read(held.text, held.name), known, desk.path))


def _opened(checked: Judged, judgement: Judgement, known: Vintage, words: Words) -> list[Block]:
    """One claim in full: its reason, and the series it is about with the days it names."""
    found = exhibits.one(checked, words, judgement.claim.id)
    wording = judgement.claim.wording.of(words.language)
    return [Heading(1, found.caption), found.showing(found.table, wording).block, *_evidence(judgement, known, words)]


def _evidence(judgement: Judgement, known: Vintage, words: Words) -> list[Block]:
    """The series of the deciding test around the days it names; nothing where it is about facts of the record."""
    arguments = judgement.deciding.test.arguments
    name, minus = arguments.get("series"), arguments.get("minus")
    days = sorted(value for value in arguments.values() if isinstance(value, date))
    if not isinstance(name, str) or not days:
        return []
    try:
        values = known.base(name).dropna()
        if isinstance(minus, str):
            values = (values - known.base(minus)).dropna()
    except UnknownNameError:
        return []
    label = verdicts.series_name(f"{name} − {minus}" if isinstance(minus, str) else name, words)
    plot = charts.evidence(values, known[name].unit, label, days[0], days[-1], words)
    key = "web.claim_figure" if days[0] < days[-1] else "web.claim_day_figure"
    caption = words(key, series=label, start=days[0], **({"end": days[-1]} if days[0] < days[-1] else {}))
    return [Figure("claim-evidence", None, plot.spec, caption, words("claims.source"), plot.table)]


VIEW = View("claims", ClaimsParams, page)
