"""How long claims take: reading the file, judging 93 claims on two vintages, telling them; the shortest of five.

python bench/claims.py     appends to bench/results/claims.csv
"""

from __future__ import annotations

from results import append, shortest

from fedsheet import store
from fedsheet.claims.parse import load_shipped
from fedsheet.present import verdicts
from fedsheet.present.text import Words
from fedsheet.record import load_path
from fedsheet.runs import check


def main() -> None:
    claims, vintage, path = load_shipped("seed-2021"), store.vintage(), load_path()
    in_chinese = Words("zh")
    checked = check.on_all_vintages(claims, vintage, path)
    work = {
        "read and check the claim file": lambda: load_shipped("seed-2021"),
        "judge 93 claims on two vintages": lambda: check.on_all_vintages(claims, vintage, path),
        "tell 93 reasons in Chinese": lambda: [verdicts.why(one, in_chinese) for one in checked.judgements],
        "the whole run from the store": lambda: check.check("seed-2021"),
    }
    for what, run in work.items():
        append("claims", what, 1e3 * shortest(run), "ms")


if __name__ == "__main__":
    main()
