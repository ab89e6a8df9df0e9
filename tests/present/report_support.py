"""What the tests of the documents share: the report's own chapters on the shipped figures, in both languages."""

from __future__ import annotations

from functools import cache

from fedsheet.present.document import Document
from fedsheet.record import load_path
from fedsheet.runs.report import documents_of
from support import snapshot_vintage


@cache
def documents(as_of: str | None = "2026-11-22") -> dict[str, Document]:
    """Both languages' documents of the chapters that need no room's results; by language."""
    zh, en = documents_of(snapshot_vintage(as_of), load_path(), ("zh", "en"), rooms={})
    return {"zh": zh, "en": en}
