"""The claims of a text, held against the figures: read the claims, the record and the vintages, then judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from fedsheet import store
from fedsheet.claims.check import check
from fedsheet.claims.evidence import Evidence
from fedsheet.claims.model import Claims, Judgement
from fedsheet.claims.parse import load_file, load_shipped
from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath, load_path

# Revised series whose own vintages say on which days the figures were others.
REVISED = ("GDP", "GDPC1", "UNRATE", "PAYEMS", "PCEPI")
MOST_VINTAGES = 4
SHIPPED_REPORT = "seed-2021"


@dataclass(frozen=True)
class Checked:
    """A report's claims and what became of them."""

    claims: Claims
    judgements: tuple[Judgement, ...]


def run(name_or_path: str, as_of: str | None = None) -> Checked:
    """Judge a shipped report by its name, or a user's TOML file by its path."""
    claims = load_file(Path(name_or_path)) if _is_file(name_or_path) else load_shipped(name_or_path)
    vintage = store.vintage(as_of)
    return judge(claims, vintage, load_path())


def _is_file(name_or_path: str) -> bool:
    """Whether a path was given: it ends in .toml, or there is such a file."""
    return name_or_path.lower().endswith(".toml") or Path(name_or_path).is_file()


def results(vintage: Vintage, path: PolicyPath) -> Checked:
    """The shipped report's claims, for the report's appendix; `DateRangeError` before that report was published."""
    claims = load_shipped(SHIPPED_REPORT)
    if vintage.as_of < claims.published:
        raise DateRangeError(f"{SHIPPED_REPORT} was published on {claims.published}")
    return judge(claims, vintage, path)


def judge(claims: Claims, vintage: Vintage, path: PolicyPath) -> Checked:
    """Every claim on this vintage and on the older ones held."""
    if not vintage:
        raise DateRangeError(f"No figure was known as of {vintage.as_of}", do="Use a later --as-of")
    older = [
        Evidence(store.vintage(last_day), path, vintage.as_of, label)
        for label, last_day in older_vintages(vintage.as_of, claims.published)
    ]
    return Checked(claims, check(claims, Evidence.of(vintage, path), older))


def older_vintages(as_of: date, published: date) -> list[tuple[date, date]]:
    """Older vintages of the revised series as (their date, the last day they were in force), at most four.

    Taken on their last day, so that series without revisions are as long as they can be and only revisions differ.
    """
    starts = sorted({day for name in REVISED for day in _starts(name) if day <= as_of})
    older = [(start, after - ONE_DAY) for start, after in pairwise(starts)]
    return sorted(sorted(older, key=lambda one: abs((one[0] - published).days))[:MOST_VINTAGES])


def _starts(series_id: str) -> set[date]:
    """The publisher's vintage dates held of one series."""
    prints = store.vintages(series_id)
    own = prints[prints["start_is"] == "publisher"]
    return {day.date() for day in own["realtime_start"]}
