"""`fedsheet check NAME|FILE.toml`: every claim of a report and whether the data bear it out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from fedsheet.cli import completions
from fedsheet.cli.output import AsOf, Format, Language, check_format, emit, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedsheet.claims.model import Claims, Judgement, Unread
    from fedsheet.present.text import Words


def check(
    report: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.toml",
            autocompletion=completions.reports,
            help="A shipped report (seed-2021) or your own claim file.",
        ),
    ] = "",
    lang: Language = "en",
    format_name: Format = "table",
    as_of: AsOf = "",
    claim: Annotated[str, typer.Option(help="One claim by its id, with its whole reason.")] = "",
    lint: Annotated[bool, typer.Option(help="Only read the file: every mistake of every claim, in one pass.")] = False,
    false_holds: Annotated[
        bool, typer.Option(help="Tell how often a statement of the same form holds on random windows.")
    ] = False,
    list_quantities: Annotated[
        bool, typer.Option(help="List the quantities a claim may name; with NAME, that one's arguments.")
    ] = False,
) -> None:
    """Judge every claim of a report from computed quantities, with the numbers and what would change the verdict.

    For example `fedsheet check seed-2021`, one claim with its whole reason: `--claim C03`, or as it could have been
    judged on a day: `--as-of 2021-06-30`. A file of your own names quantities of `--list-quantities`;
    docs/claims.md shows how one is written. Exit code 0 whatever the verdicts, 1 where a claim
    cannot be read or judged.
    """
    from fedsheet.claims.model import Verdict
    from fedsheet.core.errors import InputError, UnknownNameError
    from fedsheet.present.exhibits import claims as exhibits

    check_format(format_name)
    words = words_of(lang)
    if list_quantities:
        emit(exhibits.arguments(report, words) if report else exhibits.named("", words), format_name, words)
        return
    if not report:
        from fedsheet.claims.parse import shipped

        raise InputError("cli.check_report_named", shipped=", ".join(shipped()))
    from fedsheet.runs import check as run

    if lint:
        _lint(report, words_of(lang))
        return
    checked = run.check(report, as_of or None, false_holds=false_holds)
    _refuse_if_none(checked.judgements)
    chosen = tuple(one for one in checked.judgements if claim in ("", one.claim.id))
    if not chosen:
        _refuse_unread(checked.claims, claim)
        raise UnknownNameError("claim", claim, (one.claim.id for one in checked.judgements), where=report)
    if claim and format_name == "table":
        emit(exhibits.one(checked, words, claim), format_name, words)
    else:
        shown = exhibits.judged(replace(checked, judgements=chosen), words)
        emit(shown, format_name, words, exhibits.records(shown))
    unread = () if claim else checked.claims.unread
    if format_name != "table":  # a table says so itself
        _tell(unread, words)
    if unread or any(one.verdict is Verdict.NOT_JUDGED for one in chosen):
        raise typer.Exit(1)


def _refuse_if_none(judgements: Sequence[Judgement]) -> None:
    """Where no claim at all could be judged the reasons are the answer, and the exit code 2."""
    from fedsheet.claims.model import Verdict
    from fedsheet.core.errors import InputError
    from fedsheet.core.notes import Remark

    if all(one.verdict is Verdict.NOT_JUDGED for one in judgements):
        parts = (Remark.of("cli.check_reason", id=one.claim.id, reason=one.deciding.reason) for one in judgements)
        reasons = Remark().and_(*parts)
        raise InputError("cli.check_none_judged", reasons=reasons)


def _refuse_unread(claims: Claims, claim: str) -> None:
    """Where the one claim that is asked for is there and cannot be read, its reason is the answer."""
    from fedsheet.core.errors import InputError

    for one in claims.unread:
        if one.id == claim:
            raise InputError("cli.check_reason", id=one.id, reason=one.reason)


def _lint(report: str, words: Words) -> None:
    """Every claim that cannot be read, a line each; exit code 2 where there is one."""
    from fedsheet.core.errors import InputError
    from fedsheet.runs.check import load

    claims = load(report)
    _tell(claims.unread, words)
    if claims.unread:
        raise InputError(
            "cli.check_claims_cannot_read",
            n_unread=len(claims.unread),
            n_unread_2=len(claims.unread) + len(claims.claims),
        )
    typer.echo(words("commands.claims_read", n=len(claims.claims)))


def _tell(unread: Sequence[Unread], words: Words) -> None:
    from fedsheet.core.notes import said

    for one in unread:
        typer.echo(words("commands.unread", id=one.id, reason=said(one.reason, words.language)), err=True)
