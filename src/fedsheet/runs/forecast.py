"""Forecasts of the market's rates: made, kept as issued, scored over any span.

figures, record, what was learnt ──► forecast ──► keep: one line beside the store
                                         └──────► score: rivals, kinds of day, alarms, and what was kept
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime

from fedsheet.core.errors import DataError
from fedsheet.core.manifest import package_versions
from fedsheet.core.units import BASIS_POINTS
from fedsheet.core.vintage import Vintage
from fedsheet.market import forecasts
from fedsheet.market.evaluation import Track, outlook_of
from fedsheet.market.forecasts import FittedForecasts, Forecast, Scored
from fedsheet.market.issued import IssuedForecast, Running, already_kept, issue, require_chain, running_record
from fedsheet.market.learned import (
    TrainingRows,
    configuration_digest,
    from_bytes,
    merged,
    nothing_kept,
    shipped,
    to_bytes,
)
from fedsheet.outlook.clock import refuse_across_unknown
from fedsheet.record import PolicyPath
from fedsheet.runs.read import AsOf, read
from fedsheet.store import forecasts as files


def forecast(
    horizon: int = 1, target: str = "sofr", scored: bool = False, as_of: AsOf = None, *, dates: bool = False,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Forecast:  # fmt: skip
    """The distribution `horizon` settlement days after the last rate held; with the scores since 2024 if `scored`, with
    the chances on named days if `dates`.

    >>> ahead = fedsheet.forecast(as_of="2025-06-30")
    >>> print(ahead.outlook.target, f"{ahead.outlook.quantiles[0.5]:.1f}")  # the median, basis points over IORB
    2025-06-30 1.2
    """
    known, record = read(as_of, vintage, path)
    found = _made(known, record, horizon, target, vintage is None)
    return Forecast(
        target,
        outlook_of(found.track),
        forecasts.scored_of(found.track) if scored else None,
        forecasts.dates_ahead(known, record, target, _learnt(vintage is None)) if dates else (),
    )


def keep(horizon: int, target: str = "sofr") -> tuple[Forecast, IssuedForecast, bool]:
    """The forecast on all that is held, its issue as it stands in the file, and whether it was added now: the first
    issue of a day from an origin stands. One made as of an earlier day, or on figures handed in, is not an issue."""
    known, record = read()
    found = Forecast(target, outlook_of(_made(known, record, horizon, target, ours=True).track))
    done: list[tuple[IssuedForecast, bool]] = []

    def next_line(lines: list[dict[str, object]]) -> dict[str, object] | None:
        before = _issues(lines)
        earlier = already_kept(found.outlook, target, before)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        version = package_versions()["fedsheet"]
        one = earlier or issue(found.outlook, target, now, known.as_of, known.digest, version, before)
        done.append((one, earlier is None))
        return None if earlier else asdict(one)

    files.keep(next_line)
    return found, *done[0]


def score(
    start: date | None, end: date | None, horizon: int, target: str = "sofr", as_of: AsOf = None, *,
    vintage: Vintage | None = None, path: PolicyPath | None = None,
) -> Scored:  # fmt: skip
    """Scores of every day from `start` to `end`, against rivals and by kind of day, and of the issues kept for them; by
    default of all days since 2024. On a vintage handed in there are no issues."""
    known, record = read(as_of, vintage, path)
    found = _made(known, record, horizon, target, vintage is None)
    evaluation = forecasts.scored_of(found.track, start or forecasts.TEST_START, end)
    kept = None
    if vintage is None:
        kept = issued(known, record, horizon, target, evaluation.days[0].date(), end or date.max)
    return Scored(target, horizon, evaluation, kept)


def issued(
    known: Vintage, record: PolicyPath, horizon: int, target: str = "sofr", start: date = date.min,
    end: date = date.max,
) -> Running:  # fmt: skip
    """The record of the issues kept for days from `start` to `end`; those still to come count as kept."""
    came = forecasts.spread_over_iorb(known, record, target) / BASIS_POINTS.scale
    return running_record(kept_issues(), came, target, horizon, start, end)


def kept_issues() -> tuple[IssuedForecast, ...]:
    """Every issue kept, the chain of digests checked."""
    return _issues(files.kept_lines())


def _issues(lines: list[dict[str, object]]) -> tuple[IssuedForecast, ...]:
    where = str(files.kept_file())
    try:
        issues = tuple(_issued(line) for line in lines)
    except (TypeError, KeyError) as error:
        raise DataError("runs.forecast_kept_forecast_lacks_field", where=where) from error
    require_chain(issues, where)
    return issues


def _issued(line: dict[str, object]) -> IssuedForecast:
    fields = dict(line)
    for name in ("chances", "band"):
        fields[name] = tuple(fields[name])  # type: ignore[arg-type]  # a line that holds no list is refused above
    return IssuedForecast(**fields)  # type: ignore[arg-type]  # field by field as `asdict` wrote them


def track_of(known: Vintage, record: PolicyPath, horizon: int = 1, target: str = "sofr") -> Track:
    """Every past day's forecast from what was known at its origin, and the one ahead; nothing is kept."""
    return _made(known, record, horizon, target, ours=False).track


def _made(known: Vintage, record: PolicyPath, horizon: int, target: str, ours: bool) -> FittedForecasts:
    """The forecasts, with what was learnt before; where the figures are `ours`, what had to be fitted is kept for the
    next time, and on a vintage handed in nothing is opened but what ships."""
    name = forecasts.record_name(target, horizon)
    if (rate := forecasts.TARGETS.get(target)) and rate in known:
        refuse_across_unknown(record, known, rate)
    found = forecasts.made(known, record, horizon, target, _learnt(ours).get(name, nothing_kept()))
    if ours and found.learned.fresh.any():
        own = _own()
        own[name] = found.learned.added_to(own.get(name, nothing_kept()))
        files.keep_learned(configuration_digest(), to_bytes(own))
    return found


def _learnt(ours: bool) -> dict[str, TrainingRows]:
    """What ships, with what was learnt here on newer figures."""
    learnt = dict(shipped())
    for name, record in (_own() if ours else {}).items():
        learnt[name] = merged(learnt.get(name, nothing_kept()), record)
    return learnt


def _own() -> dict[str, TrainingRows]:
    place, content = files.learned_file(configuration_digest()), files.learned_bytes(configuration_digest())
    return from_bytes(content, str(place)) if content else {}
