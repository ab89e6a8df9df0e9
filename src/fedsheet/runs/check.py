"""The claims of a text, held against the figures: read the claims, the record and the vintages, then judge."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

from fedsheet.claims.evidence import Brought
from fedsheet.claims.model import Claims
from fedsheet.claims.parse import load_file, load_shipped
from fedsheet.claims.results import Judged, judged
from fedsheet.core import clock
from fedsheet.core.dates import ONE_DAY
from fedsheet.core.errors import DateRangeError
from fedsheet.core.lazy import pd
from fedsheet.core.vintage import Vintage
from fedsheet.record import PolicyPath
from fedsheet.runs.read import STORE, AsOf, Beside, others_of, read

# Revised series whose own vintages say on which days the figures were others.
REVISED = ("GDP", "GDPC1", "UNRATE", "PAYEMS", "PCEPI")
MOST_VINTAGES = 4
SHIPPED_REPORT = "seed-2021"


def check(
    name_or_path: str, as_of: AsOf = None, *, vintage: Vintage | None = None, path: PolicyPath | None = None,
    false_holds: bool = False,
) -> Judged:  # fmt: skip
    """Judge a shipped report by its name, or a user's TOML file by its path; a vintage handed in has none older.

    With `false_holds` each claim also says how often a statement of its form holds on random windows.

    >>> fedsheet.check("seed-2021").frame()["verdict"].head(2)
    id
    C01    holds on the report's own naming/base
    C02                                    holds
    Name: verdict, dtype: str
    """
    claims = load(name_or_path)
    known, record = read(as_of, vintage, path)
    checked = on_all_vintages(claims, known, record, others_of(vintage))
    return checked.with_false_holds(known, record) if false_holds else checked


def load(name_or_path: str) -> Claims:
    """The claims of a shipped report by its name, or of a user's TOML file by its path."""
    return load_file(Path(name_or_path)) if _is_file(name_or_path) else load_shipped(name_or_path)


def pullable() -> dict[str, Brought]:
    """Series that a pull brings."""
    from fedsheet.sources.catalogue import catalogue

    return {e.id: Brought(e.group, date.fromisoformat(e.start)) for e in catalogue().values() if e.unit}


def _is_file(name_or_path: str) -> bool:
    """Whether a path was given: it ends in .toml, or there is such a file."""
    return name_or_path.lower().endswith(".toml") or Path(name_or_path).is_file()


def for_report(vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> Judged:
    """The shipped report's claims, for the report's appendix; `DateRangeError` before that report was published."""
    claims = load_shipped(SHIPPED_REPORT)
    if vintage.as_of < claims.published:
        raise DateRangeError("runs.check_published", shipped_report=SHIPPED_REPORT, published=claims.published)
    return on_all_vintages(claims, vintage, path, others)


def on_all_vintages(claims: Claims, vintage: Vintage, path: PolicyPath, others: Beside = STORE) -> Judged:
    """Every claim on this vintage and on the older ones that are held."""
    older = older_vintages(vintage.as_of, claims.published, others)
    brings = pullable()
    if vintage.as_of < clock.today():  # a pull brings nothing later to a day of the past
        brings = {name: brought for name, brought in brings.items() if name not in vintage}
    return judged(claims, vintage, path, older, brings)


def older_vintages(as_of: date, published: date, others: Beside = STORE) -> dict[date, Vintage]:
    """Older vintages of the revised series by their date, at most four.

    Taken on their last day, so that series without revisions are as long as they can be and only revisions differ.
    """
    starts = sorted({day for name in REVISED for day in _starts(others.vintages(name)) if day <= as_of})
    older = [(start, after - ONE_DAY) for start, after in pairwise(starts)]
    nearest = sorted(sorted(older, key=lambda one: abs((one[0] - published).days))[:MOST_VINTAGES])
    return dict(zip((start for start, _ in nearest), others.vintages_on([last for _, last in nearest]), strict=True))


def _starts(prints: pd.DataFrame) -> set[date]:
    """The publisher's vintage dates held of one series."""
    own = prints[prints["start_is"] == "publisher"]
    return {day.date() for day in own["realtime_start"]}
