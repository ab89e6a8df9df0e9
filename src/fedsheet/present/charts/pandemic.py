"""The pandemic: composition of the sheet, March 2020 in repo, the funds target, the shock to the economy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.present import measures
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, areas, bars, lines, plot
from fedsheet.present.charts.normalisation import lever, money
from fedsheet.present.charts.qe import inflation, unemployment
from fedsheet.present.charts.style import GOLD, NAVY, RED, TEAL, Frame
from fedsheet.present.charts.windows import so_far, windows

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

DVP, TRI = "OFR_DVP_OO_RATE", "OFR_TRI_OO_RATE"


def composition(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Total assets by what they are: Treasuries, MBS, and all else (repo, loans, swaps, facilities)."""
    frame = so_far(vintage, Frame(date(2019, 9, 4), date(2022, 6, 29)), "WALCL", "TREAST", "WSHOMCB")
    held = [money(vintage, "TREAST", "treasuries", words), money(vintage, "WSHOMCB", "mbs", words)]
    rest = (vintage.base("WALCL") - vintage.base("TREAST") - vintage.base("WSHOMCB")).dropna()
    other = Curve("other_assets", words("report.label_other_assets"), rest, "money")
    drawn = areas([*held, other], words, colours=(NAVY, RED, GOLD))
    return plot("composition", frame, words, *windows(vintage, path, words, ("bills2019", "covid")), drawn)


def fault_line(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """DVP less tri-party repo in spring 2020, beside reserve balances: banks flooded, non-banks short."""
    frame = so_far(vintage, Frame(date(2020, 2, 18), date(2020, 5, 29)), DVP, TRI)
    wedge = Curve(
        "dvp_minus_triparty", words("report.label_dvp_minus_tri"), measures.spread(vintage, DVP, TRI), "bp1_num"
    )
    spread = lines([wedge], words, colours=(RED,))
    reserves = lines([money(vintage, "WRESBAL", "reserves", words)], words, axis="right", colours=(NAVY,))
    shaded = windows(vintage, path, words, ("covid",))
    return plot("fault-line", frame, words, *shaded, spread, reserves, style.level(0, ""))


def cuts(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """The target range and interest on reserves through 2020."""
    frame = Frame.half(date(2019, 7, 1), date(2020, 12, 31))
    measures.need(vintage, date(2020, 3, 16), "DFF")
    curves = [lever(vintage, path, words, name, frame) for name in ("upper", "lower", "iorb")]
    drawn = lines(curves, words, zero=True, step=True, colours=(RED, GOLD, TEAL))
    return plot("pandemic-cuts", frame, words, *windows(vintage, path, words, ("covid",)), drawn)


def shock(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Unemployment and PCE prices on the year through the pandemic."""
    frame = so_far(vintage, Frame.half(date(2019, 7, 1), date(2022, 6, 30)), "UNRATE", "PCEPI")
    curves = [unemployment(vintage, words), inflation(vintage, "PCEPI", words)]
    drawn = lines(curves, words, zero=True, colours=(NAVY, RED))
    return plot("pandemic-shock", frame, words, *windows(vintage, path, words, ("covid",)), drawn, date_form="month")


def purchases(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Monthly change in holdings by asset, 2020 to the end of net purchases."""
    frame = so_far(vintage, Frame(date(2019, 10, 1), date(2022, 4, 30)), "TREAST", "WSHOMCB")
    curves = [
        Curve(f"{name}_change", words(f"report.label_{name}"), measures.monthly_change(vintage, series_id), "money")
        for series_id, name in (("TREAST", "treasuries"), ("WSHOMCB", "mbs"))
    ]
    drawn = bars(curves, words, title=words("common.unit_money_month"))
    shaded = windows(vintage, path, words, ("bills2019", "covid"))
    return plot("pandemic-purchases", frame, words, *shaded, drawn, date_form="month")


def largest_rise(values: pd.Series[float], weeks: int) -> tuple[date, date, float]:
    """The largest rise of a weekly level over so many weeks: first day, last day, US dollars."""
    rises = values.diff(weeks).to_numpy()
    last = int(np.nanargmax(rises))
    return measures.day_of(values.index[last - weeks]), measures.day_of(values.index[last]), float(rises[last])
