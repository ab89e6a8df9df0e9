"""As of any day, with batches taken back or let stand again and clocks that jump: the store says what a replay does."""

from __future__ import annotations

import random

import pytest

from fedsheet.store import prints as p
from properties.replayed import ZERO, answer, made

STORES, DAYS = 150, range(-1, 22)  # 3,450 questions here; bench/as_of.py asks 300,000


@pytest.mark.parametrize("seed", range(5))
def test_as_of_equals_the_replay(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(STORES // 5):
        store, replay = made(chance, chance.randint(2, 12))
        for day in DAYS:
            assert answer(store, day) == replay.as_of(day), (seed, day, replay)
        store.connection.close()


def test_today_nothing_that_was_taken_back_counts() -> None:
    chance = random.Random(7)
    for _ in range(30):
        store, replay = made(chance, 10)
        counts = {(day, value) for day, _, value in replay.counting()}
        for one in store.prints("X"):
            assert (int(one["day"]) - p.day_number(ZERO), float(one["value"])) in counts
        store.connection.close()
