"""The views of the workbench, in the order of its menu; each is one module with `Params`, `page` and `VIEW`.

alerts         Releases and alerts: what comes when, what was expected and what came, thresholds of one's own
assets         Assets: changes by phase beside placebo windows, event studies, the yield split
boards         Boards: what a reader has pinned from any view
claims         Claims: what a report asserts
daily          Daily board: overnight rates over IORB, every one of the last days, chances ahead, the record
explore        Explore: any formulas of series side by side, by period, as level, growth or index
market         Money market: who lends to whom, ladder and corridor of rates, anyone's sheet on a day
outlook        Outlook: rules, progress, triggers, the implied path of prices one brings
overview       Overview: where the sheet, reserves and rates stand, what a week changed, what comes next
parts          what several views are put together from
programmes     Programmes: time line, rounds in event time, the ledger from announced to held, runoff against caps
project        Project: a scenario with sliders for caps, taper
reserves       Why reserves moved: any Wednesday to any other as a waterfall that closes
reviewing      what the rooms of the report lend to the views
scenarios      Scenarios side by side: up to three, and what makes their difference
scenario_form  the scenario form: sliders laid over a scenario become a scenario file, which is what is then run
simulate       Simulate: replays of stress, counterfactuals, a shock of one's own; rates, facilities
statement      Statement: the H.4.1 of a Wednesday as a statement that balances, beside another day
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fedsheet.web.page import View
from fedsheet.web.views import (
    alerts,
    assets,
    boards,
    claims,
    daily,
    explore,
    market,
    outlook,
    overview,
    programmes,
    project,
    reserves,
    scenarios,
    simulate,
    statement,
)

VIEWS: tuple[View, ...] = (
    overview.VIEW,
    daily.VIEW,
    reserves.VIEW,
    explore.VIEW,
    statement.VIEW,
    programmes.VIEW,
    assets.VIEW,
    market.VIEW,
    project.VIEW,
    scenarios.VIEW,
    simulate.VIEW,
    outlook.VIEW,
    claims.VIEW,
    alerts.VIEW,
    boards.VIEW,
)

# What a person may bring in: kind of file → the function that reads it, or refuses it with place and reason.
READERS: Mapping[str, Callable[[Any, str], object]] = {
    "claims": claims.read,
    "scenario": project.read,
    "market": simulate.read,
    "quotes": outlook.read,
}
TABLES = frozenset({"quotes"})  # of these the bytes are read: a CSV in any encoding, or a workbook
