"""What is method, not view: how models were scored. It leaves the body of the report and stands in its companion.

body(blocks)      the report's blocks without it              moved(blocks)     it, under the headings it stood under
"""

from __future__ import annotations

from collections.abc import Sequence

from fedsheet.present.blocks import Block, Figure, Heading, Note, TableBlock

METHOD = frozenset({
    "portfolio-replay", "portfolio-caps", "portfolio-backtest", "portfolio-official", "market-scores-1",
    "market-scores-5", "market-skill-1", "market-skill-5", "market-forecast-record", "market-forecast-kinds",
    "outlook-reaction", "outlook-trigger-scores", "outlook-trade-off", "outlook-scorecard", "market-response-books",
    "review-transmission", "market-hierarchy", "market-levels", "market-september-2019", "market-fault-line",
})  # fmt: skip


def _is_method(block: Block) -> bool:
    if isinstance(block, Figure):
        return block.id in METHOD
    return isinstance(block, TableBlock) and block.table.id in METHOD


def _parted(blocks: Sequence[Block]) -> list[tuple[Block, bool]]:
    """Each block and whether it is method; a note goes with what stands before it."""
    parted: list[tuple[Block, bool]] = []
    for block in blocks:
        follows = isinstance(block, Note) and bool(parted) and parted[-1][1]
        parted.append((block, follows or _is_method(block)))
    return parted


def body(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without method; a heading under which nothing else stood goes too."""
    kept = [block for block, is_method in _parted(blocks) if not is_method]
    whole = _empty_headings(blocks)
    return [block for n, block in enumerate(kept) if not _is_empty(kept, n) or id(block) in whole]


def moved(blocks: Sequence[Block]) -> list[Block]:
    """What is method, each under its section's heading, once."""
    found: list[Block] = []
    above: Heading | None = None
    for block, is_method in _parted(blocks):
        if isinstance(block, Heading) and block.level <= 2:
            above = block
        elif is_method:
            found += [Heading(2, above.text, numbered=False)] if above is not None else []
            found, above = [*found, block], None
    return found


def _is_empty(blocks: Sequence[Block], place: int) -> bool:
    """Whether a section's heading has nothing under it."""
    block = blocks[place]
    if not isinstance(block, Heading) or block.level != 2:
        return False
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    return after is None or (isinstance(after, Heading) and after.level <= 2)


def _empty_headings(blocks: Sequence[Block]) -> set[int]:
    """Headings that had nothing under them before: they are left as they are."""
    return {id(block) for n, block in enumerate(blocks) if _is_empty(blocks, n)}
