"""The general quantity: a formula over series and instruments, by period, as level or growth, asked in many ways.

    formula → by day, week, month, quarter, year → level, change, growth → window and days → answer

Administered rates are names too (`SOFR - iorb`). Every step is told; units are computed by the formula's grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le

from fedsheet.claims.evidence import WEEK_OF, Evidence, Found, KnownWhen, NotHeldError, Told, Values, term
from fedsheet.claims.measures import KIND_OF, Kind, Measure, change, level
from fedsheet.claims.measures import measure as in_unit
from fedsheet.claims.registry import quantity
from fedsheet.core.dates import is_business_day, month_end, next_business_day
from fedsheet.core.errors import InputError, UnitError
from fedsheet.core.formula import CARRIED_DAYS, Term, evaluate, names, parse
from fedsheet.core.lazy import pd
from fedsheet.market.daycount import TAX_MONTHS

Every = Literal["observation", "week", "month", "quarter", "year"]
Each = Literal["last", "mean", "sum"]
Move = Literal["level", "change", "pct", "yoy", "annualised"]
Days = Literal["month_end", "quarter_end", "year_end", "tax_day"]
Answer = Literal[
    "at", "change", "pct", "max", "min", "mean", "sum", "sd", "count", "share", "date_of_max", "date_of_min",
    "first_day", "last_day", "streak", "highest_since", "lowest_since", "rank", "correlation", "slope",
]  # fmt: skip
Periods = Annotated[int, Ge(1), Le(1_000)]
Bound = str | float  # a formula, or a number in base units

RULE = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
FREQUENCY = {"week": WEEK_OF, "month": "M", "quarter": "Q", "year": "A"}
A_YEAR = {"W": 52, WEEK_OF: 52, "M": 12, "Q": 4, "A": 1, "Y": 1}
FORM = {
    "max": "extreme", "min": "extreme", "date_of_max": "extreme_date", "date_of_min": "extreme_date", "sum": "mean",
    "sd": "mean", "highest_since": "since", "lowest_since": "since", "slope": "correlation", "last_day": "first_day",
    "pct": "change",
}  # fmt: skip
NONE = {"first_day": "no_day", "last_day": "no_day", "highest_since": "record", "lowest_since": "record"}
DATED = ("max", "min", "date_of_max", "date_of_min")


@dataclass(frozen=True)
class SeriesQuestion:
    """What is asked of a series: the window or day, the bound of a condition, the second formula.

    `bound` is a number in base units or a formula's values by the same period; `against` went the same steps as the
    formula it stands beside.
    """

    answer: Answer
    start: date | None
    end: date | None
    on: date | None
    is_above: bool
    bound: float | Values | None
    against: Values | None


@dataclass(frozen=True)
class Steps:
    """What is done to a formula before it is asked: by period, as level or growth, on which days."""

    every: Every
    each: Each
    move: Move
    periods: int
    leave: list[Days] | None
    only: list[Days] | None
    leave_days: list[date] | None

    def of(self, evidence: Evidence, formula: str) -> Values:
        """The formula's values after all steps."""
        moved = _moved(_by_period(_values(evidence, formula), self.every, self.each), self.move, self.periods)
        return _on_days(moved, self.leave, self.only, self.leave_days)

    @property
    def told(self) -> dict[str, Told]:
        """The steps that were not the usual ones."""
        how: dict[str, Told] = {} if self.move == "level" else {"move": self.move}
        if self.every != "observation":
            how["every"] = self.every
        if self.only:
            how["only"] = tuple(self.only)
        if self.leave or self.leave_days:
            how["leave"] = (*(self.leave or ()), *(self.leave_days or ()))
        return how


@quantity
def measure(
    evidence: Evidence, *, of: str, answer: Answer, start: date | None = None, end: date | None = None,
    on: date | None = None, every: Every = "observation", each: Each = "last", move: Move = "level",
    periods: Periods = 1, leave: list[Days] | None = None, only: list[Days] | None = None,
    leave_days: list[date] | None = None, above: Bound | None = None, below: Bound | None = None,
    against: str | None = None,
) -> Found:  # fmt: skip
    """A formula over series and instruments by period, as level or growth: its value, extreme, share, since when."""
    steps = Steps(every, each, move, periods, leave, only, leave_days)
    held = steps.of(evidence, of)
    bound = above if below is None else below
    if above is not None and below is not None:
        raise InputError("claims.measured_answer_needs_bound", answer=answer)
    asked = SeriesQuestion(
        answer, start, end, on, above is not None,
        None if bound is None else _bounding(evidence, bound, held, steps),
        None if against is None else steps.of(evidence, against),
    )  # fmt: skip
    value, told = _ANSWERS[answer](held, asked)
    told |= _carried(evidence, of, held, told)
    series = tuple(dict.fromkeys(names(parse(of))))
    form = (NONE if value.value == date.max else FORM).get(answer, answer)
    return Found(value, {"of": held.label, "answer": answer, **steps.told, **told}, series, form)


def _bounding(evidence: Evidence, bound: Bound, held: Values, steps: Steps) -> float | Values:
    """The bound of a condition: a number in base units, or a formula's level by the same period; unlike units raise."""
    if not isinstance(bound, str):
        return float(bound)
    result = evaluate(parse(bound), lambda name: term(evidence, name))
    if result.number is not None:
        return result.number
    found = _by_period(_values(evidence, bound), steps.every, steps.each)
    if found.kind is not held.kind:
        raise UnitError(
            "claims.evidence_is_a_a", series=held.label, kind=held.kind, minus=found.label, kind_2=found.kind
        )
    return found


def _carried(evidence: Evidence, formula: str, held: Values, told: Mapping[str, Told]) -> dict[str, Told]:
    """Of which period a slower series of the formula was taken on the day told: GDP of which quarter."""
    when = told.get("on")
    if not isinstance(when, KnownWhen) or held.frequency in CARRIED_DAYS:
        return {}
    last = pd.Timestamp(when.day) + pd.Timedelta(days=6 if held.frequency == WEEK_OF else 0)
    found: list[tuple[Told, ...]] = []
    for name in dict.fromkeys(names(parse(formula))):
        slow = term(evidence, name)
        if slow.frequency in CARRIED_DAYS:
            stood = slow.values.loc[:last].index[-1]
            found.append((name, KnownWhen(stood.date(), slow.frequency)))
    return {"carried": tuple(found)} if found else {}


def _values(evidence: Evidence, formula: str) -> Values:
    """A formula's values with what they count; a plain number or no day at all raises."""
    result: Term = evaluate(parse(formula), lambda name: term(evidence, name))
    if result.dimension is None:
        raise InputError("claims.measured_formula_names_series", formula=formula)
    if result.values.empty:
        raise NotHeldError(formula)
    clean = result.values.dropna()
    kind = KIND_OF[result.dimension]
    return Values((formula,), clean.round(9) if kind is Kind.RATE else clean, kind, result.frequency)


def _by_period(held: Values, every: Every, each: Each) -> Values:
    """One value a period, dated by the period's first day; a last period that is not over is left out."""
    if every == "observation":
        return held
    periods = pd.DatetimeIndex(held.values.index).to_period(RULE[every])
    grouped = held.values.groupby(periods)
    values = grouped.last() if each == "last" else grouped.mean() if each == "mean" else grouped.sum()
    if held.next_due <= values.index[-1].end_time.date():
        values = values.iloc[:-1]
    if values.empty:
        raise NotHeldError(held.label)
    values.index = pd.PeriodIndex(values.index).to_timestamp(how="start")
    return Values(held.name, values, held.kind, FREQUENCY[every])


def _moved(held: Values, move: Move, periods: int) -> Values:
    """Levels, or what became of them over so many periods; growth over a year needs a frequency that has one."""
    values = held.values
    if move == "level":
        return held
    if move == "change":
        return Values(held.name, values.diff(periods).dropna().round(9), held.kind, held.frequency)
    if move in ("yoy", "annualised") and held.frequency not in A_YEAR:
        raise InputError("claims.measured_day_growth_over_year", label=held.label)
    a_year = A_YEAR.get(held.frequency, 1)
    ratio = values / values.shift(a_year if move == "yoy" else periods)
    growth = ratio ** (a_year / periods) - 1 if move == "annualised" else ratio - 1
    return Values(held.name, growth.dropna(), Kind.RATE, held.frequency)


def _on_days(held: Values, leave: list[Days] | None, only: list[Days] | None, apart: list[date] | None) -> Values:
    """Only the days asked for, without those left out."""
    values = held.values
    days = [stamp.date() for stamp in values.index]
    if only:
        values = values[[any(_IS[kind](day) for kind in only) for day in days]]
    if leave or apart:
        out = set(apart or ())
        days = [stamp.date() for stamp in values.index]
        values = values[[day not in out and not any(_IS[kind](day) for kind in leave or ()) for day in days]]
    if values.empty:
        raise InputError("claims.measured_day_left", label=held.label)
    return Values(held.name, values, held.kind, held.frequency, held.values.index[-1].date())


def _last_of_month(day: date) -> bool:
    return next_business_day(day, 1).month != day.month if is_business_day(day) else day == month_end(day)


_IS: dict[str, Callable[[date], bool]] = {
    "month_end": _last_of_month,
    "quarter_end": lambda day: day.month % 3 == 0 and _last_of_month(day),
    "year_end": lambda day: day.month == 12 and _last_of_month(day),
    "tax_day": lambda day: day.month in TAX_MONTHS and day == next_business_day(day.replace(day=15), 0),
}

_Answered = tuple[Measure, dict[str, Told]]


def _told(held: Values, value: float, moved: str = "") -> Measure:
    """A value of the series in its usual unit; a small rate in basis points where it is a difference."""
    spread = held.kind is Kind.RATE and (" - " in held.label or moved == "change") and "/" not in held.label
    return change(value, held.kind) if spread else level(value, held.kind)


def _window(held: Values, asked: SeriesQuestion) -> pd.Series[float]:
    """The values of the window; without a first day all before its last, without a last all held."""
    start = asked.start or held.first
    end = asked.end or asked.on or held.values.index[-1].date()
    return held.between(start, end)


def _span(held: Values, inside: pd.Series[float]) -> dict[str, Told]:
    first, last = (held.when(inside.index[place].date()) for place in (0, -1))
    return {"start": first, "end": last, "n": len(inside)}


def _day(held: Values, asked: SeriesQuestion) -> tuple[date, float]:
    if asked.on is None:
        raise InputError("claims.measured_answer_needs_day", answer=asked.answer)
    return held.at(asked.on)


def _at(held: Values, asked: SeriesQuestion) -> _Answered:
    day, value = _day(held, asked)
    return _told(held, value), {"on": held.when(day)}


def _change(held: Values, asked: SeriesQuestion) -> _Answered:
    if asked.start is None or asked.end is None:
        raise InputError("claims.measured_answer_needs_both_ends", answer=asked.answer)
    (first, before), (last, after) = held.ends(asked.start, asked.end)
    told: dict[str, Told] = {
        "start": held.when(first), "end": held.when(last), "before": _told(held, before), "after": _told(held, after),
    }  # fmt: skip
    if asked.answer == "change":
        return change(after - before, held.kind), told
    if before == 0:
        raise InputError("claims.measured_zero", label=held.label, first=first)
    return in_unit(after / before - 1, "pct"), told


def _extreme(held: Values, asked: SeriesQuestion) -> _Answered:
    inside = _window(held, asked)
    place = int(inside.argmax() if asked.answer.endswith("max") else inside.argmin())
    day, value = inside.index[place].date(), float(inside.iloc[place])
    told = _span(held, inside) | {"on": held.when(day), "level": _told(held, value)}
    return (in_unit(day, "date") if asked.answer.startswith("date") else _told(held, value)), told


def _mean(held: Values, asked: SeriesQuestion) -> _Answered:
    inside = _window(held, asked)
    value = float(inside.mean() if asked.answer == "mean" else inside.sum() if asked.answer == "sum" else inside.std())
    return _told(held, value), _span(held, inside)


def _passing(asked: SeriesQuestion, inside: pd.Series[float]) -> pd.Series[bool]:
    """On which days the condition holds; of a bound that is a formula, on the days both have."""
    if asked.bound is None:
        raise InputError("claims.measured_answer_needs_bound", answer=asked.answer)
    if isinstance(asked.bound, float):
        difference = inside - asked.bound
    else:
        difference = (inside - asked.bound.values.reindex(inside.index)).dropna().round(9)
        if difference.empty:
            raise NotHeldError(asked.bound.label)
    return difference > 0 if asked.is_above else difference < 0


def _bound(held: Values, asked: SeriesQuestion) -> dict[str, Told]:
    bound = asked.bound
    told: Told = bound.label if isinstance(bound, Values) else _told(held, bound or 0.0)
    return {"bound": told, "direction": "above" if asked.is_above else "below"}


def _count(held: Values, asked: SeriesQuestion) -> _Answered:
    passing = _passing(asked, inside := _window(held, asked))
    told = _span(held, inside) | _bound(held, asked) | {"n": len(passing), "count": int(passing.sum())}
    if asked.answer == "count":
        return in_unit(float(passing.sum()), "number"), told
    return in_unit(float(passing.mean()), "pct"), told


def _first_day(held: Values, asked: SeriesQuestion) -> _Answered:
    inside = _window(held, asked)
    passing = _passing(asked, inside)
    days = [stamp.date() for stamp in passing.index[passing]]
    day = date.max if not days else days[0] if asked.answer == "first_day" else days[-1]
    found: dict[str, Told] = {"on": held.when(day)} if days else {}
    return in_unit(day, "date"), _span(held, inside) | _bound(held, asked) | found


def _streak(held: Values, asked: SeriesQuestion) -> _Answered:
    day, _ = _day(held, asked)
    inside = held.values.loc[: str(day)]
    passing = _passing(asked, inside)[::-1]
    count = float(passing.cumprod().sum())
    return in_unit(count, "number"), {"on": held.when(day), **_bound(held, asked)}


def _since(held: Values, asked: SeriesQuestion) -> _Answered:
    """The last earlier day with a value at least as high (or low): "the lowest since …"."""
    day, value = _day(held, asked)
    earlier = held.values.loc[: str(day)].iloc[:-1]
    reached = earlier[(earlier >= value) if asked.answer == "highest_since" else (earlier <= value)]
    since = reached.index[-1].date() if len(reached) else date.max
    told: dict[str, Told] = {"on": held.when(day), "level": _told(held, value), "begins": held.when(held.first)}
    if len(reached):
        told |= {"since": held.when(since), "then": _told(held, float(reached.iloc[-1]))}
    return in_unit(since, "date"), told


def _rank(held: Values, asked: SeriesQuestion) -> _Answered:
    day, value = _day(held, asked)
    inside = _window(held, asked)
    return in_unit(float((inside < value).mean()), "pct"), _span(held, inside) | {
        "on": held.when(day), "level": _told(held, value),
    }  # fmt: skip


def _correlation(held: Values, asked: SeriesQuestion) -> _Answered:
    """With a second formula on the days both have; the slope is of the first on the second, in base units."""
    if asked.against is None:
        raise InputError("claims.measured_answer_needs_second_formula", answer=asked.answer)
    inside = _window(held, asked)
    other = asked.against.values.reindex(inside.index).dropna()
    one = inside.loc[other.index]
    told = _span(held, inside) | {"n": len(one), "against": asked.against.label}
    spread = float(other.std())
    if len(one) < 2 or spread == 0 or float(one.std()) == 0:
        raise InputError("claims.measured_do_vary_together_window", label=held.label, against=asked.against.label)
    together = float(one.cov(other))
    value = together / spread**2 if asked.answer == "slope" else together / (spread * float(one.std()))
    return in_unit(value, "index"), told


_ANSWERS = {
    "at": _at, "change": _change, "pct": _change, "max": _extreme, "min": _extreme, "date_of_max": _extreme,
    "date_of_min": _extreme, "mean": _mean, "sum": _mean, "sd": _mean, "count": _count, "share": _count,
    "first_day": _first_day, "last_day": _first_day, "streak": _streak, "highest_since": _since,
    "lowest_since": _since, "rank": _rank, "correlation": _correlation, "slope": _correlation,
}  # fmt: skip
