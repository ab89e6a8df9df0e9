"""What was made last is kept, few of it, whichever threads add to it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from fedsheet.core.few import Few


def test_the_one_kept_longest_ago_goes_first() -> None:
    few = Few[str, int](2)
    for n, key in enumerate(("a", "b", "a", "c")):
        few.keep(key, n)
    assert (few.get("a"), few.get("b"), few.get("c"), len(few)) == (2, None, 3, 2)


def test_threads_that_share_it_neither_fail_nor_keep_too_much() -> None:
    """A dictionary whose first key is looked for while another thread adds one raises `RuntimeError`."""
    few = Few[tuple[int, int], int](8)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-7)

    def add(thread: int) -> None:
        for n in range(100_000):
            few.keep((thread, n), n)
            few.get((thread, n))

    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(add, range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert len(few) == 8
