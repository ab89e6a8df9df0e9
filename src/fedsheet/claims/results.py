"""What the room hands out: a text's claims with what became of each, from figures, record and older vintages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fedsheet.claims.check import check, with_false_holds
from fedsheet.claims.evidence import Brought, Evidence
from fedsheet.claims.model import Claims, Judgement
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import Manifest
from fedsheet.core.shown import Card, Shown, said
from fedsheet.core.vintage import Vintage
from fedsheet.record.path import PolicyPath


@dataclass(frozen=True, repr=False)
class Judged(Shown):
    """A report's claims and what became of them.

    >>> judged = fedsheet.check("seed-2021")
    >>> len(judged.frame()), judged.judgements[0].verdict.value
    (93, "holds on the report's own naming/base")
    """

    claims: Claims
    judgements: tuple[Judgement, ...]
    manifest: Manifest | None = None

    def with_false_holds(self, vintage: Vintage, path: PolicyPath) -> Judged:
        """The same, each claim with how often its form holds on random windows of this vintage."""
        return replace(self, judgements=with_false_holds(self.judgements, Evidence.of(vintage, path)))

    def card(self) -> Card:
        """How many claims got each verdict, and the names of those that cannot be read."""
        verdicts = [judgement.verdict.name.lower() for judgement in self.judgements]
        facts = tuple((said(f"claims.verdict.{name}"), str(verdicts.count(name))) for name in dict.fromkeys(verdicts))
        ask: tuple[str, ...] = ("judgements", "claims")
        if self.claims.unread:
            facts += ((said("cards.unread"), ", ".join(one.id for one in self.claims.unread)),)
            ask += ("claims.unread",)
        known = self.manifest.as_of if self.manifest else None
        return Card(said("cards.claims", n=len(verdicts), of=self.claims.id), None, known, facts, ask)

    def frame(self) -> pd.DataFrame:
        """One row a claim: its id, its words and the verdict."""
        rows = [(j.claim.id, j.claim.wording.en, j.verdict.value) for j in self.judgements]
        return pd.DataFrame(rows, columns=["id", "claim", "verdict"]).set_index("id")


def judged(
    claims: Claims, vintage: Vintage, path: PolicyPath, older: Mapping[date, Vintage],
    pullable: Mapping[str, Brought] | None = None,
) -> Judged:  # fmt: skip
    """Every claim on this vintage, and on each older one by the date it goes by."""
    if not vintage:
        raise DateRangeError("claims.results_figure_known", as_of=vintage.as_of)
    others = [Evidence(held, path, vintage.as_of, label, pullable or {}) for label, held in older.items()]
    manifest = vintage.manifest("check", path.digest, text=claims.id, beside=[str(label) for label in older])
    return Judged(claims, check(claims, Evidence.of(vintage, path, pullable), others), manifest)
