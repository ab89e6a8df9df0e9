"""Programmes: time line, rounds in event time, the ledger from announced to held, runoff against caps, figures 1–14."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.present import measures
from fedsheet.present.blocks import ORIGINAL_FIGURES, Block, Figure, Heading, numbered
from fedsheet.present.charts import style
from fedsheet.present.charts import web as charts
from fedsheet.present.exhibits import ledger as exhibits
from fedsheet.present.exhibits.chapters import drawn
from fedsheet.present.sections.parts import source
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Name, Page, Params, View
from fedsheet.web.views.parts import as_of_option, as_of_text, chapter, choice, slider, waiting
from fedsheet.web.views.reviewing import programme_name, review_sources

if TYPE_CHECKING:
    from fedsheet.runs.review import Sources

MEASURES = {
    "total_assets": "WALCL",
    "treasuries": "TREAST",
    "mbs": "WSHOMCB",
    "reserves": "WRESBAL",
    "sp500": "SP500_ARCH",
    "dgs10": "DGS10",
    "breakeven10": "",
}
BY_DIFFERENCE = ("dgs10", "breakeven10")  # rates: basis points since the eve; amounts and prices: eve = 100
WEEKS_BEFORE = 13
ROUNDS = ("lsap1", "lsap2", "mep", "lsap3")
PURCHASES = ("lsap1", "lsap2", "mep", "lsap3", "covid")


class ProgrammesParams(Params):
    """`programme` of the ledger and the monthly pace; `measure` and `weeks` of the comparison in event time.

    Left out, `programme` is the last of the four rounds that was known.
    """

    programme: Name = ""
    measure: Name = "total_assets"
    weeks: Annotated[int, Field(ge=13, le=208, description="Weeks after the announcement.")] = 104


def page(desk: Desk, params: ProgrammesParams) -> Page:
    """Every programme under both naming schemes, from the announcement to the statement."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    sources = review_sources(desk, known)
    names = {w.id: programme_name(w.id, words) for w in sources.windows.values() if w.is_main and w.programme}
    programme = params.programme or [name for name in names if name in ROUNDS][-1]
    choice("measure", "", params.measure, MEASURES)
    controls = (
        choice("programme", words("web.programme"), programme, names),
        choice(
            "measure", words("web.rounds_measure"), params.measure, {k: words(f"web.measure_{k}") for k in MEASURES}
        ),
        slider("weeks", words("web.rounds_horizon"), params.weeks, lambda n: words("web.weeks", n=n), 13, 208, 13),
    )
    blocks: list[Block] = [
        _timeline(desk, known, words),
        Heading(1, words("web.rounds_title")),
        *waiting(words, words("web.rounds_title"), lambda: [_rounds(desk, known, params, words)]),
        Heading(1, words("web.ledger_title")),
        *waiting(words, words("web.ledger_title"), lambda: _ledger(sources, programme, names[programme], words)),
        *waiting(words, words("web.pace_title"), lambda: _pace(sources, programme, words)),
        *waiting(words, words("web.caps_title"), lambda: _caps(sources, words)),
        Heading(1, words("web.figures_title")),
    ]  # fmt: skip
    fourteen = [replace(b, level=2) if isinstance(b, Heading) else b for b in chapter(desk, known, "qe", words)[1:]]
    return Page(
        words("web.programmes"), tuple(numbered([*blocks, *fourteen])),
        "from fedsheet.runs import review\n\n"
        f"sources = review.read({as_of_text(params.as_of)})\n"
        f'for line in review.ledger_lines(sources, "{programme}"):\n'
        "    print(line.instrument, line.announced_usd, line.traded_usd, line.held_usd)",
        f"fedsheet review ledger {programme}{as_of_option(params.as_of)}", known.as_of, known.digest, controls,
        lettered=ORIGINAL_FIGURES,
    )  # fmt: skip


def _timeline(desk: Desk, known: Vintage, words: Words) -> Figure:
    """Every programme announced by the view's day, phase by phase."""
    shown = [p for p in desk.path.programmes.values() if p.announced_at <= known.as_of]
    if not shown:
        raise DateRangeError("web.programmes_programme_had_been_announced", as_of=known.as_of)
    rows: list[style.Json] = [
        {
            "programme": programme_name(programme.id, words), "phase": words(f"web.phase_{phase.kind}"),
            "start": phase.start.isoformat(), "end": min(phase.end, known.as_of).isoformat(),
        }
        for programme in shown
        for phase in programme.phases
        if phase.start <= known.as_of
    ]  # fmt: skip
    order = [programme_name(programme.id, words) for programme in shown]
    caption = words(
        "web.timeline_caption",
        n=len(shown),
        first=shown[0].announced_at,
        last=order[-1],
        last_day=shown[-1].announced_at,
    )
    plot_ = charts.timeline(rows, order, words)
    return drawn(plot_, caption, words("web.source_record")).figure


def _values(known: Vintage, measure: str) -> pd.Series[float]:
    name = MEASURES[measure]
    return known.base(name).dropna() if name else measures.breakeven(known)


def _rounds(desk: Desk, known: Vintage, params: ProgrammesParams, words: Words) -> Figure:
    """The rounds of purchases side by side, each counted from the eve of its own announcement."""
    values, by_difference = _values(known, params.measure), params.measure in BY_DIFFERENCE
    curves, ends = {}, {}
    for name in PURCHASES:
        curve = since_eve(values, desk.path.programmes[name].announced_at, params.weeks, by_difference=by_difference)
        if curve is not None:
            curves[programme_name(name, words)] = curve
            ends[programme_name(name, words)] = float(curve.iloc[-1]) - (0 if by_difference else 100)
    if not curves:
        raise DateRangeError("web.programmes_held_around_any_announcement", measure=params.measure, as_of=known.as_of)
    top = max(ends, key=lambda name: abs(ends[name]))
    form, title = ("bp_num", "web.axis_change_bp") if by_difference else ("num1", "web.axis_index")
    plot_ = charts.event_time(curves, words(title), words, to_base=1e4 if by_difference else 1.0, form=form)
    key, change = ("_rate", ends[top] / 1e4) if by_difference else ("", ends[top] + 100)
    measure = words(f"web.measure_{params.measure}")
    caption = words(f"web.rounds_caption{key}", measure=measure, weeks=params.weeks, top=top, change=change)
    return drawn(plot_, caption, source(words, "board", "nyfed"), words("web.rounds_note")).figure


def since_eve(values: pd.Series[float], announced: date, weeks: int, *, by_difference: bool) -> pd.Series[float] | None:
    """One value a week by weeks since the last observation before `announced`; None where that is not held.

    Differences come in basis points, everything else as an index with the eve at 100.
    """
    before = values.loc[: pd.Timestamp(announced - timedelta(days=1))]
    if before.empty or before.index[-1] < pd.Timestamp(announced - timedelta(days=14)):
        return None
    eve, level = before.index[-1], float(before.iloc[-1])
    if level == 0.0 and not by_difference:
        return None
    part = measures.weekly(values.loc[eve - pd.Timedelta(weeks=WEEKS_BEFORE) : eve + pd.Timedelta(weeks=weeks)])
    moved = (part - level) * 1e4 if by_difference else part / level * 100
    moved.index = pd.Index(((part.index - eve).days / 7).round().astype(int))
    return moved[~moved.index.duplicated(keep="last")]


def _ledger(sources: Sources, programme: str, name: str, words: Words) -> list[Block]:
    """Announced, each named difference, traded, settled, held, by instrument."""
    from fedsheet.runs.review import ledger_lines

    found = exhibits.ledger(ledger_lines(sources, programme), words)
    return [found.showing(found.table, words("web.ledger_caption", programme=name)).block]


def _pace(sources: Sources, programme: str, words: Words) -> list[Block]:
    """Planned and done by month, one figure an instrument."""
    from fedsheet.runs.review import monthly

    months = monthly(sources, programme)
    drawn: list[Block] = []
    for instrument in ("treasury", "agency_mbs"):
        own = [one for one in months if one.instrument == instrument]
        if any(one.held_usd for one in own):
            drawn.append(exhibits.pace_drawn(own, programme, instrument, words).figure)
    return [Heading(1, words("web.pace_title")), *drawn] if drawn else []


def _caps(sources: Sources, words: Words) -> list[Block]:
    """Both runoffs against the sum of their caps."""
    from fedsheet.runs.review import caps

    found = caps(sources)
    return [Heading(1, words("web.caps_title")), exhibits.caps(found, words).block] if found else []


VIEW = View("programmes", ProgrammesParams, page)
