"""A finding about the figures held: how grave, about what, and what it is."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class CheckFinding:
    """`severity` is "error" (something is wrong), "warning" (odd, look at it) or "note"."""

    severity: str
    subject: str
    what: str
