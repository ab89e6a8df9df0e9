"""Bring docs/files and docs/schemas up to date: the examples that ship, and the JSON Schemas of the TOML kinds.

python tools/file_pages.py           write them
python tools/file_pages.py --check   say which are out of date, exit code 1 where any is
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from fedsheet.runs.kinds import KINDS, as_text, schema_of

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLE = re.compile(r"```(toml|csv)\n.*?```\n", re.S)


def wanted() -> Iterator[tuple[Path, str]]:
    """Every file that is made, with what it must hold."""
    for kind in KINDS.values():
        form = kind.file.rpartition(".")[2]
        for language, ending in (("en", ".md"), ("zh", ".zh.md")):
            page = DOCS / "files" / f"{kind.name}{ending}"
            block = f"```{form}\n{kind.explained(language)}```\n"
            yield page, EXAMPLE.sub(lambda _, block=block: block, page.read_text("utf-8"), count=1)
        if kind.has_schema:
            yield DOCS / "schemas" / f"{kind.name}.schema.json", as_text(schema_of(kind))


def main() -> int:
    """Write or check."""
    late = [(path, text) for path, text in wanted() if not path.exists() or path.read_text("utf-8") != text]
    for path, text in late:
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
        print(path.name)
    return int(bool(late) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
