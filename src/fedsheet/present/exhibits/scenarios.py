"""Scenarios beside each other: where each ends, and what of a difference comes from which change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fedsheet.present.exhibits import Exhibit
from fedsheet.present.exhibits.portfolio import ENDS
from fedsheet.present.table import Cell, Column, Table

if TYPE_CHECKING:
    from fedsheet.portfolio.projection import Projection
    from fedsheet.present.text import Words

SIDES = ("a", "b", "c")


def ends(sides: Sequence[tuple[str, Projection]], words: Words) -> Exhibit:
    """Every line where each scenario ends, and how far the others are from the first."""
    columns = [
        Column("line", "name:terms."), *(Column(SIDES[n], "money", label=name) for n, (name, _) in enumerate(sides)),
        *(Column(f"{SIDES[n]}_less_a", "money_signed", label=words("web.scenarios_less", name=name, first=sides[0][0]))
          for n, (name, _) in enumerate(sides) if n),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for line in ENDS:
        last = [float(found.line(line)[-1]) for _, found in sides]
        rows.append((line, *last, *(value - last[0] for value in last[1:])))
    table = Table.of("scenarios-ends", words, columns, rows)
    return Exhibit.of(words, table, words("web.scenarios_ends"), words("web.source_project"))


def split(
    key: str, first: str, other: str, until: date, moves: Sequence[tuple[str, float, float]], words: Words
) -> Exhibit:
    """What each change does to total assets and reserves at the end, made one after another; the last row is all."""
    columns = (
        Column("change", "name:web.change_", "web.scenarios_change"),
        Column("total_assets", "money_signed", "web.proj_total_assets"),
        Column("reserves", "money_signed", "web.proj_reserve_balances"),
    )  # fmt: skip
    total = ("all", sum(one[1] for one in moves), sum(one[2] for one in moves))
    table = Table.of("scenarios-split", words, columns, [*moves, total]).named(f"scenarios-split-{key}")
    caption = words("web.scenarios_split_caption", name=other, other=first, day=until, assets=total[1],
                    reserves=total[2])  # fmt: skip
    return Exhibit.of(words, table.named("scenarios-split"), caption, words("web.source_project"),
                      words("web.scenarios_split_note")).showing(table)  # fmt: skip
