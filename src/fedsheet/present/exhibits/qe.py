"""Exhibits of four rounds of purchases: figures 1 to 14, and asset prices over them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.present import measures
from fedsheet.present.charts import assets
from fedsheet.present.charts import qe as charts
from fedsheet.present.charts.windows import ROUNDS
from fedsheet.present.exhibits import Exhibit, source
from fedsheet.present.exhibits.chapters import Begun, by_sign, charted, drawn, of_chapter

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.sections import ReportData
    from fedsheet.present.text import Words


D = date
INFLATION_GOAL = 0.02  # longer-run goal of the FOMC since 2012-01-25 (policy_events)


def _since(programme_id: str) -> Begun:
    return lambda report: report.announced(programme_id)


told_qe1, told_qe2, told_twist, told_qe4 = (of_chapter("qe", _since(name)) for name in ROUNDS)
told_shares = of_chapter("qe", lambda report: report.announced("lsap1") and assets.EQUITIES in report.vintage)


def value(report: ReportData, series_id: str, day: date) -> float:
    """A series on a day, in base units."""
    return report.vintage[series_id].base_at(day)


def _yoy(report: ReportData, series_id: str, day: date) -> float:
    measures.need(report.vintage, day, series_id)
    return float(measures.yoy(report.vintage, series_id).loc[pd.Timestamp(day)])


def held_change(report: ReportData, programme_id: str) -> dict[str, object]:
    """What holdings and assets did between the statements around a programme."""
    window = report.path.programmes[programme_id].statement_window
    changes = charts.round_changes(report.vintage, report.path, programme_id)
    return {"start": window.start, "end": window.end, **changes}


@told_qe1("qe1-purchases", "report.fig01_title")
def qe1_purchases(report: ReportData, words: Words) -> Exhibit:
    """Monthly change in holdings around QE1."""
    held = held_change(report, "lsap1")
    mbs = measures.monthly_change(report.vintage, "WSHOMCB").loc["2008-11":"2010-06"]
    caption = words("report.fig01_caption", peak=float(mbs.max()), month=measures.day_of(mbs.idxmax()), **held)
    chart = partial(charts.purchases, "qe1-purchases")
    return charted(chart, report, words, caption, "board", note=words("report.note_net_change"))


@told_qe1("qe1-growth", "report.fig02_title")
def qe1_growth(report: ReportData, words: Words) -> Exhibit:
    """Growth and prices around QE1."""
    gdp = measures.span(measures.yoy(report.vintage, "GDPC1"), "2008-07", "2010-06")
    caption = words(
        "report.fig02_caption",
        low=float(gdp.min()),
        quarter=measures.day_of(gdp.idxmin()),
        gdp_end=_yoy(report, "GDPC1", D(2010, 1, 1)),
        cpi_start=_yoy(report, "CPIAUCSL", D(2008, 11, 1)),
        cpi_end=_yoy(report, "CPIAUCSL", D(2010, 3, 1)),
    )
    production = charts.production_around_qe1(_vintages(report))
    plot = charts.growth_around_qe1(report.vintage, report.path, words, production)
    if charts.PMI in report.vintage:
        return drawn(plot, caption, source(words, "bea", "bls"), "")
    if production is None:
        return drawn(plot, caption, source(words, "bea", "bls"), words("report.note_pmi"))
    return drawn(plot, caption, source(words, "bea", "bls", "board"), words("report.note_production"))


def _vintages(report: ReportData) -> list[Vintage]:
    """The report's vintage, and the older one that its review holds beside."""
    earlier = getattr(report.results.get("review"), "earlier", None)
    return [report.vintage, *([earlier] if earlier is not None else [])]


@told_qe1("target-cuts", "report.fig03_title")
def target_cuts(report: ReportData, words: Words) -> Exhibit:
    """The funds target as decided."""
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
    return charted(charts.target_cuts, report, words, caption, "fomc")


@told_qe1("qe1-unemployment", "report.fig04_title")
def qe1_unemployment(report: ReportData, words: Words) -> Exhibit:
    """Unemployment during and after QE1."""
    months = {"end_month": D(2010, 3, 1), "mid_month": D(2010, 6, 1)}
    end, mid = (value(report, "UNRATE", month) for month in months.values())
    after = report.vintage.base("UNRATE").loc["2010-03":"2010-12"]
    last = measures.day_of(after.index[-1])
    facts = {"end": end, "mid": mid, "lowest": float(after.min()), "last": last, **months}
    caption = by_sign(words, "report.fig04_caption", end - mid, **facts)
    return charted(partial(charts.unemployment_around, "qe1-unemployment"), report, words, caption, "bls")


@told_qe1("qe1-pce", "report.fig05_title")
def qe1_pce(report: ReportData, words: Words) -> Exhibit:
    """PCE prices during and after QE1."""
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
    return charted(charts.prices, report, words, caption, "bea")


@told_qe2("qe2-purchases", "report.fig06_title")
def qe2_purchases(report: ReportData, words: Words) -> Exhibit:
    """Monthly change in holdings around QE2."""
    held = held_change(report, "lsap2")
    treasuries = measures.monthly_change(report.vintage, "TREAST").loc["2010-11":"2011-06"]
    first, last = (measures.day_of(treasuries.index[place]) for place in (0, -1))
    caption = words("report.fig06_caption", mean=float(treasuries.mean()), first=first, last=last, **held)
    chart = partial(charts.purchases, "qe2-purchases")
    return charted(chart, report, words, caption, "board", note=words("report.note_net_change"))


@told_qe2("qe2-unemployment", "report.fig07_title")
def qe2_unemployment(report: ReportData, words: Words) -> Exhibit:
    """Unemployment during QE2."""
    months = {"start": D(2010, 11, 1), "low": D(2011, 3, 1), "end": D(2011, 6, 1)}
    rates = {name: value(report, "UNRATE", month) for name, month in months.items()}
    dated = {f"{name}_month": month for name, month in months.items()}
    caption = by_sign(words, "report.fig07_caption", rates["end"] - rates["low"], **rates, **dated)
    return charted(partial(charts.unemployment_around, "qe2-unemployment"), report, words, caption, "bls")


@told_qe2("qe2-inflation", "report.fig08_title")
def qe2_inflation(report: ReportData, words: Words) -> Exhibit:
    """PCE prices and the breakeven around QE2."""
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
    return charted(charts.inflation_around_qe2, report, words, caption, "bea", "board")


@told_twist("twist", "report.fig09_title")
def twist(report: ReportData, words: Words) -> Exhibit:
    """What Twist moved."""
    window = report.path.programmes["mep"].statement_window
    moved = measures.maturity_change(report.vintage, window.start, window.end)
    caption = words(
        "report.fig09_caption",
        long=moved["5_to_10"] + moved["over_10"],
        short_abs=-(moved["up_to_1"] + moved["1_to_5"]),
        five=5,
        **held_change(report, "mep"),
    )
    return charted(charts.twist, report, words, caption, "board", note=words("report.fig09_note"))


def _year_2013(report: ReportData, series_id: str, instrument: str) -> dict[str, float]:
    """Mean monthly change between the first and the last Wednesday of 2013, against the pace announced."""
    total = measures.change(report.vintage, series_id, D(2013, 1, 2), D(2013, 12, 25))
    pace = report.path.at(D(2013, 6, 28), known_at=report.vintage.as_of).purchase_pace[instrument]
    return {"actual": total / measures.MONTHS_A_YEAR, "plan": pace, "year": 2013}


@told_qe4("mbs-plan", "report.fig10_title")
def mbs_plan(report: ReportData, words: Words) -> Exhibit:
    """MBS: announced pace and change in holdings."""
    year = _year_2013(report, "WSHOMCB", "agency_mbs")
    key = "report.fig10_caption" if year["actual"] > year["plan"] else "report.fig10_caption_low"
    caption = words(key, **year)
    chart = partial(charts.plan_and_actual, "mbs-plan", "agency_mbs", "WSHOMCB")
    return charted(chart, report, words, caption, "board", "fomc", note=words("report.note_net_change"))


@told_qe4("treasury-plan", "report.fig11_title")
def treasury_plan(report: ReportData, words: Words) -> Exhibit:
    """Treasuries: announced pace and change in holdings."""
    year = _year_2013(report, "TREAST", "treasury")
    caption = words("report.fig11_caption", **year)
    chart = partial(charts.plan_and_actual, "treasury-plan", "treasury", "TREAST")
    return charted(chart, report, words, caption, "board", "fomc", note=words("report.note_net_change"))


@told_qe4("rounds-compared", "report.fig12_title")
def rounds_compared(report: ReportData, words: Words) -> Exhibit:
    """Four rounds compared."""
    rounds = {name: charts.round_changes(report.vintage, report.path, name) for name in ROUNDS}
    largest = max(rounds, key=lambda name: rounds[name]["assets"])
    caption = words(
        "report.fig12_caption",
        largest=words(f"common.programme_{largest}"),
        assets=rounds[largest]["assets"],
        twist=rounds["mep"]["assets"],
    )
    return charted(charts.rounds_compared, report, words, caption, "board", note=words("report.fig12_note"))


@told_qe4("qe4-growth", "report.fig13_title")
def qe4_growth(report: ReportData, words: Words) -> Exhibit:
    """Growth and prices around the programme of September 2012."""
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
    return charted(charts.growth_around_qe4, report, words, caption, "bea", "bls")


@told_qe4("qe4-labour", "report.fig14_title")
def qe4_labour(report: ReportData, words: Words) -> Exhibit:
    """Unemployment and payrolls around the programme of September 2012."""
    first, last = D(2012, 9, 1), D(2014, 10, 1)
    start, end = (value(report, "UNRATE", month) for month in (first, last))
    jobs = value(report, "PAYEMS", last) - value(report, "PAYEMS", first)
    caption = by_sign(
        words, "report.fig14_caption", end - start, start=start, end=end, jobs=jobs, first=first, last=last
    )
    return charted(charts.labour_around_qe4, report, words, caption, "bls")


@told_qe1("window-changes", "report.windows_title")
def window_changes(report: ReportData, words: Words) -> Exhibit:
    """Yields over every programme and gap whose days are over."""
    table = assets.window_table(report.vintage, report.path, words)
    return Exhibit("", table, words("report.windows_caption"), source(words, "board"))


def _over_by_then(report: ReportData) -> list[str]:
    """The rounds whose days were over on the report's day; `DateRangeError` where none was."""
    over = [name for name in ROUNDS if report.has_seen(assets.market_window(report.path, name)[1])]
    if not over:
        raise DateRangeError("present.qe_round_over", as_of=report.vintage.as_of)
    return over


@told_qe1("yields", "report.yields_title")
def yields(report: ReportData, words: Words) -> Exhibit:
    """Ten-year yield, real yield and breakeven over the rounds."""
    windows = {name: assets.market_window(report.path, name) for name in _over_by_then(report)}
    changes = {name: assets.window_changes(report.vintage, window) for name, window in windows.items()}
    nominal, inflation = ([each[name] for each in changes.values()] for name in ("DGS10", "breakeven10"))
    caption = words(
        "report.yields_caption", n=len(changes), rose=sum(x > 0 for x in nominal), high=max(nominal),
        breakeven=sum(x > 0 for x in inflation),
    )  # fmt: skip
    plot = assets.yields(report.vintage, report.path, words)
    return drawn(plot, caption, source(words, "board"), words("report.note_one_a_week"))


@told_shares("equities", "report.equities_title")
def equities(report: ReportData, words: Words) -> Exhibit:
    """Shares over the rounds."""
    windows = {name: assets.market_window(report.path, name) for name in _over_by_then(report)}
    values = report.vintage.base(assets.EQUITIES)
    rises = {name: assets.relative(values, window) for name, window in windows.items()}
    most = max(rises, key=lambda name: rises[name])
    caption = words(
        "report.equities_caption", n=len(rises), rose=sum(x > 0 for x in rises.values()), high=rises[most],
        round=words(f"common.programme_{most}"),
    )  # fmt: skip
    base = assets.market_window(report.path, "lsap1")[0]
    plot = assets.equities(report.vintage, report.path, words, base)
    said = words("report.note_equities"), words("report.note_one_a_week")
    return drawn(plot, caption, words("report.source_equities"), words("common.sentence_gap").join(said))
