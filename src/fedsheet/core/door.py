"""Where the floors above leave word of how a result is shown; next to nothing is imported for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Shows = Callable[[object, str, str, str], Any]  # (result, "tables" or "table" or "figure", name, language)

shows: list[Shows] = []
