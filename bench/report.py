"""The report in both languages and the brief, as a person waits for them: whole process, wall seconds, peak memory.

python bench/report.py     appends to bench/results/report.csv; the bars: 20 s and 0.8 GiB on two cores, a brief 5 s

Each is made twice on a data folder of its own: with every picture to draw, and again with pictures kept.

Memory is the largest sum, sampled every 0.2 s, of the proportional set sizes of the command and its renderers, so that
shared pages count once (Linux only; elsewhere the line is left out). Processor time tells a busy machine from a slow
one.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from results import append

PROGRAM = "from fedsheet.cli.main import run; run()"
PROC = Path("/proc")


def children(parent: int) -> list[int]:
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


def pss_gib(pid: int) -> float:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 2**20


def watch(process: subprocess.Popen[bytes], peaks: list[float]) -> None:
    while process.poll() is None:
        peaks.append(sum(pss_gib(pid) for pid in [process.pid, *children(process.pid)]))
        time.sleep(0.2)


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(what: str, home: str) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and the largest memory in GiB of one command."""
    before = processor_seconds()
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-c", PROGRAM, what, "--out", out]
        start = time.perf_counter()
        surroundings = {**os.environ, "FEDSHEET_HOME": home}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings)
        peaks = [0.0]
        watcher = threading.Thread(target=watch, args=(process, peaks))
        watcher.start()
        if process.wait() != 0:
            raise SystemExit("the report failed")
        seconds = time.perf_counter() - start
        watcher.join()
    return seconds, processor_seconds() - before, max(peaks)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        built = {**os.environ, "FEDSHEET_HOME": home}
        command = [sys.executable, "-c", PROGRAM, "series", "WALCL"]
        subprocess.run(command, env=built, check=True, capture_output=True)  # the store is built at first use
        for what, bar in (("brief", "5"), ("report", "20")):
            for how in ("the first", "made again"):
                seconds, processor, memory = measured(what, home)
                append("report", f"{what} in both languages, {how}", seconds, "s", bar)
                append(
                    "report", f"{what} in both languages, {how}: processor time of all its processes", processor, "s"
                )
                if PROC.exists() and what == "report":
                    append(
                        "report",
                        f"{what} in both languages, {how}: peak memory of all its processes",
                        memory,
                        "GiB",
                        "0.8",
                    )
