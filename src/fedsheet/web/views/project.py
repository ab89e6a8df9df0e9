"""Project: a scenario with sliders for caps, taper, rates and the TGA; fans over rate paths; two side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from fedsheet.core.errors import DateRangeError, InputError
from fedsheet.core.fields import BrokenRuleError
from fedsheet.core.lazy import pd
from fedsheet.core.units import BASIS_POINTS, USD_BN, to_bn
from fedsheet.core.vintage import Vintage
from fedsheet.present import measures
from fedsheet.present.blocks import Block, Figure, Heading, Note, Row
from fedsheet.present.charts import web_ahead as charts
from fedsheet.present.charts.curves import Curve
from fedsheet.present.exhibits import portfolio as exhibits
from fedsheet.present.exhibits.chapters import drawn
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, FileParams, Name, Page, View, counted
from fedsheet.web.serving.jobs import Progress
from fedsheet.web.views.parts import choice, only, own_file, part, slider
from fedsheet.web.views.reviewing import room_section
from fedsheet.web.views.scenario_form import Estimate, Sliders, laid_over, share_minded, written

if TYPE_CHECKING:
    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.projection import Projection
    from fedsheet.portfolio.scenario.file import Scenario
    from fedsheet.portfolio.scenario.resolve import Setting
    from fedsheet.present.charts.web_ahead import Values

N_PATHS, SEED = 400, 1
LEVERS = ("", "low", "mid", "high")
LOOKED_BACK_DAYS = 3_653
CLEARLY = 0.01  # of a path's larger end: what a turn on the way must go beyond both ends to be told
NEXT_TO_NOTHING = 5e7  # US dollars: less than this redeemed over all months is told as none
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
HISTORY = {"total_assets": "WALCL", "reserve_balances": "WRESBAL", "treasuries": "TREAST", "mbs": "WSHOMCB",
           "tga": "WTREGEN", "on_rrp": "RRPONTSYD"}  # fmt: skip
HISTORY_YEARS = 4
DRAWN = ("total_assets", "reserve_balances", "treasuries", "mbs", "on_rrp", "deferred_asset")
LEAST_SHARE = 2.0  # % of GDP: as low as the form lets reserves be run down
RATES = r"^(?:\s*\d{4}-(?:0[1-9]|1[0-2])\s*:\s*-?\d{1,2}(?:\.\d{1,4})?\s*(?:,|$))*$"  # month: percent, …
Amount = Annotated[float | None, Field(ge=0, le=2_000)]


def _by_month(text: str) -> str:
    if not re.match(RATES, text):
        raise BrokenRuleError("rates_by_month")
    return text


class ProjectParams(FileParams):
    """A shipped scenario or an uploaded `file`, changed by sliders that are left out where they follow the scenario."""

    scenario: Name = "today"
    compare: Name = ""
    treasury_cap: Annotated[Amount, Field(description="USD bn a month.")] = None
    agency_cap: Annotated[Amount, Field(description="USD bn a month.")] = None
    purchases: Annotated[Amount, Field(description="Treasury purchases at first, USD bn a month.")] = None
    taper_months: Annotated[int, Field(ge=1, le=36)] = 12
    shift_bp: Annotated[float | None, Field(ge=-500, le=500, description="Rates moved within a year.")] = None
    tga: Annotated[Amount, Field(description="Level of the Treasury's account, USD bn.")] = None
    end_share: Annotated[float | None, Field(ge=2, le=30, description="Reserves at which runoff ends, % of GDP.")] = (
        None
    )
    rates: Annotated[
        str,
        Field(
            max_length=400, description="IORB by month: 2027-06:3.25,2028-01:3.", json_schema_extra={"pattern": RATES}
        ),
        AfterValidator(_by_month),
    ] = ""
    levers: Estimate = ""


@dataclass(frozen=True)
class Run:
    """One scenario run: its words, its central path and, where rates are still to come, paths drawn around it."""

    name: str
    scenario: Scenario
    setting: Setting
    projection: Projection
    paths: PathResult | None


def page(desk: Desk, params: ProjectParams, progress: Progress) -> Page:
    """The Fed's sheet from holdings, policy and rates, week by week, beside another scenario."""
    from fedsheet.portfolio.scenario.file import scenario_names

    known, words = desk.vintage(params.as_of), desk.words(params.lang, params.as_of)
    names = {name: title_of(_shipped(name), words) for name in scenario_names()}
    progress(words("web.step_read"), 0.0)
    base = _base(desk, params)
    opening = desk.once(known, "setting", base.digest_text, lambda: _resolve(desk, known, base))
    sliders = _sliders(params)
    low_day, lowest = lowest_reserves(known, opening.opening.day)
    chosen = changed(desk, known, base, sliders, opening)
    progress(words("web.step_project"), 0.2)
    main = _run(desk, known, chosen, words, progress, 0.2, drawn=True)
    if sliders.moved:
        main = replace(main, name=words("web.as_changed", name=main.name))
    choice("compare", "", params.compare, {"": "", **names})
    beside = _run(desk, known, _shipped(params.compare), words, progress, 0.7, drawn=False) if params.compare else None
    progress(words("web.step_draw"), 0.9)
    figures = [_figure(known, main, beside, line, words) for line in DRAWN]
    blocks: list[Block] = [
        *_floor(base, sliders, low_day, lowest, words),
        *_doubts(params, main, known, words),
        *(Row((figures[n], figures[n + 1])) for n in range(0, len(figures), 2)),
        Heading(1, words("web.ends_title_two" if beside else "web.ends_title")),
        _ends(main, beside, words),
        *_triggers(main, words),
        *_flows(main, words),
    ]
    checked = part(words, words("web.checked_title"), lambda: _checked(desk, known, words))
    return Page(
        words("web.project"), tuple(counted(blocks)), _python(chosen, params), _command(chosen, base, params),
        known.as_of, known.digest, _controls(desk, params, names, opening, chosen, words),
        data=exhibits.record(main.projection, words),
        texts={_file_name(chosen, base): chosen.digest_text}, parts=(checked,),
    )  # fmt: skip


def changed(desk: Desk, known: Vintage, base: Scenario, sliders: Sliders, opening: Setting) -> Scenario:
    """The scenario with the form laid over it."""
    paid = desk.path.at(opening.opening.day, known_at=known.as_of)
    iorb, on_rrp = paid.number("iorb") or 0.0, paid.number("on_rrp") or 0.0
    return laid_over(base, sliders, opening.policies[0], round(100 * (iorb - on_rrp), 6))


def projected(desk: Desk, known: Vintage, params: ProjectParams) -> tuple[Scenario, Projection]:
    """What the form asks for as a scenario, and its central path; each made once."""
    from fedsheet.portfolio.scenario.resolve import project_setting

    base = _base(desk, params)
    opening = desk.once(known, "setting", base.digest_text, lambda: _resolve(desk, known, base))
    scenario = changed(desk, known, base, _sliders(params), opening)
    text = scenario.digest_text
    setting = desk.once(known, "setting", text, lambda: _resolve(desk, known, scenario))
    return scenario, desk.once(known, "projection", text, lambda: project_setting(setting))


def _floor(base: Scenario, sliders: Sliders, low_day: date, lowest: float, words: Words) -> list[Block]:
    """Where caps run beside a floor of reserves: that it stays, how low reserves have been."""
    share = share_minded(base.spec)
    if not sliders.lets_run(base.spec) or share is None:
        return []
    return [Note(words("web.floor_kept", share=share, lowest=lowest, day=low_day))]


def kept_floor(desk: Desk, known: Vintage, params: ProjectParams, words: Words) -> list[Block]:
    """The same for a form kept under a name."""
    base = _base(desk, params)
    opening = desk.once(known, "setting", base.digest_text, lambda: _resolve(desk, known, base))
    return _floor(base, _sliders(params), *lowest_reserves(known, opening.opening.day), words)


def quantiles(desk: Desk, known: Vintage, scenario: Scenario) -> dict[str, dict[float, Values]]:
    """The bands of each line drawn, where some month's rates are still to come."""
    from fedsheet.portfolio.many_paths.project_paths import project_paths

    setting = desk.once(known, "setting", scenario.digest_text, lambda: _resolve(desk, known, scenario))

    def draw() -> PathResult | None:
        try:
            return project_paths(setting, N_PATHS, SEED)
        except (InputError, DateRangeError):
            return None

    paths = desk.once(known, "paths", scenario.digest_text, draw)
    return {} if paths is None else {line: fan_of(paths, line) for line in DRAWN}


def _doubts(params: ProjectParams, main: Run, known: Vintage, words: Words) -> list[Block]:
    """Where a file that was brought in may mean two things."""
    if not params.file:
        return []
    from fedsheet.portfolio.held.open_sheet import NO_LISTS
    from fedsheet.portfolio.scenario.doubts import doubts

    lines = exhibits.doubt_lines(doubts(main.scenario, main.setting, known, NO_LISTS), words)
    return [Note(words("portfolio.doubt", said=line)) for line in lines]


def _checked(desk: Desk, known: Vintage, words: Words) -> list[Block]:
    """How the same method fared on the runoffs that are over, and against official projections."""
    ids = ("portfolio-replay", "portfolio-caps", "portfolio-backtest", "portfolio-official")
    return [Heading(1, words("web.checked_title")), *only(room_section(desk, known, "portfolio", words), *ids)]


def lowest_reserves(known: Vintage, opens: date) -> tuple[date, float]:
    """The week of the ten years before `opens` in which reserves were lowest against GDP, and their share, decimal.

    In figures known since, that is September 2019, when runoff had gone too far for the repo market to stay calm.
    """
    reserves = measures.weekly(known.base("WRESBAL"))
    share = reserves / known.base("GDP").reindex(reserves.index, method="ffill")
    recent = share.loc[(opens - timedelta(days=LOOKED_BACK_DAYS)).isoformat() : opens.isoformat()].dropna()
    place = int(recent.to_numpy().argmin())
    return recent.index[place].date(), float(recent.iloc[place])


def _sliders(params: ProjectParams) -> Sliders:
    share = None if params.end_share is None else params.end_share / 100
    return Sliders(
        params.treasury_cap,
        params.agency_cap,
        params.purchases,
        params.taper_months,
        params.shift_bp,
        params.tga,
        share,
        own_rates(params.rates),
        params.levers,
    )


def own_rates(text: str) -> tuple[tuple[date, float], ...]:
    """A path of rates as written, `2027-06:3.25, 2028-01:3`: (first of the month, percent), ascending."""
    found = {}
    for written_one in filter(None, (one.strip() for one in text.split(","))):
        month, _, percent = written_one.partition(":")
        found[date.fromisoformat(f"{month.strip()}-01")] = float(percent)
    return tuple(sorted(found.items()))


def read(text: str, name: str) -> Scenario:
    """The reader of uploaded scenario files."""
    from fedsheet.portfolio.scenario.file import parse_scenario

    return parse_scenario(text, name.removesuffix(".toml")[:40] or "mine")


def _shipped(name: str) -> Scenario:
    """A scenario that ships; a path is never read from an address."""
    from fedsheet.portfolio.scenario.file import load_scenario, scenario_names

    choice("scenario", "", name, {one: one for one in scenario_names()})
    return load_scenario(name)


def _base(desk: Desk, params: ProjectParams) -> Scenario:
    if not params.file:
        return _shipped(params.scenario)
    held = desk.uploads.get(params.file, "scenario")
    return read(held.text, "mine")


def title_of(scenario: Scenario, words: Words) -> str:
    """What the scenario calls itself."""
    return str(getattr(scenario.spec.title, words.language))


def _resolve(desk: Desk, known: Vintage, scenario: Scenario) -> Setting:
    from fedsheet.portfolio.parameters import load_parameters
    from fedsheet.portfolio.scenario.resolve import resolve

    return resolve(scenario, known, desk.path, load_parameters())


def _run(
    desk: Desk, known: Vintage, scenario: Scenario, words: Words, progress: Progress, share: float, *, drawn: bool
) -> Run:
    """The central path, and rate paths where some month's rates are still to come."""
    from fedsheet.portfolio.many_paths.project_paths import project_paths
    from fedsheet.portfolio.scenario.resolve import project_setting

    text = scenario.digest_text
    setting = desk.once(known, "setting", text, lambda: _resolve(desk, known, scenario))
    projection = desk.once(known, "projection", text, lambda: project_setting(setting))
    if not drawn:
        return Run(title_of(scenario, words), scenario, setting, projection, None)
    progress(words("web.step_paths"), share + 0.3)

    def draw() -> PathResult | None:
        try:
            return project_paths(setting, N_PATHS, SEED)
        except (InputError, DateRangeError):
            return None  # every month has published rates: nothing is left to draw

    return Run(title_of(scenario, words), scenario, setting, projection, desk.once(known, "paths", text, draw))


# ---- figures and tables ------------------------------------------------------------------------------------------


def _figure(known: Vintage, main: Run, beside: Run | None, line: str, words: Words) -> Figure:
    """One line of the sheet: published so far, the fan, the central path, the other scenario's."""
    label = words(f"web.proj_{line}")
    central = line_of(main.projection, line)
    opens, until = central.index[0].date(), central.index[-1].date()
    curves = [Curve("central", words("web.label_central"), central, "money")]
    if beside is not None:
        name = words("web.label_beside", name=beside.name)
        curves.append(Curve("beside", name, line_of(beside.projection, line), "money"))
    history = _history(known, line, opens)
    if history is not None:
        curves.insert(0, Curve("history", words("web.label_history"), history, "money"))
    fan = fan_of(main.paths, line) if main.paths is not None else {}
    plot = charts.fan(f"project-{line.replace('_', '-')}", label, curves, fan, opens, words)
    start, end = (words.format(float(central.iloc[n]), "usd") for n in (0, -1))
    caption = words("web.project_caption", line=label, name=main.name, start=start, opens=opens, end=end, until=until)
    note = words("web.project_note", n=N_PATHS, seed=SEED) if fan else words("web.project_note_plain")
    return drawn(plot, caption + _turn(central, words) + _spread(fan, words), words("web.source_project"), note).figure


def _turn(central: Values, words: Words) -> str:
    """Where the path turned on its way: its lowest or highest value, where clearly outside of both its ends."""
    ends = (float(central.iloc[0]), float(central.iloc[-1]))
    room = CLEARLY * max(abs(end) for end in ends)
    for place, key, beyond in (
        (int(central.to_numpy().argmin()), "project_lowest", min(ends) - float(central.min())),
        (int(central.to_numpy().argmax()), "project_highest", float(central.max()) - max(ends)),
    ):
        if beyond > room:
            return words(f"web.{key}", usd=float(central.iloc[place]), day=central.index[place])
    return ""


def _spread(fan: dict[float, Values], words: Words) -> str:
    """Between which amounts most paths end; that they end alike where no difference prints; nothing without paths."""
    if not fan:
        return ""
    low, high = (words.format(float(fan[q].iloc[-1]), "usd") for q in (0.05, 0.95))
    return words("web.project_alike") if low == high else words("web.project_spread", low=low, high=high)


def line_of(found: Projection, line: str) -> Values:
    """A line of the sheet by week, US dollars."""
    return pd.Series(found.line(line), pd.DatetimeIndex(found.dates), dtype=float)


def _history(known: Vintage, line: str, opens: date) -> Values | None:
    """What was published in the years before the opening; what came after it too, so that the two can be compared."""
    if line not in HISTORY:
        return None
    values = measures.weekly(known.base(HISTORY[line]))
    return values.loc[pd.Timestamp(opens) - pd.DateOffset(years=HISTORY_YEARS) :]


def fan_of(paths: PathResult, line: str) -> dict[float, Values]:
    """Quantiles over paths at the opening and at month-ends, by level."""
    days = pd.DatetimeIndex(paths.days)
    found = paths.quantiles(line, QUANTILES)
    return {level: pd.Series(values, days, dtype=float) for level, values in zip(QUANTILES, found, strict=True)}


def _ends(main: Run, beside: Run | None, words: Words) -> Block:
    """Every line at the opening and at the end, beside the other scenario's."""
    other = None if beside is None else (beside.name, beside.projection)
    return exhibits.ends(main.name, main.projection, other, words).block


def _triggers(main: Run, words: Words) -> list[Block]:
    """On which share of the paths the events that end or turn a runoff come to pass."""
    if main.paths is None:
        return []
    return [Heading(1, words("web.triggers_title")), exhibits.triggers(main.paths, words).block]


def _flows(main: Run, words: Words) -> list[Block]:
    """Principal by month, of Treasuries and of agency MBS: redeemed, put back to work, and the cap in force."""
    flows = main.projection.flows
    if not flows:
        return []
    treasury = [(f.treasury_redeemed_usd, f.treasury_rolled_usd, f.treasury_cap_usd) for f in flows]
    agency = [(f.agency_redeemed_usd, f.agency_principal_usd - f.agency_redeemed_usd, f.agency_cap_usd) for f in flows]
    months = [f.month for f in flows]
    return [
        Heading(1, words("web.flows_title")),
        _principal("flows", months, treasury, words),
        _principal("agency", months, agency, words),
    ]


def _principal(name: str, months: list[date], amounts: Sequence[tuple[float, float, float]], words: Words) -> Figure:
    """One class's principal; `amounts` by month: redeemed, put back, cap (zero where none is in force), US dollars."""
    import numpy as np

    days = pd.DatetimeIndex(months)
    redeemed, again, cap = (pd.Series(column, days, dtype=float) for column in zip(*amounts, strict=True))
    plot = charts.flows(
        f"project-{name}",
        [
            Curve("rolled_over", words(f"web.label_again_{name}"), again, "money"),
            Curve("redeemed", words("web.label_redeemed"), redeemed, "money"),
        ],
        Curve("cap", words("web.label_cap"), cap.where(cap > 0, np.nan), "money"),
        words,
    )
    key = f"web.{name}_caption" if redeemed.sum() >= NEXT_TO_NOTHING else f"web.{name}_caption_rolled"
    sums = {"redeemed": float(redeemed.sum()), "rolled": float(again.sum())}
    caption = words(key, first=months[0], last=months[-1], **sums)
    return drawn(plot, caption, words("web.source_project"), words(f"web.{name}_note")).figure


# ---- the form ----------------------------------------------------------------------------------------------------


def _controls(
    desk: Desk, params: ProjectParams, names: dict[str, str], base: Setting, chosen: Scenario, words: Words
) -> tuple[Control, ...]:
    """Each slider stands where the scenario itself stands (a cap: where it is highest) until it is moved."""
    share = share_minded(chosen.spec)
    end = LEAST_SHARE if share is None else 100 * share
    tga = to_bn(float(base.opening.statement.tga_usd))

    def amount(bn: float) -> str:
        return words.format(bn * USD_BN.scale, "usd_bn1")

    def a_month(bn: float) -> str:
        return words("web.a_month", usd=amount(bn))

    def own(key: str, value: float, say: Callable[[float], str], low: float, high: float, step: float) -> Control:
        given = getattr(params, key)
        name = words("web.tga_level" if key == "tga" else f"web.{key}")
        return slider(key, name, round(value, 1) if given is None else given, say, low, high, step)

    return (
        choice("scenario", words("web.scenario"), params.scenario, names),
        choice("compare", words("web.compare_scenario"), params.compare, {"": words("web.no_compare"), **names}),
        own("treasury_cap", to_bn(max(p.treasury_cap_usd or 0.0 for p in base.policies)), a_month, 0, 120, 5),
        own("agency_cap", to_bn(max(p.agency_cap_usd or 0.0 for p in base.policies)), a_month, 0, 80, 2.5),
        own("purchases", 0.0, a_month, 0, 120, 5),
        *([own("taper_months", 12, lambda n: words.format(n, "months"), 1, 36, 1)] if params.purchases else []),
        own("end_share", end, lambda pct: words("web.share_of_gdp", share=pct / 100), LEAST_SHARE, 20, 0.1),
        own("shift_bp", 0.0, lambda bp: words.format(bp * BASIS_POINTS.scale, "bp"), -300, 300, 25),
        own("tga", tga, amount, 0, 1_500, 50),
        Control("rates", "text", words("web.own_rates"), params.rates, unit="2027-06:3.25, 2028-01:3.00"),
        choice("levers", words("web.levers"), params.levers, {k: words(f"web.levers_{k or 'none'}") for k in LEVERS}),
        own_file(desk, words("web.own_scenario"), params.file, "scenario"),
    )


def _python(scenario: Scenario, params: ProjectParams) -> str:
    as_of = f', as_of="{params.as_of}"' if params.as_of else ""
    return (
        "from fedsheet.portfolio.scenario.file import parse_scenario\n"
        "from fedsheet.runs.project import project\n\n"
        f"TEXT = {written(scenario.spec)!r}\n"
        f'found = project(parse_scenario(TEXT, "{scenario.name}"){as_of})\n'
        'print(found.dates[-1], found.line("total_assets")[-1], found.line("reserve_balances")[-1])'
    )


def _file_name(chosen: Scenario, base: Scenario) -> str:
    """What the file is called when it is taken away, and in the command that reads it."""
    return f"{base.name}.toml" if chosen is base else f"{base.name}-changed.toml"


def _command(chosen: Scenario, base: Scenario, params: ProjectParams) -> str:
    own = bool(params.file) or chosen is not base
    name = _file_name(chosen, base) if own else base.name
    return f"fedsheet project {name} --paths {N_PATHS}"


VIEW = View("project", ProjectParams, page, long=True)
