"""The shipped record as one `PolicyPath`, read once; every mistake in the files stops here with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from fedsheet.core.errors import RecordError
from fedsheet.record.consistency import check_files, ordered_steps
from fedsheet.record.parse import read_lever_file
from fedsheet.record.path import PolicyPath
from fedsheet.record.programmes import read_programmes

PROGRAMMES = "programmes.toml"


@cache
def load_path() -> PolicyPath:
    """The record that ships with the package; the second call costs nothing."""
    folder = files("fedsheet.record") / "data"
    texts = {item.name: item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".toml")}
    return build_path(dict(sorted(texts.items())))


def build_path(texts: Mapping[str, str]) -> PolicyPath:
    """A path from TOML texts by file name; `RecordError` at the first contradiction, unknown key or gap."""
    if PROGRAMMES not in texts:
        raise RecordError("The record has no programmes", where=PROGRAMMES, do="Add the file programmes.toml")
    programmes, bands = read_programmes(PROGRAMMES, texts[PROGRAMMES])
    read = tuple(read_lever_file(name, text) for name, text in texts.items() if name != PROGRAMMES)
    check_files(read, programmes)
    facts = sorted((fact for file in read for fact in file.facts), key=lambda f: (f.announced_at, f.id))
    steps = ordered_steps(read)
    return PolicyPath(
        begins=min(action.effective_date for action in steps["point"]),
        recorded_to=max(fact.announced_at for fact in facts),
        facts=tuple(facts),
        steps=steps,
        before=_merge(file.before for file in read),
        programmes=programmes,
        bands=bands,
        content="\n".join(texts.values()),
    )


def _merge(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: why for part in parts for name, why in part.items()}
