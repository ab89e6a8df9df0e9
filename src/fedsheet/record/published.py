"""What officials and surveys published as numbers: projections, medians, cash assumptions, the debt limit, elasticity.

Each set is a table of record/data/published with one row a number: when it was announced, for which day, its source
and grade. A month without a day (`2025-07`) counts as known from the last day of that month on. Words that are not
numbers stay as they were told; phrases have their Chinese in words.toml.

    known(official_projections(), date(2022, 6, 30))     the rows announced by then
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeVar

from fedsheet.core.dates import month_end
from fedsheet.core.errors import RecordError
from fedsheet.core.text import Text
from fedsheet.core.units import from_bn, from_pct
from fedsheet.record.model import GRADES

_FOLDER = files("fedsheet.record") / "data" / "published"
LONGER_RUN = "longer_run"
Row = dict[str, str]


class Announced(Protocol):
    """Anything with the day from which it was known."""

    @property
    def announced_at(self) -> date:
        """The first day on which it was public."""


Told = TypeVar("Told", bound=Announced)


@dataclass(frozen=True, slots=True)
class OfficialProjection:
    """One number of an official projection: `value` in `unit` as printed, None where it was told in words (`told`).

    outcome     what came, in the same unit, None where it is not known or cannot be counted
    """

    announced_at: date
    publication: Text
    item: str
    scenario: str
    target_date: date
    value: float | None
    told: str
    unit: str
    read_in: str
    grade: str
    outcome: float | None
    outcome_date: date | None
    outcome_source: str


@dataclass(frozen=True, slots=True)
class CashAssumption:
    """Treasury's cash at the end of a quarter, and its net marketable borrowing, US dollars; None where not given.

    what    actual, estimate_current (the quarter under way), estimate_next, peak_within_quarter, expiry_of_suspension
    """

    announced_at: date
    quarter_end: date
    what: str
    borrowing_usd: float | None
    cash_usd: float | None
    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class DebtLimit:
    """A stretch of the debt limit (suspended, impasse, in force) with the lowest TGA and its refill, US dollars."""

    start: date
    end: date | None
    status: str
    what: str
    tga_low_date: date | None
    tga_low_usd: float | None
    low_series: str
    refill_date: date | None
    refill_usd: float | None
    source: str
    grade: str

    @property
    def announced_at(self) -> date:
        """It is known from its first day on; its end is known only when it comes."""
        return self.start


@dataclass(frozen=True, slots=True)
class Survey:
    """One answer of a survey: `value` where it is a number in `unit`, otherwise as `told`."""

    announced_at: date
    survey: Text
    item: Text
    target_date: date | None
    value: float | None
    told: str
    unit: str
    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class PublishedElasticity:
    """What the New York Fed said of the elasticity of reserve demand.

    bp_per_percent  change of EFFR less IORB in basis points for 1 percent more reserves; None where told in words
    band            (2,) 68 percent band
    """

    announced_at: date
    bp_per_percent: float | None
    band: tuple[float, float] | None
    told: str
    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class SepMedian:
    """One median of the Summary of Economic Projections, a decimal; `horizon` is a year or `longer_run`."""

    announced_at: date
    horizon: str
    variable: str
    median: float
    source: str
    grade: str


def known(rows: Iterable[Told], day: date) -> tuple[Told, ...]:
    """The rows announced by the end of `day`, in order of announcement."""
    return tuple(row for row in rows if row.announced_at <= day)


@cache
def official_projections() -> tuple[OfficialProjection, ...]:
    """Numbers of the Desk's annual reports, FEDS notes, minutes and refundings, 2012–2026."""
    return tuple(
        OfficialProjection(
            _announced(row), _text(row["publication"]), row["item"], row["scenario"],
            date.fromisoformat(row["target_date"]),
            _number(row["value"]), row["value"], row["unit"], row["read_in"], row["grade"],
            _number(row["outcome"]), _day(row["outcome_date"]), row["outcome_source"],
        )
        for row in _rows("official_projections")
    )  # fmt: skip


@cache
def cash_assumptions() -> tuple[CashAssumption, ...]:
    """Treasury's quarterly estimates of borrowing and cash, November 2013 to August 2026."""
    return tuple(
        CashAssumption(
            _announced(row), date.fromisoformat(row["quarter_end"]), row["what"],
            _usd(row["net_marketable_borrowing_bn"]), _usd(row["end_quarter_cash_bn"]), row["source"], row["grade"],
        )
        for row in _rows("treasury_cash_assumptions")
    )  # fmt: skip


@cache
def debt_limit() -> tuple[DebtLimit, ...]:
    """Suspensions and impasses of the debt limit, 2011 to 2026."""
    return tuple(
        DebtLimit(
            date.fromisoformat(row["start"]), _day(row["end"]), row["status"], row["what"], _day(row["tga_low_date"]),
            _usd(row["tga_low_bn"]), row["low_series"], _day(row["refill_date"]), _usd(row["refill_bn"]),
            row["source"], row["grade"],
        )
        for row in _rows("debt_limit")
    )  # fmt: skip


@cache
def surveys() -> tuple[Survey, ...]:
    """The Desk's survey as told in the minutes, and the survey of senior financial officers."""
    return tuple(
        Survey(
            _announced(row), _text(row["survey"]), _text(row["item"]), _day(row["target_date"]), _number(row["value"]),
            row["value"], row["unit"], row["source"], row["grade"],
        )
        for row in _rows("surveys")
    )  # fmt: skip


@cache
def reserve_demand_elasticity() -> tuple[PublishedElasticity, ...]:
    """The New York Fed's reserve demand elasticity, October 2024 to July 2026."""
    return tuple(
        PublishedElasticity(
            _announced(row), _number(row["value"]), _band(row), row["value"], row["source"], row["grade"]
        )
        for row in _rows("reserve_demand_elasticity")
    )


@cache
def sep_medians() -> tuple[SepMedian, ...]:
    """Medians of the Summary of Economic Projections, January 2012 to September 2026."""
    return tuple(
        SepMedian(
            _announced(row), row["horizon"], row["variable"], from_pct(float(row["median_pct"])), row["source"],
            row["grade"],
        )
        for row in _rows("sep_medians")
    )  # fmt: skip


def in_chinese(phrase: str) -> str:
    """A phrase of these tables in Chinese; itself where it is a number, a name or has none."""
    return _words().get(phrase, phrase)


def _text(phrase: str) -> Text:
    return Text(in_chinese(phrase), phrase)


@cache
def _words() -> dict[str, str]:
    return dict(tomllib.loads((_FOLDER / "words.toml").read_text("utf-8")))


def _rows(name: str) -> list[Row]:
    """The rows of one table in order of announcement; a grade that is not known stops."""
    rows = list(csv.DictReader(io.StringIO((_FOLDER / f"{name}.csv").read_text("utf-8"))))
    for number, row in enumerate(rows, 2):
        if row["grade"] not in GRADES:
            raise RecordError("record.published_grade_known", where=f"{name}.csv:{number}", row=row["grade"])
    return sorted(rows, key=lambda row: row.get("announced_at") or row["start"])


def _announced(row: Row) -> date:
    told = row["announced_at"]
    return date.fromisoformat(told) if len(told) == 10 else month_end(date.fromisoformat(f"{told}-01"))


def _number(told: str) -> float | None:
    try:
        return float(told)
    except ValueError:
        return None


def _usd(told: str) -> float | None:
    value = _number(told)
    return None if value is None else from_bn(value)


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def _band(row: Row) -> tuple[float, float] | None:
    low, high = _number(row["band68_low"]), _number(row["band68_high"])
    return None if low is None or high is None else (low, high)
