"""Install a wheel in a fresh environment under a path with a space and Chinese characters, and use it as a newcomer.

python tools/try_install.py dist/fedsheet-0.1.0-py3-none-any.whl ["report,web"]     prints how long each step took

Without extras what is installed, with its bytecode, is held to `MOST_BYTES` where that was measured: on Linux.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = "安装 here"
MOST_BYTES = 350e6  # of a base install: fedsheet with numpy, pandas, scipy and what they need
FIRST_HOUR = (["--version"], ["check", "seed-2021"], ["show", "corridor", "--lang", "zh"], ["h41", "2019-09-18"])


def timed(name: str, command: list[str], **given: object) -> None:
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **given)  # type: ignore[call-overload]
    print(f"{time.monotonic() - begun:6.1f} s  {name}", flush=True)


def size(root: Path) -> int:
    return sum(file.stat().st_size for file in root.rglob("*") if file.is_file() and not file.is_symlink())


def main(wheel: Path, extras: str = "") -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / FOLDER
        timed("an environment", [sys.executable, "-m", "venv", str(root)])
        bin_folder = root / ("Scripts" if os.name == "nt" else "bin")
        wanted = str(wheel.resolve()) + (f"[{extras}]" if extras else "")
        pip = [str(bin_folder / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        empty = size(root)
        timed("pip install", [*pip, "install", wanted])
        installed = size(root) - empty
        print(f"{installed / 1e6:6.1f} MB installed", flush=True)
        if sys.platform == "linux" and not extras and installed > MOST_BYTES:
            raise SystemExit(f"a base install is over {MOST_BYTES / 1e6:.0f} MB")
        timed("pip check", [*pip, "check"])
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("FEDSHEET", "PYTHON"))}
        for command in FIRST_HOUR:
            timed(
                f"fedsheet {' '.join(command)}", [str(bin_folder / "fedsheet"), *command],
                env={**clean, "FEDSHEET_HOME": str(root / "家")}, cwd=root,
            )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
