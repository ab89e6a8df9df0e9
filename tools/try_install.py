"""Install a wheel in a fresh environment under a path with a space and Chinese characters, and use it as a newcomer.

python tools/try_install.py dist/fedsheet-0.1.0-py3-none-any.whl ["report,web"]     prints how long each step took
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = "安装 here"
FIRST_HOUR = (["--version"], ["check", "seed-2021"], ["show", "corridor", "--lang", "zh"], ["h41", "2019-09-18"])


def timed(name: str, command: list[str], **given: object) -> None:
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **given)  # type: ignore[call-overload]
    print(f"{time.monotonic() - begun:6.1f} s  {name}", flush=True)


def main(wheel: Path, extras: str = "") -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / FOLDER
        timed("an environment", [sys.executable, "-m", "venv", str(root)])
        bin_folder = root / ("Scripts" if os.name == "nt" else "bin")
        wanted = str(wheel.resolve()) + (f"[{extras}]" if extras else "")
        pip = [str(bin_folder / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        timed("pip install", [*pip, "install", wanted])
        timed("pip check", [*pip, "check"])
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("FEDSHEET", "PYTHON"))}
        for command in FIRST_HOUR:
            timed(
                f"fedsheet {' '.join(command)}", [str(bin_folder / "fedsheet"), *command],
                env={**clean, "FEDSHEET_HOME": str(root / "家")}, cwd=root,
            )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
