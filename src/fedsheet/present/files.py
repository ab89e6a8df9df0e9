"""Writing a folder of files so that nothing is ever half-written: all beside it first, then moved in one by one.

    with staged(out) as stage:            # refused here, before any work, where `out` cannot be written
        stage.write("data/a.csv", …)      # beside
        stage.moved_in()                  # in place; former files of its editions that it lacks are gone

`SHA256SUMS` in the folder lists what our runs wrote there. Only a file listed there whose bytes are still those of its
run is ours to remove, and only by a run that makes its edition again: a brief leaves a report alone, one language the
other.
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
EDITION = re.compile(r"[^/.]+")  # report-zh of report-zh.pdf, figures-en of figures-en/a.svg, data of data/a.csv
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
        names, editions = list(self.written), {edition_of(name) for name in self.written}
        for name in names:
            self._move(name)
        former = {name: digest for name, digest in listed(self.out).items() if name not in self.written}
        for name, digest in former.items():
            if edition_of(name) in editions:
                remove_if_ours(self.out, name, digest)
        ours = self.written | {name: digest for name, digest in former.items() if is_ours(self.out, name, digest)}
        self.write(LIST, "".join(f"{digest}  {name}\n" for name, digest in sorted(ours.items())))
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


def edition_of(name: str) -> str:
    """What a run makes whole: a document of one language, the figures of one language, the numbers of both."""
    found = EDITION.match(name)
    return found[0] if found else name


def is_ours(out: Path, name: str, digest: str) -> bool:
    """Whether a file of a former run is there and nobody has changed it since."""
    place = out / name
    return not place.is_symlink() and place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == digest


def remove_if_ours(out: Path, name: str, digest: str) -> None:
    """Remove a file of a former run that nobody has changed since, and its folder once that is empty."""
    place = out / name
    if not is_ours(out, name, digest):
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
