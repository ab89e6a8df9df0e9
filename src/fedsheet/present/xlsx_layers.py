"""The layers of a figure as a workbook draws them: what each draws, its colours, and where its numbers stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fedsheet.present.table import Cell

Spec = Mapping[str, Any]
KINDS = {"line": "line", "point": "line", "bar": "column", "area": "area"}


@dataclass(frozen=True)
class DrawnLayer:
    """One layer of a figure: its mark, its axis, its rows and the names drawn."""

    mark: str
    encoding: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]

    @property
    def is_right(self) -> bool:
        """Whether it stands on the axis at the right."""
        return (self.channel("y").get("axis") or {}).get("orient") == "right"

    @property
    def is_band(self) -> bool:
        """Whether it lies between two values."""
        return self.mark == "area" and "y2" in self.encoding

    @property
    def names(self) -> list[str]:
        """The series drawn, in their order."""
        return list(dict.fromkeys(str(row["series"]) for row in self.rows if "series" in row))

    def channel(self, name: str) -> Mapping[str, Any]:
        """One channel of its encoding; empty where it has none."""
        return self.encoding.get(name) or {}

    @property
    def title(self) -> str:
        """The title of its axis of values: the unit."""
        axes = (self.channel(name) for name in ("y", "x") if self.channel(name).get("type") == "quantitative")
        return next((str(axis["axis"]["title"]) for axis in axes if (axis.get("axis") or {}).get("title")), "")


@dataclass
class HiddenColumns:
    """Hidden columns beside a table that a chart needs: heading and cells by row of the sheet's body."""

    columns: list[tuple[str, list[Cell]]] = field(default_factory=list)

    def add(self, heading: str, cells: Sequence[Cell]) -> int:
        """One more column; its place among them."""
        self.columns.append((heading, list(cells)))
        return len(self.columns) - 1


@dataclass(frozen=True)
class Place:
    """Where the cells of a sheet lie: its name, its first row of the body, headings and rows of its table.

    `beside` is the column at which the hidden ones begin; `forms` the form of each column of the table.
    """

    sheet: str
    first: int
    headings: Sequence[str]
    forms: Sequence[str]
    days: Sequence[Cell]
    beside: int

    def range(self, column: int, count: int) -> list[Any]:
        """The cells of a column as xlsxwriter names them."""
        return [self.sheet, self.first, column, self.first + max(count, 1) - 1, column]

    def formula(self, column: int, count: int) -> str:
        """The same as a formula: of error bars xlsxwriter takes a list for the numbers themselves."""
        from xlsxwriter.utility import xl_range_formula

        return str(xl_range_formula(*self.range(column, count)))

    def head(self, column: int) -> list[Any]:
        """The heading of a column."""
        return [self.sheet, self.first - 1, column]


def drawn(spec: Spec) -> Iterator[DrawnLayer]:
    """Every layer that draws values, with what it inherits from the groups around it."""
    yield from _drawn(spec, {}, [])


def _drawn(part: Spec, encoding: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[DrawnLayer]:
    inherited = {
        **encoding,
        **{key: {**encoding.get(key, {}), **value} for key, value in part.get("encoding", {}).items()},
    }
    data = part.get("data", {}).get("values", rows)
    if "layer" in part:
        for each in part["layer"]:
            yield from _drawn(each, inherited, data)
        return
    mark = part.get("mark", "")
    kind = mark if isinstance(mark, str) else str(mark.get("type"))
    if kind in {*KINDS, "rect"} and data and not _is_shading(part, kind):
        yield DrawnLayer(kind, inherited, data)


def _is_shading(part: Spec, kind: str) -> bool:
    """Windows and recessions stand behind the values; a sheet has no place for them."""
    return kind == "rect" and "style" in (part["mark"] if isinstance(part["mark"], Mapping) else {})


def colours(part: Any) -> dict[str, str]:
    """Colour by name, of every scale of colours in a spec."""
    found: dict[str, str] = {}
    if isinstance(part, Mapping):
        held = part.get("scale")
        scale: Mapping[str, Any] = held if isinstance(held, Mapping) else {}
        if isinstance(scale.get("domain"), list) and isinstance(scale.get("range"), list):
            found |= {str(n): str(c) for n, c in zip(scale["domain"], scale["range"], strict=False)}
        for key, value in part.items():
            found |= {} if key in {"values", "config"} else colours(value)
    elif isinstance(part, list):
        for each in part:
            found |= colours(each)
    return found
