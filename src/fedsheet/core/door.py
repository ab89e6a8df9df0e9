"""Where the floors above leave word of how a result is shown and an error said; next to nothing is imported for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Says = Callable[[Any, str, str, str], str]  # (error, part, language, door) -> its words
    Shows = Callable[[object, str, str, str], Any]  # (result, "tables" or "table" or "figure", name, language)

shows: list[Shows] = []
sentences: list[Says] = []
