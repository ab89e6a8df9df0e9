"""Kill -9 at random moments of a pull and of a rebuild: nothing acknowledged is lost, nothing is torn, it opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

VICTIMS = Path(__file__).with_name("victims.py")
N_KILLS = 20  # a thousand: bench/kills.py


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="forking is how many kills take seconds")
@pytest.mark.timeout(180)
def test_kills_of_a_pull_and_of_a_rebuild_lose_nothing(tmp_path: Path) -> None:
    seed = 20261123
    done = subprocess.run(
        [sys.executable, str(VICTIMS), str(tmp_path), str(N_KILLS), str(seed)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{N_KILLS} kills of a pull" in done.stdout
    assert f"{N_KILLS} kills of a rebuild" in done.stdout
    assert int(done.stdout.split()[5]) > N_KILLS / 2, done.stdout  # after replies that were acknowledged
