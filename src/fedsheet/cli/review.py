"""`fedsheet review …`: looking back at programmes, phases, events, term premium, supply, reserves and the economy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import Answer, AsOf, answers, day_of, one_of
from fedsheet.core.errors import InputError

if TYPE_CHECKING:
    from fedsheet.present.text import Words

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Looking back.")

Seed = Annotated[int, typer.Option(min=0, help="Seed of the random draws; the same seed gives the same numbers.")]
OfFile = Annotated[str, typer.Option(help="The column of that file.")]


def _check_pair(instrument: str, column: str) -> None:
    """A file of surprises and its column are named together or not at all."""
    if bool(instrument) != bool(column):
        raise InputError("cli.review_instrument_needs_column")


@app.command()
@answers
def programmes(words: Words, as_of: AsOf = "") -> Answer:
    """Every programme: announced, held by the H.4.1, assets to GDP, each percentage with its base date."""
    from fedsheet.present.exhibits import review as exhibits
    from fedsheet.runs import review

    return exhibits.programmes(review.programmes(review.read(as_of or None)), words)


@app.command()
@answers
def phases(
    words: Words,
    window: Annotated[
        list[str] | None, typer.Option(help="A window's id, see `fedsheet review grid`; may be repeated.")
    ] = None,
    series: Annotated[list[str] | None, typer.Option(help="A series; may be repeated.")] = None,
    draws: Annotated[int, typer.Option(help="Placebo windows a phase, 1,000 or more.")] = 1_000,
    seed: Seed = 0,
    as_of: AsOf = "",
) -> Answer:
    """What yields, breakevens and shares did in every phase, beside their placebo."""
    from fedsheet.present.exhibits import review as exhibits
    from fedsheet.runs import review

    found = review.phases(review.read(as_of or None), window or (), series or (), draws, seed)
    return exhibits.phases(found, words)


@app.command()
@answers
def assets(
    words: Words,
    cells: Annotated[bool, typer.Option("--cells", help="One row a pair, with band and reason.")] = False,
    draws: Annotated[int, typer.Option(min=1_000, help="Placebo windows a pair, 1,000 or more.")] = 1_000,
    seed: Seed = 0,
    as_of: AsOf = "",
) -> Answer:
    """Yields, shares, dollar, oil and conditions by window to today, with placebo; every dash with its reason."""
    from fedsheet.present.exhibits import assets as exhibits
    from fedsheet.runs import review

    found = review.assets(review.read(as_of or None), draws, seed)
    return exhibits.asset_cells(found, words) if cells else exhibits.assets_drawn(found, words)


@app.command()
@answers
def grid(
    words: Words,
    window: Annotated[str, typer.Argument(metavar="WINDOW", help="A window's id, for example lsap2.")] = "",
    series: Annotated[str, typer.Option(help="A series.")] = "DGS10",
    as_of: AsOf = "",
) -> Answer:
    """How a window's change depends on the days on which it starts and ends; without WINDOW, the list of windows."""
    from fedsheet.present.exhibits import review as exhibits
    from fedsheet.runs import review

    sources = review.read(as_of or None)
    if window:
        return exhibits.grid(review.grid(sources, window, series), words)
    return exhibits.windows(sources.windows, words)


@app.command()
@answers
def assertions(words: Words, as_of: AsOf = "") -> Answer:
    """The report's three assertions about QE and asset prices, each with a verdict."""
    from fedsheet.present.exhibits import review as exhibits
    from fedsheet.runs import review

    return exhibits.assertions(review.assertions(review.read(as_of or None)), words)


@app.command()
@answers
def events(
    words: Words,
    event_set: Annotated[
        str,
        typer.Argument(
            metavar="SET", autocompletion=completions.event_sets, help="A set's id, or the path of your own TOML file."
        ),
    ] = "",
    window: Annotated[
        int | None, typer.Option(help="Days of the window, 1 or 2 as in the literature; without it, the set's own.")
    ] = None,
    series: Annotated[list[str] | None, typer.Option(help="A series; may be repeated.")] = None,
    slopes: Annotated[bool, typer.Option("--slopes", help="Variance of event days and the slopes it gives.")] = False,
    instrument: Annotated[
        str, typer.Option(help="A CSV of intraday surprises by date, percentage points, to read the set through.")
    ] = "",
    column: OfFile = "",
    seed: Seed = 0,
    as_of: AsOf = "",
) -> Answer:
    """What yields did on the days of an announcement; without SET, the list of sets."""
    from fedsheet.present.exhibits import events as exhibits
    from fedsheet.review.eventsets import EVENT_SERIES
    from fedsheet.runs import review

    if not event_set:
        return exhibits.event_sets("", words)
    names, sources = tuple(series or EVENT_SERIES), review.read(as_of or None)
    _check_pair(instrument, column)
    if instrument:
        through = review.instrument(sources, event_set, instrument, column, window, names)
        return exhibits.through_instrument(through, words)
    found = review.events(sources, event_set, window, names, seed)
    if slopes:
        return exhibits.event_slopes(found, words)
    return exhibits.events(found, words), exhibits.events_record(found)


@app.command()
@answers
def ledger(
    words: Words,
    programme: Annotated[
        str,
        typer.Argument(
            metavar="PROGRAMME",
            autocompletion=completions.programmes,
            help="lsap1, lsap2, mep, lsap3, covid, …; all if none.",
        ),
    ] = "",
    monthly: Annotated[bool, typer.Option("--monthly", help="Pace a month, planned and done, of PROGRAMME.")] = False,
    composition: Annotated[
        bool, typer.Option("--composition", help="Kinds and maturities held, of PROGRAMME.")
    ] = False,
    caps: Annotated[bool, typer.Option("--caps", help="Share of the caps used in both runoffs.")] = False,
    as_of: AsOf = "",
) -> Answer:
    """Announced, traded, settled, held, with each difference named."""
    from fedsheet.present.exhibits import ledger as exhibits
    from fedsheet.runs import review

    view = one_of(monthly=monthly, composition=composition, caps=caps)
    if not programme and view in ("monthly", "composition"):
        raise InputError("cli.review_view_needs_programme")
    sources = review.read(as_of or None)
    if view == "caps":
        shown = exhibits.caps(review.caps(sources), words)
    elif view == "monthly":
        shown = exhibits.monthly(review.monthly(sources, programme), words)
    elif view == "composition":
        shown = exhibits.composition(review.holdings_change(sources, programme), words)
    else:
        shown = exhibits.ledger(review.ledger_lines(sources, programme), words)
    return shown


@app.command()
@answers
def termpremium(
    words: Words,
    events: Annotated[str, typer.Option(help="An event set instead of the phases, for example kvj2011_qe1.")] = "",
    history: Annotated[str, typer.Option(help="The series itself: monthly or daily.")] = "",
    as_of: AsOf = "",
) -> Answer:
    """The ten-year yield split into expected path and premium, breakeven and real, over each phase or event."""
    from fedsheet.core.errors import UnknownNameError
    from fedsheet.present.exhibits import premium as exhibits
    from fedsheet.runs import review

    if history not in ("", "monthly", "daily"):
        raise UnknownNameError("history", history, ("monthly", "daily"), where="--history")
    days = review.read_event_set(events) if events else None
    found = review.term_premium(review.read(as_of or None), days)
    return exhibits.premium_history(found, words, history) if history else exhibits.split(found, words, days)


@app.command()
@answers
def supply(
    words: Words,
    holdings: Annotated[bool, typer.Option("--holdings", help="Maturity and duration of the Treasuries held.")] = False,
    moves: Annotated[
        bool, typer.Option("--moves", help="The second runoff and bills alone on the ten-year yield.")
    ] = False,
    published: Annotated[bool, typer.Option("--published", help="Published effects beside ours.")] = False,
    as_of: AsOf = "",
) -> Answer:
    """Ten-year equivalents over GDP to the newest statement and what published elasticities make of them."""
    from fedsheet.present.exhibits import effects, ledger
    from fedsheet.runs import review

    view = one_of(holdings=holdings, moves=moves, published=published)
    sources = review.read(as_of or None)
    if view in ("moves", "published"):
        show = effects.supply_moves if view == "moves" else effects.supply_published
        return show(review.supply_moves(sources), words)
    found = review.supply(sources)
    return ledger.holdings(found, words) if view == "holdings" else ledger.supply(found, words)


@app.command()
@answers
def transmission(
    words: Words,
    own: Annotated[bool, typer.Option("--own", help="Our responses by horizon, with bands and power.")] = False,
    published: Annotated[bool, typer.Option("--published", help="Published effects with their sources.")] = False,
    instrument: Annotated[
        str, typer.Option(help="A CSV of surprises by date, percentage points, in the place of the yield's moves.")
    ] = "",
    column: OfFile = "",
    seed: Seed = 0,
    as_of: AsOf = "",
) -> Answer:
    """What each programme did to output, unemployment and inflation: published multipliers and our own estimate."""
    from fedsheet.present.exhibits import effects
    from fedsheet.runs import review

    view = one_of(own=own, published=published)
    _check_pair(instrument, column)
    found = review.transmission(review.read(as_of or None), instrument, column, seed)
    shows = {"own": effects.own_responses, "published": effects.published_multipliers}
    return shows.get(view, effects.transmission)(found, words)


@app.command()
@answers
def rounds(words: Words, as_of: AsOf = "") -> Answer:
    """Each round in words: what it answered, through which yields it went, what the economy did."""
    from fedsheet.present.exhibits import rounds as exhibits
    from fedsheet.runs import review

    return exhibits.rounds(review.rounds(review.read(as_of or None)), words)


@app.command()
@answers
def reserves(
    words: Words,
    start: Annotated[str, typer.Option("--from", help="First H.4.1 Wednesday, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last H.4.1 Wednesday, YYYY-MM-DD.")] = "",
    weeks: Annotated[int, typer.Option(min=0, max=1_000, help="Instead of two days: the last so many weeks.")] = 0,
    as_of: AsOf = "",
) -> Answer:
    """What moved reserve balances between two Wednesdays, factor by factor; without dates, the four episodes."""
    from fedsheet.present.exhibits import bridge as exhibits
    from fedsheet.present.exhibits.ledger import episodes
    from fedsheet.runs import review

    sources = review.read(as_of or None)
    first, last = day_of(start, "from"), day_of(end, "to")
    if weeks:
        shown = exhibits.drivers(review.bridge(sources, str(weeks)), words)
    elif first and last:
        shown = exhibits.drivers(review.reserves(sources, first, last), words)
    elif first or last:
        raise InputError("cli.review_only_one_two_days")
    else:
        shown = episodes(review.episodes(sources), words)
    return shown


@app.command()
@answers
def macro(
    words: Words,
    earlier: Annotated[str, typer.Option(help="Day of an earlier vintage to show beside, YYYY-MM-DD.")] = "2022-10-31",
    as_of: AsOf = "",
) -> Answer:
    """Growth, inflation and employment around each programme, in two vintages."""
    from fedsheet.present.exhibits import ledger as exhibits
    from fedsheet.runs import review

    found = review.macro(review.read(as_of or None), day_of(earlier, "earlier"))
    return exhibits.macro(found, words)
