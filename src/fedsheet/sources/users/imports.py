"""A file the user brings, as a reply like any other: kept as it was, parsed again at a rebuild."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePath

from fedsheet.core.dates import month_end, parse_date
from fedsheet.core.errors import InputError
from fedsheet.core.notes import NOTHING, Remark
from fedsheet.core.releases import RELEASE_RULES, unrevised_rule
from fedsheet.core.series import IMPORTED, SOURCE, SeriesDefinition
from fedsheet.core.units import unit
from fedsheet.sources.reply import Parsed, PrintsOf
from fedsheet.sources.user_event import TAKES_BACK
from fedsheet.sources.users.cells import COMMAS
from fedsheet.sources.users.grid import grid_of_bytes
from fedsheet.sources.users.many import Progress, many_series
from fedsheet.sources.users.series import UserSeries, series_of_grid

ID = re.compile(r"^[A-Z][A-Z0-9_.]{1,39}$")
FREQUENCIES = ("D", "D7", "W", "M", "Q", "A")
TIMINGS = {"D": "daily", "D7": "daily", "W": "weekly", "M": "month", "Q": "quarter start", "A": "year"}
MAX_LAG_DAYS = 3650
FEED = "user.file"
OFFICIAL = "official"  # the account of a file that brings an official series up to date names it here
AS_INDEX = "percent_is_index"  # the index is one that vendors print with a percent sign


def request_of(
    series_id: str, file_name: str, unit_name: str, publisher: str, seen_on: date, **options: str
) -> dict[str, str]:
    """The journal's account of an import; every field is checked before the file is kept.

    options  title, frequency, column, sheet, published_after (days), true_jump (dates, comma between), by (of a table
             of many series, the heading of the column that names them: `series_id` is then what the table is called)
    """
    if not ID.match(series_id):
        raise InputError("sources.user_import_cannot_id_series", series_id=series_id)  # fmt: skip
    if not publisher.strip():
        raise InputError("sources.user_import_publisher_named")
    unit(unit_name)
    if odd := [text for text in (publisher, *options.values()) if not text.isprintable()]:
        raise InputError("sources.user_import_holds_characters_cannot_shown", odd=odd[0][:40])
    given = {name: text for name, text in options.items() if text}
    _frequency(given.get("frequency", ""))
    _commas(given.get("commas", ""))
    _lag(given.get("published_after", ""))
    vouched(given)
    return {
        "what": series_id,
        "file": PurePath(file_name).name,
        "unit": unit_name,
        "publisher": publisher,
        "seen_on": str(seen_on),
        "feed": FEED,
        **given,
    }


def official_request(definition: SeriesDefinition, after: date | None, request: Mapping[str, str]) -> dict[str, str]:
    """The account of a file that brings an official series up to date: what the series is stays the publisher's.

    after   the last day of the publisher's own figures: only later days are taken
    """
    return {
        **request, "what": f"{definition.id} from a file", OFFICIAL: definition.id, "title": definition.title,
        "official_unit": definition.unit.name, "official_timing": definition.timing,
        "frequency": definition.frequency, "publisher": definition.publisher,
        "revised": "1" if definition.revised else "", "after": str(after or ""),
    }  # fmt: skip


def official_part(found: UserSeries, request: Mapping[str, str]) -> PrintsOf:
    """The days after those the publisher's own figures reach, in the unit of the series, public by its calendar."""
    own, factor = unit(request["official_unit"]), unit(request["unit"]).factor_to(unit(request["official_unit"]))
    kept = [(day, value * factor) for day, value in zip(found.days, found.values, strict=True)
            if str(day) > request["after"]]  # fmt: skip
    definition = SeriesDefinition(
        request[OFFICIAL], request["title"], own, request["frequency"], request["official_timing"],
        request["publisher"], revised=bool(request["revised"]), source=f"{SOURCE} {request['file']}",
    )  # fmt: skip
    days, seen_on = [day for day, _ in kept], date.fromisoformat(request["seen_on"])
    rule = RELEASE_RULES[unrevised_rule(definition.id, definition.frequency)]
    starts = None if definition.revised else [min(rule(day), seen_on) for day in days]
    return PrintsOf(definition, days, [value for _, value in kept], starts, IMPORTED)


def parse(body: bytes, request: Mapping[str, str]) -> Parsed:
    """The series of a user's file; anything that cannot be read whole raises `InputError` with row and reason."""
    if "by" in request:
        return parse_many(body, request)
    found = _found(body, request)
    frequency = _frequency(request.get("frequency", "")) or found.frequency
    found, said = house_dates(found, frequency, request.get("official_timing", ""), request["file"])
    if OFFICIAL in request:
        return Parsed(series=(official_part(found, request),), newest=found.days[-1], said=said)
    part = _own_part(request["what"], request.get("title", ""), found, frequency, request)
    return Parsed(series=(part,), newest=found.days[-1], said=said)


def headed(body: bytes, request: Mapping[str, str]) -> list[str]:
    """What stands above the column of values: its heading and labels, as the file has them."""
    return list(_found(body, request).labels.values())


def _found(body: bytes, request: Mapping[str, str]) -> UserSeries:
    """The one series of a file, dates and values as they stand there."""
    commas = _commas(request.get("commas", ""))
    grid = grid_of_bytes(body, request["file"], request.get("sheet"), commas=commas)
    return series_of_grid(
        grid, unit(request["unit"]), today=date.fromisoformat(request["seen_on"]), column=request.get("column"),
        true_jumps=vouched(request), commas=commas, fewest=1 if TAKES_BACK in request or OFFICIAL in request else 2,
        percent_is_index=AS_INDEX in request,
    )  # fmt: skip


def parse_many(body: bytes, request: Mapping[str, str], progress: Progress = lambda _what, _share: None) -> Parsed:
    """The series of a long table, each held to what a series of its own file is held to."""
    parts, told, frequency = [], NOTHING, _frequency(request.get("frequency", ""))
    found = many_series(
        body, request["file"], request["by"], unit(request["unit"]), today=date.fromisoformat(request["seen_on"]),
        column=request.get("column"), true_jumps=vouched(request),
        commas=_commas(request.get("commas", "")), progress=progress,
    )  # fmt: skip
    for name, one in found.items():
        if not ID.match(name):
            raise InputError("sources.user_import_cannot_id_series", series_id=name)
        dated, said = house_dates(one, frequency or one.frequency, "", request["file"])
        parts.append(_own_part(name, "", dated, frequency or one.frequency, request))
        told = told or said
    if not parts:
        raise InputError("sources.user_file_values_found_series_least_2", where=request["file"], n_held=0)
    return Parsed(series=tuple(parts), newest=max(part.days[-1] for part in parts), said=told)


def _own_part(name: str, title: str, found: UserSeries, frequency: str, request: Mapping[str, str]) -> PrintsOf:
    definition = SeriesDefinition(
        name, title or name, unit(request["unit"]), frequency, TIMINGS[frequency], request["publisher"], revised=False,
        source=f"{SOURCE} {request['file']}",
    )  # fmt: skip
    return PrintsOf(
        definition, found.days, found.values, *_starts(found, request, date.fromisoformat(request["seen_on"]))
    )


def house_dates(found: UserSeries, frequency: str, timing: str, where: str) -> tuple[UserSeries, Remark]:
    """Months and quarters by their first day, by the last where the series counts month ends; what was done, in words.

    Wind and Bloomberg date a month by its end, FRED by its beginning: read as they stand they are a month apart. Two
    dates in one month or quarter raise `InputError`.
    """
    if frequency not in ("M", "Q"):
        return found, Remark()
    months, period = (1, "month") if frequency == "M" else (3, "quarter")
    firsts = [day.replace(month=day.month - (day.month - 1) % months, day=1) for day in found.days]
    for earlier, later, day in zip(firsts, firsts[1:], found.days[1:], strict=False):
        if earlier == later:
            raise InputError(f"sources.user_import_second_of_{period}", where=where, day=day)
    at_end = "month end" in timing
    days = [month_end(first) for first in firsts] if at_end else firsts
    if days == list(found.days):
        return found, Remark()
    end = "ends" if at_end else "starts"
    return replace(found, days=tuple(days)), Remark.of(f"sources.user_import_dated_to_{period}_{end}")


def _starts(found: UserSeries, request: Mapping[str, str], seen_on: date) -> tuple[list[date] | None, str]:
    """Known since the import, or by the lag the user vouches for."""
    lag = _lag(request.get("published_after", ""))
    if lag is None:
        return None, "first seen"
    return [min(day + lag, seen_on) for day in found.days], "release rule"


def _frequency(text: str) -> str:
    if text and text not in FREQUENCIES:
        raise InputError("sources.user_import_frequency", text=text, frequencies=", ".join(FREQUENCIES))
    return text


def _commas(text: str) -> str:
    if text not in COMMAS:
        raise InputError("sources.user_import_meaning_comma", where="<commas>", text=text)
    return text


def _lag(text: str) -> timedelta | None:
    if not text:
        return None
    if not text.isdigit() or int(text) > MAX_LAG_DAYS:
        raise InputError(
            "sources.user_import_number_days_from_0", where="<published_after>", text=text, max_lag_days=MAX_LAG_DAYS
        )
    return timedelta(days=int(text))


def vouched(request: Mapping[str, str]) -> frozenset[date]:
    """The days whose values the user takes responsibility for (`--true-jump`)."""
    said = request.get("true_jump", "")
    return frozenset(parse_date(part, where="<true_jump>") for part in said.split(",") if part)
