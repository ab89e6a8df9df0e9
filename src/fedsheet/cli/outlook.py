"""`fedsheet outlook …`: rules, progress, triggers, implied path, scorecard; `fedsheet chain` joins them to the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import Answer, AsOf, answers, day_of, one_of, progress_bar, refuse_unread

if TYPE_CHECKING:
    from fedsheet.outlook.rules import RuleAssumptions
    from fedsheet.present.text import Words

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


# Options that change nothing in a view of the rules.
RULES_UNREAD = {
    "assumed": {"as_of", "start", "slack", "inflation", "neutral_rate", "longer_run_unemployment", "own"},
    "forward": {"start"}, "estimated": {"start", "own"}, "grid": {"start"}, "neutral": {"start"},
}  # fmt: skip


@app.command()
@answers
def rules(
    words: Words,
    ctx: typer.Context,
    as_of: AsOf = "",
    start: Annotated[str, typer.Option("--from", help="First quarter shown, YYYY-MM-DD.")] = "2007-01-01",
    slack: Annotated[
        str, typer.Option(help="unemployment (Okun's law) or output (vintage 2022-10-31).")
    ] = "unemployment",
    inflation: Annotated[str, typer.Option(help="core or headline PCE.")] = "core",
    neutral_rate: Annotated[
        str, typer.Option(help="Real neutral rate: a constant in percent, or an imported series; else the Committee's.")
    ] = "",
    longer_run_unemployment: Annotated[
        float | None, typer.Option(help="Constant longer-run unemployment, percent.")
    ] = None,
    estimated: Annotated[
        bool, typer.Option("--estimated", help="The reaction function before and after August 2020.")
    ] = False,
    assumed: Annotated[
        bool, typer.Option("--assumed", help="What the rules take as given, each with its source.")
    ] = False,
    forward: Annotated[
        bool, typer.Option("--forward", help="Every rule to the end of the Committee's own projections.")
    ] = False,
    grid: Annotated[bool, typer.Option("--grid", help="The last quarter over a grid of r* and gap.")] = False,
    neutral: Annotated[
        bool, typer.Option("--neutral", help="Over the range of the Committee's r*; which r* fits the range.")
    ] = False,
    own: Annotated[
        Path | None, typer.Option("--own", help="A rule of your own beside: coefficients in a .toml file.")
    ] = None,
) -> Answer:
    """What simple rules prescribe, quarter by quarter, beside the actual range; each with its assumptions.

    Taylor 1993, balanced approach, inertial, ELB-adjusted, average inflation, first difference. `--assumed` lists
    r*, u* and every coefficient with its source; `--neutral-rate 0.5` tries another r*, with `--neutral` and `--grid`
    as a column beside the Committee's; `--own mine.toml` adds a rule.
    """
    from fedsheet.core.dates import parse_date
    from fedsheet.present.exhibits import ahead
    from fedsheet.present.exhibits import outlook as exhibits
    from fedsheet.runs import outlook

    asked = one_of(estimated=estimated, assumed=assumed, forward=forward, grid=grid, neutral=neutral)
    unread = RULES_UNREAD.get(asked, set())
    refuse_unread(ctx, set(ctx.params) - unread, f"fedsheet outlook rules --{asked}")
    if assumed:
        return exhibits.assumed("", words)
    taken = _assumptions(slack, inflation, neutral_rate, longer_run_unemployment, own)
    if forward:
        return ahead.forward(outlook.forward(day_of(as_of), taken), words)
    if grid or neutral:
        view = ahead.grid if grid else ahead.neutral
        return view(outlook.doubt(day_of(as_of), taken), words)
    first = parse_date(start, where="<from>")
    result = outlook.rules(day_of(as_of), taken)
    return exhibits.reactions(result, words) if estimated else exhibits.since(exhibits.rules(result, words), first)


def _assumptions(
    slack: str, inflation: str, neutral_rate: str, unemployment: float | None, own: Path | None
) -> RuleAssumptions:
    """What the rules take as given; rates arrive in percent, r* also as the id of a series."""
    from fedsheet.core.units import from_pct
    from fedsheet.outlook.rules import RuleAssumptions
    from fedsheet.runs.outlook import own_rule_from

    longer_run = None if unemployment is None else from_pct(unemployment)
    rules, neutral, series = (own_rule_from(own),) if own else (), None, ""
    try:
        neutral = from_pct(float(neutral_rate)) if neutral_rate else None
    except ValueError:
        series = neutral_rate.upper()
    return RuleAssumptions(slack, inflation, neutral, longer_run, own=rules, neutral_series=series)


@app.command()
@answers
def progress(
    words: Words,
    as_of: AsOf = "",
    signals: Annotated[
        bool, typer.Option("--signals", help="When each condition would have called for a taper.")
    ] = False,
) -> Answer:
    """How far the conditions of September and December 2020 and the report's own were met; the same for 2013.

    `--signals` gives the first day on which published figures met each condition and the meeting that followed:
    `fedsheet outlook progress --signals --as-of 2021-09-30`.
    """
    from fedsheet.present.exhibits import outlook as exhibits
    from fedsheet.runs import outlook

    day = day_of(as_of)
    if signals:
        return exhibits.signals(outlook.signals(day), words)
    return exhibits.progress(outlook.progress(day), words)


@app.command()
@answers
def triggers(
    words: Words,
    as_of: AsOf = "",
    scores: Annotated[
        bool, typer.Option("--scores", help="Lead time and false alarms of each rule, 2017-19 and 2022-25.")
    ] = False,
    trade_off: Annotated[bool, typer.Option("--trade-off", help="The rules under other thresholds.")] = False,
    when: Annotated[
        bool, typer.Option("--when", help="When the buffer will be used up: dates with probabilities.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws of --when.")] = 0,
) -> Answer:
    """Whether runoff should end and reserve purchases begin: indicators, flags, how early and how often wrong.

    Flags: buffer (reserves low against GDP and ON RRP near empty), pressure (SOFR above IORB, level and persistence),
    standing_repo (use), and the two they add up to. For example `fedsheet outlook triggers --as-of 2025-08-31`.
    """
    from fedsheet.present.exhibits import triggers as exhibits
    from fedsheet.runs import outlook

    views = {"scores": exhibits.scores, "trade_off": exhibits.trade_off, "when": exhibits.when}
    view = one_of(scores=scores, trade_off=trade_off, when=when)
    return views.get(view, exhibits.triggers)(outlook.triggers(day_of(as_of), seed), words)


@app.command()
@answers
def implied(
    words: Words,
    file: Annotated[Path, typer.Argument(help="CSV of fed funds futures or swap rates: docs/implied-csv.md.")],
    until: Annotated[str, typer.Option(help="The path must reach this day, YYYY-MM-DD.")] = "",
    as_of: Annotated[str, typer.Option(help="Calendar of meetings as public on this day; else the quote date.")] = "",
    convention: Annotated[
        str, typer.Option(help="day_after (as the exchange shows now) or meeting_day (its older examples).")
    ] = "day_after",
    history: Annotated[
        bool, typer.Option("--history", help="Prices of several days in one file: the path of each day.")
    ] = False,
) -> Answer:
    """Meeting-by-meeting probabilities from futures by the exchange's method, or the stepped path from swaps.

    Prices are yours: columns quote_date,contract,price (contract 2026-10, price 96.105) for futures;
    docs/implied-csv.md has both shapes. Meetings past the known calendar are refused, not guessed.
    """
    from fedsheet.outlook.results import range_decided
    from fedsheet.present.exhibits import implied as exhibits
    from fedsheet.runs import outlook
    from fedsheet.runs.record import record_now

    if history:
        return exhibits.history(outlook.implied_history(file, convention), words)
    found = outlook.implied(file, day_of(until, "until"), day_of(as_of), convention)
    lower, _ = range_decided(record_now(), found.quote_date)
    return exhibits.implied(found, words, lower)


@app.command("base-case")
@answers
def base_case(
    words: Words,
    file: Annotated[Path | None, typer.Argument(help="CSV of futures; without it the chances are by rules.")] = None,
    as_of: AsOf = "",
    own: Annotated[Path | None, typer.Option("--own", help="A rule of your own beside the six: a .toml file.")] = None,
) -> Answer:
    """Chances of a cut, a hold and a rise at each meeting ahead: of your prices where given, else by rules.

    By rules: six rules at three r* on the Committee's projections, pooled with how often each outcome has followed the
    one before; the answer says how good that was. `fedsheet outlook base-case prices.csv` takes the market's.
    """
    from fedsheet.outlook.rules import RuleAssumptions
    from fedsheet.present.exhibits import ahead
    from fedsheet.runs import outlook

    taken = RuleAssumptions(own=(outlook.own_rule_from(own),) if own else ())
    return ahead.base_case(outlook.base_case(file, day_of(as_of), taken), words)


@app.command()
@answers
def committee(
    words: Words,
    as_of: AsOf = "",
    votes: Annotated[bool, typer.Option("--votes", help="Votes and dissents.")] = False,
    framework: Annotated[bool, typer.Option("--framework", help="Strategies and the days they stood.")] = False,
    dots: Annotated[Path | None, typer.Option("--dots", help="A file of single dots: docs/files/dots.md.")] = None,
) -> Answer:
    """The Committee in its own words: medians of the funds rate and their drift, votes and dissents, its strategy.

    For example `fedsheet outlook committee --framework`: average-inflation targeting from August 2020 to August 2025.
    """
    from fedsheet.present.exhibits import ahead
    from fedsheet.runs import outlook

    day = day_of(as_of)
    view = one_of(votes=votes, framework=framework, dots=dots is not None)
    if dots is not None:
        shown = ahead.single_dots(outlook.single_dots(dots, day), words)
    elif view == "votes":
        shown = ahead.votes(outlook.facts_known(day), words)
    elif view == "framework":
        shown = ahead.framework(outlook.strategies(day), words)
    else:
        shown = ahead.dots(outlook.dots(day), words)
    return shown


@app.command()
@answers
def scorecard(
    words: Words,
    horizons: Annotated[
        bool, typer.Option("--by-horizon", help="Mean absolute errors by years ahead instead.")
    ] = False,
) -> Answer:
    """Every official projection in the record: its error, ours from the same day's information, naive beside them."""
    from fedsheet.present.exhibits import outlook as exhibits
    from fedsheet.runs import outlook

    view = exhibits.horizons if horizons else exhibits.scorecard
    return view(outlook.scorecard(), words)


@answers
def chain(
    words: Words,
    scenario: Annotated[
        str,
        typer.Argument(
            autocompletion=completions.scenarios,
            help="A shipped scenario of `fedsheet project --list`, or a .toml file.",
        ),
    ],
    iterate: Annotated[
        bool, typer.Option("--iterate", help="Feed the market's rates and take-up back until nothing moves.")
    ] = False,
    policy_path: Annotated[
        str, typer.Option(help="rule:NAME or implied:FILE in the place of the scenario's own rates.")
    ] = "",
    opens: Annotated[
        str, typer.Option("--from", help="Day of opening, YYYY-MM-DD; the scenario's own if left out.")
    ] = "",
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")] = "",
    rounds: Annotated[bool, typer.Option("--rounds", help="Show how the rounds came together instead.")] = False,
) -> Answer:
    """Policy to portfolio to reserves to rates to income, in one state; amounts in USD bn at month-ends.

    For example `fedsheet chain today --policy-path rule:inertial --until 2027-12-31`: if the Fed follows the inertial
    rule, what happens to reserves, SOFR and income. Rates are averages of the month that ends on the date.
    """
    from fedsheet.cli.project import tell_doubts
    from fedsheet.present.exhibits import chain as exhibits
    from fedsheet.runs.chain import chain as run

    first, last = day_of(opens, "from"), day_of(until, "until")
    with progress_bar("chain") as report:
        found = run(scenario, policy_path, iterate, first, last, report)
    tell_doubts(scenario, first, last, words)
    if rounds:
        return exhibits.rounds(found, words)
    return exhibits.states(found, words), exhibits.record(found, policy_path, words)
