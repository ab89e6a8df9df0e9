"""Explore: any formulas of series side by side, by period, as level or growth; what is shown stands in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from fedsheet.core.errors import UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.units import UNITS, USD_BN
from fedsheet.present import series_words
from fedsheet.present.blocks import Figure, Note
from fedsheet.present.charts import style
from fedsheet.present.exhibits import explore as exhibits
from fedsheet.present.table import Column
from fedsheet.present.text import Words, spaced
from fedsheet.review.lines import EACH, EVERY, LONGEST, MARKS, MOST_LINES, MOVES, Drawn, Each, Every, Failed, How, Lines
from fedsheet.runs.explore import of
from fedsheet.web.desk import Desk
from fedsheet.web.menu import LIGHTER
from fedsheet.web.page import Explorer, Page, Params, View
from fedsheet.web.refusals import refusal
from fedsheet.web.views.parts import as_of_option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fedsheet.core.vintage import Vintage

FIRST = "WRESBAL; SOFR - iorb | right"
NONE = "none"  # no marks at all, said so that an address can say it
DIGITS = {"money": 1, "bp1_num": 1}
PLACES = {"id": "{id}", "n": "{n}", "all": "{all}"}  # the page fills these itself
ASKED = (
    "add", "add_hint", "as_of", "axis_left", "axis_right", "base", "beside", "day_hint", "drop", "each", "error",
    "every", "from", "full", "handle_from", "handle_to", "import", "import_column", "import_commas", "import_decimal",
    "import_id", "import_publisher", "import_send", "import_sheet", "import_thousands", "import_title", "import_unit",
    "log", "marks", "mark_decisions", "mark_programmes", "mark_recession", "move", "newest_first", "no_line",
    "not_held", "one_found", "pan_hint", "range", "range_1m", "range_3m", "range_6m", "range_ytd", "range_1y",
    "range_2y", "range_5y", "range_10y", "range_all", "remove", "rows_shown", "search", "table", "take", "to", "whole",
)  # fmt: skip


class ExploreParams(Params):
    """Lines as `review.lines` reads them; how they are counted and drawn; the days shown."""

    lines: Annotated[str, Field(max_length=LONGEST, description="Formulas, semicolons between.")] = FIRST
    every: Every = "observation"
    each: Each = "last"
    base: Annotated[date | None, Field(description="The day on which an index is 100.")] = None
    start: Annotated[date | None, Field(description="First day shown.")] = None
    end: Annotated[date | None, Field(description="Last day shown.")] = None
    log: bool = False
    marks: Annotated[str, Field(max_length=60, pattern=r"^[a-z,]*$")] = "recession,programmes"


def page(desk: Desk, params: ExploreParams) -> Page:
    """Up to six lines on two axes; a line that cannot be made says why beside its field."""
    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    how = How(params.every, params.each, params.base, params.log, _marks(params.marks))
    made = desk.once(known, "lines", (params.lines, how), lambda: of(params.lines, how, known, desk.path, desk.vintage))

    @cache
    def figure() -> Figure | None:
        cut = made.between(params.start, params.end)
        found = exhibits.explored(exhibits.look(cut, known), words) if cut.drawn else None
        return replace(found.figure, number=1) if found else None

    return Page(
        words("web.explore"), (Explorer(_data(made, known, words), figure), Note(words("explore.hint"))),
        _python(params), _command(params), known.as_of, known.digest,
    )  # fmt: skip


def _marks(text: str) -> tuple[Any, ...]:
    asked = [] if text == NONE else [mark for mark in text.split(",") if mark]
    for mark in asked:
        if mark not in MARKS:
            raise UnknownNameError("mark", mark, [*MARKS, NONE])
    return tuple(asked)


# ---- the same in Python and as a command -----------------------------------------------------------------------------


def _asked(params: ExploreParams) -> dict[str, Any]:
    """What differs from the usual, by the name both Python and the command know."""
    usual = ExploreParams()
    own = {key: getattr(params, key) for key in ("every", "each", "base", "start", "end", "log", "as_of")}
    return {key: value for key, value in own.items() if value != getattr(usual, key)}


def _python(params: ExploreParams) -> str:
    asked = {key: value if isinstance(value, bool) else str(value) for key, value in _asked(params).items()}
    how = "".join(f", {key}={value!r}" for key, value in asked.items())
    return (
        "from fedsheet.runs.explore import explore\n\n"
        f"found = explore({params.lines!r}{how})\nprint(found.frame().tail(20))"
    )


def _command(params: ExploreParams) -> str:
    names = {"start": "from", "end": "to"}
    asked = {names.get(key, key): value for key, value in _asked(params).items() if key not in ("as_of", "log")}
    how = "".join(f" --{key} {value}" for key, value in asked.items()) + (" --log" if params.log else "")
    return f'fedsheet explore "{params.lines}"{how}{as_of_option(params.as_of)}'


# ---- what the page draws from ----------------------------------------------------------------------------------------


def _data(made: Lines, known: Vintage, words: Words) -> dict[str, Any]:
    """Lines with all their days, what stands behind them, and the page's own words for it."""
    found = exhibits.look(made, known)
    everything = replace(made, how=replace(made.how, marks=MARKS))
    behind = exhibits.windows(everything, words) if made.drawn else []
    curves = [exhibits.curve(one, found, words) for one in made.drawn]
    days: dict[tuple[int, ...], int] = {}
    return {
        "id": "explore",
        "number": 1,
        "caption": exhibits.caption(made.drawn, curves, words) if made.drawn else words("explore.ask_no_line"),
        "source": exhibits.source(found, words) if made.drawn else "",
        "note": spaced(" ".join(exhibits.notes(found, words))),
        "lines": [_line(one, found, words, days) for one in made.all],
        "days": list(days),
        "spans": [
            {"kind": part.style, "start": s.start.isoformat(), "end": s.end.isoformat(), "label": s.label}
            for part in behind if isinstance(part, style.Shade) for s in part.spans
        ],
        "events": [{"day": day.isoformat(), "label": f"{value}%"} for day, value in exhibits.decisions(made, words)],
        "how": {"every": made.how.every, "each": made.how.each, "base": made.how.base},
        "colours": {
            "light": list(style.COLOURS[:MOST_LINES]),
            "dark": [LIGHTER.get(colour, colour) for colour in style.COLOURS[:MOST_LINES]],
        },
        "choices": {
            "date": words("terms.date"),
            "every": {one: words(f"explore.every_{one}") for one in EVERY},
            "each": {one: words(f"explore.each_{one}") for one in EACH},
            "move": {one: words(f"explore.move_{one}") for one in MOVES},
            "unit": {one: series_words.unit_named(one, words) for one in UNITS},
        },
        "words": {key: words(f"explore.ask_{key}", most=MOST_LINES, **PLACES) for key in ASKED},
    }  # fmt: skip


def _line(one: Drawn | Failed, found: exhibits.Look, words: Words, days: dict[tuple[int, ...], int]) -> dict[str, Any]:
    """A line with its numbers; lines of the same days share them, by their place in `days`."""
    line = one.line
    asked = {"text": line.text, "formula": line.formula, "move": line.move, "right": line.right, "as_of": line.as_of}
    if isinstance(one, Failed):
        return {**asked, "error": refusal(one.error, words).said}
    curve = exhibits.curve(one, found, words)
    told = Column("value", curve.form).all_published(curve.values.to_numpy(dtype=float))
    per, values = _whole(told)
    return {
        **asked,
        "label": curve.label,
        "axis": exhibits.axis(one, found, words),
        "digits": DIGITS.get(curve.form, 2) if curve.form != "money" or words.language == "en" else 0,
        "signed": curve.form == "bp1_num",
        "factor": USD_BN.scale / words.money_unit if curve.form == "money" else 1,
        "held": one.held,
        "days": days.setdefault(_days(curve.values), len(days)),
        "per": per,
        "values": values,
    }


def _days(values: pd.Series[float]) -> tuple[int, ...]:
    """Days since 1970: the first, then how many after the one before."""
    days = values.index.to_numpy().astype("datetime64[D]").astype(int)
    return int(days[0]), *(days[1:] - days[:-1]).tolist()


def _whole(values: NDArray[np.float64]) -> tuple[int, list[float | None]]:
    """Numbers of few decimals as whole ones, `per` of which are one; others as they are, per 1; missing is None."""
    import numpy as np

    for per in (1, 10, 100, 1000, 10_000):
        whole = np.rint(values * per)
        if np.array_equal(whole / per, values, equal_nan=True):
            break
    else:
        per, whole = 1, values
    kept = np.isfinite(whole)
    told = whole.astype(np.int64) if kept.all() and np.array_equal(whole, np.rint(whole)) else whole
    return per, [value if held else None for value, held in zip(told.tolist(), kept.tolist(), strict=True)]


VIEW = View("explore", ExploreParams, page)
