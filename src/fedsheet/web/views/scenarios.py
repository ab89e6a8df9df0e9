"""Scenarios side by side: up to three of the form's, drawn together; their difference split by what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

from pydantic import Field, ValidationError

from fedsheet.core.errors import InputError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Figure, Heading, Paragraph, Row
from fedsheet.present.charts import web_ahead as charts
from fedsheet.present.charts.curves import Curve
from fedsheet.present.exhibits import scenarios as exhibits
from fedsheet.present.exhibits.chapters import drawn
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Page, Params, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import as_of_option, part
from fedsheet.web.views.project import (
    N_PATHS,
    SEED,
    ProjectParams,
    kept_floor,
    line_of,
    projected,
    quantiles,
    title_of,
)

if TYPE_CHECKING:
    from fedsheet.portfolio.projection import Projection
    from fedsheet.portfolio.scenario.file import Scenario

    Values = pd.Series[float]

SIDES = ("a", "b", "c")
DRAWN = ("total_assets", "reserve_balances", "treasuries", "mbs", "on_rrp", "deferred_asset")
# In this order one change after another is made, from the first scenario to the other.
CHANGES = ("scenario", "file", "treasury_cap", "agency_cap", "purchases", "taper_months", "tga", "shift_bp", "rates",
           "levers", "end_share")  # fmt: skip
Asked = Annotated[str, Field(max_length=600, description="Parameters of the form, as in its address.")]
Called = Annotated[str, Field(max_length=40, description="What it is called.")]


class ScenariosParams(Params):
    """Each side is the form's own parameters as text (`scenario=today&tga=1000`), with a name of one's own.

    An empty first one is the form as it opens.
    """

    a: Asked = "scenario=today"
    b: Asked = ""
    c: Asked = ""
    name_a: Called = ""
    name_b: Called = ""
    name_c: Called = ""


@dataclass(frozen=True)
class ScenarioSide:
    """One scenario of the comparison."""

    key: str
    name: str
    params: ProjectParams
    scenario: Scenario
    projection: Projection


def page(desk: Desk, params: ScenariosParams, progress: Progress) -> Page:
    """Lines of the sheet of each scenario, the first one's fan, where they end, and what makes the difference."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    sides = []
    for n, key in enumerate(SIDES):
        text = getattr(params, key)
        if text or key == SIDES[0]:
            progress(words("web.step_project"), n / len(SIDES))
            sides.append(_side(desk, known, key, text, params, words))
    first, *others = sides
    fans = quantiles(desk, known, first.scenario)
    figures = [_figure(sides, fans.get(line, {}), line, words) for line in DRAWN]
    ends = exhibits.ends([(one.name, one.projection) for one in sides], words)
    blocks: list[Block] = [
        *([] if others else [Paragraph(words("web.scenarios_alone"))]),
        *(Row((figures[n], figures[n + 1])) for n in range(0, len(figures), 2)),
        ends.block,
        *dict.fromkeys(note for one in sides for note in kept_floor(desk, known, one.params, words)),
    ]
    title = words("web.scenarios_split")
    parts = tuple(part(words, title, partial(_split, desk, known, first, one, words)) for one in others)
    return Page(
        words("web.scenarios"), tuple(counted(blocks)), _python(sides),
        f"fedsheet project {first.scenario.name} --paths {N_PATHS}{as_of_option(params.as_of)}",
        known.as_of, known.digest, data=ends.table.records(),
        texts={f"scenario-{one.key}.toml": one.scenario.digest_text for one in sides}, parts=parts,
    )  # fmt: skip


def _side(desk: Desk, known: Vintage, key: str, text: str, params: ScenariosParams, words: Words) -> ScenarioSide:
    asked = form_of(text, key)
    scenario, projection = projected(desk, known, asked)
    name = getattr(params, f"name_{key}").strip() or title_of(scenario, words)
    return ScenarioSide(key, name, asked, scenario, projection)


def form_of(text: str, where: str) -> ProjectParams:
    """The form's parameters from their text; anything else in it raises with its name."""
    try:
        return ProjectParams.model_validate(dict(parse_qsl(text)), strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError("web.scenarios_parameter", where=where, name=".".join(map(str, first["loc"]))) from None


def _figure(sides: list[ScenarioSide], fan: dict[float, Values], line: str, words: Words) -> Figure:
    """One line of all sides; the band is the first one's."""
    label = words(f"web.proj_{line}")
    names = {"a": "central", "b": "beside", "c": "third"}
    curves = [Curve(names[one.key], one.name, line_of(one.projection, line), "money") for one in sides]
    opens = curves[0].values.index[0].date()
    plot = charts.fan(f"scenarios-{line.replace('_', '-')}", label, curves, fan, opens, words)
    ends = [words("web.scenarios_end", name=c.label, usd=float(c.values.iloc[-1])) for c in curves]
    caption = words("web.scenarios_caption", line=label, ends=words("common.semicolon").join(ends))
    note = words("web.scenarios_note", name=sides[0].name, n=N_PATHS, seed=SEED) if fan else ""
    return drawn(plot, caption, words("web.source_project"), note).figure


# ---- what makes the difference -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One change made after those before: what the ends of total assets and reserves are with it, US dollars."""

    key: str
    assets: float
    reserves: float


def steps(desk: Desk, known: Vintage, start: ProjectParams, end: ProjectParams) -> list[Step]:
    """From one form to another, one change at a time, each on top of those before; the first is where it starts."""
    found = [_step(desk, known, "", start)]
    now = start
    for key in CHANGES:
        value = getattr(end, key)
        if getattr(now, key) == value:
            continue
        now = now.model_copy(update={key: value})
        found.append(_step(desk, known, key, now))
    return found


def _step(desk: Desk, known: Vintage, key: str, params: ProjectParams) -> Step:
    _, projection = projected(desk, known, params)
    return Step(key, float(projection.line("total_assets")[-1]), float(projection.line("reserve_balances")[-1]))


def _split(desk: Desk, known: Vintage, first: ScenarioSide, other: ScenarioSide, words: Words) -> list[Block]:
    """The difference between two scenarios at their end, change by change."""
    made = steps(desk, known, first.params, other.params)
    moves = [
        (step.key, step.assets - before.assets, step.reserves - before.reserves) for before, step in pairwise(made)
    ]
    until = date.fromisoformat(str(other.projection.dates[-1])[:10])
    shown = exhibits.split(other.key, first.name, other.name, until, moves, words)
    title = words("web.scenarios_split_of", name=other.name, other=first.name)
    return [Heading(1, title), shown.block, *shown.notes_block]


def _python(sides: list[ScenarioSide]) -> str:
    texts = {one.key: one.scenario.digest_text for one in sides}
    return (
        "from fedsheet.portfolio.scenario.file import parse_scenario\n"
        "from fedsheet.runs.project import project\n\n"
        f"for name, text in {texts!r}.items():\n"
        '    found = project(parse_scenario(text, "mine"))\n'
        '    print(name, found.dates[-1], found.line("total_assets")[-1], found.line("reserve_balances")[-1])'
    )


VIEW = View("scenarios", ScenariosParams, page, long=True)
