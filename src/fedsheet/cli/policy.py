"""`fedsheet policy …`: what policy was on a day, what was known of it then, every dated fact, the programmes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import Answer, Language, answers, words_of

if TYPE_CHECKING:
    from fedsheet.present.text import Words

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="What policy was on a day; every decision."
)


@app.command()
@answers
def at(
    words: Words,
    day: Annotated[str, typer.Argument(metavar="DATE", help="The day asked about, YYYY-MM-DD.")],
    known_at: Annotated[str, typer.Option(help="Only what had been announced by this day, YYYY-MM-DD.")] = "",
) -> Answer:
    """Everything that held on DATE: rates, caps, paces, rules, facilities; and why the rest did not.

    For example `fedsheet policy at 2014-10-29`, or what was known in May 2022 of that October:
    `fedsheet policy at 2022-10-01 --known-at 2022-05-10`. CSV and JSON add announcement days and sources.
    """
    from fedsheet.core.dates import parse_date
    from fedsheet.present.exhibits import record as exhibits
    from fedsheet.runs.record import record_now

    policy = record_now().at(parse_date(day), parse_date(known_at, where="<known_at>") if known_at else None)
    return exhibits.state(policy, words), exhibits.state_record(policy, words)


@app.command(name="list")
@answers
def list_facts(
    words: Words,
    programme: Annotated[
        str, typer.Option(autocompletion=completions.programmes, help="Only of this programme, for example lsap3.")
    ] = "",
    lever: Annotated[str, typer.Option(help="Only of this lever, for example redemption_cap.")] = "",
    start: Annotated[str, typer.Option("--from", help="Announced on or after, YYYY-MM-DD.")] = "",
    end: Annotated[str, typer.Option("--to", help="Announced on or before, YYYY-MM-DD.")] = "",
    instruments: Annotated[
        bool, typer.Option("--instruments", help="List the instruments by id: unit, first day, newest value.")
    ] = False,
) -> Answer:
    """Every dated fact in order of announcement, with its grade; CSV and JSON add source, lever and effective day.

    For example `fedsheet policy list --programme lsap3`, or `--lever redemption_cap --from 2022-01-01`. Ids of
    programmes: `fedsheet policy programmes`.
    """
    from fedsheet.core.dates import parse_date
    from fedsheet.core.errors import InputError
    from fedsheet.present.exhibits import record as exhibits
    from fedsheet.runs.record import record_now

    if instruments:
        return exhibits.instruments(record_now(), words)
    first = parse_date(start, where="<from>") if start else None
    last = parse_date(end, where="<to>") if end else None
    if first and last and last < first:
        raise InputError("cli.policy_after_2", where="--from", first=first, last=last)
    found = record_now().list_facts(programme or None, lever or None, first, last)
    return exhibits.facts(found, words)


@app.command()
@answers
def programmes(words: Words) -> Answer:
    """Purchases and runoffs under their common names and the research report's, with the days they ran.

    The report's QE3 is Twist and its QE4 is what others call QE3; CSV and JSON add the Desk's names and the windows.
    """
    from fedsheet.present.exhibits import record as exhibits
    from fedsheet.record import load_path

    return exhibits.programmes(load_path().programmes, words)


@app.command(name="check")
def check_record(lang: Language = "en") -> None:
    """Whether the relations between levers hold on every day, and published rates say the same; one line a finding."""
    from fedsheet.core.errors import RecordError
    from fedsheet.core.notes import said
    from fedsheet.present.text import slug
    from fedsheet.record import check
    from fedsheet.record.from_data import GRADE, at_odds
    from fedsheet.runs.record import rates_held, record

    words, rates = words_of(lang), rates_held()
    path = record(rates)
    for fact in path.facts:
        if fact.grade == GRADE:
            typer.echo(words("commands.from_data", day=fact.announced_at, what=fact.what.of(lang)))
    odd = at_odds(path, rates)
    for one in odd:
        recorded = words("commands.none") if one.recorded is None else words.format(one.recorded, "pct2")
        typer.echo(
            words("commands.rate_differs", day=one.day, id=one.series_id, published=one.published, recorded=recorded)
        )
    findings = check(path)
    for finding in findings:
        key = f"commands.relation_{slug(finding.relation)}"
        relation, what = words(key) if key in words else finding.relation, said(finding.what, lang)
        typer.echo(words("commands.relation_fails", day=finding.day, relation=relation, what=what))
    if findings or odd:
        raise RecordError("cli.policy_relations_record_do_hold_2", n_findings=len(findings) + len(odd))
    typer.echo(
        words(
            "commands.sound", facts=len(path.facts), actions=len(path.actions), begins=path.begins, to=path.recorded_to
        )
    )


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="TOML file of one lever, in the form of the record's own.")],
    lang: Language = "en",
) -> None:
    """Lay your own dated decisions over the record: by the same schema, refused whole where anything contradicts it.

    For example a file with `lever = "target_range"`, `unit = "Percent"` and an [[entry]] for each decision; every
    command, report and page then uses it. `fedsheet policy remove FILE.toml` takes it away; docs/data.md has the form.
    """
    from fedsheet.runs.record import add as run
    from fedsheet.runs.record import range_alone

    words = words_of(lang)
    for fact in run(file):
        lever = words(f"record.lever_{fact.lever}")
        typer.echo(words("commands.fact", day=fact.announced_at, lever=lever, what=fact.what.of(lang)))
    for day in range_alone():
        typer.echo(words("commands.range_alone", day=day), err=True)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="Name of the file that was added, for example october.toml.")],
    lang: Language = "en",
) -> None:
    """Take a file of your own decisions away from the record again."""
    from fedsheet.runs.record import remove as run

    words = words_of(lang)
    run(name)
    typer.echo(words("commands.removed", name=name))
