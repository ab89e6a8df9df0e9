"""`fedsheet market …`: map, sheets, rates, hierarchy, reserves, forecast; `fedsheet simulate` runs scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import (
    Answer,
    AsOf,
    Format,
    Language,
    answers,
    check_format,
    day_of,
    emit,
    one_of,
    progress_bar,
    refuse_unread,
    words_of,
)

if TYPE_CHECKING:
    from fedsheet.market.forecasts import Scored
    from fedsheet.market.issued import IssuedForecast
    from fedsheet.present.text import Words

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="The money market: participants, hierarchy of rates, reserves, forecast.",
)  # fmt: skip


@app.command(name="map")
@answers
def map_(words: Words, as_of: AsOf = "") -> Answer:
    """The nine kinds: what each lends and borrows in, how large, with date, source and grade; rates and orderings."""
    from fedsheet.present.exhibits import market as exhibits
    from fedsheet.runs import market

    found = market.market_map(day_of(as_of))
    return exhibits.kinds(found, words), exhibits.record(found, words)


@app.command()
@answers
def sheets(
    words: Words,
    day: Annotated[str, typer.Argument(metavar="DATE", help="The day of the opening sheets, YYYY-MM-DD.")],
    as_of: AsOf = "",
) -> Answer:
    """Everyone's balance sheet on DATE, in whole dollars; holders equal issuers, remainders shown."""
    from fedsheet.core.dates import parse_date
    from fedsheet.present.exhibits import market as exhibits
    from fedsheet.runs import market

    when = parse_date(day)
    return exhibits.sheets(market.sheets(when, day_of(as_of)), words, when)


@app.command()
@answers
def rates(
    words: Words,
    start: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")] = "2025-12-01",
    end: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = "",
    as_of: AsOf = "",
) -> Answer:
    """Observed overnight rates by day, from the floor to the ceilings."""
    from fedsheet.core.dates import parse_date
    from fedsheet.present.exhibits import market as exhibits
    from fedsheet.runs import market

    found = market.rates(parse_date(start), day_of(end, "to"), day_of(as_of))
    return exhibits.rates(found, words)


@app.command()
@answers
def hierarchy(words: Words, as_of: AsOf = "") -> Answer:
    """On which share of days each ordering of rates held, by regime; the research report's three levels as one view."""
    from fedsheet.present.exhibits import market as exhibits
    from fedsheet.runs import market

    return exhibits.orderings(market.hierarchy(day_of(as_of)), words)


@app.command()
@answers
def reserves(
    words: Words,
    day: Annotated[str, typer.Option("--on", metavar="DATE", help="A day since 2010; by default the last.")] = "",
    gauge: Annotated[str, typer.Option(help="One gauge at the end of each month, by its id.")] = "",
    as_of: AsOf = "",
) -> Answer:
    """Are reserves enough: one verdict, every gauge with threshold, leads and false alarms, and who disagrees."""
    from fedsheet.present.exhibits import reserves as exhibits
    from fedsheet.runs import market

    words = words.on(day_of(as_of))
    found = market.reserves(day_of(day, "on"), day_of(as_of))
    if gauge:
        return exhibits.gauge_history(found, words, gauge)
    return exhibits.gauges(found, words), exhibits.record(found)


@app.command()
@answers
def curve(
    words: Words,
    day: Annotated[
        str, typer.Option("--on", metavar="DATE", help="Whose market; by default that of the last day.")
    ] = "",
    reserves_bn: Annotated[
        str, typer.Option("--reserves", help="Levels in USD bn, separated by commas; by default from today's down.")
    ] = "",
    as_of: AsOf = "",
) -> Answer:
    """Reserves to rates: SOFR over IORB at other reserves on the curve of a date, with band and chances."""
    from fedsheet.present.exhibits import curve as exhibits
    from fedsheet.runs import market

    found = market.curve(day_of(day, "on"), _levels(reserves_bn), day_of(as_of))
    return exhibits.curve(found, words)


def _levels(text: str) -> tuple[float, ...]:
    """Amounts in billions as US dollars; what is no number is named."""
    from fedsheet.core.errors import InputError
    from fedsheet.core.units import from_bn

    try:
        return tuple(from_bn(float(part)) for part in text.split(",") if part.strip())
    except ValueError:
        raise InputError("cli.market_amounts", where="--reserves", text=text) from None


@app.command()
@answers
def adequacy(
    words: Words,
    start: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")] = "2010-01-01",
    end: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = "",
    last: Annotated[int, typer.Option(min=0, help="Only the last so many weeks; 0 for all.")] = 20,
    as_of: AsOf = "",
) -> Answer:
    """Week by week since 2010: chances of abundant, ample and scarce reserves, slopes of EFFR and repo, with bands."""
    from fedsheet.core.dates import parse_date
    from fedsheet.present.exhibits import reserves as exhibits
    from fedsheet.runs import market

    first, final = parse_date(start), day_of(end, "to")
    shown = exhibits.between(exhibits.weeks(market.adequacy(day_of(as_of)), words), first, final)
    return shown.showing(shown.table.last(last)) if last else shown


@app.command()
def forecast(
    ctx: typer.Context,
    horizon: Annotated[int, typer.Option(help="1 or 5 settlement days ahead.")] = 1,
    target: Annotated[str, typer.Option(help="sofr or tri-party.")] = "sofr",
    dates: Annotated[
        bool, typer.Option("--dates", help="Chances on the next day, week, month-end, tax date, quarter- and year-end.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the distribution as issued, in a file beside the store.")
    ] = False,
    scored: Annotated[
        bool, typer.Option("--scored", help="Scores since 2024, which nothing was chosen on, against simple rivals.")
    ] = False,
    score: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="FROM TO", help="The same scores from FROM to TO, and of what was kept for these days."),
    ] = None,
    as_of: AsOf = "",
    format_name: Format = "table",
    lang: Language = "en",
) -> None:
    """The distribution of a rate minus IORB on the next day or five days ahead: made, kept as issued, scored.

    For example `fedsheet market forecast --score 2026-01-02 2026-10-08`, or `fedsheet market forecast --keep` each day.
    """
    from fedsheet.core.errors import InputError
    from fedsheet.present.exhibits import forecast as exhibits
    from fedsheet.runs import forecast as runs

    check_format(format_name)
    words = words_of(lang)
    asked = one_of(dates=dates, keep=keep, scored=scored, score=score is not None)
    if asked == "dates":  # each day has a distance of its own
        refuse_unread(ctx, ("dates", "target", "as_of"), "fedsheet market forecast --dates")
    if asked in ("scored", "score"):
        start, end = (day_of(day, "score") for day in score) if score else (None, None)
        _emit_scores(runs.score(start, end, horizon, target, as_of), format_name, words)
        return
    if asked == "keep":
        if as_of:
            raise InputError("cli.market_forecast_earlier_day_issued_2")
        found, issued, is_new = runs.keep(horizon, target)
        typer.echo(_kept(issued, words, is_new=is_new), err=True)
    else:
        found = runs.forecast(horizon, target, as_of=as_of, dates=dates)
    shown = exhibits.dates(found, words) if dates else exhibits.forecast(found, words)
    emit(shown, format_name, words, json_object=exhibits.forecast_object(found))


def _emit_scores(found: Scored, format_name: str, words: Words) -> None:
    """Every table of the scores as text; for machines the first, or all as one object."""
    from fedsheet.present.exhibits import forecast as exhibits

    tables = (exhibits.scores, exhibits.record, exhibits.kinds, exhibits.alarms)
    for make in tables if format_name == "table" else tables[:1]:
        emit(make(found, words), format_name, words, json_object=exhibits.scored_object(found))


def _kept(issued: IssuedForecast, words: Words, *, is_new: bool) -> str:
    """What was kept, or that the first issue stands."""
    from fedsheet.store.forecasts import kept_file

    if is_new:
        said = words("forecast.kept_now", number=issued.number, path=str(kept_file()))
        return said if issued.in_time else f"{said}\n{words('forecast.kept_late', day=issued.day)}"
    return words("forecast.kept_before", number=issued.number, day=issued.kept_at)


@app.command()
@answers
def response(
    words: Words,
    counterfactual: Annotated[
        str,
        typer.Argument(
            autocompletion=completions.counterfactuals, help="Another policy or supply, by name or TOML file."
        ),
    ],
    scenario: Annotated[str, typer.Option(help="The days it is laid over, by name or TOML file.")] = "drain-2022-2025",
    days: Annotated[int, typer.Option(min=0, help="Settlement days; 0 for the scenario's own span.")] = 0,
) -> Answer:
    """Who moves when policy moves: rates, and what each kind owns and owes more or less of, mean over the days."""
    from fedsheet.market.scenario import load_counterfactual, load_scenario
    from fedsheet.present.exhibits import simulation as exhibits
    from fedsheet.runs.simulate import respond

    found = respond(scenario, counterfactual, days or None)
    changed, base = (
        one.title[words.language] for one in (load_counterfactual(counterfactual), load_scenario(scenario))
    )
    shown = exhibits.response(found, words, words("market.laid_over", changed=changed, scenario=base))
    return shown, exhibits.response_record(found)


@answers
def simulate(
    words: Words,
    ctx: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(
            autocompletion=completions.market_scenarios, help="A scenario by name, or a TOML file of your own."
        ),
    ],
    days: Annotated[
        int, typer.Option(min=0, help="Settlement days; 0 for the scenario's own span; more than are held is refused.")
    ] = 0,
    paths: Annotated[int, typer.Option(min=1, help="One: the expected course. More: drawn from the seed.")] = 1,
    path: Annotated[
        list[int] | None, typer.Option(min=0, help="A path to keep, from 0, in --format json; may be given again.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 0,
    counterfactual: Annotated[
        str,
        typer.Option(
            autocompletion=completions.counterfactuals, help="Another policy or supply, by name or TOML file."
        ),
    ] = "",
    policy_path: Annotated[
        str, typer.Option(help="rule:NAME or implied:FILE in the place of the record's administered rates.")
    ] = "",
    supply: Annotated[
        str, typer.Option(help="Reserves and ON RRP from this scenario of `fedsheet project`, by name or TOML file.")
    ] = "",
    agents: Annotated[int, typer.Option(min=0, help="Split the kinds into so many agents; 0 for none.")] = 0,
) -> Answer:
    """Money-market days under a scenario: rates, facilities, everyone's books, identities to the dollar.

    A scenario replays its days on the newest figures held; there is no --as-of.
    """
    from fedsheet.core.errors import InputError
    from fedsheet.present.exhibits import simulation as exhibits
    from fedsheet.runs import simulate as runs

    n_days = days or None
    read = set(ctx.params) - ({"seed"} if paths == 1 and not agents else set())
    read -= {"path"} if ctx.params["format_name"] != "json" else set()
    refuse_unread(ctx, read, f"fedsheet simulate --paths {paths} --format {ctx.params['format_name']}")
    if agents and (policy_path or supply or paths != 1):
        raise InputError("cli.market_agents_runs_one_path_2")
    if agents:
        many = runs.agents(scenario, agents, n_days, seed, counterfactual)
        return exhibits.agents(many, words)
    with progress_bar("simulate") as progress:
        found = runs.simulate_summary(
            scenario,
            chosen=path or (),
            n_days=n_days,
            n_paths=paths,
            seed=seed,
            counterfactual=counterfactual,
            policy=policy_path,
            projection=supply,
            progress=progress,
        )
    return exhibits.days(found, words), exhibits.record(found)
