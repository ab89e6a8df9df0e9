"""Exhibits of the figures themselves: a series, what is held, how recent it is, what is doubted, first prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.core.notes import said
from fedsheet.present import age, series_words
from fedsheet.present.exhibits import Exhibit, exhibit
from fedsheet.present.table import Column, Table
from fedsheet.present.verdicts import series_name

if TYPE_CHECKING:
    from fedsheet.core.clock import Hand
    from fedsheet.core.series import Series
    from fedsheet.present.text import Words

COMMAND = "fedsheet update"
OWN_UNIT = "published unit of the series"


@exhibit("series", of="series")
def one(found: Series, words: Words) -> Exhibit:
    """One series in its published unit, with publisher and timing."""
    definition = found.definition
    columns = (
        Column("date", "iso"), Column(
            "value", "general", label=series_words.unit(definition, words), counts=definition.unit.name
        ),
    )  # fmt: skip
    rows = [(stamp.date(), value) for stamp, value in zip(found.values.index, found.values, strict=True)]
    caption = words("data.series_caption", id=definition.id, title=series_words.title(definition, words))
    table = Table.of("series", words, columns, rows)
    publisher, made = series_words.publisher(definition, words), series_words.how(definition, words)
    return Exhibit.of(words, table, caption, publisher, made)


@exhibit("series-held", of="vintage")
def held(known: Mapping[str, Series], words: Words) -> Exhibit:
    """Every series held, with unit, timing, span and publisher."""
    columns = (
        Column("id"), Column("title", "text", ""), Column("_title"), Column("unit", "text", ""), Column("_unit"),
        Column("frequency", "text", ""), Column("_frequency"), Column("timing", "text", ""),
        Column("first", "iso"), Column("last", "iso"), Column("publisher", "text", ""), Column("_publisher"),
        *age.COLUMNS,
    )  # fmt: skip
    rows = [
        (
            s.id, s.definition.title, series_words.title(s.definition, words), s.unit.name,
            series_words.unit(s.definition, words), s.definition.frequency,
            series_words.frequency(s.definition, words), s.definition.timing, s.first_day, s.last_day,
            s.definition.publisher, series_words.publisher(s.definition, words), *age.marks(s, words.day),
        )
        for s in known.values()
    ]  # fmt: skip
    return Exhibit.of(words, Table.of("series-held", words, columns, rows))


@exhibit("file-kinds", of="kinds")
def kinds(rows: Iterable[tuple[str, str, bool]], words: Words) -> Exhibit:
    """Files a user may write: what each is for, the command that takes it, whether an editor can be told its keys."""
    columns = (
        Column("kind", "text", "common.kind"),
        Column("_purpose", "text", "data.kind_purpose"), Column("command", "text", "data.kind_command"),
        Column("schema", "yesno", "data.kind_schema"),
    )  # fmt: skip
    told = [(name, words(f"data.kind_of_{name}"), f"fedsheet {command}", has) for name, command, has in rows]
    return Exhibit.of(words, Table.of("file-kinds", words, columns, told), "", "", words("data.kinds_note"))


@exhibit("tokens", of="tokens")
def tokens(rows: Iterable[tuple[str, str, str, str, str, bool]], words: Words) -> Exhibit:
    """Tokens for programs: id, what for, what they may do, from when to when; never a token itself."""
    columns = (
        Column("id"), Column("name", "text", "data.token_name"), Column("scopes", "text", "data.token_scopes"),
        Column("created", "text", "data.token_created"), Column("expires", "text", "data.token_expires"),
        Column("is_over", "yesno", "data.token_over"),
    )  # fmt: skip
    return Exhibit.of(words, Table.of("tokens", words, columns, rows))


@exhibit("data-status", of="status")
def status(rows: Iterable[Sequence[object]], words: Words) -> Exhibit:
    """Where each group of figures stands: last fetch, newest and oldest figure, next release, lateness, failures."""
    columns = (
        Column("group"), Column("publisher", "text", ""), Column("_publisher"),
        Column("series", "int", "data.n_series"), Column("held", "int"),
        Column("last_fetch"), Column("newest", "iso"), Column("newest_series"), Column("oldest", "iso"),
        Column("oldest_series"), Column("next_release", "iso"), Column("days_late", "int"), Column("failures"),
    )  # fmt: skip
    named = [[*row[:2], series_words.publisher_name(str(row[1]), words), *row[2:]] for row in rows]
    told = [[said(cell, words.language) if isinstance(cell, str) else cell for cell in row] for row in named]
    return Exhibit.of(words, Table.of("data-status", words, columns, told))


@exhibit("clock", of="clock")
def clock(hands: Sequence[Hand], words: Words) -> Exhibit:
    """One row a class of figures: newest and oldest day with their series, next release, age, whether it is stale."""
    columns = (
        Column("class", "name:data.clock_"), Column("newest", "iso"), Column("newest_series", "text", ""),
        Column("_newest_series"), Column("next_release", "iso"), Column("age_days", "int"), Column("oldest", "iso"),
        Column("oldest_series", "text", ""), Column("_oldest_series"), Column("is_stale", "yesno", ""),
        Column("_standing"),
    )  # fmt: skip
    rows = [
        (
            hand.name, hand.newest, hand.newest_id, _named(hand.newest_id, words), hand.next_release, hand.age_days,
            hand.oldest, hand.oldest_id, _named(hand.oldest_id, words), hand.is_stale,
            words("data.clock_stale" if hand.is_stale else "data.clock_present"),
        )
        for hand in hands
    ]  # fmt: skip
    return Exhibit.of(words, Table.of("clock", words, columns, rows), "", "", clock_sentence(hands, words))


def clock_sentence(hands: Sequence[Hand], words: Words) -> str:
    """How old what is held is, in one sentence, and which command brings newer figures where any is stale."""
    stale = [hand for hand in hands if hand.is_stale]
    if not stale:
        return words("data.clock_fresh", newest=max(hand.newest for hand in hands))
    parts = [words("data.clock_part", what=words(f"data.clock_{hand.name}"), day=hand.newest) for hand in stale]
    return words("data.clock_old", parts=parts, command=COMMAND)


def unknown_sentence(days: Sequence[date], last: date, words: Words) -> str:
    """Which meetings' outcomes are not in the record, and by which decision the document goes."""
    return words("data.clock_unknown", days=[words.format(day, "date") for day in days], last=last)


def _named(series_id: str, words: Words) -> str:
    return words("data.clock_target_range") if series_id == "target_range" else series_name(series_id, words)


def named_id(name: str, series_id: str, words: Words) -> str:
    """A series one may bring oneself: what it is called, and the id to bring it under."""
    return words("data.named_id", name=name, id=series_id)


@exhibit("data-findings", of="findings")
def findings(rows: Sequence[tuple[str, str, str]], words: Words) -> Exhibit:
    """The figures held against themselves and each other: (severity, subject, what) of each finding."""
    columns = (Column("severity", "name:data.severity_"), Column("subject"), Column("what"))
    rows = [(severity, said(subject, words.language), said(what, words.language)) for severity, subject, what in rows]
    wrong = sum(severity != "note" for severity, _, _ in rows)
    note = words("data.findings_wrong", n=wrong) if wrong else words("data.findings_none")
    return Exhibit.of(words, Table.of("data-findings", words, columns, rows), "", "", note)


@exhibit("data-questions", of="questions")
def questions(rows: Sequence[tuple[int, str, date, float, str]], words: Words) -> Exhibit:
    """Values kept aside because they can hardly be true: (number, series, day, value, reason)."""
    columns = (
        Column("n", "int", "terms.number"), Column("series"), Column("day", "iso", "terms.date"),
        Column("value", "general", counts=OWN_UNIT), Column("reason"),
    )  # fmt: skip
    told = [(*row[:-1], said(row[-1], words.language)) for row in rows]
    note = words("data.questions_open" if rows else "data.questions_none")
    return Exhibit.of(words, Table.of("data-questions", words, columns, told), "", "", note)


@exhibit("data-vintages", of="first prints")
def first_prints(rows: Sequence[Sequence[object]], words: Words, subject: str = "") -> Exhibit:
    """What each observation was when first known, and what it is now."""
    columns = (
        Column("date", "iso"), Column("first_known", "iso"), Column("first_value", "general", counts=OWN_UNIT),
        Column("since", "iso"), Column("current_value", "general", counts=OWN_UNIT), Column("prints", "int"),
        Column("start_is", "name:data.start_is_"),
    )  # fmt: skip
    caption = words("data.vintages_caption", id=subject) if subject else ""
    table = Table.of("data-vintages", words, columns, rows)
    return Exhibit.of(words, table, caption, "", words("data.start_is_note"))
