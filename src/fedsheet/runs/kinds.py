"""Files a user may write: what each is for, a filled example that runs, and its JSON Schema where it is TOML."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedsheet.core.errors import InputError, UnknownNameError
from fedsheet.core.system import system
from fedsheet.core.text import WORDS

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True)
class FileKind:
    """One kind of file: its example's name, and the command that takes it, with FILE in the file's place."""

    name: str
    file: str
    command: str

    @property
    def example(self) -> str:
        """The text of the example that ships, explained in English."""
        return self.explained("en")

    def explained(self, language: str) -> str:
        """The example with its comments in a language; what it says to a program is the same in both."""
        folder = files("fedsheet.runs") / "examples"
        return ((folder / "zh" if language == "zh" else folder) / self.file).read_text("utf-8")

    @property
    def has_schema(self) -> bool:
        """Whether an editor can be told its keys: of TOML files it can."""
        return self.file.endswith(".toml")


KINDS: Mapping[str, FileKind] = {
    kind.name: kind
    for kind in (
        FileKind("claims", "claims.toml", "check FILE"),
        FileKind("events", "events.toml", "review events FILE"),
        FileKind("scenario", "scenario.toml", "project FILE"),
        FileKind("shock", "shock.toml", "simulate FILE"),
        FileKind("counterfactual", "counterfactual.toml", "simulate september-2019 --counterfactual FILE"),
        FileKind("grid", "grid.toml", "sweep FILE"),
        FileKind("holdings", "holdings.csv", "project runoff-2022 --from 2022-02-16 --holdings FILE"),
        FileKind("pools", "pools.csv", "project runoff-2022 --from 2022-02-16 --pools FILE"),
        FileKind("prices", "prices.csv", "outlook implied FILE"),
        FileKind("dots", "dots.csv", "outlook committee --dots FILE"),
        FileKind("decisions", "decisions.toml", "policy add FILE"),
        FileKind("watch", "watch.toml", "watch FILE"),
    )
}


def kind_named(name: str) -> FileKind:
    """The kind of this name; an unknown one raises with all of them."""
    if name.lower() not in KINDS:
        raise UnknownNameError("kind of file", name, KINDS)
    return KINDS[name.lower()]


def write_new(kind: FileKind, file: Path, language: str = "en") -> Path:
    """Write the example of a kind, explained in a language.

    A file that is there already, or a wrong ending, is refused and left as it is.
    """
    ending = Path(kind.file).suffix
    if file.suffix != ending:
        raise InputError("runs.kinds_ending", name=str(file), kind=kind.name, ending=ending)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(kind.explained(language))
    except FileExistsError:
        raise InputError("runs.kinds_there", name=str(file)) from None
    except OSError as error:
        raise InputError("runs.kinds_cannot_written", name=str(file), strerror=system(error)) from None
    return file


def schema_of(kind: FileKind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a TOML kind, for editors and validators; a CSV kind has none."""
    if not kind.has_schema:
        raise InputError("runs.kinds_no_schema", kind=kind.name)
    found = _models()[kind.name]().model_json_schema(by_alias=True)
    for part in (found, *found.get("$defs", {}).values()):
        _told_one_way(part)
    for name in ("Title", "_Text", "Both"):
        if name in found.get("$defs", {}):
            found["$defs"][name] = WORDS
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"fedsheet {kind.name} file"}
    return {**found, **head}


def _told_one_way(part: dict[str, Any]) -> None:
    """Where a text stands under `zh` and `en` beside other keys, `what` may say it as everywhere else."""
    keys = part.get("properties", {})
    if {"zh", "en"} < set(keys):
        keys["what"] = WORDS


def _models() -> Mapping[str, Callable[[], type[BaseModel]]]:
    def claims() -> type[BaseModel]:
        from pydantic import create_model

        from fedsheet.claims import parse

        doc = "What a text asserts, for `fedsheet check FILE.toml`."
        return create_model("ClaimsFile", __base__=parse._File, __doc__=doc, claim=(list[parse._Claim], ...))

    def of(module: str, name: str) -> Callable[[], type[BaseModel]]:
        from importlib import import_module

        return lambda: getattr(import_module(module), name)

    shapes = "fedsheet.runs.shapes"
    return {
        "claims": claims, "scenario": of("fedsheet.portfolio.scenario.file", "ScenarioFile"),
        "grid": of("fedsheet.portfolio.scenario.grid", "Grid"), "events": of(shapes, "EventsFile"),
        "shock": of(shapes, "ShockFile"), "counterfactual": of(shapes, "CounterfactualFile"),
        "decisions": of(shapes, "DecisionsFile"), "watch": of("fedsheet.runs.watch", "WatchFile"),
    }  # fmt: skip


def as_text(schema: Mapping[str, Any]) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
