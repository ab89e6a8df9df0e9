"""Figures 1 to 14 of the report, in the order of the original: four rounds of purchases and the economy around them.

Each function takes the vintage, the record and the words, and gives a `Plot`: the spec and the numbers it draws.
Purchases by operation before March 2021 are not among the shipped figures. What is not held is not drawn as zero:
the monthly figures show the change in holdings on the H.4.1 (settled, net of principal repaid) against the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from fedsheet.core.lazy import pd
from fedsheet.present import measures
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, bars, lines, plot
from fedsheet.present.charts.style import GOLD, NAVY, RED, TEAL, Frame, Part
from fedsheet.present.charts.windows import ROUNDS, so_far, windows
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

PMI, PRODUCTION = "ISM_PMI", "INDPRO"
FRAMES = {
    "qe1-purchases": Frame.half(date(2008, 9, 1), date(2010, 7, 31)),
    "qe1-unemployment": Frame.half(date(2007, 1, 1), date(2010, 12, 31)),
    "qe2-purchases": Frame.half(date(2010, 7, 1), date(2011, 9, 30)),
    "qe2-unemployment": Frame.half(date(2010, 1, 1), date(2011, 12, 31)),
}


def inflation(vintage: Vintage, series_id: str, words: Words) -> Curve:
    """Change on the year of a price index or of real GDP."""
    key = series_id.lower()
    return Curve(f"{key}_yoy", words(f"report.label_{key}_yoy"), measures.yoy(vintage, series_id), "pct2")


def unemployment(vintage: Vintage, words: Words) -> Curve:
    """The unemployment rate."""
    return Curve("unrate", words("report.label_unrate"), vintage.base("UNRATE"), "pct1")


def net_change(vintage: Vintage, series_id: str, words: Words) -> Curve:
    """Month-on-month change in holdings on the H.4.1."""
    name = {"TREAST": "treasuries", "WSHOMCB": "mbs"}[series_id]
    return Curve(f"{name}_change", words(f"report.label_{name}"), measures.monthly_change(vintage, series_id), "money")


def plan(vintage: Vintage, path: PolicyPath, words: Words, instrument: str, frame: Frame) -> Curve:
    """The announced monthly pace of one instrument, as known on the vintage's day."""
    name = {"treasury": "treasuries", "agency_mbs": "mbs"}[instrument]
    end = min(frame.end, vintage.as_of)
    pace = path.series(instrument, frame.start, end, known_at=vintage.as_of).dropna()
    monthly = pace.groupby(measures.days(pace).to_period("M")).last()
    held = pd.Series(monthly.to_numpy(), index=pd.PeriodIndex(monthly.index).to_timestamp())
    return Curve(f"{name}_plan", words(f"report.label_{name}_plan"), held, "money")


def purchases(figure_id: str, vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Monthly change in holdings by asset around a round."""
    frame = so_far(vintage, FRAMES[figure_id], "TREAST", "WSHOMCB")
    shown = [net_change(vintage, "TREAST", words), net_change(vintage, "WSHOMCB", words)]
    title = words("common.unit_money_month")
    parts: list[Part | DrawnCurve] = [*windows(vintage, path, words), bars(shown, words, title=title)]
    return plot(figure_id, frame, words, *parts, date_form="month")


def growth_around_qe1(
    vintage: Vintage, path: PolicyPath, words: Words, production: pd.Series[float] | None = None
) -> Plot:
    """Real GDP and consumer prices on the year around QE1; the PMI where imported, else industrial production."""
    frame = Frame.half(date(2007, 1, 1), date(2011, 3, 31))
    return _growth("qe1-growth", vintage, path, words, frame, ("GDPC1", "CPIAUCSL"), production)


def production_around_qe1(vintages: Iterable[Vintage]) -> pd.Series[float] | None:
    """Industrial production on the year, from the first vintage that reaches back to QE1; None where none does."""
    for vintage in vintages:
        if PRODUCTION in vintage and vintage[PRODUCTION].values.index[0] <= pd.Timestamp(2007, 1, 1):
            return measures.yoy(vintage, PRODUCTION)
    return None


def _growth(
    figure_id: str,
    vintage: Vintage,
    path: PolicyPath,
    words: Words,
    frame: Frame,
    series_ids: tuple[str, ...],
    production: pd.Series[float] | None = None,
) -> Plot:
    frame = so_far(vintage, frame, *series_ids)
    shown = [inflation(vintage, series_id, words) for series_id in series_ids]
    drawn: list[Part | DrawnCurve] = [lines(shown, words, title=words("common.unit_pct_yoy"))]
    if PMI in vintage:
        index = Curve("ism_pmi", words("report.label_ism_pmi"), vintage.base(PMI), "num1")
        drawn.append(lines([index], words, title=words("common.unit_index"), axis="right", colours=(TEAL,)))
    elif production is not None:
        output = Curve("production", words("report.label_production"), production, "pct1")
        drawn.append(lines([output], words, title=words("common.unit_pct_yoy"), axis="right", colours=(TEAL,)))
    zero = style.level(0, "")
    return plot(figure_id, frame, words, *windows(vintage, path, words), *drawn, zero, date_form="month")


def target_cuts(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """The funds target as decided: a point until December 2008, then a range."""
    frame = Frame.half(date(2007, 7, 1), date(2009, 12, 31))
    end = min(frame.end, vintage.as_of)
    names = ("point", "upper", "lower")
    values = {name: path.series(name, frame.start, end, known_at=vintage.as_of) for name in names}
    point = values["point"].where(values["upper"].isna())
    steps = {"point": point, "upper": values["upper"], "lower": values["lower"]}
    turns = {name: measures.turns(series) for name, series in steps.items()}
    shown = [Curve(f"target_{name}", words(f"report.label_target_{name}"), turns[name], "pct2") for name in names]
    drawn = lines(shown, words, zero=True, step=True, colours=(NAVY, RED, GOLD))
    return plot("target-cuts", frame, words, *windows(vintage, path, words), drawn)


def unemployment_around(figure_id: str, vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Unemployment during a round, and after the first."""
    frame = so_far(vintage, FRAMES[figure_id], "UNRATE")
    drawn = lines([unemployment(vintage, words)], words)
    return plot(figure_id, frame, words, *windows(vintage, path, words), drawn, date_form="month")


def prices(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """PCE and core PCE on the year during and after QE1."""
    frame = so_far(vintage, Frame(date(2008, 1, 1), date(2010, 12, 31), height=170), "PCEPI", "PCEPILFE")
    shown = [inflation(vintage, series_id, words) for series_id in ("PCEPI", "PCEPILFE")]
    drawn = lines(shown, words, title=words("common.unit_pct_yoy"))
    zero = style.level(0, "")
    return plot("qe1-pce", frame, words, *windows(vintage, path, words), drawn, zero, date_form="month")


def inflation_around_qe2(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """PCE on the year and the ten-year breakeven around QE2."""
    frame = so_far(vintage, Frame(date(2010, 1, 1), date(2011, 12, 31)), "PCEPI", "DGS10", "DFII10")
    prices = lines([inflation(vintage, "PCEPI", words)], words, title=words("common.unit_pct_yoy"))
    expected = Curve("breakeven10", words("report.label_breakeven10"), measures.breakeven(vintage), "pct2")
    market = lines([expected], words, axis="right", colours=(RED,))
    return plot("qe2-inflation", frame, words, *windows(vintage, path, words), prices, market)


def columns_table(
    figure_id: str, rows: list[tuple[str, str]], columns: dict[str, tuple[str, list[Any]]], words: Words, form: str
) -> Table:
    """A table of one row a category: its key, its name, then the columns' values."""
    heads = (
        Column("category_key", "text", ""), Column("category", "text", "common.category"),
        *(Column(key, form, label=label) for key, (label, _) in columns.items()),
    )  # fmt: skip
    values = [series for _, series in columns.values()]
    body = ((key, name, *(series[place] for series in values)) for place, (key, name) in enumerate(rows))
    return Table.of(figure_id, words, heads, body)


def grouped(
    figure_id: str, rows: list[tuple[str, str]], columns: dict[str, tuple[str, list[Any]]], words: Words, **how: Any
) -> Plot:
    """Amounts of money as columns by category and name, in the reader's unit."""
    table = columns_table(figure_id, rows, columns, words, "money_signed")
    shown = {
        label: [None if value is None else value / words.money_unit for value in values]
        for label, values in columns.values()
    }
    title = words("common.unit_money")
    return Plot(style.columns([name for _, name in rows], shown, title=title, **how), table)


def twist(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """What Twist moved: Treasuries by remaining maturity, and all Treasuries and MBS, between two statements."""
    window = path.programmes["mep"].statement_window
    measures.need(vintage, window.end, "TREAST", "WSHOMCB")
    moved: dict[str, float] = dict(measures.maturity_change(vintage, window.start, window.end))
    moved["all_treasuries"] = measures.change(vintage, "TREAST", window.start, window.end)
    moved["mbs"] = measures.change(vintage, "WSHOMCB", window.start, window.end)
    rows = [(key, words(f"report.bucket_{key}")) for key in moved]
    columns = {"change": (words("report.label_change"), list(moved.values()))}
    return grouped("twist", rows, columns, words, digits=0 if words.language == "zh" else 1)


def plan_and_actual(
    figure_id: str, instrument: str, series_id: str, vintage: Vintage, path: PolicyPath, words: Words
) -> Plot:
    """Announced pace and change in holdings, month by month, in the programme of September 2012."""
    frame = so_far(vintage, Frame.half(date(2012, 9, 1), date(2014, 12, 31)), series_id)
    colour = NAVY if series_id == "TREAST" else RED
    title = words("common.unit_money_month")
    actual = bars([net_change(vintage, series_id, words)], words, title=title, colours=(colour,))
    planned = lines([plan(vintage, path, words, instrument, frame)], words, title=title, step=True, colours=(GOLD,))
    return plot(figure_id, frame, words, *windows(vintage, path, words), actual, planned, date_form="month")


AGENCY_DEBT = "Assets: Securities Held Outright: Federal agency debt securities"


def round_changes(vintage: Vintage, path: PolicyPath, programme_id: str) -> dict[str, float]:
    """Change of holdings and of total assets over one programme's statement window, US dollars."""
    window = path.programmes[programme_id].statement_window
    changes = {
        name: measures.change(vintage, series_id, window.start, window.end)
        for name, series_id in (("treasuries", "TREAST"), ("mbs", "WSHOMCB"))
    }
    ends = (measures.statement_item(vintage, day, AGENCY_DEBT) for day in (window.end, window.start))
    changes["agency_debt"] = next(ends) - next(ends)
    changes["assets"] = measures.change(vintage, "WALCL", window.start, window.end)
    return changes


def rounds_compared(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Four rounds compared: holdings and total assets, from the statement before to the statement after."""
    rounds = {name: round_changes(vintage, path, name) for name in ROUNDS}
    rows = [(name, words(f"common.programme_{name}")) for name in ROUNDS]
    columns = {
        item: (words(f"report.label_{item}"), [rounds[name][item] for name in ROUNDS])
        for item in ("treasuries", "mbs", "agency_debt", "assets")
    }
    colours = (NAVY, RED, GOLD, TEAL)
    return grouped("rounds-compared", rows, columns, words, colours=colours)


def growth_around_qe4(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Real GDP, consumer prices and PCE on the year around the programme of September 2012."""
    frame = Frame.half(date(2012, 1, 1), date(2015, 3, 31))
    return _growth("qe4-growth", vintage, path, words, frame, ("GDPC1", "CPIAUCSL", "PCEPI"))


def labour_around_qe4(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Unemployment and monthly change in payrolls around the programme of September 2012."""
    frame = so_far(vintage, Frame.half(date(2012, 1, 1), date(2015, 3, 31)), "UNRATE", "PAYEMS")
    jobs = vintage.base("PAYEMS").diff().dropna()
    hired = Curve("payrolls_change", words("report.label_payrolls_change"), jobs, "thousands")
    tens = style.bars(
        {hired.label + words("common.rhs"): jobs / (1e4 if words.language == "zh" else 1e3)},
        title=words("common.unit_thousands"),
        axis="right",
        colours=("#8fa9cb",),
    )
    rate = lines([unemployment(vintage, words)], words, colours=(RED,))
    return plot(
        "qe4-labour", frame, words, *windows(vintage, path, words), DrawnCurve((hired,), tens), rate, date_form="month"
    )
