"""Explore as a person waits for it: six lines of forty years of days, first drawn, moved along and looked into.

python bench/explore.py [looks]     appends to bench/results/explore.csv; needs a chromium as bench/web.py does
The six lines are made here (walks from a fixed seed, every weekday of forty years) and imported as anyone's file is.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import pandas as pd
from results import append

from web import at_first_figure, load

YEARS, LINES, LOOKS, MOVES = 40, 6, 5, 60
# The page's own clock of every frame while something is moved: milliseconds between one and the next.
FRAMES = """() => { window.frames_ = []; window.places_ = new Set(); let last = performance.now();
  const next = (now) => { window.frames_.push(now - last); last = now;
    window.places_.add(document.querySelector('.chosen-days').style.cssText);
    if (!window.still) requestAnimationFrame(next); };
  window.still = false; requestAnimationFrame(next); }"""
DRAWN = "document.querySelector('[data-drawn]')?.dataset.drawn"
# When the answer with the lines was there, and when it was asked for, in milliseconds since the page began.
ASKED = """() => { const [one] = performance.getEntriesByType('resource')
  .filter((entry) => entry.name.includes('/api/v1/explore?')).slice(-1);
  return [one.requestStart, one.responseEnd]; }"""


def bring_in(home: str) -> str:
    """Six series of every weekday of forty years, in the store at `home`; the lines that draw them."""
    from fedsheet.runs.import_file import import_file

    os.environ["FEDSHEET_HOME"] = home
    days = pd.bdate_range(end="2026-10-30", periods=YEARS * 261)
    steps = np.random.default_rng(1914).normal(0, 0.05, (len(days), LINES)).cumsum(axis=0) + 5
    for n in range(LINES):
        file = Path(home) / f"line{n}.csv"
        lines = [f"{day.date()},{value:.2f}" for day, value in zip(days, steps[:, n], strict=True)]
        file.write_text("\n".join(["date,value", *lines]), "utf-8")
        import_file(f"LINE{n}", file, "Percent", "made here", {})
    return "; ".join(f"LINE{n}" for n in range(LINES))


def until(page: Any, question: str) -> Any:
    """What the page answers, once it is something."""
    end = time.monotonic() + 60
    while not (found := page.evaluate(question)):
        assert time.monotonic() < end, question
        page.wait_for_timeout(10)
    return found


def drawn(page: Any, base: str, lines: str) -> tuple[float, float, float]:
    """Milliseconds of the server, from the answer to the lines on the screen, and of drawing alone."""
    page.goto(f"{base}/?view=explore&lang=en&lines={lines}", wait_until="commit")
    alone = float(until(page, DRAWN))
    stood = float(page.evaluate("Number(document.querySelector('[data-drawn]').dataset.stood)"))
    asked, answered = page.evaluate(ASKED)
    return answered - asked, stood - answered, alone


def moved(page: Any, move: Any) -> list[float]:
    """Milliseconds of each frame while something is moved."""
    page.evaluate(FRAMES)
    move()
    page.evaluate("window.still = true")
    assert page.evaluate("window.places_.size") > MOVES / 4, "what was to be moved stood still"
    return [float(one) for one in page.evaluate("window.frames_")[2:]]


def pan(page: Any) -> None:
    """The chosen days taken along their bar, there and back."""
    page.mouse.down()
    box = page.locator(".handles").bounding_box()
    for step in [*range(MOVES), *range(MOVES, 0, -1)]:
        page.mouse.move(box["x"] + box["width"] * (0.3 + step / 200), box["y"] + box["height"] / 2)
    page.mouse.up()


def zoom(page: Any) -> None:
    """The first handle moved by its keys."""
    page.locator("#x-from").focus()
    for key in ["ArrowRight"] * MOVES + ["ArrowLeft"] * MOVES:
        page.keyboard.press(key)


def main() -> None:
    """First drawings, then frames while days are moved and looked into."""
    with tempfile.TemporaryDirectory() as home:
        lines = bring_in(home)
        with at_first_figure(home) as (page, _):
            base = page.url.split("/?")[0].rstrip("/")
            looks = int(sys.argv[1]) if len(sys.argv) > 1 else LOOKS
            each = [drawn(page, base, lines) for _ in range(looks)]
            server, page_ms, alone = (median(column) for column in zip(*each, strict=True))
            what = f"{LINES} lines of {YEARS} years of days"
            append("explore", f"{what}: first answer of the server ({load()})", each[0][0], "ms")
            append("explore", f"{what}: the server again", server, "ms")
            append("explore", f"{what}: from the answer to the lines on the screen", page_ms, "ms", bar="<= 300 ms")
            append("explore", f"{what}: drawing alone", alone, "ms")
            page.locator("[data-range='10y']").click()
            page.locator(".handles").scroll_into_view_if_needed()  # a mouse beyond the window takes hold of nothing
            box = page.locator(".chosen-days").bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            for name, move in (("moved along", pan), ("looked into", zoom)):
                frames = moved(page, lambda move=move: move(page))
                append("explore", f"{name}: frames", len(frames), "count")
                append("explore", f"{name}: median frame ({load()})", median(frames), "ms", bar="<= 16.7 ms")
                append("explore", f"{name}: 95th percentile of a frame", quantiles(frames, n=20)[18], "ms")
            if "profile" in sys.argv:
                print(each)


if __name__ == "__main__":
    main()
