"""What the room hands out: map, sheets, rates, adequacy, forecasts and a chapter's worth, from figures and record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from fedsheet.core.dates import h41_release_date
from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, line_name, pct, said
from fedsheet.core.vintage import Vintage
from fedsheet.market.conditions import FIRST_DAY, last_conditions
from fedsheet.market.hierarchy import Ordering, orderings, rate_table
from fedsheet.market.parameters import behaviour
from fedsheet.market.participants import SizedParticipant, amounts, sized
from fedsheet.record.path import PolicyPath

if TYPE_CHECKING:  # what answers one question is imported with it: all of the room takes long to start
    from fedsheet.market.curve import ReserveCurve
    from fedsheet.market.forecasts import Forecast
    from fedsheet.market.gauges import Panel
    from fedsheet.market.regimes import ReserveDemand
    from fedsheet.market.response import Response
    from fedsheet.market.simulate import CalmDays, Simulation
    from fedsheet.sheet.accounts import BalanceSheets

Part = TypeVar("Part")
KEY_RATES = ("ON RRP", "EFFR", "SOFR", "IORB")


@dataclass(frozen=True, repr=False)
class MarketMap(Shown):
    """The nine kinds with their sizes, the rates of a day and how often the orderings held up to it.

    amounts  instrument → US dollars over all who use it and their day, of those that are known
    """

    day: date
    kinds: tuple[SizedParticipant, ...]
    rates: pd.Series[float]
    orderings: list[Ordering]
    amounts: Mapping[str, tuple[float, date]]

    @property
    def sizes_usd(self) -> dict[str, float]:
        """Kind → size, of those whose size is known."""
        return {s.participant.id: s.size_usd for s in self.kinds if s.size_usd is not None}

    def card(self) -> Card:
        """The rates of the day and how many kinds have a size."""
        rates = [(line_name(name), pct(self.rates[name])) for name in KEY_RATES if name in self.rates]
        facts = (*rates, (said("cards.kinds"), said("cards.sizes", n=len(self.kinds), known=len(self.sizes_usd))))
        return Card(
            said("cards.market"), (self.day, self.day), None, facts, ("kinds", "rates", "orderings", "sizes_usd")
        )

    def frame(self) -> pd.DataFrame:
        """One row a kind: its size in US dollars, missing where unknown."""
        sizes = {s.participant.id: s.size_usd for s in self.kinds}
        return pd.DataFrame({"size_usd": pd.Series(sizes, dtype="float64")})


@dataclass(frozen=True, repr=False)
class MarketReport(Shown):
    """What chapter 5 is deepened with; a part that was not yet known on the report's day is None.

    episodes    scenario, or scenario/counterfactual → its expected course
    responses   (scenario, counterfactual) → who moves
    forecasts   (target, horizon) → distribution and scores
    """

    map: MarketMap
    observed: pd.DataFrame
    facility: pd.Series[float]
    standing_repo: pd.Series[float]
    reserves: Panel | None
    curve: ReserveCurve | None
    episodes: Mapping[str, Simulation]
    responses: Mapping[tuple[str, str], Response]
    forecasts: Mapping[tuple[str, int], Forecast]
    vintage: Vintage
    path: PolicyPath

    @property
    def manifest(self) -> Manifest:
        """What the chapter was made from."""
        from fedsheet.market.evaluation import SEED as BOOTSTRAP

        return self.vintage.manifest("market", self.path.digest, BOOTSTRAP)

    def card(self) -> Card:
        """What the chapter holds."""
        facts = (
            *self.map.card().facts,
            (
                said("cards.market_episodes"),
                ", ".join(sorted({name.partition("/")[0] for name in self.episodes})) or "—",
            ),
            (said("cards.forecasts"), f"{len(self.forecasts)}"),
        )
        ask = "map", "reserves", "curve", "episodes", "responses", "forecasts"
        return Card(said("cards.market"), (self.observed.index[0].date(), self.map.day), self.vintage.as_of, facts, ask)

    def frame(self) -> pd.DataFrame:
        """Observed rates by day, decimals."""
        return self.observed


def hierarchy(vintage: Vintage, path: PolicyPath) -> list[Ordering]:
    """On which share of days each ordering held, by regime."""
    return orderings(rate_table(vintage, path, FIRST_DAY, last_day(vintage)), path)


def last_day(vintage: Vintage) -> date:
    """The last day with SOFR."""
    day: date = vintage["SOFR"].last_day
    return day


def market_map(vintage: Vintage, path: PolicyPath) -> MarketMap:
    """The map on the last day of a vintage; a size dated after the vintage is unknown."""
    return map_from(vintage, path, rate_table(vintage, path, FIRST_DAY, last_day(vintage)))


def map_from(vintage: Vintage, path: PolicyPath, observed: pd.DataFrame) -> MarketMap:
    """The map where its rates are at hand."""
    day = last_day(vintage)
    return MarketMap(day, sized(vintage, day), observed.iloc[-1], orderings(observed, path), amounts(vintage, day))


def sheets(vintage: Vintage, day: date) -> BalanceSheets:
    """Opening balance sheets on a day; identities hold to the dollar."""
    from fedsheet.market.sheets import opening_sheets, published_volumes
    from fedsheet.sheet.accounts import require_identities

    last = last_conditions(vintage)
    if not FIRST_DAY <= day <= last:
        raise DateRangeError("market.results_balance_sheets", day=day, first_day=FIRST_DAY, last=last)
    opening = opening_sheets(vintage, day, published_volumes(vintage, day, behaviour()))
    require_identities(opening, where=f"market sheets {day}")
    return opening


def adequacy(vintage: Vintage, path: PolicyPath) -> ReserveDemand:
    """Chances of abundant, ample and scarce and the slopes of both rates, week by week since 2010."""
    from fedsheet.market.anchor import known_states

    return known_states(vintage, path)


def reserves(vintage: Vintage, path: PolicyPath, day: date | None = None) -> Panel:
    """Every gauge of enough reserves on a day, or on the last day known, and the verdict."""
    from fedsheet.market.anchor import known_states
    from fedsheet.market.gauges import panel

    last = min(vintage.as_of, last_public(vintage))
    if day is not None and day > last:
        raise DateRangeError("market.results_nothing_known_reserves", day=day, last=last)
    return panel(vintage, path, known_states(vintage, path), day or last)


def last_public(vintage: Vintage) -> date:
    """The day on which the newest week of reserves was public."""
    return h41_release_date(vintage["WRESBAL"].last_day)


EPISODES = (
    ("september-2019", ""), ("september-2019", "standing-repo-2019"), ("march-2020", ""), ("rrp-flood-2021", ""),
    ("drain-2022-2025", ""), ("october-2025", ""), ("october-2025", "no-standing-repo"),
)  # fmt: skip
RESPONSES = (
    ("drain-2022-2025", "higher-iorb"), ("drain-2022-2025", "on-rrp-cap"), ("drain-2022-2025", "smaller-portfolio"),
    ("september-2019", "smaller-portfolio"),
)  # fmt: skip


def market_results(vintage: Vintage, path: PolicyPath) -> MarketReport | None:
    """Everything the report's chapter needs; None before there was a SOFR."""
    from fedsheet.market.curve import reserve_curve
    from fedsheet.market.response import response

    try:
        observed = rate_table(vintage, path, FIRST_DAY, last_day(vintage))
        found = map_from(vintage, path, observed)
    except (DateRangeError, UnknownNameError):
        return None
    calm = _calm(vintage, path)
    episodes = {}
    for name, changed in EPISODES:
        run = _if_known(partial(_episode, vintage, path, name, changed, calm[name])) if name in calm else None
        if run is not None:
            episodes[f"{name}/{changed}" if changed else name] = run
    return MarketReport(
        map=found,
        observed=observed,
        facility=vintage.base("RRPONTSYD"),
        standing_repo=vintage.base("SRF_USAGE") if "SRF_USAGE" in vintage else vintage.base("RRPONTSYD")[:0],
        reserves=_if_known(partial(reserves, vintage, path)),
        curve=_if_known(partial(reserve_curve, vintage, path, behaviour())),
        episodes=episodes,
        responses={
            (name, changed): response(episodes[name], _episode(vintage, path, name, changed, calm[name]))
            for name, changed in RESPONSES
            if name in episodes
        },
        forecasts=known_forecasts(vintage, path),
        vintage=vintage,
        path=path,
    )


def known_forecasts(vintage: Vintage, path: PolicyPath) -> dict[tuple[str, int], Forecast]:
    """SOFR and tri-party one and five days ahead, as far as enough days are known."""
    from fedsheet.market.forecasts import HORIZONS, TARGETS

    of_target = {target: _forecasts(vintage, path, target) for target in TARGETS}
    return {(t, h): of_target[t][h] for h in HORIZONS for t in TARGETS if h in of_target[t]}


def _forecasts(vintage: Vintage, path: PolicyPath, target: str) -> dict[int, Forecast]:
    """By horizon; scores as far as days since 2024 are known, the named days with the next day's."""
    from fedsheet.market.evaluation import outlook_of
    from fedsheet.market.forecasts import HORIZONS, Forecast, dates_ahead, made, scored_of

    every = {h: _if_known(partial(made, vintage, path, h, target)) for h in HORIZONS}
    fitted = {h: each for h, each in every.items() if each is not None}
    ahead = _if_known(partial(dates_ahead, vintage, path, target, fitted=fitted)) if min(HORIZONS) in fitted else None
    return {
        h: Forecast(
            target,
            outlook_of(each.track),
            _if_known(partial(scored_of, each.track)),
            (ahead or ()) if h == min(HORIZONS) else (),
        )
        for h, each in fitted.items()
    }


def _if_known(compute: Callable[[], Part]) -> Part | None:
    try:
        return compute()
    except DateRangeError:
        return None


def _calm(vintage: Vintage, path: PolicyPath) -> dict[str, CalmDays]:
    """Name → the days of each scenario that ends within the vintage: its counterfactuals share them."""
    from fedsheet.market.scenario import load_scenario
    from fedsheet.market.simulate import calm_days

    names = dict.fromkeys(name for name, _ in EPISODES)
    found = {n: _if_known(partial(calm_days, vintage, path, behaviour(), load_scenario(n))) for n in names}
    return {name: made for name, made in found.items() if made is not None}


def _episode(vintage: Vintage, path: PolicyPath, name: str, changed: str, calm: CalmDays) -> Simulation:
    """The expected course of a scenario; `DateRangeError` where the vintage does not open its books."""
    from fedsheet.market.scenario import load_counterfactual, load_scenario
    from fedsheet.market.simulate import prepare
    from fedsheet.market.simulate import simulate as run_paths

    other = load_counterfactual(changed) if changed else None
    return run_paths(prepare(vintage, path, behaviour(), load_scenario(name), None, other, calm), behaviour())
