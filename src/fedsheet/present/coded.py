"""Commands within a text, written between backticks: every medium sets them in its own style of code.

parted("ask `fedsheet update` first")        [("ask ", False), ("fedsheet update", True), (" first", False)]
"""

from __future__ import annotations

import re

CODE = re.compile(r"`([^`]+)`")


def parted(text: str) -> list[tuple[str, bool]]:
    """The parts of a text, and whether each is a command."""
    return [(part, place % 2 == 1) for place, part in enumerate(CODE.split(text)) if part]
