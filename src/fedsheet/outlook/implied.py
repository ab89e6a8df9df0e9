"""Probabilities of each meeting's outcome from 30-day federal funds futures, by the exchange's method.

A contract prices the average effective rate of its month. In a month without a meeting that is one rate, an anchor:

    September          October (no meeting)       November            average = (n·start + m·end) / (n + m)
    start ──┐ end  =   ───────── rate ─────────   = start ──┐ end     n days before the new rate, m at it
            meeting                                         meeting

A month in which the range was moved between meetings holds a rate more. The record tells the day and by how much, and
the effective rate is taken to have moved by as much: the month's average less what the days before the move add to it
is what the new rate alone would make. Such a month is an anchor only where no other tells the rate. Where few days of a
month tell a rate, the price's noise is multiplied by the month over those days; past a limit the meeting is left out.

Each meeting's expected change in steps of 25 basis points is split over the two whole numbers beside it, and the
distributions of successive meetings are convolved. Source: CME Group, FedWatch methodology (data/implied.toml).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import floor

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.units import from_pct
from fedsheet.outlook.meetings import Meetings, Move
from fedsheet.outlook.parameters import parameters
from fedsheet.outlook.quotes import FuturesQuotes, Month, name_of, next_month

Steps = Mapping[int, float]
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class MeetingOdds:
    """One meeting as priced: rate before and after (decimals), its own odds and those of the level it leaves.

    moves    steps of 25 bp at this meeting → probability
    levels   steps from the rate before the first meeting → probability
    """

    meeting: date
    rate_before: float
    rate_after: float
    moves: Steps
    levels: Steps

    @property
    def expected_change(self) -> float:
        """Priced change at this meeting, decimal."""
        return self.rate_after - self.rate_before

    @property
    def hike(self) -> float:
        """Probability that the level after this meeting is above today's."""
        return sum(p for steps, p in self.levels.items() if steps > 0)

    @property
    def cut(self) -> float:
        """Probability that the level after this meeting is below today's."""
        return sum(p for steps, p in self.levels.items() if steps < 0)


@dataclass(frozen=True)
class ImpliedPath:
    """Every meeting that the prices and the calendar reach, with the last meeting of the calendar they were cut at.

    premium_bp   what a rule of thumb would take off the last meeting's rate for risk; nothing is taken off here
    moved        the last range moved between meetings in the months priced; `moved_read` whether a meeting is told
                 through its month
    """

    quote_date: date
    convention: str
    meetings: tuple[MeetingOdds, ...]
    horizon: date
    not_priced: tuple[date, ...]
    underlying: str = "effr"
    moved: Move | None = None
    moved_read: bool = False

    @property
    def premium_bp(self) -> float:
        """The rule of thumb at the last meeting, basis points."""
        months = (self.meetings[-1].meeting - self.quote_date).days / DAYS_A_MONTH
        return float(parameters("implied")["premium"]["bp_a_month"]) * months


OFF_RANGE = 5e-4  # decimals: since December 2008 no day's rate was farther off its range, no month's average off it


def off_range(path: ImpliedPath, lower: float, upper: float) -> float | None:
    """The rate before the first meeting where it lies off the range taken for the day's: the record lacks a decision.

    None where it lies in the range, or where the prices are SOFR's, which stands off it.
    """
    rate = path.meetings[0].rate_before
    is_off = path.underlying == "effr" and not lower - OFF_RANGE <= rate <= upper + OFF_RANGE
    return rate if is_off else None


@dataclass
class _Rates:
    """Rate at the start and end of each meeting month, as far as solved; months with a move whose price told one."""

    start: dict[Month, float] = field(default_factory=dict)
    end: dict[Month, float] = field(default_factory=dict)
    through: set[Month] = field(default_factory=set)


def implied_path(quotes: FuturesQuotes, meetings: Meetings, convention: str = "day_after") -> ImpliedPath:
    """Odds of every meeting after the quote date that both prices and calendar reach.

    Prices past the calendar's last meeting are not used: a month that seems free of meetings there may only not be
    scheduled yet. A price file that ends before the next meeting, or a calendar that does, raises.
    """
    months = _months(quotes, meetings)
    meeting_of = {month: found for month in months if (found := meetings.in_month(*month))}
    ahead = {month: day for month, day in meeting_of.items() if day > quotes.quote_date}
    if not ahead:
        raise _no_meeting(quotes, meetings)
    moved = {month: steps for month in months if (steps := meetings.moves_in(*month))}
    rates = _solve(quotes, months, meeting_of, moved, convention)
    odds: list[MeetingOdds] = []
    levels: Steps = {0: 1.0}
    for month, day in ahead.items():
        if month not in rates.start or month not in rates.end:
            break
        moves = split(rates.end[month] - rates.start[month])
        levels = convolve(levels, moves)
        odds.append(MeetingOdds(day, rates.start[month], rates.end[month], moves, levels))
    if not odds:
        raise _no_anchor(quotes, ahead)
    unpriced = tuple(day for day in meetings.after(quotes.quote_date) if day > odds[-1].meeting)
    last = moved[max(moved)][-1] if moved else None
    return ImpliedPath(
        quotes.quote_date, convention, tuple(odds), meetings.horizon, unpriced, quotes.underlying, last,
        bool(rates.through),
    )  # fmt: skip


def split(change: float) -> Steps:
    """An expected change as odds of the two whole numbers of 25 bp steps beside it."""
    steps = round(change / from_pct(parameters("implied")["futures"]["step_pct"]), 9)
    lower = floor(steps)
    rest = steps - lower
    return {lower: 1 - rest, lower + 1: rest} if rest else {lower: 1.0}


def convolve(levels: Steps, moves: Steps) -> Steps:
    """Odds of the sum of two independent numbers of steps; they sum to one if both do."""
    total: dict[int, float] = {}
    for level, p in levels.items():
        for move, q in moves.items():
            total[level + move] = total.get(level + move, 0.0) + p * q
    return dict(sorted(total.items()))


def days_at_old_and_new(meeting: date, convention: str) -> tuple[int, int]:
    """Days of the meeting's month at the rate before and after it, under the convention named."""
    conventions = parameters("implied")["conventions"]
    if convention not in conventions:
        raise UnknownNameError("convention", convention, conventions)
    days = monthrange(meeting.year, meeting.month)[1]
    old = meeting.day - 1 + int(conventions[convention]["first_new_day"])
    return old, days - old


def start_rate(average: float, end: float, old: int, new: int) -> float:
    """The rate before the meeting, from the month's average and the rate after it."""
    return ((old + new) * average - new * end) / old


def end_rate(average: float, start: float, old: int, new: int) -> float:
    """The rate after the meeting, from the month's average and the rate before it."""
    return ((old + new) * average - old * start) / new


def _months(quotes: FuturesQuotes, meetings: Meetings) -> list[Month]:
    """Months priced, no further than the last one the calendar can vouch for."""
    last = (meetings.vouched.year, meetings.vouched.month)
    return [month for month in quotes.prices if month <= last]


def _solve(
    quotes: FuturesQuotes, months: list[Month], meeting_of: Mapping[Month, date],
    moved: Mapping[Month, tuple[Move, ...]], convention: str,
) -> _Rates:  # fmt: skip
    """Anchors first, then backwards from each anchor, then forwards where only the start is known."""
    rates = _Rates()
    averages = {month: _as_if_moved_before(quotes.rate(month), moved.get(month, ()), month) for month in months}
    for month in months:
        if month not in meeting_of and month not in moved:
            rates.end[previous_month(month)] = rates.start[next_month(month)] = averages[month]
    for month in reversed(months):
        if month in meeting_of and month in rates.end and month not in rates.start:
            old, new = days_at_old_and_new(meeting_of[month], convention)
            if _is_told(old, new):
                rates.start[month] = start_rate(averages[month], rates.end[month], old, new)
                rates.end.setdefault(previous_month(month), rates.start[month])
                rates.through |= {month} & moved.keys()
    for month in moved:
        if month not in meeting_of and next_month(month) not in rates.start:
            rates.start[next_month(month)] = averages[month]
            rates.through.add(month)
    for month in months:
        if month in meeting_of and month in rates.start and month not in rates.end:
            old, new = days_at_old_and_new(meeting_of[month], convention)
            if _is_told(new, old):
                rates.end[month] = end_rate(averages[month], rates.start[month], old, new)
                rates.start.setdefault(next_month(month), rates.end[month])
                rates.through |= {month} & moved.keys()
    return rates


def _as_if_moved_before(average: float, moves: tuple[Move, ...], month: Month) -> float:
    """A month's average less what the days before its moves between meetings add to it."""
    days = monthrange(*month)[1]
    return average + sum((move.day.day - 1) / days * move.change for move in moves)


def _is_told(days: int, others: int) -> bool:
    """Whether so many days of a month tell their rate: the price's noise is not multiplied beyond the limit."""
    return days * float(parameters("implied")["noise"]["most_times"]) >= days + others


def previous_month(month: Month) -> Month:
    """The month before."""
    return (month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1)


def _no_meeting(quotes: FuturesQuotes, meetings: Meetings) -> InputError:
    upcoming = meetings.after(quotes.quote_date)
    if not upcoming:
        return meetings.too_short(quotes.quote_date)
    month = (upcoming[0].year, upcoming[0].month)
    return InputError(
        "outlook.implied_prices_end_before_next",
        where=quotes.where,
        name_of=name_of(max(quotes.prices)),
        upcoming=upcoming[0],
        name_of_2=name_of(month),
    )


def _no_anchor(quotes: FuturesQuotes, ahead: Mapping[Month, date]) -> InputError:
    month, day = next(iter(ahead.items()))
    return InputError(
        "outlook.implied_rates_around_meeting_cannot", where=quotes.where, day=day, name_of=name_of(month)
    )
