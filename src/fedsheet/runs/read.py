"""The door of every run: figures and record are opened here, or taken as they are handed in.

Every run takes `as_of` (a day, or none for all that is held) or `vintage` (figures read before, or one's own), and
`path` (another record than the one that ships). Where a vintage is handed in, nothing is opened.
"""

from __future__ import annotations

from datetime import date

from fedsheet import store
from fedsheet.core.dates import parse_date
from fedsheet.core.errors import InputError
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath, load_path

AsOf = date | str | None


def day_of(as_of: AsOf) -> date | None:
    """The day meant; None where none is named."""
    return None if as_of in (None, "") else parse_date(as_of, what="as-of date")


def figures(as_of: AsOf = None, vintage: Vintage | None = None) -> Vintage:
    """The vintage to work on: the one handed in, else what was known on `as_of`, else everything held."""
    if vintage is None:
        return store.vintage(as_of)
    if as_of not in (None, ""):
        raise InputError("Both as_of and vintage are given", do=f"Give one; the vintage is as of {vintage.as_of}")
    return vintage


def read(
    as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[Vintage, PolicyPath]:
    """Figures and record of a run."""
    return figures(as_of, vintage), path or load_path()
