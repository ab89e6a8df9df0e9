"""How blocks fill the pages of the PDF, so that no page is left empty for a figure that nearly fits.

measured blocks -> groups (a block with the headings over it and the remarks under it) -> plans of pages -> placed

Every page has an ease: at −1 the plots of its figures are as low as they may be, at 0 as they are drawn, at 1 they are
as high and the rows of its tables as far apart as they may be. A figure or small table that does not fit lowers the
ease of its page, or waits while what comes after it in its section stands first, as behind a floating figure; what a
page has left raises it. Figures keep their order, tables theirs and texts theirs; one waits behind the next heading
only where more than a tenth of a page would else stay white, and never behind a chapter's. A chapter begins on a new
page where little of the last is left. Of all ways to fill a page the `BEAM` cheapest are gone on with, and the cheapest
of the whole is printed.
Heights are points; what is planned here only suggests, typst still breaks the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from fedsheet.present.blocks import Block, Figure, Heading, Note, Row, TableBlock
from fedsheet.present.charts.heights import LEAST

PAGE = 715.0  # text height of A4 within the template's margins, less a hair for rounding
# Of the height that a plot is made with: at most some 3 to 5, of figures side by side 2 to 3.
MOST = {Figure: 1.75, Row: 1.45}
AIR = 8.0  # points that a row of a table may be taller
CHAPTER_ROOM = 0.30 * PAGE  # a chapter wants this much of a page, or a new one
MAY_OPEN = 0.45 * PAGE  # where no more than this is left a chapter may open a new page
BEAM = 12  # plans gone on with from page to page
WAITING = 3  # figures and tables that may wait at a time
# What a plan pays: for white (its share of the page beyond what nobody sees, squared; less at a chapter's end), for
# figures as low as they may be, for a page's share that is filled up, for a page, for each that waits while something
# comes first, and more where that begins a section: as much as a tenth of a page left white.
WHITE, AT_END, UNSEEN, LOW, HIGH, TURN, JUMP, JUMP_SECTION = 100.0, 12.0, 0.03, 0.2, 3.0, 2.0, 0.1, 0.5
STILL = 0.05 * PAGE  # what a page has left that only widens its gaps
TWO_LINES = 34.0
TABLE_BEGINS = 72.0  # a long table begins where this much of it stands, as in templates/report.typ
WHOLE_TABLE = 0.25 * PAGE  # a table no taller than this stays on one page
# Space above and below each kind of block, as in templates/report.typ; below a figure, table or remark the gap that
# takes up a page's rest stands instead, and is nothing where the page is full.
HEADING_SPACE = {1: (24.0, 12.0), 2: (12.0, 9.0), 3: (8.0, 7.0)}
FIGURE_SPACE, TABLE_SPACE, TEXT_SPACE, NOTE_SPACE = (13.0, 4.0), (12.0, 4.0), (9.0, 9.0), (7.0, 4.0)
CONTENTS_SPACE = (16.0, 16.0)


@dataclass(frozen=True)
class MeasuredBlock:
    """A block with the height of its text and of its pictures as they are drawn, of these also of the plot alone.

    head, rows    of a table the height of its head; of one that may run over a page also that of each row
    """

    block: Block
    text: float
    picture: float = 0.0
    plot: float = 0.0
    head: float = 0.0
    rows: tuple[float, ...] = ()

    @property
    def space(self) -> tuple[float, float]:
        """The space it asks for above and below itself."""
        match self.block:
            case Heading():
                return HEADING_SPACE[self.block.level]
            case Figure() | Row():
                return FIGURE_SPACE
            case TableBlock():
                return TABLE_SPACE
            case Note():
                return NOTE_SPACE
            case _:
                return TEXT_SPACE

    @property
    def is_whole(self) -> bool:
        """Whether it must stay on one page."""
        small_table = isinstance(self.block, TableBlock) and self.text <= WHOLE_TABLE
        return small_table or isinstance(self.block, Figure | Row | Heading)

    @property
    def less(self) -> float:
        """What it gives where its page's ease is −1."""
        return (1.0 - LEAST) * self.plot

    @property
    def more(self) -> float:
        """What it takes where its page's ease is 1."""
        rows = len(self.block.table.rows) + 1 if isinstance(self.block, TableBlock) else 0
        return (MOST.get(type(self.block), 1.0) - 1.0) * self.plot + AIR * rows


@dataclass(frozen=True)
class Placed:
    """A block as it will be printed: its page's ease, whether it stays whole, whether it opens a page.

    contents   height of the document's contents where they stand before it, and whether these begin a page of their own
    """

    block: Block
    ease: float = 0.0
    whole: bool = True
    opens_page: bool = False
    contents: float = 0.0
    contents_on_new_page: bool = False

    @property
    def plots(self) -> float:
        """How many times the height that they are drawn with its plots have."""
        return 1.0 + self.ease * (MOST.get(type(self.block), 1.0) - 1.0 if self.ease > 0.0 else 1.0 - LEAST)

    @property
    def air(self) -> float:
        """By how many points its rows are taller."""
        return AIR * max(self.ease, 0.0)


@dataclass(frozen=True)
class Group:
    """Headings, the block they stand over and the remarks under it, which a reader wants together."""

    parts: tuple[MeasuredBlock, ...]

    @cached_property
    def body(self) -> MeasuredBlock:
        """What stands under the headings; the last heading where nothing does."""
        return next((part for part in self.parts if not isinstance(part.block, Heading)), self.parts[-1])

    @property
    def kind(self) -> str:
        """Figures keep their order, tables theirs, and texts theirs."""
        block = self.body.block
        return "figure" if isinstance(block, Figure | Row) else "table" if isinstance(block, TableBlock) else "text"

    @property
    def is_headed(self) -> bool:
        """Whether a section begins with it."""
        return isinstance(self.parts[0].block, Heading)

    @property
    def opens_chapter(self) -> bool:
        """Whether a chapter begins with it."""
        first = self.parts[0].block
        return isinstance(first, Heading) and first.level == 1

    @property
    def begins_numbers(self) -> bool:
        """Whether a chapter with a number begins with it."""
        return self.opens_chapter and getattr(self.parts[0].block, "numbered", False)

    @property
    def may_wait(self) -> bool:
        """Whether what comes after it may stand first: figures and small tables, not the first of a section."""
        return self.body.is_whole and not self.is_headed

    @cached_property
    def height(self) -> float:
        """Texts, pictures as they are drawn, and the space between the parts."""
        return _height(self.parts)

    @cached_property
    def least(self) -> float:
        """The height without which it cannot begin on a page: all of it, or its headings and its first lines."""
        if self.body.is_whole:
            return self.height
        upto = self.parts[: self.parts.index(self.body) + 1]
        return _height(upto) - self.body.text + min(begins(self.body), self.body.text)


def begins(body: MeasuredBlock) -> float:
    """The height at which a block that may run over begins: two lines, or a table's head and first row."""
    if not isinstance(body.block, TableBlock):
        return TWO_LINES
    return max(TABLE_BEGINS, over_rows(body) + body.rows[0]) if body.rows else TABLE_BEGINS


def over_rows(body: MeasuredBlock) -> float:
    """The height of a table's caption and head."""
    return body.text - sum(body.rows) - SOURCE


def is_long_table(measured: MeasuredBlock) -> bool:
    """Whether a table may run over a page: the room that it wants first keeps the space above it in any place."""
    return isinstance(measured.block, TableBlock) and not measured.is_whole


def gap(above: MeasuredBlock, below: MeasuredBlock) -> float:
    """The least space between two blocks."""
    if is_long_table(below):
        return below.space[0]
    if isinstance(above.block, Figure | Row | TableBlock) and not isinstance(below.block, Note):
        return 0.0
    if isinstance(above.block, Note) and not isinstance(below.block, Note | Heading):
        return 0.0
    return max(above.space[1], below.space[0])


def _height(parts: Sequence[MeasuredBlock]) -> float:
    gaps = (gap(a, b) for a, b in pairwise(parts))
    return sum(part.text + part.picture for part in parts) + sum(gaps)


@dataclass(frozen=True)
class Plan:
    """Pages planned so far and what stands on the last of them, at an ease of 0.

    used, less, more, last  height used, what less and what more it may be, and the block that stands last
    following, waiting      the next group in line, and those that wait for room
    done, eases             (group, page, whether it opens it) and (page, ease), each as (all before it, the last one)
    """

    used: float = 0.0
    less: float = 0.0
    more: float = 0.0
    last: MeasuredBlock | None = None
    page: int = 0
    following: int = 0
    waiting: tuple[int, ...] = ()
    cost: float = 0.0
    done: Any = None
    eases: Any = None

    def room(self, group: Group) -> float:
        """What is left for a group, after the space between."""
        first = group.parts[0]
        above = gap(self.last, first) if self.last else first.space[0] * is_long_table(first)
        return PAGE - self.used - above

    def saved(self, group: Group) -> float:
        """What this page gains where its plots and the group's are as low as they may be."""
        return self.less + group.body.less

    @property
    def ease(self) -> float:
        """How low or high what stands on the page is, so that it fills it."""
        left = PAGE - self.used
        if left < 0.0:
            return max(-1.0, left / self.less) if self.less else 0.0
        return min(1.0, (left - UNSEEN * PAGE) / self.more) if left > STILL and self.more else 0.0


def groups(measured: Iterable[MeasuredBlock]) -> Iterator[Group]:
    """Each block with the headings over it and the remarks under it."""
    parts: list[MeasuredBlock] = []
    for piece in measured:
        if parts and not isinstance(parts[-1].block, Heading) and not isinstance(piece.block, Note):
            yield Group(tuple(parts))
            parts = []
        parts.append(piece)
    if parts:
        yield Group(tuple(parts))


def arranged(measured: Iterable[MeasuredBlock], cover: float = 0.0, contents: float = 0.0) -> list[Placed]:
    """The blocks in the order and size in which they fill the pages best, below a cover so many points tall.

    contents   height of the contents, which stand before the first numbered chapter; 0 where there are none
    """
    given = list(groups(measured))
    first = next((place for place, group in enumerate(given) if contents and group.begins_numbers), len(given))
    begun = cover + given[0].parts[0].space[0] if cover and given else cover
    before = filled(given[:first], begun)
    after = placed(filled(given[first:]), given[first:])
    if after and contents:
        own_page = before.used + contents + sum(CONTENTS_SPACE) > PAGE
        after[0] = replace(after[0], opens_page=True, contents=contents, contents_on_new_page=own_page)
    return placed(before, given[:first]) + after


def filled(given: Sequence[Group], used: float = 0.0) -> Plan:
    """The cheapest plan for groups whose first page is used so far."""
    plans, ended = [Plan(used)], list[Plan]()
    while plans:
        found = sorted((after for plan in plans for after in turned(plan, given)), key=lambda plan: plan.cost)
        ended += [plan for plan in found if is_ended(plan, given)]
        alike: dict[object, Plan] = {}
        for plan in found:
            if not is_ended(plan, given):
                alike.setdefault((plan.following, plan.waiting, round(plan.used)), plan)
        plans = list(alike.values())[:BEAM]
    return min(ended, key=lambda plan: plan.cost)


def is_ended(plan: Plan, given: Sequence[Group]) -> bool:
    """Whether every group has its place."""
    return plan.following == len(given) and not plan.waiting


def turned(plan: Plan, given: Sequence[Group]) -> Iterator[Plan]:
    """The plans that fill the page one stands on, each at the beginning of its next page or at the end."""
    if is_ended(plan, given):
        yield replace(plan, eases=(plan.eases, (plan.page, min(plan.ease, 0.0))))
        return
    for after in steps(plan, given):
        if after.page > plan.page:
            yield after
        else:
            yield from turned(after, given)


def steps(plan: Plan, given: Sequence[Group]) -> Iterator[Plan]:
    """What may be done next: set what waits, or what is in line; let that wait; turn the page."""
    if plan.waiting:
        first = given[plan.waiting[0]]
        if fits(plan, first) or not plan.used:
            yield put(plan, first, plan.waiting[0], waiting=plan.waiting[1:])
            return
        if fits(plan, first, plan.saved(first)):
            yield put(plan, first, plan.waiting[0], waiting=plan.waiting[1:])
    if plan.following < len(given):
        group = given[plan.following]
        yield from chapter_steps(plan, group) if group.opens_chapter else line_steps(plan, group, given)
    elif plan.waiting:
        yield next_page(plan)


def chapter_steps(plan: Plan, group: Group) -> Iterator[Plan]:
    """A chapter follows what waits, on a new page where little of this one is left."""
    if plan.waiting:
        yield next_page(plan)
        return
    after = plan.following + 1
    if not plan.used or plan.room(group) >= max(CHAPTER_ROOM, group.least):
        yield put(plan, group, plan.following, following=after)
    if plan.used and plan.room(group) < max(MAY_OPEN, group.least):
        yield put(next_page(plan, ends=True), group, plan.following, following=after, opens_page=True)


def line_steps(plan: Plan, group: Group, given: Sequence[Group]) -> Iterator[Plan]:
    """The next in line is set where it fits and none of its kind waits; else it waits, or the page is turned.

    A section begins once nothing of the last waits, or at a price.
    """
    after = plan.following + 1
    free = group.kind not in {given[place].kind for place in plan.waiting}
    fits_whole = free and (fits(plan, group) or not plan.used)
    if fits_whole or (free and fits(plan, group, plan.saved(group))):
        paid = len(plan.waiting) * (JUMP + JUMP_SECTION * group.is_headed)
        yield put(plan, group, plan.following, following=after, cost=plan.cost + paid)
    if not fits_whole and group.may_wait and len(plan.waiting) < WAITING:
        yield replace(plan, following=after, waiting=(*plan.waiting, plan.following))
    if plan.waiting or (not fits_whole and not group.may_wait):
        yield next_page(plan)


def fits(plan: Plan, group: Group, saved: float = 0.0) -> bool:
    """Whether a group can begin on this page; with what lower plots save only where all of it stands there."""
    return plan.room(group) + saved >= (group.height if saved else group.least)


def put(plan: Plan, group: Group, place: int, *, opens_page: bool = False, **changes: Any) -> Plan:
    """The plan with a group set; what runs over leaves the page that its end stands on."""
    used = PAGE - plan.room(group) + group.height
    changed = replace(plan, last=group.parts[-1], **changes)
    if not group.body.is_whole and used - plan.saved(group) > PAGE:
        first, further, used, paid = by_rows(plan, group) if group.body.rows else by_lines(group, used)
        turned = next_page(replace(changed, used=first, cost=changed.cost + paid))
        done = (plan.done, (place, NO_PAGE, opens_page))
        return replace(turned, used=used, page=plan.page + further, last=changed.last, done=done)
    more, less = plan.more + group.body.more, plan.less + group.body.less
    return replace(changed, used=used, less=less, more=more, done=(plan.done, (place, plan.page, opens_page)))


NO_PAGE = -1  # of what runs over: no page's ease is its own


def by_lines(group: Group, used: float) -> tuple[float, int, float, float]:
    """Of a text that runs over: what it uses of its first page, how many it turns, what it uses of the last, and what
    the plan pays for white on those between: nothing."""
    again = carried_over(group.body)  # on every page that it goes on to
    further, left = divmod(max(used - PAGE, 0.0), PAGE - again)
    return PAGE, 1 + int(further), left + again, 0.0


def by_rows(plan: Plan, group: Group) -> tuple[float, int, float, float]:
    """The same of a long table: a row that does not fit leaves its page white; the last two keep source and remarks."""
    place = group.parts.index(group.body)
    above, below = group.parts[: place + 1], group.parts[place:]
    *rows, last, end = (0.0, *group.body.rows)
    used = PAGE - plan.room(group) + _height(above) - group.body.text + over_rows(group.body)
    ended: list[float] = []
    for row in (*rows, last + end + SOURCE + _height(below) - group.body.text):
        if used + row > PAGE:
            ended.append(used)
            used = group.body.head
        used += row
    first, *between = ended or [used]
    return first, len(ended), used, sum(paid_for_white(white, WHITE) for white in between)


def carried_over(body: MeasuredBlock) -> float:
    """What runs over beside itself: a line that goes with the next; a table's head and a row, half a page at most."""
    if not isinstance(body.block, TableBlock):
        return LINE
    return min(body.head + body.text / (len(body.block.table.rows) + HEADS) + LINE, PAGE / 2)


HEADS, LINE, SOURCE = 2, 12.0, 13.0  # rows' worth of a table's caption, head and source; the height of a line


def next_page(plan: Plan, *, ends: bool = False) -> Plan:
    """The plan at its next page; what is left of this one costs little where a chapter ends."""
    eases = eased(plan, ends=ends)
    ease = eases[1][1]
    filled_up = max(ease, 0.0) * plan.more
    white = paid_for_white(plan.used + filled_up, AT_END if ends else WHITE)
    cost = plan.cost + TURN + LOW * max(-ease, 0.0) + HIGH * filled_up / PAGE + white
    return replace(plan, used=0.0, less=0.0, more=0.0, last=None, page=plan.page + 1, cost=cost, eases=eases)


def paid_for_white(used: float, price: float) -> float:
    """What a page pays for what it leaves, beyond what nobody sees."""
    return float(price * max(0.0, 1.0 - used / PAGE - UNSEEN) ** 2)


def eased(plan: Plan, *, ends: bool) -> Any:
    """The eases of all pages with that of the one that is left; a chapter's last is filled up or stays as it is."""
    return (plan.eases, (plan.page, 0.0 if ends and plan.ease == 1.0 else plan.ease))


def placed(plan: Plan, given: Sequence[Group]) -> list[Placed]:
    """Every block of a plan as it is printed."""
    eases = dict(_listed(plan.eases))
    return [
        Placed(part.block, eases.get(page, 0.0), part.is_whole, opens_page and part is given[place].parts[0])
        for place, page, opens_page in _listed(plan.done)
        for part in given[place].parts
    ]


def _listed(held: Any) -> list[Any]:
    """(all before it, the last one) as a list."""
    found = []
    while held is not None:
        held, last = held
        found.append(last)
    return found[::-1]
