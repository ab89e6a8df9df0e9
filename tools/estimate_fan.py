"""Write what the fan draws from: past errors of the paths, month by month from past origins.

    python tools/estimate_fan.py            writes portfolio/data/past_errors.csv, prints fan.toml's paces of runoffs

Origins: the last Wednesday of each month from December 2007 to November 2025. Errors: what came less the path from
what was known, 1 to 24 months ahead, as shares of GDP at the origin; empty where it is not over by the end of 2025.
Purchases and runoff: the pace announced on the origin's day and the pace that came, a month. Figures of November 2026.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import fedsheet.store
from fedsheet.core.dates import add_months, month_end
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.ahead import MEAN_WEEKS, Ahead
from fedsheet.portfolio.liabilities.known_weeks import Weeks, weeks_known
from fedsheet.portfolio.liabilities.on_rrp import rule_step, take_up
from fedsheet.portfolio.liabilities.parameters import load_liability_models
from fedsheet.portfolio.liabilities.rules import gdp_path
from fedsheet.portfolio.many_paths.joint_draws import paces_in_force
from fedsheet.portfolio.many_paths.past_errors import load_past_errors
from fedsheet.portfolio.many_paths.way_back import runoff_paces
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.principal.month_policy import monthly_policy
from fedsheet.record import load_path
from fedsheet.record.path import PolicyPath

Floats = NDArray[np.float64]
MONTHS, FIRST, LAST = 24, date(2007, 12, 1), date(2025, 12, 31)
FILE = Path(__file__).parents[1] / "src/fedsheet/portfolio/data/past_errors.csv"
FIRST_OPERATION = np.datetime64("2013-09-23")


def one_origin(vintage: Vintage, record: PolicyPath, weeks: Weeks, place: int) -> dict[str, Floats]:
    """Every line's error (24,) from one origin; NaN where it is not over."""
    day = weeks.days[place].astype(date)
    models = load_liability_models()
    months = [add_months(day.replace(day=1), h) for h in range(1, MONTHS + 1)]
    ends = np.array([month_end(m) for m in months], dtype="datetime64[D]")
    over = ends <= weeks.days[-1]
    targets = np.array([weeks.place(e) for e in ends[over]])
    gdp = float(weeks.gdp[place])
    known = Ahead(weeks.until(place), models, gdp_path(vintage, day, 0.04))
    days = weeks.days[place + 1 : targets[-1] + 1]
    found = {name: weeks.line(name)[targets] - known.line(name, weeks.days[targets]) for name in ("tga", "currency")}
    for name in ("other_assets", "other_owed"):
        found[name] = weeks.line(name)[targets] - weeks.line(name)[place]
    found["on_rrp"] = weeks.line("on_rrp")[targets] - on_rrp(weeks, known, place, days)[targets - place - 1]
    told = paces_in_force(monthly_policy(record, months[0], months[-1], day), gdp)
    came = paces_in_force(monthly_policy(record, months[0], months[-1]), gdp)
    table = {name: errors / gdp for name, errors in found.items()}
    for line in ("treasuries", "mbs"):
        change = (weeks.line(line)[targets] - weeks.line(line)[place]) / gdp
        table[line] = change - np.cumsum(came[line])[over]
        table[f"{line}_told"], table[f"{line}_came"] = told[line][over], came[line][over]
    return {name: np.concatenate([x, np.full(MONTHS - len(x), np.nan)]) for name, x in table.items()}


def on_rrp(weeks: Weeks, known: Ahead, place: int, days: NDArray[np.datetime64]) -> Floats:
    """(t,) take-up week by week, liquidity and the account as they came, from the estimate known at the origin."""
    if weeks.days[place] < FIRST_OPERATION:
        return weeks.line("on_rrp")[place + 1 : place + 1 + len(days)]
    model = known.models.on_rrp_known(weeks.days[place]).model
    liquidity = weeks.line("on_rrp") + weeks.line("reserve_balances")
    account = np.convolve(weeks.line("tga"), np.full(MEAN_WEEKS, 1.0 / MEAN_WEEKS))[: len(weeks.days)]
    rule, path = float(weeks.line("on_rrp")[place]), []
    for t, day in enumerate(days, start=place + 1):
        kept = model.banks_keep_to_gdp * known.gdp.at(day.astype(date))
        rule = rule_step(rule, float(liquidity[t]), kept, float(account[t] - account[t - 1]), 7 / 365, model)
        since = (t - place) * 7 / 365
        opening = float(weeks.line("on_rrp")[place])
        path.append(take_up(rule, opening, float(liquidity[t]), float(liquidity[place]), model.weight(since)))
    return np.array(path)


def main() -> None:
    """Write the table."""
    vintage, record = fedsheet.store.vintage(), load_path()
    weeks = weeks_known(vintage, LAST, load_parameters().liabilities.gdp_growth)
    for episode in load_past_errors().settings.way_back:
        paces = runoff_paces(weeks, episode)
        print(episode.runoff_start, {line: f"{pace:.6f}" for line, pace in paces.items()})
    lines = dict(weeks.lines)
    lines["other_assets"] = lines["total_assets"] - lines["treasuries"] - lines["mbs"]
    named = ("reserve_balances", "tga", "currency", "on_rrp")
    lines["other_owed"] = lines["total_assets"] - np.sum([lines[n] for n in named], axis=0)
    weeks = Weeks(weeks.days, lines, weeks.gdp)
    with FILE.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["origin", "line", *(f"m{h}" for h in range(1, MONTHS + 1))])
        month = FIRST
        while add_months(month, 1) < LAST:
            place = weeks.place(np.datetime64(month_end(month)))
            for name, errors in one_origin(vintage, record, weeks, place).items():
                shown = ["" if np.isnan(e) else f"{e:.5f}" for e in errors]
                table.writerow([weeks.days[place], name, *shown])
            month = add_months(month, 1)


if __name__ == "__main__":
    main()
