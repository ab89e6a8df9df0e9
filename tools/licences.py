"""The licence of everything that is installed with fedsheet and its extras, as their own metadata say it, in NOTICE.

python tools/licences.py     in an environment that has every extra; rewrites the table at the end of NOTICE
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
NOTICE = ROOT / "NOTICE"
NOT_USED = ("test", "bench", "docs", "lint")  # for who works on fedsheet
EXPRESSION = re.compile(r"[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*")
HEAD = """Libraries that are installed beside fedsheet, none of them shipped with it, and the licences their metadata
name; in brackets the first extra that brings one (`python tools/licences.py`).
"""
# What metadata of before SPDX expressions say, and its expression.
SPDX = {
    "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache software license": "Apache-2.0",
    "apache-2": "Apache-2.0", "apache": "Apache-2.0",
    "bsd": "BSD-3-Clause", "bsd license": "BSD-3-Clause", "new bsd": "BSD-3-Clause", "3-clause bsd": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause", "bsd-3": "BSD-3-Clause", "dual license": "Apache-2.0 OR BSD-3-Clause",
    "mit license": "MIT", "the mit license": "MIT", "expat": "MIT",
    "isc license (iscl)": "ISC", "isc": "ISC", "psfl": "PSF-2.0", "python software foundation license": "PSF-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "sil open font license 1.1": "OFL-1.1", "ofl": "OFL-1.1",
}  # fmt: skip


Walked = set[tuple[str, ...]]


def declared() -> tuple[list[str], dict[str, list[str]]]:
    """What pyproject.toml asks for: of everyone, and by extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"], project["optional-dependencies"]


def walk(lines: list[str], walked: Walked) -> None:
    """Add every distribution that these requirements bring here, with the extras it is asked with, to `walked`."""
    for one in map(Requirement, lines):
        if one.name == "fedsheet":
            for extra in one.extras:
                walk(declared()[1][extra], walked)
        elif (found := (canonicalize_name(one.name), *sorted(one.extras))) not in walked:
            walked.add(found)
            walk(_asked(one.name, one.extras), walked)


def _asked(name: str, extras: set[str]) -> list[str]:
    """Requirement lines of an installed distribution that hold here, without their markers."""
    found = [Requirement(line) for line in distribution(name).requires or []]
    held = [one for one in found if one.marker is None or any(one.marker.evaluate({"extra": e}) for e in ("", *extras))]
    return [f"{one.name}[{','.join(one.extras)}]" if one.extras else one.name for one in held]


def licence(of: Distribution) -> str:
    """The SPDX expression, or what stands in its place; a name that is not known raises `KeyError`."""
    said = of.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    given = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    short = str(said.get("License") or "").strip()
    for word in (*([short] if short and "\n" not in short and len(short) < 60 else []), *given):
        if known := SPDX.get(word.lower(), word if EXPRESSION.fullmatch(word) else ""):
            return known
    raise KeyError(f"{of.name}: {short[:80]!r} {given}")


def table() -> dict[str, tuple[str, str]]:
    """By name: the licence, and the first extra that brings it ("" where everyone has it)."""
    base, extras = declared()
    found: dict[str, tuple[str, str]] = {}
    for extra, lines in {"": base, **{name: lines for name, lines in extras.items() if name not in NOT_USED}}.items():
        walked: Walked = set()
        walk(lines, walked)
        new = {name for name, *_ in walked} - set(found)
        found |= {name: (licence(distribution(name)), extra) for name in new}
    return found


def text() -> str:
    """The table as it stands in NOTICE."""
    rows = sorted(table().items())
    return HEAD + "\n" + "".join(f"- {name}: {of}{f' ({extra})' if extra else ''}\n" for name, (of, extra) in rows)


if __name__ == "__main__":
    before = NOTICE.read_text(encoding="utf-8").partition(HEAD)[0]
    NOTICE.write_text(before.rstrip("\n") + "\n\n" + text(), encoding="utf-8")
