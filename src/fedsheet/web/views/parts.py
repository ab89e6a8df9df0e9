"""What several views are put together from: report chapters, choices with their words, parts that may have to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module

from fedsheet.core.errors import DateRangeError, UnknownNameError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.vintage import Vintage
from fedsheet.present.blocks import Block, Figure, Heading, Note, Row, TableBlock
from fedsheet.present.sections import ReportData
from fedsheet.present.text import Words
from fedsheet.web.desk import Desk
from fedsheet.web.page import Control, Part


def report_data(desk: Desk, known: Vintage) -> ReportData:
    """What the report's chapters are written from, on the view's day."""
    manifest = Manifest("workbench", known.as_of, known.digest, desk.path.digest)
    return ReportData(known, desk.path, manifest)


def chapter(desk: Desk, known: Vintage, name: str, words: Words) -> list[Block]:
    """One chapter of the report, written once for each language and state of the figures."""
    module = import_module(f"fedsheet.present.sections.{name}")
    return desk.once(known, f"chapter {name}", words.language, lambda: module.chapter(report_data(desk, known), words))


def only(blocks: Iterable[Block], *ids: str) -> list[Block]:
    """The figures and tables of these ids, in the order of `ids`; one that waits for its figures is left out."""
    flat = [one for block in blocks for one in (block.figures if isinstance(block, Row) else (block,))]
    named = {
        one.id if isinstance(one, Figure) else one.table.id: one for one in flat if isinstance(one, Figure | TableBlock)
    }
    return [named[name] for name in ids if name in named]


def beside(blocks: Sequence[Block]) -> list[Block]:
    """Figures side by side where there are two, alone where only one can be drawn."""
    figures = tuple(block for block in blocks if isinstance(block, Figure))
    return [Row(figures)] if len(figures) > 1 else list(figures)


def waiting(words: Words, title: str, build: Callable[[], Sequence[Block]]) -> list[Block]:
    """The blocks, or a note that says what they wait for on an early day."""
    try:
        return list(build())
    except DateRangeError:
        return [Note(words("report.figure_waits", title=title))]


def held_by(asked: date | None, last: date, words: Words) -> tuple[date, list[Note]]:
    """The day asked for, the last one held where none or a later one was, and a note that tells a reader so."""
    if asked is None or asked <= last:
        return asked or last, []
    return last, [Note(words("web.day_not_held", day=asked, last=last))]


def part(words: Words, title: str, build: Callable[[], Sequence[Block]]) -> Part:
    """Such blocks as a part of the page that follows when it is made."""
    return Part(title, lambda: waiting(words, title, build))


def lifted(blocks: Iterable[Block]) -> list[Block]:
    """A section's blocks as part of a view: its headings stand one level higher there."""
    return [replace(b, level=b.level - 1) if isinstance(b, Heading) else b for b in blocks]


def choice(key: str, label: str, value: str, options: Mapping[str, str]) -> Control:
    """A choice among named values; one that is none of them raises `UnknownNameError`."""
    if value not in options:
        raise UnknownNameError(key, value[:60], [one for one in options if one])
    return Control(key, "choice", label, value, tuple(options.items()))


def day_choice(key: str, label: str, value: date | None, days: Sequence[date], none: str = "") -> Control:
    """A choice among days, the newest first; `none` (where given) is the words for no day."""
    options = {"": none} if none else {}
    options |= {day.isoformat(): day.isoformat() for day in sorted(days, reverse=True)}
    return Control(key, "choice", label, value.isoformat() if value else "", tuple(options.items()))


def slider(
    key: str, label: str, value: float, say: Callable[[float], str], low: float, high: float, step: float
) -> Control:
    """A slider that says in words where it stands: `say` gives the words of every place it can be moved to."""
    places = [low + n * step for n in range(round((high - low) / step) + 1)]
    spoken = {f"{place:g}": say(place) for place in (*places, value)}
    return Control(key, "slider", label, value, tuple(spoken.items()), low, high, step)


def own_file(desk: Desk, label: str, held: str, accepts: str) -> Control:
    """The choice of a person's own file; the one in use is named."""
    name = desk.uploads.get(held, accepts).name if held else ""
    return Control("file", "file", label, held, unit=name, accepts=accepts)


def peak(values: pd.Series[float]) -> tuple[date, float]:
    """The day of the largest value, and the value."""
    place = int(values.to_numpy(dtype=float).argmax())
    return values.index[place].date(), float(values.iloc[place])


def as_of_text(as_of: date | None) -> str:
    """The argument of `fedsheet.vintage(…)` in a line of Python."""
    return f'"{as_of}"' if as_of else ""


def as_of_option(as_of: date | None) -> str:
    """The option of a command."""
    return f" --as-of {as_of}" if as_of else ""
