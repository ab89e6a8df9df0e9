"""Twenty thousand mutated replies: no crash that is not a named error, no hang, at most 512 MB."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

N = 20_000
PROGRAM = Path(__file__).with_name("fuzz.py")


@pytest.mark.timeout(240)
def test_twenty_thousand_mutated_replies_are_read_or_refused_by_name() -> None:
    words = [sys.executable, "-W", "error", str(PROGRAM), str(N), "20261123"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = re.search(r"(\d+) read, (\d+) refused; slowest ([\d.]+) s .*; peak (\d+) MB", done.stdout)
    assert found, done.stdout
    n_read, n_refused, slowest, peak = (float(text) for text in found.groups())
    assert n_read + n_refused == N
    assert n_refused > n_read > 0
    assert slowest < 5  # a parser that hangs would take for ever; a busy machine may take a second
    assert peak <= 512
