"""What of a reply can hardly be true: each new value held against its own series and its relations.

    jumps    further outside its past than the series has ever moved           → kept aside, the rest is taken in
             but a line of a whole statement whose every sum holds: crises moved lines so, and errors break sums
    rows     all numbers of a day a power of ten away from the day before      → the day is kept aside
    order    percentiles of a rate that are not in order                       → the day is kept aside
    sums     lines of the H.4.1 that do not add up to theirs                   → the day is kept aside
    places   weekly figures on another weekday, daily ones on Sundays          → the reply is refused
    tables   rows that their own past or their relations contradict (`doubtful_rows`) → kept aside, or all refused
Of a user's files only those that bring an official series up to date are judged here; of the others `odd` says what is
far from the values before it, and all of it is taken in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from fedsheet.core import plausible
from fedsheet.core.errors import SourceError
from fedsheet.core.notes import Remark
from fedsheet.core.plausible import SeriesKind
from fedsheet.core.series import SeriesDefinition
from fedsheet.core.units import USD_MN
from fedsheet.runs import doubtful_rows
from fedsheet.sheet import h41
from fedsheet.sheet.h41_lines import STATEMENT
from fedsheet.sources.catalogue import OVERNIGHT_FEEDS, catalogue
from fedsheet.sources.reply import Parsed, PrintsOf
from fedsheet.store import prints as p
from fedsheet.store.guards import held_in_other_unit
from fedsheet.store.observations import Store
from fedsheet.store.questions import Question

MOST_DOUBTED, MOST_DOUBTED_SHARE = 20, 0.2
COPIES_OF_OVERNIGHT = "copies"  # FRED's of SOFR and EFFR: 17 September 2019 is in them too
# Dates moved by a day put all weeks on another weekday, of daily figures every fifth on a Saturday or Sunday.
FEWEST_MISPLACED, MISPLACED_SHARE, MISPLACED_SHARE_DAILY = 3, 0.5, 0.1
PERCENTILES = ("1", "25", "", "75", "99")
# A line and the lines it is the sum of, millions of dollars, each rounded by itself.
H41_SUMS = (
    ("TREAST", ("WSHOBL", "WSHONBNL", "WSHONBIIL", "WSHOICL")), ("WSHOSHO", ("TREAST", "FEDDT", "WSHOMCB")),
)  # fmt: skip
SUM_OFF = 3.0


def sifted(
    store: Store, seen_on: date, parsed: Parsed, vouched: Collection[date] = ()
) -> tuple[Parsed, list[Question]]:
    """The reply without what is doubted, and the doubts; one that is wrong as a whole raises `SourceError`.

    vouched  days whose values are taken at the user's word
    """
    tables, asked = [], []
    for table in parsed.tables:
        rows, doubted = doubtful_rows.sifted(store, table, seen_on)
        tables.append(rows)
        asked += doubted
    news = {part.definition.id: _News(store, part, seen_on) for part in parsed.series}
    doubts: dict[str, dict[int, str]] = _unless_borne_out(news, {name: item.doubts() for name, item in news.items()})
    for name, day, reason in [*_rows(news), *_orders(news), *_sums(news), *_of_rows(news, asked)]:
        doubts[name].setdefault(day, reason)
    doubts = {
        name: {day: why for day, why in of.items() if p.as_date(day) not in vouched} for name, of in doubts.items()
    }
    kept = [_without(part, doubts[part.definition.id]) for part in parsed.series]
    asked += [question for part in parsed.series for question in _questions(part, doubts[part.definition.id], seen_on)]
    return replace(parsed, series=tuple(part for part in kept if part.days), tables=tuple(tables)), asked


def odd(store: Store, part: PrintsOf, seen_on: date) -> dict[int, str]:
    """New values of a series that are far from those before them, with the reason, by day number."""
    return _News(store, part, seen_on).odd()


class _News:
    """One series of a reply beside what is held: days, values as published, and which of them are new or changed."""

    def __init__(self, store: Store, part: PrintsOf, seen_on: date) -> None:
        self.definition = part.definition
        starts = [p.day_number(seen_on)] * len(part.days) if part.starts is None else p.day_numbers(part.starts)
        given = p.as_of(p.prints(p.day_numbers(part.days), starts, part.values), p.END)
        is_held = part.definition.id in store.ids()
        held = p.as_of(store.prints(part.definition.id), p.day_number(seen_on)) if is_held else given[:0]
        if is_held and held_in_other_unit(store, part.definition):
            held = held[:0]
        self.held = dict(zip(held["day"].tolist(), held["value"].tolist(), strict=True))
        self.given = dict(zip(given["day"].tolist(), given["value"].tolist(), strict=True))
        self.fresh = {day: value for day, value in self.given.items() if self.held.get(day) != value}
        both = {**self.held, **self.given}
        self.days = np.array(sorted(both), dtype=np.int64)
        self.values = np.array([both[int(day)] for day in self.days], dtype=float)

    def doubts(self) -> dict[int, str]:
        """Reasons by day; a series that is doubted in many places, or dated otherwise, is refused whole."""
        self._refuse_other_places()
        found = self.odd()
        if len(found) > MOST_DOUBTED and len(found) > MOST_DOUBTED_SHARE * len(self.fresh):
            raise SourceError(
                "runs.doubtful_new_values_lie_outside",
                where=self.definition.id,
                n_places=len(found),
                n_fresh=len(self.fresh),
            )
        return found

    def odd(self) -> dict[int, str]:
        """New values further outside those before them than the series has ever moved, with the reason, by day."""
        is_new = np.isin(self.days, np.array(list(self.fresh), dtype=np.int64))
        scale = self.definition.unit.scale
        places = plausible.jumps(_kind(self.definition), self.days, self.values * scale, is_new)
        return {int(self.days[n]): self._moved(n) for n in places}

    def _moved(self, place: int) -> Remark:
        before, day = self.values[place - 1], p.as_date(int(self.days[place - 1]))
        return Remark.of("runs.doubtful_moved", value=self.values[place], before=before, day=day)

    def _refuse_other_places(self) -> None:
        frequency, held = self.definition.frequency, np.array(list(self.held), dtype=np.int64)
        new = np.array([day for day in self.fresh if day not in self.held], dtype=np.int64)
        wrong = plausible.misplaced(frequency, held, new)
        share = MISPLACED_SHARE_DAILY if frequency == "D" else MISPLACED_SHARE
        if len(wrong) >= FEWEST_MISPLACED and len(wrong) > share * len(new):
            day = p.as_date(int(new[wrong[0]]))
            raise SourceError(
                "runs.doubtful_new_days_other_days",
                where=self.definition.id,
                n_wrong=len(wrong),
                n_new=len(new),
                day=day,
            )


def _kind(definition: SeriesDefinition) -> SeriesKind:
    entry = catalogue().get(definition.id)
    is_overnight = definition.id == "DFF" or (
        entry is not None and (entry.feed in OVERNIGHT_FEEDS or entry.group == COPIES_OF_OVERNIGHT)
    )
    return SeriesKind(definition.unit.dimension, definition.frequency, is_overnight)


def _unless_borne_out(news: dict[str, _News], doubts: dict[str, dict[int, str]]) -> dict[str, dict[int, str]]:
    """The doubts but those of statement lines whose every sum can be checked on the day, and holds."""
    named = {line.code: f"{h41.SERIES_PREFIX}{line.code}{h41.SERIES_SUFFIX}" for line in STATEMENT}
    codes = {code: name for code, name in named.items() if name in news}
    days = {day for name in codes.values() for day in doubts[name]}
    for day in days:
        on = {code: news[name].given[day] * USD_MN.scale for code, name in codes.items() if day in news[name].given}
        sums = h41.check(on, p.as_date(day))
        for code, name in codes.items():
            mine = [one.holds for one in sums if code in (one.identity.total, *(c for c, _ in one.identity.parts))]
            if mine and all(mine):
                doubts[name].pop(day, None)
    return doubts


def _rows(news: dict[str, _News]) -> Iterator[tuple[str, int, str]]:
    """Every number of a day a power of ten from those of the day before: of the series of one reply."""
    days = sorted({day for item in news.values() for day in item.fresh if day not in item.held})
    for day in days[-plausible.FEWEST :]:
        names = [name for name, item in news.items() if day in item.fresh and len(item.held) >= plausible.FEWEST]
        before = [_before(news[name], day) for name in names]
        power = plausible.scaled(before, [news[name].fresh[day] for name in names])
        if power:
            reason = Remark.of("runs.doubtful_power", n=len(names), power=power)
            yield from ((name, day, reason) for name in names)


def _before(item: _News, day: int) -> float:
    return float(item.values[np.searchsorted(item.days, day) - 1])


def _orders(news: dict[str, _News]) -> Iterator[tuple[str, int, str]]:
    """Days on which the percentiles of a rate are not in order."""
    for rate in [name for name in news if f"{name}99" in news]:
        names = [rate + part for part in PERCENTILES if rate + part in news]
        for day in news[rate].fresh:
            held = [(name, news[name].given[day]) for name in names if day in news[name].given]
            values = [value for _, value in held]
            if values != sorted(values):
                reason = Remark.of("runs.doubtful_order", values=", ".join(f"{value:g}" for value in values))
                yield from ((name, day, reason) for name, _ in held if day in news[name].fresh)


def _sums(news: dict[str, _News]) -> Iterator[tuple[str, int, str]]:
    """Days on which a line of the H.4.1 is not the sum of its parts, where one reply brings them all."""
    for total, parts in H41_SUMS:
        names = (total, *parts)
        if all(name in news for name in names):
            for day in news[total].fresh:
                held = [news[name].given.get(day) for name in names]
                whole, *rest = held
                if whole is not None and None not in rest and abs(whole - sum(v or 0.0 for v in rest)) > SUM_OFF:
                    reason = Remark.of(
                        "runs.doubtful_sums", total=total, whole=whole, parts=sum(v or 0.0 for v in rest)
                    )
                    yield from ((name, day, reason) for name in names if day in news[name].fresh)


def _of_rows(news: dict[str, _News], asked: Sequence[Question]) -> Iterator[tuple[str, int, str]]:
    """Figures of one reply with a row that is doubted: they are made of the rows of their day."""
    for question in asked:
        day = p.day_number(question.day)
        yield from ((name, day, question.reason) for name, item in news.items() if day in item.fresh)


def _without(part: PrintsOf, doubted: dict[int, str]) -> PrintsOf:
    """The same values but for those of doubted days."""
    if not doubted:
        return part
    keep = [n for n, day in enumerate(part.days) if p.day_number(day) not in doubted]
    starts = None if part.starts is None else [part.starts[n] for n in keep]
    return replace(part, days=[part.days[n] for n in keep], values=[part.values[n] for n in keep], starts=starts)


def _questions(part: PrintsOf, doubted: dict[int, str], seen_on: date) -> Iterator[Question]:
    """One question a doubted print, with its start as the publisher or the calendar says."""
    for n, day in enumerate(part.days):
        if p.day_number(day) in doubted:
            start = seen_on if part.starts is None else part.starts[n]
            reason = doubted[p.day_number(day)]
            yield Question(part.definition.id, day, start, part.values[n], part.start_is, reason)


def holes_of(part: PrintsOf, asked_from: date | None, asked_to: date | None, seen_on: date) -> list[date]:
    """Days from which a reply lacks values that it was asked for, by the catalogue's start and the frequency."""
    entry = catalogue().get(part.definition.id)
    if entry is None or not part.days:
        return []
    first = max(date.fromisoformat(entry.start), asked_from or date.min)
    last = min(date.fromisoformat(entry.ended) if entry.ended else seen_on, asked_to or seen_on)
    days = np.array(sorted(set(p.day_numbers(part.days))), dtype=np.int64)
    late = LATE_BY[entry.frequency]
    found = plausible.holes(entry.frequency, days, p.day_number(first), p.day_number(last - late))
    return [p.as_date(day) for day in found]


def gap_before(store: Store, part: PrintsOf) -> tuple[date, date] | None:
    """The first two days between which values are missing, from the last day held before those given on."""
    given = np.array(p.day_numbers(part.days), dtype=np.int64)
    days = np.union1d(p.latest(store.prints(part.definition.id))["day"], given)
    days = days[max(0, int(np.searchsorted(days, given.min())) - 1) :]
    wide = plausible.gaps(part.definition.frequency, days)
    return (p.as_date(int(days[wide[0]])), p.as_date(int(days[wide[0] + 1]))) if len(wide) else None


# How long after its date an observation of each frequency may still be to come.
LATE_BY = {
    "D": timedelta(days=10), "D7": timedelta(days=10), "W": timedelta(days=21), "M": timedelta(days=75),
    "Q": timedelta(days=125), "A": timedelta(days=400), "irregular": timedelta(0),
}  # fmt: skip
