"""Chapter 1: four rounds of purchases and asset performance, figures 1 to 14 and two more."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from fedsheet.core.errors import DateRangeError
from fedsheet.present import measures
from fedsheet.present.blocks import Block, Figure, Heading, Note
from fedsheet.present.charts import assets, qe
from fedsheet.present.charts.windows import ROUNDS
from fedsheet.present.sections import ReportData
from fedsheet.present.sections.parts import by_sign, figure, paragraph, row, source, table
from fedsheet.present.text import Words
from fedsheet.record.model import Programme

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage

D = date
INFLATION_GOAL = 0.02  # longer-run goal of the FOMC since 2012-01-25 (policy_events)


def chapter(report: ReportData, words: Words) -> list[Block]:
    """QE1, QE2, Twist, the programme of September 2012, as far as announced, and asset prices over them."""
    rounds = {"lsap1": _qe1, "lsap2": _qe2, "mep": _twist, "lsap3": _qe4}
    parts = [part for name, part in rounds.items() if report.announced(name)]
    if not parts:
        return []
    title = words("report.qe_title" if report.announced("lsap3") else "report.qe_title_early")
    return [Heading(1, title), *(block for part in (*parts, _asset_prices) for block in part(report, words))]


def _value(report: ReportData, series_id: str, day: date) -> float:
    return report.vintage[series_id].base_at(day)


def _yoy(report: ReportData, series_id: str, day: date) -> float:
    measures.need(report.vintage, day, series_id)
    return float(measures.yoy(report.vintage, series_id).loc[pd.Timestamp(day)])


def _numbered(report: ReportData, words: Words, number: int, caption: str, src: str, note: str = "") -> Figure:
    """One of the original's figures, with its caption, source and note."""
    plot = getattr(qe, f"figure_{number:02d}")(report.vintage, report.path, words)
    return figure(number, plot, caption, src, note)


# ---- 1.1 QE1 -----------------------------------------------------------------------------------------------------


def _qe1(report: ReportData, words: Words) -> list[Block]:
    makers = (_fig01, _fig02, _fig03, _fig04, _fig05)
    titled = [(words(f"report.fig{n:02d}_title"), partial(make, report, words)) for n, make in enumerate(makers, 1)]
    return [
        Heading(2, words("report.qe1_title")),
        *paragraph(
            words,
            lambda: words("report.qe1_plan", **_qe1_plan(report)),
            lambda: words("report.qe1_held", **_held(report, "lsap1")),
            lambda: words(
                "report.qe1_economy",
                low=_value(report, "UNRATE", D(2007, 5, 1)),
                end=_value(report, "UNRATE", D(2010, 3, 1)),
                year_end=_value(report, "UNRATE", D(2010, 12, 1)),
            ),
        ),
        *row(words, titled[0], titled[1]),
        *row(words, titled[2], titled[3]),
        *row(words, titled[4]),
    ]


def _qe1_plan(report: ReportData) -> dict[str, object]:
    """Announced totals of QE1: the first plan, the increments of March 2009, and the debt trimmed that November."""
    planned = _known(report, "lsap1", D(2009, 11, 4)).planned
    total = {
        name: sum(p.usd for p in planned if p.instrument == name and p.basis in {"total", "increment"})
        for name in ("agency_mbs", "agency_debt", "treasury")
    }
    first, second = (sorted({p.announced_at for p in planned})[i] for i in (0, 1))
    trimmed = next(p for p in planned if p.basis == "about")
    return {"first": first, "second": second, **total, "trim_day": trimmed.announced_at, "trimmed": trimmed.usd}


def _known(report: ReportData, programme_id: str, until: date) -> Programme:
    """A programme of which what the text tells, up to `until`, had been announced on the report's day."""
    if until > report.vintage.as_of:
        raise DateRangeError("present.qe_nothing_known", until=until, as_of=report.vintage.as_of)
    return report.path.programmes[programme_id]


def _qe2_plan(report: ReportData) -> dict[str, object]:
    programme = _known(report, "lsap2", report.path.programmes["lsap2"].announced_at)
    return {"day": programme.announced_at, "total": programme.planned[0].usd}


def _twist_plan(report: ReportData) -> dict[str, object]:
    """The first plan and its extension."""
    first, second = report.path.programmes["mep"].planned
    _known(report, "mep", second.announced_at)
    return {"day": first.announced_at, "first": first.usd, "extended": second.announced_at, "second": second.usd}


def _qe4_plan(report: ReportData) -> dict[str, object]:
    """The two monthly paces, the first taper step and the decision to end."""
    programme = _known(report, "lsap3", report.path.programmes["lsap3"].statement_window.end)
    return {
        "day": programme.announced_at,
        "mbs": programme.planned[0].usd,
        "second": programme.planned[1].announced_at,
        "treasuries": programme.planned[1].usd,
        "taper": next(phase.start for phase in programme.phases if phase.kind == "taper"),
        "end": programme.statement_window.end,
    }


def _held(report: ReportData, programme_id: str) -> dict[str, object]:
    window = report.path.programmes[programme_id].statement_window
    changes = qe.round_changes(report.vintage, report.path, programme_id)
    return {"start": window.start, "end": window.end, **changes}


def _fig01(report: ReportData, words: Words) -> Figure:
    held = _held(report, "lsap1")
    mbs = measures.monthly_change(report.vintage, "WSHOMCB").loc["2008-11":"2010-06"]
    caption = words("report.fig01_caption", peak=float(mbs.max()), month=measures.day_of(mbs.idxmax()), **held)
    return _numbered(report, words, 1, caption, source(words, "board"), words("report.note_net_change"))


def _fig02(report: ReportData, words: Words) -> Figure:
    gdp = measures.span(measures.yoy(report.vintage, "GDPC1"), "2008-07", "2010-06")
    caption = words(
        "report.fig02_caption",
        low=float(gdp.min()),
        quarter=measures.day_of(gdp.idxmin()),
        gdp_end=_yoy(report, "GDPC1", D(2010, 1, 1)),
        cpi_start=_yoy(report, "CPIAUCSL", D(2008, 11, 1)),
        cpi_end=_yoy(report, "CPIAUCSL", D(2010, 3, 1)),
    )
    production = qe.production_around_qe1(_vintages(report))
    plot = qe.figure_02(report.vintage, report.path, words, production)
    if qe.PMI in report.vintage:
        return figure(2, plot, caption, source(words, "bea", "bls"), "")
    if production is None:
        return figure(2, plot, caption, source(words, "bea", "bls"), words("report.note_pmi"))
    return figure(2, plot, caption, source(words, "bea", "bls", "board"), words("report.note_production"))


def _vintages(report: ReportData) -> list[Vintage]:
    """The report's vintage, and the older one that its review holds beside."""
    earlier = getattr(report.results.get("review"), "earlier", None)
    return [report.vintage, *([earlier] if earlier is not None else [])]


def _fig03(report: ReportData, words: Words) -> Figure:
    before = report.path.at(D(2007, 9, 17), known_at=report.vintage.as_of)
    after = report.path.at(D(2008, 12, 17), known_at=report.vintage.as_of)
    decided = report.path.steps["upper"][0].announced_at
    caption = words(
        "report.fig03_caption",
        before=before.target_point,
        lower=after.target_lower,
        upper=after.target_upper,
        day=decided,
    )
    return _numbered(report, words, 3, caption, source(words, "fomc"))


def _fig04(report: ReportData, words: Words) -> Figure:
    months = {"end_month": D(2010, 3, 1), "mid_month": D(2010, 6, 1)}
    end, mid = (_value(report, "UNRATE", month) for month in months.values())
    after = report.vintage.base("UNRATE").loc["2010-03":"2010-12"]
    last = measures.day_of(after.index[-1])
    facts = {"end": end, "mid": mid, "lowest": float(after.min()), "last": last, **months}
    caption = by_sign(words, "report.fig04_caption", end - mid, **facts)
    return _numbered(report, words, 4, caption, source(words, "bls"))


def _fig05(report: ReportData, words: Words) -> Figure:
    pce = measures.yoy(report.vintage, "PCEPI")
    low = measures.span(pce, "2009-01", "2009-12").idxmin()
    positive = pce.loc[low:]
    turned = measures.day_of(positive[positive > 0].index[0])
    end = report.path.programmes["lsap1"].end
    start, after = _yoy(report, "PCEPI", D(2010, 3, 1)), pce.loc["2010-04":"2010-11"]
    if after.empty:
        raise DateRangeError("present.qe_pce_inflation_after_qe1", as_of=report.vintage.as_of)
    later, month = float(after.iloc[-1]), measures.day_of(after.index[-1])
    facts = {"turned": turned, "ended": end, "start": start, "later": later, "later_month": month}
    caption = by_sign(words, "report.fig05_caption", later - start, **facts)
    return _numbered(report, words, 5, caption, source(words, "bea"))


# ---- 1.2 QE2 -----------------------------------------------------------------------------------------------------


def _qe2(report: ReportData, words: Words) -> list[Block]:
    makers = (_fig06, _fig07, _fig08)
    titled = [(words(f"report.fig{n:02d}_title"), partial(make, report, words)) for n, make in enumerate(makers, 6)]
    return [
        Heading(2, words("report.qe2_title")),
        *paragraph(
            words,
            lambda: words("report.qe2_plan", **_qe2_plan(report)),
            lambda: words("report.qe2_held", **_held(report, "lsap2")),
        ),
        *row(words, titled[0], titled[1]),
        *row(words, titled[2]),
    ]


def _fig06(report: ReportData, words: Words) -> Figure:
    held = _held(report, "lsap2")
    treasuries = measures.monthly_change(report.vintage, "TREAST").loc["2010-11":"2011-06"]
    first, last = (measures.day_of(treasuries.index[place]) for place in (0, -1))
    caption = words("report.fig06_caption", mean=float(treasuries.mean()), first=first, last=last, **held)
    return _numbered(report, words, 6, caption, source(words, "board"), words("report.note_net_change"))


def _fig07(report: ReportData, words: Words) -> Figure:
    months = {"start": D(2010, 11, 1), "low": D(2011, 3, 1), "end": D(2011, 6, 1)}
    rates = {name: _value(report, "UNRATE", month) for name, month in months.items()}
    dated = {f"{name}_month": month for name, month in months.items()}
    caption = by_sign(words, "report.fig07_caption", rates["end"] - rates["low"], **rates, **dated)
    return _numbered(report, words, 7, caption, source(words, "bls"))


def _fig08(report: ReportData, words: Words) -> Figure:
    pce = measures.span(measures.yoy(report.vintage, "PCEPI"), "2010-11", "2011-12")
    expected = measures.span(measures.breakeven(report.vintage), "2010-11", "2011-06")
    caption = words(
        "report.fig08_caption",
        pce_start=float(pce.iloc[0]),
        pce_peak=float(pce.max()),
        pce_month=measures.day_of(pce.idxmax()),
        peak=float(expected.max()),
        day=measures.day_of(expected.idxmax()),
        end=float(expected.iloc[-1]),
    )
    return _numbered(report, words, 8, caption, source(words, "bea", "board"))


# ---- 1.3 Twist ---------------------------------------------------------------------------------------------------


def _twist(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(2, words("report.twist_title")),
        *paragraph(
            words,
            lambda: words("report.twist_plan", **_twist_plan(report)),
            lambda: words("report.twist_held", **_held(report, "mep")),
        ),
        *row(words, (words("report.fig09_title"), partial(_fig09, report, words))),
    ]


def _fig09(report: ReportData, words: Words) -> Figure:
    window = report.path.programmes["mep"].statement_window
    moved = measures.maturity_change(report.vintage, window.start, window.end)
    caption = words(
        "report.fig09_caption",
        long=moved["5_to_10"] + moved["over_10"],
        short_abs=-(moved["up_to_1"] + moved["1_to_5"]),
        five=5,
        **_held(report, "mep"),
    )
    return _numbered(report, words, 9, caption, source(words, "board"), words("report.fig09_note"))


# ---- 1.4 QE4 (LSAP3) ---------------------------------------------------------------------------------------------


def _qe4(report: ReportData, words: Words) -> list[Block]:
    makers = (_fig10, _fig11, _fig12, _fig13, _fig14)
    titled = [(words(f"report.fig{n:02d}_title"), partial(make, report, words)) for n, make in enumerate(makers, 10)]
    return [
        Heading(2, words("report.qe4_title")),
        *paragraph(
            words,
            lambda: words("report.qe4_plan", **_qe4_plan(report)),
            lambda: words("report.qe4_held", **_held(report, "lsap3")),
        ),
        *row(words, titled[0], titled[1]),
        *row(words, titled[2]),
        *row(words, titled[3], titled[4]),
    ]


def _year_2013(report: ReportData, series_id: str, instrument: str) -> dict[str, float]:
    """Mean monthly change between the first and the last Wednesday of 2013, against the pace announced."""
    total = measures.change(report.vintage, series_id, D(2013, 1, 2), D(2013, 12, 25))
    pace = report.path.at(D(2013, 6, 28), known_at=report.vintage.as_of).purchase_pace[instrument]
    return {"actual": total / measures.MONTHS_A_YEAR, "plan": pace, "year": 2013}


def _fig10(report: ReportData, words: Words) -> Figure:
    year = _year_2013(report, "WSHOMCB", "agency_mbs")
    key = "report.fig10_caption" if year["actual"] > year["plan"] else "report.fig10_caption_low"
    caption = words(key, **year)
    return _numbered(report, words, 10, caption, source(words, "board", "fomc"), words("report.note_net_change"))


def _fig11(report: ReportData, words: Words) -> Figure:
    year = _year_2013(report, "TREAST", "treasury")
    caption = words("report.fig11_caption", **year)
    return _numbered(report, words, 11, caption, source(words, "board", "fomc"), words("report.note_net_change"))


def _fig12(report: ReportData, words: Words) -> Figure:
    rounds = {name: qe.round_changes(report.vintage, report.path, name) for name in ROUNDS}
    largest = max(rounds, key=lambda name: rounds[name]["assets"])
    caption = words(
        "report.fig12_caption",
        largest=words(f"common.programme_{largest}"),
        assets=rounds[largest]["assets"],
        twist=rounds["mep"]["assets"],
    )
    return _numbered(report, words, 12, caption, source(words, "board"), words("report.fig12_note"))


def _fig13(report: ReportData, words: Words) -> Figure:
    pce = measures.span(measures.yoy(report.vintage, "PCEPI"), "2012-09", "2014-10")
    caption = words(
        "report.fig13_caption",
        start=D(2013, 4, 1),
        gdp_start=_yoy(report, "GDPC1", D(2013, 4, 1)),
        end=D(2013, 10, 1),
        gdp_end=_yoy(report, "GDPC1", D(2013, 10, 1)),
        first=measures.day_of(pce.index[0]),
        last=measures.day_of(pce.index[-1]),
        goal=INFLATION_GOAL,
        pce=float(pce.mean()),
        low=float(pce.min()),
        high=float(pce.max()),
    )
    return _numbered(report, words, 13, caption, source(words, "bea", "bls"))


def _fig14(report: ReportData, words: Words) -> Figure:
    first, last = D(2012, 9, 1), D(2014, 10, 1)
    start, end = (_value(report, "UNRATE", month) for month in (first, last))
    jobs = _value(report, "PAYEMS", last) - _value(report, "PAYEMS", first)
    caption = by_sign(
        words, "report.fig14_caption", end - start, start=start, end=end, jobs=jobs, first=first, last=last
    )
    return _numbered(report, words, 14, caption, source(words, "bls"))


# ---- 1.5 asset prices --------------------------------------------------------------------------------------------


def _asset_prices(report: ReportData, words: Words) -> list[Block]:
    return [
        Heading(2, words("report.assets_title" if report.announced("lsap3") else "report.assets_title_early")),
        *paragraph(words, lambda: words("report.assets_text", **_window_counts(report))),
        *table(
            words,
            words("report.windows_title"),
            words("report.windows_caption"),
            source(words, "board"),
            lambda: assets.window_table(report.vintage, report.path, words),
        ),
        *row(words, (words("report.yields_title"), lambda: _yields(report, words))),
        *(
            row(words, (words("report.equities_title"), lambda: _equities(report, words)))
            if assets.EQUITIES in report.vintage
            else [Note(words("report.equities_absent"))]
        ),
    ]


def _window_counts(report: ReportData) -> dict[str, object]:
    """In how many of the three rounds that grew the sheet, and of the gaps, the ten-year yield rose or fell."""
    rounds = [assets.window_changes(report.vintage, assets.market_window(report.path, name)) for name in assets.BUYING]
    gaps = [assets.window_changes(report.vintage, assets.gap_window(report.path, name)) for name in assets.GAPS]
    return {
        "rounds": len(rounds),
        "rose": sum(1 for each in rounds if each["DGS10"] > 0),
        "breakeven_rose": sum(1 for each in rounds if each["breakeven10"] > 0),
        "gaps": len(gaps),
        "fell": sum(1 for each in gaps if each["DGS10"] < 0),
    }


def _over_by_then(report: ReportData) -> list[str]:
    """The rounds whose days were over on the report's day; `DateRangeError` where none was."""
    over = [name for name in ROUNDS if report.has_seen(assets.market_window(report.path, name)[1])]
    if not over:
        raise DateRangeError("present.qe_round_over", as_of=report.vintage.as_of)
    return over


def _over_rounds(words: Words, changes: dict[str, float], spec: str) -> list[str]:
    """`+49 bp over QE1` for each round."""
    return [
        words("report.over_round", change=words.format(change, spec), round=words(f"common.programme_{name}"))
        for name, change in changes.items()
    ]


def _yields(report: ReportData, words: Words) -> Figure:
    windows = {name: assets.market_window(report.path, name) for name in _over_by_then(report)}
    changes = {name: assets.window_changes(report.vintage, window) for name, window in windows.items()}
    nominal = _over_rounds(words, {name: each["DGS10"] for name, each in changes.items()}, "bp")
    inflation = _over_rounds(words, {name: each["breakeven10"] for name, each in changes.items()}, "bp")
    caption = words("report.yields_caption", nominal=nominal, inflation=inflation)
    plot = assets.yields(report.vintage, report.path, words)
    return figure(None, plot, caption, source(words, "board"), words("report.note_one_a_week"))


def _equities(report: ReportData, words: Words) -> Figure:
    windows = {name: assets.market_window(report.path, name) for name in _over_by_then(report)}
    values = report.vintage.base(assets.EQUITIES)
    rises = {name: assets.relative(values, window) for name, window in windows.items()}
    caption = words("report.equities_caption", rises=_over_rounds(words, rises, "pct0_signed"))
    base = assets.market_window(report.path, "lsap1")[0]
    plot = assets.equities(report.vintage, report.path, words, base)
    said = words("report.note_equities"), words("report.note_one_a_week")
    return figure(None, plot, caption, words("report.source_equities"), words("common.sentence_gap").join(said))
