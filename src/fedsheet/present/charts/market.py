"""The money-market model drawn: hierarchy over time, the episodes replayed, demand for reserves, forecast scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fedsheet.core.lazy import pd
from fedsheet.present.charts import style
from fedsheet.present.charts.curves import Curve, Plot, dots, lines, plot
from fedsheet.present.charts.style import GOLD, GREY, NAVY, RED, SKY, TEAL, Frame

if TYPE_CHECKING:
    from fedsheet.market.results import MarketReport
    from fedsheet.market.simulate import Simulation
    from fedsheet.present.text import Words

LEVELS = ("ON RRP", "tri-party", "EFFR", "SOFR", "standing repo")


def hierarchy(results: MarketReport, words: Words) -> Plot:
    """Rates less IORB, weekly means, from the floor to the ceiling; GCF on the days it is published."""
    rates = results.observed
    frame = Frame(rates.index[0].date(), rates.index[-1].date())
    over = rates.sub(rates["IORB"], axis=0)
    curves = [
        Curve(key_of(name), words(f"terms.{key_of(name)}"), over[name].resample("W-FRI").mean().dropna(), "bp1_num")
        for name in LEVELS
    ]
    published = [over["GCF"].dropna()] if "GCF" in over else []  # withheld on every day before 15 June 2018
    gcf = [Curve("gcf", words("terms.gcf"), days, "bp1_num") for days in published]
    floor, ceiling = curves[0], curves[-1]
    drawn = lines(curves[1:-1], words, colours=(SKY, NAVY, RED), domain=(-40, 60))
    edges = lines([floor, ceiling], words, colours=(GOLD, GREY), step=True, domain=(-40, 60))
    spots = [dots([curve], words, colours=(TEAL,)) for curve in gcf]
    return plot("market-hierarchy", frame, words, edges, drawn, *spots, style.level(0, "IORB"))


def september(results: MarketReport, words: Words) -> Plot:
    """SOFR and EFFR of September 2019 as published and as the model clears them."""
    run = results.episodes["september-2019"]
    frame = Frame(run.days[0].date(), run.days[-1].date())
    curves = [
        Curve(f"{name.lower()}_{kind}", words(f"market.{kind}_rate", rate=name), values, "pct2")
        for name in ("SOFR", "EFFR")
        for kind, values in (("observed", _within(results.observed[name], run)), ("model", expected(run, name)))
    ]
    solid = lines(curves[0::2], words, colours=(RED, NAVY))
    dashed = lines(curves[1::2], words, colours=(GOLD, SKY), dash=(4, 3))
    return plot("market-september-2019", frame, words, solid, dashed)


def fault_line(results: MarketReport, words: Words) -> Plot:
    """DVP less tri-party in March 2020, published and modelled, beside reserve balances."""
    run = results.episodes["march-2020"]
    frame = Frame(run.days[0].date(), run.days[-1].date())
    observed = _within(results.observed["DVP"] - results.observed["tri-party"], run)
    model = pd.Series((run.rates.rates["DVP"] - run.cleared.tri_party)[0], index=run.days)
    wedges = [
        Curve("wedge_observed", words("market.wedge_observed"), observed, "bp1_num"),
        Curve("wedge_model", words("market.wedge_model"), model, "bp1_num"),
    ]
    reserves = Curve("reserves", words("market.reserves"), pd.Series(run.cleared.reserves[0], index=run.days), "money")
    left = lines(wedges, words, colours=(RED, GOLD))
    right = lines([reserves], words, colours=(NAVY,), axis="right")
    return plot("market-fault-line", frame, words, left, right)


def flood_and_drain(results: MarketReport, words: Words) -> Plot:
    """ON RRP as published, as driven by bills and fund cash, and as cleared through the drain."""
    flood, drain = results.episodes["rrp-flood-2021"], results.episodes["drain-2022-2025"]
    frame = Frame(flood.days[0].date(), drain.days[-1].date())
    seen = results.facility.loc[pd.Timestamp(frame.start) : pd.Timestamp(frame.end)]
    cleared = pd.Series(drain.cleared.on_rrp[0], index=drain.days)
    open_days = cleared[cleared.index.isin(seen.index)]  # on a Good Friday the facility is shut: nothing is taken up
    curves = [
        Curve("observed", words("market.on_rrp_observed"), seen, "money"),
        Curve("driven", words("market.on_rrp_driven"), pd.Series(flood.cleared.on_rrp[0], index=flood.days), "money"),
        Curve("cleared", words("market.on_rrp_cleared"), open_days, "money"),
    ]
    return plot("market-on-rrp", frame, words, lines(curves, words, colours=(NAVY, RED, GOLD)))


def standing_repo(results: MarketReport, words: Words) -> Plot:
    """Tri-party less IORB in September 2019 without and with a standing facility."""
    without, with_it = (results.episodes[name] for name in ("september-2019", "september-2019/standing-repo-2019"))
    frame = Frame(without.days[0].date(), without.days[-1].date())
    curves = [
        Curve(key, words(f"market.{key}"), _over_iorb(run), "bp1_num")
        for key, run in (("without_standing_repo", without), ("with_standing_repo", with_it))
    ]
    return plot("market-standing-repo", frame, words, lines(curves, words, colours=(RED, NAVY)))


def expected(run: Simulation, name: str) -> pd.Series[float]:
    """A rate on the expected course."""
    return pd.Series(np.atleast_2d(run.rates.rates[name])[0], index=run.days)


def _over_iorb(run: Simulation) -> pd.Series[float]:
    return pd.Series(run.cleared.tri_party[0] - np.atleast_1d(run.conditions.iorb), index=run.days)


def _within(values: pd.Series[float], run: Simulation) -> pd.Series[float]:
    return values.loc[run.days[0] : run.days[-1]].dropna()


def key_of(name: str) -> str:
    """A rate's name as it stands in message and column keys."""
    return name.lower().replace(" ", "_").replace("-", "_")
