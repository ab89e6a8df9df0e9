"""Writing a folder of files so that nothing is ever half-written: all beside it first, then moved in one by one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fedsheet.core.errors import InputError

Files = list[Path]


@dataclass
class Stage:
    """A folder beside `out` on the same disk; `moved_in()` puts its files in their places."""

    out: Path
    folder: Path
    written: list[Path] = field(default_factory=list)

    def write(self, name: str, content: bytes | str) -> None:
        """Write one file under its relative name."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        self.written.append(Path(name))

    def moved_in(self) -> Files:
        """Move every file into `out`, each by one rename; the files' final places."""
        for name in self.written:
            final = self.out / name
            final.parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).replace(final)
        return [self.out / name for name in self.written]


@contextmanager
def staged(out: Path) -> Iterator[Stage]:
    """A stage for `out`; what was not moved in is removed; a folder that cannot be written raises `InputError`."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".fedsheet-", dir=out))
    except OSError as error:
        raise InputError(
            f"Cannot write into {str(out)!r}: {error.strerror or error}",
            where="--out",
            possible="Any folder you may write into",
            do="For example --out ./out",
        ) from None
    try:
        yield Stage(out, folder)
    except OSError as error:
        raise InputError(f"Writing failed: {error.strerror or error}", where=str(out), do="Free some space") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
