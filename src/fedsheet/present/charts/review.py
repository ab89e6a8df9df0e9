"""Figures of looking back: changes beside their placebo, events, term premium, supply, reserves, a grid of dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.core.units import to_bp
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, bars, lines, plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, SKY, TEAL, VIOLET, Frame, Json
from fedsheet.present.charts.theme import FALL, MIDDLE, RISE, SENTENCE_CASE, as_spec, nominal, quantitative, zero_rule
from fedsheet.present.charts.windows import ALL, windows
from fedsheet.present.table import Column, Table
from fedsheet.review.drivers import cumulative_contributions

if TYPE_CHECKING:
    from fedsheet.present.text import Words
    from fedsheet.review.assertions import DateGrid
    from fedsheet.review.decomposition import SplitRow
    from fedsheet.review.events import EventStudy
    from fedsheet.review.ledger import PaceMonth
    from fedsheet.review.phases import PhaseRow
    from fedsheet.review.results import ReviewResults

MAIN_KINDS = ("purchases", "maturity_extension", "gap", "runoff")
ROW_HEIGHT = 19
FACTORS = {
    "treasuries": NAVY,
    "mbs": SKY,
    "other_assets": TEAL,
    "treasury_general_account": RED,
    "on_rrp": GOLD,
    "currency": VIOLET,
    "remainder": GREY,
}
RESERVES_FROM = date(2015, 1, 1)


def pace_figure(months: Sequence[PaceMonth], instrument: str, words: Words) -> tuple[Plot, float]:
    """Planned and done by month of one instrument, and the mean a month that was done."""
    days = pd.DatetimeIndex([pd.Timestamp(one.month) for one in months])
    held = pd.Series([one.held_usd for one in months], days, dtype=float)
    planned = pd.Series([one.planned_usd for one in months], days, dtype=float).dropna()
    title = words("common.unit_money_month")
    parts = [bars([Curve("held", words("review.pace_held"), held, "money")], words, title=title)]
    if len(planned):
        curve = Curve("planned", words("review.pace_planned"), planned, "money")
        parts.append(lines([curve], words, title=title, step=True, colours=(GOLD,)))
    frame = Frame(days[0].date(), (days[-1] + pd.offsets.MonthEnd(1)).date())
    name = f"pace-{instrument.replace('_', '-')}"
    return plot(name, frame, words, *parts, date_form="month"), float(held.mean())


def window_name(words: Words, window_id: str) -> str:
    """A window's name for readers."""
    return words(f"review.window_{window_id.replace('-', '_')}")


def main_rows(results: ReviewResults, asset: str) -> list[PhaseRow]:
    """Rows of programmes, gaps and runoffs, without parts, alternative datings and bill purchases."""
    return [r for r in results.phases.of_asset(asset) if results.windows[r.window].is_main and r.kind in MAIN_KINDS]


def placebo_figure(results: ReviewResults, words: Words, asset: str = "DGS10") -> Plot:
    """Each window's change as a dot on the band within which 95% of random windows of its length lie."""
    shown = main_rows(results, asset)
    names = [window_name(words, row.window) for row in shown]
    rows = [
        {
            "window": name, "change": to_bp(row.change), "low": to_bp(row.placebo_low), "high": to_bp(row.placebo_high),
            "unusual": row.adjusted_p < 0.05,
        }
        for name, row in zip(names, shown, strict=True)
    ]  # fmt: skip
    y = nominal("window", sort=names, axis={"title": None, "grid": False, "labelLimit": 260})
    x_title = {"title": words("review.axis_change_bp"), "titleAnchor": "end"}
    band: Json = {
        "mark": {"type": "bar", "height": 9, "color": SKY, "opacity": 0.35},
        "encoding": {"y": y, "x": quantitative("low", axis=x_title), "x2": {"field": "high"}},
    }
    dot: Json = {
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
        "encoding": {
            "y": y,
            "x": quantitative("change"),
            "color": {"condition": {"test": "datum.unusual", "value": RED}, "value": NAVY},
        },
    }
    spec = as_spec([band, zero_rule("x"), dot], rows, ROW_HEIGHT * len(names), width=430)
    told = (
        (n, r.start, r.end, r.change, r.placebo_low, r.placebo_high, r.placebo_p, r.adjusted_p)
        for n, r in zip(names, shown, strict=True)
    )
    columns = _columns({
        **SPAN, "change": "bp_num", "placebo_low": "bp_num", "placebo_high": "bp_num", "placebo_p": "p",
        "adjusted_p": "p",
    })  # fmt: skip
    return Plot(spec, Table.of(f"review-placebo-{asset.lower()}", words, columns, told))


SPAN = {"window": "text", "start": "iso", "end": "iso"}


def _columns(forms: Mapping[str, str]) -> list[Column]:
    """Columns by key and form under the review's own headings."""
    return [Column(key, form, f"review.column_{key}") for key, form in forms.items()]


def _horizontal(
    names: Sequence[str], series: Mapping[str, Sequence[float | None]], title: str, colours: Sequence[str]
) -> Json:
    """Bars side by side, one group a name, long names at the left; a missing value leaves its place empty."""
    rows = [
        {"name": name, "series": label, "value": style.significant(value)}
        for label, values in series.items()
        for name, value in zip(names, values, strict=True)
        if value is not None
    ]
    scale = {"domain": list(series), "range": list(colours)}
    y = nominal("name", sort=list(names), axis={"title": None, "labelLimit": 260})
    x = quantitative("value", axis={"title": title, "titleAnchor": "end"})
    offset = {"field": "series", "sort": list(series)}
    legend = {"symbolType": "square", "labelExpr": SENTENCE_CASE}
    colour = nominal("series", scale=scale, legend=legend)
    bar: Json = {"mark": {"type": "bar"}, "encoding": {"y": y, "yOffset": offset, "x": x, "color": colour}}
    return as_spec([bar, zero_rule("x")], rows, (ROW_HEIGHT + 5) * len(names), width=430)


def grid_figure(grid: DateGrid, words: Words) -> Plot:
    """Change over one window for every start and end within sixty closes, as colours."""
    change = np.round(grid.change * 1e4, 1)
    rows = [
        {"start": s.isoformat(), "end": e.isoformat(), "change": float(change[i, j])}
        for i, s in enumerate(grid.start_days)
        for j, e in enumerate(grid.end_days)
        if np.isfinite(change[i, j])
    ]
    reach = float(np.nanmax(np.abs(change)))
    starts, ends = ([d.isoformat() for d in days] for days in (grid.start_days, grid.end_days))
    axis = {"labelAngle": 0, "labelOverlap": True, "titleAnchor": "end"}
    shown = {"labelExpr": "slice(datum.label, 0, 7)", "values": starts[::6]}
    across = {**axis, **shown, "title": words("review.axis_start")}
    up = {
        **axis, **shown, "values": ends[::6], "title": words("review.axis_end"), "titleAngle": 0, "titleAlign": "left",
        "titleX": -34, "titleY": -8,
    }  # fmt: skip
    # By the eye's own distances: the default wanders through hues that neither end has.
    scale = {"domain": [-reach, 0, reach], "range": [FALL, MIDDLE, RISE], "interpolate": "lab"}
    legend = {"orient": "right", "title": words("common.unit_bp"), "gradientLength": 150}
    cells: Json = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": {"field": "start", "type": "ordinal", "sort": starts, "axis": across},
            "y": {"field": "end", "type": "ordinal", "sort": ends[::-1], "axis": up},
            "color": quantitative("change", scale=scale, legend=legend),
        },
    }
    columns = _columns({"start": "iso", "end": "iso", "change": "bp_num"})
    told = ((s, e, grid.change[i, j]) for i, s in enumerate(grid.start_days) for j, e in enumerate(grid.end_days))
    return Plot(as_spec([cells], rows, 190, width=500), Table.of(f"review-grid-{grid.window}", words, columns, told))


def _set_name(words: Words, study: EventStudy) -> str:
    return words(f"review.set_{study.event_set.id}")


def events_figure(studies: Sequence[EventStudy], words: Words) -> Plot:
    """Summed change of the ten-year yield by event set, all dates and without confounded ones, basis points."""
    sums = [study.sum_of("DGS10") for study in studies]
    names = [_set_name(words, study) for study in studies]
    series: dict[str, Sequence[float | None]] = {
        words("review.series_all_dates"): [to_bp(s.change) for s in sums],
        words("review.series_clear_dates"): [None if s.clear_change is None else to_bp(s.clear_change) for s in sums],
    }
    spec = _horizontal(names, series, words("review.axis_sum_bp"), (NAVY, SKY))
    columns = _columns({
        "set": "text", "window_days": "int", "change": "bp_num", "clear_change": "bp_num", "published": "bp_num",
        "placebo_p": "p", "hac_p": "p", "detectable": "bp_num",
    })  # fmt: skip
    told = (
        (n, study.window_days, s.change, s.clear_change, s.published, s.placebo_p, s.hac_p, s.detectable)
        for n, study, s in zip(names, studies, sums, strict=True)
    )
    return Plot(spec, Table.of("review-events", words, columns, told))


def _weekly(days: np.ndarray, values: np.ndarray) -> pd.Series[float]:
    """One value a week, the last: a chart of two decades needs no more."""
    return pd.Series(values, pd.DatetimeIndex(days)).resample("W-WED").last().dropna()


def premium_figure(results: ReviewResults, words: Words) -> Plot:
    """Expected path and premium of the ten-year yield, percent, with the short sample's premium beside."""
    history = results.history
    assert history is not None  # the section asks only where there is one
    at = history.column(120)
    parts: dict[str, Callable[[], np.ndarray]] = {
        "expected": lambda: history.expected[:, at],
        "premium": lambda: history.premium[:, at],
        "own_premium": lambda: history.own_premium[:, at],
    }
    curves = [Curve(k, words(f"review.label_{k}"), _weekly(history.days, v()), "pct2") for k, v in parts.items()]
    first, last = (date.fromisoformat(str(history.days[i])) for i in (0, -1))
    frame = Frame(max(first, date(2008, 1, 1)), last)
    main = lines(curves[:2], words, zero=True, colours=(NAVY, RED))
    other = lines(curves[2:], words, zero=True, colours=(GREY,), dash=(4, 3))
    published = _published_premium(results, words)
    shaded = windows(results.vintage, results.path, words, ALL)
    return plot("review-term-premium", frame, words, *shaded, main, other, *published, style.level(0.0, ""))


def _published_premium(results: ReviewResults, words: Words) -> list[DrawnCurve]:
    """The New York Fed's monthly premium in both vintages, as far as the figures hold them; they are never joined."""
    held = (("acm", "ACMTP10", TEAL), ("acm_newer", "ACMTP10_2026_09", VIOLET))
    return [
        lines(
            [Curve(k, words(f"review.label_{k}"), results.vintage.base(series), "pct2")], words, zero=True,
            colours=(colour,),
        )
        for k, series, colour in held
        if series in results.vintage
    ]  # fmt: skip


def main_splits(results: ReviewResults) -> list[SplitRow]:
    """The split of every phase that stands for itself."""
    return [r for r in results.splits if results.windows[r.id].is_main and results.windows[r.id].kind in MAIN_KINDS]


def split_rows(results: ReviewResults) -> list[SplitRow]:
    """Those that the figure draws: a published premium and path span them."""
    return [r for r in main_splits(results) if r.published_yield is not None]


def split_figure(results: ReviewResults, words: Words) -> Plot:
    """Expected path and premium in the change of the ten-year yield over each main window, basis points."""
    shown = split_rows(results)
    names = [window_name(words, r.id) for r in shown]
    parts = ("expected", "premium")
    series = {words(f"review.label_{k}"): [to_bp(getattr(r, f"published_{k}")) for r in shown] for k in parts}
    spec = _horizontal(names, series, words("review.axis_change_bp"), (NAVY, RED))
    keys = (
        "nominal", "published_expected", "published_premium", "expected", "premium", "unexplained", "breakeven", "real",
        "own_premium",
    )  # fmt: skip
    columns = _columns({**SPAN, **dict.fromkeys(keys, "bp_num")})
    told = ((n, r.start, r.end, *(r.told(k) for k in keys)) for n, r in zip(names, shown, strict=True))
    return Plot(spec, Table.of("review-split", words, columns, told))


def supply_figure(results: ReviewResults, words: Words) -> Plot:
    """Range of the supply effect on the ten-year yield by key Wednesday, with the literature's figures."""
    days = pd.DatetimeIndex([pd.Timestamp(e.day) for e in results.supply])
    low, high = (pd.Series([getattr(e, f"effect_{k}") for e in results.supply], days) for k in ("low", "high"))
    published = pd.Series([e.published for e in results.supply], days, dtype=float).dropna()
    curves = [
        Curve("effect_low", words("review.label_effect_low"), low, "bp_num"),
        Curve("effect_high", words("review.label_effect_high"), high, "bp_num"),
    ]
    frame = Frame(date(2007, 10, 1), results.supply[-1].day + timedelta(days=90))
    drawn = lines(curves, words, colours=(NAVY, SKY), zero=True)
    found = Curve("published", words("review.label_published"), published, "bp_num")
    marks = style.dots({found.label: found.shown(words)}, title=words("common.unit_bp"), colours=(RED,))
    shaded = windows(results.vintage, results.path, words, ALL)
    done = plot("review-supply", frame, words, *shaded, drawn, marks)
    return Plot(done.spec, _supply_table(results, words))


def _supply_table(results: ReviewResults, words: Words) -> Table:
    columns = _columns({
        "day": "iso", "treasuries": "money", "to_gdp_low": "pct1", "to_gdp_high": "pct1", "effect_low": "bp_num",
        "effect_high": "bp_num", "published": "bp_num",
    })  # fmt: skip
    told = (
        (e.day, e.treasuries_usd, e.to_gdp_low, e.to_gdp_high, e.effect_low, e.effect_high, e.published)
        for e in results.supply
    )
    return Table.of("review-supply", words, columns, told)


def reserves_figure(results: ReviewResults, words: Words) -> Plot:
    """What moved reserves quarter by quarter: contributions as bars above and below zero."""
    last = results.vintage["WRESBAL"].last_day
    since = cumulative_contributions(results.vintage, RESERVES_FROM, last)
    quarterly = since.resample("QS").last().diff().dropna()
    quarterly = quarterly.drop(columns="reserves")
    curves = [
        Curve(name, words(f"review.factor_{name}"), quarterly[name], "money_signed")
        for name in FACTORS
        if name in quarterly
    ]
    frame = Frame(date(RESERVES_FROM.year, 4, 1), last)
    colours = [FACTORS[curve.key] for curve in curves]
    drawn = bars(curves, words, colours=colours, every="quarter", title=words("review.axis_contribution"))
    shaded = windows(results.vintage, results.path, words, ALL)
    return plot("review-reserves", frame, words, *shaded, drawn, date_form="quarter")
