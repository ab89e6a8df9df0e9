"""Tables for tests: headed by their keys, or by what stands under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fedsheet.present.table import Cell, Column, Table


def headed(
    name: str, keys: Sequence[str], forms: Sequence[str], rows: Iterable[Sequence[Cell]], labels: Sequence[str] = ()
) -> Table:
    """A table whose headings are its keys unless told otherwise."""
    columns = (Column(k, f, label=label) for k, f, label in zip(keys, forms, labels or keys, strict=True))
    return Table(name, tuple(columns), tuple(map(tuple, rows)))
