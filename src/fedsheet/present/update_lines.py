"""What an update brought, in a few lines: figure, before, now, next release; the rest is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from fedsheet.core.clock import Age
from fedsheet.core.news import News, Update
from fedsheet.core.notes import said
from fedsheet.core.units import Dimension
from fedsheet.present import series_words
from fedsheet.present.text import Words, slug

# "Treasury cash 2005", "Treasury auctions page 3", "FOMC calendar"
NUMBERED = re.compile(r"(?P<name>.+?)(?: (?:page )?(?P<number>\d[\d-]*))?")
LINES, MOST_OF_POLICY = 5, 2  # a quarter's decisions leave room for the figures
FEW = 3
VALUES = {
    Dimension.MONEY: "usd", Dimension.MONEY_FLOW: "usd", Dimension.RATE: "pct",
}  # fmt: skip


def news(told: Update, today: date, words: Words) -> Iterator[str]:
    """At most five lines: decisions that the record lacks or contradicts, figures of files that gave way, the figures
    a desk looks at first; the last tells how many others, what the check found and what comes next.
    """
    n_good = told.n_asked - len(told.failed)
    first = [*_policy(told, words), *_replaced(told, words)]
    shown = told.news[: LINES - 1 - len(first)]
    yield from first
    for item in shown:
        yield _line(item, today, words)
    close = [words("update.others", n=len(told.news) - len(shown))] if len(told.news) > len(shown) else []
    if not told.n_asked:
        close += [words("update.nothing_due")]
    elif n_good and not told.news:
        close += [words("update.nothing_new", n=n_good)]
    if n_good:
        close += [_checked(told, words)]
    if told.next_release:
        names = [_name(name, words) for name in told.next_ids[:FEW]]
        close += [words("update.next", day=told.next_release, names=names)]
    if close:
        yield ("" if words.language == "zh" else " ").join(close)


def _replaced(told: Update, words: Words) -> Iterator[str]:
    if told.replaced:
        names = [_name(name, words) for name in [*told.replaced][:FEW]]
        yield words("update.replaced", names=names, n=sum(told.replaced.values()))


def _policy(told: Update, words: Words) -> list[str]:
    """Rates at odds with the record, then what is newly filled from the data, a line a day, the newest first."""
    lines = []
    for odd in told.at_odds:
        key = "update.at_odds" if odd.recorded is not None else "update.at_odds_none"
        name = _name(odd.series_id, words)
        lines.append(words(key, name=name, day=odd.day, published=odd.published, recorded=odd.recorded))
    for day in sorted({one.day for one in told.from_data}, reverse=True):
        each = [
            words("update.rate_set", name=_name(one.series_id, words), before=one.recorded, now=one.published)
            for one in told.from_data if one.day == day
        ]  # fmt: skip
        lines.append(words("update.from_data", day=day, each=each))
    if len(lines) <= MOST_OF_POLICY:
        return lines
    return [*lines[: MOST_OF_POLICY - 1], words("update.policy_more", n=len(lines) - MOST_OF_POLICY + 1)]


def age(told: Age | None, words: Words) -> str:
    """The newest statement held, how old it is, when the next is or was due, and what brings it."""
    if told is None:
        return words("update.no_statement")
    key = "update.age_stale" if told.is_stale else "update.age"
    return words(key, day=told.newest, n=told.age_days, next=told.next_release)


def failures(told: Update, words: Words) -> Iterator[str]:
    """One line a reason, and that the last good figures stay."""
    yield from reasons(told.failed, words)
    if told.failed:
        yield words("update.last_good_stay", n=len(told.failed), of=told.n_asked)


def reasons(failed: Sequence[tuple[str, str]], words: Words) -> Iterator[str]:
    """One line a reason, with the questions it holds for; (question, reason) of each."""
    for note in dict.fromkeys(note for _, note in failed):
        whats = [name for what, why in failed if why == note for name in asked_for(what, words)]
        rest = len(whats) - FEW
        key = "update.failed_more" if rest > 0 else "update.failed"
        few = words.format(whats[:FEW], "names")
        yield words(key, whats=few, note=said(note, words.language), **({"n": rest} if rest > 0 else {}))


def asked_for(what: str, words: Words) -> list[str]:
    """What a question is about, in the reader's words: the ids it names, or the name of its reply with year or page."""
    found = NUMBERED.fullmatch(what)
    key = f"update.question_{slug(found['name']).replace('.', '')}" if found else ""
    if found and key in words:
        name, number = words(key), found["number"]
        return [words("update.question_numbered", name=name, number=number) if number else name]
    return [name.strip() for name in what.split(",")]


def _line(item: News, today: date, words: Words) -> str:
    name = _title(item, words)
    now = _value(item.now, item, words)
    if item.before is None or item.day_before is None:
        said = words("update.new_series", name=name, now=now, day=item.day)
    else:
        before = _value(item.before, item, words)
        said = words("update.line", name=name, before=before, day_before=item.day_before, now=now, day=item.day)
    if item.next_release and item.next_release > today:
        said = words("update.with_next", said=said, next=item.next_release)
    return said


def _checked(told: Update, words: Words) -> str:
    if told.n_questioned:
        return words("update.questioned", n=told.n_questioned)
    if told.n_errors or told.n_warnings:
        return words("update.findings", errors=told.n_errors, warnings=told.n_warnings)
    return words("update.check_holds")


def _title(item: News, words: Words) -> str:
    key = f"update.name_{item.definition.id}"
    return words(key) if key in words else series_words.title(item.definition, words)


def _name(series_id: str, words: Words) -> str:
    key = f"update.name_{series_id}"
    return words(key) if key in words else series_id


def _value(value: float, item: News, words: Words) -> str:
    dimension = item.definition.unit.dimension
    if dimension in VALUES:
        return words(f"update.value_{VALUES[dimension]}", value=value)
    return words("update.value_number", value=value / item.definition.unit.scale)
