"""Lines to look at: formulas over series and instruments, by period, as level, change, growth or index.

    lines = line { ";" line }                  SOFR - iorb ; WRESBAL | right
    line  = formula { "|" word }               WALCL | yoy | 2019-09-17
    word  = level | change | yoy | index | over_iorb | right | a day YYYY-MM-DD: only what was public on it

The formula is parsed by `core.formula`, which computes its unit; nothing is ever run as code. A line that cannot be
made says why and leaves the others standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from fedsheet.core.dates import next_business_day, parse_date
from fedsheet.core.errors import DateRangeError, FedsheetError, InputError, UnitError, UnknownNameError
from fedsheet.core.formula import STEPS, Binary, Name, Node, Term, evaluate, names, parse
from fedsheet.core.lazy import pd
from fedsheet.core.names import spelled
from fedsheet.core.series import Series
from fedsheet.core.shown import Card, Shown, said
from fedsheet.core.units import Dimension, Unit
from fedsheet.core.vintage import Vintage
from fedsheet.record.levers import INSTRUMENTS
from fedsheet.review import ready

if TYPE_CHECKING:
    from fedsheet.record import PolicyPath

Move = Literal["level", "change", "yoy", "index", "over_iorb"]
Every = Literal["observation", "week", "month", "quarter"]
Each = Literal["last", "mean", "sum"]
Mark = Literal["recession", "programmes", "decisions"]
MOVES: tuple[Move, ...] = get_args(Move)
EVERY, EACH, MARKS = (get_args(kind) for kind in (Every, Each, Mark))
MOST_LINES = 6
LONGEST = 2_000  # characters of all lines together
RIGHT = "right"
DIGITS = 9  # decimals kept of a rate: a difference of equal rates is zero
PERIOD = {"week": "W-SUN", "month": "M", "quarter": "Q"}
FREQUENCY = {"week": "W", "month": "M", "quarter": "Q"}
RANK = {STEPS: 0, "D7": 0, "D": 0, "W": 1, "M": 2, "Q": 3, "A": 4, "Y": 4}
A_YEAR_AGO = timedelta(days=7)  # how far before the day a year ago its observation may lie: a week and its holidays


@dataclass(frozen=True)
class LookLine:
    """One line as asked for: `as_of` is its own day of knowledge, where it has one."""

    formula: str
    move: Move = "level"
    right: bool = False
    as_of: date | None = None

    @property
    def text(self) -> str:
        """The line as it is written; read again it is the same line."""
        move = () if self.move == "level" else (self.move,)
        right = (RIGHT,) if self.right else ()
        day = (self.as_of.isoformat(),) if self.as_of else ()
        return " | ".join((self.formula, *move, *right, *day))


@dataclass(frozen=True)
class How:
    """What holds for all lines: the period, how observations become one a period, the day on which an index is 100.

    log, marks   how they are drawn: on a logarithmic axis, and what stands behind them
    """

    every: Every = "observation"
    each: Each = "last"
    base: date | None = None
    log: bool = False
    marks: tuple[Mark, ...] = ("recession", "programmes")


@dataclass(frozen=True)
class Drawn:
    """A line made: `values` in base units by date, and what they count.

    spread     a difference of rates: told in basis points
    unit       the publisher's unit of a series taken alone, where its dimension has no usual one
    held       a level set by decision: it stands until it is changed
    frequency  of the values; `counted` is set where observations were brought to a longer period
    zero       days without a value because what divides is zero on them
    """

    line: LookLine
    values: pd.Series[float]
    dimension: Dimension
    spread: bool
    unit: Unit | None
    held: bool
    frequency: str
    counted: str
    names: tuple[str, ...]
    zero: int = 0

    @property
    def counts(self) -> str:
        """What the axis counts: two lines stand on one axis only where this is the same."""
        if self.dimension is Dimension.RATE:
            return "bp" if self.spread else "rate"
        alone = None if self.dimension in (Dimension.MONEY, Dimension.MONEY_FLOW) else self.unit
        return alone.name if alone else self.dimension.value

    @property
    def right(self) -> bool:
        """Whether it stands on the right axis."""
        return self.line.right


@dataclass(frozen=True)
class Failed:
    """A line that cannot be made, and why."""

    line: LookLine
    error: FedsheetError


@dataclass(frozen=True, repr=False)
class Lines(Shown):
    """The lines of one look: those made and those refused, in the order asked; `how`, the day and what it was from."""

    all: tuple[Drawn | Failed, ...]
    how: How
    as_of: date
    path: PolicyPath
    digest: str

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """Those that were made."""
        return tuple(one for one in self.all if isinstance(one, Drawn))

    def between(self, start: date | None, end: date | None) -> Lines:
        """The same lines on the days from `start` to `end`; a level that is held is known at the start too."""
        cut = (replace(o, values=_cut(o, start, end)) if isinstance(o, Drawn) else o for o in self.all)
        return replace(self, all=tuple(cut))

    def frame(self) -> pd.DataFrame:
        """One column a line, by date, in base units."""
        return pd.DataFrame({one.line.text: one.values for one in self.drawn}).sort_index()

    def card(self) -> Card:
        """Each line with its number of observations and its last."""
        facts = [
            (one.line.text, said("cards.observations", n=len(one.values), last=one.values.index[-1].date()))
            for one in self.drawn
        ]
        return Card(said("cards.lines"), None, self.as_of, tuple(facts))


def _cut(one: Drawn, start: date | None, end: date | None) -> pd.Series[float]:
    inside = one.values.loc[pd.Timestamp(start) if start else None : pd.Timestamp(end) if end else None]
    if start is None or not one.held:
        return inside
    first = pd.DatetimeIndex([pd.Timestamp(start)])
    at_start = one.values.reindex(one.values.index.union(first)).ffill().loc[first].dropna()
    return pd.concat([at_start, inside[inside.index > first[0]]])


# ---- as written ------------------------------------------------------------------------------------------------------


def parse_lines(text: str) -> tuple[LookLine | Failed, ...]:
    """The lines of a text; too many or too long raises `InputError`, one that cannot be read says so itself."""
    if len(text) > LONGEST:
        raise InputError("review.lines_too_long", n=len(text), most=LONGEST)
    found = tuple(_read(part.strip()) for part in text.split(";") if part.strip())
    if len(found) > MOST_LINES:
        raise InputError("review.lines_too_many", n=len(found), most=MOST_LINES)
    return tuple(dict.fromkeys(found))


def _read(text: str) -> LookLine | Failed:
    try:
        return parse_line(text)
    except FedsheetError as error:
        return Failed(LookLine(text), error)


def parse_line(text: str) -> LookLine:
    """One line: a formula, then words after bars."""
    formula, *words = (part.strip() for part in text.split("|"))
    line = LookLine(formula)
    for word in words:
        if word in MOVES:
            line = replace(line, move=word)
        elif word == RIGHT:
            line = replace(line, right=True)
        elif word[:4].isdigit():
            line = replace(line, as_of=parse_date(word))
        else:
            raise UnknownNameError("word of a line", word[:40], [*MOVES, RIGHT])
    return line


def on_axes(made: Iterable[Drawn | Failed]) -> tuple[Drawn | Failed, ...]:
    """Each line on an axis that counts what it counts; one of a third unit is refused."""
    sides: dict[bool, str] = {}
    placed: list[Drawn | Failed] = []
    for one in made:
        if isinstance(one, Drawn):
            placed.append(_placed(one, sides))
        else:
            placed.append(one)
    return tuple(placed)


def _placed(one: Drawn, sides: dict[bool, str]) -> Drawn | Failed:
    """On the axis it asks for, on the other where that one counts something else."""
    wanted = (one.line.right, not one.line.right)
    side = next((side for side in wanted if sides.get(side, one.counts) == one.counts), None)
    if side is None:
        left, right = sides[False], sides[True]
        return Failed(one.line, UnitError("review.lines_third_unit", formula=one.line.text, left=left, right=right))
    sides[side] = one.counts
    return replace(one, line=replace(one.line, right=side))


# ---- made ------------------------------------------------------------------------------------------------------------


def make(line: LookLine, how: How, known: Callable[[date | None], Vintage], path: PolicyPath) -> Drawn | Failed:
    """The line's values of the vintage of its day; what cannot be made is told, not raised."""
    try:
        return _made(line, how, known(line.as_of), path)
    except FedsheetError as error:
        return Failed(line, error)


def _made(line: LookLine, how: How, known: Vintage, path: PolicyPath) -> Drawn:
    node = parse(line.formula)
    if line.move == "over_iorb":
        node = Binary("-", node, Name("iorb"))
    term = evaluate(node, lambda name: named(known, path, name))
    if term.dimension is None:
        raise InputError("review.lines_number", formula=line.formula)
    values = term.values.dropna()
    values = values.round(DIGITS) if term.dimension is Dimension.RATE else values
    if values.empty:
        raise DateRangeError("review.lines_no_day", formula=line.formula)
    frequency, counted = term.frequency, ""
    if how.every != "observation" and RANK[FREQUENCY[how.every]] > RANK.get(term.frequency, 0):
        values = _by_period(values, term.frequency, how)
        frequency, counted = FREQUENCY[how.every], how.each
    held = frequency == STEPS
    values = _changes(values) if held else values
    spread = term.dimension is Dimension.RATE and _is_difference(node)
    alone = known[node.id].unit if isinstance(node, Name) and node.id in known else None
    drawn = Drawn(
        line, values, term.dimension, spread, alone, held, frequency, counted, tuple(dict.fromkeys(names(node))),
        term.zero,
    )  # fmt: skip
    return _MOVED[line.move](drawn, how)


def _changes(levels: pd.Series[float]) -> pd.Series[float]:
    """The days on which a level was changed, and the last on which it is known to stand."""
    changed = levels.ne(levels.shift())
    changed.iloc[-1] = True
    return levels[changed]


def _is_difference(node: Node) -> bool:
    """Whether a rate is a difference of rates, which the field tells in basis points."""
    return isinstance(node, Binary) and (
        node.sign == "-" or (node.sign == "*" and (_is_difference(node.left) or _is_difference(node.right)))
    )


def _as_held(held: Series, name: str) -> Term:
    return Term(held.base(), held.unit.dimension, held.definition.frequency, (name,), held.unit.base)


def named(known: Vintage, path: PolicyPath, name: str) -> Term:
    """A series held, an instrument of the record (iorb, on_rrp, lower, upper, treasury_cap, …) or a ready series."""
    if name not in INSTRUMENTS:  # `iorb` is the record's level, also where the series IORB is held
        name = spelled(name, {*known, *known.first_known}) or name
    if name in known:
        return _as_held(known[name], name)
    instrument = name.lower()
    lever = INSTRUMENTS.get(instrument)
    steps = path.steps.get(instrument, ())
    if lever is not None and lever.base is not None and steps and steps[0].effective_date <= known.as_of:
        levels = path.levels_known(instrument, steps[0].effective_date, known.as_of, known.as_of)
        return Term(levels.dropna(), lever.base.dimension, STEPS, (name,))
    if name in known.first_known:
        known[name]  # raises: since when it is known
    if asked := ready.named(name):
        return _as_held(ready.made(asked, known, path), name)
    try:
        return _as_held(known[name], name)  # raises: what has ended, what a pull brings
    except UnknownNameError:
        numeric = [one for one, lever in INSTRUMENTS.items() if lever.base is not None and one in path.steps]
        raise UnknownNameError("series", name, {*known, *known.first_known, *ready.definitions(), *numeric}) from None


def _by_period(values: pd.Series[float], frequency: str, how: How) -> pd.Series[float]:
    """One value a period, dated by the period's first day; a last period that is not over is left out."""
    if frequency == STEPS:  # a level that is held is one of every business day
        days = pd.bdate_range(values.index[0], values.index[-1])
        values = values.reindex(values.index.union(days)).ffill().loc[days]
    grouped = values.groupby(pd.DatetimeIndex(values.index).to_period(PERIOD[how.every]))
    found = grouped.last() if how.each == "last" else grouped.mean() if how.each == "mean" else grouped.sum()
    if _next_due(values.index[-1].date(), frequency) <= found.index[-1].end_time.date():
        found = found.iloc[:-1]
    if found.empty:
        raise DateRangeError("review.lines_no_period", every=how.every)
    found.index = pd.PeriodIndex(found.index).to_timestamp(how="start")
    return found


def _next_due(day: date, frequency: str) -> date:
    """The day the next observation is about."""
    if frequency in ("W", "M", "Q"):
        return day + timedelta(days={"W": 7, "M": 28, "Q": 89}[frequency])
    return next_business_day(day, 1)


# ---- moved -----------------------------------------------------------------------------------------------------------


def _level(drawn: Drawn, _how: How) -> Drawn:
    return drawn


def _change(drawn: Drawn, _how: How) -> Drawn:
    """From one observation to the next; of a rate in basis points."""
    return _with(drawn, drawn.values.diff().dropna(), spread=drawn.dimension is Dimension.RATE, held=False)


def _yoy(drawn: Drawn, _how: How) -> Drawn:
    """Growth over a year; of a rate its change over a year, in basis points."""
    now, before = _a_year_apart(drawn)
    if drawn.dimension is Dimension.RATE:
        return _with(drawn, now - before, spread=True, held=False)
    growth = (now / before.where(before > 0) - 1).dropna()
    return replace(_with(drawn, growth, spread=False, held=False), dimension=Dimension.RATE, unit=None)


def _a_year_apart(drawn: Drawn) -> tuple[pd.Series[float], pd.Series[float]]:
    values = drawn.values
    then = pd.DatetimeIndex(values.index) - pd.DateOffset(years=1)
    place = values.index.searchsorted(then, side="right") - 1
    near = pd.Timedelta(A_YEAR_AGO) if RANK.get(drawn.frequency, 0) < RANK["M"] else pd.Timedelta(days=4)
    fits = (place >= 0) & ((then - values.index[place.clip(0)] <= near) | drawn.held)
    now = values[fits]
    return now, pd.Series(values.to_numpy()[place[fits]], index=now.index)


def _index(drawn: Drawn, how: How) -> Drawn:
    """100 on the last observation by the day chosen, the first of all where none is; only of what stays above zero."""
    values = drawn.values
    upto = values.loc[: pd.Timestamp(how.base)] if how.base else values.iloc[:1]
    if upto.empty:
        raise DateRangeError("review.lines_index_before", base=how.base, first=values.index[0].date())
    if drawn.spread or upto.iloc[-1] <= 0:
        raise UnitError("review.lines_index_sign", formula=drawn.line.formula, day=upto.index[-1].date())
    moved = _with(drawn, values / float(upto.iloc[-1]) * 100, spread=False, held=drawn.held)
    return replace(moved, dimension=Dimension.INDEX, unit=None)


def _with(drawn: Drawn, values: pd.Series[float], *, spread: bool, held: bool) -> Drawn:
    if values.empty:
        raise DateRangeError("review.lines_no_day", formula=drawn.line.text)
    return replace(drawn, values=values, spread=spread, held=held)


_MOVED: dict[Move, Callable[[Drawn, How], Drawn]] = {
    "level": _level, "change": _change, "yoy": _yoy, "index": _index, "over_iorb": _level,
}  # fmt: skip
