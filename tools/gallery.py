"""Make the notebooks of docs/gallery: a program each, with the prose of both languages, run on the figures that ship.

python tools/gallery.py [NAME ...]            write en/NAME.ipynb and zh/NAME.ipynb with what their cells answer
python tools/gallery.py --check [NAME ...]    run them again and say where an answer is another; exit code 1 then

A program is cut by lines that begin with `# %%`: a cell of code, `# %% en` and `# %% zh` of prose. `lang = "en"` is the
language of an edition; a line `# !fedsheet ...` becomes a command, as in Jupyter. A notebook works in a folder of its
own, with a store of its own, on the day below, so that it says the same on every machine.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GALLERY = Path(__file__).parent.parent / "docs" / "gallery"
LANGUAGES = ("en", "zh")
TODAY = "2026-11-30"
CUT = re.compile(r"^# %%(?: (en|zh))?\n", re.M)
COMMAND = re.compile(r"^!(fedsheet .*)$", re.M)
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
RELATIVE, ABSOLUTE = 1e-3, 0.011  # what rounding to the last digit shown may differ by between machines
STYLE = re.compile(r"<style scoped>.*?</style>\n", re.S)


@dataclass(frozen=True)
class Cell:
    """One cell: of prose in one language, or of code (`lang` empty)."""

    lang: str
    text: str


@dataclass
class Ran:
    """A cell that ran: what it printed and what its last line is, in every form a notebook may choose."""

    printed: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """As a notebook keeps them."""
        stream = [{"name": "stdout", "output_type": "stream", "text": lines(self.printed)}] if self.printed else []
        return [*stream, *self.shown]


def names() -> list[str]:
    """Every notebook of the gallery."""
    return sorted(path.stem for path in GALLERY.glob("[0-9]*.py"))


def cells(name: str, lang: str) -> list[Cell]:
    """The cells of one edition."""
    _, *parts = CUT.split((GALLERY / f"{name}.py").read_text("utf-8"))
    found = [Cell(kind or "", text.strip("\n")) for kind, text in zip(parts[::2], parts[1::2], strict=True)]
    own = [cell for cell in found if cell.lang in ("", lang)]
    return [Cell(cell.lang, _prose(cell.text) if cell.lang else _code(cell.text, lang)) for cell in own]


def _prose(text: str) -> str:
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())


def _code(text: str, lang: str) -> str:
    return (
        text.replace('lang = "en"', f'lang = "{lang}"').replace("--lang en", f"--lang {lang}").replace("# !fed", "!fed")
    )


def run(name: str, lang: str) -> Iterator[tuple[Cell, Ran]]:
    """Every cell with what came of it, in the order of the notebook."""
    with _place():
        names: dict[str, Any] = {"__name__": "__main__", "_command": command}
        for cell in cells(name, lang):
            yield cell, Ran() if cell.lang else ran(cell.text, names)


@contextlib.contextmanager
def _place() -> Iterator[None]:
    """A folder and a store of its own, on the gallery's day."""
    before, here = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"FEDSHEET_HOME": str(Path(folder) / "home"), "FEDSHEET_TODAY": TODAY, "COLUMNS": "110"}
        (Path(folder) / "work").mkdir()
        os.chdir(Path(folder) / "work")
        try:
            yield
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)


def command(line: str) -> None:
    """A command, asked in this process; what it prints goes into a file where ` > FILE` ends the line."""
    from fedsheet.cli import main

    said, _, file = line.partition(" > ")
    before, sys.argv = sys.argv, shlex.split(said)
    try:
        with contextlib.ExitStack() as shown:
            shown.enter_context(contextlib.redirect_stderr(sys.stdout))
            if file:
                out = shown.enter_context(Path(file).open("w", encoding="utf-8"))
                shown.enter_context(contextlib.redirect_stdout(out))
            shown.enter_context(contextlib.suppress(SystemExit))
            main.run()
    finally:
        sys.argv = before


def ran(code: str, names: dict[str, Any]) -> Ran:
    """One cell, as Jupyter runs it: its last expression is shown."""
    tree = ast.parse(COMMAND.sub(lambda found: f"_command({found[1]!r})", code))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)  # our own text
        value = None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        printed.flush()
        text = printed.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    text = text.replace(str(Path.cwd()), ".")
    return Ran(text, [] if value is None else [_result(value)])


def _result(value: object) -> dict[str, Any]:
    if hasattr(value, "_repr_mimebundle_"):
        bundle = value._repr_mimebundle_()
    else:
        html = value._repr_html_() if hasattr(value, "_repr_html_") else None
        bundle = {"text/plain": repr(value), **({"text/html": STYLE.sub("", html)} if html else {})}
    data = {kind: lines(one) if isinstance(one, str) else one for kind, one in sorted(bundle.items())}
    return {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


def lines(text: str) -> list[str]:
    """A text as notebooks keep it."""
    return text.splitlines(keepends=True)


def notebook(name: str, lang: str) -> dict[str, Any]:
    """The executed notebook of one edition (nbformat 4.5)."""
    made, count = [], 0
    for place, (cell, found) in enumerate(run(name, lang)):
        about: dict[str, Any] = {"id": f"{lang}-{place:02d}", "metadata": {}, "source": lines(cell.text)}
        if cell.lang:
            made.append({"cell_type": "markdown", **about})
            continue
        count += 1
        outputs = [one | ({"execution_count": count} if "data" in one else {}) for one in found.outputs]
        made.append({"cell_type": "code", "execution_count": count, "outputs": outputs, **about})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    meta = {"kernelspec": kernel, "language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return {"cells": made, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}


def written(name: str, lang: str) -> Path:
    """Where an edition stands."""
    return GALLERY / lang / f"{name}.ipynb"


def as_text(made: dict[str, Any]) -> str:
    """The file of a notebook."""
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def said(made: dict[str, Any]) -> Iterator[str]:
    """Everything an edition says that a reader could hold against it: cells, and answers as text."""
    for cell in made["cells"]:
        yield "".join(cell["source"])
        for output in cell.get("outputs", ()):
            text = output["text"] if "text" in output else output["data"]["text/plain"]
            yield "".join(text)


def differences(held: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Where two runs say something else: other words, or numbers further apart than their last digit."""
    before, after = list(said(held)), list(said(now))
    if len(before) != len(after):
        return [f"{len(before)} cells and answers, now {len(after)}"]
    return [f"{a[:200]!r} is now {b[:200]!r}" for a, b in zip(before, after, strict=True) if not _alike(a, b)]


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    left, right = NUMBER.findall(a), NUMBER.findall(b)
    if _words(a) != _words(b) or len(left) != len(right):
        return False
    pairs = zip(map(_value, left), map(_value, right), strict=True)
    return all(abs(x - y) <= max(ABSOLUTE, RELATIVE * abs(x)) for x, y in pairs)


def _words(text: str) -> str:
    return " ".join(NUMBER.sub("#", text).replace("─", "").split())


def _value(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def main() -> int:
    """Write or check the notebooks named, all where none is."""
    asked = [word for word in sys.argv[1:] if not word.startswith("--")] or names()
    found = 0
    for name in asked:
        for lang in LANGUAGES:
            now, place = notebook(name, lang), written(name, lang)
            if "--check" in sys.argv:
                held = json.loads(place.read_text("utf-8")) if place.exists() else {"cells": []}
                late = differences(held, now)
                found += len(late)
                print(f"{lang}/{name}: {'; '.join(late) or 'as it stands'}", flush=True)
            else:
                place.parent.mkdir(exist_ok=True)
                place.write_text(as_text(now), "utf-8")
                print(f"{lang}/{name}: {place.stat().st_size // 1024} KB", flush=True)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
