"""Speed of the market: paths by days, and agents against Mesa on the same rules; appends to bench/results/market.csv.

python bench/market.py
"""

from __future__ import annotations

import csv
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import mesa
import numpy as np
from scipy.optimize import brentq

import fedsheet.store
from fedsheet.market.agents import TOLERANCE, Agents, draw_agents, run_agents, standing_repo
from fedsheet.market.conditions import MarketDays, pick
from fedsheet.market.demand import Behaviour, Conditions, lending_capacity, reserve_value
from fedsheet.market.forecasts import made, scored_of
from fedsheet.market.learned import shipped, without_learning
from fedsheet.market.parameters import behaviour
from fedsheet.market.rates import NAMES
from fedsheet.market.scenario import load_scenario
from fedsheet.market.simulate import draws_of, prepare, simulate
from fedsheet.record import load_path

RESULTS = Path(__file__).resolve().parent / "results" / "market.csv"
MACHINE = f"{os.cpu_count()} cores {platform.machine()}"
REPEATS = 3
MESA_AGENTS, MESA_DAYS = 10_000, 2
AGENTS, AGENT_DAYS = 10_000, 250


def logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(x, 700.0), -700.0)))


class Fund(mesa.Agent):
    """One fund: what it leaves at the Fed at a rate."""

    def __init__(self, model: Market, size: float, lean: float) -> None:
        super().__init__(model)
        self.size, self.lean = size, lean

    def answer(self, r: float) -> None:
        m = self.model
        spread = (r - m.on_rrp_rate - m.b.fund_preference) / m.b.fund_sensitivity
        self.cash = m.fund_cash * self.size * logistic(-spread + self.lean)


class Bank(mesa.Agent):
    """One bank: what it lends, given what reserves are worth."""

    def __init__(self, model: Market, size: float, lean: float) -> None:
        super().__init__(model)
        self.size, self.lean = size, lean

    def answer(self, r: float) -> None:
        m = self.model
        gain = (r - m.value - m.b.bank_cost) / m.b.bank_sensitivity
        self.cash = m.capacity * self.size * logistic(gain + self.lean)


class Dealer(mesa.Agent):
    """One dealer's hard core of borrowing."""

    def __init__(self, model: Market, size: float, _lean: float) -> None:
        super().__init__(model)
        self.size = size

    def answer(self, r: float) -> None:
        self.cash = self.model.demand * self.model.b.demand_floor * self.size


class Leveraged(mesa.Agent):
    """One client: borrows less the dearer it is."""

    def __init__(self, model: Market, size: float, lean: float) -> None:
        super().__init__(model)
        self.size, self.lean = size, lean

    def answer(self, r: float) -> None:
        m = self.model
        shrink = math.exp(-m.b.demand_elasticity * max(r - m.iorb, 0.0) * (1.0 + self.lean))
        self.cash = m.demand * (1.0 - m.b.demand_floor) * self.size * shrink


class Market(mesa.Model):
    """The same agents, rules and root search as fedsheet.market.agents, written as Mesa wants it."""

    def __init__(self, a: Agents, b: Behaviour) -> None:
        super().__init__()
        self.b = b
        kinds = {"funds": Fund, "banks": Bank, "dealers": Dealer, "leveraged": Leveraged}
        for name, kind in kinds.items():
            for size, lean in zip(a.size[name], a.lean[name], strict=True):
                kind(self, float(size), float(lean))

    def total(self, kind: type[mesa.Agent], r: float) -> float:
        chosen = self.agents_by_type[kind]
        chosen.do("answer", r)
        return sum(agent.cash for agent in chosen)

    def clear(self, c: Conditions) -> float:
        self.iorb, self.on_rrp_rate = float(c.iorb[0]), float(c.on_rrp_rate[0])
        self.fund_cash = float(c.fund_cash[0])
        b = self.b
        calendar = 1.0 + (
            b.month_end_demand * c.month_end[0] + b.quarter_end_demand * c.quarter_end[0]
            + b.mid_month_demand * c.mid_month[0] + b.month_start_demand * c.month_start[0]
        )  # fmt: skip
        self.demand = float(c.repo_demand[0] * calendar)

        def excess(r: float) -> float:
            on_rrp = self.total(Fund, r)
            repo = standing_repo(r, b, c)
            reserves = c.liquidity - on_rrp + repo
            self.value = float(reserve_value(reserves, b, c)[0])
            self.capacity = float(lending_capacity(reserves, b, c)[0])
            wanted = self.total(Dealer, r) + self.total(Leveraged, r)
            return self.fund_cash - on_rrp + repo + self.total(Bank, r) - wanted

        return float(brentq(excess, self.on_rrp_rate - 0.006, self.iorb + 0.15, xtol=TOLERANCE))


def best(run: object, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the fastest of three runs; `time.process_time` does not count what others did meanwhile."""
    times = []
    for _ in range(REPEATS):
        start = clock()
        run()  # type: ignore[operator]
        times.append(clock() - start)
    return min(times)


def append(what: str, value: float, unit: str) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    new = not RESULTS.exists()
    with RESULTS.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(["date", "what", "value", "unit", "machine"])
        writer.writerow([date.today().isoformat(), what, f"{value:.4g}", unit, MACHINE])
    print(f"{what:<60} {value:>12.4g} {unit}")


def main() -> None:
    vintage, path, b = fedsheet.store.vintage(), load_path(), behaviour()
    setting = prepare(vintage, path, b, load_scenario("drain-2022-2025"), 250)

    def paths() -> None:
        found = simulate(setting, b, draws_of(setting, 1000, 7))
        for name in NAMES:
            found.rates.percentiles(name)

    append("250 days x 1,000 paths with percentiles and identities", best(paths), "s")
    append("the same, processor time", best(paths, time.process_time), "s")
    forecast = best(lambda: scored_of(made(vintage, path, 1).track), time.process_time)
    append("a forecast of SOFR with its scores since 2024, processor time", forecast, "s")
    shipped_day = np.datetime64(vintage["SOFR"].values.index[-1], "D").astype(np.int64)
    short = without_learning(shipped()["sofr 1"], int(shipped_day))  # the newest day's quantiles must be fitted
    append("the same with a quarter's fit, processor time",
           best(lambda: made(vintage, path, 1, "sofr", short), time.process_time), "s")  # fmt: skip
    command = [sys.executable, "-m", "fedsheet", "market", "forecast"]
    append("`fedsheet market forecast`, from start to end", best(lambda: subprocess.run(
        command, check=True, capture_output=True)), "s")  # fmt: skip
    append("others at work: load average over a minute", os.getloadavg()[0], "")
    agents = draw_agents(AGENTS, 1)
    ours = best(lambda: run_agents(agents, b, setting.days)) / (AGENTS * AGENT_DAYS)
    append("array agents, 10,000 x 250 days, per agent-day", ours * 1e9, "ns")
    few = draw_agents(MESA_AGENTS, 1)
    model = Market(few, b)
    days = [pick(setting.days.conditions, np.array([t])) for t in range(MESA_DAYS)]
    mesas = best(lambda: [model.clear(c) for c in days]) / (MESA_AGENTS * MESA_DAYS)
    append("Mesa agents, 10,000 x 2 days, per agent-day", mesas * 1e9, "ns")
    append("Mesa over array agents, per agent-day", mesas / ours, "times")
    calendar = setting.days
    same = MarketDays(calendar.days[:MESA_DAYS], calendar.calendar, pick(calendar.conditions, np.arange(MESA_DAYS)))
    gap = np.abs(run_agents(few, b, same).tri_party - np.array([model.clear(c) for c in days])).max()
    append("largest difference of the two rates", float(gap) * 1e4, "bp")


if __name__ == "__main__":
    main()
