"""The example of docs/claims.md is read, judged and says what the guide promises."""

from __future__ import annotations

import re

from claims.support_claims import shipped
from fedsheet.claims.check import check
from fedsheet.claims.measures import CLAIM_UNITS
from fedsheet.claims.model import Verdict
from fedsheet.claims.parse import parse_claims
from support import REPOSITORY

GUIDE = (REPOSITORY / "docs" / "claims.md").read_text(encoding="utf-8")


def test_the_example_is_judged() -> None:
    example = re.findall(r"```toml\n(.*?)```", GUIDE, re.S)
    claims = parse_claims(example[0].encode(), "guide.toml")
    (judged,) = check(claims, shipped())
    # H.4.1: 8,965.5 on 2022-04-13, 6,535.8 on 2025-12-03, a fall of 27.1%
    assert judged.verdict is Verdict.FAILS


def test_the_guide_names_every_unit_and_verdict() -> None:
    assert [unit for unit in CLAIM_UNITS if not re.search(rf"\b{unit}\b", GUIDE)] == []
    assert [verdict for verdict in Verdict if f"| {verdict} |" not in GUIDE] == []
