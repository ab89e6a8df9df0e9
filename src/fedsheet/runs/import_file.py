"""The journey of a user's file: read → checked whole → kept as it was → taken in; or refused, and nothing stored.

A file may be a series of the user's own, or bring an official one up to date: then only days after the publisher's own
figures are taken, marked as imported, and the publisher's values replace them when they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from fedsheet.claims.held import importable
from fedsheet.core import clock
from fedsheet.core.errors import DataError, InputError
from fedsheet.core.names import spelled
from fedsheet.core.series import SOURCE, Series, SeriesDefinition
from fedsheet.core.units import Dimension, to_pct, unit
from fedsheet.record.from_data import SHOWN_BY, at_odds
from fedsheet.runs.import_relations import refuse_what_contradicts_other_lines
from fedsheet.runs.intake import take_in, take_in_pending
from fedsheet.runs.record import record
from fedsheet.sources.catalogue import catalogue
from fedsheet.sources.reply import Parsed, PrintsOf
from fedsheet.sources.users import imports
from fedsheet.sources.users.grid import bounded_bytes
from fedsheet.sources.users.many import MAX_FILE_BYTES, Progress
from fedsheet.store import prints as p
from fedsheet.store.home import home
from fedsheet.store.observations import LedgerEntry, Store, open_store
from fedsheet.store.raw import RawReplies, one_writer

# Values at odds with the publisher's own on the days both have: so many, and this share, mean another series or unit.
FEWEST_AT_ODDS, SHARE_AT_ODDS, MOST_SHOWN = 3, 0.02, 5


def import_file(
    series_id: str, path: Path, unit_name: str, publisher: str, options: Mapping[str, str],
    progress: Progress = lambda _what, _share: None,
) -> LedgerEntry:  # fmt: skip
    """Import one series, or the many of a long table (option `by`, which names them); the ledger's line about it.

    `unit_name` and `publisher` may be left out where the series is official. A file with anything wrong raises
    `InputError`, one that contradicts what is held `DataError`; nothing is stored then.
    """
    today = clock.today()
    folder = home()
    with one_writer(folder), open_store() as store:
        replies = RawReplies(folder)
        take_in_pending(store, replies)
        parsed = None
        series_id = spelled(series_id, {*store.ids(), *catalogue()}) or series_id
        official = None if options.get("by") else official_definition(store, series_id)
        if options.get("by"):
            request = imports.request_of(series_id, str(path), unit_name, publisher, today, **options)
            body = bounded_bytes(path, MAX_FILE_BYTES)
            parsed = _many(store, body, request, progress)
        elif official is None:
            request = own_request(series_id, path, unit_name, publisher, today, options)
            body = bounded_bytes(path)
            parsed = imports.parse(body, request)
            _refuse_another_kind(store, parsed.series[0].definition)
        else:
            own = store.own_prints(official.id)
            after = p.as_date(own["day"].max()) if len(own) else None
            request = official_request(official, path, unit_name or official.unit.name, today, options, after)
            body = bounded_bytes(path)
            whole = imports.parse(body, {**request, "after": ""}).series[0]
            _refuse_what_is_at_odds(store, whole, body, request)
            refuse_what_contradicts_other_lines(store, whole, imports.vouched(request))
        entry = take_in(store, replies.keep("user", request, today, body, "user file"), body, parsed)
    if entry.outcome == "refused":
        raise DataError("runs.import_file_refused", where=path.name, reason=entry.note)
    return entry


def _many(store: Store, body: bytes, request: Mapping[str, str], progress: Progress) -> Parsed:
    """The series of a long table; one that is official, or held in another kind of unit, refuses the file."""
    parsed = imports.parse_many(body, request, progress)
    held, officials = set(store.ids()), set(catalogue())
    for part in parsed.series:
        name = part.definition.id
        if name in officials or (name in held and official_definition(store, name)):
            raise InputError("runs.import_file_official_among", where=request["file"], id=name)
        _refuse_another_kind(store, part.definition)
    return parsed


def own_request(
    series_id: str, path: Path, unit_name: str, publisher: str, today: date, options: Mapping[str, str]
) -> dict[str, str]:
    """The journal's account of a series of the user's own; one that claims name must be in the unit they want.

    Vendors print diffusion indices with a percent sign: where an index is wanted, the file may say so.
    """
    request = imports.request_of(series_id, str(path), unit_name, publisher, today, **options)
    wanted = importable().get(series_id)
    if wanted is None:
        return request
    asked, told = unit(wanted.unit), unit(unit_name)
    if (asked.dimension, asked.base) != (told.dimension, told.base):
        raise InputError("runs.import_file_wanted_unit", id=series_id, wanted=asked, unit=unit_name)
    return {**request, imports.AS_INDEX: "1"} if asked.dimension is Dimension.INDEX else request


def official_definition(store: Store, series_id: str) -> SeriesDefinition | None:
    """What an official series is, by the publisher's figures held or by the catalogue; None of a user's own."""
    entry = catalogue().get(series_id)
    if series_id in store.ids() and len(store.own_prints(series_id)):
        held = store.definition(series_id, date.max)
        return held if entry or not held.is_imported else None
    return entry.definition() if entry and entry.is_series else None  # held from files alone, or not at all


def official_request(
    official: SeriesDefinition, path: Path, unit_name: str, today: date, options: Mapping[str, str], after: date | None
) -> dict[str, str]:
    """The journal's account of days past `after`; what the series is, is the publisher's to say."""
    if odd := [name for name in ("title", "frequency", "published_after") if options.get(name)]:
        raise InputError(
            "runs.import_file_s_yours_say",
            id=official.id,
            publisher=official.publisher,
            replace=odd[0].replace("_", "-"),
        )
    request = imports.request_of(official.id, str(path), unit_name, official.publisher, today, **options)
    return imports.official_request(official, after, request)


def _refuse_what_is_at_odds(store: Store, whole: PrintsOf, body: bytes, request: Mapping[str, str]) -> None:
    """A file headed by another series, one that ends before the publisher's figures, or one that says other values on
    the days both have: on all of them, where figures stand as first published.
    """
    series_id = whole.definition.id
    if request["after"] and str(whole.days[-1]) <= request["after"]:
        raise DataError(
            "runs.import_file_file_ends_held_from",
            where=request["file"],
            days=whole.days[-1],
            series_id=series_id,
            request=request["after"],
        )
    if others := [name for name in imports.headed(body, request) if name in catalogue() and name != series_id]:
        raise InputError("runs.import_file_column_of_another", where=request["file"], id=series_id, other=others[0])
    _refuse_a_rate_at_odds(whole)
    own = p.latest(store.own_prints(series_id))
    held = {p.as_date(one["day"]): float(one["value"]) for one in own}
    both = [(day, held[day], value) for day, value in zip(whole.days, whole.values, strict=True) if day in held]
    odd = [one for one in both if abs(one[1] - one[2]) > 1e-9 * max(1.0, abs(one[1]))]
    is_other = len(odd) == len(both) and not whole.definition.revised
    if odd and (is_other or (len(odd) >= FEWEST_AT_ODDS and len(odd) > SHARE_AT_ODDS * len(both))):
        raise DataError(
            "runs.import_file_days_differ_from_publisher",
            where=request["file"],
            n_odd=len(odd),
            n_both=len(both),
            shown=_shown(odd),
        )


def _refuse_a_rate_at_odds(part: PrintsOf) -> None:
    """A rate that the Fed sets, and another value than the record's on a day the record speaks of."""
    name = part.definition.id
    if name not in SHOWN_BY.values():
        return
    import pandas as pd

    rate = Series(part.definition, pd.Series(list(part.values), pd.DatetimeIndex(list(part.days))))
    for one in at_odds(record(), {name: rate}):
        raise DataError(
            "runs.import_file_rate_at_odds", where=part.definition.source.removeprefix(SOURCE).strip(), id=name,
            day=one.day, published=_pct(one.published), recorded=_pct(one.recorded),
        )  # fmt: skip


def _pct(value: float | None) -> str:
    return "—" if value is None else f"{to_pct(value):.2f}%"


def _shown(odd: Sequence[tuple[date, float, float]]) -> str:
    parts = [f"{day}: {held:,.10g} ≠ {value:,.10g}" for day, held, value in odd[:MOST_SHOWN]]
    return "; ".join(parts) + (" …" if len(odd) > MOST_SHOWN else "")


def _refuse_another_kind(store: Store, definition: SeriesDefinition) -> None:
    """An import of another kind of unit under an id of one's own: said before anything is kept."""
    if definition.id not in store.ids():
        return
    held = store.definition(definition.id, date.max)
    if held.unit.dimension != definition.unit.dimension:
        raise InputError("runs.import_file_held_2", id=held.id, name=held.unit)
