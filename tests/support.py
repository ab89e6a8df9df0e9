"""What tests share: the figures that ship as a vintage, and the study folders beside the checkout where present."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

import pytest

from fedsheet.core.vintage import Vintage

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


def shared(relative: str) -> Path:
    """A study file beside the checkout; the test skips with the reason where it is absent."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"study file {relative!r} is not beside this checkout")
    return path


@cache
def snapshot_vintage(as_of: str | None = None) -> Vintage:
    """The shipped figures as known on `as_of` (today where none), from a store of its own."""
    import fedsheet.store as store

    before = os.environ.get("FEDSHEET_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FEDSHEET_HOME"] = folder
        try:
            return store.vintage(as_of)
        finally:
            if before is None:
                del os.environ["FEDSHEET_HOME"]
            else:
                os.environ["FEDSHEET_HOME"] = before
