"""Where the levels of abundant, ample and scarce reserves lie: writes the [level.*] tables of reserve_demand.toml.

    python tools/estimate_reserve_demand.py

Weeks, labels and settings are those of the file itself; figures are the shipped ones. Medians and 1.4826 times the
median absolute deviation of the labelled weeks, none of them after 2023.
"""

from __future__ import annotations

import math
from pathlib import Path

import fedsheet.store
from fedsheet.market.regimes import LEVELS, STATES, estimated, state_parameters
from fedsheet.market.reserve_demand import weekly
from fedsheet.record import load_path

FILE = Path(__file__).resolve().parent.parent / "src" / "fedsheet" / "market" / "data" / "reserve_demand.toml"
UNITS = {"effr": "Basis points", "repo": "Basis points", "share": "Number"}


def main() -> None:
    p = state_parameters()
    found, n = estimated(weekly(fedsheet.store.vintage(), load_path()), p)
    lines = []
    for i, level in enumerate(LEVELS):
        lines += [f"[level.{level}]", f'unit = "{UNITS[level]}"']
        for k, state in enumerate(STATES):
            location, width, weeks = found.location[i, k], found.width[i, k], int(n[i, k])
            error = 1.2533 * width / math.sqrt(max(weeks / 13, 1.0))  # of a median; weeks of a quarter count once
            lines.append(
                f"{state} = {{ location = {location:.4g}, width = {width:.4g}, "
                f"standard_error = {error:.2g}, weeks = {weeks} }}"
            )
        lines.append("")
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text[: text.index("[level.effr]")] + "\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
