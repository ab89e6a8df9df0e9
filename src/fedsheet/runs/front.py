"""What the front door answers that is no journey of its own: the record of a day, a statement, a file to begin with."""

from __future__ import annotations

from pathlib import Path

from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.runs.h41 import read
from fedsheet.runs.read import AsOf, day_of
from fedsheet.runs.record import record_now
from fedsheet.sheet.statement import Statement


def record(as_of: AsOf = None) -> PolicyPath:
    """The dated record of policy; as it stood on a day where one is named."""
    day = day_of(as_of)
    return record_now() if day is None else record_now().announced_by(day)


def statement(
    day: AsOf = None, earlier: AsOf = None, as_of: AsOf = None, *, vintage: Vintage | None = None
) -> Statement:
    """The weekly statement of a Wednesday, the newest where none is named, beside an earlier one."""
    return read(day_of(day), day_of(earlier), as_of, vintage=vintage)


def new(kind: str, file: str | Path) -> Path:
    """Write a filled example of a file of one's own ("claims", "scenario", "grid" …), and where it stands."""
    from fedsheet.runs.kinds import kind_named, write_new

    return write_new(kind_named(kind), Path(file))
