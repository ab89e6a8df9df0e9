"""Normalisation: assets and reserves, runoff against caps, rates on the way up, September 2019, where money went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fedsheet.core.lazy import pd
from fedsheet.present import measures
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, bars, lines, plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, TEAL, Frame
from fedsheet.present.charts.windows import ALL, so_far, windows

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

CAPS = {"TREAST": "treasury_cap", "WSHOMCB": "agency_cap"}
NAMES = {"TREAST": "treasuries", "WSHOMCB": "mbs"}


def money(vintage: Vintage, series_id: str, label: str, words: Words) -> Curve:
    """A level in US dollars, every observation."""
    return Curve(series_id.lower(), words(f"report.label_{label}"), vintage.base(series_id), "money")


def rate(vintage: Vintage, series_id: str, words: Words) -> Curve:
    """A rate of the market, every day."""
    return Curve(series_id.lower(), words(f"report.label_{series_id.lower()}"), vintage.base(series_id), "pct2")


def lever(vintage: Vintage, path: PolicyPath, words: Words, instrument: str, frame: Frame) -> Curve:
    """A lever of policy as steps, as known on the vintage's day."""
    values = measures.steps(path, instrument, frame.start, frame.end, vintage.as_of)
    return Curve(f"{instrument}_rate", words(f"report.label_{instrument}_rate"), values, "pct2")


def assets_and_reserves(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Total assets and reserve balances since 2007, all programmes shaded."""
    frame = Frame(date(2007, 1, 3), min(vintage.as_of, vintage["WALCL"].last_day))
    measures.need(vintage, frame.end - timedelta(days=14), "WALCL", "WRESBAL")
    curves = [money(vintage, "WALCL", "assets", words), money(vintage, "WRESBAL", "reserves", words)]
    drawn = lines(curves, words, zero=True, colours=(NAVY, RED))
    return plot("assets-reserves", frame, words, *windows(vintage, path, words, ALL), drawn)


def runoff_against_cap(vintage: Vintage, path: PolicyPath, words: Words, programme_id: str, series_id: str) -> Plot:
    """Month by month: what holdings fell by, beside the cap on redemptions."""
    programme = path.programmes[programme_id]
    assert programme.end is not None  # both runoffs have ended
    frame = Frame.half(programme.start, programme.end)
    measures.need(vintage, programme.end - timedelta(days=7), series_id)
    name = NAMES[series_id]
    fell = measures.monthly_fall(vintage, series_id, programme.start, programme.end)
    actual = Curve(f"{name}_fall", words(f"report.label_{name}_fall"), fell, "money")
    cap = Curve(f"{name}_cap", words("report.label_cap"), monthly_caps(vintage, path, series_id, frame), "money")
    title = words("common.unit_money_month")
    colour = NAVY if series_id == "TREAST" else RED
    most = 1.1 * max(fell.max(), cap.values.max()) / words.money_unit
    domain = (min(0.0, 1.1 * fell.min() / words.money_unit), most)
    parts = [
        bars([actual], words, title=title, colours=(colour,), domain=domain),
        lines([cap], words, title=title, step=True, colours=(GOLD,), domain=domain),
    ]
    shaded = windows(vintage, path, words, (programme_id,))
    return plot(f"{programme_id}-{name}", frame, words, *shaded, *parts, date_form="month")


def monthly_caps(vintage: Vintage, path: PolicyPath, series_id: str, frame: Frame) -> pd.Series[float]:
    """The cap in force on the first day of each month."""
    firsts = pd.date_range(frame.start, frame.end, freq="MS")
    days = [measures.day_of(first) for first in firsts]
    return pd.Series([path.value_at(CAPS[series_id], day, vintage.as_of) for day in days], index=firsts, dtype=float)


def lift_off(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Target range, interest on reserves and the effective rate from lift-off to the first cut."""
    frame = so_far(vintage, Frame(date(2015, 7, 1), date(2019, 12, 31)), "DFF")
    edges = [lever(vintage, path, words, name, frame) for name in ("upper", "lower")]
    steps = lines(edges, words, zero=True, step=True, colours=(RED, GOLD))
    daily = rate(vintage, "DFF", words)
    market = lines([replace(daily, values=measures.weekly(daily.values))], words, zero=True, colours=(NAVY,))
    return plot("lift-off", frame, words, *windows(vintage, path, words, ("runoff1", "bills2019")), steps, market)


def september_2019(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Secured and unsecured overnight rates against the target range, August to October 2019."""
    ids = ("SOFR", "OFR_TRI_OO_RATE", "OFR_DVP_OO_RATE", "DFF")
    frame = so_far(vintage, Frame(date(2019, 8, 15), date(2019, 10, 31)), *ids)
    market = lines([rate(vintage, name, words) for name in ids], words, colours=(RED, GOLD, TEAL, NAVY))
    edge = lines([lever(vintage, path, words, "upper", frame)], words, step=True, dash=(4, 3), colours=(GREY,))
    marks = style.events([(date(2019, 9, 17), words("report.event_first_repo"))])
    return plot("september-2019", frame, words, *windows(vintage, path, words, ("bills2019",)), market, edge, marks)


def where_money_went(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Reserves, the ON RRP facility and the Treasury's account since 2021."""
    last = max(vintage[name].last_day for name in ("WRESBAL", "RRPONTSYD"))
    frame = Frame(date(2021, 1, 6), min(vintage.as_of, last))
    measures.need(vintage, date(2022, 6, 1), "WRESBAL", "WTREGEN", "RRPONTSYD")
    facility = measures.weekly(vintage.base("RRPONTSYD"))
    curves = [
        money(vintage, "WRESBAL", "reserves", words),
        Curve("rrpontsyd", words("report.label_on_rrp"), facility, "money"),
        money(vintage, "WTREGEN", "tga", words),
    ]
    drawn = lines(curves, words, zero=True, colours=(NAVY, RED, GOLD))
    return plot("where-money-went", frame, words, *windows(vintage, path, words, ("covid", "runoff2", "rmp")), drawn)
