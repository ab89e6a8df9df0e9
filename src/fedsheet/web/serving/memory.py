"""The memory of a server that runs for days: what a vintage holds, and what is given back to the system."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedsheet.core.vintage import Vintage

A_SERIES = 4_000  # bytes of a series beside its values: its definition and the frame around them
VINTAGES_BYTES = 256 << 20
ARENAS, M_ARENA_MAX = 2, -8


def weight(known: Vintage) -> float:
    """Bytes of a vintage: values and days of its series, and the rows of the tables read so far."""
    values = sum(16 * len(one) + A_SERIES for one in known.series.values())
    return values + float(getattr(known.tables, "read_bytes", 0))


def few_arenas() -> None:
    """Let all threads share two heaps where the system has one each: freed memory is then used again by any of them."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Hand what is free at the end of the heaps back to the system, where the system's library can."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
