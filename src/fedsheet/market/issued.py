"""A forecast as it was issued, and the running record of those whose day has come.

The published distribution is kept whole, in the basis points that are printed, with the day it was kept and the digest
of the figures behind it; each issue names the digest of the one before, so none can be changed or taken out unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from json import dumps

import numpy as np

from fedsheet.core.errors import DataError
from fedsheet.core.lazy import pd
from fedsheet.core.manifest import digest_of
from fedsheet.market.evaluation import THRESHOLDS_BP, Outlook
from fedsheet.market.forecast import Density
from fedsheet.market.scores import crps

FIRST = "0" * 64  # what the first issue names in the place of one before it


@dataclass(frozen=True)
class IssuedForecast:
    """One forecast as issued; basis points over IORB.

    number      1 for the first kept        kept_at    UTC, ISO 8601 to the second
    lowest      the first whole basis point of `chances`, one a basis point
    previous, digest   SHA-256 of the issue before and of this one
    """

    number: int
    kept_at: str
    target: str
    horizon: int
    origin: str
    day: str
    lowest: int
    chances: tuple[float, ...]
    band: tuple[float, float]
    as_of: str
    data_digest: str
    version: str
    previous: str
    digest: str = ""

    @property
    def density(self) -> Density:
        """The distribution by whole basis points."""
        return Density(self.lowest + np.arange(len(self.chances), dtype=np.float64), np.array(self.chances))

    @property
    def in_time(self) -> bool:
        """Whether it was kept before the rate of its day came out, at eight in New York on the day after or later."""
        after = date.fromisoformat(self.day) + timedelta(days=1)
        return self.kept_at < f"{after}T12:00:00+00:00"

    def sealed(self) -> IssuedForecast:
        """The same with its digest."""
        fields = {name: value for name, value in asdict(self).items() if name != "digest"}
        return replace(self, digest=digest_of(dumps(fields, sort_keys=True).encode()))


def issue(
    outlook: Outlook,
    target: str,
    kept_at: str,
    as_of: date,
    data_digest: str,
    version: str,
    before: Sequence[IssuedForecast],
) -> IssuedForecast:
    """The next issue after those `before`."""
    published = outlook.published
    return IssuedForecast(
        number=len(before) + 1,
        kept_at=kept_at,
        target=target,
        horizon=outlook.horizon,
        origin=str(outlook.origin),
        day=str(outlook.target),
        lowest=int(published.points[0]),
        chances=tuple(round(float(w), 9) for w in published.weights),
        band=outlook.band,
        as_of=str(as_of),
        data_digest=data_digest,
        version=version,
        previous=before[-1].digest if before else FIRST,
    ).sealed()


def require_chain(kept: Sequence[IssuedForecast], where: str) -> None:
    """Every issue is as it was sealed and follows the one before; else `DataError` names the first that does not."""
    previous = FIRST
    for number, one in enumerate(kept, 1):
        if one.number != number or one.previous != previous or one.sealed().digest != one.digest:
            raise DataError("market.issued_forecast_those_kept_issued", where=where, number=number)  # fmt: skip
        previous = one.digest


def already_kept(outlook: Outlook, target: str, kept: Sequence[IssuedForecast]) -> IssuedForecast | None:
    """The forecast of that day from that origin where it was kept before: the first issue stands."""
    wanted = (target, outlook.horizon, str(outlook.origin), str(outlook.target))
    return next((one for one in kept if (one.target, one.horizon, one.origin, one.day) == wanted), None)


@dataclass(frozen=True)
class Running:
    """The record of what was issued for one target and horizon; basis points.

    n_kept, n_late     issues kept in time, and those kept when their rate was out already, which count for nothing
    n_scored           those kept in time whose day has a rate by now
    crps, held         mean score as issued; share of outcomes in the 90% band as issued; NaN where none is scored
    alarms             threshold → (expected, happened)
    scored             day, median, band, outcome and score of each
    """

    target: str
    horizon: int
    n_kept: int
    n_late: int
    n_scored: int
    crps: float
    held: float
    alarms: dict[float, tuple[float, int]]
    scored: tuple[tuple[date, float, tuple[float, float], float, float], ...]


def running_record(
    kept: Sequence[IssuedForecast], spread_bp: pd.Series[float], target: str, horizon: int, start: date, end: date
) -> Running:
    """Issues for days from `start` to `end`, scored as issued; `spread_bp` is what came, by day."""
    issues = [k for k in kept if (k.target, k.horizon) == (target, horizon) and str(start) <= k.day <= str(end)]
    ours = [one for one in issues if one.in_time]
    days = pd.DatetimeIndex(spread_bp.index)
    came = {str(day.date()): float(value) for day, value in zip(days, spread_bp, strict=True)}
    pairs = [(one, round(came[one.day])) for one in ours if one.day in came]
    losses = [crps(one.density.points, one.density.weights, outcome) for one, outcome in pairs]
    inside = [one.band[0] <= outcome <= one.band[1] for one, outcome in pairs]
    return Running(
        target=target,
        horizon=horizon,
        n_kept=len(ours),
        n_late=len(issues) - len(ours),
        n_scored=len(pairs),
        crps=float(np.mean(losses)) if pairs else float("nan"),
        held=float(np.mean(inside)) if pairs else float("nan"),
        alarms={
            k: (sum(one.density.exceeds(k) for one, _ in pairs), sum(outcome > k for _, outcome in pairs))
            for k in THRESHOLDS_BP
        },
        scored=tuple(
            (date.fromisoformat(one.day), one.density.quantile(0.5), one.band, float(outcome), loss)
            for (one, outcome), loss in zip(pairs, losses, strict=True)
        ),
    )
