"""`fedsheet review …`: looking back at programmes, phases, events, term premium, supply, reserves and the economy."""

from __future__ import annotations

from typing import Annotated

import typer

from fedsheet.cli.output import AsOf, Format, Language, check_format, emit, emit_table, one_of, words_of

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Looking back.")

Seed = Annotated[int, typer.Option(min=0, help="Seed of the random draws; the same seed gives the same numbers.")]


@app.command()
def programmes(format_name: Format = "table", as_of: AsOf = "") -> None:
    """Every programme: announced, held by the H.4.1, assets to GDP, each percentage with its base date."""
    from fedsheet.present import review_tables
    from fedsheet.runs import review

    check_format(format_name)
    table = review_tables.programmes(review.programmes(review.read(as_of or None)))
    shown = review_tables.brief(table, *review_tables.LONG_PROGRAMME_COLUMNS) if format_name == "table" else table
    emit_table(shown, format_name)


@app.command()
def phases(
    window: Annotated[
        list[str] | None, typer.Option(help="A window's id, see `fedsheet review grid`; may be repeated.")
    ] = None,
    series: Annotated[list[str] | None, typer.Option(help="A series; may be repeated.")] = None,
    draws: Annotated[int, typer.Option(help="Placebo windows a phase, 1,000 or more.")] = 1_000,
    seed: Seed = 0,
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """What yields, breakevens and shares did in every phase, beside their placebo."""
    from fedsheet.present import review_tables
    from fedsheet.runs import review

    check_format(format_name)
    table = review.phases(review.read(as_of or None), window or (), series or (), draws, seed)
    full = review_tables.phases(table)
    shown = review_tables.brief(full, *review_tables.LONG_PHASE_COLUMNS) if format_name == "table" else full
    emit_table(shown, format_name)


@app.command()
def grid(
    window: Annotated[str, typer.Argument(metavar="WINDOW", help="A window's id, for example lsap2.")] = "",
    series: Annotated[str, typer.Option(help="A series.")] = "DGS10",
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """How a window's change depends on the days on which it starts and ends; without WINDOW, the list of windows."""
    from fedsheet.present import review_tables
    from fedsheet.runs import review

    check_format(format_name)
    sources = review.read(as_of or None)
    if not window:
        emit_table(review_tables.windows(sources.windows.values()), format_name)
        return
    emit_table(review_tables.grid(*review.grid(sources, window, series)), format_name)


@app.command()
def assertions(format_name: Format = "table", as_of: AsOf = "") -> None:
    """The report's three assertions about QE and asset prices, each with a verdict."""
    from fedsheet.present import review_tables
    from fedsheet.runs import review

    check_format(format_name)
    emit_table(review_tables.assertions(review.assertions(review.read(as_of or None))), format_name)


@app.command()
def events(
    event_set: Annotated[
        str, typer.Argument(metavar="SET", help="A set's id, or the path of your own TOML file.")
    ] = "",
    window: Annotated[
        int | None, typer.Option(help="Days of the window, 1 or 2 as in the literature; without it, the set's own.")
    ] = None,
    series: Annotated[list[str] | None, typer.Option(help="A series; may be repeated.")] = None,
    seed: Seed = 0,
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """What yields did on the days of an announcement; without SET, the list of sets."""
    from fedsheet.present import review_tables
    from fedsheet.review.results import EVENT_SERIES
    from fedsheet.runs import review

    check_format(format_name)
    if not event_set:
        emit_table(review_tables.event_sets(), format_name)
        return
    names = tuple(series or EVENT_SERIES)
    study, second = review.events(review.read(as_of or None), event_set, window, names, seed)
    emit_table(review_tables.events(study, second), format_name, review_tables.events_json(study, second))


@app.command()
def ledger(
    programme: Annotated[
        str, typer.Argument(metavar="PROGRAMME", help="lsap1, lsap2, mep, lsap3, covid, …; all if none.")
    ] = "",
    monthly: Annotated[bool, typer.Option("--monthly", help="Pace a month, planned and done, of PROGRAMME.")] = False,
    composition: Annotated[
        bool, typer.Option("--composition", help="Kinds and maturities held, of PROGRAMME.")
    ] = False,
    caps: Annotated[bool, typer.Option("--caps", help="Share of the caps used in both runoffs.")] = False,
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """Announced, traded, settled, held, with each difference named."""
    from fedsheet.core.errors import InputError
    from fedsheet.present import review_ledger_tables as tables
    from fedsheet.runs import review

    check_format(format_name)
    view = one_of(monthly=monthly, composition=composition, caps=caps)
    if not programme and view in ("monthly", "composition"):
        raise InputError("cli.review_view_needs_programme")
    sources = review.read(as_of or None)
    if view == "caps":
        emit_table(tables.caps(review.caps(sources)), format_name)
    elif not view:
        emit_table(tables.ledger(review.ledger_lines(sources, programme)), format_name)
    elif view == "monthly":
        emit_table(tables.monthly(review.monthly(sources, programme)), format_name)
    else:
        emit_table(tables.composition(review.holdings_change(sources, programme)), format_name)


@app.command()
def termpremium(
    events: Annotated[str, typer.Option(help="An event set instead of the phases, for example kvj2011_qe1.")] = "",
    history: Annotated[str, typer.Option(help="The series itself: monthly or daily.")] = "",
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """The ten-year yield split into expected path and premium, breakeven and real, over each phase or event."""
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.present import review_ledger_tables as tables
    from fedsheet.runs import review

    check_format(format_name)
    if history not in ("", "monthly", "daily"):
        raise UnknownNameError("history", history, ("monthly", "daily"), where="--history")
    found, rows = review.term_premium(review.read(as_of or None), events)
    title = f"Ten-year yield over {events}" if events else "Ten-year yield over each phase"
    emit_table(tables.history(found, history) if history else tables.split(rows, found, title), format_name)


@app.command()
def supply(
    holdings: Annotated[bool, typer.Option("--holdings", help="Maturity and duration of the Treasuries held.")] = False,
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """Ten-year equivalents over GDP and what published elasticities make of them, as a range."""
    from fedsheet.present import review_ledger_tables as tables
    from fedsheet.review.supply import assumptions
    from fedsheet.runs import review

    check_format(format_name)
    measures, effects = review.supply(review.read(as_of or None))
    emit_table(tables.holdings(measures) if holdings else tables.supply(effects, assumptions()), format_name)


@app.command()
def reserves(
    start: Annotated[str, typer.Option("--from", help="First H.4.1 Wednesday, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last H.4.1 Wednesday, YYYY-MM-DD.")] = "",
    weeks: Annotated[int, typer.Option(min=0, max=1_000, help="Instead of two days: the last so many weeks.")] = 0,
    lang: Language = "en",
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """What moved reserve balances between two Wednesdays, factor by factor; without dates, the four episodes."""
    from fedsheet.core.dates import parse_date
    from fedsheet.core.errors import InputError
    from fedsheet.present import review_ledger_tables as tables
    from fedsheet.present.exhibits import bridge as exhibits
    from fedsheet.runs import review

    check_format(format_name)
    words = words_of(lang)
    if weeks:
        emit(exhibits.drivers(review.bridge(review.read(as_of or None), str(weeks)), words), format_name, words)
        return
    if not (start or end):
        emit_table(tables.episodes(review.episodes(review.read(as_of or None))), format_name)
        return
    if not (start and end):
        raise InputError("cli.review_only_one_two_days")
    days = parse_date(start, what="--from date"), parse_date(end, what="--to date")
    emit(exhibits.drivers(review.reserves(review.read(as_of or None), *days), words), format_name, words)


@app.command()
def macro(
    earlier: Annotated[str, typer.Option(help="Day of an earlier vintage to show beside, YYYY-MM-DD.")] = "2022-10-31",
    format_name: Format = "table",
    as_of: AsOf = "",
) -> None:
    """Growth, inflation and employment around each programme, in two vintages."""
    from fedsheet.core.dates import parse_date
    from fedsheet.present import review_ledger_tables as tables
    from fedsheet.runs import review

    check_format(format_name)
    before = parse_date(earlier, what="--earlier date") if earlier else None
    emit_table(tables.macro(review.macro(review.read(as_of or None), before)), format_name)
