"""What a reader is shown of one result: a table or a figure with its table, under caption, source and notes.

    @exhibit("outlook-signals", of="signals")
    def signals(found: Sequence[Signal], words: Words) -> Exhibit:
        columns = (Column("condition", "name:outlook.condition_"), Column("met_on", "iso"), …)
        return Exhibit.of(words, Table.of("outlook-signals", words, columns, rows), caption, source(words, "bls"))

The name is the table's id and the exhibit's title is the message `exhibits.<name>`; `of` names the result it is made
from in `runs/show.py`. Commands, sections, views and `fedsheet show` choose among exhibits; none builds a table.

    market   outlook   chain   review   ledger   portfolio   record   claims   statement   one module a room
    chapters     Exhibits that a chapter of the report tells: how they are registered, and what each of them uses
    qe   normalisation   pandemic   money_market   policy_outlook   the figures of each chapter
    moves        Exhibits of what changed: newest values with their changes, rates that are set
    chapter_tables  Tables of the report's chapters: key figures, decisions, rates in force, the days ahead
    bridge       Why reserves moved between two Wednesdays
    explore      Lines looked at: any formulas of series on two axes
    calendar     Exhibits of releases: what comes when, what was expected and what came
    curve        Exhibit of reserves to rates: SOFR over interest on reserves as reserves fall, on the curve of a date
    daily        Exhibits of the last days of the overnight market
    data         Exhibits of the figures themselves
    ahead        Exhibits of where policy goes: rules on projections and under doubt, dots, votes, a base case
    assets       Exhibits of assets by window: a map shaded by placebo, and every cell with its band or its reason
    events       Exhibits of event studies: sets, changes and sums, slopes by heteroskedasticity, a user's own surprises
    facilities   Exhibit of the facilities of 2020: announced, opened, limit, closed
    reserve_holders  Exhibit of who holds reserves: cash assets of large and small domestic banks
    rounds       Exhibit of the rounds in words
    effects      Exhibits of effects: the runoff and bills alone on the ten-year yield, programmes on the economy
    forecast     Exhibits of the forecast: the distribution, chances on named days, scores by rival, record by year
    implied      Exhibits of a user's prices
    log          Exhibits of the store's past: what came in when, from whom, and what it changed
    projected    Exhibits of a projection drawn: its main lines, the fan of its reserves
    projections  Exhibits of projections scored
    purchases    Exhibits of purchases ahead
    replays      Exhibits of the market replayed: rates over time, four episodes against what was published, responses
    reserves     Exhibits of reserves: enough by every gauge or not, the chance of each state week by week, demand
    scenarios    Scenarios beside each other: where each ends, what of a difference comes from which change
    scores       Exhibits of the report's scores
    simulation   Exhibits of simulated market days
    wall         Exhibits of what lies ahead: the maturity wall, scenarios beside each other, chances of low reserves
    china        Exhibit for readers in China: dollar assets, the exchange rate, the spread of yields
    premium      Exhibit of the term premium by every estimate held
    triggers     Exhibits of the triggers: when runoff should end and reserve purchases begin
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.resources import files
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

from fedsheet.core.errors import UnknownNameError
from fedsheet.present.age import imported_note
from fedsheet.present.blocks import Figure, Note, Spec, TableBlock
from fedsheet.present.table import IMPORTED, STALE, Table
from fedsheet.present.text import READS, TITLES, spaced

if TYPE_CHECKING:
    from fedsheet.present.charts.curves import Plot
    from fedsheet.present.text import Words

MODULES = (
    "market", "daily", "reserves", "curve", "forecast", "scores", "replays", "simulation", "outlook", "ahead",
    "triggers", "implied", "chain", "review", "effects", "rounds", "events", "assets", "facilities", "ledger",
    "claims", "record", "statement", "bridge", "moves", "projected", "projections", "purchases", "portfolio", "data",
    "log", "explore", "qe", "normalisation", "pandemic", "money_market", "policy_outlook", "chapter_tables", "calendar",
    "reserve_holders", "wall", "china", "premium",
)  # fmt: skip
Maker = TypeVar("Maker", bound=Callable[..., "Exhibit"])


@dataclass(frozen=True)
class Exhibit:
    """One result as shown; `spec` where it is a figure, `table` in both cases.

    title     what it is, a few words              caption   what it says, one sentence from its numbers
    source    publishers and what is derived       notes     what a reader must know to read it
    brief     keys of the columns for a screen or a page of paper, where all of them are too many
    dash      what a dash of the table means, one of the notes while the table has one
    """

    title: str
    table: Table
    caption: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    spec: Spec | None = None
    brief: tuple[str, ...] = ()
    dash: str = ""

    @classmethod
    def of(cls, words: Words, shown: Table | Plot, caption: str = "", source: str = "", *notes: str) -> Exhibit:
        """A table or a plot with its words; the title is the message of its id. Empty notes fall away.

        A table with a dash says what it means, where `dashes` has its name.
        """
        table, spec = (shown, None) if isinstance(shown, Table) else (shown.table, shown.spec)
        title, key = words(f"exhibits.{table.id}"), f"dashes.{table.id}"
        dash = words(key) if spec is None and key in words and table.has_dash else ""
        return cls(
            title, table, caption or title, source, tuple(note for note in (*notes, dash) if note), spec, dash=dash
        )

    @property
    def name(self) -> str:
        """Its name for machines, the id of its table."""
        return self.table.id

    def showing(self, table: Table, caption: str = "") -> Exhibit:
        """The same with fewer rows or columns, and a caption for them."""
        keeps = not self.dash or table.has_dash
        notes = self.notes if keeps else tuple(note for note in self.notes if note != self.dash)
        return replace(self, table=table, caption=caption or self.caption, notes=notes)

    def noting(self, *notes: str) -> Exhibit:
        """The same with other notes."""
        return replace(self, notes=notes)

    def briefly(self, *keys: str) -> Exhibit:
        """The same with the columns shown where there is little room."""
        return replace(self, brief=keys)

    @property
    def narrow(self) -> Table:
        """The table with the columns of `brief`, where it names some that are there."""
        keys = [key for key in self.brief if key in self.table.keys]
        return (
            self.table.pick(*keys, *(key for key in (STALE, IMPORTED) if key in self.table.keys))
            if keys
            else self.table
        )

    @property
    def block(self) -> TableBlock:
        """As a table of a document or page."""
        return TableBlock(self.narrow, self.caption, self.source)

    @property
    def figure(self) -> Figure:
        """As a figure of a document or page."""
        if self.spec is None:
            raise TypeError(f"{self.name} is a table: nothing is drawn of it")
        return Figure(self.name, None, self.spec, self.caption, self.source, self.table, spaced(" ".join(self.notes)))

    @property
    def notes_block(self) -> list[Note]:
        """Its notes as remarks under a table."""
        return [Note(note) for note in self.notes]

    @property
    def dash_block(self) -> list[Note]:
        """What a dash of the table means, as a remark under it; empty where it has none."""
        return [Note(note) for note in self.notes if note == self.dash]


@dataclass(frozen=True)
class Entry:
    """An exhibit by name: the function that makes it, the result it is `of`, the message of its title, its module."""

    name: str
    of: str
    make: Callable[..., Exhibit]
    title: str
    room: str

    def shown(self, result: Any, words: Words, subject: str = "") -> Exhibit:
        """The exhibit of a result; `subject` is told to one that is of several (a claim, a kind of participant)."""
        return self.make(result, words, subject) if self.takes_subject else self.make(result, words)

    @property
    def takes_subject(self) -> bool:
        """Whether it is told which of several it is of."""
        return "subject" in signature(self.make).parameters


_ENTRIES: dict[str, Entry] = {}
_TITLES: dict[Callable[..., Exhibit], str] = {}


def exhibit(name: str, of: str) -> Callable[[Maker], Maker]:
    """Register a function `(result, words) -> Exhibit` under the id of its table."""

    def registered(make: Maker) -> Maker:
        register(name, of, make, f"exhibits.{name}", make.__module__)
        return make

    return registered


def register(name: str, of: str, make: Callable[..., Exhibit], title: str, module: str) -> None:
    """Name an exhibit; `title` is the key of its title's message."""
    _ENTRIES[name] = Entry(name, of, make, title, module.rpartition(".")[2])
    _TITLES[make] = TITLES[name] = title


def title_of(make: Callable[..., Exhibit]) -> str:
    """The message of an exhibit's title, by the function that makes it."""
    return _TITLES[make]


def entries() -> Mapping[str, Entry]:
    """Every exhibit by name, room after room."""
    for room in MODULES:
        import_module(f"{__name__}.{room}")
    return _ENTRIES


def entry(name: str) -> Entry:
    """The exhibit of this name; an unknown one raises `UnknownNameError` with the nearest.

    Modules whose text names it are imported first: one exhibit needs a few of the others' libraries at most.
    """
    texts = {room: files(__name__) / f"{room}.py" for room in MODULES}
    for room in (room for room, text in texts.items() if text.is_file() and f'"{name}"' in text.read_text("utf-8")):
        import_module(f"{__name__}.{room}")
    known = _ENTRIES if name in _ENTRIES else entries()
    if name not in known:
        raise UnknownNameError("exhibit", name, known, do="exhibits")
    return known[name]


READS.append(entry)


def source(words: Words, *publishers: str) -> str:
    """The source line: publishers by their message names, that what is derived was computed here, and the figures
    of these publishers that a user's file brought.
    """
    names = [words(f"common.publisher_{name}") for name in publishers]
    said, mark = words("common.source_own", publishers=names), imported_note(words, publishers)
    return words("common.source_imported", source=said, mark=mark) if mark else said
