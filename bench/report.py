"""The report in both languages, as a person waits for it: whole process, wall seconds and peak memory of all of it.

python bench/report.py     appends to bench/results/report.csv; the bars are 20 s and 0.8 GiB on two cores

Memory is the largest sum, sampled every 0.2 s, of the proportional set sizes of the command and its renderers, so that
shared pages count once (Linux only; elsewhere the line is left out). Processor time tells a busy machine from a slow
one.
"""

from __future__ import annotations

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


def measured(language: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-c", PROGRAM, "report", "--lang", language, "--out", out]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peaks = [0.0]
        watcher = threading.Thread(target=watch, args=(process, peaks))
        watcher.start()
        if process.wait() != 0:
            raise SystemExit("the report failed")
        seconds = time.perf_counter() - start
        watcher.join()
    return seconds, max(peaks)


if __name__ == "__main__":
    measured("en")  # the store is built at first use
    before = processor_seconds()
    seconds, memory = measured("both")
    append("report", "both languages, HTML, PDF, XLSX, figures", seconds, "s", "20")
    append("report", "processor time of the command and its renderers, last run", processor_seconds() - before, "s")
    if PROC.exists():
        append("report", "peak memory with renderers", memory, "GiB", "0.8")
