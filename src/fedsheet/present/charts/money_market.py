"""The money market: rates against the corridor, facilities at both ends of it, the order of the rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.spreads import difference, share_above
from fedsheet.core.units import BASIS_POINTS
from fedsheet.present import measures
from fedsheet.present.age import COLUMNS, marks
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, DrawnCurve, Plot, dots, lines, plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, SKY, TEAL, Frame
from fedsheet.present.charts.windows import windows
from fedsheet.present.table import Column, Table

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

TRI, DVP, GCF = "OFR_TRI_OO_RATE", "OFR_DVP_OO_RATE", "OFR_GCF_OO_RATE"
RATES = ("DFF", "OBFR", TRI, "TGCR", "BGCR", "SOFR", DVP, GCF)
SINCE = date(2018, 5, 8)  # first day of the tri-party and DVP averages
SHOWN = ("runoff1", "bills2019", "covid", "runoff2", "rmp")


def over_iorb(vintage: Vintage, path: PolicyPath, series_id: str) -> pd.Series[float]:
    """A rate less interest on reserve balances on the same day, decimal."""
    measures.need(vintage, SINCE, series_id)
    values = vintage.base(series_id).loc[pd.Timestamp(SINCE) :]
    return difference(values, path.on_days("iorb", pd.DatetimeIndex(values.index), vintage.as_of))


def corridor(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Floor and ceiling of the corridor and three market rates less interest on reserves, every business day."""
    frame = Frame(date(2021, 7, 29), min(vintage.as_of, vintage["SOFR"].last_day))
    measures.need(vintage, date(2021, 12, 31), "SOFR", "DFF", TRI)
    iorb = path.series("iorb", frame.start, frame.end, known_at=vintage.as_of)
    edges = [
        Curve(f"{name}_minus_iorb", words(f"report.label_{name}_rate"), measures.turns(values - iorb), "bp_num")
        for name in ("srf", "on_rrp")
        for values in [path.series(name, frame.start, frame.end, known_at=vintage.as_of)]
    ]
    market = [
        Curve(
            f"{name.lower()}_minus_iorb",
            words(f"report.label_{name.lower()}"),
            _business_days(over_iorb(vintage, path, name)),
            "bp_num",
        )
        for name in ("SOFR", "DFF", TRI)
    ]
    steps = lines(edges, words, step=True, colours=(GREY, GOLD))
    drawn = lines(market, words, colours=(RED, NAVY, SKY))
    shaded = windows(vintage, path, words, ("covid", "runoff2", "rmp"))
    return plot("corridor", frame, words, *shaded, steps, drawn, style.level(0, "IORB"))


def _business_days(values: pd.Series[float]) -> pd.Series[float]:
    """Without the weekends on which a rate is told again."""
    return values[pd.DatetimeIndex(values.index).day_of_week < 5]


def spreads(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """SOFR, tri-party, DVP and the funds rate against interest on reserves, weekly means of daily spreads."""
    frame = Frame(SINCE, min(vintage.as_of, vintage["SOFR"].last_day))
    measures.need(vintage, date(2019, 10, 31), "SOFR", "DFF", TRI, DVP)
    curves = [
        Curve(
            f"{name.lower()}_minus_iorb",
            words(f"report.label_{name.lower()}"),
            over_iorb(vintage, path, name).resample("W-FRI").mean().dropna(),
            "bp1_num",
        )
        for name in ("SOFR", DVP, "DFF")
    ]
    drawn = lines(curves, words, colours=(RED, TEAL, NAVY), domain=(-40, 60), gap=timedelta(days=30))
    zero = style.level(0, "IORB")
    return plot("spreads", frame, words, *windows(vintage, path, words, SHOWN), drawn, zero)


def wedge_by_year(vintage: Vintage, words: Words) -> Plot:
    """Mean DVP less tri-party by calendar year, basis points."""
    measures.need(vintage, date(2018, 12, 31), TRI, DVP)
    means = measures.yearly_means(measures.spread(vintage, DVP, TRI))
    label = words("report.label_dvp_minus_tri")
    columns = (
        Column("year", "year", "report.column_year"),
        Column("dvp_minus_triparty", "bp1_num", "report.label_dvp_minus_tri"),
    )
    table = Table.of("dvp-tri", words, columns, zip(map(int, means.index), means, strict=True))
    shown = {label: [value / BASIS_POINTS.scale for value in means]}
    years = [str(year) for year in means.index]
    spec = style.columns(
        years, shown, title=words("common.unit_bp"), width=style.HALF_WIDTH, height=style.HALF_HEIGHT, digits=1,
        colours=(TEAL,),
    )  # fmt: skip
    return Plot(spec, table)


def facilities(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Take-up at the two ends of the corridor: ON RRP (line) and standing repo (points, days with any use)."""
    last = min(vintage.as_of, measures.day_of(vintage["RRPONTSYD"].values.index[-1]))
    frame = Frame(date(2021, 1, 4), last)
    measures.need(vintage, date(2021, 12, 31), "RRPONTSYD", "SRF_USAGE")
    taken = measures.weekly(vintage.base("RRPONTSYD"))
    usage = vintage.base("SRF_USAGE")
    floor = Curve("rrpontsyd", words("report.label_on_rrp"), taken, "money")
    ceiling = Curve("srf_usage", words("report.label_srf_usage"), usage[usage > 1e9], "money")
    drawn = lines([floor], words, zero=True, colours=(RED,))
    points = style.dots(
        {ceiling.label + words("common.rhs"): ceiling.shown(words)},
        title=words("common.unit_money"),
        axis="right",
        colours=(NAVY,),
    )
    shaded = windows(vintage, path, words, ("covid", "runoff2", "rmp"))
    return plot("facilities", frame, words, *shaded, drawn, DrawnCurve((ceiling,), points))


def gcf(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """GCF less tri-party on the few days on which GCF was published."""
    values = measures.spread(vintage, GCF, TRI)
    measures.need(vintage, date(2019, 1, 31), GCF, TRI)
    frame = Frame.half(SINCE, measures.day_of(values.index[-1]))
    curve = Curve("gcf_minus_triparty", words("report.label_gcf_minus_tri"), values, "bp1_num")
    drawn = dots([curve], words, colours=(GOLD,))
    return plot("gcf", frame, words, *windows(vintage, path, words, SHOWN), drawn, style.level(0, ""))


ORDERINGS: dict[str, tuple[str, str]] = {
    "effr_tri": ("DFF", TRI),
    "tri_gcf": (TRI, GCF),
    "effr_sofr": ("DFF", "SOFR"),
    "tri_dvp": (TRI, DVP),
}


def ordering_table(vintage: Vintage, words: Words) -> Table:
    """Share of days on which the first rate stood below the second, by calendar year; with the number of days."""
    measures.need(vintage, date(2018, 12, 31), "SOFR", TRI, DVP)
    rows = []
    pairs = {key: measures.spread(vintage, second, first) for key, (first, second) in ORDERINGS.items()}
    for year in sorted({int(year) for values in pairs.values() for year in measures.years(values)}):
        shares = [share_above(values.loc[measures.years(values) == year]) for values in pairs.values()]
        rows.append((str(year), *shares))
    rows.append((words("report.all_days"), *(share_above(values) for values in pairs.values())))
    shares_of = (Column(key, "pct0", f"report.ordering_{key}") for key in pairs)
    return Table.of("orderings", words, (Column("year", "text", "report.column_year"), *shares_of), rows)


def rate_table(vintage: Vintage, path: PolicyPath, words: Words) -> Table:
    """Each rate: who lends to whom, last day held, its value and its distance from IORB that day, mean of the year."""
    rows = []
    for name in RATES:
        if name not in vintage or measures.day_of(vintage[name].values.index[-1]) < SINCE:
            continue
        values = over_iorb(vintage, path, name)
        last, level = vintage[name].base_last(vintage.as_of)
        year = values.loc[measures.years(values) == last.year]
        parties = words(f"report.parties_{name.lower()}")
        mean = float(year.mean()) if len(year) else None
        over = float(values[pd.Timestamp(last)]) if pd.Timestamp(last) in values.index else None
        told = last, level, over, mean, *marks(vintage[name], vintage.as_of)
        row = (name, words(f"report.label_{name.lower()}"), parties, *told)
        rows.append(row)
    if not rows:
        raise DateRangeError("present.money_market_overnight_rate_since_known", since=SINCE, as_of=vintage.as_of)
    forms = {"rate": "text", "parties": "text", "last": "iso", "level": "pct2", "minus_iorb": "bp_num",
             "year_mean": "bp1_num"}  # fmt: skip
    told_columns = (Column(key, form, f"report.column_{key}") for key, form in forms.items())
    return Table.of("rates", words, (Column("key", "text", ""), *told_columns, *COLUMNS), rows)
