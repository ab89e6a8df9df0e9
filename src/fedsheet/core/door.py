"""Where the floors above leave word of how a result is shown, an error said, a series computed from others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Says = Callable[[Any, str, str, str], str]  # (error, part, language, door) -> its words
    Shows = Callable[[object, str, str, str], Any]  # (result, "head", "tables", "table" or "figure", name, language)
    # `records`: () -> the record of policy that ships, where a figure shades its windows and no other is given
    Ready = Callable[[Any, str], Any]  # (vintage, series id) -> the series, None where it is not one they know

shows: list[Shows] = []
sentences: list[Says] = []
ready: list[Ready] = []
records: list[Callable[[], Any]] = []
