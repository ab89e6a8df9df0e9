"""Projections scored: openings of the past, bands, liabilities, and those kept as they were issued.

figures, record ──► openings opened again ──► errors beside rivals          project --keep ──► one line beside the store
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from fedsheet.core.errors import DateRangeError
from fedsheet.core.manifest import package_versions
from fedsheet.core.vintage import Vintage
from fedsheet.portfolio.liabilities.known_weeks import weeks_known
from fedsheet.portfolio.many_paths.path_result import PathResult
from fedsheet.portfolio.parameters import load_parameters
from fedsheet.portfolio.projection import Projection
from fedsheet.portfolio.scoring.fan_coverage import CoverageCell, kept_cells, quarterly
from fedsheet.portfolio.scoring.issued_projections import IssuedProjection, Ledger, issue, parsed, require_chain, scored
from fedsheet.portfolio.scoring.liabilities import LiabilityScore, score_liabilities
from fedsheet.portfolio.scoring.openings import OpeningScores, score_days
from fedsheet.record import PolicyPath
from fedsheet.runs.read import AsOf, read
from fedsheet.store import forecasts as files

KEPT = "projections.jsonl"
USUAL = (date(2024, 6, 30), date(2024, 12, 31))  # openings scored where none is named: their year is over


def score(
    days: Sequence[date] = (), *, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> OpeningScores:
    """Projections opened on these days, or on the quarters of `USUAL`, against what came."""
    known, record = read(as_of, vintage, path)
    return score_days(known, record, load_parameters(), days or quarterly(*USUAL))


def coverage(
    *, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> list[CoverageCell]:
    """The bands of quarterly openings from 2012 against what came, as kept by tools/score_fan.py; none is made anew."""
    known, _ = read(as_of, vintage, path)
    cells = kept_cells(known.as_of)
    if not cells:
        raise DateRangeError("portfolio.fan_no_cells", as_of=known.as_of)
    return cells


def liabilities(
    *, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None
) -> tuple[LiabilityScore, ...]:
    """Every liability model at quarterly openings from 2014, beside flat and the 13-week pace."""
    known, _ = read(as_of, vintage, path)
    return score_liabilities(known, load_parameters())


def keep(found: Projection, drawn: PathResult | None = None) -> IssuedProjection:
    """Keep a projection as issued, beside the store."""
    made: list[IssuedProjection] = []

    def next_line(lines: list[dict[str, object]]) -> dict[str, object]:
        before = _issues(lines)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made.append(issue(found, drawn, now, package_versions()["fedsheet"], before))
        return asdict(made[0])

    files.keep(next_line, KEPT)
    return made[0]


def ledger(*, as_of: AsOf = None, vintage: Vintage | None = None, path: PolicyPath | None = None) -> Ledger:
    """Every projection kept, and the scores of those whose days have come."""
    known, _ = read(as_of, vintage, path)
    return ledger_of(known)


def ledger_of(known: Vintage) -> Ledger:
    """The same from figures already read."""
    kept = _issues(files.kept_lines(KEPT))
    end = known["WALCL"].last_day
    after = weeks_known(known, end, load_parameters().liabilities.gdp_growth)
    return Ledger(kept, scored(kept, after))


def _issues(lines: list[dict[str, object]]) -> tuple[IssuedProjection, ...]:
    """The chain, checked."""
    issues = tuple(parsed(line) for line in lines)
    require_chain(issues, str(files.kept_file(KEPT)))
    return issues
