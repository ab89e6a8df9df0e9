"""Asset prices over the programmes: yields, breakevens, shares; changes from close to close over each window."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.present import measures
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, lines, plot
from fedsheet.present.charts.style import Frame
from fedsheet.present.charts.windows import ROUNDS, so_far, windows
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage
    from fedsheet.present.text import Words
    from fedsheet.record import PolicyPath

EQUITIES = "SP500_ARCH"
BUYING = ("lsap1", "lsap2", "lsap3")
GAPS = ("gap-lsap1-lsap2", "gap-lsap2-mep")
Window = tuple[date, date]
COLUMNS = ("DGS2", "DGS10", "DGS30", "breakeven10", "DFII10")


def market_window(path: PolicyPath, programme_id: str) -> Window:
    """Close-to-close days of one programme."""
    window = path.programmes[programme_id].market_window
    return window.start, window.end


def gap_window(path: PolicyPath, band_id: str) -> Window:
    """Close-to-close days of one gap between programmes."""
    return path.bands[band_id].start, path.bands[band_id].end


def window_changes(vintage: Vintage, window: Window) -> dict[str, float]:
    """Change from the last close on or before the first day to that on or before the last; decimals."""
    start, end = window
    if end > vintage.as_of:
        raise DateRangeError("present.assets_window_over", end=end, as_of=vintage.as_of)
    found = {}
    for name in ("DGS2", "DGS10", "DGS30", "DFII10"):
        measures.need(vintage, end - pd.Timedelta(days=4).to_pytimedelta(), name)
        found[name] = vintage[name].base_last(end)[1] - vintage[name].base_last(start)[1]
    found["breakeven10"] = found["DGS10"] - found["DFII10"]
    return found


def window_table(vintage: Vintage, path: PolicyPath, words: Words) -> Table:
    """Changes over every programme and gap whose days are over, in basis points."""
    rows: list[tuple[Cell, ...]] = []
    for name, label, window in _windows(path, words):
        try:
            changes = window_changes(vintage, window)
        except DateRangeError:
            continue
        rows.append((name, label, *window, *(changes[column] for column in COLUMNS)))
    if not rows:
        raise DateRangeError("present.assets_programme_over", as_of=vintage.as_of)
    forms = {"window": "text", "start": "iso", "end": "iso", **dict.fromkeys(COLUMNS, "bp_num")}
    columns = (Column(key, form, f"report.column_{key.lower()}") for key, form in forms.items())
    return Table.of("window-changes", words, (Column("key", "text", ""), *columns), rows)


def _windows(path: PolicyPath, words: Words) -> list[tuple[str, str, Window]]:
    """Programmes and gaps by the day they begin."""
    programmes = [
        (name, words(f"common.programme_{name}"), market_window(path, name))
        for name in (*ROUNDS, "runoff1", "covid", "runoff2")
    ]
    gaps = [(name, words(f"report.{name.replace('-', '_')}"), gap_window(path, name)) for name in GAPS]
    return sorted(programmes + gaps, key=lambda item: item[2])


def yields(vintage: Vintage, path: PolicyPath, words: Words) -> Plot:
    """Ten-year yield, its real part and the breakeven over the four rounds, one close a week."""
    frame = so_far(vintage, Frame(date(2008, 1, 1), date(2015, 6, 30)), "DGS10", "DFII10")
    curves = [
        Curve("dgs10", words("report.label_dgs10"), measures.weekly(vintage.base("DGS10")), "pct2"),
        Curve("dfii10", words("report.label_dfii10"), measures.weekly(vintage.base("DFII10")), "pct2"),
        Curve("breakeven10", words("report.label_breakeven10"), measures.weekly(measures.breakeven(vintage)), "pct2"),
    ]
    drawn = lines(curves, words, zero=True)
    marks = style.events(
        [
            (date(2010, 8, 27), words("report.event_jackson_hole")),
            (date(2013, 5, 22), words("report.event_taper_talk")),
        ]
    )
    return plot("yields", frame, words, *windows(vintage, path, words), drawn, marks)


def relative(values: pd.Series[float], window: Window) -> float:
    """Relative change between the last closes on or before the window's days."""
    first, last = (float(values.loc[: pd.Timestamp(day)].iloc[-1]) for day in window)
    return last / first - 1


def equities(vintage: Vintage, path: PolicyPath, words: Words, base: date) -> Plot:
    """The S&P 500 rebased to 100 on the eve of QE1, one close a week."""
    frame = so_far(vintage, Frame(date(2008, 1, 1), date(2015, 6, 30)), EQUITIES)
    index = style.rebase(vintage.base(EQUITIES), base)
    curve = Curve("sp500_rebased", words("report.label_sp500"), measures.weekly(index), "num1")
    drawn = lines([curve], words, title=words("common.unit_index_100"))
    hundred = style.level(100, "")
    return plot("equities", frame, words, *windows(vintage, path, words), drawn, hundred)
