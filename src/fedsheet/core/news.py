"""What an update brought: values with a day before and now, and how asking and checking went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fedsheet.core.series import SeriesDefinition

# The figures a desk looks at first, in this order; others are counted.
HEADLINES = (
    "WALCL", "WRESBAL", "RRPONTSYD", "SOFR", "WTREGEN", "SRF_USAGE", "EFFR", "IORB", "DGS10", "DGS2", "TREAST",
    "WSHOMCB", "PCEPILFE", "UNRATE", "CPIAUCSL", "GDPC1", "PAYEMS",
)  # fmt: skip


@dataclass(frozen=True)
class News:
    """One series with something new: newest day and value before and now, base units, and its next release.

    `day_before` and `before` are None where nothing was held; `next_release` None where the series goes on no more.
    """

    definition: SeriesDefinition
    day_before: date | None
    before: float | None
    day: date
    now: float
    next_release: date | None


@dataclass(frozen=True)
class Odd:
    """A published rate that says another value than the record from `day` on, decimals; `recorded` None where it has
    none.
    """

    series_id: str
    day: date
    recorded: float | None
    published: float


@dataclass(frozen=True)
class Update:
    """What an update did: questions asked, those that failed with the reason, news (headlines first), findings.

    next_release, next_ids  the next day on which a headline is due, and which
    replaced    series whose figures from a file gave way to the publisher's own → how many of their days differed
    from_data   decisions that the record lacks and rates show since this update
    at_odds     rates that contradict the record
    """

    n_asked: int
    failed: Sequence[tuple[str, str]]
    news: Sequence[News]
    n_questioned: int
    n_errors: int
    n_warnings: int
    next_release: date | None
    next_ids: tuple[str, ...]
    from_data: tuple[Odd, ...] = ()
    at_odds: tuple[Odd, ...] = ()
    replaced: Mapping[str, int] = field(default_factory=dict)
