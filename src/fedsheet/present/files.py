"""Writing a folder of files so that nothing is ever half-written: all beside it first, then moved in one by one.

    with staged(out) as stage:            # refused here, before any work, where `out` cannot be written
        stage.write("data/a.csv", …)      # beside
        stage.moved_in()                  # in place; files of the run before that this one lacks are gone

`SHA256SUMS` in the folder lists what the last run wrote. Only a file listed there whose bytes are still those of that
run is ours to remove.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fedsheet.core.errors import InputError
from fedsheet.core.system import system

Files = list[Path]
LIST = "SHA256SUMS"
LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[\w.-]+(?:/[\w.-]+)*)")


@dataclass
class Stage:
    """A folder beside `out` on the same disk; `moved_in()` puts its files in their places."""

    out: Path
    folder: Path
    written: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, content: bytes | str) -> None:
        """Write one file under its relative name."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode("utf-8") if isinstance(content, str) else content
        place.write_bytes(data)
        self.written[name] = hashlib.sha256(data).hexdigest()

    def moved_in(self) -> Files:
        """Move every file into `out`, each by one rename, and the list of them last; the files' final places."""
        names = list(self.written)
        for name in names:
            self._move(name)
        for name, digest in listed(self.out).items():
            if name not in self.written:
                remove_if_ours(self.out, name, digest)
        self.write(LIST, "".join(f"{digest}  {name}\n" for name, digest in sorted(self.written.items())))
        self._move(LIST)
        return [self.out / name for name in (*names, LIST)]

    def _move(self, name: str) -> None:
        final = self.out / name
        final.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).replace(final)


def listed(out: Path) -> dict[str, str]:
    """The files the last run wrote into `out`, with their digests; a line of another form is passed over."""
    try:
        lines = (out / LIST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = (LINE.fullmatch(line) for line in lines)
    return {line["name"]: line["digest"] for line in found if line and ".." not in line["name"].split("/")}


def remove_if_ours(out: Path, name: str, digest: str) -> None:
    """Remove a file of a former run that nobody has changed since, and its folder once that is empty."""
    place = out / name
    if place.is_symlink() or not place.is_file() or hashlib.sha256(place.read_bytes()).hexdigest() != digest:
        return
    place.unlink()
    if place.parent != out and not any(place.parent.iterdir()):
        place.parent.rmdir()


@contextmanager
def staged(out: Path) -> Iterator[Stage]:
    """A stage for `out`; what was not moved in is removed; a folder that cannot be written raises `InputError`."""
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".fedsheet-", dir=out))
    except OSError as error:
        raise InputError(
            "present.files_cannot_write_into", where="<out>", out=str(out), strerror=system(error)
        ) from None
    try:
        yield Stage(out, folder)
    except OSError as error:
        raise InputError("present.files_writing_failed", where=str(out), strerror=system(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _leave_no_empty_folder(made)


def _leave_no_empty_folder(made: list[Path]) -> None:
    """Folders made for a run that wrote nothing go again, innermost first."""
    for folder in made:
        if not folder.exists() or any(folder.iterdir()):
            return
        folder.rmdir()
