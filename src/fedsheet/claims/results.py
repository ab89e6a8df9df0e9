"""What the room hands out: a text's claims with what became of each, from figures, record and older vintages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fedsheet.claims.check import check
from fedsheet.claims.evidence import Evidence
from fedsheet.claims.model import Claims, Judgement
from fedsheet.core.errors import DateRangeError
from fedsheet.core.manifest import Manifest
from fedsheet.core.vintage import Vintage
from fedsheet.record.path import PolicyPath


@dataclass(frozen=True)
class Judged:
    """A report's claims and what became of them."""

    claims: Claims
    judgements: tuple[Judgement, ...]
    manifest: Manifest | None = None


def judged(claims: Claims, vintage: Vintage, path: PolicyPath, older: Mapping[date, Vintage]) -> Judged:
    """Every claim on this vintage, and on each older one by the date it goes by."""
    if not vintage:
        raise DateRangeError(f"No figure was known as of {vintage.as_of}", do="Use a later --as-of")
    others = [Evidence(held, path, vintage.as_of, label) for label, held in older.items()]
    manifest = vintage.manifest("check", path.digest, text=claims.id, beside=[str(label) for label in older])
    return Judged(claims, check(claims, Evidence.of(vintage, path), others), manifest)
