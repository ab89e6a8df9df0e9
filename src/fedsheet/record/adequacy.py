"""What counts as enough reserves: gauges, thresholds with their source, the episodes they are judged on; one home.

    gauge("reserves_to_gdp").ample.value      the share of GDP at or under which reserves are no longer abundant
    target_share()                            the share of GDP that reserve management purchases keep

Every room that needs such a number reads it here (data/published/adequacy.toml); what the gauges say today is worked
out in `market.gauges`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fedsheet.core.errors import RecordError, UnknownNameError
from fedsheet.core.text import Text
from fedsheet.record.model import GRADES

FILE = "record/data/published/adequacy.toml"
UNITS = ("share", "rate", "usd", "days")
SIDES = ("below", "above")
_KEYS = {
    "id", "unit", "side", "zh", "en", "blind_zh", "blind_en", "ample", "scarce", "kept", "held", "share_above",
    "used_usd_bn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level that someone named: decimal, US dollars or days; when, where, how sure."""

    value: float
    announced_at: date
    source: Text
    grade: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """One way to tell whether reserves are enough.

    side      "below": at or under the threshold says no longer abundant; "above": at or over
    blind     what it cannot see
    kept      the level officials said they would keep, where one was named
    is_held   False where its figures are published nowhere: named so that nobody thinks it was forgotten
    extra     further numbers of its definition
    """

    id: str
    unit: str
    side: str
    title: Text
    blind: Text
    ample: Threshold
    scarce: Threshold | None
    kept: Threshold | None
    is_held: bool
    extra: dict[str, float]

    def passed(self, value: float, threshold: Threshold) -> bool:
        """Whether `value` is at or past a threshold."""
        return value <= threshold.value if self.side == "below" else value >= threshold.value


@dataclass(frozen=True, slots=True)
class RunoffEpisode:
    """One runoff with what was decided when."""

    id: str
    runoff_from: date
    judged_from: date
    end_decided: date
    purchases_decided: date


@dataclass(frozen=True, slots=True)
class Cuts:
    """Chances at which the verdict says ample, abundant, scarce."""

    ample: float
    abundant: float
    scarce: float


@cache
def _content() -> dict[str, Any]:
    file = files("fedsheet.record") / "data" / "published" / "adequacy.toml"
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return content


@cache
def gauges() -> tuple[Gauge, ...]:
    """Every gauge in the order of its file; an unknown key, unit, side or grade stops the load."""
    return tuple(parse_gauge(row) for row in _content()["gauge"])


def gauge(name: str) -> Gauge:
    """One gauge by name; an unknown one raises with the nearest."""
    known = {g.id: g for g in gauges()}
    if name not in known:
        raise UnknownNameError("gauge", name, known)
    return known[name]


def parse_gauge(row: dict[str, Any]) -> Gauge:
    """One gauge from its table."""
    unknown = set(row) - _KEYS
    if unknown or row.get("unit") not in UNITS or row.get("side") not in SIDES:
        raise RecordError(
            "record.adequacy_gauge_unknown_keys_unit",
            where=FILE,
            row=row.get("id"),
            unknown=sorted(unknown),
            units=", ".join(UNITS),
            sides=", ".join(SIDES),
        )
    return Gauge(
        id=row["id"],
        unit=row["unit"],
        side=row["side"],
        title=Text(row["zh"], row["en"]),
        blind=Text(row["blind_zh"], row["blind_en"]),
        ample=_threshold(row["ample"]),
        scarce=_threshold(row["scarce"]) if "scarce" in row else None,
        kept=_threshold(row["kept"]) if "kept" in row else None,
        is_held=bool(row.get("held", True)),
        extra={key: float(row[key]) for key in ("share_above", "used_usd_bn") if key in row},
    )


def _threshold(row: dict[str, Any]) -> Threshold:
    told = Text(row["source_zh"], row["source"])
    found = Threshold(float(row["value"]), row["announced_at"], told, row["grade"])
    if found.grade not in GRADES:
        raise RecordError("record.adequacy_grade_none", where=FILE, grade=found.grade, grades=", ".join(GRADES))
    return found


def target_share() -> float:
    """Reserves over GDP that reserve management purchases keep: what scenarios call `ample`."""
    return float(_content()["target"]["value"])


def cuts() -> Cuts:
    """At which chances the verdict turns."""
    return Cuts(*(float(_content()["verdict"][name]) for name in ("ample", "abundant", "scarce")))


def window_days() -> int:
    """Business days over which a gauge takes its mean, median or count."""
    return int(_content()["window"]["days"])


def episodes() -> tuple[RunoffEpisode, ...]:
    """The runoffs that gauges and triggers are judged on."""
    names = tuple(RunoffEpisode.__dataclass_fields__)
    return tuple(RunoffEpisode(**{name: row[name] for name in names}) for row in _content()["episode"])


def calm_spans() -> tuple[tuple[date, date], ...]:
    """Spans in which reserves are agreed to have been abundant: a gauge that calls them otherwise is wrong."""
    return tuple((row["from"], row["to"]) for row in _content()["calm"])
