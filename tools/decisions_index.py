"""The contents of docs/decisions/*.md, written into docs/decisions.md: every entry by room, with its date.

python tools/decisions_index.py
"""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
ENTRY = re.compile(r"^## (.+)\n\n(\d{4}-\d\d-\d\d)\.$", re.M)
HEAD = """# Decisions

What was decided, why, and instead of what: one file a room, one dated entry a decision. A new entry goes to the end of
its room's file; `python tools/decisions_index.py` writes this page.
"""


def anchor(title: str) -> str:
    """The place of a heading as a page shows it: lower case, words joined by hyphens, other marks gone."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def index() -> str:
    """The page: each room's entries in the order of its file."""
    parts = [HEAD]
    for path in sorted((DOCS / "decisions").glob("*.md")):
        text = path.read_text("utf-8")
        room = text.partition("\n")[0].removeprefix("# ").partition(":")[0]
        lines = [f"* {date} [{title}](decisions/{path.name}#{anchor(title)})" for title, date in ENTRY.findall(text)]
        parts.append(f"## [{room}](decisions/{path.name})\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (DOCS / "decisions.md").write_text(index(), encoding="utf-8")
