"""The shipped record as one `PolicyPath`, read once; every mistake in the files stops here with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from fedsheet.core.errors import RecordError
from fedsheet.core.text import Text
from fedsheet.record.consistency import check_files, ordered_steps
from fedsheet.record.medians import medians_of
from fedsheet.record.parse import read_lever_file
from fedsheet.record.path import PolicyPath
from fedsheet.record.programmes import read_programmes
from fedsheet.record.projections import projections_of

PROGRAMMES = "programmes.toml"
NOT_LEVERS = ("relations.toml",)
OWN = "policy"  # the folder beside the store whose files are laid over the record
_FOLDER = files("fedsheet.record") / "data"


@cache
def load_path() -> PolicyPath:
    """The record that ships with the package; the second call costs nothing."""
    return build_path(shipped_texts())


def load_with(own: Mapping[str, str]) -> PolicyPath:
    """The shipped record with a user's lever files laid over it, by the same schema and the same checks.

    own   TOML texts by file name; `RecordError` names the file at the first contradiction with what ships
    """
    return _load_with(tuple(sorted(own.items()))) if own else load_path()


@lru_cache(maxsize=4)
def _load_with(own: tuple[tuple[str, str], ...]) -> PolicyPath:
    return build_path({**shipped_texts(), **{f"{OWN}/{name}": text for name, text in own}})


@cache
def shipped_texts() -> dict[str, str]:
    """The lever files that ship, by name."""
    names = sorted(item.name for item in _FOLDER.iterdir() if item.name.endswith(".toml"))
    return {name: data_text(name) for name in names if name not in NOT_LEVERS}


def data_text(name: str) -> str:
    """The text of one shipped file."""
    try:
        return (_FOLDER / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError("record.load_cannot_read", where=name, error=error) from None


def build_path(texts: Mapping[str, str]) -> PolicyPath:
    """A path from TOML texts by file name; `RecordError` at the first contradiction, unknown key or gap."""
    if PROGRAMMES not in texts:
        raise RecordError("record.load_record_programmes", where=PROGRAMMES)
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
        projections=projections_of(facts),
        medians=medians_of(facts),
        content="\n".join(texts.values()),
    )


def _merge(parts: Iterable[Mapping[str, Text]]) -> dict[str, Text]:
    return {name: why for part in parts for name, why in part.items()}
