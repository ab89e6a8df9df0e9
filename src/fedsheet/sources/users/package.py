"""A packed file of XML parts (.xlsx) read element by element under limits: no part is ever held as a tree.

What ends the reading at once: a document type, a byte more than declared, a tag or a text without end, too many or too
deep elements, a password, too much unpacked. Nothing is read of parts that nobody walks through.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from fedsheet.core.errors import InputError

Attributes = Mapping[str, str]

MAX_UNPACKED_BYTES = 256 * 2**20
MAX_MEMBERS = 2_000
MAX_ELEMENTS = 2_500_000  # a row, a cell and its value each
MAX_DEPTH = 64
MAX_TAG_BYTES = MAX_TEXT = 2**20
SECONDS = 20.0  # the last resort: the limits above end a bomb sooner
CHUNK = 2**16


@dataclass
class Package:
    """The parts of one file, and what has been read of them."""

    parts: zipfile.ZipFile
    path: str
    elements: int = 0
    began: float = field(default_factory=time.perf_counter)

    def walk(self, name: str, start: Callable[[str, Attributes], None], end: Callable[[str], None] | None = None,
             text: Callable[[str], None] | None = None) -> None:  # fmt: skip
        """Each element of a part in its order; a part that is absent holds none."""
        try:
            member = self.parts.getinfo(name)
        except KeyError:
            return
        parser = expat.ParserCreate()
        depth = size = 0

        def began(tag: str, attributes: Attributes) -> None:
            nonlocal depth, size
            depth, size = depth + 1, 0
            self.elements += 1
            if self.elements > MAX_ELEMENTS or depth > MAX_DEPTH:
                raise self.too_much(name)
            start(tag.rpartition(":")[2], attributes)

        def ended(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end:
                end(tag.rpartition(":")[2])

        def read(piece: str) -> None:
            nonlocal size
            size += len(piece)
            if size > MAX_TEXT:
                raise self.too_much(name)
            if text:
                text(piece)

        def refused(*_: object) -> None:
            raise InputError("sources.user_grid_declares_xml_entities_2", path=self.path, filename=name[:60])

        parser.StartElementHandler, parser.EndElementHandler = began, ended
        parser.StartDoctypeDeclHandler = refused
        if text:
            parser.CharacterDataHandler, parser.buffer_text = read, True
        self._fed(parser, member)

    def _fed(self, parser: expat.XMLParserType, member: zipfile.ZipInfo) -> None:
        fed = 0
        with self.parts.open(member) as part:
            while chunk := part.read(CHUNK):
                fed += len(chunk)
                if fed > member.file_size:
                    raise InputError(
                        "sources.user_grid_holds_more_than_declares_2", path=self.path, filename=member.filename[:60]
                    )
                parser.Parse(chunk, False)
                late = time.perf_counter() - self.began > SECONDS
                if late or fed - parser.CurrentByteIndex > MAX_TAG_BYTES:
                    raise self.too_much(member.filename)
            parser.Parse(b"", True)

    def too_much(self, part: str) -> InputError:
        """The refusal of a part that holds more than any table does."""
        return InputError("sources.workbook_too_much", path=self.path, filename=part[:60])

    def damaged(self, row: int = 0) -> InputError:
        """The refusal of a part that cannot be what it says, where it is one of a row."""
        if row:
            return InputError("sources.workbook_row_damaged", path=self.path, row=row)
        return InputError("sources.user_grid_damaged_workbook_2", path=self.path)


def check_members(members: list[zipfile.ZipInfo], path: str) -> None:
    """Refuse what unpacks to too much, or needs a password."""
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            "sources.user_grid_unpacks_mib_parts_2", path=path, unpacked=unpacked / 2**20, n_members=len(members),
            max_unpacked_bytes=MAX_UNPACKED_BYTES // 2**20, max_members=MAX_MEMBERS,
        )  # fmt: skip
    if any(member.flag_bits & 1 for member in members):
        raise InputError("sources.user_grid_encrypted_2", path=path)
