"""A workbook (.xlsx) as rows of cells as they are shown; nothing is evaluated.

Read are the list of sheets, the formats, the texts and one sheet; whatever else a workbook holds is left packed. A
formula stays a text that begins with "=".
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from xml.parsers import expat

from fedsheet.core.errors import InputError
from fedsheet.sources.users.package import Attributes, Package, check_members

Value = None | int | float | date | str

MAX_TEXTS = 64 * 2**20  # characters of all shared texts
MAX_ROWS, MAX_COLUMNS = 200_000, 256
# What Excel calls by number: formats of percentages and of dates (ECMA-376, 18.8.30, with those of East Asia).
PERCENT_IDS = frozenset({9, 10})
DATE_IDS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
CONDITION = re.compile(r"\[[<>=]")
SCALED = re.compile(r"[0#?],+(?![0#?,])")
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
LAST_SERIAL = 2_958_465  # 9999-12-31
TRUE = ("1", "true")
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?$")


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet's rows, row 1 of the sheet first, as its cells show them; `hidden` are numbers of rows not shown."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: frozenset[int] = frozenset()

    @property
    def holds_numbers(self) -> bool:
        """Whether any of its cells is a number or a date."""
        return any(isinstance(cell, int | float | date) for row in self.rows for cell in row)


def sheet_of(raw: bytes, path: str, wanted: str | None) -> WorkbookSheet:
    """The named sheet; unnamed, the only one, or or the only one that holds numbers; else `InputError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            check_members(parts.infolist(), path)
            return _chosen(Package(parts, path), wanted)
    except expat.ExpatError:
        raise InputError("sources.user_grid_damaged_workbook_2", path=path) from None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("sources.user_grid_damaged_workbook_2", path=path) from None
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "_lzma"):
            raise InputError("sources.user_grid_damaged_workbook_2", path=path) from None
        raise


def _chosen(package: Package, wanted: str | None) -> WorkbookSheet:
    places, is_1904 = _sheets(package)
    if wanted is not None and wanted not in places:
        raise InputError("sources.workbook_no_sheet", path=package.path, wanted=wanted, names=_named(places))
    reader = _Reader(package, _formats(package), _texts(package), EPOCH_1904 if is_1904 else EPOCH)
    if wanted is not None or len(places) == 1:
        name = wanted if wanted is not None else next(iter(places))
        return reader.sheet(name, places[name])
    found = [sheet for name, part in places.items() if (sheet := reader.sheet(name, part)).holds_numbers]
    if len(found) != 1:
        raise InputError("sources.workbook_sheets", path=package.path, n=len(places), names=_named(places))
    return found[0]


def _named(places: Mapping[str, str]) -> str:
    return ", ".join(name[:40] for name in list(places)[:12])


def _sheets(package: Package) -> tuple[dict[str, str], bool]:
    """The part of each sheet by its name, and whether days are counted from 1904."""
    main = next(iter(_targets(package, "").values()), "xl/workbook.xml")
    targets = _targets(package, main)
    found: dict[str, str] = {}
    days: list[str] = []

    def start(tag: str, given: Attributes) -> None:
        if tag == "workbookPr":
            days.append(given.get("date1904", ""))
        if tag == "sheet":
            of = next((text for name, text in given.items() if name.rpartition(":")[2] == "id"), "")
            if of in targets:
                found[given.get("name", "")] = targets[of]

    package.walk(main, start)
    if not found:
        raise package.damaged()
    return found, bool(days) and days[-1] in TRUE


def _targets(package: Package, part: str) -> dict[str, str]:
    """The worksheets (of the package: the workbook) that a part refers to, by their ids."""
    folder, file = str(PurePosixPath(part).parent) if "/" in part else "", part.rpartition("/")[2]
    found: dict[str, str] = {}
    kind = "/worksheet" if part else "/officeDocument"

    def start(tag: str, given: Attributes) -> None:
        if tag == "Relationship" and given.get("Type", "").endswith(kind):
            target = given.get("Target", "")
            is_whole = target.startswith("/") or not folder
            found[given.get("Id", "")] = target.removeprefix("/") if is_whole else f"{folder}/{target}"

    package.walk(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels", start)
    return found


def _formats(package: Package) -> list[str]:
    """How cells of each style are shown: "date", "percent", "scaled FORMAT" or ""."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, given: Attributes) -> None:
        inside.append(tag)
        if tag == "numFmt" and given.get("numFmtId", "").isdigit():
            codes[int(given["numFmtId"][:9])] = given.get("formatCode", "")[:200]
        if tag == "xf" and inside[-2:-1] == ["cellXfs"]:
            number = given.get("numFmtId", "0")
            styles.append(int(number[:9]) if number.isdigit() else 0)

    def end(_tag: str) -> None:
        inside.pop()

    package.walk("xl/styles.xml", start, end)
    return [_shown_as(number, codes.get(number, "")) for number in styles]


def _shown_as(number: int, code: str) -> str:
    if not code:
        return "percent" if number in PERCENT_IDS else "date" if number in DATE_IDS else ""
    # Positive numbers, negative ones, zero; or by conditions. What shows no digit shows no number.
    sections = code.split(";")[: 4 if CONDITION.search(code) else 2]
    bare = [plain for one in sections if re.search(r"[0#?]", plain := NOT_SHOWN.sub("", one))]
    n_percent = sum("%" in one for one in bare)
    if n_percent and n_percent == len(bare):
        return "percent"
    if re.search(r"[dmyhsDMYHS年月日]", NOT_SHOWN.sub("", sections[0])):
        return "date"
    return f"scaled {code[:40]}" if n_percent or any(map(SCALED.search, bare)) else ""


def _texts(package: Package) -> list[str]:
    """The texts that cells refer to by their place; how a Chinese or Japanese word is pronounced is no part of it."""
    found: list[str] = []
    reading = _Text()
    size = 0

    def end(tag: str) -> None:
        nonlocal size
        reading.end(tag)
        if tag == "si":
            found.append(reading.taken())
            size += len(found[-1])
            if size > MAX_TEXTS:
                raise package.too_much("xl/sharedStrings.xml")

    package.walk("xl/sharedStrings.xml", reading.start, end, reading.text)
    return found


class _Text:
    """The text of one entry as its pieces come."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.is_text = self.is_spoken = False

    def start(self, tag: str, _given: Attributes) -> None:
        self.is_spoken = self.is_spoken or tag == "rPh"
        self.is_text = tag == "t" and not self.is_spoken

    def end(self, tag: str) -> None:
        self.is_text = False
        self.is_spoken = self.is_spoken and tag != "rPh"

    def text(self, piece: str) -> None:
        if self.is_text:
            self.pieces.append(piece)

    def taken(self) -> str:
        found, self.pieces = "".join(self.pieces), []
        return found


class _Reader:
    """Reads sheets: cells by their place, values as their formats show them."""

    def __init__(self, package: Package, formats: list[str], texts: list[str], epoch: datetime) -> None:
        self.package, self.formats, self.texts, self.epoch = package, formats, texts, epoch

    def sheet(self, name: str, part: str) -> WorkbookSheet:
        """All rows of a sheet; rows and cells that it leaves out are empty."""
        found: list[tuple[Value, ...]] = []
        hidden: set[int] = set()
        row: list[Value] = []
        cell: dict[str, str] = {}
        pieces: dict[str, list[str]] = {"v": [], "f": []}
        inline = _Text()
        at = ""

        def start(tag: str, given: Attributes) -> None:
            nonlocal at, cell
            if tag == "row":
                self._skip_to(given.get("r", ""), found)
                row.clear()
                if given.get("hidden") in TRUE:
                    hidden.add(len(found) + 1)
            elif tag == "c":
                cell, pieces["v"], pieces["f"] = dict(given), [], []
            at = tag
            inline.start(tag, given)
            if tag == "f":
                pieces["f"].append("=")

        def text(piece: str) -> None:
            if at in ("v", "f"):
                pieces[at].append(piece)
            else:
                inline.text(piece)

        def end(tag: str) -> None:
            nonlocal at
            at = ""
            inline.end(tag)
            if tag == "c":
                said = "".join(pieces["f"]) or "".join(pieces["v"]) or inline.taken()
                self._put(row, cell, len(found) + 1, self._value(cell, said, bool(pieces["f"]), len(found) + 1))
            elif tag == "row":
                found.append(tuple(row))

        self.package.walk(part, start, end, text)
        return WorkbookSheet(name, tuple(found), frozenset(hidden))

    def _skip_to(self, said: str, found: list[tuple[Value, ...]]) -> None:
        number = int(said) if said.isdigit() and len(said) < 8 else len(found) + 1
        if number > MAX_ROWS:
            raise InputError("sources.user_grid_more_than_rows_2", where=self.package.path, max_rows=MAX_ROWS)
        if number <= len(found):
            raise self.package.damaged(number)
        found.extend([()] * (number - 1 - len(found)))

    def _put(self, row: list[Value], cell: Attributes, number: int, value: Value) -> None:
        """The value at its column; columns left out before it are empty."""
        place = REFERENCE.match(cell.get("r", ""))
        column = _column(place.group(1)) if place else len(row) + 1
        if value is None:
            return
        if column > MAX_COLUMNS:
            raise InputError(
                "sources.user_grid_row_more_than_columns_2", where=self.package.path, number=number,
                max_columns=MAX_COLUMNS,
            )  # fmt: skip
        if column <= len(row):
            raise self.package.damaged(number)
        row.extend([None] * (column - 1 - len(row)))
        row.append(value)

    def _value(self, cell: Attributes, said: str, is_formula: bool, row: int) -> Value:
        if is_formula:
            return said
        kind = cell.get("t", "n")
        if kind == "s":
            return self._text(said)
        if kind == "b":
            return {"1": "True", "0": "False"}.get(said, said)
        if kind != "n" or not said.strip():
            return _dated(said) if kind == "d" else said.strip() or None
        return self._number(said.strip(), cell.get("s", "0"), row)

    def _text(self, said: str) -> str | None:
        if not said.isdigit() or len(said) > 9 or int(said) >= len(self.texts):
            raise self.package.damaged()
        return self.texts[int(said)].strip() or None

    def _number(self, said: str, style: str, row: int) -> Value:
        if not NUMBER.match(said):
            return said
        value = float(said)
        shown = self.formats[int(style)] if style.isdigit() and int(style[:9]) < len(self.formats) else ""
        if shown == "date":
            return _day(value, self.epoch)
        if shown == "percent":
            return f"{round(value * 100, 10)!r}%"
        if shown:
            raise InputError(
                "sources.user_grid_row_cell_holds_shows", where=self.package.path, number=row, value=_plain(value),
                number_format=shown.removeprefix("scaled "),
            )  # fmt: skip
        return _plain(value)


def _plain(value: float) -> int | float:
    """A count as a whole number, as a workbook shows it."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _day(value: float, epoch: datetime) -> Value:
    """A count of days as a date, with its hour where it has one as text; what is no day stays the number it is."""
    if not 1 <= value <= LAST_SERIAL:
        return _plain(value)
    whole, part = divmod(value, 1)
    # Excel's 60 is a 29 February 1900 that never was: days before it are one later than they count.
    day = epoch + timedelta(days=whole + (epoch == EPOCH and whole < 60), seconds=round(part * 86_400))
    return day.date() if day.time() == datetime.min.time() else str(day)


def _dated(said: str) -> Value:
    try:
        day = datetime.fromisoformat(said.strip())
    except ValueError:
        return said.strip() or None
    return day.date() if day.time() == datetime.min.time() else str(day)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
