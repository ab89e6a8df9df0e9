"""`fedsheet project SCENARIO`, `fedsheet project sizing|levers` and `fedsheet sweep GRID.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import Language
from fedsheet.core.system import system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fedsheet.portfolio.many_paths.path_result import PathResult
    from fedsheet.portfolio.projection import Projection
    from fedsheet.present.exhibits import Exhibit
    from fedsheet.present.text import Words

SCORE = "score"
FORMATS = ("table", "csv", "json", "xlsx")
STUDIES = ("sizing", "levers")
# What each way of asking reads besides format and language; any other option would change nothing, and is refused.
READS = {
    "sizing": ("opens", "until", "paths", "seed", "share", "of"),
    "levers": ("seed",),
    "score": ("opens", "pooled"),
    "score --kept": ("kept",),
    "score --coverage": ("coverage",),
    "score --liabilities": ("liabilities",),
    "score --official": ("official",),
    "--backtest": ("backtest", "out"),
    "--list": ("list_all", "out"),
    "SCENARIO": ("opens", "until", "holdings", "pools", "policy_path", "keep", "out"),
    "SCENARIO --paths N": ("opens", "until", "holdings", "pools", "keep", "out", "paths", "seed", "accelerator"),
}

ScenarioArgument = Annotated[
    str,
    typer.Argument(
        autocompletion=completions.projected,
        help="A scenario (--list), a .toml file, score (past openings scored), sizing or levers.",
    ),
]
OpensOption = Annotated[
    list[str] | None,
    typer.Option("--from", help="Day of opening, YYYY-MM-DD; the scenario's own if left out."),
]
PathsOption = Annotated[
    int, typer.Option(min=0, max=100_000, help="Paths to draw, everything together; 0 is the one assumed path.")
]
AcceleratorOption = Annotated[bool, typer.Option("--accelerator", help="Mortgages of --paths by JAX: fedsheet[jax].")]
HoldingsOption = Annotated[str, typer.Option(help="Your own list of securities of the opening day, a CSV file.")]
PoolsOption = Annotated[str, typer.Option(help="Your own list of agency MBS pools of the opening day, a CSV file.")]
PolicyPathOption = Annotated[
    str, typer.Option(help="rule:NAME or implied:FILE in the place of the scenario's own rates (mostly forwards).")
]
KeepOption = Annotated[bool, typer.Option("--keep", help="Keep it as issued, for score --kept.")]
KeptOption = Annotated[bool, typer.Option("--kept", help="With score: projections kept, and what came.")]
PooledOption = Annotated[bool, typer.Option("--pooled", help="With score: means over the openings.")]
CoverageOption = Annotated[bool, typer.Option("--coverage", help="With score: what the bands covered since 2012.")]
OfficialOption = Annotated[bool, typer.Option("--official", help="With score: official projections beside ours.")]
LiabilitiesOption = Annotated[
    bool, typer.Option("--liabilities", help="With score: every liability's model beside flat and pace.")
]
OutOption = Annotated[
    str, typer.Option(help="File to write an xlsx to; SCENARIO.xlsx in the working folder if left out.")
]
ShareOption = Annotated[float, typer.Option(min=0, max=1, help="With sizing: reserves to keep; 0 is the scenario's.")]
OfOption = Annotated[str, typer.Option(help="With sizing and --share: share of gdp or bank_credit.")]


def project(
    ctx: typer.Context,
    scenario: ScenarioArgument = "",
    opens: OpensOption = None,
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")] = "",
    paths: PathsOption = 0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    accelerator: AcceleratorOption = False,
    holdings: HoldingsOption = "",
    pools: PoolsOption = "",
    policy_path: PolicyPathOption = "",
    keep: KeepOption = False,
    kept: KeptOption = False,
    pooled: PooledOption = False,
    coverage: CoverageOption = False,
    liabilities: LiabilitiesOption = False,
    official: OfficialOption = False,
    backtest: Annotated[bool, typer.Option("--backtest", help="Score the model on past runoffs instead.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the scenarios that ship.")] = False,
    format_name: Annotated[str, typer.Option("--format", help="table, csv, json or xlsx.")] = "table",
    out: OutOption = "",
    share: ShareOption = 0,
    of: OfOption = "gdp",
    lang: Language = "en",
) -> None:
    """SOMA, the Fed's balance sheet and its income, projected to Wednesdays and month-ends; amounts in USD bn."""
    from fedsheet.cli.output import check_format, emit, one_of, refuse_unread, words_of
    from fedsheet.core.dates import parse_date

    check_format(format_name, FORMATS if scenario not in (SCORE, *STUDIES) else FORMATS[:3])
    words = words_of(lang)
    _check_together(scenario, paths, accelerator, policy_path, (holdings, pools), backtest)
    view = one_of(kept=kept, pooled=pooled, coverage=coverage, liabilities=liabilities, official=official)
    lists = list_all or not (scenario or backtest)
    way = _way(scenario, view, paths, lists=lists, backtest=backtest)
    refuse_unread(ctx, READS[way], f"fedsheet project {way}")
    days = [parse_date(day, where="<from>") for day in opens or ()]
    last = parse_date(until, where="<until>") if until else None
    if scenario == SCORE:
        _print_scores(view, days, format_name, words)
        return
    first = _one_day(days)
    if scenario in STUDIES:
        emit(_study(scenario, first, last, paths, seed, share, of, words), format_name, words)
        return
    _check_file(lists, format_name, out)
    if lists:
        emit(_scenarios(words), format_name, words)
        return
    shown, shape = _backtest(words) if backtest else _projected(
        scenario, first, last, paths, seed, accelerator, policy_path, (holdings, pools), format_name, keep, words,
    )  # fmt: skip
    tell_doubts(scenario, first, last, words, (holdings, pools))
    if format_name == "xlsx":
        _write_xlsx(shown, words, out or f"{'backtest' if backtest else scenario}.xlsx")
        return
    emit(shown, format_name, words, shape)


def _way(scenario: str, view: str, paths: int, *, lists: bool, backtest: bool) -> str:
    """Which way of asking this is, of `READS`."""
    if scenario == SCORE:
        return SCORE if view in ("", "pooled") else f"{SCORE} --{view}"
    if scenario in STUDIES:
        return scenario
    if lists:
        return "--list"
    if backtest:
        return "--backtest"
    return "SCENARIO --paths N" if paths else "SCENARIO"


def _one_day(days: list[date]) -> date | None:
    """The one day of opening; several are for scores."""
    from fedsheet.core.errors import InputError

    if len(days) > 1:
        raise InputError("cli.project_several_openings")
    return days[0] if days else None


def _print_scores(view: str, days: list[date], format_name: str, words: Words) -> None:
    """Past openings scored; one of the views, or every line of every opening."""
    from fedsheet.cli.output import emit
    from fedsheet.present.exhibits import outlook as outlook_exhibits
    from fedsheet.present.exhibits import projections as exhibits
    from fedsheet.runs import outlook, projections

    if view == "kept":
        emit(exhibits.ledger(projections.ledger(), words), format_name, words)
    elif view == "coverage":
        emit(exhibits.covered(projections.coverage(), words), format_name, words)
    elif view == "official":  # the same card as `fedsheet outlook scorecard`
        emit(outlook_exhibits.scorecard(outlook.scorecard(), words), format_name, words)
    elif view == "liabilities":
        emit(exhibits.liabilities(projections.liabilities(), words), format_name, words)
    else:
        found = projections.score(days)
        emit((exhibits.pooled if view else exhibits.scores)(found, words), format_name, words)


def _study(
    name: str, first: date | None, last: date | None, paths: int, seed: int, share: float, of: str, words: Words
) -> Exhibit:
    """Bills a month that keep reserves at a share, or what could lower that share."""
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.present.exhibits import purchases as exhibits
    from fedsheet.runs import purchases as runs

    if name == "levers":
        return exhibits.levers(runs.levers(seed=seed), words)
    if of not in ("gdp", "bank_credit"):
        raise UnknownNameError("base", of, ("gdp", "bank_credit"), where="--of")
    kind: Literal["gdp", "bank_credit"] = "gdp" if of == "gdp" else "bank_credit"
    found = runs.sizing("today", share or None, kind, first, last, paths or runs.N_PATHS, seed)
    return exhibits.sizing(found, words)


def _check_together(
    scenario: str, paths: int, accelerator: bool, spec: str, lists: tuple[str, str], backtest: bool
) -> None:
    """Refuse options of which one would be left aside in silence."""
    from fedsheet.core.errors import InputError

    mistakes = (
        (backtest and (scenario or paths), "cli.project_backtest_alone"),
        (paths and spec, "cli.project_paths_or_spec"),
        (accelerator and not paths, "cli.project_accelerator_paths"),
        (spec and any(lists), "cli.project_spec_or_lists"),
    )
    for is_mistake, key in mistakes:
        if is_mistake:
            raise InputError(key)


def _check_file(lists: bool, format_name: str, out: str) -> None:
    """A file is an xlsx of results: the list of scenarios and the other formats go to standard output."""
    from fedsheet.core.errors import InputError

    if format_name == "xlsx" and lists:
        raise InputError("cli.project_list_scenarios_written_xlsx")
    if out and format_name != "xlsx":
        raise InputError("cli.project_out_format_xlsx", out=out)


def _scenarios(words: Words) -> Exhibit:
    from fedsheet.portfolio.scenario.file import load_scenario, scenario_names
    from fedsheet.present.exhibits import portfolio as exhibits

    return exhibits.scenarios([load_scenario(name) for name in scenario_names()], words)


def _projected(
    scenario: str,
    first: date | None,
    last: date | None,
    paths: int,
    seed: int,
    accelerator: bool,
    spec: str,
    lists: tuple[str, str],
    format_name: str,
    keep: bool,
    words: Words,
) -> tuple[Exhibit, object]:
    if paths:
        return _drawn(scenario, first, last, lists, paths, seed, accelerator, format_name, keep, words)
    from fedsheet.present.exhibits import portfolio as exhibits

    found = _one(scenario, spec, lists, first, last, is_valued=format_name != "csv")
    if keep:
        _keep(found, None, words)
    shown = exhibits.projection(found, words)
    if format_name == "table":
        return exhibits.quarters(shown, words), None
    return shown, exhibits.record(found, words) if format_name == "json" else None


def _one(
    scenario: str, spec: str, lists: tuple[str, str], first: date | None, last: date | None, *, is_valued: bool = True
) -> Projection:
    """The scenario on its own rates, or on those of a rule or of prices; what is not asked for is not imported."""
    from fedsheet.runs.project import project

    return project(scenario, spec, first, last, holdings=lists[0], pools=lists[1], is_valued=is_valued)


def _drawn(
    scenario: str,
    first: date | None,
    last: date | None,
    lists: tuple[str, str],
    paths: int,
    seed: int,
    accelerator: bool,
    format_name: str,
    keep: bool,
    words: Words,
) -> tuple[Exhibit, object]:
    from fedsheet.portfolio.many_paths.project_paths import on_processor, project_paths
    from fedsheet.portfolio.mortgages.accelerator import accelerated_mortgage_paths
    from fedsheet.present.exhibits import portfolio as exhibits
    from fedsheet.runs.project import setting_of

    kernel = accelerated_mortgage_paths if accelerator else on_processor
    setting = setting_of(scenario, first, last, holdings=lists[0], pools=lists[1])
    drawn = project_paths(setting, paths, seed, kernel=kernel)
    if keep:
        from fedsheet.portfolio.scenario.resolve import project_setting

        _keep(project_setting(setting), drawn, words)
    if format_name == "table":
        return exhibits.year_ends(drawn, words), None
    return exhibits.paths(drawn, words), exhibits.paths_record(drawn, words)


def tell_doubts(
    scenario: str, first: date | None, last: date | None, words: Words, lists: tuple[str, str] = ("", "")
) -> None:
    """Where a file of one's own may mean two things, a line each beside the answer; of what ships there is none."""
    from fedsheet.present.exhibits import portfolio as exhibits
    from fedsheet.runs.project import doubts

    if not (scenario.endswith(".toml") or any(lists)):
        return
    found = doubts(scenario, first, last, holdings=lists[0], pools=lists[1])
    for line in exhibits.doubt_lines(found, words):
        typer.echo(words("portfolio.doubt", said=line), err=True)


def _keep(found: Projection, drawn: PathResult | None, words: Words) -> None:
    """Keep it as issued and say its number."""
    from fedsheet.runs.projections import keep

    typer.echo(words("commands.kept_as", n=keep(found, drawn).number), err=True)


def _backtest(words: Words) -> tuple[Exhibit, object]:
    from fedsheet.present.exhibits import portfolio as exhibits
    from fedsheet.runs.project import backtests

    return exhibits.backtest(backtests(), words), None


def _write_xlsx(shown: Exhibit, words: Words, file: str) -> None:
    from pathlib import Path

    from fedsheet.core.errors import InputError
    from fedsheet.present.xlsx import numbers_alone
    from fedsheet.store.raw import write_whole

    try:
        if not Path(file).parent.is_dir():
            raise FileNotFoundError(2, "its folder does not exist")
        write_whole(Path(file), numbers_alone(shown.table))
    except OSError as error:
        raise InputError("cli.project_cannot_written", where="--out", file=file, strerror=system(error)) from None
    typer.echo(words("commands.written", file=file), err=True)


def sweep(
    grid: Annotated[str, typer.Argument(help="A grid file: scenarios, what varies, paths, seed.", metavar="GRID.toml")],
    engine: Annotated[str, typer.Option(help="one (this process), local (a pool) or dask (a cluster).")] = "local",
    scheduler: Annotated[str, typer.Option(help="Address of the dask scheduler, tcp://HOST:PORT.")] = "",
    workers: Annotated[int, typer.Option(min=0, help="Processes of the local pool; 0 for one a core.")] = 0,
    hours: Annotated[float, typer.Option(min=0, help="What would take longer is refused before it starts.")] = 24,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell parts, time and room; run nothing.")] = False,
    out: Annotated[
        str, typer.Option(help="Folder of the results: Parquet parts, found again by a later run.")
    ] = "sweep",
    format_name: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    lang: Language = "en",
) -> None:
    """A grid of scenarios, each on the same rate paths, into one data set; an interrupted run goes on."""
    from pathlib import Path

    from fedsheet.cli.output import check_format, emit, progress_bar, words_of
    from fedsheet.present.exhibits import portfolio as exhibits
    from fedsheet.runs import sweep as runs

    check_format(format_name)
    words = words_of(lang)
    if dry_run:
        told = runs.planned(Path(grid), engine, scheduler, Path(out), workers)
        emit(exhibits.plan(told, words), format_name, words, exhibits.plan_record(told))
        return
    with progress_bar("sweep") as progress:
        found = runs.run_sweep(Path(grid), engine, scheduler, Path(out), progress, n_workers=workers, hours=hours)
    for scenario in found.grid.scenarios:
        tell_doubts(scenario, None, found.grid.until, words)
    typer.echo(words("portfolio.sweep_in", folder=found.parts_folder), err=True)
    if found.grid.n_scenarios > runs.MOST_SHOWN:
        first = {"shown": runs.MOST_SHOWN, "n": found.grid.n_scenarios, "folder": found.parts_folder}
        typer.echo(words("portfolio.sweep_first", **first), err=True)
    records: list[object] = []
    results = found.results(runs.MOST_SHOWN)
    if format_name == "json":
        results = _recorded(results, records, words)
    emit(exhibits.sweep(results, words), format_name, words, records)


def _recorded(results: Iterator[PathResult], into: list[object], words: Words) -> Iterator[PathResult]:
    """The same results, each one's record kept as it passes."""
    from fedsheet.present.exhibits import portfolio as exhibits

    for result in results:
        into.append(exhibits.paths_record(result, words))
        yield result
