"""A server of the command line in a process of its own, as a program meets it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from support import REPOSITORY


def started(*words: str, home: Path) -> tuple[subprocess.Popen[str], str]:
    """A server of the command line on a free port, and the address that it prints."""
    environment = {**os.environ, "FEDSHEET_HOME": str(home), "PYTHONPATH": str(REPOSITORY / "src")}
    command = [sys.executable, "-m", "fedsheet", *words, "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert server.stderr is not None
    # What is said of the age of the figures may stand before the address.
    return server, next(found[0] for line in server.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
