"""How blocks fill the pages of the PDF, so that no page is left empty at its foot for a figure that nearly fits.

measured blocks -> groups (headings stay with what follows) -> placed blocks, in the order and size to be printed

A figure that does not fit makes the figures of its page smaller, down to `LEAST_SCALE`; where that is not enough, the
text after it comes first, as behind a floating figure; figures keep their order. Chapters begin on a new page where
little of the last is left. Heights are points; what is planned here only suggests, typst still breaks the pages.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fedsheet.present.blocks import Block, Figure, Heading, Note, Row, TableBlock

PAGE = 712.0  # text height of A4 within the template's margins, less a hair for rounding
LEAST_SCALE = 0.83  # labels of 8 points stay near 7
CHAPTER_ROOM = 0.30 * PAGE  # a chapter wants this much of a page, or a new one
WORTH_IT = 0.16 * PAGE  # emptier than this at the foot, and the next section's text may come before a figure
TWO_LINES = 34.0
TABLE_BEGINS = 130.0  # a long table begins where this much of it stands, as in templates/report.typ
REPEATED_HEAD = 20.0  # a table's head on its next page, beside the row that did not fit on the last
WHOLE_TABLE = 0.25 * PAGE  # a table no taller than this stays on one page
# Space above and below each kind of block, as in templates/report.typ.
HEADING_SPACE = {1: (24.0, 12.0), 2: (12.0, 9.0), 3: (8.0, 7.0)}
FIGURE_SPACE, TABLE_SPACE, TEXT_SPACE = (13.0, 4.0), (12.0, 4.0), (9.0, 9.0)
CONTENTS_SPACE = (16.0, 16.0)


@dataclass(frozen=True)
class MeasuredBlock:
    """A block with the height of its text and, at full size, of its pictures."""

    block: Block
    text: float
    picture: float = 0.0

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
            case _:
                return TEXT_SPACE

    @property
    def is_whole(self) -> bool:
        """Whether it must stay on one page."""
        small_table = isinstance(self.block, TableBlock) and self.text <= WHOLE_TABLE
        return small_table or isinstance(self.block, Figure | Row | Heading)


@dataclass(frozen=True)
class Placed:
    """A block as it will be printed: its pictures' scale, whether it stays whole, whether it opens a page.

    contents   height of the document's contents where they stand before it, and whether these begin a page of their own
    """

    block: Block
    scale: float = 1.0
    whole: bool = True
    opens_page: bool = False
    contents: float = 0.0
    contents_on_new_page: bool = False


@dataclass(frozen=True)
class Group:
    """Headings and the block they stand over, which no page may part."""

    parts: tuple[MeasuredBlock, ...]

    @property
    def body(self) -> MeasuredBlock:
        """What stands under the headings; the last heading where nothing does."""
        return self.parts[-1]

    @property
    def is_figure(self) -> bool:
        """Whether it shows a figure."""
        return isinstance(self.body.block, Figure | Row)

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
    def height(self) -> float:
        """Text, pictures at full size, and the space between the parts."""
        gaps = (max(a.space[1], b.space[0]) for a, b in zip(self.parts, self.parts[1:], strict=False))
        return sum(part.text + part.picture for part in self.parts) + sum(gaps)


@dataclass
class FilledPage:
    """What stands on the page so far: height used, the space below the last block, its figures' places in `done`."""

    used: float = 0.0
    below: float = 0.0
    pictures: dict[int, float] = field(default_factory=dict)

    def room(self, group: Group) -> float:
        """What is left for a group, after the space between."""
        return PAGE - self.used - (max(self.below, group.parts[0].space[0]) if self.used else 0.0)


def groups(measured: Iterable[MeasuredBlock]) -> Iterator[Group]:
    """Each block with the headings over it."""
    over: list[MeasuredBlock] = []
    for piece in measured:
        over.append(piece)
        if not isinstance(piece.block, Heading):
            yield Group(tuple(over))
            over = []
    if over:
        yield Group(tuple(over))


def arranged(measured: Iterable[MeasuredBlock], cover: float = 0.0, contents: float = 0.0) -> list[Placed]:
    """The blocks in the order and size in which they fill the pages best, below a cover so many points tall.

    contents   height of the contents, which stand before the first numbered chapter; 0 where there are none
    """
    waiting, done, page = deque(groups(measured)), list[Placed](), FilledPage(cover)
    while waiting:
        group = waiting.popleft()
        room = page.room(group)
        if contents and group.begins_numbers:
            own_page = page.used + contents + sum(CONTENTS_SPACE) > PAGE
            page, place = FilledPage(), len(done)
            put(group, page, done, opens_page=True)
            done[place] = replace(done[place], contents=contents, contents_on_new_page=own_page)
            contents = 0.0
            continue
        if group.opens_chapter and page.used and room < max(CHAPTER_ROOM, least(group)):
            page = FilledPage()
            put(group, page, done, opens_page=True)
        elif fits(group, room):
            put(group, page, done)
        elif (scale := common_scale(group, page, room)) >= LEAST_SCALE:
            shrink(done, page, scale)
            put(group, page, done, scale=scale)
        elif group.body.is_whole and (first := comes_first(waiting, room)) is not None:
            waiting[0] = group
            waiting.appendleft(first)
        else:
            page = FilledPage()
            put(group, page, done)
    return done


def least(group: Group) -> float:
    """The height without which a group cannot begin on a page: all of it, or its headings and two lines."""
    if group.body.is_whole:
        return group.height - (1 - LEAST_SCALE) * group.body.picture
    begins = TABLE_BEGINS if isinstance(group.body.block, TableBlock) else TWO_LINES
    return group.height - group.body.text + min(begins, group.body.text)


def fits(group: Group, room: float) -> bool:
    """Whether a group can begin here at full size."""
    return room >= (group.height if group.body.is_whole else least(group))


def common_scale(group: Group, page: FilledPage, room: float) -> float:
    """The scale at which this page's pictures and the group's own leave room for it; 0 where there are none."""
    if not group.body.is_whole:
        return 0.0
    pictures = sum(page.pictures.values()) + group.body.picture
    return 1.0 - (group.height - room) / pictures if pictures else 0.0


def comes_first(waiting: Sequence[Group], room: float) -> Group | None:
    """The text or table next in line that can stand whole where the block before it cannot.

    A figure keeps its place, and so does a remark, which belongs to what stands before it.
    """
    if not waiting or waiting[0].is_figure or waiting[0].opens_chapter or isinstance(waiting[0].body.block, Note):
        return None
    group = waiting[0]
    fits_whole = group.height <= room - TEXT_SPACE[0]
    return group if fits_whole and (len(group.parts) == 1 or room > WORTH_IT) else None


def shrink(done: list[Placed], page: FilledPage, scale: float) -> None:
    """Set every picture of the page to `scale` of full size."""
    for place, height in page.pictures.items():
        page.used -= height * (done[place].scale - scale)
        done[place] = replace(done[place], scale=scale)


def carried_over(body: MeasuredBlock) -> float:
    """What a table takes on its next page beside its rows: its head again, and a row the last page had no room for."""
    if not isinstance(body.block, TableBlock):
        return 0.0
    return REPEATED_HEAD + body.text / (len(body.block.table.rows) + HEADS)


HEADS = 2  # rows' worth of a table's caption, head and source


def put(group: Group, page: FilledPage, done: list[Placed], *, scale: float = 1.0, opens_page: bool = False) -> None:
    """Set a group on the page; a text or long table that runs over leaves the page that its end stands on."""
    height = group.height - (1 - scale) * group.body.picture
    used = PAGE - page.room(group) + height
    for part in group.parts:
        done.append(Placed(part.block, scale, part.is_whole, opens_page and part is group.parts[0]))
    if used > PAGE:
        page.pictures.clear()
        used = used % PAGE + carried_over(group.body)
    page.used, page.below = used, group.body.space[1]
    if group.is_figure:
        page.pictures[len(done) - 1] = group.body.picture
