"""What quantities are computed from: one vintage of the data and the path of policy; and how a value is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from fedsheet.claims.held import importable
from fedsheet.claims.measures import KIND_OF, Kind, Measure
from fedsheet.core.dates import ONE_DAY, add_months, next_business_day
from fedsheet.core.errors import DateRangeError, InputError, UnitError, UnknownNameError
from fedsheet.core.formula import STEPS, Term, names, parse
from fedsheet.core.lazy import pd
from fedsheet.core.names import refuse_ended, spelled
from fedsheet.core.notes import Remark
from fedsheet.core.spreads import difference as difference_of
from fedsheet.core.text import Text
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.record.levers import INSTRUMENTS
from fedsheet.review import ready

RECORD = "policy record"
WEEK_OF = "W-SUN"  # the frequency of whole weeks, each dated by its Monday; a weekly series is W, dated by its own day
# How old an observation may be and still stand for a day inside a series, by frequency: one of its periods.
LONGEST_AGE = {"D7": 1, "D": 7, "W": 7, WEEK_OF: 7, "M": 31, "Q": 92, "A": 366, "Y": 366}
DAILY = ("D", "D7", STEPS)
MONTHS_BETWEEN = {"M": 1, "Q": 3, "A": 12, "Y": 12}
NUMERIC = frozenset(name for name, lever in INSTRUMENTS.items() if lever.base)


class NotHeldError(InputError):
    """A series that open data do not give, or not by the day asked: the claim cannot be decided here.

    `pull` is the group of the catalogue that brings it, `few` how many observations there are of how many needed.
    """

    def __init__(
        self, series_id: str, since: date | None = None, last: date | None = None, *, pull: str = "",
        few: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        self.series_id, self.since, self.last, self.pull, self.few = series_id, since, last, pull, few
        super().__init__("claims.evidence_series_not_held", series_id=series_id)


class BeforeHeldError(DateRangeError):
    """A day before the first that is held of a series, or of a difference of two."""

    def __init__(self, label: str, day: date, first: date, last: date, place: str) -> None:
        self.label, self.day, self.first = label, day, first
        super().__init__(f"claims.evidence_no_value_{place}", label=label, day=day, first=first, last=last)


class Brought(NamedTuple):
    """What a pull brings of a series: its group in the catalogue and its publisher's first day."""

    group: str
    start: date


@dataclass(frozen=True)
class Evidence:
    """One vintage of the data and the path of policy, of which only facts announced by `known_at` are used.

    `label` is the date a vintage goes by: the publisher's own date of revised series, for the current one `known_at`.
    `shared` keeps what several tests ask of it: series by name in base units, and differences of two.
    """

    data: Vintage
    path: PolicyPath
    known_at: date
    label: date
    pullable: Mapping[str, Brought] = field(default_factory=dict)
    shared: dict[tuple[str, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, data: Vintage, path: PolicyPath, pullable: Mapping[str, Brought] | None = None) -> Evidence:
        """What was known on the day of the vintage."""
        return cls(data, path, data.as_of, data.as_of, pullable or {})

    def brought(self, label: str) -> dict[str, Brought]:
        """What a pull brings of the series a label names: itself, the two of a difference, all those of a formula."""
        told = label.split(" − ")
        named = told if self.pullable.keys() & set(told) else _names(label)
        return {name: self.pullable[name] for name in named if name in self.pullable}

    def group(self, label: str, last: date | None = None) -> str:
        """The group of the catalogue that brings a series of the label, of several the one that ends on `last`; empty
        where none does."""
        brought = self.brought(label)
        short = [one for name, one in brought.items() if name in self.data and self.data[name].last_day == last]
        return next((one.group for one in (*short, *brought.values())), "")

    def known(self, day: date, what: str) -> None:
        """Stop with `NotHeldError` where `day` lies after what was known."""
        if day > self.known_at:
            raise NotHeldError(what, last=self.known_at)


def _names(label: str) -> tuple[str, ...]:
    """The series of a formula; none where the label is plain words, as a fact's are."""
    try:
        return tuple(names(parse(label)))
    except InputError:
        return ()


Which = Literal["highest", "lowest"]


@dataclass(frozen=True)
class KnownWhen:
    """A day that stands for its period: a month where `frequency` is M, a quarter where Q, a year, a whole week."""

    day: date
    frequency: str = "D"


Told = Measure | KnownWhen | Text | date | str | int | tuple["Told", ...]


@dataclass(frozen=True)
class Found:
    """What a quantity gives: its value, what its sentence tells beside it, and the series it was computed from.

    `form` chooses among the sentences of a quantity that can be asked in several ways.
    """

    value: Measure
    told: Mapping[str, Told] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    form: str = ""


def found(value: Measure, computed_from: tuple[str, ...] = (), /, **told: Told) -> Found:
    """A found value with what its sentence tells, by the names of the sentence's places."""
    return Found(value, told, computed_from)


@dataclass(frozen=True)
class Values:
    """One series, or the difference of two, in base units: `name` as shown, `kind` of its values, `frequency`.

    `until` is the last observation held where days after the last of `values` were left out on purpose.
    """

    name: tuple[str, ...]
    values: pd.Series[float]
    kind: Kind
    frequency: str
    until: date | None = None

    @property
    def label(self) -> str:
        """`DGS10 − DFII10` of a difference, the id of a series."""
        return " − ".join(self.name)

    def at(self, day: date) -> tuple[date, float]:
        """The last observation on or before `day`, not older than one period of the series.

        Before the first: `DateRangeError` with the span. From the day of the next observation on: `NotHeldError`,
        since that one is not known yet and the last is not carried in its place.
        """
        position = int(self.values.index.searchsorted(pd.Timestamp(day), side="right")) - 1
        if position < 0:
            raise self._before("before", day)
        found = self.values.index[position].date()
        if position == len(self.values) - 1 and day >= self.next_due:
            raise NotHeldError(self.label, last=found)
        if (day - found).days > LONGEST_AGE.get(self.frequency, LONGEST_AGE["D"]):
            raise self.outside("near", day=day, found=found)
        return found, float(self.values.iloc[position])

    @property
    def next_due(self) -> date:
        """The day of the observation after the last one held."""
        last: date = self.until or self.values.index[-1].date()
        if self.frequency in MONTHS_BETWEEN:
            return add_months(last, MONTHS_BETWEEN[self.frequency])
        if self.frequency in ("W", WEEK_OF):
            return last + timedelta(days=7)
        return last + ONE_DAY if self.frequency in ("D7", STEPS) else next_business_day(last + ONE_DAY, 0)

    def ends(self, start: date, end: date) -> tuple[tuple[date, float], tuple[date, float]]:
        """The values at both ends of a window; `NotHeldError` where one observation would stand for both."""
        before, after = self.at(start), self.at(end)
        if before[0] == after[0]:
            raise NotHeldError(self.label, last=after[0], few=(1, 2))
        return before, after

    def without_gaps(self, days: list[date]) -> None:
        """`NotHeldError` where two observations that stand for following days have more than one of them between."""
        age = timedelta(days=LONGEST_AGE.get(self.frequency, LONGEST_AGE["D"]))
        daily = self.frequency in DAILY
        near = [b <= (next_business_day(a, 2) if daily else a + age) for a, b in pairwise(days)]
        if not all(near):
            raise NotHeldError(self.label, few=(1 + sum(near), len(days)))

    def between(self, start: date, end: date) -> pd.Series[float]:
        """Values from `start` to `end`; a window that begins before the data or ends after them raises."""
        if start > end:
            raise DateRangeError("claims.evidence_window_starts_ends", start=start, end=end)
        age = timedelta(days=LONGEST_AGE.get(self.frequency, LONGEST_AGE["D"]))
        if start < self.first - age:
            raise self._before("on", start)
        self.at(end)
        inside = self.values.loc[pd.Timestamp(start) : pd.Timestamp(end)]
        if inside.empty:
            raise self.outside("between", day=start, end=end)
        return inside

    def extreme(self, start: date, end: date, which: Which) -> tuple[date, float]:
        """The day and value of the highest or lowest observation in a window, the first where several."""
        inside = self.between(start, end)
        place = int(inside.argmax() if which == "highest" else inside.argmin())
        return inside.index[place].date(), float(inside.iloc[place])

    def when(self, day: date) -> KnownWhen:
        """A day told as this series counts time: by day, month or quarter."""
        return KnownWhen(day, self.frequency)

    @property
    def first(self) -> date:
        """The first observation date."""
        first: date = self.values.index[0].date()
        return first

    def _before(self, place: str, day: date) -> InputError:
        if self._own:
            return NotHeldError(self._own)
        return BeforeHeldError(self.label, day, self.first, self.last, place)

    @property
    def _own(self) -> str:
        """A series of the user's own among those it is made of, empty where there is none."""
        return next((name for name in self.name if name in importable()), "")

    def outside(self, place: str, **days: date) -> InputError:
        """What to raise where there is no value: a user's own series is too short, not the claim wrong."""
        if self._own:
            return NotHeldError(self._own)
        told = {"label": self.label, "first": self.first, "last": self.last, **days}
        return DateRangeError(f"claims.evidence_no_value_{place}", **told)  # type: ignore[arg-type]  # `where` is none of them

    @property
    def last(self) -> date:
        """The last observation date."""
        last: date = self.values.index[-1].date()
        return last


def values(evidence: Evidence, series: str, minus: str | None = None) -> Values:
    """A series by id in base units, or `series` minus another on the days both have."""
    if minus is None:
        return _one(evidence, series)
    key = series, minus
    if key not in evidence.shared:
        evidence.shared[key] = _difference(evidence, series, minus)
    found: Values = evidence.shared[key]
    return found


def _difference(evidence: Evidence, series: str, minus: str) -> Values:
    one = _one(evidence, series)
    other = _one(evidence, minus)
    if one.kind is not other.kind:
        raise UnitError("claims.evidence_is_a_a", series=series, kind=one.kind, minus=minus, kind_2=other.kind)
    difference = difference_of(one.values, other.values)
    return Values((series, minus), difference, one.kind, other.frequency if one.frequency == STEPS else one.frequency)


def _one(evidence: Evidence, name: str) -> Values:
    """A series, or a level set by decision, as a series of its own kind."""
    known = term(evidence, name)
    assert known.dimension is not None
    return Values((name,), known.values, KIND_OF[known.dimension], known.frequency)


def term(evidence: Evidence, name: str) -> Term:
    """A name of a formula: a series held, or an instrument of the record (iorb, on_rrp, srf, lower, upper, caps).

    What a pull brings or a user may import: `NotHeldError`; anything else `UnknownNameError` with the nearest.
    """
    if (name,) not in evidence.shared:
        evidence.shared[name,] = _term(evidence, name)
    found: Term = evidence.shared[name,]
    return found


def _term(evidence: Evidence, name: str) -> Term:
    data = evidence.data
    if name not in NUMERIC:  # `iorb` is the record's level, also where the series IORB is held
        name = spelled(name, {*data, *data.first_known}) or name
    asked = None if name.lower() in NUMERIC or name in data.first_known else ready.named(name)
    if name in data or asked is not None:
        held = data[name] if asked is None or name in data else ready.made(asked, data, evidence.path)
        if held.values.empty:
            raise NotHeldError(name, pull=evidence.group(name))
        return Term(held.base(), held.unit.dimension, held.definition.frequency, (name,), held.unit.base)
    if name.lower() in NUMERIC:
        return _set_by_decision(evidence, name)
    if name in data.first_known:
        raise NotHeldError(name, since=data.first_known[name])
    if name in importable() or name in evidence.pullable:
        raise NotHeldError(name, pull=evidence.group(name))
    refuse_ended(name)
    raise UnknownNameError(
        "series", name, {*data, *data.first_known, *importable(), *evidence.pullable, *NUMERIC},
        do=Remark.of("claims.evidence_bring_it_in", id=name),
    )  # fmt: skip


def _set_by_decision(evidence: Evidence, name: str) -> Term:
    """A level set by decision on every day from its first to the last known one."""
    instrument = name.lower()
    base = INSTRUMENTS[instrument].base
    assert base is not None
    steps = evidence.path.steps.get(instrument)
    if not steps or steps[0].effective_date > evidence.known_at:
        raise NotHeldError(name)
    levels = evidence.path.levels_known(instrument, steps[0].effective_date, evidence.known_at, evidence.known_at)
    return Term(levels.dropna(), base.dimension, STEPS, (name,))
