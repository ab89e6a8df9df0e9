"""Heads, units and the first row of every command's CSV and JSON, kept in `tests/cli/frozen.json`.

What a command prints for machines is an interface: a head, a unit or a type that changes is a decision, named in the
changelog. `python tests/frozen.py` writes the file anew (from the root of the repository) after such a decision.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "cli" / "frozen.json"
DAY = ("--as-of", "2024-06-28")
PRICES = Path(__file__).parents[1] / "src" / "fedsheet" / "web" / "templates" / "quotes-example.csv"
SPAN = ("--from", "2022-06-01", "--until", "2022-12-28")
# One line a command or a view of one, quick enough to be asked in one process.
LINES: tuple[tuple[str, ...], ...] = (
    ("series", "WALCL", "--from", "2024-01-01", *DAY),
    ("series", "--list", *DAY),
    ("policy", "at", "2014-10-29"),
    ("policy", "list", "--programme", "lsap3"),
    ("policy", "programmes"),
    ("market", "map", *DAY),
    ("market", "sheets", "2024-03-28", *DAY),
    ("market", "rates", "--from", "2024-06-03", *DAY),
    ("market", "hierarchy", *DAY),
    ("market", "adequacy", *DAY),
    ("market", "forecast", *DAY),
    ("market", "response", "higher-iorb", "--days", "5"),
    ("simulate", "drain-2022-2025", "--days", "5"),
    ("outlook", "rules", *DAY),
    ("outlook", "rules", "--estimated", *DAY),
    ("outlook", "rules", "--assumed"),
    ("outlook", "progress", *DAY),
    ("outlook", "progress", "--signals", *DAY),
    ("outlook", "triggers", *DAY),
    ("outlook", "triggers", "--scores", *DAY),
    ("outlook", "triggers", "--trade-off", *DAY),
    ("outlook", "triggers", "--when", *DAY),
    ("outlook", "implied", str(PRICES)),
    ("outlook", "scorecard"),
    ("outlook", "scorecard", "--by-horizon"),
    ("chain", "runoff-2022", *SPAN),
    ("chain", "runoff-2022", "--rounds", *SPAN),
    ("project", "--list"),
    ("project", "runoff-2022", *SPAN),
    ("review", "programmes", *DAY),
    ("review", "phases", "--window", "lsap2", "--series", "DGS10", *DAY),
    ("review", "grid", *DAY),
    ("review", "grid", "lsap2", *DAY),
    ("review", "assertions", *DAY),
    ("review", "events"),
    ("review", "events", "kvj2011_qe1", "--series", "DGS10", *DAY),
    ("review", "ledger", *DAY),
    ("review", "ledger", "lsap3", "--monthly", *DAY),
    ("review", "ledger", "lsap3", "--composition", *DAY),
    ("review", "ledger", "--caps", *DAY),
    ("review", "termpremium", *DAY),
    ("review", "termpremium", "--history", "monthly", *DAY),
    ("review", "supply", *DAY),
    ("review", "supply", "--holdings", *DAY),
    ("review", "reserves", *DAY),
    ("review", "reserves", "--from", "2022-06-01", "--to", "2023-06-28", *DAY),
    ("review", "macro", *DAY),
    ("h41", "2023-02-15"),
    ("check", "seed-2021"),
    ("check", "--list-quantities"),
    ("data", "status"),
    ("data", "check"),
    ("data", "vintages", "GDPC1"),
    ("data", "clock", *DAY),
    ("policy", "list", "--instruments"),
    ("check", "--list-quantities", "measure"),
    ("explore", "WALCL - WDTGAL", "--from", "2024-01-01", *DAY),
    ("show", "--list"),
    ("show", "statement", *DAY),
    ("new", "--list"),
    ("market", "reserves", *DAY),
    ("market", "curve", *DAY),
    ("outlook", "base-case", *DAY),
    ("outlook", "committee", *DAY),
    ("review", "assets", *DAY),
    ("review", "rounds", *DAY),
)


def name_of(line: tuple[str, ...]) -> str:
    """The line without its day and without a path of this machine."""
    words = [Path(word).name if "/" in word else word for word in line]
    return " ".join(words).replace(" " + " ".join(DAY), "")


def asked(line: tuple[str, ...]) -> str:
    """What the command prints."""
    from fedsheet.cli import main

    printed, before = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), sys.argv
    sys.argv = ["fedsheet", *line]
    try:
        with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            main.run()
    finally:
        sys.argv = before
    printed.flush()
    return printed.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]  # the BytesIO of above


def form_of(text: str) -> str:
    """A cell's kind: what a reader of the CSV would parse it as."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return "date"
    if text in ("True", "False"):
        return "bool"
    with contextlib.suppress(ValueError):
        float(text)
        return "number"
    return "text" if text else "missing"


def shape_of(value: Any) -> Any:
    """Keys of a JSON answer to its depth; of a list, the shape of its first item."""
    if isinstance(value, dict):
        return {key: shape_of(held) for key, held in value.items()}
    if isinstance(value, list):
        return [shape_of(value[0])] if value else []
    return "missing" if value is None else type(value).__name__


def answer(line: tuple[str, ...]) -> dict[str, Any]:
    """Head, the kinds of the first row, that row, and the shape of the JSON."""
    rows = list(csv.reader(io.StringIO(asked((*line, "--format", "csv")))))
    shape = shape_of(json.loads(asked((*line, "--format", "json"))))
    return {"head": rows[0], "kinds": [form_of(cell) for cell in rows[1]], "row": rows[1], "json": shape}


def main() -> None:
    """Write the file anew."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["FEDSHEET_HOME"] = home
        found = {name_of(line): answer(line) for line in LINES}
    lines = (f"{json.dumps(name)}: {json.dumps(held, ensure_ascii=False)}" for name, held in found.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
