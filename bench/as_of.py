"""As-of questions against a replay of dictionaries: batches taken back or let stand, late corrections, clock jumps.

python bench/as_of.py [QUESTIONS]     300,000 by default; appends to bench/results/store.csv
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from results import append

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from properties.replayed import answer, made  # the oracle the tests use

DAYS = range(-1, 22)


def main(n_questions: int) -> None:
    chance, asked, wrong, taken_back = random.Random(20261130), 0, 0, 0
    while asked < n_questions:
        store, replay = made(chance, chance.randint(2, 20))
        taken_back += sum(bool(batch.out) for batch in replay.batches.values())
        for day in DAYS:
            wrong += answer(store, day) != replay.as_of(day)
            asked += 1
        store.connection.close()
    append(
        "store", f"as-of questions answered wrongly, of {asked:,}, {taken_back:,} batches taken back", wrong, "", "0"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
